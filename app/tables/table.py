"""What is a table? Rows of the answer and columns that read them; numbers stay numbers until a face shows them.

A column is said once: its heading, the raw value of a row, how that is said in words, and how a spreadsheet shows it.
Faces differ only in which columns they show (`on`) and in what they call some (`heads`). Text faces render a table by
`shown`; the workbook writes the same columns as numbers (`app.workbook.book`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from app import words
from experiments.intervals import Estimate

Row = TypeVar("Row")
Value = str | float | None | Estimate
Face = Literal["page", "terminal", "workbook"]
Kind = Literal["text", "number", "pounds", "pennies", "share", "weeks", "any", "pounds±", "number±", "pounds+"]
EVERYWHERE: Collection[Face] = ("page", "terminal", "workbook")
NOTHING = "–"  # where there is nothing to say
RANGES = ("One real service, if every input is right", "What nobody knows, one input at a time")


class Shown(NamedTuple):
    """A table as text: the first column heads its rows; of the columns, so many are words, the rest numbers."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    words: int = 1
    strong: frozenset[int] = frozenset()  # rows that are totals
    note: str = ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `say`: where its values are not said as others of its kind are; `worded`: where the words need more
    of the row than the value."""

    head: str
    of: Callable[[Row], Value]
    kind: Kind = "text"
    width: float = 12  # characters, in a spreadsheet
    say: Callable[[Any], str] | None = None
    worded: Callable[[Row], str] | None = None
    on: Collection[Face] = EVERYWHERE
    heads: Mapping[Face, str] = field(default_factory=dict)

    def title(self, face: Face) -> str:
        """What a face calls it."""
        return self.heads.get(face, self.head)

    def text(self, row: Row) -> str:
        """The value of a row, in words."""
        if self.worded:
            return self.worded(row)
        value = self.of(row)
        return self.say(value) if self.say else said(value, self.kind)


@dataclass(frozen=True)
class Estimated(Column[Row]):
    """A column of estimates (or None): two columns of a spreadsheet, the second headed by `error`. With `ranges`, four
    more: what luck does to one real service, and what nobody knows, or neither."""

    error: str = "simulation error"
    error_width: float = 11
    ranges: bool = False


def given_within(weeks: float | None) -> str | float:
    """Until a part of people is given what they wait for; fewer may ever be."""
    return "fewer are" if weeks is None else weeks


def within(weeks: float | None) -> str | float:
    """A wait that is never reached within the follow-up says so."""
    return "beyond follow-up" if weeks is None else weeks


def said(value: Value, kind: Kind) -> str:
    """A value in words: an estimate with its simulation error."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    mean, half_width = (value.mean, value.half_width) if isinstance(value, Estimate) else (value, None)
    if kind == "share":
        return words.percent(mean)
    if kind == "weeks":
        return words.weeks(mean)
    say = words.pounds if kind in ("pounds", "pennies") else words.number
    if not isinstance(value, Estimate):
        return say(mean)
    if kind == "pounds" and words.nothing(value):
        return "£0"
    text = say(mean, half_width)
    return f"{text} {words.error_cell(value, say)}" if half_width or value.rare or kind == "pounds" else text


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Rows, columns, and what is said above and below. `words`: how many of the columns shown are words."""

    caption: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    note: str = ""
    words: int = 1
    strong: frozenset[int] = frozenset()

    def on(self, face: Face) -> list[Column[Row]]:
        """The columns that a face shows."""
        return [column for column in self.columns if face in column.on]


def shown(table: Table[Row], face: Face = "page") -> Shown:
    """A table in words."""
    columns = table.on(face)
    rows = [[column.text(row) for column in columns] for row in table.rows]
    head = [column.title(face) for column in columns]
    return with_few(Shown(table.caption, head, rows, table.words, table.strong, table.note))


def shown_if(table: Table[Row] | None, face: Face = "page") -> Shown | None:
    """A table in words, if there is one."""
    return None if table is None else shown(table, face)


def with_few(table: Shown) -> Shown:
    """With a word on what was seen in too few replications, if anything was."""
    text = "\n".join(cell for row in table.rows for cell in row)
    return table._replace(note=words.with_few(table.note, text))
