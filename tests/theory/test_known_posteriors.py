"""A fit against posteriors that are known: normal inputs, and figures that are straight lines of them with noise."""

import numpy as np
import pytest

from experiments.fitting.regression import posterior
from tests.known_draws import normals
from tests.theory.fits_cover import chi_squared_above, drawn_in, held, inside, rank_p

WIDE = 20.0  # standard deviations either way: bounds that bind nothing


def known(slopes, observed):
    """Mean and covariance of inputs ~ N(0, 1), given figures ~ N(slopes @ inputs, 1)."""
    covariance = np.linalg.inv(np.eye(slopes.shape[1]) + slopes.T @ slopes)
    return covariance @ slopes.T @ observed, covariance


def test_one_input_and_one_figure():
    """N(0, 1) seen once with noise of 1, at 1: N(0.5, 0.5)."""
    theta = normals(10_000, 1)
    rows = posterior(theta, [(-WIDE, WIDE)], theta + normals(10_000, 1, seed=2), [1.0]).rows
    assert rows.mean() == pytest.approx(0.5, abs=0.05)
    assert rows.var() == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize("case", range(4))
def test_eight_inputs_and_ten_figures(case):
    slopes = normals(10, 8, seed=100 + case)
    theta = normals(10_000, 8, seed=200)
    stats = theta @ slopes.T + normals(10_000, 10, seed=300)
    observed = slopes @ normals(1, 8, seed=400 + case)[0] + normals(1, 10, seed=500 + case)[0]
    mean, covariance = known(slopes, observed)
    deviations = np.sqrt(np.diag(covariance))
    rows = posterior(theta, [(-WIDE, WIDE)] * 8, stats, list(observed), members=2000).rows
    off = (rows.mean(axis=0) - mean) / deviations
    assert np.sqrt((off**2).mean()) < 0.35
    assert np.abs(off).max() < 0.65  # case 2 has a truth at -2.4, where few simulations lie
    assert np.abs(np.log(rows.std(axis=0) / deviations)).max() < np.log(1.4)
    assert np.corrcoef(rows.T) == pytest.approx(covariance / np.outer(deviations, deviations), abs=0.2)


def test_ninety_per_cent_intervals_cover_nine_in_ten_and_a_method_too_sure_is_found_out():
    """Two hundred truths, and one table of simulations for all of them, judged as the fits of the pilot are."""
    slopes = normals(10, 8, seed=100)
    theta = normals(10_000, 8, seed=200)
    stats = theta @ slopes.T + normals(10_000, 10, seed=300)
    truths, noise = normals(200, 8, seed=400), normals(200, 10, seed=500)
    honest, too_sure = [], []
    for truth, seen in zip(truths, truths @ slopes.T + noise, strict=True):
        rows = posterior(theta, [(-WIDE, WIDE)] * 8, stats, list(seen)).rows
        honest.append(inside(rows, truth))
        too_sure.append(inside(drawn_in(rows), truth))
    assert held(honest).is_good
    assert not held(too_sure).is_good
    assert held(honest).overall == pytest.approx(0.9, abs=0.02)


def test_ranks_that_crowd_at_the_ends_are_found_out():
    even = (np.arange(200) + 0.5) / 200
    assert rank_p(even) == pytest.approx(1)
    assert rank_p(np.where(even < 0.5, even**2, 1 - (1 - even) ** 2)) < 0.01
    assert chi_squared_above(21.666, 9) == pytest.approx(0.01, rel=1e-3)  # as tables have it
    assert chi_squared_above(3.841, 1) == pytest.approx(0.05, rel=1e-3)
