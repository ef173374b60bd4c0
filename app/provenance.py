"""By what must every export be known? Scenario, hash, seed, version, date, what is assumed, and how it is made again.

Screen and files take these words from here, so that they cannot differ. The date is the day on which a file was made:
a command gives it at its edge (`dated`), so that no answer ever depends on the clock. SOURCE_DATE_EPOCH fixes it.
"""

import hashlib
import os
import shlex
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import nan
from typing import Any, NamedTuple, TypeVar

from app import words
from experiments.answer import Answer, AnswerInShort, PrecisionReached, ScenarioAnswer, ScenarioInShort
from experiments.stopping import OutputReached, all_hold
from sim.errors import WrongInput
from sim.preflight import Assumption

NAME, FEW = 60, 3  # characters of a name, and scenarios, that have room at the foot of a page
ASK_FOR_LUCK = ("--seed", "--replications", "--within", "--max-replications")
EPOCH = "SOURCE_DATE_EPOCH"
DIGITS = 15
AnyAnswer = TypeVar("AnyAnswer", bound=AnswerInShort)
LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def dated(answer: Answer, day: str) -> Answer:
    """The answer as a file carries it: with the day on which the file is made, and what the answer cannot tell."""
    return replace(
        answer,
        provenance=replace(answer.provenance, date=day),
        scenarios=tuple(replace(scenario, limits=tuple(words.cannot_tell(scenario))) for scenario in answer.scenarios),
    )


def now() -> datetime:
    """The time, in universal time; the one that SOURCE_DATE_EPOCH says, where a build must be repeatable."""
    text = os.environ.get(EPOCH)
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    digits = text.isascii() and text.isdigit() and len(text) <= DIGITS
    if not (digits and int(text) <= LATEST):
        raise WrongInput(f"{EPOCH} is {text[:40]!r}; it must be a whole number of seconds since 1 January 1970.")
    return datetime.fromtimestamp(int(text), UTC)


def today() -> str:
    """The day of that."""
    return now().date().isoformat()


def day_of(answer: Answer) -> str:
    """The day on which a file is made, which a file's answer has."""
    if answer.provenance.date is None:
        raise ValueError("an answer that goes into a file says on which day: dated")
    return answer.provenance.date


def date_of(answer: Answer) -> datetime:
    """The day on which a file is made, as office programs keep it."""
    return datetime.fromisoformat(day_of(answer))


def in_one_line(answer: Answer) -> str:
    """For the foot of a page."""
    made = answer.provenance
    named = [
        f"{words.short(one.name, NAME)} (SHA-256 {one.hash[:12]}, {assumed_count(one)} values assumed)"
        for one in answer.scenarios[:FEW]
    ]
    more = len(answer.scenarios) - FEW
    named += [f"and {more} more scenarios"] if more > 0 else []
    runs = f"{made.replications} replication{'s' * (made.replications != 1)}"
    parts = [f"spsim {made.version}", words.day(day_of(answer)), f"seed {made.seed}", runs, "simulated people"]
    return " · ".join([*parts, *named])


def assumed_count(scenario: "ScenarioInShort | Known") -> int:
    """How many values nobody has measured."""
    return sum(row.grade == "assumed" for row in scenario.assumptions)


class Known(NamedTuple):
    """By what a scenario is known: its files are itself and what it extends."""

    name: str
    title: str
    hash: str
    files: Sequence[str]
    assumptions: Sequence[Assumption]


def known(one: ScenarioAnswer) -> Known:
    """A scenario of an answer."""
    return Known(one.name, one.title, one.hash, one.files, one.assumptions)


def made_rows(made: Mapping[str, Any], scenarios: Iterable[Known]) -> list[tuple[str, str]]:
    """How to make this again. `made`: as JSON has it."""
    rows = [("Program", f"spsim {made['version']}"), ("Date", words.day(made["date"]))]
    rows += [(words.capital(key), str(value)) for key, value in made.items() if key not in ("version", "date")]
    for scenario in scenarios:
        files = ", ".join(scenario.files)
        rows.append(
            (
                f"Scenario “{scenario.title}”",
                f"{scenario.name}; files: {files}; SHA-256 {scenario.hash}; "
                f"{assumed_count(scenario)} of {len(scenario.assumptions)} values assumed",
            )
        )
    return rows


# ---------------------------------------------------------------- the hash of an answer

QUEUES = ("waiting", "waiting_for_place", "waiting_for_care")  # of which page one shows how many wait
VARIED = ("unknown", "at_once", "swings", "all_inputs")  # what is known of an answer, not the answer


def hashed(answer: AnyAnswer) -> AnyAnswer:
    """The answer, which says its own hash."""
    return replace(answer, provenance=replace(answer.provenance, answer=answer_hash(answer)))


def answer_hash(answer: AnswerInShort) -> str:
    """SHA-256 of the numbers of an answer, as far as page one goes: the same of the whole answer as of the short one.
    Names, titles, the command and the version leave it alone, and so does what was varied to see how sure it is."""
    numbers, of = array("d"), {one.name: one for one in answer.scenarios}
    for one in map(of.__getitem__, answer.options.by_cost):  # in whichever order they were named
        queues = sorted((row.state, row.world, row.mean, row.half_width) for row in one.series if row.state in QUEUES)
        numbered = one.years, one.outcomes, one.bridge, one.waits, one.null, one.cost_per, one.naive, queues
        _put((numbered, one.budget.service), numbers)
    shown = {row.name for one in answer.scenarios for row in one.outcomes}
    for two in answer.comparisons:
        _put(([row for row in two.outcomes if row.name in shown], two.bridge), numbers)
    if sys.byteorder == "big":
        numbers.byteswap()
    luck = f"{answer.provenance.seed} {answer.provenance.replications} "
    return hashlib.sha256(luck.encode() + numbers.tobytes()).hexdigest()


def _put(thing: object, numbers: "array[float]") -> None:
    """Add every number below a thing, in order, as eight bytes each; what is not there is no number."""
    if isinstance(thing, float | int):
        numbers.append(thing + 0.0)  # there is one 0
    elif thing is None:
        numbers.append(nan)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            _put(key, numbers)
            _put(value, numbers)
    elif isinstance(thing, list | tuple):
        for item in thing:
            _put(item, numbers)
    else:
        for name in getattr(thing, "__dataclass_fields__", ()):
            if name not in VARIED:
                _put(getattr(thing, name), numbers)


def precision_in_words(precision: PrecisionReached) -> str | None:
    """Whether the precision asked for was met."""
    said = outputs_in_words(precision)
    if precision.within is not None:
        reached = "not known" if precision.half_width is None else words.pounds(precision.half_width)
        met = precision.half_width is not None and precision.half_width <= precision.within
        said.insert(0, _asked("net cash of every pair", words.pounds(precision.within), reached, met=met))
    return " ".join(said) or None


def outputs_in_words(precision: PrecisionReached) -> list[str]:
    """Whether it was met for each output other than net cash; and how sure all the intervals are together."""
    said = [
        _asked(
            f"{one.title}, of every pair",
            _amount(one, one.within),
            "not known" if one.half_width is None else _amount(one, one.half_width),
            met=not one.missed,
        )
        for one in precision.outputs or ()
    ]
    if precision.intervals is not None and precision.intervals > 1:
        together = words.percent(all_hold(precision.intervals))
        said.append(
            f"Each of the {precision.intervals} intervals is a 95% interval by itself; the chance that all of them "
            f"hold at once is at least {together}."
        )
    return said


def _asked(what: str, wanted: str, reached: str, *, met: bool) -> str:
    verdict = "It was met." if met else "It was NOT met."
    return f"Precision asked for: {what} within ±{wanted}; reached: ±{reached}. {verdict}"


def _amount(one: OutputReached, size: float) -> str:
    """A half-width in the output's own unit, or as a share of its mean."""
    if one.relative:
        return f"{words.number(100 * size)}% of its mean"
    if one.unit == "£":
        return words.pounds(size)
    return f"{words.number(size)} {one.unit}".removesuffix(" times")


def command_again(answer: AnswerInShort) -> str:
    """The command that gives the same answer, whatever the defaults are by then."""
    made = answer.provenance
    return f"{without_luck(made.command)} --seed {made.seed} --replications {made.replications}"


def without_luck(command: str) -> str:
    """A command line without how many replications, and whose luck, it asked for."""
    kept, skip = [], False
    for word in shlex.split(command):
        if skip or word.partition("=")[0] in ASK_FOR_LUCK:
            skip = not skip and word in ASK_FOR_LUCK
        else:
            kept.append(word)
    return shlex.join(kept)
