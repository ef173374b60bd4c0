"""Referral relative to need, against counts taken from the tallies by hand."""

from functools import cache

import pytest

from experiments.people_rows import by_trait
from experiments.results import Results
from experiments.run import Case, run
from experiments.swings import run_again
from sim.events import What
from sim.inputs import World
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'


def need(share):
    return f"need_share = {{ value = {share}, {S} }}"


def case_with(under, over, **more):
    levels = {"traits.age.levels.under_65": need(under), "traits.age.levels.over_65": need(over)}
    return Case("one", scenario(**levels, **more), 1)


@cache
def base():
    case = Case("one", scenario(), 1)
    return case, run([case], range(6))[0]


def made(under=0.4, over=0.6):
    """What happened, run once, held against another need."""
    case = case_with(under, over)
    return case, run_again(*base(), case.scenario)


def rows(case, runs):
    return {row.level: row for row in by_trait(Results(case, runs))}


def counts(case, runs, buffer):
    """A count in each replication: of the older, and of everybody. Strata: over_65, under_65."""
    assert case.shape.strata == [("over_65",), ("under_65",)]
    found = [buffer(one.worlds[World.PROGRAMME].tally) for one in runs]
    return [(sum(values[::2]), sum(values)) for values in found]


def test_each_stage_is_a_share_of_people_over_the_share_of_need():
    case, runs = made()
    periods, last = len(case.shape.cuts), len(case.shape.bridge_years) - 1
    of_event = What.GIVEN_LINK_WORKER * periods * 2
    stages = {
        "referred": lambda tally: tally.people,
        "given": lambda tally: tally.counts[of_event : of_event + periods * 2],
        "discharged": lambda tally: tally.discharged_people[last * 2 : last * 2 + 2],
    }
    older = rows(case, runs)["over_65"]
    assert older.need_share == 0.6
    assert list(older.referral_to_need) == list(stages)
    for stage, buffer in stages.items():
        here, everybody = zip(*counts(case, runs, buffer), strict=True)
        found = older.referral_to_need[stage]
        assert found.share.mean == pytest.approx(sum(here) / sum(everybody))
        assert found.ratio.mean == pytest.approx(found.share.mean / 0.6)
        assert found.ratio.half_width == pytest.approx(found.share.half_width / 0.6) != 0


def test_levels_whose_share_of_people_is_their_share_of_need_are_near_one():
    """A quarter of people are over 65. The interval is of simulation error at 95 %."""
    case, runs = made(under=0.75, over=0.25)
    for level in ("over_65", "under_65"):
        ratio = rows(case, runs)[level].referral_to_need["referred"].ratio
        assert abs(ratio.mean - 1) < 2 * ratio.half_width


def test_where_no_need_is_stated_nothing_is_said_of_it():
    for row in by_trait(Results(*base())):
        assert row.need_share is None
        assert row.referral_to_need is None


def test_a_stage_that_nobody_reaches_has_no_share_and_a_level_without_need_no_ratio():
    case = case_with(under=1.0, over=0.0, link_workers="posts = 0")
    older = rows(case, run([case], range(2))[0])["over_65"].referral_to_need
    assert older["given"] is None
    assert older["referred"].share.mean > 0
    assert older["referred"].ratio is None


def test_a_follow_up_of_less_than_a_year_says_nothing_of_discharge():
    dates = "last_referral = 2015-06-01\nservice_end = 2015-08-01\nend = 2015-09-01"
    case = case_with(0.5, 0.5, dates=dates, **{"activities.walks": "closes = 2015-08-01"})
    older = rows(case, run([case], range(1))[0])["over_65"]
    assert list(older.referral_to_need) == ["referred", "given"]


def test_a_setting_without_reviews_says_nothing_of_discharge():
    case = case_with(0.5, 0.5, stages="reviews = false\nrelapse = false")
    older = rows(case, run([case], range(1))[0])["over_65"]
    assert list(older.referral_to_need) == ["referred", "given"]
