"""What is expected of each increment, given some inputs? Regressions, judged by what they have not seen.

One input: cubic B-splines with knots at quantiles. Two: the product of both, so that what they do together is seen.
Three or more: a Gaussian process. All inputs at once, to keep a shape: a curve in each and products, with a ridge. Each
is a linear smoother, so that leaving a draw out has a formula, and how many knots or how much ridge is chosen by that.
An input with few values (a switch, a category) has a level for each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from experiments.economics.arrays import Floats
from sim.errors import NotPossible

KNOTS = (0, 1, 2, 3, 5, 8)  # inner ones that are tried, of one input
KNOTS_OF_TWO = (0, 1, 2, 3, 5)
KNOTS_OF_ALL = 3
CUBIC = 3
FEW_VALUES = 6
RIDGES = tuple(10.0**power for power in range(-6, 5))  # of the mean square of a feature
MOST_MULTIPLIED = 12  # inputs
EACH_FEATURE = 5  # draws for each, before products of inputs are let in
LEARNED_FROM = 400  # draws from which a Gaussian process learns its lengths
MOST_IN_PROCESS = 2000
STEPS, PACE = 80, 0.1
EDGE = 1e-9


@dataclass(frozen=True)
class Surface:
    """What is expected of each column. `fitted`, `left_out` (draw, column): with and without the draw itself; `gain`
    (column): which part of the variance about the surface is in its fitted values; `smooth`: what the same smoother
    makes of other columns, in the place of these."""

    fitted: Floats
    left_out: Floats
    gain: Floats
    smooth: Callable[[Floats], Floats]


def surface(inputs: Floats, wanted: Floats) -> Surface:
    """The regression for so many inputs. inputs (draw, input); wanted (draw, column)."""
    if inputs.ndim != 2 or len(inputs) != len(wanted):
        raise NotPossible(f"inputs are {inputs.shape}: (draw, input) is needed, for {len(wanted)} draws")
    if not np.isfinite(inputs).all():
        raise NotPossible("an input is not a finite number")
    inputs = inputs[:, np.ptp(inputs, axis=0) > 0]
    if inputs.shape[1] == 0:
        return _constant(wanted)
    return splines(inputs, wanted) if inputs.shape[1] <= 2 else process(inputs, wanted)


def splines(inputs: Floats, wanted: Floats) -> Surface:
    """Of one input or two: with as many knots as foretell best what is left out."""
    tried = KNOTS if inputs.shape[1] == 1 else KNOTS_OF_TWO
    found = []
    for knots in tried:
        features = _together([basis(column, knots) for column in inputs.T])
        if features.shape[1] * 2 <= len(wanted):
            found.append(_least_squares(features, wanted))
    return max(found, key=lambda one: foretells(one, wanted)) if found else _constant(wanted)


def basis(values: Floats, knots: int) -> Floats:
    """(draw, feature): cubic B-splines of one input with this many inner knots, at its quantiles, and nothing beyond
    its ends (Cox and de Boor); a level for each value, where it has few. Features add up to 1."""
    levels = np.unique(values)
    if len(levels) <= FEW_VALUES:
        return np.asarray((values[:, None] == levels).astype(np.float64))
    inner = np.unique(np.quantile(values, np.linspace(0, 1, knots + 2)[1:-1]))
    inner = inner[(inner > levels[0]) & (inner < levels[-1])]
    at = np.concatenate([[levels[0]] * (CUBIC + 1), inner, [levels[-1]] * (CUBIC + 1)])
    x = np.clip(values, levels[0], levels[-1] - EDGE * (levels[-1] - levels[0]))[:, None]
    found = ((at[:-1] <= x) & (x < at[1:])).astype(np.float64)
    for degree in range(1, CUBIC + 1):
        rise, fall = at[degree:-1] - at[: -degree - 1], at[degree + 1 :] - at[1:-degree]
        up = np.divide(x - at[: -degree - 1], rise, out=np.zeros((len(x), len(rise))), where=rise > 0)
        down = np.divide(at[degree + 1 :] - x, fall, out=np.zeros((len(x), len(fall))), where=fall > 0)
        found = up * found[:, :-1] + down * found[:, 1:]
    return np.asarray(found)


def additive(inputs: Floats, wanted: Floats) -> Surface:
    """Of any number of inputs: a curve in each (a line and a square, where draws are few), and products of two where
    inputs are few, with as much ridge as foretells best."""
    z = inputs[:, np.ptp(inputs, axis=0) > 0]
    if z.shape[1] == 0:
        return _constant(wanted)
    z = (z - z.mean(axis=0)) / z.std(axis=0)
    features = [z, z**2]
    curves = np.hstack([basis(column, KNOTS_OF_ALL) for column in z.T])
    if curves.shape[1] * EACH_FEATURE <= len(z):
        features.append(curves)
    pairs = list(combinations(range(z.shape[1]), 2))
    so_far = sum(part.shape[1] for part in features)
    if z.shape[1] <= MOST_MULTIPLIED and (so_far + len(pairs)) * EACH_FEATURE <= len(z):
        features += [z[:, [i]] * z[:, [j]] for i, j in pairs]
    return _least_squares(np.hstack(features), wanted, RIDGES)


def process(inputs: Floats, wanted: Floats) -> Surface:
    """Of three inputs or more: a Gaussian process for each column, lines in every input and a smooth rest whose length
    is learned for each (marginal likelihood, Rasmussen and Williams 2006, chapter 5). At most 2,000 draws."""
    if len(inputs) > MOST_IN_PROCESS:
        raise NotPossible(f"a Gaussian process takes at most {MOST_IN_PROCESS:,} draws, and there are {len(inputs):,}")
    x = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    each = [_of_column(x, column) for column in wanted.T]
    return Surface(
        np.hstack([one.fitted for one in each]),
        np.hstack([one.left_out for one in each]),
        np.concatenate([one.gain for one in each]),
        lambda others: np.hstack([one.smooth(other[:, None]) for one, other in zip(each, others.T, strict=True)]),
    )


def _of_column(x: Floats, column: Floats) -> Surface:
    """The process of one column."""
    scale = column.std()
    if scale == 0:
        return _constant(column[:, None])
    y = (column - column.mean()) / scale
    some = slice(None, None, max(1, -(-len(x) // LEARNED_FROM)))
    kernel, rest = _kernel(x, _learned(x[some], y[some]))
    hat = np.eye(len(x)) - rest * np.linalg.inv(kernel + rest * np.eye(len(x)))
    return _from(column[:, None], lambda values: hat @ values, np.diag(hat), float((hat**2).sum()))


def _kernel(x: Floats, logs: Floats) -> tuple[Floats, float]:
    """Covariance between draws, and the variance of the rest; `logs`: of the smooth part's variance, of the lines', of
    the rest's, and of each input's inverse squared length."""
    smooth, lines, rest = np.exp(logs[:3])
    scaled = x * np.exp(logs[3:] / 2)
    square = (scaled**2).sum(axis=1)
    apart = np.maximum(square[:, None] + square - 2 * scaled @ scaled.T, 0.0)
    return smooth * np.exp(-apart / 2) + lines * (x @ x.T), float(rest)


def _learned(x: Floats, y: Floats) -> Floats:
    """The logs of `_kernel` that make these draws likeliest, by steps uphill of a size of their own (Adam)."""
    inputs = x.shape[1]
    logs = np.concatenate([np.log([0.5, 0.5 / inputs, 0.5]), np.full(inputs, np.log(1.0 / inputs))])
    first, second = np.zeros_like(logs), np.zeros_like(logs)
    for step in range(1, STEPS + 1):
        slope = _uphill(x, y, logs)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        logs = logs + PACE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + EDGE)
        logs = np.clip(logs, np.log(1e-4), np.log(1e3))
    return logs


def _uphill(x: Floats, y: Floats, logs: Floats) -> Floats:
    """The slope of the log likelihood in each of the logs."""
    kernel, rest = _kernel(x, logs)
    lines = np.exp(logs[1]) * (x @ x.T)
    smooth = kernel - lines
    inverse = np.linalg.inv(kernel + rest * np.eye(len(x)))
    alpha = inverse @ y
    pull = np.outer(alpha, alpha) - inverse
    lengths = np.exp(logs[3:])
    weighed = pull * smooth
    total = weighed.sum(axis=1)
    apart = 2 * ((x**2 * total[:, None]).sum(axis=0) - (x * (weighed @ x)).sum(axis=0))
    slopes = [weighed.sum(), (pull * lines).sum(), rest * np.trace(pull), *(-0.5 * lengths * apart)]
    return np.asarray(slopes) / 2


def neighbours(inputs: Floats, wanted: Floats) -> Floats:
    """(column): which share of the variance goes with these inputs, by comparing each draw with its nearest: no shape
    is assumed, so it shows what a regression does not see."""
    x = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    square = (x**2).sum(axis=1)
    nearest = np.empty(len(x), dtype=np.intp)
    for start in range(0, len(x), LEARNED_FROM):
        rows = np.arange(start, min(start + LEARNED_FROM, len(x)))
        apart = square[rows, None] + square - 2 * x[rows] @ x.T
        apart[np.arange(len(rows)), rows] = np.inf
        nearest[rows] = apart.argmin(axis=1)
    centred = wanted - wanted.mean(axis=0)
    variance = (centred**2).mean(axis=0)
    together = (centred * centred[nearest]).mean(axis=0)
    return np.asarray(np.divide(together, variance, out=np.zeros_like(variance), where=variance > 0))


# ---------------------------------------------------------------- linear smoothers


def _least_squares(features: Floats, wanted: Floats, ridges: Sequence[float] = (0.0,)) -> Surface:
    """A constant and these features, with the ridge that foretells best."""
    x = features - features.mean(axis=0)
    squares, axes = np.linalg.eigh(x.T @ x)  # of few columns: faster than to take the tall table apart
    kept = squares > EDGE * max(float(squares.max(initial=0.0)), EDGE)
    squares, turned = squares[kept], x @ axes[:, kept] / np.sqrt(squares[kept])

    def with_ridge(ridge: float) -> Surface:
        weights = squares / (squares + ridge * len(turned))

        def smooth(values: Floats) -> Floats:
            return np.asarray((turned * weights) @ (turned.T @ values))

        return _from(wanted, smooth, turned**2 @ weights, float((weights**2).sum()))

    return max(map(with_ridge, ridges), key=lambda one: foretells(one, wanted))


def _from(wanted: Floats, smooth: Callable[[Floats], Floats], own: Floats, squares: float) -> Surface:
    """A constant and a smoother of what lies about it. `own`: the weight of a draw in its own value, and `squares`: the
    sum of all squared weights, but for the constant."""

    def whole(values: Floats) -> Floats:
        mean = values.mean(axis=0)
        return np.asarray(mean + smooth(values - mean))

    fitted, draws = whole(wanted), len(wanted)
    left_out = wanted - (wanted - fitted) / np.maximum(1 - 1 / draws - own, EDGE)[:, None]
    return Surface(fitted, left_out, np.full(wanted.shape[1], squares / draws), whole)


def _constant(wanted: Floats) -> Surface:
    """Where no input has two values: nothing is foretold."""
    return _from(wanted, np.zeros_like, np.zeros(len(wanted)), 0.0)


def _together(each: Sequence[Floats]) -> Floats:
    """Every product of a feature of the one with a feature of the other."""
    found = each[0]
    for other in each[1:]:
        found = (found[:, :, None] * other[:, None, :]).reshape(len(found), -1)
    return found


def foretells(found: Surface, wanted: Floats) -> float:
    """How well it foretells the draws left out: less the missed share of variance, over all columns that vary."""
    spread, missed = wanted.var(axis=0), ((wanted - found.left_out) ** 2).mean(axis=0)
    return -float((missed[spread > 0] / spread[spread > 0]).sum())
