"""What is found at thousands of points? One replication at each, as many at a time as there are workers.

What is found at a point is a pure function of it and of the simulator that looks, so the number of workers changes
nothing. A simulator is given a bench, on which it runs one replication after another: one bench a process.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from experiments.workers import on_processes, that_end
from sim.inputs import Inputs
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.kernel.machine import Machine
from sim.luck import study_key

AT_A_TIME = 64  # points handed to a process
FEWEST_FOR_WORKERS = 256  # points: for fewer, starting processes takes longer than simulating
Log = NDArray[np.int64]  # (row, column): minute, person, what, where, value
Progress = Callable[[int], None]  # called with the number of points done
Point = TypeVar("Point", contravariant=True)
Found = TypeVar("Found", covariant=True)


class Bench:
    """What simulations one after another use again: the memory of one machine, laid out as large as the last needed."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.sizes: dict[str, int] = {}

    def log(self, inputs: Inputs, seed: int, number: int) -> Log:
        """One replication's log; good until the next."""
        tables = fast.Tables(inputs, self.machine)
        self.machine = tables.machine
        tables.lay_out(**{name: max(size, self.sizes.get(name, 0)) for name, size in _sizes(tables).items()})
        numbers = tables.replicate(study_key(seed), number)
        self.sizes = _sizes(tables)
        return np.frombuffer(numbers, dtype=np.int64).reshape(-1, LOG_COLUMNS)


def _sizes(tables: fast.Tables) -> dict[str, int]:
    return {name: getattr(tables, name) for name in ("people", "rows", "heap", "reviews")}


class Simulator(Protocol[Point, Found]):
    """Looks at points, one at a time."""

    def at(self, bench: Bench, point: Point) -> Found:
        """What is found at a point."""


def at_each(
    simulator: Simulator[Point, Found],
    points: Sequence[Point],
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> list[Found]:
    """What is found at each point, in order."""
    parts = [points[i : i + AT_A_TIME] for i in range(0, len(points), AT_A_TIME)]
    if jobs > 1 and len(points) >= FEWEST_FOR_WORKERS:
        results = on_processes(jobs, partial(_here, simulator), parts, begin=_bench_of_this_process, given=())
    else:
        bench = Bench()
        results = (_some(simulator, bench, part) for part in parts)
    found: list[Found] = []
    with that_end(results) as those:
        for some in those:
            found += some
            progress(len(found))
    return found


def _some(simulator: Simulator[Point, Found], bench: Bench, points: Sequence[Point]) -> list[Found]:
    return [simulator.at(bench, point) for point in points]


def _here(simulator: Simulator[Point, Found], points: Sequence[Point]) -> list[Found]:
    """The same, in a process of its own."""
    return _some(simulator, _bench_of_this_process(), points)


@cache
def _bench_of_this_process() -> Bench:
    return Bench()
