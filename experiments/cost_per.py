"""What does the service cost for each discharge gained, and for each care-year freed?

The cost of the service over what it gains on usual care, mean over mean, at the longest horizon. The interval is
Fieller's: it knows that cost and gain come from the same replications. Where the gain is not clear of 0 there is no
such ratio: no figure is given, in the estimate or at an input's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import fsum, sqrt
from typing import Annotated, Literal

from pydantic import Field

from experiments.counted import Outcome
from experiments.intervals import Estimate, estimate
from experiments.mean_errors import CONFIDENCE, student_t
from experiments.outcomes import outcomes_for
from experiments.results import BOTH, Results
from experiments.rows import ONLY_IF, Years
from sim.units import WEEK, YEAR


@dataclass(frozen=True)
class Ratio:
    """Pounds for each; the ends are None from a single replication."""

    mean: float
    low: float | None
    high: float | None


class NotVaried(Enum):
    """No input has been run across its range."""

    NOT_VARIED = "not varied"


NOT_VARIED = NotVaried.NOT_VARIED
Range = tuple[float, float] | None | Literal[NotVaried.NOT_VARIED]


def is_not_varied(value: Range) -> bool:
    """Whether no range can be given."""
    return value is NOT_VARIED


@dataclass(frozen=True)
class CostPerRow:
    """What a gain costs. `unknown`: between what nobody knows puts it; None where there is no gain at some end.
    `at_once`: in 95 % of sets of inputs; else over single ones."""

    of: Literal["discharge", "care_year"]
    gain: Estimate
    cost: Ratio | None
    unknown: Annotated[Range, Field(exclude_if=is_not_varied)] = NOT_VARIED
    at_once: Annotated[bool, ONLY_IF] = False


@dataclass(frozen=True, kw_only=True)
class CostPer:
    """At the longest horizon; without rows where nothing is spent, without years where there is no bridge."""

    years: Years | None
    rows: tuple[CostPerRow, ...] = ()


def fieller(cost: Sequence[float], gain: Sequence[float]) -> Ratio | None:
    """The ratio of two paired means with its 95 % interval (Fieller 1954); None where the gain is no gain, or not clear
    of 0 at that confidence."""
    n = len(cost)
    a, b = fsum(cost) / n, fsum(gain) / n
    if b <= 0:
        return None
    if n == 1:
        return Ratio(a / b, None, None)
    aa, bb, ab = (_product(*pair) / (n - 1) / n for pair in ((cost, cost), (gain, gain), (cost, gain)))
    t, b2 = student_t(0.5 + CONFIDENCE / 2, n - 1), b * b  # products: a power differs between machines
    t2 = t * t
    g = t2 * bb / b2
    if g >= 1:
        return None
    ratio = a / b
    middle = ratio - t2 * ab / b2
    apart = t2 * (aa - 2 * ratio * ab + ratio * ratio * bb) / b2
    half = sqrt(max(0.0, apart - t2 * t2 * (aa * bb - ab * ab) / (b2 * b2)))
    return Ratio(ratio, (middle - half) / (1 - g), (middle + half) / (1 - g))


def _product(xs: Sequence[float], ys: Sequence[float]) -> float:
    x, y = fsum(xs) / len(xs), fsum(ys) / len(ys)
    return fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))


def cost_per(pool: Results) -> CostPer:
    """For each discharge gained, and for each care-year freed; empty where there is no bridge or nothing is spent."""
    horizons = pool.case.shape.bridge_years
    if not horizons or not pool.case.scenario.stages.reviews:
        return CostPer(years=None)
    years = horizons[-1]
    cost = [-pounds for pounds in pool.worlds.pounds(years, "service")]
    if not fsum(cost) > 0:
        return CostPer(years=years)
    of = {outcome.name: outcome for outcome in outcomes_for(pool.case.shape)}
    usual, programme = (pool.outcomes[world] for world in BOTH)

    def more(outcome: Outcome) -> list[float]:
        """By how much the programme's world has more of it, in each replication."""
        return [b - a for a, b in zip(usual.values(outcome), programme.values(outcome), strict=True)]

    discharged = more(of[f"discharged_in_{years}y"])
    freed = [-weeks * WEEK / YEAR for weeks in more(of["weeks_in_care"])]
    return CostPer(
        years=years,
        rows=(
            CostPerRow("discharge", estimate(discharged), fieller(cost, discharged)),
            CostPerRow("care_year", estimate(freed), fieller(cost, freed)),
        ),
    )
