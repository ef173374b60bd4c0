"""`spsim localise` and `spsim score`: a service fitted to its own monthly counts, and next year's counts beside it."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from math import isfinite
from pathlib import Path

from app import version
from app.ask import Localise, Score
from app.asking.cases import loaded_of, provenance
from app.asking.local import FittedToCounts
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.faces.figures import FORMATS
from app.faces.terminal import local as screen
from app.files import check_outputs, write_text, written, written_whole
from app.words import listed
from experiments.fitting.stored import as_toml as fit_as_toml
from experiments.local.monthly import COLUMNS, Floats
from experiments.local.reading import read_counts
from experiments.local.score import ColumnScore, Scored
from experiments.local.scoring import Interval
from experiments.local.stored import as_toml as forecast_as_toml
from sim.errors import WrongInput
from sim.faults import printable
from sim.loading import bundled

BESIDE = ("fit", "forecast")


def localise(args: argparse.Namespace) -> Printed:
    """A base fitted to monthly counts: the scenario, its joint sample, its forecast, and a picture of it all."""
    base = loaded_of(args.base)
    counts = read_counts(args.counts)
    path: Path = args.output or args.counts.with_suffix(".toml")
    if path.suffix != ".toml":
        raise WrongInput(f"{printable(str(path))} is no name for a scenario file: it must end in .toml.")
    if path.stem in bundled():
        raise WrongInput(f"{path.stem} is a bundled scenario. Choose a name of your own: --output ours.toml")
    if bundled().get(base.name) != base.path and base.path.parent.resolve() != path.parent.resolve():
        raise WrongInput(
            f"{printable(str(args.base))} must stand in the same folder as {path}. Copy it there, or choose another "
            "--output."
        )
    picture: Path | None = args.picture
    if picture and picture.suffix.removeprefix(".").lower() not in FORMATS:
        suffixes = listed([f".{kind}" for kind in FORMATS], "or")
        raise WrongInput(f"--picture writes a file that ends in {suffixes}; {printable(picture.name)} does not.")
    beside = [path.with_name(f"{path.stem}.{kind}.toml") for kind in BESIDE]
    check_outputs([path, *beside, picture], [*base.files, args.counts], force=args.force)
    request = Localise(
        base, counts, path.stem, title=args.title, hold_back=args.hold_back, seed=args.seed, jobs=args.jobs
    )
    done = answered(request, quiet=args.quiet)
    text = f"# Made from {printable(args.counts.name)} by spsim localise, with seed {done.seed}.\n{done.text}"
    fit, forecast = beside

    def write() -> list[str]:
        by = f"spsim localise {base.name} {args.counts.name}"
        contents = {
            path: text,
            fit: fit_as_toml(done.fit, path.stem, by),
            forecast: forecast_as_toml(done.forecast, path.stem),
        }
        writes = [partial(write_text, file, content, force=args.force) for file, content in contents.items()]
        return written([*writes, *([partial(_draw, done, picture, force=args.force)] if picture else [])])

    if args.json:
        return Printed(as_json(_as_dict(done, counts.cautions, path, args)), then=write)
    names = listed([file.name for file in (path, *beside, *([picture] if picture else []))])
    ends = screen.next_in_words(names, str(path))
    said = screen.of_fit(done.base.scenario.title, done.found, counts.cautions, ends, everything=args.all)
    return Printed(said, then=write)


def _draw(done: FittedToCounts, path: Path, *, force: bool) -> None:
    from app.faces.figures.local import month_by_month

    made_by = f"Made by spsim {version()}, seed {done.seed}: {done.loaded.name}, SHA-256 {done.loaded.hash}."
    with written_whole(path, force=force) as part:
        picture = month_by_month(done.found, done.loaded.scenario.title, made_by)
        picture.savefig(part, format=path.suffix.removeprefix(".").lower())


def score(args: argparse.Namespace) -> Printed:
    """Returns beside what a scenario foretells."""
    counts = read_counts(args.counts)
    done = answered(Score(args.scenario, counts, seed=args.seed, jobs=args.jobs), quiet=args.quiet)
    if args.json:
        return Printed(as_json(_scored_as_dict(done, args)))
    return Printed(screen.of_score(done, counts.cautions))


# ---------------------------------------------------------------- JSON


def _as_dict(done: FittedToCounts, cautions: Sequence[str], path: Path, args: argparse.Namespace) -> dict[str, object]:
    found = done.found
    back = found.held_back
    return {
        "provenance": {**provenance(args.typed), "seed": done.seed},
        "base": done.base.name,
        "scenario": str(path),
        "hash": done.loaded.hash,
        "cautions": list(cautions),
        "held_back": {
            "months": _days(back.months),
            "columns": [_row(row) for row in screen.rows_held_back(found)],
            "foretold": _interval(back.foretold),
        },
        "inputs": [one.model_dump() for one in done.fit.inputs],
        "past": {"months": _days(found.service.months), **_interval(found.past)},
        "forecast": {"months": _days(found.coming_months), **_interval(found.coming)},
        "in_words": [*screen.past_in_words(found), *screen.held_back_in_words(found), *screen.standing_in_words(found)],
    }


def _scored_as_dict(done: Scored, args: argparse.Namespace) -> dict[str, object]:
    return {
        "provenance": provenance(args.typed),
        "scenario": args.scenario,
        "months": _days(done.months),
        "made_before": done.made_before,
        "inside": done.inside,
        "values": done.values,
        "columns": [_row(row) for row in done.columns],
        "foretold": _interval(done.foretold),
        "in_words": screen.score_in_words(done),
    }


def _row(row: ColumnScore) -> dict[str, object]:
    said = asdict(row)
    return {**said, "column": row.column.value, "departs": row.departs and row.departs.isoformat()}


def _days(months: Sequence[date]) -> list[str]:
    return [month.isoformat() for month in months]


def _interval(ends: Interval) -> dict[str, dict[str, list[float | None]]]:
    """By column: low, middle and high of each month; null where there is none."""

    def plain(row: Floats) -> list[float | None]:
        return [float(n) if isfinite(n) else None for n in row]

    return {
        column.value: {name: plain(getattr(ends, name)[at]) for name in ("low", "middle", "high")}
        for at, column in enumerate(COLUMNS)
    }
