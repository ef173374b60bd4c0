"""What would change the answer? Arithmetic on the bridge, and swings of inputs."""

from app import words
from app.faces.workbook.book import Book, Cell, Column
from app.faces.workbook.sheets import sheet_of_options
from app.tables.changes import every_swing
from experiments.answer import Answer, ScenarioAnswer


def switching(book: Book, answer: Answer) -> None:
    """Swings where they were asked for; always, what arithmetic on the bridge says."""
    page = book.sheet(
        "Switching values",
        "What would change the answer",
        "Arithmetic on the bridge’s means at its longest horizon, one at a time, all else equal.",
        [Column("Option", width=34), Column("What", width=30), Column("Where the answer changes", width=90)],
    )
    for scenario in answer.scenarios:
        for said in words.what_would_change(scenario):
            page.line([scenario.title, said.name, said.text])
    page.row += 1
    page.text(page.row, 0, "Simulated", "label")
    if any(one.swings for one in answer.scenarios):
        page.text(page.row, 1, "See the sheet “Swings”", "text")
        simulated(book, answer)
    else:
        page.text(page.row, 1, "None asked for", "text")
        page.text(page.row, 2, "No swing of an input and no break-even value was simulated in this run.", "text")


def simulated(book: Book, answer: Answer) -> None:
    """Inputs run at their low and high, widest first; then those that could not be."""
    few = max(one.swings.replications for one in answer.scenarios if one.swings)
    sheet_of_options(
        book,
        answer,
        every_swing,
        "Swings",
        "Every uncertain input at its low and its high",
        f"Net cash at the longest horizon in the first {few} replications, all else equal, the same people with the "
        "same luck; widest swing first. A range marked × multiplies the whole value.",
        option=28,
        below=_not_run,
    )


def _not_run(scenario: ScenarioAnswer) -> list[list[Cell]]:
    skipped = scenario.swings.skipped if scenario.swings else ()
    return [[left.title, left.path, left.grade or "", f"not run: {left.why}"] for left in skipped]
