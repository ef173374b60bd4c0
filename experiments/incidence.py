"""What became of people who waited, by how long after they joined? Shares given, given up, and cut off.

The Aalen-Johansen estimate of cumulative incidence: each way in which a wait ends competes with the others, and only
the end of the follow-up censors. A share is of everybody who joined. Where nobody still waits when the follow-up ends
it is what was counted, and no estimate. (The wait that a queue would impose if nobody gave up is another thing, and is
not said here.) Invariant: those given, given up, cut off and still waiting add up to 1 at every length of wait.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
    censored = sorted(waits.waiting)
    at_risk, gone = waits.joined, 0
    weight = 1 / at_risk if at_risk else 0.0
    counted, settled = [0, 0, 0], [0.0, 0.0, 0.0]  # since the weight last changed; and before
    times: list[Minutes] = []
    shares: list[list[float]] = []
    for time in sorted(set().union(*ended)):
        before = gone
        while gone < len(censored) and censored[gone] < time:
            gone += 1
        if gone > before:
            settled = [share + weight * n for share, n in zip(settled, counted, strict=True)]
            counted = [0, 0, 0]
            weight *= at_risk / (at_risk - (gone - before))
            at_risk -= gone - before
        now = [each[time] for each in ended]
        counted = [n + many for n, many in zip(counted, now, strict=True)]
        at_risk -= sum(now)
        times.append(time)
        shares.append([share + weight * n for share, n in zip(settled, counted, strict=True)])
    given, gave_up, cut = (list(column) for column in zip(*shares, strict=True)) if shares else ([], [], [])
    return Incidence(times, given, gave_up, cut)
