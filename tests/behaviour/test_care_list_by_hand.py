"""The care team's list, worked out by hand: who starts when, who gives up, and what a cut in places does.

Nobody is referred to the programme, unless a test says so. A review is held four weeks after care starts: a discharge.
"""

import pytest

from sim.events import What
from sim.inputs import inputs_of
from sim.luck import study_key
from sim.pathway import events
from sim.units import WEEK
from tests.worked import scenario

REVIEWS = {
    "slots_per_week": 10_080,
    "weeks_to_first_review": 4,
    "weeks_between_reviews": 4,
    "chance_of_discharge": 0.999999,
}
ONE_PLACE = {"places": 1, "people_on_day_0": 1, "weeks_in_care": 1, "weeks_waited": 3, "after_a_relapse": "list"}


def when(what, *, referred=0, **care_team):
    """(week, person) of an event; people are numbered from 0: referred, then in care, then waiting."""
    asked = scenario(
        demand={"referrals_per_week": 0, "waiting_on_day_0": referred},
        programme={"effect": []},
        reviews=REVIEWS,
        care_team={**ONE_PLACE, **care_team},
    )
    return [(round(row[0] / WEEK, 2), row[1]) for row in events(inputs_of(asked), study_key(1), 0) if row[2] == what]


def test_a_discharge_lets_the_next_person_start():
    """In care for a week on day 0, so reviewed in week 3; then each stays for four weeks."""
    assert when(What.STARTED_CARE, waiting_on_day_0=3) == [(3, 1), (7, 2), (11, 3)]
    assert when(What.CARE_PLACE_FREED, waiting_on_day_0=2) == [(3, 0), (7, 1), (11, 2)]


def test_free_places_of_day_0_go_to_the_head_of_the_list_at_once():
    assert when(What.STARTED_CARE, waiting_on_day_0=3, places=3) == [(0, 1), (0, 2), (3, 3)]


def test_patience_counts_what_was_waited_by_day_0():
    """Five weeks, of which three are over: nobody waits to week 3."""
    given_up = when(What.GAVE_UP_CARE_LIST, waiting_on_day_0=2, weeks_of_patience=5)
    assert given_up == when(What.LEFT, waiting_on_day_0=2, weeks_of_patience=5) == [(2, 1), (2, 2)]
    assert when(What.STARTED_CARE, waiting_on_day_0=2, weeks_of_patience=6) == [(3, 1)], (
        "a place comes before giving up"
    )


def test_people_of_the_programme_hold_places_above_capacity_until_enough_have_left():
    """Two are referred on day 0 and one is in care: with two places, two must have left before one is given."""
    assert when(What.IN_CARE_PLACE_ALREADY, referred=2) == [(0, 0), (0, 1), (0, 2)]
    assert when(What.STARTED_CARE, referred=2, waiting_on_day_0=2, places=2) == [(4, 3), (4, 4)]


@pytest.mark.parametrize("places", [0, 1, 2])
def test_a_cut_in_places_takes_effect_as_people_leave(places):
    """Two places, and from week 2 other ones: nobody who is in care is put out."""
    cut = [{"starts": 14, "places": places}]
    one_in_care = {"places": 2, "people_on_day_0": 1, "waiting_on_day_0": 4, "changes": cut}
    assert when(What.STARTED_CARE, **one_in_care)[:1] == [(0, 1)]
    assert when(What.CARE_PLACE_FREED, **one_in_care)[:2] == [(3, 0), (4, 1)]
    later = when(What.STARTED_CARE, **one_in_care)[1:]
    assert later == {0: [], 1: [(4, 2), (8, 3), (12, 4)], 2: [(3, 2), (4, 3), (7, 4)]}[places]


def test_a_class_is_taken_first_however_long_the_others_have_waited():
    """Everybody of one level before all of the other."""
    traits = {"need": {"levels": {"high": {"share": 0.5}, "low": {"share": 0.5}}}}
    order = {"trait": "need", "first": ["low"]}
    asked = scenario(
        demand={"referrals_per_week": 0},
        reviews=REVIEWS,
        traits=traits,
        care_team={**ONE_PLACE, "waiting_on_day_0": 8, "queue_order": order},
    )
    log = events(inputs_of(asked), study_key(1), 0)
    level = {row[1]: row[4] for row in log if row[2] == What.HAS_TRAIT}
    taken = [level[row[1]] for row in log if row[2] == What.STARTED_CARE]
    assert taken == sorted(taken, reverse=True), "low is level 1"
    assert {0, 1} == {*taken}
