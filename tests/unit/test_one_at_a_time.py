"""Tornado rows and heat maps: paired by replication, with their errors."""

import numpy as np
import pytest

from experiments.sensitivity.one_at_a_time import against_first, one_way, two_way
from sim.errors import NotPossible
from tests.planted import normals

LUCK = 5 * normals((1, 40), 1)


def test_a_swing_is_paired_so_luck_cancels():
    y = np.array([[10.0], [8.0], [15.0], [10.0], [10.0]]) + LUCK + 0.1 * normals((5, 40), 2)
    found = one_way(y, [2] * (len(y) // 2))
    first, second = found.swings
    assert first.changes[0].mean == pytest.approx(-2, abs=0.1)
    assert first.across.mean == pytest.approx(7, abs=0.1)
    assert first.across.half_width < 0.1 < found.base.half_width
    assert first.reach > 6 > second.reach
    assert not second.across.settled or abs(second.across.mean) < 0.1


def test_a_failed_end_leaves_the_other():
    y = np.array([[10.0], [8.0], [15.0]]) + LUCK
    y[1] = np.nan
    [swing] = one_way(y, [2] * (len(y) // 2)).swings
    assert swing.values[0] is None
    assert swing.across is None
    assert swing.changes[1].mean == pytest.approx(5)
    y[0] = np.nan
    with pytest.raises(NotPossible, match="base point"):
        one_way(y, [2] * (len(y) // 2))


def test_an_input_may_have_more_than_two_levels():
    y = np.array([[10.0], [8.0], [15.0], [11.0], [9.0]]) + LUCK
    first, second = one_way(y, [3, 1]).swings
    assert [one.mean for one in first.changes] == pytest.approx([-2, 5, 1])
    assert second.changes[0].mean == pytest.approx(-1)


def test_cells_that_are_as_good_as_the_best_within_error():
    y = np.array([[1.0], [5.0], [5.0], [2.0], [4.0], [0.0]]) + LUCK + 0.2 * normals((6, 40), 3)
    y[5] = np.nan
    found = two_way(y, 2, 3)
    assert found.best in ((0, 1), (0, 2))
    assert [[cell.as_good for cell in row] for row in found.cells] == [[False, True, True], [False, False, False]]
    assert found.cells[1][2].value is None
    assert two_way(y, 2, 3, plus_is_good=False).best == (0, 0)


def test_differences_from_the_first_of_a_list():
    first, second = against_first(np.array([[1.0], [4.0]]) + LUCK)
    assert first is None
    assert second.mean == pytest.approx(3)
    assert second.half_width < 1e-9
