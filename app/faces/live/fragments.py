"""Which parts of the report does the page show, each as a piece of HTML? Page one, and the bridge.

They are made by the macros that the report is made by, and from the same words and tables. Texts of a scenario are
cleaned on the way in and escaped wherever they are shown.
"""

from collections.abc import Sequence

from markupsafe import escape

from app.faces.page.first import page_one
from app.faces.page.report import environment
from app.faces.page.shapes import Block
from app.faces.page.together import fold
from app.provenance import command_again
from app.tables.board import people_and_money
from app.tables.options import names_of
from app.tables.table import shown
from app.texts import cleaned
from app.words import Sentence
from experiments.answer import AnswerInShort

EVERY_ROW = "Every row: people, waits and money"
FIRST = 12  # characters of a hash that people compare


def fragments(answer: AnswerInShort) -> dict[str, str]:
    """Each part by the name of its place on the page."""
    clean = cleaned(answer)
    names = names_of(clean.scenarios)
    first = page_one(clean, names)
    return {
        "question": str(escape(first.question)),
        "cautions": html([*first.above, *first.grave]),
        "answer": html([*first.compared, *first.answer]),
        "queues": html([first.picture] if first.picture else []),
        "table": html([first.table, *fold(EVERY_ROW, shown(people_and_money(clean, names)))]),
        "bridge": html([]),
        "lines": html(first.lines),
        "provenance": html([provenance(clean)]),
    }


def html(blocks: Sequence[Block]) -> str:
    """Blocks as a report shows them."""
    parts = environment().get_template("parts.html").module
    return str(parts.blocks(blocks))  # type: ignore[attr-defined]


def provenance(answer: AnswerInShort) -> Sentence:
    """By what the answer is known, and how it is made again."""
    made = answer.provenance
    return Sentence(
        "This answer",
        f"spsim {made.version}, seed {made.seed}, {made.replications} replications, "
        f"answer {str(made.answer)[:FIRST]}. The same again: {command_again(answer)}",
    )
