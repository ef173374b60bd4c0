"""What changes on a day that the scenario names? Each change that may move a queue, short enough to stand on an axis.

What happens on day 0, or at or after the end of follow-up, is no change: nobody sees a before or an after. Changes of
one kind on the same days are one event, so that three groups which lose their funding together are said once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, NamedTuple

from experiments.rows import ABSENT
from sim.inputs import care_team_in_use, post_groups
from sim.scenario import CareTeam, CareTeamChange, Scenario
from sim.scenario.link_workers import TeamChange

Kind = Literal[
    "service_starts", "referrals_start", "demand", "referrals_end", "service_ends",
    "absence", "team", "posts_start", "posts_end", "opens", "closes", "places", "care_places", "care_demand",
]  # fmt: skip
OF_PLACES = " places in care"
APART_AT_MOST = 3  # changes of the room in care that are shown one by one
TEAM = "team"  # what the main group of posts is called


@dataclass(frozen=True)
class DatedEvent:
    """Something that changes on a day; `until`: and changes back on another, or goes on changing until then. Days as
    ISO 8601; `text` has no date."""

    day: str
    kind: Kind
    text: str
    until: Annotated[str | None, ABSENT] = None


class _Change(NamedTuple):
    """One change, of one thing."""

    day: date
    until: date | None
    kind: Kind
    name: str  # of the post, group or activity; empty where there is only one such thing
    text: str  # of it alone


def dated_events(scenario: Scenario) -> tuple[DatedEvent, ...]:
    """Every change within the follow-up, in order of date."""
    found: dict[tuple[date, date | None, Kind], list[_Change]] = {}
    start, end = scenario.dates.day("start"), scenario.dates.day("end")
    for change in _changes(scenario):
        away = change.until is not None and change.day < end and change.until > start
        if away or start < change.day < end:
            day, until = max(change.day, start), change.until and min(change.until, end)
            found.setdefault((day, until, change.kind), []).append(change)
    rows = [
        DatedEvent(day.isoformat(), kind, _in_words(kind, those), until.isoformat() if until else None)
        for (day, until, kind), those in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.day, row.until or "", row.kind)))


def _changes(scenario: Scenario) -> Iterator[_Change]:
    dates, stages = scenario.dates, scenario.stages
    last = dates.day("last_referral")
    yield _Change(dates.day("first_referral"), None, "referrals_start", "", "referrals begin")
    for change in scenario.demand.changes:
        if change.starts.value < last:
            rate = change.referrals_per_week.value
            yield _Change(change.starts.value, None, "demand", "", f"{rate:g} referral{'s' * (rate != 1)} a week")
    yield _Change(last, None, "referrals_end", "", "referrals end")
    if team := care_team_in_use(scenario):
        yield from _of_care(team)
    if not stages.support:
        return
    yield _Change(dates.day("service_start"), None, "service_starts", "", "service starts")
    yield _Change(dates.day("service_end"), None, "service_ends", "", "service ends")
    if scenario.programme.offer == "link_workers":
        yield from _of_posts(scenario)
        if stages.activities:
            yield from _of_activities(scenario)


def _of_care(team: CareTeam) -> Iterator[_Change]:
    """Room and demand of the care team. Room that changes more often than an axis has room for is one change."""
    changes = sorted(team.changes, key=lambda change: change.starts.value)
    rooms = [(change.starts.value, said) for change in changes if (said := _room(change))]
    if len(rooms) > APART_AT_MOST:
        (first, at_first), *_, (last, at_last) = rooms
        yield _Change(first, last, "care_places", "", f"from {at_first.removesuffix(OF_PLACES)} to {at_last}")
    else:
        yield from (_Change(day, None, "care_places", "", said) for day, said in rooms)
    for change in changes:
        if new := change.new_people_per_week:
            yield _Change(change.starts.value, None, "care_demand", "", f"{new.value:g} new to care a week")


def _room(change: CareTeamChange) -> str:
    """'420 places in care'."""
    rooms = [
        (change.places, OF_PLACES.strip()),
        (change.posts, "posts in care"),
        (change.caseload_per_post, "people a post in care"),
    ]
    return ", ".join(f"{room.value:g} {what}" for room, what in rooms if room)


def _of_posts(scenario: Scenario) -> Iterator[_Change]:
    service_end = scenario.dates.day("service_end")
    for name, group in post_groups(scenario).items():
        called = name.replace("_", " ")
        if group.opens:
            yield _Change(group.opens.value, None, "posts_start", called, f"{called} posts start")
        if group.closes and group.closes.value < service_end:
            yield _Change(group.closes.value, None, "posts_end", called, f"{called} posts end")
        for absence in group.absences:
            yield _Change(absence.starts.value, absence.ends.value, "absence", called, "one post away")
        for change in group.changes:
            if change.starts.value < service_end:
                whose = "" if name == TEAM else f"{called}: "
                yield _Change(change.starts.value, None, "team", called, whose + _of_a_post(change))


def _of_a_post(change: TeamChange) -> str:
    caseload, hours = change.caseload_per_post, change.contact_hours_per_week_per_post
    parts = [f"caseload {caseload.value:g}"] if caseload else []
    parts += [f"{hours.value:g} contact hours a week"] if hours else []
    return f"{', '.join(parts)} a post"


def _of_activities(scenario: Scenario) -> Iterator[_Change]:
    service_start, service_end = scenario.dates.day("service_start"), scenario.dates.day("service_end")
    for name, activity in sorted(scenario.activities.items()):
        called, closes = name.replace("_", " "), activity.closes.value if activity.closes else service_end
        if activity.opens and activity.opens.value > service_start:
            yield _Change(activity.opens.value, None, "opens", called, f"start of {called}")
        if closes < service_end:
            yield _Change(closes, None, "closes", called, f"end of {called}")
        for change in activity.changes:
            if change.starts.value < closes:
                places = change.places.value
                said = f"{called}: {places:g} place{'s' * (places != 1)}"
                yield _Change(change.starts.value, None, "places", called, said)


ALIKE: dict[Kind, str] = {
    "absence": "posts away",
    "team": "teams of posts change",
    "posts_start": "teams of posts start",
    "posts_end": "teams of posts end",
    "opens": "groups start",
    "closes": "groups end",
    "places": "groups change their places",
}


def _in_words(kind: Kind, those: list[_Change]) -> str:
    return those[0].text if len(those) == 1 else f"{len(those)} {ALIKE[kind]}"
