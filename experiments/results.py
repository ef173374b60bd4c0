"""What do all replications of a case show together? Worked out once, on demand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from experiments.bridge import Worlds
from experiments.counted import WorldOutcomes
from experiments.incidence import Incidence, Waits, incidence
from experiments.intervals import Estimate, Part, estimate_of
from experiments.outcomes import STILL_ON_THE_LIST
from experiments.run import Case, Replication
from sim.inputs import World
from sim.measures import WAIT_ROW, Queue, WaitEnd
from sim.sums import Kept, numbers
from sim.units import WEEK, Minutes

BOTH = (World.USUAL, World.PROGRAMME)


@dataclass(frozen=True)
class PooledWaits:
    """The waits of some people over all replications, and what became of them by how long after they joined."""

    waits: Waits  # in minutes
    curve: Incidence  # likewise
    target: float  # likewise

    def given(self, part: float) -> float | None:
        """Weeks until this part of those who joined have been given what they wait for; None where that is never."""
        return _weeks(self.curve.until_given(part))

    def over(self, part: float) -> float | None:
        """Weeks until this part of those who joined wait no more, given it or not; None where that is never."""
        return _weeks(self.curve.until_over(part))

    @property
    def within_target(self) -> float | None:
        """The share of those who joined who are given what they wait for in time; None where nobody waited."""
        return self.curve.given_within(self.target) if self.waits.joined else None


def _weeks(minutes: Minutes | None) -> float | None:
    return None if minutes is None else minutes / WEEK


@dataclass(frozen=True)
class Clearance:
    """When nobody on the list of day 0 waits any more (None: in no replication), and how often that day comes."""

    share: float
    weeks: Estimate | None


@dataclass(frozen=True)
class Results:
    """A case and every replication of it."""

    case: Case
    runs: Sequence[Replication]

    @cached_property
    def worlds(self) -> Worlds:
        """Every world, column by column."""
        return self.case.read(self.runs)

    @cached_property
    def outcomes(self) -> dict[World, WorldOutcomes]:
        """The outcomes of each world."""
        return {world: WorldOutcomes(self.case.shape, read) for world, read in self.worlds.columns.items()}

    @cached_property
    def counted(self) -> dict[World, list[int]]:
        """What was counted for each account, over all replications."""
        return {world: list(map(sum, self.worlds.counted(world))) for world in BOTH}

    @cached_property
    def _waits(self) -> dict[World, dict[Queue, list[Waits]]]:
        """The waits of each stratum, the shortest first, in each world that was asked of."""
        return {}

    def waits(self, of: Queue, strata: Sequence[int] | None = None, world: World = World.PROGRAMME) -> PooledWaits:
        """The waits of some strata, or of everybody."""
        if world not in self._waits:
            each = self.outcomes[world].waits
            self._waits[world] = {queue: [_in_order([waits]) for waits in strata] for queue, strata in each.items()}
        found = self._waits[world][of]
        pooled = _in_order(found if strata is None else [found[s] for s in strata])
        target = float(self.case.scenario.settings.wait_target_weeks.value) * WEEK
        return PooledWaits(pooled, incidence(pooled), target)

    @cached_property
    def waits_for_link_worker(self) -> PooledWaits:
        """Of all people referred."""
        return self.waits(Queue.REFERRED)

    def list_clearance(self) -> Clearance:
        """When the last of the list of day 0 waits no more, and in which share of replications that day comes."""
        still_waiting = self.outcomes[World.PROGRAMME].counted(STILL_ON_THE_LIST)
        clear = [not many for many in still_waiting]
        last = [
            max(_ends_of_the_list(run), default=0) / WEEK if done else 0.0
            for run, done in zip(self.worlds.columns[World.PROGRAMME].runs, clear, strict=True)
        ]
        weeks = estimate_of(Part(last, list(map(float, clear)))) if any(clear) else None
        return Clearance(sum(clear) / len(clear), weeks)


def _ends_of_the_list(run: Kept) -> Iterator[Minutes]:
    """When each of the list of day 0 waits no more."""
    rows = numbers(run.waits)
    waits = zip(rows[::WAIT_ROW], rows[1::WAIT_ROW], rows[3::WAIT_ROW], strict=True)
    return (minutes for minutes, end, queue in waits if queue == Queue.LISTED and end != WaitEnd.STILL_WAITING)


def _in_order(waits: Sequence[Waits]) -> Waits:
    """Some waits together, the shortest first: sooner done where each are in order already."""
    return Waits(*(sorted(chain.from_iterable(lengths)) for lengths in zip(*waits, strict=True)))
