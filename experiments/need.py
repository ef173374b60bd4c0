"""Do those most in need get most of it? Each level's share of people on the pathway, relative to its share of need.

1 means in proportion to need; below 1, less than its share. Need itself is stated (`need_share` of a level, from a
population with the same trait); nothing is said where it is not.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from experiments.intervals import estimate
from experiments.outcomes import event_count, outcomes_for, people_discharged, strata_of
from experiments.run import Question, Replication
from sim.events import What
from sim.frames import Shape
from sim.inputs import World
from sim.measures import Tally
from sim.money import exact

Count = Callable[[Shape, Tally, set[int] | None], float]


def referral_to_need(question: Question, runs: Sequence[Replication], trait: str, level: str) -> dict[str, Any]:
    """`need_share`, and for people referred, given a link worker and discharged (with the programme, by the longest
    horizon): the level's share of them, and that share for each 1 of need. Empty where no need is stated."""
    need = question.scenario.traits[trait].levels[level].need_share
    if need is None:
        return {}
    strata = strata_of(question.shape, trait, level)
    tallies = [run.worlds[World.PROGRAMME].tally for run in runs]
    rows = {
        stage: _against_need(_shares(question.shape, tallies, count, strata), float(exact(need)))
        for stage, count in _stages(question.shape).items()
    }
    return {"need_share": float(need.value), "referral_to_need": rows}


def _stages(shape: Shape) -> dict[str, Count]:
    referred = next(outcome.of for outcome in outcomes_for(shape) if outcome.name == "referred")
    stages: dict[str, Count] = {"referred": referred, "given": event_count(What.GIVEN_LINK_WORKER)}
    if shape.scenario.stages.reviews and shape.bridge_years:
        stages["discharged"] = partial(people_discharged, shape.bridge_years[-1])
    return stages


def _shares(shape: Shape, tallies: Sequence[Tally], count: Count, strata: set[int]) -> list[float]:
    """The level's share in each replication; a replication in which there is nobody has none."""
    pairs = [(count(shape, tally, strata), count(shape, tally, None)) for tally in tallies]
    return [here / everybody for here, everybody in pairs if everybody]


def _against_need(shares: Sequence[float], need: float) -> dict[str, Any] | None:
    """The share and its ratio to need; nothing where nobody ever came so far, no ratio where nobody is in need."""
    if not shares:
        return None
    ratio = estimate([share / need for share in shares]).as_dict() if need else None
    return {"share": estimate(shares).as_dict(), "ratio": ratio}
