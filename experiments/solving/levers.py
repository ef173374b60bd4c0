"""Which levers are moved, and through which values? Posts, places and slots, as a scenario names them or in short.

A mix is one value of each lever; its scenario is what a file that states those values would be, checked as one. Only a
choice may be moved: nobody sets how long people wait before they give up.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, prod

from experiments.run import Case
from experiments.solving.answer import Lever, Mix
from experiments.solving.targets import Moved, Target
from sim.errors import NotPossible
from sim.faults import did_you_mean, printable
from sim.inputs import with_defaults
from sim.loading import Loaded, with_values
from sim.preflight import assumptions
from sim.preflight.assumed import CHOSEN
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import Evidence, Number

MOST_VALUES = 200  # of one lever
MOST_MIXES = 20_000
RANGE = re.compile(r"(?P<low>[\d.]+)\s*(?:\.\.|to|-)\s*(?P<high>[\d.]+)(?:\s*(?::|by|step)\s*(?P<step>[\d.]+))?")
SHORT: Mapping[str, str] = {
    "posts": "link_workers.posts",
    "slots": "reviews.supported.added_slots_per_week",
    "added_slots": "reviews.supported.added_slots_per_week",
    "review_slots": "reviews.slots_per_week",
}
PLACES = "places"  # of every activity at once
MOST_BY_DEFAULT = 60  # values
AT_LEAST_UP_TO = {"posts": 6, "places": 12, "slots": 6}


@dataclass(frozen=True)
class Mixes:
    """A scenario and its levers: every mix of their values."""

    base: Loaded
    seed: int
    levers: tuple[Lever, ...]

    @property
    def many(self) -> int:
        """How many mixes there are."""
        return prod(len(lever.values) for lever in self.levers)

    def every(self) -> Iterable[Mix]:
        """Every one of them, the last lever the fastest."""
        return product(*(lever.values for lever in self.levers))

    def loaded(self, mix: Mix) -> Loaded:
        """The scenario of a mix. Raises ScenarioError where it is not possible."""
        values = {path: _as_said(value) for lever, value in zip(self.levers, mix, strict=True) for path in lever.paths}
        return with_values(self.base, values, name=self.base.name)

    def case(self, mix: Mix) -> Case:
        """The same, to be run with the same luck as any other."""
        return Case.of(self.loaded(mix), self.seed)

    def size(self, mix: Mix) -> int:
        """How many steps it is above the least of every lever: what decides between mixes of one cost."""
        return sum(lever.values.index(value) for lever, value in zip(self.levers, mix, strict=True))

    def next_to(self, mix: Mix, by: int) -> list[Mix]:
        """The mixes with one lever so many steps up, or down."""
        found = []
        for i, lever in enumerate(self.levers):
            at = lever.values.index(mix[i]) + by
            if 0 <= at < len(lever.values):
                found.append((*mix[:i], lever.values[at], *mix[i + 1 :]))
        return found


def _as_said(value: float) -> int | float:
    return int(value) if value == int(value) else value


def mixes_of(
    base: Loaded, seed: int, asked: Sequence[tuple[str, str | Sequence[float]]], targets: Sequence[Target]
) -> Mixes:
    """The levers asked for, or those that move these targets. Raises NotPossible, ScenarioError."""
    if asked:
        levers = [_asked(base, name, values) for name, values in asked]
    else:
        wanted = dict.fromkeys(moved for target in targets for moved in target.moved_by)
        levers = [lever for moved in wanted for lever in _by_default(base.scenario, moved, base)]
    if not levers:
        raise NotPossible("no lever of this scenario moves these targets. Name one: link_workers.posts=1..6")
    if twice := [lever.name for lever in levers if sum(other.paths == lever.paths for other in levers) > 1]:
        raise NotPossible(f"{printable(twice[0])} is given twice")
    found = Mixes(base, seed, tuple(levers))
    if found.many > MOST_MIXES:
        raise NotPossible(
            f"{found.many:,} mixes are more than {MOST_MIXES:,}. Give a lever a larger step: NAME=5..30:5"
        )
    for end in (0, -1):
        found.loaded(tuple(lever.values[end] for lever in levers))
    return found


def _asked(base: Loaded, name: str, values: str | Sequence[float]) -> Lever:
    """A lever by its name and values: "1..6", "5..30:5", "2,4,8", or numbers."""
    scenario = base.scenario
    paths = _paths(scenario, name)
    through = values_of(name, values) if isinstance(values, str) else tuple(sorted({float(v) for v in values}))
    if not 1 <= len(through) <= MOST_VALUES:
        raise NotPossible(f"{printable(name)} has {len(through):,} values; from 1 to {MOST_VALUES} can be tried")
    return _lever(base, name, paths, through)


def _paths(scenario: Scenario, name: str) -> tuple[str, ...]:
    if name == PLACES:
        if not scenario.activities:
            raise NotPossible("it has no activities, and so no places")
        return tuple(f"activities.{activity}.places" for activity in sorted(scenario.activities))
    path = SHORT.get(name, name)
    match path.split("."):
        case ["activities", activity, *_] if activity not in scenario.activities:
            near = did_you_mean(activity, scenario.activities)
            raise NotPossible(f"there is no activity {printable(activity)}.{near}")
        case ["link_workers", "groups", group, *_] if group not in scenario.link_workers.groups:
            near = did_you_mean(group, scenario.link_workers.groups)
            raise NotPossible(f"there is no group of posts {printable(group)}.{near}")
    return (path,)


def values_of(name: str, said: str) -> tuple[float, ...]:
    """The values of a range, or of a list."""
    where, text = printable(name), said.strip()
    if found := RANGE.fullmatch(text):
        low, high, step = (
            _number(where, found.group("low")),
            _number(where, found.group("high")),
            _number(where, found.group("step") or "1"),
        )
        if not low <= high:
            raise NotPossible(f"{where}: {low:g} must not be above {high:g}")
        if step <= 0:
            raise NotPossible(f"{where}: a step must be above 0")
        many = int((high - low) / step + 1e-9) + 1
        if many > MOST_VALUES:
            raise NotPossible(
                f"{where} has {many:,} values; from 1 to {MOST_VALUES} can be tried. Give it a larger step"
            )
        return tuple(round(low + i * step, 9) for i in range(many))
    return tuple(sorted({_number(where, one) for one in text.split(",")}))


def _number(where: str, said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise NotPossible(
            f"{where}: {printable(said.strip()) or 'nothing'} is not a number. A range is written 1..6, or 5..30:5 "
            "(in steps of 5), or 2,4,8"
        ) from None


def _lever(base: Loaded, name: str, paths: tuple[str, ...], through: tuple[float, ...]) -> Lever:
    """With its title, unit and present value, from a scenario that states it. Only a choice may be moved."""
    stated = with_values(base, {path: _as_said(through[0]) for path in paths}, name=base.name).scenario
    if not isinstance(_value(stated, paths[0]), Number):
        raise NotPossible(f"{printable(name)} is not a number that can be moved")
    fact = next(row for row in assumptions(stated) if row.path == paths[0])
    if fact.grade != CHOSEN or fact.path.startswith("settings."):
        raise NotPossible(
            f"{printable(name)} is not a choice: nobody sets it, so no value of it is an answer. "
            "What can be moved: posts, places, slots, or any other lever that spsim show lists as chosen"
        )
    title = "Places of every activity" if name == PLACES else fact.title
    return Lever(name, title, fact.unit, paths, through, _now(base.scenario, paths[0]))


def _value(scenario: Scenario, path: str) -> Evidence | None:
    return next((value for at, value, _ in values_in(scenario) if ".".join(at) == path), None)


def _now(scenario: Scenario, path: str) -> float | None:
    """As the scenario has it."""
    match path.split("."):
        case ["activities", activity, "places"]:
            places = with_defaults(scenario, scenario.activities[activity]).places
            return None if places is None else float(places.value)
    found = _value(scenario, path)
    return float(found.value) if isinstance(found, Number) else None


def _by_default(scenario: Scenario, moved: Moved, base: Loaded) -> list[Lever]:
    """Up to twice what there is, one by one: where there is a lot, in larger steps."""
    groups = scenario.link_workers.groups
    if moved == "posts" and scenario.programme.offer != "link_workers":
        return []
    if moved == "posts" and groups:
        names = ["link_workers.posts", *(f"link_workers.groups.{name}.posts" for name in groups)]
        raise NotPossible(f"the posts of this scenario stand in groups. Say which are to be moved: {', '.join(names)}")
    if moved == "places" and not scenario.activities:
        return []
    if moved == "slots" and not scenario.stages.reviews:
        return []
    paths = _paths(scenario, moved)
    now = _now(scenario, paths[0]) or 0.0
    least = 0 if moved == "slots" else 1
    most = max(AT_LEAST_UP_TO[moved], ceil(2 * now))
    values = {float(n) for n in range(least, most + 1, ceil(most / MOST_BY_DEFAULT))}
    values |= {now} if now >= least else set()
    return [_lever(base, moved, paths, tuple(sorted(values)))]
