"""What is a mean here? Of distributions by their quantiles, over kinds of people, and of stays cut short.

Nothing is drawn by luck, so every machine finds the same numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import fsum

from sim import rules
from sim.inputs import Inputs
from sim.inputs.rates import FRAILTY_STEPS
from sim.luck import Law, Point, draw, exp, normal

QUANTILES = 1000
TINY = 1e-9


def draws(points: Sequence[Point], law: Law, quantiles: int = QUANTILES) -> tuple[float, ...]:
    """A distribution by the middles of equal shares of it: it never falls."""
    return _draws(tuple(points), law, quantiles)


@lru_cache(maxsize=128)  # scenarios that are compared share most of their distributions
def _draws(points: tuple[Point, ...], law: Law, quantiles: int) -> tuple[float, ...]:
    return tuple([draw(points, law, (i + 0.5) / quantiles) for i in range(quantiles)])


def mean_of(points: Sequence[Point], law: Law) -> float:
    """The mean of a distribution by the midpoint rule over its quantiles: the same on every machine."""
    return fsum(draws(points, law)) / QUANTILES


def over_traits(inputs: Inputs, of: str) -> Iterator[tuple[float, float]]:
    """(share, ratio) of the kinds of people there are, kinds with the same ratio taken together."""
    kinds = {1.0: 1.0}
    for trait in sorted({level.trait for level in inputs.levels}):
        levels = [level for level in inputs.levels if level.trait == trait]
        together: defaultdict[float, float] = defaultdict(float)
        for ratio, share in kinds.items():
            for level in levels:
                together[ratio * getattr(level, of)] += share * level.share
        kinds = dict(together)
    for ratio, share in kinds.items():
        yield share, ratio


def mean_ratio(inputs: Inputs, of: str) -> float:
    """The mean over kinds of people of one of their ratios."""
    return fsum(share * ratio for share, ratio in over_traits(inputs, of))


def attendance(inputs: Inputs, chance: float, centre: float) -> list[tuple[float, float]]:
    """(share, chance of coming) of people, taken together to the nearest hundredth."""
    loading = inputs.frailty.attendance
    slices = [normal((i + 0.5) / FRAILTY_STEPS) for i in range(FRAILTY_STEPS)] if loading else [0.0]
    shares: defaultdict[float, float] = defaultdict(float)
    sums: defaultdict[float, float] = defaultdict(float)
    for share, ratio in over_traits(inputs, "attendance"):
        for hidden in slices:
            comes = rules.attendance(chance, centre, ratio, loading, hidden)
            near = round(comes, 2)
            shares[near] += share / len(slices)
            sums[near] += comes * share / len(slices)
    return [(share, sums[near] / share) for near, share in shares.items() if share > 0]


def before_leaving(inputs: Inputs, lasts: float) -> float:
    """The mean of a stay of a given length, cut short by dying or moving away."""
    hazard = inputs.exit_hazard * mean_ratio(inputs, "exit")
    return (1.0 - exp(-hazard * lasts)) / hazard if hazard * lasts > TINY else lasts
