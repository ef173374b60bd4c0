"""What did a study find? Every number of every point, replication and arm, and which points failed.

Arms are paired: the same draw and the same luck in each. Nothing is averaged here but what must be: an outcome that is
a ratio has no value in a single replication, so it is read by linearisation. Its mean over replications is the ratio of
the sums, and its spread that of the ratio (the delta method, as in `experiments.intervals`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.study.outputs import Output
from experiments.study.plan import Plan
from sim.errors import NotPossible

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """What was found at the points of a plan.

    `columns`: (point, replication, arm, column); nan where it was not run, and everywhere at a point that failed.
    `failed`: why, by point. `complete`: nothing of the plan is left to run; points that failed are not.
    """

    plan: Plan
    outputs: tuple[Output, ...]
    columns: Floats
    failed: Mapping[int, str]
    complete: bool

    def output(self, name: str) -> Output:
        """The output of this name. Raises NotPossible where the study has none."""
        for one in self.outputs:
            if one.name == name:
                return one
        raise NotPossible(f"{name} is no output of this study; it has {', '.join(one.name for one in self.outputs)}")

    def of(self, output: str, arm: int = 0, less: int | None = None) -> Floats:
        """An output in an arm, or by how much it is above another arm's: (point, replication), in the output's unit.
        nan where it was not run, or failed. A ratio of nothing to nothing is 0, as in every answer."""
        one = self.output(output)
        values = _read(one, self.columns[:, :, arm])
        return values if less is None else values - _read(one, self.columns[:, :, less])


def _read(output: Output, columns: Floats) -> Floats:
    """An output of one arm's columns (point, replication, column): as (point, replication)."""
    some = columns[:, :, output.some]
    return some if output.out_of is None else linearised(some, columns[:, :, output.out_of])


def linearised(some: Floats, out_of: Floats) -> Floats:
    """A ratio replication by replication, both (point, replication): the ratio of the sums over a point's replications,
    plus what each replication adds to it. nan: not run."""
    run = ~np.isnan(some)
    whole = np.where(run, out_of, 0.0).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(run, some, 0.0).sum(axis=1, keepdims=True) / whole
        each = ratio + (some - ratio * out_of) / (whole / run.sum(axis=1, keepdims=True))
    return np.where(run & (whole <= 0), 0.0, each)
