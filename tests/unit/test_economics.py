"""Which option is worth its money, and what is knowing more worth? Against formulas and published cases.

The cases E10 to E14 are those that the whole project is held to. Simulated ones lie inside their own stated error.
"""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest

from experiments.economics.deciding import (
    acceptability,
    acceptability_frontier,
    evpi,
    evpi_of_normal,
    expected_loss,
    population,
    present_value,
)
from experiments.economics.learning import evppi, evsi
from experiments.economics.plane import against, compare, quadrant, quadrants
from experiments.sensitivity.resampling import uniforms
from sim.errors import NotPossible
from sim.luck import normal
from spsim import economics

DRAWS = 4000
CLOSE = 1e-4


def normals(many, seed):
    """Standard normal, from luck that nothing here draws."""
    return np.array([normal(u) for u in uniforms((many,), seed)])


def benefits(*each):
    """Costs and effects whose net benefit at threshold 1 is this, against an option of 0."""
    effects = np.column_stack([np.zeros(len(each[0])), *each])
    return np.zeros_like(effects), effects


# ---------------------------------------------------------------- formulas


def test_value_of_perfect_information_of_one_normal_choice():
    """E10: incremental net benefit of 500, give or take 1,500."""
    assert evpi_of_normal(500, 1500) == pytest.approx(381.354, rel=CLOSE)
    assert evpi_of_normal(-500, 1500) == evpi_of_normal(500, 1500)
    assert NormalDist().cdf(500 / 1500) == pytest.approx(0.63056, rel=CLOSE)
    assert evpi_of_normal(500, 0) == 0
    with pytest.raises(NotPossible, match="below 0"):
        evpi_of_normal(500, -1)


def test_value_to_a_population():
    """E13: a thousand people a year in years 0 to 4."""
    assert population(evpi_of_normal(500, 1500), 1000, 5) == pytest.approx(1_782_098, rel=CLOSE)
    with pytest.raises(NotPossible, match="below 0"):
        population(1.0, -1, 5)


@pytest.mark.parametrize(
    ("rate", "first_year", "worth"),
    [(0.035, "discounted", 4515.05), (0.035, "undiscounted", 4673.08), (0.015, "discounted", 4782.64)],
)
def test_a_thousand_pounds_a_year_for_five_years(rate, first_year, worth):
    """E14."""
    assert present_value([1000] * 5, rate, first_year) == pytest.approx(worth, rel=CLOSE)


def test_at_no_discount_a_present_value_is_the_sum_and_a_rate_of_minus_1_is_refused():
    assert present_value([1, 2, 3], 0.0) == 6
    costs = np.arange(12.0).reshape(2, 2, 3)  # of two draws and two options, by year: each at its own rate
    assert present_value(costs, 0.0).tolist() == costs.sum(axis=2).tolist()
    assert present_value(costs, 0.015)[1, 1] == pytest.approx(9 + 10 / 1.015 + 11 / 1.015**2)
    with pytest.raises(NotPossible, match="not above -1"):
        present_value([1], -1.0)


# ---------------------------------------------------------------- the plane


def test_no_ratio_where_one_dominates():
    assert quadrant(-5, 0) == "dominant"
    assert quadrant(0, -5) == "dominated"
    assert quadrant(0, 0) == "the same"
    assert against(-10, 2).ratio is None
    assert against(10, -2).quadrant == "dominated"
    assert against(10, 2).ratio == 5
    less = against(-10, -2)
    assert (less.quadrant, less.ratio) == ("saves and does worse", 5)


def test_ladder_of_options_with_both_kinds_of_dominance():
    """By hand: B is dearer than A and does less; C lies above the line from A to D."""
    places = compare([100, 150, 300, 400, 1000], [1, 0.5, 1.5, 3, 4], ["A", "B", "C", "D", "E"])
    found = {place.name: place for place in places}
    assert [place.name for place in places] == ["A", "B", "C", "D", "E"]
    assert (found["B"].standing, found["B"].by) == ("dominated", ("A",))
    assert (found["C"].standing, found["C"].by) == ("extendedly dominated", ("A", "D"))
    assert (found["D"].next_to, found["D"].against.ratio) == ("A", 150)
    assert (found["E"].next_to, found["E"].against.ratio) == ("D", 600)
    assert found["A"].next_to is None


def test_order_of_options_changes_nothing_and_twins_are_said_to_be():
    first = compare([100, 400, 300], [1, 3, 1.5], ["A", "D", "C"])
    assert {place.name: place for place in first} == {
        place.name: place for place in compare([300, 100, 400], [1.5, 1, 3], ["C", "A", "D"])
    }
    assert compare([1, 1], [2, 2], ["A", "B"])[1].standing == "the same as another"


def test_published_ladder_of_hiv_therapies():
    """Monotherapy and combination therapy (Chancellor 1997, as worked in Briggs, Claxton and Sculpher 2006): costs of
    £44,663 and £50,602, life years of 7.996 and 8.937; £6,276 to £6,312 a life year by rounding."""
    _, combined = compare([44_663, 50_602], [7.996, 8.937], ["monotherapy", "combined"])
    assert combined.against.ratio == pytest.approx(6311, abs=1)


def test_published_ladder_of_hiv_screening():
    """Paltiel and others 2006 (Annals of Internal Medicine 145:797), table 4: dollars, and quality-adjusted months. A
    test every year is dominated by one every three years; by these rounded figures the ratios are as below."""
    names = ["status quo", "one time", "5 years", "3 years", "annual"]
    effects = np.array([277.25, 277.57, 277.78, 277.83, 277.76]) / 12
    places = compare([26_000, 27_000, 28_020, 28_440, 29_440], effects, names)
    assert [place.standing for place in places] == ["on the frontier"] * 4 + ["dominated"]
    assert places[4].by == ("3 years",)
    ratios = [place.against.ratio for place in places[1:4]]
    assert ratios == pytest.approx([37_500, 58_285.7, 100_800], rel=CLOSE)


def test_published_ladder_of_treatments_of_c_difficile():
    """Rajasingham and others 2020 (doi 10.1093/cid/ciz318), strategies as the manual of dampack prints them: six on the
    frontier with their ratios, one extendedly dominated, two dominated."""
    table = {
        "s3": (57_336.01, 12.939964), "s27": (57_541.25, 13.014064), "s33": (57_642.26, 13.038912),
        "s31": (57_934.07, 13.096626), "s43": (58_072.11, 13.112858), "s44": (58_665.78, 13.128333),
        "s39": (57_814.65, 13.046279), "s4": (57_887.48, 12.997066), "s13": (58_018.63, 13.065041),
    }  # fmt: skip
    costs, effects = zip(*table.values(), strict=True)
    places = {place.name: place for place in compare(costs, effects, list(table))}
    ratios = {"s27": 2769.85, "s33": 4065.03, "s31": 5056.22, "s43": 8504.22, "s44": 38_362.65}
    for name, ratio in ratios.items():
        assert places[name].against.ratio == pytest.approx(ratio, rel=1e-3)  # of figures to the cent
    assert places["s39"].standing == "extendedly dominated"
    assert {places["s4"].standing, places["s13"].standing} == {"dominated"}


def test_shares_of_the_plane_add_to_1():
    costs, effects = np.zeros((20, 2)), np.zeros((20, 2))
    costs[:, 1], effects[:, 1] = np.repeat([1, -1], 10), np.tile([1, 1, 1, -1, -1], 4)
    assert quadrants(costs, effects, 1) == {
        "costs more and does better": 0.3,
        "dominant": 0.3,
        "saves and does worse": 0.2,
        "dominated": 0.2,
        "the same": 0.0,
    }


# ---------------------------------------------------------------- deciding


def test_curve_frontier_and_loss_by_hand():
    """Ten draws: option 1 gains 10 in six of them and loses 20 in four."""
    costs, effects = benefits(np.array([10.0] * 6 + [-20.0] * 4))
    assert acceptability(costs, effects, [1.0]).tolist() == [[0.4, 0.6]]
    # Likeliest to be best, yet not best on average: 0.6 x 10 - 0.4 x 20 is below 0.
    assert acceptability_frontier(costs, effects, [1.0]) == (np.array([0]), np.array([0.4]))
    assert expected_loss(costs, effects, [1.0]).tolist() == [[6.0, 8.0]]
    [worth] = evpi(costs, effects, [1.0])
    assert worth.pounds == 6.0
    assert worth.trust.verdict == "not measured"


def test_options_that_are_alike_share_the_chance():
    assert acceptability(np.zeros((10, 3)), np.zeros((10, 3)), [5.0])[0] == pytest.approx([1 / 3] * 3)


def test_a_threshold_of_0_is_about_costs_alone():
    costs = np.column_stack([np.zeros(10), [-1.0] * 7 + [1.0] * 3])
    assert acceptability(costs, np.full((10, 2), [0.0, 100.0]), 0).tolist() == [[0.3, 0.7]]


@pytest.mark.parametrize("reference", [0, 1])
def test_which_option_comes_first_changes_nothing(reference):
    x = normals(DRAWS, 3)
    costs, effects = benefits(x + 0.2, 0.5 * x + normals(DRAWS, 4))
    order = [1, 0, 2] if reference else [0, 1, 2]
    [one], [other] = evpi(costs, effects, 1.0), evpi(costs[:, order], effects[:, order], 1.0)
    assert one.pounds == pytest.approx(other.pounds)
    [one], [other] = evppi(costs, effects, x, 1.0), evppi(costs[:, order], effects[:, order], x, 1.0)
    assert one.pounds == pytest.approx(other.pounds)


@pytest.mark.parametrize(
    ("costs", "effects", "why"),
    [
        (np.zeros((10, 2)), np.zeros((10, 3)), "one shape"),
        (np.zeros((10, 1)), np.zeros((10, 1)), "two or more"),
        (np.zeros((5, 2)), np.zeros((5, 2)), "at least 10"),
        (np.zeros(10), np.zeros(10), "axes"),
        (np.full((10, 2), np.nan), np.zeros((10, 2)), "20 costs are not finite"),
    ],
)
def test_what_is_no_table_of_draws_is_refused(costs, effects, why):
    with pytest.raises(NotPossible, match=why):
        evpi(costs, effects, 1.0)


# ---------------------------------------------------------------- knowing more


def test_values_of_information_of_two_independent_normals():
    """E11: net benefit p1 - p2, p1 of mean 1 and deviation 1, p2 of mean 0 and deviation 2. Within the stated
    intervals, which are narrow enough to tell them from values 20 % off."""
    p1, p2 = 1 + normals(2 * DRAWS, 1), 2 * normals(2 * DRAWS, 2)
    costs, effects = benefits(p1 - p2)
    [whole] = evpi(costs, effects, 1.0)
    [first], [second], [both] = (evppi(costs, effects, one, 1.0) for one in (p1, p2, np.column_stack([p1, p2])))
    for found, truth in ((whole, 0.479811), (first, 0.083315), (second, 0.395593), (both, 0.479811)):
        assert found.low < truth < found.high
        assert found.high - found.pounds < 0.2 * truth
    assert both.pounds == pytest.approx(whole.pounds, rel=0.01)
    assert first.r2 == pytest.approx(0.2, abs=0.02)
    assert second.share == pytest.approx(0.8, abs=0.02)


def test_what_two_inputs_do_together_is_seen():
    """Net benefit a x b: neither alone is worth anything, and both are worth all there is (0.318, 1 / pi)."""
    a, b = normals(DRAWS, 5), normals(DRAWS, 6)
    costs, effects = benefits(a * b)
    [whole], [both], [alone] = (
        evpi(costs, effects, 1.0),
        evppi(costs, effects, np.column_stack([a, b]), 1.0),
        evppi(costs, effects, a, 1.0),
    )
    assert both.pounds == pytest.approx(whole.pounds, rel=0.01)
    assert both.low < 1 / np.pi < both.high
    assert both.r2 > 0.99
    assert alone.pounds < 0.01


def test_three_inputs_by_a_gaussian_process():
    """The same with an input that does nothing beside them."""
    few = 600
    a, b, idle = (normals(few, seed) for seed in (5, 6, 7))
    costs, effects = benefits(a * b)
    [all_three] = evppi(costs, effects, np.column_stack([a, b, idle]), 1.0)
    assert all_three.pounds == pytest.approx(evpi(costs, effects, 1.0)[0].pounds, rel=0.03)
    with pytest.raises(NotPossible, match="at most 2,000"):
        evppi(*benefits(normals(2001, 1)), np.column_stack([normals(2001, s) for s in (1, 2, 3)]), 1.0)


def test_an_input_that_does_nothing_is_worth_nothing():
    [found] = evppi(*benefits(0.2 + normals(DRAWS, 1)), normals(DRAWS, 2), 1.0)
    assert found.pounds < 0.002  # of 0.3 for everything
    assert found.r2 < 0.002
    [same] = evppi(*benefits(normals(DRAWS, 1)), np.ones(DRAWS), 1.0)
    assert (same.pounds, same.r2) == (0.0, 0.0)


def test_no_answer_where_the_regression_does_not_follow():
    """A wave of 12 turns is beyond any spline here; near neighbours see it."""
    x = np.linspace(0, 1, DRAWS)
    [found] = evppi(*benefits(np.sin(75 * x)), x, 1.0)
    assert found.pounds is None
    assert "near neighbours" in found.refused


def test_an_input_with_two_values_has_a_level_for_each():
    switch = np.tile([0.0, 1.0], DRAWS // 2)
    [found] = evppi(*benefits(np.where(switch > 0, 3.0, -1.0) + normals(DRAWS, 1)), switch, 1.0)
    assert found.pounds == pytest.approx(0.5, rel=0.1)


def test_a_study_is_worth_less_than_knowing_and_more_with_more_people():
    """A normal mean of deviation 1, measured with one unit's deviation 5: n units leave 25 / n. The formula is that of
    E10 with the deviation of what would be foretold."""
    truth = normals(2 * DRAWS, 1)
    costs, effects = benefits(0.5 + truth)
    for size in (10, 50, 400):
        [found] = evsi(costs, effects, truth, 1.0, size=size, kind="normal", deviation=5.0)
        wanted = evpi_of_normal(0.5, sqrt(1 / (1 + 25 / size)))
        assert found.low < wanted < found.high
        assert found.high - found.pounds < 0.35 * wanted
    [knowing] = evppi(costs, effects, truth, 1.0)
    assert found.pounds < knowing.pounds


def test_a_study_that_counts_people():
    """A chance between 0 and 1, uniform; k of n people foretell (k + 1) / (n + 2): every k is as likely."""
    chance = NormalDist().cdf
    truth = np.array([chance(float(z)) for z in normals(2 * DRAWS, 1)])
    costs, effects = benefits(truth - 0.6)
    for size in (3, 20):
        [found] = evsi(costs, effects, truth, 1.0, size=size, kind="binomial")
        wanted = sum(max(0.0, (k + 1) / (size + 2) - 0.6) for k in range(size + 1)) / (size + 1)
        assert found.low < wanted < found.high
        assert found.high - found.pounds < 0.2 * wanted


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"size": 0, "kind": "binomial"}, "measures nothing"),
        ({"size": 5, "kind": "binomial"}, "not all chances"),
        ({"size": 5, "kind": "normal"}, "above 0"),
    ],
)
def test_a_study_that_cannot_be_is_refused(asked, why):
    x = normals(20, 1)
    with pytest.raises(NotPossible, match=why):
        evsi(*benefits(x), x, 1.0, **asked)


def test_the_door_offers_every_function_with_its_shapes_and_errors():
    """`spsim.economics`: each function is there, and says what it takes."""
    functions = [getattr(economics, name) for name in economics.__all__]
    assert all(one.__doc__ for one in functions)
    costs, effects = benefits(0.5 + normals(40, 1))
    assert economics.evpi(costs, effects, 1.0)[0].pounds >= 0
    assert economics.against_in_words(economics.against(900, 3), "life year").endswith("£300 for each life year gained")
