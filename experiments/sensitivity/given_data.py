"""What does a sample that is there already say of each input? First-order indices without a design of their own.

The output is regressed on one input at a time: on Legendre polynomials of its ranks, of the degree that predicts best
what it has not seen (leave one out). A regression averages noise out; what it explains, less what as many coefficients
would explain by chance, is a share of the variance between points without noise (`two_levels`). So inputs may go
together, as in a fitted joint sample: an index is then what knowing the input would take from the variance, whether it
moves the output or goes with one that does (`shapley` divides that). Columns of luck, which are in no output, say what
an input that does nothing would seem to explain: the floor. PAWN and delta look at whole distributions and not at
variance; they are SALib's, with the noise in them.
"""

import warnings
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.polynomial.legendre import legvander

from experiments.sensitivity.indices import MOST_NOISE, AtSize, Doubt, Index, cross, doubts, kept, nested, refuse_noise
from experiments.sensitivity.resampling import RESAMPLES, SEED, Floats, Interval, interval, uniforms, widened
from experiments.sensitivity.two_levels import Luck
from sim.errors import NotPossible

DEGREES = 8  # of a polynomial, at the most
POINTS_EACH = 12  # points that there must be for each coefficient
FEWEST = 40  # points
DUMMIES = 20  # columns of luck, whose largest index is the floor
TWO_SIDED = 1.96  # standard errors of a 95 % interval
WHAT = "points"
NEEDS_SALIB = "PAWN and delta need SALib. Install it: pip install spsim[sensitivity]"


@dataclass(frozen=True)
class GivenData:
    """Indices from a sample, in order of the inputs."""

    points: int
    left_out: int  # points that failed
    replications: int
    variance: float  # between points, without noise where there are two replications
    share_of_noise: float
    first: tuple[Index, ...]
    convergence: tuple[AtSize, ...]  # nested subsets, the smallest first
    predicts: tuple[float, ...]  # share of the points' variance that each predicts of points it has not seen
    floor: float  # first-order index that an input that does nothing would seem to have, at the most


def given_data(y: Floats, x: Floats, luck: Luck = "fresh", *, times: int = RESAMPLES, seed: int = SEED) -> GivenData:
    """First-order indices of a sample.

    y  (point, replication): not a number where a point failed.
    x  (point, input): in any units; ranks alone are used. A category is the number of its level.

    Raises NotPossible for fewer than 40 points, or where more than one in ten failed.
    """
    blocks = kept(y, 1, WHAT)
    values, inputs = centred(blocks.y[:, 0]), x[blocks.at]
    if len(values) < FEWEST:
        raise NotPossible(f"{len(values)} points are too few to say what each input explains: {FEWEST} at least")
    fits = [fitted(values.mean(axis=1), column) for column in inputs.T]
    moments = moments_of(values, [one.misses for one in fits])
    whole = moments.mean(axis=0)
    refuse_noise(float(whole[0]), values.shape[1])
    found, naive = corrected(whole), naively(whole)
    reach = interval(moments, corrected, times, seed)
    if luck == "same":
        each = [
            naively(moments_of(values[:, r : r + 1], [_same(one, values[:, r]) for one in fits]).mean(axis=0))
            for r in range(values.shape[1])
        ]
        reach = widened(found, reach, np.stack(each))
    reach = by_chance(found, reach, fits, whole)
    series = convergence(values, inputs)
    before = series[-2].first if len(series) > 1 else [nan] * len(found)
    general = _general(values, whole, many_failed=blocks.many_failed)
    return GivenData(
        points=len(values),
        left_out=blocks.left_out,
        replications=values.shape[1],
        variance=float(variance_of(whole)),
        share_of_noise=_share_of_noise(whole),
        first=tuple(
            Index(
                float(found[i]),
                float(reach.low[i]),
                float(reach.high[i]),
                float(naive[i]),
                doubts(found[i], reach.low[i], reach.high[i], before[i]),
            ).doubting(*general)
            for i in range(inputs.shape[1])
        ),
        convergence=series,
        predicts=tuple(one.predicts for one in fits),
        floor=_floor(values, seed),
    )


# ---------------------------------------------------------------- one input


@dataclass(frozen=True, eq=False)
class Fitted:
    """The regression on one input."""

    basis: Floats  # orthonormal columns
    misses: Floats  # squared residuals, as large as they would be without fitting
    predicts: float


def fitted(mean: Floats, column: Floats) -> Fitted:
    """The regression of points' means on one input, of the degree from 1 on that predicts best."""
    apart = mean - mean.mean()
    most = max(1, min(DEGREES, len(np.unique(column)) - 1, len(mean) // POINTS_EACH - 1))
    whole = float((apart**2).sum()) * (len(mean) / (len(mean) - 1)) ** 2
    basis, _ = np.linalg.qr(legvander(ranked(column), most))
    found = []
    for degree in range(1, most + 1):
        some = basis[:, : degree + 1]
        residual = mean - some @ (some.T @ mean)
        unseen = float(((residual / (1 - (some**2).sum(axis=1))) ** 2).sum())
        found.append((unseen, degree, residual))
    unseen, degree, residual = min(found, key=lambda one: one[:2])
    return Fitted(
        basis[:, : degree + 1], _unshrunk(residual, degree + 1), max(0.0, 1 - unseen / whole) if whole else 0.0
    )


def ranked(column: Floats) -> Floats:
    """Where each value stands among all, from -1 to 1; equal values at the middle of their places."""
    ordered = np.sort(column)
    low, high = np.searchsorted(ordered, column, "left"), np.searchsorted(ordered, column, "right")
    return np.asarray((low + high) / len(column) - 1)


def _unshrunk(residual: Floats, coefficients: int) -> Floats:
    """Squared residuals, as large as they would be had no coefficient been fitted."""
    return np.asarray(residual**2 * len(residual) / (len(residual) - coefficients))


def _same(one: Fitted, values: Floats) -> Floats:
    """What the same regression misses of other values."""
    return _unshrunk(values - one.basis @ (one.basis.T @ values), one.basis.shape[1])


# ---------------------------------------------------------------- all of them


def centred(y: Floats) -> Floats:
    """Each replication less its own mean over points."""
    return np.asarray(y - y.mean(axis=0))


def moments_of(y: Floats, misses: list[Floats]) -> Floats:
    """(point, moment): the square without noise, the square with it, and what each input explains: to first order a
    resample changes no coefficient, for residuals stand at right angles to what is fitted."""
    mean = y.mean(axis=1)
    scale = len(y) / (len(y) - 1)
    square = mean**2 * scale
    return np.column_stack([cross(y, y) * scale, square, *(square - one for one in misses)])


def variance_of(moments: Floats) -> Floats:
    """Between points, without noise."""
    return np.asarray(moments[..., 0])


def corrected(moments: Floats) -> Floats:
    """Each input's share of the variance without noise."""
    return _shares(moments[..., 2:], moments[..., 0])


def naively(moments: Floats) -> Floats:
    """Each input's share of the variance of points' means."""
    return _shares(moments[..., 2:], moments[..., 1])


def _shares(explained: Floats, variance: Floats) -> Floats:
    return np.asarray(explained / np.where(variance > 0, variance, nan)[..., None])


def _share_of_noise(whole: Floats) -> float:
    return float(np.clip(1 - whole[0] / whole[1], 0, 1)) if whole[1] > 0 else 0.0


def convergence(values: Floats, inputs: Floats) -> tuple[AtSize, ...]:
    """The indices from nested subsets, each twice as large."""
    found = []
    for size in nested(len(values), 2 * FEWEST):
        y = centred(values[:size])
        whole = moments_of(y, [fitted(y.mean(axis=1), column).misses for column in inputs[:size].T]).mean(axis=0)
        if whole[0] > 0:
            found.append(AtSize(size, tuple(map(float, corrected(whole)))))
    return tuple(found)


def by_chance(found: Floats, reach: Interval, fits: list[Fitted], whole: Floats) -> Interval:
    """The same, and what coefficients explain by chance where there is nothing to explain: near 0 an index is no mean,
    so resamples of points show too little."""
    points = np.array([len(one.misses) for one in fits])
    coefficients = np.array([one.basis.shape[1] - 1 for one in fits])
    chance = TWO_SIDED * np.sqrt(2 * coefficients) / points
    if whole[0] > 0:
        chance = chance * whole[1] / whole[0]
    return Interval(
        np.asarray(found - np.hypot(found - reach.low, chance)),
        np.asarray(found + np.hypot(reach.high - found, chance)),
    )


def _general(values: Floats, whole: Floats, *, many_failed: bool) -> list[Doubt]:
    found: list[Doubt] = ["failed"] if many_failed else []
    if values.shape[1] < 2:
        found.append("one replication")
    elif _share_of_noise(whole) > MOST_NOISE:
        found.append("noise")
    return found


def _floor(values: Floats, seed: int) -> float:
    """The largest index of inputs that are luck alone."""
    mean = values.mean(axis=1)
    columns = uniforms((DUMMIES, len(mean)), seed)
    found = corrected(moments_of(values, [fitted(mean, column).misses for column in columns]).mean(axis=0))
    return max(0.0, float(found.max()))


# ---------------------------------------------------------------- other people's


def pawn_and_delta(mean: Floats, x: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """SALib's: the median distance of PAWN (Pianosi and Wagener 2018, doi 10.1016/j.envsoft.2018.07.019), and the delta
    of Borgonovo (2007, doi 10.1016/j.ress.2006.04.015), of each input, from points' means. Noise is in both.

    Raises NotPossible where SALib is missing, or nothing varies.
    """
    try:
        from SALib.analyze import delta, pawn
    except ImportError:
        raise NotPossible(NEEDS_SALIB) from None
    if not (np.isfinite(mean).all() and np.isfinite(x).all() and mean.std() > 0):
        raise NotPossible("PAWN and delta need numbers that vary, none of them missing")
    names = [f"input {i}" for i in range(x.shape[1])]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    ranks = np.column_stack([(ranked(column) + 1) / 2 for column in x.T])
    with warnings.catch_warnings(record=True):  # of small samples, which are doubted in our own words
        distances = pawn.analyze(problem, ranks, mean, S=10, seed=SEED)
        try:
            densities = delta.analyze(problem, ranks, mean, num_resamples=2, seed=SEED, method="delta")
        except ValueError:  # a slice of points that all give the same has no density
            raise NotPossible("too few points differ in their output for delta, and PAWN beside it") from None
    return tuple(map(float, distances["median"])), tuple(map(float, densities["delta_raw"]))
