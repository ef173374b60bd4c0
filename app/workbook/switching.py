"""What would change the answer? Arithmetic on the bridge, swings of inputs, break-even values."""

from collections.abc import Sequence
from typing import Any

from app import words
from app.provenance import Answer
from app.words import Facts
from app.workbook.book import Book, Column


def switching(book: Book, answer: Answer) -> None:
    """Break-even values and swings where they were asked for; always, what arithmetic on the bridge says."""
    page = book.sheet(
        "Switching values",
        "What would change the answer",
        "Arithmetic on the bridge’s means at its longest horizon, one at a time, all else equal.",
        [Column("Option", width=34), Column("What", width=30), Column("Where the answer changes", width=90)],
    )
    for scenario in answer["scenarios"]:
        for said in words.what_would_change(scenario):
            page.line([scenario["title"], said.name, said.text])
    swung = [one for one in answer["scenarios"] if one.get("swings")]
    solved = [
        (whose, row)
        for whose, part in (("", answer), *((one["title"], one) for one in answer["scenarios"]))
        for row in listed(part.get("break_even"))
    ]
    page.row += 1
    page.text(page.row, 0, "Simulated", "label")
    if swung or solved:
        page.text(page.row, 1, "See the sheet “Swings”", "text")
        simulated(book, swung, solved)
    else:
        page.text(page.row, 1, "None asked for", "text")
        page.text(page.row, 2, "No swing of an input and no break-even value was simulated in this run.", "text")


def listed(data: Any) -> list[Facts]:
    """One, several or none, as several."""
    return [] if not data else list(data) if isinstance(data, list | tuple) else [data]


def simulated(book: Book, swung: Sequence[Facts], solved: Sequence[tuple[str, Facts]]) -> None:
    """Inputs run at their low and high, widest first; then where a value makes the answer change its sign."""
    few = max((one["swings"]["replications"] for one in swung), default=0)
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
    for scenario in swung:
        for row in scenario["swings"]["rows"]:
            net, times = row["net"], "× " if row["times"] else ""
            ends = [f"{times}{row[key]:g}" if times else row[key] for key in ("value", "low", "high")]
            page.line(
                [
                    scenario["title"],
                    words.assumption_title(row),
                    row["path"],
                    words.GRADES.get(row["grade"], str(row["grade"])),
                    *ends,
                    *(net[key] for key in ("at_low", "at_high", "swing", "swing_half_width")),
                ]
            )
        for row in scenario["swings"]["skipped"]:
            page.line([scenario["title"], row["title"], row["path"], row["grade"] or "", f"not run: {row['why']}"])
    if solved:
        page.block("Break-even values: where the answer changes its sign")
    for whose, row in solved:
        low, high = ("beyond range" if end is None else end for end in row["interval"] or ["", ""])
        page.line([whose, row["title"], row["path"], "", row["value"], row["low"], row["high"]])
        for i, (head, value) in enumerate([("crosses zero at", row["crossing"]), ("95% from", low), ("to", high)]):
            page.text(page.row, 2 * i + 1, head, "text")
            page.cell(page.row, 2 * i + 2, "none in range" if value is None else value, "any")
        page.row += 1
