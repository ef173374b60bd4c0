"""`spsim plot`: figures for a paper, each to its own file, as SVG, PDF or PNG by its suffix."""

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ask import Run
from app.asking.cases import load_all
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.figures import FIGURES, FORMATS
from app.files import check_outputs, written, written_whole
from app.words import listed
from experiments.answer import Answer
from sim.errors import WrongInput
from sim.faults import printable

if TYPE_CHECKING:
    from app.faces.figures.paper import Picture

ASKS_FOR_SWINGS = ("swings", "people")  # these show what nobody knows


def plot(args: argparse.Namespace) -> Printed:
    """The same scenarios and luck as `spsim compare`; what could not be written is refused before anything is run."""
    loaded = load_all(args.scenarios)
    wanted: dict[str, Path] = {name: path for name in FIGURES if (path := getattr(args, name)) is not None}
    if not wanted:
        raise WrongInput(
            f"Which figures? Name a file for one or more: {listed([f'--{name}' for name in FIGURES], 'or')}."
        )
    for name, path in wanted.items():
        if _kind(path) not in FORMATS:
            suffixes = listed([f".{kind}" for kind in FORMATS], "or")
            raise WrongInput(f"--{name} writes a file that ends in {suffixes}; {printable(path.name)} does not.")
    check_outputs(wanted.values(), [file for one in loaded for file in one.files], force=args.force)
    request = Run(
        tuple(loaded),
        seed=args.seed,
        replications=args.replications,
        swings="first few" if any(name in wanted for name in ASKS_FOR_SWINGS) else "none",
        engine=args.engine,
        jobs=args.jobs,
        command=args.typed,
    )
    return _drawn(answered(request, quiet=args.quiet).answer, wanted, args)


def _drawn(answer: Answer, wanted: dict[str, Path], args: argparse.Namespace) -> Printed:
    """The captions, and then the files. What this answer has nothing to draw of is a file that could not be written."""
    from app.faces.figures import draw

    pictures: dict[Path, Picture] = {}
    missing: list[str] = []
    for name, path in wanted.items():
        try:
            pictures[path] = getattr(draw, name)(answer, width=args.width)
        except WrongInput as nothing_to_draw:
            missing.append(f"{printable(path.name)} was not written: {nothing_to_draw}")

    def write() -> list[str]:
        return missing + written(partial(_write, picture, path, args) for path, picture in pictures.items())

    said = {path.name: picture.caption for path, picture in pictures.items()}
    text = as_json(said) if args.json else "\n\n".join(f"{name}: {caption}" for name, caption in said.items())
    return Printed(text, then=write)


def _write(picture: "Picture", path: Path, args: argparse.Namespace) -> None:
    with written_whole(path, force=args.force) as part:
        picture.savefig(part, format=_kind(path))


def _kind(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()
