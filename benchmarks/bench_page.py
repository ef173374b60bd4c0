"""What does an answer on the page take, part by part, in replications of the compiled engine? Without any browser.

`.venv/bin/python -m benchmarks.bench_page`: a lever of the pilot is moved to a value never used before, beside the
pilot as it is, which is known already. Parts are timed by the clock, and so is a replication in between with fresh
luck: a ratio says the same on a machine that does other things, and on another machine.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from app.asking import running
from app.live import answering
from app.live.door import asked
from experiments.run import Case, run
from sim.loading import load

PILOT = "rotherham_mental_health_pilot"
PAIRS, TIMES = (60, 200), 9
PARTS = (
    (answering, "loaded_of", "the scenario of each option"),
    (running, "run_pairs", "the replications of one option, on two threads"),
    (running, "answer_in_short", "the answer"),
    (running, "hashed", "its hash"),
    (answering, "fragments", "its pieces, as HTML"),
)


class Clock:
    """Milliseconds that each part took, time after time."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = {}

    def timed(self, name: str, work: Callable[..., object]) -> Callable[..., object]:
        """The same work, timed."""

        def working(*given: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                self.took.setdefault(name, []).append(1000 * (time.perf_counter() - start))

        return working


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Every part timed for a while."""
    before = [(room, name, getattr(room, name)) for room, name, _ in PARTS]
    for (room, name, said), (_, _, work) in zip(PARTS, before, strict=True):
        setattr(room, name, clock.timed(said, work))
    try:
        yield
    finally:
        for room, name, work in before:
            setattr(room, name, work)


def main() -> None:
    """Ask, and print what it took."""
    print(f"load of the last minute: {os.getloadavg()[0]:.1f}")
    for pairs in PAIRS:
        clock, pilot = Clock(), load(PILOT)
        with watched(clock):
            for n in range(TIMES):
                posts = 2 + (time.time_ns() % 10**9) / 10**9
                moved = {"scenario": PILOT, "changes": {"link_workers.posts": posts}}
                setting = {"a": moved, "b": {"scenario": PILOT}, "replications": pairs}
                whole = clock.timed("all of it, at the door", asked)("answer", {"setting": setting})
                assert "answer" in whole, whole  # noqa: S101
                luck = Case.of(pilot, time.time_ns() % 2**40 + n)
                clock.timed("a replication", run)([luck], range(16), sums_only=True)
        one = median(clock.took.pop("a replication")) / 16
        print(f"\n{pairs} pairs; a replication in three worlds takes {one:.2f} ms here, on one thread")
        for name, took in clock.took.items():
            print(f"{name:50} {median(took):7.1f} ms  {median(took) / one:7.1f} replications")


if __name__ == "__main__":
    main()
