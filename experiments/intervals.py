"""How sure can we be? Means with the interval that says what it is about.

Three intervals, never mixed: *simulation error* (the half-width of a mean over replications: more runs cure it), *one
real year* (the spread between replications: luck that a service will meet), *unknown inputs* (only data cure it).
Sums are exact (fsum), so the order of replications and the version of Python change nothing.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, expm1, fsum, pi, sqrt, tan
from operator import mul, neg
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95
SAME = 1e-12  # of a ratio: apart by rounding alone


@dataclass(frozen=True)
class Estimate:
    """A quantity over replications."""

    mean: float
    half_width: float | None  # simulation error, 95 %; None from a single replication
    low: float  # one real year: the central 95 % of replications
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON."""
        return {"mean": self.mean, "half_width": self.half_width, "low": self.low, "high": self.high}


def estimate(values: Sequence[float]) -> Estimate:
    """Mean, simulation error and spread of one value per replication."""
    ordered = sorted(values)
    if ordered[0] == ordered[-1]:  # nothing varies, and sums that round must not make it seem to
        same = ordered[0] + 0.0
        return Estimate(same, 0.0 if len(ordered) > 1 else None, same, same)
    mean = fsum(ordered) / len(ordered)
    tail = (1 - CONFIDENCE) / 2
    return Estimate(mean, half_width(ordered), _percentile(ordered, tail), _percentile(ordered, 1 - tail))


class Part(NamedTuple):
    """Something in each replication and, where it is told for each of something else, that: waits, of people served."""

    some: Sequence[float]
    of: Sequence[float] | None = None


def estimate_of(part: Part) -> Estimate:
    """Mean over mean, not mean of ratios: a replication in which nobody is served says nothing of a wait. Nothing of
    nothing is 0. Simulation error by linearisation (the delta method); one real year from replications that have any
    of the other."""
    if part.of is None:
        return estimate(part.some)
    return Estimate(_ratio(part), *_spread(_apart_from_ratio(part), list(_each(part).values())))


def difference_of(later: Part, earlier: Part) -> Estimate:
    """The later less the earlier, paired: of ratios, each with its own error. One real year from replications that have
    any of both; a world that has none at all counts as 0."""
    if later.of is None or earlier.of is None:
        return estimate([b - a for a, b in zip(earlier.some, later.some, strict=True)])
    errors = [b - a for a, b in zip(_apart_from_ratio(earlier), _apart_from_ratio(later), strict=True)]
    was, now = (_each(part) or dict.fromkeys(range(len(errors)), 0.0) for part in (earlier, later))
    both = [now[i] - was[i] for i in now if i in was]
    return Estimate(_ratio(later) - _ratio(earlier), *_spread(errors, both))


def ratio_of_means(values: Sequence[float], per: Sequence[float]) -> Estimate:
    """So much of one thing for each of another."""
    return estimate_of(Part(values, per))


def _ratio(part: Part) -> float:
    whole = fsum(part.of or ())
    return fsum(part.some) / whole if whole else 0.0


def _each(part: Part) -> dict[int, float]:
    """The ratio in each replication that has any of the other."""
    return {i: some / of for i, (some, of) in enumerate(zip(part.some, part.of or (), strict=True)) if of > 0}


def _apart_from_ratio(part: Part) -> list[float]:
    """By how much each replication moves the ratio."""
    of = part.of or ()
    mean, ratio = fsum(of) / len(of), _ratio(part)
    return [(some - ratio * one) / mean if mean else 0.0 for some, one in zip(part.some, of, strict=True)]


def _spread(errors: Sequence[float], each: Sequence[float]) -> tuple[float | None, float, float]:
    """Simulation error, and the central 95 % of replications. What is the same in each has no error, whatever rounding
    makes of it."""
    ordered = sorted(each) or [0.0]
    tail = (1 - CONFIDENCE) / 2
    same = ordered[-1] - ordered[0] <= SAME * max(abs(ordered[0]), abs(ordered[-1]))
    error = half_width(errors)
    low, high = _percentile(ordered, tail), _percentile(ordered, 1 - tail)
    return (error and 0.0 if same else error), low, high


def half_width(values: Sequence[float]) -> float | None:
    """Half the 95 % confidence interval of the mean (Student's t); None where one value says nothing of it."""
    n = len(values)
    if n < 2:
        return None
    mean = fsum(values) / n
    apart = [value - mean for value in values]
    variance = fsum(map(mul, apart, apart)) / (n - 1)
    return student_t(0.5 + CONFIDENCE / 2, n - 1) * sqrt(variance / n)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lie, between neighbours in a straight line."""
    return _percentile(sorted(values), share)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The same of values in order already."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


@cache
def student_t(share: float, freedom: int) -> float:
    """Quantile of Student's t: exact for 1 and 2 degrees, Hill's expansion (CACM 396) above; error < 1e-4."""
    if freedom == 1:
        return tan(pi * (share - 0.5))
    if freedom == 2:
        alpha = 2 * (1 - share)
        return sqrt(2 / (alpha * (2 - alpha)) - 2)
    two_tails, n = 2 * (1 - share), float(freedom)
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * n
    y = (d * two_tails) ** (2 / n)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(two_tails / 2)
        y = x * x
        if n < 5:
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = y + y * y / 2 if y <= 0.002 else expm1(y)
    else:
        z = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)
        y = (z * y - 1) * (n + 1) / (n + 2) + 1 / y
    return sqrt(n * y)


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier: the share still waiting after each length of wait. Waits of people still waiting are censored."""

    times: list[float]
    share: list[float]

    def quantile(self, part: float) -> float | None:
        """The wait by which this part of people have been given what they wait for; None if it is never reached."""
        at = bisect_left(self.share, -(1 - part + 1e-12), key=neg)
        return self.times[at] if at < len(self.times) else None

    def within(self, time: float) -> float:
        """The share given what they wait for within a time."""
        at = bisect_right(self.times, time)
        return 1 - self.share[at - 1] if at else 0.0


def kaplan_meier(given: Iterable[float], unfinished: Iterable[float]) -> Survival:
    """From the lengths of waits that ended in being granted, and of those that did not. These are censored there: the
    estimate is of the wait the queue itself would impose."""
    granted, censored = sorted(Counter(given).items()), sorted(unfinished)
    at_risk, gone, left = sum(many for _, many in granted) + len(censored), 0, 1.0
    times, share = [], []
    for time, many in granted:
        while gone < len(censored) and censored[gone] < time:
            gone += 1
            at_risk -= 1
        left *= 1 - many / at_risk
        at_risk -= many
        times.append(time)
        share.append(left)
    return Survival(times, share)


def replications_needed(half_width_now: float, n: int, wanted: float) -> int:
    """About how many replications bring the half-width down to what is wanted."""
    return n if half_width_now <= wanted else ceil(n * (half_width_now / wanted) ** 2)
