"""Means, spreads and waits, against tables and sums done by hand."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.intervals import (
    Estimate,
    Part,
    Rare,
    difference_of,
    estimate,
    half_width,
    percentile,
    replications_needed,
)
from experiments.mean_errors import student_t
from sim.luck import Purpose, Source, Who, normal, study_key, uniform

# Quantiles of Student's t at 0.975 as printed in statistical tables (here to five decimals).
T_975 = {
    1: 12.70620,
    2: 4.30265,
    3: 3.18245,
    4: 2.77645,
    5: 2.57058,
    6: 2.44691,
    7: 2.36462,
    8: 2.30600,
    9: 2.26216,
    10: 2.22814,
    15: 2.13145,
    19: 2.09302,
    20: 2.08596,
    29: 2.04523,
    30: 2.04227,
    49: 2.00958,
    60: 2.00030,
    99: 1.98422,
    120: 1.97993,
    1999: 1.96115,
}
T_OTHER = {(0.95, 5): 2.01505, (0.95, 30): 1.69726, (0.99, 10): 2.76377, (0.995, 4): 4.60409, (0.995, 60): 2.66028}


@pytest.mark.parametrize(("freedom", "quantile"), T_975.items())
def test_students_t_is_as_printed_in_tables(freedom, quantile):
    assert student_t(0.975, freedom) == pytest.approx(quantile, abs=1e-4)


@pytest.mark.parametrize(("at", "quantile"), T_OTHER.items())
def test_students_t_is_as_printed_at_other_levels(at, quantile):
    assert student_t(*at) == pytest.approx(quantile, abs=1e-4)


def test_the_half_width_of_eight_values_worked_by_hand():
    """Case O3 of the economics notes: mean 13, half-width 1.09461, 8.42 % of the mean."""
    values = [12, 14, 13, 15, 11, 13, 12, 14]
    assert estimate(values).mean == 13
    assert half_width(values) == pytest.approx(1.09461, rel=1e-4)
    assert half_width(values) / 13 == pytest.approx(0.0842, abs=1e-4)


def test_one_value_says_nothing_of_its_own_error():
    """Nor of where another would fall."""
    assert estimate([7.0]) == Estimate(7.0, None, None, None, None, None)
    assert estimate([7.0], fixed=True) == estimate([7.0])


def test_what_is_fixed_has_no_error_at_all_and_what_happens_to_be_alike_is_not_certain():
    assert estimate([3.25] * 5, fixed=True) == Estimate(3.25, 0.0, 3.25, 3.25, 3.25, 3.25)
    alike = estimate([3.25] * 5)
    assert alike.rare == Rare(replications=0, of=5, rest=3.25, share=pytest.approx(1 - 0.05 ** (1 / 5)))
    assert (alike.error_low, alike.error_high) == (None, None)


def test_what_is_said_to_be_fixed_and_is_not_has_its_error():
    values = [1.0, 2.0, 4.0, 8.0]
    assert estimate(values, fixed=True) == estimate(values)


def test_paired_differences_are_distinguished_even_if_intervals_overlap():
    """Case O1: two means 10 and 13 whose own intervals overlap, paired and positively correlated, do differ."""
    first = [10 + sqrt(20) * z for z in _normals("pair", 20)]
    noise = [0.2 * z for z in _normals("noise", 20)]
    second = [value + 3 + wobble for value, wobble in zip(first, noise, strict=True)]
    a, b = estimate(first), estimate(second)
    assert a.mean + a.half_width > b.mean - b.half_width
    difference = estimate([y - x for x, y in zip(first, second, strict=True)])
    assert difference.mean - difference.half_width > 0


def _normals(study: str, many: int, first: int = 0) -> list[float]:
    key = study_key(sum(map(ord, study)))
    who = Who(key, 0, Source.REFERRALS, 0)
    return [normal(uniform(who, Purpose.ARRIVAL, first + n)) for n in range(many)]


def test_ninety_five_of_a_hundred_intervals_hold_the_mean():
    """Case O2: 1,000 intervals of 20 values each, from a normal distribution of known mean."""
    held = 0
    for n in range(1000):
        values = _normals("coverage", 20, first=20 * n)
        found = estimate(values)
        held += abs(found.mean) <= found.half_width
    assert 0.93 <= held / 1000 <= 0.97


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_the_order_of_replications_changes_nothing(values):
    assert estimate(values) == estimate(values[::-1])


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 2.5), (1.0, 4.0), (0.25, 1.75), (0.1, 1.3)])
def test_percentiles_lie_on_straight_lines_between_neighbours(share, value):
    assert percentile([3, 1, 4, 2], share) == pytest.approx(value)


# ---------------------------------------------------------------- how many replications


def test_half_the_width_takes_four_times_as_many():
    assert replications_needed(10.0, 50, 5.0) == 200


def test_enough_is_enough():
    assert replications_needed(4.9, 50, 5.0) == 50


@given(st.floats(1, 1e6), st.integers(2, 1000), st.floats(1, 1e6))
def test_as_many_as_forecast_would_do(now, n, wanted):
    needed = replications_needed(now, n, wanted)
    assert needed >= n
    assert now * sqrt(n / needed) <= wanted * (1 + 1e-9)


def test_one_real_service_is_of_replications_that_have_any_of_both():
    """Nobody was served in every sixth replication of one option, and in every fifth of the other: no wait of 0 is made
    up for them, and where there are both the difference is 3, always."""
    served = [[0.0 if n % every == 0 else 4.0 for n in range(60)] for every in (6, 5)]
    earlier, later = (Part([each * one for one in of], of) for each, of in zip((2, 5), served, strict=True))
    found = difference_of(later, earlier)
    assert (found.mean, found.low, found.high) == pytest.approx((3, 3, 3))
