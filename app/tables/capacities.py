"""How full is everything, and when? Offered loads, the use of each capacity, and people in each state over time."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from math import inf

from app import words
from app.faces.charts import Line
from app.tables.table import Column, Estimated, Table
from experiments.answer import ScenarioAnswer
from experiments.people_rows import CapacityRow
from sim.preflight import CALM_BELOW, Load, percent
from sim.units import MONTHS

WEEKS_BETWEEN_ROWS = 13
FULLEST = 3  # activities that a terminal shows
Lines = Sequence[tuple[str, Sequence[Line]]]  # by state

USE: tuple[Column[CapacityRow], ...] = (
    Column(
        "Capacity",
        lambda row: words.capital(row.name.replace("_", " ")),
        width=36,
        briefly=lambda row: row.name.replace("team: ", "link workers: "),
        heads={"terminal": ""},
    ),
    Column("Measure", lambda row: row.measure, width=16, on=["page", "workbook"]),
    Column("Used", lambda row: row.mean, "share", heads={"terminal": "on average"}, on=["page", "terminal"]),
    Estimated("Used", lambda row: row, "share", on=["workbook"]),
    Column("Simulation error", lambda row: words.error_cell(row, _to_a_tenth), on=["page"]),
)


def _to_a_tenth(share: float, _: float | None) -> str:
    return words.percent(share, 1)


def use(rows: Sequence[CapacityRow]) -> Table[CapacityRow] | None:
    """How much of each capacity was used."""
    return Table("Use of each capacity", USE, rows, words=2) if rows else None


def fullest(scenario: ScenarioAnswer) -> tuple[list[CapacityRow], int]:
    """Link workers and the fullest activities; and of how many these are."""
    places = [row for row in scenario.capacity if row.name.endswith(": places")]
    others = [row for row in scenario.capacity if row not in places]
    return others + sorted(places, key=lambda row: -row.mean)[:FULLEST], len(places)


LOADS: tuple[Column[Load], ...] = (
    Column("What", lambda row: row.title, width=36, heads={"terminal": ""}),
    Column("Unit", lambda row: row.unit, width=18, on=["page", "workbook"]),
    Column(
        "Work arriving",
        lambda row: row.work,
        say=lambda work: words.number(work, 0.2),
        briefly=lambda row: f"{row.work:,.1f}",
        heads={"terminal": "work"},
    ),
    Column(
        "Capacity",
        lambda row: row.capacity,
        say=lambda capacity: words.number(capacity, 0.2),
        briefly=lambda row: f"{row.capacity:,.1f}",
        heads={"terminal": "capacity"},
    ),
    Column("unit", lambda row: row.unit, on=["terminal"]),
    Column(
        "Load",
        lambda row: "no capacity" if row.load in (None, inf) else row.load,
        "share",
        briefly=lambda row: "no room" if row.capacity <= 0 < row.work else percent(row.load),
        heads={"terminal": "load"},
    ),
    Column(
        "Period",
        lambda row: row.peak,
        width=40,
        briefly=lambda row: _months(row) if row.load > CALM_BELOW else "",
        heads={"terminal": ""},
    ),
    Column(
        "Waiting at its end",
        lambda row: "" if row.backlog is None else row.backlog,
        "number",
        on=["page", "workbook"],
        worded=lambda row: "" if row.backlog is None else words.number(row.backlog, 1),
    ),
    Column(
        "Weeks to clear", lambda row: _weeks(row), "number", on=["page", "workbook"], worded=lambda row: _to_clear(row)
    ),
)


def loads(rows: Sequence[Load]) -> Table[Load] | None:
    """How full everything will be, from mean values, before anything is simulated."""
    note = (
        "Work arriving ÷ capacity, worked out from mean values: every period above 85%, the longest first, or else the "
        "fullest. At 100% a queue never settles. Who waits is worked out from mean numbers of people, without luck."
    )
    return Table("Offered load", LOADS, rows, note, words=2) if rows else None


def _months(row: Load) -> str:
    """'Apr 2015–Mar 2016'."""
    ends = (date.fromisoformat(day) for day in (row.since, row.until))
    return "–".join(f"{MONTHS[day.month - 1][:3]} {day.year}" for day in ends)


def _weeks(row: Load) -> str | float:
    if row.backlog is None:
        return ""
    return "not before the end" if row.weeks_to_clear is None else row.weeks_to_clear


def _to_clear(row: Load) -> str:
    """How long until nobody waits."""
    found = _weeks(row)
    return found if isinstance(found, str) else words.number(found, 1)


def over_time(scenario: ScenarioAnswer, lines: Lines) -> Table[int] | None:
    """People in each state at the end of each quarter."""
    if not lines:
        return None
    start = date.fromisoformat(scenario.dates.start)
    columns: list[Column[int]] = [
        Column("On", lambda week: week, say=lambda week: words.day((start + timedelta(weeks=week)).isoformat()))
    ]
    for title, each in lines:
        for line in each:
            head = f"{title}: {line.title.lower()}" if len(each) > 1 else title
            columns.append(Column(head, partial(_people, line)))
    weeks = len(lines[0][1][0].mean)
    rows = sorted({*range(WEEKS_BETWEEN_ROWS, weeks + 1, WEEKS_BETWEEN_ROWS), weeks})
    note = "Mean of replications (where 95% of single real services would be)."
    return Table("People in each state, by quarter", columns, rows, note)


def _people(line: Line, week: int) -> str:
    mean, low, high = (words.count(of[week - 1]) for of in (line.mean, line.low, line.high))
    return f"{mean} ({low} to {high})"


def by_week(scenario: ScenarioAnswer) -> Table[int] | None:
    """People in each state at the end of each week: means, for a spreadsheet."""
    if not scenario.series:
        return None
    start = date.fromisoformat(scenario.dates.start)
    columns: list[Column[int]] = [
        Column("Week", lambda week: week, "any", 8),
        Column("Ends on", lambda week: (start + timedelta(weeks=week)).isoformat(), width=12),
    ]
    for row in scenario.series:
        head = f"{row.title}, {row.world}"
        columns.append(Column(head, partial(_of_week, row.mean), "number", 14))
        columns.append(Column(f"{head}: simulation error", partial(_of_week, row.half_width), "number±", 13))
    return Table("", columns, range(1, len(scenario.series[0].mean) + 1))


def _of_week(each: Sequence[float | None], week: int) -> float | None:
    return each[week - 1]
