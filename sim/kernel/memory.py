"""How is a job laid out in a machine's memory? Part by part, in the order that `layouts` gives.

What is to lie there is collected first, so that its size is known before a byte is written: then the machine is asked
for the room, and everything is written at once. Invariant: what is only reserved is zeros.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from struct import Struct
from typing import Any, NamedTuple

from sim.kernel.layouts import JOB, WORD, Group, Number, Numbers, Pairs, Part, Record, Row, Table, words_in_block
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


class Plan:
    """What is to lie where, one thing after another from the first free byte of a machine's memory."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.begins = self.ends = machine.begins
        self.block = self.reserve(words_in_block(JOB))
        self.written: list[tuple[int, bytes]] = []

    def reserve(self, rows: int, columns: int = 1) -> Place:
        """Room for an array of zeros."""
        place = Place(self.ends, rows, columns)
        self.ends += WORD * rows * columns
        return place

    def store(self, kinds: str, numbers: Sequence[Any]) -> Place:
        """An array, and what is in it: rows of words of these kinds, one after another."""
        place = self.reserve(len(numbers) // len(kinds), len(kinds))
        packed = array(kinds, numbers).tobytes() if len(kinds) == 1 else _packer(kinds * place.rows).pack(*numbers)
        self.written.append((place.begins, packed))
        return place

    def carry_out(self, job: Any) -> None:
        """Lay everything out, the job last: a value, or a place, for each of its parts."""
        words = list(self._words(JOB, job))
        kinds, numbers = "".join(kind for kind, _ in words), [number for _, number in words]
        memory = self.machine.room(self.ends - self.begins)
        for begins, content in self.written:
            memory[begins : begins + len(content)] = content
        memory[self.block.begins : self.block.begins + WORD * len(words)] = _packer(kinds).pack(*numbers)

    def _words(self, part: Part, value: Any) -> Iterator[tuple[str, Any]]:
        """What stands of a part in the block: the kind of each word, and the word."""
        match part:
            case Group():
                for (_, of), one in zip(part.parts, value, strict=True):
                    yield from self._words(of, one)
            case Number():
                yield part.kind, value
            case Pairs():
                yield from (("q", number) for number in chain(*value))
            case Record():
                yield from self._address(self.store(part.row.kinds, _flat(value)))
            case Table():
                place = value if isinstance(value, Place) else self._stored(part.row, value)
                yield from self._address(place)
                yield "q", place.rows
            case Numbers():
                place = value if isinstance(value, Place) else self.store(part.kind, list(value))
                yield from self._address(place)
                yield "q", place.rows
                if part.dimensions > 1:
                    yield "q", place.columns

    def _stored(self, row: Row, records: Sequence[Any]) -> Place:
        return self.store(row.kinds, list(chain.from_iterable(map(_flat, records))))

    def _address(self, place: Place) -> Iterator[tuple[str, int]]:
        yield "q", self.machine.origin + place.begins


@lru_cache
def _packer(kinds: str) -> Struct:
    return Struct(f"<{kinds}")


def _flat(record: Any) -> tuple[Any, ...]:
    """Named tuples within named tuples, as one row of numbers."""
    if any(isinstance(item, tuple) for item in record):
        return tuple(chain.from_iterable(_flat(item) if isinstance(item, tuple) else (item,) for item in record))
    return tuple(record)
