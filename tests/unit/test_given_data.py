"""Indices from a sample that is there already: first order and Shapley, inputs that go together, the floor."""

import sys
from itertools import permutations

import numpy as np
import pytest

from experiments.sensitivity.given_data import GivenData, given_data, pawn_and_delta
from experiments.sensitivity.resampling import uniforms
from experiments.sensitivity.shapley import Shapley, shapley
from sim.errors import NotPossible
from tests.planted import ISHIGAMI, LINEAR, ishigami, normals


def sampled(points: int, replications: int, noise: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """The linear function with an input that does nothing."""
    x = uniforms((points, 4), seed)
    return LINEAR.at(x)[:, None] + noise * normals((points, replications), seed + 1), x


def together(points: int, slopes: tuple[float, ...], rho: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal inputs, the first two of which go together."""
    x = normals((points, 3), seed)
    x[:, 1] = rho * x[:, 0] + np.sqrt(1 - rho**2) * x[:, 1]
    return (x @ np.array(slopes))[:, None] + normals((points, 2), seed + 1), x


def known(slopes: tuple[float, ...], rho: float) -> np.ndarray:
    """Shapley effects of a linear function of normal inputs: what a set explains is known in closed form."""
    spread, b = np.eye(3), np.array(slopes)
    spread[0, 1] = spread[1, 0] = rho

    def explained(members):
        some = list(members)
        return b @ spread[:, some] @ np.linalg.solve(spread[np.ix_(some, some)], spread[some] @ b) if some else 0.0

    found = np.zeros(3)
    for order in permutations(range(3)):
        for at, one in enumerate(order):
            found[one] += explained(order[: at + 1]) - explained(order[:at])
    return found / 6 / (b @ spread @ b)


def effects(found: Shapley) -> np.ndarray:
    return np.array([one.value for one in found.effects])


def firsts(found: GivenData) -> np.ndarray:
    return np.array([one.value for one in found.first])


def test_first_order_indices_have_no_noise_in_them():
    """S1, with noise of variance 4 in each of two replications."""
    x = uniforms((4_000, 3), 1)
    y = ishigami(x)[:, None] + 2 * normals((4_000, 2), 2)
    found = given_data(y, x)
    assert np.abs(firsts(found) - ISHIGAMI.first).max() < 0.03
    assert found.variance == pytest.approx(13.84, rel=0.05)
    assert [one.naive for one in found.first[:2]] < [0.28, 0.40]


def test_one_replication_cannot_be_corrected_and_says_so():
    found = given_data(*sampled(1_000, 1, 1.0))
    assert firsts(found)[0] < 0.5  # the planted fault: 9/14 without noise
    assert "one replication" in found.first[0].doubts


def test_an_input_that_does_nothing_lies_under_the_floor():
    found = [given_data(*sampled(500, 2, 0.5, 10 * s), times=50) for s in range(20)]
    assert np.mean([one.first[3].value for one in found]) < 0.01
    assert sum(one.first[3].value <= one.floor for one in found) >= 18
    assert all(one.floor < 0.1 < one.first[0].value for one in found)


def test_intervals_of_a_sample_cover():
    held = []
    for s in range(80):
        found = given_data(*sampled(400, 2, 0.5, 10 * s), times=200, seed=s)
        held += [one.low <= truth <= one.high for one, truth in zip(found.first, LINEAR.first, strict=True)]
    assert np.mean(held) > 0.9


def test_categories_and_columns_that_do_not_vary():
    x = np.column_stack([np.floor(uniforms((600,), 1) * 3), np.ones(600)])
    y = x[:, :1] ** 2 + 0.1 * normals((600, 2), 2)
    found = given_data(y, x)
    assert firsts(found)[0] > 0.97
    assert abs(firsts(found)[1]) < 0.01


def test_shapley_effects_of_independent_inputs():
    """S1: first and total differ for two inputs, and Shapley effects lie between."""
    x = uniforms((8_000, 3), 1)
    found = shapley(ishigami(x)[:, None] + normals((8_000, 2), 2), x)
    assert found.way == "nearest neighbours"
    assert np.abs(effects(found) - (0.43575, 0.44241, 0.12184)).max() < 0.02
    assert found.explained == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("way", ["nearest neighbours", "regression"])
@pytest.mark.parametrize(("slopes", "rho"), [((1, 1, 1), 0.9), ((1, 0, 1), 0.9), ((3, 2, 1), 0.5)])
def test_shapley_effects_of_inputs_that_go_together(way, slopes, rho):
    found = np.mean(
        [effects(shapley(*together(2_000, slopes, rho, 10 * s), way=way, times=10)) for s in range(4)], axis=0
    )
    assert np.abs(found - known(slopes, rho)).max() < 0.03


def test_an_input_that_does_nothing_but_goes_with_one_that_does_has_an_effect_and_no_total():
    """Why there are Shapley effects: first order gives both all of it, whichever does it."""
    y, x = together(2_000, (1, 0, 1), 0.9, 1)
    first = firsts(given_data(y, x))
    assert first[1] > 0.35
    assert effects(shapley(y, x))[:2].sum() == pytest.approx(0.5, abs=0.05)
    assert first.sum() > 1.3


def test_many_inputs_go_through_regression_and_say_what_it_cannot_explain():
    x = uniforms((1_000, 8), 1)
    y = LINEAR.at(x[:, :4])[:, None] + 0.5 * normals((1_000, 2), 2)
    found = shapley(y, x, times=50)
    assert found.way == "regression"
    assert np.abs(effects(found)[:3] - LINEAR.total[:3]).max() < 0.06
    assert np.abs(effects(found)[3:]).max() < 0.02
    x = uniforms((400, 12), 1)
    product = (x[:, 0] - 0.5) * (x[:, 1] - 0.5)
    assert "unexplained" in shapley(product[:, None].repeat(2, axis=1), x, times=10).effects[0].doubts


def test_few_points_are_refused():
    with pytest.raises(NotPossible, match="too few"):
        given_data(np.ones((20, 2)), np.ones((20, 3)))
    with pytest.raises(NotPossible, match="too few"):
        shapley(np.ones((60, 2)), np.ones((60, 20)))


def test_points_that_failed_are_left_out_and_counted():
    y, x = sampled(400, 2, 0.1)
    y[:30] = np.nan
    assert given_data(y, x, times=20).left_out == 30
    assert "failed" in shapley(y, x, times=20).effects[0].doubts


def test_pawn_and_delta_rank_the_inputs():
    y, x = sampled(500, 1, 0.1)
    for found in pawn_and_delta(y[:, 0], x):
        assert sorted(found, reverse=True)[:2] == list(found[:2])
    with pytest.raises(NotPossible, match="vary"):
        pawn_and_delta(np.ones(50), x[:50])


def test_a_missing_extra_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    monkeypatch.setitem(sys.modules, "scipy.spatial", None)
    y, x = sampled(100, 2, 0.1)
    with pytest.raises(NotPossible, match="pip install"):
        pawn_and_delta(y[:, 0], x)
    with pytest.raises(NotPossible, match="pip install"):
        shapley(y, x)


def test_shapley_effects_of_an_input_of_few_levels():
    """Points of a level stand in one place: their neighbours are some of them by luck, and never themselves. The
    standard error is 0.015 here; with itself among eight neighbours a level that does nothing would have 0.12."""
    level, x = np.floor(3 * uniforms((1_000,), 5)), uniforms((1_000,), 6)
    noise, inputs = 0.5 * normals((1_000, 2), 7), np.column_stack([level, x])
    both = np.array([0.0, 1.0, 3.0])[level.astype(int)] + 2 * x
    share = (14 / 9) / (14 / 9 + 4 / 12)  # the variance of 0, 1 and 3, and that of 2 x
    assert effects(shapley(both[:, None] + noise, inputs, times=10))[:2] == pytest.approx([share, 1 - share], abs=0.06)
    assert effects(shapley(3 * x[:, None] + noise, inputs, times=10))[0] == pytest.approx(0, abs=0.05)
