"""What are the inputs, given the figures? Regression-adjusted approximate Bayesian computation, in plain numpy.

Simulations at many inputs say how the inputs go with the figures. From all of them a regression makes as many
summaries as there are inputs: what each input is expected to be, given the figures (semi-automatic ABC: Fearnhead and
Prangle 2012, doi 10.1111/j.1467-9868.2011.01010.x). The simulations nearest to the observed figures in these are kept,
the nearer the heavier, and moved along a local line to where the observed figures stand, their spread with them
(Beaumont 2002, doi 10.1093/genetics/162.4.2025; Blum and Francois 2010, doi 10.1007/s11222-009-9116-0).

An observed figure is an interval: a count that was suppressed as "<5" is 0 to 4, an exact one begins and ends at the
same number. What is compared is how far a simulated figure lies outside it, so the observed figures stand at 0.
Everything is a pure function of its arguments: no luck is drawn here.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Interval = tuple[float, float]

MEMBERS = 400  # of the sample that is returned
FEWEST, EACH = 400, 120  # simulations that are kept at the least: in all, and for each input and one more
KEPT = 0.5  # at the most, as a share of all
NEAR = 2.0  # standard deviations of each input about what is expected of it: simulations that lie further off are not
EDGE = 1e-6  # of an input's range: nearer to an end than that, its logit is no further out
LINEAR = 3.0  # standard deviations: within them, how far a figure lies from the observed counts in proportion
RIDGE = 1e-6  # of the mean square of a feature, so that one that repeats another does no harm
MOST_RATIO = 4.0  # by which a spread at a simulation may differ from that at the observed figures
SMALLEST = 1e-12


class Posterior(NamedTuple):
    """A sample of the inputs given the figures, each member of equal weight."""

    rows: Floats  # (member, input)
    kept: int  # simulations that it is made of


def posterior(
    theta: Floats,
    bounds: Sequence[Interval],
    stats: Floats,
    observed: Sequence[Interval | float | None],
    weights: Floats | None = None,
    *,
    members: int = MEMBERS,
    kept: float = KEPT,
) -> Posterior:
    """The inputs, given the figures.

    theta     (simulation, input): the inputs of each simulation, strictly or not within their bounds.
    bounds    of each input, low and high: no member lies outside.
    stats     (simulation, figure): what each simulation gave; not a number where a figure does not exist.
    observed  of each figure: exact, an interval, or None where nothing was observed.
    weights   of each simulation, where they were not all drawn from the prior; all alike if left out.
    kept      which share of the simulations is kept at the most; of far ones, fewer.

    Raises ValueError where shapes do not agree, or no figure was observed.
    """
    z = to_line(theta, bounds)
    weights = np.ones(len(z)) if weights is None else np.asarray(weights, dtype=float)
    x = outside(stats, observed, weights)
    if len(x) != len(z) or len(weights) != len(z):
        raise ValueError(f"{len(z)} simulations have inputs, {len(x)} figures and {len(weights)} weights")
    summaries, spread = expected(z, x, weights)
    near = kernel(summaries, spread, weights, kept)
    at = near > 0
    moved = adjusted(z[at], summaries[at], near[at])
    rows = from_line(moved[evenly(near[at], members)], bounds)
    return Posterior(rows, int(at.sum()))


# ---------------------------------------------------------------- scales


def to_line(theta: Floats, bounds: Sequence[Interval]) -> Floats:
    """Inputs on the whole line: the logit of where each stands in its range."""
    low, high = np.asarray(bounds, dtype=float).T
    share = np.clip((theta - low) / (high - low), EDGE, 1 - EDGE)
    return np.asarray(np.log(share / (1 - share)))


def from_line(z: Floats, bounds: Sequence[Interval]) -> Floats:
    """And back."""
    low, high = np.asarray(bounds, dtype=float).T
    return np.asarray(low + (high - low) / (1 + np.exp(-z)))


def outside(stats: Floats, observed: Sequence[Interval | float | None], weights: Floats) -> Floats:
    """How far each figure lies above or below what was observed, in standard deviations: in proportion near 0, and less
    and less so beyond `LINEAR`, so that simulations that are far off do not bend the regression. Figures that were not
    observed are left out, as are those that are the same in every simulation; one that does not exist in a simulation
    counts as the middle of the others."""
    if stats.shape[1] != len(observed):
        raise ValueError(f"{stats.shape[1]} figures were simulated, and {len(observed)} observed")
    columns = []
    for column, seen in zip(stats.T, observed, strict=True):
        there = np.isfinite(column)
        if seen is None or not there.any():
            continue
        low, high = seen if isinstance(seen, tuple) else (seen, seen)
        value = np.where(there, column, np.median(column[there]))
        scale = _deviation(value, weights)
        if scale > SMALLEST:
            columns.append(LINEAR * np.arcsinh((value - np.clip(value, low, high)) / (LINEAR * scale)))
    if not columns:
        raise ValueError("no figure was observed that the inputs could move")
    return np.column_stack(columns)


def _deviation(value: Floats, weights: Floats) -> float:
    mean = np.average(value, weights=weights)
    return float(np.sqrt(np.average((value - mean) ** 2, weights=weights)))


# ---------------------------------------------------------------- summaries


def expected(z: Floats, x: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """What the inputs are expected to be given the figures, less what they are at the observed ones; and how the inputs
    vary about that: their covariance."""
    found = _features(x)
    beta = _least_squares(found, z, weights)
    fitted = found @ beta
    residual = z - fitted
    total = weights.sum()
    spread = (residual * weights[:, None]).T @ residual / total
    return fitted - beta[0], spread


def _features(x: Floats) -> Floats:
    """One, the figures and their squares: all but the first are 0 at the observed figures. Their products, tried on the
    pilot, made its intervals too narrow."""
    return np.hstack([np.ones((len(x), 1)), x, x * x])


def _least_squares(features: Floats, wanted: Floats, weights: Floats) -> Floats:
    """Weighted, with a ridge too small to be seen but where a feature repeats others. The constant has none."""
    weighed = features * weights[:, None]
    square = weighed.T @ features
    ridge = RIDGE * np.diag(square).copy()
    ridge[0] = 0.0
    square[np.diag_indices_from(square)] += ridge + SMALLEST
    return np.asarray(np.linalg.solve(square, weighed.T @ wanted))


# ---------------------------------------------------------------- near, and moved


def kernel(summaries: Floats, spread: Floats, weights: Floats, share: float) -> Floats:
    """What each simulation counts: Epanechnikov's kernel of its distance from the observed figures, in which an input
    counts as much as the figures tell of it, times its weight."""
    size = len(spread)
    steady = spread + np.eye(size) * (RIDGE * np.trace(spread) / size + SMALLEST)
    distance = np.sqrt(np.maximum(0.0, (summaries @ np.linalg.inv(steady) * summaries).sum(axis=1)))
    near = int((distance < NEAR * np.sqrt(size)).sum())
    many = min(len(distance), max(FEWEST, EACH * (size + 1), min(near, round(share * len(distance)))))
    reach = max(float(np.partition(distance, many - 1)[many - 1]), SMALLEST)
    return np.asarray(np.where(distance < reach, 1 - (distance / reach) ** 2, 0.0) * weights)


def adjusted(z: Floats, summaries: Floats, weights: Floats) -> Floats:
    """Each simulation's inputs, moved along the local line to the observed figures, and drawn in or out as their spread
    differs there."""
    ones = np.ones((len(z), 1))
    line = np.hstack([ones, summaries])
    beta = _least_squares(line, z, weights)
    residual = z - line @ beta
    squared = np.log(residual**2 + SMALLEST)
    gamma = _least_squares(line, squared, weights)
    ratio = np.exp(np.clip((gamma[0] - line @ gamma) / 2, -np.log(MOST_RATIO), np.log(MOST_RATIO)))
    return np.asarray(beta[0] + residual * ratio)


# ---------------------------------------------------------------- weights


def evenly(weights: Floats, many: int) -> NDArray[np.intp]:
    """Which members a sample of equal weight takes: at even steps along their weights, one after another."""
    ends = np.cumsum(weights)
    return np.asarray(np.searchsorted(ends, (np.arange(many) + 0.5) / many * ends[-1]))
