"""Variance between points and within them, with luck that is fresh at each point, and with the same luck at all."""

import numpy as np
import pytest

from experiments.sensitivity.two_levels import TwoLevels, best_replications, two_levels
from sim.errors import NotPossible
from tests.planted import normals


def fresh(seed: int, points: int = 400, n: int = 10, noise: float = 3.0) -> np.ndarray:
    """E15: between 1, within 9."""
    return normals((points, 1), seed) + noise * normals((points, n), seed + 1)


def same(seed: int, points: int = 200, n: int = 10) -> np.ndarray:
    """Between 1, common 4, apart 0.25 + 0.09."""
    x, common = normals((points, 1), seed), 2 * normals((1, n), seed + 1)
    return x + common + 0.3 * x * normals((1, n), seed + 2) + 0.5 * normals((points, n), seed + 3)


def averaged(found: list[TwoLevels], *names: str) -> list[float]:
    return [float(np.mean([getattr(one, name) for one in found])) for name in names]


def test_noise_is_taken_from_the_variance_between():
    """E15, the mean of 60 studies of 400 points: a between that is 5 % off would lie 3 standard errors away."""
    found = [two_levels(fresh(10 * s), "fresh", times=0) for s in range(60)]
    naive, between, share, best = averaged(found, "naive", "between", "share_of_noise", "best_replications")
    assert abs(naive - 1.9) < 0.05
    assert abs(between - 1.0) < 0.05
    assert abs(share - 0.474) < 0.02
    assert abs(best - 10) < 0.5


def test_of_nine_within_and_one_between_ten_replications_tell_most():
    assert best_replications(9, 1) == 10
    assert best_replications(0, 1) == 1


def test_the_same_luck_at_every_point_is_not_taken_away_twice():
    """The planted fault: with the same luck, taking away all that varies within points is off by common / n = 0.4."""
    found = [two_levels(same(10 * s), times=0) for s in range(60)]
    between, common, noise = averaged(found, "between", "common", "noise")
    assert abs(between - 1.0) < 0.08
    assert abs(common - 4.0) < 0.7
    assert abs(noise - 0.34) < 0.02
    wrong = [two_levels(same(10 * s), "fresh", times=0) for s in range(60)]
    assert averaged(wrong, "between")[0] < 0.7


def test_luck_common_to_all_points_changes_no_variance_between():
    y = same(1)
    moved = y + np.linspace(-50, 50, y.shape[1])
    assert two_levels(moved, times=0).between == pytest.approx(two_levels(y, times=0).between, rel=1e-9)


@pytest.mark.parametrize("luck", ["same", "fresh"])
def test_points_may_have_different_numbers_of_replications(luck):
    found = []
    for s in range(40):
        y = same(10 * s) if luck == "same" else fresh(10 * s, noise=1.0)
        y[normals(y.shape, 10 * s + 7) < -0.5] = np.nan
        found.append(two_levels(y, luck, times=0))
    assert abs(averaged(found, "between")[0] - 1.0) < 0.08
    assert found[0].replications < 8


def test_equal_counts_give_the_analysis_of_variance():
    y = fresh(3, points=12, n=4, noise=0.5)
    within = y.var(axis=1, ddof=1).mean()
    assert two_levels(y, "fresh", times=0).between == pytest.approx(y.mean(axis=1).var(ddof=1) - within / 4)
    both = np.cov(y.T)
    assert two_levels(y, "same", times=0).between == pytest.approx((both.sum() - np.trace(both)) / 12)


def test_an_estimate_below_0_is_said_to_be_dominated_by_noise():
    y = next(y for s in range(50) if two_levels(y := fresh(s, points=30, n=2, noise=20.0), "fresh", times=0).dominated)
    found = two_levels(y, "fresh")
    assert found.between == 0
    assert found.share_between == 0
    assert found.between_high > 0
    assert found.best_replications > 2


def test_the_interval_of_the_variance_between_covers():
    """120 studies: were it to cover 85 %, fewer than 109 would hold the truth in 19 cases of 20."""
    held = [two_levels(fresh(10 * s, points=150), "fresh", times=150) for s in range(120)]
    assert sum(one.between_low <= 1.0 <= one.between_high for one in held) >= 109


def test_one_replication_is_refused():
    with pytest.raises(NotPossible, match="two replications"):
        two_levels(np.ones((5, 1)))
