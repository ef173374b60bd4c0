"""How far may each uncertain input lie from its value, and how is it spread? Ranges as a scenario states them,
and the luck by which an input is drawn.

Levers are choices and have none here, nor has what moves no pound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from experiments.changed import SHARES, Path
from sim.errors import NotPossible
from sim.luck import (
    MASK_32,
    TRIANGULAR,
    UNIFORM,
    Key,
    Law,
    Purpose,
    Source,
    Who,
    in_episode,
    name_number,
    uniform,
)
from sim.scenario import SHARES_WITHIN, Scenario
from sim.scenario.sections import WHOLE_UNITS, values_in
from sim.scenario.values import Number, Spread

NAME_BITS = 64  # half of them are whose luck it is, half which


@dataclass(frozen=True)
class About:
    """Which input."""

    path: str
    title: str
    unit: str


class Range(NamedTuple):
    """An uncertain input that has a range. A spread's low and high say how many times as long it may be; `whole`: only
    whole numbers are possible."""

    path: Path
    value: float
    low: float
    high: float
    times: bool
    whole: bool = False


def _moves_no_pound(path: Path) -> bool:
    """Stated values, shares of need and the costs of activities to their providers are outside the bridge's money: no
    swing of them would show anything."""
    return path[0] == "stated_values" or path[-1] in ("need_share", "runs_at_gbp_per_session")


def ranges(scenario: Scenario) -> list[Range]:
    """Every uncertain input with a range, in order of path."""
    found = []
    for path, value, facts in values_in(scenario):
        if facts.get("kind", "uncertain") != "uncertain" or _moves_no_pound(path):
            continue
        if isinstance(value, Spread) and value.low_times is not None and value.high_times is not None:
            found.append(Range(path, 1.0, value.low_times, value.high_times, times=True))
        elif isinstance(value, Number) and value.low is not None and value.high is not None:
            whole = facts.get("unit") in WHOLE_UNITS
            found.append(Range(path, value.value, value.low, value.high, times=False, whole=whole))
    return sorted(found)


def law_of(one: Range, stated: str | None) -> Law:
    """How an input is spread between its low and its high.

    Value:  triangular, with its peak at the value stated; uniform where the file says so.
    Source: none. Files state a range and a most likely value, and this assumes no more. A PERT with the same three
            numbers is narrower, so this one gives the tails more weight.
    Grade:  assumed.
    """
    if stated == "uniform":
        return Law(UNIFORM, one.low, one.high, 0.0)
    if stated not in (None, "triangular"):
        raise NotPossible(f"{'.'.join(one.path)} is spread as {stated}; draws can be triangular or uniform")
    return Law(TRIANGULAR, one.low, one.value, one.high)


def luck_of(name: str, key: Key, number: int, attempt: int = 0) -> float:
    """The uniform of one thing that is drawn, by its name: another thing that is drawn changes it no more than more
    draws do."""
    named = name_number(name, NAME_BITS)
    who = Who(key, number, Source.WAITING_LIST, named & MASK_32)
    return uniform(who, Purpose.INPUT, in_episode(attempt, named >> NAME_BITS // 2))


def twins(found: Sequence[Range]) -> dict[Path, Path]:
    """Ranges that mirror another: of two shares that add to 1, the second repeats the first."""
    found_again: dict[Path, Path] = {}
    for i, one in enumerate(found):
        for other in found[:i]:
            shares = one.path[0] == "traits" and one.path[-1] in SHARES and other.path[-1] == one.path[-1]
            if shares and one.path[:3] == other.path[:3] and _mirrors(one, other):
                found_again[one.path] = other.path
    return found_again


def _mirrors(one: Range, other: Range) -> bool:
    ends = ((one.value, other.value), (one.low, other.high), (one.high, other.low))
    return all(abs(a + b - 1) < SHARES_WITHIN for a, b in ends)
