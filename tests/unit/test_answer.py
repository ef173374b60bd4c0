"""The parts of an answer belong together: payers, levels of traits, and the whole."""

from operator import attrgetter

import pytest

from experiments.answering import answer
from experiments.compare import Precision
from experiments.run import Case, run
from tests.scenarios import loaded

REPLICATIONS = 3
ADDED_UP = ["referred", "given_link_worker", "discharges", "weeks_in_care", "discharged_in_2y", "wider.volunteering"]


@pytest.fixture(scope="module")
def scenario():
    one = loaded()
    case = Case.of(one, 1)
    results = run([case], range(REPLICATIONS), engine="simpy")
    return answer([case], results, Precision(None, None, REPLICATIONS), {"command": ""}).scenarios[0]


def test_payers_make_up_the_bridge_at_every_horizon(scenario):
    assert list(scenario.bridge_by_payer) == list(scenario.bridge) == [1, 2]
    for years, whole in scenario.bridge.items():
        payers = scenario.bridge_by_payer[years]
        assert [one.payer for one in payers] == ["ICB", "Trust"]
        for i, step in enumerate(whole):
            parts = [one.steps[i] for one in payers]
            assert {part.name for part in parts} == {step.name}
            assert sum(part.mean for part in parts) == pytest.approx(step.mean)
    steps = [{step.name: step.mean for step in one.steps} for one in scenario.bridge_by_payer[2]]
    assert steps[0]["service"] < 0 == steps[1]["service"]
    assert steps[1]["headline"] > 0 == steps[0]["headline"]


def test_levels_of_a_trait_and_what_is_of_no_one_person_make_up_the_bridge(scenario):
    for years, whole in scenario.bridge.items():
        levels = scenario.bridge_by_trait[years]
        assert [(one.trait, one.level) for one in levels] == [
            ("age", "over_65"),
            ("age", "under_65"),
            ("age", None),
        ]
        for i, step in enumerate(whole):
            assert sum(one.steps[i].mean for one in levels) == pytest.approx(step.mean)
        of_nobody = {step.name: step.mean for step in levels[-1].steps}
        assert of_nobody["net"] == of_nobody["service"] < 0 == of_nobody["capacity"]


def test_every_step_of_a_part_has_an_interval(scenario):
    for one in (*scenario.bridge_by_payer[2], *scenario.bridge_by_trait[2]):
        assert [step.name for step in one.steps] == [step.name for step in scenario.bridge[2]]
        for step in one.steps:
            assert step.low <= step.mean <= step.high
            assert step.half_width >= 0


def test_every_outcome_is_reported_for_every_level_in_both_worlds_and_paired(scenario):
    whole = {outcome.name: outcome for outcome in scenario.outcomes}
    for row in scenario.by_trait:
        assert list(row.outcomes) == list(whole)
        for outcome in row.outcomes.values():
            gained = outcome.programme.mean - outcome.usual.mean
            assert outcome.difference.mean == pytest.approx(gained)
    for name in ADDED_UP:
        for of in map(attrgetter, ("usual.mean", "programme.mean", "difference.mean")):
            of_levels = sum(of(row.outcomes[name]) for row in scenario.by_trait)
            assert of_levels == pytest.approx(of(whole[name]))


@pytest.mark.parametrize(("of_level", "of_all"), [("wait", "link_worker"), ("wait_place", "place")])
def test_waits_of_levels_are_the_waits_of_all(scenario, of_level, of_all):
    levels, everybody = [getattr(row, of_level) for row in scenario.by_trait], getattr(scenario.waits, of_all)
    assert sum(wait.joined for wait in levels) == pytest.approx(everybody.joined)
    given = sum(wait.joined * wait.given_share for wait in levels)
    assert given == pytest.approx(everybody.joined * everybody.given_share)
    assert levels[0] != levels[1]
