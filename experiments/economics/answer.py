"""What is said of costs and effects? Typed, so that every face says the same; nothing here computes but an interval.

Effects are in units of their own; pounds are of the study's price year, and of the whole service over its follow-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from experiments.economics.measuring import How
from experiments.rows import Years
from sim.preflight.assumed import Assumption

STUDENT = 2.093024054408263  # 97.5 % of Student's t with 19 degrees of freedom: of 20 groups
Verdict = Literal["not measured", "clear", "leans on the shape", "dominated by luck"]
Quadrant = Literal["dominant", "dominated", "costs more and does better", "saves and does worse", "the same"]
QUADRANTS: tuple[Quadrant, ...] = (
    "costs more and does better",
    "dominant",
    "saves and does worse",
    "dominated",
    "the same",
)
Standing = Literal["on the frontier", "dominated", "extendedly dominated", "the same as another"]


@dataclass(frozen=True)
class Against:
    """One option against another. `cost`, `effect`: more than the other's; `ratio`: pounds for each unit gained, or
    saved for each unit given up; None where one dominates. `clear`: of luck and of the number of draws, in effect; True
    where only means were given."""

    quadrant: Quadrant
    cost: float
    effect: float
    ratio: float | None
    clear: bool = True


@dataclass(frozen=True)
class Place:
    """An option among others. `by`: which dominates it (two, where a mixture of both does); `next_to`: the option
    before it on the frontier, and `against` it; None for the cheapest."""

    name: str
    cost: float
    effect: float
    standing: Standing
    by: tuple[str, ...] = ()
    next_to: str | None = None
    against: Against | None = None


@dataclass(frozen=True)
class Trust:
    """How much of the variance between draw means is not luck. `share`: of net benefit, the closest contest; `verdict`:
    not measured (one replication: taken as free of luck), clear, leans on the shape, or dominated by luck: then a value
    of information is at best a limit from above, and more replications at each draw are needed."""

    share: float
    replications: int
    verdict: Verdict


@dataclass(frozen=True)
class Worth:
    """Pounds a decision, with its 95 % interval (of the number of draws: more draws narrow it), and how much of the
    spread it is made from is not luck."""

    pounds: float
    low: float
    high: float
    trust: Trust

    @classmethod
    def of(cls, pounds: float, error: float, trust: Trust) -> "Worth":
        """From a standard error. Knowing more is never worth less than nothing."""
        return cls(pounds, max(0.0, pounds - STUDENT * error), pounds + STUDENT * error, trust)


@dataclass(frozen=True)
class Learned:
    """What knowing is worth. `pounds`: None where it is refused, with the reason in `refused`; `low`, `high`: its 95 %
    interval. Of the two options that are closest, in net benefit: `r2`, the share of variance that the regression
    foretells of draws left out, and `share`, the part of the variance without luck that knowing takes away."""

    pounds: float | None
    low: float | None
    high: float | None
    r2: float
    share: float
    refused: str = ""


# ---------------------------------------------------------------- of a study


@dataclass(frozen=True)
class Spread:
    """Pounds over the draws, luck taken out: the mean, where 95 % and half of the draws lie, and which share of them is
    above 0."""

    mean: float
    low: float
    lower_half: float
    upper_half: float
    high: float
    above_0: float


@dataclass(frozen=True)
class OptionMoney:
    """What an option does to cash and to capacity, against usual care; None where the study has no such output. Plus is
    good for the budget."""

    option: str
    net_cash: Spread
    net_capacity: Spread | None


@dataclass(frozen=True)
class InputWorth:
    """What knowing one input for certain is worth to a decision."""

    name: str
    title: str
    unit: str
    worth: Learned


@dataclass(frozen=True)
class AtThreshold:
    """Which option to choose where one more of an effect is worth so many pounds. By option, usual care first:
    `benefits`, expected, against usual care; `chances`, of being best; `losses`, expected, of choosing it.
    `population`: what certainty is worth to all who decide, where the study says how many and for how long."""

    pounds: float
    best: int
    benefits: tuple[float, ...]
    chances: tuple[float, ...]
    losses: tuple[float, ...]
    evpi: Worth
    population: float | None


@dataclass(frozen=True)
class Decision:
    """Which option to choose where nothing but these pounds counts; `inputs`: what knowing each is worth, the dearest
    first."""

    of: Literal["net cash", "net capacity"]
    at: AtThreshold
    inputs: tuple[InputWorth, ...]


@dataclass(frozen=True)
class Curves:
    """Over thresholds: each option's chance of being best and expected loss, (threshold, option); the option that is
    best on average; what certainty is worth."""

    thresholds: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    losses: tuple[tuple[float, ...], ...]
    best: tuple[int, ...]
    evpi: tuple[float, ...]


@dataclass(frozen=True)
class PerEffect:
    """Net cost (the service less cash released, pounds) against one effect. `cloud`: (effect, cost) of some draws of
    each option but usual care; `quadrants`: the shares of all draws; `stated`: at thresholds that mean something."""

    effect: str
    unit: str
    places: tuple[Place, ...]
    quadrants: tuple[Mapping[Quadrant, float], ...]
    cloud: tuple[tuple[tuple[float, float], ...], ...]
    curves: Curves
    stated: tuple[AtThreshold, ...]


@dataclass(frozen=True)
class StudyEconomics:
    """The economics of a study: over its draws, luck taken out. `options`: titles, usual care first; `failed`: draws
    that could not be run, and are left out."""

    options: tuple[str, ...]
    draws: int
    failed: int
    replications: int
    money: tuple[OptionMoney, ...]
    decisions: tuple[Decision, ...]
    effects: tuple[PerEffect, ...]


# ---------------------------------------------------------------- of a data request


@dataclass(frozen=True)
class StudyWorth:
    """A study of so many people (weeks, or years of people), how many months such a service takes to see them (None: it
    does not say), and what the data are worth in pounds."""

    size: int
    months: float | None
    worth: Learned


@dataclass(frozen=True)
class ToMeasure:
    """An input: what is stated of it, how to measure it, who pays where it is a price, what knowing it is worth, by
    which share the 95 % range of net cash would narrow, and what a study of it would be worth."""

    about: Assumption
    how: How
    payer: str | None
    worth: Learned
    narrows: float
    study: StudyWorth | None


@dataclass(frozen=True)
class DataRequest:
    """`options`: titles; of one scenario, "not run" and the scenario. `net`: net cash of the second option less the
    first, over the draws, luck taken out. `inputs`: the six worth measuring first; `others`: how many more
    were looked at. `failed`: draws that were no possible scenario and were drawn again."""

    options: tuple[str, ...]
    years: Years
    price_year: str
    draws: int
    redrawn: int
    net: Spread
    decision: AtThreshold
    inputs: tuple[ToMeasure, ...]
    others: int
