"""Every operation that the kernel leans on gives what Python gives, bit for bit, wherever it is compiled.

On a million random bit patterns, and on all pairs of what is special: zeros, subnormals, infinities, no numbers, the
ends of ranges. And the comparison is sharp: helpers with a mistake in them, and fast arithmetic, are caught.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from hashlib import shake_256
from itertools import cycle, product
from math import copysign, inf, ldexp, nan
from operator import attrgetter, ne
from struct import pack, unpack

import pytest
import wasmtime

from compiling import operations, rooms, wasm
from compiling.native import Native
from compiling.operations import Floats, Numerals, Trial
from tests.v8 import V8

CHUNK = 1 << 16
CHUNKS = 16  # 1,048,576 of each, and the special ones
SPECIAL = (
    *(0.0, -0.0, inf, -inf, nan, 5e-324, -5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308),
    *(1.7976931348623157e308, -1.7976931348623157e308, 0.5, 0.49999999999999994, 1.0, -1.0, 0.9999999999999999),
    *(1.5, -1.5, 2.5, 4503599627370495.5, 9007199254740993.0, 9223372036854774784.0, -9223372036854774784.0),
    *(700.0, -700.0, 745.2, -745.2, 0.02425, 0.024250000000000004, 0.7071067811865476, 1e-300, 1e300),
)
ENDS = (0, 1, -1, 2, 62, 63, 64, 4399, (1 << 31) - 1, 1 << 32, (1 << 53) + 1, (1 << 63) - 1, -1 << 63)
FLOATS = [f"floats.{name}" for name in Floats._fields]
NAMES = [*FLOATS, *(f"numerals.{name}" for name in Numerals._fields)]
OUTCOMES = attrgetter(*NAMES)
HELPERS = wasm.HELPERS.read_text()


class Wasm:
    """A module under wasmtime."""

    origin = 0

    def __init__(self, content: bytes) -> None:
        self.store = wasmtime.Store()
        instance = wasmtime.Instance(self.store, wasmtime.Module(self.store.engine, content), [])
        self.exports = instance.exports(self.store)
        self.begins = -(-self.exports["__heap_base"].value(self.store) // 16) * 16

    def room(self, size: int, zeros: int) -> memoryview:
        memory = self.exports["memory"]
        if self.begins + size > memory.data_len(self.store):
            memory.grow(self.store, -(-size // (1 << 16)))
        view = memoryview(memory.get_buffer_ptr(self.store)).cast("B")
        view[self.begins : self.begins + zeros] = bytes(zeros)
        return view

    def run(self, block: int) -> None:
        self.exports[wasm.DOOR](self.store, block)


def given() -> Iterator[list[list]]:
    """Chunk by chunk, what is tried: a and b, i and j."""
    pairs = [(*ab, *ij) for ab, ij in zip(product(SPECIAL, SPECIAL), cycle(product(ENDS, ENDS)), strict=False)]
    pairs += [(1.0, -1.0, *ij) for ij in product(ENDS, ENDS)]
    pairs += [(a, 1.0, i, 1) for a, i in product(SPECIAL, range(0, 4400, 7))]
    yield [list(column) for column in zip(*pairs, strict=True)]
    for n in range(CHUNKS):
        a, b, i, j = (
            list(array(kind, shake_256(f"{name} {n}".encode()).digest(8 * CHUNK)))
            for name, kind in zip("abij", "ddqq", strict=True)
        )
        for row in range(0, CHUNK, 2):  # any bits at all; every other of a size that chances and minutes have
            a[row], b[row] = (abs(x >> 11) * 2.0 ** -(x & 63) for x in (i[row], j[row]))
            i[row] >>= j[row] & 63
        yield [a, b, i, j]


def python_gives(numbers: list[list]) -> Trial:
    many = len(numbers[0])
    trial = Trial(*numbers, Floats(*([0.0] * many for _ in FLOATS)), Numerals(*([0] * many for _ in Numerals._fields)))
    operations.try_all(trial)
    return trial


def gives(machine, numbers: list[list]) -> list[array]:
    """The same by a machine's door: the block, what is given, then what comes out."""
    many, parts = len(numbers[0]), len(numbers) + len(NAMES)
    places = [machine.begins + 16 * parts + 8 * many * n for n in range(parts)]
    memory = machine.room(16 * parts + 8 * many * parts, 16 * parts + 8 * many * parts)
    block = [word for place in places for word in (machine.origin + place, many)]
    memory[machine.begins : machine.begins + 16 * parts] = pack(f"<{2 * parts}q", *block)
    for place, kind, column in zip(places, "ddqq", numbers, strict=False):
        memory[place : place + 8 * many] = array(kind, column).tobytes()
    machine.run(machine.begins)
    kinds = ["d" if name in FLOATS else "q" for name in NAMES]
    return [
        array(kind, memory[place : place + 8 * many].tobytes())
        for place, kind in zip(places[len(numbers) :], kinds, strict=True)
    ]


def bits(name: str, numbers) -> bytes:
    """All of them: whole numbers as 64 bits hold them; of what is no number, nothing asks for the bits."""
    if name in FLOATS:
        return array("d", [x if x == x else nan for x in numbers]).tobytes()
    return array("Q", [x & (1 << 64) - 1 for x in numbers]).tobytes()


def differences(*machines, chunks: int = 1 + CHUNKS) -> list[Counter[str]]:
    """By machine and operation: how often something else comes out than in Python."""
    found = [Counter() for _ in machines]
    for _, numbers in zip(range(chunks), given(), strict=False):
        expected = {
            name: bits(name, outcome) for name, outcome in zip(NAMES, OUTCOMES(python_gives(numbers)), strict=True)
        }
        for machine, wrong in zip(machines, found, strict=True):
            for name, outcome in zip(NAMES, gives(machine, numbers), strict=True):
                got = bits(name, outcome)
                if got != expected[name]:
                    words = f"{len(got) // 8}Q"
                    wrong[name] += sum(map(ne, unpack(words, got), unpack(words, expected[name])))
    return found


@pytest.fixture(autouse=True)
def _infinite(monkeypatch):
    """Python refuses what becomes infinite; machines say so."""

    def scaled(x, e):
        try:
            return ldexp(x, e)
        except OverflowError:
            return copysign(inf, x)

    monkeypatch.setattr(operations, "ldexp", scaled)


@pytest.fixture(scope="module")
def text():
    return wasm.text_of("compiling.operations:through")


@pytest.fixture(scope="module")
def native():
    return Native(rooms.compiled(operations.through))


def test_every_operation_is_exact_on_every_machine(text, native, tmp_path):
    content = wasm.linked(wasm.object_of(*text))
    file = tmp_path / "operations.wasm"
    file.write_bytes(content)
    machines = (Wasm(content), V8(file), native)
    assert differences(*machines) == [{}, {}, {}]


def spoiled(old: str, new: str, text: str = HELPERS) -> str:
    assert old in text
    return text.replace(old, new)


MISTAKES = {
    "frexp forgets subnormals": (spoiled("i64 %magnitude, 4503599627370496", "i64 %magnitude, 0"), {"floats.mantissa"}),
    "frexp takes zero for a number": (
        spoiled("or i1 %is_zero, %is_endless", "or i1 %is_endless, %is_endless"),
        {"numerals.exponent"},
    ),
    "frexp takes infinity for a number": (
        spoiled("or i1 %is_zero, %is_endless", "or i1 %is_zero, %is_zero"),
        {"floats.mantissa"},
    ),
    "ldexp rounds twice": (
        spoiled("0x0360000000000000 ; 2**-969", "0x0010000000000000 ; 2**-1022").replace("i32 %e, 969", "i32 %e, 1022"),
        {"floats.scaled"},
    ),
    "ldexp steps up once": (
        spoiled(
            "%up_2 = call { double, i32 } @step_up(double %x_1, i32 %e_1)",
            "%up_2 = call { double, i32 } @step_up(double %x_1, i32 0)",
        ),
        {"floats.scaled"},
    ),
    "a root a bit off": (
        spoiled("ret double %root", "%more = fmul double %root, 0x3FF0000000000001\n  ret double %more"),
        {"floats.root"},
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_helper_with_a_mistake_is_caught(text, mistake):
    helpers, names = MISTAKES[mistake]
    (found,) = differences(Wasm(wasm.linked(wasm.object_of(*text, helpers))), chunks=2)
    assert names <= set(found)


def test_fast_arithmetic_is_caught(text):
    """As a compiler would do for which a little off does not matter."""
    written, name = text
    fast = re.sub(r" (fadd|fsub|fmul|fdiv) double", r" \1 fast double", written)
    assert fast != written
    (found,) = differences(Wasm(wasm.linked(wasm.object_of(fast, name))), chunks=2)
    assert {"floats.logarithm", "floats.exponential", "floats.quantile"} & set(found)
