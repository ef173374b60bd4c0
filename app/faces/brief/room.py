"""How much goes on a page? Heights and lengths, about; what is too long is cut, and says so."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any, NamedTuple

from docx.shared import Cm, Inches, Pt

from app.faces.figures.paper import Picture
from app.tables.table import Shown
from app.words import Sentence, short

BODY, SMALL, TINY, IN_TABLES = Pt(9), Pt(7.5), Pt(7), Pt(7.5)
QUESTION, SENTENCE, CELL, TITLE = 180, 300, 90, 60  # characters of texts
NAMES = 56  # characters of a payer, a group, a line
NAMED = ("payer", "level", "activity", "of a line")
OF_LINES = ("posts_released", "naive", "stated_values")
VALUES, LIMITS = 250, 400  # characters of what is assumed, of what it cannot tell
OPTIONS = 3  # for which there is room
ROOM = 17.4  # cm between the margins
PAGE = 775  # points, with something to spare
HEADING, BETWEEN = 22, 3  # points: a heading, between two paragraphs
DOTS = 200  # of a picture, an inch
LETTER = 0.138  # cm: how wide a letter in a table is, on average
LINE = 1.21  # of the size of the type
ROW = 2.2  # points: around a row of a table


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


def height(text: str, size: Any = BODY) -> float:
    """How high a paragraph is, about."""
    lines = 1 + len(text) // int(Cm(ROOM - 0.7).pt / (0.46 * size.pt))
    points: float = lines * LINE * size.pt
    return points + BETWEEN if text else 0.0


def widths_of(of: Shown) -> list[float]:
    """Columns in cm: figures have what they need, and words, which can be broken, what is left; all less, if that is
    too little."""
    needed = []
    for j, head in enumerate(of.head):
        longest = max([len(short(row[j], CELL)) for row in of.rows], default=0)
        needed.append(LETTER * (min(max(longest, max(map(len, head.split()), default=0), 6), 45) + 1.5))
    words, figures = sum(needed[: of.words]), sum(needed[of.words :])
    if words + figures > ROOM and ROOM - figures > words / 2:
        return [*(width * (ROOM - figures) / words for width in needed[: of.words]), *needed[of.words :]]
    return [ROOM * width / (words + figures) for width in needed]


def height_of(of: Shown) -> float:
    """How high a table is, about, with its note."""
    fit = [max(4, int(Cm(width - 0.2).pt / (0.52 * IN_TABLES.pt))) for width in widths_of(of)]
    lines = [max(-(-len(short(cell, CELL)) // most) for cell, most in zip(row, fit, strict=True)) for row in of.rows]
    lines.append(max(-(-len(head) // most) for head, most in zip(of.head, fit, strict=True)))
    line: float = LINE * IN_TABLES.pt
    return sum(max(1, n) * line + ROW for n in lines) + height(of.note, TINY)


class Drawn(NamedTuple):
    """A picture as it is printed, and what it shows in words."""

    png: bytes
    alt: str
    high: float  # points, as wide as the page

    @classmethod
    def of(cls, picture: Picture, alt: str) -> "Drawn":
        """Of a picture that is as wide as the page."""
        png = BytesIO()
        picture.savefig(png, format="png", dpi=DOTS)
        return cls(png.getvalue(), alt, picture.get_figheight() * Inches(1).pt + 2 * BETWEEN)


class Section(NamedTuple):
    """A heading, or the caption of its table, and what stands under it. `must`: it has its room, whatever else has
    none. `part`: as many of its sentences stand as there is room for; else it stands whole or not at all, but for a
    picture whose numbers are in its table."""

    title: str = ""
    said: Sequence[Sentence] = ()
    table: Shown | None = None
    picture: Drawn | None = None
    size: Any = BODY
    must: bool = False
    part: bool = False

    def within(self, room: float) -> "tuple[Section, Section]":
        """What there is room for, and the rest."""
        if self.high <= room:
            return self, Section()
        if self.picture and self.table:
            return self._replace(picture=None).within(room)
        many = len(self.said) - 1 if self.part else 0
        while many and self._replace(said=self.said[:many]).high > room:
            many -= 1
        if not many:
            return Section(), self
        return self._replace(said=self.said[:many]), self._replace(said=self.said[many:])

    @property
    def heading(self) -> str:
        """What stands above it."""
        return self.title or (self.table.caption if self.table else "")

    @property
    def empty(self) -> bool:
        """Whether there is nothing under the heading but, perhaps, the note to a picture that is not there."""
        return not (self.table or self.picture or (self.said and self.size is not TINY))

    @property
    def high(self) -> float:
        """How high it is, about."""
        said = sum(height(f"{one.name}: {one.text}", self.size) for one in self.said)
        drawn = self.picture.high if self.picture else 0.0
        return (HEADING if self.heading else 0.0) + said + drawn + (height_of(self.table) if self.table else 0.0)
