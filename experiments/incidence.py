"""What became of people who waited, by how long after they joined? Shares given, given up, and cut off.

The Aalen-Johansen estimate of cumulative incidence: each way in which a wait ends competes with the others, and only
the end of the follow-up censors. A share is of everybody who joined. If nobody still waits when the follow-up ends
it is a plain count, not an estimate. (The wait that a queue would impose if nobody gave up is another thing, not
reported here.) Invariant: those given, given up, cut off and still waiting add up to 1 at every length of wait.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import NamedTuple

from sim.units import Minutes

ROUNDING = 1e-12


class Waits(NamedTuple):
    """Lengths of waits in minutes, by how they ended: in the order of `WaitEnd`."""

    given: list[Minutes]
    gave_up: list[Minutes]
    cut: list[Minutes]  # the service or the activity ended, or the person left
    waiting: list[Minutes]  # still, when the follow-up ends

    @property
    def joined(self) -> int:
        """How many there are."""
        return sum(map(len, self))


@dataclass(frozen=True)
class Incidence:
    """By each length of wait at which any ended: the shares of those who joined whose wait had ended in each way."""

    times: list[Minutes]
    given: list[float]
    gave_up: list[float]
    cut: list[float]

    @property
    def over(self) -> list[float]:
        """The share whose wait had ended, in whichever way."""
        return list(map(sum, zip(self.given, self.gave_up, self.cut, strict=True)))

    def given_within(self, time: float) -> float:
        """The share given what they wait for within a time."""
        at = bisect_right(self.times, time)
        return self.given[at - 1] if at else 0.0

    def until_given(self, part: float) -> Minutes | None:
        """How long until this part of all who joined have been given what they wait for; None if that never comes."""
        return self._first(self.given, part)

    def until_over(self, part: float) -> Minutes | None:
        """How long until this part of all who joined wait no more, given it or not; None if that never comes."""
        return self._first(self.over, part)

    def _first(self, shares: Sequence[float], part: float) -> Minutes | None:
        at = bisect_left(shares, part - ROUNDING)
        return self.times[at] if at < len(self.times) else None


def incidence(waits: Waits) -> Incidence:
    """From lengths of waits to shares. Each person who joined weighs the same; where the follow-up ends in the middle
    of a wait, that person's weight goes in equal parts to those who wait longer (Efron's redistribution to the right,
    which is the Aalen-Johansen estimate)."""
    ended = [Counter(lengths) for lengths in waits[:3]]
    times = sorted(set().union(*ended))
    counts = [[each.get(time, 0) for time in times] for each in ended]
    shares: list[list[float]] = [[], [], []]
    at_risk, at = waits.joined, 0
    weight = 1 / at_risk if at_risk else 0.0
    for time, censored in [*sorted(Counter(waits.waiting).items()), (inf, 0)]:
        until = bisect_right(times, time)  # who is given it in that very minute still weighed as before
        for share, count in zip(shares, counts, strict=True):
            before = share[-1] if share else 0.0
            so_far = list(accumulate(count[at:until]))
            share += [before + weight * n for n in so_far]
            at_risk -= so_far[-1] if so_far else 0
        at, left = until, at_risk - censored
        weight, at_risk = weight * at_risk / left if left else 0.0, left
    return Incidence(times, *shares)
