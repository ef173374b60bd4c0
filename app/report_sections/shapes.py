"""What is a section made of? Tables, their cells, and figures, already worded."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.tables.table import Shown
from app.words import Say
from experiments.intervals import Estimate


class Figure(NamedTuple):
    """A figure, and its numbers."""

    title: str
    picture: Markup | None
    table: Shown | None
    note: str = ""


def estimate_cell(
    estimate: Estimate, *, plus: bool = False, error: Callable[[Estimate], str] = words.error_cell
) -> str:
    """'142 ±7'."""
    said = words.number(estimate.mean, estimate.half_width, plus=plus)
    return f"{said} {error(estimate)}" if estimate.half_width or estimate.rare else said


def range_cells(estimate: Estimate, say: Say = words.number) -> list[str]:
    """What luck will do to one real service if every input is right, and what nobody knows: both, or neither."""
    return [words.luck(estimate, say), words.not_known(estimate, say)]
