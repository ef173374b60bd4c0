"""How much goes on a page? Heights and lengths, about; what is too long is cut, and says so."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from docx.shared import Cm, Pt

from app.tables.table import Shown
from app.words import short

BODY, SMALL, TINY, IN_TABLES = Pt(9), Pt(7.5), Pt(7), Pt(7.5)
QUESTION, SENTENCE, CELL, TITLE = 180, 400, 90, 36  # characters of texts
NAMES = 56  # characters of a payer, a group, a line
NAMED = ("payer", "level", "activity", "of a line")
OF_LINES = ("posts_released", "naive", "stated_values")
OPTIONS = 5  # for which there is room
ROOM = 17.4  # cm between the margins
PAGE, OVERLEAF = 775, 775  # points of each page, with something to spare: texts in lists are taller than they look
HEADING, BETWEEN = 22, 2  # points: a heading, between two paragraphs
LINE = 1.21  # of the size of the type
ROW, CAPTION = 2.2, 14  # points: around a row of a table, its caption


def with_short_names(data: Any, key: str = "") -> Any:
    """An answer in which payers, groups, lines and activities have no longer names than there is room for: sentences
    made of them need not be cut. Titles of options, and what else is longer, are cut where they are shown."""
    if isinstance(data, str):
        return short(data, NAMES) if key in NAMED else data
    if is_dataclass(data) and not isinstance(data, type):
        own = "of a line" if key in OF_LINES else ""
        return replace(
            data,
            **{
                one.name: with_short_names(getattr(data, one.name), own if one.name == "title" and own else one.name)
                for one in fields(data)
            },
        )
    if isinstance(data, dict):
        own = "of a line" if key in OF_LINES else ""
        return {name: with_short_names(one, own if name == "title" and own else name) for name, one in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(with_short_names(one, key) for one in data)
    return data


def few(sentences: Sequence[str], most: int) -> list[str]:
    """No more sentences than there is room for: the first, and the last two, which hold for every answer."""
    cut = [short(sentence, SENTENCE * 3 // 4) for sentence in sentences]
    if len(cut) <= most:
        return cut
    return [*cut[: most - 3], f"{len(cut) - most + 1} more limits are in the report.", *cut[-2:]]


def characters(height: float, size: Any) -> int:
    """How many characters go into a height, at a size: a character is half as wide as it is high, about."""
    return max(0, int(height / (LINE * size.pt))) * int(Cm(ROOM).pt / (0.5 * size.pt))


def height(text: str, size: Any = BODY) -> float:
    """How high a paragraph is, about."""
    lines = 1 + len(text) // int(Cm(ROOM - 0.7).pt / (0.46 * size.pt))
    points: float = lines * LINE * size.pt
    return points + BETWEEN if text else 0.0


def widths_of(of: Shown) -> list[float]:
    """Columns in cm, shared out by their longest text: one that can be broken gives way to those that cannot."""
    wanted = []
    for j, head in enumerate(of.head):
        longest = max([len(short(row[j], CELL)) for row in of.rows], default=0)
        wanted.append(min(max(longest, 1.25 * max(map(len, head.split())) + 1, 7), 40 if j < of.words else 21) + 2)
    return [ROOM * width / sum(wanted) for width in wanted]


def height_of(of: Shown) -> float:
    """How high a table is, about, with its caption and its note."""
    fit = [max(4, int(Cm(width - 0.2).pt / (0.52 * IN_TABLES.pt))) for width in widths_of(of)]
    lines = [max(-(-len(short(cell, CELL)) // most) for cell, most in zip(row, fit, strict=True)) for row in of.rows]
    lines.append(max(-(-len(head) // most) for head, most in zip(of.head, fit, strict=True)))
    line: float = LINE * IN_TABLES.pt
    return CAPTION + sum(max(1, n) * line + ROW for n in lines) + height(of.note, TINY)
