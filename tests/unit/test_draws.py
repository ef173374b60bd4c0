"""Draws of every uncertain input at once: how each is spread, whose luck it is, and chances that are known."""

from functools import cache

import pytest

from experiments.along import Fits, Joint
from experiments.draws import Inputs, draws, saving
from experiments.fitting.prior import Prior
from experiments.fitting.stored import JointSample
from experiments.run import Case
from sim.errors import NotPossible
from sim.luck import study_key
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'
KEY = study_key(1)
PAID_ONCE = f'per = "once"\ngbp = {{ value = 200, low = 100, high = 600, {S} }}\nprice_year = "2015/16"\npayer = "ICB"'
RELAPSE = ("relapse", "per_year")
ONCE = ("costs", "set_up", "gbp")


def drawn(n=2000, fits=None, **sections):
    """The inputs of so many draws."""
    inputs = Inputs(scenario(**sections), fits) if fits else Inputs(scenario(**sections))
    return [inputs.values(KEY, number) for number in range(n)]


def share_below(values, limit):
    return sum(value < limit for value in values) / len(values)


def test_an_input_is_spread_as_a_triangle_with_its_peak_at_the_value_stated():
    found = [values[ONCE] for values in drawn(**{"costs.set_up": PAID_ONCE})]
    assert 100 < min(found) < max(found) < 600
    assert share_below(found, 200) == pytest.approx((200 - 100) / (600 - 100), abs=0.03)
    assert share_below(found, 300) == pytest.approx(1 - 300**2 / (500 * 400), abs=0.03)


def test_an_input_is_spread_evenly_where_the_file_says_so():
    uniform = PAID_ONCE.replace("high = 600", 'high = 600, distribution = "uniform"')
    assert share_below([v[ONCE] for v in drawn(**{"costs.set_up": uniform})], 200) == pytest.approx(0.2, abs=0.03)


def test_a_distribution_that_draws_do_not_know_is_refused_by_name():
    beta = PAID_ONCE.replace("high = 600", 'high = 600, distribution = "beta"')
    with pytest.raises(NotPossible, match=r"costs\.set_up\.gbp is spread as beta"):
        drawn(1, **{"costs.set_up": beta})


def test_a_spread_is_made_so_many_times_as_long():
    patience = f"weeks_of_patience = {{ value = 26, low_times = 0.5, high_times = 2, {S} }}"
    inputs = Inputs(scenario(support=patience))
    values, changed = inputs.scenario_of(KEY, 0)
    times = values["support", "weeks_of_patience"]
    assert 0.5 < times < 2 != times
    assert changed.support.weeks_of_patience.value == 26 * times


def test_levers_and_stated_values_are_not_drawn():
    posts = f"posts = {{ value = 2, low = 1, high = 3, {S} }}"
    assert drawn(1, link_workers=posts) == [{}]


def test_what_is_counted_in_whole_people_is_drawn_whole():
    [values] = drawn(1, demand=f"waiting_on_day_0 = {{ value = 10, low = 0, high = 90, {S} }}")
    assert values["demand", "waiting_on_day_0"].is_integer()


def test_another_input_changes_no_draw_of_the_first():
    one = {"costs.set_up": PAID_ONCE}
    two = {**one, "relapse": f"per_year = {{ value = 0.4, low = 0.1, high = 0.6, {S} }}"}
    assert [v[ONCE] for v in drawn(5, **one)] == [v[ONCE] for v in drawn(5, **two)]


def test_inputs_and_draws_have_luck_of_their_own():
    found = drawn(2, **{"costs.set_up": PAID_ONCE, "costs.closing": PAID_ONCE})
    assert len({value for values in found for value in values.values()}) == 4


def test_of_two_shares_that_add_to_one_one_is_drawn():
    levels = {
        f"traits.age.levels.{name}": f"share = {{ value = {value}, low = {low}, high = {high}, {S} }}"
        for name, value, low, high in (("under_65", 0.75, 0.5, 0.9), ("over_65", 0.25, 0.1, 0.5))
    }
    inputs = Inputs(scenario(**levels))
    assert len(inputs.laws) == 1
    _, changed = inputs.scenario_of(KEY, 0)
    shares = [level.share.value for level in changed.traits["age"].levels.values()]
    assert sum(shares) == pytest.approx(1)
    assert shares != [0.75, 0.25]


RATIO = ("progress", "odds_ratio_at_full_dose")
BOTH = {
    "relapse": f'per_year = {{ value = 0.4, low = 0.1, high = 0.6, informed_by = "a figure", {S} }}',
    "progress": f'odds_ratio_at_full_dose = {{ value = 10, low = 2, high = 90, informed_by = "a figure", {S} }}',
    "costs.set_up": PAID_ONCE,
}
ROWS = tuple((2.0 + number, 0.1 + number / 1000) for number in range(300))


def fit(rows):
    """A joint sample of these two inputs."""
    inputs = {one.path: one for one in Prior(scenario(**BOTH)).inputs}
    return Fits(Joint(JointSample((RATIO, RELAPSE), rows, (0.5, 0.5), ()), inputs))


def test_fitted_inputs_are_drawn_together_and_others_as_without_a_fit():
    values = drawn(2000, fit(ROWS), **BOTH)
    assert {(one[RATIO], one[RELAPSE]) for one in values} <= {*ROWS}
    assert share_below([one[RELAPSE] for one in values], 0.25) == pytest.approx(0.5, abs=0.05)
    alone = drawn(2000, **BOTH)
    assert [one[ONCE] for one in values] == [one[ONCE] for one in alone]
    assert len({(one[RATIO], one[ONCE]) for one in values}) > 1900, "which member is no matter of the price"


def test_members_that_have_lost_what_goes_with_what_are_not_the_same_draws():
    """The planted twin: the same values in each column."""
    mixed = tuple(zip([ratio for ratio, _ in ROWS], [relapse for _, relapse in ROWS[::-1]], strict=True))
    assert not {(one[RATIO], one[RELAPSE]) for one in drawn(200, fit(mixed), **BOTH)} & {*ROWS}


def test_more_draws_and_another_input_leave_a_member_where_it_is():
    few = {name: BOTH[name] for name in ("relapse", "progress")}
    members = [[one[RATIO] for one in drawn(n, fit(ROWS), **sections)] for n, sections in ((20, BOTH), (50, few))]
    assert members[0] == members[1][:20]


def test_a_draw_that_cannot_be_is_made_again():
    chances = ", ".join(f"{{ value = {value}, low = 0, high = 1, {S} }}" for value in (0.5, 0.4))
    inputs = Inputs(scenario(prescription=f"chance_of_another = [{chances}]"))
    impossible = [n for n in range(20) if (first := list(inputs.values(KEY, n).values()))[1] > first[0]]
    assert impossible
    for number in impossible:
        first, second = inputs.scenario_of(KEY, number)[1].prescription.chance_of_another
        assert second.value <= first.value


# ---------------------------------------------------------------- and run


QUIET = {"demand": "referrals_per_week = 0", "costs.set_up": PAID_ONCE, "costs.link_worker": "remove = true"}


@cache
def run_alone(**more):
    case = Case("alone", scenario(**QUIET, **more), 1)
    return list(draws(case, range(60), engine="simpy"))


def test_the_answer_of_a_draw_is_that_of_its_inputs():
    assert [one.net for one in run_alone()] == pytest.approx([-one.values[ONCE] for one in run_alone()])
    assert not any(saving(run_alone()))


def test_a_known_share_of_draws_costs_less_than_a_sum():
    share = sum(one.net > -300 for one in run_alone()) / 60
    assert share == pytest.approx(1 - 300**2 / (500 * 400), abs=0.15)


def test_the_number_of_workers_and_of_draws_changes_nothing():
    sections = {"demand": f"referrals_per_week = {{ value = 2, low = 1, high = 4, {S} }}", "costs.set_up": PAID_ONCE}
    case = Case("small", scenario(**sections), 1)
    alone, together = (
        [(one.values, one.net, one.people) for one in draws(case, range(n), engine="simpy", jobs=jobs)]
        for n, jobs in ((4, 1), (5, 3))
    )
    assert alone == together[:4]
    assert len({people for _, _, people in alone}) > 1
