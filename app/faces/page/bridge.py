"""How does the bridge look? Its picture, in the numbers of its table."""

from app import words
from app.faces import charts
from app.faces.page.shapes import Figure
from app.tables.bridge import over_time
from experiments.answer import ScenarioAnswer

HEADLINE = "Headline: a year for each discharge"


def waterfall_figure(scenario: ScenarioAnswer) -> Figure | None:
    """The bridge at its longest horizon, drawn."""
    found = over_time(scenario)
    if found is None:
        return None
    shown = [
        (
            HEADLINE if row.name == "headline" else row.title,
            "subtotal" if row.subtotal else "step",
            row.printed[-1],
            words.pounds(row.printed[-1], row.unit * 2, plus=True),
        )
        for row in found.rows
        if row.subtotal or ((last := row.of[-1]) and not words.unseen(last))
    ]
    title = f"The bridge over {words.years(words.horizons(scenario)[-1])}"
    return Figure(
        title,
        charts.waterfall(shown, title),
        None,
        "Blue: good for the budget. Orange: bad for it. Black: subtotals. Numbers: the table “From headline "
        "to bankable”.",
    )
