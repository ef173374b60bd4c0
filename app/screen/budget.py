"""Whose budget, in which year?"""

from collections.abc import Sequence

from app import words
from app.screen.layout import INDENT, paragraph, section, table
from app.words import Facts


def budget(scenario: Facts) -> str:
    """Whose budget, in which year: at full price, then in cash."""
    found = scenario["budget"]
    if not found["by_payer"]:
        return ""
    heads = ["", *(year["year"] for year in found["years"]), "together"]
    said = [paragraph(text, INDENT) for text in words.budget_in_words(found)]
    return "\n\n".join(
        [
            section(words.budget_heading(found), table(heads, _cells(found, "impact", "by_year"))),
            section(words.cash_heading(found), table(heads, _cells(found, "cash", "cash_by_year")), *said),
        ]
    )


def _cells(found: Facts, what: str, by_year: str) -> list[Sequence[str]]:
    """Every payer, all of them in three kinds of pound, and all after an adjustment for optimism."""
    together = [*found["years"], found["totals"][-1]]
    cells = [[row["payer"], *words.impact_cells([*row[by_year], row[what]])] for row in found["by_payer"]]
    for title, view in (("All", None), ("  discounted", "discounted"), ("  nominal", "nominal")):
        of = [one if view is None else one[view] for one in together]
        cells.append([title, *words.impact_cells([one and one[what] for one in of])])
    cells.append(["Simulation error of all", *(words.shortly(one[what], words.pounds) for one in together)])
    if found["adjusted"]:
        name = "net cash cost" if what == "cash" else "capacity at full price"
        empty = [""] * len(found["years"])
        cells.append(
            [f"All, adjusted for optimism: {name}", *empty, *words.impact_cells([found["adjusted"][-1][what]])]
        )
    return list(cells)
