"""On what does it rest? Every value with its unit, range, grade and source."""

from math import isfinite

from app import words
from app.workbook.book import Book, Cell, Column
from experiments.answer import Answer


def inputs(book: Book, answer: Answer) -> None:
    """Every value, with what is known of it."""
    page = book.sheet(
        "Inputs",
        "Inputs",
        "Assumed values come first: nobody has measured them here. A range in “times” multiplies the whole value.",
        [
            Column("Option", width=24),
            Column("Setting", width=38),
            Column("What it is", width=42),
            Column("Value", "any", 20),
            Column("Unit", width=14),
            Column("Low", "any", 11),
            Column("High", "any", 11),
            Column("Grade", width=11),
            Column("Source", width=48),
            Column("Fitted to", width=24),
        ],
    )
    first = page.row
    for scenario in answer.scenarios:
        for row in scenario.assumptions:
            page.line(
                [
                    scenario.title,
                    row.path,
                    words.assumption_title(row),
                    as_number(row.value),
                    row.unit,
                    as_number(row.low),
                    as_number(row.high),
                    words.GRADES.get(row.grade, str(row.grade)),
                    row.source or "",
                    row.informed_by or "",
                ]
            )
    page.filtered(first)


def as_number(text: str | None) -> Cell:
    """A value's text as the number it is; as text where it is more than one, nothing where there is none."""
    if text is None:
        return ""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text
    return number if isfinite(number) else text
