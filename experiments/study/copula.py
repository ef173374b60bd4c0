"""How do inputs of a block go together? By a Gaussian copula with given rank correlations.

Each number becomes a normal score, scores are mixed, and each mixture becomes a number between 0 and 1 again: uniform
as before. A rank correlation r of the outcome is a correlation 2 sin(pi r / 6) of the scores (Pearson 1907), so the one
asked for is the one found. Plain arithmetic in a fixed order: the same bytes on every machine.
"""

from collections.abc import Sequence
from math import pi, sqrt

import numpy as np

from experiments.study.arrays import Floats, normal, share_below_normal

TERMS = 12  # of the sine's series, for arguments up to pi / 6: more than a double can tell
SMALLEST = 1e-9  # of a diagonal: below, inputs are bound to each other


def scores_of(ranks: Sequence[Sequence[float]]) -> Floats | None:
    """The lower triangle that mixes scores; None where the correlations cannot hold together."""
    wanted = [[1.0 if i == j else 2 * _sine(pi * r / 6) for j, r in enumerate(row)] for i, row in enumerate(ranks)]
    found = [[0.0] * len(ranks) for _ in ranks]
    for i in range(len(ranks)):
        for j in range(i + 1):
            rest = wanted[i][j] - sum(found[i][k] * found[j][k] for k in range(j))
            if i == j and rest < SMALLEST:
                return None
            found[i][j] = sqrt(rest) if i == j else rest / found[j][j]
    return np.array(found)


def _sine(x: float) -> float:
    term = found = x
    for n in range(1, TERMS):
        term *= -x * x / (2 * n * (2 * n + 1))
        found += term
    return found


def go_together(unit: Floats, scores: Floats) -> Floats:
    """The same numbers between 0 and 1, a column an input, tied."""
    z = np.column_stack([normal(column) for column in unit.T])
    found = np.empty_like(unit)
    for i in range(unit.shape[1]):
        mixed = np.zeros(len(unit))
        for k in range(i + 1):
            mixed = mixed + scores[i, k] * z[:, k]
        found[:, i] = share_below_normal(mixed)
    return found
