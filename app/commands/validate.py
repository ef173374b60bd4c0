"""`spsim validate`: does the model give the figures that were published?

When a figure is met is said in `experiments.verdicts`. Meeting a figure that inputs were fitted to proves only the fit,
and this says so. A miss that the targets declare is printed with its reason and is not held against the scenario.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from app import screen
from app.asking import as_json, jobs, made, on_an_engine, questions, refuse_what_never_ends
from app.exits import DONE, MISSED, Printed, WrongInput
from app.files import check_outputs, write_text, written
from app.progress import Progress
from experiments.answer import Asked
from experiments.changed import NotPossible
from experiments.figures import named, names
from experiments.partners import METHOD, Partners, Table, as_toml, faults_of, table_of
from experiments.run import Question
from experiments.targets import Target, Targets, targets_beside
from experiments.verdicts import CENTRAL, Verdict, Word, counted, verdict
from sim.faults import SHOWN_AT_MOST, Fault, ScenarioError, did_you_mean, printable, sentence
from sim.loading import Loaded, load
from sim.scenario import Scenario
from sim.schema import Path
from sim.toml_files import TomlFile, is_there


def validate(args: argparse.Namespace) -> Printed:
    """Every target of a scenario."""
    loaded = load(args.scenario)
    refuse_what_never_ends([loaded])
    targets = targets_of(loaded)
    asked = questions([loaded], args.seed)[0]
    question = asked.question
    if args.partners:
        return _partners(loaded, targets, asked, args)
    progress = Progress("replications", quiet=args.quiet)
    try:
        with on_an_engine([asked], args, args.replications, again=False) as engine:
            wanted = list(targets.targets.values())
            seen = list(
                counted(question, wanted, args.replications, workers=jobs(args), engine=engine, progress=progress)
            )
    finally:
        progress.finish()
    columns = zip(*seen, strict=True)
    verdicts = [verdict(*one, column) for one, column in zip(targets.targets.items(), columns, strict=True)]
    code = MISSED if any(verdict.fails for verdict in verdicts) else DONE
    if args.json:
        return Printed(as_json(_as_dict(loaded, question, args, targets, verdicts)), code)
    return Printed(_text(loaded, question, args.replications, targets, verdicts), code)


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
        return "None held out: every figure was used to fit the inputs, so meeting them shows the fit and nothing more."
    missed = sum(not (verdict.near and verdict.likely) for verdict in held)
    return f"{len(held)} held out, never fitted to: {missed or 'none'} missed."


def _as_dict(
    loaded: Loaded, question: Question, args: argparse.Namespace, targets: Targets, verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    return {
        "made": {**made(args.typed), "seed": question.seed, "replications": args.replications},
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
    target, (low, high) = verdict.target, verdict.central
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
        "within": target.tolerance,
        "simulated": {**mean, "central_90": {"low": low, "high": high}},
        "mean_near_enough": verdict.near,
        "published_in_central_90": verdict.likely,
        "verdict": verdict.word,
        "miss": target.miss,
        "fails": verdict.fails,
    }


def _text(loaded: Loaded, question: Question, replications: int, targets: Targets, verdicts: Sequence[Verdict]) -> str:
    heads = ["", "use", "published", "mean", "±", "near?", f"{100 * CENTRAL:.0f} % of services", "in it?"]
    near = (
        "Near: the simulated mean lies within 5 % of the published figure (within 1 of counts under 10), or as near "
        f"as the target says. In it: the published figure lies where {100 * CENTRAL:.0f} % of single real services "
        "would be."
    )
    command = f"spsim validate {loaded.name} --seed {question.seed} --replications {replications}"
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
    low, high = verdict.central
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
        f"{low:.{places}f} to {high:.{places}f}{unit}",
        judged[1],
    ]


def _decimals(target: Target) -> int:
    """As many as were published, but for counts: they are whole."""
    return 0 if target.kind.is_count else len(f"{target.published:g}".partition(".")[2])
