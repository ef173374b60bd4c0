"""What would be seen at thousands of inputs? One replication at each, as many at a time as there are workers.

A simulation is a pure function of (scenario, seed, number, where its inputs stand), so the number of workers changes
nothing. What is seen of it is up to a *reading*: it is given one replication, asks for the rows of the events that it
counts, and for no others, and gives its figures. The measures are those of `figures`: nothing is counted twice over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import nan

import numpy as np
from numpy.typing import NDArray

from experiments.changed import Path
from experiments.figures import Window
from experiments.fitting.prior import Prior
from experiments.run import Case, Replication, Worker
from experiments.targets import Target, measure
from experiments.workers import on_processes, that_end
from sim.errors import NotPossible, TooManyEvents
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import Inputs, World, inputs_by_world
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.kernel.machine import Machine
from sim.luck import study_key
from sim.scenario import Scenario
from sim.units import Minutes, minute_of

AT_A_TIME = 64  # simulations handed to a process
FEWEST_FOR_WORKERS = 256  # for fewer, starting processes takes longer than simulating
KINDS = np.arange(1 << 8)  # of events, with room for more
Log = NDArray[np.int64]


class Bench:
    """What simulations one after another use again: the memory of one machine, laid out as large as the last needed."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.sizes: dict[str, int] = {}

    def log(self, inputs: Inputs, seed: int, number: int) -> memoryview:
        """One replication's log, number after number; good until the next."""
        tables = fast.Tables(inputs, self.machine)
        self.machine = tables.machine
        tables.lay_out(**{name: max(size, self.sizes.get(name, 0)) for name, size in self._sizes(tables).items()})
        found = tables.replicate(study_key(seed), number)
        self.sizes = self._sizes(tables)
        return found

    @staticmethod
    def _sizes(tables: fast.Tables) -> dict[str, int]:
        return {name: getattr(tables, name) for name in ("people", "rows", "heap", "reviews")}


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
            log = np.frombuffer(self.bench.log(inputs, self.seed, self.number), dtype=np.int64)
            self._logs[world] = until, log.reshape(-1, LOG_COLUMNS).copy()
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
            return sum(
                len(self.bench.log(case.inputs[world], self.seed, self.number)) // LOG_COLUMNS for world in World
            )
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

    def at(self, bench: Bench, number: int, values: Mapping[Path, float]) -> list[float]:
        """What is seen at these inputs, by the luck of this number; not a number where they cannot stand together."""
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
        self,
        points: Sequence[tuple[int, Mapping[Path, float]]],
        jobs: int = 1,
        progress: Callable[[int], None] = lambda done: None,
    ) -> list[list[float]]:
        """The same of each (number, inputs), in order. `progress` is given how many are done."""
        some = [points[i : i + AT_A_TIME] for i in range(0, len(points), AT_A_TIME)]
        if jobs > 1 and len(points) >= FEWEST_FOR_WORKERS:
            results = on_processes(jobs, _task, some, begin=_remember, given=(self,))
        else:
            bench = Bench()
            results = (_some(self, bench, part) for part in some)
        rows: list[list[float]] = []
        with that_end(results) as found:
            for part in found:
                rows += part
                progress(len(rows))
        return rows


_here: list[tuple[Simulations, Bench]] = []


def _remember(simulations: Simulations) -> None:
    """A process gets the scenario once."""
    _here[:] = [(simulations, Bench())]


def _task(points: Sequence[tuple[int, Mapping[Path, float]]]) -> list[list[float]]:
    return _some(*_here[0], points)


def _some(
    simulations: Simulations, bench: Bench, points: Sequence[tuple[int, Mapping[Path, float]]]
) -> list[list[float]]:
    return [simulations.at(bench, number, values) for number, values in points]
