"""Stated values: worth by hand, paired differences, and no pound of them in any account of money."""

from fractions import Fraction
from functools import cache

import pytest

from experiments.budget import budget
from experiments.exports import AGAINST_USUAL, tidy
from experiments.ranges import ranges
from experiments.results import Results
from experiments.run import Case, run
from experiments.stated_values import stated_values, worth
from experiments.swings import run_again
from sim.inputs import World
from sim.measures import State
from sim.units import YEAR
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'
INDEX = 'name = "made up"\nsource = "made up"\ngrade = "assumed"\nyears = { "2014/15" = 100, "2015/16" = 110 }'


def stated(per="went_on", kind="social_return", gbp=400, price_year="2015/16", **more):
    lines = [f'kind = "{kind}"', f'per = "{per}"', f"gbp = {{ value = {gbp}, low = -9000, high = 9000, {S} }}"]
    return "\n".join([*lines, f'price_year = "{price_year}"', *(f"{key} = {value}" for key, value in more.items())])


def worth_of(**more):
    case = scenario(**{"stated_values.one": stated(price_year="2014/15", **more), "prices.index": INDEX})
    return worth(case, case.stated_values["one"])


@pytest.mark.parametrize(
    ("more", "times"),
    [
        ({}, 1),
        ({"deadweight_share": 0.25}, Fraction(3, 4)),
        ({"deadweight_share": 0.25, "attribution_share": 0.5, "displacement_share": 0.1}, Fraction(27, 80)),
        ({"years_lasting": 3}, 3),
        ({"years_lasting": 3, "drop_off_per_year": 0.5}, Fraction(7, 4)),
        ({"years_lasting": 2, "drop_off_per_year": 1, "displacement_share": 0.5}, Fraction(1, 2)),
    ],
)
def test_a_stated_worth_in_the_reports_prices_less_shares_over_its_years(more, times):
    assert worth_of(**more) == (440, 440 * times, -9900 * times, 9900 * times)


@cache
def base():
    base_case = Case("one", scenario(), 1)
    return base_case, run([base_case], range(3))[0]


def made(**sections):
    """What happened, run once, with values stated or prices dropped."""
    base_case, runs = base()
    case = Case("one", scenario(**sections), 1)
    assert case.inputs == base_case.inputs
    return case, run_again(base_case, runs, case.scenario)


def steps(runs):
    return [{years: dict(bridge) for years, bridge in one.bridges.items()} for one in runs]


def both(run, of):
    return [of(run.worlds[world].tally) for world in (World.USUAL, World.PROGRAMME)]


def test_each_value_is_its_outcomes_paired_difference_times_its_worth():
    base_case, runs = made(**{
        "stated_values.b_bad": stated("relapses", gbp=-1000),
        "stated_values.a_good": stated("went_on", gbp=250, displacement_share=0.2),
    })  # fmt: skip
    good, bad = stated_values(Results(base_case, runs))
    assert (good.name, bad.name) == ("a_good", "b_bad")
    assert good.value.mean == pytest.approx(200 * good.difference.mean) != 0
    assert good.value.half_width == pytest.approx(200 * good.difference.half_width) != 0
    assert (good.value.low, good.value.high) == pytest.approx((200 * good.difference.low, 200 * good.difference.high))
    ends = (-9000 * 0.8 * good.difference.mean, 9000 * 0.8 * good.difference.mean)
    assert (good.at_low, good.at_high) == pytest.approx(ends)
    assert bad.value.mean == pytest.approx(-1000 * bad.difference.mean) != 0
    assert (good.source, good.grade, good.gbp, good.gbp_in_total) == ("made up", "assumed", 250, 200)


def test_a_csv_has_each_value_of_each_replication_in_a_unit_of_its_own():
    base_case, runs = made(**{"stated_values.good": stated("went_on", gbp=250)})
    rows = [row for row in tidy(base_case, runs) if row.measure == "stated_value.good"]
    assert {(row.world, row.unit, row.payer) for row in rows} == {(AGAINST_USUAL, "gbp stated", None)}
    [found] = stated_values(Results(base_case, runs))
    assert sum(row.value for row in rows) / len(runs) == pytest.approx(found.value.mean)


def test_years_of_care_freed_are_those_in_care_under_usual_care_less_those_with_the_programme():
    base_case, runs = made(**{"stated_values.room": stated("care_year_freed"), "costs.care": "remove = true"})
    size = len(base_case.shape.cuts) * len(base_case.shape.strata)
    freed = []
    for one in runs:
        usual, programme = both(one, lambda tally: sum(tally.minutes[State.IN_CARE * size :][:size]))
        freed.append((usual - programme) / YEAR)
    [row] = stated_values(Results(base_case, runs))
    assert row.difference.mean == pytest.approx(sum(freed) / len(freed)) != 0
    assert row.value.mean == pytest.approx(400 * row.difference.mean)


def test_no_pound_of_a_stated_value_is_in_any_ledger_or_bridge():
    without, base_case, runs = base(), *made(**{"stated_values.large": stated("went_on", gbp=9000)})
    assert stated_values(Results(base_case, runs))[0].value.mean > 9000
    assert steps(runs) == steps(without[1])
    assert budget(Results(base_case, runs)) == budget(Results(*without))


def test_what_no_pound_can_move_by_has_no_swing():
    need = "need_share = { value = 0.5, low = 0.4, high = 0.6 }"
    levels = {"traits.age.levels.over_65": need, "traits.age.levels.under_65": need}
    swung = made(**{"stated_values.large": stated(), "costs.care": "gbp.low = 1\ngbp.high = 9000", **levels})[0]
    assert [".".join(one.path) for one in ranges(swung.scenario)] == ["costs.care.gbp"]


def test_without_effect_what_usual_care_counts_too_has_no_value():
    sections = {"programme": 'effect = "none"', "stated_values.out": stated("discharges")}
    base_case = Case("one", scenario(**sections), 1)
    [row] = stated_values(Results(base_case, run([base_case], range(2))[0]))
    assert {row.value.mean, row.value.half_width, row.value.low, row.value.high} == {0}


def test_one_replication_says_nothing_of_its_simulation_error():
    base_case, runs = made(**{"stated_values.out": stated("discharges")})
    assert stated_values(Results(base_case, runs[:1]))[0].value.half_width is None


def test_a_transfer_has_its_payer_and_is_in_no_account_bridge_or_budget():
    """Reported like every stated value, less what would have come anyway; two payers may each have theirs."""
    benefit = stated("wider.volunteering", "transfer", 1000, deadweight_share=0.4, payer='"DWP"')
    tax = stated("wider.volunteering", "transfer", 200, payer='"HMRC"')
    bare, case = scenario(), scenario(**{"stated_values.benefit": benefit, "stated_values.tax": tax})
    plain, base_case = (Case("one", one, 1) for one in (bare, case))
    runs, others = (run([one], range(2))[0] for one in (plain, base_case))
    rows = {row.name: row for row in stated_values(Results(base_case, others))}
    more = rows["benefit"].difference.mean
    assert more > 0
    assert (rows["benefit"].payer, rows["tax"].payer) == ("DWP", "HMRC")
    assert rows["benefit"].value.mean == pytest.approx(600 * more)
    assert rows["tax"].value.mean == pytest.approx(200 * more)
    assert budget(Results(plain, runs)) == budget(Results(base_case, others))
    assert [one.bridges for one in runs] == [one.bridges for one in others]
    assert {account.payer for account in base_case.prices.accounts} == {"ICB", "Trust"}
