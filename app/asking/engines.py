"""On which engine is it run, and with how many workers? No answer depends on it."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sim.errors import TooManyEvents
from sim.faults import printable
from sim.loading import Loaded
from sim.preflight import estimate
from sim.simulate import Engine


@dataclass(frozen=True, kw_only=True)
class Runs:
    """How a request is run that takes many replications. By default: with the luck of its scenarios, as many as they
    say, on the compiled engine, on every core."""

    seed: int | None = None
    replications: int | None = None
    engine: Engine = "fast"
    jobs: int | None = None

    @property
    def workers(self) -> int:
        """Threads or processes at once."""
        return self.jobs or cores()


@contextmanager
def caps_in_words(loaded: Iterable[Loaded]) -> Iterator[None]:
    """A run that goes past its cap all the same says of which scenario, and what was expected of it."""
    try:
        yield
    except TooManyEvents as error:
        expected = [
            f"{printable(one.name)} (about {estimate(one.scenario).events:,.0f} events a replication were expected, "
            f"settings.most_events is {one.scenario.settings.most_events.value:,.0f})"
            for one in loaded
        ]
        raise TooManyEvents(f"stopped: {error}, in {' or '.join(expected)}. No answer was made.") from None


def cores() -> int:
    """How many there are to run on: one in a browser, where there are no threads."""
    if sys.platform == "emscripten":
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
