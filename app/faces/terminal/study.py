"""What did a study find? On one screen: what is luck, what is unknown, what drives it, and what to distrust."""

from collections.abc import Sequence

from app.faces.terminal.layout import (
    INDENT,
    LINES,
    bullet,
    cut_title,
    fitting,
    of,
    paragraph,
    room_beside,
    section,
    table,
    width,
)
from app.tables import studies as tables
from app.tables.table import Row, Shown, Table
from app.texts import cleaned
from app.words import studies as words
from experiments.study.answer import StudyAnswer

LEAST_TITLE = 20  # letters of a row's name
BEFORE = "Before you use these"
FEWEST_ROWS = 6  # that stand there before anything to distrust gives way


def of_study(answer: StudyAnswer) -> str:
    """Everything."""
    answer = cleaned(answer)
    parts = [*_top(answer), of(tables.summaries(answer))]
    for one in answer.outputs:
        parts += [
            "\n".join([paragraph(words.output_title(one)), *map(bullet, words.in_one_breath(answer, one))]),
            _full(tables.indices(answer, one)),
            _full(tables.screen(answer, one)),
            _full(tables.tornado(answer, one)),
            _full(tables.grid(answer, one)),
            _full(tables.points(answer, one)),
            section(BEFORE, *map(bullet, words.what_to_distrust(answer, one))),
        ]
    if answer.economics:
        from app.faces.terminal.economics import of_economics

        parts += of_economics(answer.economics)
    parts.append(section("How it was set up", *map(bullet, answer.notes)))
    return "\n\n".join(part for part in parts if part)


def in_short(answer: StudyAnswer) -> str:
    """On one screen, of the first output in the first scenario: as many rows as leave room for what to distrust."""
    answer = cleaned(answer)
    one, last = answer.outputs[0], "Everything, of every output and scenario: add --all"
    top = [*_top(answer), section(words.output_title(one), *map(bullet, words.in_one_breath(answer, one)))]
    found, distrust = tables.main_table(answer, one), list(map(bullet, words.what_to_distrust(answer, one)))
    text = ""
    for many in range(len(found.rows) if found else 1, 0, -1):
        parts = [*top, _first(found, many), section(BEFORE, *distrust)]
        text = "\n\n".join([*filter(None, parts), last])
        if text.count("\n") < LINES:
            break
        if many == FEWEST_ROWS:
            distrust = fitting(distrust, room_beside(*parts[:-1], last, headings=2))
    return text


def _top(answer: StudyAnswer) -> list[str]:
    said = [paragraph(f"{answer.title}: {words.study_in_words(answer)}"), paragraph(answer.question, INDENT)]
    about = [words.not_complete(answer), words.failed_in_words(answer)]
    return ["\n".join(said), *(paragraph(one) for one in about if one)]


def _full(found: Table[Row] | None) -> str:
    return section(found.caption, of(found), paragraph(found.note, INDENT)) if found else ""


def _first(found: Shown | None, many: int) -> str:
    """The first rows of a table, a line each: titles are cut, and what is to be distrusted is marked."""
    if found is None:
        return ""
    marked, brief = _briefly(found.head, found.rows)
    kept = brief[:many]
    more = len(found.rows) - len(kept)
    notes = [f"and {more} more: add --all"] if more else []
    if not marked[-1] and any(row[-1] for row in kept):
        notes.append("! not to be trusted as it stands: why, with --all")
    lines = table(marked, _cut_to_lines(marked, kept))
    return section(found.caption, lines, *(paragraph(one, INDENT) for one in notes))


def _briefly(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """The reasons for distrust as a mark."""
    if head[-1] != tables.DISTRUST:
        return list(head), [list(row) for row in rows]
    return [*head[:-1], ""], [[*row[:-1], "!" if row[-1] else ""] for row in rows]


def _cut_to_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    others = [max(map(len, [*head[i].split(), *(row[i] for row in rows)])) for i in range(1, len(head))]
    room = max(LEAST_TITLE, width() - len(INDENT) - sum(others) - 2 * len(others))
    return [[cut_title(row[0], room), *row[1:]] for row in rows]
