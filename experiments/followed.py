"""Which means are followed while inputs are moved? The bridge's subtotals, people gained, and chances of overspending.

Each quantity has a name, made here and read in `unknown`: a swing follows it, and its unknown range runs from the
lowest to the highest value that any input gives it.
"""

from collections.abc import Sequence

from experiments.bridge import STEPS
from experiments.intervals import estimate
from experiments.limits import chances
from experiments.outcomes import WorldOutcomes, outcomes_for
from experiments.run import Case, Replication
from sim.inputs import World

SUBTOTALS = ("care_freed", "care_use", "capacity", "cash", "service", "net")


def quantities(case: Case, runs: Sequence[Replication]) -> dict[str, float]:
    """The means that are followed through every swing: the bridge at each horizon, and people, programme less usual."""
    found = {
        f"bridge.{years}.{step.name}": _mean([run.bridges[years].pounds(step.name) for run in runs])
        for years in case.shape.bridge_years
        for step in STEPS
        if step.name in SUBTOTALS
    }
    usual, programme = (
        WorldOutcomes(case.shape, [run.worlds[world].tally for run in runs]) for world in (World.USUAL, World.PROGRAMME)
    )
    for outcome in (one for one in outcomes_for(case.shape) if one.followed):
        found[f"outcomes.{outcome.name}"] = _mean(programme.part(outcome).some) - _mean(usual.part(outcome).some)
        found[f"with.{outcome.name}"] = _mean(programme.part(outcome).some)
    return found | chances(case, runs)


def _mean(values: Sequence[float]) -> float:
    return estimate(values).mean
