"""What is a section made of? Figures, and their numbers in a table."""

from typing import NamedTuple

from markupsafe import Markup

from app.tables.table import Shown


class Figure(NamedTuple):
    """A figure, and its numbers."""

    title: str
    picture: Markup | None
    table: Shown | None
    note: str = ""
