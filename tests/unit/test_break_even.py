"""Where does a noisy line cross 0? Responses whose crossing is known."""

from math import exp

import pytest

from experiments.break_even import BreakEven, break_even, of_scenario, resamples
from experiments.run import Case, run
from tests.noise import noisy
from tests.scenarios import scenario


def line(x):
    return 1000 * (x - 3.3)


def test_without_noise_the_crossing_is_the_crossing():
    found = break_even(lambda x: [line(x)] * 5, 0, 10, seed=1)
    assert found.crossing == pytest.approx(3.3)
    assert found.low == pytest.approx(3.3)
    assert found.high == pytest.approx(3.3)
    assert found.rising is True
    assert found.crossings == 1


def test_a_curve_is_looked_at_more_closely_where_it_crosses():
    found = break_even(lambda x: [exp(x) - 20.0 + r for r in (-0.1, 0.0, 0.1)], 0, 10, seed=1)
    assert found.crossing == pytest.approx(2.9957, abs=0.02)
    assert found.low < 2.9957 < found.high


def test_a_falling_response_crosses_too():
    found = break_even(lambda x: [-line(x)] * 3, 0, 10, seed=1)
    assert found.crossing == pytest.approx(3.3)
    assert found.rising is False


@pytest.mark.parametrize(("low", "high"), [(4, 10), (-5, 3)])
def test_there_may_be_none_in_range(low, high):
    found = break_even(lambda x: [line(x)] * 3, low, high, seed=1)
    assert found == BreakEven(None, None, None, 0, None, found.points)


def test_of_a_scenario_where_there_is_none_there_is_no_interval_either():
    case = Case("small", scenario(), 1)
    [runs] = run([case], range(2))
    found = of_scenario(case, runs, ("costs", "link_worker", "gbp"), 39_000, 41_000)
    assert found.moves
    assert (found.crossing, found.interval) == (None, None)


def test_a_response_that_is_nothing_at_all_crosses_nowhere():
    assert break_even(lambda _: [0.0] * 3, 0, 1, seed=1).crossing is None


def test_one_replication_has_a_crossing_and_no_interval():
    found = break_even(lambda x: [line(x)], 0, 10, seed=1)
    assert found.crossing == pytest.approx(3.3)
    assert (found.low, found.high) == (None, None)


def test_an_interval_that_reaches_beyond_the_range_is_open_there():
    found = break_even(lambda x: [line(x) + bump for bump in (-400, 400, -350, 350)], 3.2, 10, seed=1)
    assert found.low is None
    assert found.high is not None


def test_only_whole_numbers_are_tried_where_only_they_are_possible():
    tried = []
    found = break_even(lambda x: tried.append(x) or [line(x)] * 3, 0, 6, seed=1, whole=True)
    assert all(x == int(x) for x in tried)
    assert len(tried) == len(set(tried)) == 7
    assert found.crossing == pytest.approx(3.3)


def test_a_hump_crosses_twice_and_the_first_is_reported():
    found = break_even(lambda x: [9 - (x - 5) ** 2] * 3, 0, 10, seed=1)
    assert found.crossing == pytest.approx(2, abs=0.05)
    assert found.crossings == 2


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    response = noisy(repeat=1, replications=20)
    a, b, c = (break_even(response, 0, 10, seed=seed) for seed in (1, 1, 2))
    assert a == b
    assert a.crossing == c.crossing
    assert (a.low, a.high) != (c.low, c.high)


def test_replications_are_drawn_evenly_and_with_replacement():
    drawn = resamples(1, 7, 1000)
    counts = [sum(rows.count(i) for rows in drawn) for i in range(7)]
    assert all(len(rows) == 7 for rows in drawn)
    assert all(abs(count - 1000) < 4 * (7000 * 1 / 7 * 6 / 7) ** 0.5 for count in counts)
    assert any(len(set(rows)) < 7 for rows in drawn)


def test_the_interval_covers_a_known_crossing_about_as_often_as_it_says():
    """37 to 40 of 40; `tests/theory` tries 200."""
    found = [break_even(noisy(repeat=i, replications=25), 0, 10, seed=1) for i in range(40)]
    assert 36 <= sum(one.low is not None and one.low <= 3.3 <= (one.high or 10) for one in found) <= 40
