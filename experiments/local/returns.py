"""What does a service count every month? Its returns: any of eight columns, month by month, as far as they are known.

Nothing here is of one person: returns are totals. A total that was suppressed ("<5") is known to lie in an interval.
Invariant: months follow each other without a gap, and each column has one entry a month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal


class Column(Enum):
    """One column of returns: what it is called, its unit, and what is counted."""

    title: str
    unit: Literal["people", "weeks"]
    measure: str

    REFERRED = ("referred", "Referred", "people", "People referred in the month, whether they accepted or not")
    ACCEPTED = ("accepted", "Accepted", "people", "People who accepted the offer in the month")
    MET_LINK_WORKER = (
        "met_link_worker",
        "Met a link worker",
        "people",
        "People whose first meeting with a link worker was held in the month",
    )
    TOOK_UP = ("took_up", "Took up an activity", "people", "People who joined their first activity in the month")
    REVIEWED = ("reviewed", "Reviewed", "people", "Reviews for discharge held in the month, routine and supported")
    DISCHARGED = ("discharged", "Discharged", "people", "People discharged in the month, at those reviews")
    WAITING_AT_MONTH_END = (
        "waiting_at_month_end",
        "Waiting at month end",
        "people",
        "People who have accepted and have no link worker yet, at the end of the month's last day",
    )
    MEDIAN_WAIT_WEEKS = (
        "median_wait_weeks",
        "Median wait",
        "weeks",
        "Median wait of people who were given a link worker in the month, from the day they accepted",
    )

    def __new__(cls, key: str, title: str, unit: Literal["people", "weeks"], measure: str) -> "Column":
        """A member is known by its key, which heads a column of a file."""
        member = object.__new__(cls)
        member._value_ = key
        member.title, member.unit, member.measure = title, unit, measure
        return member


STOCKS_AND_WAITS = (Column.WAITING_AT_MONTH_END, Column.MEDIAN_WAIT_WEEKS)  # the others add up over months


@dataclass(frozen=True)
class Count:
    """One entry: `low` and `high` are equal if it is known exactly; of a total that was suppressed, its least and most
    ("<5": 0 to 4). People are whole numbers, weeks need not be."""

    low: int | float
    high: int | float

    @property
    def is_exact(self) -> bool:
        """Whether it was not suppressed."""
        return self.low == self.high


@dataclass(frozen=True)
class Returns:
    """A service's own figures. `months`: the first day of each, in order, none left out. A column that the service does
    not count is not there; an entry that is not known is None. `cautions`: what is odd in them, in sentences."""

    months: tuple[date, ...]
    columns: Mapping[Column, tuple[Count | None, ...]]
    cautions: Sequence[str] = ()


def as_csv(returns: Returns) -> str:
    """The returns as `reading` takes them: a row a month, intervals as 0-4, blank for what is not known."""
    rows = [["month", *(column.value for column in returns.columns)]]
    for n, month in enumerate(returns.months):
        rows.append([f"{month:%Y-%m}", *(_as_text(entries[n]) for entries in returns.columns.values())])
    return "".join(f"{','.join(row)}\n" for row in rows)


def _as_text(count: Count | None) -> str:
    if count is None:
        return ""
    return f"{count.low:.12g}" if count.is_exact else f"{count.low:.12g}-{count.high:.12g}"
