"""What are a service's returns, as a CSV file or a sheet of Excel holds them? All faults at once, each with its place.

    month,    referred, accepted, waiting_at_month_end
    2026-04,  13,       11,       20
    Apr 2026, <5,       ,         21

A blank cell is not known, "<5", "*" and "1-4" are suppressed: intervals. What is of one person is looked for first;
where it is found nothing else is said, since any other fault might repeat it. `docs/local_counts.md` is the page.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from experiments.local.cells import count_in, month_in
from experiments.local.grids import Grid, Line, grids_of, refused
from experiments.local.headings import LOOKED_AT, Headings, below, faults_in, headings_of, months_across, partly_headed
from experiments.local.months import month_after, month_in_words
from experiments.local.personal import personal
from experiments.local.returns import Column, Count, Returns
from sim.errors import Unreadable, UnusableFile
from sim.faults import Fault

MONTHS_AT_MOST = 120
ROWS_OF_A_PERSON = 3  # of one month: people, weeks or events, not months
Entries = dict[Column, Count | None]


def read_counts(path: Path, name: str | None = None) -> Returns:
    """The returns in a file. `name`: what faults call it, if not as its path is. Raises UnusableFile, with every fault
    by line, or by sheet and cell."""
    called = name or str(path)
    grids = grids_of(path, called)
    refuse_personal(grids)
    return returns_in(*_the_one_with_counts(grids, called))


def refuse_personal(grids: Sequence[Grid]) -> None:
    """Refuse a file that holds what is of one person, on whichever sheet."""
    if found := [fault for grid in grids for fault in personal(grid, headings_of(grid))]:
        raise UnusableFile(found)


def _the_one_with_counts(grids: Sequence[Grid], name: str) -> tuple[Grid, Headings]:
    """The one sheet that has a line of headings, and that line."""
    found = [(grid, headings) for grid in grids if (headings := headings_of(grid))]
    seen = [one for one in found if not one[0].is_hidden]
    if len(seen) == 1:
        return seen[0]
    if seen:
        sheets = " and ".join(f'"{grid.sheet}"' for grid, _ in seen)
        raise refused(name, f"{len(seen)} sheets hold counts: {sheets}. Keep only one of them in the file.")
    if found:
        grid = found[0][0]
        raise UnusableFile([grid.fault("The only sheet with counts is hidden. Unhide it if it is the right one.")])
    if sideways := [fault for grid in grids if not grid.is_hidden for fault in months_across(grid)]:
        raise UnusableFile(sideways)
    if partly := [fault for grid in grids if not grid.is_hidden for fault in partly_headed(grid)]:
        raise UnusableFile(partly)
    where = f"the first {LOOKED_AT} lines" if not grids[0].sheet else f"the first {LOOKED_AT} rows of any sheet"
    known = ", ".join(column.value for column in Column)
    raise refused(name, f"No headings were found in {where}: one must be month, and another any of {known}.")


def returns_in(grid: Grid, headings: Headings) -> Returns:
    """The returns below a line of headings."""
    faults = [*faults_in(grid, headings), *_not_to_be_seen(grid, headings)]
    lines = below(grid, headings)
    months: list[tuple[Line, date | None]] = []
    entries: list[Entries] = []
    for line in lines:
        if not grid.sheet and line.width > headings.line.width:
            faults.append(grid.fault(_too_many(line, headings), line))
            months.append((line, None))
            continue
        try:
            months.append((line, month_in(line.at(headings.month))))
        except Unreadable as error:
            months.append((line, None))
            faults.append(grid.fault(str(error), line, headings.month))
        row: Entries = {}
        for column, n in headings.columns.items():
            try:
                row[column] = count_in(line.at(n), column.unit)
            except Unreadable as error:
                faults.append(grid.fault(f"{column.title} {error}.", line, n))
        entries.append(row)
        faults += _more_than_all(grid, headings, line, row)
    faults += _out_of_order(grid, headings, months)
    if not lines:
        faults.append(grid.fault("There is no month below the headings.", headings.line))
    elif not faults and not any(known for row in entries for known in row.values()):
        faults.append(grid.fault("Every count is blank.", headings.line))
    if faults:
        raise UnusableFile(faults)
    return _known(headings, [month for _, month in months if month], entries)


def _known(headings: Headings, months: Sequence[date], entries: Sequence[Entries]) -> Returns:
    """From the first month of which anything is known to the last."""
    known = [n for n, row in enumerate(entries) if any(row.values())]
    span = slice(known[0], known[-1] + 1)
    order = [column for column in Column if column in headings.columns]
    columns = {column: tuple(row[column] for row in entries[span]) for column in order}
    kept = tuple(months[span])
    return Returns(kept, columns, tuple(_cautions(kept, columns)))


# ---------------------------------------------------------------- faults of a sheet, a line, the months


def _not_to_be_seen(grid: Grid, headings: Headings) -> Iterator[Fault]:
    """What a person who opens the workbook does not see as it is read: hidden rows and columns, merged cells."""
    first = headings.line.number
    for line in grid.lines:
        if line.number in grid.hidden_rows and line.number >= first:
            yield grid.fault("This row is hidden. Unhide it, or delete it.", line)
    for n in sorted(grid.hidden_columns):
        if any(line.at(n) is not None for line in grid.lines if line.number >= first):
            yield grid.fault("This column is hidden. Unhide it, or delete it.", headings.line, n)
    for address in grid.merged:
        row = re.search(r"\d+", address)
        if row and int(row[0]) >= first:
            message = f"{address} is merged, so nobody can tell which row the number belongs to. Unmerge it."
            yield Fault(grid.file, int(row[0]), message, grid.sheet, re.sub(r"\d.*", "", address))


def _too_many(line: Line, headings: Headings) -> str:
    """More cells than headings: what stands to the right of the extra one would be read in the wrong column."""
    return (
        f"There are {line.width} cells here, and {headings.line.width} headings. A number with a comma in it stands in "
        "quotes, or without the comma: 1234, not 1,234."
    )


def _more_than_all(grid: Grid, headings: Headings, line: Line, row: Entries) -> Iterator[Fault]:
    """People are discharged at reviews, so there are no more of them than reviews."""
    discharged, reviewed = row.get(Column.DISCHARGED), row.get(Column.REVIEWED)
    if discharged and reviewed and discharged.low > reviewed.high:
        message = (
            f"Discharged is {discharged.low}, at {reviewed.high} reviews. Count every review at which people were "
            "discharged, or leave the column reviewed out."
        )
        yield grid.fault(message, line, headings.columns[Column.DISCHARGED])


def _out_of_order(grid: Grid, headings: Headings, months: Sequence[tuple[Line, date | None]]) -> Iterator[Fault]:
    """Months twice, out of order, left out, or too many. Nothing is said of what follows a month that was not read."""
    rows: dict[date, list[Line]] = {}
    for line, month in months:
        if month:
            rows.setdefault(month, []).append(line)
    for month, lines in rows.items():
        if len(lines) >= ROWS_OF_A_PERSON:
            message = (
                f"{month_in_words(month)} is in {len(lines)} rows. If each is a person, a referral or a week, add them "
                "up: one row a month."
            )
            yield grid.fault(message, lines[1], headings.month)
        elif len(lines) > 1:
            first = grid.place(lines[0], headings.month)
            yield grid.fault(
                f"{month_in_words(month)} is in {first} already. Keep one of the two.", lines[1], headings.month
            )
    once = [(line, month) for line, month in months if month is None or rows[month][0] is line]
    for (_, before), (line, month) in pairwise(once):
        if not before or not month:
            continue
        if month < before:
            message = f"{month_in_words(month)} comes after {month_in_words(before)}. Put the months in order."
            yield grid.fault(message, line, headings.month)
        elif (gap := _months_between(before, month)) > 1:
            lacking = month_after(before)
            more = f" and {gap - 2} more month{'s' if gap > 3 else ''}" if gap > 2 else ""
            lacks, add = ("are", "them") if more else ("is", "it")
            message = (
                f"{month_in_words(lacking)}{more} {lacks} missing before {month_in_words(month)}. Add {add}, with "
                "blank cells for what is not known."
            )
            yield grid.fault(message, line, headings.month)
    if len(rows) > MONTHS_AT_MOST:
        yield grid.fault(f"There are {len(rows)} months; at most {MONTHS_AT_MOST} are read.", headings.line)


def _months_between(one: date, other: date) -> int:
    return 12 * (other.year - one.year) + other.month - one.month


# ---------------------------------------------------------------- what is odd, and may be right


def _cautions(months: Sequence[date], columns: dict[Column, tuple[Count | None, ...]]) -> Iterator[str]:
    """More people than came: right where they came the month before, wrong where a column is another one's."""
    accepted, referred = columns.get(Column.ACCEPTED), columns.get(Column.REFERRED)
    if accepted and referred:
        over = [n for n in range(len(months)) if _above(accepted[n], referred[n])]
        if over:
            which = _listed([months[n] for n in over])
            yield f"More people accepted than were referred in {which}. That can be, if they were referred before."
    waiting = columns.get(Column.WAITING_AT_MONTH_END)
    if waiting and accepted:
        over = [
            n
            for n in range(1, len(months))
            if (before := waiting[n - 1]) and (joined := accepted[n]) and (now := waiting[n])
            if now.low > before.high + joined.high
        ]
        if over:
            which = _listed([months[n] for n in over])
            yield f"The waiting list grew by more than the people who accepted, in {which}. Are both counted alike?"


def _above(one: Count | None, other: Count | None) -> bool:
    return one is not None and other is not None and one.low > other.high


def _listed(months: Sequence[date]) -> str:
    few = ", ".join(map(month_in_words, months[:3]))
    return f"{few} and {len(months) - 3} more months" if len(months) > 3 else few
