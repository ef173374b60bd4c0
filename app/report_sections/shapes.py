"""What is a section made of? Tables, their cells, and figures, already worded."""

from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.words import Facts, Say

RANGES = ["One real service, if every input is right", "What nobody knows, one input at a time"]


class Table(NamedTuple):
    """A table as it is shown: the first column heads its rows; of the columns, so many are words, the rest numbers."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    words: int = 1
    strong: frozenset[int] = frozenset()  # rows that are totals
    note: str = ""


class Figure(NamedTuple):
    """A figure, and its numbers."""

    title: str
    picture: Markup | None
    table: Table | None
    note: str = ""


def estimate_cell(estimate: Facts, *, plus: bool = False) -> str:
    """'142 ±7'."""
    half_width = estimate["half_width"]
    said = words.number(estimate["mean"], half_width, plus=plus)
    return f"{said} {words.plus_minus(half_width)}" if half_width else said


def range_cells(estimate: Facts, say: Say = words.number) -> list[str]:
    """What luck will do to one real service if every input is right, and what nobody knows: both, or neither."""
    return [words.luck(estimate, say), words.not_known(estimate, say)]
