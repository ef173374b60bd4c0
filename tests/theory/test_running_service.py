"""A service stated in the middle goes on as the service that it was: by formula, and against itself.

**By formula.** A service long running is met in equilibrium (Cox 1962, Renewal Theory, chapter 5): the time so far and
the time left of a course that lasts L have the same law, with density P(L > t) / E[L] and mean E[L^2] / 2 E[L].

**Against itself.** A constant service is run for ten years; where it stands then is written as a statement of day 0
(tests.running) and run with luck of its own. Both go on for two years. `make test` does so eight times, this file
two hundred.
"""

from math import exp, sqrt
from statistics import fmean, stdev
from typing import Any

import pytest

from sim import rules
from sim.inputs import AlreadyInputs, Inputs, inputs_of
from sim.luck import Who, study_key
from sim.units import WEEK
from tests.running import as_long_running, differences, pairs, with_times_so_far
from tests.worked import scenario

PEOPLE = 3000
STANDARD_ERRORS = 4
PAIRS = 200


# ---------------------------------------------------------------- by formula


def mean_gap(weeks: float) -> dict[str, Any]:
    return {"distribution": "exponential", "mean": weeks}


def on_a_caseload(**support: Any) -> tuple[Inputs, AlreadyInputs]:
    inputs = inputs_of(scenario(link_workers={"people_on_day_0": PEOPLE}, support=support))
    return inputs, inputs.already[0]


def so_far_and_left(inputs: Inputs, already: AlreadyInputs) -> tuple[list[float], list[float]]:
    """Weeks that each has been supported, and weeks until support would be over with no wait for a diary."""
    past, left = [], []
    for number in range(PEOPLE):
        who = Who(study_key(3), 0, already.source, already.number + number)
        support = rules.support_so_far(inputs, already, who, 1.0)
        ends, met = support.wanted, support.met + 1
        while met < support.planned:
            ends, met = rules.next_meeting_wanted(inputs, who, support.luck, met - 1, ends), met + 1
        past.append(-support.began / WEEK)
        left.append(ends / WEEK)
    return past, left


@pytest.mark.parametrize(
    ("support", "mean"),
    [
        ({"meetings": 4}, 2),  # 4 weeks for everybody: anywhere in them
        ({"meetings": 1, "weeks_to_first_meeting": mean_gap(5)}, 5),  # nothing is remembered
        # three exponentials of mean 2: E[L] = 6, E[L^2] = 12 + 36
        ({"meetings": 3, "weeks_to_first_meeting": mean_gap(2), "weeks_between_meetings": mean_gap(2)}, 48 / 12),
    ],
    ids=["the same for everybody", "exponential", "the sum of three exponentials"],
)
def test_support_under_way_is_met_in_equilibrium(support, mean):
    for weeks in so_far_and_left(*on_a_caseload(**support)):
        assert abs(fmean(weeks) - mean) < STANDARD_ERRORS * stdev(weeks) / sqrt(PEOPLE)


def test_with_exponential_support_what_is_left_is_exponential_whatever_is_stated_so_far():
    for stated in ({}, {"weeks_already_supported": 3}):
        inputs = inputs_of(
            scenario(
                link_workers={"people_on_day_0": PEOPLE, **stated},
                support={"meetings": 1, "weeks_to_first_meeting": mean_gap(5)},
            )
        )
        _, left = so_far_and_left(inputs, inputs.already[0])
        for weeks in (1, 5, 10):
            share, right = fmean(one > weeks for one in left), exp(-weeks / 5)
            assert abs(share - right) < STANDARD_ERRORS * sqrt(right * (1 - right) / PEOPLE)


# ---------------------------------------------------------------- against itself


@pytest.mark.parametrize("states", [with_times_so_far, as_long_running])
def test_a_service_stated_where_another_stands_goes_on_as_it_does(states):
    for name, (apart, half) in differences(pairs(PAIRS, states)).items():
        assert abs(apart) <= half, name
