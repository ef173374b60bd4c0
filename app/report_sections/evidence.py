"""Does it work? What speaks for each channel of effect, what against it, and what nobody has studied."""

from app import words
from app.tables.table import Shown
from experiments.answer import Answer


def evidence_table(answer: Answer) -> Shown:
    """Every finding."""
    rows = [words.finding_cells(row) for row in answer.for_and_against]
    return Shown(words.FOR_AND_AGAINST, words.FINDING_HEADS, rows, words=len(words.FINDING_HEADS))
