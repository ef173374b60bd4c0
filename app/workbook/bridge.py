"""From headline to net cash: every step at every horizon, for everybody, by payer and by group."""

from app import words
from app.provenance import Answer
from app.workbook.book import Book, Cell, Column
from app.workbook.waterfall import waterfall


def bridge(book: Book, answer: Answer) -> None:
    """Every step at every horizon, with its intervals; the first option's drawn."""
    at = sorted({horizon for scenario in answer["scenarios"] for horizon in words.horizons(scenario)})
    columns = [Column("Option", width=28), Column("Step", width=46)]
    for horizon in at:
        year = words.years(horizon)
        columns += [
            Column(f"After {year}", "pounds", 12),
            Column("simulation error", "pounds±", 11),
            Column("one real year, low", "pounds", 12),
            Column("one real year, high", "pounds", 12),
        ]
    page = book.sheet(
        "Bridge",
        "From headline to net cash",
        "Means in pounds; plus is good for the budget; the order of the steps is fixed. One real year: 95% of single "
        "real services would fall between low and high."
        if at
        else "There is no bridge: follow-up is shorter than a year.",
        columns,
    )
    start = page.row
    for scenario in answer["scenarios"]:
        at_each = [words.steps(scenario, horizon) if horizon in words.horizons(scenario) else None for horizon in at]
        for name, row in (next((of for of in at_each if of), None) or {}).items():
            cells: list[Cell] = [scenario["title"], row["title"]]
            for of in at_each:
                cells += [of[name][key] for key in ("mean", "half_width", "low", "high")] if of else [""] * 4
            page.line(cells, *(["strong"] if row["kind"] == "subtotal" else []))
    if words.horizons(answer["scenarios"][0]):
        waterfall(book, answer["scenarios"][0], start, at)
