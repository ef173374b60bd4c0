"""What is an answer made of? The levers and their mixes, the targets as they are understood, and what came of each mix.

Plain dataclasses, for every face; nothing is worked out here.
"""

from dataclasses import dataclass
from typing import Literal

from experiments.intervals import Estimate
from experiments.limits import Chance

Mix = tuple[float, ...]  # a value of each lever
Sense = Literal["at least", "at most"]
Verdict = Literal["met", "not met", "too close to say"]


@dataclass(frozen=True)
class Lever:
    """What is moved, and through which values, the least first; `now`: as the scenario has it, where it has one."""

    name: str
    title: str
    unit: str
    paths: tuple[str, ...]
    values: tuple[float, ...]
    now: float | None


@dataclass(frozen=True)
class AskedTarget:
    """A target as it is understood."""

    said: str
    title: str
    sense: Sense
    bound: float
    unit: str
    all_or_nothing: bool


@dataclass(frozen=True)
class Held:
    """One target with one mix: its mean in its unit, and in how many single services it is met."""

    value: Estimate
    met: Chance


@dataclass(frozen=True)
class Tried:
    """One mix: what came of it."""

    values: Mix
    verdict: Verdict
    targets: tuple[Held, ...]
    together: Chance  # in how many single services all are met at once
    confidence: float  # that what is asked holds
    pounds: Estimate  # over the follow-up
    pounds_a_year: float  # while the service runs
    replications: int


@dataclass(frozen=True)
class InWorlds:
    """The answer where the inputs that nobody knows are drawn together: in how many sets of inputs what is asked holds,
    on average (None: it is asked of single services), and in how many services, of luck and inputs together. `fitted`:
    whether each set fits the published figures."""

    sets: int
    holds: int | None
    replications: int
    together: Chance
    fitted: bool


@dataclass(frozen=True)
class Solved:
    """The answer. `found` is None where no mix is good enough; then `nearest` falls least short. `cheaper`: one lever
    a step down; `dearer`: a step up. `shown`: every mix, where they were all run; within the budget, if there is one.
    """

    targets: tuple[AskedTarget, ...]
    levers: tuple[Lever, ...]
    in_100: float | None
    share_of_services: float  # asked of targets that are all or nothing, or of all of them
    budget: float | None
    years: float
    service_years: float
    mixes: int
    tried: int
    found: Tried | None
    nearest: Tried | None
    cheaper: tuple[Tried, ...]
    dearer: tuple[Tried, ...]
    too_close: tuple[Mix, ...]  # cheaper mixes that could not be decided
    shown: tuple[Tried, ...]
    worlds: InWorlds | None
