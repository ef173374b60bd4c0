"""The kernel's file is the same bytes wherever and whenever it is made; what is made wrong is noticed.

A minute each: this is where the kernel is compiled.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from compiling import making, wasm
from sim import pathway
from sim.inputs import World, inputs_of
from sim.kernel import fast, machine
from sim.loading import load
from sim.luck import study_key
from tests.kernel.test_exact import Wasm

FOLDERS = ("sim", "compiling", "requirements", "scenarios")


def copied(to: Path) -> Path:
    """All that the file is made from, in another folder."""
    for name in FOLDERS:
        shutil.copytree(wasm.ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def made_in(folder: Path, code: str) -> bytes:
    """What Python's code there writes, in a process with a hash seed of its own."""
    environment = os.environ | {
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(folder),
        "NUMBA_OPT": "2",
        "TZ": "Asia/Tokyo",
    }
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, stdout=subprocess.PIPE, check=True
    ).stdout


def test_made_again_elsewhere_it_is_the_same_bytes(tmp_path):
    """In another folder, with another hash seed and other settings of the compiler: as another machine would."""
    folder = copied(tmp_path / "a folder with spaces")
    again = made_in(folder, "import sys; from compiling.making import make; sys.stdout.buffer.write(make())")
    assert again == machine.FILE.read_bytes(), "make kernel"
    assert not making.stale(again)


def test_a_word_of_the_block_in_another_place_is_noticed(tmp_path, monkeypatch):
    """The horizon where the cap on events is looked for, and the other way about."""
    folder = copied(tmp_path)
    layouts = folder / "sim" / "kernel" / "layouts.py"
    text = layouts.read_text()
    right = "    for name, hint in get_type_hints(Inputs).items():"
    wrong = right.replace(
        "get_type_hints(Inputs).items()", "sorted(get_type_hints(Inputs).items(), key=lambda of: of[0] == 'horizon')"
    )
    assert right in text
    layouts.write_text(text.replace(right, wrong))
    content = made_in(folder, "import sys; from compiling import wasm; sys.stdout.buffer.write(wasm.module())")
    inputs, key = inputs_of(load("rotherham_mental_health_pilot").scenario, World.PROGRAMME), study_key(1)

    def log(module: bytes):
        try:
            return fast.Tables(inputs, Engine(module)).log(key, 0)
        except Exception as trap:  # noqa: BLE001 -- out of bounds, most likely
            return repr(trap)

    assert log(machine.FILE.read_bytes()) == pathway.events(inputs, key, 0)
    assert log(content) != pathway.events(inputs, key, 0)


class Engine(Wasm):
    """A module under wasmtime, unchecked, as the machine of an engine."""

    def room(self, size: int, zeros: int) -> memoryview:
        memory = super().room(size, zeros)
        self.words = memory.cast("q")
        return memory
