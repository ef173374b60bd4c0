"""What is asked is read from a small set of sentences; what is not understood is refused with the nearest."""

import numpy as np
import pytest

from experiments.run import Case
from experiments.solving.measures import GivenWithin, WaitsLonger
from experiments.solving.targets import EXAMPLES, plain, target_of
from sim.errors import NotPossible
from sim.loading import load, with_values
from sim.measures import Queue, WaitEnd
from sim.units import WEEK

DAY = WEEK // 7


@pytest.fixture(scope="module")
def pilot():
    return Case.of(load("rotherham_mental_health_pilot"), 1)


@pytest.fixture(scope="module")
def with_a_list():
    """The pilot with people waiting on day 0, and a service that runs as long as they are followed."""
    base = load("rotherham_mental_health_pilot")
    changed = {"demand.waiting_on_day_0": 20, "dates.service_end": base.scenario.dates.end.value}
    return Case.of(with_values(base, changed, name="listed"), 1)


@pytest.mark.parametrize(
    ("said", "sense", "bound", "unit", "about"),
    [
        ("90 % met within 4 weeks", "at least", 90, "%", "New referrals given a link worker within 4 weeks"),
        ("At least 90% of new referrals are seen in 28 days.", "at least", 90, "%", "within 28 days"),
        ("≥ 95 per cent given a link worker within a month", "at least", 95, "%", "within 1 month"),
        ("90 % have a place within 6 weeks", "at least", 90, "%", "want a place in an activity given a place"),
        ("mean wait at most 3 weeks", "at most", 3, "weeks", "Mean wait for a link worker"),
        ("average wait for a place no more than 10 days", "at most", 10 / 7, "weeks", "Mean wait for a place"),
        ("median wait at most 3 weeks", "at least", 50, "%", "given a link worker within 3 weeks"),
        ("nobody waits more than 26 weeks", "at most", 0, "people", "who wait more than 26 weeks"),
        ("Nobody should wait longer than 3 months for a place", "at most", 0, "people", "for a place"),
        ("at most 5 % give up", "at most", 5, "%", "New referrals who give up"),
        ("fewer than 10% give up waiting for a place", "at most", 10, "%", "People who give up waiting for a place"),
        ("occupancy at most 85 %", "at most", 85, "%", "Caseload slots held"),
        ("at most 85 % occupancy", "at most", 85, "%", "Caseload slots held"),
        ("contact hours at most 85 % used", "at most", 85, "%", "Contact hours used"),
        ("places at least 50 % full", "at least", 50, "%", "Places held"),
        ("100 discharges", "at least", 100, "times", "Discharges"),
        ("at most 30 relapses", "at most", 30, "times", "Relapses"),
        ("1,000 people take up an activity", "at least", 1000, "people", "Took up at least one activity"),
        ("took_up at least 100", "at least", 100, "people", "Took up at least one activity"),
        ("at most 15 % missed meetings", "at most", 15, "%", "Meetings missed"),
    ],
)  # fmt: skip
def test_a_target_is_read_as_it_is_meant(said, sense, bound, unit, about, pilot):
    target = target_of(said, pilot)
    assert (target.sense, target.bound, target.unit) == (sense, pytest.approx(bound), unit)
    assert about in target.title
    assert target.all_or_nothing == ("obody" in said)


@pytest.mark.parametrize("said", EXAMPLES)
def test_every_example_can_be_asked_of_a_service_that_has_everything(said, with_a_list):
    assert target_of(said, with_a_list).said == said


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("90 % mett within 4 weeks", "is not understood. Did you mean 90 % met within 4 weeks?"),
        ("mean wait for a bus at most 3 weeks", "is not understood"),
        ("nobody waits more than 3 weeks for a bus", "is not understood"),
        ("at most 5 % give up waiting for a bus", "is not understood"),
        ("hello", "is not understood. What can be asked: 90 % met within 4 weeks;"),
        ("120 % met within 4 weeks", "120 % is not possible; it must lie between 0 and 100 %"),
        ("5 % discharges", "discharges is counted in times, not in %"),
        ("90 % of the list met within 8 weeks", "cannot be asked of this scenario: nobody is on a list on day 0"),
        ("90 % start care within 6 weeks", "it has no care team, so nobody waits for care"),
        ("nobody waits more than 26 weeks at the end", "the service ends on 2016-10-01, before the follow-up does"),
    ],
)
def test_what_cannot_be_asked_says_why(said, why, pilot):
    with pytest.raises(NotPossible) as refused:
        target_of(said, pilot)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("90 % met within 4 weeks", "it has no link workers, so nobody waits for one"),
        ("90 % have a place within 6 weeks", "it has no link workers, so nobody waits for one"),
    ],
)
def test_a_review_clinic_has_no_queue_for_link_workers(said, why):
    with pytest.raises(NotPossible, match=why):
        target_of(said, Case.of(load("review_clinic_only"), 1))


def test_each_thing_is_said_in_one_way():
    assert plain(" No  more than 5% GIVE UP. ") == "at most 5 % give up"
    assert plain("nobody waits more than 26 weeks") == "nobody waits more than 26 weeks"


def rows(*waits):
    """Weeks and ends, in the queue of new referrals."""
    return np.array([[int(weeks * WEEK), end, 0, Queue.REFERRED] for weeks, end in waits], dtype=np.int64).reshape(
        -1, 4
    )


def test_a_share_given_in_time_is_of_all_who_joined():
    of = GivenWithin(Queue.REFERRED, 4 * WEEK)._of
    waits = [(1, WaitEnd.GRANTED), (4, WaitEnd.GRANTED), (5, WaitEnd.GRANTED), (2, WaitEnd.GAVE_UP)]
    assert of(rows(*waits)) == (200, 4)
    assert of(rows(*waits, (9, WaitEnd.STILL_WAITING))) == (200, 5)
    assert of(rows()) == (0, 0)


def test_a_wait_that_the_follow_up_cuts_short_weighs_on_those_who_wait_longer():
    """Of four, one is given it at 1 week, one is seen for 2 weeks only, one is given it at 3 and one at 9: the second
    stands for half of each of the others."""
    waits = rows((1, WaitEnd.GRANTED), (2, WaitEnd.STILL_WAITING), (3, WaitEnd.GRANTED), (9, WaitEnd.GRANTED))
    assert GivenWithin(Queue.REFERRED, 4 * WEEK)._of(waits) == pytest.approx((100 * (1 + 1.5), 4))


def test_who_waits_longer_is_counted_in_any_way_it_ends():
    waits = rows((27, WaitEnd.GAVE_UP), (30, WaitEnd.STILL_WAITING), (26, WaitEnd.GRANTED))
    assert WaitsLonger(Queue.REFERRED, 26 * WEEK, still=False)._of(waits) == (2, 1)
    assert WaitsLonger(Queue.REFERRED, 26 * WEEK, still=True)._of(waits) == (1, 1)
    assert WaitsLonger(Queue.PLACE, DAY, still=False)._of(waits) == (0, 1)
