"""What does one point come to? A desk is given the values of some inputs and replications, and hands back numbers.

It belongs to one thread. A point is a pure function of (scenario, seed, values, replications): which points came before
changes nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.bridge import Worlds
from experiments.changed import Path, with_values
from experiments.counted import WorldOutcomes
from experiments.run import Case, Worker
from experiments.study.outputs import Column, Output, Pounds, columns_of, worlds_of
from sim.errors import NotPossible
from sim.simulate import Engine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Desk:
    """Points of one scenario: the values of some of its inputs, in order of these paths. A spread's value is what it is
    multiplied by. All outputs are of everybody."""

    def __init__(self, case: Case, paths: Sequence[Path], outputs: Sequence[Output], engine: Engine = "fast") -> None:
        if len(set(paths)) < len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise NotPossible(f"{'.'.join(twice)} is given twice")
        self.case, self.paths, self.engine = case, tuple(paths), engine
        self.columns = columns_of(case, outputs)

    def at(self, values: Sequence[float], numbers: range) -> "Floats":
        """What these values come to: (replication, column), in the order of `numbers`.

        Raises NotPossible where no scenario has these values, and TooManyEvents where a replication went past its cap:
        a failed point, with its reason.
        """
        changed = dict(zip(self.paths, map(float, values), strict=True))
        scenario = with_values(self.case.scenario, changed, sized=False)
        return at_scenario(Case(self.case.name, scenario, self.case.seed), self.columns, numbers, self.engine)


def at_scenario(case: Case, columns: Sequence[Column], numbers: range, engine: Engine = "fast") -> "Floats":
    """The same of a scenario that is already there: (replication, column)."""
    import numpy as np

    two = len(worlds_of(columns)) == 2
    runs = Worker([case], engine, totals_only=two, sums_only=True).replicate(0, numbers)
    worlds = case.read(runs)
    return np.array([column_of(case, worlds, each) for each in columns], dtype=np.float64).reshape(len(columns), -1).T


def column_of(case: Case, worlds: Worlds, column: Column) -> list[float]:
    """One column of some replications."""
    if isinstance(column, Pounds):
        return worlds.pounds(*column)
    counted = {
        sign: WorldOutcomes(case.shape, worlds.columns[world]).counted(column.counted)
        for world, sign in column.worlds.items()
    }
    plus, minus = ([n / column.each for n in counted.get(sign, ())] for sign in (1, -1))
    return [p - m for p, m in zip(plus, minus, strict=True)] if minus else plus
