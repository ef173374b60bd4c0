"""Which inputs did a study draw, and what were they at each point? Fitted inputs each for itself, and no dummy."""

import numpy as np

from experiments.study.answer import Input
from experiments.study.arrays import Floats
from experiments.study.plan import Plan
from experiments.study.space import Dimension
from sim.preflight import assumptions


def input_of(one: Dimension) -> Input:
    """A dimension, as an answer names it."""
    return Input(one.name, one.title, one.unit, one.kind)


def drawn_inputs(plan: Plan) -> tuple[tuple[Input, ...], Floats]:
    """Each input, and its values (point, input)."""
    inputs, columns = [], []
    for at, one in enumerate(plan.dimensions):
        if one.kind not in ("joint", "dummy"):
            inputs.append(input_of(one))
            columns.append(plan.settings[:, at])
    members = plan.declared.space.members
    facts = {row.path: row for arm in plan.arms for row in assumptions(arm.scenario)}
    for path in members.paths if members else ():
        name = ".".join(path)
        title, unit = (facts[name].title, facts[name].unit) if name in facts else (name, "")
        inputs.append(Input(name, title, unit, "joint"))
        columns.append(plan.values[:, plan.paths.index(path)])
    return tuple(inputs), np.column_stack(columns) if columns else np.empty((plan.points, 0))
