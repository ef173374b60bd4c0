"""What would change the answer? Every uncertain input at its low and at its high, the widest swing first."""

from app import charts, words
from app.report_sections.shapes import Figure
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer

ON_PAGE_ONE = 8


def swings_table(scenario: ScenarioAnswer, most: int | None = None) -> Shown | None:
    """Net cash at the low and at the high of each input, and whether one of them alone turns its sign."""
    swings = scenario.swings
    rows = words.widest(swings, most or len(swings.rows)) if swings else []
    if not swings or not rows:
        return None
    over, base = words.years(swings.years), swings.base.net
    cells = [
        [
            words.swing_title(row),
            words.swing_range(row),
            *words.swing_cells(row)[:2],
            words.turns_sign(row, base),
        ]
        for row in rows
    ]
    left = len(swings.rows) - len(rows)
    note = "One input at a time, all else equal, the same people with the same luck; ± is simulation error."
    note += f" {words.TURNS_SIGN}"
    if left:
        note += f" {left} more inputs {'move it less' if most else 'do not move it at all'}."
    return Shown(
        f"Net cash over {over} at the low and the high of each input, widest swing first",
        ["What nobody knows exactly", "Low to high", "Net cash at its low", "Net cash at its high", "Turns its sign?"],
        cells,
        words=2,
        note=note,
    )


def swings_figure(scenario: ScenarioAnswer) -> Figure | None:
    """The same, drawn: a bar an input, from its low to its high."""
    swings = scenario.swings
    rows = words.widest(swings, 2 * ON_PAGE_ONE) if swings else []
    if not swings or not rows:
        return None
    title = f"How far each input moves net cash over {words.years(swings.years)}"
    bars = [
        charts.Swing(words.swing_title(row), words.swing_range(row), row.net.at_low, row.net.at_high) for row in rows
    ]
    note = "Pale: at its low. Dark: at its high. Upright line: as things stand. Dashed line: £0."
    base = swings.base.net
    now = f"as things stand {words.pounds(base.mean, base.half_width)}"
    return Figure(title, charts.tornado(bars, base.mean, now, title), swings_table(scenario), note)
