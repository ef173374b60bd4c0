"""How is the care team counted? People who start care, their waits and its list, read from logs made by hand."""

import pytest

from experiments.care_team import FIRST_TIME, OF_THE_CARE_LIST, OF_THE_CARE_TEAM, waiting_on_average
from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case
from sim.events import CareWait, Review, Row, What
from sim.inputs import World
from sim.luck import Source
from sim.measures import Queue, State
from sim.money import Prices
from sim.units import WEEK
from tests import worked
from tests.others import others_are_in_no_other_measure
from tests.tallies import outcomes_of, replication_of

WEEKS = 104
NEW, RELAPSE = CareWait.NEW, CareWait.RELAPSE
TEAM = {"places": 2, "waiting_on_day_0": 1, "after_a_relapse": "list"}
PRICES = {
    "care": {"per": "care_year", "gbp": 4000, "price_year": "2020/21", "payer": "Trust", "cash_rule": "refill"},
    "crisis": {"per": "relapse", "gbp": 900, "price_year": "2020/21", "payer": "Trust"},
}


def log(*, sooner: bool) -> list[Row]:
    """Person 0 is referred to the programme, and discharged after 10 weeks or (sooner) 5; the place goes to person
    1, of the care list of day 0. Person 0 relapses in week 30, and waits 3 weeks for a place. Person 2 is new and gives
    up, 3 is in care on day 0 and is discharged, relapses and waits a week, 4 is given a place after 8 weeks, 5 still
    waits at the end, and 6 leaves while waiting."""
    freed = 5 if sooner else 10
    weeks: list[tuple[float, int, What, int, int]] = [
        (0, 0, What.REFERRED, Source.REFERRALS, 0),
        (0, 0, What.IN_CARE_PLACE_ALREADY, 0, 0),
        (0, 1, What.CARE_REFERRED, Source.CARE_LIST, 0),
        (0, 1, What.JOINED_CARE_LIST, NEW, 20 * WEEK),
        (0, 3, What.CARE_REFERRED, Source.IN_CARE, 0),
        (0, 3, What.IN_CARE_PLACE_ALREADY, 0, 0),
        (2, 6, What.CARE_REFERRED, Source.NEW_TO_CARE | 1 << 2, 0),
        (2, 6, What.JOINED_CARE_LIST, NEW, 0),
        (3, 6, What.LEFT_CARE_LIST, 0, 0),
        (3, 6, What.LEFT, 1, 0),
        (5, 2, What.CARE_REFERRED, Source.NEW_TO_CARE, 0),
        (5, 2, What.JOINED_CARE_LIST, NEW, 0),
        (8, 2, What.GAVE_UP_CARE_LIST, 0, 0),
        (8, 2, What.LEFT, 1, 0),
        (freed, 0, What.REVIEWED, Review.ROUTINE, 0),
        (freed, 0, What.DISCHARGED, Review.ROUTINE, 0),
        (freed, 0, What.CARE_PLACE_FREED, 0, 0),
        (freed, 1, What.STARTED_CARE, NEW, 0),
        (12, 4, What.CARE_REFERRED, Source.NEW_TO_CARE, 1),
        (12, 4, What.JOINED_CARE_LIST, NEW, 0),
        (20, 3, What.REVIEW_DUE, Review.ROUTINE, 0),
        (20, 3, What.REVIEWED, Review.ROUTINE, 0),
        (20, 3, What.DISCHARGED, Review.ROUTINE, 0),
        (20, 3, What.CARE_PLACE_FREED, 0, 0),
        (20, 4, What.STARTED_CARE, NEW, 0),
        (30, 0, What.RELAPSED, 0, 1),
        (30, 0, What.JOINED_CARE_LIST, RELAPSE, 0),
        (33, 1, What.LEFT, 1, 0),
        (33, 1, What.CARE_PLACE_FREED, 0, 0),
        (33, 0, What.STARTED_CARE, RELAPSE, 0),
        (40, 3, What.RELAPSED, 0, 1),
        (40, 3, What.JOINED_CARE_LIST, RELAPSE, 0),
        (41, 4, What.LEFT, 1, 0),
        (41, 4, What.CARE_PLACE_FREED, 0, 0),
        (41, 3, What.STARTED_CARE, RELAPSE, 0),
        (100, 5, What.CARE_REFERRED, Source.NEW_TO_CARE, 2),
        (100, 5, What.JOINED_CARE_LIST, NEW, 0),
    ]
    rows = [(int(week * WEEK), person, int(what), int(where), value) for week, person, what, where, value in weeks]
    return sorted(rows, key=lambda row: row[0])


@pytest.fixture(scope="module")
def case() -> Case:
    return Case("by hand", worked.scenario(care_team=TEAM, costs=PRICES, reviews={}, dates={"end": WEEKS * 7}), 1)


@pytest.fixture(scope="module")
def pool(case) -> Results:
    usual, programme = (case.shape.measure(log(sooner=sooner)) for sooner in (False, True))
    worlds = {world: usual if world is World.USUAL else programme for world in World}
    return Results(case, [replication_of(case, worlds)])


def values(pool: Results, world: World = World.PROGRAMME) -> dict[str, float]:
    shape = pool.case.shape
    mine = (*OF_THE_CARE_TEAM, *OF_THE_CARE_LIST, waiting_on_average(shape))
    assert {one.name for one in mine} <= {one.name for one in outcomes_for(shape)}
    return {one.name: pool.outcomes[world].values(one)[0] for one in mine}


def test_people_who_start_care_and_those_who_come_back_are_counted_apart(pool):
    assert values(pool) == pytest.approx(
        {
            "care_came": 6,
            "care_started": 2,  # 1 of the list, and 4
            "care_gave_up": 1,
            "care_wait": 8,
            "care_back": 2,  # 0, once referred to the programme, and 3, who never was
            "care_back_wait": (3 + 1) / 2,
            "care_reviews": 1,
            "care_discharges": 1,
            "care_relapses": 1,
            "care_list": (5 + 1 + 3 + 8 + 3 + 1 + 4) / WEEKS,
            "care_list_waited_before": 20,
            "care_list_given": 100,
            "care_list_wait": 5,
        }
    )


def test_usual_care_has_them_too_and_less_soon(pool):
    usual = values(pool, World.USUAL)
    assert usual["care_list_wait"] == 10
    assert usual["care_list"] == pytest.approx(values(pool)["care_list"] + 5 / WEEKS)
    assert {name: n for name, n in usual.items() if name not in ("care_list_wait", "care_list")} == {
        name: n for name, n in values(pool).items() if name not in ("care_list_wait", "care_list")
    }


def test_how_each_wait_for_care_ends_is_said_of_its_own_queue(pool):
    [new], [listed], [back] = (
        pool.outcomes[World.PROGRAMME].waits[of] for of in (Queue.NEW_TO_CARE, Queue.CARE_LISTED, Queue.BACK_IN_CARE)
    )
    in_weeks = [[minutes / WEEK for minutes in sorted(lengths)] for lengths in new]
    assert in_weeks == [[8], [3], [1], [4]]  # given, gave up, left, still waiting
    assert listed == ([5 * WEEK], [], [], [])
    assert back == ([3 * WEEK, WEEK], [], [], [])
    assert not pool.outcomes[World.PROGRAMME].waits[Queue.REFERRED][0].joined


def test_the_list_and_the_places_are_counted_of_everybody_in_care(pool):
    shape = pool.case.shape
    weeks = pool.worlds.columns[World.PROGRAMME].rows(shape.weeks(State.WAITING_FOR_CARE))
    [waiting] = list(weeks)
    at = {1: 1, 2: 2, 3: 1, 5: 1, 6: 1, 8: 0, 12: 1, 19: 1, 20: 0, 30: 1, 32: 1, 33: 0, 40: 1, 41: 0, 100: 1, 103: 1}
    assert {week: waiting[week - 1] for week in at} == at
    held = sum(pool.outcomes[World.PROGRAMME].counted(lambda shape: shape.rows("minutes", State.IN_CARE_PLACE)))
    assert held / WEEK == (5 + 71) + 28 + (20 + 63) + 21  # persons 0, 1, 3 and 4


# ---------------------------------------------------------------- and nothing else


@pytest.mark.parametrize("sooner", [False, True])
def test_other_people_are_in_no_outcome_and_no_account_of_today(case, sooner):
    others_are_in_no_other_measure(case, log(sooner=sooner))


def test_waiting_after_a_relapse_is_care_and_costs_as_much(case):
    """Person 0 is out of care from discharge to relapse: the wait for a place is no saving."""
    rows = log(sooner=True)
    tally = case.shape.measure(rows)
    out_of_care = tally.out_of_care[-1]
    assert out_of_care == (30 - 5) * WEEK
    at_once = sorted((30 * WEEK, *row[1:]) if row[1:3] == (0, What.STARTED_CARE) else row for row in rows)
    sooner = case.shape.measure(at_once)
    assert sooner.out_of_care == tally.out_of_care
    prices = Prices(case.shape)
    costs = [prices.counted(outcomes_of(case.shape, one).read, programme=True) for one in (tally, sooner)]
    assert costs[0] == costs[1]
    assert any(map(any, costs[0]))


def test_all_who_wait_for_a_first_place_are_people_never_referred():
    assert {queue.name for queue in FIRST_TIME} == {"NEW_TO_CARE", "CARE_LISTED"}
