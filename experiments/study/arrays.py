"""What do `sim.luck`'s functions give for a whole array at once? The same numbers, bit for bit.

A plan has up to millions of numbers, and its hash must be the same on every machine. NumPy's own logarithm and
exponential differ between processors in the last place; what is used here (+ - * / sqrt, frexp and ldexp) does not.
Invariant: each function equals the one of the same name in `sim.luck`, called number by number.
"""

import numpy as np
from numpy.typing import NDArray

from experiments.ranges import NAME_BITS
from sim.luck import MASK_32, TRIANGULAR, UNIFORM, Key, Law, Purpose, Source, Who, name_number, pair

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def uniforms(of: str, key: Key, numbers: Ints, attempts: Ints | int = 0) -> tuple[Floats, Floats]:
    """Two uniforms of one thing that is drawn, by its name, in each draw; the first is that of `ranges.luck_of`.
    `numbers` (draw,): below 2**24."""
    name = name_number(of, NAME_BITS)
    draws = np.asarray(numbers, np.uint64)
    whose = np.full_like(draws, name & MASK_32)
    which = np.asarray(attempts, np.uint64) << np.uint64(32) | np.full_like(draws, name >> 32)
    who = Who(key, draws, Source.WAITING_LIST, whose)  # type: ignore[arg-type] # arrays work as numbers do
    first, second = pair(who, int(Purpose.INPUT), which)  # type: ignore[arg-type]
    return np.asarray(first), np.asarray(second)


def drawn(law: Law, u: Floats) -> Floats:
    """The value of a distribution at each u. Ranges are uniform or triangular: other laws have no array here."""
    a, b, c = law.a, law.b, law.c
    if law.kind == UNIFORM:
        return np.asarray(a + u * (b - a))
    assert law.kind == TRIANGULAR, "ranges are uniform or triangular"  # noqa: S101 - as `law_of` makes them
    below = a + np.sqrt(u * (c - a) * (b - a))
    above = c - np.sqrt((1.0 - u) * (c - a) * (c - b))
    return np.where(u * (c - a) < b - a, below, above)


def share_below(law: Law, values: Floats) -> Floats:
    """The share of draws that lie below each value: where a value of a range stands."""
    a, b, c = law.a, law.b, law.c
    if law.kind == UNIFORM:
        return np.clip((values - a) / (b - a), 0.0, 1.0)
    held = np.clip(values, a, c)
    below = (held - a) ** 2 / ((c - a) * (b - a)) if b > a else np.zeros_like(held)
    above = 1 - (c - held) ** 2 / ((c - a) * (c - b)) if c > b else np.ones_like(held)
    return np.where(held < b, below, above)


def which(u: Floats, many: int) -> Ints:
    """Which of so many, each as likely: floor(u x many), held to the last. Rounding instead would give the first and
    the last half the weight."""
    return np.minimum((u * many).astype(np.int64), many - 1)


# ---------------------------------------------------------------- logarithm, exponential, normal


def log(x: Floats) -> Floats:
    """Natural logarithm, as `sim.luck.log`."""
    m, e = np.frexp(x)
    less = (m < 0.7071067811865476).astype(np.int64)
    f = m * (1 + less).astype(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    k = (e - less).astype(np.float64)
    return np.asarray(
        k * 6.93147180369123816490e-01 - ((half - (s * (half + even + odd) + k * 1.90821492927058770002e-10)) - f)
    )


def exp(x: Floats) -> Floats:
    """Exponential, as `sim.luck.exp`: held to 10**±304."""
    x = np.clip(x, -700.0, 700.0)
    k = np.floor(x * 1.4426950408889634 + 0.5)
    high = x - k * 6.93147180369123816490e-01
    low = k * 1.90821492927058770002e-10
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    return np.asarray(np.ldexp(y, k.astype(np.int64)))


def normal(u: Floats) -> Floats:
    """Standard normal quantile, as `sim.luck.normal`."""
    d = u - 0.5
    r = d * d
    top = (
        (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02) * r
        - 3.066479806614716e01
    ) * r
    bottom = (
        (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r
        - 1.328068155288572e01
    ) * r
    middle = (top + 2.506628277459239e00) * d / (bottom + 1.0)
    r = np.sqrt(-2.0 * log(np.minimum(u, 1.0 - u)))
    top = (
        (((-7.784894002430293e-03 * r - 3.223964580411365e-01) * r - 2.400758277161838e00) * r - 2.549732539343734e00)
        * r
        + 4.374664141464968e00
    ) * r
    bottom = (
        ((7.784695709041462e-03 * r + 3.224671290700398e-01) * r + 2.445134137142996e00) * r + 3.754408661907416e00
    ) * r
    tail = (top + 2.938163982698783e00) / (bottom + 1.0)
    return np.where((u > 0.02425) & (1.0 - u > 0.02425), middle, np.where(u < 0.5, tail, -tail))


def share_below_normal(x: Floats) -> Floats:
    """The share of a standard normal that lies below, to 1e-15 (Hart 1968, as in West 2005, Better approximations to
    cumulative normal functions)."""
    away = np.minimum(np.abs(x), 37.0)
    top: Floats | float = 3.52624965998911e-02
    for number in (0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931):
        top = top * away + number
    top = top * away + 220.206867912376
    bottom: Floats | float = 8.83883476483184e-02
    for number in (1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831):
        bottom = bottom * away + number
    bottom = (bottom * away + 793.826512519948) * away + 440.413735824752
    near = top / bottom
    far = away + 0.65
    for number in (4.0, 3.0, 2.0, 1.0):
        far = away + number / far
    beyond = exp(-away * away / 2) * np.where(away < 7.07106781186547, near, 1 / (far * 2.506628274631))
    return np.where(x > 0, 1 - beyond, beyond)
