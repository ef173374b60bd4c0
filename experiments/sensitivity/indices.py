"""What is an index, and when can it not be trusted? Its value, its interval, what it was with noise, its doubts.

A doubt is worked out here, from the numbers of the index itself, and worded in `app/words/studies.py`. Invariant:
points that failed never bias an index silently: they are left out whole and counted, and where there are many the
analysis is refused (`kept`).
"""

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.resampling import Floats
from sim.errors import NotPossible

Doubt = Literal[
    "negative",  # beyond its error
    "above one",  # beyond its error
    "wide",  # its interval
    "not converged",  # half the points give something else
    "noise",  # is most of the variance that it is a share of
    "sum",  # of first-order indices is above 1, beyond its error
    "failed",  # points: more than 1 in 100
    "one replication",  # noise could not be taken away
    "unexplained",  # is more than a tenth of the variance, by the way in which it was found
]

WIDE = 0.2  # of an interval, as a share of the variance
MOVED = 0.05  # of an index, from half the points to all: beyond its half-width, too
MOST_NOISE = 0.5  # of the naive variance
WARNED, REFUSED = 0.01, 0.10  # share of blocks of points that failed


@dataclass(frozen=True)
class Index:
    """One number of a sensitivity analysis, with its 95 % interval."""

    value: float
    low: float
    high: float
    naive: float | None = None  # from means over replications as they stand, with their noise
    doubts: tuple[Doubt, ...] = ()

    @property
    def half_width(self) -> float:
        """The longer side of its interval."""
        return max(self.high - self.value, self.value - self.low)

    def doubting(self, *more: Doubt) -> "Index":
        """The same with doubts that come from elsewhere."""
        return replace(self, doubts=tuple(dict.fromkeys([*self.doubts, *more])))


@dataclass(frozen=True)
class AtSize:
    """The indices from the first so many points, or base points."""

    size: int
    first: tuple[float, ...]
    total: tuple[float, ...] = ()


class Kept(NamedTuple):
    """Blocks of points without a failure, and what was left out."""

    y: Floats  # (block, row, replication)
    at: NDArray[np.intp]  # which blocks these are
    left_out: int

    @property
    def many_failed(self) -> bool:
        """Whether so many were left out that it must be said beside each index."""
        return self.left_out > WARNED * (self.left_out + len(self.at))


def kept(y: Floats, rows: int, what: str) -> Kept:
    """The blocks of so many rows in which every replication is there.

    y  (point, replication), block after block; not a number where a point failed.

    Raises NotPossible where more than one block in ten has a failure, or fewer than two are left.
    """
    y = np.asarray(y, dtype=np.float64)
    y = y[:, np.isfinite(y).mean(axis=0) > 0.5]  # a pilot's few points may have had more
    if not y.size:
        raise NotPossible(
            f"more than half of the {len(y):,} points failed, or were not run: nothing can be said of them"
        )
    blocks = len(y) // rows
    if blocks * rows != len(y):
        raise NotPossible(f"{len(y):,} points are no whole number of {what}, of {rows} points each")
    found = y.reshape(blocks, rows, -1)
    good = np.flatnonzero(np.isfinite(found).all(axis=(1, 2)))
    left_out = blocks - len(good)
    if left_out > REFUSED * blocks or len(good) < 2:
        raise NotPossible(
            f"{left_out:,} of {blocks:,} {what} have a point that failed, or was not run: more than {REFUSED:.0%}, so "
            "the rest say nothing of the whole. Run all of it, or narrow the ranges to what can be run"
        )
    return Kept(found[good], good, left_out)


def refuse_noise(variance: float, replications: int) -> None:
    """Raises NotPossible where no variance is left between points once noise is taken away: nothing has a share."""
    if not variance > 0:
        raise NotPossible(
            "nothing varies between points that could not be luck"
            + (": raise replications" if replications > 1 else "; at least two replications would say more")
        )


def cross(a: Floats, b: Floats) -> Floats:
    """The product of a and b (..., replication), of different replications alone: their noise is not in it. From a
    single replication, the product as it is."""
    n = a.shape[-1]
    if n == 1:
        return np.asarray(a[..., 0] * b[..., 0])
    return np.asarray((a.sum(axis=-1) * b.sum(axis=-1) - (a * b).sum(axis=-1)) / (n * (n - 1)))


def doubts(
    value: float, low: float, high: float, before: float = nan, *, share: bool = True, signed: bool = False
) -> tuple[Doubt, ...]:
    """What is doubtful of an index. `before`: from half the points. `share`: of variance, so between 0 and 1."""
    found: list[Doubt] = []
    if share and not signed and high < 0:
        found.append("negative")
    if share and low > 1:
        found.append("above one")
    if share and high - low > WIDE:
        found.append("wide")
    if share and isfinite(before) and abs(value - before) > max(MOVED, high - value, value - low):
        found.append("not converged")
    return tuple(found)


def nested(many: int, least: int) -> list[int]:
    """Sizes of nested subsets, each twice as large, the last all of it."""
    sizes = [many]
    while sizes[-1] // 2 >= least:
        sizes.append(sizes[-1] // 2)
    return sizes[::-1]
