"""How is a job laid out in a machine's memory? Part by part, in the order that `layouts` gives.

What is to lie there is collected first, so that its size is known before a byte is written: then the machine is asked
for the room, and everything is written at once. Invariant: what is reserved is zeros, or is said to need none.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from struct import Struct
from typing import Any, NamedTuple, TypeAlias

from sim.kernel.batches import Job
from sim.kernel.layouts import JOB, WORD, Group, Leaf, Number, Numbers, Pairs, Part, Record, Row, Table, words_in_block
from sim.kernel.machine import Machine


class Place(NamedTuple):
    """Where an array lies: from which byte of the memory, and how many rows of how many words it has."""

    begins: int
    rows: int
    columns: int = 1

    @property
    def words(self) -> slice:
        """Its words among those of the whole memory."""
        first = self.begins // WORD
        return slice(first, first + self.rows * self.columns)

    def row(self, n: int) -> slice:
        """The words of one row."""
        first = self.begins // WORD + n * self.columns
        return slice(first, first + self.columns)

    def part(self, first: int, many: int) -> "Place":
        """Some of its words, as plain numbers."""
        return Place(self.begins + WORD * first, many)

    @property
    def plain(self) -> "Place":
        """All its words, as plain numbers."""
        return Place(self.begins, self.rows * self.columns)


def _leaves(part: Part, name: str = "") -> Iterator[tuple[str, Leaf]]:
    """What stands in the block, in order: where it is in a job, and what it is."""
    if isinstance(part, Group):
        for inner, of in part.parts:
            yield from _leaves(of, f"{name}.{inner}" if name else inner)
    else:
        yield name, part


def _kinds(part: Leaf) -> str:
    """The kinds of the words of a leaf in the block."""
    return part.kind if isinstance(part, Number) else "q" * words_in_block(part)


NAMES, LEAVES = zip(*_leaves(JOB), strict=True)
VALUES = attrgetter(*NAMES)
BLOCK = Struct("<" + "".join(map(_kinds, LEAVES)))


Elsewhere: TypeAlias = Record | Table | Numbers  # of which the block holds no more than where it is


class Plan:
    """What is to lie where, one thing after another from the first free byte of a machine's memory."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.ends = machine.begins
        self.block = self.reserve(BLOCK.size // WORD)
        self.written: list[tuple[int, bytes]] = []

    def reserve(self, rows: int, columns: int = 1) -> Place:
        """Room for an array of zeros."""
        place = Place(self.ends, rows, columns)
        self.ends += WORD * rows * columns
        return place

    def store(self, kinds: str, numbers: Sequence[Any]) -> Place:
        """An array, and what is in it: rows of words of these kinds, one after another."""
        place = self.reserve(len(numbers) // len(kinds), len(kinds))
        self.written.append((place.begins, packed(kinds, numbers)))
        return place

    def put(self, group: Group, parts: Any) -> Any:
        """The same of each part of a group that does not stand in the block itself: a group of places."""
        placed = [
            self.store(*numbers_of(part, value)) if isinstance(part, Elsewhere) else value
            for (_, part), value in zip(group.parts, parts, strict=True)
        ]
        return group.of(*placed)

    def carry_out(self, job: Job, *, zeros_until: int) -> None:
        """Lay everything out, the job last: a value, or a place, for each of its parts. From the byte `zeros_until` on
        nothing need be zero that is only reserved."""
        words = list(chain.from_iterable(map(self._words, LEAVES, VALUES(job))))
        # What was stored meanwhile lies behind everything else, and is written whole.
        memory = self.machine.room(self.ends - self.machine.begins, zeros_until - self.machine.begins)
        for begins, content in self.written:
            memory[begins : begins + len(content)] = content
        BLOCK.pack_into(memory, self.block.begins, *words)

    def _words(self, leaf: Leaf, value: Any) -> Iterable[Any]:
        """What stands of a part in the block."""
        match leaf:
            case Number():
                return (value,)
            case Pairs():
                return chain(*value)
            case Record():
                return (self.machine.origin + self._placed(leaf, value).begins,)
            case Table():
                place = self._placed(leaf, value)
                return self.machine.origin + place.begins, place.rows
            case Numbers(_, dimensions):
                place = self._placed(leaf, value)
                return self.machine.origin + place.begins, *place[1 : 1 + dimensions]

    def _placed(self, leaf: Elsewhere, value: Any) -> Place:
        return value if isinstance(value, Place) else self.store(*numbers_of(leaf, value))


def numbers_of(part: Elsewhere, value: Any) -> tuple[str, Sequence[Any]]:
    """What stands in a record, a table or an array: the kinds of a row's words, and all numbers."""
    match part:
        case Record(row):
            return row.kinds, _flat(row, value)
        case Table(row):
            return row.kinds, [number for record in value for number in _flat(row, record)]
        case Numbers(kind):
            return kind, value


def packed(kinds: str, numbers: Sequence[Any]) -> bytes:
    """Rows of words of these kinds, as they lie in memory."""
    if len(kinds) == 1:
        return array(kinds, numbers).tobytes()
    return _packer(kinds * (len(numbers) // len(kinds))).pack(*numbers)


@lru_cache
def _packer(kinds: str) -> Struct:
    return Struct(f"<{kinds}")


def _flat(row: Row, record: tuple[Any, ...]) -> tuple[Any, ...]:
    """A named tuple with others within, as one row of numbers."""
    if not row.is_nested:
        return record
    return tuple(chain.from_iterable(item if isinstance(item, tuple) else (item,) for item in record))
