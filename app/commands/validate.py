"""`spsim validate`: does the model give the figures that were published?

A figure is met when the simulated mean comes near enough (the target says how near) and the published figure lies among
what one real service could have seen (a 95 % prediction interval). Meeting a figure that inputs were fitted to
proves only the fit, and this says so. Only the programme's world is run, and only until the last window closes.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from statistics import fmean
from typing import Any, NamedTuple

from app import screen
from app.asking import as_json, jobs, made, on_an_engine, questions, refuse_what_never_ends
from app.exits import DONE, MISSED, Printed, WrongInput
from app.files import check_outputs, write_text, written
from app.progress import Progress
from experiments.answer import Asked
from experiments.changed import NotPossible
from experiments.intervals import Estimate, estimate
from experiments.partners import METHOD, Partners, Table, as_toml, faults_of, table_of
from experiments.run import Question
from experiments.targets import MEASURES, Target, Targets, measure, targets_beside
from experiments.workers import on_processes
from sim.events import Row
from sim.faults import SHOWN_AT_MOST, Fault, ScenarioError, did_you_mean, printable, sentence
from sim.inputs import World
from sim.loading import Loaded, load
from sim.luck import study_key
from sim.scenario import Scenario
from sim.schema import Path
from sim.simulate import Engine, logs
from sim.toml_files import TomlFile, is_there
from sim.units import minute_of

WIDER = "wider."
AT_A_TIME = 4  # replications handed to a process
FEWEST_FOR_WORKERS = 16  # replications: for fewer, starting processes takes longer than running


class Verdict(NamedTuple):
    """One published figure, and what the model makes of it."""

    name: str
    target: Target
    simulated: Estimate

    @property
    def near(self) -> bool:
        """Whether the simulated mean comes near enough."""
        return abs(self.simulated.mean - self.target.published) <= self.target.tolerance

    @property
    def likely(self) -> bool | None:
        """Whether one real service could have seen the published figure; a single replication does not know."""
        if self.simulated.low is None or self.simulated.high is None:
            return None
        return self.simulated.low <= self.target.published <= self.simulated.high

    @property
    def missed(self) -> bool:
        """Whether the model fails this figure. A prediction has no published figure to fail yet."""
        return self.target.use != "prediction" and not (self.near and self.likely is not False)


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
            counted = list(_counted(question, wanted, args.replications, jobs(args), engine, progress))
    finally:
        progress.finish()
    columns = zip(*counted, strict=True)
    verdicts = [
        Verdict(name, target, estimate(seen))
        for (name, target), seen in zip(targets.targets.items(), columns, strict=True)
    ]
    code = MISSED if any(verdict.missed for verdict in verdicts) else DONE
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
                    nothing = Progress("", quiet=True)
                    counted = _counted(changed, [target], args.replications, jobs(args), engine, nothing)
                    return fmean(seen for (seen,) in counted)

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


# ---------------------------------------------------------------- counting


def _counted(
    question: Question, targets: list[Target], replications: int, workers: int, engine: Engine, progress: Progress
) -> Iterator[list[float]]:
    """Every target's figure in each replication, in order. With the compiled engine most of the time is counting, which
    threads do not share."""
    tasks = range(replications)
    if engine == "fast" or workers <= 1 or replications < FEWEST_FOR_WORKERS:
        log_of = _logs(question, targets, engine)
        yield from _watched((measure(targets, question.shape, log_of(n)) for n in tasks), replications, progress)
    else:
        some = [tasks[i : i + AT_A_TIME] for i in range(0, replications, AT_A_TIME)]
        rows = on_processes(workers, _task, some, begin=_remember, given=(question, targets))
        yield from _watched(chain.from_iterable(rows), replications, progress)


def _watched(rows: Iterator[list[float]], replications: int, progress: Progress) -> Iterator[list[float]]:
    for done, row in enumerate(rows, start=1):
        progress(done, replications)
        yield row


def _logs(question: Question, targets: Sequence[Target], engine: Engine) -> Callable[[int], list[Row]]:
    """Logs of replications, until the last window closes."""
    start = question.scenario.dates.start.value
    last = max(minute_of(target.ends, start) for target in targets)
    inputs = question.inputs[World.PROGRAMME]
    return logs(inputs._replace(horizon=min(inputs.horizon, last)), study_key(question.seed), engine)


def _figures(question: Question, targets: Sequence[Target], replication: int) -> list[float]:
    """One replication on the readable engine."""
    log = _logs(question, targets, "simpy")(replication)
    return measure(targets, question.shape, log)


_asked: list[tuple[Question, list[Target]]] = []


def _remember(question: Question, targets: list[Target]) -> None:
    """A worker is told the question once."""
    _asked[:] = [(question, targets)]


def _task(replications: range) -> list[list[float]]:
    question, targets = _asked[0]
    return [_figures(question, targets, replication) for replication in replications]


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
    known = [*MEASURES, *(f"{WIDER}{name}" for name in loaded.scenario.progress.wider)]
    dates = loaded.scenario.dates
    for name, target in targets.targets.items():
        if target.measure not in known:
            said = f"nothing is called {printable(target.measure, SHOWN_AT_MOST)}."
            path: Path = ("targets", name, "measure")
            yield file.fault(path, f"{sentence(path, said)}{did_you_mean(target.measure, known)}")
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
    missed = sum(verdict.missed for verdict in held)
    return f"{len(held)} held out, never fitted to: {missed or 'none'} missed."


def _as_dict(
    loaded: Loaded, question: Question, args: argparse.Namespace, targets: Targets, verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    rows = [
        {
            "name": verdict.name,
            "title": verdict.target.title,
            "use": verdict.target.use,
            "published": verdict.target.published,
            "per_cent": verdict.target.per_cent,
            "starts": verdict.target.starts.isoformat(),
            "ends": verdict.target.ends.isoformat(),
            "source": verdict.target.source,
            "within": verdict.target.tolerance,
            "simulated": verdict.simulated.as_dict(),
            "mean_near_enough": verdict.near,
            "published_in_central_95": verdict.likely,
            "missed": verdict.missed,
        }
        for verdict in verdicts
    ]
    return {
        "made": {**made(args.typed), "seed": question.seed, "replications": args.replications},
        "scenario": loaded.name,
        "hash": loaded.hash,
        "targets": rows,
        "held_out": sum(verdict.target.use == "hold out" for verdict in verdicts),
        "missed": sum(verdict.missed for verdict in verdicts),
        "not_identified": targets.not_identified,
    }


def _text(loaded: Loaded, question: Question, replications: int, targets: Targets, verdicts: Sequence[Verdict]) -> str:
    missed = sum(verdict.missed for verdict in verdicts)
    figures = f"{len(verdicts)} published figure{'s' * (len(verdicts) != 1)}"
    met = f"{missed} of {figures} missed" if missed else f"{figures}, none missed"
    rows = [_row(verdict) for verdict in verdicts]
    heads = ["", "use", "published", "mean", "±", "near?", "95 % of services", "in it?"]
    near = (
        "Near: the simulated mean lies within 5 % of the published figure (within 1 of counts under 10), or as near "
        "as the target says. In it: one real service could have seen the published figure."
    )
    command = f"spsim validate {loaded.name} --seed {question.seed} --replications {replications}"
    return "\n\n".join(
        part
        for part in [
            screen.paragraph(f"{loaded.scenario.title} ({loaded.name}): {met}. {_held_out(verdicts)}"),
            screen.table(heads, rows, indent=""),
            screen.paragraph(near),
            screen.section(
                "What these figures cannot tell, whatever the fit",
                *(screen.bullet(text) for text in targets.not_identified),
            ),
            f"The same again:  {command}",
        ]
        if part
    )


def _row(verdict: Verdict) -> list[str]:
    target, seen = verdict.target, verdict.simulated
    unit = " %" if target.per_cent else ""
    half_width = "" if seen.half_width is None else f"{seen.half_width:.1f}"
    judged = (
        ["-", "-"]
        if target.use == "prediction"
        else ["?" if good is None else "yes" if good else "NO" for good in (verdict.near, verdict.likely)]
    )
    return [
        target.title,
        target.use,
        f"{target.published:g}{unit}",
        f"{seen.mean:.1f}{unit}",
        half_width,
        judged[0],
        "not known" if seen.low is None else f"{seen.low:.0f} to {seen.high:.0f}{unit}",
        judged[1],
    ]
