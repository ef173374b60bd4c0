"""How is one point after another run on the same tables? No more is made again than what read a value that moved.

What an engine needs, the shape of the answer, the prices and the checks of a scenario are each kept (`moving`): the
same functions make them as of any scenario. New numbers are written over the old ones in the kernel's memory. The last
points' replications are remembered by what the engine was given, so where only money moves nothing is run again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from experiments.bridge import Bridging, Worlds
from experiments.study.moving import Kept, Moving
from experiments.study.outputs import Column, Pounds, forms_of, read_columns, worlds_of
from sim.checks.across import CHECKS, IN_TWO_PLACES
from sim.frames import Shape
from sim.inputs import Inputs, World
from sim.inputs.making import PARTS, Part, inputs_from, part_of, programme_of
from sim.kernel.fast import Counter, Tables
from sim.luck import Key
from sim.money import Prices
from sim.scenario import Scenario
from sim.scenario.sections import check_again
from sim.sums import Form, Wanted
from sim.sums import Kept as Sums

if TYPE_CHECKING:
    from experiments.study.arrays import Floats

_NO_COUNTS: tuple[Shape | None, Sequence[Form]] = (None, ())
REMEMBERED = 256  # replications of the last points
Runs = Sequence[Mapping[World, Sums]]  # of each replication


class InPlace:
    """Points of one scenario on one thread's tables."""

    def __init__(self, moving: Moving, key: Key, columns: Sequence[Column]) -> None:
        self.moving, self.key, self.columns = moving, key, columns
        self.horizons = sorted({column.years for column in columns if isinstance(column, Pounds)})
        self.checks = [Kept(moving, check) for check in self._checks()]
        self.before = [0] * PARTS  # how many points of given quantiles stand before those of each part
        self.parts = [Kept(moving, partial(self._part, nth)) for nth in range(PARTS)]
        self.inputs = Kept(moving, lambda: inputs_from([part() for part in self.parts]))
        self.programmes = {world: programme_of(moving.scenario, world) for world in worlds_of(columns)}
        self.shape = Kept(moving, self._shape)
        self.forms = Kept(moving, lambda: forms_of(columns, self.shape()))
        self.bridging = Kept(moving, self._bridging)
        self.counter, self.counts = Counter(), _NO_COUNTS
        self.tables: Tables | None = None
        self.remembered: dict[tuple[Inputs, range], Runs] = {}

    def is_possible(self, values: Sequence[float]) -> bool:
        """Set these values, and say whether they are surely those of a possible scenario."""
        return self.moving.to(values) and all(check() for check in self.checks)

    def at(self, numbers: range) -> "Floats":
        """What the values that are set come to: (replication, column). Raises TooManyEvents."""
        self._frame()
        runs = self._runs(numbers)
        worlds = Worlds(self.bridging(), self.counter.wanted, runs)
        return read_columns(self.columns, self.forms(), worlds.columns, worlds.pounds)

    # ------------------------------------------------------------ what is kept

    def _checks(self) -> list[Callable[[], bool]]:
        """All that files are checked for, but of each value by itself: whether nothing is found."""
        scenario = self.moving.scenario
        sections = [partial(_is_sound, partial(check_again, section)) for section in self.moving.sections()]
        return [*sections, *(partial(_finds_nothing, check, scenario) for check in (*CHECKS, *IN_TWO_PLACES))]

    def _part(self, nth: int) -> Part:
        part = part_of(self.moving.scenario, nth, self.before[nth])
        if nth + 1 < PARTS:
            self.before[nth + 1] = self.before[nth] + len(part.points)
        return part

    def _shape(self) -> Shape:
        """A shape with all that it works out of the scenario: nothing of it may be read later, unnoticed."""
        shape = Shape(self.moving.scenario)
        for name, each in vars(Shape).items():
            if isinstance(each, cached_property):
                getattr(shape, name)
        return shape

    def _bridging(self) -> Bridging:
        """Bridges at the prices of now."""
        bridging = Bridging(Prices(self.shape()))
        for years in self.horizons:
            bridging.taken(years)
        return bridging

    # ------------------------------------------------------------ what is run

    def _frame(self) -> None:
        """Count into what the values that are set need: as a rule what is there already."""
        counts = self.shape(), self.forms()
        if self.counts is None or counts[0] is not self.counts[0] or counts[1] != self.counts[1]:
            self.counts = counts
            wanted = [*self.forms(), *(self.bridging().wanted if self.horizons else ())]
            self.counter = Counter(self.shape(), Wanted(wanted, tallies=False))
            self.remembered.clear()

    def _runs(self, numbers: range) -> Runs:
        inputs = self.inputs()
        runs = self.remembered.pop((inputs, numbers), None)
        if runs is None:
            runs = self._run(inputs, numbers)
        self.remembered[inputs, numbers] = runs
        while len(self.remembered) * len(numbers) > max(REMEMBERED, len(numbers)):
            del self.remembered[next(iter(self.remembered))]
        return runs

    def _run(self, inputs: Inputs, numbers: range) -> Runs:
        """Every world of some replications; the third is the programme's, where nothing needs it."""
        if self.tables is None:
            self.tables = Tables(inputs)
        self.tables.give(inputs)
        kept: dict[World, list[Sums]] = {}
        for world, programme in self.programmes.items():
            twin = next((other for other in kept if self.programmes[other] == programme), None)
            kept[world] = kept[twin] if twin else list(self.tables.kept(self.counter, self.key, numbers, programme))
        kept.setdefault(World.USUAL_RELAPSE, kept[World.PROGRAMME])
        return [dict(zip(kept, each, strict=True)) for each in zip(*kept.values(), strict=True)]


def _is_sound(check: Callable[[], None]) -> bool:
    with suppress(PydanticCustomError):
        check()
        return True
    return False


def _finds_nothing(check: Callable[[Scenario], Iterator[object]], scenario: Scenario) -> bool:
    return next(check(scenario), None) is None
