"""Which levers and structures does a study try? Dimensions that change a scenario itself, every level of them checked.

A level is laid over every scenario of the study as a file that extends it would be, so it is refused in the same words.
Combinations of levels are not tried here: one that is not possible fails as a point.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan
from pathlib import Path as File

from experiments.changed import Path
from experiments.study.arms import Arm, Known
from experiments.study.sections import SCENARIO, Lever, Structure, scenario_named
from experiments.study.space import Dimension, Kind
from sim.errors import ScenarioError
from sim.faults import Found
from sim.loading.in_hand import with_values
from sim.luck import UNIFORM, Law
from sim.scenario.sections import WHOLE_UNITS
from sim.scenario.values import Day, Number

Place = tuple[str | int, ...]  # in the study file


class Choices:
    """Levers and structures of a study. What is wrong with them is added to `faults`."""

    def __init__(self, arms: Sequence[Arm], folder: File, faults: list[Found]) -> None:
        self.arms, self.folder, self.faults = arms, folder, faults

    def lever(self, name: str, lever: Lever, keys: Sequence[Place] | None = None) -> Dimension | None:
        """One lever, if every value of it is possible in every scenario. `keys`: where each value stands."""
        place, path = ("levers", name), tuple(name.split("."))
        stated = [arm.values.get(path) for arm in self.arms]
        if any(one is not None and one.uncertain for one in stated):
            self.faults.append((place, f"{name} is unknown, not chosen: it belongs under [inputs]"))
            return None
        ends = lever.levels if lever.levels is not None else [lever.low, lever.high]
        if keys is None:
            below: list[Place] = [("levels", at) for at in range(len(ends))]
            keys = [(*place, *key) for key in (below if lever.levels is not None else [("low",), ("high",)])]
        before = len(self.faults)
        possible = [self.is_possible({name: value}, key) for value, key in zip(ends, keys, strict=True)]
        said: dict[str, Found] = {}  # a path that is none is so at each of its levels
        for found in self.faults[before:]:
            said.setdefault(found[1], found)
        self.faults[before:] = said.values()
        if not all(possible) or self._differs(place, stated):
            return None
        return _lever(self.arms[0], name, path, lever)

    def _differs(self, place: Place, stated: Sequence[Known | None]) -> bool:
        """Whether scenarios differ in a lever, which would set one value in all of them."""
        values = {"nothing" if one is None else str(getattr(one.value, "value", None)) for one in stated}
        if len(values) > 1:
            differ = ", ".join(sorted(values))
            say = f"the scenarios differ in it ({differ}), and a lever sets one value in all: leave it out"
            self.faults.append((place, f"{say}, or compare one scenario"))
        return len(values) > 1

    def structure(self, name: str, one: Structure) -> Dimension:
        """A switch of the model, by the names of its levels."""
        for level, given in one.levels.items():
            place: Place = ("structures", name, "levels", level)
            if SCENARIO not in given:
                self.is_possible(given, place)
            elif len(given) > 1 or len(self.arms) > 1:
                say = "a level that is another scenario states nothing else, in a study of one scenario"
                self.faults.append((place, say))
            else:
                try:
                    scenario_named(str(given[SCENARIO]), self.folder)
                except ScenarioError as error:
                    self.faults.append(((*place, SCENARIO), error.faults[0].message))
        levels = tuple(one.levels)
        base = next((float(at) for at, given in enumerate(one.levels.values()) if not given), nan)
        return Dimension(name, one.title or name, "", "structure", 0.0, len(levels) - 1.0, base, levels=levels)

    def is_possible(self, changes: Mapping[str, object], place: Place) -> bool:
        """Whether every scenario takes these changes; else what a file of it would say of them."""
        for arm in self.arms if changes else ():
            try:
                with_values(arm.loaded, changes, name=arm.name)
            except ScenarioError as error:
                self.faults += [(place, message) for message in dict.fromkeys(one.message for one in error.faults)]
                return False
        return True


def in_order(levels: Sequence[object], numbers: Sequence[float]) -> tuple[object, ...]:
    """Levels from the least to the greatest, however the file has them."""
    return tuple(level for _, level in sorted(zip(numbers, levels, strict=True), key=lambda one: one[0]))


def _lever(arm: Arm, name: str, path: Path, lever: Lever) -> Dimension:
    """A lever as a dimension: of numbers, days or words."""
    known = arm.values.get(path)
    value, unit = (known.value, known.unit) if known else (None, "")
    about = (name, arm.title(path), unit)
    number = float(value.value) if isinstance(value, Number) else nan
    day = float(value.value.toordinal()) if isinstance(value, Day) else nan
    if lever.levels is None:
        if isinstance(lever.low, date) and isinstance(lever.high, date):
            return Dimension(*about, "date", float(lever.low.toordinal()), float(lever.high.toordinal()), day)
        low, high = float(lever.low), float(lever.high)  # type: ignore[arg-type]
        kind: Kind = "whole" if lever.whole or unit in WHOLE_UNITS else "continuous"
        return Dimension(*about, kind, low, high, number, Law(UNIFORM, low, high, 0.0))
    levels = tuple(lever.levels)
    numbers = [float(one) for one in levels if isinstance(one, int | float) and not isinstance(one, bool)]
    days = [float(one.toordinal()) for one in levels if isinstance(one, date)]
    if len(numbers) == len(levels):
        kind = "whole" if all(one.is_integer() for one in numbers) else "continuous"
        return Dimension(*about, kind, min(numbers), max(numbers), number, levels=in_order(levels, numbers))
    if len(days) == len(levels):
        return Dimension(*about, "date", min(days), max(days), day, levels=in_order(levels, days))
    return Dimension(*about, "category", 0.0, len(levels) - 1.0, nan, levels=levels)
