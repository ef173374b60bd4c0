"""Does it work? What speaks for each channel of effect, what against it, and what nobody has studied."""

from app import words
from app.workbook.book import Book, Column
from experiments.answer import Answer

WIDTHS = (30, 12, 34, 30, 26, 48, 12)


def evidence(book: Book, answer: Answer) -> None:
    """Every finding."""
    heads = [Column(head, width=width) for head, width in zip(words.FINDING_HEADS, WIDTHS, strict=True)]
    page = book.sheet("For and against", words.FOR_AND_AGAINST, words.evidence_in_words(answer.scenarios), heads)
    first = page.row
    for row in answer.for_and_against:
        page.line(words.finding_cells(row))
    page.filtered(first)
