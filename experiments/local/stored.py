"""What is foretold of a fitted service, on file (NAME.forecast.toml)? Beside its scenario, with the counts it follows.

It is written before anything of it has come, and `score` sets it beside what did. Invariant: one that was made for
another scenario, prices apart, is not used.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import isfinite, nan

import numpy as np
from pydantic import Field

from experiments.fitting.stored import HASH_DIGITS
from experiments.local.localise import Localised
from experiments.local.monthly import COLUMNS, Floats
from experiments.local.observed import Observed
from experiments.local.scoring import Interval
from sim.loading import Loaded, scenario_hash
from sim.loading.toml_files import beside
from sim.scenario import Scenario
from sim.scenario.sections import Section

DIGITS = 4  # of a number of people or weeks


class MonthOf(Section):
    """One month: what was counted (the least and the most it may be), or what is foretold (the ends of the 90 %
    interval, the middle between them), by column."""

    month: date
    of: dict[str, list[float]]


class Forecast(Section):
    """All that NAME.forecast.toml says."""

    made_for: str = Field(description="Hash of the scenario, but for its prices: of another one it foretells nothing.")
    seed: int
    counted: list[MonthOf]
    foretold: list[MonthOf]

    @property
    def months(self) -> tuple[date, ...]:
        """The months that are foretold."""
        return tuple(one.month for one in self.foretold)

    @property
    def interval(self) -> Interval:
        """What is foretold: (column, month)."""
        low, middle, high = (_grid(self.foretold, n) for n in range(3))
        return Interval(middle, low, high)

    @property
    def before(self) -> tuple[tuple[date, ...], Observed]:
        """The months counted, and what was."""
        return tuple(one.month for one in self.counted), Observed(_grid(self.counted, 0), _grid(self.counted, -1))


def _grid(rows: Sequence[MonthOf], n: int) -> Floats:
    return np.array(
        [[row.of[column.value][n] if column.value in row.of else nan for row in rows] for column in COLUMNS]
    )


def forecast_of(found: Localised, fitted: Scenario, seed: int) -> Forecast:
    """The forecast beside the scenario."""
    seen, coming = found.seen, found.coming
    return Forecast(
        made_for=counted_hash(fitted),
        seed=seed,
        counted=_months(found.service.months, (seen.low, seen.high)),
        foretold=_months(found.coming_months, (coming.low, coming.middle, coming.high)),
    )


def _months(months: Sequence[date], grids: Sequence[Floats]) -> list[MonthOf]:
    return [
        MonthOf(
            month=month,
            of={
                column.value: [float(f"{grid[at, n]:.{DIGITS}g}") for grid in grids]
                for at, column in enumerate(COLUMNS)
                if all(isfinite(grid[at, n]) for grid in grids)
            },
        )
        for n, month in enumerate(months)
    ]


def counted_hash(scenario: Scenario) -> str:
    """Of all of a scenario that moves a count."""
    counted = scenario.model_copy(update={"costs": {}, "headline": None, "stated_values": {}})
    return scenario_hash(counted)[:HASH_DIGITS]


def as_toml(forecast: Forecast, name: str) -> str:
    """The file, to be read and not to be edited."""

    def rows(months: Sequence[MonthOf]) -> Iterator[str]:
        for one in months:
            said = ", ".join(f"{column} = [{', '.join(f'{n:g}' for n in ends)}]" for column, ends in one.of.items())
            yield f"  {{ month = {one.month}, of = {{ {said} }} }},"

    lines = [
        f"# What is foretold of {name}, before any of it came: spsim score {name}.toml COUNTS sets it beside what did.",
        "# counted: the months before, each entry from the least to the most it may be. foretold: 90 % intervals, low,",
        "# middle, high. With people known to the service whose support is over. Made by spsim localise; not edited.",
        f'made_for = "{forecast.made_for}"',
        f"seed = {forecast.seed}",
        "counted = [",
        *rows(forecast.counted),
        "]",
        "foretold = [",
        *rows(forecast.foretold),
        "]",
    ]
    return "\n".join(lines) + "\n"


def forecast_beside(loaded: Loaded) -> Forecast | None:
    """The forecast beside a scenario, if it was made for it as it stands."""
    found = beside(loaded.path, "forecast", Forecast)
    return found[0] if found and found[0].made_for == counted_hash(loaded.scenario) else None
