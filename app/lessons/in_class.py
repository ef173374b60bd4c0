"""What does a class say together, of which everyone held the lesson with a luck of their own?

Each hands in one line, 2-17-106-HK: the lesson, the luck, what came out in whole numbers, and two letters that go with
all three, so that a slip of the keyboard is found. Nothing of a line is believed: what a luck comes to is worked out
anew, and the line must say so.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app import words
from app.lessons.text import Text, in_words
from experiments.intervals import Estimate, estimate
from experiments.lessons import Facts, Lesson
from sim.faults import printable

CLASS = range(1, 31)  # the lucks of a class of thirty
LETTERS = "ACDEFHJKLMNPRTUVWXY"  # none is taken for a figure, or for another
PARTS = re.compile(r"([0-9]{1,2})-([0-9]{1,19})-(-?[0-9]{1,12})-([A-Z]{2})")
MOST_LINES, MOST_SEEDS, SHOWN = 400, 60, 40


def line(number: int, seed: int, luck: float) -> str:
    """What is handed in: '2-17-106-HK'."""
    said = f"{number}-{seed}-{round(luck)}"
    return f"{said}-{_check(said)}"


def _check(said: str) -> str:
    first, second = divmod(int.from_bytes(sha256(said.encode()).digest()[:4]) % len(LETTERS) ** 2, len(LETTERS))
    return LETTERS[first] + LETTERS[second]


@dataclass(frozen=True)
class HandedIn:
    """What a class handed in: the lines of a lesson that can be read, by their luck, and what is wrong with others."""

    lines: Mapping[int, str]
    refused: Sequence[tuple[str, str]]  # the line, and a sentence


def handed_in(typed: str, number: int) -> HandedIn:
    """Every line of what was pasted. Spaces, small letters and what stands before a line do not matter."""
    lines: dict[int, str] = {}
    refused: list[tuple[str, str]] = []
    rows = [row for row in typed.splitlines() if row.strip()]
    for row in rows[:MOST_LINES]:
        found = tidy(row)
        shown = printable(row.strip(), SHOWN)
        parts = PARTS.search(found)
        if parts is None:
            refused.append((shown, NO_LINE))
        elif _check("-".join(parts.groups()[:3])) != parts[4]:
            refused.append((shown, MISTYPED))
        elif int(parts[1]) != number:
            refused.append((shown, OTHER_LESSON.format(number=int(parts[1]))))
        elif int(parts[2]) not in lines and len(lines) == MOST_SEEDS:
            refused.append((shown, TOO_MANY))
        else:
            lines[int(parts[2])] = parts[0]
    if len(rows) > MOST_LINES:
        refused.append(("…", TOO_MANY))
    return HandedIn(lines, refused)


def tidy(row: str) -> str:
    """A line as it was meant: no spaces, large letters, every kind of dash the same."""
    return re.sub(r"\s", "", re.sub(r"[\u2010-\u2015\u2212]", "-", row)).upper()


NO_LINE = "This is not a line of a lesson: those have a lesson, a luck, what came out, and two letters."
MISTYPED = "There is a slip in this line: its last two letters do not go with the rest. Please copy it again."
OTHER_LESSON = "This line is of lesson {number}."
NOT_SO = "This luck comes to something else. Please copy the line from its page again."
TOO_MANY = f"More than {MOST_SEEDS} lucks are too many for one class."


# ---------------------------------------------------------------- what they say together


def stands_for(lesson: Lesson, known: Facts) -> str:
    """What one luck is made of: 'ten runs', 'thirty pairs of runs'."""
    return f"{in_words(lesson.many)} {'pairs of runs' if 'pairs' in known else 'runs'}"


def together(lucks: Sequence[float], text: Text, known: Facts, shown: int) -> list[str]:
    """Their mean with its interval, beside what each alone would have said. `shown`: how many show the surprise."""
    many, what = len(lucks), text.luck(known)
    if many < 2:
        return [f"{what}: {text.say(lucks[0])}, by one luck alone. It cannot say how sure it is: paste more lines."]
    mean = estimate(lucks)
    low, high = min(lucks), max(lucks)
    apart = (
        f"Alone, each would have said something else: from {text.say(low)} to {text.say(high)}."
        if text.say(low) != text.say(high)
        else f"Each alone would have said the same: {text.say(low)}."
    )
    return [
        f"{what}: the mean of {in_words(many)} lucks is {of_mean(mean, text)}.",
        apart,
        _of_the_surprise(shown, many),
    ]


def of_mean(mean: Estimate, text: Text) -> str:
    """'102 (95% interval of simulation error: 100 to 103)'."""
    say = words.pounds if text.sign else words.number
    size = mean.half_width or None
    if mean.rare or not size:
        return f"{say(mean.mean, size)} ({words.error_of(mean, say)})"
    low, high = mean.error
    return f"{say(mean.mean, size)} (95% interval of simulation error: {say(low, size)} to {say(high, size)})"


def _of_the_surprise(shown: int, many: int) -> str:
    if shown == many:
        return f"With each of the {in_words(many)} the lesson’s surprise shows itself."
    return f"The lesson’s surprise shows itself with {in_words(shown)} of the {in_words(many)}."


def listed(seeds: Iterable[int]) -> str:
    """'1, 2 and 4'."""
    return words.listed([f"{seed}" for seed in seeds])
