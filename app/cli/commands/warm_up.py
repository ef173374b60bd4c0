"""`spsim warm-up`: is a warm-up wanted, and how long would one be?"""

import argparse

from app.ask import SettlesWhen
from app.asking.cases import loaded_of, provenance
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.figures import FORMATS
from app.faces.terminal.warm_up import of_warm_up
from app.files import check_outputs, written, written_whole
from app.words import listed
from sim.errors import WrongInput
from sim.faults import printable


def warm_up(args: argparse.Namespace) -> Printed:
    """Every series, and what would be left out."""
    loaded, picture = loaded_of(args.scenario), args.picture
    if picture is not None and _kind(args) not in FORMATS:
        suffixes = listed([f".{kind}" for kind in FORMATS], "or")
        raise WrongInput(f"--picture writes a file that ends in {suffixes}; {printable(picture.name)} does not.")
    check_outputs([picture], loaded.files, force=args.force)
    request = SettlesWhen(
        loaded,
        over_ranges=args.ranges,
        seed=args.seed,
        replications=args.replications,
        engine=args.engine,
        jobs=args.jobs,
    )
    done = answered(request, quiet=args.quiet)

    def draw() -> None:
        from app.faces.figures.warm_up import settling

        with written_whole(picture, force=args.force) as part:
            settling(done).savefig(part, format=_kind(args))

    if args.json:
        head = {"provenance": {**provenance(args.typed), "seed": done.case.seed}, "scenario": loaded.name}
        text = as_json({**head, "hash": loaded.hash, "weeks": done.found.weeks, "warm_up": done.found})
    else:
        text = of_warm_up(done.found, loaded.scenario.title)
    return Printed(text, then=(lambda: written([draw])) if picture else tuple)


def _kind(args: argparse.Namespace) -> str:
    suffix: str = args.picture.suffix
    return suffix.removeprefix(".").lower()
