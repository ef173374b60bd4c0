"""A fit against posteriors that are known: normal inputs, and figures that are straight lines of them with noise."""

import numpy as np
import pytest

from experiments.fitting.regression import posterior
from tests.known_draws import normals

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


def test_ninety_per_cent_intervals_cover_nine_in_ten():
    """Two hundred truths, and one table of simulations for all of them."""
    slopes = normals(10, 8, seed=100)
    theta = normals(10_000, 8, seed=200)
    stats = theta @ slopes.T + normals(10_000, 10, seed=300)
    truths, noise = normals(200, 8, seed=400), normals(200, 10, seed=500)
    inside = []
    for truth, seen in zip(truths, truths @ slopes.T + noise, strict=True):
        rows = posterior(theta, [(-WIDE, WIDE)] * 8, stats, list(seen)).rows
        low, high = np.quantile(rows, (0.05, 0.95), axis=0)
        inside.append((low <= truth) & (truth <= high))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)
    assert np.mean(inside, axis=0).min() > 0.83
