"""On what does the compiled kernel run inside a browser? The same file, on the WebAssembly of the page itself.

Python is a WebAssembly program there (Pyodide), and the kernel another beside it in the same worker, each with a memory
of its own. Whatever is laid out goes over in one piece; after that only the words that are written or read do. The file
is checked like everywhere: whole, and built from the sources that lie beside it.
"""

from functools import cache
from typing import Any
from weakref import finalize

from sim.kernel.layouts import WORD
from sim.kernel.machine import FILE, PAGE, no_room_for, whole

HEAP = "__heap_base"


_free: list[Any] = []  # instances that no machine has any more


class InBrowser:
    """The kernel's file in this worker: an instance of it, with a memory that Python cannot see into.

    A browser gives a page room for some hundred instances and takes none back soon, so they are used again: whatever
    was in one, all that is laid out anew is sent over, zeros and all.
    """

    origin = 0

    def __init__(self) -> None:
        exports = _free.pop() if _free else _web_assembly().Instance.new(_module()).exports
        finalize(self, _free.append, exports)
        self._memory, self._door = exports.memory, exports.work_through
        self.begins = -(-getattr(exports, HEAP).value // 16) * 16
        self._laid_out: memoryview | None = None

    @property
    def words(self) -> Any:
        """The whole memory as whole numbers of eight bytes."""
        return Words(self)

    def room(self, size: int, zeros: int) -> memoryview:
        """The whole memory, all of it zeros: what is written there is sent over once something is run or read."""
        pages = -(-(self.begins + size) // PAGE)
        more = pages - self._memory.buffer.byteLength // PAGE
        if more > 0:
            self._grow(pages, more)
        self._laid_out = memoryview(bytearray(self.begins + size))
        return self._laid_out

    def _grow(self, pages: int, more: int) -> None:
        from pyodide.ffi import JsException

        try:
            self._memory.grow(more)
        except JsException:
            raise no_room_for(pages) from None

    def part(self, first: int, past: int) -> Any:
        """Some bytes of the kernel's memory, as JavaScript sees them."""
        self._send()
        return _bytes().new(self._memory.buffer, first, past - first)

    def _send(self) -> None:
        if self._laid_out is not None:
            sent, self._laid_out = self._laid_out[self.begins :], None
            _bytes().new(self._memory.buffer, self.begins, len(sent)).assign(sent)

    def run(self, block: int) -> None:
        """Let the kernel work through the job whose block begins at this byte."""
        self._send()
        self._door(block)


class Words:
    """The kernel's memory as whole numbers of eight bytes: a slice of them is copied when it is read or written."""

    def __init__(self, machine: InBrowser) -> None:
        self._machine = machine

    def __getitem__(self, which: slice) -> memoryview:
        """A copy of these words."""
        return self._machine.part(*_bytes_of(which)).to_py().cast("q")  # type: ignore[no-any-return]

    def __setitem__(self, which: slice, numbers: Any) -> None:
        """Write these words: so many numbers."""
        self._machine.part(*_bytes_of(which)).assign(memoryview(numbers).cast("B"))


def _bytes_of(words: slice) -> tuple[int, int]:
    return words.start * WORD, words.stop * WORD


@cache
def _module() -> Any:
    """The file, compiled: once a worker."""
    return _web_assembly().Module.new(_bytes().new(whole(FILE)))


def _web_assembly() -> Any:
    from js import WebAssembly

    return WebAssembly


def _bytes() -> Any:
    from js import Uint8Array

    return Uint8Array
