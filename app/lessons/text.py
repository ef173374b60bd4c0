"""What has the text of a lesson? One shape for all five, and the things that can be drawn of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.words import number
from experiments.lessons import Facts

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Bars:
    """A bar for each row, to one scale: of its own, or up to `most`, where several stand below one another."""

    title: str
    rows: Sequence[tuple[str, float]]
    most: float | None = None


@dataclass(frozen=True)
class Rows:
    """A small table."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    strong: Sequence[int] = ()  # rows that are totals


@dataclass(frozen=True)
class Strips:
    """Values as marks above a line: a strip for each row, all to one scale, with 0 marked."""

    title: str
    rows: Sequence[tuple[str, Sequence[float]]]
    left: str  # what values below 0 mean
    right: str  # and above


Shown = Bars | Rows | Strips


@dataclass(frozen=True)
class Text:
    """The words of one lesson."""

    title: str
    question: str
    setting: Callable[[Facts], list[str]]
    ask: Callable[[Facts], str]
    shown: Callable[[Facts], list[Shown]]
    surprise: Callable[[Facts], list[str]]  # where what came out shows it
    decide: Callable[[Facts], list[str]]
    change: Sequence[str]  # commands to go further with
    luck: Callable[[Facts], str]  # the number in which one luck differs from another, named
    levers: Sequence[str]  # paths of what is worth moving in the simulator
    seen: Mapping[str, str]  # whose run is worth watching, and its name: one beside usual care, or two
    say: Callable[[float], str] = lambda value: number(value)  # a number that is predicted
    sign: str = ""  # in front of it, as it is typed
    off: tuple[str, str] = ("too few", "too many")
    near: float = 0.0  # a prediction as close as this, or within a tenth, is close
    options: Mapping[str, str] = field(default_factory=dict)  # of a choice: what each kind is called
    drawn: range = range(0)  # where a prediction of a number can be drawn, in steps
    kept: range = range(0)  # predictions whose scores a file keeps, where no program can be asked
    beside: Callable[[Facts], list[tuple[str, float]]] = lambda _: []  # what is known, as bars on the same scale
    bar: str = ""  # what the bar is of that is drawn


def people(value: float) -> str:
    """'119': people on average, as whole people."""
    return f"{value:,.0f}"


def in_full(gbp: float) -> str:
    """'£166,959': pounds as they are stated, to the pound."""
    return f"£{gbp:,.0f}"


def in_words(value: float) -> str:
    """'two'; a number that is not whole, or above ten, in figures."""
    return SMALL[int(value)] if value in range(len(SMALL)) else number(value)
