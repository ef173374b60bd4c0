"""Who relapses within two years of a first discharge, in logs of usual care: Kaplan-Meier, with exits censored.

The engine gets hazards and a threshold each; it is held here against what was published of a population: a
share, and an odds ratio between the levels of a trait. People of all replications are taken together, for in usual care
they hardly meet; the interval is Greenwood's.
"""

from datetime import date
from math import log, sqrt
from typing import Any, NamedTuple

import numpy as np

from sim.events import What
from sim.inputs import Inputs, World, inputs_of
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.loading import load
from sim.luck import study_key
from sim.scenario import Scenario
from sim.units import YEAR, minute_of

PILOT = "rotherham_mental_health_pilot"
TRAIT, MORE, LESS = "prior_admission", "admitted_before", "not_admitted_before"
FOLLOWED_UNTIL = date(2023, 4, 1)  # seven years from the last referral
TWO_YEARS = 2 * YEAR
STANDARD_ERRORS = 2.576  # 99 %
SHARE, ODDS_RATIO = 0.582, 3.93  # as published


class Followed(NamedTuple):
    """Everybody who was discharged: minutes until the first relapse or until they were lost from sight; which; and
    whether they had been admitted before."""

    minutes: Any
    relapsed: Any
    admitted: Any


def usual_care(scenario: Scenario) -> Inputs:
    """The pilot's people without the programme, followed for long."""
    inputs = inputs_of(scenario, World.USUAL)
    return inputs._replace(horizon=minute_of(FOLLOWED_UNTIL, scenario.dates.start.value))


def pilot(**levels: float) -> Scenario:
    """The pilot; `odds_ratio`: with another one."""
    scenario = load(PILOT).scenario
    if not levels:
        return scenario
    said = scenario.model_dump(by_alias=True, exclude_unset=True)
    said["traits"][TRAIT]["levels"][MORE]["relapse_odds_ratio"] = {"value": levels["odds_ratio"]}
    return Scenario.model_validate(said)


def followed(inputs: Inputs, replications: int, seed: int) -> Followed:
    """From the logs of so many replications."""
    tables, key = fast.Tables(inputs), study_key(seed)
    trait = next(t for t, name in enumerate(sorted(load(PILOT).scenario.traits)) if name == TRAIT)
    parts = []
    for replication in range(replications):
        rows = np.array(tables.replicate(key, replication)).reshape(-1, LOG_COLUMNS)
        minute, person, what, where, value = rows.T
        people = int(person.max()) + 1
        discharged = _first(people, person[what == What.DISCHARGED], minute[what == What.DISCHARGED])
        relapsed = _first(people, person[what == What.RELAPSED], minute[what == What.RELAPSED])
        left = _first(people, person[what == What.LEFT], minute[what == What.LEFT])
        ends = np.minimum(np.minimum(relapsed, left), inputs.horizon)
        admitted = np.zeros(people, dtype=bool)
        of_trait = (what == What.HAS_TRAIT) & (where == trait)
        admitted[person[of_trait]] = value[of_trait] == 0  # levels in order of name
        out = discharged < inputs.horizon
        parts.append((ends[out] - discharged[out], relapsed[out] == ends[out], admitted[out]))
    return Followed(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _first(people: int, person: Any, minute: Any) -> Any:
    """The first minute of each person; a time beyond any horizon for the others."""
    found = np.full(people, 1 << 40)
    np.minimum.at(found, person, minute)
    return found


def share_back(minutes: Any, relapsed: Any) -> tuple[float, float]:
    """The share who relapse within two years, and its standard error."""
    order = np.argsort(minutes, kind="stable")
    at_risk = len(order) - np.arange(len(order))
    counts = relapsed[order] & (minutes[order] <= TWO_YEARS)
    stays = float(np.prod(1.0 - counts / at_risk))
    risks = at_risk[counts].astype(float)
    return 1.0 - stays, stays * sqrt(float(np.sum(1.0 / (risks * np.maximum(risks - 1.0, 1.0)))))


def share_is(published: float, seen: Followed) -> bool:
    """Whether a published share lies in the 99 % interval of what was seen."""
    share, error = share_back(seen.minutes, seen.relapsed)
    return abs(share - published) < STANDARD_ERRORS * error


def log_odds_ratio(seen: Followed) -> tuple[float, float]:
    """Of those admitted before to the others, and its standard error."""
    more, less = (share_back(seen.minutes[which], seen.relapsed[which]) for which in (seen.admitted, ~seen.admitted))
    odds = [log(share / (1 - share)) for share, _ in (more, less)]
    errors = [error / (share * (1 - share)) for share, error in (more, less)]
    return odds[0] - odds[1], sqrt(errors[0] ** 2 + errors[1] ** 2)


def odds_ratio_is(published: float, seen: Followed) -> bool:
    """Whether a published odds ratio lies in the 99 % interval of what was seen."""
    found, error = log_odds_ratio(seen)
    return abs(found - log(published)) < STANDARD_ERRORS * error


def with_hazard(inputs: Inputs, times: float) -> Inputs:
    """The same with so many times the hazard of relapse."""
    return inputs._replace(relapse=inputs.relapse._replace(hazard=inputs.relapse.hazard * times))
