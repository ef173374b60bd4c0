"""Who comes, and when? Referrals through time, from the rates of the scenario and nothing else."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum

from sim import rules
from sim.inputs import Inputs
from sim.units import WEEK, Minutes


def dated(inputs: Inputs, dates: Iterable[Minutes]) -> list[tuple[Minutes, Minutes]]:
    """The follow-up cut at these dates and wherever the rate of referral changes."""
    always = {0, inputs.demand.first, inputs.demand.last, inputs.programme.end, *(rate.minute for rate in inputs.rates)}
    cuts = sorted({minute for minute in {*always, *dates} if 0 <= minute < inputs.horizon} | {inputs.horizon})
    return list(pairwise(cuts))


def referrals_at(inputs: Inputs, minute: Minutes) -> float:
    """Referrals a week at a minute."""
    return rules.rate_at(inputs.rates, minute) if inputs.demand.first <= minute < inputs.demand.last else 0.0


def people_between(inputs: Inputs, start: float, end: float) -> float:
    """How many are referred from one minute to another, on average."""
    [people] = people_in_slices(inputs, [(start, end)])
    return people


def people_in_slices(inputs: Inputs, slices: Sequence[tuple[float, float]]) -> list[float]:
    """The same of many times."""
    rates = [(since, until, referrals_at(inputs, since)) for since, until in dated(inputs, ())]
    return [
        fsum([rate * max(0.0, min(end, until) - max(start, since)) / WEEK for since, until, rate in rates])
        for start, end in slices
    ]


def in_service(inputs: Inputs, source: int | None = None) -> int:
    """How many are in the service on day 0: on caseloads, in activities, or both."""
    return sum(already.people for already in inputs.already if source in (None, already.source))


def since_first(inputs: Inputs) -> Minutes:
    """For how long people come: what lasts longer has not built up to its full height when they stop."""
    return max(0, min(inputs.demand.last, inputs.programme.end, inputs.horizon) - inputs.demand.first)
