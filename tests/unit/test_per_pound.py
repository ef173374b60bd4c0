"""What comes back for each pound spent: payers come to the whole, and nothing is said of a pound nobody spends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.per_pound import pence, per_pound_in_words
from experiments.answering import of_scenario
from experiments.intervals import Part, difference_of, estimate_of, half_width, ratio_of_means
from experiments.per_pound import BACK, per_pound
from experiments.results import Results
from experiments.run import Case, run
from tests.scenarios import loaded, scenario

FREE = {"costs.link_worker": "remove = true", "activities.walks": "remove = true"}


def pool(**sections: str) -> Results:
    base_case = Case("small", scenario(**sections), 1)
    (runs,) = run([base_case], range(6), engine="simpy")
    return Results(base_case, runs)


def test_a_ratio_of_means_is_not_a_mean_of_ratios():
    found = ratio_of_means([1.0, 9.0], [1.0, 3.0])
    assert found.mean == 10 / 4
    assert found.low < 1 < 3 < found.high  # of two replications, one more may be far off


def test_the_error_of_a_ratio_to_something_constant_is_that_of_its_mean():
    values = [1.0, 4.0, 2.0, 8.0]
    assert ratio_of_means(values, [2.0] * 4).half_width == pytest.approx(half_width([v / 2 for v in values]))


def test_a_ratio_that_is_the_same_in_every_replication_has_no_error():
    assert ratio_of_means([2.0, 4.0, 6.0], [1.0, 2.0, 3.0]).half_width == 0


def test_a_replication_that_serves_nobody_says_nothing_of_a_wait():
    """Nineteen empty ones beside one with a wait of 20 weeks: the mean wait is 20, not 1."""
    waits = Part([0.0] * 19 + [20.0], [0] * 19 + [1])
    found = estimate_of(waits)
    assert (found.mean, found.low, found.high) == (20, 20, 20)
    served = Part([6.0] * 20, [3] * 20)
    assert difference_of(waits, served).mean == 18
    assert difference_of(served, Part([0.0] * 20, [0] * 20)).mean == 2  # nobody waits under usual care


def test_nothing_of_nothing_is_0():
    found = estimate_of(Part([0.0, 0.0], [0, 0]))
    assert (found.mean, found.half_width, found.low, found.high) == (0, 0, 0, 0)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=30), st.floats(0.01, 100))
def test_a_ratio_that_never_varies_has_no_error_whatever_rounding_says(per, times):
    found = ratio_of_means([times * one for one in per], per)
    assert found.half_width == 0
    assert found.low <= found.mean * (1 + 1e-9)
    assert found.mean <= found.high * (1 + 1e-9)


def test_payers_come_to_the_whole_and_spend_one_pound_together():
    whole, *payers = per_pound(pool(), 2)
    assert whole.payer is None
    assert sum(row.spend.mean for row in payers) == pytest.approx(1)
    for name in BACK:
        assert sum(getattr(row, name).mean for row in payers) == pytest.approx(getattr(whole, name).mean)
    assert whole.net.mean == pytest.approx(whole.cash.mean - 1)


def test_where_nothing_is_spent_nothing_is_said():
    free = loaded(**FREE)
    case = Case("small", free.scenario, 1, free)
    found = of_scenario(Results(case, pool(**FREE).runs))
    assert found.per_pound == {1: (), 2: ()}
    assert per_pound_in_words(found) is None
    assert per_pound_in_words(replace(found, bridge={}, per_pound={})) is None


@pytest.mark.parametrize(("gbp", "said"), [(0.516, "£0.52"), (-0.141, "−£0.14"), (-0.001, "£0.00"), (0.0, "£0.00")])
def test_pence(gbp, said):
    assert pence(gbp) == said
