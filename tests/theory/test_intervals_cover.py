"""Do intervals hold what they are of, on the model itself? A shorter study than the table of docs/theory.md has.

2,000 replications make 100 blocks of 20, and 40 of 50. Over all quantities of page one together the share of blocks
that hold is known within 1 %; a fault that brings it from 95 to 91 % is seen.
"""

from statistics import fmean

import pytest

from experiments.mean_errors import student_t
from tests.theory.coverage import CASES, Quantity, coverage, one_more_holds, quantities

REPLICATIONS = 2000
SELDOM = ("gave_up", "wait_for_link_worker", "within_target", "service")


@pytest.fixture(scope="module", params=CASES)
def found(request) -> dict[str, Quantity]:
    return quantities(request.param, REPLICATIONS)


@pytest.mark.parametrize("n", [20, 50])
def test_what_is_said_holds_95_times_in_100(found, n):
    shares = {name: coverage(quantity, n).share for name, quantity in found.items()}
    assert 0.935 <= fmean(shares.values()) <= 0.99
    assert min(shares.values()) >= 0.75, min(shares, key=shares.__getitem__)


def test_one_real_service_holds_from_thirty_nine_on(found):
    assert 0.93 <= fmean(one_more_holds(quantity, 39).share for quantity in found.values()) <= 0.995


def test_few_of_page_one_of_the_pilot_at_fifty_are_too_few_to_say():
    held = [coverage(quantity, 50) for quantity in quantities("pilot", REPLICATIONS).values()]
    assert fmean(one.few / one.blocks for one in held) <= 0.05


def test_students_own_interval_does_not_hold_what_is_seldom_seen():
    """The planted fault: what the first test is there to catch."""
    seldom = {
        name: quantity
        for name, quantity in quantities("third_post less the pilot", REPLICATIONS).items()
        if name.startswith(SELDOM)
    }
    shares = []
    for quantity in seldom.values():
        each, n = quantity.each, 20
        truth = fmean(each)
        for i in range(0, len(each) // n * n, n):
            block = each[i : i + n]
            mean = fmean(block)
            spread = (sum((value - mean) ** 2 for value in block) / (n - 1) / n) ** 0.5
            shares.append(abs(mean - truth) <= student_t(0.975, n - 1) * spread)
    assert fmean(shares) < 0.92
