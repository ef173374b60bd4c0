"""`spsim solve` on one screen: the answer, how sure it is, and the mixes beside it."""

from collections.abc import Sequence

from app import words
from app.faces.terminal.layout import INDENT, LINES, bullet, of, paragraph, section
from app.tables import solving
from experiments.solving.answer import Solved, Tried


def of_solved(solved: Solved, title: str, price_year: str, *, everything: bool = False) -> str:
    """The sentences and the table: as many mixes about the answer as a screen has room for."""
    said = words.solved_in_words(solved, price_year)
    top = "\n".join([paragraph(title), "", paragraph(said[0]), *map(bullet, said[1:])])
    rows = solving.rows_of(solved)
    shown, text = len(rows), _laid_out(top, solved, rows)
    while not everything and shown > 1 and text.count("\n") + 1 > LINES:
        shown -= 1
        left = len(rows) - shown
        more = paragraph(f"and {left} other mix{'es' * (left > 1)}: add --all", INDENT)
        text = f"{_laid_out(top, solved, _about_the_answer(solved, rows, shown))}\n{more}"
    return text


def _laid_out(top: str, solved: Solved, rows: Sequence[Tried]) -> str:
    table = solving.mixes(solved, rows)
    return f"{top}\n\n{section(table.caption, of(table))}"


def _about_the_answer(solved: Solved, rows: Sequence[Tried], many: int) -> Sequence[Tried]:
    """So many rows: the answer, or the nearest, and what stands next to it in order of cost."""
    at = next((i for i, row in enumerate(rows) if row in (solved.found, solved.nearest)), 0)
    first = max(0, min(at - many // 2, len(rows) - many))
    return rows[first : first + many]
