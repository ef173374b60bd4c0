"""How did a forecast do? Next year's returns beside what a scenario foretells, column by column.

A forecast that was made before (NAME.forecast.toml) is taken as it stands. Where there is none for these months, or the
scenario was changed since, the scenario itself is run from its day 0 through them: at every member of its joint sample,
if it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from experiments.changed import changed_to
from experiments.fitting.stored import fit_of
from experiments.local.localise import lacks
from experiments.local.monthly import COLUMNS, Floats, counted, edges
from experiments.local.months import month_after, month_in_words
from experiments.local.observed import Observed, observed
from experiments.local.returns import Column, Returns
from experiments.local.scoring import Interval, inside, interval_of, interval_score, naive, off_by
from experiments.local.stored import forecast_beside
from experiments.many_points import Bench
from sim.errors import NotPossible
from sim.inputs import inputs_of
from sim.loading import Loaded

REPLICATIONS = 400
RUNNING = 2  # months outside on the same side, one after another: a clear departure
FAR = 1.0  # of the interval's width beyond its end: one month alone is
A_YEAR = 12
WHOLE = 0.5


@dataclass(frozen=True)
class ColumnScore:
    """One column: how many values were counted, inside the interval; errors and scores on average, each beside those of
    looking back (None where there is nothing to look back on)."""

    column: Column
    values: int
    inside: int
    error: float
    error_looking_back: float | None
    error_last_year: float | None
    score: float
    score_looking_back: float | None
    departs: date | None  # the first month of the first clear departure
    above: bool = False


@dataclass(frozen=True)
class Scored:
    """Returns beside a forecast."""

    months: tuple[date, ...]
    came: Observed
    foretold: Interval
    made_before: bool  # the forecast stood in a file before the returns came
    columns: tuple[ColumnScore, ...]

    @property
    def inside(self) -> int:
        """Values inside the interval."""
        return sum(one.inside for one in self.columns)

    @property
    def values(self) -> int:
        """Values in all."""
        return sum(one.values for one in self.columns)


def score(
    loaded: Loaded,
    returns: Returns,
    *,
    seed: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Scored:
    """Returns beside what a scenario foretells. Raises NotPossible for months that it does not reach, and columns that
    it cannot produce."""
    _refuse(loaded, returns)
    came, made = observed(returns), forecast_beside(loaded)
    if made and set(returns.months) <= set(made.months):
        at = [made.months.index(month) for month in returns.months]
        foretold = Interval(*(ends[:, at] for ends in made.interval))
    else:
        foretold = interval_of(_simulated(loaded, returns.months, seed, progress))
        return Scored(returns.months, came, foretold, made_before=False, columns=scored(returns.months, came, foretold))
    months, before = made.before
    looking_back = Interval(*(ends[:, at] for ends in naive(before, max(at) + 1)))
    columns = scored(returns.months, came, foretold, looking_back, _last_year(months, before, returns.months))
    return Scored(returns.months, came, foretold, made_before=True, columns=columns)


def _last_year(counted_in: tuple[date, ...], before: Observed, months: tuple[date, ...]) -> Floats:
    """What was counted in the same month a year before."""
    found = np.full((len(COLUMNS), len(months)), np.nan)
    for n, month in enumerate(months):
        year_before = month.replace(year=month.year - 1)
        if year_before in counted_in:
            found[:, n] = before.middle[:, counted_in.index(year_before)]
    return found


def _refuse(loaded: Loaded, returns: Returns) -> None:
    scenario = loaded.scenario
    if faults := lacks(scenario, returns):
        raise NotPossible(f"{faults} Leave these columns out.")
    start, end = scenario.dates.start.value, scenario.dates.end.value
    outside = [month for month in returns.months if month < start or month_after(month) > end]
    if outside:
        which = month_in_words(outside[0])
        raise NotPossible(
            f"{which} is not within the scenario's dates, {start} to {end}: it foretells nothing of it. Leave that "
            f"month out{f' (and {len(outside) - 1} more)' if len(outside) > 1 else ''}, or change [dates]."
        )


def _simulated(loaded: Loaded, months: tuple[date, ...], seed: int, progress: Callable[[int, int], None]) -> Floats:
    """(simulation, column, month), from the scenario's own day 0."""
    sample, bench, found = fit_of(loaded), Bench(), []
    scenario = loaded.scenario
    at = edges(months, scenario.dates.start.value)
    for n in range(REPLICATIONS):
        progress(n, REPLICATIONS)
        one = changed_to(scenario, sample.values(n % len(sample.rows))) if sample else scenario
        inputs = inputs_of(one)._replace(horizon=int(at[-1]))
        found.append(counted(bench.log(inputs, seed, n), at))
    return np.array(found)


def scored(
    months: tuple[date, ...],
    came: Observed,
    foretold: Interval,
    looking_back: Interval | None = None,
    last_year: Floats | None = None,
) -> tuple[ColumnScore, ...]:
    """Each column of which something came."""
    hit, off, points = inside(foretold, came), off_by(foretold, came), interval_score(foretold, came)
    rows = []
    for at, column in enumerate(COLUMNS):
        there = np.isfinite(hit[at])
        if not there.any():
            continue
        departs, above = _departure(foretold, came, at)
        back = last = back_points = None
        if looking_back is not None:
            back = _mean(off_by(looking_back, came)[at])
            back_points = _mean(interval_score(looking_back, came)[at])
        if last_year is not None:
            last = _mean(np.abs(np.clip(last_year, came.low, came.high) - last_year)[at])
        rows.append(
            ColumnScore(
                column,
                int(there.sum()),
                int(hit[at][there].sum()),
                float(off[at][there].mean()),
                back,
                last,
                float(points[at][there].mean()),
                back_points,
                None if departs is None else months[departs],
                above,
            )
        )
    return tuple(rows)


def _mean(values: Floats) -> float | None:
    return float(np.nanmean(values)) if np.isfinite(values).any() else None


def _departure(foretold: Interval, came: Observed, at: int) -> tuple[int | None, bool]:
    """The first month of two outside on the same side, or of one that is far outside."""
    width = np.maximum(foretold.high[at] - foretold.low[at], 2 * WHOLE)
    over, under = came.low[at] - foretold.high[at], foretold.low[at] - came.high[at]
    for month in range(came.low.shape[1]):
        for beyond, above in ((over, True), (under, False)):
            some = beyond[month : month + RUNNING]
            if beyond[month] > FAR * width[month] or (len(some) == RUNNING and (some > 0).all()):
                return month, above
    return None, False
