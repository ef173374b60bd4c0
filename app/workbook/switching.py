"""What would change the answer? Arithmetic on the bridge, and swings of inputs."""

from collections.abc import Sequence

from app import words
from app.workbook.book import Book, Column
from experiments.answer import Answer
from experiments.swings import Swings


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
    swung = [(one.title, one.swings) for one in answer.scenarios if one.swings]
    page.row += 1
    page.text(page.row, 0, "Simulated", "label")
    if swung:
        page.text(page.row, 1, "See the sheet “Swings”", "text")
        simulated(book, swung)
    else:
        page.text(page.row, 1, "None asked for", "text")
        page.text(page.row, 2, "No swing of an input and no break-even value was simulated in this run.", "text")


def simulated(book: Book, swung: Sequence[tuple[str, Swings]]) -> None:
    """Inputs run at their low and high, widest first."""
    few = max((swings.replications for _, swings in swung), default=0)
    page = book.sheet(
        "Swings",
        "Every uncertain input at its low and its high",
        f"Net cash at the longest horizon in the first {few} replications, all else equal, the same people with the "
        "same luck; widest swing first. A range marked × multiplies the whole value.",
        [
            Column("Option", width=28),
            Column("Input", width=44),
            Column("Setting", width=40),
            Column("Grade", width=11),
            Column("Value", "any", 10),
            Column("Low", "any", 10),
            Column("High", "any", 10),
            Column("Net cash at low", "pounds", 14),
            Column("Net cash at high", "pounds", 14),
            Column("Swing", "pounds", 13),
            Column("±", "pounds±", 11),
        ],
    )
    for title, swings in swung:
        for row in swings.rows:
            net, times = row.net, "× " if row.times else ""
            ends = [f"{times}{end:g}" if times else end for end in (row.value, row.low, row.high)]
            page.line(
                [
                    title,
                    words.assumption_title(row),
                    row.path,
                    words.GRADES.get(row.grade, str(row.grade)),
                    *ends,
                    net.at_low,
                    net.at_high,
                    net.swing,
                    net.swing_half_width,
                ]
            )
        for left in swings.skipped:
            page.line([title, left.title, left.path, left.grade or "", f"not run: {left.why}"])
