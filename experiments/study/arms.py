"""What does a study know of one of its scenarios? Each of its values, and how an input of it becomes a dimension."""

from collections.abc import Sequence
from math import inf, nan
from typing import NamedTuple

from experiments.changed import Path, path_of
from experiments.ranges import law_of, ranges, twins
from experiments.study.sections import Varied
from experiments.study.space import Dimension, Kind
from sim.errors import NotPossible
from sim.loading import Loaded
from sim.luck import TRIANGULAR, UNIFORM, Law
from sim.preflight.assumed import title_of
from sim.scenario.sections import WHOLE_UNITS, Facts, is_evidence, values_in
from sim.scenario.values import Evidence, Number, Spread

NOT_STATED = {"source", "grade", "note", "informed_by"}  # of a value: what does not count here


class Known(NamedTuple):
    """A value of a scenario, and what its field declares."""

    value: Evidence
    unit: str
    least: float
    most: float
    uncertain: bool

    @property
    def times(self) -> bool:
        """Whether a setting multiplies it."""
        return isinstance(self.value, Spread)

    @property
    def base(self) -> float:
        """The setting at which it is as the scenario states it."""
        return 1.0 if self.times else float(self.value.value) if isinstance(self.value, Number) else nan

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are possible."""
        return self.unit in WHOLE_UNITS and not self.times


def _known(value: Evidence, facts: Facts) -> Known:
    least, most = facts.get("possible", (0.0, inf))
    return Known(value, str(facts.get("unit", "")), least, most, is_evidence(facts))


class Arm:
    """One scenario of a study."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.scenario, self.name = loaded, loaded.scenario, loaded.name
        self.values = {path: _known(value, facts) for path, value, facts in values_in(loaded.scenario)}
        self.ranges = {one.path: one for one in ranges(loaded.scenario)}
        self.twins = twins(list(self.ranges.values()))

    def path_of(self, name: str) -> Path | None:
        """The path of a number by its name, if it has it."""
        try:
            return path_of(self.scenario, name)
        except NotPossible:
            return None

    def is_fitted(self, path: Path) -> bool:
        """Whether a published figure informs an input."""
        return path in self.values and self.values[path].value.informed_by is not None

    def stated(self, path: Path) -> object:
        """A value as far as it counts here: what it is, and how it is spread."""
        return self.values[path].value.model_dump(exclude=NOT_STATED, exclude_defaults=True)

    def title(self, path: Path) -> str:
        """What the schema calls it; its path, where the scenario leaves its whole section out."""
        try:
            return title_of(self.scenario, path)
        except (KeyError, AttributeError, ValueError, IndexError):
            return ".".join(path)

    def written_out(self, path: Path, low: float, high: float) -> Dimension:
        """An input as a dimension whose settings are written out."""
        one = self.values[path]
        kind: Kind = "whole" if one.is_whole else "continuous"
        return Dimension(".".join(path), self.title(path), one.unit, kind, low, high, one.base, times=one.times)

    def varied(self, path: Path, how: Varied) -> Dimension | None:
        """An input as a dimension; None where the scenario states it as certain. Raises NotPossible."""
        one = self.values[path]
        if how.levels is not None:
            levels = tuple(sorted(how.levels))
            self.refuse_impossible(path, levels)
            return self._with(path, min(levels), max(levels), levels=levels)
        if how.low is not None and how.high is not None:
            self.refuse_impossible(path, (how.low, how.high))
            return self._with(path, how.low, how.high, law=_stated_law(how.low, how.high, how, one.base))
        found = self.ranges[path]
        if not found.low < found.high:
            return None
        stated = one.value.distribution if isinstance(one.value, Number) else None
        return self._with(path, found.low, found.high, law=law_of(found, stated))

    def _with(
        self, path: Path, low: float, high: float, *, law: Law | None = None, levels: Sequence[float] = ()
    ) -> Dimension:
        one = self.values[path]
        kind: Kind = "whole" if one.is_whole else "continuous"
        about = (".".join(path), self.title(path), one.unit, kind)
        return Dimension(*about, float(low), float(high), one.base, law, tuple(levels), times=one.times)

    def refuse_impossible(self, path: Path, values: Sequence[float]) -> None:
        """Values that the schema refuses."""
        one = self.values[path]
        for value in values:
            if not one.least <= value <= one.most:
                most = "" if one.most == inf else f" and at most {one.most:g}"
                raise NotPossible(f"{value:g} is not possible there: it must be at least {one.least:g}{most}")
            if one.is_whole and value != int(value):
                raise NotPossible(f"{value:g} is not possible there: {one.unit} are whole numbers")


def _stated_law(low: float, high: float, how: Varied, base: float) -> Law:
    """How a range that the study states is spread."""
    if how.distribution == "uniform":
        return Law(UNIFORM, float(low), float(high), 0.0)
    peak = base if how.most_likely is None else float(how.most_likely)
    if not low <= peak <= high:
        say = f"the scenario's value, {peak:g}, lies outside {low:g} to {high:g}"
        raise NotPossible(f'{say}. Add most_likely, or distribution = "uniform"')
    return Law(TRIANGULAR, float(low), peak, float(high))
