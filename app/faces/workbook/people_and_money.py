"""What does the first sheet show? The answer in three lines, and under it people and money, option beside option.

The figures that a board reads stand first, each beside its simulation error; their ranges (one real service, what
nobody knows) stand to the right, and are not printed.
"""

from collections.abc import Sequence
from dataclasses import replace

from app import words
from app.faces.workbook.book import Book, Cell, Sheet
from app.faces.workbook.sheets import RANGES, cells_of, columns_of
from app.tables import board
from app.tables.table import RANGES as IN_WORDS
from app.tables.table import Column, Estimated
from experiments.answer import Answer
from experiments.intervals import Estimate

Columns = Sequence[Column[board.Line]]
MADE_UP = "A simulation of made-up people, not for decisions about any individual."
RIGHT = "Ranges are to the right; “Notes” says what they mean. "


def people_and_money(book: Book, answer: Answer) -> None:
    """The whole of it, as numbers."""
    names = {one.name: one.title for one in answer.scenarios}
    table = board.people_and_money(answer, names)
    title, *figures = [column for column in table.on("workbook") if column.head not in IN_WORDS]
    ranged = [replace(one, ranges=True) for one in figures if isinstance(one, Estimated) and _known(one, table.rows)]
    levels, ranges = columns_of(figures), [one for one in columns_of(ranged) if one.head.endswith(RANGES)]
    questions = dict.fromkeys(map(words.question_of, answer.scenarios))
    page = book.sheet(
        "People and money",
        next(iter(questions)) if len(questions) == 1 else " or ".join(names.values()),
        f"{table.note} {RIGHT if ranges else ''}{MADE_UP}",
        [*columns_of([title]), *levels, *ranges],
        head=False,
        printed=1 + len(levels),
    )
    for said in words.answer_in_three(answer, names):
        page.across(said.name, said.text)
    page.row += 1
    page.heads()
    page.page.freeze_panes(page.row, 1)
    page.page.repeat_rows(page.row - 1)
    for i, line in enumerate(table.rows):
        _line(page, line, figures, ranged, "strong" if i in table.strong else "")
    page.page.print_area(0, 0, page.row - 1, page.printed - 1)
    page.page.activate()


def _known(column: Column[board.Line], lines: Sequence[board.Line]) -> bool:
    """Whether there is a range of what nobody knows."""
    return any(isinstance(value := column.of(line), Estimate) and value.unknown for line in lines)


def _line(page: Sheet, line: board.Line, figures: Columns, ranged: Columns, look: str) -> None:
    """Levels and errors, then ranges, in the look of the line's own unit."""
    looks = [look] if look else []
    unit = "pounds" if line.kind == "pounds" else "number"
    page.cell(page.row, 0, f"{line.title}, weeks" if line.kind == "weeks" else line.title, "text", *looks)
    cells: list[tuple[Cell, str]] = []
    for column in figures:
        mean, error = cells_of([column], line)
        cells += [(mean, unit), (error, f"{unit}±")]
    for column in ranged:
        _, _, *ends = cells_of([column], line)
        cells += [(end, unit) for end in ends]
    for i, (value, kind) in enumerate(cells, 1):
        page.cell(page.row, i, value, kind, *looks)
    page.row += 1
