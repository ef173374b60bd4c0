"""What do all replications of a case show together? Worked out once, on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from experiments.incidence import Incidence, Waits, incidence
from experiments.intervals import Estimate, Part, estimate_of
from experiments.outcomes import ByReplication, WorldOutcomes
from experiments.run import Case, Replication
from sim.inputs import World
from sim.measures import Tally
from sim.units import WEEK, Minutes

BOTH = (World.USUAL, World.PROGRAMME)
Awaited = Literal["worker_waits", "list_waits", "place_waits"]


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

    def tallies(self, world: World) -> list[Tally]:
        """The tallies of one world."""
        return [run.worlds[world].tally for run in self.runs]

    @cached_property
    def outcomes(self) -> dict[World, WorldOutcomes]:
        """The outcomes of each world."""
        return {world: WorldOutcomes(self.case.shape, self.tallies(world)) for world in BOTH}

    @cached_property
    def counted(self) -> dict[World, list[int]]:
        """What was counted for each account, over all replications."""
        return {
            world: list(map(sum, zip(*(run.worlds[world].counted for run in self.runs), strict=True))) for world in BOTH
        }

    @cached_property
    def _waits(self) -> dict[Awaited, list[Waits]]:
        """The waits of each stratum in the programme's world, the shortest first."""
        read = self.outcomes[World.PROGRAMME]
        each: dict[Awaited, ByReplication] = {
            "worker_waits": read.worker_waits,
            "list_waits": read.list_waits,
            "place_waits": read.place_waits,
        }
        return {of: [_in_order(waits) for waits in strata] for of, strata in each.items()}

    def waits(self, of: Awaited, strata: Sequence[int] | None = None) -> PooledWaits:
        """The waits of some strata, or of everybody."""
        pooled = _in_order(self._waits[of] if strata is None else [self._waits[of][s] for s in strata])
        target = float(self.case.scenario.settings.wait_target_weeks.value) * WEEK
        return PooledWaits(pooled, incidence(pooled), target)

    @cached_property
    def waits_for_link_worker(self) -> PooledWaits:
        """Of all people referred."""
        return self.waits("worker_waits")

    def list_clearance(self) -> Clearance:
        """When the last of the list of day 0 waits no more, and in which share of replications that day comes."""
        by_replication = list(zip(*self.outcomes[World.PROGRAMME].list_waits, strict=True))
        ends = [[*chain(*(chain(*of[:3]) for of in strata))] for strata in by_replication]
        clear = [not any(of.waiting for of in strata) for strata in by_replication]
        last = [max(each) / WEEK if each and done else 0.0 for each, done in zip(ends, clear, strict=True)]
        weeks = estimate_of(Part(last, list(map(float, clear)))) if any(clear) else None
        return Clearance(sum(clear) / len(clear), weeks)


def _in_order(waits: Sequence[Waits]) -> Waits:
    """Some waits together, the shortest first: sooner done where each are in order already."""
    return Waits(*(sorted(chain.from_iterable(lengths)) for lengths in zip(*waits, strict=True)))
