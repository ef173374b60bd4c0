"""Is the luck of the simulation taken out, and is it said where that cannot be trusted?

Planted models, whose truth is known. Each claim has its twin: the same without the correction must miss by as much as
is stated.
"""

from statistics import NormalDist

import numpy as np
import pytest

from experiments.economics.deciding import acceptability, evpi, evpi_of_normal, expected_loss
from experiments.economics.learning import evppi
from experiments.economics.noise import with_covariance, without_noise
from experiments.sensitivity.resampling import uniforms
from sim.errors import NotPossible
from sim.luck import normal

DRAWS, EACH = 4000, 4
TRUTH, CHANCE = evpi_of_normal(500, 1000), NormalDist().cdf(0.5)


def normals(many, seed):
    """Standard normal, from luck that nothing here draws."""
    return np.array([normal(u) for u in uniforms((many,), seed)])


def planted(known, luck, common=0.0, each=EACH):
    """Net benefit against an option of 0, as costs: what is known of each draw, its own luck in each replication, and
    luck that a replication has alike in every draw. `luck`: deviation of a draw's mean."""
    draws = len(known)
    seen = known[:, None] + luck * np.sqrt(each) * normals(draws * each, 7).reshape(draws, each)
    seen = seen + common * normals(each, 8)
    costs = np.zeros((draws, 2, each))
    costs[:, 1] = -seen
    return costs, np.zeros_like(costs)


def test_luck_four_times_what_is_unknown_is_taken_out():
    """Deviation £1,000 between draws and £2,000 of luck in a draw's mean: with luck left in, 198 is reported as 664
    and .691 as .588."""
    known = 500 + 1000 * normals(DRAWS, 1)
    costs, effects = planted(known, 2000)
    [clear], [naive] = evpi(costs, effects, 0.0), evpi(costs.mean(axis=2), effects.mean(axis=2), 0.0)
    assert clear.low < TRUTH < clear.high
    assert clear.pounds == pytest.approx(TRUTH, rel=0.2)
    assert naive.low > 3 * TRUTH  # the twin
    assert acceptability(costs, effects, 0.0)[0, 1] == pytest.approx(CHANCE, abs=0.03)
    assert acceptability(costs.mean(axis=2), effects.mean(axis=2), 0.0)[0, 1] < CHANCE - 0.09
    assert clear.trust.verdict == "leans on the shape"
    assert clear.trust.share == pytest.approx(0.2, abs=0.03)


def test_expected_loss_is_of_what_is_unknown_alone():
    known = 500 + 1000 * normals(DRAWS, 1)
    losses = expected_loss(*planted(known, 1000), 0.0)[0]
    assert losses[1] == pytest.approx(TRUTH, rel=0.1)
    assert losses[0] == pytest.approx(TRUTH + known.mean(), rel=0.05)


def test_luck_that_all_draws_share_is_not_taken_for_luck_between_them():
    """The same luck at every point moves all draws together: it is in no difference between draws. A correction by the
    spread within draws would take away what is unknown."""
    known = 500 + 1000 * normals(DRAWS, 1)
    alone, shared = (without_noise(*planted(known, 500, common)) for common in (0.0, 3000.0))
    assert shared.between[0, 0] == pytest.approx(alone.between[0, 0], rel=1e-6)
    assert alone.between[0, 0] == pytest.approx(1e6, rel=0.05)


def test_inputs_keep_the_shape_of_what_is_unknown():
    """Net benefit bounded above, with a long tail below: a normal shape puts too much above 0."""
    z = normals(DRAWS, 1)
    known = -(np.exp(0.8 * z) - np.exp(0.32)) / 1.3 - 0.4
    truth = np.maximum(known, 0).mean()
    costs, effects = planted(known, known.std())
    [given], [without] = evpi(costs, effects, 0.0, z[:, None]), evpi(costs, effects, 0.0)
    assert abs(given.pounds - truth) < 0.3 * truth
    assert without.pounds > 1.5 * truth  # the twin
    assert without.trust.verdict == "leans on the shape"
    assert given.trust.verdict == "clear"


def test_three_options_with_common_luck_between_arms():
    a, b = normals(DRAWS, 1), normals(DRAWS, 2)
    known = np.column_stack([0 * a, 0.3 + a, 0.4 + 0.8 * a + 0.6 * b])
    luck = normals(DRAWS * 3 * EACH, 3).reshape(DRAWS, 3, EACH) + 5 * normals(DRAWS * EACH, 4).reshape(DRAWS, 1, EACH)
    costs = -(known[:, :, None] + 2 * luck)
    truth = (known.max(axis=1) - known[:, 2]).mean()
    [clear] = evpi(costs, np.zeros_like(costs), 0.0)
    [naive] = evpi(costs.mean(axis=2), np.zeros((DRAWS, 3)), 0.0)
    assert clear.pounds == pytest.approx(truth, rel=0.1)
    assert naive.pounds > 1.6 * truth  # the twin


def test_where_luck_is_nearly_all_it_is_said():
    known = 500 + 1000 * normals(300, 1)
    [found] = evpi(*planted(known, 5000), 0.0)
    assert found.trust.verdict == "dominated by luck"
    [found] = evpi(*planted(known, 100), 0.0)
    assert found.trust.verdict == "clear"


def test_without_luck_nothing_is_moved():
    known = 500 + 1000 * normals(50, 1)
    draws = without_noise(*planted(known, 0.0))
    assert np.allclose(draws.costs[:, 1], -known)
    assert draws.trust(0.0).share == pytest.approx(1.0)


def test_units_and_reference_change_nothing():
    """Pounds or pence, one option first or the other: the same draws, in other words."""
    known = np.column_stack([normals(200, 1), 0.5 * normals(200, 1) + normals(200, 2), np.zeros(200)])
    luck = normals(200 * 3 * 2, 3).reshape(200, 3, 2)
    costs = known[:, :, None] + luck
    effects = 0.01 * (known[:, ::-1, None] + 2 * luck[:, [1, 0, 2]])
    first = without_noise(costs, effects)
    other = without_noise(costs[:, [2, 0, 1]] * 100, effects[:, [2, 0, 1]])
    benefit = 50 * first.effects - first.costs
    again = 50 * other.effects - other.costs / 100
    assert np.allclose(benefit[:, 0] - benefit[:, 2], again[:, 1] - again[:, 0])


def test_covariance_is_what_is_wanted():
    values = np.column_stack([normals(100, 1), 3 * normals(100, 2)])
    wanted = np.array([[2.0, 0.5], [0.5, 1.0]])
    assert np.allclose(np.cov(with_covariance(values, wanted), rowvar=False), wanted)
    still = np.column_stack([normals(100, 1), np.full(100, 7.0)])
    assert np.allclose(with_covariance(still, np.array([[4.0, 0.0], [0.0, 0.0]]))[:, 1], 7.0)


def test_partial_information_is_not_raised_by_luck():
    """A regression averages luck out; what stays in its fitted values is taken out."""
    known = 500 + 1000 * normals(DRAWS, 1)
    costs, effects = planted(known, 2000)
    [found], [idle] = evppi(costs, effects, known, 0.0), evppi(costs, effects, normals(DRAWS, 9), 0.0)
    assert found.low < TRUTH < found.high
    assert idle.pounds < 5


def test_inputs_of_another_shape_are_refused():
    costs, effects = planted(normals(20, 1), 1.0)
    with pytest.raises(NotPossible, match="for 20 draws"):
        without_noise(costs, effects, np.zeros((19, 2)))
