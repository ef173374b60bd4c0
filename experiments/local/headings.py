"""Which column of returns does a heading mean? Kindly: as people write it, with its unit, in any case and order.

What is near a column and not it (a mean wait, a wait in days, a misspelling) is refused with what to write; what no
column is, is refused too, so that nothing which was meant to count is passed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from experiments.local.cells import month_in
from experiments.local.grids import Cell, Grid, Line
from experiments.local.returns import Column
from sim.errors import Unreadable
from sim.faults import SHOWN_AT_MOST, Fault, printable

LOOKED_AT = 30  # lines, in which the headings must come
MONTHS_BESIDE_EACH_OTHER = 3  # and the table lies on its side
MONTH = ("month", "month starting", "month beginning", "month ending", "period", "reporting month", "month and year")
OTHER_WORDS: Mapping[Column, Sequence[str]] = {
    Column.REFERRED: ("referrals", "new referrals", "referrals received", "referred in", "people referred"),
    Column.ACCEPTED: ("acceptances", "accepted the offer", "accepted offer", "referrals accepted", "people accepted"),
    Column.MET_LINK_WORKER: (
        *("met a link worker", "met link worker", "first meetings", "first meeting held", "first meetings held"),
        *("first appointments", "first appointments attended", "first contacts", "seen by a link worker"),
    ),
    Column.TOOK_UP: ("took up", "take up", "taken up", "joined an activity", "started an activity", "activity starts"),
    Column.REVIEWED: ("reviews", "reviews held", "people reviewed", "discharge reviews"),
    Column.DISCHARGED: ("discharges", "people discharged"),
    Column.WAITING_AT_MONTH_END: (
        *("waiting", "waiting list", "waiting at end of month", "waiting at the end of the month", "people waiting"),
        *("on waiting list", "on the waiting list", "waiting list at month end", "still waiting"),
    ),
    Column.MEDIAN_WAIT_WEEKS: ("median wait", "median waiting time", "median weeks waited", "median wait in weeks"),
}
SHORT_WORDS = re.compile(r"\b(number|no|num|count|total|of|the|people|persons?)\b")
UNIT = re.compile(r"[(\[](people|weeks|number|n|count)[)\]]", re.IGNORECASE)


@dataclass(frozen=True)
class Headings:
    """The line of headings: where the month stands, and each column that was found."""

    line: Line
    month: int
    columns: Mapping[Column, int]


def bare(text: str) -> str:
    """A heading in small letters, without underscores, marks and doubled spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


@cache
def _names() -> dict[str, Column]:
    """Every heading that means a column."""
    found = {}
    for column in Column:
        for words in (column.value, column.title, *OTHER_WORDS[column]):
            found[bare(words)] = found[_short(words)] = column
    return found


def _short(text: str) -> str:
    """What is left of a heading without the words that say only that it is a number of people."""
    plain = bare(UNIT.sub(" ", text))
    return " ".join(SHORT_WORDS.sub(" ", plain).split()) or plain


def column_called(heading: Cell) -> Column | None:
    """The column that a heading means."""
    names = _names()
    return (names.get(bare(heading)) or names.get(_short(heading))) if isinstance(heading, str) else None


def _is_month(heading: Cell) -> bool:
    return isinstance(heading, str) and bare(UNIT.sub(" ", heading)) in MONTH


def headings_of(grid: Grid) -> Headings | None:
    """The first line that heads a month and at least one column; None if there is none."""
    for line in grid.lines[:LOOKED_AT]:
        months = [n for n, cell in enumerate(line.cells) if _is_month(cell)]
        columns: dict[Column, int] = {}
        for n, cell in enumerate(line.cells):
            if column := column_called(cell):
                columns.setdefault(column, n)
        if months and columns:
            return Headings(line, months[0], columns)
    return None


def below(grid: Grid, headings: Headings) -> list[Line]:
    """The lines of returns: those below the headings."""
    return [line for line in grid.lines if line.number > headings.line.number]


def faults_in(grid: Grid, headings: Headings) -> Iterator[Fault]:
    """What the line of headings does not say, or says twice."""
    line, found = headings.line, headings.columns
    wide = max(one.width for one in grid.lines) if grid.sheet else line.width
    for n in range(wide):
        heading = line.at(n)
        below = [one for one in grid.lines if one.number > line.number and one.at(n) is not None]
        if heading is None:
            if below:
                yield grid.fault(f"Column {grid.column(n)} has entries, and no heading.", line, n)
            continue
        column = column_called(heading)
        if column and found[column] != n:
            first = grid.column(found[column])
            yield grid.fault(f"{column.title} has a column already, column {first}. Keep one of the two.", line, n)
        elif n != headings.month and column is None:
            yield grid.fault(_unknown(heading, found), line, n)


def _unknown(heading: Cell, found: Mapping[Column, int]) -> str:
    """What to do about a heading that means no column."""
    if not isinstance(heading, str):
        return "This heading is not a text."
    words = bare(heading)
    quoted = f'"{printable(heading, SHOWN_AT_MOST)}"'
    if _is_month(heading):
        return f"{quoted} heads a second column of months. Keep one."
    if "wait" in words and "day" in words:
        return f"{quoted} is in days. Divide by 7, and call it median_wait_weeks."
    if "wait" in words and ("mean" in words or "average" in words):
        return f"{quoted} is no median, and cannot stand for one. Delete the column, or give the median."
    names = _names()
    near = get_close_matches(_short(heading), list(names), n=1, cutoff=0.75)
    meant = names[near[0]] if near else None
    if meant and meant not in found:
        return f"There is no column {quoted}. Did you mean {meant.value}?"
    known = ", ".join(column.value for column in Column)
    return f"{quoted} is not a column of returns. Delete it; what can be read is month, {known}."


def months_across(grid: Grid) -> Iterator[Fault]:
    """A table that lies on its side: the first line in which several months stand beside each other."""
    for line in grid.lines[:LOOKED_AT]:
        months = [n for n, cell in enumerate(line.cells) if _says_a_month(cell)]
        if len(months) >= MONTHS_BESIDE_EACH_OTHER:
            message = (
                "Months stand across the top. Put them down the side, one row a month: copy the table, and paste it "
                "transposed (Paste Special in Excel)."
            )
            yield grid.fault(message, line, months[0])
            return


def _says_a_month(cell: Cell) -> bool:
    try:
        return month_in(cell) is not None
    except Unreadable:
        return False


def partly_headed(grid: Grid) -> Iterator[Fault]:
    """What is missing, where a line heads months or columns, and not both; nothing where no line does either."""
    for line in grid.lines[:LOOKED_AT]:
        has_month = any(map(_is_month, line.cells))
        columns = {column for cell in line.cells if (column := column_called(cell))}
        if has_month and any(cell is not None and not _is_month(cell) for cell in line.cells):
            for n, cell in enumerate(line.cells):
                if cell is not None and not _is_month(cell):
                    yield grid.fault(_unknown(cell, {}), line, n)
            return
        if len(columns) > 1:
            yield grid.fault("There is no column of months. Add one headed month, with entries such as 2026-04.", line)
            return
