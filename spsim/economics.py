"""Anybody's costs and effects: net benefit, dominance, curves, and what knowing more is worth.

    from spsim import economics

    costs, effects = ...    # arrays of (draw, option), or of (draw, option, replication) where a simulation made them
    economics.compare(costs, effects, ["usual care", "two posts", "three posts"])
    economics.acceptability(costs, effects, [20_000, 30_000])
    economics.evpi(costs, effects, [20_000, 30_000])
    economics.evppi(costs, effects, inputs[:, 3], [20_000, 30_000])

With replications, the luck of the simulation is taken out first. What each says, what it does not, and how luck is
taken out: docs/economics.md. Shapes, units and errors stand with each function.
"""

from app.words.economics import against_in_words
from experiments.economics.answer import Against, Learned, Place, Trust, Worth
from experiments.economics.arrays import net_benefit
from experiments.economics.deciding import (
    acceptability,
    acceptability_frontier,
    evpi,
    evpi_of_normal,
    expected_loss,
    population,
    present_value,
)
from experiments.economics.learning import evppi, evsi
from experiments.economics.noise import Draws, without_noise
from experiments.economics.plane import against, compare, quadrants
from experiments.economics.savi import write_savi

__all__ = [
    "Against",
    "Draws",
    "Learned",
    "Place",
    "Trust",
    "Worth",
    "acceptability",
    "acceptability_frontier",
    "against",
    "against_in_words",
    "compare",
    "evpi",
    "evpi_of_normal",
    "evppi",
    "evsi",
    "expected_loss",
    "net_benefit",
    "population",
    "present_value",
    "quadrants",
    "without_noise",
    "write_savi",
]
