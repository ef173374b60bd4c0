"""How is a lesson shown in a terminal? As wide as the terminal is, but never wider than everything else.

Bars and strips are of plain letters, so that any terminal, projector and printer shows them.
"""

from collections.abc import Sequence

from app.faces.terminal.layout import INDENT, WIDTH, paragraph
from app.lessons.text import Bars, Rows, Shown, Strips, Text, people
from experiments.lessons import Facts, Lesson

NARROWEST = 40
LABEL = 28  # of a table's first column, at most
FIGURE = 8  # of a column of figures, at least
MARK, AXIS, ZERO = "o", "-", "|"


def opening(lesson: Lesson, text: Text, known: Facts, of: int, width: int = WIDTH) -> str:
    """The question, and what is known before a class predicts."""
    title = f"Lesson {lesson.number} of {of}: {text.title}"
    parts = [
        f"{title}\n{'=' * min(len(title), width)}",
        paragraph(text.question, width=width),
        "\n".join(paragraph(sentence, INDENT, width=width) for sentence in text.setting(known)),
        paragraph(f"Predict: {text.ask(known)}", width=width),
    ]
    return "\n\n".join([*parts, options(text, width)] if text.options else parts)


def options(text: Text, width: int = WIDTH) -> str:
    """What may be chosen, a letter each."""
    each = (f"{letter}) {option}" for letter, option in zip("abcdef", text.options.values(), strict=False))
    return "\n".join(paragraph(one, INDENT, f"{INDENT}   ", width=width) for one in each)


def result(text: Text, found: Facts, score: str, *, shows: bool, width: int = WIDTH) -> str:
    """What came out, how far off the prediction was, why, and what to decide."""
    why = text.surprise(found) if shows else [NOT_SHOWN]
    return "\n\n".join(
        [
            *(draw(one, width) for one in text.shown(found)),
            paragraph(score, width=width),
            _list("Why", why, width),
            _list("Decide", text.decide(found), width),
            "\n".join(["Go further", *(f"{INDENT}{command}" for command in text.change)]),
        ]
    )


NOT_SHOWN = (
    "With this luck the lesson's surprise does not show itself: the figures above are what came out, and luck has its "
    "say. Run the lesson without --seed to see what it is about."
)


def _list(title: str, sentences: Sequence[str], width: int) -> str:
    return "\n".join([title, *(paragraph(f"- {sentence}", INDENT, INDENT * 2, width=width) for sentence in sentences)])


def draw(shown: Shown, width: int = WIDTH) -> str:
    """Bars, rows or strips under their title."""
    match shown:
        case Bars():
            body = _bars(shown, width)
        case Rows():
            body = _rows(shown)
        case Strips():
            body = _strips(shown, width)
    return "\n".join([paragraph(shown.title, width=width), *body])


def _bars(bars: Bars, width: int) -> list[str]:
    """A line each: what it is, its bar, its number."""
    label = max(len(name) for name, _ in bars.rows)
    most = bars.most or max(value for _, value in bars.rows)
    number = max(len(people(value)) for _, value in bars.rows)
    room = max(10, width - len(INDENT) - label - number - 4)
    lines = []
    for name, value in bars.rows:
        bar = "#" * round(room * value / most) if most else ""
        lines.append(f"{INDENT}{name:<{label}}  {people(value):>{number}}  {bar}".rstrip())
    return lines


def _rows(table: Rows) -> list[str]:
    """Columns: the first to the left, figures to the right, heads above one another in as many lines as they need."""
    first = min(LABEL, max(len(row[0]) for row in [table.heads, *table.rows]))
    figures = list(zip(table.heads, *table.rows, strict=True))[1:]
    widths = [first, *(max(FIGURE, *map(len, [*head.split(), *cells])) for head, *cells in figures)]
    return [line for row in [table.heads, *table.rows] for line in _row(row, widths)]


def _row(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """A row in as many lines as it needs: the first cell from the top, the others down to the bottom."""
    label, *cells = (_wrapped(cell, width) for cell, width in zip(row, widths, strict=True))
    deep = max(map(len, [label, *cells]))
    columns = [label + [""] * (deep - len(label)), *([""] * (deep - len(cell)) + cell for cell in cells)]
    lines = []
    for first, *rest in zip(*columns, strict=True):
        figures = (f"{text:>{width}}" for text, width in zip(rest, widths[1:], strict=True))
        lines.append(f"{INDENT}{'  '.join([f'{first:<{widths[0]}}', *figures])}".rstrip())
    return lines


def _wrapped(cell: str, width: int) -> list[str]:
    return paragraph(cell, width=width).split("\n") if cell else [""]


def _strips(strips: Strips, width: int) -> list[str]:
    """Marks stacked above an axis, for each row; the same scale for all."""
    values = [value for _, row in strips.rows for value in row]
    room = max(20, width - 2 * len(INDENT)) | 1
    reach = max(abs(value) for value in values) or 1.0
    at_zero = room // 2

    def column(value: float) -> int:
        return at_zero + round(value / reach * at_zero)

    lines = []
    for name, row in strips.rows:
        stacks = [0] * room
        for value in row:
            stacks[column(value)] += 1
        lines.append(f"{INDENT}{name}")
        for level in range(max(stacks), 0, -1):
            marks = "".join(MARK if stack >= level else " " for stack in stacks)
            lines.append(f"{INDENT}{marks}".rstrip())
        lines.append(f"{INDENT}{AXIS * at_zero}{ZERO}{AXIS * at_zero}")
    ends = f"{-reach:.0f}".replace("-", "−"), "0", f"+{reach:.0f}"
    scale = f"{ends[0]:<{at_zero}}0{ends[2]:>{at_zero}}"
    words = f"{'<- ' + strips.left:<{at_zero}} {strips.right + ' ->':>{at_zero}}"
    return [*lines, f"{INDENT}{scale}", f"{INDENT}{words}"]
