"""How does support go when nothing has to be waited for, and how long does a full diary keep a meeting waiting?"""

from collections import Counter
from functools import lru_cache
from math import fsum
from typing import NamedTuple

from sim.inputs import Inputs
from sim.preflight.means import QUANTILES, attendance, draws, mean_of
from sim.units import nearest

MEETINGS_AT_MOST = 1000  # weekly for nineteen years: nobody has more


class Support(NamedTuple):
    """Support as it goes when nothing has to be waited for: minutes, and shares of those given a link worker."""

    lasts: float
    meetings: float  # held, missed ones included
    meets: float  # share who come to at least one
    completes: float
    length: float  # of a meeting
    length_variation: float  # squared coefficient of variation
    gap: float


def support_of(inputs: Inputs) -> Support:
    """Support of everybody who starts it: over kinds of people, and over how many meetings are planned."""
    given = inputs.support
    planned = Counter(min(MEETINGS_AT_MOST, max(1, nearest(many))) for many in draws(inputs.points, given.meetings))
    held = meets = completes = 0.0
    for share, comes in attendance(inputs, given.attends, given.attends_odds):
        by_plan = _meetings(comes, given.missed_allowed, max(planned))
        held += share * fsum(n * by_plan[k - 1][0] for k, n in planned.items()) / QUANTILES
        completes += share * fsum(n * by_plan[k - 1][1] for k, n in planned.items()) / QUANTILES
        meets += share * by_plan[0][1]
    gap = mean_of(inputs.points, given.gap)
    lengths = [max(1.0, length) for length in draws(inputs.points, given.length)]
    length = fsum(lengths) / QUANTILES
    variation = max(0.0, fsum(x * x for x in lengths) / QUANTILES / length**2 - 1.0)
    lasts = mean_of(inputs.points, given.first_meeting) + max(0.0, held - 1.0) * gap
    return Support(lasts, held, meets, completes, length, variation, gap)


def _meetings(comes: float, missed_allowed: int, most: int) -> list[tuple[float, float]]:
    """For 1, 2, ... planned meetings: how many are held, missed ones included, and the chance that all planned are met.

    `at[j]` is the chance that a meeting is ever held after j missed and, by the round of the loop, others met.
    """
    misses = 1.0 - comes
    at = [misses**j for j in range(missed_allowed + 1)]
    rows: list[tuple[float, float]] = []
    held = 0.0
    for _ in range(most):
        here = fsum(at)
        held += here
        rows.append((held, here * comes))
        at[0] *= comes
        for j in range(1, missed_allowed + 1):
            at[j] = at[j] * comes + at[j - 1] * misses
    return rows


def diary_wait(people: float, gap: float, takes: float, variation: float) -> float:
    """Mean wait for a slot in the diary of a worker whose people each want `takes` of it every `gap`.

    Mean value analysis of a closed queue (Reiser and Lavenberg 1980), with the residual time of the meeting in progress
    (`variation`: squared coefficient of variation). Straight lines between whole numbers of people.
    """
    diary = _diary(gap, takes, variation)
    before, wait = diary.wait(int(people)), diary.wait(int(people) + 1)
    return before + (people - int(people)) * (wait - before)


class _Diary:
    """Mean waits of whole numbers of people, from none on: each is worked out from the one before it."""

    def __init__(self, gap: float, takes: float, variation: float) -> None:
        self.away, self.takes, self.variation = max(0.0, gap - takes), takes, variation
        self.waits, self.queue, self.busy = [0.0], 0.0, 0.0

    def wait(self, people: int) -> float:
        """Of so many."""
        away, takes = self.away, self.takes
        for n in range(len(self.waits), people + 1):
            there = max(n * takes - away, takes * (1.0 + self.queue - self.busy * (1.0 - self.variation) / 2))
            rate = n / (away + there)
            self.queue, self.busy = rate * there, rate * takes
            self.waits.append(there - takes)
        return self.waits[people]


_diary = lru_cache(maxsize=128)(_Diary)  # one for every kind of post: asked at every fullness
