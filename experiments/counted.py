"""What is an outcome? A name, a title, a unit, and a form (`sim.sums`) of each stratum that counts it.

So it can be reported for everybody and for any level of a trait. Which outcomes there are is said in `outcomes`, and of
the care team in `care_team`; here is what they are made of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from experiments.incidence import Waits
from experiments.intervals import Part
from sim.events import Review, What
from sim.frames import Shape
from sim.measures import REVIEW_KINDS, WAIT_ENDS, WAIT_ROW, Queue, State, WaitEnd
from sim.sums import Columns, Form, added, numbers, times, together
from sim.units import WEEK

DUE, HELD, LAPSED, DISCHARGING = range(4)


Counted = Callable[[Shape], Sequence[Form]]  # a form for each stratum


@dataclass(frozen=True)
class Where:
    """On which shorter tables an outcome stands, and at which place there: the lowest first, and 0 is not at all."""

    apart: int = 0  # one scenario less another
    only: Literal["", "support", "helpers", "same people"] = ""  # there only where both scenarios have these
    by_group: int = 0  # one scenario less another, of each group
    head: str = ""  # of its column there
    board: int = 0  # people and money, option beside option
    first: bool = False  # on page one, too


@dataclass(frozen=True)
class Outcome:
    """A count in every replication; with an `out_of`, a share of that (0 of 0 is 0)."""

    name: str
    title: str
    unit: str
    counted: Counted
    out_of: Counted | None = None
    each: int = 1  # counts that make one of the unit
    where: Where = Where()
    followed: bool = False  # while inputs are moved: counts only, since a mean of ratios is another matter


class WorldOutcomes:
    """The outcomes of one world, in each replication."""

    def __init__(self, shape: Shape, read: Columns) -> None:
        self.shape, self.read, self.strata = shape, read, len(shape.strata)

    def part(self, outcome: Outcome, strata: Sequence[int] | None = None) -> Part:
        """An outcome of some strata, or of everybody, in each replication, and what it is out of."""
        some = [n / outcome.each for n in self.counted(outcome.counted, strata)]
        least = 0.0 if min(some) >= 0 else None
        if outcome.out_of is None:
            return Part(some, None, least)
        return Part(some, self.counted(outcome.out_of, strata), least, 100.0 if outcome.unit.startswith("%") else None)

    def values(self, outcome: Outcome, strata: Sequence[int] | None = None) -> list[float]:
        """The same as one number a replication (0 of 0 is 0). For its mean, use `intervals.estimate_of`."""
        some, of, *_ = self.part(outcome, strata)
        return list(some) if of is None else [n / one if one else 0.0 for n, one in zip(some, of, strict=True)]

    def counted(self, counted: Counted, strata: Sequence[int] | None = None) -> list[int]:
        """A count of some strata, or of everybody."""
        forms = counted(self.shape)
        if strata is None:
            return self.read.of(together(forms))
        return added([self.read.of(forms[s]) for s in strata], len(self.read.runs))

    @cached_property
    def waits(self) -> dict[Queue, list[Waits]]:
        """Every wait in each queue, all replications together: of each stratum."""
        found = {queue: [Waits([], [], [], []) for _ in range(self.strata)] for queue in Queue}
        rows = numbers(b"".join(run.waits for run in self.read.runs))
        add = [[[lengths.append for lengths in of] for of in found[queue]] for queue in Queue]
        for length, end, stratum, queue in zip(*(rows[i::WAIT_ROW].tolist() for i in range(WAIT_ROW)), strict=True):
            add[queue][stratum][end](length)
        return found


def multiple(many: int, counted: Counted) -> Counted:
    """So many for each that is counted."""
    return lambda shape: [times(many, form) for form in counted(shape)]


def all_of(*counted: Counted) -> Counted:
    """Several things counted together."""
    return lambda shape: [together(forms) for forms in zip(*(each(shape) for each in counted), strict=True)]


def event_count(what: What) -> Counted:
    """How often something happened."""
    return lambda shape: shape.rows("counts", what)


def reviews_of(row: int, kind: Review) -> Counted:
    """How many reviews of a kind are due, held, lapsed or discharging."""
    return lambda shape: shape.rows("reviews", row * REVIEW_KINDS + kind)


def minutes_in(state: State) -> Counted:
    """For how long people are in a state."""
    return lambda shape: shape.rows("minutes", state)


def waits_of(queue: Queue, end: WaitEnd, buffer: str = "waits") -> Counted:
    """How many waits ended so, or how long they were."""
    return lambda shape: shape.row(buffer, queue * WAIT_ENDS + end)


def joined(queue: Queue) -> Counted:
    """How many join a queue."""
    return all_of(*(waits_of(queue, end) for end in WaitEnd))


def hundred_of(queue: Queue, end: WaitEnd) -> Counted:
    """A hundred for each whose wait in a queue ended so: out of all who joined it, a per cent."""
    return multiple(100, waits_of(queue, end))


def mean_wait(name: str, title: str, queue: Queue, where: Where) -> Outcome:
    """Mean weeks of those served only: 0 if nobody was."""
    waited, given = waits_of(queue, WaitEnd.GRANTED, "wait_minutes"), waits_of(queue, WaitEnd.GRANTED)
    return Outcome(name, title, "weeks", waited, given, WEEK, where)
