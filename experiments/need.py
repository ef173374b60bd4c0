"""Do those most in need get most of it? Each level's share of people on the pathway, relative to its share of need.

1 means in proportion to need; below 1, less than its share. Need itself is stated (`need_share` of a level, from a
population with the same trait); without it nothing is reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.counted import Outcome
from experiments.intervals import Estimate, ratio_of_means
from experiments.outcomes import outcomes_for, strata_of
from experiments.results import Results
from sim.frames import Shape
from sim.inputs import World


@dataclass(frozen=True)
class AgainstNeed:
    """A level's share of people at this stage, and that share for each 1 of need; None if nobody is in need."""

    share: Estimate
    ratio: Estimate | None


Need = tuple[float, dict[str, AgainstNeed | None]]


def referral_to_need(pool: Results, trait: str, level: str) -> Need | None:
    """The share of need; and of people referred, given a link worker and discharged (with the programme, by the longest
    horizon) the level's share, and that share for each 1 of need. None where no need is stated."""
    shape = pool.case.shape
    need = pool.case.scenario.traits[trait].levels[level].need_share
    if need is None:
        return None
    strata, read = strata_of(shape, trait, level), pool.outcomes[World.PROGRAMME]
    rows = {}
    for stage, outcome in _stages(shape).items():
        rows[stage] = _against_need(read.values(outcome, strata), read.values(outcome), float(need.value))
    return float(need.value), rows


def _stages(shape: Shape) -> dict[str, Outcome]:
    of = {outcome.name: outcome for outcome in outcomes_for(shape)}
    names = {"referred": "referred", "given": "given_link_worker"}
    if shape.bridge_years:
        names["discharged"] = f"discharged_in_{shape.bridge_years[-1]}y"
    return {stage: of[name] for stage, name in names.items() if name in of}


def _against_need(here: Sequence[float], everybody: Sequence[float], need: float) -> AgainstNeed | None:
    """The share and its ratio to need; None if nobody reached this stage, no ratio if nobody is in need."""
    if not any(everybody):
        return None
    ratio = ratio_of_means([n / need for n in here], everybody, least=0.0) if need else None
    return AgainstNeed(ratio_of_means(here, everybody, least=0.0), ratio)
