"""What becomes of 100 people who come? Each of them is in one row, and the rows add up to 100.

A log is counted in events, and a person who relapses may decline, wait and drop out once more: people themselves are
counted once in few things only. Two of those part everybody: whether support was completed, and whether the person was
discharged at least once, by the end of follow-up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from experiments.counted import Counted, Outcome, WorldOutcomes, all_of, multiple
from experiments.intervals import Estimate, estimate_of
from experiments.outcomes import of_completion
from experiments.results import Results
from sim.inputs import World
from sim.measures import Group


@dataclass(frozen=True)
class FateRow:
    """So many of 100 people who came."""

    name: str
    title: str
    usual: Estimate
    programme: Estimate


class _Fate(NamedTuple):
    name: str
    title: str
    counted: Counted
    certain: bool = True  # in usual care: nobody is supported there, by design


def fates(pool: Results) -> tuple[FateRow, ...]:
    """Every row, in usual care and with the programme: none where nothing parts people."""
    scenario, usual, programme = pool.case.scenario, pool.outcomes[World.USUAL], pool.outcomes[World.PROGRAMME]
    supported = scenario.stages.support and scenario.programme.offer == "link_workers"
    return tuple(
        FateRow(
            fate.name,
            fate.title,
            usual=_of_100(usual, fate.counted, certain=fate.certain),
            programme=_of_100(programme, fate.counted, certain=False),
        )
        for fate in _fates(supported=supported, reviewed=scenario.stages.reviews)
    )


def _fates(*, supported: bool, reviewed: bool) -> Iterator[_Fate]:
    """What tells people apart here: completing support, discharge, or both."""
    discharged = of_completion(Group.DISCHARGED, completed=False)
    if supported and reviewed:
        both = of_completion(Group.DISCHARGED, completed=True)
        yield _Fate("completed_discharged", "Completed support and discharged", both)
        yield _Fate("discharged", "Discharged without completing support", discharged, certain=False)
        yield _Fate("completed", "Completed support, not discharged", _not_discharged(completed=True))
        yield _Fate("neither", "Neither", _not_discharged(completed=False), certain=False)
    elif supported:
        yield _Fate("completed", "Completed support", of_completion(Group.PEOPLE, completed=True))
        yield _Fate("neither", "Did not complete support", of_completion(Group.PEOPLE, completed=False))
    elif reviewed:
        yield _Fate("discharged", "Discharged", discharged, certain=False)
        yield _Fate("neither", "Not discharged", _not_discharged(completed=False), certain=False)


def _not_discharged(*, completed: bool) -> Counted:
    everybody, discharged = (of_completion(group, completed=completed) for group in (Group.PEOPLE, Group.DISCHARGED))
    return all_of(everybody, multiple(-1, discharged))


def _of_100(world: WorldOutcomes, counted: Counted, *, certain: bool) -> Estimate:
    hundred = Outcome("", "", "%", multiple(100, counted), of_completion(Group.PEOPLE))
    return estimate_of(world.part(hundred), fixed=certain)
