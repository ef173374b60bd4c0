"""How sure can we be? Means, each with named intervals.

Three intervals, never mixed: *simulation error* (of a mean over replications: more runs cure it), *one real year*
(where one more replication would fall: luck that a service will meet), *unknown inputs* (only data cure it). A thing
that happened too seldom to estimate is marked so. Sums are exact (fsum), so the order of replications and the version
of Python change nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, fsum
from typing import Annotated, NamedTuple, TypeVar

from experiments.mean_errors import (
    CONFIDENCE,
    FEW,
    FEWEST_ORDERED,
    VERY_FEW,
    around,
    at_most,
    enough_in_order,
    how_often_at_most,
    next_one,
)
from experiments.rows import ABSENT, ONLY_IF

SAME = 1e-12  # of a value: apart by rounding alone


@dataclass(frozen=True)
class Rare:
    """It happened in too few replications to estimate."""

    replications: int  # number of replications in which the value differs
    of: int  # out of this number
    rest: float  # the value in the others
    share: float  # upper limit of the share of replications in which it may differ


Parts = tuple[
    float,
    float | None,
    float | None,
    float | None,
    float | None,
    float | None,
    Rare | None,
    tuple[float, float] | None,
    bool,
]


@dataclass(frozen=True)
class Estimate:
    """A quantity over replications. Simulation error is its 95 % interval, which need not be symmetric about the mean:
    the half-width is the longer side. For a rare thing it is a limit; for one that hardly happened there is none."""

    mean: float
    half_width: float | None  # None from a single replication
    error_low: float | None
    error_high: float | None
    low: float | None  # one real year: 95 % of single real services; None from a single replication
    high: float | None
    rare: Rare | None = None
    unknown: Annotated[tuple[float, float] | None, ABSENT] = None  # range of the mean over unknown inputs
    at_once: Annotated[bool, ONLY_IF] = False  # they were all drawn together: 95 % of the sets; else one at a time

    @property
    def parts(self) -> Parts:
        """For a row that is an estimate of something with a name."""
        error, real = (self.error_low, self.error_high), (self.low, self.high)
        return self.mean, self.half_width, *error, *real, self.rare, self.unknown, self.at_once

    @property
    def error(self) -> tuple[float, float]:
        """The ends of its interval; the mean itself where there is none."""
        low, high = self.error_low, self.error_high
        return self.mean if low is None else low, self.mean if high is None else high

    @property
    def real(self) -> tuple[float, float]:
        """Where single real services fall; the mean itself from a single replication."""
        return self.mean if self.low is None else self.low, self.mean if self.high is None else self.high

    @property
    def settled(self) -> bool:
        """Whether the mean is clear of simulation error: its interval excludes 0. A single replication settles nothing,
        nor does a thing that hardly happened; but a value that hardly ever varies does."""
        if self.half_width is None:
            return False
        if self.error_low is None or self.error_high is None:
            return bool(self.rare and self.rare.rest and abs(self.mean) > self.half_width)
        return self.error_low > 0 or self.error_high < 0


class Part(NamedTuple):
    """A quantity in each replication and, for a ratio, its denominator: waits, and people served. No replication can
    lie outside the limits."""

    some: Sequence[float]
    of: Sequence[float] | None = None
    least: float | None = None
    most: float | None = None


def estimate(
    values: Sequence[float], *, fixed: bool = False, least: float | None = None, most: float | None = None
) -> Estimate:
    """Mean, simulation error and spread of one value per replication. `fixed`: what the scenario states leaves no room
    for luck, so that replications all alike are no accident."""
    if min(values) == max(values):
        return _alike(values, (least, most), fixed=fixed)
    mean = fsum(values) / len(values)
    return _estimate(mean, [value - mean for value in values], values, None, (least, most), fixed=fixed)


def estimate_of(part: Part, *, fixed: bool = False) -> Estimate:
    """Mean over mean, not mean of ratios: a replication in which nobody is served tells nothing of a wait. 0 of 0 is 0.
    Simulation error by linearisation (the delta method); one real year from replications with a denominator above 0."""
    limits = part.least, part.most
    if part.of is None:
        return estimate(part.some, fixed=fixed, least=part.least, most=part.most)
    each = _each(part)
    return _estimate(
        _ratio(part), _apart_from_ratio(part), list(each.values()), _weights(part, each), limits, fixed=fixed
    )


def difference_of(later: Part, earlier: Part, *, fixed: bool = False) -> Estimate:
    """The later less the earlier, paired: of ratios, each with its own error. One real year from replications in which
    both have a value; a world without any counts as 0."""
    if later.of is None or earlier.of is None:
        return estimate([b - a for a, b in zip(earlier.some, later.some, strict=True)], fixed=fixed)
    errors = [b - a for a, b in zip(_apart_from_ratio(earlier), _apart_from_ratio(later), strict=True)]
    was, now = (_each(part) or dict.fromkeys(range(len(errors)), 0.0) for part in (earlier, later))
    both = {i: now[i] - was[i] for i in now if i in was}
    weights = _weights(later if any(later.of) else earlier, both)
    return _estimate(_ratio(later) - _ratio(earlier), errors, list(both.values()), weights, (None, None), fixed=fixed)


def ratio_of_means(
    values: Sequence[float], per: Sequence[float], *, least: float | None = None, fixed: bool = False
) -> Estimate:
    """So much of one thing for each of another."""
    return estimate_of(Part(values, per, least), fixed=fixed)


def one_more(values: Sequence[float], *, least: float | None = None, share: float = CONFIDENCE) -> tuple[float, float]:
    """Where one more replication would fall, in this share of cases (by default 95 in 100); of a single replication,
    its own value."""
    if len(values) < 2:
        return values[0], values[0]
    ordered, mean = sorted(values), fsum(values) / len(values)
    if enough_in_order(len(values), share):
        return within(*next_one(ordered, (mean, mean), share), (least, None))
    below, above = around([value - mean for value in values])
    return within(*next_one(ordered, within(mean - below, mean + above, (least, None)), share), (least, None))


def central(values: Sequence[float], share: float) -> tuple[float, float]:
    """The middle of single real services: where this share of them fall. Counts are whole, so their interval is rounded
    outwards to whole numbers: it holds at least that share."""
    low, high = one_more(values, least=0 if min(values) >= 0 else None, share=share)
    return (floor(low), ceil(high)) if all(value == int(value) for value in values) else (low, high)


Row = TypeVar("Row", bound=Estimate)


def negated(row: Row) -> Row:
    """The same the other way round."""

    def other(end: float | None) -> float | None:
        return None if end is None else 0.0 - end

    return replace(
        row,
        mean=0.0 - row.mean,
        error_low=other(row.error_high),
        error_high=other(row.error_low),
        low=other(row.high),
        high=other(row.low),
        rare=row.rare and replace(row.rare, rest=0.0 - row.rare.rest),
        unknown=row.unknown and (0.0 - row.unknown[1], 0.0 - row.unknown[0]),
    )


def half_width(values: Sequence[float]) -> float | None:
    """The longer side of the 95 % interval of a mean; None from a single value."""
    if len(values) > 1 and min(values) == max(values):  # in most weeks nobody waits
        return 0.0
    return estimate(values).half_width


def _ratio(part: Part) -> float:
    whole = fsum(part.of or ())
    return fsum(part.some) / whole if whole else 0.0


def _each(part: Part) -> dict[int, float]:
    """The ratio in each replication that has any of the other."""
    return {i: some / of for i, (some, of) in enumerate(zip(part.some, part.of or (), strict=True)) if of > 0}


def _weights(part: Part, each: Iterable[int]) -> list[float]:
    """What a replication counts in a ratio of means, 1 on average."""
    of = part.of or ()
    mean = fsum(of) / len(of)
    return [of[i] / mean if mean else 0.0 for i in each]


def _apart_from_ratio(part: Part) -> list[float]:
    """By how much each replication moves the ratio."""
    of = part.of or ()
    mean, ratio = fsum(of) / len(of), _ratio(part)
    return [(some - ratio * one) / mean if mean else 0.0 for some, one in zip(part.some, of, strict=True)]


def _estimate(
    mean: float,
    errors: Sequence[float],
    each: Sequence[float],
    weights: Sequence[float] | None,
    limits: tuple[float | None, float | None],
    *,
    fixed: bool,
) -> Estimate:
    """From every replication's deviation from the mean, and the values of those that have any."""
    n, ordered = len(errors), sorted(each) or [0.0]
    near = SAME * max(abs(ordered[0]), abs(ordered[-1]))
    if ordered[-1] - ordered[0] <= near:  # nothing varies, and sums that round must not make it seem to
        mean = ordered[0] + 0.0
        if fixed and n > 1:
            return Estimate(mean, 0.0, mean, mean, mean, mean)
    if n < 2:
        return Estimate(mean, None, None, None, None, None)
    hardly_any = len(each) < min(FEW, n)  # a ratio, of something that few replications have
    rest = 0.0 if hardly_any else ordered[(len(ordered) - 1) // 2]
    alike = bisect_right(ordered, rest + near) - bisect_left(ordered, rest - near)
    if hardly_any or _seldom(len(ordered) - alike, n=len(ordered), rest=rest):
        apart = [i for i, value in enumerate(each) if hardly_any or abs(value - rest) > near]
        steps = [(each[i] - rest) * (weights[i] if weights else 1.0) for i in apart]
        return _rare(mean, steps, rest, ordered, n, limits)
    below, above = around(errors)
    interval = mean - below, mean + above
    return Estimate(mean, max(below, above), *interval, *within(*next_one(ordered, interval), limits))


def _alike(values: Sequence[float], limits: tuple[float | None, float | None], *, fixed: bool) -> Estimate:
    """The same of values that do not vary at all, as many are: no deviation is needed."""
    n, mean, rest = len(values), values[0] + 0.0, values[(len(values) - 1) // 2]
    if fixed and n > 1:
        return Estimate(mean, 0.0, mean, mean, mean, mean)
    if n < 2:
        return Estimate(mean, None, None, None, None, None)
    return _rare(mean, [], rest, values, n, limits)


def _seldom(times: int, n: int, rest: float) -> bool:
    """Whether most replications are equal, and too few differ. If the usual value is not 0, less is at stake and half
    as many are enough; but a few may be equal by accident."""
    if rest:
        return 2 * times <= n and times < FEW // 2 and (times == 0 or n - times >= FEW // 2)
    return 2 * times <= n and times < FEW and n - times > 1


def _rare(
    mean: float,
    steps: Sequence[float],
    rest: float,
    ordered: Sequence[float],
    n: int,
    limits: tuple[float | None, float | None],
) -> Estimate:
    """From the distances of those that differ from the rest."""
    times, largest = len(steps), max(map(abs, steps), default=0.0)
    down, up = ([abs(step) for step in steps if sign * step > 0] for sign in (-1, 1))
    reach = rest - at_most(down, largest, n), rest + at_most(up, largest, n)
    low, high = within(*reach, limits) if times else (mean, mean)
    width, rare = max(mean - low, high - mean, 0.0), Rare(times, n, rest, how_often_at_most(times, n))
    if len(ordered) >= FEWEST_ORDERED:
        real = next_one(ordered, (mean, mean))
    else:  # as far as anything was seen at least, and the limit where there is one
        limit = (low, high) if times >= VERY_FEW else (mean, mean)
        real = min(ordered[0], limit[0]), max(ordered[-1], limit[1])
    if times < VERY_FEW:
        return Estimate(mean, width, None, None, *within(*real, limits), rare)
    return Estimate(mean, width, low, high, *within(*real, limits), rare)


def within(low: float, high: float, limits: tuple[float | None, float | None]) -> tuple[float, float]:
    """An interval, as far as it is possible."""
    least, most = limits
    return low if least is None else max(low, least), high if most is None else min(high, most)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lie, between neighbours in a straight line."""
    return _percentile(sorted(values), share)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The same of values in order already."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def replications_needed(half_width_now: float, n: int, wanted: float) -> int:
    """About how many replications bring the half-width down to what is wanted."""
    return n if half_width_now <= wanted else ceil(n * (half_width_now / wanted) ** 2)
