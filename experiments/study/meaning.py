"""What do the words of a study file come to, in its scenarios? The space of its dimensions, or every fault at once.

Inputs are those of the first scenario (the base), then those that only another has. One that another scenario states
over another range is spread there over its own, by the same number between 0 and 1; one that it does not have, or
states without a range, stays there as it is. Levers and structures are laid over every scenario.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from pathlib import Path as File

import numpy as np

from experiments.along import Fits, fits_of
from experiments.changed import SHARES, Path
from experiments.draws import MEMBER
from experiments.run import Case
from experiments.study.arms import Arm
from experiments.study.arrays import Floats
from experiments.study.choices import Choices, Place
from experiments.study.copula import scores_of
from experiments.study.members import along_their_first_component
from experiments.study.outputs import outputs_of
from experiments.study.sections import ALL, FRESH, SAMPLES, WITH_BLOCKS, Block, Lever, Shares, Study, Varied
from experiments.study.space import ChoiceAt, Dimension, MembersAt, NumberAt, SharesAt, Space
from sim.errors import NotPossible
from sim.faults import Found, did_you_mean, printable, shown
from sim.loading import Loaded
from sim.scenario.values import Number

DUMMY = Dimension("dummy", "An input that does nothing", "number", "dummy", 0.0, 1.0, 0.5)


def space_of(study: Study, loaded: Sequence[Loaded], folder: File) -> tuple[Space, list[Found]]:
    """The space, and what is wrong with it (then the space is of no use)."""
    reading = _Reading(study, [Arm(one) for one in loaded], folder)
    return reading.space(), reading.faults


@dataclass
class _Reading:
    """A study's words, read one after another."""

    study: Study
    arms: list[Arm]
    folder: File
    faults: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dimensions: list[Dimension] = field(default_factory=list)
    numbers: list[NumberAt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.choices = Choices(self.arms, self.folder, self.faults)
        self.fits = Fits()
        self.alone: list[str] = []  # fitted inputs that move apart from the others

    @property
    def base(self) -> Arm:
        """The first scenario."""
        return self.arms[0]

    def fault(self, path: Place, message: str) -> None:
        """One thing wrong."""
        self.faults.append((path, message))

    def space(self) -> Space:
        """Everything, in the order in which it stands in designs: the joint sample, inputs, shares, choices, dummy."""
        if self.study.use_fit:
            self.fits = fits_of(self.base.loaded)
        if self.fits.note:
            self.notes.append(self.fits.note)
        varied = self._varied()
        members = self._members(self.fits, varied) if self.study.design.kind in SAMPLES else None
        apart = {*(members.paths if members else ()), *(path for paths in self._shared.values() for path in paths)}
        for path, how in varied.items():
            if path not in apart:
                self._number(path, how)
        listed = tuple(self._listed())
        shares = tuple(self._shares())
        choices = (*listed, *self._levers(), *self._structures())
        blocks = tuple(self._blocks(apart))
        if self.alone:
            say = "fitted to published figures, which are missed where it moves apart from the others"
            self.notes.append(f"{', '.join(self.alone)}: {say}")
        self._refuse_unknown_outputs()
        self._refuse_what_does_not_vary()
        self._refuse_luck_that_compares_nothing()
        if self._wants_dummy:
            self.dimensions.append(DUMMY)
        together = [*(one.dimensions for one in shares), *(one for one, _ in blocks)]
        groups = _groups(len(self.dimensions), together)
        dimensions, numbers, notes = tuple(self.dimensions), tuple(self.numbers), tuple(self.notes)
        return Space(dimensions, numbers, members, shares, choices, blocks, groups, notes, self.fits)

    @property
    def _wants_dummy(self) -> bool:
        design = self.study.design
        return design.kind in SAMPLES if design.dummy is None else design.dummy

    def _refuse_luck_that_compares_nothing(self) -> None:
        kind = self.study.design.kind
        if self.study.luck == "fresh" and kind not in FRESH:
            self.fault(
                ("replications", "luck"),
                f"a {kind} design compares points, which have the same luck so that they differ by their inputs alone. "
                "Leave luck out",
            )

    def _refuse_unknown_outputs(self) -> None:
        for at, name in enumerate(self.study.outputs):
            for arm in self.arms:
                try:
                    outputs_of(Case.of(arm.loaded, seed=1), [name])
                except NotPossible as error:
                    self.fault(("outputs", at), str(error))
                    break

    def _refuse_what_does_not_vary(self) -> None:
        many = len(self.dimensions)
        if not many and not self.faults:
            self.fault(("design",), "nothing varies in this study. State inputs, levers or structures")
        if self.study.design.kind == "two_way" and many != 2 and not self.faults:
            self.fault(("design", "kind"), f"a two_way design varies two things, and here are {many}. Take a grid")

    # ------------------------------------------------------------ the rows of a list

    def _listed(self) -> Iterator[ChoiceAt]:
        """Everything that some row of a list names, in order of first use; inputs become numbers, the rest choices."""
        rows = self.study.design.rows or []
        if rows and (self.study.inputs or self.study.levers):
            self.fault(("design", "rows"), "rows say what varies: leave inputs and levers out of a list")
        for name in dict.fromkeys(name for row in rows for name in row):
            given: list[tuple[Place, object]] = [
                (("design", "rows", n, name), row[name]) for n, row in enumerate(rows) if name in row
            ]
            path = next((one for one in (arm.path_of(name) for arm in self.arms) if one), None)
            if name in self.study.structures:
                self._refuse_no_levels(name, given)
            elif path is not None and self._is_uncertain(path):
                self._listed_number(path, given)
            else:
                once = [(place, level) for n, (place, level) in enumerate(given) if level not in _values(given[:n])]
                lever = Lever(levels=_values(once))
                yield from self._choice(name, self.choices.lever(name, lever, [place for place, _ in once]))

    def _choice(self, name: str, dimension: Dimension | None) -> Iterator[ChoiceAt]:
        if dimension is not None:
            self.dimensions.append(dimension)
            yield ChoiceAt(len(self.dimensions) - 1, name, ())

    def _refuse_no_levels(self, name: str, given: Sequence[tuple[Place, object]]) -> None:
        levels = self.study.structures[name].levels
        for place, level in given:
            if level not in levels:
                self.fault(place, f"it takes a level of {name} ({', '.join(levels)}), not {shown(level)}")

    def _listed_number(self, path: Path, given: Sequence[tuple[Place, object]]) -> None:
        """An input of a list: its numbers, as they stand in every scenario that has it."""
        numbers = []
        for place, value in given:
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.fault(place, f"it takes a number, not {shown(value)}")
            elif self._is_in_reach(place, path, [value]):
                numbers.append(float(value))
        if numbers:
            home = next(arm for arm in self.arms if path in arm.values)
            arms = frozenset(at for at, arm in enumerate(self.arms) if path in arm.values)
            self.numbers.append(NumberAt(len(self.dimensions), path, arms, {}))
            self.dimensions.append(home.written_out(path, min(numbers), max(numbers)))

    def _is_in_reach(self, place: Place, path: Path, values: Sequence[float]) -> bool:
        try:
            next(arm for arm in self.arms if path in arm.values).refuse_impossible(path, values)
        except NotPossible as error:
            self.fault(place, str(error))
            return False
        return True

    # ------------------------------------------------------------ inputs

    def _varied(self) -> dict[Path, Varied]:
        """Every input that varies, in order of path: those of the base first."""
        named = {name: how for name, how in self.study.varied.items() if name != ALL}
        every = ALL in self.study.varied
        stated: dict[Path, Varied] = {}
        for name, how in named.items():
            if not how.varies and not every:
                self.fault(("inputs", name), "false leaves an input out of all of them: add all = true above it")
            path = self._path(("inputs", name), name)
            if path is not None:
                stated[path] = how
        for arm in self.arms if every else ():
            for path in arm.ranges:
                if path not in arm.twins:
                    stated.setdefault(path, Varied())
        found = sorted(path for path, how in stated.items() if how.varies)
        first = [path for path in found if path in self.base.values]
        return {path: stated[path] for path in [*first, *(path for path in found if path not in self.base.values)]}

    def _path(self, place: Place, name: str) -> Path | None:
        """The path of an uncertain input, or a fault."""
        path = next((one for one in (arm.path_of(name) for arm in self.arms) if one), None)
        if path is None:
            known = [".".join(path) for arm in self.arms for path in arm.values if self._is_uncertain(path)]
            self.fault(place, f"there is no number at {printable(name)}.{did_you_mean(name, known)}")
        elif not self._is_uncertain(path):
            self.fault(place, f"{printable(name)} is chosen, not unknown: it belongs under [levers]")
            return None
        return path

    def _is_uncertain(self, path: Path) -> bool:
        return any(arm.values[path].uncertain for arm in self.arms if path in arm.values)

    def _number(self, path: Path, how: Varied) -> None:
        """One input as a dimension, and what it is in each scenario."""
        home = next(arm for arm in self.arms if path in arm.values)
        name = ".".join(path)
        dimension = self._dimension(home, path, how)
        if dimension is None:
            return
        arms, own = set(), {}
        for at, arm in enumerate(self.arms):
            if path not in arm.values:
                continue
            if how != Varied() or arm.stated(path) == home.stated(path):
                arms.add(at)
            elif path in arm.ranges and (other := self._dimension(arm, path, how)) is not None:
                own[at] = other
            else:
                self.notes.append(f"{name} stays as it is in {arm.name}, which states no range for it")
        self.numbers.append(NumberAt(len(self.dimensions), path, frozenset(arms), own))
        self.dimensions.append(self._within_the_fit(path, how, dimension))

    def _within_the_fit(self, path: Path, how: Varied, dimension: Dimension) -> Dimension:
        """One at a time, a fitted input goes from 5 % to 95 % of its members, and takes the others along; elsewhere,
        where it is moved without the others, the study says so."""
        along = self.fits.along.get(path)
        if along is not None and how == Varied() and self.study.design.kind == "one_way":
            return replace(dimension, low=along.low, high=along.high)
        if self.base.is_fitted(path):
            self.alone.append(".".join(path))
        return dimension

    def _dimension(self, arm: Arm, path: Path, how: Varied) -> Dimension | None:
        """An input in one scenario; None where it is certain there, or is refused."""
        name = ".".join(path)
        if how == Varied() and path not in arm.ranges:
            add = f'"{name}" = {{ low = ..., high = ... }}'
            self.fault(("inputs", name), f"{arm.name} states no range for it. State one: {add}")
            return None
        try:
            return arm.varied(path, how)
        except NotPossible as error:
            self.fault(("inputs", name), str(error))
            return None

    # ------------------------------------------------------------ the joint sample

    def _members(self, fits: Fits, varied: Mapping[Path, Varied]) -> MembersAt | None:
        """The fitted inputs together, as one dimension. Those that the file states or leaves out stay apart from it."""
        joint = fits.joint
        paths = tuple(sorted(path for path in joint.columns if varied.get(path) == Varied())) if joint else ()
        if joint is None or not paths:
            return None
        if left := sorted(".".join(path) for path in joint.columns if path not in paths):
            self.notes.append(f"not drawn with the other fitted inputs, as the study says: {', '.join(left)}")
        arms: dict[Path, frozenset[int]] = {}
        for path in paths:
            alike = [at for at, arm in enumerate(self.arms) if self._is_as_in_base(arm, path)]
            arms[path] = frozenset(alike)
            apart = [arm for at, arm in enumerate(self.arms) if at not in alike and path in arm.values]
            self.notes += [f"{'.'.join(path)} stays as {one.name} states it: no fit is of that" for one in apart]
        members = [joint.member(number) for number in range(len(joint.sample.rows))]
        rows = [[member[path] for path in paths] for member in members]
        order, title = along_their_first_component(rows), f"{len(paths)} fitted inputs together"
        self.dimensions.append(Dimension(MEMBER, title, "member", "joint", 0.0, len(rows) - 1.0, nan, order=order))
        return MembersAt(len(self.dimensions) - 1, paths, np.array(rows), arms)

    def _is_as_in_base(self, arm: Arm, path: Path) -> bool:
        return path in arm.values and arm.stated(path) == self.base.stated(path)

    # ------------------------------------------------------------ shares

    @property
    def _shared(self) -> dict[str, list[Path]]:
        """The shares that each Dirichlet of the file sets, by trait."""
        ends = {trait: ("traits", trait) for trait in self.study.shares}
        return {
            trait: sorted(path for path in self.base.values if path[:2] == start and path[-1] == SHARES[0])
            for trait, start in ends.items()
        }

    def _shares(self) -> Iterator[SharesAt]:
        for trait, paths in self._shared.items():
            place, one = ("shares", trait), self.study.shares[trait]
            if self.study.design.kind not in WITH_BLOCKS:
                self.fault(place, self._together_in_a_design("shares"))
            elif not paths:
                self.fault(place, f"there is no trait of this name.{did_you_mean(trait, self.base.scenario.traits)}")
            elif len(paths) < 2:
                self.fault(place, "it has one level, whose share is 1")
            elif (mean := self._mean(place, one, paths)) is not None:
                yield self._split(trait, paths, [one.effective_sample_size * share for share in mean])

    def _together_in_a_design(self, what: str) -> str:
        kind = self.study.design.kind
        return f"{what} move together, and a {kind} design moves one thing at a time. Take {' or '.join(WITH_BLOCKS)}"

    def _mean(self, place: Place, one: Shares, paths: Sequence[Path]) -> list[float] | None:
        """The mean share of each level."""
        levels = [path[3] for path in paths]
        if one.mean is not None and set(one.mean) != set(levels):
            self.fault((*place, "mean"), f"it must have a share for each level: {', '.join(levels)}")
            return None
        mean = self._stated(paths) if one.mean is None else [one.mean[level] for level in levels]
        if min(mean) <= 0:
            self.fault(place, "a level's share is 0 in the scenario: state a mean in which each is above 0")
            return None
        return mean

    def _stated(self, paths: Sequence[Path]) -> list[float]:
        values = [self.base.values[path].value for path in paths]
        return [float(value.value) for value in values if isinstance(value, Number)]

    def _split(self, trait: str, paths: Sequence[Path], weights: Sequence[float]) -> SharesAt:
        """The dimensions of one Dirichlet: each level's part of what those before have left is a beta, apart from all
        the others."""
        first, before = len(self.dimensions), self._stated(paths)
        for at, path in enumerate(paths[:-1]):
            title = f"Share of {trait}: {path[3]}" + (", of those that remain" if at else "")
            base, beta = before[at] / sum(before[at:]), (weights[at], sum(weights[at + 1 :]))
            self.dimensions.append(Dimension(".".join(path), title, "share", "shares", 0.0, 1.0, base, beta=beta))
        arms = [at for at, arm in enumerate(self.arms) if all(self._is_as_in_base(arm, path) for path in paths)]
        return SharesAt(tuple(range(first, len(self.dimensions))), tuple(paths), tuple(before), frozenset(arms))

    # ------------------------------------------------------------ choices

    def _levers(self) -> Iterator[ChoiceAt]:
        for name, lever in self.study.levers.items():
            yield from self._choice(name, self.choices.lever(name, lever))

    def _structures(self) -> Iterator[ChoiceAt]:
        for name, one in self.study.structures.items():
            self.dimensions.append(self.choices.structure(name, one))
            yield ChoiceAt(len(self.dimensions) - 1, "", tuple(one.levels.values()))

    # ------------------------------------------------------------ blocks

    def _blocks(self, apart: set[Path]) -> Iterator[tuple[tuple[int, ...], Floats]]:
        at = {one.path: one.dimension for one in self.numbers}
        taken: dict[Path, str] = {}
        for name, block in self.study.blocks.items():
            place = ("blocks", name)
            if self.study.design.kind not in WITH_BLOCKS:
                self.fault(place, self._together_in_a_design("the inputs of a block"))
                continue
            paths = [path for path in self._together(name, block, apart, taken) if path in at]
            scores = scores_of(block.matrix)
            if scores is None:
                say = "these correlations cannot hold together (their matrix is not positive definite)"
                self.fault(place, f"{say}. Make some of them smaller")
            elif len(paths) == len(block.inputs):
                yield tuple(at[path] for path in paths), scores

    def _together(self, name: str, block: Block, apart: set[Path], taken: dict[Path, str]) -> Iterator[Path]:
        """The inputs of a block that can be tied, each in one block."""
        varies = {one.path for one in self.numbers}
        for n, given in enumerate(block.inputs):
            place: Place = ("blocks", name, "inputs", n)
            path = self._path(place, given)
            if path is None:
                continue
            if path in apart:
                self.fault(place, f"{given} moves with the fitted inputs, or with other shares, already")
            elif path not in varies:
                self.fault(place, f"{given} does not vary in this study")
            elif path in taken:
                self.fault(place, f"{given} is in the block {taken[path]} already")
            else:
                taken[path] = name
                yield path


def _values(given: Sequence[tuple[Place, object]]) -> list[object]:
    return [value for _, value in given]


def _groups(many: int, together: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Every dimension in one group: those that move together, and each other by itself, in order of the first."""
    grouped = {one for group in together for one in group}
    return tuple(sorted([*map(tuple, together), *((one,) for one in range(many) if one not in grouped)]))
