"""The long-term service and its control: what was published is there with a true effect of 0. Five teams apart wait."""

from functools import cache
from statistics import fmean

import pytest

from experiments.figures import MEASURES, Window, see
from experiments.run import Case, Replication, run
from sim.events import What
from sim.inputs import World
from sim.loading import bundled, load
from sim.units import YEAR

SERVICE, CONTROL = "rotherham_long_term_conditions", "rotherham_long_term_conditions_no_effect"
TEAMS = "pooled_or_five_local_teams"
REPLICATIONS = 6
COMPLETERS = "4"  # meetings: the most likely number planned


@cache
def case_of(name: str) -> Case:
    return Case(name, load(bundled()[name]).scenario, 1)


@cache
def replications(name: str) -> list[Replication]:
    return run([case_of(name)], range(REPLICATIONS), engine="fast")[0]


@cache
def seen(name: str):
    """Everybody of two years, followed for one more."""
    case = case_of(name)
    return [
        see(case.log(World.PROGRAMME, number), Window(0, case.shape.horizon, 2 * YEAR), case.shape)
        for number in range(REPLICATIONS)
    ]


def mean(name: str, measure: str, *of: str) -> float:
    return fmean(MEASURES[measure].figure(one, *of) for one in seen(name))


def test_the_published_falls_are_there_where_the_true_effect_is_0():
    for replication in replications(CONTROL):
        programme, usual = (replication.worlds[world].tally for world in (World.PROGRAMME, World.USUAL))
        assert programme.uses == usual.uses
    assert mean(CONTROL, "naive_change", "inpatient") == pytest.approx(-7, abs=4)
    assert mean(CONTROL, "naive_change", "emergency") == pytest.approx(-17, abs=3)


def test_those_who_complete_support_look_better_though_it_does_nothing():
    assert mean(CONTROL, "progress_because_of_support") == 0
    assert mean(CONTROL, "apparent_benefit", COMPLETERS) > 2  # percentage points of the eight outcomes
    assert mean(SERVICE, "apparent_benefit", COMPLETERS) > mean(CONTROL, "apparent_benefit", COMPLETERS)


def test_activities_are_paid_by_grant_and_by_place():
    scenario = case_of(SERVICE).scenario
    forms = {(activity.payment or scenario.activity_defaults.payment).form for activity in scenario.activities.values()}
    assert forms == {"grant", "spot"}


def test_an_adviser_of_a_local_team_is_given_only_its_own_people():
    """The five posts in order of their groups' names: east, north, south, team (central), west."""
    trait = 1  # age, locality
    log = case_of(TEAMS).log(World.PROGRAMME, 0)
    given = [row for row in log if row[2] in (What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER, What.HANDED_OVER)]
    levels = {row[1]: row[4] for row in log if row[2] == What.HAS_TRAIT and row[3] == trait}
    assert {(row[3], levels[row[1]]) for row in given} == {(0, 1), (1, 2), (2, 3), (3, 0), (4, 4)}
