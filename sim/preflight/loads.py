"""How full will everything be? Work arriving ÷ capacity of everything that people queue for, at its worst date."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from math import inf
from typing import NamedTuple

from sim.inputs import REVIEW_CLINIC
from sim.preflight.flight import Flight
from sim.preflight.means import TINY
from sim.preflight.peaks import Peak, load_of
from sim.scenario import Scenario
from sim.units import DAY, MONTHS, WEEK, Minutes

SETTLES_BELOW, CALM_BELOW = 1.0, 0.9


class Load(NamedTuple):
    """One capacity, and the work that comes to it at its worst. Work and capacity are in `unit`."""

    name: str
    title: str
    work: float
    capacity: float
    unit: str
    load: float
    peak: str
    sentence: str
    path: str  # the setting that gives the capacity


def offered_loads(scenario: Scenario) -> list[Load]:
    """Work arriving ÷ capacity of everything that people queue for, at its worst date."""
    return loads_of(Flight(scenario))


def loads_of(flight: Flight) -> list[Load]:
    """The same of what is already worked out."""
    return [*_team_loads(flight), *_activity_loads(flight), *_review_loads(flight)]


def _team_loads(flight: Flight) -> list[Load]:
    if not flight.supports:
        return []
    load = partial(_load, flight.scenario)
    slots, hours = "link_workers.caseload_per_post", "link_workers.contact_hours_per_week_per_post"
    return [
        load("caseloads", "Link worker caseloads", "people at once", slots, flight.caseloads),
        load("contact_hours", "Link workers' contact hours", "hours a week", hours, flight.contact_hours()),
    ]


def _activity_loads(flight: Flight) -> list[Load]:
    names = sorted(flight.scenario.activities)
    if not (flight.supports and flight.inputs.stages.activities and names):
        return []
    given = [
        (f"places.{name}", f"Places of {name.replace('_', ' ')}", f"activities.{name}.places", [a])
        for a, name in enumerate(names)
    ]
    given.append(("places", "Places of all activities together", "activity_defaults.places", [*range(len(names))]))
    return [
        _load(flight.scenario, name, title, "places", path, flight.places(which)) for name, title, path, which in given
    ]


def _review_loads(flight: Flight) -> list[Load]:
    if flight.reviews is None:
        return []
    reviews, given, scenario = flight.reviews, flight.inputs.reviews, flight.scenario
    shared, added = (WEEK / slot if slot else 0.0 for slot in (given.slot, given.added_slot))
    every, more = "reviews.slots_per_week", "reviews.supported.added_slots_per_week"

    def load(name: str, title: str, path: str, counts: Sequence[float], slots: float) -> Load:
        work, since, until = reviews.busiest(counts)
        peak = Peak(work, slots, load_of(work, slots), since, min(until, flight.inputs.horizon), whole=False)
        return _load(scenario, name, title, "reviews a week", path, peak)

    loads = [load("reviews.routine", "Routine review slots", every, reviews.routine, shared)]
    if flight.inputs.programme.access and flight.supports:
        both = [a + b for a, b in zip(reviews.routine, reviews.supported, strict=True)]
        loads.append(load("reviews", "Review slots (routine and supported)", every, both, shared + added))
    elif flight.inputs.programme.access and flight.inputs.programme.offer == REVIEW_CLINIC:
        loads.append(load("reviews.supported", "Review slots added for the clinic", more, reviews.supported, added))
    return loads


def _load(scenario: Scenario, name: str, title: str, unit: str, path: str, peak: Peak) -> Load:
    period = _period(scenario, peak.since, peak.until) if peak.until else ""
    when = "" if peak.whole else f" from {period}"
    if peak.load == inf:
        verdict = f"{title} have no room at all{when}: nobody can be served."
    elif peak.load > SETTLES_BELOW and peak.whole:
        verdict = f"{title} are {percent(peak.load)} loaded: the queue will not settle."
    elif peak.load > SETTLES_BELOW:
        verdict = f"{title} are {percent(peak.load)} loaded{when}: the queue grows as long as this lasts."
    elif peak.load > CALM_BELOW:
        verdict = f"{title} are {percent(peak.load)} loaded{when}: waits will be long and uncertain."
    else:
        verdict = f"{title} are {percent(peak.load)} loaded{when}."
    return Load(name, title, peak.work, peak.capacity, unit, peak.load, period, verdict, path)


def percent(share: float) -> str:
    """112 %; a load just above 1 is never shown as 100 %."""
    digits = next(n for n in range(10) if round(share, n + 2) != 1 or abs(share - 1) <= TINY)
    return f"{share * 100:,.{digits}f} %"


def _period(scenario: Scenario, since: Minutes, until: Minutes) -> str:
    start = scenario.dates.start.value
    return f"{day_in_words(start + timedelta(since // DAY))} to {day_in_words(start + timedelta(until // DAY))}"


def day_in_words(day: date) -> str:
    """'1 April 2015', in any locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
