"""What one person, or a handful, would see happen: design section 2, worked by hand.

`tests.worked` holds the plain service (one post with room for ten, one meeting a week after being given a link worker)
and the scripts.
"""

import pytest

from sim.events import Review, Vacancy, What
from sim.inputs import World, inputs_of, part_posts, slots
from sim.luck import study_key
from sim.pathway import events
from sim.rules import ones, people
from tests.worked import DAY, FOR_EVER, MEETING, WEEK, life, scenario, story, when, who

ONE = {"caseload_per_post": 1}
NEVER_AGAIN = {"weeks_between_reviews": FOR_EVER}


# ---------------------------------------------------------------- offer and wait


def test_a_person_who_accepts_is_given_a_link_worker_meets_and_is_done():
    assert life(story()) == [
        (0, "JOINED_QUEUE"),
        (0, "GIVEN_LINK_WORKER"),
        (WEEK, "MEETING_WANTED"),
        (WEEK, "MET"),
        (WEEK, "SUPPORT_ENDED"),
    ]


def test_a_person_who_declines_is_offered_nothing_more():
    rows = story([0, 5], accepts={0: False})
    assert life(rows) == [(0, "DECLINED")]
    assert life(rows, 1)[1] == (5, "GIVEN_LINK_WORKER")


def test_the_first_in_the_queue_is_given_a_slot_the_minute_it_becomes_free():
    rows = story([0, DAY], link_workers=ONE)
    assert life(rows, 1)[:2] == [(DAY, "JOINED_QUEUE"), (WEEK, "GIVEN_LINK_WORKER")]


def test_patience_ends_a_wait_and_not_a_minute_early():
    rows = story([0, 0, 0], patience={1: WEEK - 1, 2: WEEK - 1}, link_workers=ONE)
    assert life(rows, 1) == [(0, "JOINED_QUEUE"), (WEEK - 1, "GAVE_UP")]


def test_a_slot_that_frees_in_the_minute_patience_ends_is_taken():
    """The tie rule: a meeting long booked comes before tiring. Person 1 meets after person 0, and ends with it."""
    rows = story([0, 0, 0, 0], patience={3: WEEK + MEETING}, link_workers={"caseload_per_post": 2})
    assert life(rows, 3)[1] == (WEEK + MEETING, "GIVEN_LINK_WORKER")


def test_a_person_without_patience_takes_a_free_slot_and_waits_for_none():
    rows = story([0, 1], patience={0: 0, 1: 0}, link_workers=ONE)
    assert life(rows)[1] == (0, "GIVEN_LINK_WORKER")
    assert life(rows, 1) == [(1, "JOINED_QUEUE"), (1, "GAVE_UP")]


def test_the_waiting_list_is_served_in_order_of_how_long_it_has_waited():
    rows = story([], list_waited=[WEEK, 3 * WEEK, 2 * WEEK], link_workers=ONE, dates={"service_start": 1})
    assert who(rows, What.GIVEN_LINK_WORKER) == [1, 2, 0]


def test_patience_of_day_0_is_what_is_left_beyond_the_wait_so_far():
    """Everybody's patience is 3 weeks: a person who has waited 1 has 2 left, and one who has waited 5 has none."""
    rows = story([], list_waited=[WEEK, 5 * WEEK], support={"weeks_of_patience": 3}, link_workers={"posts": 0})
    assert [when(rows, What.GAVE_UP, 0), when(rows, What.GAVE_UP, 1)] == [[2 * WEEK], [0]]


def test_patience_of_day_0_reads_the_same_uniform_on_what_is_left():
    """Uniform from 0 to 10 weeks, 4 waited: the uniform u that would have said 10 u weeks says 4 + 6 u."""
    spread = {"weeks_of_patience": {"distribution": "uniform", "least": 0, "most": 10}}
    fresh = when(story([], list_waited=[0] * 5, support=spread, link_workers={"posts": 0}), What.GAVE_UP)
    after = when(story([], list_waited=[4 * WEEK] * 5, support=spread, link_workers={"posts": 0}), What.GAVE_UP)
    assert after == pytest.approx([0.6 * minute for minute in fresh], abs=2)


def test_people_of_day_0_have_accepted():
    rows = story([0], list_waited=[0], support={"chance_accepts": 0})
    assert (who(rows, What.JOINED_QUEUE), who(rows, What.DECLINED)) == ([0], [1])


def test_a_queue_order_takes_its_class_first_and_within_a_class_the_first_come():
    rows = story([0, 1, 2, 3], queue_class={1: 1, 2: 0, 3: 0}, link_workers=ONE)
    assert who(rows, What.GIVEN_LINK_WORKER) == [0, 2, 3, 1]


def test_the_levels_named_in_a_queue_order_come_first_in_that_order():
    levels = {name: {"share": 0.25} for name in ("low", "middle", "high", "top")}
    order = {"trait": "need", "first": ["top", "high"]}
    inputs = inputs_of(scenario(traits={"need": {"levels": levels}}, link_workers={"queue_order": order}))
    assert [row.queue_class for row in inputs.levels] == [1, 2, 2, 0]  # high, low, middle, top


def test_the_least_loaded_post_takes_the_next_person():
    rows = story([0, 1, 2, 3], link_workers={"posts": 1.5, "caseload_per_post": 4})
    assert [row[3] for row in rows if row[2] == What.GIVEN_LINK_WORKER] == [
        0,
        1,
        0,
        0,
    ]  # 0/4 0/2 | 1/4 0/2 | 1/4 1/2 | 2/4 1/2


# ---------------------------------------------------------------- posts that serve some people only

SIDES = {"side": {"levels": {"north": {"share": 0.5}, "south": {"share": 0.5}}}}


def of(*levels):
    return {"trait": "side", "levels": list(levels)}


def two_teams(**groups):
    """A main team of no posts, and groups of one post with one slot, by whom they serve."""
    here = {name: {"posts": 1, "serves": of(*levels)} for name, levels in groups.items()}
    return {"traits": SIDES, "link_workers": {**ONE, "posts": 0, "groups": here}}


def given_by(rows):
    """Who was given which post, in order."""
    return [(row[1], row[3]) for row in rows if row[2] in (What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER)]


def test_a_person_further_back_is_taken_when_those_ahead_are_not_served_by_the_free_post():
    """Posts: north is 0, south is 1. Three from the north, then one from the south."""
    rows = story([0, 1, 2, 3], line={0: 1, 1: 1, 2: 1, 3: 2}, **two_teams(north=["north"], south=["south"]))
    assert given_by(rows) == [(0, 0), (3, 1), (1, 0), (2, 0)]
    assert when(rows, What.GIVEN_LINK_WORKER, 3) == [3]


def test_a_post_that_serves_both_takes_who_came_first():
    """Post 0 (both) serves everybody, post 1 (south) the south alone. So lines 0 (south) and 1 (north)."""
    lines = {0: 0, 1: 0, 2: 1, 3: 0}
    rows = story([0, 1, 2, 3], line=lines, **two_teams(both=["north", "south"], south=["south"]))
    assert given_by(rows) == [(0, 0), (1, 1), (2, 0), (3, 1)]  # the slot that both serves goes to the north, who waits


def test_a_leavers_people_go_to_colleagues_who_serve_them_and_else_wait_though_there_is_room():
    rows = story(
        [0, 1],
        line={0: 1, 1: 2},
        tenures={0: [DAY]},
        first_meeting={0: 2 * WEEK, 1: WEEK},
        **two_teams(north=["north"], south=["south"]),
    )
    assert when(rows, What.STRANDED, 0) == [DAY]
    assert when(rows, What.GIVEN_ANOTHER, 0) == [DAY + 4 * WEEK]  # when the post is filled again


def test_people_on_caseloads_on_day_0_are_of_a_level_that_their_posts_serve():
    teams = {name: {"posts": 1, "people_on_day_0": 20, "serves": of(name)} for name in ("north", "south")}
    service = scenario(traits=SIDES, link_workers={"posts": 0, "caseload_per_post": 20, "groups": teams})
    rows = events(inputs_of(service), study_key(1), 0)
    levels = {row[1]: row[4] for row in rows if row[2] == What.HAS_TRAIT}
    assert {(levels[row[1]], row[3]) for row in rows if row[2] == What.SUPPORTED_ALREADY} == {(0, 0), (1, 1)}


def test_levels_that_the_same_groups_serve_share_a_line_and_0_is_whom_every_group_serves():
    levels = {name: {"share": 0.25} for name in ("east", "north", "south", "west")}
    groups = {"half": {"posts": 1, "serves": of("east", "north", "south")}, "one": {"posts": 1, "serves": of("south")}}
    inputs = inputs_of(scenario(traits={"side": {"levels": levels}}, link_workers={"groups": groups}))
    assert [row.line for row in inputs.levels] == [1, 1, 0, 2]
    assert [post.serves for post in inputs.posts] == [0b011, 0b001, 0b111]  # half, one, team


# ---------------------------------------------------------------- meetings


def test_a_missed_meeting_uses_the_diary_and_is_rebooked():
    """Two people want a meeting in the same minute; the first does not come; the second waits all the same."""
    rows = story([0, 0], comes={0: [False, True]})
    assert life(rows)[2:] == [
        (WEEK, "MEETING_WANTED"),
        (WEEK, "MISSED"),
        (2 * WEEK, "MEETING_WANTED"),
        (2 * WEEK, "MET"),
        (2 * WEEK, "SUPPORT_ENDED"),
    ]
    assert when(rows, What.MET, 1) == [WEEK + MEETING]


def test_too_many_missed_end_support():
    rows = story(meetings={0: 5}, comes={0: [True, False, True, False]})
    assert life(rows)[-1] == (4 * WEEK, "DISENGAGED")
    assert [row[4] for row in rows if row[2] == What.DISENGAGED] == [2], "two meetings attended"


def test_the_slot_frees_when_support_ends_however_it_ends():
    for comes in ([True], [False, False]):
        rows = story([0, 0], comes={0: comes}, link_workers=ONE)
        assert when(rows, What.GIVEN_LINK_WORKER, 1) == [when(rows, What.MET, 0) or when(rows, What.MISSED, 0)][0][-1:]


def test_contact_hours_a_week_pace_the_diary():
    """Seven hours a week for a whole year's weeks: a meeting of an hour fills a day."""
    rows = story([0, 0, 0], link_workers={"contact_hours_per_week_per_post": 7})
    assert when(rows, What.MET) == [WEEK, WEEK + DAY, WEEK + 2 * DAY]


def test_hours_changed_by_date_hold_for_meetings_booked_from_then():
    change = {"starts": 7, "contact_hours_per_week_per_post": 7}
    rows = story([0, 0, 0], link_workers={"changes": [change]})
    assert when(rows, What.MET) == [WEEK, WEEK + DAY, WEEK + 2 * DAY]
    assert when(story([0, 0, 0], link_workers={"changes": [{**change, "starts": 8}]}), What.MET) == [
        WEEK,
        WEEK + 60,
        WEEK + 120,
    ]


def test_a_diary_never_holds_two_meetings_at_once_even_at_every_hour_of_every_week():
    rows = story([0, 0], lengths={0: 6000, 1: 6000})
    assert when(rows, What.MET) == [WEEK, WEEK + 6000]


# ---------------------------------------------------------------- posts


def test_part_posts_hold_their_part_of_a_caseload_half_rounds_up_and_at_least_one():
    assert [slots(25, part) for part in part_posts(2.3)] == [25, 25, 8]  # 7.5
    assert [slots(10, part) for part in part_posts(4.35)] == [10, 10, 10, 10, 4]  # 3.5
    assert [slots(3, 0.1), slots(0, 0.5), slots(5, 0.5)] == [1, 0, 3]


def test_a_part_post_has_its_part_of_the_hours():
    rows = story([0, 0], link_workers={"posts": 0.5, "contact_hours_per_week_per_post": 14})
    assert when(rows, What.MET) == [WEEK, WEEK + DAY]


TWO_POSTS = {"posts": 2, "caseload_per_post": 2}


def test_a_vacancy_hands_over_the_longest_supported_first_and_strands_who_finds_no_room():
    """Post 0 has persons 0 and 2, post 1 has 1; there is room for one more there."""
    rows = story([0, 1, 2], meetings=dict.fromkeys(range(3), 9), link_workers=TWO_POSTS, tenures={0: [2 * WEEK + 5]})
    assert [row[1:] for row in rows if row[0] == 2 * WEEK + 5] == [
        (-1, What.POST_VACANT, Vacancy.TURNOVER, 0),
        (0, What.HANDED_OVER, 1, 0),
        (2, What.STRANDED, 0, 0),
    ]


def test_a_person_given_and_stranded_in_the_same_minute_ranks_by_that_minute():
    """Person 3 is given person 0's slot in the very minute the post falls vacant: of those left, 3 is the newest."""
    rows = story(
        [0, 1, 2, 3],
        first_meeting={
            0: WEEK - 5,
            1: 9 * WEEK,
            2: WEEK - 12,
        },  # person 0's is booked after person 2's, for that minute
        lengths={2: 10},
        meetings={2: 9},
        link_workers={"caseload_per_post": 3},
        tenures={0: [WEEK]},
    )
    assert when(rows, What.MET, 0) == [WEEK]
    assert when(rows, What.GIVEN_LINK_WORKER, 3) == [WEEK]
    assert who(rows, What.STRANDED) == [1, 2, 3]
    assert who(rows, What.GIVEN_ANOTHER) == [1, 2, 3]


def test_the_stranded_wait_in_front_of_everybody_and_have_no_patience_to_lose():
    """Everybody gives up after 2 weeks; the post is empty for 4."""
    rows = story(
        [0, DAY, 3 * WEEK], meetings={0: 3}, support={"weeks_of_patience": 2}, link_workers=ONE, tenures={0: [WEEK + 1]}
    )
    assert when(rows, What.GAVE_UP, 1) == [DAY + 2 * WEEK]
    assert when(rows, What.GIVEN_ANOTHER, 0) == [5 * WEEK + 1]
    assert life(rows, 2)[1] == (5 * WEEK, "GAVE_UP")


def test_bookings_with_a_leaver_are_void_and_made_again_at_once():
    """A day's diary each: person 1's meeting with post 0 would be a day after person 0's. Handed over, it is today."""
    hours = {
        **TWO_POSTS,
        "contact_hours_per_week_per_post": 7,
        "groups": {"other": {"posts": 1, "opens": 6}},
        "posts": 1,
    }
    rows = story([0, 0], link_workers=hours, tenures={1: [WEEK + 30]})  # groups in order of name: post 0 is `other`
    assert when(rows, What.MET, 0) == [WEEK]
    assert when(rows, What.HANDED_OVER, 1) == [WEEK + 30]
    assert when(rows, What.MET, 1) == [WEEK + 30]
    assert len(when(rows, What.MEETING_WANTED, 1)) == 1


def test_a_person_stranded_before_a_meeting_meets_the_next_worker_when_there_is_one():
    rows = story([0], link_workers=ONE, tenures={0: [5]})
    assert life(rows)[2:] == [
        (5, "STRANDED"),
        (WEEK, "MEETING_WANTED"),
        (4 * WEEK + 5, "GIVEN_ANOTHER"),
        (4 * WEEK + 5, "MET"),
        (4 * WEEK + 5, "SUPPORT_ENDED"),
    ]


def test_a_dated_absence_is_a_vacancy_whose_worker_comes_back():
    absence = {"post": 1, "starts": 3, "ends": 10}
    rows = story([0], link_workers={**ONE, "absences": [absence]})
    assert [(row[0], What(row[2]).name, row[3]) for row in rows if row[1] == -1] == [
        (0, "POST_FILLED", 0),
        (3 * DAY, "POST_VACANT", Vacancy.ABSENCE),
        (10 * DAY, "POST_FILLED", 0),
    ]
    assert when(rows, What.MET) == [10 * DAY]


def test_an_absence_spends_none_of_a_workers_tenure():
    """The hazard of leaving is spent at work: 20 days of tenure and 7 of absence end after 27."""
    absence = {"post": 1, "starts": 3, "ends": 10}

    def last_day(**more):
        changes = {"turnover_per_year": 1, "weeks_to_fill_a_vacancy": FOR_EVER, **more}
        return when(story([0], link_workers=changes), What.POST_VACANT)[-1]

    assert last_day(absences=[absence]) == pytest.approx(last_day() + 7 * DAY, abs=1)


def test_a_post_group_opens_and_closes_by_date():
    rows = story([0, 0], link_workers={"posts": 0, "groups": {"extra": {"posts": 1, "opens": 2, "closes": 6}}})
    assert [(row[0], row[3]) for row in rows if row[2] == What.POST_VACANT] == [(6 * DAY, Vacancy.CLOSED)]
    assert when(rows, What.GIVEN_LINK_WORKER) == [2 * DAY, 2 * DAY]
    assert when(rows, What.STRANDED) == [6 * DAY, 6 * DAY]


def test_a_cut_in_caseload_bites_as_people_leave():
    """Three supported, cut to one on day 3: nobody is put out, and nobody is taken until two have left."""
    change = {"starts": 3, "caseload_per_post": 1}
    rows = story(
        [0, 0, 0, DAY, DAY],
        first_meeting={1: 2 * WEEK, 2: 3 * WEEK},
        link_workers={"caseload_per_post": 3, "changes": [change]},
    )
    assert when(rows, What.GIVEN_LINK_WORKER) == [0, 0, 0, 3 * WEEK, 4 * WEEK]


def test_more_room_from_a_date_is_given_that_day():
    change = {"starts": 3, "caseload_per_post": 2}
    assert when(story([0, 1], link_workers={**ONE, "changes": [change]}), What.GIVEN_LINK_WORKER, 1) == [3 * DAY]


def test_of_changes_before_day_0_the_latest_stands_not_the_largest():
    changes = [{"starts": -1, "places": 2}, {"starts": -5, "places": 9}]
    rates = [{"starts": -1, "referrals_per_week": 1}, {"starts": -5, "referrals_per_week": 4}]
    inputs = inputs_of(scenario(activities={"choir": {"changes": changes}}, demand={"changes": rates}))
    assert [place.places for place in inputs.places] == [2]
    assert [rate.value for rate in inputs.rates] == [1]


# ---------------------------------------------------------------- activities

CHOIR = {"choir": {}}
CHOIR_AND_WALKS = {"choir": {}, "walks": {}}  # 0 and 1


def test_an_activity_is_planned_at_the_first_meeting_and_lasts_its_sessions():
    rows = story(activities=CHOIR, meetings={0: 2})
    assert life(rows)[3:] == [
        (WEEK, "MET"),
        (WEEK, "WANTS_PLACE"),
        (WEEK, "JOINED_ACTIVITY"),
        (2 * WEEK, "MEETING_WANTED"),
        (2 * WEEK, "MET"),
        (2 * WEEK, "SUPPORT_ENDED"),
        (5 * WEEK, "COMPLETED"),
    ]
    assert when(rows, What.PROGRESS_SEEN) == [5 * WEEK]


def test_a_place_frees_at_the_end_and_is_given_that_minute():
    rows = story([0, 0], activities=CHOIR)
    assert when(rows, What.JOINED_ACTIVITY, 1) == [when(rows, What.COMPLETED, 0)[0]]


def test_the_next_choice_is_taken_when_a_place_takes_too_long():
    rows = story([0, 0], activities=CHOIR_AND_WALKS, likes={0: [0], 1: [0, 1]}, place_patience={1: 3 * DAY})
    mine = WEEK + MEETING  # person 1 meets second
    assert [(row[0], What(row[2]).name, row[3]) for row in rows if row[1] == 1 and row[0] > mine] == [
        (mine + 3 * DAY, "PLACE_GIVEN_UP", 0),
        (mine + 3 * DAY, "WANTS_PLACE", 1),
        (mine + 3 * DAY, "JOINED_ACTIVITY", 1),
        (mine + 3 * DAY + 4 * WEEK, "COMPLETED", 1),
        (mine + 3 * DAY + 4 * WEEK, "PROGRESS_SEEN", 0),
        (mine + 3 * DAY + 4 * WEEK, "WIDER_SEEN", 0),
    ]


def test_each_choice_has_its_own_patience_and_after_the_last_nothing_is_suitable():
    none = {"places": 0}
    rows = story(activities={"choir": none, "walks": none}, likes={0: [0, 1]}, place_patience={0: WEEK})
    assert when(rows, What.PLACE_GIVEN_UP) == [2 * WEEK, 3 * WEEK]
    assert when(rows, What.NOTHING_SUITABLE) == [3 * WEEK]


def test_several_activities_go_on_side_by_side():
    rows = story(activities=CHOIR_AND_WALKS, wishes={0: 2})
    assert when(rows, What.JOINED_ACTIVITY) == [WEEK, WEEK]
    assert [row[4] for row in rows if row[2] == What.JOINED_ACTIVITY] == [0, 1]
    assert len({row[3] for row in rows if row[2] == What.JOINED_ACTIVITY}) == 2


def test_an_activity_not_yet_open_is_not_waited_for():
    rows = story(activities={"choir": {"opens": 8}})
    assert when(rows, What.NOTHING_SUITABLE) == [WEEK]


def test_closing_ends_a_wait_and_a_course():
    rows = story([0, 0], activities={"choir": {"closes": 20}})
    assert life(rows)[-1] == (20 * DAY, "ACTIVITY_CLOSED")
    assert life(rows, 1)[-2:] == [(20 * DAY, "PLACE_WAIT_CLOSED"), (20 * DAY, "NOTHING_SUITABLE")]


def test_a_course_that_ends_on_the_day_of_closing_is_completed():
    assert life(story(activities={"choir": {"closes": 35}}))[-1] == (5 * WEEK, "COMPLETED")


STAY = {"chance_goes_on": 1, "weeks_stayed": 3}


def test_a_person_who_goes_on_and_may_stay_keeps_the_place():
    rows = story([0, 0], activities={"choir": {"people_may_stay": True}}, prescription=STAY)
    assert life(rows)[-4:] == [
        (5 * WEEK, "COMPLETED"),
        (5 * WEEK, "ENGAGEMENT_SUSTAINED"),
        (5 * WEEK, "STAYED_ON"),
        (8 * WEEK, "STAY_ENDED"),
    ]
    assert when(rows, What.JOINED_ACTIVITY, 1) == [8 * WEEK]


def test_a_person_who_goes_on_elsewhere_frees_the_place():
    rows = story([0, 0], activities=CHOIR, prescription=STAY)
    assert when(rows, What.ENGAGEMENT_SUSTAINED, 0) == when(rows, What.JOINED_ACTIVITY, 1) == [5 * WEEK]


def test_nobody_is_kept_on_after_the_funding():
    rows = story(activities={"choir": {"people_may_stay": True, "closes": 42}}, prescription=STAY)
    assert when(rows, What.STAY_ENDED) == [6 * WEEK]


HELPER = {"chance_helps": 1, "weeks_helping": 3, "places_each": 1, "at_most": 9}
GOES_ON = {"chance_goes_on": 1}


def helped(arrivals, **more):
    """A choir of one place in which all who complete go on and help for three weeks, which makes two places."""
    return story(arrivals, **{"activities": {"choir": {"helpers": HELPER}}, "prescription": GOES_ON, **more})


def test_a_person_who_goes_on_and_helps_adds_places_at_once_and_takes_them_away_again():
    """One place: the first has it for four weeks. Then two wait; both are taken, and not a third."""
    rows = helped([0, 0, 0, 0], exits={2: 6 * WEEK})
    assert life(rows)[-3:] == [
        (5 * WEEK, "ENGAGEMENT_SUSTAINED"),
        (5 * WEEK, "STARTED_HELPING"),
        (8 * WEEK, "STOPPED_HELPING"),
    ]
    assert when(rows, What.JOINED_ACTIVITY) == [WEEK, 5 * WEEK, 5 * WEEK, 6 * WEEK]
    assert [row[4] for row in rows if row[2] in (What.STARTED_HELPING, What.STOPPED_HELPING)] == [1] * 6


def test_a_helper_who_stops_puts_nobody_out():
    """Two are there when the only helper stops; the next is taken when both have left, not when the first has."""
    rows = helped([0, 0, 0, 0], helps={1: 0, 2: 0}, sessions_time={2: 6 * WEEK})
    assert when(rows, What.STOPPED_HELPING, 0) == [8 * WEEK]
    assert (when(rows, What.COMPLETED, 1), when(rows, What.COMPLETED, 2)) == ([9 * WEEK], [11 * WEEK])
    assert when(rows, What.JOINED_ACTIVITY, 3) == [11 * WEEK]


def test_a_group_takes_no_more_helpers_than_it_has_room_for():
    two = {"choir": {"places": 2, "helpers": {**HELPER, "at_most": 1}}}
    rows = helped([0, 0, 0, 0], activities=two)
    assert who(rows, What.STARTED_HELPING)[:1] == [0]
    assert life(rows, 1)[-1] == (5 * WEEK + MEETING, "ENGAGEMENT_SUSTAINED")


def test_help_ends_when_the_activity_closes_or_the_person_leaves():
    closes = {"choir": {"closes": 42, "helpers": HELPER}}
    assert when(helped([0], activities=closes), What.STOPPED_HELPING) == [6 * WEEK]
    rows = helped([0], exits={0: 6 * WEEK + 7})
    assert life(rows)[-2:] == [(6 * WEEK + 7, "LEFT"), (6 * WEEK + 7, "STOPPED_HELPING")]


def test_nobody_begins_to_help_in_the_minute_the_activity_closes():
    rows = helped([0], activities={"choir": {"closes": 35, "helpers": HELPER}})
    assert life(rows)[-2:] == [(5 * WEEK, "COMPLETED"), (5 * WEEK, "ENGAGEMENT_SUSTAINED")]


def test_who_does_not_go_on_does_not_help():
    assert not when(helped([0], prescription={"chance_goes_on": 0}), What.STARTED_HELPING)


def test_an_activitys_own_helpers_stand_for_those_of_every_activity():
    both = {"activity_defaults": {"helpers": {**HELPER, "places_each": 7}}}
    own = helped([0], **both)
    assert [row[4] for row in own if row[2] == What.STARTED_HELPING] == [1]
    every = helped([0], **both, activities={"choir": {}})
    assert [row[4] for row in every if row[2] == What.STARTED_HELPING] == [7]


def test_a_place_that_is_kept_is_no_help_and_help_keeps_no_place():
    """Who stays on and helps holds a place of their own, beside those they add."""
    stays = {"choir": {"people_may_stay": True, "helpers": {**HELPER, "weeks_helping": 1}}}
    rows = helped([0, 0, 0], activities=stays, prescription=STAY)
    assert when(rows, What.JOINED_ACTIVITY, 1) == [5 * WEEK]
    assert when(rows, What.JOINED_ACTIVITY, 2)[0] > 8 * WEEK


def test_dropping_out_comes_after_a_session_and_counts_those_attended():
    rows = story(activities=CHOIR, prescription={"chance_of_dropping_out_per_session": 0.999})
    assert [(row[0], row[4]) for row in rows if row[2] == What.DROPPED_OUT] == [(2 * WEEK, 1)]


def test_a_cut_in_places_bites_as_people_leave():
    change = {"starts": 10, "places": 1}
    rows = story([0, 0, DAY, DAY], activities={"choir": {"places": 2, "changes": [change]}})
    first = [WEEK, WEEK + MEETING]
    assert when(rows, What.JOINED_ACTIVITY) == [*first, WEEK + MEETING + 4 * WEEK, WEEK + MEETING + 8 * WEEK]


# ---------------------------------------------------------------- service end


def test_service_end_cuts_waits_and_support_and_says_so():
    rows = story([0, 0], meetings={0: 99}, link_workers=ONE, dates={"service_end": 30})
    assert (when(rows, What.SUPPORT_CUT), when(rows, What.WAIT_CUT)) == ([30 * DAY], [30 * DAY])
    assert life(rows, 1) == [(0, "JOINED_QUEUE"), (30 * DAY, "WAIT_CUT")]


def test_service_end_cuts_the_wait_of_the_stranded():
    rows = story([0], link_workers=ONE, tenures={0: [5]}, dates={"service_end": 10})
    assert life(rows)[-1] == (10 * DAY, "WAIT_CUT")


def test_courses_follow_their_activitys_dates_not_the_services():
    rows = story(activities={"choir": {"closes": 700}}, dates={"service_end": 10})
    assert life(rows)[-1] == (5 * WEEK, "COMPLETED")


def test_nobody_referred_after_the_service_ends_is_offered_it():
    assert life(story([20 * DAY], dates={"service_end": 20})) == []


def test_nobody_is_in_post_before_the_service_starts():
    assert when(story([0], dates={"service_start": 12}), What.GIVEN_LINK_WORKER) == [12 * DAY]


# ---------------------------------------------------------------- leaving


def test_leaving_frees_the_slot_at_once_and_a_booked_meeting_counts_as_missed():
    rows = story(
        [0, 0, 0],
        exits={0: WEEK + 20},
        lengths={1: 500},
        first_meeting={1: WEEK - 5},
        link_workers={"caseload_per_post": 2},
    )
    assert life(rows)[2:] == [
        (WEEK, "MEETING_WANTED"),
        (WEEK + 20, "LEFT"),
        (WEEK + 20, "MISSED"),
        (WEEK + 20, "LEFT_SUPPORT"),
    ]
    assert when(rows, What.GIVEN_LINK_WORKER, 2) == [WEEK - 5]
    rows = story([0, 0], exits={0: DAY}, link_workers=ONE)
    assert when(rows, What.GIVEN_LINK_WORKER, 1) == [DAY]


def test_leaving_ends_a_wait_a_course_and_a_stay_that_minute():
    def last(day, **more):
        return life(story([0, 0], exits={1: day * DAY}, **more), 1)[-1]

    may_stay = {"choir": {"people_may_stay": True, "places": 2}}
    assert last(3, link_workers=ONE) == (3 * DAY, "LEFT_WAIT")
    assert last(10, activities=CHOIR) == (10 * DAY, "PLACE_WAIT_LEFT")
    assert last(10, activities=may_stay) == (10 * DAY, "ACTIVITY_LEFT")
    assert last(40, activities=may_stay, prescription=STAY) == (40 * DAY, "STAY_ENDED")
    assert last(5, link_workers=ONE, tenures={0: [9]})[1] == "LEFT_WAIT"


def test_a_place_of_a_person_who_leaves_is_given_that_minute():
    rows = story([0, 0], exits={0: 10 * DAY}, activities=CHOIR)
    assert when(rows, What.JOINED_ACTIVITY, 1) == [10 * DAY]


def test_nobody_is_given_a_slot_or_a_place_in_the_minute_they_leave():
    """A slot and a place fall free in that minute, before the wait is over; both go to the next in line."""
    minute = WEEK + MEETING
    rows = story([0, 0, 0, 0, 0], exits={3: minute}, link_workers={"caseload_per_post": 2})
    assert life(rows, 3)[1:] == [(minute, "LEFT"), (minute, "LEFT_WAIT")]
    assert when(rows, What.GIVEN_LINK_WORKER, 4) == [minute]
    rows = story([0, 0, 0], exits={1: 5 * WEEK}, activities=CHOIR)
    assert life(rows, 1)[-2:] == [(5 * WEEK, "LEFT"), (5 * WEEK, "PLACE_WAIT_LEFT")]
    assert when(rows, What.JOINED_ACTIVITY, 2) == [5 * WEEK]


def test_nobody_is_handed_over_in_the_minute_they_leave():
    rows = story([0, 0], exits={0: 3 * DAY}, link_workers={"posts": 2}, tenures={0: [3 * DAY]})
    assert life(rows)[2:] == [(3 * DAY, "LEFT"), (3 * DAY, "LEFT_SUPPORT")]


def test_nobody_completes_a_course_or_goes_on_in_the_minute_they_leave():
    rows = story(activities=CHOIR, prescription=STAY, exits={0: 5 * WEEK})
    assert life(rows)[-2:] == [(5 * WEEK, "LEFT"), (5 * WEEK, "ACTIVITY_LEFT")]


# ---------------------------------------------------------------- reviews and discharge

YEARLY = {"weeks_to_first_review": 4, "weeks_between_reviews": 10, "chance_of_discharge": 0.5}


def held(rows, kind=Review.ROUTINE):
    return [row[0] for row in rows if row[2] == What.REVIEWED and row[3] == kind]


def due(rows, kind=Review.ROUTINE):
    return [row[0] for row in rows if row[2] == What.REVIEW_DUE and row[3] == kind]


def test_routine_reviews_fall_due_from_referral_with_or_without_the_programme():
    for world in World:
        rows = story([DAY], world=world, reviews=YEARLY, answers={0: [False, False, True]}, programme={"effect": []})
        assert held(rows) == [DAY + 4 * WEEK, DAY + 14 * WEEK, DAY + 24 * WEEK]
        assert when(rows, What.DISCHARGED) == [DAY + 24 * WEEK]


def test_reviews_before_day_0_were_refused():
    """Eight weeks waited: the review due after 4 is past; the next, due after 14, is 6 weeks from day 0."""
    rows = story([], list_waited=[8 * WEEK], reviews=YEARLY, world=World.USUAL)
    assert [(row[0], row[4]) for row in rows if row[2] == What.REVIEW_DUE][:2] == [(6 * WEEK, 1), (16 * WEEK, 2)]


def test_a_review_waits_for_its_slot_and_the_next_is_counted_from_the_due_date():
    reviews = {**YEARLY, "slots_per_week": 1}
    rows = story([0, 0], reviews=reviews, answers={}, world=World.USUAL)
    assert due(rows)[:4] == [4 * WEEK, 4 * WEEK, 14 * WEEK, 14 * WEEK]
    assert held(rows)[:4] == [4 * WEEK, 5 * WEEK, 14 * WEEK, 15 * WEEK]


def test_without_review_slots_reviews_fall_due_and_are_never_held():
    rows = story([0], reviews={**YEARLY, "slots_per_week": 0})
    assert due(rows)
    assert not held(rows)


def test_a_booked_review_of_a_person_discharged_lapses_and_its_slot_is_spent():
    """One shared slot a week: person 0 has the first, 1 the second, 2 the third. Person 1's supported review discharges
    them meanwhile, and person 2 is seen no sooner."""
    supported = {"asked": "after_start", "weeks_after_start": 4, "added_slots_per_week": 1}
    rows = story(
        [0, 1, 2],
        accepts={0: False, 2: False},
        reviews={**YEARLY, "slots_per_week": 1, "supported": supported},
        answers={1: [True]},
        programme={"effect": ["access"]},
    )
    assert when(rows, What.DISCHARGED, 1) == [4 * WEEK + 1]
    assert when(rows, What.REVIEW_LAPSED, 1) == [5 * WEEK]
    assert when(rows, What.REVIEWED, 2)[0] == 6 * WEEK


def test_a_booked_review_of_a_person_who_has_left_lapses():
    rows = story([0, 0], reviews={**YEARLY, "slots_per_week": 1}, exits={1: 4 * WEEK + 5}, world=World.USUAL)
    assert when(rows, What.REVIEW_LAPSED, 1) == [5 * WEEK]


def test_a_supported_review_is_asked_for_when_support_ends():
    rows = story(meetings={0: 3}, reviews=YEARLY)
    assert due(rows, Review.SUPPORTED) == [3 * WEEK]


def test_a_supported_review_is_asked_for_a_set_time_after_support_starts():
    after = {"asked": "after_start", "weeks_after_start": 2}
    assert due(story(meetings={0: 9}, reviews={**YEARLY, "supported": after}), Review.SUPPORTED) == [2 * WEEK]
    assert due(story(meetings={0: 1}, reviews={**YEARLY, "supported": after}), Review.SUPPORTED) == [2 * WEEK]


@pytest.mark.parametrize("moment", ["when_support_ends", "after_start"])
def test_no_supported_review_follows_a_disengagement(moment):
    supported = {"asked": moment, "weeks_after_start": 5}
    rows = story(meetings={0: 5}, comes={0: [False, False]}, reviews={**YEARLY, "supported": supported})
    assert when(rows, What.DISENGAGED) == [2 * WEEK]
    assert due(rows, Review.SUPPORTED) == []


def test_a_supported_review_never_moves_the_routine_ones():
    with_, without = (story(reviews=YEARLY, answers={}, programme={"effect": effect}) for effect in (["access"], []))
    assert due(with_, Review.SUPPORTED)
    assert due(with_) == due(without)


def test_a_supported_review_uses_an_added_slot_if_that_is_no_later_and_a_shared_one_if_it_is():
    """Both slots are free in the first minute; then each is taken for a week."""
    supported = {"added_slots_per_week": 1}
    rows = story(
        [0, 0, 0],
        first_meeting=dict.fromkeys(range(3), WEEK),
        lengths=dict.fromkeys(range(3), 1),
        reviews={"slots_per_week": 1, "supported": supported},
    )
    # asked for at WEEK, WEEK+1, WEEK+2: added at once, shared at once, then the added one, free first
    assert held(rows, Review.SUPPORTED) == [WEEK, WEEK + 1, 2 * WEEK]


def test_a_person_discharged_is_not_reviewed_and_support_goes_on():
    rows = story(meetings={0: 6}, reviews=YEARLY, answers={0: [True]}, stages={"relapse": False, "activities": False})
    assert when(rows, What.DISCHARGED) == [4 * WEEK]
    assert life(rows)[-1] == (6 * WEEK, "SUPPORT_ENDED")
    assert due(rows) == [4 * WEEK]
    assert due(rows, Review.SUPPORTED) == []


def discharged_at(persistence, n=60):
    """Whether each of n people is discharged at their first, second and third review."""
    reviews = {**YEARLY, "review_persistence": persistence, "weeks_between_reviews": 20}
    rows = story([0] * n, reviews=reviews, world=World.USUAL, stages={"relapse": False})
    return [
        len([row for row in rows if row[2] == What.REVIEWED and row[1] == i])
        for i in range(n)
        if when(rows, What.DISCHARGED, i)
    ]


def test_with_full_persistence_a_person_refused_once_is_refused_always():
    assert set(discharged_at(1)) == {1}


def test_without_persistence_every_review_is_fresh_luck():
    assert {1, 2, 3} <= set(discharged_at(0))


def test_persistence_leaves_the_mean_chance_at_a_first_review_alone():
    """Half of 60: between 20 and 40 in both."""
    for persistence in (0, 0.5, 1):
        assert 20 <= sum(reviews == 1 for reviews in discharged_at(persistence)) <= 40


# ---------------------------------------------------------------- relapse

YEAR = 525_960
SOON = {"per_year": 1, "ratio_with_sustained_engagement": 0.5, "chance_referred_again": 1}
RELAPSE_AFTER_30_DAYS = {"threshold": {0: 30 * DAY / YEAR}, "relapse": SOON, "programme": {"effect": ["relapse"]}}
RELAPSES_ONCE = {"reviews": YEARLY, "answers": {0: [True]}, **RELAPSE_AFTER_30_DAYS}  # discharged at 4 weeks


AFTER = {**YEARLY, "weeks_to_first_review_after_relapse": 7}


def test_a_relapse_brings_care_back_and_reviews_begin_anew_after_a_time_of_their_own():
    relapse = 4 * WEEK + 30 * DAY
    for reviews, next_due in ((AFTER, 7), (YEARLY, 10)):  # left out: as between reviews
        rows = story(**{**RELAPSES_ONCE, "reviews": reviews}, world=World.USUAL)
        assert life(rows)[:4] == [
            (4 * WEEK, "REVIEW_DUE"),
            (4 * WEEK, "REVIEWED"),
            (4 * WEEK, "DISCHARGED"),
            (relapse, "RELAPSED"),
        ]
        assert due(rows)[1:3] == [relapse + next_due * WEEK, relapse + (next_due + 10) * WEEK]


def test_nobody_is_reviewed_on_the_day_of_a_relapse():
    rows = story(**{**RELAPSES_ONCE, "reviews": {**YEARLY, "weeks_to_first_review_after_relapse": 0}})
    assert due(rows)[1] == when(rows, What.RELAPSED)[0] + DAY


# All progress at two meetings or sessions, none without. Discharged at 4 weeks, back 30 days later, seen 7 weeks on.
SHARP = {"chance_without_dose": 1e-6, "odds_ratio_at_full_dose": 1e9, "full_dose": 2}


def outcomes_at_reviews(**given):
    """How many of the eight outcomes have improved at each routine review."""
    relapse = {**SOON, "chance_referred_again": given.pop("again", 0)}
    rows = story(**{**RELAPSES_ONCE, "reviews": AFTER, "relapse": relapse, **given})
    return [ones(row[4] & 0xFF) for row in rows if row[2] == What.REVIEWED and row[3] == Review.ROUTINE]


def test_a_dose_belongs_to_its_episode_of_support_and_a_stated_share_of_it_outlasts_a_relapse():
    for kept, seen in ((0, 0), (0.5, 8), (1, 8)):
        progress = {**SHARP, "dose_kept_after_relapse": kept}
        assert outcomes_at_reviews(progress=progress, meetings={0: 4})[:2] == [8, seen]


def test_what_is_attended_after_a_relapse_counts_whether_support_went_on_or_is_given_again():
    assert outcomes_at_reviews(progress=SHARP, meetings={0: 99})[:2] == [8, 8]
    assert outcomes_at_reviews(progress=SHARP, meetings={0: 4}, again=1)[:2] == [8, 8]
    assert outcomes_at_reviews(progress=SHARP, meetings={0: 1}, again=1)[1] < 8


def test_sessions_of_a_course_that_a_relapse_interrupts_count_from_the_relapse():
    """Of a course without end here, 7 sessions come before the relapse, and 7 between it and the second review."""
    course = {"activities": {"choir": {"sessions": 100}}, "meetings": {0: 1}}
    for full, kept, all_eight in ((7, 0, True), (14, 0, False), (14, 1, True)):
        progress = {**SHARP, "full_dose": full, "dose_kept_after_relapse": kept}
        assert (outcomes_at_reviews(**course, progress=progress)[1] == 8) == all_eight


def test_sustained_engagement_ends_at_a_relapse():
    """Engaged from 5 weeks, so two weeks of threshold last three; discharged again at 12, they last two."""
    again = {**ENGAGED_LATER, "reviews": {**YEARLY, "weeks_to_first_review_after_relapse": 5}}
    rows = story(
        **{**again, "answers": {0: [True, True]}, "relapse": {**SOON, "chance_referred_again": 0}},
        programme={"effect": ["relapse"]},
    )
    assert when(rows, What.DISCHARGED)[:2] == [4 * WEEK, 12 * WEEK]
    assert when(rows, What.RELAPSED)[:2] == [7 * WEEK, 14 * WEEK]


ENGAGED_LATER = {
    "reviews": YEARLY,  # discharged at 4 weeks, engaged from 5
    "answers": {0: [True]},
    "threshold": {0: 2 * WEEK / YEAR},
    "relapse": SOON,
    "activities": CHOIR,
    "prescription": STAY,
    "meetings": {0: 1},
}


def test_sustained_engagement_makes_the_same_threshold_last_longer_from_when_it_begins():
    """Two weeks of threshold: one spent at the usual hazard, the other at half of it in two."""
    relapse = [
        when(story(world=world, programme={"effect": ["relapse"]}, **ENGAGED_LATER), What.RELAPSED) for world in World
    ]
    assert relapse == [[6 * WEEK], [7 * WEEK], [6 * WEEK]]  # usual care, programme, programme with relapse as usual


def test_engagement_before_discharge_slows_relapse_from_the_first_minute():
    late = {**ENGAGED_LATER, "reviews": {**YEARLY, "weeks_to_first_review": 6}}
    assert when(story(programme={"effect": ["relapse"]}, **late), What.RELAPSED) == [6 * WEEK + 4 * WEEK]


def test_without_the_relapse_channel_engagement_changes_no_relapse():
    assert when(story(programme={"effect": []}, **ENGAGED_LATER), What.RELAPSED) == [6 * WEEK]


def test_a_relapse_is_at_least_a_day_after_discharge():
    rows = story(reviews=YEARLY, answers={0: [True]}, threshold={0: 1e-9}, relapse=SOON, programme={"effect": []})
    assert when(rows, What.RELAPSED) == [4 * WEEK + DAY]


def test_a_person_who_relapses_is_referred_again_when_support_and_activities_are_over():
    rows = story(**RELAPSES_ONCE)
    again = 4 * WEEK + 30 * DAY
    assert when(rows, What.REFERRED_AGAIN) == [again]
    assert when(rows, What.JOINED_QUEUE) == [0, again]
    assert when(rows, What.MET) == [WEEK, again + WEEK]


def test_a_person_who_relapses_during_support_is_not_referred_again():
    rows = story(meetings={0: 99}, **RELAPSES_ONCE)
    assert when(rows, What.RELAPSED)
    assert not when(rows, What.REFERRED_AGAIN)


def test_nobody_is_referred_again_once_referrals_have_stopped():
    rows = story(**RELAPSES_ONCE, dates={"last_referral": 58})
    assert when(rows, What.RELAPSED) == [58 * DAY]
    assert not when(rows, What.REFERRED_AGAIN)


def test_a_person_of_day_0_who_is_referred_again_queues_from_that_day():
    """The wait before day 0 counts once: person 1, who joins a day earlier, comes first."""
    again = 4 * WEEK + 30 * DAY
    rows = story(
        [again - 5 * WEEK, again - DAY],
        list_waited=[20 * WEEK],
        meetings={1: 9},
        reviews={**YEARLY, "weeks_to_first_review": 24},
        answers={0: [True]},
        link_workers=ONE,
        **RELAPSE_AFTER_30_DAYS,
    )
    assert when(rows, What.REFERRED_AGAIN, 0) == [again]
    assert who(rows, What.GIVEN_LINK_WORKER) == [0, 1, 2, 0]


def test_the_same_activity_may_be_chosen_again_in_another_episode():
    rows = story(**RELAPSES_ONCE, activities={"choir": {"sessions": 1}})
    assert len(when(rows, What.JOINED_ACTIVITY)) == 2


# ---------------------------------------------------------------- review clinic


CLINIC = {"offer": "review_clinic", "effect": ["access"]}


def test_the_review_clinic_is_one_supported_review_a_set_time_after_referral_and_nothing_else():
    reviews = {**YEARLY, "supported": {"weeks_after_referral": 3, "added_slots_per_week": 1}}
    rows = story([DAY, DAY], accepts={1: False}, programme=CLINIC, reviews=reviews)
    assert due(rows, Review.SUPPORTED) == held(rows, Review.SUPPORTED) == [DAY + 3 * WEEK]
    assert when(rows, What.DECLINED, 1) == [DAY]
    assert not when(rows, What.JOINED_QUEUE)
    assert not when(rows, What.POST_FILLED)


def test_the_review_clinic_uses_only_the_slots_it_adds():
    reviews = {**YEARLY, "supported": {"weeks_after_referral": 3, "added_slots_per_week": 0}}
    rows = story([DAY], programme=CLINIC, reviews=reviews)
    assert due(rows, Review.SUPPORTED) == [DAY + 3 * WEEK]
    assert held(rows, Review.SUPPORTED) == []


# ---------------------------------------------------------------- use of care

GP = {"gp": {"uses_per_year": 40, "raised_at_referral": 3, "weeks_to_settle": 52, "cut_at_full_dose": 1}}


def test_a_cut_removes_uses_of_care_and_moves_none():
    usual, programme = (
        when(story(care_lines=GP, world=world, meetings={0: 12}), What.CARE_USED)
        for world in (World.USUAL, World.PROGRAMME)
    )
    assert set(programme) < set(usual)
    assert [minute for minute in usual if minute < WEEK] == [minute for minute in programme if minute < WEEK]
    assert not [minute for minute in programme if minute > 12 * WEEK], "a full dose removes all of them"


def test_use_of_care_falls_back_after_referral_in_both_worlds_though_nothing_works():
    for world in (World.USUAL, World.PROGRAMME):
        rows = story([0] * 8, care_lines=GP, world=world, programme={"effect": []})
        uses = when(rows, What.CARE_USED)
        first, second = sum(minute < 52 * WEEK for minute in uses), sum(minute >= 52 * WEEK for minute in uses)
        before = sum(row[4] for row in rows if row[2] == What.CARE_USED_BEFORE)
        assert before > 1.3 * first > 1.3 * 1.3 * second  # 120, 80 and 40 a year


def test_use_that_stops_at_discharge_stops_and_comes_back_with_the_same_candidates():
    line = {"gp": {**GP["gp"], "cut_at_full_dose": 0}}
    always = when(story(care_lines=line, world=World.USUAL), What.CARE_USED)
    stops = {"gp": {**line["gp"], "stops_at_discharge": True}}
    rows = story(
        care_lines=stops,
        world=World.USUAL,
        reviews=YEARLY,
        answers={0: [True]},
        threshold={0: 90 * DAY / YEAR},
        relapse=SOON,
    )
    out = (4 * WEEK, 4 * WEEK + 90 * DAY)
    assert when(rows, What.RELAPSED) == [out[1]]
    assert when(rows, What.CARE_USED) == [minute for minute in always if not out[0] <= minute < out[1]]


# ---------------------------------------------------------------- demand


def test_more_demand_from_a_date_adds_people_from_that_date_and_none_before():
    def comes(**demand):
        return set(people(inputs_of(scenario(demand=demand)), study_key(1), 0))

    base, more = (
        comes(referrals_per_week=1.5),
        comes(referrals_per_week=1.5, changes=[{"starts": 100, "referrals_per_week": 6}]),
    )
    assert base < more
    assert min(entry.minute for entry in more - base) >= 100 * DAY
    less = comes(referrals_per_week=1.5, changes=[{"starts": 100, "referrals_per_week": 0}])
    assert less == {entry for entry in base if entry.minute < 100 * DAY}
