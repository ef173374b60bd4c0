"""Every lever moves an answer: a log, or a price. The list of levers is the schema's.

A lever that does nothing is worse than none, because people who pull it believe the answer. Each stands here with a
scenario made for it and two settings; a new lever fails until it has an entry.
"""

from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple, get_origin

import pytest

from experiments.run import Case, replicate
from sim.inputs import inputs_of
from sim.luck import study_key
from sim.pathway import events
from sim.scenario.schema import TOP
from tests.worked import Data, scenario

NAMES = {"groups": "cover", "activities": "choir", "costs": "care"}


def levers(place=TOP, path=()):
    """The path of every lever in the schema, a name or the first entry in place of any."""
    if place.facts.get("kind") == "lever" and get_origin(place.type) is not list:
        yield path
    elif get_origin(place.type) is dict:
        yield from levers(place.below("x"), (*path, NAMES.get(path[-1], "x")))
    elif get_origin(place.type) is list:
        yield from levers(place.below(0), (*path, 0))
    elif not place.is_value:
        for key in place.keys:
            yield from levers(place.below(key), (*path, key))


class Setting(NamedTuple):
    """What surrounds a lever, and two settings of it. None: it is left out. `money`: people live the same lives, and it
    is the bridge that moves."""

    one: Any
    other: Any
    money: bool = False
    around: Data | None = None


def made_for(path, value, around):
    """The scenario around a lever, with the lever set."""
    data = deepcopy(around or {})
    here: Any = data
    for step, below in pairwise(path):
        if isinstance(here, list):
            here = here[step]
        else:
            here = here.setdefault(step, [] if isinstance(below, int) else {})
    if value is not None:
        here[path[-1]] = value
    return scenario(**data)


SIX = {"waiting_on_day_0": 6}
QUEUE = {"demand": SIX, "link_workers": {"caseload_per_post": 1}}
TEAM_OF_ONE = {"posts": 1, "caseload_per_post": 1}
PAY = {"worker": {"per": "post_year", "gbp": 40_000, "price_year": "2020/21", "payer": "ICB"}}
CARE = {"per": "care_year", "gbp": 3000, "price_year": "2020/21", "payer": "Trust", "cashable_share": 0.3}
AWAY = {"post": 1, "starts": 3, "ends": 10}
COVER = {"posts": 1, "caseload_per_post": 1}
NEED = {"need": {"levels": {"high": {"share": 0.5}, "low": {"share": 0.5}}}}
LOW = {"trait": "need", "levels": ["low"]}
HIGH = {"trait": "need", "levels": ["high"]}
CHOIR = {"demand": SIX, "activities": {"choir": {}}}
STAYS = {"chance_goes_on": 1, "weeks_stayed": 9}
SESSIONS = {"form": "block", "gbp": 90, "price_year": "2020/21", "payer": "ICB"}
PLACES, COURSES = {**SESSIONS, "form": "spot"}, {**SESSIONS, "form": "outcome"}
REVIEWED = {"slots_per_week": 2, "weeks_to_first_review": 4, "weeks_between_reviews": 10, "chance_of_discharge": 0.5}


def team(**more):
    """Six people and one slot, with more said of the team."""
    return {"demand": SIX, "link_workers": {**TEAM_OF_ONE, **more}}


def cover(**more):
    """The same beside a group of posts that cover."""
    return team(groups={"cover": {**COVER, **more}})


def cared_for(**more):
    """The same with a care team that has six people in care, a list, and people who relapse."""
    care = {"after_a_relapse": "list", "people_on_day_0": 6, "waiting_on_day_0": 9, "new_people_per_week": 1}
    relapses = {"per_year": 5, "ratio_with_sustained_engagement": 1, "chance_referred_again": 0}
    return {"demand": SIX, "reviews": REVIEWED, "relapse": relapses, "care_team": {**care, **more}}


def choir(**more):
    """Six people and a choir."""
    return {**CHOIR, "activities": {"choir": more}}


def helped(home):
    """Six people and a choir in which who goes on helps: by its own section, or by that of every activity."""
    helpers = {"chance_helps": 1, "weeks_helping": 9, "places_each": 2}
    section = {"helpers": helpers} if home is DEFAULTS else {"choir": {"helpers": helpers}}
    return {**CHOIR, home[0]: section, "prescription": {"chance_goes_on": 1}}


TEAM, GROUP = ("link_workers",), ("link_workers", "groups", "cover")
DEFAULTS, OWN = ("activity_defaults",), ("activities", "choir")
LEVERS: dict[tuple[str | int, ...], Setting] = {
    ("dates", "service_start"): Setting(None, 30, around=QUEUE),
    ("dates", "first_referral"): Setting(None, 100, around={"demand": {"referrals_per_week": 2}}),
    ("dates", "last_referral"): Setting(100, 300, around={"demand": {"referrals_per_week": 2}}),
    ("dates", "service_end"): Setting(20, 400, around=QUEUE),
    ("demand", "changes", 0, "starts"): Setting(50, 300, around={"demand": {"changes": [{"referrals_per_week": 6}]}}),
    ("programme", "offer"): Setting("link_workers", "review_clinic", around={"demand": SIX, "reviews": REVIEWED}),
    (*TEAM, "posts"): Setting(1, 2, around=QUEUE),
    (*TEAM, "caseload_per_post"): Setting(1, 2, around={"demand": SIX}),
    (*TEAM, "queue_order"): Setting(None, {"trait": "need", "first": ["low"]}, around={**QUEUE, "traits": NEED}),
    (*TEAM, "serves"): Setting(None, LOW, around={**cover(), "traits": NEED}),
    (*GROUP, "serves"): Setting(None, HIGH, around={**cover(), "traits": NEED}),
    ("support", "missed_meetings_allowed"): Setting(
        0, 5, around={"demand": SIX, "support": {"chance_attends_meeting": 0.5, "meetings": 4}}
    ),
    (*GROUP, "posts"): Setting(1, 2, around=cover()),
    (*GROUP, "caseload_per_post"): Setting(1, 2, around=cover()),
    (*GROUP, "contact_hours_per_week_per_post"): Setting(1, 9, around=cover(caseload_per_post=5)),
    (*GROUP, "opens"): Setting(None, 5, around=cover()),
    (*GROUP, "closes"): Setting(3, 30, around=cover()),
    (*OWN, "opens"): Setting(None, 8, around=choir()),
    (*OWN, "closes"): Setting(20, 300, around=choir()),
    (*OWN, "changes", 0, "starts"): Setting(3, 60, around=choir(changes=[{"places": 3}])),
    (*OWN, "changes", 0, "places"): Setting(2, 4, around=choir(changes=[{"starts": 3}])),
    ("reviews", "slots_per_week"): Setting(1, 5, around={"demand": SIX, "reviews": REVIEWED}),
    ("reviews", "supported", "asked"): Setting(
        "when_support_ends",
        "after_start",
        around={"demand": SIX, "reviews": {**REVIEWED, "supported": {"weeks_after_start": 2}}},
    ),
    ("reviews", "supported", "added_slots_per_week"): Setting(
        0, 2, around={"demand": SIX, "reviews": {**REVIEWED, "slots_per_week": 0}}
    ),
    ("costs", "care", "cash_rule"): Setting(
        "share", "refill", money=True, around={"demand": SIX, "reviews": REVIEWED, "costs": {"care": CARE}}
    ),
}
CARE_TEAM = ("care_team",)
LEVERS |= {
    (*CARE_TEAM, "places"): Setting(6, 9, around=cared_for()),
    (*CARE_TEAM, "posts"): Setting(1, 1.5, around=cared_for(caseload_per_post=6)),
    (*CARE_TEAM, "caseload_per_post"): Setting(6, 9, around=cared_for(posts=1)),
    (*CARE_TEAM, "queue_order"): Setting(
        None, {"trait": "need", "first": ["low"]}, around={**cared_for(places=6), "traits": NEED}
    ),
    (*CARE_TEAM, "after_a_relapse"): Setting("list", "front", around=cared_for(places=6)),
    (*CARE_TEAM, "weeks_place_is_kept"): Setting(1, 9, around=cared_for(places=6, after_a_relapse="kept_place")),
    (*CARE_TEAM, "changes", 0, "starts"): Setting(3, 60, around=cared_for(places=6, changes=[{"places": 9}])),
    (*CARE_TEAM, "changes", 0, "places"): Setting(3, 9, around=cared_for(places=6, changes=[{"starts": 3}])),
    (*CARE_TEAM, "changes", 0, "posts"): Setting(
        0.5, 2, around=cared_for(posts=1, caseload_per_post=6, changes=[{"starts": 3}])
    ),
    (*CARE_TEAM, "changes", 0, "caseload_per_post"): Setting(
        3, 9, around=cared_for(posts=1, caseload_per_post=6, changes=[{"starts": 3}])
    ),
}
for home, with_more in ((TEAM, team), (GROUP, cover)):
    two = {"caseload_per_post": 2, "posts": 2}
    LEVERS |= {
        (*home, "absences", 0, "post"): Setting(1, 2, around=with_more(**two, absences=[AWAY])),
        (*home, "absences", 0, "starts"): Setting(3, 5, around=with_more(absences=[AWAY])),
        (*home, "absences", 0, "ends"): Setting(10, 20, around=with_more(absences=[AWAY])),
        (*home, "absences", 0, "no_new_people_weeks_before"): Setting(
            0, 2, around=with_more(**two, absences=[{**AWAY, "starts": 10, "ends": 20}])
        ),
        (*home, "absences", 0, "paid_share"): Setting(
            0, 1, money=True, around={**with_more(absences=[AWAY]), "costs": {**PAY, "care": CARE}}
        ),
        (*home, "changes", 0, "starts"): Setting(3, 20, around=with_more(changes=[{"caseload_per_post": 3}])),
        (*home, "changes", 0, "caseload_per_post"): Setting(2, 4, around=with_more(changes=[{"starts": 3}])),
        (*home, "changes", 0, "contact_hours_per_week_per_post"): Setting(
            1, 9, around=with_more(caseload_per_post=5, changes=[{"starts": 3}])
        ),
    }
for home, around in ((DEFAULTS, CHOIR), (OWN, choir())):
    LEVERS |= {
        (*home, "places"): Setting(1, 3, around=around),
        (*home, "sessions"): Setting(2, 5, around=around),
        (*home, "days_between_sessions"): Setting(7, 14, around=around),
        (*home, "helpers", "at_most"): Setting(0, 1, around=helped(home)),
        (*home, "people_may_stay"): Setting(False, True, around={**around, "prescription": STAYS}),
        (*home, "payment", "form"): Setting(
            "block",
            "grant",
            money=True,
            around={**around, home[0]: {"payment": SESSIONS} if home is DEFAULTS else {"choir": {"payment": SESSIONS}}},
        ),
        (*home, "payment", "minimum_places"): Setting(
            0,
            1,
            money=True,
            around={**around, home[0]: {"payment": PLACES} if home is DEFAULTS else {"choir": {"payment": PLACES}}},
        ),
        (*home, "payment", "minimum_courses_per_year"): Setting(
            0,
            40,
            money=True,
            around={**around, home[0]: {"payment": COURSES} if home is DEFAULTS else {"choir": {"payment": COURSES}}},
        ),
    }


def test_every_lever_of_the_schema_has_its_entry_and_nothing_else_has_one():
    assert set(levers()) == set(LEVERS)


@pytest.mark.parametrize("path", LEVERS, ids=lambda path: ".".join(map(str, path)))
def test_a_lever_moves_an_answer(path):
    case = LEVERS[path]
    one, other = (made_for(path, value, case.around) for value in (case.one, case.other))
    logs = [events(inputs_of(each), study_key(1), 0) for each in (one, other)]
    assert logs[0], "nothing happens in it"
    if not case.money:
        assert logs[0] != logs[1]
        return
    assert logs[0] == logs[1]
    bridges = [
        {years: dict(bridge) for years, bridge in replicate(Case("made for it", each, 1), 0).bridges.items()}
        for each in (one, other)
    ]
    assert bridges[0] != bridges[1]
