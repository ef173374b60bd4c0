"""Does a big study fit? So many replications of the pilot with measures, on two threads: seconds and peak memory.

`.venv/bin/python -m benchmarks.bench_study 100000`. What page one wants is added up; nothing is kept but one sum.
"""

import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from experiments.counted import WorldOutcomes
from experiments.outcomes import PEOPLE
from experiments.run import Case
from sim.inputs import World
from sim.kernel import fast
from sim.loading import load
from sim.luck import study_key
from sim.sums import Columns

THREADS = 2


def main() -> None:
    """Run, and print what it took."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    case = Case.of(load("rotherham_mental_health_pilot"), 1)
    wanted, inputs = case.wanted.alone, case.inputs[World.PROGRAMME]
    key = study_key(time.time_ns())  # fresh seeds: a benchmark is no part of the results path

    def work(part: int) -> int:
        tables, counter = fast.Tables(inputs), fast.Counter(case.shape, wanted)
        numbers = range(part * replications // THREADS, (part + 1) * replications // THREADS)
        some = (numbers[i : i + fast.BATCH] for i in range(0, len(numbers), fast.BATCH))
        reads = (Columns(wanted, list(tables.kept(counter, key, few))) for few in some)
        return sum(sum(WorldOutcomes(case.shape, read).counted(PEOPLE)) for read in reads)

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        people = sum(threads.map(work, range(THREADS)))
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{replications:,} replications with measures, {people:,} people: {took:.1f} s, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
