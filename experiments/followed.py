"""Which means are followed while inputs are moved? The bridge's subtotals, people gained, and chances of overspending.

Each quantity has a name, made here and read in `unknown`: a swing follows it, and its unknown range runs from the
lowest to the highest value that any input gives it.
"""

from collections.abc import Sequence

from experiments.bridge import STEPS
from experiments.intervals import estimate
from experiments.limits import chances
from experiments.outcomes import outcomes_for
from experiments.results import BOTH, Results

SUBTOTALS = ("care_freed", "care_use", "capacity", "cash", "service", "net")


def quantities(pool: Results) -> dict[str, float]:
    """The means that are followed through every swing: the bridge at each horizon, and people, programme less usual."""
    found = {
        f"bridge.{years}.{step.name}": _mean(pool.worlds.pounds(years, step.name))
        for years in pool.case.shape.bridge_years
        for step in STEPS
        if step.name in SUBTOTALS
    }
    usual, programme = (pool.outcomes[world] for world in BOTH)
    for outcome in (one for one in outcomes_for(pool.case.shape) if one.followed):
        found[f"outcomes.{outcome.name}"] = _mean(programme.part(outcome).some) - _mean(usual.part(outcome).some)
        found[f"with.{outcome.name}"] = _mean(programme.part(outcome).some)
    return found | chances(pool)


def _mean(values: Sequence[float]) -> float:
    return estimate(values).mean
