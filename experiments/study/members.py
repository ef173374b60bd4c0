"""In which order do the members of a joint sample stand, where they are one dimension of a design?

Along their first principal component: of the members' ranks in each fitted input, so that no unit counts. Neighbours
are then alike in what mostly tells members apart, and a small step in a design is a small change of the inputs. Plain
arithmetic in a fixed order: the same on every machine.
"""

from collections.abc import Sequence
from math import fsum, sqrt

from experiments.fitting.profiles import correlation, ranks

STEPS = 500  # of the power method: far more than it takes


def along_their_first_component(rows: Sequence[Sequence[float]]) -> tuple[int, ...]:
    """The members' numbers, from one end to the other. The input that weighs most rises."""
    columns = [ranks(column) for column in zip(*rows, strict=True)]
    weights = _first_component([[correlation(one, other) for other in columns] for one in columns])
    middle = (len(rows) - 1) / 2
    scores = [
        fsum(w * (column[n] - middle) for w, column in zip(weights, columns, strict=True)) for n in range(len(rows))
    ]
    return tuple(sorted(range(len(rows)), key=lambda n: (scores[n], n)))


def _first_component(matrix: Sequence[Sequence[float]]) -> list[float]:
    """Its weights, by the power method."""
    weights = [1.0 + 0.001 * n for n in range(len(matrix))]  # not at right angles to it but by a freak
    for _ in range(STEPS):
        weights = [fsum(a * b for a, b in zip(row, weights, strict=True)) for row in matrix]
        length = sqrt(fsum(w * w for w in weights))
        weights = [w / length for w in weights]
    most = max(weights, key=abs)
    return [w if most > 0 else -w for w in weights]
