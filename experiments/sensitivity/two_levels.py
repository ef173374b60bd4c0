"""How much of the spread is what nobody knows, and how much is luck? Variance between points and within them.

    Y(x, luck) = mean + between(x) + common(luck) + apart(x, luck)

has three variances. *Between*: of what a point gives on average over luck; what is asked for. *Common*: of what a
replication adds at every point alike, such as many referrals. *Apart*: of what it adds at one point and not at another.

- With **fresh luck** at every point the last two cannot be parted, and need not be: their sum is the
  variance within points, and (MSB - MSW) / n is the variance between, of n replications (O'Hagan, Stevenson and Madan
  2007, doi 10.1002/hec.1199).
- With the **same luck** at every point, common luck moves all points together, so it is in no difference between
  points, and not in MSB. MSW still has it: (MSB - MSW) / n would take away too much, by common / n. What must be taken
  away is the interaction of points and replications, and the variance between is the mean covariance over points of
  two different replications.

That covariance is right either way, also with counts that differ. But with the same luck it is right on average over
sets of luck, and no number of points makes it more certain than its few replications do: for variances and indices
fresh luck is better, for differences between points the same luck is (docs/sensitivity.md has both, measured).
"""

from dataclasses import dataclass
from math import nan, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np

from experiments.sensitivity.resampling import CONFIDENCE, RESAMPLES, SEED, Floats, counts
from sim.errors import NotPossible

Luck = Literal["same", "fresh"]

MOST_REPLICATIONS = 1_000  # that a rule asks for
FEWEST_POINTS = 10  # below which an interval over points says nothing
FEWEST_FOR_LUCK = 3  # replications that must be there to leave one out


@dataclass(frozen=True)
class TwoLevels:
    """Variance by where it comes from, in squared units of the output."""

    points: int  # with two replications or more
    replications: float  # of a point, on average
    luck: Luck
    mean: float
    between: float  # of a point's mean over all luck: never below 0
    between_low: float | None  # 95 % interval; None from a few points
    between_high: float | None
    within: float  # of a single replication about its point's mean
    common: float | None  # part of it that all points have alike; None with fresh luck: it cannot be parted
    naive: float  # of the points' means as they stand: what it would be without the correction
    dominated: bool  # by noise: the estimate between would be below 0

    @property
    def noise(self) -> float:
        """Variance that luck adds to one replication's differences between points."""
        return self.within - (self.common or 0.0)

    @property
    def share_between(self) -> float:
        """Share of a single replication's variance that is what nobody knows."""
        whole = self.between + self.within
        return self.between / whole if whole else 0.0

    @property
    def error_of_mean(self) -> float:
        """Standard error of the mean over all points and replications: common luck is in it however many points."""
        each = (self.between + self.noise / self.replications) / self.points
        return sqrt(each + (self.common or 0.0) / self.replications)

    @property
    def share_of_noise(self) -> float:
        """Share of the naive variance of points' means that is luck."""
        return min(1.0, max(0.0, 1.0 - self.between / self.naive)) if self.naive else 0.0

    @property
    def best_replications(self) -> int:
        """Replications at each point that tell most of the variance between points, for a given number in all: 1 and
        the noise over the variance between (two normal levels). Dominated by noise: at least so many."""
        return best_replications(self.noise, self.between_high or 0.0 if self.dominated else self.between)


def best_replications(noise: float, between: float) -> int:
    """The same from two variances: noise of 9 and 1 between give 10."""
    if not noise > 0:
        return 1
    return min(MOST_REPLICATIONS, round(1 + noise / between)) if between > 0 else MOST_REPLICATIONS


def two_levels(y: Floats, luck: Luck = "same", *, times: int = RESAMPLES, seed: int = SEED) -> TwoLevels:
    """The variance of y (point, replication) between points and within. Not a number: not run, or failed.

    Raises NotPossible where fewer than two points have two replications.
    """
    y = np.atleast_2d(np.asarray(y, dtype=np.float64))
    y = y[np.isfinite(y).sum(axis=1) >= 2]
    if len(y) < 2:
        raise NotPossible("two levels need two points with two replications each")
    there = np.isfinite(y)
    values = np.where(there, y - np.nanmean(y), 0.0)  # sums of what lies near 0 lose no digits
    parts = _Parts(values, there.astype(np.float64), luck)
    found = parts.between()
    reach = _reach(parts, found, times, seed) if len(y) >= FEWEST_POINTS and times else (None, None)
    n = there.sum(axis=1)
    within, apart = parts.within(), parts.apart(found)
    common = max(0.0, within - apart) if luck == "same" else None
    return TwoLevels(
        points=len(y),
        replications=float(n.mean()),
        luck=luck,
        mean=float((np.nanmean(y, axis=1)).mean()),
        between=max(0.0, found),
        between_low=reach[0],
        between_high=reach[1],
        within=within,
        common=common,
        naive=float(np.nanmean(y, axis=1).var(ddof=1)),
        dominated=found <= 0,
    )


class _Parts:
    """What all sums of squares are made of, for points with weights: a resample gives a point several times."""

    def __init__(self, values: Floats, there: Floats, luck: Luck) -> None:
        self.values, self.there, self.luck = values, there, luck
        self.n = there.sum(axis=1)
        self.sums = values.sum(axis=1)
        self.squares = (values**2).sum(axis=1)

    def within(self) -> float:
        """Mean square within points."""
        return float((self.squares - self.sums**2 / self.n).sum() / (self.n - 1).sum())

    def between(self, weights: Floats | None = None) -> float:
        """Variance between, as it falls: it may be below 0."""
        w = np.ones(len(self.n)) if weights is None else weights
        return self._crossed(w) if self.luck == "same" else self._nested(w)

    def _nested(self, w: Floats) -> float:
        """(MSB - MSW) / n, of counts that may differ."""
        points, total = w.sum(), (w * self.n).sum()
        within = (w * (self.squares - self.sums**2 / self.n)).sum() / (w * (self.n - 1)).sum()
        mean = (w * self.sums).sum() / total
        square = (w * self.n * (self.sums / self.n - mean) ** 2).sum() / (points - 1)
        usual = (total - (w * self.n**2).sum() / total) / (points - 1)  # the count, where all are alike
        return float((square - within) / usual)

    def _crossed(self, w: Floats) -> float:
        """Mean covariance over points of two different replications, each pair over the points that have both."""
        there, values = self.there * w[:, None], self.values * w[:, None]
        both = there.T @ self.there
        first = values.T @ self.there  # of the row's replication, where the column's is there, too
        of_two = values.T @ self.values
        with np.errstate(invalid="ignore", divide="ignore"):
            covariance = (of_two - first * first.T / both) / (both - 1)
        weight = np.where(both > 1, both - 1, 0.0)
        np.fill_diagonal(weight, 0.0)
        covariance = np.where(weight > 0, covariance, 0.0)
        return float((weight * covariance).sum() / weight.sum()) if weight.sum() else nan

    def apart(self, between: float) -> float:
        """What luck adds to differences between points: all of it, or the interaction alone."""
        if self.luck == "fresh":
            return self.within()
        n = self.there.sum(axis=0)
        each = ((self.values**2).sum(axis=0) - self.values.sum(axis=0) ** 2 / n)[n > 1] / (n[n > 1] - 1)
        return max(0.0, float(np.average(each, weights=n[n > 1] - 1)) - between)

    def without(self, replication: int) -> "_Parts | None":
        """All but one replication, where that leaves enough."""
        keep = np.arange(self.there.shape[1]) != replication
        enough = self.there[:, keep].sum(axis=1) >= 2
        if enough.sum() < 2:
            return None
        return _Parts(self.values[enough][:, keep], self.there[enough][:, keep], self.luck)


def _reach(parts: _Parts, found: float, times: int, seed: int) -> tuple[float, float]:
    """The 95 % interval of the variance between: over resamples of points on the scale on which a variance is nearly
    normal, and wider by what sets of luck differ by, where all points have the same."""
    draws = np.array([parts.between(w) for w in counts(len(parts.n), times, seed)])
    draws = draws[np.isfinite(draws)]
    spread = float(draws.std())
    if parts.luck == "same":
        spread = sqrt(spread**2 + _of_luck(parts))
    if not spread > 0 or found <= 0:
        z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
        return 0.0, max(0.0, found + z * spread)
    size = 2 * (found / spread) ** 2  # degrees of freedom of a chi-squared with this mean and spread
    low, high = (found * size / _chi_squared(share, size) for share in ((1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2))
    return low, high


def _of_luck(parts: _Parts) -> float:
    """Variance of the estimate over sets of luck, from leaving out one replication at a time."""
    many = parts.there.shape[1]
    if many < FEWEST_FOR_LUCK:
        return 0.0
    found = [one.between() for r in range(many) if (one := parts.without(r))]
    values = np.array([one for one in found if np.isfinite(one)])
    return float((len(values) - 1) * values.var()) if len(values) > 1 else 0.0


def _chi_squared(share: float, freedom: float) -> float:
    """Quantile of chi-squared (Wilson and Hilferty 1931)."""
    ninth = 2 / (9 * freedom)
    return float(freedom * max(1e-6, 1 - ninth + NormalDist().inv_cdf(share) * sqrt(ninth)) ** 3)
