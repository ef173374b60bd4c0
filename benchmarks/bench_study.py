"""Does a big study fit? So many replications of the pilot with measures, on two threads: seconds and peak memory.

`.venv/bin/python -m benchmarks.bench_study 100000`. Nothing is kept of a replication but one sum.
"""

import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from sim.frames import Shape
from sim.inputs import inputs_of
from sim.kernel import fast
from sim.loading import load
from sim.luck import study_key

THREADS = 2


def main() -> None:
    """Run, and print what it took."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    scenario = load("rotherham_mental_health_pilot").scenario
    key = study_key(time.time_ns())  # fresh seeds: a benchmark is no part of the results path

    def work(part: int) -> int:
        tables, counter = fast.Tables(inputs_of(scenario)), fast.Counter(Shape(scenario))
        numbers = range(part * replications // THREADS, (part + 1) * replications // THREADS)
        return sum(sum(tally.people) for tally in tables.tallies(counter, key, numbers))

    list(
        fast.Tables(inputs_of(scenario)).tallies(fast.Counter(Shape(scenario)), key, range(1))
    )  # compiled, or read from the cache
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        people = sum(threads.map(work, range(THREADS)))
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{replications:,} replications with measures, {people:,} people: {took:.1f} s, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
