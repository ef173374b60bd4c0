"""How near did a forecast come? Inside its interval or not, how far off, and beside doing no more than looking back.

The interval score (Gneiting and Raftery 2007, doi 10.1198/016214506000001437) charges for width and, 2/alpha times as
much, for every unit by which a value lies outside: only an interval that is both narrow and right is cheap.
"""

from typing import NamedTuple

import numpy as np

from experiments.local.monthly import Floats
from experiments.local.observed import Observed

ALPHA = 0.1
ENDS = (ALPHA / 2, 0.5, 1 - ALPHA / 2)  # of an interval, with its middle
LOOKS_BACK = 3  # months of which the naive forecast is the mean


class Interval(NamedTuple):
    """Of each (column, month): the middle of a forecast and the ends of its 90 % interval."""

    middle: Floats
    low: Floats
    high: Floats


def interval_of(simulated: Floats) -> Interval:
    """From simulations (simulation, column, month). A median wait that does not exist (nobody was given a link worker)
    is left out."""
    there = np.isfinite(simulated).any(axis=0)
    low, middle, high = np.nanquantile(np.where(there, simulated, 0), ENDS, axis=0)
    return Interval(*(np.where(there, ends, np.nan) for ends in (middle, low, high)))


def naive(seen: Observed, months: int) -> Interval:
    """The mean of the last three months, for every month to come; its interval from how wrong the same rule was, so
    many months ahead, in the past of the same service."""
    values = seen.middle
    shape = (values.shape[0], months)
    middle, low, high = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    for column, row in enumerate(values):
        for ahead in range(months):
            last = row[-LOOKS_BACK:]
            if not np.isfinite(last).any():
                continue
            middle[column, ahead] = now = np.nanmean(last)
            errors = [
                row[end + ahead] - np.nanmean(row[end - LOOKS_BACK : end])
                for end in range(LOOKS_BACK, len(row) - ahead)
                if np.isfinite(row[end + ahead]) and np.isfinite(row[end - LOOKS_BACK : end]).any()
            ]
            if errors:
                down, up = np.quantile(errors, [ALPHA / 2, 1 - ALPHA / 2])
                low[column, ahead], high[column, ahead] = now + down, now + up
    return Interval(middle, np.maximum(0, low), np.maximum(0, high))


def inside(interval: Interval, came: Observed) -> Floats:
    """1 where what came lies inside, 0 where it does not; not a number where it is not known."""
    hit = (came.high >= interval.low) & (came.low <= interval.high)
    return np.where(came.known & np.isfinite(interval.low), hit, np.nan)


def off_by(interval: Interval, came: Observed) -> Floats:
    """How far the middle lies from what came (from the nearer end of what was suppressed)."""
    return np.abs(interval.middle - np.clip(interval.middle, came.low, came.high))


def interval_score(interval: Interval, came: Observed) -> Floats:
    """Less is better."""
    below, above = np.maximum(0, interval.low - came.high), np.maximum(0, came.low - interval.high)
    return interval.high - interval.low + 2 / ALPHA * (below + above)
