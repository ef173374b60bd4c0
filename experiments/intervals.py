"""How sure can we be? Means with the interval that says what it is about.

Three intervals, never mixed: *simulation error* (the half-width of a mean over replications: more runs cure it), *one
real year* (the spread between replications: luck that a service will meet), *unknown inputs* (only data cure it).
Sums are exact (fsum), so the order of replications and the version of Python change nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil, expm1, fsum, pi, sqrt, tan
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A quantity over replications."""

    mean: float
    half_width: float | None  # simulation error, 95 %; None from a single replication
    low: float  # one real year: the central 95 % of replications
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON."""
        return asdict(self)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean, simulation error and spread of one value per replication."""
    n = len(values)
    mean = fsum(values) / n
    tail = (1 - CONFIDENCE) / 2
    return Estimate(mean, half_width(values), percentile(values, tail), percentile(values, 1 - tail))


def half_width(values: Sequence[float]) -> float | None:
    """Half the 95 % confidence interval of the mean (Student's t); None where one value says nothing of it."""
    n = len(values)
    if n < 2:
        return None
    mean = fsum(values) / n
    variance = fsum((value - mean) ** 2 for value in values) / (n - 1)
    return student_t(0.5 + CONFIDENCE / 2, n - 1) * sqrt(variance / n)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lie, between neighbours in a straight line."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


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
        for time, left in zip(self.times, self.share, strict=True):
            if left <= 1 - part + 1e-12:
                return time
        return None

    def within(self, time: float) -> float:
        """The share given what they wait for within a time."""
        left = 1.0
        for at, share in zip(self.times, self.share, strict=True):
            if at > time:
                break
            left = share
        return 1 - left


def kaplan_meier(waits: Sequence[tuple[float, bool]]) -> Survival:
    """From (length, whether it ended in being granted) of each wait. Waits that ended otherwise are censored there: the
    estimate is of the wait the queue itself would impose."""
    ordered = sorted(waits)
    times, share = [], []
    at_risk, left, i = len(ordered), 1.0, 0
    while i < len(ordered):
        time, granted, gone = ordered[i][0], 0, 0
        while i < len(ordered) and ordered[i][0] == time:
            granted += ordered[i][1]
            gone += 1
            i += 1
        if granted:
            left *= 1 - granted / at_risk
            times.append(time)
            share.append(left)
        at_risk -= gone
    return Survival(times, share)


def replications_needed(half_width_now: float, n: int, wanted: float) -> int:
    """About how many replications bring the half-width down to what is wanted."""
    return n if half_width_now <= wanted else ceil(n * (half_width_now / wanted) ** 2)
