"""A service that runs already on day 0: who is on a caseload or in an activity by then, and what becomes of them."""

from typing import Any

import pytest

from experiments.explain import life as life_of
from experiments.run import Case
from sim import pathway
from sim.events import Review, Row, What
from sim.frames import Shape
from sim.inputs import World, inputs_of
from sim.luck import study_key
from sim.measures import WAIT_ENDS, Queue, State
from sim.preflight.cautions import warnings
from sim.preflight.flight import Flight
from sim.stays import ON_COURSE
from sim.units import DAY, WEEK
from tests.logs import only, stays
from tests.running import as_long_running, differences, pairs, with_empty_caseloads
from tests.worked import FOR_EVER, MEETING, life, scenario, when, who

FOUR_WEEKS = {"meetings": 4}  # a meeting each week: in weeks 1, 2, 3 and 4


def log(world: World = World.PROGRAMME, **changes: Any) -> list[Row]:
    """The log of the plain service with changes."""
    return pathway.events(inputs_of(scenario(**changes), world), study_key(1), 0)


def team(people: int, so_far: float | None = None, **more: Any) -> dict[str, Any]:
    stated = {} if so_far is None else {"weeks_already_supported": so_far}
    return {"people_on_day_0": people, **stated, **more}


# ---------------------------------------------------------------- caseloads


def test_they_hold_their_slots_before_anybody_on_the_waiting_list_is_served():
    rows = log(link_workers=team(9, 0), demand={"referrals_per_week": 0, "waiting_on_day_0": 3})
    assert when(rows, What.SUPPORTED_ALREADY) == [0] * 9
    assert who(rows, What.GIVEN_LINK_WORKER) == [9, 10, 11]
    assert when(rows, What.GIVEN_LINK_WORKER) == [0, WEEK, WEEK + MEETING]


def test_earlier_meetings_count_and_support_goes_on_from_where_it_stands():
    rows = log(link_workers=team(1, 2.5), support=FOUR_WEEKS)
    assert [row[2:] for row in only(rows, What.MET_ALREADY, What.SUPPORTED_ALREADY)] == [
        (What.MET_ALREADY, 0, 2),
        (What.SUPPORTED_ALREADY, 0, 5 * WEEK // 2),
    ]
    assert when(rows, What.MET) == [WEEK // 2, 3 * WEEK // 2]
    assert [row[3:] for row in only(rows, What.SUPPORT_ENDED)] == [(0, 4)]


def test_a_time_that_no_course_of_support_reaches_stands_at_the_last_meeting():
    rows = log(link_workers=team(1, 30), support=FOUR_WEEKS)
    assert when(rows, What.MET) == when(rows, What.SUPPORT_ENDED) == [0]
    assert [row[4] for row in only(rows, What.MET_ALREADY)] == [3]


def test_left_unsaid_they_are_anywhere_in_their_support():
    rows = log(link_workers=team(400, caseload_per_post=400), support={**FOUR_WEEKS, "meeting_minutes": 1})
    left = sorted(when(rows, What.SUPPORT_ENDED))
    assert 0 <= left[0] < DAY < 27 * DAY < left[-1] <= 28 * DAY
    quarters = [
        sum(k * WEEK <= -row[4] + 4 * WEEK < (k + 1) * WEEK for row in only(rows, What.SUPPORTED_ALREADY))
        for k in range(4)
    ]
    assert all(70 < quarter < 130 for quarter in quarters)


def test_each_group_holds_its_own_and_the_least_loaded_post_first():
    groups = {"evenings": {"posts": 1, "caseload_per_post": 5, "people_on_day_0": 2}}
    rows = log(link_workers=team(3, 0, posts=1.5, groups=groups))
    assert [row[3] for row in only(rows, What.SUPPORTED_ALREADY)] == [0, 0, 1, 2, 1]


def test_more_than_there_is_room_for_are_held_over_and_nobody_new_comes_before_enough_have_gone():
    rows = log(
        link_workers=team(4, 0, caseload_per_post=2),
        support={"meeting_minutes": DAY},
        demand={"referrals_per_week": 0, "waiting_on_day_0": 1},
    )
    assert when(rows, What.SUPPORT_ENDED)[:4] == [WEEK, WEEK + DAY, WEEK + 2 * DAY, WEEK + 3 * DAY]
    assert when(rows, What.GIVEN_LINK_WORKER) == [WEEK + 2 * DAY]


def test_with_no_post_filled_on_day_0_they_are_stranded_and_first_in_the_queue():
    rows = log(
        link_workers=team(1, 0, caseload_per_post=1, absences=[{"post": 1, "starts": 0, "ends": 14}]),
        demand={"referrals_per_week": 0, "waiting_on_day_0": 1},
    )
    assert life(rows, 0)[:4] == [
        (0, "SUPPORTED_ALREADY"),
        (0, "STRANDED"),
        (WEEK, "MEETING_WANTED"),
        (2 * WEEK, "GIVEN_ANOTHER"),
    ]
    assert when(rows, What.GIVEN_LINK_WORKER) == [2 * WEEK]  # they met at once, and were done


@pytest.mark.parametrize(("so_far", "due"), [(2, [WEEK]), (3, [0]), (4, [])])
def test_a_supported_review_still_to_come_comes_and_one_that_fell_before_day_0_was_refused(so_far, due):
    rows = log(
        link_workers=team(1, so_far),
        support={"meetings": 20},
        reviews={"supported": {"asked": "after_start", "weeks_after_start": 3}},
    )
    assert when(rows, What.REVIEW_DUE) == due


def test_routine_reviews_are_counted_from_a_referral_before_day_0_in_every_world():
    reviews = {"weeks_to_first_review": 4, "weeks_between_reviews": 10}
    changes = {"demand": {"referrals_per_week": 0, "weeks_since_referral": 6}, "dates": {"end": 26 * 7}}
    for world in World:
        rows = log(world, link_workers=team(1, 2), reviews=reviews, **changes)
        assert [row[0] for row in only(rows, What.REVIEW_DUE) if row[3] == Review.ROUTINE] == [8 * WEEK, 18 * WEEK]


def test_usual_care_has_the_same_people_and_nothing_of_what_they_attended():
    support, outcome = {"meetings": 12}, {"chance_without_dose": 1e-6, "odds_ratio_at_full_dose": 1e9, "full_dose": 1}
    changes = {"reviews": {"weeks_to_first_review": 52, "weeks_between_reviews": 52}, "support": support}
    usual, programme = (
        log(world, link_workers=team(5, 6), progress=outcome, activities={"choir": {"people_on_day_0": 2}}, **changes)
        for world in (World.USUAL, World.PROGRAMME)
    )
    assert only(usual, What.REFERRED) == only(programme, What.REFERRED)
    assert {row[2] for row in usual} == {What.REFERRED, What.REVIEW_DUE, What.REVIEWED}
    assert all(row[4] == 0 for row in only(usual, What.REVIEWED))
    assert all(row[4] for row in only(programme, What.REVIEWED))


# ---------------------------------------------------------------- activities


def test_a_place_held_on_day_0_is_free_when_the_course_is_over_and_earlier_sessions_count():
    choir = {"places": 1, "people_on_day_0": 1, "weeks_already_in": 3}
    rows = log(
        activities={"choir": choir},
        demand={"referrals_per_week": 0, "waiting_on_day_0": 1},
        support={"weeks_to_first_meeting": 0},
    )
    assert [row[2:] for row in only(rows, What.IN_ACTIVITY_ALREADY)] == [(What.IN_ACTIVITY_ALREADY, 0, 3 * WEEK)]
    assert (when(rows, What.WANTS_PLACE), when(rows, What.JOINED_ACTIVITY)) == ([0], [WEEK])
    assert [row[4] for row in only(rows, What.COMPLETED)] == [4, 4]
    assert [row[0] for row in only(rows, What.PROGRESS_SEEN)] == [WEEK, 5 * WEEK]


def test_more_people_than_places_are_held_over():
    rows = log(
        activities={"choir": {"places": 1, "people_on_day_0": 2, "weeks_already_in": 3}},
        activity_defaults={"places": 1, "sessions": 4},
        demand={"referrals_per_week": 0, "waiting_on_day_0": 1},
        support={"weeks_to_first_meeting": 0},
    )
    assert when(rows, What.COMPLETED)[:2] == [WEEK, WEEK]
    assert when(rows, What.JOINED_ACTIVITY) == [WEEK]


@pytest.mark.parametrize(
    ("so_far", "happens"),
    [
        (2, [(0, "MET_ALREADY"), (0, "SUPPORTED_ALREADY"), (0, "IN_ACTIVITY_ALREADY")]),  # planned at -1, until +3
        (0.5, [(0, "SUPPORTED_ALREADY")]),  # no meeting yet
        (8, [(0, "MET_ALREADY"), (0, "SUPPORTED_ALREADY")]),  # over: counted, but not in the life line
    ],
)
def test_who_has_had_a_first_meeting_joined_an_activity_then(so_far, happens):
    rows = log(link_workers=team(1, so_far), support={"meetings": 12}, activities={"choir": {"places": 1}})
    assert [row for row in life(rows) if row[0] == 0 and row[1] != "MEETING_WANTED" and row[1] != "MET"] == happens
    courses = [row[0] for row in only(rows, What.COMPLETED)]
    assert courses == ([3 * WEEK] if so_far == 2 else [] if so_far == 8 else [WEEK // 2 + 4 * WEEK])


def test_a_plan_made_before_day_0_waits_from_day_0_where_no_place_is_free():
    choir = {"places": 1, "people_on_day_0": 1, "weeks_already_in": 2}
    rows = log(link_workers=team(1, 2), support={"meetings": 12}, activities={"choir": choir})
    assert when(rows, What.WANTS_PLACE, 1) == [0]
    assert when(rows, What.JOINED_ACTIVITY, 1) == [2 * WEEK]


# ---------------------------------------------------------------- against itself


def test_a_service_stated_where_another_stands_goes_on_as_it_does():
    """Eight times; `make theory` does so two hundred times."""
    assert all(abs(apart) <= half for apart, half in differences(pairs(8, as_long_running)).values())


def test_and_one_stated_with_empty_caseloads_does_not():
    apart = differences(pairs(8, with_empty_caseloads))
    assert all(apart[name][0] > apart[name][1] for name in ("gave_up", "mean_wait", "reviews_due"))


# ---------------------------------------------------------------- what is counted and shown


def test_they_count_as_people_and_in_use_and_not_as_given_or_waiting():
    service = scenario(link_workers=team(3, 0), activities={"choir": {"places": 2, "people_on_day_0": 2}})
    rows = pathway.events(inputs_of(service), study_key(1), 0)
    tally = Shape(service).measure(rows)
    periods = len(Shape(service).cuts)
    assert sum(tally.people) == 5
    assert sum(tally.caseload_minutes) == 3 * WEEK + 60 + 120  # three meetings of an hour, one after another
    assert sum(tally.place_minutes) == sum(stay.ends - stay.begins for stay in stays(rows, ON_COURSE) if stay.ends)
    assert sum(tally.joined_people) == 3, "of the people supported; those in the choir on day 0 took up nothing new"
    assert sum(tally.counts[What.GIVEN_LINK_WORKER * periods : (What.GIVEN_LINK_WORKER + 1) * periods]) == 0
    assert sum(tally.waits[: Queue.PLACE * WAIT_ENDS]) == 0, "a wait for a link worker"
    assert sum(tally.minutes[State.IN_CARE * periods : (State.IN_CARE + 1) * periods]) == 5 * Shape(service).horizon


def test_a_life_line_shows_where_a_person_was_on_day_0():
    service = scenario(link_workers=team(1, 2.5), support=FOUR_WEEKS)
    first = life_of(Case("running", service, 1), 1, 0).moments[0]
    assert first.usual == ["Is already in the service on day 0."]
    assert first.programme == [
        "Is already in the service on day 0.",
        "Has attended 2 meetings with a link worker by day 0.",
        "Is supported by link worker 1 on day 0, for 2 weeks so far.",
    ]


@pytest.mark.parametrize(
    ("people", "waiting", "said"),
    [
        (0, 6, "6 people wait on day 0 (demand.waiting_on_day_0) and 10 slots are empty: all are given"),
        (8, 6, "6 people wait on day 0 (demand.waiting_on_day_0) and 2 slots are empty: 2 of them are given"),
        (9, 1, "1 person waits on day 0 (demand.waiting_on_day_0) and 1 slot is empty: that person is given"),
        (
            12,
            1,
            "12 people are on caseloads on day 0 (link_workers.people_on_day_0) and there are 10 slots: nobody new is",
        ),
        (10, 6, None),
        (0, 0, None),
    ],
)
def test_a_list_that_meets_empty_slots_is_warned_of_and_so_are_too_many_people(people, waiting, said):
    service = scenario(link_workers=team(people), demand={"referrals_per_week": 0, "waiting_on_day_0": waiting})
    about_day_0 = [w.message for w in warnings(service) if "empty" in w.message or "on caseloads" in w.message]
    assert [sentence[: len(said or "")] for sentence in about_day_0] == ([said] if said else [])


@pytest.mark.parametrize("section", ["link_workers", "activities"])
def test_a_queue_is_expected_where_slots_and_places_are_held_already(section):
    """Before anything is run: people come who would find room at once in an empty service."""

    def waiting(people: int) -> float:
        given = {"link_workers": team(people), "activities": {"choir": {"places": 10}}}
        if section == "activities":
            given = {"activities": {"choir": {"places": 10, "people_on_day_0": people}}}
        flight = Flight(scenario(demand={"referrals_per_week": 5}, support={"weeks_to_first_meeting": 4}, **given))
        return (flight.waiting if section == "link_workers" else flight.waiting_for_places([0])).at(2 * WEEK)

    assert waiting(0) == 0 < waiting(10)


# ---------------------------------------------------------------- an absence that is run down to


def away(weeks_before: float) -> list[dict[str, Any]]:
    return [{"post": 1, "starts": 70, "ends": 98, "no_new_people_weeks_before": weeks_before}]


def test_a_post_that_will_be_away_is_given_nobody_for_so_long_before():
    long_support = {"weeks_to_first_meeting": FOR_EVER}
    given = {}
    for weeks in (0, 4):
        rows = log(
            link_workers={"posts": 2, "caseload_per_post": 100, "absences": away(weeks)},
            support=long_support,
            demand={"referrals_per_week": 2},
            dates={"end": 140},
        )
        given[weeks] = [(row[0] // WEEK, row[3]) for row in only(rows, What.GIVEN_LINK_WORKER)]
    assert {post for week, post in given[4] if week < 6} == {0, 1}
    assert {post for week, post in given[4] if 6 <= week < 10} == {1}
    assert {post for week, post in given[0] if 6 <= week < 10} == {0, 1}
    assert {post for week, post in given[4] if week >= 14} == {0}, "back, with an empty caseload"


def test_nobody_is_handed_to_a_post_that_is_run_down():
    rows = log(
        link_workers=team(
            2,
            0,
            posts=2,
            absences=[*away(4), {"post": 2, "starts": 56, "ends": 63}],
        ),
        support={"weeks_to_first_meeting": FOR_EVER},
    )
    assert [row[2] for row in rows if row[0] == 8 * WEEK and row[1] >= 0] == [What.STRANDED]


def test_nobody_is_given_to_it_in_the_very_minute_in_which_its_worker_goes():
    """Hours change in that minute, before the worker has gone: the queue is looked at, and the post stands empty."""
    given = {
        "link_workers": {
            **team(0, posts=2, caseload_per_post=1, absences=away(10)),
            "changes": [{"starts": 70, "contact_hours_per_week_per_post": 30}],
        },
        "demand": {"referrals_per_week": 0, "waiting_on_day_0": 3},
        "support": {"weeks_to_first_meeting": FOR_EVER},
    }
    rows = log(**given)
    assert [(row[0], row[3]) for row in only(rows, What.GIVEN_LINK_WORKER)] == [(0, 1), (14 * WEEK, 0)]
    assert [row[2] for row in rows if row[0] == 10 * WEEK] == [What.POST_VACANT]
