"""`spsim run` and `spsim compare`: from scenarios to an answer, on screen and in files.

The answer is `experiments.answer`'s dictionary, whole. Files are checked before the run and written once the answer is
printed, so that it is never lost for a file. What is printed does not depend on which files are written.
"""

import argparse
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from app import outputs, screen
from app.asking import (
    as_json,
    jobs,
    load_all,
    made,
    on_an_engine,
    questions,
    refuse_what_never_ends,
    replications,
    run_questions,
)
from app.exits import DONE, MISSED, Printed
from app.progress import Progress
from app.provenance import dated, today
from app.streams import say
from experiments.answering import Asked, answer, with_swings
from experiments.budget import Optimism, Terms
from experiments.channels import Channels, channels
from experiments.partners import fits_of
from experiments.pool import BOTH
from experiments.run import Replication
from experiments.swings import Swings, ranges, swings
from sim.errors import WrongInput
from sim.faults import printable
from sim.preflight import estimate
from sim.simulate import fast_is_installed

SWUNG_UNASKED = 10  # replications: the first so many show which inputs matter
SPLIT_AT_MOST = 200  # replications in which channels of effect are told apart
MOST_EVENTS_UNASKED = {"fast": 1_000_000_000, "simpy": 2_000_000}  # some minutes; most of a minute

Found = TypeVar("Found")


def run(args: argparse.Namespace) -> Printed:
    """One scenario against its own comparator."""
    return _ask([args.scenario], args)


def compare(args: argparse.Namespace) -> Printed:
    """Scenarios against their comparators and against each other."""
    return _ask(args.scenarios, args)


def _ask(names: Sequence[str], args: argparse.Namespace) -> Printed:
    day, asked = today(), questions(load_all(names), args.seed)
    outputs.check(args, asked)
    refuse_what_never_ends([one.loaded for one in asked])
    if args.swings and not _has_net_cash(asked):
        raise WrongInput(
            "--swings is about net cash, and follow-up is shorter than a year: there is none. Leave it out."
        )
    _refuse_unknown_year(asked, args.pounds_of)
    swung = args.swings or (not args.no_swings and _has_net_cash(asked) and _affordable(asked, args))
    with on_an_engine(asked, args, replications(asked, args), again=swung or args.within is not None):
        results, precision = run_questions(asked, args)
        told = answer(asked, results, precision, made(args.typed), _terms(args), pounds_of=args.pounds_of)
        if swung:
            few = results if args.swings else [runs[:SWUNG_UNASKED] for runs in results]
            _say_what_for(asked, few, args)
            told = with_swings(told, _swings(asked, few, args), _channels(asked, results, args))
    filed = dated(told, day)
    if args.json and precision.missed:
        say(screen.precision(told))
    text = as_json(told) if args.json else screen.of_answer(told, full=args.name == "compare")
    code = MISSED if precision.missed else DONE
    return Printed(text, code, then=lambda: outputs.write(args, asked, results, filed))


def _refuse_unknown_year(asked: Sequence[Asked], year: str | None) -> None:
    """A year in whose pounds page one is to be told, too, must be one that an index has."""
    for one in asked:
        prices = one.question.scenario.prices
        if year not in (None, prices.year) and (prices.index is None or year not in prices.index.years):
            raise WrongInput(f"--pounds-of {year}: the price index of {printable(one.loaded.name)} does not have it.")


def _terms(args: argparse.Namespace) -> Terms:
    """How the years of the budget are weighed."""
    up, down = (_share_of(value) for value in (args.optimism_cost, args.optimism_effect))
    return Terms(
        _share_of(args.discount_rate),
        "discounted" if args.discount_first_year else "undiscounted",
        Optimism("adjusted for optimism", up, down) if up or down else None,
    )


def _share_of(per_cent: float) -> Fraction:
    """3.5 per cent is exactly 7/200."""
    return Fraction(str(per_cent)) / 100


# ---------------------------------------------------------------- what would change the answer


def _has_net_cash(asked: Sequence[Asked]) -> bool:
    return all(one.question.shape.bridge_years for one in asked)


def _affordable(asked: Sequence[Asked], args: argparse.Namespace) -> bool:
    """Whether an answer may have swings that nobody asked for. By the size of the work, not by the clock: the same
    command gives the same answer on every machine."""
    engine = "fast" if args.engine != "simpy" and fast_is_installed() else "simpy"
    few = min(SWUNG_UNASKED, replications(asked, args))
    events = sum(
        2 * len(ranges(one.question.scenario)) * few * len(BOTH) * estimate(one.question.scenario).events
        for one in asked
    )
    if events > MOST_EVENTS_UNASKED[engine]:
        say("What would change the answer is left out: it would take long. Add --swings to have it.", quiet=args.quiet)
    return events <= MOST_EVENTS_UNASKED[engine]


def _say_what_for(asked: Sequence[Asked], few: Sequence[Sequence[Replication]], args: argparse.Namespace) -> None:
    """Nobody waits without knowing for what, and how to do without it."""
    inputs = sum(len(ranges(one.question.scenario)) for one in asked)
    if inputs:
        say(
            f"What would change the answer: {inputs} inputs at their low and high, {len(few[0])} replications each. "
            "--no-swings leaves it out.",
            quiet=args.quiet,
        )


def _channels(
    asked: Sequence[Asked], results: Sequence[Sequence[Replication]], args: argparse.Namespace
) -> list[Channels]:
    """What each channel of effect does alone, of each scenario, and what all do together."""

    def of(one: Asked, runs: Sequence[Replication], progress: Progress) -> Channels:
        return channels(one.question, runs[:SPLIT_AT_MOST], jobs=jobs(args), progress=progress)

    return _of_each(asked, results, "channels of effect of {}", of, args)


def _swings(asked: Sequence[Asked], results: Sequence[Sequence[Replication]], args: argparse.Namespace) -> list[Swings]:
    """What would change the answer, of each scenario: two more runs for every uncertain input."""

    def of(one: Asked, runs: Sequence[Replication], progress: Progress) -> Swings:
        return swings(one.question, runs, fits_of(one.loaded), jobs=jobs(args), progress=progress)

    return _of_each(asked, results, "inputs of {} at their low and high", of, args)


def _of_each(
    asked: Sequence[Asked],
    results: Sequence[Sequence[Replication]],
    doing: str,
    work: Callable[[Asked, Sequence[Replication], Progress], Found],
    args: argparse.Namespace,
) -> list[Found]:
    """Further work on each scenario in turn. `doing`: what it is called while it goes on, {} for the scenario."""
    found = []
    for one, runs in zip(asked, results, strict=True):
        progress = Progress(doing.format(printable(one.loaded.name)), quiet=args.quiet)
        try:
            found.append(work(one, runs, progress))
        finally:
            progress.finish()
    return found
