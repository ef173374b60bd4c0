"""`spsim run` and `spsim compare`: from scenarios to an answer, on screen and in files.

The answer is `experiments.answer`'s dictionary, whole; this module runs, writes and prints. Files are checked before
the run and written before anything is printed.
"""

import argparse
import json
import math
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app import screen
from app.exits import DONE, MISSED, Printed, WrongInput, version
from app.files import check_outputs, write_text, written_whole
from app.progress import Progress, say
from experiments.answer import Answer, Asked, answer
from experiments.break_even import of_scenario
from experiments.budget import Optimism, Terms
from experiments.compare import Precision, run_pairs
from experiments.exports import results_csv, tidy, vidigi_csv
from experiments.run import Question, Replication
from experiments.swings import NotPossible, path_of, swings, with_value
from sim.faults import printable
from sim.inputs import World
from sim.loading import Loaded, load
from sim.luck import study_key
from sim.pathway import TooManyEvents
from sim.preflight import estimate
from sim.simulate import A_HANDFUL, HOW_TO_INSTALL, NOT_INSTALLED, Engine, fast_is_installed, running_on


def run(args: argparse.Namespace) -> Printed:
    """One scenario against its own comparator."""
    return _ask([args.scenario], args, events=args.events)


def compare(args: argparse.Namespace) -> Printed:
    """Scenarios against their comparators and against each other."""
    return _ask(args.scenarios, args, events=None)


def _ask(names: Sequence[str], args: argparse.Namespace, events: Path | None) -> Printed:
    loaded = load_all(names)
    outputs = [args.report, args.csv, args.xlsx, args.docx, events]
    check_office(args)
    check_outputs(outputs, [file for one in loaded for file in one.files], force=args.force)
    refuse_what_never_ends(loaded)
    asked = questions(loaded, args.seed)
    if args.swings and any(not one.question.shape.bridge_years for one in asked):
        raise WrongInput(
            "--swings is about net cash, and follow-up is shorter than a year: there is none. Leave it out."
        )
    with on_an_engine(asked, args, _replications(asked, args), again=args.swings or args.within is not None):
        results, precision = _run(asked, args)
        told = answer(asked, results, precision, made(args.typed), terms(args))
        if args.swings:
            _add_swings(told, asked, results, args)
    _write(args, events, asked, results, told)
    if args.json and precision.missed:
        print(screen.precision(told), file=sys.stderr)
    text = as_json(told) if args.json else screen.of_answer(told, full=args.name == "compare")
    return Printed(text, MISSED if precision.missed else DONE)


def _run(asked: Sequence[Asked], args: argparse.Namespace) -> tuple[list[list[Replication]], Precision]:
    if args.within is not None and any(not one.question.shape.bridge_years for one in asked):
        raise WrongInput(
            "--within is about net cash, and follow-up is shorter than a year: there is none. Leave it out."
        )
    progress = Progress("replications", quiet=args.quiet)
    try:
        return run_pairs(
            [one.question for one in asked],
            replications=_replications(asked, args),
            within=args.within,
            most=args.max_replications,
            jobs=jobs(args),
            progress=progress,
        )
    finally:
        progress.finish()


def _replications(asked: Sequence[Asked], args: argparse.Namespace) -> int:
    """As many as were typed, or as the scenarios say."""
    return int(args.replications or max(one.question.scenario.settings.replications.value for one in asked))


def _write(
    args: argparse.Namespace,
    events: Path | None,
    asked: Sequence[Asked],
    results: Sequence[Sequence[Replication]],
    told: Answer,
) -> None:
    """Every file that was asked for."""
    if args.csv:
        pairs = zip((one.question for one in asked), results, strict=True)
        write_text(args.csv, results_csv(pairs), force=args.force)
    if events:
        question = asked[0].question
        log = question.log(World.PROGRAMME, 0)
        write_text(events, vidigi_csv(question.shape, log, question.name), force=args.force)
    if args.report:
        from app.report import write_report

        with written_whole(args.report, force=args.force) as part:
            write_report(told, part)
    if args.xlsx:
        from app.workbook import write_workbook

        rows = (row for one, runs in zip(asked, results, strict=True) for row in tidy(one.question, runs))
        with written_whole(args.xlsx, force=args.force) as part:
            write_workbook(told, part, rows)
    if args.docx:
        from app.brief import write_brief

        with written_whole(args.docx, force=args.force) as part:
            write_brief(told, part)


def check_office(args: argparse.Namespace) -> None:
    """Refuse, before anything is run, an office file that could not be written, or not be opened."""
    for option, path, suffix, module in (
        ("--xlsx", args.xlsx, ".xlsx", "xlsxwriter"),
        ("--docx", args.docx, ".docx", "docx"),
    ):
        if path is None:
            continue
        if path.suffix.lower() != suffix:
            raise WrongInput(f"{option} writes a file that ends in {suffix}; {printable(path.name)} does not.")
        if find_spec(module) is None:
            raise WrongInput(f"{option} needs one more package. Install it with: pip install 'spsim[office]'")


def terms(args: argparse.Namespace) -> Terms:
    """How the years of the budget are weighed."""
    up, down = (share_of(value) for value in (args.optimism_cost, args.optimism_effect))
    return Terms(
        share_of(args.discount_rate),
        "discounted" if args.discount_first_year else "undiscounted",
        Optimism("adjusted for optimism", up, down) if up or down else None,
    )


def share_of(per_cent: float) -> Fraction:
    """3.5 per cent is exactly 7/200."""
    return Fraction(str(per_cent)) / 100


def _add_swings(
    told: Answer, asked: Sequence[Asked], results: Sequence[Sequence[Replication]], args: argparse.Namespace
) -> None:
    """What would change each scenario's answer: two more runs for every uncertain input."""
    for scenario, one, runs in zip(told["scenarios"], asked, results, strict=True):
        progress = Progress(f"inputs of {printable(one.loaded.name)} at their low and high", quiet=args.quiet)
        try:
            scenario["swings"] = swings(one.question, runs, jobs=jobs(args), progress=progress)
        finally:
            progress.finish()


def break_even(args: argparse.Namespace) -> Printed:
    """The value of one lever or input at which the answer changes its sign."""
    loaded = load(args.scenario)
    refuse_what_never_ends([loaded])
    asked = questions([loaded], args.seed)[0]
    question = asked.question
    if not question.shape.bridge_years:
        raise WrongInput("break-even is about money over a year or more, and follow-up is shorter.")
    if not args.low < args.high:
        raise WrongInput(f"--low ({args.low:g}) must be below --high ({args.high:g}).")
    try:
        path = path_of(question.scenario, args.path)
        for end in (args.low, args.high):
            with_value(question.scenario, path, end)
        # Where only prices change, the base run answers for every value: nothing is run twice.
        args.within, args.max_replications = None, None
        with on_an_engine([asked], args, _replications([asked], args), again=False):
            results, _ = _run([asked], args)
            progress = Progress("values tried", quiet=args.quiet)
            try:
                found = of_scenario(
                    question, results[0], path, args.low, args.high, of=args.of, jobs=jobs(args), progress=progress
                )
            finally:
                progress.finish()
    except NotPossible as error:
        raise WrongInput(f"{printable(args.path)} in {printable(loaded.name)}: {error}") from None
    if args.json:
        head = {"made": {**made(args.typed), "seed": question.seed}, "scenario": loaded.name, "hash": loaded.hash}
        return Printed(as_json({**head, "break_even": found}))
    return Printed(screen.of_break_even(found))


# ---------------------------------------------------------------- shared with the other commands


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
    """Every scenario with the same luck: the seed asked for, else the first scenario's."""
    chosen = int(loaded[0].scenario.settings.seed.value) if seed is None else seed
    return [Asked(one, Question(one.name, one.scenario, chosen)) for one in loaded]


def refuse_what_never_ends(loaded: Sequence[Loaded]) -> None:
    """Nothing is run that would not come to an end."""
    for one in loaded:
        if too_large := estimate(one.scenario).too_large:
            raise WrongInput(f"{printable(one.name)} is too large to run. {too_large} Nothing was run.")


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
        from sim import fast
    except ImportError as error:
        raise WrongInput(f"the compiled engine cannot be loaded: {error}. Add --engine simpy.") from None
    if fast.is_compiled() and not fast.is_warm():
        say("Compiling the fast engine: once, about a minute. It is kept for the next time.", quiet=quiet)
        fast.warm_up(question.shape, question.inputs[World.USUAL], study_key(question.seed))


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
    return json.dumps(finite(data), ensure_ascii=False, allow_nan=False)


def finite(data: object) -> object:
    """The same with null where a number is not finite."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data
