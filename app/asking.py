"""What do commands that run a scenario share? Loading, an engine made ready, replications, and an answer as JSON."""

import argparse
import json
import math
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.exits import version
from app.progress import Progress
from app.streams import say
from experiments.answering import Asked
from experiments.compare import Precision, run_pairs
from experiments.footing import common_seed, on_one_footing
from experiments.rows import as_plain
from experiments.run import Question, Replication
from sim.errors import TooManyEvents, WrongInput
from sim.faults import printable
from sim.inputs import World
from sim.loading import Loaded, load
from sim.luck import study_key
from sim.preflight import estimate
from sim.simulate import A_HANDFUL, HOW_TO_INSTALL, NOT_INSTALLED, Engine, fast_is_installed, running_on


def load_all(names: Sequence[str]) -> list[Loaded]:
    """The scenarios of these names, each under a name of its own."""
    loaded = [load(name) for name in names]
    seen: set[str] = set()
    for one in loaded:
        if one.name in seen:
            raise WrongInput(f"Two scenarios are called {printable(one.name)}. Give each file its own name.")
        seen.add(one.name)
    return loaded


def questions(loaded: Sequence[Loaded], seed: int | None) -> list[Asked]:
    """Every scenario with the same luck and on one footing: the seed asked for, else the scenarios' own."""
    chosen = common_seed(loaded) if seed is None else seed
    return [
        Asked(one.loaded, Question(one.loaded.name, one.loaded.scenario, chosen), one.notes)
        for one in on_one_footing(loaded)
    ]


def refuse_what_never_ends(loaded: Sequence[Loaded]) -> None:
    """Nothing is run that would not come to an end."""
    for one in loaded:
        if too_large := estimate(one.scenario).too_large:
            raise WrongInput(f"{printable(one.name)} is too large to run. {too_large} Nothing was run.")


def replications(asked: Sequence[Asked], args: argparse.Namespace) -> int:
    """As many as were typed, or as the scenarios say."""
    return int(args.replications or max(one.question.scenario.settings.replications.value for one in asked))


def run_questions(asked: Sequence[Asked], args: argparse.Namespace) -> tuple[list[list[Replication]], Precision]:
    """As many replications of every scenario as were asked for, or as the precision asked for takes."""
    if args.within is not None and any(not one.question.shape.bridge_years for one in asked):
        raise WrongInput(
            "--within is about net cash, and follow-up is shorter than a year: there is none. Leave it out."
        )
    progress = Progress("replications", quiet=args.quiet)
    try:
        return run_pairs(
            [one.question for one in asked],
            replications=replications(asked, args),
            within=args.within,
            most=args.max_replications,
            jobs=jobs(args),
            progress=progress,
        )
    finally:
        progress.finish()


@contextmanager
def on_an_engine(
    asked: Sequence[Asked], args: argparse.Namespace, replications: int, *, again: bool
) -> Iterator[Engine]:
    """The engine asked for, or the one that suits so many replications (`again`: and who knows how many more), made
    ready: what keeps it, or keeps somebody waiting, is said on stderr."""
    if args.engine == "fast" and not fast_is_installed():
        raise WrongInput(f"--engine fast needs Numba. {HOW_TO_INSTALL}")
    engine: Engine = args.engine or "simpy"
    if args.engine is None and (again or replications > A_HANDFUL):
        if fast_is_installed():
            engine = "fast"
        else:
            say(f"{NOT_INSTALLED} {HOW_TO_INSTALL}", quiet=args.quiet)
    try:
        if engine == "fast":
            _make_ready(asked[0].question, quiet=args.quiet)
        with running_on(engine):
            yield engine
    except TooManyEvents as error:
        raise WrongInput(too_many([one.loaded for one in asked], error)) from None


def _make_ready(question: Question, *, quiet: bool) -> None:
    """Compile what has not been compiled before: it is kept, so this happens once."""
    try:
        from sim.kernel import fast, kept
    except (ImportError, RuntimeError) as error:  # Numba's, where it finds no place to keep anything
        raise WrongInput(f"the compiled engine cannot be loaded: {error}. Add --engine simpy.") from None
    if fast.is_compiled():
        if not fast.is_warm() or kept.is_damaged():
            say("Compiling the fast engine: once, about a minute. It is kept for the next time.", quiet=quiet)
        kept.make_ready(question.shape, question.inputs[World.USUAL], study_key(question.seed))


def engine_that_is_ready(question: Question) -> Engine:
    """The compiled engine where it has been compiled before, else the readable one: nobody waits for a compiler."""
    if not fast_is_installed():
        return "simpy"
    try:
        from sim.kernel import fast, kept
    except (ImportError, RuntimeError):
        return "simpy"
    if not fast.is_compiled() or not fast.is_warm() or kept.is_damaged():
        return "simpy"
    kept.make_ready(question.shape, question.inputs[World.USUAL], study_key(question.seed))
    return "fast"


def too_many(loaded: Sequence[Loaded], error: TooManyEvents) -> str:
    """A run that went past its cap all the same: which, and what was expected of it."""
    expected = [
        f"{printable(one.name)} (about {estimate(one.scenario).events:,.0f} events a replication were expected, "
        f"settings.most_events is {one.scenario.settings.most_events.value:,.0f})"
        for one in loaded
    ]
    return f"stopped: {error}, in {' or '.join(expected)}. No answer was made."


def jobs(args: argparse.Namespace) -> int:
    """As many threads or processes as asked for, or as there are cores to run on."""
    return cores() if args.jobs is None else int(args.jobs)


def cores() -> int:
    """How many there are to run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def made(typed: str) -> dict[str, Any]:
    """How an answer was made: no clock times, no folders of this machine."""
    return {"version": version(), "command": typed, "python": platform.python_version()}


def as_json(data: object) -> str:
    """One JSON object. A capacity of nothing has an infinite load; JSON has no word for it but null."""
    return json.dumps(finite(as_plain(data)), ensure_ascii=False, allow_nan=False)


def finite(data: object) -> object:
    """The same with null where a number is not finite."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data
