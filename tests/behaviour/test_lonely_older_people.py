"""McDaid and Park's verdict, what is left of it if nothing works, and what a queue does to it: replication by
replication, with the same luck."""

from functools import cache
from statistics import fmean

import pytest

from experiments.figures import MEASURES
from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, run
from sim.inputs import World
from sim.loading import load

BASE = "older_people_loneliness"
MANY = range(8)


@cache
def of(name):
    case = Case(name, load(name).scenario, 1)
    return case, run([case], MANY, engine="fast", totals_only=True)[0]


def dearer(name):
    case, runs = of(name)
    return [MEASURES["cost_difference_per_person"].figure(case, one) for one in runs]


def counted(name, outcome, world=World.PROGRAMME):
    case, runs = of(name)
    read = Results(case, runs).outcomes[world]
    return read.values(next(one for one in outcomes_for(case.shape) if one.name == outcome))


def test_it_is_dearer_by_about_348_pounds_a_person_and_nobody_waits():
    assert fmean(dearer(BASE)) == pytest.approx(348, rel=0.1)
    assert counted(BASE, "gave_up") == counted(BASE, "wait_for_place") == [0] * len(MANY)


def test_if_nothing_works_no_year_is_gained_and_net_cash_is_minus_the_cost_of_the_service():
    null = f"{BASE}_no_effect"
    assert counted(null, "years_of.not_lonely") == [0] * len(MANY)
    assert counted(null, "uses.care") == counted(null, "uses.care", World.USUAL)
    for one in of(null)[1]:
        bridge = one.bridges[max(one.bridges)]
        assert bridge["net"] == bridge["service"] < 0
    assert all(without > with_it for without, with_it in zip(dearer(null), dearer(BASE), strict=True))


def test_a_queue_takes_years_away_and_makes_it_dearer():
    queue = f"{BASE}_with_a_queue"
    years = [counted(name, "years_of.not_lonely") for name in (queue, BASE)]
    assert sum(few < many for few, many in zip(*years, strict=True)) >= len(MANY) - 1
    assert fmean(counted(queue, "gave_up")) > 5
    assert fmean(dearer(queue)) > fmean(dearer(BASE)) + 40
