"""How does all that the kernel is given lie in memory? In words of eight bytes, found from the address of one block.

A `Job` is one named tuple of everything. `JOB` says of each of its parts whether it stands in the block itself or
elsewhere, with its address in the block; read from top to bottom, that is the order of the block's words. What lays it
out (`memory`) and what compiles the kernel both go by it. Kinds are "q", a whole number, and "d", a float, as Python's
own `struct` names them. Invariant: plain Python, which knows neither a compiler nor an engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

from sim.inputs import Inputs
from sim.kernel.batches import Blank, Counting, Job
from sim.kernel.tables import Run
from sim.luck import ROUNDS, Key
from sim.measures import Frame, Sums, Tally, Work

WORD = 8  # bytes
Kind = Literal["q", "d"]


@dataclass(frozen=True)
class Row:
    """The fields of a record, in order: each a word, or a record within."""

    fields: tuple[tuple[str, "Kind | Row"], ...]

    @cached_property
    def kinds(self) -> str:
        """Its words, a letter each."""
        return "".join(kind.kinds if isinstance(kind, Row) else kind for _, kind in self.fields)

    @cached_property
    def is_nested(self) -> bool:
        """Whether there are records within, one deep."""
        return any(isinstance(kind, Row) for _, kind in self.fields)


@dataclass(frozen=True)
class Number:
    """One word, in the block."""

    kind: Kind


@dataclass(frozen=True)
class Pairs:
    """So many pairs of whole numbers, in the block."""

    count: int


@dataclass(frozen=True)
class Record:
    """In the block: where it is."""

    row: Row


@dataclass(frozen=True)
class Table:
    """Many records. In the block: where they are, and how many."""

    row: Row


@dataclass(frozen=True)
class Numbers:
    """Plain numbers. In the block: where they are, and how many; or how many rows and columns."""

    kind: Kind
    dimensions: int = 1


@dataclass(frozen=True)
class Group:
    """A named tuple of parts. In the block: each of them."""

    of: Any
    parts: tuple[tuple[str, "Part"], ...]


Leaf: TypeAlias = Number | Pairs | Record | Table | Numbers
Part: TypeAlias = Leaf | Group


def words_in_block(part: Part) -> int:
    """How many words of the block a part takes."""
    match part:
        case Group():
            return sum(words_in_block(of) for _, of in part.parts)
        case Pairs():
            return 2 * part.count
        case Table():
            return 2
        case Numbers():
            return 1 + part.dimensions
        case _:
            return 1


def words_before(group: Group, name: str) -> int:
    """How many words of the block come before one of its parts."""
    before = [part for part, _ in group.parts].index(name)
    return sum(words_in_block(of) for _, of in group.parts[:before])


# ---------------------------------------------------------------- the inputs, from their own types


def row_of(kind: type) -> Row:
    """The layout of a named tuple of numbers, and of such tuples."""
    kinds: dict[Any, Kind] = {int: "q", float: "d"}
    hints = get_type_hints(kind).items()
    return Row(tuple((name, kinds[hint] if hint in kinds else row_of(hint)) for name, hint in hints))


def _inputs() -> Iterator[tuple[str, Part]]:
    for name, hint in get_type_hints(Inputs).items():
        if hint is int or hint is float:
            yield name, Number("q" if hint is int else "d")
        elif hasattr(hint, "_fields"):
            yield name, Record(row_of(hint))
        else:
            of = get_args(hint)[0]
            yield name, Numbers("d") if of is float else Table(row_of(of))


# ---------------------------------------------------------------- one replication's tables

WHOLE = {
    "box": [
        *("replication", "rows", "people", "now", "fault", "heap", "later", "spare", "stretch"),
        *("care_free", "care_list", "care_row", "will_give_care"),
    ],
    "later": ["key", "after"],
    "person": [
        *("source", "number", "already", "enters", "waited", "exits", "episode", "in_care", "gone", "busy"),
        *("support_episode", "phase", "luck", "planned", "met_now", "missed", "met", "sessions", "lost"),
        *("booked", "length", "comes"),
        *("post", "support_began", "moves", "before", "after", "waiting", "until", "place", "queue_class", "line"),
        *("engaged", "staying", "helping", "passed_over", "plan_made", "discharged"),
        *("outcomes_drawn", "liked"),
        *("due", "due_number", "booked_reviews", "stale", "next_held"),
    ],
    "course": [
        *("state", "activity", "episode", "since", "until", "joined", "own", "completes", "passed_by"),
        *("before", "after"),
    ],
    "review": ["state", "episode", "care_episode", "broken_off"],
    "use": ["candidate"],
    "desk": ["row", "filled", "load", "first", "free_from", "full", "room", "starts", "spell", "away", "why", "back"],
    "queued": ["people"],
    "line": ["row", "free", "helpers", "first", "last"],
    "slots": ["free_from"],
    "care": ["holds", "kept_until", "waits", "why", "until", "place", "queue_class"],
}
REAL = {
    "person": [
        *("hidden", "odds", "attends_meeting", "attends_session", "relapse_ratio", "suits_ratio", "threshold"),
        "anyway",
    ],
    "use": ["minute", "luck"],
    "desk": ["luck"],
}
ROWS = {
    table: Row((*((name, "q") for name in whole), *((name, "d") for name in REAL.get(table, []))))
    for table, whole in WHOLE.items()
}
FLOATS = ("outcome", "liking")  # of the tables of plain numbers
LOG_COLUMNS = 5


def _table(name: str) -> Part:
    if name in ROWS:
        return Table(ROWS[name])
    return Numbers("d" if name in FLOATS else "q", 2 if name == "log" else 1)


def _flat(kind: Any) -> Group:
    """A named tuple of plain numbers: whole numbers where its type says so, else arrays of them."""
    hints = get_type_hints(kind).items()
    return Group(kind, tuple((name, Number("q") if hint is int else Numbers("q")) for name, hint in hints))


RUN = Group(
    Run, tuple((name, Pairs(ROUNDS) if hint == Key else _table(name)) for name, hint in get_type_hints(Run).items())
)
COUNTING = Group(
    Counting,
    (
        ("frame", _flat(Frame)),
        ("out", _flat(Tally)),
        ("work", _flat(Work)),
        ("at_first", _flat(Work)),
        ("flat", Numbers("q")),
        ("sums", _flat(Sums)),
        ("added", Numbers("q")),
        ("kept", Numbers("q", 2)),
    ),
)
JOB = Group(
    Job,
    (
        ("p", Group(Inputs, tuple(_inputs()))),
        ("w", RUN),
        ("blank", _flat(Blank)),
        ("layer_number", Numbers("q")),
        ("layer_minute", Numbers("d")),
        ("counting", COUNTING),
        ("first", Number("q")),
        ("many", Number("q")),
        ("outcome", Numbers("q")),
    ),
)
