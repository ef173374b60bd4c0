"""Do draws leave for SAVI as it takes them in?"""

import csv

import numpy as np
import pytest

from experiments.economics.savi import FILES, savi_tables, write_savi
from sim.errors import NotPossible

INPUTS = {"reviews.chance": np.linspace(0, 1, 12), "=cost, £": np.arange(12.0)}
COSTS = np.column_stack([np.full(12, 100.0), np.arange(12.0)])
EFFECTS = np.column_stack([np.zeros(12), np.linspace(1, 2, 12)])
OPTIONS = ["usual care", "two posts"]


def test_three_files_of_as_many_rows_with_options_in_one_order(tmp_path):
    """A heading of names, then a row for each draw, in the order of the draws, and nothing that numbers them."""
    written = write_savi(tmp_path / "savi", INPUTS, COSTS, EFFECTS, OPTIONS)
    assert [path.name for path in written] == list(FILES)
    param, cost, effect = ([*csv.reader(path.read_text(encoding="utf-8").splitlines())] for path in written)
    assert param[0] == ["reviews.chance", "'=cost, £"]
    assert cost[0] == effect[0] == OPTIONS
    assert {len(rows) for rows in (param, cost, effect)} == {13}
    assert [float(row[1]) for row in param[1:]] == list(range(12))


def test_increments_are_those_of_the_draws(tmp_path):
    _, cost, effect = write_savi(tmp_path, INPUTS, COSTS, EFFECTS, OPTIONS)
    read = np.loadtxt(cost, delimiter=",", skiprows=1)
    assert np.allclose(read[:, 1] - read[:, 0], COSTS[:, 1] - COSTS[:, 0])
    assert np.allclose(np.loadtxt(effect, delimiter=",", skiprows=1), EFFECTS)


def test_what_does_not_go_together_is_refused():
    with pytest.raises(NotPossible, match="3 names"):
        savi_tables(INPUTS, COSTS, EFFECTS, ["a", "b", "c"])
    with pytest.raises(NotPossible, match="at least one input"):
        savi_tables({}, COSTS, EFFECTS, OPTIONS)
