"""What do the words of a study file come to, in its scenarios? The space of its dimensions, or every fault at once.

Inputs are those of the first scenario (the base), then those that only another has. One that another scenario states
over another range is spread there over its own, by the same number between 0 and 1; one that it does not have, or
states without a range, stays there as it is. Levers and structures are laid over every scenario.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import nan
from pathlib import Path as File

import numpy as np

from experiments.along import Fits, fits_of
from experiments.changed import SHARES, Path, path_of
from experiments.draws import MEMBER
from experiments.ranges import law_of, ranges, twins
from experiments.run import Case
from experiments.study.copula import scores_of
from experiments.study.members import along_their_first_component
from experiments.study.outputs import outputs_of
from experiments.study.sections import (
    ALL,
    SAMPLES,
    WITH_BLOCKS,
    Lever,
    Shares,
    Structure,
    Study,
    Varied,
    scenario_named,
)
from experiments.study.space import ChoiceAt, Dimension, Kind, MembersAt, NumberAt, SharesAt, Space
from sim.errors import NotPossible, ScenarioError
from sim.faults import Found, did_you_mean, printable, shown
from sim.loading import Loaded
from sim.loading.in_hand import with_values
from sim.luck import TRIANGULAR, UNIFORM, Law
from sim.preflight.assumed import title_of
from sim.scenario.sections import WHOLE_UNITS, Facts, values_in
from sim.scenario.values import Day, Evidence, Number, Spread

DUMMY = Dimension("dummy", "An input that does nothing", "number", "dummy", 0.0, 1.0, 0.5)


def space_of(study: Study, loaded: Sequence[Loaded], folder: File) -> tuple[Space, list[Found]]:
    """The space, and what is wrong with it (then the space is of no use)."""
    reading = _Reading(study, [_Arm(one) for one in loaded], folder)
    return reading.space(), reading.faults


class _Arm:
    """What a study asks of one scenario."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.scenario = loaded.scenario
        self.values: dict[Path, tuple[Evidence, Facts]] = {
            path: (value, facts) for path, value, facts in values_in(self.scenario)
        }
        self.ranges = {one.path: one for one in ranges(self.scenario)}
        self.twins = twins(list(self.ranges.values()))

    def stated(self, path: Path) -> object:
        """A value as far as it counts here: what it is, and how it is spread."""
        value, _ = self.values[path]
        return value.model_dump(exclude={"source", "grade", "note", "informed_by"}, exclude_defaults=True)

    def distribution(self, path: Path) -> str | None:
        """How a number says that it is spread."""
        value = self.values[path][0]
        return value.distribution if isinstance(value, Number) else None


@dataclass
class _Reading:
    """A study's words, read one after another."""

    study: Study
    arms: list[_Arm]
    folder: File
    faults: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dimensions: list[Dimension] = field(default_factory=list)
    numbers: list[NumberAt] = field(default_factory=list)

    @property
    def base(self) -> _Arm:
        """The first scenario."""
        return self.arms[0]

    def fault(self, path: tuple[str | int, ...], message: str) -> None:
        """One thing wrong."""
        self.faults.append((path, message))

    def space(self) -> Space:
        """Everything, in the order in which it stands in designs: the joint sample, inputs, shares, choices, dummy."""
        fits = fits_of(self.base.loaded) if self.study.use_fit else Fits()
        if fits.note:
            self.notes.append(fits.note)
        listed = tuple(self._listed())
        varied = self._varied()
        members = self._members(fits, varied) if self.study.design.kind in SAMPLES else None
        apart = set(members.paths) if members else set()
        apart |= self._shared_paths()
        for path, how in varied.items():
            if path not in apart:
                self._number(path, how)
        shares = tuple(self._shares())
        choices = (*listed, *self._levers(), *self._structures())
        blocks = tuple(self._blocks(apart))
        self._refuse_unknown_outputs()
        if self._wants_dummy:
            self.dimensions.append(DUMMY)
        if not [one for one in self.dimensions if one.kind != "dummy"] and not self.faults:
            self.fault(("design",), "nothing varies in this study. State inputs, levers or structures")
        return Space(
            tuple(self.dimensions),
            tuple(self.numbers),
            members,
            shares,
            choices,
            blocks,
            _groups(len(self.dimensions), [*(one.dimensions for one in shares), *(one for one, _ in blocks)]),
            tuple(self.notes),
            fits,
        )

    @property
    def _wants_dummy(self) -> bool:
        design = self.study.design
        return design.kind in SAMPLES if design.dummy is None else design.dummy

    def _refuse_unknown_outputs(self) -> None:
        for at, name in enumerate(self.study.outputs):
            for arm in self.arms:
                try:
                    outputs_of(Case.of(arm.loaded, seed=1), [name])
                except NotPossible as error:
                    self.fault(("outputs", at), f"{error}")
                    break

    # ------------------------------------------------------------ the rows of a list

    def _listed(self) -> Iterator[ChoiceAt]:
        """Everything that some row of a list names, in order of first use; inputs become numbers, the rest choices."""
        rows = self.study.design.rows or []
        for name in dict.fromkeys(name for row in rows for name in row):
            given = [(("design", "rows", n, name), row[name]) for n, row in enumerate(rows) if name in row]
            if name in self.study.structures:
                self._refuse_no_levels(name, given)
                continue
            path = next((one for one in (self._path_in(arm, name) for arm in self.arms) if one), None)
            if path is not None and self._is_uncertain(path):
                self._listed_number(path, given)
            else:
                levels = [level for n, (_, level) in enumerate(given) if level not in [one for _, one in given[:n]]]
                dimension = self._lever(name, Lever(levels=levels), [place for place, _ in given])
                if dimension is not None:
                    self.dimensions.append(dimension)
                    yield ChoiceAt(len(self.dimensions) - 1, name, ())

    def _refuse_no_levels(self, name: str, given: Sequence[tuple[tuple[str | int, ...], object]]) -> None:
        levels = self.study.structures[name].levels
        for place, level in given:
            if level not in levels:
                known = f"its levels are {', '.join(levels)}"
                self.fault(place, f"{printable(str(level))} is no level of {name}; {known}")

    def _listed_number(self, path: Path, given: Sequence[tuple[tuple[str | int, ...], object]]) -> None:
        """An input of a list: its numbers, as they stand in every scenario that has it."""
        home = next(arm for arm in self.arms if path in arm.values)
        numbers = []
        for place, value in given:
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.fault(place, f"it takes a number, not {shown(value)}")
            else:
                self._refuse_impossible(home, place, path, [value])
                numbers.append(float(value))
        if numbers:
            arms = frozenset(at for at, arm in enumerate(self.arms) if path in arm.values)
            self.numbers.append(NumberAt(len(self.dimensions), path, arms, {}))
            self.dimensions.append(self._plain(home, path, min(numbers), max(numbers)))

    # ------------------------------------------------------------ inputs

    def _varied(self) -> dict[Path, Varied]:
        """Every input that varies, in order of path: of the base first."""
        stated: dict[Path, Varied] = {}
        for name, how in self._named_inputs().items():
            path = self._path(("inputs", name), name)
            if path is not None:
                stated[path] = how
        if ALL in self.study.varied:
            for arm in self.arms:
                for path in arm.ranges:
                    if path not in arm.twins:
                        stated.setdefault(path, Varied())
        found = {path: how for path, how in stated.items() if how.varies}
        first = [path for path in sorted(found) if path in self.base.values]
        return {path: found[path] for path in [*first, *(path for path in sorted(found) if path not in first)]}

    def _named_inputs(self) -> Mapping[str, Varied]:
        """Those that the file names: under inputs, or in the rows of a list."""
        named = {name: how for name, how in self.study.varied.items() if name != ALL}
        if any(not how.varies for how in named.values()) and ALL not in self.study.varied:
            name = next(name for name, how in named.items() if not how.varies)
            self.fault(("inputs", name), "false leaves an input out of all of them: add all = true above it")
        return named

    def _path(self, place: tuple[str | int, ...], name: str) -> Path | None:
        """The path of an uncertain input, or a fault."""
        known = {".".join(path): path for arm in self.arms for path in arm.values}
        path = next((one for one in (self._path_in(arm, name) for arm in self.arms) if one), None)
        if path is None:
            numbers = [one for one, at in known.items() if self._is_uncertain(at)]
            self.fault(place, f"there is no number at {printable(name)}.{did_you_mean(name, numbers)}")
        elif not self._is_uncertain(path):
            self.fault(place, f"{printable(name)} is chosen, not unknown: it belongs under [levers]")
            return None
        return path

    @staticmethod
    def _path_in(arm: _Arm, name: str) -> Path | None:
        try:
            return path_of(arm.scenario, name)
        except NotPossible:
            return None

    def _is_uncertain(self, path: Path) -> bool:
        return any(
            arm.values[path][1].get("kind", "uncertain") == "uncertain" for arm in self.arms if path in arm.values
        )

    def _number(self, path: Path, how: Varied) -> None:
        """One input as a dimension."""
        home = next(arm for arm in self.arms if path in arm.values)
        name = ".".join(path)
        if how.low is None and how.levels is None and path not in home.ranges:
            add = f'"{name}" = {{ low = ..., high = ... }}'
            self.fault(("inputs", name), f"{home.loaded.name} states no range for it. State one: {add}")
            return
        dimension = self._dimension(home, path, how)
        if dimension is None:
            return
        arms, own = set(), {}
        for at, arm in enumerate(self.arms):
            if path not in arm.values:
                continue
            if how.low is not None or how.levels is not None or arm.stated(path) == home.stated(path):
                arms.add(at)
            elif path in arm.ranges and (other := self._dimension(arm, path, how)) is not None:
                own[at] = other
            else:
                self.notes.append(f"{name} stays as it is stated in {arm.loaded.name}, which states no range for it")
        self.numbers.append(NumberAt(len(self.dimensions), path, frozenset(arms), own))
        self.dimensions.append(dimension)

    @staticmethod
    def _plain(arm: _Arm, path: Path, low: float, high: float) -> Dimension:
        """An input as a dimension whose values are written out."""
        value, facts = arm.values[path]
        times = isinstance(value, Spread)
        base = 1.0 if times else float(value.value) if isinstance(value, Number) else nan
        kind: Kind = "whole" if facts.get("unit") in WHOLE_UNITS and not times else "continuous"
        unit = str(facts.get("unit", ""))
        return Dimension(".".join(path), title_of(arm.scenario, path), unit, kind, low, high, base, times=times)

    def _dimension(self, arm: _Arm, path: Path, how: Varied) -> Dimension | None:
        value, facts = arm.values[path]
        times = isinstance(value, Spread)
        base = 1.0 if times else float(value.value) if isinstance(value, Number) else nan
        whole = facts.get("unit") in WHOLE_UNITS and not times
        name, place = ".".join(path), ("inputs", ".".join(path))
        about = (name, title_of(arm.scenario, path), str(facts.get("unit", "")))
        kind: Kind = "whole" if whole else "continuous"
        if how.levels is not None:
            levels = tuple(float(level) for level in how.levels)
            self._refuse_impossible(arm, place, path, [*levels])
            return Dimension(*about, kind, min(levels), max(levels), base, levels=tuple(how.levels), times=times)
        if how.low is not None and how.high is not None:
            low, high = float(how.low), float(how.high)
            if whole and (low != int(low) or high != int(high)):
                self.fault(place, f"{about[2]} are whole numbers: low and high must be too")
                return None
            self._refuse_impossible(arm, place, path, [low, high])
            peak = base if how.most_likely is None else float(how.most_likely)
            if how.distribution != "uniform" and not low <= peak <= high:
                say = f"the scenario's value, {peak:g}, lies outside {low:g} to {high:g}"
                self.fault(place, f'{say}. Add most_likely, or distribution = "uniform"')
                return None
            law = Law(UNIFORM, low, high, 0.0) if how.distribution == "uniform" else Law(TRIANGULAR, low, peak, high)
            return Dimension(*about, kind, low, high, base, law, times=times)
        one = arm.ranges[path]
        if not one.low < one.high:
            return None  # stated as certain
        try:
            law = law_of(one, arm.distribution(path))
        except NotPossible as error:
            self.fault(place, f"{error}. State low and high here")
            return None
        return Dimension(*about, kind, one.low, one.high, base, law, times=times)

    def _refuse_impossible(self, arm: _Arm, place: tuple[str | int, ...], path: Path, values: Sequence[float]) -> None:
        """Ends and levels that the schema refuses."""
        _, facts = arm.values[path]
        least, most = (0.0, np.inf) if arm.values[path] is None else tuple(facts.get("possible", (0, np.inf)))
        for value in values:
            if not least <= value <= most:
                self.fault(place, f"{value:g} is not possible there: it must lie between {least:g} and {most:g}")

    # ------------------------------------------------------------ the joint sample

    def _members(self, fits: Fits, varied: Mapping[Path, Varied]) -> MembersAt | None:
        """The fitted inputs together, as one dimension. Those that the file states or leaves out stay apart from it."""
        if fits.joint is None:
            return None
        by_the_fit = [path for path in fits.joint.columns if path in varied and varied[path] == Varied()]
        if not by_the_fit:
            return None
        if left := sorted(".".join(path) for path in fits.joint.columns if path not in by_the_fit):
            self.notes.append(f"not drawn with the fitted inputs, as the study says: {', '.join(left)}")
        joint = fits.joint
        rows = [joint.member(number) for number in range(len(joint.sample.rows))]
        paths = tuple(sorted(by_the_fit))
        arms: dict[Path, frozenset[int]] = {}
        for path in paths:
            alike = [at for at, arm in enumerate(self.arms) if self._is_as_in_base(arm, path)]
            arms[path] = frozenset(alike)
            for at, arm in enumerate(self.arms):
                if at not in alike and path in arm.values:
                    self.notes.append(f"{'.'.join(path)} stays as {arm.loaded.name} states it, which was not fitted so")
        many = len(rows)
        order = along_their_first_component([[row[path] for path in paths] for row in rows])
        about = f"{len(paths)} fitted inputs together"
        self.dimensions.append(Dimension(MEMBER, about, "member", "joint", 0.0, many - 1.0, nan, order=order))
        return MembersAt(0, paths, np.array([[row[path] for path in paths] for row in rows]), arms)

    def _is_as_in_base(self, arm: _Arm, path: Path) -> bool:
        return path in arm.values and arm.stated(path) == self.base.stated(path)

    # ------------------------------------------------------------ shares

    def _shared_paths(self) -> set[Path]:
        """What a Dirichlet of the file sets."""
        found = set()
        for trait in self.study.shares:
            found |= {path for path in self.base.values if path[:2] == ("traits", trait) and path[-1] == SHARES[0]}
        return found

    def _shares(self) -> Iterator[SharesAt]:
        for trait, one in self.study.shares.items():
            place = ("shares", trait)
            paths = sorted(path for path in self._shared_paths() if path[1] == trait)
            if self.study.design.kind not in WITH_BLOCKS:
                self.fault(
                    place, f"a {self.study.design.kind} design moves one thing at a time, and shares move together"
                )
            elif not paths:
                self.fault(
                    place, f"there is no trait {trait} with shares.{did_you_mean(trait, self.base.scenario.traits)}"
                )
            elif len(paths) < 2:
                self.fault(place, "it has one level, whose share is 1")
            else:
                found = self._split(place, trait, one, paths)
                if found is not None:
                    yield found

    def _split(self, place: tuple[str, ...], trait: str, one: Shares, paths: Sequence[Path]) -> SharesAt | None:
        """The dimensions of one Dirichlet: each level's part of what those before have left is a beta, apart from all
        the others."""
        before = tuple(float(self.base.values[path][0].value) for path in paths)  # type: ignore[attr-defined]
        levels = [path[3] for path in paths]
        mean = dict(zip(levels, before, strict=True)) if one.mean is None else one.mean
        if set(mean) != set(levels):
            self.fault((*place, "mean"), f"it must have a share for each level: {', '.join(levels)}")
            return None
        if min(mean.values()) <= 0:
            self.fault(place, "a level's share is 0 in the scenario: state a mean in which each is above 0")
            return None
        first = len(self.dimensions)
        alphas = [one.effective_sample_size * mean[level] for level in levels]
        for at, level in enumerate(levels[:-1]):
            rest = sum(alphas[at + 1 :])
            title = f"Share of {trait}: {level}" + (", of those that remain" if at else "")
            base = before[at] / sum(before[at:])
            name = ".".join(paths[at])
            self.dimensions.append(Dimension(name, title, "share", "shares", 0.0, 1.0, base, beta=(alphas[at], rest)))
        arms = frozenset(
            at for at, arm in enumerate(self.arms) if all(self._is_as_in_base(arm, path) for path in paths)
        )
        return SharesAt(tuple(range(first, len(self.dimensions))), tuple(paths), before, arms)

    # ------------------------------------------------------------ choices

    def _levers(self) -> Iterator[ChoiceAt]:
        for name, lever in self.study.levers.items():
            dimension = self._lever(name, lever)
            if dimension is not None:
                self.dimensions.append(dimension)
                yield ChoiceAt(len(self.dimensions) - 1, name, ())

    def _lever(self, name: str, lever: Lever, keys: Sequence[tuple[str | int, ...]] | None = None) -> Dimension | None:
        """One lever, if every level of it alone is possible in every scenario. `keys`: where each value stands."""
        place = ("levers", name)
        path = tuple(name.split("."))
        stated = [arm.values.get(path) for arm in self.arms]
        if self._is_known_uncertain(path):
            self.fault(place, f"{name} is unknown, not chosen: it belongs under [inputs]")
            return None
        ends = lever.levels if lever.levels is not None else [lever.low, lever.high]
        if keys is None:
            many = lever.levels is not None
            keys = [(*place, "levels", at) if many else (*place, ("low", "high")[at]) for at in range(len(ends))]
        for level, key in zip(ends, keys, strict=False):
            if not self._is_possible({name: level}, key):
                return None
        values = {str(getattr(one[0], "value", None)) if one else "" for one in stated}
        if len(values) > 1:
            differ = ", ".join(sorted(values))
            self.fault(
                place, f"the scenarios differ in it ({differ}), and a lever sets one value in all. Drop one of the two"
            )
            return None
        return self._lever_dimension(name, path, lever, stated[0])

    def _is_known_uncertain(self, path: Path) -> bool:
        return any(path in arm.values and arm.values[path][1].get("kind") == "uncertain" for arm in self.arms)

    def _lever_dimension(self, name: str, path: Path, lever: Lever, stated: tuple[Evidence, Facts] | None) -> Dimension:
        value, facts = stated or (None, {})
        try:
            title = title_of(self.base.scenario, path)
        except (KeyError, AttributeError, ValueError, IndexError):
            title = name
        about = (name, title, str(facts.get("unit", "")))
        if lever.levels is not None:
            levels = tuple(lever.levels)
            if all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels):
                numbers = [float(level) for level in levels]  # type: ignore[arg-type]
                kind: Kind = "whole" if all(number == int(number) for number in numbers) else "continuous"
                base = float(value.value) if isinstance(value, Number) else nan
                return Dimension(*about, kind, min(numbers), max(numbers), base, levels=levels)
            if all(isinstance(level, date) for level in levels):
                days = [float(level.toordinal()) for level in levels if isinstance(level, date)]
                base = float(value.value.toordinal()) if isinstance(value, Day) else nan
                return Dimension(*about, "date", min(days), max(days), base, levels=levels)
            return Dimension(*about, "category", 0.0, len(levels) - 1.0, nan, levels=levels)
        if isinstance(lever.low, date) and isinstance(lever.high, date):
            base = float(value.value.toordinal()) if isinstance(value, Day) else nan
            return Dimension(*about, "date", float(lever.low.toordinal()), float(lever.high.toordinal()), base)
        low, high = float(lever.low), float(lever.high)  # type: ignore[arg-type]
        whole = lever.whole or facts.get("unit") in WHOLE_UNITS
        base = float(value.value) if isinstance(value, Number) else nan
        return Dimension(*about, "whole" if whole else "continuous", low, high, base, Law(UNIFORM, low, high, 0.0))

    def _structures(self) -> Iterator[ChoiceAt]:
        for name, one in self.study.structures.items():
            changes = []
            for level, given in one.levels.items():
                place = ("structures", name, "levels", level)
                if "scenario" in given and (len(given) > 1 or len(self.arms) > 1):
                    self.fault(
                        place, "a level that is another scenario states nothing else, in a study of one scenario"
                    )
                elif "scenario" in given:
                    try:
                        scenario_named(str(given["scenario"]), self.folder)
                    except ScenarioError as error:
                        self.fault((*place, "scenario"), error.faults[0].message)
                else:
                    self._is_possible(given, place)
                changes.append(given)
            if not self.faults:
                self.dimensions.append(self._structure(name, one))
                yield ChoiceAt(len(self.dimensions) - 1, "", tuple(changes))

    @staticmethod
    def _structure(name: str, one: Structure) -> Dimension:
        levels = tuple(one.levels)
        return Dimension(name, one.title or name, "", "structure", 0.0, len(levels) - 1.0, 0.0, levels=levels)

    def _is_possible(self, changes: Mapping[str, object], place: tuple[str | int, ...]) -> bool:
        """Whether every scenario takes these changes; else what its files would say of them."""
        for arm in self.arms:
            if not changes:
                continue
            try:
                with_values(arm.loaded, changes, name=arm.loaded.name)
            except ScenarioError as error:
                for message in dict.fromkeys(one.message for one in error.faults):
                    self.fault(place, message)
                return False
        return True

    # ------------------------------------------------------------ blocks

    def _blocks(self, apart: set[Path]) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
        at = {one.path: one.dimension for one in self.numbers}
        taken: dict[int, str] = {}
        for name, block in self.study.blocks.items():
            place = ("blocks", name)
            if self.study.design.kind not in WITH_BLOCKS:
                self.fault(
                    place, f"a {self.study.design.kind} design moves one thing at a time, and a block moves together"
                )
                continue
            dimensions = []
            for n, given in enumerate(block.inputs):
                path = self._path((*place, "inputs", n), given)
                if path is None:
                    continue
                if path in apart:
                    self.fault((*place, "inputs", n), f"{given} moves with the fitted inputs or shares already")
                elif path not in at:
                    self.fault((*place, "inputs", n), f"{given} does not vary in this study")
                elif at[path] in taken:
                    self.fault((*place, "inputs", n), f"{given} is in the block {taken[at[path]]} already")
                else:
                    taken[at[path]] = name
                    dimensions.append(at[path])
            scores = scores_of(block.matrix)
            if scores is None:
                self.fault(
                    place,
                    "these correlations cannot hold together (the matrix is not positive definite). Make some smaller",
                )
            elif len(dimensions) == len(block.inputs):
                yield tuple(dimensions), scores


def _groups(many: int, together: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Every dimension in one group: those that move together, and each other by itself, in order of the first."""
    grouped = {one for group in together for one in group}
    return tuple(sorted([*map(tuple, together), *((one,) for one in range(many) if one not in grouped)]))
