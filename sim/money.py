"""What does it cost? Quantities from a tally times prices, as exact fractions of a pound.

Nothing is rounded here. Every amount is one quantity times one price, with its payer, its period and its stratum, so
that any total is a sum of the same entries. Prices are in the report's price year. No engine here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import with_defaults
from sim.measures import REVIEW_KINDS, State, Tally
from sim.scenario import Payment, Scenario
from sim.units import WEEK, YEAR, Minutes, minute_of
from sim.values import Number

PROGRAMME, CARE, USE, CRISIS, MOVED = "programme", "care", "care use", "crisis", "moved to others"
ROLES = {
    "post_year": PROGRAMME,
    "service_year": PROGRAMME,
    "once": PROGRAMME,
    "supported_review_slot": PROGRAMME,
    "supported_review": PROGRAMME,
    "care_year": CARE,
    "care_use": USE,
    "relapse": CRISIS,
    "discharged_year": MOVED,
}


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: quantity x price = amount. Stratum None: not of any one person (posts, grants)."""

    line: str
    role: str
    payer: str
    period: int
    stratum: int | None
    quantity: Fraction
    price: Fraction

    @property
    def amount(self) -> Fraction:
        """Pounds, exactly."""
        return self.quantity * self.price


def exact(number: Number | float) -> Fraction:
    """The number as it was written, not its nearest binary fraction."""
    return Fraction(str(number.value if isinstance(number, Number) else number))


def in_report_prices(scenario: Scenario, gbp: Number, price_year: str) -> Fraction:
    """A price in the report's price year, by the scenario's index."""
    price = exact(gbp)
    if price_year == scenario.prices.year:
        return price
    index = scenario.prices.index
    if index is None:
        raise ValueError(f"a price of {price_year} needs an index to become one of {scenario.prices.year}")
    return price * exact(index.years[scenario.prices.year]) / exact(index.years[price_year])


class Prices:
    """Every price of a scenario, and the quantities they apply to."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.scenario = shape, shape.scenario
        self.lines = {
            name: (ROLES[line.per], line, in_report_prices(self.scenario, line.gbp, line.price_year))
            for name, line in sorted(self.scenario.costs.items())
        }

    @cache  # noqa: B019 - one per scenario, kept as long as its prices
    def care_weight(self, stratum: int) -> Fraction:
        """What a stratum's weekly cost of care is multiplied by."""
        weight = Fraction(1)
        for (trait, _), level in zip(self.shape.traits, self.shape.strata[stratum], strict=True):
            weight *= exact(self.scenario.traits[trait].levels[level].weekly_cost)
        return weight

    @cache  # noqa: B019
    def care_per_minute(self, stratum: int) -> Fraction:
        """The price of a minute in care, for a person of a stratum."""
        return (
            sum((price for role, _, price in self.lines.values() if role == CARE), Fraction(0))
            * self.care_weight(stratum)
            / YEAR
        )

    @property
    def moved_per_minute(self) -> Fraction:
        """The price to others of a minute discharged."""
        return sum((price for role, _, price in self.lines.values() if role == MOVED), Fraction(0)) / YEAR

    def ledger(self, tally: Tally, *, programme: bool) -> list[Entry]:
        """Everything that was paid for in one run. `programme`: whether the programme is on in that world."""
        entries = list(self._care(tally))
        if programme:
            entries += self._programme(tally)
            entries += self._activities(tally)
        return [entry for entry in entries if entry.quantity]

    def _care(self, tally: Tally) -> Iterable[Entry]:
        """What people cost while in care, at relapse, once discharged, and each time they use a care line."""
        for name, (role, line, price) in self.lines.items():
            if role == PROGRAMME:
                continue
            for period in range(len(self.shape.cuts)):
                for stratum in range(len(self.shape.strata)):
                    at = period * len(self.shape.strata) + stratum
                    periods_x_strata = len(self.shape.cuts) * len(self.shape.strata)
                    if role == CARE:
                        quantity = Fraction(
                            tally.minutes[State.IN_CARE * periods_x_strata + at], YEAR
                        ) * self.care_weight(stratum)
                    elif role == MOVED:
                        quantity = Fraction(tally.minutes[State.DISCHARGED * periods_x_strata + at], YEAR)
                    elif role == CRISIS:
                        quantity = Fraction(tally.counts[What.RELAPSED * periods_x_strata + at])
                    else:
                        quantity = Fraction(
                            tally.uses[self.shape.lines.index(line.care_line or "") * periods_x_strata + at]
                        )
                    yield Entry(name, role, line.payer, period, stratum, quantity, price)

    def _programme(self, tally: Tally) -> Iterable[Entry]:
        """Posts filled, time in service, review slots added or used."""
        dates = self.scenario.dates
        start = max(0, minute_of(dates.day("service_start"), dates.start.value))
        end = minute_of(dates.day("service_end"), dates.start.value)
        link_workers = self.scenario.programme.offer == "link_workers"
        for name, (role, line, price) in self.lines.items():
            if role != PROGRAMME:
                continue
            for period, (low, high) in enumerate(self._spans()):
                open_minutes = max(0, min(end, high) - max(start, low))
                if line.per == "post_year":
                    quantity = Fraction(0)
                    for post, (group, part) in enumerate(self.shape.posts):
                        if link_workers and line.posts in (None, group):
                            quantity += exact(part) * Fraction(
                                tally.filled_minutes[post * len(self.shape.cuts) + period], YEAR
                            )
                elif line.per == "service_year":
                    quantity = Fraction(open_minutes, YEAR)
                elif line.per == "once":
                    quantity = Fraction(int(low <= start < high))
                elif line.per == "supported_review_slot":
                    slots = self.scenario.reviews.supported.added_slots_per_week
                    quantity = exact(slots) * Fraction(open_minutes, WEEK)
                else:
                    strata = len(self.shape.strata)
                    row = ((1 * REVIEW_KINDS + Review.SUPPORTED) * len(self.shape.cuts) + period) * strata
                    quantity = Fraction(sum(tally.reviews[row : row + strata]))
                yield Entry(name, role, line.payer, period, None, quantity, price)

    def _spans(self) -> list[tuple[Minutes, Minutes]]:
        return list(zip([0, *self.shape.cuts], self.shape.cuts, strict=False))

    def _activities(self, tally: Tally) -> Iterable[Entry]:
        """Grants, blocks of sessions, places taken: low uptake is the funder's loss in a block, the group's in spot."""
        if self.scenario.programme.offer != "link_workers":
            return
        for index, name in enumerate(self.shape.activities):
            activity = with_defaults(self.scenario, self.scenario.activities[name])
            payment: Payment | None = activity.payment
            if payment is None:
                continue
            price = in_report_prices(self.scenario, payment.gbp, payment.price_year)
            opens, closes = activity_dates(self.scenario, name)
            every = int(activity.days_between_sessions.value) * WEEK // 7
            for period, (low, high) in enumerate(self._spans()):
                until, since = max(0, min(closes, high) - opens), max(0, min(closes, low) - opens)
                if payment.form == "block":
                    quantity = Fraction(until // every - since // every)
                elif payment.form == "grant":
                    quantity = Fraction(until - since, YEAR)
                else:
                    quantity = Fraction(tally.place_minutes[index * len(self.shape.cuts) + period], WEEK)
                yield Entry(f"activity {name}", PROGRAMME, payment.payer, period, None, quantity, price)


def activity_dates(scenario: Scenario, name: str) -> tuple[Minutes, Minutes]:
    """When an activity opens and closes; the service's own dates where it does not say."""
    activity, dates = scenario.activities[name], scenario.dates
    opens = activity.opens.value if activity.opens else dates.day("service_start")
    closes = activity.closes.value if activity.closes else dates.day("service_end")
    return max(0, minute_of(opens, dates.start.value)), minute_of(min(closes, dates.end.value), dates.start.value)


def total(entries: Iterable[Entry]) -> Fraction:
    """Pounds, exactly."""
    return sum((entry.amount for entry in entries), Fraction(0))


def largest_remainder(parts: list[Fraction]) -> list[int]:
    """Whole pounds that add up to the rounded total: for printing only."""
    floors = [part.numerator // part.denominator for part in parts]
    missing = round(sum(parts, Fraction(0))) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    return [floor + (1 if i in order[:missing] else 0) for i, floor in enumerate(floors)]
