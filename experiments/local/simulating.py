"""What would a service have counted? One replication of its past, or of the service that runs on, at given inputs.

A simulation is a pure function of (service, seed, number, inputs), so the number of workers changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from experiments.local.monthly import Floats, Log, counted, edges, month_after
from experiments.local.service import Service, Stands
from experiments.local.state import Standing, standing, vacancies
from experiments.workers import on_processes, that_end
from sim.inputs import Inputs, inputs_of
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.kernel.machine import Wasmtime
from sim.luck import study_key

AT_A_TIME = 50  # simulations handed to a process
FEWEST_FOR_WORKERS = 400  # for fewer, starting processes takes longer than simulating
Progress = Callable[[int], None]


class Point(NamedTuple):
    """One simulation: its number, its inputs, and how the service stands where it is one that runs on."""

    number: int
    values: Mapping[str, float]
    stands: Stands | None = None


class Seen(NamedTuple):
    """What a simulation gave: (column, month), and how the service stood after a past."""

    figures: Floats
    standing: Standing | None


class Bench:
    """Simulations one after another, in the memory of one machine."""

    def __init__(self) -> None:
        self.machine = Wasmtime()
        self.sizes: dict[str, int] = {}

    def log(self, inputs: Inputs, seed: int, number: int) -> Log:
        """One replication's log; good until the next."""
        tables = fast.Tables(inputs, self.machine)
        tables.lay_out(**{name: max(size, self.sizes.get(name, 0)) for name, size in _sizes(tables).items()})
        numbers = tables.replicate(study_key(seed), number)
        self.sizes = _sizes(tables)
        return np.frombuffer(numbers, dtype=np.int64).reshape(-1, LOG_COLUMNS)


def _sizes(tables: fast.Tables) -> dict[str, int]:
    return {name: getattr(tables, name) for name in ("people", "rows", "heap", "reviews")}


@dataclass(frozen=True)
class Simulator:
    """Simulates a service. `coming`: the months to count of one that runs on."""

    service: Service
    seed: int
    coming: tuple[date, ...] = ()

    def seen(self, bench: Bench, point: Point) -> Seen:
        """What one simulation gives."""
        return self._past(bench, point) if point.stands is None else self._coming(bench, point, point.stands)

    def _past(self, bench: Bench, point: Point) -> Seen:
        scenario = self.service.past(point.values)
        inputs = inputs_of(scenario)
        log = bench.log(inputs, self.seed, point.number)
        at = edges(self.service.months, scenario.dates.start.value)
        names = sorted(scenario.activities)
        stood = standing(log, int(at[-1]), [post.group for post in inputs.posts], self.service.groups, len(names))
        stated = [n for n, name in enumerate(names) if name in self.service.base.activities]
        key, groups = study_key(self.seed), self.service.groups
        vacant, unfilled = vacancies(log, int(at[-1]), inputs, key, point.number, groups)
        stood = stood._replace(in_activity=stood.in_activity[stated], vacant=vacant, unfilled=unfilled)
        return Seen(counted(log, at), stood)

    def _coming(self, bench: Bench, point: Point, stands: Stands) -> Seen:
        scenario = self.service.running(point.values, stands, month_after(self.coming[-1]))
        log = bench.log(inputs_of(scenario), self.seed, point.number)
        return Seen(counted(log, edges(self.coming, scenario.dates.start.value)), None)

    def all(self, points: Sequence[Point], jobs: int = 1, progress: Progress = lambda done: None) -> list[Seen]:
        """What each gives, in order. `progress` is given how many are done."""
        some = [points[i : i + AT_A_TIME] for i in range(0, len(points), AT_A_TIME)]
        if jobs > 1 and len(points) >= FEWEST_FOR_WORKERS:
            results = on_processes(jobs, _task, some, begin=_remember, given=(self,))
        else:
            bench = Bench()
            results = (_some(self, bench, part) for part in some)
        found: list[Seen] = []
        with that_end(results) as parts:
            for part in parts:
                found += part
                progress(len(found))
        return found


_here: list[tuple[Simulator, Bench]] = []


def _remember(simulator: Simulator) -> None:
    """A process gets the service once."""
    _here[:] = [(simulator, Bench())]


def _task(points: Sequence[Point]) -> list[Seen]:
    return _some(*_here[0], points)


def _some(simulator: Simulator, bench: Bench, points: Sequence[Point]) -> list[Seen]:
    return [simulator.seen(bench, point) for point in points]
