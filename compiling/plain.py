"""The kernel as plain Python, on the memory that the compiled one would have: slow, and every step can be looked into.

The same block, read by the same description of it; only the arrays are numpy's.
"""

from collections.abc import Iterator
from math import prod
from struct import pack, unpack
from typing import Any

import numpy as np

from sim.errors import DoesNotFit
from sim.kernel.batches import work_through
from sim.kernel.layouts import JOB, WORD, Group, Number, Numbers, Pairs, Part, Record, Row, Table
from sim.kernel.machine import GIGABYTE


class Plain:
    """A machine that runs the rooms as they stand."""

    begins = origin = 0

    def __init__(self) -> None:
        self.room(0, 0)

    def room(self, size: int, zeros: int) -> memoryview:
        """A new memory, of zeros all of it."""
        if size > GIGABYTE:
            raise DoesNotFit("more memory than plain Python could fill")
        self._bytes = memoryview(bytearray(size))
        self.words = self._bytes.cast("q")
        return self._bytes

    def run(self, block: int) -> None:
        """Work through the job whose block begins at this byte."""
        with np.errstate(over="ignore"):  # numpy would warn where the luck's products wrap
            work_through(self._read(JOB, iter(self.words[block // WORD :])))

    def _read(self, part: Part, words: Iterator[int]) -> Any:
        """A part of the job, from the words of the block that are next."""
        match part:
            case Group():
                return part.of(*[self._read(of, words) for _, of in part.parts])
            case Number():
                (number,) = unpack(part.kind, pack("q", next(words)))
                return number
            case Pairs():
                return tuple((next(words), next(words)) for _ in range(part.count))
            case Record():
                return self._records(part.row, next(words), 1)[0]
            case Table():
                return self._records(part.row, next(words), next(words))
            case Numbers():
                begins, shape = next(words), [next(words) for _ in range(part.dimensions)]
                return np.frombuffer(self._bytes, dtype(part.kind), prod(shape), begins).reshape(shape)

    def _records(self, row: Row, begins: int, rows: int) -> Any:
        return np.frombuffer(self._bytes, dtype(row), rows, begins).view(np.recarray)


def dtype(of: Row | str) -> np.dtype[Any]:
    """A row, or a single number, as numpy has it."""
    if isinstance(of, Row):
        return np.dtype([(name, dtype(kind)) for name, kind in of.fields])
    return np.dtype({"q": np.int64, "d": np.float64}[of])
