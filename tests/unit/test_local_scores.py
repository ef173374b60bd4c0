"""Looking back, intervals and scores, worked out by hand."""

from datetime import date

import numpy as np
import pytest

from experiments.local.monthly import COLUMNS
from experiments.local.observed import Observed, observed, reduced
from experiments.local.returns import Column, Count, Returns
from experiments.local.score import scored
from experiments.local.scoring import Interval, inside, interval_of, interval_score, naive, off_by

AT = COLUMNS.index(Column.WAITING_AT_MONTH_END)


def only(values):
    """Numbers in one column, of which nothing else is known."""
    grid = np.full((len(COLUMNS), len(values)), np.nan)
    grid[AT] = values
    return grid


def seen(values):
    return Observed(only(values), only(values))


def test_looking_back_is_the_mean_of_three_months_with_the_errors_it_made():
    found = naive(seen([10, 10, 10, 13, 10, 10]), 2)
    assert found.middle[AT].tolist() == [11, 11]
    # One month ahead it was wrong by 3, -1 and -1; two months ahead by 0 and -1.
    assert found.low[AT] == pytest.approx([11 - 1, 11 - 0.95])
    assert found.high[AT] == pytest.approx([11 + np.quantile([3, -1, -1], 0.95), 11 - 0.05])


def test_interval_score():
    interval = Interval(only([5, 5, 5]), only([2, 2, 2]), only([8, 8, 8]))
    came = seen([5, 9, 0])
    assert interval_score(interval, came)[AT].tolist() == [6, 6 + 20, 6 + 40]
    assert inside(interval, came)[AT].tolist() == [1, 0, 0]
    assert off_by(interval, came)[AT].tolist() == [0, 4, 5]


def test_what_was_suppressed_is_inside_where_it_may_be():
    interval = Interval(only([7.0]), only([4.0]), only([9.0]))
    came = Observed(only([0.0]), only([4.0]))
    assert inside(interval, came)[AT].tolist() == [1]
    assert interval_score(interval, came)[AT].tolist() == [5]
    assert off_by(interval, came)[AT].tolist() == [3]


def test_an_interval_of_simulations_in_which_some_months_have_no_value():
    values = np.full((100, len(COLUMNS), 2), np.nan)
    values[:, AT, 0] = np.arange(100)
    found = interval_of(values)
    assert found.middle[AT, 0] == pytest.approx(49.5)
    assert np.isnan(found.low[AT, 1])


@pytest.mark.parametrize(
    ("came", "month", "above"),
    [
        ([5, 9, 9, 5], 1, True),  # twice running
        ([5, 9, 1, 5], None, False),  # on two sides
        ([5, 9, 5, 9], None, False),
        ([5, 5, 30, 5], 2, True),  # far outside, once
        ([1, 1, 5, 5], 0, False),
        ([5, 5, 5, 9], None, False),
    ],
)
def test_the_first_clear_departure(came, month, above):
    interval = Interval(only([5] * 4), only([2] * 4), only([8] * 4))
    months = tuple(date(2026, n, 1) for n in range(1, 5))
    [row] = scored(months, seen(came), interval)
    assert (row.departs, row.above) == (None if month is None else months[month], above)
    assert row.values == 4


def test_statistics_take_the_same_months_on_both_sides():
    """Months of which nothing is known are left out; a suppressed count is an interval in their sum."""
    months = tuple(date(2026, n, 1) for n in range(1, 5))
    known = (Count(3, 3), None, Count(0, 4), Count(5, 5))
    returns = observed(Returns(months, {Column.REFERRED: known}))
    found = reduced(returns)
    assert found.of(returns.low).tolist() == [5, 3]
    assert found.of(returns.high).tolist() == [9, 3]
    simulated = np.zeros((2, len(COLUMNS), 4))
    simulated[1, COLUMNS.index(Column.REFERRED)] = [1, 100, 2, 3]
    assert found.of(simulated).tolist() == [[0, 0], [5, 1]]
