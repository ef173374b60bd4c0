"""Is the care team shown as people seen sooner, and is everything else as if its other people had not come?"""

import pytest
from hypothesis import given

from experiments.answering import of_scenario
from experiments.care_team import EVENTS, STARTED
from experiments.explain import CAME_BY, life
from experiments.results import Results
from experiments.run import Case, run
from sim.errors import NoSuchPerson
from sim.events import What
from sim.inputs import World
from sim.luck import SOURCE, Source
from sim.money import CARE
from sim.units import WEEK
from tests.grids import crowded
from tests.logs import log_of
from tests.others import others_are_in_no_other_measure
from tests.scenarios import loaded

S = 'source = "made up", grade = "assumed"'
TEAM = {
    "care_team": f"places = {{ value = 100, {S} }}\npeople_on_day_0 = {{ value = 40, {S} }}\n"
    f"waiting_on_day_0 = {{ value = 15, {S} }}\nnew_people_per_week = {{ value = 2, {S} }}\n"
    f'after_a_relapse = "list"',
    "costs.care": 'cash_rule = "refill"',
}
NOTHING = {"programme": "effect = []"}


@given(service=crowded(care=True))
def test_other_people_are_in_no_outcome_and_no_account_of_what_happens_to_those_referred(service):
    for world in (World.PROGRAMME, World.USUAL):
        others_are_in_no_other_measure(Case("made up", service, 7), log_of(service, world))


def pool_of(many: int = 12, **sections: str) -> Results:
    case = Case.of(loaded(**sections), 1)
    return Results(case, run([case], range(many))[0])


def test_a_programme_that_discharges_lets_others_start_and_one_without_effect_changes_nobodys_care():
    sooner, nothing = (pool_of(**TEAM, **more) for more in ({}, NOTHING))
    worlds = (World.USUAL, World.PROGRAMME)
    usual, programme = (sooner.outcomes[world].counted(STARTED.counted) for world in worlds)
    assert sum(programme) > sum(usual) > 0
    usual, programme = (nothing.outcomes[world].counted(STARTED.counted) for world in worlds)
    assert usual == programme


def cash_of_care(pool: Results) -> int:
    """In whole parts of a pound: what part of a change in care is cash, over all its accounts."""
    prices = pool.case.prices
    return sum(prices.cash_share(account) for account in prices.accounts if account.role == CARE)


def test_none_of_what_is_freed_is_cash_and_capacity_is_what_it_is_without_people_seen_sooner():
    pool = pool_of(**TEAM)
    answer = of_scenario(pool)
    freed = {row.name: row.mean for row in answer.bridge[max(answer.bridge)]}
    assert freed["care_freed"] > 0
    assert cash_of_care(pool) == 0
    assert answer.waits.care is not None
    assert answer.waits.care.new.programme.joined > 0
    assert {row.name for row in answer.capacity} >= {"places in care", "places in care, usual care"}
    assert {(one.state, one.world) for one in answer.series} >= {
        ("waiting_for_care", "programme"),
        ("waiting_for_care", "usual care"),
    }


def test_an_answer_without_a_care_team_has_nothing_of_one():
    answer = of_scenario(pool_of(3))
    assert answer.waits.care is None
    assert not [row.name for row in answer.outcomes if row.name.startswith("care_")]
    assert not {"waiting_for_care", "in_care_place"} & {one.state for one in answer.series}
    assert not {what.name.lower() for what in EVENTS} & {*answer.flow.programme, *answer.flow.usual_care}


def test_a_person_who_is_never_referred_has_a_life_line_after_all_who_are():
    case = Case.of(loaded(**TEAM), 1)
    log = case.log(World.USUAL, 0)
    referred = sum(row[2] == What.REFERRED for row in log)
    said = [sentence for moment in life(case, referred + 1, 0).moments for sentence in moment.usual]
    assert said[0] == "Is in care on day 0, and never referred to the programme."
    with pytest.raises(NoSuchPerson):
        life(case, referred + sum(row[2] == What.CARE_REFERRED for row in log) + 1, 0)


@pytest.mark.parametrize(
    ("source", "since"),
    [
        (Source.REFERRALS, "referral"),
        (Source.IN_CARE, "day 0"),
        (Source.CARE_LIST, "day 0"),
        (Source.NEW_TO_CARE, "coming to care"),
    ],
)
def test_weeks_until_a_discharge_are_said_to_count_from_where_they_do(source, since):
    """People who are never referred have no referral to count from; of people of day 0 care is counted from then."""
    case = Case.of(loaded(**TEAM), 1)
    log = case.log(World.USUAL, 0)
    came = {row[1]: row[0] for row in log if row[2] in CAME_BY and row[3] & SOURCE == source}
    person, minute = next((row[1], row[0]) for row in log if row[2] == What.DISCHARGED and row[1] in came)
    story = life(case, person + 1, 0)
    said = [sentence for moment in story.moments for sentence in moment.usual if sentence.startswith("Discharged")]
    assert said[0].endswith(f", {round((minute - came[person]) / WEEK)} weeks after {since}.")
    assert story.care_began == since
