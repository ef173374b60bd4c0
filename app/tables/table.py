"""What is a table? Rows of the answer and columns that read them; numbers stay numbers until a face shows them.

A column is said once: its heading, the raw value of a row, how that is said in words, and how a spreadsheet shows it.
Faces differ only in which columns they show (`on`) and in what they call some (`heads`). Text faces render a table by
`shown`; the workbook writes the same columns as numbers (`app.faces.workbook.book`).
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
Faces = Collection[Face]
EVERYWHERE: Faces = ("page", "terminal", "workbook")
PAGE: tuple[Face, ...] = ("page",)
NOTHING = "–"  # where there is nothing to say
RANGES = ("One real service, if every input is right", "What nobody knows")
ONE_BY_ONE = " (one at a time)"  # of a range, where the others in its column are of all inputs at once


class Shown(NamedTuple):
    """A table as text: the first column heads its rows; of the columns, so many are words, the rest numbers. `about`:
    what each cell is, in a sentence, where a face says so."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    words: int = 1
    strong: frozenset[int] = frozenset()  # rows that are totals
    note: str = ""
    about: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `say`: where its values are not said as others of its kind are; `worded`: where the words need more
    of the row than the value; `briefly`: how a terminal words it, where that is not as others do."""

    head: str
    of: Callable[[Row], Value]
    kind: Kind = "text"
    width: float = 12  # characters, in a spreadsheet
    say: Callable[[Any], str] | None = None
    worded: Callable[[Row], str] | None = None
    briefly: Callable[[Row], str] | None = None
    on: Faces = EVERYWHERE
    heads: Mapping[Face, str] = field(default_factory=dict)

    def title(self, face: Face) -> str:
        """What a face calls it."""
        return self.heads.get(face, self.head)

    def text(self, row: Row, face: Face = "page") -> str:
        """The value of a row, in words."""
        if worded := self.briefly if face == "terminal" and self.briefly else self.worded:
            return worded(row)
        value = self.of(row)
        return self.say(value) if self.say else said(value, self.kind)

    def headed(self, face: Face, rows: Sequence[Row]) -> str:
        """The same over these rows."""
        return self.title(face)

    def texts(self, rows: Sequence[Row], face: Face) -> list[str]:
        """The values of rows, in words."""
        return [self.text(row, face) for row in rows]


@dataclass(frozen=True)
class Unknown(Column[Row]):
    """What nobody knows of an estimate. Its head says how inputs were varied; a cell that differs says so itself."""

    estimate: Callable[[Row], Estimate | None] = lambda row: None
    when: str = ""  # ends the head

    def headed(self, face: Face, rows: Sequence[Row]) -> str:
        """'What nobody knows, all inputs at once'."""
        if face in self.heads:
            return self.heads[face]
        found = [each for row in rows if (each := self.estimate(row)) and each.unknown]
        varied = next((each for each in found if each.at_once), found[0] if found else None)
        return f"{self.head}, {words.inputs_varied(varied)}{self.when}" if varied else f"{self.head}{self.when}"

    def texts(self, rows: Sequence[Row], face: Face) -> list[str]:
        """Marked, where the others are of all inputs at once and this one is not."""
        found = [self.estimate(row) for row in rows]
        mixed = any(each and each.at_once for each in found)
        return [
            f"{self.text(row, face)}{ONE_BY_ONE * bool(mixed and each and each.unknown and not each.at_once)}"
            for row, each in zip(rows, found, strict=True)
        ]


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


def more(estimate: Estimate, error: Callable[[Estimate], str] = words.error_cell) -> str:
    """A difference in words: '+142 ±7'."""
    text = words.number(estimate.mean, estimate.half_width, plus=True)
    return f"{text} {error(estimate)}" if estimate.half_width or estimate.rare else text


def more_shortly(estimate: Estimate) -> str:
    """The same where several stand beside each other."""
    return more(estimate, words.shortly)


def difference(
    estimate: Estimate, say: words.Say = words.number, error: Callable[[Estimate, words.Say], str] = words.error_cell
) -> str:
    """The same on a terminal: '+48 ±6'; 'none' where it is exactly 0."""
    if words.nothing(estimate):
        return "none"
    if say is words.pounds and _exact(estimate):
        return words.pounds(estimate.mean, 1.0, plus=True)
    text = say(estimate.mean, estimate.half_width)
    plus = "+" if estimate.mean > 0 and any(c in "123456789" for c in text) else ""
    return f"{plus}{text} {error(estimate, say)}"


def _exact(estimate: Estimate) -> bool:
    """Whether every replication gives the same, but for the last binary digit."""
    half_width = estimate.half_width
    return half_width is not None and half_width <= 1e-9 * abs(estimate.mean) and not estimate.rare


def ranges(of: Callable[[Row], Estimate], say: words.Say = words.number, on: Faces = PAGE) -> list[Column[Row]]:
    """What luck will do to one real service if every input is right, and what nobody knows: both, or neither."""
    luck, unknown = RANGES
    return [
        Column(luck, lambda row: words.luck(of(row), say), on=on, heads={"terminal": words.uncapital(luck)}),
        Unknown(
            unknown,
            lambda row: words.not_known(of(row), say),
            on=on,
            heads={"terminal": words.uncapital(unknown)},
            estimate=of,
        ),
    ]


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
    texts = [column.texts(table.rows, face) for column in columns]
    rows = [list(row) for row in zip(*texts, strict=True)]
    head = [column.headed(face, table.rows) for column in columns]
    return with_few(Shown(table.caption, head, rows, table.words, table.strong, table.note))


def shown_if(table: Table[Row] | None, face: Face = "page") -> Shown | None:
    """A table in words, if there is one."""
    return None if table is None else shown(table, face)


def with_about(table: Shown, basis: words.Basis) -> Shown:
    """With a sentence on every number."""

    def about(row: Sequence[str], i: int) -> str:
        return words.about_a_number(row[0], table.head[i], row[i], basis) if i >= table.words else ""

    return table._replace(about=[[about(row, i) for i in range(len(row))] for row in table.rows])


def with_few(table: Shown) -> Shown:
    """With a word on what was seen in too few replications, if anything was."""
    text = "\n".join(cell for row in table.rows for cell in row)
    return table._replace(note=words.with_few(table.note, text))
