"""What do a study's results say? Each output, in each scenario and between them, by the analyses its design allows.

`experiments.sensitivity` works out the numbers, from plain arrays; here a study becomes those arrays, and an analysis
that cannot be made is a sentence in the answer instead of an end to it. Where all points of a study have the same luck,
differences between points are paired, and intervals of indices hold what another set of luck would give; where each
base point has luck of its own, luck averages out over points.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from math import isnan, sqrt
from typing import TypeVar

import numpy as np

from experiments.economics.of_study import economics_of
from experiments.mean_errors import student_t
from experiments.sensitivity.given_data import FEWEST, given_data, pawn_and_delta
from experiments.sensitivity.morris import morris
from experiments.sensitivity.one_at_a_time import TwoWay, against_first, of, one_way, two_way
from experiments.sensitivity.resampling import CONFIDENCE, Floats
from experiments.sensitivity.shapley import shapley
from experiments.sensitivity.sobol import sobol
from experiments.sensitivity.two_levels import TwoLevels, two_levels
from experiments.study.answer import (
    Arm,
    FailedPoints,
    Input,
    Others,
    OutputAnswer,
    PointRow,
    Setting,
    StudyAnswer,
    Summary,
    Unknown,
)
from experiments.study.arrays import Ints
from experiments.study.drawn import drawn_inputs, input_of
from experiments.study.outputs import Output
from experiments.study.plan import Plan
from experiments.study.results import Found
from experiments.study.space import Dimension
from sim.errors import NotPossible

SAMPLES = ("joint", "latin_hypercube", "sobol")
EACH_BY_ITSELF = ("list", "grid", "two_way", "one_way")
MOST_FOR_OTHERS = 30_000  # points times inputs: delta takes seconds for so many

Result = TypeVar("Result")


def analysed(found: Found) -> StudyAnswer:
    """The answer of a study, as far as it was run. Raises NotPossible where nothing was."""
    plan, study = found.plan, found.plan.declared.study
    if not np.isfinite(found.columns).any():
        raise NotPossible("no point of this study was run, or every one failed: there is nothing to analyse")
    return StudyAnswer(
        name=plan.declared.name,
        title=study.title,
        question=study.question,
        expected=study.expected,
        design=study.design.kind,
        luck=plan.luck,
        hash=plan.hash,
        points=plan.points,
        base_points=study.design.base_points or study.design.trajectories,
        seeds=plan.seeds,
        complete=found.complete,
        arms=tuple(Arm(one.name, one.scenario.title) for one in plan.arms),
        inputs=_inputs(plan),
        drawn=drawn_inputs(plan)[0] if study.design.kind in SAMPLES else (),
        levels=_levels(plan),
        outputs=tuple(
            _analysed(found, output, arm, less) for output in found.outputs for arm, less in _arms(len(plan.arms))
        ),
        failed=_failed(found),
        notes=plan.notes,
        economics=economics_of(found),
    )


def _arms(many: int) -> list[tuple[int, int | None]]:
    """Each scenario, then each but the first less the first."""
    return [*((arm, None) for arm in range(many)), *((arm, 0) for arm in range(1, many))]


def _failed(found: Found) -> tuple[FailedPoints, ...]:
    """By reason, the most frequent first."""
    counted, first = Counter(found.failed.values()), dict[str, int]()
    for point, why in sorted(found.failed.items()):
        first.setdefault(why, point)
    return tuple(FailedPoints(why, many, first[why]) for why, many in counted.most_common())


# ---------------------------------------------------------------- what varied


def _inputs(plan: Plan) -> tuple[Input, ...]:
    """What the design moves, in its order: groups of dimensions in a Saltelli design, else each dimension."""
    if plan.declared.study.design.kind != "saltelli":
        return tuple(input_of(one) for one in plan.dimensions)
    return tuple(_together([plan.dimensions[at] for at in group]) for group in plan.groups)


def _together(those: Sequence[Dimension]) -> Input:
    """One input, or several as one."""
    if len(those) == 1:
        return input_of(those[0])
    return Input(" + ".join(one.name for one in those), "; ".join(one.title for one in those), "", those[0].kind)


def _levels(plan: Plan) -> tuple[tuple[Setting, ...], ...]:
    """The values that each dimension takes, in order, in designs that state them."""
    kind = plan.declared.study.design.kind
    if kind not in EACH_BY_ITSELF:
        return ()
    if kind != "one_way":
        return tuple(
            tuple(_setting(one, float(value)) for value in np.unique(plan.settings[:, at]))
            for at, one in enumerate(plan.dimensions)
        )
    found, start = [], 1
    for at, ends in enumerate(_ends(plan)):
        those = plan.settings[start : start + ends, at]
        found.append(tuple(_setting(plan.dimensions[at], float(value)) for value in those))
        start += ends
    return tuple(found)


def _ends(plan: Plan) -> list[int]:
    """How many points each dimension of a one-way design has."""
    return [len(one.level_settings) if one.kind in ("category", "structure") else 2 for one in plan.dimensions]


def _setting(one: Dimension, value: float) -> Setting:
    """As an answer holds it."""
    if isnan(value):
        return None
    said = one.value(value)
    return said if isinstance(said, int | float) else said.isoformat() if isinstance(said, date) else str(said)


# ---------------------------------------------------------------- one output


def _analysed(found: Found, output: Output, arm: int, less: int | None) -> OutputAnswer:
    """By what its design allows."""
    plan, y = found.plan, found.of(output.name, arm, less)
    refused: list[str] = []

    def unless_refused(make: Callable[[], Result]) -> Result | None:
        try:
            return make()
        except NotPossible as error:
            refused.append(str(error))
            return None

    kind = plan.declared.study.design.kind
    x = drawn_inputs(plan)[1] if kind in SAMPLES else np.empty((plan.points, 0))
    sampled = kind in SAMPLES and x.shape[1] > 0 and plan.points >= FEWEST
    return OutputAnswer(
        output=output.name,
        title=output.title,
        unit=output.unit,
        arm=plan.arms[arm].name,
        less=None if less is None else plan.arms[less].name,
        replications=int(np.median(np.isfinite(y).sum(axis=1))),
        summary=unless_refused(lambda: _summary(plan, y)) if kind in (*SAMPLES, "saltelli") else None,
        rows=_rows(plan, y) if kind in ("list", "grid", "two_way") else (),
        one_way=unless_refused(lambda: one_way(y, _ends(plan))) if kind == "one_way" else None,
        two_way=unless_refused(lambda: _two_way(plan, y)) if kind in ("two_way", "grid") else None,
        morris=unless_refused(lambda: morris(y, plan.unit)) if kind == "morris" else None,
        sobol=unless_refused(lambda: sobol(*_saltelli(plan, y), plan.luck)) if kind == "saltelli" else None,
        given=unless_refused(lambda: given_data(y, x, plan.luck)) if sampled else None,
        shapley=unless_refused(lambda: shapley(y, x, plan.luck)) if sampled else None,
        others=unless_refused(lambda: _others(y, x)) if sampled and x.size <= MOST_FOR_OTHERS else None,
        refused=tuple(dict.fromkeys(refused)),
    )


def _independent(plan: Plan, y: Floats) -> Floats:
    """The points that are draws by themselves: of a Saltelli design, A and B."""
    base = plan.declared.study.design.base_points
    if base is None:
        return y
    blocks = y.reshape(base, -1, y.shape[1])
    return np.concatenate([blocks[:, 0], blocks[:, -1]])


def _saltelli(plan: Plan, y: Floats) -> tuple[Floats, int]:
    """Rows A, AB of each group, B: those for second order are left out."""
    base, groups = plan.declared.study.design.base_points or 1, len(plan.groups)
    blocks = y.reshape(base, -1, y.shape[1])
    return np.concatenate([blocks[:, : groups + 1], blocks[:, -1:]], axis=1).reshape(-1, y.shape[1]), groups


def _two_way(plan: Plan, y: Floats) -> TwoWay | None:
    """A grid of two dimensions."""
    levels = _levels(plan)
    return two_way(y, len(levels[0]), len(levels[1])) if len(levels) == 2 else None


def _rows(plan: Plan, y: Floats) -> tuple[PointRow, ...]:
    differences = against_first(y)
    return tuple(
        PointRow(
            point,
            tuple(
                _setting(one, float(value)) for one, value in zip(plan.dimensions, plan.settings[point], strict=True)
            ),
            of(row),
            differences[point],
        )
        for point, row in enumerate(y)
    )


def _others(y: Floats, x: Floats) -> Others:
    """SALib's, of the points that were run."""
    run = np.isfinite(y).any(axis=1)
    return Others(*pawn_and_delta(np.nanmean(y[run], axis=1), x[run]))


# ---------------------------------------------------------------- over sets of inputs


def _summary(plan: Plan, y: Floats) -> Summary:
    """The mean over draws, with its three intervals: y (point, replication)."""
    y = _independent(plan, y)
    base = np.arange(len(y)) % plan.base_points  # A and B of a base point have the same luck
    run = np.isfinite(y).any(axis=1)
    y, base = y[run], base[run]
    if len(y) < 2:
        raise NotPossible("fewer than two points were run: they say nothing of what nobody knows")
    means = np.nanmean(y, axis=1)
    mean = float(means.mean())
    reach = student_t((1 + CONFIDENCE) / 2, len(y) - 1)
    error = reach * _error_of_mean(means, base)
    try:
        split = two_levels(y, plan.luck)
    except NotPossible:
        return Summary(mean, (mean - error, mean + error), None, _unknown(means, 1.0), None)
    if plan.luck == "same":
        error = reach * split.error_of_mean
    year = reach * sqrt(split.within)
    return Summary(mean, (mean - error, mean + error), (mean - year, mean + year), _without_luck(means, split), split)


def _error_of_mean(means: Floats, base: Ints) -> float:
    """Standard error of the mean of points that are independent but within a base point."""
    apart = means - means.mean()
    of_base = np.bincount(base, apart)
    many = len(np.unique(base))
    return sqrt(many / (many - 1) * float((of_base**2).sum())) / len(means) if many > 1 else 0.0


def _without_luck(means: Floats, split: TwoLevels) -> Unknown | None:
    """Points' means, moved towards theirs until no more variance is left than inputs account for."""
    if split.dominated or not split.naive > 0:
        return None
    return _unknown(means, min(1.0, sqrt(split.between / split.naive)))


def _unknown(means: Floats, by: float) -> Unknown:
    moved = means.mean() + by * (means - means.mean())
    tail = (1 - CONFIDENCE) / 2
    ends = np.quantile(moved, [tail, 0.25, 0.5, 0.75, 1 - tail], method="weibull")
    low, quarter, middle, three_quarters, high = (float(end) for end in ends)
    return Unknown(low, quarter, middle, three_quarters, high, float((moved > 0).mean()))
