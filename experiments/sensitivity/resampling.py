"""How far may an index be from the truth? Bootstrap over base points, from counters: the same on every machine.

An index is a smooth function of means over base points. So a resample is a row of counts, and all resamples are one
product of matrices.
"""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.mean_errors import student_t
from sim.luck import Key, philox, study_key

Floats = NDArray[np.float64]
Of = Callable[[Floats], Floats]  # means (..., moment) -> indices (..., index)

CONFIDENCE = 0.95
RESAMPLES = 1_000
SEED = 1
APART = 2_000_003  # added to a seed: luck that no simulation has
AT_A_TIME = 4_000_000  # counts that are held at once
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


def interval(moments: Floats, of: Of, times: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The interval of each index: the middle 95 % of resamples of base points. Indices without noise are nearly
    unbiased and may fall below 0: correcting the bootstrap for bias and acceleration gained nothing
    (docs/sensitivity.md).

    moments  (base point, moment).
    of       the indices, from means of moments along the last axis.
    """
    return percentile(of(resampled(moments, times, seed)))


def percentile(draws: Floats) -> Interval:
    """The middle 95 % of resamples (resample, index); not a number where none of them has any."""
    good = draws[np.isfinite(draws).all(axis=1)]
    if not len(good):
        return Interval(*np.full((2, draws.shape[1]), np.nan))
    low, high = np.quantile(good, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    return Interval(np.asarray(low), np.asarray(high))


def widened(found: Floats, interval: Interval, each: Floats) -> Interval:
    """The same, and by how much another set of luck would move the indices, where all points share theirs: resamples of
    points cannot know. `each` (replication, index): the index in the luck of each replication. What a luck adds to an
    index without noise is the mean over replications of what it adds to these."""
    n = len(each)
    if n < 2:
        return interval
    reach = student_t((1 + CONFIDENCE) / 2, n - 1) * each.std(axis=0, ddof=1) / sqrt(n)
    return Interval(
        np.asarray(found - np.hypot(found - interval.low, reach)),
        np.asarray(found + np.hypot(interval.high - found, reach)),
    )
