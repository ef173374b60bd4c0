"""What do draws of unknown inputs show once luck is taken out of them? Quantiles, shares, what the spread is made of.

A result at a draw is what the inputs make of it plus the luck of the replications it was run in. Luck widens the spread
and pulls the share above 0 towards a half, however many draws there are. It is measured (some draws are run again with
other luck) and removed: results move towards their mean until no more variance is left than inputs account for. That
is exact where both are normal, and near wherever luck is the smaller part. Plain sequences of floats in, sums exact, so
that the same draws give the same digits on every machine.
"""

from collections.abc import Sequence
from math import fsum, sqrt
from operator import mul
from statistics import NormalDist
from typing import NamedTuple

from experiments.mean_errors import CONFIDENCE

DEGREE = 4  # of the polynomial in an input's rank by which its own effect is followed
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


class Spread(NamedTuple):
    """Results at draws, luck removed, in order of draw; `noise`: the share of their variance that was luck (1: all of
    it, so nothing is left to say of the inputs)."""

    values: list[float]
    noise: float


class Part(NamedTuple):
    """The share of the variance between draws that goes with an input, and its 95 % error."""

    share: float
    error: float


def luck_in(pairs: Sequence[tuple[float, float]]) -> float:
    """The variance of luck in a single result, from draws run twice with different luck."""
    return fsum([(one - other) ** 2 for one, other in pairs]) / (2 * len(pairs)) if pairs else 0.0


def variance(values: Sequence[float]) -> float:
    """Of a sample."""
    mean = fsum(values) / len(values)
    return fsum([(value - mean) ** 2 for value in values]) / (len(values) - 1)


def without_luck(values: Sequence[float], luck: float) -> Spread:
    """The results of draws, each with this variance of luck in it, moved towards their mean until that variance is
    gone (O'Hagan, Stevenson and Madan 2007, doi 10.1002/hec.1199: between draws = total less within)."""
    total, mean = variance(values), fsum(values) / len(values)
    noise = min(1.0, luck / total) if total > 0 else 0.0
    by = sqrt(1 - noise)
    return Spread([mean + by * (value - mean) for value in values], noise)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which one more draw falls with this chance: the order statistic at share x (n + 1)."""
    at = min(max(share * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


# ---------------------------------------------------------------- what the spread is made of


def waves(n: int) -> list[list[float]]:
    """Polynomials of degree 1 to `DEGREE` on the ranks 0 to n - 1, each of length 1 and at right angles to the others
    and to a constant: what an input explains is then a sum of squares, and no equations are solved."""
    x = [2 * (i + 0.5) / n - 1 for i in range(n)]
    found = [[1 / sqrt(n)] * n]
    for _ in range(min(DEGREE, n - 2)):
        new = list(map(mul, x, found[-1]))
        for old in (*found, *found):  # twice: rounding is removed, too
            along = fsum(map(mul, old, new))
            new = [b - along * a for a, b in zip(old, new, strict=True)]
        long = sqrt(fsum(map(mul, new, new)))
        found.append([value / long for value in new])
    return found[1:]


def own_effect(values: Sequence[float], results: Sequence[float], shapes: Sequence[Sequence[float]]) -> list[float]:
    """What an input alone makes of the results of draws: a polynomial in its rank. `shapes`: `waves` of so many."""
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    ordered = [results[i] for i in order]
    found = [0.0] * len(values)
    for shape in shapes:
        size = fsum(map(mul, shape, ordered))
        for i, at in zip(order, shape, strict=True):
            found[i] += size * at
    return found


def part_of(values: Sequence[float], results: Sequence[float], noise: float, shapes: Sequence[Sequence[float]]) -> Part:
    """The first-order index of an input, from draws made for another end: the variance of what it alone makes of the
    results, less what chance makes of it, over the variance that is not luck (`noise`: the share that is)."""
    n, degrees = len(results), len(shapes)
    total = variance(results)
    if min(values) == max(values) or not total > 0 or noise >= 1:
        return Part(0.0, 0.0)
    effect = own_effect(values, results, shapes)
    explained = fsum(map(mul, effect, effect)) / (n - 1) / total
    share = max(0.0, (explained - degrees / (n - 1)) / (1 - degrees / (n - 1)))
    error = Z * sqrt(4 * share * (1 - share) / n + 2 * degrees * (1 - share) ** 2 / n**2)
    return Part(min(1.0, share / (1 - noise)), error / (1 - noise))


def part_of_members(members: Sequence[int], results: Sequence[float], total: float, noise: float) -> Part:
    """The same of inputs that are drawn together, a member of a sample at a time: the variance between members, by
    analysis of variance of draws that share one. `total`: of the results before anything was taken out of them."""
    of: dict[int, list[float]] = {}
    for member, result in zip(members, results, strict=True):
        of.setdefault(member, []).append(result)
    n, groups = len(results), len(of)
    if groups < 2 or n - groups < 2 or not total > 0 or noise >= 1:
        return Part(0.0, 0.0)
    mean = fsum(results) / n
    means = {member: fsum(some) / len(some) for member, some in of.items()}
    between = fsum([len(some) * (means[member] - mean) ** 2 for member, some in of.items()]) / (groups - 1)
    within = fsum([(one - means[member]) ** 2 for member, some in of.items() for one in some]) / (n - groups)
    each = (n - fsum([len(some) ** 2 for some in of.values()]) / n) / (groups - 1)
    found = (between - within) / each
    error = Z * sqrt(2 * between**2 / (groups - 1) + 2 * within**2 / (n - groups)) / each
    return Part(min(1.0, max(0.0, found / total / (1 - noise))), error / total / (1 - noise))
