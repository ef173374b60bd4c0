"""What is a section made of? Blocks: sentences, tables, figures, the same of every option, and folds of all these."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from app.tables.table import Shown
from app.words import Sentence


class Figure(NamedTuple):
    """A figure, and its numbers."""

    title: str
    picture: Markup | None
    table: Shown | None
    note: str = ""


class Points(NamedTuple):
    """Short sentences, one under another."""

    of: Sequence[str]


class Facts(NamedTuple):
    """Names, and what each stands for."""

    of: Sequence[Sentence | tuple[str, str]]


class Each(NamedTuple):
    """The same of every option, under its name: beside each other where there is room. Of one option, no name."""

    of: Sequence["tuple[str, Sequence[Block]]"]


class Fold(NamedTuple):
    """What is folded away: not printed unless it is open."""

    title: str
    of: Sequence["Block"]


class Section(NamedTuple):
    """A part of the report under its heading."""

    key: str
    title: str
    of: Sequence["Block"]


Block = str | Sentence | Points | Facts | Shown | Figure | Each | Fold
