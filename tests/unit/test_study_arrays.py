"""Are whole arrays of luck the luck of `sim.luck`, bit for bit? And known points of what else designs rest on."""

import numpy as np
import pytest
from scipy import stats

from experiments.ranges import luck_of
from experiments.study.arrays import drawn, exp, log, normal, share_below, share_below_normal, uniforms, which
from experiments.study.beta import beta_quantiles, beta_shares
from sim import luck
from sim.luck import TRIANGULAR, UNIFORM, Law, study_key

U = np.concatenate([uniforms("u", study_key(3), np.arange(2000))[0], [1e-16, 1e-9, 0.02425, 0.5, 1 - 1e-12]])


@pytest.mark.parametrize("attempt", [0, 1, 99])
def test_uniforms_are_those_of_draws(attempt):
    key, numbers = study_key(7), np.array([0, 1, 2, 500, 2**24 - 1])
    found, _ = uniforms("reviews.chance_of_discharge", key, numbers, attempt)
    assert found.tolist() == [luck_of("reviews.chance_of_discharge", key, int(n), attempt) for n in numbers]


def test_each_draw_may_be_at_an_attempt_of_its_own():
    key, numbers, attempts = study_key(7), np.arange(3), np.array([0, 5, 0])
    found, _ = uniforms("a.b", key, numbers, attempts)
    assert found.tolist() == [luck_of("a.b", key, n, int(at)) for n, at in zip(range(3), attempts, strict=True)]


@pytest.mark.parametrize(
    ("many", "one", "at"),
    [
        (log, luck.log, np.concatenate([U, U * 1e5, [1e-300, 1.0, 2.0, 1e300]])),
        (exp, luck.exp, np.concatenate([60 * U - 30, [-800.0, -700.0, 0.0, 700.0, 800.0]])),
        (normal, luck.normal, U),
    ],
)
def test_functions_of_arrays_are_those_of_numbers(many, one, at):
    assert many(at).tolist() == [one(x) for x in at.tolist()]


@pytest.mark.parametrize(
    "law",
    [
        Law(UNIFORM, 2.0, 5.0, 0.0),
        Law(TRIANGULAR, 0.0, 0.3, 1.0),
        Law(TRIANGULAR, 1.0, 1.0, 3.0),
        Law(TRIANGULAR, 0.0, 2.0, 2.0),
    ],
)
def test_ranges_are_drawn_as_one_by_one_and_back(law):
    values = drawn(law, U)
    assert values.tolist() == [luck.draw((), law, u) for u in U.tolist()]
    assert np.allclose(share_below(law, values), U, atol=1e-7)


def test_which_gives_every_one_the_same_weight():
    """Rounding would give the ends half of it; and the end of a range is no seventh of six."""
    assert np.bincount(which(np.linspace(0, 1, 6001), 6)).tolist() == [1000, 1000, 1000, 1000, 1000, 1001]


def test_the_normal_share_is_right_to_1e_15():
    x = np.linspace(-8, 8, 4001)
    assert np.abs(share_below_normal(x) - stats.norm.cdf(x)).max() < 1e-15
    assert share_below_normal(np.array([-20.0]))[0] == pytest.approx(stats.norm.cdf(-20), rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(40.0, 60.0), (0.5, 0.5), (1.0, 1.0), (2.0, 300.0), (4000.0, 6000.0), (0.2, 9.0)])
def test_betas_are_scipys(a, b):
    u = np.linspace(0.001, 0.999, 400)
    found = beta_quantiles(a, b, u)
    assert np.allclose(found, stats.beta.ppf(u, a, b), rtol=1e-8, atol=1e-12)
    assert np.allclose(beta_shares(a, b, found), u, atol=1e-6)
