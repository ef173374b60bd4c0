"""How full will everything be? Work arriving ÷ capacity of everything that people queue for: every period in which it
comes near, with who waits at its end; or, where it never does, the fullest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

from sim.inputs import REVIEW_CLINIC, helpers_of
from sim.preflight.flight import Flight, flight_of
from sim.preflight.means import TINY
from sim.preflight.peaks import WAITING, Backlog, Peak, Stretch, above, as_peak, fullest
from sim.preflight.pools import Pool
from sim.scenario import Scenario
from sim.units import DAY, MONTHS, WEEK, Minutes

SETTLES_BELOW, CALM_BELOW = 1.0, 0.85
ADDED = ", not counting places that helpers add"


@dataclass(frozen=True)
class Load:
    """One capacity, and the work that comes to it in one period. Work and capacity are in `unit`."""

    name: str
    title: str
    work: float
    capacity: float
    unit: str
    load: float
    peak: str  # the period, in words
    since: str  # and as dates; '' where nothing comes
    until: str
    backlog: float | None  # people who wait at its end, on average; None where no one queue is meant
    weeks_to_clear: float | None  # after its end, until nobody waits; None: not before the run or the service ends
    sentence: str
    path: str  # the setting that gives the capacity


def offered_loads(known: Scenario | Flight) -> list[Load]:
    """Work arriving ÷ capacity of everything that people queue for: for each, every period above 85 %, the longest
    first, or else the fullest."""
    return [one.load_and_wait() for one in stretches_of(flight_of(known))]


def stretches_of(flight: Flight) -> "Iterator[QueuedFor]":
    """The same without who waits, which takes far longer to work out."""
    yield from _of_the_team(flight)
    yield from _of_activities(flight)
    yield from _of_reviews(flight)
    yield from _of_care(flight)


class _Capacity(NamedTuple):
    """What is queued for, and where its size is set."""

    name: str
    title: str
    unit: str
    path: str
    but: str = ""  # what is not counted, or in which world
    of_whom: str | None = None  # of link workers: whom they serve
    at_first: int = 0  # how many wait for care on day 0

    @property
    def in_a_sentence(self) -> str:
        """What the demand is for."""
        if self.of_whom is not None:
            return f"link workers{self.of_whom}"
        return f"{self.title[0].lower()}{self.title[1:]}"

    def grows(self, backlog: float) -> bool:
        """Whether anybody waits at the end, and more than on day 0."""
        return backlog >= WAITING and round(backlog) > self.at_first


class QueuedFor(NamedTuple):
    """A capacity in one period: how full it is, and who waits if that is asked. `whole`: whether periods are spoken
    of."""

    scenario: Scenario
    of: _Capacity
    row: Stretch
    rows: Sequence[Stretch]
    backlog: Backlog | None
    whole: bool | None

    @property
    def name(self) -> str:
        """Of the capacity."""
        return self.of.name

    @property
    def load(self) -> float:
        """Work ÷ capacity."""
        return self.row.load

    def load_and_wait(self) -> Load:
        """All of it."""
        peak = as_peak(self.row, self.rows, self.backlog)
        return _load(self.scenario, self.of, peak if self.whole is None else peak._replace(whole=self.whole))


def _periods(
    flight: Flight, of: _Capacity, rows: Sequence[Stretch], backlog: Backlog | None, *, whole: bool | None = None
) -> Iterator[QueuedFor]:
    """Each period above the threshold, or the fullest alone."""
    for row in above(rows, CALM_BELOW) or [fullest(rows)]:
        yield QueuedFor(flight.scenario, of, row, rows, backlog, whole)


def _of_the_team(flight: Flight) -> Iterator[QueuedFor]:
    if not flight.supports:
        return
    for pool in flight.pools:
        slots, hours = (
            _where_set(flight.scenario, pool, name) for name in ("caseload_per_post", "contact_hours_per_week_per_post")
        )
        name, whom = "".join(f".{level}" for level in pool.levels), pool.of_whom
        workers = _Capacity(f"caseloads{name}", f"Link worker caseloads{whom}", "people at once", slots, of_whom=whom)
        diaries = _Capacity(f"contact_hours{name}", f"Link workers' contact hours{whom}", "hours a week", hours)
        yield from _periods(flight, workers, pool.slots, pool.waiting)
        yield from _periods(flight, diaries, pool.contact_hours(), None)


def _where_set(scenario: Scenario, pool: Pool, name: str) -> str:
    """The setting that gives a pool's capacity: that of its one group, if this states its own."""
    groups = scenario.link_workers.groups
    own = len(pool.groups) == 1 and pool.groups[0] in groups and getattr(groups[pool.groups[0]], name)
    return f"link_workers.groups.{pool.groups[0]}.{name}" if own else f"link_workers.{name}"


def _of_activities(flight: Flight) -> Iterator[QueuedFor]:
    names = sorted(flight.scenario.activities)
    if not (flight.supports and flight.inputs.stages.activities and names):
        return
    but = [ADDED if helpers else "" for helpers in helpers_of(flight.scenario)]
    given = [
        (f"places.{name}", f"Places of {name.replace('_', ' ')}", f"activities.{name}.places", [a])
        for a, name in enumerate(names)
    ]
    given.append(("places", "Places of all activities together", "activity_defaults.places", [*range(len(names))]))
    for name, title, path, which in given:
        of = _Capacity(name, title, "places", path, max(but[a] for a in which))
        yield from _periods(flight, of, flight.places(which), flight.waiting_for_places(which))


def _of_reviews(flight: Flight) -> Iterator[QueuedFor]:
    if flight.reviews is None:
        return
    reviews, given, inputs = flight.reviews, flight.inputs.reviews, flight.inputs
    shared, added = (WEEK / slot if slot else 0.0 for slot in (given.slot, given.added_slot))
    every, more = "reviews.slots_per_week", "reviews.supported.added_slots_per_week"

    def periods(name: str, title: str, path: str, counts: Sequence[float], slots: float) -> Iterator[QueuedFor]:
        rows = [
            Stretch(since, min(until, inputs.horizon), work, slots)
            for work, since, until in reviews.busy(counts, CALM_BELOW * slots)
        ]
        of = _Capacity(name, title, "reviews a week", path)
        return _periods(flight, of, rows, reviews.waiting(counts, slots), whole=False)

    yield from periods("reviews.routine", "Routine review slots", every, reviews.routine, shared)
    if inputs.programme.access and flight.supports:
        both = [a + b for a, b in zip(reviews.routine, reviews.supported, strict=True)]
        yield from periods("reviews", "Review slots (routine and supported)", every, both, shared + added)
    elif inputs.programme.access and inputs.programme.offer == REVIEW_CLINIC:
        yield from periods("reviews.supported", "Review slots added for the clinic", more, reviews.supported, added)


def _of_care(flight: Flight) -> Iterator[QueuedFor]:
    team = flight.scenario.care_team
    if flight.care is None or team is None:
        return
    path = "care_team.places" if team.places is not None else "care_team.caseload_per_post"
    rows, waiting = flight.care.periods(CALM_BELOW), flight.inputs.care_team.waiting
    for row in above(rows, CALM_BELOW) or [fullest(rows)]:
        least, most = flight.care.fewest_and_most_places(row.since, row.until)
        title = "Places in care" if least == most else f"Places in care ({least:,} to {most:,})"
        but = " at its fullest, under usual care" if least < most else " under usual care"
        of = _Capacity("care_places", title, "people at once", path, but, at_first=waiting)
        yield QueuedFor(flight.scenario, of, row, rows, flight.care.backlog, None)


def _load(scenario: Scenario, of: _Capacity, peak: Peak) -> Load:
    start, period = scenario.dates.start.value, _period(scenario, peak.since, peak.until) if peak.until else ""
    weeks = None if peak.clears is None or peak.backlog is None else max(0.0, (peak.clears - peak.until) / WEEK)
    since, until = (
        (start + timedelta(minute // DAY)).isoformat() if peak.until else "" for minute in (peak.since, peak.until)
    )
    return Load(
        name=of.name,
        title=of.title,
        work=peak.work,
        capacity=peak.capacity,
        unit=of.unit,
        load=peak.load,
        peak=period,
        since=since,
        until=until,
        backlog=peak.backlog,
        weeks_to_clear=weeks,
        sentence=f"{_sentence(of, peak, period, weeks)}.",
        path="demand.waiting_on_day_0" if peak.of_day_0 else of.path,
    )


def _sentence(of: _Capacity, peak: Peak, period: str, weeks: float | None) -> str:
    when = "" if peak.whole else f" from {period}"
    if peak.load == inf:
        return f"{of.title} have no room at all{when}: nobody can be served"
    if peak.of_day_0:
        want = f"{peak.work:,.0f} people want a link worker{of.of_whom or ''} on day 0"
        wait = f"{want}, and there is room for {peak.capacity:,.0f}"
        return f"{wait}: {_clears(of, peak, period, weeks)}"
    demand = f"Demand for {of.in_a_sentence} is {percent(peak.load)} of capacity{when}{of.but}"
    if peak.load <= CALM_BELOW:
        return demand
    if peak.load <= SETTLES_BELOW:
        return f"{demand}: waits will be long and uncertain"
    if peak.backlog is None:
        return f"{demand}: meetings will come further and further apart, and support will last longer"
    if peak.backlog < WAITING:
        return f"{demand}: the queue would keep growing if this lasted, but hardly anybody waits at its end"
    if not of.grows(peak.backlog):
        waits = f"{of.at_first:,} {'wait' if of.at_first > 1 else 'waits'} on day 0, and no more at the end"
        return f"{demand}: {waits}. {_clears(of, peak, period, weeks)}"
    return f"{demand}: the queue will keep growing. {_clears(of, peak, period, weeks)}"


def _clears(of: _Capacity, peak: Peak, period: str, weeks: float | None) -> str:
    """Who waits at the end of a period, and for how long after."""
    end, many = period.partition(" to ")[2], round(peak.backlog or 0.0)
    if (peak.backlog or 0.0) < WAITING:
        return f"the queue clears by {end}"
    one, more = ("review", "reviews") if of.unit == "reviews a week" else ("person", "people")
    waits = f"About {many:,} {more} wait" if many > 1 else f"About 1 {one} waits"
    if weeks is None:
        return f"{waits} on {end}, and the queue does not clear while the service runs"
    return f"{waits} on {end}, and the queue takes {_weeks(weeks)} to clear"


def _weeks(length: float) -> str:
    return "less than a week" if length < 1 else "a week" if round(length) == 1 else f"{length:,.0f} weeks"


def percent(share: float) -> str:
    """112%; a load just above 1 is never shown as 100%."""
    digits = next(n for n in range(10) if round(share, n + 2) != 1 or abs(share - 1) <= TINY)
    return f"{share * 100:,.{digits}f}%"


def _period(scenario: Scenario, since: Minutes, until: Minutes) -> str:
    start = scenario.dates.start.value
    return f"{day_in_words(start + timedelta(since // DAY))} to {day_in_words(start + timedelta(until // DAY))}"


def day_in_words(day: date) -> str:
    """'1 April 2015', in any locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
