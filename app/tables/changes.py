"""What would change the answer? Every uncertain input at its low and at its high, the widest swing first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.table import NOTHING, Column, Table, Value
from experiments.answer import ScenarioAnswer
from experiments.break_even import BreakEvenOf, Point
from experiments.intervals import Estimate
from experiments.swings import SwingRow


@dataclass(frozen=True)
class Swung:
    """An input, and net cash as things stand."""

    row: SwingRow
    base: Estimate


COLUMNS: tuple[Column[Swung], ...] = (
    Column(
        "What nobody knows exactly",
        lambda of: words.assumption_title(of.row),
        width=44,
        worded=lambda of: words.swing_title(of.row),
        heads={"workbook": "Input"},
        on=["page", "workbook"],
    ),
    Column("", lambda of: f"{words.swing_title(of.row)}: {words.swing_range(of.row)}", on=["terminal"]),
    Column("Setting", lambda of: of.row.path, width=40, on=["workbook"]),
    Column("Grade", lambda of: words.in_full(of.row.grade), width=11, on=["workbook"]),
    Column("Low to high", lambda of: words.swing_range(of.row), on=["page"]),
    Column("Value", lambda of: _end(of.row, of.row.value), "any", 10, on=["workbook"]),
    Column("Low", lambda of: _end(of.row, of.row.low), "any", 10, on=["workbook"]),
    Column("High", lambda of: _end(of.row, of.row.high), "any", 10, on=["workbook"]),
    Column(
        "Net cash at its low",
        lambda of: of.row.net.at_low,
        "pounds",
        14,
        worded=lambda of: words.swing_cells(of.row)[0],
        heads={"workbook": "Net cash at low", "terminal": "at its low"},
    ),
    Column(
        "Net cash at its high",
        lambda of: of.row.net.at_high,
        "pounds",
        14,
        worded=lambda of: words.swing_cells(of.row)[1],
        heads={"workbook": "Net cash at high", "terminal": "at its high"},
    ),
    Column(
        "Swing",
        lambda of: of.row.net.swing,
        "pounds",
        13,
        worded=lambda of: words.swing_cells(of.row)[2],
        heads={"terminal": "swing"},
        on=["terminal", "workbook"],
    ),
    Column("±", lambda of: of.row.net.swing_half_width, "pounds±", 11, on=["workbook"]),
    Column("Turns its sign?", lambda of: words.turns_sign(of.row, of.base), on=["page"]),
)


def swings(scenario: ScenarioAnswer, most: int | None = None) -> Table[Swung] | None:
    """Net cash at the low and at the high of each input, the widest swings first; no more of them than `most`."""
    found = scenario.swings
    rows = words.widest(found, most or len(found.rows)) if found else []
    if not found or not rows:
        return None
    note = f"One input at a time, {words.all_else(found)}, the same people with the same luck; ± is simulation error."
    note += f" {words.TURNS_SIGN}"
    if left := len(found.rows) - len(rows):
        note += f" {left} more inputs {'move it less' if most else 'do not move it at all'}."
    caption = f"Net cash over {words.years(found.years)} at the low and the high of each input, widest swing first"
    return Table(caption, COLUMNS, [Swung(row, found.base.net) for row in rows], note, words=2)


@dataclass(frozen=True)
class End:
    """An input at one end of its range, with each option that has it."""

    title: str
    high: bool
    of: Sequence[SwingRow | None]

    @property
    def value(self) -> str:
        """What it is set to."""
        return words.swing_ends(next(filter(None, self.of)))[self.high]


def swings_of_options(scenarios: Sequence[ScenarioAnswer], names: Mapping[str, str], most: int) -> Table[End] | None:
    """Net cash at both ends of the inputs that move it most, a column an option."""
    varied = [one.swings for one in scenarios if one.swings and one.swings.rows]
    each = [
        {(words.swing_title(row), words.swing_range(row)): row for row in one.swings.rows} if one.swings else {}
        for one in scenarios
    ]
    rows = {what: [of.get(what) for of in each] for of in each for what in of}
    moves = {what: max(row.net.swing for row in those if row) for what, those in rows.items()}
    widest = sorted((what for what in moves if moves[what]), key=lambda what: -moves[what])[:most]
    if not widest:
        return None
    columns: list[Column[End]] = [
        Column("What nobody knows exactly", lambda row: row.title),
        Column("At", lambda row: row.value),
        *(Column(names[one.name], partial(_at_the_end, i)) for i, one in enumerate(scenarios)),
    ]
    over = words.listed([*dict.fromkeys(words.years(swings.years) for swings in varied)])
    note = f"One input at a time, {words.all_else(*varied)}, the same people with the same luck; ± is simulation error."
    return Table(
        f"Net cash over {over} at the low and at the high of the inputs that move it most",
        columns,
        [End(what[0], high, rows[what]) for what in widest for high in (False, True)],
        f"{note} {len(rows)} inputs were varied.",
        words=2,
    )


def _at_the_end(i: int, end: End) -> str:
    row = end.of[i]
    return words.swing_cells(row)[end.high] if row else NOTHING


def every_swing(scenario: ScenarioAnswer) -> Table[Swung] | None:
    """Those that do not move it, too."""
    found = scenario.swings
    return Table("", COLUMNS, [Swung(row, found.base.net) for row in found.rows]) if found else None


def _end(row: SwingRow, end: float) -> Value:
    return f"× {end:g}" if row.times else end


def tried(found: BreakEvenOf) -> Table[Point]:
    """The response at every value that was tried."""
    fine = _fine_enough(found)
    columns: list[Column[Point]] = [
        Column(
            found.path.split(".")[-1],
            lambda point: point.value,
            say=lambda value: words.amount(float(f"{value:.4g}"), found.unit, times=found.times),
        ),
        Column(
            "mean, £", lambda point: point.mean, worded=lambda point: words.pounds(point.mean, fine or point.half_width)
        ),
        Column(
            "simulation error",
            lambda point: point.half_width,
            say=lambda width: "±?" if width is None else f"±{words.pounds(width, fine)}",
        ),
    ]
    return Table("", columns, found.points)


def _fine_enough(found: BreakEvenOf) -> float | None:
    """To what a table of one luck is rounded: the rows share their error, so a step from row to row must be seen."""
    means = [point.mean for point in found.points]
    sizes = [
        (max(means) - min(means)) / len(means),
        *(point.half_width / 2 for point in found.points if point.half_width),
    ]
    return min((size for size in sizes if size > 0), default=None)
