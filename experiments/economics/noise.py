"""How much of the spread between draws is the luck of the simulation, and what is left without it?

With n replications at each draw, a draw's mean has the variance of what is unknown *and* an n-th of the variance of
luck. Left in, luck passes for something that could be learned: the value of information is too high, and chances are
drawn towards one half. Two steps take it out:

1. Luck is measured, within draws: the mean square of what neither draw nor replication explains. It is right whether
   all draws share the luck of a replication or each has its own (`experiments.sensitivity.two_levels` says why).
2. The draw means are moved together until their covariance is what is left: the one linear map that does so and that
   does not depend on the units, on the threshold or on which option is the reference. Where inputs are given, only what
   a regression on them leaves over is moved: the shape of what is unknown then comes from the inputs.

Exact for normal distributions. Where luck is most of the spread, the answer leans on the shape, and says so (`Trust`).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from experiments.economics.answer import Trust, Verdict
from experiments.economics.arrays import Floats, Increments, increments, options_of
from experiments.economics.surfaces import additive
from sim.errors import NotPossible

SMALLEST = 1e-10  # of the largest variance, all columns at one scale: a direction with less has none
CLEAR = 0.9  # of the variance of draw means is not luck: whatever the shape
LEANS = 0.5  # with less than this, the answer leans on the shape
DOMINATED = 0.1
SKEWED = 0.5  # skewness: a shape that is not near enough to normal
EXPLAINED = 0.8  # of what is not luck: the inputs give the shape
NORMAL_975 = 1.959963984540054


@dataclass(frozen=True)
class Draws:
    """Costs and effects (draw, option) without luck: increments on the reference, which is 0. `between`, `within`,
    `seen` (column, column): covariance of draw means without luck, of the luck in them, and of what inputs foretell."""

    costs: Floats
    effects: Floats
    between: Floats
    within: Floats
    seen: Floats
    replications: int

    def trust(self, threshold: float) -> Trust:
        """How far an answer at this threshold can be trusted: of the contest between the option that is best on average
        and the one that is best most often beside it."""
        if self.replications == 1:
            return Trust(1.0, 1, "not measured")
        benefit = threshold * self.effects - self.costs
        best = int(benefit.mean(axis=0).argmax())
        rival = _rival(benefit, best)
        less = (np.eye(benefit.shape[1])[rival] - np.eye(benefit.shape[1])[best])[1:]
        contest = np.concatenate([-less, threshold * less])
        left, luck, seen = (float(contest @ of @ contest) for of in (self.between, self.within, self.seen))
        if not left + luck > 0:
            return Trust(1.0, self.replications, "clear")
        share = left / (left + luck)
        verdict = self._verdict(share, left, luck, seen, benefit[:, rival] - benefit[:, best])
        return Trust(share, self.replications, verdict)

    def _verdict(self, share: float, left: float, luck: float, seen: float, contest: Floats) -> Verdict:
        # The standard error of a difference of two mean squares (Satterthwaite), at their degrees of freedom.
        freedom = len(contest) - 1
        error = sqrt(2 * (left + luck) ** 2 / freedom + 2 * luck**2 / (freedom * (self.replications - 1)))
        if share < DOMINATED or left < NORMAL_975 * error:
            return "dominated by luck"
        if share >= CLEAR or seen >= EXPLAINED * left:
            return "clear"
        apart = contest - contest.mean()
        skewness = float((apart**3).mean() / (apart**2).mean() ** 1.5)
        return "leans on the shape" if share < LEANS or abs(skewness) > SKEWED else "clear"


def _rival(benefit: Floats, best: int) -> int:
    """The option that is best most often beside this one; of those never best, the nearest on average."""
    often = np.bincount(benefit.argmax(axis=1), minlength=benefit.shape[1]).astype(np.float64)
    means = benefit.mean(axis=0)
    often[best] = -1.0
    return int(max(range(len(often)), key=lambda one: (often[one], means[one])))


def without_noise(costs: ArrayLike, effects: ArrayLike, inputs: ArrayLike | None = None) -> Draws:
    """Costs and effects without the luck of the simulation.

    costs, effects  (draw, option) or (draw, option, replication), pounds and any unit. Without replications, or with
                    one, they are taken as free of luck.
    inputs          (draw, input), the values of what is unknown in each draw: where given, they keep the shape.

    Raises NotPossible where shapes do not agree or a value is not finite.
    """
    given = increments(costs, effects)
    return drawn_in(given, foretold(given, inputs))


def foretold(given: Increments, inputs: ArrayLike | None) -> Floats | None:
    """(draw, column): what all inputs together foretell of each draw, from the other draws."""
    if inputs is None or given.values.shape[2] == 1:
        return None
    found = np.asarray(inputs, dtype=np.float64)
    if found.ndim != 2 or len(found) != len(given.values) or not np.isfinite(found).all():
        raise NotPossible(f"inputs are {found.shape}: (draw, input), finite, for {len(given.values)} draws")
    return additive(found, given.means).left_out


def drawn_in(given: Increments, seen: Floats | None) -> Draws:
    """Increments without luck. `seen`: what inputs foretell, which stays as it is; what they leave over is drawn in."""
    means, luck, replications = given.means, luck_of(given), given.values.shape[2]
    total, nothing = _covariance(means), np.zeros_like(luck)
    if replications == 1:
        return Draws(*options_of(means, given.options, given.reference), total, luck, nothing, 1)
    between = _possible(total - luck, total)
    moved = means
    if seen is not None:
        own = _covariance(means - seen)
        moved = seen + with_covariance(means - seen, _possible(own - luck, own))
    # The mean is that of the draws themselves: what is foretold may be off it.
    moved = with_covariance(moved, between)
    moved = moved + means.mean(axis=0) - moved.mean(axis=0)
    of_inputs = nothing if seen is None else _covariance(seen)
    return Draws(*options_of(moved, given.options, given.reference), between, luck, of_inputs, replications)


def _covariance(values: Floats) -> Floats:
    """(column, column), of columns (draw, column)."""
    return np.atleast_2d(np.cov(values, rowvar=False))


def luck_of(given: Increments) -> Floats:
    """(column, column): the covariance of the luck in a draw's mean; 0 from a single replication."""
    values = given.values
    draws, columns, replications = values.shape
    if replications == 1:
        return np.zeros((columns, columns))
    rest = values - values.mean(axis=2, keepdims=True) - values.mean(axis=0, keepdims=True)
    rest = (rest + values.mean(axis=(0, 2))[None, :, None]).transpose(0, 2, 1).reshape(-1, columns)
    return np.asarray(rest.T @ rest / ((draws - 1) * (replications - 1)) / replications)


def _possible(wanted: Floats, total: Floats) -> Floats:
    """The nearest covariance that can be: no variance below 0, in directions that are those of the total."""
    whiten, colour = _whitening(total)
    sizes, turned = np.linalg.eigh(_even(whiten.T @ wanted @ whiten))
    return np.asarray(colour.T @ (turned * np.maximum(sizes, 0.0)) @ turned.T @ colour)


def with_covariance(values: Floats, wanted: Floats) -> Floats:
    """Values (draw, column) moved about their mean until their covariance is the one that is wanted, by the one linear
    map that goes with every change of units or of columns. Columns without variance stay."""
    mean = values.mean(axis=0)
    whiten, colour = _whitening(_covariance(values))
    sizes, turned = np.linalg.eigh(_even(whiten.T @ wanted @ whiten))
    shrink = (turned * np.sqrt(np.maximum(sizes, 0.0))) @ turned.T
    return np.asarray(mean + (values - mean) @ whiten @ shrink @ colour)


def _whitening(covariance: Floats) -> tuple[Floats, Floats]:
    """To columns of variance 1 that do not go together, and back; directions without variance are left out."""
    scale = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale[scale == 0.0] = 1.0
    sizes, directions = np.linalg.eigh(_even(covariance / np.outer(scale, scale)))
    kept = sizes > SMALLEST * max(float(sizes.max()), SMALLEST)
    roots, axes = np.sqrt(sizes[kept]), directions[:, kept]
    return axes / roots / scale[:, None], (axes * roots).T * scale


def _even(matrix: Floats) -> Floats:
    """Symmetric to the last digit."""
    return np.asarray((matrix + matrix.T) / 2)
