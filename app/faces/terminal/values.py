"""Beside the money: is it fair, who bears low uptake, and what is it stated to be worth?"""

from app import words
from app.faces.terminal.layout import named, section
from experiments.answer import ScenarioAnswer


def beside_the_money(scenario: ScenarioAnswer) -> str:
    """Stated values, need and uptake, wherever there are any."""
    said = [
        ("Stated values: in no pound above", words.stated_values_in_words(scenario)),
        ("Transfers: in no pound above", words.transfers_in_words(scenario)),
        ("Relative to need, as the scenario states it", words.need_in_words(scenario)),
        ("Who bears low uptake", [*words.uptake_in_words(scenario), *words.margin_in_words(scenario)]),
    ]
    return "\n\n".join(section(title, *named(rows)) for title, rows in said if rows)
