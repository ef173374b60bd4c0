"""Indices as an answer holds them, made up: what words and pictures of studies are tested on."""

from experiments.sensitivity.given_data import GivenData
from experiments.sensitivity.indices import AtSize, Index
from experiments.sensitivity.shapley import Shapley, Way
from experiments.sensitivity.sobol import Sobol


def index(value: float, doubts: tuple = ()) -> Index:
    return Index(value, value - 0.01, value + 0.01, value + 0.1, doubts)


def given(value: float = 0.6) -> GivenData:
    return GivenData(1_000, 0, 4, 1e9, 0.1, (index(value),), (AtSize(500, (value,)),), (value,), 0.02)


def shapley(way: Way) -> Shapley:
    return Shapley(1_000, 0, way, (index(0.7, ("unexplained",)),), 0.85, 120)


def sobol(*totals: float) -> Sobol:
    series = (AtSize(64, totals, totals), AtSize(128, totals, totals))
    each = tuple(map(index, totals))
    return Sobol(128, 0, 4, 1e9, 0.1, each, each, index(sum(totals)), series)
