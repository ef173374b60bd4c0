"""`spsim solve`: the least posts, places or slots that meet a target, their cost, and how sure that is."""

import argparse
from functools import partial
from pathlib import Path

from app import version
from app.ask import FoundMix, Solve
from app.asking.cases import loaded_of, provenance
from app.cli.asking import answered
from app.cli.exits import DONE, MISSED, Printed
from app.faces.as_json import as_json
from app.faces.figures import FORMATS
from app.faces.terminal.solving import of_solved
from app.files import check_outputs, written, written_whole
from app.words import listed
from sim.errors import WrongInput
from sim.faults import printable


def solve(args: argparse.Namespace) -> Printed:
    """The cheapest mix that meets every target; exit code 1 if none in range does."""
    loaded = loaded_of(args.scenario)
    picture: Path | None = args.picture
    if picture is not None:
        if _kind(picture) not in FORMATS:
            suffixes = listed([f".{kind}" for kind in FORMATS], "or")
            raise WrongInput(f"--picture writes a file that ends in {suffixes}; {printable(picture.name)} does not.")
        check_outputs([picture], loaded.files, force=args.force)
    request = Solve(
        loaded,
        tuple(args.targets),
        tuple(map(_lever, args.levers)),
        in_100=args.in_100,
        budget=args.budget,
        every=picture is not None,
        seed=args.seed,
        replications=args.replications,
        engine=args.engine,
        jobs=args.jobs,
    )
    done = answered(request, quiet=args.quiet)
    scenario, code = done.case.scenario, DONE if done.found.found else MISSED
    if args.json:
        head = {"provenance": {**provenance(args.typed), "seed": done.case.seed}}
        text = as_json({**head, "scenario": loaded.name, "hash": done.case.loaded.hash, "solve": done.found})
    else:
        text = of_solved(done.found, scenario.title, scenario.prices.year, everything=args.all)
    writes = [partial(_draw, done, picture, args.force)] if picture else []
    return Printed(text, code, then=lambda: written(writes))


def _lever(said: str) -> tuple[str, str]:
    name, equals, values = said.partition("=")
    if not (name.strip() and equals and values.strip()):
        raise WrongInput(f"--lever takes a name and its values, not {printable(said)}: --lever link_workers.posts=1..6")
    return name.strip(), values


def _draw(done: FoundMix, path: Path, force: bool) -> None:  # noqa: FBT001 - called by name of the option
    from app.faces.figures.solving import mixes

    loaded = done.case.loaded
    made_by = f"Made by spsim {version()}, seed {done.case.seed}: {loaded.name}, SHA-256 {loaded.hash}."
    with written_whole(path, force=force) as part:
        mixes(done.found, done.case.scenario.title, made_by).savefig(part, format=_kind(path))


def _kind(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()
