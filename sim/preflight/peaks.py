"""When is a capacity too small? Work ÷ capacity between any two dates at which either changes, and who waits then.

A *stretch* is such a piece of the follow-up. Work and capacity say where a queue is heading; how far it gets in the
time there is, is worked out as a flow (`backlog`): people come and are taken, day by day.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from math import inf
from typing import NamedTuple

from sim.inputs import Inputs
from sim.preflight.demand import dated, referrals_at
from sim.preflight.means import TINY
from sim.units import DAY, Minutes

WAITING = 1.0  # fewer than one person waits: nobody does


class Stretch(NamedTuple):
    """Work and capacity from one date to another."""

    since: Minutes
    until: Minutes
    work: float
    capacity: float
    of_day_0: bool = False  # the work is the waiting list of day 0

    @property
    def load(self) -> float:
        """Work ÷ capacity; any work at all is too much for no capacity."""
        return load_of(self.work, self.capacity)


class Peak(NamedTuple):
    """A stretch of one load, and what has come of it by its end."""

    work: float
    capacity: float
    load: float
    since: Minutes
    until: Minutes
    whole: bool  # as long as anybody is referred
    backlog: float | None = None  # who waits at its end; None where nobody queues for it
    clears: Minutes | None = None  # when nobody waits any more; None: not in this run
    of_day_0: bool = False


class Backlog:
    """How many wait at the end of each day, as far as there is a queue: worked out no further than it is asked for."""

    def __init__(self, days: Iterable[float]) -> None:
        self._waiting, self._to_come = list[float](), iter(days)

    def at(self, minute: Minutes) -> float:
        """At a minute."""
        day = max(1, minute // DAY)
        self._reaches(day)
        return self._waiting[min(day, len(self._waiting)) - 1] if self._waiting else 0.0

    def clears_after(self, minute: Minutes) -> Minutes | None:
        """The first day from a minute on at whose end nobody waits."""
        if self.at(minute) < WAITING:
            return minute
        day = minute // DAY
        while self._reaches(day + 1):
            if self._waiting[day] < WAITING:
                return (day + 1) * DAY
            day += 1
        return None

    def _reaches(self, days: int) -> bool:
        """Whether there are so many days."""
        self._waiting += islice(self._to_come, max(0, days - len(self._waiting)))
        return len(self._waiting) >= days


def load_of(work: float, capacity: float) -> float:
    """Work ÷ capacity; any work at all is too much for no capacity."""
    return work / capacity if capacity > 0 else inf if work > 0 else 0.0


def stretches(
    inputs: Inputs,
    dates: Iterable[Minutes],
    work: Callable[[float, Minutes], float],
    capacity: Callable[[Minutes], float],
) -> list[Stretch]:
    """Work and capacity between the dates, while people are referred and there is any capacity; equal loads one after
    another are one stretch. Where there is never any, every one of them."""
    cut = dated(inputs, dates)
    offers = [(a, b) for a, b in cut if a < inputs.programme.end and referrals_at(inputs, a) > 0]
    rows = [Stretch(a, b, work(referrals_at(inputs, a), a), capacity(a)) for a, b in offers]
    joined: list[Stretch] = []
    for row in [row for row in rows if row.capacity > 0] or rows:
        last = joined[-1] if joined else None
        if last and last.until == row.since and (last.load == row.load or abs(last.load - row.load) <= TINY):
            joined[-1] = last._replace(until=row.until)
        else:
            joined.append(row)
    if not joined:
        return [Stretch(0, 0, 0.0, max((capacity(a) for a, _ in cut), default=0.0))]
    return joined


def with_the_list(rows: Sequence[Stretch], people: int, backlog: Backlog) -> list[Stretch]:
    """The waiting list of day 0, and people supported already, need room at once. If there is not enough, they are the
    work of the first stretch until nobody waits, provided it exceeds the other work."""
    first, *rest = rows
    if people <= first.work or backlog.at(DAY) < WAITING:
        return [*rows]
    clears = backlog.clears_after(DAY)
    until = first.until if clears is None or clears > first.until > 0 else clears
    listed = Stretch(0, until, float(people), first.capacity, of_day_0=True)
    return [listed, *([first._replace(since=until)] if until < first.until else []), *rest]


def fullest(rows: Sequence[Stretch]) -> Stretch:
    """The first of the fullest."""
    return max(rows, key=lambda row: row.load)


def above(rows: Sequence[Stretch], load: float) -> list[Stretch]:
    """Every stretch with more load than that, the longest first."""
    return sorted((row for row in rows if row.load > load), key=lambda row: row.since - row.until)


def as_peak(row: Stretch, rows: Sequence[Stretch], backlog: Backlog | None = None) -> Peak:
    """A stretch, with what waits at its end."""
    whole = (row.since, row.until) == (rows[0].since, rows[-1].until)
    waits = None if backlog is None else backlog.at(row.until)
    clears = None if backlog is None else backlog.clears_after(row.until)
    return Peak(row.work, row.capacity, row.load, row.since, row.until, whole, waits, clears, row.of_day_0)
