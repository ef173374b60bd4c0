"""How does an engine hold a date and a distribution? As whole minutes, and as a law with at most three parameters."""

from math import fsum
from typing import TypeVar

from sim.inputs.tables import Capacity, CarePlacesFrom, DatedRate, PlacesFrom
from sim.luck import EXPONENTIAL, FIXED, LOGNORMAL, QUANTILES, TRIANGULAR, UNIFORM, WEIBULL, Law, Point, draw, exp, log
from sim.scenario import CareTeamChange, DemandChange, PlacesChange, Scenario, TeamChange
from sim.scenario.values import Number, Spread
from sim.units import WEEK, Minutes, minute_of

NINETIETH = 1.2815515655446004  # standard normal quantile of 0.9
LN_2, LN_10 = 0.6931471805599453, 2.302585092994046
SLICES = 200  # equal shares by which a mean is taken


Dated = TypeVar("Dated", DatedRate, Capacity, PlacesFrom, CarePlacesFrom)
Change = TypeVar("Change", DemandChange, TeamChange, PlacesChange, CareTeamChange)


class Laws:
    """Dates and distributions of a scenario in an engine's units. Collects the points of given quantiles meanwhile,
    behind so many of others."""

    def __init__(self, scenario: Scenario, points: int = 0) -> None:
        self.scenario = scenario
        self.points: list[Point] = [Point(0.0, 0.0)] * points

    def minute(self, name: str) -> Minutes:
        """A date of the run, in minutes from day 0."""
        return minute_of(self.scenario.dates.day(name), self.scenario.dates.start.value)

    def day(self, day: object, otherwise: str) -> Minutes:
        """A date that may be left out, in minutes from day 0."""
        value = getattr(day, "value", None)
        return self.minute(otherwise) if value is None else max(0, minute_of(value, self.scenario.dates.start.value))

    def weeks(self, spread: Spread) -> Law:
        """A distribution of weeks, in minutes."""
        return self.law(spread, WEEK)

    def law(self, spread: Spread, unit: float = 1.0) -> Law:
        """A distribution in the engine's units."""

        def of(value: int | float | None) -> float:
            return float(value or 0) * unit

        match spread.distribution:
            case "uniform":
                return Law(UNIFORM, of(spread.least), of(spread.most), 0.0)
            case "triangular" if of(spread.least) < of(spread.most):
                return Law(TRIANGULAR, of(spread.least), of(spread.most_likely), of(spread.most))
            case "triangular":
                return Law(FIXED, of(spread.least), 0.0, 0.0)
            case "exponential":
                return Law(EXPONENTIAL, of(spread.mean), 0.0, 0.0)
            case "lognormal":
                return Law(
                    LOGNORMAL, log(of(spread.median)), log(of(spread.ninetieth) / of(spread.median)) / NINETIETH, 0.0
                )
            case "weibull":
                shape = log(LN_10 / LN_2) / log(of(spread.ninetieth) / of(spread.median))
                return Law(WEIBULL, of(spread.median) / exp(log(LN_2) / shape), shape, 0.0)
            case "quantiles":
                rows = [Point(float(share), of(value)) for share, value in spread.points or []]
                self.points += rows
                return Law(QUANTILES, float(len(self.points) - len(rows)), float(len(rows)), 0.0)
            case _:
                return Law(FIXED, of(spread.value), 0.0, 0.0)

    def mean(self, spread: Spread) -> float:
        """By the midpoint rule over quantiles: the same on every machine."""
        kept, law = len(self.points), self.law(spread)
        values = [draw(self.points, law, (i + 0.5) / SLICES) for i in range(SLICES)]
        del self.points[kept:]
        return fsum(values) / SLICES


def real(number: Number) -> float:
    """As the engines reckon."""
    return float(number.value)


def by_date(changes: list[Change]) -> list[Change]:
    """In order of their dates, before these are cut to the run: of those from before day 0 the latest stands."""
    return sorted(changes, key=lambda change: change.starts.value)


def in_force(rows: list[Dated]) -> list[Dated]:
    """Of rows that begin the same minute, the last stands."""
    return [
        row for row, after in zip(rows, [*rows[1:], None], strict=True) if after is None or after.minute != row.minute
    ]
