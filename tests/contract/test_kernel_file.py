"""The kernel's file is of the sources beside it, asks for nothing and holds nothing that it need not.

That it is the same bytes however it is made, `make kernel-checks` says: here nothing needs a compiler. That a damaged
one is refused: tests/behaviour/test_engine_choice.py.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import wasmtime

from compiling.making import LOCK, TOOLS, stale
from compiling.wasm import DOOR, MOST_MEMORY, STACK
from sim.frames import Shape
from sim.inputs import World, inputs_of
from sim.kernel import fast, machine
from sim.loading import bundled, load
from sim.luck import study_key

CONTENT = machine.FILE.read_bytes()
ROOT = Path(__file__).parents[2]


# ---------------------------------------------------------------- what it was made from


def test_nothing_that_it_is_made_from_has_changed_since():
    assert not stale(CONTENT), "make kernel"


def test_it_says_which_versions_made_it():
    made, lock = machine.built_from(CONTENT), LOCK.read_text()
    assert all(f"\n{tool}=={made[tool]} " in f"\n{lock}" for tool in TOOLS)
    assert made["python"] == "3.11"


@pytest.mark.parametrize("name", ["sources", "compiling", "requirements"])
def test_a_change_of_anything_that_it_is_made_from_is_noticed(name):
    made = machine.built_from(CONTENT)
    module = CONTENT[: CONTENT.rindex(machine.SECTION) - len(made)]  # whatever stands before: it is not run
    assert stale(machine.signed(module, made | {name: "0" * 64})) == [name]


def test_a_change_of_a_source_makes_the_file_one_of_other_sources(tmp_path):
    for source in machine.SOURCES:
        copied = tmp_path / source
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes((ROOT / "sim" / source).read_bytes())
    hashed = [machine.hash_of((name, tmp_path / name) for name in machine.SOURCES)]
    for source in machine.SOURCES:
        copied = tmp_path / source
        copied.write_bytes(copied.read_bytes() + b"# a change\n")
        hashed.append(machine.hash_of((name, tmp_path / name) for name in machine.SOURCES))
    assert hashed[0] == machine.built_from(CONTENT)["sources"]
    assert all(one != other for one, other in pairwise(hashed))
    windows = [(name, tmp_path / name) for name in machine.SOURCES]
    for _, path in windows:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert machine.hash_of(windows) == hashed[-1]  # however its lines end


def test_neither_numba_nor_a_linker_is_installed_with_the_program_or_its_tests():
    for lock in ("run", "build", "test"):
        pins = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        assert "==" in pins
        assert not re.search(r"^(numba|llvmlite|ziglang)==", pins, re.MULTILINE), lock


# ---------------------------------------------------------------- what is in it


def test_it_asks_for_nothing_and_offers_a_door_and_its_memory():
    module = wasmtime.Module(wasmtime.Engine(), CONTENT)
    assert not module.imports
    offered = {export.name: export.type for export in module.exports}
    assert set(offered) == {"memory", DOOR, "__heap_base"}
    assert [str(kind) for kind in offered[DOOR].params] == ["i32"]
    assert not offered[DOOR].results
    assert offered["memory"].limits.max * machine.PAGE == MOST_MEMORY


def sections(content: bytes) -> list[int]:
    """The kind of each section, in order."""
    kinds, at = [], 8
    while at < len(content):
        kinds.append(content[at])
        at, size, shift = at + 1, 0, 0
        while True:
            byte = content[at]
            size, shift, at = size | (byte & 0x7F) << shift, shift + 7, at + 1
            if byte < 0x80:
                break
        at += size
    assert at == len(content)
    return kinds


def test_no_names_and_no_paths_are_left_in_it():
    """Only its last section is one of those that are not WebAssembly's own: ours."""
    assert [n for n, kind in enumerate(sections(CONTENT)) if kind == 0] == [len(sections(CONTENT)) - 1]
    assert not re.search(rb"/(home|tmp|root|usr|work)/|\.py", CONTENT)


# ---------------------------------------------------------------- its stack


def test_an_eighth_of_its_stack_is_enough_for_anything_that_is_shipped():
    """What is left of a pattern says how deep the stack was."""
    deepest = 0
    for name in list(bundled())[::7]:
        scenario = load(name).scenario
        tables = fast.Tables(inputs_of(scenario, World.PROGRAMME), machine.Wasmtime())
        memory = tables.machine.room(0, 0)
        memory[:STACK] = b"\xa5" * STACK
        list(tables.kept(fast.Counter(Shape(scenario)), study_key(1), range(1)))
        memory = tables.machine.words.cast("B")
        deepest = max(deepest, next(STACK - n for n in range(STACK) if memory[n] != 0xA5))
    print(f"{deepest} bytes of the stack are used, of {STACK}")
    assert 0 < deepest <= STACK // 8
