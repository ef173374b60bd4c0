"""Scenarios side by side: equal spends, dominated options, and an order that changes nothing."""

from dataclasses import replace
from functools import cache

import pytest

from experiments.options import USUAL_CARE, Options, options
from experiments.results import Results
from experiments.run import Case, run
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'
BASE = {}
THIRD = {"link_workers": "posts = 3"}
NO_EFFECT = {"programme": 'effect = "none"'}
DEAR = {"costs.link_worker": f"gbp = {{ value = 60_000, {S} }}"}


@cache
def made(name, sections, n):
    """A question and its runs, made once: SimPy takes a quarter of a second a world."""
    case = Case(name, scenario(**dict(sections)), 1)
    return case, run([case], range(n))[0]


def table(*changes, names="abcd", n=2):
    both = [made(name, tuple(change.items()), n) for name, change in zip(names, changes, strict=False)]
    return options([Results(case, runs) for case, runs in both])


def rows(found):
    return {row.name: row for row in found.rows}


def dominated(found):
    return {name: [by.name for by in row.dominated_by] for name, row in rows(found).items()}


def test_usual_care_stands_beside_them_and_spends_nothing():
    found = table(BASE, THIRD)
    assert [row.name for row in found.rows] == [USUAL_CARE, "a", "b"]
    usual = rows(found)[USUAL_CARE]
    assert usual.comparator
    assert usual.comparator_of == ("a", "b")
    assert usual.spend.mean == usual.net.mean == 0
    assert usual.waits is None
    gained = rows(found)["a"].discharged.mean - usual.discharged.mean
    assert rows(found)["a"].discharged_gained.mean == pytest.approx(gained)


def test_a_spend_is_equal_within_five_per_cent():
    assert table(BASE, NO_EFFECT).equal_spend is True
    assert table(BASE, THIRD).equal_spend is False
    assert table(BASE).equal_spend is None


def test_the_same_for_more_money_is_dominated_beyond_luck():
    found = table(BASE, DEAR)
    assert dominated(found) == {USUAL_CARE: [], "a": [], "b": ["a"]}
    assert rows(found)["b"].dominated_by[0].beyond_luck is True


def test_a_programme_without_effect_is_dominated_by_doing_nothing():
    found = table(NO_EFFECT)
    assert dominated(found) == {USUAL_CARE: [], "a": [USUAL_CARE]}


def test_the_same_twice_is_not_dominated():
    assert dominated(table(BASE, BASE)) == {USUAL_CARE: [], "a": [], "b": []}


def test_differences_are_paired_and_turn_round():
    found = rows(table(BASE, THIRD))
    assert found["b"].compared_with["a"].net.mean == -found["a"].compared_with["b"].net.mean
    assert found["b"].compared_with[USUAL_CARE].net.mean == pytest.approx(found["b"].net.mean)
    apart = found["b"].net.mean - found["a"].net.mean
    assert found["b"].compared_with["a"].net.mean == pytest.approx(apart)


def test_the_order_of_scenarios_changes_the_order_of_rows_and_nothing_else():
    one, other = table(BASE, THIRD, DEAR), table(DEAR, BASE, THIRD, names="cab")
    assert rows(one) == rows(other)
    assert [row.name for row in other.rows] == [USUAL_CARE, "c", "a", "b"]
    assert replace(one, rows=()) == replace(other, rows=())


def test_what_is_said_of_several_is_said_from_the_cheapest_on():
    assert table(BASE, THIRD, DEAR).by_cost == table(DEAR, BASE, THIRD, names="cab").by_cost == ("a", "b", "c")


def test_other_people_have_a_comparator_of_their_own():
    found = rows(table(BASE, {"demand": "referrals_per_week = 1"}))
    assert set(found) == {f"{USUAL_CARE} a", f"{USUAL_CARE} b", "a", "b"}
    assert set(found["a"].compared_with) == {"b", f"{USUAL_CARE} a"}


def test_the_horizon_is_one_that_all_reach_and_may_be_none():
    one = {"dates": "last_referral = 2015-10-01\nservice_end = 2016-03-01\nend = 2016-04-01"}
    short = {"dates": "last_referral = 2015-10-01\nservice_end = 2015-11-01\nend = 2015-12-01"}
    assert table(BASE, one, n=1).years == 1
    assert table(BASE, short, n=1) == Options(("a", "b"), years=None, equal_spend=None, rows=())


REFILL = {"costs.care": 'cash_rule = "refill"'}
SHARED = {"costs.care": f"cashable_share = {{ value = 0.5, {S} }}"}
MORE_PEOPLE = {"demand": "referrals_per_week = 3"}


def test_who_leaves_less_net_cash_dominates_nobody():
    """It releases as much capacity for less, but its rule makes none of it cash."""
    cheap = {**REFILL, "costs.link_worker": f"gbp = {{ value = 39_999, {S} }}"}
    found = table(SHARED, cheap)
    assert rows(found)["b"].spend.mean < rows(found)["a"].spend.mean
    assert rows(found)["b"].net.mean < rows(found)["a"].net.mean
    assert dominated(found)["a"] == []


def test_options_that_serve_other_people_dominate_nobody():
    found = table(NO_EFFECT, MORE_PEOPLE, {**MORE_PEOPLE, **DEAR})
    assert dominated(found)["c"] == ["b"]
    assert "b" not in dominated(found)["a"]
    assert "c" not in dominated(found)["a"]


def test_one_service_under_two_rules_of_cash_is_named_and_dominates_itself_not():
    found = table(SHARED, THIRD, REFILL)
    assert found.same_service == (("a", "c"),)
    assert dominated(found)["c"] == []
    assert table(BASE, BASE).same_service == ()


def test_usual_care_is_one_row_for_all_of_which_it_is_the_same():
    found = table(BASE, MORE_PEOPLE, THIRD)
    usual = [row for row in found.rows if row.comparator]
    assert [row.comparator_of for row in usual] == [("a", "c"), ("b",)]
    assert [row.title.count("“") for row in usual] == [2, 1]
