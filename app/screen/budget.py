"""Whose budget, in which year?"""

from collections.abc import Sequence
from typing import Literal

from app import words
from app.screen.layout import INDENT, paragraph, section, table
from experiments.answer import ScenarioAnswer
from experiments.budget import Budget, Impact, InEachPound
from experiments.intervals import Estimate


def budget(scenario: ScenarioAnswer) -> str:
    """Whose budget, in which year: at full price, then in cash."""
    found = scenario.budget
    if not found.by_payer:
        return ""
    heads = ["", *(year.year for year in found.years), "together"]
    said = [paragraph(text, INDENT) for text in words.budget_in_words(found)]
    return "\n\n".join(
        [
            section(words.budget_heading(found), table(heads, _cells(found, "impact"))),
            section(words.cash_heading(found), table(heads, _cells(found, "cash")), *said),
        ]
    )


def _cells(found: Budget, of: Literal["impact", "cash"]) -> list[Sequence[str]]:
    """Every payer, all of them in three kinds of pound, and all after an adjustment for optimism."""
    together: list[InEachPound] = [*found.years, found.totals[-1]]
    cells = [
        [row.payer, *words.impact_cells([*(row.by_year if of == "impact" else row.cash_by_year), _of(row, of)])]
        for row in found.by_payer
    ]
    views: list[tuple[str, list[Impact | None]]] = [
        ("All", [*together]),
        ("  discounted", [one.discounted for one in together]),
        ("  nominal", [one.nominal for one in together]),
    ]
    for title, each in views:
        cells.append([title, *words.impact_cells([_of(one, of) if one else None for one in each])])
    cells.append(["Simulation error of all", *(words.shortly(_of(one, of), words.pounds) for one in together)])
    if found.adjusted:
        name = "net cash cost" if of == "cash" else "capacity at full price"
        empty = [""] * len(found.years)
        cells.append(
            [f"All, adjusted for optimism: {name}", *empty, *words.impact_cells([_of(found.adjusted[-1], of)])]
        )
    return list(cells)


def _of(one: Impact, of: Literal["impact", "cash"]) -> Estimate:
    return one.cash if of == "cash" else one.impact
