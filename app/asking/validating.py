"""Does the model give the figures that were published of a scenario?

When a figure is met is said in `experiments.verdicts`. Meeting a figure that inputs were fitted to proves only the fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import Runs, caps_in_words
from app.asking.watch import Watch
from experiments.along import fits_of
from experiments.figures import named, names
from experiments.run import Case
from experiments.targets import Targets, targets_beside
from experiments.verdicts import Verdict, counted, verdict
from sim.errors import NotPossible, ScenarioError, WrongInput
from sim.faults import SHOWN_AT_MOST, Fault, did_you_mean, printable, sentence
from sim.frames import Shape
from sim.loading import Loaded
from sim.loading.toml_files import TomlFile, is_there
from sim.scenario.schema import Path

REPLICATIONS = 300


@dataclass(frozen=True)
class Validate(Runs):
    """Hold scenarios against the published figures beside each (NAME.targets.toml)."""

    scenarios: tuple[Named, ...]
    replications: int = field(default=REPLICATIONS, kw_only=True)

    def answered(self, watch: Watch) -> "list[Held]":
        """Each scenario in turn."""
        loaded = [loaded_of(name) for name in self.scenarios]
        refuse_what_never_ends(loaded)
        wanted = [(cases_of([one], self.seed)[0], targets_of(one)) for one in loaded]
        held, each, step = list[Held](), self.replications, watch.following("replications")
        with caps_in_words(loaded):
            for n, (case, targets) in enumerate(wanted):

                def so_far(done: int, planned: int, before: int = n * each) -> None:
                    step(before + done, len(wanted) * each)

                so_far(0, each)
                try:
                    rows = counted(
                        case,
                        list(targets.targets.values()),
                        each,
                        workers=self.workers,
                        engine=self.engine,
                        fits=fits_of(case.loaded),
                        progress=so_far,
                    )
                    columns = zip(*rows, strict=True)
                except NotPossible as error:
                    raise NotPossible(f"{printable(case.loaded.name)}: {sentence((), str(error))}") from None
                verdicts = [verdict(*one, seen) for one, seen in zip(targets.targets.items(), columns, strict=True)]
                held.append(Held(case, targets, verdicts))
        return held


@dataclass(frozen=True)
class Held:
    """A scenario held against its published figures."""

    case: Case
    targets: Targets
    verdicts: list[Verdict]


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
            said = f"{target.measure} asks for net cash, and money is reported only for follow-up of a year or more"
            yield file.fault(path, sentence(path, said))
        for end, day in (("starts", target.starts), ("ends", target.ends)):
            if not dates.start.value <= day <= dates.end.value:
                said = (
                    f"{end} is {day}; it must lie within {dates.start.value} to {dates.end.value}, the scenario's dates"
                )
                yield file.fault(("targets", name, end), sentence(("targets", name, end), said))
