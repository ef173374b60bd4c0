import numpy as np
import pytest

from experiments.fitting.regression import evenly, from_line, outside, posterior, to_line
from tests.known_draws import normals

BOUNDS = [(0.0, 1.0), (10.0, 20.0)]


@pytest.fixture(scope="module")
def two_inputs():
    """The figures tell of the first input, and nothing of the second."""
    theta = from_line(normals(4000, 2), BOUNDS)
    stats = theta[:, :1] + 0.05 * normals(4000, 1, seed=2)
    return theta, stats


def test_no_member_lies_outside_its_range_even_where_the_figure_does(two_inputs):
    for observed in (-0.5, 0.02, 1.5):
        rows = posterior(two_inputs[0], BOUNDS, two_inputs[1], [observed]).rows
        assert (rows.min(axis=0) >= [0, 10]).all()
        assert (rows.max(axis=0) <= [1, 20]).all()


def test_what_the_figures_do_not_tell_stays_as_it_was(two_inputs):
    theta, stats = two_inputs
    rows = posterior(theta, BOUNDS, stats, [0.4]).rows
    assert rows[:, 0].std() < 0.4 * theta[:, 0].std()
    for share in (0.05, 0.5, 0.95):
        assert np.quantile(rows[:, 1], share) == pytest.approx(np.quantile(theta[:, 1], share), abs=0.6)


def test_a_figure_that_was_not_observed_changes_nothing(two_inputs):
    theta, stats = two_inputs
    other = np.hstack([stats, normals(4000, 1, seed=3)])
    assert (posterior(theta, BOUNDS, other, [0.4, None]).rows == posterior(theta, BOUNDS, stats, [0.4]).rows).all()


def test_a_figure_that_is_the_same_in_every_simulation_changes_nothing(two_inputs):
    theta, stats = two_inputs
    other = np.hstack([stats, np.full((4000, 1), 3.0)])
    assert (posterior(theta, BOUNDS, other, [0.4, 5.0]).rows == posterior(theta, BOUNDS, stats, [0.4]).rows).all()


def test_a_figure_that_does_not_exist_in_some_simulations_is_fitted_all_the_same(two_inputs):
    theta, stats = two_inputs
    gaps = stats.copy()
    gaps[::50] = np.nan
    with_gaps, without = (posterior(theta, BOUNDS, of, [0.4]).rows[:, 0].mean() for of in (gaps, stats))
    assert with_gaps == pytest.approx(without, abs=0.01)


def test_an_interval_is_all_that_is_known_of_a_suppressed_count():
    """Against simulations of which exactly those in the interval are kept."""
    theta = 5 + 5 * np.tanh(normals(8000, 1))
    stats = np.round(theta + normals(8000, 1, seed=2))
    inside = theta[(stats >= 0).all(axis=1) & (stats <= 4).all(axis=1)]
    rows = posterior(theta, [(0, 10)], stats, [(0, 4)], kept=0.5).rows
    assert rows.mean() == pytest.approx(inside.mean(), abs=0.15)
    assert rows.std() == pytest.approx(inside.std(), rel=0.15)


def test_a_simulation_counts_as_much_as_its_weight_says(two_inputs):
    """Twice as many simulations of one half, at half the weight each: the same posterior."""
    theta, stats = two_inputs
    often = theta[:, 1] > 15
    doubled = [np.concatenate([part, part[often]]) for part in (theta, stats)]
    weights = np.concatenate([np.where(often, 0.5, 1.0), np.full(often.sum(), 0.5)])
    rows = posterior(doubled[0], BOUNDS, doubled[1], [0.4], weights).rows
    plain = posterior(theta, BOUNDS, stats, [0.4]).rows
    assert rows.mean(axis=0) == pytest.approx(plain.mean(axis=0), rel=0.02)
    assert posterior(doubled[0], BOUNDS, doubled[1], [0.4]).rows[:, 1].mean() > plain[:, 1].mean() + 0.3


def test_shapes_that_do_not_agree_are_refused(two_inputs):
    theta, stats = two_inputs
    with pytest.raises(ValueError, match="1 figures were simulated, and 2 observed"):
        posterior(theta, BOUNDS, stats, [0.4, 0.5])
    with pytest.raises(ValueError, match="4000 simulations have inputs, 10 figures"):
        posterior(theta, BOUNDS, stats[:10], [0.4], np.ones(10))
    with pytest.raises(ValueError, match="no figure was observed"):
        posterior(theta, BOUNDS, stats, [None])


def test_a_range_and_the_line_are_two_ways_to_say_one_thing(two_inputs):
    assert from_line(to_line(two_inputs[0], BOUNDS), BOUNDS) == pytest.approx(two_inputs[0])


def test_how_far_outside_an_interval_is_nothing_within_it():
    stats = np.array([[0.0], [2.0], [5.0], [9.0]])
    found = outside(stats, [(1, 5)], np.ones(4))[:, 0]
    assert found[0] < 0 < found[3]
    assert (found[1:3] == 0).all()


def test_an_even_sample_takes_members_as_often_as_their_weights_say():
    taken = evenly(np.array([0.5, 0.0, 0.25, 0.25]), 400)
    assert np.bincount(taken, minlength=4).tolist() == [200, 0, 100, 100]
