"""What is a price, exactly, in the report's pounds? And what is a stated value worth so long after a first activity?"""

from fractions import Fraction
from functools import lru_cache
from typing import Literal

from sim.money.accounts import ZERO
from sim.scenario import Scenario, StatedValue
from sim.scenario.values import Number
from sim.units import MONTH, Minutes, nearest

End = Literal["value", "low", "high"]  # of what is stated


def exact(number: Number | float) -> Fraction:
    """The number as it was written, not its nearest binary fraction."""
    return _exact(number.value if isinstance(number, Number) else number)


@lru_cache(maxsize=10_000)
def _exact(number: float) -> Fraction:
    return Fraction(str(number))


@lru_cache(maxsize=100)
def _ratio(number: float, other: float) -> Fraction:
    return _exact(number) / _exact(other)


def in_report_prices(scenario: Scenario, gbp: Number, price_year: str) -> Fraction:
    """A price in the report's price year, by the scenario's index."""
    price = exact(gbp)
    if price_year == scenario.prices.year:
        return price
    index = scenario.prices.index
    if index is None:
        raise ValueError(f"a price of {price_year} needs an index to become one of {scenario.prices.year}")
    return price * _ratio(index.years[scenario.prices.year], index.years[price_year])


def gain_after(value: StatedValue, minutes: Minutes, end: End = "value") -> Fraction:
    """What the path of a stated value says a person has gained so long after a first activity: straight lines from 0
    through its points (their lows or highs, where they have any), and nothing more after the last."""
    start, before = 0, ZERO
    for point in value.path:
        turns, stated = nearest(float(point.months.value) * MONTH), getattr(point.gain, end)
        gain = exact(point.gain.value if stated is None else stated)
        if minutes <= turns:
            return before + (gain - before) * Fraction(minutes - start, turns - start)
        start, before = turns, gain
    return before
