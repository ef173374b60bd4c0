"""The kernel compiled by Numba for this processor, on the memory that the file would have: one more witness.

Another back end, other optimisations, addresses of 64 bits; the same block and the same door. `Checked` looks at every
index before it is used, below 0 too. Linux only, as is all that makes the file.
"""

from ctypes import addressof, c_char
from functools import cache
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any

from compiling import rooms, views
from compiling.door import through
from sim.errors import DoesNotFit
from sim.kernel.machine import GIGABYTE


class Native:
    """A machine that runs the rooms as they are compiled for this processor."""

    begins = 0
    checks = False

    def __init__(self, door: Any = None) -> None:
        self._door = door or _compiled(checks=self.checks)
        memory = mmap(-1, GIGABYTE, MAP_PRIVATE | MAP_ANONYMOUS)  # had only where something is written
        self.origin = addressof(c_char.from_buffer(memory))
        self._bytes = memoryview(memory)
        self.words = self._bytes.cast("q")

    def room(self, size: int, zeros: int) -> memoryview:
        """The whole memory, of which so many bytes are zeros."""
        if size > GIGABYTE:
            raise DoesNotFit("more memory than this machine reserves")
        self._bytes[:zeros] = bytes(zeros)
        return self._bytes

    def run(self, block: int) -> None:
        """Work through the job whose block begins at this byte."""
        self._door(self.origin + block)


class Checked(Native):
    """The same, where an index outside its rows is an IndexError."""

    checks = True


@cache
def _compiled(*, checks: bool) -> Any:
    """The door. What lies behind it is compiled once a process, so a process has one kind of machine or the other."""
    if _compiled.cache_info().currsize:
        raise RuntimeError("the kernel is compiled already, and not so")
    views.CHECKED = checks
    return rooms.compiled(through)
