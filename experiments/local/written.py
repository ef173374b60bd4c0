"""What does a fitted service say in files? The scenario that runs on, its joint sample, and what is foretold of it.

The scenario extends the base and states what the counts tell, and how the service stands on the day after the last
month. What a column counted is graded "measured"; what only simulations of such services tell, "assumed".
NAME.fit.toml beside it holds the joint sample, as any fit does; NAME.forecast.toml the forecast, before anything of it
has come, with the counts that it follows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isfinite, nan
from typing import Any

import numpy as np
from pydantic import Field

from experiments.fitting.stored import (
    HASH_DIGITS,
    NO_FIGURES,
    FigureFit,
    Fit,
    InputFit,
    Members,
    WaveFit,
    made_for,
    rows_of,
)
from experiments.local.fitting import WAVES, Sample
from experiments.local.forecast import stands, values
from experiments.local.localise import Localised
from experiments.local.monthly import COLUMNS, Floats
from experiments.local.months import month_in_words
from experiments.local.observed import Observed, columns_of
from experiments.local.returns import Column
from experiments.local.scoring import Interval
from experiments.local.service import TENTHS, Service
from sim.inputs import post_groups
from sim.loading import Loaded, scenario_hash
from sim.loading.toml_files import beside
from sim.scenario import Scenario
from sim.scenario.sections import Section
from sim.scenario.values import Spread

Path = tuple[str, ...]
NOT_KNOWN = [nan, nan, nan]
ENDS = (0.05, 0.5, 0.95)
METHOD = (
    "regression-adjusted ABC on monthly counts, in waves of {waves} simulations, each drawn from the prior within what "
    "the last left; the service that runs on begins where the last month counted left it"
)


class Member:
    """The inputs of the scenario that runs on, in one member of the sample: by path, as a file has them."""

    def __init__(self, service: Service, sample: Sample, until: date) -> None:
        self.service, self.sample, self.until = service, sample, until
        self.days = service.rates_from(service.ends, until)

    def at(self, member: int) -> dict[Path, float]:
        """Every input that differs between members; of a spread, how many times as long as the base's."""
        given, at = values(self.sample, member), stands(self.sample, member)
        scenario = self.service.running(given, at, self.until)
        demand = scenario.demand
        found: dict[Path, float] = {("demand", "referrals_per_week"): float(demand.referrals_per_week.value)}
        for n, change in enumerate(demand.changes):
            found["demand", "changes", str(n), "referrals_per_week"] = float(change.referrals_per_week.value)
        found |= {one.path: given[one.name] for one in self.service.inputs if one.path}
        found["demand", "waiting_on_day_0"] = at.waiting
        for name, people in zip(post_groups(scenario), at.caseload, strict=True):
            where: Path = ("link_workers",) if name == "team" else ("link_workers", "groups", name)
            found[*where, "people_on_day_0"] = people
        return found


# ---------------------------------------------------------------- the scenario


def title_of(found: Localised) -> str:
    """What the scenario is called, if nothing else is asked for."""
    return f"Our service, fitted to its counts of {_counted_in(found.service)}"


def stated(base: Loaded, found: Localised) -> dict[str, object]:
    """What the scenario says beyond its base, by dotted path."""
    service, sample = found.service, found.sample
    member = Member(service, sample, base.scenario.dates.end.value)
    rows = [member.at(n) for n in range(sample.members)]
    source = f"your counts, {_counted_in(service)}"
    direct, measured = _directly_counted(found.seen), {"grade": "measured", "source": source}
    simulated = {"grade": "assumed", "source": f"simulated from {source}"}
    said = {**_words(service), **dict(_dates(base.scenario, service))}
    changes: list[dict[str, object]] = []
    for path in rows[0]:
        column = np.array([row[path] for row in rows])
        evidence = measured if path in direct else simulated
        fitted = {"informed_by": "your monthly counts"} if column.std() > 0 else {}
        value = _value(base.scenario, path, column, {**evidence, **fitted})
        if path[:2] == ("demand", "changes"):
            changes.append({"starts": member.days[len(changes)], "referrals_per_week": value})
        else:
            said[".".join(path)] = value
    if changes or base.scenario.demand.changes:
        said["demand.changes"] = changes
    said["demand.weeks_already_waited"] = _tenths(tuple(sample.waited.mean(axis=0).tolist()), simulated)
    said["demand.weeks_since_referral"] = _tenths(sample.referred, simulated)
    if sample.supported:
        said["link_workers.weeks_already_supported"] = _tenths(sample.supported, simulated)
    said |= dict(_absences(base.scenario, found))
    for name, people in zip(sorted(base.scenario.activities), sample.in_activity, strict=True):
        said[f"activities.{name}.people_on_day_0"] = {"value": people, **simulated}
        if people and sample.joined:
            said[f"activities.{name}.weeks_already_in"] = _tenths(sample.joined, simulated)
    if base.scenario.what_if is not None:
        said["what_if.remove"] = True
    return said


def _counted_in(service: Service) -> str:
    return f"{month_in_words(service.months[0])} to {month_in_words(service.months[-1])}"


def _words(service: Service) -> dict[str, object]:
    """The base's question is another, and its description is of another service."""
    return {
        "question": f"What will our service do from {month_in_words(service.ends)} on?",
        "description": f"The service as it stands on {service.ends}, after counts of {_counted_in(service)}. What a "
        "column counted is measured; what was simulated from the counts is assumed; the rest is as in the scenario "
        "that it extends.",
    }


def _directly_counted(seen: Observed) -> set[Path]:
    """The values that a column tells directly."""
    counted = columns_of(seen)
    direct: set[Path] = set()
    if Column.REFERRED in counted:
        direct.add(("demand", "referrals_per_week"))
    if {Column.REFERRED, Column.ACCEPTED} <= counted:
        direct.add(("support", "chance_accepts"))
    if seen.known[COLUMNS.index(Column.WAITING_AT_MONTH_END), -1]:
        direct.add(("demand", "waiting_on_day_0"))
    return direct


def _dates(base: Scenario, service: Service) -> Iterator[tuple[str, object]]:
    yield "dates.start", service.ends
    for name in ("service_start", "first_referral"):
        day = getattr(base.dates, name)
        if day is not None:
            yield f"dates.{name}", max(day.value, service.ends)


def _absences(base: Scenario, found: Localised) -> Iterator[tuple[str, object]]:
    """Absences that are over are no longer stated, and posts that are vacant in most members are; a list is replaced
    whole."""
    vacant, unfilled = found.sample.vacant, found.sample.unfilled
    posts = np.median(vacant, axis=0).astype(int).tolist()
    weeks = [
        float(np.median(left[many > 0])) if many.any() else 0.0 for many, left in zip(vacant.T, unfilled.T, strict=True)
    ]
    for name, away in found.service.away(posts, weeks).items():
        if away != post_groups(base)[name].absences:
            where = "link_workers" if name == "team" else f"link_workers.groups.{name}"
            yield f"{where}.absences", [_plain(absence.model_dump(exclude_none=True)) for absence in away]


def _plain(node: Any) -> Any:
    """Values without evidence written short."""
    if isinstance(node, dict):
        return node["value"] if set(node) == {"value"} else {key: _plain(value) for key, value in node.items()}
    return node


def _value(base: Scenario, path: Path, column: Floats, evidence: Mapping[str, str]) -> dict[str, object]:
    """A number with its range, or a spread so many times as long with its own."""
    low, middle, high = (_rounded(float(n)) for n in np.quantile(column, ENDS))
    was = _at(base, path)
    if isinstance(was, Spread):
        names = ("value", "mean", "least", "most_likely", "most", "median", "ninetieth")
        given: dict[str, object] = {
            name: _rounded(getattr(was, name) * middle) for name in names if getattr(was, name) is not None
        }
        if was.points is not None:
            given["points"] = [[share, _rounded(value * middle)] for share, value in was.points]
        low_times, high_times = min(1.0, _rounded(low / middle)), max(1.0, _rounded(high / middle))
        return {
            "distribution": was.distribution, **given, "low_times": low_times, "high_times": high_times, **evidence
        }  # fmt: skip
    if path[-1] in ("people_on_day_0", "waiting_on_day_0"):
        low, middle, high = (round(n) for n in (low, middle, high))
    said: dict[str, object] = {"value": middle}
    if low < high:
        said |= {"low": low, "high": high}
    return {**said, **evidence}


def _at(node: Any, path: Path) -> object:
    for step in path:
        if isinstance(node, list):
            return None  # a change by date: it is a number
        node = _below(node, step)
    return node


def _below(node: Any, step: str) -> Any:
    return node[step] if isinstance(node, dict) else getattr(node, step)


def _tenths(weeks: Sequence[float], evidence: Mapping[str, str]) -> dict[str, object]:
    if not weeks:
        return {"value": 0, **evidence}
    points = [[share, _rounded(value)] for share, value in zip(TENTHS, weeks, strict=True)]
    return {"distribution": "quantiles", "points": points, **evidence}


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


# ---------------------------------------------------------------- the joint sample


def fit_of_counts(base: Loaded, found: Localised, fitted: Scenario, seed: int) -> Fit:
    """The joint sample beside the scenario, in its own terms: a spread is so many times as long as it says."""
    service, sample = found.service, found.sample
    member = Member(service, sample, base.scenario.dates.end.value)
    rows = [member.at(n) for n in range(sample.members)]
    paths = sorted(path for path in rows[0] if np.std([row[path] for row in rows]) > 0)
    columns = {path: np.array([row[path] for row in rows], dtype=float) for path in paths}
    for path in paths:
        if isinstance(_at(base.scenario, path), Spread):
            columns[path] = columns[path] / np.median(columns[path])
    narrower = {one.path: found.sample.narrower[one.name] for one in service.inputs if one.path}
    level = found.sample.narrower["level"]
    inputs = []
    for path in paths:
        low, middle, high = np.quantile(columns[path], ENDS)
        value = 1.0 if isinstance(_at(base.scenario, path), Spread) else float(_value_now(fitted, path))
        below = 100 * float(np.mean(columns[path] < value) + np.mean(columns[path] == value) / 2)
        spread = narrower.get(path, level if path[0] == "demand" else 0.0)
        inputs.append(
            InputFit(
                input=".".join(path), value=value, percentile=below, low=low, middle=middle, high=high, spread=spread
            )
        )
    text = rows_of([".".join(path) for path in paths], np.stack([columns[path] for path in paths], axis=1).tolist())
    return Fit(
        method=METHOD.format(waves=" and ".join(map(str, WAVES))),
        seed=seed,
        made_for=made_for(fitted, NO_FIGURES),
        waves=[WaveFit(simulations=many, prior=1.0) for many in WAVES],
        inputs=inputs,
        figures=list(_figures(found)),
        sample=Members(rows=text),
    )


def _value_now(node: Any, path: Path) -> float:
    for step in path:
        node = (
            node[int(step)] if isinstance(node, list) else node[step] if isinstance(node, dict) else getattr(node, step)
        )
    return float(node.value)


def _figures(found: Localised) -> Iterator[FigureFit]:
    """The last month counted, of every column, and what services with these inputs count in it."""
    for at, column in enumerate(COLUMNS):
        counted, (low, middle, high) = found.seen.middle[at, -1], (float(ends[at, -1]) for ends in (
            found.past.low, found.past.middle, found.past.high
        ))  # fmt: skip
        if isfinite(counted) and isfinite(middle):
            yield FigureFit(
                name=column.value,
                title=f"{column.title}, {month_in_words(found.service.months[-1])}",
                published=float(counted),
                low=low,
                middle=middle,
                high=high,
            )


# ---------------------------------------------------------------- the forecast


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
                column.value: [_rounded(float(grid[at, n])) for grid in grids]
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
