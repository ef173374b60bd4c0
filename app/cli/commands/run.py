"""`spsim run` and `spsim compare`: from scenarios to an answer, on screen and in files.

Files are checked before the run and written once the answer is printed, so that it is never lost for a file. What is
printed does not depend on which files are written.
"""

import argparse
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from app.ask import Run, RunInShort
from app.asking.cases import Named, load_all, pair_of
from app.asking.precision import Within
from app.asking.running import Asked, Ran
from app.cli import outputs
from app.cli.asking import answered
from app.cli.exits import DONE, MISSED, Printed
from app.cli.streams import say
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.provenance import dated, today
from experiments.answer import AnswerInShort
from experiments.budget import Optimism, Terms
from experiments.explain import worth_reading
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import Loaded, bundled, load

Request = TypeVar("Request", bound=Asked[AnswerInShort])


def run(args: argparse.Namespace) -> Printed:
    """One scenario against its own comparator."""
    return _ran([args.scenario], args)


def compare(args: argparse.Namespace) -> Printed:
    """Scenarios against their comparators and against each other."""
    typed = args.scenarios
    return _ran(typed if len(typed) > 1 else _with_its_pair(typed[0]), args)


def _with_its_pair(name: str) -> tuple[Loaded, Loaded]:
    """The scenario named alone and the one it is meant to be compared with; where it names none, what to type."""
    loaded = load(name)
    if pair := pair_of(loaded):
        return pair
    shown, [_, *parents] = printable(name), loaded.files
    both = f"{_typed_of(parents[0], beside=name)} {shown}" if parents else f"{shown} OTHER"
    raise WrongInput(
        f"{printable(loaded.name)} does not say what to compare it with (compare_with in a [what_if]). "
        f"Name two scenarios: spsim compare {both}. To run it alone: spsim run {shown}."
    )


def _typed_of(file: Path, *, beside: str) -> str:
    """What to type for a file that another one extends."""
    name = file.stem
    return name if bundled().get(name) == file else printable(str(Path(beside).with_name(file.name)))


def _ran(names: Sequence[Named], args: argparse.Namespace) -> Printed:
    day, loaded = today(), load_all(names)
    outputs.check(args, loaded)
    if not outputs.show_more_than_page_one(args):
        short = answered(_asked(RunInShort, loaded, args), quiet=args.quiet)
        return Printed(_on_a_screen(short, args), _code(short))
    ran = answered(_asked(Run, loaded, args), quiet=args.quiet)
    filed = dated(ran.answer, day)
    if args.json and ran.precision.missed:
        say(screen.precision(ran.answer))
    text = as_json(ran.answer) if args.json else screen.of_answer(ran.answer) if args.all else _on_a_screen(ran, args)
    return Printed(text, _code(ran), then=lambda: outputs.write(args, ran, filed))


def _asked(kind: type[Request], loaded: Sequence[Loaded], args: argparse.Namespace) -> Request:
    """The request, in short or for everything."""
    return kind(
        tuple(loaded),
        seed=args.seed,
        replications=args.replications,
        within=_within(args.within),
        most=args.max_replications,
        swings="all" if args.swings else "none" if args.no_swings else "first few",
        sets=args.sets,
        terms=_terms(args),
        pounds_of=args.pounds_of,
        engine=args.engine,
        jobs=args.jobs,
        command=args.typed,
    )


def _within(asked: Sequence[tuple[str, float | str]]) -> Within:
    """How near each output must be known."""
    named = dict(asked)
    if len(named) < len(asked):
        raise WrongInput("--within names an output twice. State how near each must be known once.")
    return named or None


def _code(ran: Ran[AnswerInShort]) -> int:
    """Whether the precision asked for was reached."""
    return MISSED if ran.precision.missed else DONE


def _on_a_screen(ran: Ran[AnswerInShort], args: argparse.Namespace) -> str:
    """What matters most, and where to go on: a person's story of the dearest option, and the files to open."""
    dearest = ran.answer.options.by_cost[-1]
    case = next(one for one in ran.cases if one.name == dearest)
    files = [path.name for path in (args.report, args.docx, args.xlsx) if path]
    return screen.board(ran.answer, person=worth_reading(case, args.engine), files=files)


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
