"""How far may a mean over replications be from the truth, and what may the next replication be? In closed form.

Many quantities here are 0 in most replications and large in a few (people who give up, a wait in a team with room to
spare). Student's interval then holds the truth in 43 to 90 of 100 studies. So there are three cases:

- *enough cases*: an interval that reaches further on the side of the long tail. Hall's cubic transformation (1992,
  doi 10.1111/j.2517-6161.1992.tb01873.x) of Student's statistic, never inside Student's own interval;
- *too few to estimate*: no more than a limit, from the gamma limit of Fay and Feuer (1997, doi
  10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#) for a sum of events of unequal sizes;
- *one or two, or none*: how often it is seen at the most (Clopper and Pearson, 1934: of n replications none, up to 3
  in n), and no size.

Maths libraries differ between machines in the last digit of a power, so what an interval needs beyond + - * / and the
square root is worked out here or in `sim.luck`: an answer, and its hash, are the same everywhere.

How often all this holds: docs/theory.md, measured over disjoint studies of scenarios whose answer is known.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import copysign, frexp, fsum, ldexp, pi, sqrt
from operator import mul
from statistics import NormalDist

from sim.luck import exp, log

CONFIDENCE = 0.95
FEW = 10  # replications in which a thing happened: fewer are too few to estimate it
VERY_FEW = 3  # fewer than this give no estimate at all
FEWEST_ORDERED = 39  # replications whose least and greatest hold 95 % of what comes next: 38/40
ROUNDING = 1e-9  # of a rank
# The share of the sample's own skewness that is corrected for: Student's interval is not moved in on the short side,
# which leaves the long side more than half of the 5 %. Chosen, with TAILS, on the pilot against a third post.
SKEWNESS = 0.6
TAILS = 2.0  # n-ths of the excess kurtosis by which a variance is assumed to be short


def around(errors: Sequence[float]) -> tuple[float, float]:
    """How far below and above a mean the truth may be, from the deviations of two or more replications."""
    n, scale = len(errors), max(map(abs, errors))
    if not scale:
        return 0.0, 0.0
    scaled = [error / scale for error in errors]  # so that no power of it is too small or too large
    squares = list(map(mul, scaled, scaled))
    second = fsum(squares) / n
    skewness = (
        fsum(map(mul, squares, scaled)) / n / (second * sqrt(second)) if n >= FEW else 0.0
    )  # of fewer it is noise
    excess = fsum(map(mul, squares, squares)) / n / (second * second) - 3
    spread = scale * sqrt(second * n / (n - 1) * (1 + TAILS * max(0.0, excess) / n))
    t = student_t(0.5 + CONFIDENCE / 2, n - 1) / sqrt(n)
    below, above = (max(t, side * _hall(side * t, SKEWNESS * skewness, n)) for side in (1, -1))
    return spread * below, spread * above


def _hall(x: float, skewness: float, n: int) -> float:
    """Where Hall's transformation of Student's statistic (over the root of n) is x."""
    if abs(skewness) < 1e-6:
        return x
    cube = 1 + skewness * (x - skewness / (6 * n))
    return 3 / skewness * (copysign(cube_root(abs(cube)), cube) - 1)


def at_most(sizes: Sequence[float], largest: float, n: int) -> float:
    """The most there may be in a replication, on average, when events of these sizes happened in n: as if there were
    one event more, twice as large as any so far (as large, if there was none). For events of equal size, none seen, it
    is the rule of three: 3/n."""
    if not largest:
        return 0.0
    another = 2 * largest if sizes else largest
    total = fsum([*sizes, another])
    squares = fsum([size * size for size in [*sizes, another]])
    return squares / (2 * total) * chi_squared(CONFIDENCE, 2 * total * total / squares) / n


@lru_cache(maxsize=4096)
def how_often_at_most(times: int, n: int) -> float:
    """The highest share of replications in which a thing may happen that did so in some of n (Clopper and Pearson)."""
    if times >= n:
        return 1.0
    low, high = times / n, 1.0
    for _ in range(50):  # by halves: the chance of so few falls as the share rises
        middle = (low + high) / 2
        low, high = (middle, high) if _so_few(times, n, middle) > 1 - CONFIDENCE else (low, middle)
    return high


def _so_few(times: int, n: int, share: float) -> float:
    """The chance of that many of n, or fewer."""
    chance, total = _power(1 - share, n), 0.0
    for k in range(times + 1):
        total += chance
        chance *= (n - k) / (k + 1) * share / (1 - share) if share < 1 else 0.0
    return total


def next_one(ordered: Sequence[float], interval: tuple[float, float], share: float = CONFIDENCE) -> tuple[float, float]:
    """Where one more replication would fall, in this share of cases (by default 95 in 100), from two or more of them
    in order. Order statistics are exact once there are enough for both tails (39 for 95 in 100, 19 for
    90); below, Student's prediction interval, and never narrower than the interval of the mean."""
    n, tail = len(ordered), (1 - share) / 2
    if enough_in_order(n, share):
        return _order_statistic(ordered, tail * (n + 1)), _order_statistic(ordered, (1 - tail) * (n + 1))
    mean = fsum(ordered) / n
    apart = [value - mean for value in ordered]
    variance = fsum(map(mul, apart, apart)) / (n - 1)
    reach = student_t(1 - tail, n - 1) * sqrt(variance * (1 + 1 / n))
    return min(mean - reach, interval[0]), max(mean + reach, interval[1])


def enough_in_order(n: int, share: float) -> bool:
    """Whether so many have an order statistic for both tails: then the interval of the mean does not count."""
    return (1 - share) / 2 * (n + 1) >= 1 - ROUNDING


def _order_statistic(ordered: Sequence[float], rank: float) -> float:
    """The value of a rank from 1 on, between neighbours in a straight line."""
    at = min(max(rank - 1, 0.0), len(ordered) - 1.0)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def chi_squared(share: float, freedom: float) -> float:
    """Quantile of chi-squared (Wilson and Hilferty, 1931): error under 1 % from 2 degrees on."""
    ninth = 2 / (9 * freedom)
    root = 1 - ninth + NormalDist().inv_cdf(share) * sqrt(ninth)
    return freedom * (root * root * root)


@cache
def student_t(share: float, freedom: int) -> float:
    """Quantile of Student's t: exact for 1 and 2 degrees, Hill's expansion (CACM 396) above; error < 1e-4."""
    if freedom == 1:
        return _tangent(pi * (share - 0.5))
    if freedom == 2:
        alpha = 2 * (1 - share)
        return sqrt(2 / (alpha * (2 - alpha)) - 2)
    two_tails, n = 2 * (1 - share), float(freedom)
    a = 1 / (n - 0.5)
    b = 48 / (a * a)
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * n
    y = _power(d * two_tails, 2 / n)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(two_tails / 2)
        y = x * x
        if n < 5:
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = y + y * y / 2 if y <= 0.002 else exp(y) - 1
    else:
        z = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)
        y = (z * y - 1) * (n + 1) / (n + 2) + 1 / y
    return sqrt(n * y)


# ---------------------------------------------------------------- the same on every machine


def cube_root(x: float) -> float:
    """The cube root of a number that is not negative, within 1 unit in the last place (Halley's iteration)."""
    if not x:
        return 0.0
    m, e = frexp(x)
    up = -e % 3
    m, root = ldexp(m, -up), 0.43 + 0.57 * ldexp(m, -up)  # from 1/8 to 1: within a tenth of its root
    for _ in range(3):
        cube = root * root * root
        root -= root * (cube - m) / (2 * cube + m)
    return ldexp(root, (e + up) // 3)


def _power(x: float, y: float) -> float:
    """A power of a number that is not negative."""
    return exp(y * log(x)) if x > 0 else float(not y)


def _tangent(x: float) -> float:
    """The tangent of an angle below a right one (Lambert's continued fraction)."""
    found = 1.0
    for odd in range(41, 0, -2):
        found = odd - x * x / found
    return x / found
