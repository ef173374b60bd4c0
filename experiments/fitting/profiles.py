"""Across an input that the figures cannot tell, how do the others move, and how an answer? Read off the joint sample.

The members are put in order of the one input and cut into bands of equally many. Nothing is simulated: what else agrees
with the figures at one end of its range and at the other is there already. No more than arithmetic: to read a fit
takes no numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from statistics import median

from experiments.changed import Path
from experiments.fitting.stored import JointSample

BANDS = 5
MOVES = 0.2  # correlation of ranks: of two that have nothing to do with each other, few samples of 300 show as much


@dataclass(frozen=True)
class Across:
    """One input, or an answer: its median in each band, and how closely it goes with the input that is crossed, from -1
    to 1 (Spearman's correlation of ranks)."""

    path: Path | None  # None: the answer
    medians: tuple[float, ...]
    goes_with: float

    @property
    def moves(self) -> bool:
        """Whether it moves enough to be said."""
        return abs(self.goes_with) >= MOVES


@dataclass(frozen=True)
class Profile:
    """An input that is crossed: its median in each band, and what moves with it, the closest first."""

    path: Path
    medians: tuple[float, ...]
    others: tuple[Across, ...]
    answer: Across | None


def profile(sample: JointSample, path: Path, answer: Sequence[float] | None = None, bands: int = BANDS) -> Profile:
    """How the others move across one input. `answer`: a number for each member, in any unit, such as net cash."""
    crossed = sample.column(path)
    order = sorted(range(len(crossed)), key=lambda member: (crossed[member], member))
    ends = [len(order) * band // bands for band in range(bands + 1)]
    cut = [order[first:last] for first, last in pairwise(ends)]
    by_rank = ranks(crossed)

    def across(column: Sequence[float], of: Path | None) -> Across:
        medians = tuple(median([column[member] for member in band]) for band in cut)
        return Across(of, medians, correlation(by_rank, ranks(column)))

    others = [across(sample.column(other), other) for other in sample.paths if other != path]
    return Profile(
        path,
        tuple(median([crossed[member] for member in band]) for band in cut),
        tuple(sorted(others, key=lambda one: (-abs(one.goes_with), one.path or ()))),
        None if answer is None else across(answer, None),
    )


def ranks(numbers: Sequence[float]) -> list[float]:
    """From 0; those that are equal share their mean."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    found = [0.0] * len(numbers)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and numbers[order[last + 1]] == numbers[order[first]]:
            last += 1
        for at in order[first : last + 1]:
            found[at] = (first + last) / 2
        first = last + 1
    return found


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Of two columns, from -1 to 1 (Spearman's, of ranks); 0 where one is always the same."""
    mean_one, mean_other = fsum(one) / len(one), fsum(other) / len(other)
    a, b = [x - mean_one for x in one], [x - mean_other for x in other]
    size = sqrt(fsum(x * x for x in a) * fsum(x * x for x in b))
    return fsum(x * y for x, y in zip(a, b, strict=True)) / size if size else 0.0
