"""How is an answer shown in a terminal? On one screen; or everything, if that is asked for.

Every sentence is from `words`, which the report shares. Nothing is worked out here; the order is that of page one.
"""

from app.faces.terminal.board import board
from app.faces.terminal.layout import (
    INDENT,
    LINES,
    bullet,
    command,
    cut,
    fitting,
    of,
    one_line,
    paragraph,
    room_beside,
    section,
    table,
    width,
)
from app.faces.terminal.sure import precision
from experiments.answer import Answer

__all__ = [
    "INDENT",
    "LINES",
    "board",
    "bullet",
    "command",
    "cut",
    "fitting",
    "of",
    "of_answer",
    "one_line",
    "paragraph",
    "precision",
    "room_beside",
    "section",
    "table",
    "width",
]


def of_answer(answer: Answer) -> str:
    """Everything there is to say of an answer: ten times what a screen holds, so it is imported where it is wanted."""
    from app.faces.terminal.one import one
    from app.faces.terminal.several import several

    return one(answer) if len(answer.scenarios) == 1 else several(answer)
