"""What does a target measure? In each replication, so much out of so much; and what must be counted for it.

Everything is read of the programme's world alone, so that a mix of levers costs one world to try. A ratio keeps its two
sides apart: its mean is mean over mean, and where there is nothing to divide by, nothing is missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.counted import Outcome
from experiments.incidence import Waits, incidence
from experiments.run import Case
from sim.measures import WAIT_ROW, Queue, WaitEnd
from sim.money import PROGRAMME
from sim.sums import NOTHING_WANTED, Columns, Form, Kept, Wanted, together

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Used = Literal["caseload", "contact hours", "places"]


class Parts(NamedTuple):
    """So much, out of so much: a number for each replication, each."""

    some: Floats
    of: Floats


class Seen:
    """Some replications of the programme's world, as they are read."""

    def __init__(self, case: Case, wanted: Wanted, runs: Sequence[Kept]) -> None:
        self.case, self.runs, self.columns = case, runs, Columns(wanted, runs)

    @cached_property
    def waits(self) -> list[Ints]:
        """Every wait of each replication: rows of minutes, how it ended, stratum, queue."""
        return [np.frombuffer(run.waits, dtype=np.int64).reshape(-1, WAIT_ROW) for run in self.runs]

    def of(self, form: Form) -> Floats:
        """What a form comes to in each replication."""
        return np.array(self.columns.of(form), dtype=np.float64)

    def each(self, count: "_OfWaits") -> Parts:
        """What is counted of the waits of each replication."""
        pairs = np.array([count(rows) for rows in self.waits], dtype=np.float64).reshape(-1, 2)
        return Parts(pairs[:, 0].copy(), pairs[:, 1].copy())

    @cached_property
    def pounds(self) -> Floats:
        """What the service costs over the follow-up, at the prices of the bridge's “cost of the service”."""
        prices = self.case.prices
        at_least, total = prices.up_to_minimum(self.columns), np.zeros(len(self.runs))
        for i, account in enumerate(prices.accounts):
            if account.role == PROGRAMME:
                counted = prices.fixed[i] if i in prices.fixed else at_least.get(i) or self.columns.of(prices.forms[i])
                total += np.array(counted, dtype=np.float64) * (prices.price[i] / prices.parts)
        return total


class _OfWaits(Protocol):
    def __call__(self, rows: Ints) -> tuple[float, float]: ...


class Measure(Protocol):
    """What is measured: which sums it needs, and what they say."""

    def forms(self, case: Case) -> list[Form]:
        """Sums of a tally that are wanted."""

    def parts(self, seen: Seen) -> Parts:
        """In each replication, so much out of so much, in the target's unit."""


@dataclass(frozen=True)
class GivenWithin:
    """Of a hundred who joined a queue, how many are given what they wait for in so many minutes. Where the follow-up
    ends before a wait is as long, its weight goes to those who wait on (`incidence`)."""

    queue: Queue
    minutes: float

    def forms(self, _case: Case) -> list[Form]:
        """Each wait is kept anyway."""
        return []

    def parts(self, seen: Seen) -> Parts:
        """A hundred for each, out of all who joined."""
        return seen.each(self._of)

    def _of(self, rows: Ints) -> tuple[float, float]:
        mine = rows[rows[:, 3] == self.queue]
        lengths, ends = mine[:, 0], mine[:, 1]
        given = ends == WaitEnd.GRANTED
        if not np.any((ends == WaitEnd.STILL_WAITING) & (lengths < self.minutes)):
            return 100.0 * float(np.sum(given & (lengths <= self.minutes))), float(len(mine))
        waits = Waits(*([int(n) for n in np.sort(lengths[ends == end])] for end in WaitEnd))
        return 100.0 * len(mine) * incidence(waits).given_within(self.minutes), float(len(mine))


@dataclass(frozen=True)
class WaitsLonger:
    """How many wait longer than so many minutes; `still`: of those who wait when the follow-up ends alone."""

    queue: Queue
    minutes: float
    still: bool

    def forms(self, _case: Case) -> list[Form]:
        """Each wait is kept anyway."""
        return []

    def parts(self, seen: Seen) -> Parts:
        """How many, in each replication."""
        return seen.each(self._of)

    def _of(self, rows: Ints) -> tuple[float, float]:
        longer = (rows[:, 3] == self.queue) & (rows[:, 0] > self.minutes)
        if self.still:
            longer &= rows[:, 1] == WaitEnd.STILL_WAITING
        return float(np.sum(longer)), 1.0


@dataclass(frozen=True)
class OfOutcome:
    """An outcome that is reported anyway, in its own unit."""

    outcome: Outcome

    def forms(self, case: Case) -> list[Form]:
        """What is counted, and out of what."""
        each = (self.outcome.counted, self.outcome.out_of)
        return [together(counted(case.shape)) for counted in each if counted]

    def parts(self, seen: Seen) -> Parts:
        """As `outcomes` counts it."""
        shape = seen.case.shape
        some = seen.of(together(self.outcome.counted(shape))) / self.outcome.each
        of = seen.of(together(self.outcome.out_of(shape))) if self.outcome.out_of else np.ones(len(some))
        return Parts(some, of)


@dataclass(frozen=True)
class InUse:
    """How full something is that people queue for, of all there was of it, per cent."""

    used: Used

    def forms(self, case: Case) -> list[Form]:
        """What is read of a tally for it, found by reading it once."""
        noted = _Noted()
        list(case.capacities.use(noted))
        return noted.forms

    def parts(self, seen: Seen) -> Parts:
        """All of its kind together: every group of posts, or every activity."""
        some, of = np.zeros(len(seen.runs)), np.zeros(len(seen.runs))
        for row in seen.case.capacities.use(seen.columns):
            if row.name.endswith(f": {self.used}"):
                some += 100.0 * np.array(row.used)
                of += np.array(row.capacity)
        return Parts(some, of)


class _Noted(Columns):
    """Reads nothing, and notes what is read."""

    def __init__(self) -> None:
        super().__init__(NOTHING_WANTED, [])
        self.forms: list[Form] = []

    def of(self, form: Form) -> list[int]:
        """Noted."""
        self.forms.append(form)
        return []


def wanted(case: Case, measures: Sequence[Measure], *, priced: bool = True) -> Wanted:
    """What is wanted of every replication: what the targets measure and, where it is `priced`, what the service
    costs."""
    forms = [form for one in measures for form in one.forms(case)]
    if priced:
        each = zip(case.prices.accounts, case.prices.forms, strict=True)
        forms += [form for account, form in each if account.role == PROGRAMME]
    return Wanted(forms, tallies=False)
