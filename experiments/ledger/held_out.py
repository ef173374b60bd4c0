"""Which published figures were held out: never used to set the value that they test?

Two kinds: figures of the service itself (targets with `use = "hold out"`, beside the scenario), and figures of other
reports and places (held_out.toml in the folder of scenarios). A figure that stands in the source of an input, or by
which an input says it was informed, tests nothing: in held_out.toml it is refused; a target's is shown, not counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from experiments.figures import named
from experiments.targets import Target, figures_beside
from sim.errors import ScenarioError
from sim.faults import Fault, sentence
from sim.loading import Loaded, bundled
from sim.loading.toml_files import TomlFile, is_file, stated_in
from sim.scenario import Name, Scenario
from sim.scenario.sections import Section, values_in
from sim.scenario.values import fault

FILE = "held_out.toml"
CITED = re.compile(r"\[(S?\d+(?:, ?S?\d+)*)\]")
NUMBER = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d,.]*\d)")
YEAR = re.compile(r"(?:19|20)\d\d")


class Other(Section):
    """A figure of another report or place, and how it is read in a scenario."""

    scenario: Name
    title: str = Field(min_length=1, max_length=200)
    measure: str
    published: int | float | None = Field(None, description="Left out: not published yet.")
    starts: date
    ends: date
    referred_until: date | None = None
    per_cent: bool = False
    services: int = Field(
        1,
        ge=1,
        le=64,
        description="Of so many other such services it is the mean: as have about the people that it is of.",
    )
    same_service: bool = Field(default=False, description="It is of the service that the scenario is fitted to.")
    source: str
    reading: str = Field(min_length=1, description="What was counted there, and as what it is read here.")
    miss: str | None = Field(None, min_length=1, description="Why it was missed, written once it was.")
    same_number: dict[str, str] = Field(
        default={}, description="Inputs whose source has the same number of something else, and of what."
    )

    @model_validator(mode="after")
    def _window_opens_first(self) -> "Other":
        if not self.starts < (self.referred_until or self.ends) <= self.ends:
            raise fault("ends", "starts, referred_until and ends must follow one another")
        return self


class OfTarget(Section):
    """What more there is to say of a target that is held out."""

    same_number: dict[str, str] = Field(default={})
    elsewhere: bool = Field(default=False, description="It is of another service than the scenario's.")
    of_others: bool = Field(default=False, description="It is of other people than the figures that were fitted to.")


class Others(Section):
    """What held_out.toml says."""

    figures: dict[Name, Other] = Field(default={})
    targets: dict[Name, dict[Name, OfTarget]] = Field(default={}, description="By scenario, and by their names there.")


class HeldOut(NamedTuple):
    """A published figure that is predicted before it is looked at."""

    name: str  # of its own; a target's begins with its scenario
    scenario: str
    target: Target  # published is 0 where nothing is published yet
    published: float | None
    services: int  # other ones, of whose people it is the mean; 0: it is of the people of the fitted figures
    reading: str
    same_number: Mapping[str, str]
    same_service: bool = True  # that the scenario is fitted to
    miss: str | None = None  # why it is missed, if that is known

    @property
    def kind(self) -> Literal["held out", "prediction"]:
        """Whether there is anything to compare with."""
        return "prediction" if self.published is None else "held out"


# ---------------------------------------------------------------- which there are


def folder_of(loaded: Loaded) -> Path:
    """Where the ledger of a scenario stands: beside it, or with all that come with the program."""
    return loaded.path.parent.parent if bundled().get(loaded.name) == loaded.path else loaded.path.parent


def held_out_of(loaded: Loaded) -> list[HeldOut]:
    """The figures held out of a scenario: its own targets', and those of other reports and places. Refused where one of
    these is no held-out figure of it."""
    path = folder_of(loaded) / FILE
    stated, file = stated_in(path, Others) if is_file(path) else (Others(), None)
    own = list(_targets_of(loaded, stated.targets.get(loaded.name, {})))
    others = [_other(name, one) for name, one in stated.figures.items() if one.scenario == loaded.name]
    if file and (faults := [one for held in others for one in _faults(held, loaded.scenario, file)]):
        raise ScenarioError(faults)
    return [*own, *others]


def _targets_of(loaded: Loaded, more: Mapping[str, OfTarget]) -> Iterator[HeldOut]:
    for name, target in figures_beside(loaded.path).targets.items():
        if target.use in ("hold out", "prediction"):
            published = None if target.use == "prediction" else float(target.published)
            also, full = more.get(name, OfTarget()), f"{loaded.name}.{name}"
            services, reading = int(also.of_others), target.note or target.source
            same = not also.elsewhere
            yield HeldOut(full, loaded.name, target, published, services, reading, also.same_number, same, target.miss)


def _other(name: str, one: Other) -> HeldOut:
    window = {key: getattr(one, key) for key in ("starts", "ends", "referred_until")}
    target = Target(
        title=one.title,
        measure=one.measure,
        published=one.published or 0,
        use="prediction" if one.published is None else "hold out",
        per_cent=one.per_cent,
        source=one.source,
        **window,
    )
    published = None if one.published is None else float(one.published)
    return HeldOut(
        name, one.scenario, target, published, one.services, one.reading, one.same_number, one.same_service, one.miss
    )


def _faults(held: HeldOut, scenario: Scenario, file: TomlFile) -> Iterator[Fault]:
    path = ("figures", held.name)
    if named(held.target.measure, scenario) is None:
        yield file.fault((*path, "measure"), sentence((*path, "measure"), "nothing is called so in that scenario."))
    standing = named_in(held, scenario)
    for one in standing:
        said = f"is no figure held out: {one} was set from it, by its source. It tests nothing there."
        yield file.fault(path, sentence(path, said))
    for one in held.same_number.keys() - set(_standing(held, scenario)):
        place = (*path, "same_number", one)
        yield file.fault(place, sentence(place, "the source of this input does not have that number."))


# ---------------------------------------------------------------- whether an input was set from it


def named_in(held: HeldOut, scenario: Scenario) -> list[str]:
    """The inputs that were set from a figure, as far as their sources tell: one cites the same report and has one of
    its numbers, or says that it was informed by that number."""
    return [one for one in _standing(held, scenario) if one not in held.same_number]


def _standing(held: HeldOut, scenario: Scenario) -> list[str]:
    cited, numbers = _cited(held.target.source), _numbers(held.target.source)
    if held.published is None:
        return []
    published = {_plain(abs(held.published))}
    return [
        ".".join(path)
        for path, value, _ in values_in(scenario)
        if (_cited(value.source or "") & cited and _numbers(value.source or "") & (numbers | published))
        or _numbers(value.informed_by or "") & published
    ]


def _cited(text: str) -> set[str]:
    """The rows of docs/evidence.md that a source names."""
    return {one for inside in CITED.findall(text) for one in inside.replace(" ", "").split(",")}


def _numbers(text: str) -> set[str]:
    """The numbers of a source, but for years and the rows that it names."""
    bare = CITED.sub(" ", text)
    return {_plain(float(one.replace(",", ""))) for one in NUMBER.findall(bare) if not YEAR.fullmatch(one)}


def _plain(number: float) -> str:
    return f"{number:g}"


def counted_once(found: Iterable[HeldOut]) -> Iterator[tuple[HeldOut, HeldOut | None]]:
    """Each figure, and the one before it that is the same published figure in another scenario, if there is one."""
    first: dict[tuple[float | None, frozenset[str], str], HeldOut] = {}
    for held in found:
        key = (held.published, frozenset(_cited(held.target.source)), held.target.measure)
        earlier = first.setdefault(key, held)
        yield held, None if earlier is held else earlier
