"""How is a lesson shown in a terminal? The question; once a class has predicted, what came out; then why, and what
to decide. Each fits a screen.

Bars and strips are of plain letters, so that any terminal, projector and printer shows them.
"""

from app.faces.terminal.layout import INDENT, bullet, command, paragraph, section, table, width
from app.lessons.text import Bars, Rows, Shown, Strips, Text, people
from experiments.lessons import Facts, Lesson

MARK, AXIS, ZERO = "o", "-", "|"


def opening(lesson: Lesson, text: Text, known: Facts, of: int) -> str:
    """The question, and what is known before a class predicts."""
    title = f"Lesson {lesson.number} of {of}: {text.title}"
    parts = [
        f"{title}\n{'=' * min(len(title), width())}",
        paragraph(text.question),
        "\n".join(paragraph(sentence, INDENT) for sentence in text.setting(known)),
        paragraph(f"Predict: {text.ask(known)}"),
    ]
    return "\n\n".join([*parts, options(text)] if text.options else parts)


def options(text: Text) -> str:
    """What may be chosen, a letter each."""
    each = (f"{letter}) {option}" for letter, option in zip("abcdef", text.options.values(), strict=False))
    return "\n".join(paragraph(one, INDENT, f"{INDENT}   ") for one in each)


def came_out(text: Text, found: Facts, score: str) -> str:
    """The figures, and how far off the prediction was."""
    return "\n\n".join([*map(draw, text.shown(found)), paragraph(score)])


def why(text: Text, found: Facts, *, shows: bool) -> str:
    """Why it came out so, what to decide, and how to go further."""
    return "\n\n".join(
        [
            section("Why", *map(bullet, text.surprise(found) if shows else [NOT_SHOWN])),
            section("Decide", *map(bullet, text.decide(found))),
            section("Go further", *map(command, text.change)),
        ]
    )


NOT_SHOWN = (
    "With this luck the lesson's surprise does not show itself: the figures above are what came out, and luck has its "
    "say. Run the lesson without --seed to see what it is about."
)


def draw(shown: Shown) -> str:
    """Bars, rows or strips under their title."""
    match shown:
        case Bars():
            body = _bars(shown)
        case Rows():
            rows = [[row[0].upper(), *row[1:]] if i in shown.strong else row for i, row in enumerate(shown.rows)]
            body = [table(shown.heads, rows)]
        case Strips():
            body = _strips(shown)
    return "\n".join([paragraph(shown.title), *body])


def _bars(bars: Bars) -> list[str]:
    """A line each: what it is, its bar, its number."""
    label = max(len(name) for name, _ in bars.rows)
    most = bars.most or max(value for _, value in bars.rows)
    number = max(len(people(value)) for _, value in bars.rows)
    room = max(10, width() - len(INDENT) - label - number - 4)
    lines = []
    for name, value in bars.rows:
        bar = "#" * round(room * value / most) if most else ""
        lines.append(f"{INDENT}{name:<{label}}  {people(value):>{number}}  {bar}".rstrip())
    return lines


def _strips(strips: Strips) -> list[str]:
    """Marks stacked above an axis, for each row; the same scale for all."""
    values = [value for _, row in strips.rows for value in row]
    room = max(20, width() - 2 * len(INDENT)) | 1
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
