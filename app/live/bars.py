"""What is dated in a scenario? Each thing as a bar on an axis of time: from a day to a day, with what else it says.

A bar knows the path of each of its days and numbers, so that an edit of it is a change of the scenario at that path;
`timeline` makes those. What it says of itself is a sentence, for a reader and for a screen reader.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Literal

from app import words
from app.words.board import SETTING
from sim.faults import printable
from sim.inputs import post_groups
from sim.loading import Loaded
from sim.preflight import warnings
from sim.preflight.no_effect import without_effect
from sim.scenario import Absence, Activity, CareTeamChange, PostGroup, Scenario
from sim.scenario.activities import PlacesChange
from sim.scenario.link_workers import TeamChange
from sim.scenario.people import DemandChange
from sim.scenario.schema import place_at
from sim.scenario.sections import possible_of
from sim.scenario.values import Number

Group = Literal["Dates of the service", "Link workers", "Activities", "Referrals", "Care team"]
UNIT = "unit"
STEPS = {"share": 0.05, "posts": 0.5, "per week": 0.5, "people/week": 0.5, "hours/week": 0.5}
TEAM = "team"  # what the main group of posts is called
GROUPS = "link_workers.groups."  # where the others stand
Change = DemandChange | TeamChange | PlacesChange | CareTeamChange  # what holds from a day on
CARE_CHANGES = {
    "places": "places in care",
    "posts": "posts in care",
    "caseload_per_post": "people a post in care",
    "new_people_per_week": "new people a week who come to care",
}


@dataclass(frozen=True)
class End:
    """A day that can be moved: where it stands in the scenario, what it is called, and as ISO 8601."""

    path: str
    title: str
    day: str


@dataclass(frozen=True)
class Amount:
    """A number of a dated thing. `step`: what one press moves it by."""

    path: str
    title: str
    unit: str
    value: float
    least: float
    most: float | None
    step: float


@dataclass(frozen=True)
class Bar:
    """One dated thing. `since` to `until`: where it is drawn, as far as it lasts; `starts` and `ends`: what of that can
    be moved; `at`: what all its paths begin with, and nothing else has; `cautions`: what preflight says of it."""

    at: str
    group: Group
    title: str
    words: str
    since: str
    until: str
    starts: End | None = None
    ends: End | None = None
    amounts: tuple[Amount, ...] = ()
    removable: bool = False
    cautions: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Of all that can be changed of it."""
        return tuple(one.path for one in (self.starts, self.ends, *self.amounts) if one)


def bars_of(loaded: Loaded) -> tuple[Bar, ...]:
    """Everything dated, in the order in which it is shown; each with what preflight says of it."""
    scenario = loaded.scenario
    found = [*_of_dates(scenario), *_of_demand(scenario), *_of_posts(scenario), *_of_activities(scenario)]
    found += _of_care(scenario)
    about = [*without_effect(loaded), *warnings(scenario)]
    return tuple(
        replace(bar, cautions=tuple(dict.fromkeys(SETTING.sub("", one.message) for one in about if of(one.path, bar))))
        for bar in found
    )


def of(path: str, bar: Bar) -> bool:
    """Whether what is said of a path is said of a bar: of one of its values, or of it as a whole."""
    return path == bar.at or path in bar.paths


# ---------------------------------------------------------------- dates of the service


def _of_dates(scenario: Scenario) -> Iterator[Bar]:
    """The run, referrals and the service: six days in three bars. What is left out falls on the nearest date given,
    and is moved from there."""
    dates = scenario.dates
    spans: list[tuple[str, str, str, str, str, str]] = [
        ("run", "start", "end", "The run", "Day 0", "End of follow-up"),
        ("referrals", "first_referral", "last_referral", "Referrals", "First day of referrals", "Referrals stop on"),
    ]
    if scenario.stages.support:
        in_post = "Link workers are in post from" if scenario.programme.offer == "link_workers" else "It begins on"
        spans.append(("service", "service_start", "service_end", "The service", in_post, "It ends on"))
    for name, first, last, title, opens, closes in spans:
        since, until = dates.day(first), dates.day(last)
        what = {
            "run": "Simulated",
            "referrals": "People are referred",
            "service": "The service runs",
        }[name]
        yield Bar(
            f"dates.{name}",
            "Dates of the service",
            title,
            f"{what} {_from_to(since, until)}.",
            since.isoformat(),
            until.isoformat(),
            None if first == "start" else _end(f"dates.{first}", opens, since),
            _end(f"dates.{last}", closes, until),
        )


# ---------------------------------------------------------------- demand


def _of_demand(scenario: Scenario) -> Iterator[Bar]:
    """Another rate of referrals, until the next."""
    changes = scenario.demand.changes
    last = scenario.dates.day("last_referral")
    for n, change in enumerate(changes):
        rate = change.referrals_per_week.value
        said = f"{words.number(rate)} referral{'s' * (rate != 1)} a week"
        yield _of_change(f"demand.changes.{n}", "Referrals", "Demand changes", said, (change, changes, last))


# ---------------------------------------------------------------- posts


def _of_posts(scenario: Scenario) -> Iterator[Bar]:
    """Groups of posts that come and go, posts that are away, and what changes of them."""
    if scenario.programme.offer != "link_workers":
        return
    service = scenario.dates.day("service_start"), scenario.dates.day("service_end")
    for name, group in post_groups(scenario).items():
        main = name == TEAM
        path, called = path_of(name), _called(name)
        if not main:
            yield _of_group(path, called, group, service)
        whose = "" if main else f" of {called}"
        for n, away in enumerate(group.absences):
            yield _of_absence(f"{path}.absences.{n}", whose, away)
        closes = min(group.closes.value if group.closes else service[1], service[1])
        for n, change in enumerate(group.changes):
            title = f"Caseload or hours change{whose}"
            said = f"{_of_a_post(change)} a full post{whose}"
            yield _of_change(f"{path}.changes.{n}", "Link workers", title, said, (change, group.changes, closes))


def _of_group(path: str, called: str, group: PostGroup, service: tuple[date, date]) -> Bar:
    since = group.opens.value if group.opens else service[0]
    until = group.closes.value if group.closes else service[1]
    posts = group.posts.value
    return Bar(
        path,
        "Link workers",
        f"More link workers: {called}",
        f"{words.capital(called)}: {words.number(posts)} post{'s' * (posts != 1)} more, {_from_to(since, until)}.",
        since.isoformat(),
        until.isoformat(),
        _end(f"{path}.opens", "In post from", since),
        _end(f"{path}.closes", "Until", until),
        (_amount(f"{path}.posts", group.posts),),
        removable=True,
    )


def _of_absence(at: str, whose: str, away: Absence) -> Bar:
    paid, before = away.paid_share.value, away.no_new_people_weeks_before.value
    pay = (
        "its pay goes on"
        if paid == 1
        else "its pay stops"
        if paid == 0
        else f"{words.percent(paid)} of its pay goes on"
    )
    runs_down = f", and it takes no new people for {words.weeks(before)} before" if before else ""
    return Bar(
        at,
        "Link workers",
        f"A link worker away{whose}",
        f"Post {words.number(away.post.value)}{whose} is away {_from_to(away.starts.value, away.ends.value)}; "
        f"{pay}{runs_down}.",
        away.starts.value.isoformat(),
        away.ends.value.isoformat(),
        _end(f"{at}.starts", "Away from", away.starts.value),
        _end(f"{at}.ends", "Back on", away.ends.value),
        (
            _amount(f"{at}.post", away.post),
            _amount(f"{at}.paid_share", away.paid_share),
            _amount(f"{at}.no_new_people_weeks_before", away.no_new_people_weeks_before),
        ),
        removable=True,
    )


def _of_a_post(change: TeamChange) -> str:
    """'a caseload of 40 and 18 contact hours a week'."""
    numbers = [
        (change.caseload_per_post, "a caseload of {}"),
        (change.contact_hours_per_week_per_post, "{} contact hours a week"),
    ]
    return words.listed([said.format(words.number(value.value)) for value, said in numbers if value])


# ---------------------------------------------------------------- activities and care


def _of_activities(scenario: Scenario) -> Iterator[Bar]:
    """Activities that are not open all the time that the service is, and changes of their places."""
    if not has_activities(scenario):
        return
    service = scenario.dates.day("service_start"), scenario.dates.day("service_end")
    for name, activity in sorted(scenario.activities.items()):
        path, called = f"activities.{name}", _called(name)
        if activity.opens or activity.closes:
            yield _of_opening(path, called, activity, service)
        closes = min(activity.closes.value if activity.closes else service[1], service[1])
        for n, change in enumerate(activity.changes):
            places, title = change.places.value, f"Places change: {called}"
            said = f"{called} has {words.number(places)} place{'s' * (places != 1)}"
            yield _of_change(f"{path}.changes.{n}", "Activities", title, said, (change, activity.changes, closes))


def has_activities(scenario: Scenario) -> bool:
    """Whether people are offered any."""
    return scenario.programme.offer == "link_workers" and scenario.stages.activities


def _of_opening(path: str, called: str, activity: Activity, service: tuple[date, date]) -> Bar:
    """At least one of the two days is stated; the other is the service's, and can be moved from there."""
    since = activity.opens.value if activity.opens else service[0]
    until = activity.closes.value if activity.closes else service[1]
    return Bar(
        path,
        "Activities",
        f"{words.capital(called)}: when it is open",
        f"{words.capital(called)} is open {_from_to(since, until)}; courses are cut on the day it closes.",
        since.isoformat(),
        until.isoformat(),
        _end(f"{path}.opens", "Open from", since),
        _end(f"{path}.closes", "Closes on", until),
        removable=True,
    )


def _of_care(scenario: Scenario) -> Iterator[Bar]:
    """Room and demand of the care team."""
    team, end = scenario.care_team, scenario.dates.end.value
    changes: Sequence[CareTeamChange] = team.changes if team else ()
    for n, change in enumerate(changes):
        stated = {name: value for name in CARE_CHANGES if (value := getattr(change, name))}
        said = words.listed([f"{words.number(value.value)} {CARE_CHANGES[name]}" for name, value in stated.items()])
        title = "Room or demand of the care team changes"
        yield _of_change(f"care_team.changes.{n}", "Care team", title, said, (change, changes, end))


# ---------------------------------------------------------------- what they are made of


def _of_change(at: str, group: Group, title: str, said: str, when: tuple[Change, Sequence[Change], date]) -> Bar:
    """What is otherwise from a day on. `when`: the change, all of its list, and the last day on which it can hold."""
    change, every, last = when
    since = change.starts.value
    numbers = {name: value for name in type(change).model_fields if isinstance(value := getattr(change, name), Number)}
    return Bar(
        at,
        group,
        title,
        f"From {_day(since)}, {said}.",
        since.isoformat(),
        _until_the_next(since, [one.starts.value for one in every], last),
        _end(f"{at}.starts", "From", since),
        amounts=tuple(_amount(f"{at}.{name}", value) for name, value in numbers.items()),
        removable=True,
    )


def path_of(posts: str) -> str:
    """Where a group of posts stands in a scenario."""
    return "link_workers" if posts == TEAM else f"{GROUPS}{posts}"


def _called(name: str) -> str:
    return printable(name.replace("_", " "))


def _day(day: date) -> str:
    return words.day(day.isoformat())


def _from_to(since: date, until: date) -> str:
    return f"from {_day(since)} to {_day(until)}"


def _end(path: str, title: str, day: date) -> End:
    return End(path, title, day.isoformat())


def _until_the_next(since: date, every: Sequence[date], last: date) -> str:
    """A change holds until another takes its place, or nothing is left to change; one that comes too late is drawn as
    no more than its day."""
    after = [day for day in every if day > since]
    return max(since, min([*after, last])).isoformat()


def _amount(path: str, value: Number) -> Amount:
    """A number, with what the scenario's schema says may stand there."""
    place = place_at(tuple(int(part) if part.isdigit() else part for part in path.split(".")))
    possible, unit = possible_of(place.facts), str(place.facts[UNIT])
    most = None if possible.most == inf else possible.most
    return Amount(path, TITLES[path.rpartition(".")[2]], unit, float(value.value), possible.least, most, step_of(unit))


def step_of(unit: str) -> float:
    """What one press of a key moves a number by."""
    return STEPS.get(unit, 1.0)


TITLES = {
    "post": "Which post",
    "posts": "Posts",
    "paid_share": "Share of its pay that goes on",
    "no_new_people_weeks_before": "Weeks before in which it takes nobody new",
    "referrals_per_week": "People referred a week",
    "caseload_per_post": "Caseload of a full post",
    "contact_hours_per_week_per_post": "Contact hours a week",
    "places": "Places",
    "new_people_per_week": "New people a week",
}
