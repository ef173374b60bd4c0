"""Which option is best at each threshold, how likely, what is lost if it is not, and what would certainty be worth?

    at = [20_000, 30_000]
    acceptability(costs, effects, at)     # (threshold, option): the chance that each is best
    expected_loss(costs, effects, at)     # (threshold, option): pounds lost by choosing it, on average
    evpi(costs, effects, at)              # pounds a decision, with its interval and how far to trust it

Costs in pounds, effects in any unit, thresholds in pounds for one more of it; at threshold 0 costs alone decide. Arrays
are (draw, option) or (draw, option, replication): with replications, luck is taken out first (`noise`).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import erfc, exp, pi, sqrt
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.budget import Terms
from experiments.economics.answer import Worth
from experiments.economics.arrays import Floats, Increments, increments, net_benefit
from experiments.economics.noise import Draws, drawn_in, foretold, without_noise
from sim.errors import NotPossible

GROUPS = 20  # of draws, each left out once
MOST_OF_LUCK = 10  # groups of replications, each left out once
FEWEST_OF_LUCK = 3


class Frontier(NamedTuple):
    """At each threshold: which option has the highest expected net benefit, and how likely it is best."""

    option: NDArray[np.intp]
    chance: Floats


def _thresholds(thresholds: ArrayLike) -> Floats:
    at = np.atleast_1d(np.asarray(thresholds, dtype=np.float64))
    if at.ndim != 1 or not np.isfinite(at).all():
        raise NotPossible("thresholds are finite numbers in one row, in pounds for one more of the effect")
    return at


def acceptability(
    costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike, inputs: ArrayLike | None = None
) -> Floats:
    """The cost-effectiveness acceptability curve: (threshold, option), the share of draws in which each option has the
    highest net benefit; where several have it, each has its part (Fenwick, Claxton and Sculpher 2001, doi
    10.1002/hec.635)."""
    draws = without_noise(costs, effects, inputs)
    return np.array([best_shares(_benefit(draws, at)) for at in _thresholds(thresholds)])


def best_shares(benefit: Floats) -> Floats:
    """(option): the share of draws (draw, option) in which it is best."""
    best = benefit == benefit.max(axis=1, keepdims=True)
    return np.asarray((best / best.sum(axis=1, keepdims=True)).mean(axis=0))


def acceptability_frontier(
    costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike, inputs: ArrayLike | None = None
) -> Frontier:
    """At each threshold the option of the highest expected net benefit, which need not be the likeliest to be best, and
    its chance of being best."""
    draws, at = without_noise(costs, effects, inputs), _thresholds(thresholds)
    shares = np.array([best_shares(_benefit(draws, one)) for one in at])
    option = np.array([_benefit(draws, one).mean(axis=0).argmax() for one in at])
    return Frontier(option, shares[np.arange(len(at)), option])


def expected_loss(
    costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike, inputs: ArrayLike | None = None
) -> Floats:
    """(threshold, option): pounds a decision that choosing an option loses on average, against the option that is best
    in each draw. The least of a row is the expected value of perfect information (Alarid-Escudero and others 2019, doi
    10.1016/j.jval.2019.02.008)."""
    draws = without_noise(costs, effects, inputs)
    return np.array([losses(_benefit(draws, at)) for at in _thresholds(thresholds)])


def losses(benefit: Floats) -> Floats:
    """(option): pounds lost on average by choosing it in every draw (draw, option)."""
    return np.asarray((benefit.max(axis=1, keepdims=True) - benefit).mean(axis=0))


def _benefit(draws: Draws, threshold: float) -> Floats:
    return net_benefit(draws.costs, draws.effects, threshold)


def evpi(
    costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike, inputs: ArrayLike | None = None
) -> tuple[Worth, ...]:
    """The expected value of perfect information at each threshold: pounds a decision, what certainty of everything that
    is unknown would be worth. Its interval is from leaving out draws in 20 groups and, with 3 replications or more,
    replications as well."""
    given, at = increments(costs, effects), _thresholds(thresholds)
    seen = foretold(given, inputs)

    def worth(some: Increments, of: Floats | None) -> tuple[Floats, Draws]:
        draws = drawn_in(some, of)
        return np.array([losses(_benefit(draws, one)).min() for one in at]), draws

    pounds, draws = worth(given, seen)
    left = [worth(part, of)[0] for part, of in _parts(given, seen)]
    error = _left_out_error(left)
    if (groups := min(given.values.shape[2], MOST_OF_LUCK)) >= FEWEST_OF_LUCK:
        replication = np.arange(given.values.shape[2]) % groups
        kept = (given._replace(values=given.values[:, :, replication != group]) for group in range(groups))
        error = np.sqrt(error**2 + _left_out_error([worth(one, seen)[0] for one in kept]) ** 2)
    return tuple(Worth.of(float(p), float(e), draws.trust(t)) for p, e, t in zip(pounds, error, at, strict=True))


def _parts(given: Increments, seen: Floats | None) -> list[tuple[Increments, Floats | None]]:
    """All but each group of draws."""
    group = np.arange(len(given.values)) % min(GROUPS, len(given.values))
    return [
        (given._replace(values=given.values[group != one]), None if seen is None else seen[group != one])
        for one in range(int(group.max()) + 1)
    ]


def _left_out_error(each: Sequence[Floats]) -> Floats:
    """The jackknife's standard error."""
    values = np.array(each)
    return np.asarray(np.sqrt((len(values) - 1) / len(values) * ((values - values.mean(axis=0)) ** 2).sum(axis=0)))


# ---------------------------------------------------------------- formulas


def evpi_of_normal(mean: float, deviation: float) -> float:
    """The expected value of perfect information about one choice whose incremental net benefit is normal: s phi(m/s) -
    m Phi(-m/s), m the size of the mean. Pounds. Raises NotPossible where the deviation is below 0."""
    if deviation < 0:
        raise NotPossible(f"a standard deviation of {deviation} is below 0")
    size = abs(mean)
    if deviation == 0:
        return 0.0
    z = size / deviation
    return deviation * exp(-z * z / 2) / sqrt(2 * pi) - size * erfc(z / sqrt(2)) / 2


FirstYear = Literal["undiscounted", "discounted"]


def present_value(by_year: ArrayLike, rate: float = 0.035, first_year: FirstYear = "undiscounted") -> Floats:
    """What amounts of year 1, 2, ... are worth now: pounds at the rate for costs, or effects at theirs (NICE: 3.5 % for
    both; the Green Book: 1.5 % for health effects). by_year (..., year), of any shape: the last axis goes.
    `first_year`: at its full value (years 0, 1, ...), or discounted by a whole year (years 1, 2, ...)."""
    amounts, terms = np.asarray(by_year, dtype=np.float64), Terms(_rate(rate), first_year)
    factors = [float(terms.factor(year)) for year in range(1, amounts.shape[-1] + 1)]
    return np.asarray(amounts @ np.array(factors))


def population(
    worth: float, incidence_per_year: float, years: int, rate: float = 0.035, first_year: FirstYear = "undiscounted"
) -> float:
    """What knowing more is worth to all who are decided for: pounds a decision, times so many decisions a year (people,
    or services) for so many years, discounted. Raises NotPossible where incidence or years are below 0."""
    if incidence_per_year < 0 or years < 0:
        raise NotPossible("neither incidence nor years can be below 0")
    return worth * float(present_value([incidence_per_year] * years, rate, first_year))


def _rate(rate: float) -> Fraction:
    if not rate > -1:
        raise NotPossible(f"a discount rate of {rate} is not above -1")
    return Fraction(str(rate))
