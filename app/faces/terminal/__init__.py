"""How is an answer shown in a terminal? Sentences first, then a few tables, at most 100 columns wide.

Every sentence is from `words`, which the report shares. Nothing is worked out here; the order is that of page one.
"""

from app.faces.terminal.changes import of_break_even
from app.faces.terminal.layout import INDENT, WIDTH, bullet, cut, of, paragraph, section, table
from app.faces.terminal.one import one
from app.faces.terminal.several import several
from app.faces.terminal.sure import precision
from experiments.answer import Answer

__all__ = [
    "INDENT",
    "WIDTH",
    "bullet",
    "cut",
    "of",
    "of_answer",
    "of_break_even",
    "paragraph",
    "precision",
    "section",
    "table",
]


def of_answer(answer: Answer, *, full: bool = True) -> str:
    """The whole text of an answer."""
    return one(answer, full=full) if len(answer.scenarios) == 1 else several(answer)
