"""What does it cost? Quantities from a tally times prices, as exact fractions of a pound.

Nothing is rounded here. Every amount is one quantity times one price, with its payer, its period and its stratum, so
that any total is a sum of the same entries. Prices are in the report's price year. No engine here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import with_defaults
from sim.measures import REVIEW_KINDS, State, Tally
from sim.scenario import Payment, Scenario
from sim.units import DAY, WEEK, YEAR, Minutes, minute_of, nearest
from sim.values import Number

PROGRAMME, CARE, USE, CRISIS, MOVED = "programme", "care", "care use", "crisis", "moved to others"
HELD = 1  # the row of reviews held in a tally
ROLES = {
    "post_year": PROGRAMME,
    "service_year": PROGRAMME,
    "once": PROGRAMME,
    "supported_review_slot": PROGRAMME,
    "supported_review": PROGRAMME,
    "meeting": PROGRAMME,
    "care_year": CARE,
    "care_use": USE,
    "relapse": CRISIS,
    "discharged_year": MOVED,
}


@dataclass(frozen=True, eq=False)
class Unit:
    """What one thing counted in a tally comes to: so much of a quantity, at a price each."""

    quantity: Fraction
    price: Fraction

    @cached_property
    def amount(self) -> Fraction:
        """Pounds for one thing counted, exactly."""
        return self.quantity * self.price


class Entry(NamedTuple):
    """One line of the ledger: quantity x price = amount. Stratum None: not of any one person (posts, grants)."""

    line: str
    role: str
    payer: str
    period: int
    stratum: int | None
    counted: int  # whole minutes, sessions, uses, ... as the tally has them
    unit: Unit

    @property
    def quantity(self) -> Fraction:
        """In the price's own unit: years, weeks, sessions, uses."""
        return self.counted * self.unit.quantity

    @property
    def price(self) -> Fraction:
        """Pounds for one."""
        return self.unit.price

    @property
    def amount(self) -> Fraction:
        """Pounds, exactly."""
        return self.counted * self.unit.amount


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
        self.spans = list(zip([0, *shape.cuts], shape.cuts, strict=False))
        self.care_weights = [self._care_weight(stratum) for stratum in range(len(shape.strata))]
        care = sum((price for role, _, price in self.lines.values() if role == CARE), Fraction(0)) / YEAR
        self.care_per_minute = [care * weight for weight in self.care_weights]
        self.personal = list(self._personal_lines())
        self.fixed = list(self._fixed_entries())

    def ledger(self, tally: Tally, *, programme: bool) -> list[Entry]:
        """Everything that was paid for in one run. `programme`: whether the programme is on in that world."""
        entries = self._care(tally)
        if programme:
            entries += [*self.fixed, *self._used(tally)]
        return [entry for entry in entries if entry.counted]

    def _care_weight(self, stratum: int) -> Fraction:
        """What a stratum's weekly cost of care is multiplied by."""
        weight = Fraction(1)
        for (trait, _), level in zip(self.shape.traits, self.shape.strata[stratum], strict=True):
            weight *= exact(self.scenario.traits[trait].levels[level].weekly_cost)
        return weight

    def _personal_lines(self) -> Iterable[tuple[str, str, str, str, int, list[Unit]]]:
        """Lines that people run up: name, role, payer, which buffer of the tally, which row of it, a unit a stratum."""
        for name, (role, line, price) in self.lines.items():
            ones = [Unit(Fraction(1), price)] * len(self.shape.strata)
            years = [Unit(Fraction(1, YEAR), price)] * len(self.shape.strata)
            if role == CARE:
                weighted = {weight: Unit(weight / YEAR, price) for weight in set(self.care_weights)}
                units = [weighted[weight] for weight in self.care_weights]
                yield name, role, line.payer, "minutes", State.IN_CARE.value, units
            elif role == MOVED:
                yield name, role, line.payer, "minutes", State.DISCHARGED.value, years
            elif role == CRISIS:
                yield name, role, line.payer, "counts", What.RELAPSED.value, ones
            elif role == USE:
                yield name, role, line.payer, "uses", self.shape.lines.index(line.care_line or ""), ones
            elif line.per == "meeting":
                for what in (What.MET, What.MISSED):
                    yield name, role, line.payer, "counts", what.value, ones

    def _care(self, tally: Tally) -> list[Entry]:
        """What people cost while in care, at relapse, once discharged, each time they use a care line and at each
        meeting (of which usual care has none)."""
        strata, periods = len(self.shape.strata), len(self.shape.cuts)
        entries = []
        for name, role, payer, buffer, row, units in self.personal:
            counts = getattr(tally, buffer)[row * periods * strata : (row + 1) * periods * strata]
            for at, count in enumerate(counts):
                if count:
                    period, stratum = divmod(at, strata)
                    entries.append(Entry(name, role, payer, period, stratum, count, units[stratum]))
        return entries

    def _fixed_entries(self) -> Iterable[Entry]:
        """What is paid whoever comes: the service's own time, added review slots, block contracts and grants."""
        dates = self.scenario.dates
        start = max(0, minute_of(dates.day("service_start"), dates.start.value))
        end = minute_of(dates.day("service_end"), dates.start.value)
        units = {
            "service_year": Fraction(1, YEAR),
            "once": Fraction(1),
            "supported_review_slot": exact(self.scenario.reviews.supported.added_slots_per_week) / WEEK,
        }
        for name, (role, line, price) in self.lines.items():
            if line.per in units:
                unit = Unit(units[line.per], price)
                for period, (low, high) in enumerate(self.spans):
                    count = int(low <= start < high) if line.per == "once" else max(0, min(end, high) - max(start, low))
                    yield Entry(name, role, line.payer, period, None, count, unit)
        for name, payment, price in self._payments():
            opens, closes = activity_dates(self.scenario, name)
            activity = with_defaults(self.scenario, self.scenario.activities[name])
            every = nearest(float(activity.days_between_sessions.value) * DAY) if payment.form == "block" else 1
            unit = Unit(Fraction(1) if payment.form == "block" else Fraction(1, YEAR), price)
            for period, (low, high) in enumerate(self.spans):
                until, since = max(0, min(closes, high) - opens), max(0, min(closes, low) - opens)
                if payment.form != "spot":
                    count = until // every - since // every
                    yield Entry(f"activity {name}", PROGRAMME, payment.payer, period, None, count, unit)

    def _payments(self) -> Iterable[tuple[str, Payment, Fraction]]:
        """Paid activities and prices. A block or grant leaves low uptake with the funder, spot with the group."""
        if self.scenario.programme.offer == "link_workers":
            for name in self.shape.activities:
                payment = with_defaults(self.scenario, self.scenario.activities[name]).payment
                if payment is not None:
                    yield name, payment, in_report_prices(self.scenario, payment.gbp, payment.price_year)

    @cached_property
    def posts_by_line(self) -> list[tuple[str, str, Unit, list[int]]]:
        """For each line paid per post: name, payer, unit and posts, one row for each size of post."""
        rows = []
        link_workers = self.scenario.programme.offer == "link_workers"
        for name, (_, line, price) in self.lines.items():
            if line.per == "post_year" and link_workers:
                posts = [(i, part) for i, (group, part) in enumerate(self.shape.posts) if line.posts in (None, group)]
                for size in sorted({part for _, part in posts}):
                    unit = Unit(exact(size) / YEAR, price)
                    rows.append((name, line.payer, unit, [i for i, part in posts if part == size]))
        return rows

    @cached_property
    def spot_units(self) -> list[tuple[int, str, str, Unit]]:
        """Activities paid by the place taken: index, line, payer, unit."""
        return [
            (self.shape.activities.index(name), f"activity {name}", payment.payer, Unit(Fraction(1, WEEK), price))
            for name, payment, price in self._payments()
            if payment.form == "spot"
        ]

    def _used(self, tally: Tally) -> Iterable[Entry]:
        """What is paid as it is used: posts while filled, places taken, supported reviews held."""
        periods, strata = len(self.shape.cuts), len(self.shape.strata)
        for period in range(periods):
            for name, payer, unit, posts in self.posts_by_line:
                filled = sum(tally.filled_minutes[post * periods + period] for post in posts)
                yield Entry(name, PROGRAMME, payer, period, None, filled, unit)
            for index, name, payer, unit in self.spot_units:
                yield Entry(name, PROGRAMME, payer, period, None, tally.place_minutes[index * periods + period], unit)
            for name, (role, line, price) in self.lines.items():
                if line.per == "supported_review":
                    row = ((HELD * REVIEW_KINDS + Review.SUPPORTED) * periods + period) * strata
                    held = sum(tally.reviews[row : row + strata])
                    yield Entry(name, role, line.payer, period, None, held, Unit(Fraction(1), price))


def activity_dates(scenario: Scenario, name: str) -> tuple[Minutes, Minutes]:
    """When an activity opens and closes; the service's own dates where it does not say."""
    activity, dates = scenario.activities[name], scenario.dates
    opens = activity.opens.value if activity.opens else dates.day("service_start")
    closes = activity.closes.value if activity.closes else dates.day("service_end")
    return max(0, minute_of(opens, dates.start.value)), minute_of(min(closes, dates.end.value), dates.start.value)


def total(entries: Iterable[Entry]) -> Fraction:
    """Pounds, exactly: whole counts are added up before they are priced."""
    counts: dict[Unit, int] = {}
    for entry in entries:
        counts[entry.unit] = counts.get(entry.unit, 0) + entry.counted
    return sum((count * unit.amount for unit, count in counts.items()), Fraction(0))


def largest_remainder(parts: list[Fraction]) -> list[int]:
    """Whole pounds that add up to the rounded total: for printing only."""
    floors = [part.numerator // part.denominator for part in parts]
    missing = round(sum(parts, Fraction(0))) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    return [floor + (1 if i in order[:missing] else 0) for i, floor in enumerate(floors)]
