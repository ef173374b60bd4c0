"""What would change the answer? Every uncertain input at its low and at its high, the widest swing first."""

from app import words
from app.faces import charts
from app.faces.page.shapes import Figure
from app.tables.changes import swings as table
from app.tables.table import shown_if
from experiments.answer import ScenarioAnswer

DRAWN = 16  # inputs


def swings_figure(scenario: ScenarioAnswer) -> Figure | None:
    """The same, drawn: a bar an input, from its low to its high."""
    swings = scenario.swings
    rows = words.widest(swings, DRAWN) if swings else []
    if not swings or not rows:
        return None
    title = f"How far each input moves net cash over {words.years(swings.years)}"
    bars = [
        charts.Swing(words.swing_title(row), words.swing_range(row), row.net.at_low, row.net.at_high) for row in rows
    ]
    note = "Pale: at its low. Dark: at its high. Upright line: as things stand. Dashed line: £0."
    base = swings.base.net
    now = f"as things stand {words.pounds(base.mean, base.half_width)}"
    return Figure(title, charts.tornado(bars, base.mean, now, title), shown_if(table(scenario)), note)
