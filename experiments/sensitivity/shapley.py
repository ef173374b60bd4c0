"""Which share is each input's where inputs go together? Shapley effects from a sample: they add up to 1.

An input's effect is what it adds to the variance that a set of inputs explains, averaged over all orders in which the
inputs may come (Owen 2014, doi 10.1137/130936233; Song, Nelson and Staum 2016, doi 10.1137/15M1048070). Inputs that go
together share what they do together: none gets what is the other's, whichever comes first. What a set explains is found
in one of two ways, and the answer says which:

- *nearest neighbours*, for a few inputs: points that are alike in the set have outputs that are alike by what the set
  explains (Broto, Bachoc and Depecker 2020, doi 10.1137/18M1234631). The product is taken over different replications
  of the two points, so noise is not in it. It assumes no form; its neighbours lie too far with many inputs;
- *regression*, for many: on polynomials of each input in the set, and products of the few that explain most. What
  other interactions do is in no effect, and how much that is, is said (`explained`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from math import factorial, nan
from typing import Literal

import numpy as np
from numpy.polynomial.legendre import legvander

from experiments.sensitivity.given_data import fitted, ranked
from experiments.sensitivity.indices import MOST_NOISE, Doubt, Index, cross, doubts, kept, refuse_noise
from experiments.sensitivity.resampling import RESAMPLES, SEED, Floats, interval, order, uniforms, widened
from experiments.sensitivity.two_levels import Luck
from sim.errors import NotPossible

Way = Literal["nearest neighbours", "regression"]
Members = tuple[int, ...]

MOST_BY_NEIGHBOURS = 4  # inputs
NEIGHBOURS = 8
APART = 1e-6  # by how much points that stand in one place are moved, to be kept apart
ORDERS = 120  # of inputs, at the most: all of them for 5 inputs
FEW_ORDERS = 24  # for what differs between sets of luck
DEGREE = 3  # of the polynomial of each input
PAIRED = 8  # inputs that explain most by themselves, whose products are in the regression, too
POINTS_EACH = 8  # points that there must be for each coefficient
ENOUGH = 0.9  # of the variance: less that all inputs together explain is doubtful
WHAT = "points"


@dataclass(frozen=True)
class Shapley:
    """Effects in order of the inputs, as shares of the variance between points without noise."""

    points: int
    left_out: int
    way: Way
    effects: tuple[Index, ...]
    explained: float  # share of the variance that all inputs together explain, by this way
    orders: int


def shapley(
    y: Floats, x: Floats, luck: Luck = "fresh", *, times: int = RESAMPLES, seed: int = SEED, way: Way | None = None
) -> Shapley:
    """Shapley effects of a sample.

    y  (point, replication): not a number where a point failed.
    x  (point, input): in any units; ranks alone are used.

    Raises NotPossible where more than one point in ten failed, or there are too few for so many inputs.
    """
    blocks = kept(y, 1, WHAT)
    values = np.asarray(blocks.y[:, 0] - blocks.y[:, 0].mean(axis=0))
    unit = np.column_stack([(ranked(column) + 1) / 2 for column in x[blocks.at].T])
    inputs = unit.shape[1]
    way = way or ("nearest neighbours" if inputs <= MOST_BY_NEIGHBOURS else "regression")
    adding = by_neighbours(values, unit) if way == "nearest neighbours" else by_regression(values, unit)
    orders = list(orders_of(inputs, seed))
    added = np.mean([adding(members) for members in orders], axis=0)
    square = cross(values, values)
    refuse_noise(float(square.mean()), values.shape[1])
    moments = np.column_stack([added, added.sum(axis=1), square])

    def of(means: Floats) -> Floats:
        variance = np.where(means[..., -1:] > 0, means[..., -1:], nan)
        return np.asarray(means[..., :-1] / variance)

    found, reach = of(moments.mean(axis=0)), interval(moments, of, times, seed)
    if luck == "same":
        reach = widened(found, reach, np.stack([of(one) for one in by_replication(values, unit, way, orders)]))
    noise = 1 - square.mean() / (values.mean(axis=1) ** 2).mean()
    general: list[Doubt] = []
    if blocks.many_failed:
        general.append("failed")
    if values.shape[1] < 2:
        general.append("one replication")
    elif noise > MOST_NOISE:
        general.append("noise")
    if found[-1] < ENOUGH:
        general.append("unexplained")
    effects = [
        Index(float(f), float(low), float(high), None, doubts(f, low, high)).doubting(*general)
        for f, low, high in zip(found[:-1], reach.low, reach.high, strict=False)
    ]
    return Shapley(len(values), blocks.left_out, way, tuple(effects), float(found[-1]), len(orders))


def by_replication(y: Floats, unit: Floats, way: Way, orders: list[Members]) -> list[Floats]:
    """Means of the moments in the luck of each replication."""
    found = []
    for r in range(y.shape[1]):
        values = y[:, r : r + 1]
        adding = by_neighbours(values, unit) if way == "nearest neighbours" else by_regression(values, unit)
        added = np.mean([adding(members).mean(axis=0) for members in orders[:FEW_ORDERS]], axis=0)
        found.append(np.array([*added, added.sum(), (values**2).mean()]))
    return found


Adding = Callable[[Members], Floats]  # what each point says each input adds, in an order of them: (point, input)


def orders_of(inputs: int, seed: int = SEED) -> Iterator[Members]:
    """Orders of the inputs: all, where they are few; else random ones, each with the same the other way round."""
    if factorial(inputs) <= ORDERS:
        yield from permutations(range(inputs))
        return
    for stream in range(ORDERS // 2):
        members = tuple(int(one) for one in order(inputs, seed, stream))
        yield members
        yield members[::-1]


def by_neighbours(y: Floats, unit: Floats) -> Adding:
    """Products of points that are near in a set of inputs, carried on to where they would be alike: on a line through
    their squared distances. Of points that stand in one place, as those of one category do, neighbours are some by
    luck, and never the point itself: its product with itself is all of the variance."""
    try:
        from scipy.spatial import KDTree
    except ImportError:
        raise NotPossible("Shapley effects need scipy. Install it: pip install spsim[sensitivity]") from None

    moved = unit + APART * uniforms(unit.shape)

    @cache
    def explained(members: Members) -> Floats:
        near = KDTree(moved[:, members]).query(moved[:, members], k=NEIGHBOURS + 1)[1][:, 1:]
        apart = unit[:, members][near] - unit[:, None, members]
        weights = at_nothing((apart**2).sum(axis=2).mean(axis=0))
        return np.asarray(sum(w * cross(y, y[near[:, k]]) for k, w in enumerate(weights)))

    def adding(members: Members) -> Floats:
        added, before = np.empty(unit.shape), np.zeros(len(y))
        for at, one in enumerate(members, start=1):
            after = explained(tuple(sorted(members[:at])))
            added[:, one], before = after - before, after
        return added

    return adding


def at_nothing(squares: Floats) -> Floats:
    """What each of some values counts in their line's value at 0, by where they stand; all alike where they stand in
    one place."""
    apart = squares - squares.mean()
    spread = float((apart**2).sum())
    return np.asarray(1 / len(squares) - squares.mean() * apart / (spread or 1.0))


def by_regression(y: Floats, unit: Floats) -> Adding:
    """What polynomials of one input more explain, less what as many coefficients would by chance."""
    points, inputs = unit.shape
    degree = min(DEGREE, points // (POINTS_EACH * inputs))
    if degree < 1:
        raise NotPossible(f"{points:,} points are too few for Shapley effects of {inputs} inputs")
    mean = y.mean(axis=1)
    each = [legvander(2 * column - 1, min(degree, len(np.unique(column)) - 1))[:, 1:] for column in unit.T]
    alone = [float(fitted(mean, column).misses.mean()) for column in unit.T]
    pairs = min(PAIRED, inputs, points // (4 * POINTS_EACH * inputs) + 2)
    paired = set(np.argsort(alone, kind="stable")[:pairs].tolist())

    def adding(members: Members) -> Floats:
        columns, ends = [np.ones((points, 1))], [1]
        for at, one in enumerate(members):
            products = [each[one][:, :1] * each[i][:, :1] for i in members[:at] if {one, i} <= paired]
            columns += [each[one], *products]
            ends.append(ends[-1] + each[one].shape[1] + len(products))
        basis, _ = np.linalg.qr(np.concatenate(columns, axis=1))
        residual = mean - basis[:, 0] * (basis[:, 0] @ mean)
        misses, start, added = residual**2 * points / (points - 1), 1, np.empty(unit.shape)
        for one, end in zip(members, ends[1:], strict=True):
            some = basis[:, start:end]
            residual = residual - some @ (some.T @ mean)
            left = residual**2 * points / (points - end)
            added[:, one], misses, start = misses - left, left, end
        return added

    return adding
