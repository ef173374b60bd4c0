"""On which engine is it run, and with how many workers? No answer depends on it.

The compiled engine is made ready before anything is run, and what keeps it, or keeps a caller waiting, is said.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.asking.watch import Watch
from experiments.run import Case
from sim import simulate
from sim.errors import TooManyEvents, WrongInput
from sim.faults import printable
from sim.inputs import World
from sim.loading import Loaded
from sim.luck import study_key
from sim.preflight import estimate
from sim.simulate import HOW_TO_INSTALL, NOT_INSTALLED, Engine


@dataclass(frozen=True, kw_only=True)
class Runs:
    """How a request is run that takes many replications. By default: with the luck of its scenarios, as many as they
    say, on the engine that suits so many, on every core."""

    seed: int | None = None
    replications: int | None = None
    engine: Engine | None = None
    jobs: int | None = None

    @property
    def workers(self) -> int:
        """Threads or processes at once."""
        return self.jobs or cores()

    @contextmanager
    def on_an_engine(
        self, cases: Sequence[Case], replications: int, watch: Watch, *, again: bool = False
    ) -> Iterator[Engine]:
        """The engine, made ready. `again`: more than so many replications are run, and it is not known how many."""
        if self.engine == "fast" and not simulate.fast_is_installed():
            raise WrongInput(f"{watch.names.fast} needs Numba. {HOW_TO_INSTALL}")
        engine: Engine = self.engine or "simpy"
        if self.engine is None and (again or replications > simulate.A_HANDFUL):
            if simulate.fast_is_installed():
                engine = "fast"
            else:
                watch.say(f"{NOT_INSTALLED} {HOW_TO_INSTALL}")
        with caps_in_words([one.loaded for one in cases]):
            if engine == "fast":
                _make_ready(cases[0], watch)
            yield engine


def _make_ready(case: Case, watch: Watch) -> None:
    """Compile what has not been compiled before: it is kept, so this happens once."""
    try:
        from sim.kernel import fast, kept
    except (ImportError, RuntimeError) as error:  # Numba's, where it finds no place to keep anything
        raise WrongInput(f"the compiled engine cannot be loaded: {error}. Add {watch.names.simpy}.") from None
    if fast.is_compiled():
        if not fast.is_warm() or kept.is_damaged():
            watch.say("Compiling the fast engine: once, about a minute. It is kept for the next time.")
        kept.make_ready(case.shape, case.inputs[World.USUAL], study_key(case.seed))


def engine_that_is_ready(case: Case) -> Engine:
    """The compiled engine where it has been compiled before, else the readable one: nobody waits for a compiler."""
    if not simulate.fast_is_installed():
        return "simpy"
    try:
        from sim.kernel import fast, kept
    except (ImportError, RuntimeError):
        return "simpy"
    if not fast.is_compiled() or not fast.is_warm() or kept.is_damaged():
        return "simpy"
    kept.make_ready(case.shape, case.inputs[World.USUAL], study_key(case.seed))
    return "fast"


@contextmanager
def caps_in_words(loaded: Sequence[Loaded]) -> Iterator[None]:
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
    """How many there are to run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
