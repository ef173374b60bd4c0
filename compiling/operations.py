"""Is every operation that the kernel leans on exact, wherever it is compiled? Each of them, on many numbers at once.

Compiled by what compiles the kernel and run on what it runs on; tests/kernel compares with Python, which runs the same
lines as they stand. What they leave out never happens in a run: a logarithm or root of less than 0, a length of time
that 64 bits do not hold (`units.LONGEST`), a count of 0 that something is divided by, a shift by more bits than there
are.
"""

from math import floor, frexp, ldexp, sqrt
from typing import Any, NamedTuple

from compiling.door import reader_of
from sim.kernel.layouts import Group, Numbers
from sim.luck import exp, log, normal

WHOLE = float(1 << 63)  # from here on a float does not fit


class Floats(NamedTuple):
    """What comes out as a float."""

    mantissa: Any
    scaled: Any
    root: Any
    plus: Any
    minus: Any
    times: Any
    over: Any
    least: Any
    most: Any
    opposite: Any
    as_float: Any
    logarithm: Any
    exponential: Any
    quantile: Any


class Numerals(NamedTuple):
    """What comes out as a whole number."""

    exponent: Any
    rounded_down: Any
    cut_short: Any
    below: Any
    at_most: Any
    equal: Any
    plus: Any
    minus: Any
    times: Any
    over: Any
    left_over: Any
    up: Any
    down: Any
    both: Any
    either: Any
    one: Any
    turned: Any
    least: Any
    most: Any
    opposite: Any
    under: Any
    same: Any


class Trial(NamedTuple):
    """What the operations are tried on, and what comes out."""

    a: Any
    b: Any
    i: Any
    j: Any
    floats: Floats
    numerals: Numerals


TRIAL = Group(
    Trial,
    (
        *((name, Numbers("d")) for name in "ab"),
        *((name, Numbers("q")) for name in "ij"),
        ("floats", Group(Floats, tuple((name, Numbers("d")) for name in Floats._fields))),
        ("numerals", Group(Numerals, tuple((name, Numbers("q")) for name in Numerals._fields))),
    ),
)


def try_all(t: Trial) -> None:
    """Try every operation on all of it."""
    for n in range(len(t.a)):
        a, b, i, j = t.a[n], t.b[n], t.i[n], t.j[n]
        try_floats(t.floats, n, a, b, i)
        try_parts(t.numerals, n, a, b)
        try_numerals(t.numerals, n, i, j)


def try_floats(to: Floats, n: int, a: float, b: float, i: int) -> None:
    """What gives a float."""
    to.mantissa[n], _ = frexp(a)
    to.scaled[n] = ldexp(a, i % 4400 - 2200)
    to.plus[n], to.minus[n], to.times[n] = a + b, a - b, a * b
    if b != 0.0:
        to.over[n] = a / b
    to.least[n], to.most[n] = min(a, b), max(a, b)
    to.opposite[n], to.as_float[n] = -a, float(i)
    if a >= 0.0:
        to.root[n] = sqrt(a)
    if 0.0 < a < 2.0 * WHOLE * WHOLE:
        to.logarithm[n] = log(a)
    if 0.0 < a < 1.0:
        to.quantile[n] = normal(a)
    to.exponential[n] = exp(a)


def try_parts(to: Numerals, n: int, a: float, b: float) -> None:
    """What makes a whole number of floats."""
    _, to.exponent[n] = frexp(a)
    if -WHOLE < a < WHOLE:
        to.rounded_down[n], to.cut_short[n] = floor(a), int(a)
    to.below[n], to.at_most[n], to.equal[n] = int(a < b), int(a <= b), int(a == b)


def try_numerals(to: Numerals, n: int, i: int, j: int) -> None:
    """What makes whole numbers of whole numbers."""
    to.plus[n], to.minus[n], to.times[n], to.opposite[n] = i + j, i - j, i * j, -i
    if j > 0:
        to.over[n], to.left_over[n] = i // j, i % j
    to.up[n], to.down[n] = i << (j & 63), i >> (j & 63)
    to.both[n], to.either[n], to.one[n], to.turned[n] = i & j, i | j, i ^ j, ~i
    to.least[n], to.most[n], to.under[n], to.same[n] = min(i, j), max(i, j), int(i < j), int(i == j)


trial_at = reader_of(TRIAL)


def through(block: int) -> None:
    """The door, to be compiled."""
    try_all(trial_at(block))
