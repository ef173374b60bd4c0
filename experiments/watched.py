"""What happened in one world of one replication, to be watched: its log, and what it has come to by the end of each
week.

The sums of money are those of `sim.money`, cut at the end of each week as well as where accounts are cut anyway: the
last of them is the whole run's, to the penny.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from experiments.run import Case
from sim.events import Row
from sim.frames import Shape
from sim.inputs import World
from sim.measures import State, Tally
from sim.money import PROGRAMME, Prices
from sim.sums import NOTHING_WANTED, Columns, kept
from sim.units import WEEK, Minutes


@dataclass(frozen=True)
class Weekly(Shape):
    """The shape of an answer in which every week that ends within the run ends a period."""

    @cached_property
    def cuts(self) -> list[Minutes]:
        """Ends of periods."""
        return sorted({*Shape(self.scenario).cuts, *range(WEEK, self.horizon, WEEK)})


@dataclass(frozen=True)
class Watched:
    """One world of one replication. What is by week has a value for the beginning (0), one for the end of each whole
    week, and one for the end of the run where that falls within a week."""

    case: Case
    world: World
    replication: int
    log: Sequence[Row]

    @cached_property
    def shape(self) -> Weekly:
        """With a period for each week."""
        return Weekly(self.case.scenario)

    @cached_property
    def tally(self) -> Tally:
        """What the log says, by these periods."""
        return self.shape.measure(list(self.log))

    @cached_property
    def ends(self) -> list[Minutes]:
        """The beginning, and where each week ends, and the run."""
        return sorted({*range(0, self.shape.horizon, WEEK), self.shape.horizon})

    @property
    def cost(self) -> list[Fraction]:
        """Pounds that the service has cost by the end of each week, in prices of the report's year."""
        prices = Prices(self.shape)
        read = Columns(NOTHING_WANTED, [kept(self.tally, NOTHING_WANTED)])
        counted = prices.counted(read, programme=self.world is not World.USUAL)
        by_period = [0] * len(self.shape.cuts)
        for account, price, (count,) in zip(prices.accounts, prices.price, counted, strict=True):
            if account.role == PROGRAMME:
                by_period[account.period] += count * price
        return [Fraction(parts, prices.parts) for parts in self._by_week(by_period)]

    @property
    def minutes_in_care(self) -> list[int]:
        """Minutes that people were in care, of all who were ever referred, by the end of each week."""
        strata = len(self.shape.strata)
        first = State.IN_CARE * len(self.shape.cuts) * strata
        cells = self.tally.minutes
        return self._by_week(
            [sum(cells[first + p * strata : first + (p + 1) * strata]) for p in range(len(self.shape.cuts))]
        )

    def _by_week(self, by_period: Sequence[int]) -> list[int]:
        """From what falls in each period to what there is by the end of each week."""
        so_far = dict(zip([0, *self.shape.cuts], accumulate(by_period, initial=0), strict=True))
        return [so_far[end] for end in self.ends]


def watched(case: Case, world: World, replication: int) -> Watched:
    """One world of one replication, run now."""
    return Watched(case, world, replication, case.log(world, replication))
