"""Does `spsim solve` answer within ten seconds? The pilot, for one target and for two: by the clock and the processor.

`.venv/bin/python -m benchmarks.bench_solve`. On two threads, with fresh luck each time; what else the machine does
shows in the difference between the two.
"""

import os
import time

from app.ask import Solve, ask

PILOT = "rotherham_mental_health_pilot"
TARGETS = ("90 % met within 4 weeks", "90 % have a place within 6 weeks")
THREADS, TIMES = 2, 3


def main() -> None:
    """Ask, and print what it took."""
    print(f"load of the last minute: {os.getloadavg()[0]:.1f}")
    for many in (1, 2):
        for _ in range(TIMES):
            start, spent = time.perf_counter(), time.process_time()
            found = ask(Solve(PILOT, TARGETS[:many], seed=time.time_ns() % 2**32, jobs=THREADS)).found
            took, spent = time.perf_counter() - start, time.process_time() - spent
            mix = None if found.found is None else found.found.values
            print(f"{many} target{'s' * (many > 1)}: {mix}, {found.tried} mixes: {took:.1f} s, processor {spent:.1f} s")


if __name__ == "__main__":
    main()
