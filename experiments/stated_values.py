"""What would outcomes be worth, at values that a scenario states? Kept apart from every pound of cash and capacity.

A stated value is money nobody can spend, so nothing here enters the bridge, net cash or the budget, and stated values
are not added to one another: each is one outcome's paired difference (programme less usual care) times its worth.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from experiments.certain import difference_is_certain
from experiments.counted import Outcome, all_of, multiple
from experiments.intervals import Estimate, estimate
from experiments.outcomes import outcomes_for
from experiments.results import BOTH, Results
from sim.countable import CARE_YEAR_FREED
from sim.frames import Shape
from sim.measures import State
from sim.money import End, exact, gain_after, in_report_prices
from sim.scenario import Scenario, StatedValue
from sim.scenario.values import Number
from sim.units import YEAR

UNITS = {"qaly": "QALYs", "wellby": "WELLBYs"}
SHARES = ("deadweight_share", "attribution_share", "displacement_share")


class Worth(NamedTuple):
    """What one more of an outcome is worth, in the report's prices: as stated for a year, and after all that is taken
    off and all the years it lasts; the same at the low and high of what is stated."""

    a_year: Fraction
    altogether: Fraction
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True)
class StatedValueRow:
    """A stated value: what is stated, the paired difference it is stated for, and what that comes to in pounds."""

    name: str
    title: str
    kind: str
    payer: str | None
    per: str
    outcome: str
    unit: str
    gbp: float
    gbp_as_stated: float
    price_year_as_stated: str | None
    gbp_in_total: float
    price_year: str
    deadweight_share: float
    attribution_share: float
    displacement_share: float
    years_lasting: int
    drop_off_per_year: float
    source: str | None
    grade: str | None
    difference: Estimate
    value: Estimate
    at_low: float | None
    at_high: float | None


def worth(scenario: Scenario, value: StatedValue) -> Worth:
    """The stated worth of one more. Years beyond the first are worth less by the drop-off; they are not discounted."""
    times = sum((1 - exact(value.drop_off_per_year)) ** year for year in range(int(value.years_lasting.value)))
    for share in SHARES:
        times *= 1 - exact(getattr(value, share))

    def in_prices(gbp: float | None) -> Fraction | None:
        return None if gbp is None else times * in_report_prices(scenario, Number(value=gbp), value.price_year)

    a_year = in_report_prices(scenario, value.gbp, value.price_year)
    return Worth(a_year, a_year * times, in_prices(value.gbp.low), in_prices(value.gbp.high))


def counted(shape: Shape, value: StatedValue, end: End = "value") -> Outcome:
    """The outcome that a value is stated for: where a path is, what people have gained along it (or along its lows or
    highs)."""
    if value.path:
        return _along(shape, value, end)
    return next(outcome for outcome in (*outcomes_for(shape), CARE_FREED) if outcome.name == value.per)


def _along(shape: Shape, value: StatedValue, end: End) -> Outcome:
    """Years gained along a stated path by everybody who took up an activity, as far as each is followed: a price for
    each minute of a part of the time since then, exactly."""
    parts = list(pairwise([0, *shape.since_joining]))
    gains = [gain_after(value, minutes, end) for minutes in (0, *shape.since_joining)]
    slopes = [
        (later - gain) / (until - since) for (gain, later), (since, until) in zip(pairwise(gains), parts, strict=True)
    ]
    each = lcm(*(slope.denominator for slope in slopes))
    prices = [int(slope * each) for slope in slopes]

    minutes = (partial(Shape.row, buffer="joined_minutes", row=part) for part in range(len(prices)))
    gained = all_of(*map(multiple, prices, minutes))
    unit = UNITS[value.kind]
    return Outcome(value.per, f"{unit} gained since a first activity, as stated", unit, gained, each=each)


IN_CARE = partial(Shape.rows, buffer="minutes", row=State.IN_CARE)
# With the sign reversed: fewer than under usual care are freed.
CARE_FREED = Outcome(CARE_YEAR_FREED, "Years in care freed", "years", multiple(-1, IN_CARE), each=YEAR)


def stated_values(pool: Results) -> tuple[StatedValueRow, ...]:
    """Each stated value, in order of name, with the three parts of an estimate."""
    return tuple(_row(name, value, pool) for name, value in sorted(pool.case.scenario.stated_values.items()))


def more(pool: Results, value: StatedValue, end: End = "value") -> list[float]:
    """How many more of the outcome than under usual care, in each replication."""
    outcome = counted(pool.case.shape, value, end)
    usual, programme = (pool.outcomes[world].values(outcome) for world in BOTH)
    return [p - u for u, p in zip(usual, programme, strict=True)]


def _row(name: str, value: StatedValue, pool: Results) -> StatedValueRow:
    outcome, one = counted(pool.case.shape, value), worth(pool.case.scenario, value)
    difference = more(pool, value)
    certain = difference_is_certain(pool.case, outcome)
    return StatedValueRow(
        name=name,
        title=value.title or name.replace("_", " "),
        kind=value.kind,
        payer=value.payer,
        per=value.per,
        outcome=outcome.title,
        unit=outcome.unit,
        gbp=float(one.a_year),
        gbp_as_stated=float(value.gbp.value),
        price_year_as_stated=value.price_year,
        gbp_in_total=float(one.altogether),
        price_year=pool.case.scenario.prices.year,
        deadweight_share=float(value.deadweight_share.value),
        attribution_share=float(value.attribution_share.value),
        displacement_share=float(value.displacement_share.value),
        years_lasting=int(value.years_lasting.value),
        drop_off_per_year=float(value.drop_off_per_year.value),
        source=value.gbp.source,
        grade=value.gbp.grade,
        difference=estimate(difference, fixed=certain),
        value=estimate([float(one.altogether) * n for n in difference], fixed=certain),
        at_low=_at(pool, value, "low", one.altogether, one.low),
        at_high=_at(pool, value, "high", one.altogether, one.high),
    )


def _at(pool: Results, value: StatedValue, end: End, worth: Fraction, worth_there: Fraction | None) -> float | None:
    """The total at the low or the high of everything stated: the worth of one and, along a path, the gains. None
    without a range."""
    if worth_there is None and all(point.gain.low is None for point in value.path):
        return None
    return float(worth if worth_there is None else worth_there) * estimate(more(pool, value, end)).mean
