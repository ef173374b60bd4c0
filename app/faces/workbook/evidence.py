"""What is known? What speaks for each channel of effect and what against it; every value, its grade and its source."""

from app import words
from app.faces.workbook.book import Book
from app.faces.workbook.sheets import sheet_of, sheet_of_options
from app.tables import known
from experiments.answer import Answer


def evidence(book: Book, answer: Answer) -> None:
    """Every finding."""
    said = words.evidence_in_words(answer.scenarios)
    sheet_of(book, known.for_and_against(answer), "For and against", words.FOR_AND_AGAINST, said).filtered()


def inputs(book: Book, answer: Answer) -> None:
    """Every value, with what is known of it."""
    note = "Assumed values come first: nobody has measured them here. A range in “times” multiplies the whole value."
    if page := sheet_of_options(book, answer, known.assumptions, "Inputs", "Inputs", note, option=24):
        page.filtered()
