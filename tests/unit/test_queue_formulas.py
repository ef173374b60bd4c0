"""The formulas that the engine is held to meet known numbers themselves (Q1 to Q8, Q12 and Q13 of the notes)."""

from math import exp, fsum

import pytest

from tests.queues import cobham, erlang_a, erlang_b, erlang_c, mean_wait_mmc, pollaczek_khinchine, ramp_up


def about(value):
    """As far as six printed digits go."""
    return pytest.approx(value, rel=3e-6)


def test_one_server_waits_nine_services_at_90_percent_load():
    assert mean_wait_mmc(0.9, 1, 1) == about(9)


def test_ten_servers_at_load_eight():
    assert erlang_c(10, 8) == about(0.409180)
    assert mean_wait_mmc(8, 1, 10) == about(0.204590)
    assert 8 * mean_wait_mmc(8, 1, 10) == about(1.63672)


def test_other_numbers_of_servers():
    assert mean_wait_mmc(9, 1, 10) == about(0.668732)
    assert mean_wait_mmc(2, 1 / 1.5, 2) == about(0.533333)


def test_two_servers_in_closed_form():
    assert mean_wait_mmc(1.6, 1, 2) == about(0.8**2 / (1 - 0.8**2))


def test_patience_as_long_as_service_leaves_a_poisson_number_present():
    found = erlang_a(50, 1, 50, 1)
    assert found.gives_up == about(0.0563250)
    assert found.waits == about(0.518808)
    assert found.utilisation == about(0.943675)
    poisson = [exp(-50.0)]
    for n in range(1, 200):
        poisson.append(poisson[-1] * 50 / n)
    assert found.waits == pytest.approx(1 - fsum(poisson[:50]), rel=1e-12)


def test_patience_twice_as_long_as_service():
    found = erlang_a(10, 1, 8, 2)
    assert found.gives_up == about(0.227218)
    assert found.mean_wait == about(0.454437)
    assert found.utilisation == about(0.965977)
    found = erlang_a(10, 1, 10, 2)
    assert (found.gives_up, found.mean_wait) == (about(0.103913), about(0.207826))


def test_one_of_everything_loses_one_in_e():
    assert erlang_a(1, 1, 1, 1).gives_up == pytest.approx(exp(-1), rel=1e-12)


def test_endless_patience_is_erlang_c():
    found = erlang_a(8, 1, 10, 1e9)
    assert found.mean_wait == about(mean_wait_mmc(8, 1, 10))
    assert found.waits == about(erlang_c(10, 8))


@pytest.mark.parametrize(("squared_cv", "wait"), [(0, 2), (0.25, 2.5), (0.5, 3), (1, 4), (4, 10)])
def test_the_more_services_differ_the_longer_the_wait(squared_cv, wait):
    assert pollaczek_khinchine(0.8, 1, squared_cv) == about(wait)


def test_those_taken_first_wait_less_and_the_mean_is_that_of_first_come_first_served():
    first, second = cobham([0.3, 0.4], 1)
    assert (first, second) == (about(1), about(3.333333))
    assert (0.3 * first + 0.4 * second) / 0.7 == about(mean_wait_mmc(0.7, 1, 1)) == about(2.333333)


def test_a_new_service_fills_up():
    assert ramp_up(10, 2, 2) == about(12.6424)


def test_a_full_house_loses_people():
    assert erlang_b(10, 8) == about(0.121661)
