"""What does one point come to? A desk is given the values of some inputs and replications, and hands back numbers.

It belongs to one thread. A point is a pure function of (scenario, seed, values, replications): which points came before
changes nothing. No scenario is built for it: the values go into one that moves (`in_place`). A point for which that is
not surely right, because a value may not be possible, goes the slow way, by a scenario of its own: that also finds the
words for why there is none.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.bridge import Worlds
from experiments.changed import Path, with_values
from experiments.run import Case, Worker
from experiments.study.in_place import InPlace
from experiments.study.moving import Moving
from experiments.study.outputs import Column, Output, columns_of, forms_of, read_column, read_columns, worlds_of
from sim.errors import NotPossible
from sim.inputs import World
from sim.luck import study_key
from sim.simulate import Engine

if TYPE_CHECKING:
    from experiments.study.arrays import Floats


class Desk:
    """Points of one scenario: the values of some of its inputs, in order of these paths. A spread's value is what it is
    multiplied by. All outputs are of everybody."""

    def __init__(self, case: Case, paths: Sequence[Path], outputs: Sequence[Output], engine: Engine = "fast") -> None:
        if twice := next((path for path in paths if list(paths).count(path) > 1), None):
            raise NotPossible(f"{'.'.join(twice)} is given twice")
        self.case, self.paths, self.engine = case, tuple(paths), engine
        self.columns = columns_of(case, outputs)
        self.moving = Moving(case.scenario, self.paths)
        self.in_place = InPlace(self.moving, study_key(case.seed), self.columns)

    def at(self, values: Sequence[float], numbers: range) -> "Floats":
        """What these values come to: (replication, column), in the order of `numbers`.

        Raises NotPossible where no scenario has these values, and TooManyEvents where a replication went past its cap:
        a failed point, with its reason.
        """
        values = list(map(float, values))
        if self.engine == "fast" and self.in_place.is_possible(values):
            return self.in_place.at(numbers)
        return self.slowly(values, numbers)

    def is_possible(self, values: Sequence[float]) -> bool:
        """Whether a scenario can have these values."""
        if self.in_place.is_possible(list(map(float, values))):
            return True
        try:
            with_values(self.case.scenario, dict(zip(self.paths, values, strict=True)), sized=False)
        except NotPossible:
            return False
        return True

    def slowly(self, values: Sequence[float], numbers: range) -> "Floats":
        """The same, by a scenario of its own."""
        changed = dict(zip(self.paths, values, strict=True))
        scenario = with_values(self.case.scenario, changed, sized=False)
        return at_scenario(Case(self.case.name, scenario, self.case.seed), self.columns, numbers, self.engine)


def at_scenario(case: Case, columns: Sequence[Column], numbers: range, engine: Engine = "fast") -> "Floats":
    """What a scenario comes to that is there already: (replication, column)."""
    two = World.USUAL_RELAPSE not in worlds_of(columns)
    runs = Worker([case], engine, totals_only=two).replicate(0, numbers)
    worlds = case.read(runs)
    return read_columns(columns, forms_of(columns, case.shape), worlds.columns, worlds.pounds)


def column_of(case: Case, worlds: Worlds, column: Column) -> list[float]:
    """One column of some replications."""
    [form] = forms_of([column], case.shape)
    return read_column(column, form, worlds.columns, worlds.pounds)
