"""Tallies of logs that a test wrote by hand, as the program reads its own."""

from collections.abc import Mapping

from experiments.counted import WorldOutcomes
from experiments.run import Case, Replication
from sim.frames import Shape
from sim.inputs import World
from sim.measures import Tally
from sim.sums import NOTHING_WANTED, Columns, kept


def outcomes_of(shape: Shape, *tallies: Tally) -> WorldOutcomes:
    """The outcomes of one world, a replication for each tally."""
    return WorldOutcomes(shape, Columns(NOTHING_WANTED, [kept(tally, NOTHING_WANTED) for tally in tallies]))


def replication_of(case: Case, tallies: Mapping[World, Tally]) -> Replication:
    """A replication in which these were counted."""
    return Replication(case, 0, case.wanted, {world: kept(tally, case.wanted) for world, tally in tallies.items()})
