"""What does each budget pay, where follow-up is too short for a bridge? At full price, and what of it is cash."""

from app import words
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer
from experiments.budget import Impact


def paid_table(scenario: ScenarioAnswer) -> Shown | None:
    """Each payer's change in spending to the end of follow-up; only where there is no bridge."""
    if words.horizons(scenario) or not scenario.budget.by_payer:
        return None
    budget = scenario.budget
    rows = [_cells(row.payer, row) for row in budget.by_payer]
    note = (
        "Means ± simulation error, to the end of follow-up; plus costs more. Care is at its full price: a fall in it "
        "is capacity, not cash."
    )
    return Shown(
        "What each budget pays more with the programme",
        ["Payer", "Change in spending, at full price", "Change in cash paid"],
        [*rows, _cells("All together", budget.totals[-1])],
        strong=frozenset([len(rows)]),
        note=note,
    )


def _cells(name: str, of: Impact) -> list[str]:
    changes = [of.impact, of.cash]
    errors = [words.error_cell(change, words.pounds) for change in changes]
    return [
        name,
        *(
            f"{words.pounds(change.mean, change.half_width, plus=True)} {error}"
            for change, error in zip(changes, errors, strict=True)
        ),
    ]
