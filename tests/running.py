"""What would a scenario have to state on day 0 to begin where another run stands? Read from the log, and nothing else.

    statement(rows, minute, posts=["team"], activities=["choir"])

gives the sections of a scenario that state the waiting list, the caseloads and the activities at a minute, and how
long everybody has been where they are. `pairs()` runs a constant service for ten years, states where it stands, and
lets both go on for two.
"""

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Any, NamedTuple

from experiments.mean_errors import student_t
from sim.events import Review, Row, What
from sim.inputs import inputs_of
from sim.kernel import fast
from sim.luck import study_key
from sim.scenario import Scenario
from sim.stays import ON_CASELOAD, ON_COURSE, WAITING
from sim.units import DAY, WEEK
from tests.logs import stays
from tests.worked import scenario

Sections = dict[str, dict[str, Any]]
YEAR = 52 * 7  # days
BEFORE, AFTER = 10 * YEAR, 2 * YEAR
GROUPS = ["choir", "walks"]


def statement(rows: Sequence[Row], minute: int, posts: Sequence[str], activities: Sequence[str]) -> Sections:
    """The state of a service at a minute. `posts`: the group of each post, as the log counts them; activities by name.

    A person in an activity and still supported is stated on the caseload: the program knows that such people
    have activities. Who waits for a place with their support over is not stated anywhere.
    """
    before = [row for row in rows if row[0] < minute]
    given, groups, referred = began(before, posts)
    waiting = [stay.begins for stay in stays(before, WAITING) if stay.ends is None and stay.person not in given]
    in_activities: dict[str, dict[str, Any]] = {}
    in_service = set(given)
    for a, name in enumerate(activities):
        mine = [row for row in before if row[3] == a]
        there = [stay for stay in stays(mine, ON_COURSE) if stay.ends is None and stay.person not in given]
        in_service |= {stay.person for stay in there}
        in_activities[name] = {"people_on_day_0": len(there)} | spread(
            "weeks_already_in", [minute - stay.begins for stay in there]
        )
    caseloads = {
        group: {"people_on_day_0": sum(of == group for of in groups.values())}
        | spread(
            "weeks_already_supported", [minute - since for person, since in given.items() if groups[person] == group]
        )
        for group in sorted(set(posts))
    }
    return {
        "demand": {
            "waiting_on_day_0": len(waiting),
            **spread("weeks_already_waited", [minute - since for since in waiting]),
            **spread("weeks_since_referral", [minute - referred[person] for person in sorted(in_service)]),
        },
        "link_workers": {**caseloads.pop("team"), **({"groups": caseloads} if caseloads else {})},
        "activities": in_activities,
    }


def began(rows: Iterable[Row], posts: Sequence[str]) -> tuple[dict[int, int], dict[int, str], dict[int, int]]:
    """Of everybody supported at the end of these rows (the stranded too): since when, by which group; and of everybody
    when they were referred."""
    given: dict[int, int] = {}
    groups: dict[int, str] = {}
    referred: dict[int, int] = {}
    for at, person, what, where, _ in rows:
        if what == What.REFERRED:
            referred[person] = at
        elif what == What.GIVEN_LINK_WORKER:
            given[person] = at
        elif what in (What.SUPPORT_ENDED, What.DISENGAGED, What.SUPPORT_CUT, What.LEFT_SUPPORT, What.LEFT_WAIT):
            given.pop(person, None)
            groups.pop(person, None)
        if what in (What.GIVEN_LINK_WORKER, What.HANDED_OVER, What.GIVEN_ANOTHER):
            groups[person] = posts[where]
    return given, groups, referred


def spread(name: str, minutes: Sequence[int]) -> dict[str, Any]:
    """Lengths of time as a distribution of a scenario file: straight lines between those there are."""
    weeks = sorted(length / WEEK for length in minutes)
    if not weeks:
        return {}
    if len(weeks) == 1:
        return {name: weeks[0]}
    points = [[n / (len(weeks) - 1), length] for n, length in enumerate(weeks)]
    return {name: {"distribution": "quantiles", "points": points}}


# ---------------------------------------------------------------- a service, and the same stated where it stands


def service(days: int, **stated: dict[str, Any]) -> Scenario:
    """Two posts with more work than they hold and people who give up; two groups with places enough. Nobody is
    discharged: who was before day 0 is stated nowhere."""
    sections: dict[str, dict[str, Any]] = {
        "dates": {"end": days},
        "demand": {"referrals_per_week": 3},
        "exits": {"per_year": 0.04},
        "link_workers": {"posts": 2, "caseload_per_post": 30, "contact_hours_per_week_per_post": 40},
        "support": {
            "weeks_of_patience": {"distribution": "lognormal", "median": 30, "ninetieth": 90},
            "weeks_to_first_meeting": {"distribution": "uniform", "least": 0, "most": 1},
            "weeks_between_meetings": {"distribution": "lognormal", "median": 2.2, "ninetieth": 4.2},
            "meetings": {"distribution": "triangular", "least": 4.5, "most_likely": 8, "most": 12.5},
            "chance_attends_meeting": 0.8,
            "missed_meetings_allowed": 3,
        },
        "activity_defaults": {"places": 30, "sessions": 12},
        "activities": {name: {} for name in GROUPS},
        "prescription": {
            "weeks_of_patience": 8,
            "chance_attends_session": 0.7,
            "chance_of_dropping_out_per_session": 0.03,
        },
        "reviews": {
            "weeks_to_first_review": {"distribution": "uniform", "least": 0, "most": 52},
            "weeks_between_reviews": 26,
        },
    }
    return scenario(**{name: {**sections.get(name, {}), **stated.get(name, {})} for name in sections | stated})


class Seen(NamedTuple):
    """What is compared: two years on, and who is there in the first minute."""

    gave_up: float
    nine_in_ten_wait: float  # weeks, of those given a link worker
    mean_wait: float
    supported_people: float
    places_held: float
    reviews_due: float  # within half a year, of those in the service


def seen(rows: list[Row], since: int) -> Seen:
    """From a minute on."""
    joined = {}
    waits = []
    for minute, person, what, _, value in rows:
        if what == What.JOINED_QUEUE:
            joined[person] = minute - value
        elif what == What.GIVEN_LINK_WORKER and minute >= since:
            waits.append((minute - joined[person]) / WEEK)
    waits.sort()
    by_then = [row for row in rows if row[0] <= since]
    on, held = ([stay for stay in stays(by_then, kind) if stay.ends is None] for kind in (ON_CASELOAD, ON_COURSE))
    there = {stay.person for stay in (*on, *held)}
    due = [
        row
        for row in rows
        if row[2] == What.REVIEW_DUE
        and row[3] == Review.ROUTINE
        and row[1] in there
        and since <= row[0] < since + 26 * WEEK
    ]
    gave_up = sum(row[2] == What.GAVE_UP and row[0] >= since for row in rows)
    return Seen(gave_up, waits[len(waits) * 9 // 10], fmean(waits), len(on), len(held), len(due))


def pairs(count: int, states: Callable[[Sections], Sections]) -> list[tuple[Seen, Seen]]:
    """So many services of ten years, each beside one that begins with what is stated of where it stood."""
    found, minute = [], BEFORE * DAY
    long = fast.Tables(inputs_of(service(BEFORE + AFTER)))
    for replication in range(count):
        rows = fast_rows(long, 7, replication)
        stated = states(statement(rows, minute, ["team", "team"], GROUPS))
        again = fast_rows(fast.Tables(inputs_of(service(AFTER, **stated))), 8, replication)
        found.append((seen(rows, minute), seen(again, 0)))
    return found


def with_times_so_far(stated: Sections) -> Sections:
    """All of it."""
    return stated


def as_long_running(stated: Sections) -> Sections:
    """How many there are, and no word of how long they have been there."""
    del stated["link_workers"]["weeks_already_supported"]
    there = {name: {"people_on_day_0": body["people_on_day_0"]} for name, body in stated["activities"].items()}
    return {**stated, "activities": there}


def with_empty_caseloads(stated: Sections) -> Sections:
    """The waiting list alone."""
    return {"demand": stated["demand"]}


def fast_rows(tables: fast.Tables, study: int, replication: int) -> list[Row]:
    return tables.log(study_key(study), replication)


def differences(found: list[tuple[Seen, Seen]]) -> dict[str, tuple[float, float]]:
    """Of everything compared: the mean difference, and half the width of its 99 % interval."""
    print(f"{len(found)} pairs")
    differences = {}
    for n, name in enumerate(Seen._fields):
        apart = [went_on[n] - stated[n] for went_on, stated in found]
        differences[name] = fmean(apart), student_t(0.995, len(apart) - 1) * stdev(apart) / sqrt(len(apart))
        ran, began = fmean(went_on[n] for went_on, _ in found), fmean(stated[n] for _, stated in found)
        print(f"{name}: {ran:.2f} went on, {began:.2f} stated, {differences[name][0]:+.2f} ±{differences[name][1]:.2f}")
    return differences
