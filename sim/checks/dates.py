"""Do things begin before they end, and is everything that people are in on day 0 open by then?"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sim.checks.double_counts import Pair
from sim.faults import Found, dotted
from sim.inputs import part_posts, with_defaults
from sim.scenario import Absence, Scenario
from sim.scenario.schema import Path
from sim.scenario.values import Day, Number

IN_ORDER = (("start", "service_start", "service_end", "end"), ("start", "first_referral", "last_referral", "end"))


def what_begins_ends_later(scenario: Scenario) -> Iterator[Pair]:
    """The dates of a scenario are in order. Each is reported once, against the first date that it wrongly precedes."""
    given = scenario.dates
    days = {name: day.value for name in type(given).model_fields if (day := getattr(given, name)) is not None}
    reported: set[str] = set()
    for chain in IN_ORDER:
        for earlier, later in combinations([name for name in chain if name in days], 2):
            nothing_to_run = (earlier, later) == ("start", "end") and days[earlier] == days[later]
            if later not in reported and (days[later] < days[earlier] or nothing_to_run):
                reported.add(later)
                yield _out_of_order(days, earlier, later), _out_of_order(days, later, earlier)


def _out_of_order(days: Mapping[str, date], other: str, name: str) -> Found:
    """What is wrong with one date, beside another."""
    if days[name] == days[other]:
        return ("dates", name), f"{name} is {days[name]}, the same day as {other}: nothing to run"
    how = "before" if days[name] < days[other] else "after"
    return ("dates", name), f"{name} is {days[name]}, {how} {other}, which is {days[other]}"


def dated_things_are_in_order(scenario: Scenario) -> Iterator[Found]:
    """Nothing closes before it opens, changes twice on one day, or is away twice at once."""
    team = scenario.link_workers
    yield from _changes(("demand", "changes"), [change.starts.value for change in scenario.demand.changes])
    yield from _changes(("link_workers", "changes"), [change.starts.value for change in team.changes])
    yield from _absences(("link_workers", "absences"), team.absences, team.posts)
    for name, group in team.groups.items():
        path: Path = ("link_workers", "groups", name)
        yield from _changes((*path, "changes"), [change.starts.value for change in group.changes])
        yield from _absences((*path, "absences"), group.absences, group.posts)
        yield from _opens_first(path, group.opens, group.closes)
    if scenario.care_team:
        yield from _changes(("care_team", "changes"), [change.starts.value for change in scenario.care_team.changes])
    for name, activity in scenario.activities.items():
        yield from _changes(("activities", name, "changes"), [change.starts.value for change in activity.changes])
        yield from _opens_first(("activities", name), activity.opens, activity.closes)


def _changes(path: Path, days: list[date]) -> Iterator[Found]:
    for position, day in enumerate(days):
        if day in days[:position]:
            yield (*path, position, "starts"), f"starts is {day}, and so does another change. Keep one"


def _opens_first(path: Path, opens: Day | None, closes: Day | None) -> Iterator[Found]:
    if opens and closes and closes.value < opens.value:
        yield (*path, "closes"), f"closes ({closes.value}) comes before opens ({opens.value})"


def _absences(path: Path, absences: list[Absence], posts: Number) -> Iterator[Found]:
    there = len(part_posts(posts.value))
    for position, away in enumerate(absences):
        here: Path = (*path, position)
        post = away.post.value
        if post != int(post):
            yield (*here, "post"), f"post is {post}; it must be a whole number"
        elif post > there:
            yield (
                (*here, "post"),
                f"post is {post}, and posts are numbered 1 to {there}" if there else "there are no posts",
            )
        if any(
            other.post.value == post and other.starts.value < away.ends.value and away.starts.value < other.ends.value
            for other in absences[:position]
        ):
            yield (*here, "starts"), f"starts is {away.starts.value}, when post {post} is away already"


class Stated(NamedTuple):
    """People in the service on day 0, as one place of a file states them."""

    path: Path
    people: int
    what: str  # they are in, and its
    opens: date
    setting: str  # that gives it


def in_the_service(scenario: Scenario) -> Iterator[Stated]:
    """People on caseloads and in activities on day 0. The default of every activity counts where one is open."""
    service = (scenario.dates.day("service_start"), "dates.service_start")

    def opens(path: Path, day: Day | None) -> tuple[date, str]:
        return (day.value, dotted((*path, "opens"))) if day else service

    team = scenario.link_workers
    yield Stated(("link_workers", "people_on_day_0"), whole(team.people_on_day_0), "link workers start", *service)
    for name, group in team.groups.items():
        here: Path = ("link_workers", "groups", name)
        people = whole(group.people_on_day_0)
        yield Stated((*here, "people_on_day_0"), people, "these posts open", *opens(here, group.opens))
    for name, activity in scenario.activities.items():
        here = ("activities", name)
        people = whole(with_defaults(scenario, activity).people_on_day_0)
        stated = Stated((*here, "people_on_day_0"), people, "it opens", *opens(here, activity.opens))
        if activity.people_on_day_0 is not None or stated.opens <= scenario.dates.start.value:
            yield stated


def whole(people: Number) -> int:
    """How many people, as a whole number."""
    return int(people.value)


def a_service_runs_where_people_are_in_it(scenario: Scenario) -> Iterator[Found]:
    """Caseloads and activities with people on day 0 are open by then."""
    for path, people, what, opens, setting in in_the_service(scenario):
        if people and opens > scenario.dates.start.value:
            yield path, f"people_on_day_0 is {people}, and {what} after day 0, on {opens} ({setting})"
