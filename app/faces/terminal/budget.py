"""Whose budget, in which year?"""

from app import words
from app.faces.terminal.layout import INDENT, of, paragraph, section
from app.tables.money import budget_years
from experiments.answer import ScenarioAnswer


def budget(scenario: ScenarioAnswer) -> str:
    """Whose budget, in which year: at full price, then in cash."""
    found = scenario.budget
    if not found.by_payer:
        return ""
    said = [paragraph(text, INDENT) for text in words.budget_in_words(found)]
    return "\n\n".join(
        [
            section(words.budget_heading(found), of(budget_years(found, "impact"))),
            section(words.cash_heading(found), of(budget_years(found, "cash")), *said),
        ]
    )
