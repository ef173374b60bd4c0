"""`spsim run` and `spsim compare`: from scenarios to an answer, on screen and in files.

Files are checked before the run and written once the answer is printed, so that it is never lost for a file. What is
printed does not depend on which files are written.
"""

import argparse
from collections.abc import Sequence
from fractions import Fraction

from app.ask import Run
from app.asking.cases import load_all
from app.cli import outputs
from app.cli.asking import answered
from app.cli.exits import DONE, MISSED, Printed
from app.cli.streams import say
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.provenance import dated, today
from experiments.budget import Optimism, Terms


def run(args: argparse.Namespace) -> Printed:
    """One scenario against its own comparator."""
    return _ran([args.scenario], args)


def compare(args: argparse.Namespace) -> Printed:
    """Scenarios against their comparators and against each other."""
    return _ran(args.scenarios, args)


def _ran(names: Sequence[str], args: argparse.Namespace) -> Printed:
    day, loaded = today(), load_all(names)
    outputs.check(args, loaded)
    ran = answered(
        Run(
            tuple(loaded),
            seed=args.seed,
            replications=args.replications,
            within=args.within,
            most=args.max_replications,
            swings="all" if args.swings else "none" if args.no_swings else "first few",
            terms=_terms(args),
            pounds_of=args.pounds_of,
            engine=args.engine,
            jobs=args.jobs,
            command=args.typed,
        ),
        quiet=args.quiet,
    )
    missed, filed = ran.precision.missed, dated(ran.answer, day)
    if args.json and missed:
        say(screen.precision(ran.answer))
    text = as_json(ran.answer) if args.json else screen.of_answer(ran.answer, full=args.name == "compare")
    return Printed(text, MISSED if missed else DONE, then=lambda: outputs.write(args, ran, filed))


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
