"""Where does the scenario itself leave no room for luck?"""

import pytest

from experiments.certain import pays_by_use, service_is_certain, step_is_certain
from experiments.run import Case
from sim.loading import load
from tests.scenarios import scenario

MADE_UP = 'source = "made up", grade = "assumed"'
PILOT = Case("pilot", load("rotherham_mental_health_pilot").scenario, 1)


def holders_of(case: Case, payer: str) -> list[int]:
    return case.bridging.by_payer()[payer]


@pytest.mark.parametrize(("payer", "certain"), [("Mental health trust", True), ("ICB", False), ("Primary care", True)])
def test_review_slots_cost_what_they_cost_and_posts_fall_vacant(payer, certain):
    """The trust pays for slots, used or not; the ICB for posts; primary care for nothing of the service."""
    assert step_is_certain(PILOT, "service", holders_of(PILOT, payer)) is certain
    assert service_is_certain(PILOT, {payer}) is certain
    assert not service_is_certain(PILOT)


def test_what_is_paid_by_use_is_certain_for_those_who_do_not_pay_it():
    seen = f'per = "supported_review"\ngbp = {{ value = 10, {MADE_UP} }}\nprice_year = "2015/16"\npayer = "GPs"'
    by_use = scenario(**{"costs.seen": seen})
    assert pays_by_use(by_use, {"GPs"})
    assert not pays_by_use(by_use, {"Trust"})
