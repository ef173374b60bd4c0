"""A Morris screen: known effects, noise, and points that failed."""

import numpy as np
import pytest

from experiments.sensitivity.morris import Morris, morris
from experiments.sensitivity.resampling import order, uniforms
from sim.errors import NotPossible
from tests.planted import normals


def trajectories(many: int, inputs: int, seed: int = 1) -> np.ndarray:
    """On four levels, each step two thirds of the range upwards."""
    starts = np.floor(uniforms((many, inputs), seed) * 2) / 3
    rows = []
    for t, start in enumerate(starts):
        rows.append(start)
        for i in order(inputs, seed, t):
            start = start.copy()
            start[i] += 2 / 3
            rows.append(start)
    return np.array(rows)


def screen(noise: float, replications: int, many: int = 30, seed: int = 1) -> Morris:
    """3 x1 + 2 x2 + x3 + 2 x1 x2, and an input that does nothing."""
    x = trajectories(many, 4, seed)
    f = x @ [3.0, 2.0, 1.0, 0.0] + 2 * x[:, 0] * x[:, 1]
    return morris(f[:, None] + noise * normals((len(x), replications), seed + 1), x, times=300, seed=seed)


def test_a_linear_function_has_its_slopes_and_no_sigma():
    """S3 of economics.md."""
    x = trajectories(10, 3)
    found = morris((x @ [3.0, 2.0, 1.0])[:, None], x)
    for one, slope in zip(found.effects, (3, 2, 1), strict=True):
        assert one.mu.value == pytest.approx(slope, rel=1e-12)
        assert one.mu_star.value == pytest.approx(slope, rel=1e-12)
        assert one.sigma.value < 1e-12


def test_noise_is_in_neither_sizes_nor_sigma():
    found = [screen(0.5, 4, seed=10 * s) for s in range(40)]

    def mean(of):
        return np.mean([[of(one) for one in screen.effects] for screen in found], axis=0)

    assert np.allclose(mean(lambda one: one.mu.value), [4, 3, 1, 0], atol=0.05)
    stars = mean(lambda one: one.mu_star.value)
    assert np.allclose(stars[[0, 1, 3]], [4, 3, 0], atol=0.05)
    assert 0.8 < stars[2] <= 1.0  # where signs are not always plain, less, never more
    naive = mean(lambda one: one.mu_star.naive)
    assert naive[3] > 0.35  # the planted fault: an input that does nothing
    assert naive[3] == pytest.approx(mean(lambda one: one.floor)[3], rel=0.1)
    assert np.allclose(mean(lambda one: one.sigma.value)[:2], np.sqrt(20 / 36), atol=0.1)


def test_intervals_of_the_mean_effect_cover():
    held = []
    for s in range(60):
        held += [
            one.mu.low <= truth <= one.mu.high
            for one, truth in zip(screen(0.5, 2, seed=10 * s).effects, (4, 3, 1, 0), strict=True)
        ]
    assert np.mean(held) > 0.88  # a bootstrap of 30 trajectories is a little narrow


def test_a_trajectory_with_a_failure_is_left_out():
    x = trajectories(40, 3)
    y = (x @ [3.0, 2.0, 1.0])[:, None].repeat(2, axis=1)
    y[5] = np.nan
    found = morris(y, x)
    assert (found.trajectories, found.left_out) == (39, 1)
    assert "failed" in found.effects[0].mu.doubts
    y[::9] = np.nan
    with pytest.raises(NotPossible, match="trajectories"):
        morris(y, x)


@pytest.mark.parametrize(
    ("rows", "why"), [([[0, 0], [1, 1], [1, 0]], "one input"), ([[0, 0], [1, 0], [0, 0]], "each input once")]
)
def test_a_step_moves_one_input_and_each_is_moved_once(rows, why):
    with pytest.raises(NotPossible, match=why):
        morris(np.ones((6, 1)), np.array(rows * 2, dtype=float))
