"""Does an engine that is not ours, given a part of the pathway from its description alone, come to the same?

Ours and Ciw's draw other luck, so they agree within intervals: every mean difference within 4 standard errors (of 17
figures, one in a thousand such lists would be refused by chance). What that can see is held too: gaps between meetings
5 % longer in Ciw are noticed.
"""

from datetime import date
from functools import cache
from math import sqrt
from statistics import fmean, variance

import pytest

from sim.events import Row, What
from sim.inputs import inputs_of
from sim.luck import study_key
from sim.scenario import Scenario
from sim.simulate import logs
from sim.units import WEEK
from tests.theory.in_ciw import IN_ACTIVITIES, SUPPORT, Given, found
from tests.theory.one_queue import exponential_with, scenario

REPLICATIONS = 400
STANDARD_ERRORS = 4.0
CASES = {"support": SUPPORT, "activities": IN_ACTIVITIES}
Answers = dict[str, list[float]]


def ours(case: Given) -> Scenario:
    """The same service as a scenario."""
    end = date(2000, 1, 3).toordinal() + case.weeks * 7
    return scenario(
        {"distribution": "uniform", "least": case.first_meeting[0], "most": case.first_meeting[1]},
        caseload=case.caseload,
        per_week=case.referrals_per_week,
        patience=exponential_with(case.patience),
        dates={"start": date(2000, 1, 3), "end": date.fromordinal(end)},
        support={
            "chance_accepts": case.chance_accepts,
            "weeks_between_meetings": {"distribution": "lognormal", "median": case.gap[0], "ninetieth": case.gap[1]},
            "meetings": case.meetings,
            "chance_attends_meeting": case.attends,
            "missed_meetings_allowed": case.missed_allowed,
        },
        stages={"activities": bool(case.activities)},
        activity_defaults={"places": case.places, "sessions": case.sessions},
        activities={f"group_{n}": {} for n in range(case.activities)},
        prescription={
            "weeks_of_patience": exponential_with(case.place_patience),
            "chance_of_dropping_out_per_session": case.drops,
        },
    )


def counted(rows: list[Row], case: Given) -> dict[str, float]:
    """What one of our logs comes to by the horizon, under Ciw's headings."""
    many = dict.fromkeys(What, 0)
    since: dict[tuple[int, bool], int] = {}
    waited = {True: 0, False: 0}
    for minute, person, what, _, _ in rows:
        many[What(what)] += 1
        if what in (What.JOINED_QUEUE, What.WANTS_PLACE):
            since[person, what == What.JOINED_QUEUE] = minute
        elif what in (What.GIVEN_LINK_WORKER, What.JOINED_ACTIVITY):
            where = what == What.GIVEN_LINK_WORKER
            waited[where] += minute - since[person, where]
    given, ended = many[What.GIVEN_LINK_WORKER], many[What.SUPPORT_ENDED] + many[What.DISENGAGED]
    answer = {
        "given a link worker": given,
        "gave up waiting": many[What.GAVE_UP],
        "weeks waited by those given": waited[True] / WEEK,
        "on a caseload at the end": given - ended,
    }
    if not case.activities:
        return answer | {"disengaged": many[What.DISENGAGED], "support completed": many[What.SUPPORT_ENDED]}
    joined, over = many[What.JOINED_ACTIVITY], many[What.COMPLETED] + many[What.DROPPED_OUT]
    return answer | {
        "given a place": joined,
        "turned to the next choice": many[What.PLACE_GIVEN_UP],
        "nothing left to try": many[What.NOTHING_SUITABLE],
        "weeks waited for a place by those given": waited[False] / WEEK,
        "in a place at the end": joined - over,
        "dropped out": many[What.DROPPED_OUT],
        "courses completed": many[What.COMPLETED],
    }


@cache
def by_us(case: Given) -> Answers:
    log_of = logs(inputs_of(ours(case)), study_key(1), "fast")
    return together([counted(log_of(n), case) for n in range(REPLICATIONS)])


@cache
def by_ciw(case: Given) -> Answers:
    return together([found(case, n) for n in range(REPLICATIONS)])


def together(each: list[dict[str, float]]) -> Answers:
    return {name: [one[name] for one in each] for name in each[0]}


def apart(first: list[float], second: list[float]) -> float:
    """The difference of two means in standard errors."""
    error = sqrt((variance(first) + variance(second)) / REPLICATIONS)
    return (fmean(second) - fmean(first)) / error if error else 0.0


@pytest.mark.parametrize("name", CASES)
def test_every_figure_agrees(name):
    us, them = by_us(CASES[name]), by_ciw(CASES[name])
    assert us.keys() == them.keys()
    far = {of: round(apart(us[of], them[of]), 1) for of in us if abs(apart(us[of], them[of])) > STANDARD_ERRORS}
    assert not far, f"standard errors apart: {far}"
    assert all(fmean(values) > 0.5 for values in us.values()), "what hardly ever happens shows nothing"


def test_gaps_five_per_cent_longer_are_noticed():
    """The fault that the comparison above is good enough to see."""
    us, them = by_us(SUPPORT), by_ciw(SUPPORT._replace(gaps_longer=1.05))
    assert max(abs(apart(us[of], them[of])) for of in us) > STANDARD_ERRORS
