"""What does a point of a study cost? The desk beside a scenario built for each point, on fresh seeds, interleaved.

`make study`, or `.venv/bin/python -m benchmarks.bench_studies`: points a second of both ways, the share of the desk's
time that the kernel takes, and their ratio, all in one run: processor seconds, so that others at work on the machine
matter less. `--whole [PART]`: really runs a Saltelli design of every uncertain input of the pilot (217,088 points x 2),
10,000 draws x 10 and a Morris screen on two processors, or a part of each such as 0.1, and prints seconds.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

import numpy as np

from experiments.changed import Path
from experiments.draws import Inputs
from experiments.run import Case
from experiments.study.arrays import Floats, drawn, uniforms
from experiments.study.desk import Desk
from experiments.study.outputs import Output, outputs_of
from experiments.study.points import run_points
from sim.loading import load
from sim.luck import Key, study_key

PILOT = "rotherham_mental_health_pilot"
OUTPUTS = ("net", "capacity", "discharges", "weeks_of_care", "with.wait_for_link_worker")
BASES, DRAWS, TRAJECTORIES = 4_096, 10_000, 20
JOBS = 2
ROUNDS, POINTS_A_ROUND = 7, 40


@dataclass(frozen=True)
class Study:
    """The pilot with fresh luck: its uncertain inputs, drawn as page one draws them."""

    case: Case
    paths: Sequence[Path]
    outputs: Sequence[Output]
    inputs: Inputs
    key: Key

    @classmethod
    def fresh(cls) -> "Study":
        """With luck that nobody had before."""
        case = Case.of(load(PILOT), time.time_ns() % (1 << 40))
        inputs = Inputs(case.scenario)
        return cls(case, list(inputs.laws), outputs_of(case, OUTPUTS), inputs, study_key(case.seed))

    def draws(self, first: int, many: int) -> Floats:
        """(draw, input)."""
        numbers = np.arange(first, first + many)
        columns = [drawn(law, uniforms(".".join(path), self.key, numbers)[0]) for path, law in self.inputs.laws.items()]
        return np.column_stack(columns)

    def saltelli(self, bases: int) -> Iterator[Floats]:
        """Base by base: A, AB of each input, B."""
        a, b = self.draws(0, bases), self.draws(bases, bases)
        for one, other in zip(a, b, strict=True):
            both = np.tile(one, (len(one) + 2, 1))
            both[1:-1][np.diag_indices(len(one))] = other
            both[-1] = other
            yield both

    def morris(self, trajectories: int) -> Iterator[Floats]:
        """Each input moved once, in a row, by half its range."""
        ends = np.array([law[1:] for law in self.inputs.laws.values()])
        low, high = ends.min(axis=1, initial=np.inf, where=ends != 0), ends.max(axis=1)
        for at in self.draws(0, trajectories):
            point, rows = at.copy(), [at]
            for i in range(len(at)):
                half = (high[i] - low[i]) / 2
                point = point.copy()
                point[i] += half if point[i] + half <= high[i] else -half
                rows.append(point)
            yield np.array(rows)


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of this thread."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def beside_the_slow_way() -> None:
    """Rounds of the same points both ways."""
    study = Study.fresh()
    desk = Desk(study.case, study.paths, study.outputs)
    designs = {
        "Saltelli": np.concatenate(list(study.saltelli(1 + ROUNDS * POINTS_A_ROUND // len(study.paths)))),
        "draws": study.draws(100_000, ROUNDS * POINTS_A_ROUND),
    }
    for name, points in designs.items():
        took: list[tuple[float, float, float]] = []
        for at in range(0, ROUNDS * POINTS_A_ROUND, POINTS_A_ROUND):
            some = points[at : at + POINTS_A_ROUND].tolist()
            desk.at(some[0], range(2))  # what it has to make for the first point of all, once
            kernel = KernelTime(desk)
            fast = timed(lambda: [desk.at(values, range(2)) for values in some])  # noqa: B023 - done here and now
            in_kernel = kernel.ended()
            slow = timed(lambda: [desk.slowly(values, range(2)) for values in some])  # noqa: B023
            took.append((fast / len(some), slow / len(some), in_kernel / len(some)))
        fast, slow, in_kernel = (median(column) for column in zip(*took, strict=True))
        print(
            f"{name}, 2 replications: {1 / fast:,.0f} points a second of a processor, "
            f"{slow / fast:.1f} times as many as where each has a scenario"
        )
        print(
            f"  {1000 * fast:.2f} ms a point: kernel {1000 * in_kernel:.2f}, all else {1000 * (fast - in_kernel):.2f}"
        )


class KernelTime:
    """Processor seconds that the kernel takes on a desk's machine from now on."""

    def __init__(self, desk: Desk) -> None:
        assert desk.in_place.tables is not None, "it has run"  # noqa: S101 - for mypy
        self.machine, self.seconds = desk.in_place.tables.machine, 0.0
        self.run = self.machine.run
        self.machine.run = self.noted

    def noted(self, block: int) -> None:
        """One run of the kernel."""
        self.seconds += timed(lambda: self.run(block))

    def ended(self) -> float:
        """What it was, and no more is noted."""
        self.machine.run = self.run
        return self.seconds


def whole(part: float) -> None:
    """The three studies of the tenth issue, or a part of each."""
    study = Study.fresh()
    bases = max(1, round(BASES * part))
    runs = {
        f"Saltelli design of {len(study.paths)} inputs": (np.concatenate(list(study.saltelli(bases))), 2),
        "draws": (study.draws(0, max(1, round(DRAWS * part))), 10),
        "Morris screen": (np.concatenate(list(islice(study.morris(TRAJECTORIES), TRAJECTORIES))), 2),
    }
    for name, (points, replications) in runs.items():
        load_before, start, before = os.getloadavg()[0], time.perf_counter(), processor_seconds()
        found = run_points(study.case, study.paths, points, range(replications), study.outputs, jobs=JOBS)
        took, worked = time.perf_counter() - start, processor_seconds() - before
        print(
            f"{name}: {len(points):,} points x {replications}: {took:.0f} s on {JOBS} processors"
            f" ({worked:.0f} of work), {len(found.failed):,} failed"
        )
        print(f"  load average {load_before:.1f} before, {os.getloadavg()[0]:.1f} after", flush=True)


def processor_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Measure, and print."""
    if "--whole" in sys.argv:
        whole(float(sys.argv[-1]) if sys.argv[-1] != "--whole" else 1.0)
    else:
        beside_the_slow_way()


if __name__ == "__main__":
    main()
