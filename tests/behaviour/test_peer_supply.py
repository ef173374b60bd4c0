"""What do peers who help to run groups do? They add places, whether or not anything works, and the queue is shorter."""

from functools import cache

import pytest

from experiments.explain import life
from experiments.outcomes import outcomes_for, strata_of
from experiments.results import Results
from experiments.run import Case, Replication, run
from sim.events import What
from sim.inputs import World
from sim.loading import load
from sim.money import PROGRAMME
from sim.stays import HELPING
from sim.units import WEEK
from tests.logs import stays

WITH, WITHOUT = "supported_discharge_secondary", "without_peer_supply"
NO_EFFECT = "supported_discharge_secondary_no_effect"
REPLICATIONS = 12


@cache
def run_of(name: str) -> tuple[Case, list[Replication]]:
    case = Case(name, load(name).scenario, 1)
    [runs] = run([case], range(REPLICATIONS))
    return case, list(runs)


def values(name: str, outcome: str) -> list[float]:
    """Of the programme, in each replication."""
    case, runs = run_of(name)
    [one] = [one for one in outcomes_for(case.shape) if one.name == outcome]
    return Results(case, runs).outcomes[World.PROGRAMME].values(one)


def mean(name: str, outcome: str) -> float:
    return sum(values(name, outcome)) / REPLICATIONS


def test_peers_shorten_the_queue_for_places_and_nobody_helps_where_none_is_asked():
    assert mean(WITH, "wait_for_place") < 0.75 * mean(WITHOUT, "wait_for_place")
    assert mean(WITH, "place_given_up") < 0.75 * mean(WITHOUT, "place_given_up")
    assert mean(WITH, "took_up") > mean(WITHOUT, "took_up")
    assert set(values(WITHOUT, "started_helping")) == set(values(WITHOUT, "helper_places")) == {0}


@pytest.mark.parametrize("name", [WITH, NO_EFFECT])
def test_peers_add_places_whether_or_not_support_changes_anything(name):
    assert min(values(name, "started_helping")) > 0
    assert mean(name, "helper_places") > 300  # of 30 places over three years: 4,700 place-weeks


@pytest.mark.parametrize("level", ["admitted_before", "not_admitted_before"])
def test_places_added_are_counted_for_the_kind_of_people_who_added_them(level):
    """A second telling: each stay as a helper, from the log, of people of one level."""
    case, runs = run_of(WITH)
    log = case.log(World.PROGRAMME, 0)
    [(_, levels)] = case.shape.traits
    people = {row[1] for row in log if row[2] == What.HAS_TRAIT and levels[row[4]] == level}
    each = case.scenario.activity_defaults.helpers.places_each.value
    helping = [stay for stay in stays(log, HELPING) if stay.person in people]
    weeks = sum((stay.ends or case.shape.horizon) - stay.begins for stay in helping) / WEEK
    read = Results(case, runs[:1]).outcomes[World.PROGRAMME]
    strata = strata_of(case.shape, "prior_admission", level)
    found = {
        outcome.name: read.values(outcome, strata)[0]
        for outcome in outcomes_for(case.shape)
        if outcome.name in ("started_helping", "helper_places")
    }
    assert helping
    assert found == {"started_helping": len(helping), "helper_places": pytest.approx(each * weeks)}


def test_what_peers_cost_is_their_years_of_help_and_nothing_more():
    """Each line that helpers add to is paid by the year: what is added in places, at two each, is their time."""
    case, runs = run_of(WITH)
    each = case.scenario.activity_defaults.helpers.places_each.value
    for replication, weeks in zip(runs, values(WITH, "helper_places"), strict=True):
        ledger = case.ledger(replication.worlds[World.PROGRAMME])
        years = sum(float(entry.quantity) for entry in ledger if entry.line == "peers")
        assert years * 365.25 / 7 == pytest.approx(weeks / each)
        assert {entry.role for entry in ledger if entry.line == "peers"} <= {PROGRAMME}


def test_a_helpers_life_line_says_when_they_help_and_what_it_gives():
    case, _ = run_of(WITH)
    log = case.log(World.PROGRAMME, 0)
    helper = next(row[1] for row in log if row[2] == What.STARTED_HELPING)
    said = [text for moment in life(case, helper + 1, 0).moments for text in moment.programme]
    assert any(text.startswith("Begins to help run ") and "2 more places" in text for text in said)
    assert any(text.startswith("No longer helps to run ") for text in said)
