"""How far may an index be from the truth? Bootstrap over base points, from counters: the same on every machine.

An index is a smooth function of means over base points. So a resample is a row of counts, all resamples are one product
of matrices, and leaving out one base point at a time (for the acceleration) costs as little.
"""

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.luck import Key, philox, study_key

Floats = NDArray[np.float64]
Of = Callable[[Floats], Floats]  # means (..., moment) -> indices (..., index)

CONFIDENCE = 0.95
RESAMPLES = 1_000
SEED = 1
APART = 2_000_003  # added to a seed: luck that no simulation has
AT_A_TIME = 4_000_000  # counts that are held at once
MOST_LEFT_OUT = 2_000  # base points that are left out one at a time; of more, groups of them are
WORDS = 4  # of 32 bits, in a block of Philox
MASK_32 = 0xFFFFFFFF


class Interval(NamedTuple):
    """The 95 % interval of each index."""

    low: Floats
    high: Floats


def words(many: int, key: Key, stream: int = 0) -> NDArray[np.uint64]:
    """So many words of 32 random bits each: a pure function of the key, the stream and the place."""
    blocks = -(-many // WORDS)
    place = np.arange(blocks, dtype=np.uint64)
    nothing = np.zeros(blocks, dtype=np.uint64)
    found = philox(place, nothing, nothing + np.uint64(stream), nothing, key)  # type: ignore[arg-type]  # arrays work as numbers do
    return np.stack([np.asarray(one, dtype=np.uint64) & np.uint64(MASK_32) for one in found], axis=1).ravel()[:many]


def uniforms(shape: tuple[int, ...], seed: int = SEED, stream: int = 0) -> Floats:
    """Uniforms strictly between 0 and 1, of 32 bits."""
    many = int(np.prod(shape))
    return np.asarray((words(many, study_key(seed + APART), stream) + 0.5) / 2**32).reshape(shape)


def order(many: int, seed: int = SEED, stream: int = 0) -> NDArray[np.intp]:
    """The numbers from 0 on, in a random order."""
    return np.argsort(uniforms((many,), seed, stream), kind="stable")


def counts(many: int, times: int, seed: int = SEED, stream: int = 0) -> Floats:
    """How often each of `many` things is drawn in each resample: (resample, thing). Every row adds up to `many`."""
    drawn = (words(many * times, study_key(seed + APART), stream) * np.uint64(many)) >> np.uint64(32)
    at = drawn.astype(np.intp) + np.repeat(np.arange(times) * many, many)
    return np.bincount(at, minlength=many * times).reshape(times, many).astype(np.float64)


def resampled(moments: Floats, times: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Means of the moments (base point, moment) over each resample of base points: (resample, moment)."""
    many = len(moments)
    step = max(1, min(times, AT_A_TIME // max(many, 1)))
    parts = [
        counts(many, min(step, times - start), seed, stream) @ moments / many
        for stream, start in enumerate(range(0, times, step))
    ]
    return np.concatenate(parts)


def left_out(moments: Floats) -> Floats:
    """Means with one base point left out, or one group of them where there are very many: (left out, moment)."""
    groups = min(len(moments), MOST_LEFT_OUT)
    starts = np.linspace(0, len(moments), groups + 1).astype(int)[:-1]
    sums, sizes = np.add.reduceat(moments, starts, axis=0), np.diff([*starts, len(moments)])
    return np.asarray((moments.sum(axis=0) - sums) / (len(moments) - sizes)[:, None])


def interval(moments: Floats, of: Of, times: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The interval of each index: a bootstrap over base points, corrected for bias and acceleration (BCa; Efron 1987,
    doi 10.1080/01621459.1987.10478410). Why this one, measured: docs/sensitivity.md.

    moments  (base point, moment).
    of       the indices, from means of moments along the last axis.
    """
    found, draws, without = of(moments.mean(axis=0)), of(resampled(moments, times, seed)), of(left_out(moments))
    return accelerated(found, draws, without)


def accelerated(found: Floats, draws: Floats, without: Floats) -> Interval:
    """BCa, from the estimate (index), its resamples (resample, index), and without one part each (left out, index)."""
    below = ((draws < found).sum(axis=0) + 0.5 * (draws == found).sum(axis=0)) / len(draws)
    bias = normal_at(np.clip(below, 0.5 / len(draws), 1 - 0.5 / len(draws)))
    apart = without.mean(axis=0) - without
    cubes, squares = (apart**3).sum(axis=0), (apart**2).sum(axis=0)
    acceleration = np.divide(cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0)
    ends = []
    for share in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2):
        z = bias + NormalDist().inv_cdf(share)
        ends.append(_quantiles(draws, below_normal(bias + z / (1 - acceleration * z))))
    return Interval(*ends)


def percentile(draws: Floats) -> Interval:
    """The middle 95 % of resamples (resample, index)."""
    low, high = np.quantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    return Interval(np.asarray(low), np.asarray(high))


def _quantiles(draws: Floats, shares: Floats) -> Floats:
    """Of each index the quantile of its own share."""
    return np.array([np.quantile(column, share) for column, share in zip(draws.T, shares, strict=True)])


def normal_at(shares: Floats) -> Floats:
    """Standard normal quantiles."""
    return np.array([NormalDist().inv_cdf(float(share)) for share in np.ravel(shares)]).reshape(np.shape(shares))


def below_normal(z: Floats) -> Floats:
    """The share of a standard normal below each."""
    return np.array([NormalDist().cdf(float(one)) for one in np.ravel(z)]).reshape(np.shape(z))


def standard_error(values: Floats) -> Floats:
    """Of the mean over the first axis."""
    return np.asarray(values.std(axis=0, ddof=1) / sqrt(len(values)))
