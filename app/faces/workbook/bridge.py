"""From headline to net cash: every step at every horizon, for everybody, by payer and by group."""

from functools import partial

from app import words
from app.faces.workbook.book import Book
from app.faces.workbook.sheets import sheet_of_options
from app.faces.workbook.waterfall import waterfall
from app.tables.bridge import every_group, every_payer, every_step
from experiments.answer import Answer

AT_EACH = 6  # columns of each horizon: mean and error; one real service and what nobody knows, low and high
ORDER = "Plus is good for the budget, minus is not. The order of the steps is fixed; another would share them out anew."
PARTS = (
    (
        every_payer,
        "Bridge by payer",
        "The bridge of each payer",
        "Together the payers come to the sheet “Bridge”. A pound released in one budget is not a pound in another.",
    ),
    (
        every_group,
        "Bridge by group",
        "The bridge of each group",
        "Before the service’s cost. Together the groups of a trait, with what is not of any one person, come to the "
        f"sheet “Bridge”. {words.NOT_TO_CHOOSE}",
    ),
)


def bridge(book: Book, answer: Answer) -> None:
    """Every step at every horizon, with its intervals; each option's drawn. Then the same by payer and group."""
    at = sorted({horizon for scenario in answer.scenarios for horizon in words.horizons(scenario)})
    note = (
        f"Means in pounds. {ORDER} One real service: 95% fall between low and high if every input is right. Not "
        f"known: what nobody knows puts it there{words.how_varied(answer)}. Neither where inputs have not been varied."
        if at
        else "There is no bridge: follow-up is shorter than a year."
    )
    page = sheet_of_options(book, answer, partial(every_step, at=at), "Bridge", "From headline to net cash", note)
    if page:
        start = page.first
        for number, scenario in enumerate(answer.scenarios, 1):
            if scenario.bridge:
                waterfall(book, scenario, f"Bridge chart{f' {number}' if number > 1 else ''}", start, at, AT_EACH)
                start += len(next(iter(scenario.bridge.values())))
    for of, name, title, said in PARTS:
        of_parts = sheet_of_options(book, answer, partial(of, at=at), name, title, f"{said} {ORDER}")
        if of_parts:
            of_parts.filtered()
