"""`spsim validate`: does the model give the figures that were published?

When a figure is met is said in `experiments.verdicts`. Meeting a figure that inputs were fitted to proves only the fit,
and this says so. A miss that the targets declare is printed with its reason and is not held against the scenario.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any, NamedTuple, get_args

from app import screen
from app.asking import as_json, jobs, made, on_an_engine, questions, refuse_what_never_ends
from app.exits import DONE, MISSED, Printed
from app.files import check_outputs, write_text, written
from app.options import one_or_all
from app.progress import Progress
from experiments.answering import Asked
from experiments.catalogue import entries
from experiments.figures import named, names
from experiments.partners import METHOD, Partners, Table, as_toml, faults_of, fits_of, table_of
from experiments.run import Question
from experiments.targets import Target, Targets, targets_beside
from experiments.verdicts import CENTRAL, Verdict, Word, counted, verdict
from sim.errors import NotPossible, ScenarioError, WrongInput
from sim.faults import SHOWN_AT_MOST, Fault, did_you_mean, printable, sentence
from sim.frames import Shape
from sim.loading import Loaded, load
from sim.loading.toml_files import TomlFile, is_there
from sim.scenario import Scenario
from sim.scenario.schema import Path


class Held(NamedTuple):
    """A scenario held against its published figures."""

    asked: Asked
    targets: Targets
    verdicts: list[Verdict]


def validate(args: argparse.Namespace) -> Printed:
    """Every target of a scenario, or of every scenario that comes with the program."""
    one_or_all(args)
    if args.all and args.partners:
        raise WrongInput("--partners are found for one scenario at a time.")
    named = [load(one.path) for one in entries() if one.targets] if args.all else [load(args.scenario)]
    refuse_what_never_ends(named)
    wanted = [(questions([loaded], args.seed)[0], targets_of(loaded)) for loaded in named]
    if args.partners:
        return _partners(named[0], wanted[0][1], wanted[0][0], args)
    held = _held(wanted, args)
    code = MISSED if any(verdict.fails for one in held for verdict in one.verdicts) else DONE
    if args.json:
        rows = [_as_dict(one, args) for one in held]
        told = {"made": made(args.typed), "scenarios": rows, **_counts(held)} if args.all else rows[0]
        return Printed(as_json(told), code)
    return Printed(_all_text(held, args) if args.all else _text(held[0], args.replications), code)


def _held(wanted: Sequence[tuple[Asked, Targets]], args: argparse.Namespace) -> list[Held]:
    """Each scenario in turn, with a word on how far it is."""
    progress, each = Progress("replications", quiet=args.quiet), args.replications
    held = []
    try:
        with on_an_engine([asked for asked, _ in wanted], args, each, again=len(wanted) > 1) as engine:
            for n, (asked, targets) in enumerate(wanted):

                def so_far(done: int, planned: int, before: int = n * each) -> None:
                    progress(before + done, len(wanted) * each)

                figures = list(targets.targets.values())
                rows = counted(
                    asked.question,
                    figures,
                    each,
                    workers=jobs(args),
                    engine=engine,
                    fits=fits_of(asked.loaded),
                    progress=so_far,
                )
                columns = zip(*rows, strict=True)
                verdicts = [verdict(*one, seen) for one, seen in zip(targets.targets.items(), columns, strict=True)]
                held.append(Held(asked, targets, verdicts))
    except NotPossible as error:
        raise WrongInput(f"{printable(asked.loaded.name)}: {sentence((), str(error))}") from None
    finally:
        progress.finish()
    return held


def _partners(loaded: Loaded, targets: Targets, asked: Asked, args: argparse.Namespace) -> Printed:
    """How fitted inputs move together, found again and written beside the scenario."""
    file = loaded.path.with_name(f"{loaded.path.stem}.partners.toml")
    if not targets.partners:
        raise WrongInput(
            f"{printable(loaded.path.stem)}.targets.toml names no partners. "
            "Say input, partner and meets under [partners.NAME]."
        )
    check_outputs([file], loaded.files, force=True)
    question, tables = asked.question, {}
    progress = Progress("values of an input", quiet=args.quiet)
    try:
        with on_an_engine([asked], args, args.replications, again=True) as engine:
            for name, one in targets.partners.items():
                target = targets.targets[one.meets]

                def figure(scenario: Scenario, target: Target = target) -> float:
                    changed = Question(question.name, scenario, question.seed)
                    rows = counted(changed, [target], args.replications, workers=jobs(args), engine=engine)
                    return fmean(seen for (seen,) in rows)

                tables[name] = table_of(question.scenario, one, target, figure, progress)
    except NotPossible as error:
        raise WrongInput(f"{printable(loaded.name)}: {sentence((), str(error))}") from None
    finally:
        progress.finish()
    found = Partners(method=METHOD, seed=question.seed, replications=args.replications, tables=tables)
    said = "\n\n".join([*(_along(table) for table in tables.values()), f"Kept in {file}."])
    text = as_json({"file": str(file), **found.model_dump()}) if args.json else said
    return Printed(text, then=lambda: written([lambda: write_text(file, as_toml(found, loaded.name), force=True)]))


def _along(table: Table) -> str:
    """One table of partners, on a screen."""
    rows = [
        [f"{point.value:.3g}", "none" if point.partner is None else f"{point.partner:.3g}", f"{point.figure:.1f}"]
        for point in table.points
    ]
    return screen.table([table.input, table.partner, table.meets], rows, indent="")


# ---------------------------------------------------------------- reading the targets


def targets_of(loaded: Loaded) -> Targets:
    """The targets beside a scenario, with every fault in them said as for a scenario."""
    beside = targets_beside(loaded.path)
    if beside is None or not beside[0].targets:
        raise WrongInput(
            f"{printable(loaded.name)} has no published figures to be held against: "
            f"there are none in {printable(loaded.path.stem)}.targets.toml beside it.{_parent_has_some(loaded)}"
        )
    targets, file = beside
    faults = list(_impossible(loaded, targets, file))
    faults += [file.fault(path, sentence(path, said)) for path, said in faults_of(loaded.scenario, targets)]
    if faults:
        raise ScenarioError(faults)
    return targets


def _parent_has_some(loaded: Loaded) -> str:
    """Figures belong to the scenario they were published of, not to those that differ from it."""
    parents = [file for file in loaded.files[1:] if is_there(file.with_name(f"{file.stem}.targets.toml"))]
    return f" {printable(parents[0].stem)}, which it extends, has some." if parents else ""


def _impossible(loaded: Loaded, targets: Targets, file: TomlFile) -> Iterator[Fault]:
    """Targets that cannot be counted in this scenario."""
    dates = loaded.scenario.dates
    for name, target in targets.targets.items():
        if named(target.measure, loaded.scenario) is None:
            said = f"nothing is called {printable(target.measure, SHOWN_AT_MOST)}."
            path: Path = ("targets", name, "measure")
            meant = did_you_mean(target.measure, list(names(loaded.scenario)))
            yield file.fault(path, f"{sentence(path, said)}{meant}")
        elif target.kind.counted_in != "log" and (target.starts, target.ends) != (dates.start.value, dates.end.value):
            path = ("targets", name, "starts")
            said = f"{target.measure} is of the whole run: starts and ends must be its dates, {dates.start.value} and "
            yield file.fault(path, sentence(path, f"{said}{dates.end.value}"))
        elif target.kind.counted_in == "draw" and not Shape(loaded.scenario).bridge_years:
            path = ("targets", name, "measure")
            said = f"{target.measure} asks for net cash, and money is told of a follow-up of a year or more"
            yield file.fault(path, sentence(path, said))
        for end, day in (("starts", target.starts), ("ends", target.ends)):
            if not dates.start.value <= day <= dates.end.value:
                said = (
                    f"{end} is {day}; it must lie within {dates.start.value} to {dates.end.value}, the scenario's dates"
                )
                yield file.fault(("targets", name, end), sentence(("targets", name, end), said))


# ---------------------------------------------------------------- saying it


def _held_out(verdicts: Sequence[Verdict]) -> str:
    """How many figures are evidence."""
    held = [verdict for verdict in verdicts if verdict.target.use == "hold out"]
    if not held:
        return "None held out: inputs were fitted to these figures, so meeting them shows the fit and nothing more."
    missed = sum(not (verdict.near and verdict.likely) for verdict in held)
    return f"{len(held)} held out, never fitted to: {missed or 'none'} missed."


def _as_dict(one: Held, args: argparse.Namespace) -> dict[str, Any]:
    loaded, targets, verdicts = one.asked.loaded, one.targets, one.verdicts
    return {
        "made": {**made(args.typed), "seed": one.asked.question.seed, "replications": args.replications},
        "scenario": loaded.name,
        "hash": loaded.hash,
        "status": targets.status,
        "why": targets.why,
        "targets": [as_row(verdict) for verdict in verdicts],
        "held_out": sum(verdict.target.use == "hold out" for verdict in verdicts),
        "missed": sum(verdict.word in MISSES for verdict in verdicts),
        "fails": sum(verdict.fails for verdict in verdicts),
        "not_identified": targets.not_identified,
    }


def as_row(verdict: Verdict) -> dict[str, Any]:
    """One figure, for JSON."""
    target, (low, high) = verdict.target, verdict.central or (None, None)
    mean = {key: asdict(verdict.simulated)[key] for key in ("mean", "half_width", "error_low", "error_high")}
    return {
        "name": verdict.name,
        "title": target.title,
        "use": target.use,
        "published": target.published,
        "per_cent": target.per_cent,
        "starts": target.starts.isoformat(),
        "ends": target.ends.isoformat(),
        "source": target.source,
        "within": None if target.between else target.tolerance,
        "between": target.between,
        "simulated": {**mean, "central_90": {"low": low, "high": high}},
        "mean_near_enough": verdict.near,
        "published_in_central_90": verdict.likely,
        "verdict": verdict.word,
        "miss": target.miss,
        "fails": verdict.fails,
    }


def _text(one: Held, replications: int) -> str:
    loaded, targets, verdicts = one.asked.loaded, one.targets, one.verdicts
    heads = ["", "use", "published", "mean", "±", "near?", f"{100 * CENTRAL:.0f} % of services", "in it?"]
    near = (
        "Near: the simulated mean lies within 5 % of the published figure (within 1 of counts under 10), or as near "
        f"as the target says. In it: the published figure lies where {100 * CENTRAL:.0f} % of single real services "
        "would be."
    )
    command = f"spsim validate {loaded.name} --seed {one.asked.question.seed} --replications {replications}"
    name = f"{loaded.scenario.title} ({loaded.name})"
    return "\n\n".join(
        part
        for part in [
            screen.paragraph(f"{name}: {_how_many(verdicts)} {_held_out(verdicts)}"),
            screen.paragraph(f"Status: {targets.status}. {printable(targets.why or '')}") if targets.status else "",
            screen.table(heads, [_row(verdict) for verdict in verdicts], indent=""),
            screen.paragraph(near),
            _section("Missed, and not declared", verdicts, "missed"),
            _section("Missed, as the targets declare", verdicts, "declared miss"),
            _section("Declared as missed, but met: take the line away", verdicts, "met, though declared missed"),
            screen.section(
                "What these figures cannot tell, whatever the fit",
                *(screen.bullet(text) for text in targets.not_identified),
            ),
            f"The same again:  {command}",
        ]
        if part
    )


def _all_text(held: Sequence[Held], args: argparse.Namespace) -> str:
    """A line for each figure, scenario by scenario; what fails once more; how many of everything there are."""
    parts = []
    for one in held:
        cells = [_row(verdict) for verdict in one.verdicts]
        rows = [
            [verdict.name, use, published, mean, of_services, verdict.word]
            for verdict, (_, use, published, mean, _, _, of_services, _) in zip(one.verdicts, cells, strict=True)
        ]
        head = f"{one.asked.loaded.name}: {one.targets.status or 'no status stated'}"
        heads = ["", "use", "published", "mean", f"{100 * CENTRAL:.0f} % of services", ""]
        parts.append(screen.section(head, screen.table(heads, rows)))
    failing = [(one.asked.loaded.name, verdict) for one in held for verdict in one.verdicts if verdict.fails]
    said = (f"{name}, {verdict.target.title}: {verdict.word}" for name, verdict in failing)
    parts.append(screen.section("Not as the files of targets say", *map(screen.bullet, said)))
    parts.append(screen.paragraph(_counts_in_words(_counts(held))))
    parts.append(f"The same again:  spsim validate --all --replications {args.replications}")
    return "\n\n".join(part for part in parts if part)


def _counts(held: Sequence[Held]) -> dict[str, dict[str, int]]:
    """How many scenarios claim what, and how many figures came out how."""
    verdicts = [verdict for one in held for verdict in one.verdicts]
    held_out = [verdict for verdict in verdicts if verdict.target.use == "hold out"]
    return {
        "status": {status or "not stated": sum(one.targets.status == status for one in held) for status in STATUSES},
        "figures": {word: sum(verdict.word == word for verdict in verdicts) for word in get_args(Word)},
        "held_out": {word: sum(verdict.word == word for verdict in held_out) for word in get_args(Word)},
    }


def _counts_in_words(counts: Mapping[str, Mapping[str, int]]) -> str:
    """'5 scenarios: 3 reproduce, 2 illustrative. 60 figures: 57 met, 3 declared misses, ...'"""
    status, figures, held_out = counts["status"], counts["figures"], counts["held_out"]
    out = sum(held_out.values())
    return (
        f"{sum(status.values())} scenarios: {status['reproduces']} reproduce what was published, "
        f"{status['illustrative']} illustrative. {sum(figures.values())} figures: {figures['met']} met, "
        f"{figures['declared miss']} declared misses, {figures['missed']} missed and not declared, "
        f"{figures['met, though declared missed']} met though declared missed, "
        f"{figures['stated']} put in as they stand, {figures['prediction']} predictions. "
        f"{out} of them held out, never fitted to: {held_out['met']} met."
    )


STATUSES = ("reproduces", "illustrative", None)
MISSES = ("missed", "declared miss")


def _how_many(verdicts: Sequence[Verdict]) -> str:
    """How many figures are missed, and whether the targets say so."""
    missed, declared = (sum(verdict.word == word for verdict in verdicts) for word in MISSES)
    figures = f"{len(verdicts)} published figure{'s' * (len(verdicts) != 1)}"
    if not missed + declared:
        return f"{figures}, none missed."
    so = "as declared" if not missed else f"{declared} of them as declared" if declared else "not declared"
    return f"{missed + declared} of {figures} missed, {so}."


def _section(heading: str, verdicts: Sequence[Verdict], word: Word) -> str:
    """The figures of one verdict, with what was declared of each."""
    some = [verdict for verdict in verdicts if verdict.word == word]
    return screen.section(
        heading, *(screen.bullet(": ".join(filter(None, (one.target.title, one.target.miss)))) for one in some)
    )


def _row(verdict: Verdict) -> list[str]:
    target, seen = verdict.target, verdict.simulated
    unit, places = " %" if target.per_cent else "", _decimals(target)
    half_width = "" if seen.half_width is None else f"{seen.half_width:.{max(1, places)}f}"
    services = "" if verdict.central is None else "{1:.{0}f} to {2:.{0}f}{3}".format(places, *verdict.central, unit)
    judged = (
        ["-", "-"]
        if target.use == "prediction"
        else ["yes" if good else "NO" for good in (verdict.near, verdict.likely)]
    )
    return [
        target.title,
        target.use,
        f"{target.published:g}{unit}",
        f"{seen.mean:.{max(1, places)}f}{unit}",
        half_width,
        judged[0],
        services,
        judged[1] if services else "-",
    ]


def _decimals(target: Target) -> int:
    """As many as were published, but for counts: they are whole."""
    return 0 if target.kind.is_count else len(f"{target.published:g}".partition(".")[2])
