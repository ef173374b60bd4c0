"""What do all replications of a question say together? Read once, for everybody who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from experiments.intervals import Survival, kaplan_meier
from experiments.outcomes import Read, Waits
from experiments.run import Question, Replication
from sim.inputs import World
from sim.measures import Tally
from sim.units import WEEK

BOTH = (World.USUAL, World.PROGRAMME)
Awaited = Literal["worker_waits", "place_waits"]


@dataclass(frozen=True)
class Waited:
    """The waits of some people over all replications, estimated: those still waiting are not dropped."""

    curve: Survival  # in minutes
    joined: int
    given: int
    target: float  # minutes

    def weeks(self, part: float) -> float | None:
        """By when this part of people have been given what they wait for; None where that is never."""
        minutes = self.curve.quantile(part)
        return None if minutes is None else minutes / WEEK

    @property
    def within_target(self) -> float | None:
        """The share of people given what they wait for in time; None where nobody waited."""
        return self.curve.within(self.target) if self.joined else None


@dataclass(frozen=True)
class Pool:
    """A question and every replication of it."""

    question: Question
    runs: Sequence[Replication]

    def tallies(self, world: World) -> list[Tally]:
        """The tallies of one world."""
        return [run.worlds[world].tally for run in self.runs]

    @cached_property
    def read(self) -> dict[World, Read]:
        """The outcomes of each world."""
        return {world: Read(self.question.shape, self.tallies(world)) for world in BOTH}

    @cached_property
    def counted(self) -> dict[World, list[int]]:
        """What was counted for each account, over all replications."""
        return {
            world: list(map(sum, zip(*(run.worlds[world].counted for run in self.runs), strict=True))) for world in BOTH
        }

    @cached_property
    def _waits(self) -> dict[Awaited, list[Waits]]:
        """The waits of each stratum in the programme's world, the shortest first."""
        read = self.read[World.PROGRAMME]
        each: dict[Awaited, list[list[Waits]]] = {"worker_waits": read.worker_waits, "place_waits": read.place_waits}
        return {of: [_in_order(waits) for waits in strata] for of, strata in each.items()}

    def waits(self, of: Awaited, strata: Sequence[int] | None = None) -> Waited:
        """The waits of some strata, or of everybody."""
        pooled = _in_order(self._waits[of] if strata is None else [self._waits[of][s] for s in strata])
        given, joined = len(pooled.given), len(pooled.given) + len(pooled.unfinished)
        target = float(self.question.scenario.settings.wait_target_weeks.value) * WEEK
        return Waited(kaplan_meier(pooled.given, pooled.unfinished), joined, given, target)

    @cached_property
    def waits_for_link_worker(self) -> Waited:
        """Of everybody."""
        return self.waits("worker_waits")


def _in_order(waits: Sequence[Waits]) -> Waits:
    """Some waits together, the shortest first: sooner done where each are in order already."""
    return Waits(
        sorted(chain.from_iterable(of.given for of in waits)),
        sorted(chain.from_iterable(of.unfinished for of in waits)),
    )
