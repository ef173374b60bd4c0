"""Which study is meant, and can it be run? A study file read, with its scenarios and the space of its dimensions.

A study file is NAME.study.toml of a user's own, or one that comes with the program; its scenarios are bundled, or
stand beside it. Invariant: whatever bytes come in, the outcome is a `Declared` or a ScenarioError with every fault
found, each with its file and line.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from experiments.study.meaning import space_of
from experiments.study.sections import ENDING, Study, scenario_named
from experiments.study.space import Space
from sim.errors import ScenarioError
from sim.faults import Fault, did_you_mean, printable, sentence
from sim.loading import Loaded
from sim.loading.finding import is_utf_8
from sim.loading.meaning import scenario_hash
from sim.loading.toml_files import TomlFile, is_file, is_there, refused, stated_in

__all__ = ["Declared", "Study", "bundled_studies", "load_study"]


@dataclass(frozen=True)
class Declared:
    """A study file that can be run: what it says, and its scenarios, loaded. `hash`: of all that its answer depends
    on, but for the scenarios."""

    study: Study
    path: Path
    loaded: tuple[Loaded, ...]
    space: Space
    hash: str

    @property
    def name(self) -> str:
        """As it is called."""
        return self.path.name.removesuffix(ENDING)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The study seed of each seed set."""
        first = self.study.seed
        if first is None:
            first = int(self.loaded[0].scenario.settings.seed.value)
        return tuple(range(first, first + self.study.seed_sets))


# ---------------------------------------------------------------- finding and reading


def bundled_studies() -> dict[str, Path]:
    """The studies that come with the program, by name."""
    return dict(_bundled_studies())


@cache
def _bundled_studies() -> dict[str, Path]:
    folder = Path(__file__).parent.parent / "studies"
    return {file.name.removesuffix(ENDING): file for file in sorted(folder.glob(f"*{ENDING}"))}


def load_study(name_or_path: str | Path) -> Declared:
    """Read a study file, or a bundled study by its name, and the scenarios that it names. Raises ScenarioError with
    every fault."""
    path = _find(str(name_or_path))
    study, file = stated_in(path, Study)
    loaded, faults = _scenarios(study, file)
    if not loaded:
        raise ScenarioError(faults)
    space, found = space_of(study, loaded, path.parent)
    if found:
        raise ScenarioError([file.fault(place, sentence(place, message)) for place, message in found])
    return Declared(study, path, tuple(loaded), space, study_hash(study))


def study_hash(study: Study) -> str:
    """What the points depend on: titles, questions and what was expected leave it alone."""
    return scenario_hash(study.model_copy(update={"expected": None, "economics": None}))


def _find(given: str) -> Path:
    """The file that is meant."""
    if not is_utf_8(given):
        raise refused(given, None, "This name is not UTF-8, and every answer has to name its study. Rename it.")
    path = Path(given)
    if is_there(path) and (path.is_file() or path.name != given):
        if not path.name.endswith(ENDING):
            raise refused(given, None, f"A study file is called NAME{ENDING}.")
        return path
    if path.name == given and given in bundled_studies():
        return bundled_studies()[given]
    if path.name == given and is_file(Path(f"{given}{ENDING}")):
        raise refused(given, None, f"There is no study of this name. Did you mean the file {given}{ENDING}?")
    beside = [file.name for file in path.parent.glob(f"*{ENDING}")] if path.parent.is_dir() else []
    what = "such file" if given.endswith(".toml") else "study of this name"
    raise refused(given, None, f"There is no {what}.{did_you_mean(path.name, [*bundled_studies(), *beside])}")


def _scenarios(study: Study, file: TomlFile) -> tuple[list[Loaded], list[Fault]]:
    """The scenarios that a study names, and what is wrong with them."""
    loaded, faults = [], []
    for at, name in enumerate(study.scenarios):
        try:
            loaded.append(scenario_named(name, file.path.parent))
        except ScenarioError as error:
            faults += [one if one.line else file.fault(("scenarios", at), one.message) for one in error.faults]
    names = [one.name for one in loaded]
    faults += [
        file.fault(("scenarios", at), f"{printable(name)} stands there twice: each scenario is named once.")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    return ([] if faults else loaded), faults
