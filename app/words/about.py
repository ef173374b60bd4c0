"""What is a number of a table? One sentence for each: what of, over how long, in which pounds, how sure, on whose word.

One rule for every table of an answer, from its heads and the number as it stands: a pound sign, a ±, a length of time.
Nothing is worked out here.
"""

import re
from typing import NamedTuple

from app.words.numbers import years

MONEY = "pounds of {} over {}"
PEOPLE = "over a follow-up of {}"
MEAN = "a mean of {}, with its simulation error (a 95% interval)"
TOO_FEW = "seen in too few of {} to give an interval"
SINGLE = "of a single replication, which has no interval"
ALIKE = "the same in each of {}"
OF_ALL = "read off {} together, without an interval"
LUCK = "where 95% of single real services would be, if every input is right"
UNKNOWN = "as far as inputs that nobody knows move the mean"
OF_MEANS = "± is the simulation error of means of {} (95% intervals)"
TWO_WAYS = (
    "What nobody knows is drawn one input at a time here, and all inputs at once in the report and by the command "
    "line: two ranges, each of its own."
)
ON_WHOSE_WORD = "Simulated, not measured: {} values behind it are assumed"
LENGTH = re.compile(r"(weeks?|days?|a day|no wait)$")
SEEN_IN = re.compile(r"\(\d+ of [\d,]+\)|seen in \d")
ERROR = re.compile(r"±|\+[^ ]+/−|\(.+ to .+\)|\(.+ or more\)")
RANGES = {"One real service": LUCK, "What nobody knows": UNKNOWN}  # heads that begin so


class Basis(NamedTuple):
    """What is the same of every number of an answer. `years`: of the bridge; `followed`: of people, where both are
    known; `assumed`: how many values of each option."""

    years: float | None
    followed: float
    prices: str
    replications: int
    assumed: tuple[int, ...]


def about_a_number(row: str, column: str, cell: str, basis: Basis) -> str:
    """The sentence; nothing of a cell that holds no number."""
    if not any(c.isdigit() for c in cell) and not LENGTH.search(cell):
        return ""
    horizon = years(basis.followed if basis.years is None else basis.years)
    what = MONEY.format(basis.prices, horizon) if "£" in cell else PEOPLE.format(years(basis.followed))
    whose = ON_WHOSE_WORD.format(" to ".join(map(str, sorted({min(basis.assumed), max(basis.assumed)}))))
    return f"{', '.join(filter(None, [row, column]))}: {what}; {_how_sure(column, cell, basis.replications)}. {whose}."


def about_every_number(basis: Basis) -> str:
    """The same of all that stand in sentences: in which pounds, over how long, how sure, on whose word."""
    money = "" if basis.years is None else f"{MONEY.format(basis.prices, years(basis.years))}; "
    many = "a single replication, without intervals" if basis.replications == 1 else OF_MEANS
    people = f"people {PEOPLE.format(years(basis.followed))}"
    return (
        f"{money}{people}; {many.format(f'{basis.replications:,} replications')}. Simulated, not measured. {TWO_WAYS}"
    )


def _how_sure(column: str, cell: str, many: int) -> str:
    """Which interval stands beside it, if any does."""
    if ranged := next((said for head, said in RANGES.items() if column.startswith(head)), None):
        return ranged
    kinds = {SINGLE: many == 1 or "±?" in cell, TOO_FEW: SEEN_IN.search(cell), MEAN: ERROR.search(cell)}
    kinds |= {OF_ALL: LENGTH.search(cell), ALIKE: True}
    return next(said for said, so in kinds.items() if so).format(f"{many:,} replications")
