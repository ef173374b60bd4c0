"""What does a fitted service say in files? The scenario that runs on, and its joint sample.

The scenario extends the base and states what the counts tell, and how the service stands on the day after the last
month. What a column counted is graded "measured"; what only simulations of such services tell, "assumed".
NAME.fit.toml beside it holds the joint sample, as any fit does; what is foretold stands in a third (`stored`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

import numpy as np

from experiments.fitting.stored import (
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
from experiments.local.informed import LEVEL
from experiments.local.localise import Localised
from experiments.local.monthly import COLUMNS, Floats
from experiments.local.months import month_in_words
from experiments.local.observed import Observed, columns_of
from experiments.local.returns import Column
from experiments.local.scoring import ENDS
from experiments.local.service import TENTHS, Service
from sim.inputs import post_groups
from sim.loading import Loaded
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import LENGTHS, Evidence, Number, Spread

Path = tuple[str, ...]
METHOD = (
    "regression-adjusted ABC on monthly counts, in waves of {waves} simulations, each drawn from the prior within what "
    "the last left; the service that runs on begins where the last month counted left it"
)


def members_of(base: Loaded, found: Localised) -> list[dict[Path, float]]:
    """Of each member of the sample, every input of the scenario that runs on which may differ between members: by path,
    as a file has them; of a spread, how many times as long as the base's."""
    service, sample = found.service, found.sample
    return [_member(service, sample, n, base.scenario.dates.end.value) for n in range(sample.members)]


def _member(service: Service, sample: Sample, member: int, until: date) -> dict[Path, float]:
    given, at = values(sample, member), stands(sample, member)
    scenario = service.running(given, at, until)
    demand = scenario.demand
    inputs: dict[Path, float] = {("demand", "referrals_per_week"): float(demand.referrals_per_week.value)}
    for n, change in enumerate(demand.changes):
        inputs["demand", "changes", str(n), "referrals_per_week"] = float(change.referrals_per_week.value)
    inputs |= {one.path: given[one.name] for one in service.inputs if one.path}
    inputs["demand", "waiting_on_day_0"] = at.waiting
    for name, people in zip(post_groups(scenario), at.caseload, strict=True):
        inputs[*_of_posts(name), "people_on_day_0"] = people
    return inputs


def _of_posts(group: str) -> Path:
    """Where a group of posts is stated; the main one is `team`."""
    return ("link_workers",) if group == "team" else ("link_workers", "groups", group)


# ---------------------------------------------------------------- the scenario


def title_of(found: Localised) -> str:
    """What the scenario is called, if nothing else is asked for."""
    return f"Our service, fitted to its counts of {_counted_in(found.service)}"


def stated(base: Loaded, found: Localised) -> dict[str, object]:
    """What the scenario says beyond its base, by dotted path."""
    service, sample, rows = found.service, found.sample, members_of(base, found)
    known, days = _values(base.scenario), service.rates_from(service.ends, base.scenario.dates.end.value)
    source = f"your counts, {_counted_in(service)}"
    direct, measured = _directly_counted(found.seen), {"grade": "measured", "source": source}
    simulated = {"grade": "assumed", "source": f"simulated from {source}"}
    said = {**_words(service), **dict(_dates(base.scenario, service))}
    changes: list[dict[str, object]] = []
    for path in rows[0]:
        column = np.array([row[path] for row in rows])
        evidence = measured if path in direct else simulated
        fitted = {"informed_by": "your monthly counts"} if column.std() > 0 else {}
        value = _value(known.get(path), path, column, {**evidence, **fitted})
        if path[:2] == ("demand", "changes"):
            changes.append({"starts": days[len(changes)], "referrals_per_week": value})
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
            yield (
                ".".join((*_of_posts(name), "absences")),
                [_plain(absence.model_dump(exclude_none=True)) for absence in away],
            )


def _plain(node: Any) -> Any:
    """Values without evidence written short."""
    if isinstance(node, dict):
        return node["value"] if set(node) == {"value"} else {key: _plain(value) for key, value in node.items()}
    return node


def _values(scenario: Scenario) -> dict[Path, Evidence]:
    """Every value of a scenario, by path."""
    return {path: value for path, value, _ in values_in(scenario)}


def _value(was: Evidence | None, path: Path, column: Floats, evidence: Mapping[str, str]) -> dict[str, object]:
    """A number with its range, or a spread so many times as long with its own. `was`: in the base."""
    low, middle, high = (_rounded(float(n)) for n in np.quantile(column, ENDS))
    if isinstance(was, Spread):
        longer = was.times(middle)
        lengths = {name: getattr(longer, name) for name in LENGTHS}
        given: dict[str, object] = {name: _rounded(length) for name, length in lengths.items() if length is not None}
        if longer.points is not None:
            given["points"] = [[share, _rounded(length)] for share, length in longer.points]
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
    rows, known, now = members_of(base, found), _values(base.scenario), _values(fitted)
    paths = sorted(path for path in rows[0] if np.std([row[path] for row in rows]) > 0)
    columns = {path: np.array([row[path] for row in rows], dtype=float) for path in paths}
    lengths = [path for path in paths if isinstance(known.get(path), Spread)]
    for path in lengths:
        columns[path] = columns[path] / np.median(columns[path])
    narrower = {one.path: found.sample.narrower[one.name] for one in found.service.inputs if one.path}
    level = found.sample.narrower[LEVEL]
    inputs = []
    for path in paths:
        low, middle, high = np.quantile(columns[path], ENDS)
        value = 1.0 if path in lengths else _number(now[path])
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


def _number(value: Evidence) -> float:
    assert isinstance(value, Number), "what is no spread"  # noqa: S101
    return float(value.value)


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
