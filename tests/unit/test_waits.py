"""Who waited how long? New referrals and the list of day 0 apart, read from logs made by hand."""

import pytest

from experiments.counted import Outcome
from experiments.outcomes import LIST_WAIT, LIST_WAITED_BEFORE, MEAN_WAIT, OF_THE_LIST, OUTCOMES, outcomes_for
from experiments.people_rows import list_rows, wait_rows
from experiments.results import Results
from experiments.run import Case
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import World
from sim.luck import Source
from sim.measures import Queue
from sim.units import DAY, WEEK
from tests import worked
from tests.tallies import replication_of

LISTED, REFERRED = int(Source.WAITING_LIST), int(Source.REFERRALS)
WEEKS = 104


def log() -> list[Row]:
    """Two on the list of day 0, who had waited 30 and 50 days: one is given a link worker after 2 weeks, the other
    gives up after 3. Two referred: one is given one after 4 weeks, the other still waits when two years are over, after
    6. The first of the list relapses, is referred again, and is given one after a week."""
    rows = [
        (0, 0, What.REFERRED, LISTED, 0),
        (0, 1, What.REFERRED, LISTED, 1),
        (0, 0, What.JOINED_QUEUE, 0, 30 * DAY),
        (0, 1, What.JOINED_QUEUE, 0, 50 * DAY),
        (1 * WEEK, 2, What.REFERRED, REFERRED, 0),
        (1 * WEEK, 2, What.JOINED_QUEUE, 0, 0),
        (2 * WEEK, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (3 * WEEK, 1, What.GAVE_UP, 0, 0),
        (5 * WEEK, 2, What.GIVEN_LINK_WORKER, 0, 0),
        (9 * WEEK, 0, What.SUPPORT_ENDED, 0, 1),
        (40 * WEEK, 0, What.DISCHARGED, 0, 0),
        (50 * WEEK, 0, What.RELAPSED, 0, 1),
        (50 * WEEK, 0, What.REFERRED_AGAIN, 0, 1),
        (50 * WEEK, 0, What.JOINED_QUEUE, 0, 0),
        (51 * WEEK, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (98 * WEEK, 3, What.REFERRED, REFERRED, 1),
        (98 * WEEK, 3, What.JOINED_QUEUE, 0, 0),
    ]
    return [(minute, person, int(what), where, value) for minute, person, what, where, value in rows]


@pytest.fixture(scope="module")
def pool() -> Results:
    scenario = worked.scenario(demand={"waiting_on_day_0": 2}, dates={"end": WEEKS * 7})
    case = Case("by hand", scenario, 1)
    tally = Shape(scenario).measure(log())
    return Results(case, [replication_of(case, dict.fromkeys(World, tally))])


def value(pool: Results, outcome: Outcome) -> float:
    return pool.outcomes[World.PROGRAMME].values(outcome)[0]


def test_the_list_of_day_0_is_apart_from_new_referrals_and_who_comes_again_is_one_of_these(pool):
    read = pool.outcomes[World.PROGRAMME]
    [new], [listed] = read.waits[Queue.REFERRED], read.waits[Queue.LISTED]
    assert (sorted(new.given), new.gave_up, new.cut, new.waiting) == ([WEEK, 4 * WEEK], [], [], [6 * WEEK])
    assert (listed.given, listed.gave_up, listed.cut, listed.waiting) == ([2 * WEEK], [3 * WEEK], [], [])
    assert read.counted(LIST_WAITED_BEFORE) == [80 * DAY]


def test_mean_and_share_within_target_are_of_new_referrals_alone(pool):
    within = next(outcome for outcome in OUTCOMES if outcome.name == "within_target")
    assert value(pool, MEAN_WAIT) == pytest.approx((4 + 1) / 2)
    assert value(pool, within) == pytest.approx(100 * 2 / 3)


def test_the_list_has_outcomes_of_its_own_counted_from_day_0(pool):
    assert {outcome.name: value(pool, outcome) for outcome in OF_THE_LIST} == pytest.approx(
        {"list_waited_before": 40 / 7, "list_given": 50, "list_gave_up": 50, "list_wait": 2}
    )
    names = [outcome.name for outcome in outcomes_for(pool.case.shape)]
    assert LIST_WAIT.name in names
    assert LIST_WAIT.name not in [outcome.name for outcome in outcomes_for(Shape(worked.scenario()))]


def test_rows_of_the_answer(pool):
    new, listed = wait_rows(pool.waits_for_link_worker, 1), list_rows(pool)
    assert (new.joined, new.median_weeks, new.ninetieth_weeks) == (3, 4, None)
    assert (new.given_share, new.waiting_share) == pytest.approx((2 / 3, 1 / 3))
    assert (listed.joined, listed.median_weeks, listed.ninetieth_weeks) == (2, 2, None)
    assert listed.one_in_ten_weeks == 3
    assert (listed.given_share, listed.gave_up_share) == (0.5, 0.5)
    assert listed.waited_before_weeks == pytest.approx(40 / 7)
    assert listed.clearance.share == 1
    assert listed.clearance.weeks.mean == 3
