"""Studies for tests: written, planned, and run at once on this thread; or with made-up results."""

from pathlib import Path

import numpy as np

from experiments.run import Case
from experiments.study.declared import load_study
from experiments.study.outputs import outputs_of
from experiments.study.plan import Plan, plan_of
from experiments.study.results import Found
from experiments.study.running import Evaluating, task_of, width_of

HEAD = """
schema = 1
title = "A study for a test"
question = "Which input moves net cash most?"
"""


def planned(folder: Path, text: str, name: str = "small") -> Plan:
    """A study file of this text, as a plan."""
    path = folder / f"{name}.study.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return plan_of(load_study(path))


def made_up(plan: Plan, columns: np.ndarray, failed: dict[int, str] | None = None) -> Found:
    """Results that nobody ran: columns (point, replication, arm, column)."""
    outputs = outputs_of(Case.of(plan.arms[0], plan.seeds[0]), plan.outputs)
    columns = columns.astype(float)
    for point in failed or {}:
        columns[point] = np.nan
    return Found(plan, outputs, columns, failed or {}, complete=True)


def run_here(plan: Plan, replications: int) -> Found:
    """Every point, on this thread."""
    outputs = outputs_of(Case.of(plan.arms[0], plan.seeds[0]), plan.outputs)
    evaluator = Evaluating.of(plan)()
    columns = np.full((plan.points, replications, len(plan.arms), width_of(outputs)), np.nan)
    failed = {}
    for point in range(plan.points):
        row = evaluator(task_of(plan, point, range(replications)))
        if row.failed is not None:
            failed[point] = row.failed
        else:
            columns[point] = np.frombuffer(row.values, "<f8").reshape(columns.shape[1:])
    return Found(plan, outputs, columns, failed, complete=True)
