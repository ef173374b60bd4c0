"""On what does the compiled kernel run? `kernel.wasm`, one file for every machine, under wasmtime; in a browser, on the
WebAssembly that the page has (`in_browser`).

The file is whole or refused, and never run unless it was built from the sources beside it (`make kernel`). Its last
section holds what it was built from, and its last bytes a checksum of all that stand before them. The file is compiled
for this processor once a process, in a fraction of a second, and nothing is kept of that: there is nothing on the disk
to be cold, damaged or out of date. Each thread has a machine of its own.
"""

import atexit
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from weakref import WeakSet

from sim.errors import DoesNotFit, KernelRefused

HOME = Path(__file__).parent
FILE = HOME / "kernel.wasm"
PAGE = 1 << 16
MOST_PAGES = (1 << 16) - 1  # addresses have 32 bits, and none of them may lie behind the end
GIGABYTE = 1 << 30
WASM = b"\0asm\1\0\0\0"
SECTION = b"spsim kernel"
CHECKSUM = 32  # bytes
OTHERWISE = "Install spsim again, or use the readable engine (--engine simpy): the same answer, but slower."

# Every file whose code is compiled, or whose constants are compiled in, by its place in sim/.
NOT_COMPILED = ("__init__.py", "fast.py", "in_browser.py", "machine.py", "memory.py")
ROOMS = tuple(sorted(f"kernel/{path.name}" for path in HOME.glob("*.py") if path.name not in NOT_COMPILED))
SOURCES = ("events.py", "inputs/tables.py", *ROOMS, "luck.py", "measures.py", "rules.py", "stays.py", "units.py")

_loading = Lock()
_open: "WeakSet[Wasmtime]" = WeakSet()  # machines that may still run something


class Machine(Protocol):
    """What runs the kernel: a memory of its own, and the kernel's one door."""

    begins: int  # the first byte that is free to use, a whole number of words
    origin: int  # what is added to a byte's place in the memory to make an address that the kernel knows

    def room(self, size: int, zeros: int) -> memoryview:
        """The whole memory, byte by byte: of `size` bytes from `begins` on, the first so many are zeros. Good until
        more room is asked for."""

    @property
    def words(self) -> memoryview:
        """The same as whole numbers of eight bytes."""

    def run(self, block: int) -> None:
        """Let the kernel work through the job whose block begins at this byte."""


def a_machine() -> Machine:
    """A new one, of the kind that there is here."""
    if sys.platform == "emscripten":
        from sim.kernel.in_browser import InBrowser

        return InBrowser()
    return Wasmtime()


class Wasmtime:
    """The kernel's file under wasmtime: an instance of it, for one thread."""

    origin = 0

    def __init__(self) -> None:
        engine, module = _compiled()
        import wasmtime

        self._store = wasmtime.Store(engine)
        _open.add(self)
        exports: Any = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory, self._door = exports["memory"], exports["work_through"]
        self.begins = -(-exports["__heap_base"].value(self._store) // 16) * 16
        self._used = self.begins  # up to which byte it may hold something else than zeros
        self._view()

    def _view(self) -> None:
        buffer = self._memory.get_buffer_ptr(self._store)
        self._bytes = memoryview(buffer).cast("B")
        self.words = self._bytes.cast("q")

    def room(self, size: int, zeros: int) -> memoryview:
        """The whole memory; `size` bytes of it from `begins` on are to be used, the first so many of them zeros."""
        ends = self.begins + size
        if ends > len(self._bytes):
            self._grow(-(-ends // PAGE))
        unclean = max(0, min(self._used - self.begins, zeros))
        self._bytes[self.begins : self.begins + unclean] = bytes(unclean)
        self._used = max(self._used, ends)
        return self._bytes

    def _grow(self, pages: int) -> None:
        """Memory can grow, never shrink; an address has 32 bits."""
        import wasmtime

        if pages <= MOST_PAGES:
            with suppress(wasmtime.WasmtimeError):  # this machine has no more to give
                self._memory.grow(self._store, pages - len(self._bytes) // PAGE)
                self._view()
                return
        raise no_room_for(pages)

    def run(self, block: int) -> None:
        """Let the kernel work through the job whose block begins at this byte."""
        self._door(self._store, block)

    def close(self) -> None:
        """Give its memory back: it runs nothing more."""
        self._store.close()


def no_room_for(pages: int) -> DoesNotFit:
    """A memory of so many pages that there is no room for here."""
    return DoesNotFit(
        f"its tables would take {pages * PAGE / GIGABYTE:.1f} GB of memory, more than the compiled engine can have "
        f"here (4 GB at most); the readable one (--engine simpy) may hold more"
    )


def load() -> dict[str, str]:
    """Check the file and compile it for this processor. Returns what it was built from."""
    _compiled()
    return built_from(whole(FILE))


def _compiled() -> Any:
    """The file, compiled: once a process, whichever thread asks first."""
    with _loading:
        return _module()


@cache
def _module() -> Any:
    content = whole(FILE)
    try:
        import wasmtime
    except (ImportError, OSError) as error:
        raise KernelRefused(f"the compiled engine cannot be loaded: {error}. {OTHERWISE}") from None
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, content)


@atexit.register
def _close() -> None:
    """Before Python takes its modules apart: wasmtime would complain if it were asked later."""
    for machine in _open:
        machine.close()
    _module.cache_clear()


# ---------------------------------------------------------------- is it the right file?


def whole(file: Path) -> bytes:
    """The content of a kernel's file, if it is whole and built from the sources beside it."""
    content = undamaged(file)
    if built_from(content)["sources"] != sources_hash():
        raise KernelRefused(
            f"{file.name} was built from other sources than those beside it. {OTHERWISE} "
            f"After a change of the sources: make kernel."
        )
    return content


def undamaged(file: Path) -> bytes:
    """The content of a kernel's file, if it is whole, from whatever it was built."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KernelRefused(f"{file.name} cannot be read: {error.strerror}. {OTHERWISE}") from None
    if not content.startswith(WASM) or sha256(content[:-CHECKSUM]).digest() != content[-CHECKSUM:]:
        raise KernelRefused(
            f"{file.name} is damaged, or not ours: its checksum is not that of its content. {OTHERWISE}"
        )
    return content


def built_from(content: bytes) -> dict[str, str]:
    """What a kernel's file says of its making: hashes and versions by name."""
    begins = content.rindex(SECTION) + len(SECTION)
    made: dict[str, str] = json.loads(content[begins:-CHECKSUM])
    return made


def signed(module: bytes, made: dict[str, str]) -> bytes:
    """A WebAssembly module, with what it was built from and a checksum in a section of its own behind all others."""
    payload = bytes([len(SECTION)]) + SECTION + json.dumps(made, sort_keys=True).encode()
    content = module + b"\0" + _leb128(len(payload) + CHECKSUM) + payload
    return content + sha256(content).digest()


def _leb128(number: int) -> bytes:
    """A length as WebAssembly writes it: seven bits a byte, the lowest first."""
    if number < 1 << 7:
        return bytes([number])
    return bytes([number & 0x7F | 0x80]) + _leb128(number >> 7)


@cache
def sources_hash() -> str:
    """Of all that the kernel is compiled from."""
    return hash_of((name, HOME.parent / name) for name in SOURCES)


def hash_of(files: Iterable[tuple[str, Path]]) -> str:
    """Of some files, by name and content, however their lines end."""
    found = sha256()
    for name, path in files:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()
