"""Whose budget, in which year?"""

from app import words
from app.screen.layout import INDENT, paragraph, section, table
from app.words import Facts


def budget(scenario: Facts) -> str:
    """Whose budget, in which year."""
    found = scenario["budget"]
    years, last = found["years"], found["totals"][-1]
    if not found["by_payer"]:
        return ""
    cells = [[row["payer"], *words.impact_cells([*row["by_year"], row["impact"]])] for row in found["by_payer"]]
    everything = [("All", None), ("  discounted", "discounted"), ("  nominal", "nominal")]
    for title, view in everything:
        of = [one if view is None else one[view] for one in [*years, last]]
        cells.append([title, *words.impact_cells([one and one["impact"] for one in of])])
    cells.append(["  of which cash", *words.impact_cells([one["cash"] for one in [*years, last]])])
    widths = [words.plus_minus(one["impact"]["half_width"], words.pounds) for one in [*years, last]]
    cells.append(["Simulation error of all", *widths])
    if found["adjusted"]:
        adjusted = found["adjusted"][-1]
        cells.append(["All, adjusted for optimism", *[""] * len(years), *words.impact_cells([adjusted["impact"]])])
    said = [paragraph(text, INDENT) for text in words.budget_in_words(found)]
    heads = ["", *(year["year"] for year in years), "together"]
    return section(words.budget_heading(found), table(heads, cells), *said)
