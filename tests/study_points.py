"""Points of a scenario for tests: every uncertain input at an end, and what the slow way says of the same values."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from experiments.run import Case
from experiments.study.desk import Desk
from experiments.study.outputs import output_names, outputs_of
from sim.errors import WrongInput
from sim.loading import load
from sim.scenario.sections import possible_of, values_in
from sim.scenario.values import Number, Spread

LUCK = range(1)


@dataclass(frozen=True)
class Input:
    """An uncertain input: how it stands, and values at either side. Of a spread: how many times as long."""

    path: tuple[str, ...]
    value: float
    low: float
    high: float


def inputs_of(scenario, kinds=("uncertain",)):
    """Every uncertain input (or levers and settings too): where it states no range, a third less and more."""
    found = []
    for path, value, facts in values_in(scenario):
        if facts.get("kind", "uncertain") not in kinds or not isinstance(value, Number | Spread):
            continue
        if isinstance(value, Spread):
            found.append(Input(path, 1.0, value.low_times or 0.7, value.high_times or 1.3))
            continue
        least, most, whole = possible_of(facts)
        low = max(least, value.value * 0.7) if value.low is None else value.low
        high = min(most, value.value * 1.3 or 0.3) if value.high is None else value.high
        low, high = (round(low), round(high)) if whole else (low, high)
        found.append(Input(path, value.value, low, high))
    return found


@cache
def desk_of(name):
    """A desk of every uncertain input of a scenario, and of all that can be read of it; and the inputs."""
    case = Case.of(load(name), 1)
    inputs = inputs_of(case.scenario)
    return Desk(case, [one.path for one in inputs], outputs_of(case, output_names(case))), inputs


def at_ends(inputs):
    """Points that differ from what is stated in one input, at either end."""
    stated = [one.value for one in inputs]
    for i, one in enumerate(inputs):
        for end in (one.low, one.high):
            yield [*stated[:i], end, *stated[i + 1 :]]


def said_of(way, values, numbers=LUCK):
    """What a way says of a point: its numbers, or why there are none."""
    try:
        return way(list(map(float, values)), numbers)
    except WrongInput as error:
        return str(error)


def agree(desk, values, numbers=LUCK):
    """Whether both ways say the same of a point, to the last bit."""
    here, slowly = said_of(desk.at, values, numbers), said_of(desk.slowly, values, numbers)
    if isinstance(here, str) or isinstance(slowly, str):
        return isinstance(here, str) and here == slowly
    return here.shape == slowly.shape and here.tobytes() == slowly.tobytes()


def is_fast(desk, values):
    """Whether a point needs no scenario of its own."""
    return desk.in_place.is_possible(list(map(float, values)))


def spread_out(many, of):
    """So many of a sequence, spread over it."""
    return [of[i] for i in np.unique(np.linspace(0, len(of) - 1, many).astype(int))]
