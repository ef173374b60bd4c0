"""Which points will a study run? Every number of every point, worked out before anything is run.

A plan is a pure function of a study file and its scenarios, and goes to other processes and machines as it is; its hash
says whether two are the same. Points whose values cannot stand together are not left out, because a dropped row biases
designs that rely on all of them: they fail when they are run, and are recorded so. In a `joint` design such a draw is
repeated, as `experiments.draws` repeats it.

Order of rows: `saltelli`: base point k has rows k x (g + 2) on: A, AB of each of g groups, B (second order: BA of each
before B); `morris`: trajectory t has rows t x (d + 1) on; `grid` and `two_way`: the last dimension moves fastest;
`one_way`: the base, then each dimension's low and high (or each level); all others: one row a point, as drawn.

Luck: "same": replication r of every point is number r of the study's seed. "fresh": base point k (a draw; all rows of a
base point of `saltelli`, whose differences are what is measured) has `OWN` numbers to itself, and its replication r is
number k x OWN + r. So no two base points meet the same people, and more replications or points change none of those
that are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from experiments.changed import Path
from experiments.draws import TRIES
from experiments.run import Case
from experiments.study import designs
from experiments.study.arrays import Floats, Ints
from experiments.study.copula import go_together
from experiments.study.declared import Declared
from experiments.study.desk import Desk
from experiments.study.outputs import outputs_of
from experiments.study.sections import SCENARIO, Design, Luck, Replications, Varied, scenario_named
from experiments.study.space import Dimension, Space
from sim.errors import NotPossible, ScenarioError
from sim.loading import Loaded
from sim.loading.in_hand import with_values
from sim.loading.meaning import scenario_hash
from sim.luck import Key, study_key
from sim.scenario import Scenario
from sim.scenario.sections import values_in

SAMPLED, EACH = 2, 50  # replications at a point of a design that samples, and of one that does not
MORE_BY_DESIGN = {"morris": 4}
VARIANTS_AT_MOST = 5_000
NUMBERS = 2**24  # of replications that `sim.luck` tells apart
OWN = 256  # of them that a base point has to itself, where its luck is fresh
AS_STATED = Varied()
Column = tuple[Path, Floats, frozenset[int]]  # an input's numbers, and the arms that take them


@dataclass(frozen=True)
class Variant:
    """A scenario that differs from its arm in more than numbers, loaded and checked once. `why`: it is not possible,
    for this reason: every point that has it fails."""

    scenario: Scenario
    changes: Mapping[str, object]
    why: str = ""


@dataclass(frozen=True)
class ReplicationRule:
    """How often each point is repeated: `each` (the pilot's, where a pilot is to find out), and what must be met."""

    each: int
    pilot: int | None
    pilot_points: int
    most: int
    precision: float | None
    share: float | None


@dataclass(frozen=True)
class Plan:
    """All points of a study. Shapes: `unit` and `settings` (point, dimension); `values` (point, column), where column c
    is the number at `paths[c]`; `columns[variant][arm]`: which columns that scenario takes, in this order."""

    declared: Declared
    arms: tuple[Loaded, ...]
    dimensions: tuple[Dimension, ...]
    groups: tuple[tuple[int, ...], ...]
    unit: Floats
    settings: Floats
    variants: tuple[tuple[Variant, ...], ...]
    variant_of: Ints
    paths: tuple[Path, ...]
    values: Floats
    columns: tuple[tuple[tuple[int, ...], ...], ...]
    outputs: tuple[str, ...]
    replications: ReplicationRule
    seeds: tuple[int, ...]
    notes: tuple[str, ...] = ()
    luck: Luck = "same"

    @property
    def points(self) -> int:
        """How many."""
        return len(self.unit)

    @property
    def base_points(self) -> int:
        """What was drawn by itself: base points of a Saltelli design, else every point."""
        return self.declared.study.design.base_points or self.points

    def first_number(self, point: int) -> int:
        """The number, of each seed, that is replication 0 of a point."""
        return 0 if self.luck == "same" else point // (self.points // self.base_points) * OWN

    def paths_of(self, variant: int, arm: int) -> tuple[Path, ...]:
        """The inputs that are set in a scenario, in the order of `values_at`."""
        return tuple(self.paths[column] for column in self.columns[variant][arm])

    def values_at(self, point: int, arm: int) -> list[float]:
        """Their values at a point."""
        row = self.values[point]
        return [float(row[column]) for column in self.columns[int(self.variant_of[point])][arm]]

    def described(self, point: int) -> dict[str, object]:
        """A point as people read it: each dimension's value."""
        return {
            one.name: one.value(float(setting))
            for one, setting in zip(self.dimensions, self.settings[point], strict=True)
        }

    @cached_property
    def hash(self) -> str:
        """Of everything that the numbers of a point depend on, as 64 hexadecimal digits. How often points are repeated,
        budgets and what is made of the numbers are no part of it: a study that asks for more goes on where it was."""
        words = [
            *(arm.hash for arm in self.arms),
            *(one.name for one in self.dimensions),
            *(".".join(path) for path in self.paths),
            *map(_changes_in_words, self.variants),
            repr((self.columns, self.groups, self.outputs, self.seeds)),
            *([f"fresh luck, {OWN}"] if self.luck == "fresh" else []),
        ]
        digest = sha256("\n".join(words).encode())
        for numbers, kind in (
            (self.unit, "<f8"),
            (self.settings, "<f8"),
            (self.values, "<f8"),
            (self.variant_of, "<i8"),
        ):
            digest.update(np.ascontiguousarray(numbers, dtype=kind).tobytes())
        return digest.hexdigest()


def _changes_in_words(variant: Sequence[Variant]) -> str:
    """What a variant changes; of another scenario, what that is."""
    changes = variant[0].changes
    another = scenario_hash(variant[0].scenario) if SCENARIO in changes else ""
    return f"{sorted(changes.items())!r} {another}"


def plan_of(declared: Declared) -> Plan:
    """The plan of a study. Raises NotPossible where it needs more than its budget, or SALib where that is missing."""
    space, study = declared.space, declared.study
    unit, settings = _points(declared)
    variants, variant_of = _variants(declared, settings)
    paths, values, own = _numbers(declared, unit, settings)
    columns = tuple(
        tuple(_columns_of(declared, own, paths, arm, variant) for arm, variant in enumerate(those))
        for those in variants
    )
    plan = Plan(
        declared,
        declared.loaded,
        space.dimensions,
        space.groups,
        unit,
        settings,
        variants,
        variant_of,
        paths,
        values,
        columns,
        tuple(study.outputs),
        _rule(study.replications, study.design, study.luck),
        declared.seeds,
        space.notes,
        study.luck,
    )
    _refuse_beyond_fresh_luck(plan)
    _refuse_beyond_the_budget(plan)
    return plan


def _points(declared: Declared) -> tuple[Floats, Floats]:
    """Where each point stands between 0 and 1, and its settings."""
    study, space = declared.study, declared.space
    design, key = study.design, study_key(declared.seeds[0])
    dimensions = space.dimensions
    match design.kind:
        case "list" | "grid" | "two_way" | "one_way":
            settings = _as_they_stand(design, dimensions)
            unit = np.column_stack([one.stands(settings[:, at]) for at, one in enumerate(dimensions)])
            return unit, settings
        case "latin_hypercube":
            unit = designs.latin_hypercube(dimensions, design.points or 0, key)
        case "sobol":
            unit = designs.sobol([one.name for one in dimensions], design.points or 0, key)
        case "saltelli":
            second = design.second_order
            unit = designs.saltelli(dimensions, space.groups, design.base_points or 0, key, second_order=second)
        case "morris":
            levels = design.levels or designs.MORRIS_LEVELS
            unit = designs.morris(dimensions, design.trajectories or 0, levels, design.best_of, key)
        case "joint":
            return _drawn(declared, key)
    return unit, _settings(space, unit)


def _settings(space: Space, unit: Floats) -> Floats:
    placed = _placed(space, unit)
    return np.column_stack([one.settings(placed[:, at]) for at, one in enumerate(space.dimensions)])


def _drawn(declared: Declared, key: Key) -> tuple[Floats, Floats]:
    """A joint design: a draw that no scenario can have is repeated whole, up to `TRIES` times."""
    space, points = declared.space, declared.study.design.points or 0
    attempts = np.zeros(points, np.int64)
    doubtful = np.arange(points)
    for _ in range(TRIES):
        unit = designs.joint(space.dimensions, points, key, attempts)
        settings = _settings(space, unit)
        doubtful = doubtful[~_can_be(declared, unit[doubtful], settings[doubtful])]
        if not len(doubtful):
            break
        attempts[doubtful] += 1
    return unit, settings


def _can_be(declared: Declared, unit: Floats, settings: Floats) -> NDArray[np.bool_]:
    """Whether the numbers of each point can stand together, in every scenario as it is before levers and structures."""
    paths, values, own = _numbers(declared, unit, settings)
    found = np.ones(len(unit), bool)
    for arm, loaded in enumerate(declared.loaded):
        case, columns = Case.of(loaded, declared.seeds[0]), list(_columns(own, arm))
        desk = Desk(case, [paths[column] for column in columns], outputs_of(case, declared.study.outputs))
        found &= [desk.is_possible(row) for row in values[:, columns].tolist()]
    return found


def _as_they_stand(design: Design, dimensions: Sequence[Dimension]) -> Floats:
    if design.kind == "list":
        return designs.rows_of(dimensions, design.rows or [])
    return designs.one_way(dimensions) if design.kind == "one_way" else designs.grid(dimensions, design.levels)


def _placed(space: Space, unit: Floats) -> Floats:
    """The same with each block's inputs going together."""
    placed = unit.copy() if space.blocks else unit
    for together, scores in space.blocks:
        placed[:, list(together)] = go_together(unit[:, list(together)], scores)
    return placed


# ---------------------------------------------------------------- scenarios that differ in more than numbers


def _variants(declared: Declared, settings: Floats) -> tuple[tuple[tuple[Variant, ...], ...], Ints]:
    """Each combination of levers and structures that some point has, in order of first use, in every arm."""
    space = declared.space
    chosen = [one.dimension for one in space.choices]
    if not chosen:
        return ((tuple(Variant(arm.scenario, {}) for arm in declared.loaded)),), np.zeros(len(settings), np.int64)
    as_stated = np.nan_to_num(settings[:, chosen], nan=-np.inf)  # one not a number equals no other
    combinations, first, which = np.unique(as_stated, axis=0, return_index=True, return_inverse=True)
    combinations[np.isinf(combinations)] = np.nan
    if len(combinations) > VARIANTS_AT_MOST:
        raise NotPossible(
            f"levers take {len(combinations):,} combinations of values, and each is a scenario of its own; at most "
            f"{VARIANTS_AT_MOST:,} are possible. State levels for them, or whole = true"
        )
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    variants = tuple(_variant(declared, combinations[at]) for at in order)
    return variants, place[which.reshape(-1)]


def _variant(declared: Declared, row: Floats) -> tuple[Variant, ...]:
    """One combination, in every arm."""
    space = declared.space
    changes: dict[str, object] = {}
    for choice, setting in zip(space.choices, row, strict=True):
        changes |= choice.of(space.dimensions[choice.dimension], float(setting))
    return tuple(_changed(declared, arm, changes) for arm in declared.loaded)


def _changed(declared: Declared, arm: Loaded, changes: Mapping[str, object]) -> Variant:
    laid_over = {path: value for path, value in changes.items() if path != SCENARIO}
    try:
        base = scenario_named(str(changes[SCENARIO]), declared.path.parent) if SCENARIO in changes else arm
        found = with_values(base, laid_over, name=arm.name) if laid_over else base
    except ScenarioError as error:
        why = " ".join(dict.fromkeys(fault.message for fault in error.faults))
        return Variant(arm.scenario, changes, why)
    return Variant(found.scenario, changes)


# ---------------------------------------------------------------- numbers


def _numbers_of_one_way(declared: Declared, settings: Floats) -> list[Column]:
    """One at a time: a scenario that spreads an input otherwise has its own ends; and a fitted one takes the others
    along its fit, so that the published figures stay met."""
    space = declared.space
    joint, kept = space.fits.joint, {one.path: settings[:, one.dimension].copy() for one in space.numbers}
    arms = {one.path: one.arms for one in space.numbers}
    found = []
    for one in space.numbers:
        dimension, column = space.dimensions[one.dimension], settings[:, one.dimension]
        for arm, own in one.own.items():
            ends = np.where(column == dimension.low, own.low, np.where(column == dimension.high, own.high, own.base))
            found.append((one.path, ends, frozenset({arm})))
        if (
            joint is None
            or one.path not in joint.along
            or declared.study.varied.get(".".join(one.path), AS_STATED) != AS_STATED
        ):
            continue
        for row in np.flatnonzero(column != dimension.base):
            for path, value in joint.moved(one.path, float(column[row])).items():
                kept.setdefault(path, np.full(len(settings), joint.inputs[path].value))[row] = value
                arms.setdefault(path, one.arms)
    return [*found, *((path, column, arms[path]) for path, column in kept.items())]


def _numbers(
    declared: Declared, unit: Floats, settings: Floats
) -> tuple[tuple[Path, ...], Floats, tuple[frozenset[int], ...]]:
    """The numbers of every point, a column each in order of path; and the arms to which each column belongs."""
    space = declared.space
    columns: list[Column] = []
    placed = _placed(space, unit)
    if declared.study.design.kind == "one_way":
        columns += _numbers_of_one_way(declared, settings)
    for one in space.numbers if not columns else ():
        columns.append((one.path, settings[:, one.dimension], one.arms))
        for arm, own in one.own.items():
            columns.append((one.path, own.settings(placed[:, one.dimension]), frozenset({arm})))
    if space.members is not None:
        member = settings[:, space.members.dimension].astype(np.int64)
        for at, path in enumerate(space.members.paths):
            columns.append((path, space.members.rows[member, at], space.members.arms[path]))
    for shares in space.shares:
        for at, path in enumerate(shares.paths[:-1]):
            columns.append((path, shares.values(settings)[at], shares.arms))
    used = sorted((one for one in columns if one[2]), key=lambda one: (one[0], sorted(one[2])))
    if not used:
        return (), np.empty((len(unit), 0)), ()
    return (
        tuple(path for path, _, _ in used),
        np.column_stack([values for _, values, _ in used]),
        tuple(arms for _, _, arms in used),
    )


def _columns_of(
    declared: Declared, own: Sequence[frozenset[int]], paths: Sequence[Path], arm: int, variant: Variant
) -> tuple[int, ...]:
    """The columns of one scenario: not of inputs that it lacks, or states otherwise than its arm."""
    columns = _columns(own, arm)
    if not variant.changes or variant.why:
        return columns
    here, there = (
        {path: value for path, value, _ in values_in(scenario)}
        for scenario in (variant.scenario, declared.loaded[arm].scenario)
    )
    return tuple(column for column in columns if here.get(paths[column]) == there[paths[column]])


def _columns(own: Sequence[frozenset[int]], arm: int) -> tuple[int, ...]:
    """The columns of one arm."""
    return tuple(column for column, arms in enumerate(own) if arm in arms)


def _rule(stated: Replications, design: Design, luck: Luck) -> ReplicationRule:
    usual = MORE_BY_DESIGN.get(design.kind, EACH if design.kind in ("list", "one_way", "two_way", "grid") else SAMPLED)
    return ReplicationRule(
        stated.each or stated.pilot or min(usual, stated.most),
        stated.pilot,
        stated.pilot_points,
        min(stated.most, OWN) if luck == "fresh" else stated.most,
        stated.precision,
        stated.share,
    )


def _refuse_beyond_fresh_luck(plan: Plan) -> None:
    """No two base points may come to share a number."""
    if plan.luck == "same":
        return
    each = plan.replications.each
    if plan.base_points > NUMBERS // OWN:
        what = f"{NUMBERS // OWN:,} base points can have luck of their own, and the study has {plan.base_points:,}"
    elif each > OWN:
        what = f"a base point has luck of its own for {OWN} replications of each seed, and the study asks for {each:,}"
    else:
        return
    raise NotPossible(f'{what}. State luck = "same" under [replications]')


def _refuse_beyond_the_budget(plan: Plan) -> None:
    budget, many = plan.declared.study.budget, plan.points
    if budget.points is not None and many > budget.points:
        raise NotPossible(f"the study has {many:,} points, and its budget is {budget.points:,}")
    runs = many * plan.replications.each * len(plan.arms) * len(plan.seeds)
    if budget.runs is not None and runs > budget.runs:
        raise NotPossible(f"the study takes {runs:,} runs, and its budget is {budget.runs:,}")
