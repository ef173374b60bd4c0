"""What holds in every log of any scenario? Design section 2, written a second time and held against the engine.

The checks read rows (tests/logs.py) and the scenario, never the engine's state. Half the examples put referrals, exits,
tenures and relapses on whole days, so that ties are everywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import rules
from sim.checks import in_the_service
from sim.events import CareWait, Review, Row, Vacancy, What
from sim.inputs import TO_A_PLACE_KEPT, Inputs, World, inputs_of
from sim.luck import SOURCE, Purpose, Source, Who, draw, in_episode, uniform
from sim.scenario import Scenario
from sim.stays import (
    DISCHARGED,
    HELPING,
    IN_CARE_PLACE,
    KEEPING_PLACE,
    ON_CASELOAD,
    ON_COURSE,
    STAYS,
    WAITING,
    WAITING_FOR_CARE,
    WAITING_FOR_PLACE,
    closed_by,
    opened_by,
)
from sim.units import DAY, WEEK
from tests.generate import Data, a_third, built, scenario_data, scenarios
from tests.logs import (
    CAME,
    KEY,
    Spell,
    care_places_of,
    day_of,
    helpers_of,
    identities,
    in_force,
    levels_of,
    log_of,
    only,
    open_dates,
    people_in,
    places_of,
    posts_of,
    stays,
)

CARE = (
    What.REFERRED,
    What.HAS_TRAIT,
    What.REVIEW_DUE,
    What.REVIEWED,
    What.REVIEW_LAPSED,
    What.DISCHARGED,
    What.RELAPSED,
    What.LEFT,
    What.CARE_REFERRED,
    *WAITING_FOR_CARE.events,
    *IN_CARE_PLACE.events,
)
USE_OF_CARE = (What.CARE_USED, What.CARE_USED_BEFORE)

# The ends of a wait for support, of support and of a course.
OVER = {*WAITING.closes, *ON_CASELOAD.closes, *ON_COURSE.closes} - {*ON_CASELOAD.opens, What.STRANDED}

BEGUN = (What.JOINED_QUEUE, What.SUPPORTED_ALREADY, What.JOINED_ACTIVITY, What.IN_ACTIVITY_ALREADY)

# What stands between a relapse (or a referral) and what the care team makes of it.
CARE_STANDS_BESIDE = (What.REVIEW_DUE, What.REVIEWED, What.CARE_USED, What.CARE_USED_BEFORE)

# What a log may still record of a person in the minute they leave: each open thing ends. Booked reviews lapse later.
ENDS_BY_LEAVING = {
    What.LEFT_WAIT,
    What.MISSED,
    What.LEFT_SUPPORT,
    What.PLACE_WAIT_LEFT,
    What.ACTIVITY_LEFT,
    What.STAY_ENDED,
    What.STOPPED_HELPING,
    What.REVIEW_LAPSED,
    What.LEFT_CARE_LIST,
    What.CARE_PLACE_FREED,
}


class Run(NamedTuple):
    """A scenario, whether it was run on whole days, and its log."""

    scenario: Scenario
    whole_days: bool
    rows: list[Row]

    def __repr__(self) -> str:
        return f"Run(..., {len(self.rows)} rows)"

    @property
    def inputs(self) -> Inputs:
        return inputs_of(self.scenario)

    def log(self, world: World) -> list[Row]:
        return log_of(self.scenario, world, whole_days=self.whole_days)


def run(scenario: Scenario, *, whole_days: bool) -> Run:
    return Run(scenario, whole_days, log_of(scenario, whole_days=whole_days))


runs = st.builds(run, scenarios(care=True), whole_days=st.booleans())

PROMISES: dict[str, list[Callable[[Run], None]]] = defaultdict(list)


def promise(about: str) -> Callable[[Callable[[Run], None]], Callable[[Run], None]]:
    """Something every log keeps to. The name of the function is the claim; many claims are held against one example,
    because an example costs more than all of them."""

    def kept(claim: Callable[[Run], None]) -> Callable[[Run], None]:
        PROMISES[about].append(claim)
        return claim

    return kept


# ---------------------------------------------------------------- people


@promise("people")
def everybody_enters_once_and_first(run):
    for rows in people_in(run.rows).values():
        assert next(row[2] for row in rows if row[2] != What.HAS_TRAIT) in CAME
        assert len(only(rows, *CAME)) == 1
        assert {row[0] for row in only(rows, What.HAS_TRAIT, *CAME)} == {rows[0][0]}
    identity = identities(run.rows)
    assert len(set(identity.values())) == len(identity), "two people with one identity"
    assert [row[0] for row in run.rows] == sorted(row[0] for row in run.rows)
    assert not run.rows or run.rows[-1][0] < run.inputs.horizon


@promise("people")
def people_are_conserved_stage_by_stage(run):
    """Each stay has one end of its own kinds, or is open at the horizon; nobody who has left has anything open."""
    left = {row[1]: row[0] for row in only(run.rows, What.LEFT)}
    for kind in STAYS:
        for stay in stays(run.rows, kind):  # pairs person by person, and refuses a second join and an end without one
            assert stay.ends is not None or stay.person not in left, f"{kind.title}: a person who left is still there"


@promise("people")
def nothing_happens_to_people_who_have_left_but_ends(run):
    left: dict[int, int] = {}
    for minute, person, what, _, _ in run.rows:
        if person in left:
            assert what in ENDS_BY_LEAVING, (
                f"minute {minute}: {What(what).name} for person {person}, who left at {left[person]}"
            )
            assert minute == left[person] or what == What.REVIEW_LAPSED
        if what == What.LEFT:
            left[person] = minute


@promise("people")
def each_persons_events_come_in_legal_order(run):
    for rows in people_in(run.rows).values():
        in_legal_order(rows, run)


def in_legal_order(rows: list[Row], run: Run) -> None:
    """One person's rows, read as three parallel tracks."""
    allowed_missed, clinic = (
        run.scenario.support.missed_meetings_allowed.value,
        run.scenario.programme.offer == "review_clinic",
    )
    in_care, relapses = True, 0
    support = "offered"  # -> waiting -> supported <-> stranded -> over
    post, met, missed, nth_wanted = -1, 0, 0, -1
    wishes: dict[int, str] = {}  # of this episode: wanting, on the course, over
    before: Row | None = None
    for row in rows:
        minute, _, what, where, value = row
        same_minute_after = before is not None and before[0] == minute and before[2]
        if what == What.DECLINED:
            assert support == "offered"
            support = "over"
        elif what == What.JOINED_QUEUE:
            assert support == "offered"
            assert not clinic
            support, met, missed, nth_wanted, wishes = "waiting", 0, 0, -1, {}
        elif what in (What.GAVE_UP, What.WAIT_CUT, What.LEFT_WAIT):
            assert support == "waiting" or (support == "stranded" and what != What.GAVE_UP)
            support = "over"
        elif what == What.GIVEN_LINK_WORKER:
            assert support == "waiting"
            support, post = "supported", where
        elif what == What.SUPPORTED_ALREADY:
            assert minute == 0
            assert support == "offered"
            assert value >= 0
            support, post, missed, nth_wanted = "supported", where, -1, -1  # how many were missed is seen later
        elif what == What.MET_ALREADY:
            assert minute == 0
            assert value >= 1
            met = value
        elif what == What.IN_ACTIVITY_ALREADY:
            assert minute == 0
            assert value >= 0
            assert met >= 1
            support = "over" if support == "offered" else support
        elif what == What.HANDED_OVER:
            assert (support, post) == ("supported", value)
            assert where != value
            post = where
        elif what == What.STRANDED:
            assert (support, post) == ("supported", where)
            support = "stranded"
        elif what == What.GIVEN_ANOTHER:
            assert support == "stranded"
            support, post = "supported", where
        elif what == What.MEETING_WANTED:
            assert (support, where) == ("supported", post) or (support, where) == ("stranded", -1)
            missed = value - met if missed < 0 else missed
            assert value == met + missed, "one meeting is wanted after another"
            assert missed >= 0
            assert nth_wanted in (-1, value - 1)
            nth_wanted = value
        elif what in (What.MET, What.MISSED):
            assert (support, where) == ("supported", post)
            assert nth_wanted == met + missed
            met, missed = met + (what == What.MET), missed + (what == What.MISSED)
            assert missed <= allowed_missed + 1
        elif what in (What.SUPPORT_ENDED, What.DISENGAGED, What.SUPPORT_CUT, What.LEFT_SUPPORT):
            assert (support, where) == ("supported", post)
            assert value == met
            assert what != What.SUPPORT_ENDED or (met >= 1 and missed <= allowed_missed)
            assert (what == What.DISENGAGED) == (missed == allowed_missed + 1) or what in (
                What.LEFT_SUPPORT,
                What.SUPPORT_CUT,
            )
            support = "over"
        elif what == What.WANTS_PLACE:
            assert met >= 1, "activities are planned at the first meeting"
            assert wishes.get(value, "wanting again") == "wanting again"
            wishes[value] = "wanting"
        elif what in (What.PLACE_GIVEN_UP, What.PLACE_WAIT_CLOSED, What.PLACE_WAIT_LEFT):
            assert wishes[value] == "wanting"
            wishes[value] = "wanting again"
        elif what == What.NOTHING_SUITABLE:
            assert met >= 1
            assert wishes.get(value, "wanting again") == "wanting again"
            wishes[value] = "over"
        elif what == What.JOINED_ACTIVITY:
            assert wishes[value] == "wanting"
            wishes[value] = "on the course"
        elif what == What.ENGAGEMENT_SUSTAINED:
            assert same_minute_after == What.COMPLETED
            assert before is not None
            assert before[3] == where
            assert before[4] >= 1, "nobody goes on who never came"
        elif what == What.STARTED_HELPING:
            assert same_minute_after == What.ENGAGEMENT_SUSTAINED
            assert before is not None
            assert before[3] == where, "helps with what they go on with"
        elif what == What.PROGRESS_SEEN:
            assert support == "over"
        elif what == What.DISCHARGED:
            assert in_care
            assert same_minute_after == What.REVIEWED
            in_care = False
        elif what == What.REVIEWED:
            assert in_care, "a review held for a person out of care"
        elif what == What.REVIEW_DUE:
            assert in_care, "a review requested for a person out of care"
        elif what == What.RELAPSED:
            assert not in_care, "a relapse in care"
            in_care, relapses = True, relapses + 1
            assert value == relapses
        elif what == What.REFERRED_AGAIN:
            assert same_minute_after in (What.RELAPSED, What.JOINED_CARE_LIST)
            assert value == relapses
            assert support in ("over", "offered"), "referred again while support goes on"
            support = "offered"
        elif what == What.LEFT:
            assert where == int(in_care)
        before = row


@promise("people")
def somebody_is_referred_again_only_when_support_and_activities_are_over(run):
    for rows in people_in(run.rows).values():
        going_on = 0  # waits, support and courses; a place kept after a course is over is none of them
        wants: set[int] = set()
        for _, _, what, where, _ in rows:
            if what == What.REFERRED_AGAIN:
                assert going_on == 0
                assert not wants
            going_on += what in BEGUN
            going_on -= what in OVER
            if what == What.WANTS_PLACE:
                wants.add(where)
            elif what in (What.JOINED_ACTIVITY, What.PLACE_GIVEN_UP, What.PLACE_WAIT_CLOSED, What.PLACE_WAIT_LEFT):
                wants.discard(where)
            elif what == What.PROGRESS_SEEN:
                assert going_on == 0
                assert not wants


# ---------------------------------------------------------------- capacities and dates


GRANTS = (What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER, What.HANDED_OVER)
SLOT_FREED = (What.SUPPORT_ENDED, What.DISENGAGED, What.SUPPORT_CUT, What.LEFT_SUPPORT, What.STRANDED)


@promise("capacities")
def no_slot_of_a_caseload_is_granted_above_capacity_or_by_an_empty_post(run):
    posts = posts_of(run.scenario)
    filled: set[int] = set()
    load = Counter[int]()
    for minute, person, what, where, value in run.rows:
        if what == What.POST_FILLED:
            filled.add(-1 - person)
        elif what == What.POST_VACANT:
            filled.discard(-1 - person)
        elif what == What.SUPPORTED_ALREADY:  # held, as by a cut in capacity: never granted
            load[where] += where >= 0
            assert where < 0 or where in filled, f"post {where} is empty on day 0"
        elif what in GRANTS:
            load[value] -= what == What.HANDED_OVER
            load[where] += 1
            assert where in filled, f"minute {minute}: post {where} is empty"
            assert not posts[where].is_run_down(minute), f"minute {minute}: post {where} takes nobody new"
            # A grant in the very minute of a change may be by either capacity.
            most = max(in_force(posts[where].caseloads, minute), in_force(posts[where].caseloads, max(0, minute - 1)))
            assert load[where] <= most, f"minute {minute}: post {where} has {load[where]} of {most}"
        elif what in SLOT_FREED and where >= 0:
            load[where] -= 1


@promise("capacities")
def nobody_is_supported_by_a_post_that_does_not_serve_them(run):
    posts, levels = posts_of(run.scenario), levels_of(run.scenario, run.rows)
    for minute, person, _, where, _ in only(run.rows, *GRANTS, What.SUPPORTED_ALREADY):
        assert where < 0 or posts[where].may_serve(levels[person]), f"minute {minute}: post {where}, person {person}"


@promise("capacities")
def posts_are_filled_only_while_open_and_not_away(run):
    since: dict[int, int] = {}
    posts = posts_of(run.scenario)
    for minute, person, what, where, _ in only(run.rows, What.POST_FILLED, What.POST_VACANT):
        post = posts[-1 - person]
        if what == What.POST_FILLED:
            assert person not in since
            assert post.opens <= minute < post.closes
            assert not any(starts <= minute < ends for starts, ends in post.away)
            since[person] = minute
        else:
            began = since.pop(person)
            assert not any(began < starts < minute for starts, _ in post.away), "at work through an absence"
            assert (where == Vacancy.CLOSED) == (minute == post.closes)
            assert where != Vacancy.ABSENCE or any(starts == minute for starts, _ in post.away)
            assert where != Vacancy.TURNOVER or minute - began >= DAY


@promise("capacities")
def no_place_is_granted_above_capacity(run):
    for a, name in enumerate(sorted(run.scenario.activities)):
        dated, taken, added = places_of(run.scenario, name), 0, 0
        for minute, _, what, _where, value in of_activity(run.rows, a):
            added += value * ((what == What.STARTED_HELPING) - (what == What.STOPPED_HELPING))
            if what == What.IN_ACTIVITY_ALREADY:
                taken += 1
            elif what == What.JOINED_ACTIVITY:
                taken += 1
                most = max(in_force(dated, minute), in_force(dated, max(0, minute - 1))) + added
                assert taken <= most, f"minute {minute}: {taken} of {most} places of {name}"
            elif what in (*ON_COURSE.closes, *KEEPING_PLACE.closes):
                taken -= 1
            elif what == What.STAYED_ON:
                taken += 1  # COMPLETED took one off


def of_activity(rows: list[Row], activity: int) -> list[Row]:
    """Rows about one activity. STAYED_ON counts from COMPLETED: the place was never free between."""
    kinds = {what for stay in (WAITING_FOR_PLACE, ON_COURSE, KEEPING_PLACE, HELPING) for what in stay.events}
    mine = [row for row in rows if row[2] in kinds and row[3] == activity]
    keeps = {(row[0], row[1]) for row in mine if row[2] == What.STAYED_ON}
    # Written as one: a person who stays on neither leaves nor comes.
    return [
        row for row in mine if row[2] != What.STAYED_ON and not (row[2] == What.COMPLETED and (row[0], row[1]) in keeps)
    ]


@promise("capacities")
def no_place_is_granted_waited_for_or_held_outside_the_activitys_dates(run):
    for a, name in enumerate(sorted(run.scenario.activities)):
        opens, closes = open_dates(run.scenario, name)
        for minute, _, what, _, _ in of_activity(run.rows, a):
            assert opens <= minute <= closes
            assert minute < closes or what not in (What.WANTS_PLACE, What.JOINED_ACTIVITY)
            assert minute == closes or what not in (What.PLACE_WAIT_CLOSED, What.ACTIVITY_CLOSED)
        if closes < run.inputs.horizon:
            mine = [row for row in run.rows if row[3] == a]
            for kind in (WAITING_FOR_PLACE, ON_COURSE, KEEPING_PLACE, HELPING):
                assert not [stay for stay in stays(mine, kind) if stay.ends is None]


@promise("capacities")
def no_group_has_more_helpers_than_it_takes_and_each_adds_its_places_for_a_day_or_more(run):
    left = {row[1]: row[0] for row in only(run.rows, What.LEFT)}
    for a, name in enumerate(sorted(run.scenario.activities)):
        at_most, each = helpers_of(run.scenario, name)
        closes = open_dates(run.scenario, name)[1]
        helping: dict[int, int] = {}
        for minute, person, what, _, value in of_activity(run.rows, a):
            if what == What.STARTED_HELPING:
                assert value == each
                assert person not in helping
                helping[person] = minute
                assert len(helping) <= at_most
                assert minute < closes
            elif what == What.STOPPED_HELPING:
                assert value == each
                assert minute - helping.pop(person) >= DAY or minute in (closes, left.get(person))


@promise("capacities")
def service_end_ends_waits_and_support_and_no_later_referral_is_offered_any(run):
    end = day_of(run.scenario, run.scenario.dates.day("service_end"))
    for minute, _, what, _, _ in run.rows:
        assert minute < end or what not in {
            *GRANTS,
            What.JOINED_QUEUE,
            What.MET,
            What.DECLINED,
            What.REFERRED_AGAIN,
            What.STRANDED,
        }
        assert minute == end or what not in (What.WAIT_CUT, What.SUPPORT_CUT)
    if end < run.inputs.horizon:
        assert not [stay for kind in (WAITING, ON_CASELOAD) for stay in stays(run.rows, kind) if stay.ends is None]


@promise("capacities")
def no_worker_is_double_booked(run):
    left = {row[1]: row[0] for row in only(run.rows, What.LEFT)}
    diary = defaultdict(list)
    for minute, person, _what, where, value in only(run.rows, What.MET, What.MISSED):
        if (
            left.get(person) != minute
        ):  # a booked meeting of a person who leaves is written at that minute, not when it was booked for
            diary[where].append((minute, minute + value))
    for meetings in diary.values():
        for (_, ends), (starts, _) in pairwise(meetings):
            assert ends <= starts


@promise("capacities")
def a_post_gives_no_more_contact_time_than_its_hours(run):
    """Over the whole spell of a worker: each meeting but the last fills its share of the calendar before the next."""
    if any(group.changes for group in (run.scenario.link_workers, *run.scenario.link_workers.groups.values())):
        return
    hours = {capacity.post: capacity.contact_minutes for capacity in run.inputs.capacities}
    left = {row[1]: row[0] for row in only(run.rows, What.LEFT)}
    last: dict[int, tuple[int, int]] = {}
    for minute, person, what, where, value in run.rows:
        if what == What.POST_FILLED:
            last.pop(-1 - person, None)
        elif what in (What.MET, What.MISSED) and left.get(person) != minute:
            if where in last:
                began, length = last[where]
                assert length * WEEK <= (minute - began) * hours[where]
            last[where] = (minute, value)


@promise("queues")
def nobody_eligible_waits_while_a_slot_is_free(run):
    posts = posts_of(run.scenario)
    end = day_of(run.scenario, run.scenario.dates.day("service_end"))
    filled: set[int] = set()
    load, levels = Counter[int](), levels_of(run.scenario, run.rows)
    waiting: set[int] = set()
    for minute, rows in by_minute(
        run.rows, [begins for post in posts for begins, _ in post.caseloads], run.inputs.horizon
    ):
        for _, person, what, where, value in rows:
            filled ^= {-1 - person} if what in (What.POST_FILLED, What.POST_VACANT) else set()
            waiting |= {person} if what in WAITING.opens else set()
            waiting -= {person} if what in WAITING.closes else set()
            if what in GRANTS or (what == What.SUPPORTED_ALREADY and where >= 0):
                load[value] -= what == What.HANDED_OVER
                load[where] += 1
            elif what in SLOT_FREED and where >= 0:
                load[where] -= 1
        free = [
            post
            for post in filled
            if load[post] < in_force(posts[post].caseloads, minute) and not posts[post].is_run_down(minute)
        ]
        if minute < end:
            could = [(person, post) for person in waiting for post in free if posts[post].may_serve(levels[person])]
            assert not could, f"after minute {minute}: these wait, and these posts have room for them: {could}"


@promise("queues")
def nobody_eligible_waits_while_a_place_is_free(run):
    for a, name in enumerate(sorted(run.scenario.activities)):
        dated, closes = places_of(run.scenario, name), open_dates(run.scenario, name)[1]
        waiting = taken = added = 0
        for minute, rows in by_minute(of_activity(run.rows, a), [begins for begins, _ in dated], run.inputs.horizon):
            for row in rows:
                waiting += row[2] == What.WANTS_PLACE
                waiting -= row[2] in WAITING_FOR_PLACE.closes
                taken += row[2] in ON_COURSE.opens
                taken -= row[2] in (*ON_COURSE.closes, *KEEPING_PLACE.closes)
                added += row[4] * ((row[2] == What.STARTED_HELPING) - (row[2] == What.STOPPED_HELPING))
            assert not (waiting and taken < in_force(dated, minute) + added and minute < closes), (
                f"after minute {minute}: {name}"
            )


def by_minute(rows: list[Row], also: list[int], horizon: int) -> list[tuple[int, list[Row]]]:
    """The rows of each minute, and minutes at which something else changes."""
    found: dict[int, list[Row]] = {minute: [] for minute in also if minute < horizon}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return sorted(found.items())


@promise("queues")
def people_are_taken_in_order_of_class_then_arrival_and_the_stranded_first(run):
    """People given a link worker from the queue: nobody in it whom that worker serves comes before them."""
    posts, levels = posts_of(run.scenario), levels_of(run.scenario, run.rows)
    order = run.scenario.link_workers.queue_order
    names = sorted(run.scenario.traits)
    classes: dict[int, int] = {}
    waiting: dict[int, tuple[int, int, int]] = {}  # person -> (class, since when, person): the least is first
    supported: dict[int, int] = {}
    left: set[int] = set()
    for minute, person, what, where, value in run.rows:
        if what == What.LEFT:
            left.add(person)
        elif what == What.HAS_TRAIT and order and names[where] == order.trait:
            level = sorted(run.scenario.traits[order.trait].levels)[value]
            classes[person] = order.first.index(level) if level in order.first else len(order.first)
        elif what == What.JOINED_QUEUE:
            waiting[person] = (1 + classes.get(person, 0), minute - value, person)
        elif what == What.STRANDED:
            waiting[person] = (0, supported[person], person)
        elif what in WAITING.closes:
            mine = waiting.pop(person)
            if what in (What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER):
                before = [
                    other
                    for other, place in waiting.items()
                    if place < mine and other not in left and posts[where].may_serve(levels[other])
                ]
                assert not before, f"minute {minute}: person {person} before {before}"
        if what in (What.GIVEN_LINK_WORKER, What.SUPPORTED_ALREADY):
            supported[person] = minute - (value if what == What.SUPPORTED_ALREADY else 0)


@promise("queues")
def a_vacancy_hands_over_the_longest_supported_first(run):
    supported: dict[int, int] = {}
    before: tuple[int, int, tuple[int, int]] | None = None
    for minute, person, what, where, value in run.rows:
        if what in (What.GIVEN_LINK_WORKER, What.SUPPORTED_ALREADY):
            supported[person] = minute - (value if what == What.SUPPORTED_ALREADY else 0)
        elif what == What.HANDED_OVER or (what == What.STRANDED and where >= 0):
            leaver = value if what == What.HANDED_OVER else where
            turn = (supported[person], person)
            assert before is None or before[:2] != (minute, leaver) or before[2] < turn
            before = (minute, leaver, turn)


@promise("queues")
def nobody_gives_up_before_their_patience_ends(run):
    who = identities(run.rows)
    relapses = Counter[int]()
    joined: dict[int, tuple[int, int, int]] = {}
    for minute, person, what, _, value in run.rows:
        relapses[person] += what == What.RELAPSED
        if what == What.JOINED_QUEUE:
            joined[person] = (minute, value, relapses[person])
        elif what == What.GAVE_UP:
            since, waited, episode = joined[person]  # a relapse while waiting leaves the episode of support alone
            u = uniform(Who(KEY, 0, *who[person]), Purpose.PATIENCE, in_episode(episode, 0))
            if not waited:
                inputs = run.inputs
                assert minute - since == int(draw(inputs.points, inputs.support.patience, u) + 0.5)


# ---------------------------------------------------------------- the care team


@promise("care team")
def each_person_has_a_place_in_care_or_waits_for_one_or_is_out_of_it(run):
    """Where there is a care team: from referral on, until a person is discharged (and the place not kept) or leaves."""
    on = bool(care_places_of(run.scenario))
    never = {row[1] for row in only(run.rows, What.CARE_REFERRED)}
    assert on or not only(run.rows, What.CARE_REFERRED, *WAITING_FOR_CARE.events, *IN_CARE_PLACE.events)
    in_care: set[int] = set()
    waits: dict[int, int] = {}
    holds: set[int] = set()
    last: dict[int, Row] = {}
    for row in run.rows if on else ():
        minute, person, what, where, value = row
        if person < 0:
            continue
        if what in (What.REVIEWED, What.REVIEW_DUE):
            assert person in holds, f"minute {minute}: a review of person {person}, who is in no place"
        elif what in (*CAME, What.RELAPSED):
            in_care.add(person)
        elif what == What.IN_CARE_PLACE_ALREADY:
            assert last[person][2] in CAME
            assert last[person][0] == minute
            holds.add(person)
        elif what == What.JOINED_CARE_LIST:
            assert person not in holds
            assert last[person][2] == (What.RELAPSED if where == CareWait.RELAPSE else What.CARE_REFERRED)
            assert not value or minute == 0
            waits[person] = where
        elif what == What.STARTED_CARE:
            assert waits.pop(person) == where
            holds.add(person)
        elif what in (What.GAVE_UP_CARE_LIST, What.LEFT_CARE_LIST):
            assert waits.pop(person) == CareWait.NEW or what == What.LEFT_CARE_LIST
            assert what == What.GAVE_UP_CARE_LIST or last[person][:3:2] == (minute, What.LEFT)
        elif what == What.DISCHARGED:
            in_care.discard(person)
            assert person in holds
        elif what in IN_CARE_PLACE.closes:
            assert what == What.CARE_PLACE_FREED or run.scenario.care_team.after_a_relapse == "kept_place"
            assert person not in in_care or last[person][2] == What.LEFT
            holds.discard(person)
        elif what == What.LEFT:
            in_care.discard(person)
        if what not in (What.REVIEW_LAPSED, *CARE_STANDS_BESIDE):
            last[person] = row
        assert person not in never or what in {*CARE, What.HAS_TRAIT}, f"{What(what).name} of a person never referred"
    if on:
        placed = {stay.person for stay in stays(run.rows, IN_CARE_PLACE) if stay.ends is None}
        waiting = {stay.person for stay in stays(run.rows, WAITING_FOR_CARE) if stay.ends is None}
        assert placed == holds
        assert waiting == {*waits}
        assert in_care == (placed | waiting) - {*out_of_care(run.rows)}, "in care + on the list: nobody is lost"


def out_of_care(rows: list[Row]) -> set[int]:
    """Who is discharged when the log ends: they may keep a place."""
    return {stay.person for stay in stays(rows, DISCHARGED) if stay.ends is None}


@promise("care team")
def no_place_in_care_is_granted_above_capacity_and_nobody_waits_while_one_is_free(run):
    dated = care_places_of(run.scenario)
    if not dated:
        return
    held = waiting = 0
    for minute, rows in by_minute(run.rows, [begins for begins, _ in dated], run.inputs.horizon):
        granted = 0
        for _, _, what, _, _ in rows:
            held += (what in IN_CARE_PLACE.opens) - (what in IN_CARE_PLACE.closes)
            waiting += (what in WAITING_FOR_CARE.opens) - (what in WAITING_FOR_CARE.closes)
            granted += what == What.STARTED_CARE
            assert what != What.STARTED_CARE or held <= in_force(dated, minute), f"minute {minute}: {held} places"
        assert not (waiting and held < in_force(dated, minute)), f"after minute {minute}: {waiting} wait"


@promise("care team")
def places_in_care_are_given_by_class_then_since_when_then_by_person(run):
    """As all stand when a minute's places are given: those who relapsed before all others, or in their class."""
    team = run.scenario.care_team
    order, names = (team.queue_order, sorted(run.scenario.traits)) if team else (None, [])
    classes: dict[int, int] = {}
    waiting: dict[int, tuple[int, int, int]] = {}
    left: set[int] = set()
    minutes: dict[int, list[Row]] = {}
    for row in run.rows:
        minutes.setdefault(row[0], []).append(row)
    for minute, rows in minutes.items():
        for _, person, what, where, value in rows:
            if what == What.LEFT:
                left.add(person)
            elif what == What.HAS_TRAIT and order and names[where] == order.trait:
                level = sorted(run.scenario.traits[order.trait].levels)[value]
                classes[person] = order.first.index(level) if level in order.first else len(order.first)
            elif what == What.JOINED_CARE_LIST:
                front = where == CareWait.RELAPSE and team.after_a_relapse == "front"
                waiting[person] = (0 if front else 1 + classes.get(person, 0), minute - value, person)
        given = [waiting.pop(row[1]) for row in only(rows, What.STARTED_CARE)]
        passed = [place for person, place in waiting.items() if person not in left]
        assert not given or not passed or max(given) < min(passed), f"minute {minute}: a person was passed over"
        for row in only(rows, What.GAVE_UP_CARE_LIST, What.LEFT_CARE_LIST):
            waiting.pop(row[1])


@promise("care team")
def a_kept_place_is_kept_for_its_time_unless_the_person_relapses_or_leaves(run):
    kept, place_kept = run.inputs.care_team.kept, run.inputs.care_team.after_relapse == TO_A_PLACE_KEPT
    keeps: dict[int, int] = {}
    on = bool(care_places_of(run.scenario)) and place_kept and bool(run.inputs.stages.relapse)
    for minute, person, what, _, _ in run.rows if on else ():
        if what == What.DISCHARGED:
            keeps[person] = minute
        elif what == What.RELAPSED:
            assert person not in keeps or minute < keeps.pop(person) + kept
        elif what == What.JOINED_CARE_LIST:
            assert person not in keeps
        elif what == What.KEPT_PLACE_ENDED:
            assert minute == keeps.pop(person) + kept
        elif what == What.LEFT:
            assert minute <= keeps.pop(person, minute) + kept
    assert all(since + kept >= run.inputs.horizon for since in keeps.values())


@promise("care team")
def nobody_gives_up_the_list_for_care_before_their_patience_ends(run):
    who, inputs = identities(run.rows), run.inputs
    for stay in stays(run.rows, WAITING_FOR_CARE):
        if stay.how == What.GAVE_UP_CARE_LIST and who[stay.person][0] != Source.CARE_LIST:
            u = uniform(Who(KEY, 0, *who[stay.person]), Purpose.CARE_PATIENCE, 0)
            assert stay.ends - stay.begins == int(draw(inputs.points, inputs.care_team.patience, u) + 0.5)


# ---------------------------------------------------------------- Little's law


@promise("people")
def littles_law_is_exact_at_every_stage(run):
    """The time integral of how many are present (counted off the rows, without identities) equals the sum of
    everybody's own stays (paired person by person); unfinished stays count up to the horizon."""
    horizon = run.inputs.horizon
    for kind in STAYS:
        integral = present = clock = 0
        for minute, _, what, where, _ in run.rows:
            integral += present * (minute - clock)
            clock = minute
            present += (opened_by(what) is kind) - (closed_by(what, where) is kind)
            assert present >= 0
        integral += present * (horizon - clock)
        assert integral == sum(length(stay, horizon) for stay in stays(run.rows, kind)), kind.title


def length(stay: Spell, horizon: int) -> int:
    return (horizon if stay.ends is None else stay.ends) - stay.begins


# ---------------------------------------------------------------- reviews and relapse


@promise("reviews")
def routine_reviews_fall_due_as_designed_and_supported_ones_never_move_them(run):
    """Fixed at referral, restarted at relapse, skipped while discharged; those before day 0 were refused."""
    inputs, who = run.inputs, identities(run.rows)
    for person, rows in people_in(run.rows).items():
        waited = run_waited(inputs, who[person])
        begins, episode = rows[0][0] - waited, 0
        waits = only(rows, What.JOINED_CARE_LIST, What.RELAPSED)[:1]
        if waits and waits[0][2] == What.JOINED_CARE_LIST:  # new to care
            begins = None  # type: ignore[assignment]
        expected: list[tuple[int, int]] = []
        due_rows = [(row[0], row[4]) for row in only(rows, What.REVIEW_DUE) if row[3] == Review.ROUTINE]
        unsure: set[tuple[int, int]] = set()  # due in the very minute care ends: before or after it
        when = (What.DISCHARGED, What.RELAPSED, What.LEFT, What.JOINED_CARE_LIST, What.STARTED_CARE)
        for row in [*only(rows, *when), (inputs.horizon, 0, What.LEFT, 1, 0)]:
            if row[2] == What.RELAPSED:
                begins, episode = row[0], row[4]
            elif row[2] == What.JOINED_CARE_LIST:
                begins = None  # type: ignore[assignment]
            elif row[2] == What.STARTED_CARE:
                begins = row[0]
            elif (row[2] == What.DISCHARGED or row[3]) and begins is not None:
                dues = due_dates(inputs, Who(KEY, 0, *who[person]), episode, begins, row[0])
                expected += [due for due in dues if 0 <= due[0] < row[0]]
                unsure |= {due for due in dues if due[0] == row[0]}
                begins = None  # type: ignore[assignment]
        if not inputs.stages.reviews:
            expected, unsure = [], set()
        assert set(expected) <= set(due_rows) <= set(expected) | unsure
        assert len(due_rows) == len(set(due_rows))


def run_waited(inputs: Inputs, who: tuple[int, int]) -> int:
    """How long before day 0 a person was referred."""
    law = {
        Source.WAITING_LIST: inputs.demand.waited,
        Source.IN_SERVICE: inputs.demand.referred,
        Source.IN_CARE: inputs.care_team.in_care_for,
        Source.CARE_LIST: inputs.care_team.waited,
    }.get(Source(who[0] & SOURCE))
    return int(draw(inputs.points, law, uniform(Who(KEY, 0, *who), Purpose.WAITED, 0)) + 0.5) if law else 0


def due_dates(inputs: Inputs, who: Who, episode: int, begins: int, ends: int) -> list[tuple[int, int]]:
    """(due, its number) of an episode, up to a minute."""
    law = inputs.reviews.after_relapse if episode else inputs.reviews.first
    first = int(draw(inputs.points, law, uniform(who, Purpose.FIRST_REVIEW, in_episode(episode, 0))) + 0.5)
    due, number, dues = begins + (max(DAY, first) if episode else first), 0, []
    while due <= ends:
        dues.append((due, number))
        gap = int(
            draw(inputs.points, inputs.reviews.gap, uniform(who, Purpose.REVIEW_GAP, in_episode(episode, number))) + 0.5
        )
        due, number = due + max(DAY, gap), number + 1
    return dues


@promise("reviews")
def no_two_reviews_share_a_slot(run):
    """Routine reviews use shared slots; supported ones added slots or, where there are link workers, shared ones."""
    every = {"shared": run.inputs.reviews.slot, "added": run.inputs.reviews.added_slot}
    free = {"shared": 0, "added": 0}
    held = only(run.rows, What.REVIEWED, What.REVIEW_LAPSED)
    clinic = run.scenario.programme.offer == "review_clinic"
    for minute, _, _, kind, _ in held:
        allowed = ["shared"] if kind == Review.ROUTINE else ["added"] if clinic else ["added", "shared"]
        slots = [name for name in allowed if every[name] and free[name] <= minute]
        if (
            kind == Review.SUPPORTED
            and len(slots) == 2
            and any(row[0] == minute and row[3] == Review.ROUTINE for row in held)
            and every["shared"] > 0
        ):
            slots = ["added"]
        assert slots, f"minute {minute}: a {Review(kind).name} review without a slot"
        free[slots[0]] = minute + every[slots[0]]


@promise("reviews")
def reviews_are_held_in_the_order_they_fell_due_and_each_is_held_or_lapses_once(run):
    waiting: dict[int, list[int]] = {Review.ROUTINE: [], Review.SUPPORTED: []}
    for _, person, what, where, _ in run.rows:
        if what == What.REVIEW_DUE:
            waiting[where].append(person)
        elif what in (What.REVIEWED, What.REVIEW_LAPSED):
            assert person in waiting[where]
            if where == Review.ROUTINE:
                assert waiting[where][0] == person
            waiting[where].remove(person)


@promise("reviews")
def one_supported_review_at_most_per_support_episode_and_none_without_access(run):
    access = "access" in run.scenario.programme.effect
    wanted = [(row[1], row[4]) for row in only(run.rows, What.REVIEW_DUE) if row[3] == Review.SUPPORTED]
    assert len(wanted) == len(set(wanted))
    assert access or not wanted
    if run.scenario.programme.offer == "review_clinic":
        assert all(episode == 0 for _, episode in wanted)
        assert not only(run.rows, *GRANTS, What.JOINED_QUEUE, What.MET, What.WANTS_PLACE, What.POST_FILLED)


@pytest.mark.parametrize("about", sorted(PROMISES))
@given(run=runs)
def test_every_log_keeps_its_promises(about, run):
    for claim in PROMISES[about]:
        claim(run)


# ---------------------------------------------------------------- worlds


@a_third
@given(runs)
def test_people_leave_at_the_same_minute_in_every_world(run):
    """But for people who give up the list for care: how long that is depends on who is in care."""
    logs = [run.log(world) for world in World]
    gave_up = {row[1] for log in logs for row in only(log, What.GAVE_UP_CARE_LIST)}
    assert not gave_up & {row[1] for row in only(run.rows, What.REFERRED)}
    assert len({tuple(row[:2] for row in only(log, What.LEFT) if row[1] not in gave_up) for log in logs}) == 1


def programme_of(data: Data, other: Data) -> Data:
    """A scenario with the programme of another: everything a commissioner or the programme itself could change."""
    mixed = {
        **data,
        **{name: other[name] for name in ("programme", "support", "activities", "activity_defaults", "prescription")},
    }
    mixed["link_workers"] = {**other["link_workers"], "queue_order": data["link_workers"]["queue_order"]}
    mixed = with_the_same_people_on_day_0(mixed, data)
    mixed["stages"] = {**data["stages"], **{name: other["stages"][name] for name in ("support", "activities")}}
    mixed["progress"] = {**other["progress"], "chance_without_dose": data["progress"]["chance_without_dose"]}
    mixed["reviews"] = {
        **data["reviews"],
        **{name: other["reviews"][name] for name in ("supported", "odds_ratio_with_full_progress")},
    }
    how_often = ("per_year", "share_within_two_years")
    mixed["relapse"] = {
        **{name: value for name, value in other["relapse"].items() if name not in how_often},
        **{name: value for name, value in data["relapse"].items() if name in how_often},
    }
    mixed["care_lines"] = {
        name: {**line, "cut_at_full_dose": 1 - line["cut_at_full_dose"]} for name, line in data["care_lines"].items()
    }
    return mixed


def with_the_same_people_on_day_0(mixed: Data, data: Data) -> Data:
    """Who is in the service on day 0 is a fact about people, wherever a file states it; they are where data says, and
    (on a caseload) of the levels that it serves."""
    there = {stated.path[:-1]: stated.people for stated in in_the_service(built(data))}
    team, groups = ("link_workers",), data["link_workers"]["groups"]

    def table(mine: Data, theirs: Data, path: tuple[str, ...]) -> Data:
        """What stands elsewhere, with the people; open when they are there."""
        merged = {
            name: {**theirs.get(name, body), "people_on_day_0": there.get((*path, name), 0), "serves": None}
            | ({has: body.get(has) for has in ("opens", "closes", "serves")} if there.get((*path, name)) else {})
            for name, body in mine.items()
        }
        others = {name: {**body, "people_on_day_0": 0, "serves": None} for name, body in theirs.items()}
        return {**others, **merged}

    return {
        **mixed,
        "link_workers": {
            **mixed["link_workers"],
            "people_on_day_0": there[team],
            "serves": data["link_workers"].get("serves") if there[team] else None,
            "groups": table(groups, mixed["link_workers"]["groups"], ("link_workers", "groups")),
        },
        "activity_defaults": {**mixed["activity_defaults"], "people_on_day_0": 0},
        "activities": table(data["activities"], mixed["activities"], ("activities",)),
    }


@given(scenario_data(care=True), scenario_data(care=True))
def test_the_comparator_depends_on_no_programme_input(data, other):
    usual = log_of(built(data), World.USUAL)
    assert log_of(built(programme_of(data, other)), World.USUAL) == usual


def without_progress(rows: list[Row]) -> list[Row]:
    """REVIEWED without the outcomes it saw."""
    return [(*row[:4], 0) if row[2] == What.REVIEWED else row for row in rows]


@given(scenario_data(care=True), st.booleans())
def test_a_programme_without_effect_changes_nothing_in_care(data, whole_days):
    scenario = built({**data, "programme": {**data["programme"], "effect": []}})
    usual, with_programme = (
        without_progress(only(log_of(scenario, world, whole_days=whole_days), *CARE, *USE_OF_CARE))
        for world in (World.USUAL, World.PROGRAMME)
    )
    assert with_programme == usual


@given(runs)
def test_without_the_relapse_channel_its_world_is_the_programmes(run):
    if "relapse" not in run.scenario.programme.effect:
        assert run.log(World.USUAL_RELAPSE) == run.rows


@a_third
@given(scenario_data(care=True))
def test_a_cut_removes_uses_of_care_and_never_moves_or_adds_one(data):
    """care_use is the only channel, so that discharge does not differ."""
    scenario = built({**data, "programme": {**data["programme"], "effect": ["care_use"]}})
    usual, cut = (Counter(only(log_of(scenario, world), *USE_OF_CARE)) for world in (World.USUAL, World.PROGRAMME))
    assert not cut - usual


# ---------------------------------------------------------------- runs


@a_third
@given(scenario_data(care=True), st.integers(1, 20))
def test_a_longer_follow_up_keeps_the_log_so_far(data: Data, weeks: int):
    """With the dates that default to the end written out: only the follow-up is longer."""
    dates = data["dates"]
    closing = {
        name: {**activity, "closes": activity["closes"] or dates["end"]}
        for name, activity in data["activities"].items()
    }
    written: dict[str, Any] = {
        **data,
        "dates": {"service_end": dates["end"], "last_referral": dates["end"], **dates},
        "activities": closing,
    }
    longer = {**written, "dates": {**written["dates"], "end": dates["end"] + timedelta(weeks=weeks)}}
    short, long = built(written), built(longer)
    horizon = inputs_of(short).horizon
    assert [row for row in log_of(long) if row[0] < horizon] == log_of(short)


@given(scenarios(care=True))
def test_the_same_run_twice_is_the_same_log_and_another_replication_is_another(scenario):
    assert log_of(scenario) == log_of(scenario)
    assert rules.people(inputs_of(scenario), KEY, 0) == rules.people(inputs_of(scenario), KEY, 0)
