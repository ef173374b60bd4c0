"""What would be seen of a scenario at other inputs? One replication at each (`many_points`), and its figures.

A simulation is a pure function of (scenario, seed, number, inputs). What is seen of it is up to a *reading*: it is
given one replication, asks for the rows of the events that it counts, and for no others, and gives its figures. The
measures are those of `figures`: nothing is counted twice over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import nan

import numpy as np

from experiments.changed import Path
from experiments.figures import Window
from experiments.fitting.prior import Prior
from experiments.many_points import Bench, Log, Progress, at_each
from experiments.run import Case, Replication, Worker
from experiments.targets import Target, measure
from sim.errors import NotPossible, TooManyEvents
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import Inputs, World, inputs_by_world
from sim.luck import study_key
from sim.scenario import Scenario
from sim.units import Minutes, minute_of

KINDS = np.arange(1 << 8)  # of events, with room for more
Point = tuple[int, Mapping[Path, float]]  # a simulation's number, and its inputs


@dataclass(frozen=True)
class Simulated:
    """One replication of one scenario, as a reading may look at it."""

    scenario: Scenario
    seed: int
    number: int
    bench: Bench

    @cached_property
    def shape(self) -> Shape:
        """Names of everything counted."""
        return Shape(self.scenario)

    @cached_property
    def _inputs(self) -> Mapping[World, Inputs]:
        return inputs_by_world(self.scenario)

    def rows(self, reads: frozenset[What], until: Minutes, world: World = World.PROGRAMME) -> list[Row]:
        """The log's rows of these events, in order; of more than a minute `until` only where it was run for longer."""
        if world not in self._logs or self._logs[world][0] < until:
            inputs = self._inputs[world]
            inputs = inputs._replace(horizon=min(inputs.horizon, until))
            self._logs[world] = until, self.bench.log(inputs, self.seed, self.number).copy()
        _, log = self._logs[world]
        wanted = np.isin(KINDS, np.fromiter(reads, dtype=np.int64))
        return list(map(tuple, log[wanted[log[:, 2]]].tolist()))

    @cached_property
    def _logs(self) -> dict[World, tuple[Minutes, Log]]:
        """Until which minute each world was run, and its log."""
        return {}

    @property
    def events(self) -> int:
        """How many there are in the logs that were read; of a whole run, in both its worlds."""
        if "run" in vars(self):
            case, _ = self.run
            return sum(len(self.bench.log(case.inputs[world], self.seed, self.number)) for world in World)
        return sum(len(log) for _, log in self._logs.values())

    @cached_property
    def run(self) -> tuple[Case, Replication]:
        """The whole run: both worlds, counted and priced."""
        case = Case("a simulation", self.scenario, self.seed)
        return case, Worker([case], totals_only=True).replicate(0, range(self.number, self.number + 1))[0]


Reading = Callable[[Simulated], list[float]]  # it goes to other processes


@dataclass(frozen=True)
class OfTargets:
    """Reads the figures of targets, each in its window."""

    targets: tuple[Target, ...]

    def __call__(self, simulated: Simulated) -> list[float]:
        """A figure for each target. Those that share a window are counted together."""
        start = simulated.scenario.dates.start.value
        in_logs = [target for target in self.targets if target.kind.counted_in == "log"]
        until = max((minute_of(target.ends, start) for target in in_logs), default=0)
        together: dict[tuple[Window, bool], list[Target]] = {}
        for target in in_logs:
            together.setdefault((target.window(start), target.kind.against_usual_care), []).append(target)
        found: dict[int, float] = {}
        for (_, against), some in together.items():
            reads = frozenset(chain.from_iterable(target.kind.reads for target in some))
            log = simulated.rows(reads, until)
            usual = simulated.rows(reads, until, World.USUAL) if against else None
            found |= zip(map(id, some), measure(some, simulated.shape, log, usual), strict=True)
        return [
            found[id(target)] if id(target) in found else target.kind.figure(*simulated.run) for target in self.targets
        ]


class Simulations:
    """Simulations of a scenario at any inputs, and what a reading sees of each."""

    def __init__(self, prior: Prior, reading: Reading, figures: int, seed: int) -> None:
        self.prior, self.reading, self.figures, self.seed = prior, reading, figures, seed

    def at(self, bench: Bench, point: Point) -> list[float]:
        """What is seen at these inputs, by the luck of this number; not a number where they cannot stand together."""
        number, values = point
        others = self.prior.other_values(study_key(self.seed), number)
        try:
            scenario = self.prior.with_values({**others, **values})
            return self.reading(Simulated(scenario, self.seed, number, bench))
        except (NotPossible, TooManyEvents):
            return [nan] * self.figures

    def events_of(self, bench: Bench, number: int, values: Mapping[Path, float]) -> int:
        """How many events there are in one simulation."""
        simulated = Simulated(self.prior.with_values(values), self.seed, number, bench)
        self.reading(simulated)
        return simulated.events

    def all_at(
        self, points: Sequence[Point], jobs: int = 1, progress: Progress = lambda done: None
    ) -> list[list[float]]:
        """The same of each, in order. `progress` is given how many are done."""
        return at_each(self, points, jobs, progress)
