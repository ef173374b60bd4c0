"""How does a log become small? Sentences as patterns and numbers, and whole numbers of few bytes, as text.

A row that is shown becomes: minutes since the row before; by how much the person's number differs from that of the row
before; which pattern; then `where`, `value` and the numbers of the sentence, as far as the pattern has them. A pattern
is an event and the pieces of its sentence between the numbers, so what `spsim explain` tells of a row is here word for
word. Whole numbers are written in groups of seven bits, the lowest first; those that may be negative with their sign in
the lowest bit. static/log.js reads all this back.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.texts import cleaned
from experiments.explain import NOT_TOLD, Past, Teller
from experiments.raw_log import EVENTS
from sim.events import Row, What
from sim.frames import Shape

NUMBER = re.compile(r"(?<![0-9])(0|[1-9][0-9]{0,8})(?![0-9])")
IDENTITY = (What.REFERRED, What.CARE_REFERRED)  # their numbers say who it is: that is known from the person's number
VALUED = (  # events of which the player needs the value
    What.JOINED_QUEUE,
    What.JOINED_CARE_LIST,
    What.MET,
    What.MISSED,
    What.STARTED_HELPING,
    What.STOPPED_HELPING,
)
WHERE_OF = frozenset(what for what, kind in EVENTS.items() if kind.where and what not in IDENTITY)
SHOWN = frozenset(what for what in What if what not in NOT_TOLD)


def text_of(numbers: Iterable[int]) -> str:
    """Whole numbers of 0 and above, as text."""
    found = bytearray()
    for number in numbers:
        while number > 127:
            found.append(number & 127 | 128)
            number >>= 7
        found.append(number)
    return b64encode(found).decode()


def signed(number: int) -> int:
    """A number that may be negative, as one that is not."""
    return number << 1 if number >= 0 else ~number << 1 | 1


@dataclass(frozen=True)
class Packed:
    """The rows of a log that are shown."""

    count: int
    rows: str
    patterns: list[tuple[int, list[str]]]  # the event; the pieces of its sentence, between which its numbers stand


def packed(shape: Shape, log: Sequence[Row], number_of: Mapping[int, int], shown: frozenset[What] = SHOWN) -> Packed:
    """The rows that are shown. `number_of`: what a person is called by, for each person of the log."""
    teller, pasts = Teller(shape), dict[int, Past]()
    patterns: dict[tuple[int, tuple[str, ...]], int] = {}
    numbers: list[int] = []
    count = minute_before = person_before = 0
    for minute, who, event, where, value in log:
        what = What(event)
        said = ""
        if who >= 0:
            past = pasts.setdefault(who, Past())
            if what in shown:
                said = teller.sentence(minute, what, where, value, past)
            past.remember(minute, what, where, value)
        if what not in shown:
            continue
        pieces = NUMBER.split(cleaned(said))
        person = number_of[who] if who >= 0 else who
        row = [minute - minute_before, signed(person - person_before)]
        row.append(patterns.setdefault((event, tuple(pieces[::2])), len(patterns)))
        if what in WHERE_OF:
            row.append(signed(where))
        if what in VALUED:
            row.append(value)
        numbers += [*row, *map(int, pieces[1::2])]
        count, minute_before, person_before = count + 1, minute, person
    return Packed(count, text_of(numbers), [(what, list(pieces)) for what, pieces in patterns])
