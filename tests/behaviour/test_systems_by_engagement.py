"""Services in general practice: what they report where nothing works, and what depends on how often people come."""

from functools import cache

import pytest

from experiments.channels import with_effect
from experiments.figures import named
from experiments.results import Results
from experiments.run import Case, run
from experiments.targets import Target, targets_beside
from experiments.verdicts import counted
from sim.loading import load
from sim.scenario import Scenario
from tests.plain import completers, naive

FEW = 8


@cache
def pool(name: str) -> Results:
    case = Case(name, load(name).scenario, 1)
    return Results(case, run([case], range(FEW), engine="fast")[0])


def targets(name: str) -> dict[str, Target]:
    found = targets_beside(load(name).path)
    assert found
    return found[0].targets


def means(scenario: Scenario, *wanted: Target) -> list[float]:
    """Of each figure, over a few replications."""
    rows = list(counted(Case("it", scenario, 1), wanted, FEW, engine="fast"))
    return [sum(column) / FEW for column in zip(*rows, strict=True)]


def test_in_glasgow_completers_seem_to_gain_and_use_falls_though_nothing_works() -> None:
    [progress] = completers(pool("deep_end_glasgow"))
    assert progress["apparent"]["error_low"] > 2
    assert (progress["true"]["mean"], progress["true"]["half_width"]) == (0, 0)
    [gp] = naive(pool("deep_end_glasgow"))
    assert gp["naive"]["error_high"] < -5
    assert gp["true"]["mean"] == 0


def test_in_glasgow_people_seen_three_times_seem_to_gain() -> None:
    """As the trial's report has it, beside 0 by intention to treat."""
    seen = targets("deep_end_glasgow")["seen_3_times"]
    scenario = load("deep_end_glasgow").scenario
    gain, none = (
        seen.model_copy(update={"measure": it}) for it in ("apparent_benefit.3", "progress_because_of_support")
    )
    apparent, true = means(scenario, gain, none)
    assert apparent > 5
    assert true == 0


def test_at_rosebery_the_fall_in_appointments_needs_no_effect_and_97_000_is_more_than_they_all_cost() -> None:
    name = "val_rosebery"
    fall, most = targets(name)["appointments"], targets(name)["potential"]
    assert load(name).scenario.programme.effect == []
    [pounds] = means(load(name).scenario, fall)
    assert pounds == pytest.approx(fall.published, rel=0.2)
    line = pool(name).case.shape.lines.index("gp")
    before = [
        sum(run_.tally.uses_before) for run_ in (one.worlds[world] for one in pool(name).runs for world in one.worlds)
    ]
    assert line == 0
    assert 35 * max(before) < -most.published


def test_in_newcastle_who_comes_oftener_uses_less_care_and_without_effect_nobody_does() -> None:
    name = "type_2_diabetes_newcastle"
    scenario, high = load(name).scenario, targets(name)["high_engagement"]
    gradient = [high.model_copy(update={"measure": f"care_cost.inpatient.{times}"}) for times in (0, 1, 12)]
    assert all(named(one.measure, scenario) for one in gradient)
    everybody, once, often = means(scenario, *gradient)
    assert often < once < everybody < 0
    assert means(with_effect(scenario, []), *gradient) == [0, 0, 0]


def test_in_primary_care_most_of_the_fall_after_a_referral_is_no_effect() -> None:
    gp = next(row for row in naive(pool("primary_care_link_workers")) if row["line"] == "gp")
    assert gp["naive"]["mean"] < -25
    assert gp["true"]["mean"] > gp["naive"]["mean"] / 5
