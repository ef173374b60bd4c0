"""`spsim template` and `spsim from-template`: an Excel form for a service, and the scenario that it comes to."""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from app import PROGRAM
from app.ask import ReadForm
from app.asking.cases import loaded_of
from app.cli.asking import answered
from app.cli.exits import Printed
from app.cli.streams import say
from app.faces.as_json import as_json
from app.faces.terminal.layout import command, paragraph
from app.files import check_outputs, write_text, written_whole
from app.words import listed
from experiments.local.filled import FilledForm
from experiments.local.forms import settings_of
from experiments.local.returns import as_csv
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import bundled

FEW = 6  # settings named in a sentence


def template(args: argparse.Namespace) -> Printed:
    """An Excel form of a scenario, to be filled in with what differs."""
    from app.faces.form import write_form

    base = loaded_of(args.scenario)
    path: Path = args.output or Path(f"{base.name}_form.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise WrongInput(f"--output writes a file that ends in .xlsx; {printable(path.name)} does not.")
    check_outputs([path], base.files, force=args.force)
    called = base.name if bundled().get(base.name) == base.path else base.path.name
    with written_whole(path, force=args.force) as part:
        write_form(base, called, part)
    rows = sum(map(len, settings_of(base).values()))
    if args.json:
        return Printed(as_json({"file": str(path), "form_of": called, "settings": rows}))
    text = (
        f"Wrote {path}: a form of {rows} settings of {base.scenario.title}, and a sheet for monthly counts. Fill in "
        "what differs, then:"
    )
    return Printed(f"{paragraph(text)}\n{command(shlex.join([PROGRAM, 'from-template', str(path)]))}")


def from_template(args: argparse.Namespace) -> Printed:
    """The scenario that a filled form comes to, and its counts beside it."""
    form: Path = args.form
    path: Path = args.output or form.with_suffix(".toml")
    if path.suffix != ".toml":
        raise WrongInput(f"{printable(str(path))} is no name for a scenario file: it must end in .toml.")
    if path.stem in bundled():
        raise WrongInput(f"{path.stem} is a bundled scenario. Choose a name of your own: --output ours.toml")
    filled = answered(ReadForm(form, path), quiet=args.quiet)
    counts = path.with_suffix(".counts.csv") if filled.returns else None
    check_outputs([path, counts], [form, *filled.loaded.files[1:]], force=args.force)
    write_text(path, f"# Made from {printable(form.name)} by spsim from-template.\n{filled.text}", force=args.force)
    if counts and filled.returns:
        write_text(counts, as_csv(filled.returns), force=args.force)
    if args.json:
        return Printed(as_json(_as_dict(path, counts, filled)))
    for sentence in _to_know(filled):
        say(sentence, quiet=args.quiet)
    check = shlex.join([PROGRAM, "check", str(path)])
    return Printed("\n".join([*map(paragraph, _as_text(path, counts, filled)), "Then:", command(check)]))


def _as_dict(path: Path, counts: Path | None, filled: FilledForm) -> dict[str, object]:
    return {
        "file": str(path),
        "extends": filled.loaded.files[1].name,
        "hash": filled.loaded.hash,
        "values": filled.values,
        "without_a_source": filled.unsourced,
        "moved_since_the_form_was_made": filled.moved,
        "counts": None if counts is None else str(counts),
        "cautions": filled.returns.cautions if filled.returns else (),
    }


def _as_text(path: Path, counts: Path | None, filled: FilledForm) -> Iterator[str]:
    """What was written."""
    base = filled.loaded.files[1].stem
    changed = (
        f"differs from {base} in {_few(list(filled.values))}" if filled.values else f"changes nothing of {base} yet"
    )
    yield f"Wrote {path}: it {changed}."
    if counts and filled.returns:
        months = filled.returns.months
        yield f"Wrote {counts}: {len(months)} month{'s' if len(months) > 1 else ''} of counts."


def _to_know(filled: FilledForm) -> Iterator[str]:
    """What does not keep a form from being read, and may be a mistake."""
    if filled.unsourced:
        yield f"No source is given for {_few(filled.unsourced)}: what has none counts as assumed."
    if filled.moved:
        yield f"Since the form was made, the scenario that it is of has changed in {_few(filled.moved)}."
    yield from filled.returns.cautions if filled.returns else ()


def _few(paths: Sequence[str]) -> str:
    more = len(paths) - FEW
    return listed([*paths[:FEW], *([f"{more} more"] if more > 0 else [])])
