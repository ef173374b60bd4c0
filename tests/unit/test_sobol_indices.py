"""Sobol' indices without noise: known models, planted faults, points that failed, and every doubt."""

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from experiments.sensitivity.indices import kept
from experiments.sensitivity.sobol import Sobol, centred, moments_of, naively, sobol
from sim.errors import NotPossible
from tests.planted import ISHIGAMI, LINEAR, SOBOL_G, Model, normals, saltelli


def noisy(model: Model, many: int, replications: int, noise: float, seed: int = 1) -> np.ndarray:
    """Luck that is fresh in every row."""
    f = model.at(saltelli(model, many, seed))
    return f[:, None] + noise * normals((len(f), replications), seed + 1)


def totals(found: Sobol) -> np.ndarray:
    return np.array([one.value for one in found.total])


def firsts(found: Sobol) -> np.ndarray:
    return np.array([one.value for one in found.first])


def test_noise_is_taken_from_the_totals_of_a_linear_function():
    """3 x1 + 2 x2 + x3 and noise of variance 4: naive totals are off by 0.28, 0.55 and 0.72."""
    naive = totals(sobol(noisy(LINEAR, 4096, 1, 2.0), 4, times=50))
    assert np.allclose(naive, [0.919, 0.839, 0.790, 0.774], atol=0.03)
    found = sobol(noisy(LINEAR, 16_384, 8, 2.0), 4, times=50)
    assert np.abs(totals(found) - LINEAR.total).max() < 0.03
    assert abs(totals(found)[3]) < 0.01  # a dummy's
    assert found.variance == pytest.approx(14 / 12, abs=0.05)
    assert found.share_of_noise == pytest.approx(6 / 20, abs=0.02)  # 4/8 beside 14/12


@pytest.mark.parametrize("model", [ISHIGAMI, SOBOL_G], ids=["S1", "S2"])
def test_published_functions_with_luck_of_their_own(model):
    found = sobol(noisy(model, 8192, 2, 0.2), model.inputs, times=200)
    for one, truth in zip([*found.first, *found.total], [*model.first, *model.total], strict=True):
        assert abs(one.value - truth) < 0.03
        assert one.low - 0.01 <= truth <= one.high + 0.01


def test_without_noise_they_are_those_of_salib():
    y = noisy(ISHIGAMI, 512, 1, 0.0)[:, 0]
    theirs = salib.analyze(
        {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}, y, calc_second_order=False, seed=1
    )
    ours = sobol(y[:, None], 3, times=50)
    assert np.allclose(totals(ours), theirs["ST"], rtol=1e-9)
    assert np.allclose(firsts(ours), theirs["S1"], atol=0.02)  # they centre on all rows, here on A and B


def test_luck_of_a_base_point_cancels_in_totals():
    """All luck common to the rows of a base point: naive totals are too small, for the variance alone has it."""
    f = LINEAR.at(saltelli(LINEAR, 2048, 1)).reshape(2048, -1, 1)
    y = (f + normals((2048, 1, 2), 5)).reshape(-1, 2)
    found = sobol(y, 4, times=50)
    assert np.abs(totals(found) - LINEAR.total).max() < 0.03
    assert found.total[0].naive < 0.55
    assert totals(found)[3] == 0.0


def test_luck_common_to_all_points_moves_no_index():
    y = noisy(LINEAR, 256, 3, 0.3)
    assert np.allclose(totals(sobol(y + np.array([100, 0, -100]), 4, times=20)), totals(sobol(y, 4, times=20)))


def test_products_of_a_replication_with_itself_are_the_planted_fault():
    y = noisy(LINEAR, 2048, 2, 1.0).reshape(2048, 6, 2)
    wrong = naively(moments_of(centred(y)).mean(axis=0))
    assert np.abs(wrong[4:8] - LINEAR.total).max() > 0.1


def test_intervals_cover():
    """480 intervals, 60 studies: intervals that cover 88 % would lie outside. The large run is in tests/theory."""
    held = []
    for s in range(60):
        found = sobol(noisy(LINEAR, 256, 2, 0.6, 10 * s), 4, times=300, seed=s)
        both = zip([*found.first, *found.total], [*LINEAR.first, *LINEAR.total], strict=True)
        held += [one.low <= truth <= one.high for one, truth in both]
    assert 0.915 < np.mean(held) < 0.98


def test_failed_points_are_left_out_whole_and_counted():
    y = noisy(LINEAR, 512, 2, 0.2)
    y[[7, 8, 6 * 40 + 1]] = np.nan
    found = sobol(y, 4, times=50)
    assert (found.left_out, found.base_points) == (2, 510)
    assert "failed" not in found.total[0].doubts
    y[6 * 50 : 6 * 60] = np.nan
    assert all("failed" in one.doubts for one in [*sobol(y, 4, times=50).total, *sobol(y, 4, times=50).first])
    y[: 6 * 60] = np.nan
    with pytest.raises(NotPossible, match="more than 10%"):
        sobol(y, 4, times=50)


def test_a_failure_read_as_0_would_bias_an_index():
    """The planted fault: as many tools do, one point in a hundred as 0."""
    y = noisy(LINEAR, 1024, 2, 0.0) + 50
    y[normals((len(y),), 9) > 2.3] = 0.0
    assert np.abs(totals(sobol(y, 4, times=20)) - LINEAR.total).max() > 0.3


def test_nothing_varies():
    with pytest.raises(NotPossible, match="raise replications"):
        sobol(np.ones((60, 2)), 4, times=20)


def test_doubts():
    few = sobol(noisy(ISHIGAMI, 64, 2, 1.0), 3, times=100)
    assert "wide" in few.first[0].doubts
    assert "one replication" in sobol(noisy(ISHIGAMI, 64, 1, 1.0), 3, times=20).first[0].doubts
    assert "noise" in sobol(noisy(ISHIGAMI, 256, 2, 9.0), 3, times=20).first[0].doubts
    many = sobol(noisy(LINEAR, 4096, 2, 0.1), 4, times=100)
    assert many.total[0].doubts == ()


def test_convergence_is_of_nested_subsets():
    y = noisy(LINEAR, 256, 2, 0.3)
    found = sobol(y, 4, times=20)
    assert [one.size for one in found.convergence] == [32, 64, 128, 256]
    assert found.convergence[-1].total == tuple(one.value for one in found.total)
    half = sobol(y[: 128 * 6], 4, times=20)
    assert np.allclose(found.convergence[-2].total, totals(half), atol=0.02)


def test_rows_that_are_no_whole_base_points_are_refused():
    with pytest.raises(NotPossible, match="no whole number"):
        kept(np.ones((7, 2)), 6, "base points")


def test_where_most_was_not_run_nothing_is_said_of_the_rest():
    y = np.full((6 * 4, 2), np.nan)
    y[:8] = normals((8, 2), 1)
    with pytest.raises(NotPossible, match="more than half of the 24 points failed, or were not run"):
        sobol(y, 2)
    y[:20] = normals((20, 2), 1)
    with pytest.raises(NotPossible, match="1 of 6 base points have a point that failed, or was not run"):
        sobol(y, 2)
