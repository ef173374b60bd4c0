"""What if one input, or two, were otherwise? Tornado rows and heat maps, each number with its simulation error.

All points have the same luck, so what a change does is a paired difference over replications. Nothing here is a share
of variance: `sobol` and `given_data` are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from experiments.intervals import Estimate, estimate
from experiments.sensitivity.resampling import Floats
from sim.errors import NotPossible


@dataclass(frozen=True)
class Swing:
    """One input at its low and its high value, or at each of its levels: None where that point failed."""

    values: tuple[Estimate | None, ...]
    changes: tuple[Estimate | None, ...]  # from the base, paired
    across: Estimate | None  # the last less the first, paired

    @property
    def reach(self) -> float:
        """How far it moves the answer, at the most."""
        return max((abs(one.mean) for one in (*self.changes, self.across) if one), default=0.0)


@dataclass(frozen=True)
class OneWay:
    """The base, and a swing for each input."""

    base: Estimate
    swings: tuple[Swing, ...]


@dataclass(frozen=True)
class Cell:
    """One point of a grid."""

    value: Estimate | None  # None: it failed
    as_good: bool  # no worse than the best within simulation error


@dataclass(frozen=True)
class TwoWay:
    """A grid: rows are values of the first input, columns of the second."""

    cells: tuple[tuple[Cell, ...], ...]
    best: tuple[int, int]


def one_way(y: Floats, ends: Sequence[int]) -> OneWay:
    """y (point, replication): the base, then so many points of each input in turn: low and high, or its levels. Not a
    number where a point failed.

    Raises NotPossible where the base failed.
    """
    base = y[0]
    if not _there(base):
        raise NotPossible("the base point failed: there is nothing to compare with")
    stops = [1 + stop for stop in accumulate(ends)]
    those = [y[start:stop] for start, stop in zip([1, *stops], stops, strict=False)]
    return OneWay(
        estimate(_run(base)),
        tuple(
            Swing(
                tuple(of(row) for row in rows),
                tuple(difference(row, base) for row in rows),
                difference(rows[-1], rows[0]),
            )
            for rows in those
        ),
    )


def two_way(y: Floats, rows: int, columns: int, *, plus_is_good: bool = True) -> TwoWay:
    """y (point, replication): a grid of rows x columns points, the second input moving fastest.

    Raises NotPossible where every point failed.
    """
    better = 1.0 if plus_is_good else -1.0
    means = [better * float(np.mean(_run(row))) if _there(row) else -np.inf for row in y]
    best = int(np.argmax(means))
    if not _there(y[best]):
        raise NotPossible("every point of the grid failed")
    cells = [Cell(of(row), _as_good(row, y[best], better)) for row in y]
    grid = tuple(tuple(cells[i * columns : (i + 1) * columns]) for i in range(rows))
    return TwoWay(grid, divmod(best, columns))


def of(row: Floats) -> Estimate | None:
    """One point's mean with its intervals."""
    return estimate(_run(row)) if _there(row) else None


def difference(row: Floats, base: Floats) -> Estimate | None:
    """A point less another, paired by replication."""
    return of(row - base)


def against_first(y: Floats) -> list[Estimate | None]:
    """Each point of a list less the first, paired; the first has None."""
    return [None, *(difference(row, y[0]) for row in y[1:])]


def _as_good(row: Floats, best: Floats, better: float) -> bool:
    apart = difference(row, best)
    return apart is not None and not (apart.settled and better * apart.mean < 0)


def _there(row: Floats) -> bool:
    return bool(np.isfinite(row).any())


def _run(row: Floats) -> Sequence[float]:
    """The replications that were run, as plain numbers."""
    return [float(one) for one in row if np.isfinite(one)]
