"""Scenarios side by side: equal spends, dominated options, and an order that changes nothing."""

from functools import cache

import pytest

from experiments.options import USUAL_CARE, options
from experiments.pool import Pool
from experiments.run import Question, run
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'
BASE = {}
THIRD = {"link_workers": "posts = 3"}
NO_EFFECT = {"programme": 'effect = "none"'}
DEAR = {"costs.link_worker": f"gbp = {{ value = 60_000, {S} }}"}


@cache
def made(name, sections, n):
    """A question and its runs, made once: SimPy takes a quarter of a second a world."""
    question = Question(name, scenario(**dict(sections)), 1)
    return question, run([question], range(n))[0]


def table(*changes, names="abcd", n=2):
    both = [made(name, tuple(change.items()), n) for name, change in zip(names, changes, strict=False)]
    return options([Pool(question, runs) for question, runs in both])


def rows(found):
    return {row["name"]: row for row in found["rows"]}


def dominated(found):
    return {name: [by["name"] for by in row["dominated_by"]] for name, row in rows(found).items()}


def test_usual_care_stands_beside_them_and_spends_nothing():
    found = table(BASE, THIRD)
    assert [row["name"] for row in found["rows"]] == [USUAL_CARE, "a", "b"]
    usual = rows(found)[USUAL_CARE]
    assert usual["comparator"]
    assert usual["comparator_of"] == ["a", "b"]
    assert usual["spend"]["mean"] == usual["net"]["mean"] == 0
    assert usual["waits"] is None
    gained = rows(found)["a"]["discharged"]["mean"] - usual["discharged"]["mean"]
    assert rows(found)["a"]["discharged_gained"]["mean"] == pytest.approx(gained)


def test_a_spend_is_equal_within_five_per_cent():
    assert table(BASE, NO_EFFECT)["equal_spend"] is True
    assert table(BASE, THIRD)["equal_spend"] is False
    assert table(BASE)["equal_spend"] is None


def test_the_same_for_more_money_is_dominated_beyond_luck():
    found = table(BASE, DEAR)
    assert dominated(found) == {USUAL_CARE: [], "a": [], "b": ["a"]}
    assert rows(found)["b"]["dominated_by"][0]["beyond_luck"] is True


def test_a_programme_without_effect_is_dominated_by_doing_nothing():
    found = table(NO_EFFECT)
    assert dominated(found) == {USUAL_CARE: [], "a": [USUAL_CARE]}


def test_the_same_twice_is_not_dominated():
    assert dominated(table(BASE, BASE)) == {USUAL_CARE: [], "a": [], "b": []}


def test_differences_are_paired_and_turn_round():
    found = rows(table(BASE, THIRD))
    assert found["b"]["less"]["a"]["net"]["mean"] == -found["a"]["less"]["b"]["net"]["mean"]
    assert found["b"]["less"][USUAL_CARE]["net"]["mean"] == pytest.approx(found["b"]["net"]["mean"])
    apart = found["b"]["net"]["mean"] - found["a"]["net"]["mean"]
    assert found["b"]["less"]["a"]["net"]["mean"] == pytest.approx(apart)


def test_the_order_of_scenarios_changes_the_order_of_rows_and_nothing_else():
    one, other = table(BASE, THIRD, DEAR), table(DEAR, BASE, THIRD, names="cab")
    assert rows(one) == rows(other)
    assert [row["name"] for row in other["rows"]] == [USUAL_CARE, "c", "a", "b"]
    assert {**one, "rows": []} == {**other, "rows": []}


def test_other_people_have_a_comparator_of_their_own():
    found = rows(table(BASE, {"demand": "referrals_per_week = 1"}))
    assert set(found) == {f"{USUAL_CARE} a", f"{USUAL_CARE} b", "a", "b"}
    assert set(found["a"]["less"]) == {"b", f"{USUAL_CARE} a"}


def test_the_horizon_is_one_that_all_reach_and_may_be_none():
    one = {"dates": "last_referral = 2015-10-01\nservice_end = 2016-03-01\nend = 2016-04-01"}
    short = {"dates": "last_referral = 2015-10-01\nservice_end = 2015-11-01\nend = 2015-12-01"}
    assert table(BASE, one, n=1)["years"] == 1
    assert table(BASE, short, n=1) == {"years": None, "equal_spend": None, "rows": []}
