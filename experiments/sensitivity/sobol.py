"""Which share of the variance is each input's? Sobol' indices from a Saltelli design, with the noise taken away.

A base point has d + 2 rows: A, A with one input of B each, and B. *First order* (Saltelli and others 2010, doi
10.1016/j.cpc.2009.09.018): what knowing the input would take from the variance. *Total* (Jansen 1999, doi
10.1016/S0010-4655(98)00154-4): what would be left if all others were known. All are means over base points of products
of two rows; noise is in the product of a replication with itself, and not in that of two different ones. So each
product is taken over pairs of different replications (`cross`), in the numerators and in the variance.

Rows of one base point should share their luck: it then cancels in their differences. Base points should not (see
`two_levels`).
"""

from dataclasses import dataclass
from math import nan

import numpy as np

from experiments.sensitivity.indices import (
    MOST_NOISE,
    AtSize,
    Doubt,
    Index,
    Kept,
    cross,
    doubts,
    kept,
    nested,
    refuse_noise,
)
from experiments.sensitivity.resampling import RESAMPLES, SEED, Floats, interval, widened
from experiments.sensitivity.two_levels import Luck

FEWEST_BASE = 32  # base points of the smallest subset that convergence is shown for
WHAT = "base points"


@dataclass(frozen=True)
class Sobol:
    """First-order and total indices, in order of the inputs."""

    base_points: int
    left_out: int  # base points with a point that failed
    replications: int
    variance: float  # between points, without noise where there are two replications
    share_of_noise: float  # of the variance of points' means as they stand
    first: tuple[Index, ...]
    total: tuple[Index, ...]
    sum_of_first: Index
    convergence: tuple[AtSize, ...]  # nested subsets, the smallest first


def sobol(y: Floats, inputs: int, luck: Luck = "fresh", *, times: int = RESAMPLES, seed: int = SEED) -> Sobol:
    """Indices of a Saltelli design.

    y       (point, replication): row k * (d + 2) + j is the j-th of base point k: A, AB of each input, B. Not a number
            where a point failed: its base point is left out, and counted.
    inputs  how many there are, d.
    luck    whether base points share theirs.

    Raises NotPossible where more than one base point in ten has a point that failed, or nothing varies but by luck.
    """
    blocks = kept(y, inputs + 2, WHAT)
    moments = moments_of(centred(blocks.y))
    whole = moments.mean(axis=0)
    refuse_noise(float(variance_of(whole)), blocks.y.shape[2])
    found, naive = corrected(whole), naively(whole)
    reach = interval(moments, corrected, times, seed)
    if luck == "same":
        reach = widened(found, reach, by_replication(centred(blocks.y)))
    low, high = reach
    series = convergence(moments)
    before = [*series[-2].first, *series[-2].total, nan] if len(series) > 1 else [nan] * len(found)
    general = _general(blocks, whole)
    indices = [
        Index(
            float(found[i]),
            float(low[i]),
            float(high[i]),
            float(naive[i]) if i < 2 * inputs else None,
            doubts(found[i], low[i], high[i], before[i]),
        ).doubting(*general)
        for i in range(2 * inputs + 1)
    ]
    over: tuple[Doubt, ...] = ("sum",) if indices[-1].low > 1 else ()
    return Sobol(
        base_points=len(blocks.y),
        left_out=blocks.left_out,
        replications=blocks.y.shape[2],
        variance=float(variance_of(whole)),
        share_of_noise=_share_of_noise(whole),
        first=tuple(one.doubting(*over) for one in indices[:inputs]),
        total=tuple(indices[inputs : 2 * inputs]),
        sum_of_first=indices[-1].doubting(*over),
        convergence=series,
    )


def centred(y: Floats) -> Floats:
    """Each replication less its own mean over A and B of all base points: luck that they all share is gone with it."""
    return np.asarray(y - y[:, [0, -1]].mean(axis=(0, 1)))


def moments_of(y: Floats) -> Floats:
    """What the indices are made of, for each base point: (base point, moment), from y (base point, row, replication).
    First without noise, then from means over replications: mean, square, d numerators each of first and total."""
    a, b, ab = y[:, 0], y[:, -1], y[:, 1:-1]
    mean = (a + b).mean(axis=-1)[:, None] / 2
    step = ab - a[:, None]
    without = [
        (cross(a, a) + cross(b, b))[:, None] / 2,
        cross(b[:, None], step),
        cross(step, step) / 2,
    ]
    means_a, means_b, means_step = a.mean(axis=-1), b.mean(axis=-1), step.mean(axis=-1)
    noisy = [(means_a**2 + means_b**2)[:, None] / 2, means_b[:, None] * means_step, means_step**2 / 2]
    return np.concatenate([mean, *without, *noisy], axis=1)


def variance_of(moments: Floats, *, noisy: bool = False) -> Floats:
    """The variance between points, from means of moments (..., moment)."""
    square = moments[..., 1 + _size(moments) if noisy else 1]
    return np.asarray(square - moments[..., 0] ** 2)


def corrected(moments: Floats) -> Floats:
    """First, total and the sum of first indices without noise: (..., 2 d + 1)."""
    return _shares(moments[..., 2 : 1 + _size(moments)], variance_of(moments))


def naively(moments: Floats) -> Floats:
    """The same with noise."""
    return _shares(moments[..., 2 + _size(moments) :], variance_of(moments, noisy=True))


def _size(moments: Floats) -> int:
    """Moments of one kind: the square and two numerators of each input."""
    return int(moments.shape[-1] - 1) // 2


def _shares(numerators: Floats, variance: Floats) -> Floats:
    """Of a variance that is not above 0 nothing has a share."""
    whole = np.where(variance > 0, variance, nan)[..., None]
    shares = numerators / whole
    inputs = shares.shape[-1] // 2
    return np.concatenate([shares, shares[..., :inputs].sum(axis=-1, keepdims=True)], axis=-1)


def by_replication(y: Floats) -> Floats:
    """The indices in the luck of each replication: (replication, 2 d + 1), from y (base point, row, replication)."""
    return np.stack([naively(moments_of(y[..., r : r + 1]).mean(axis=0)) for r in range(y.shape[2])])


def convergence(moments: Floats) -> tuple[AtSize, ...]:
    """The indices from nested subsets, each twice as large: no point is run for it."""
    found = []
    for size in nested(len(moments), FEWEST_BASE):
        if not variance_of(moments[:size].mean(axis=0)) > 0:
            continue
        *shares, _ = (float(one) for one in corrected(moments[:size].mean(axis=0)))
        inputs = len(shares) // 2
        found.append(AtSize(size, tuple(shares[:inputs]), tuple(shares[inputs:])))
    return tuple(found)


def _share_of_noise(whole: Floats) -> float:
    raw = float(variance_of(whole, noisy=True))
    return min(1.0, max(0.0, 1 - float(variance_of(whole)) / raw)) if raw > 0 else 0.0


def _general(blocks: Kept, whole: Floats) -> tuple[Doubt, ...]:
    """Doubts of every index alike."""
    found: list[Doubt] = []
    replications = blocks.y.shape[2]
    if blocks.many_failed:
        found.append("failed")
    if replications < 2:
        found.append("one replication")
    elif _share_of_noise(whole) > MOST_NOISE:
        found.append("noise")
    return tuple(found)
