"""Do people wait for a link worker as long as queueing theory says? A few queues, on the readable engine.

The whole list is run on the compiled engine (`test_queues_on_the_compiled_engine`), which writes the same log.

Every case is run twice: as it is, when theory must lie in the 99 % interval, and with services 5 % too long, when it
must not. How the queue is isolated and judged stands in `one_queue`; the formulas stand in `tests.queues`.
"""

import pytest

from sim import rules
from sim.luck import study_key
from sim.pathway import events
from sim.rules import Entry
from sim.units import WEEK, YEAR
from tests.queues import cobham, erlang_a, mean_wait_mmc, pollaczek_khinchine
from tests.theory.one_queue import (
    FAULT,
    LOGNORMAL_CV2,
    Given,
    agrees,
    exponential_with,
    lasting,
    lognormal_with,
    long_enough_for,
    mean_wait_and_share_giving_up,
    mean_wait_by_level,
    narrow_enough,
    scenario,
    waits,
)

# One person a week, so the load is service / slots: 0.5.
CASES = [
    Given(
        "Erlang C, two slots",
        lambda s: scenario(exponential_with(s), caseload=2),
        lambda s: [mean_wait_mmc(1, s, 2)],
        service=1,
        keep=1700,
        seed=102,
    ),
    Given(
        "lognormal service",
        lambda s: scenario(lognormal_with(s)),
        lambda s: [pollaczek_khinchine(1, s, LOGNORMAL_CV2)],
        service=0.5,
        keep=1300,
        seed=106,
    ),
    Given(
        "Erlang A, one slot: mean wait, share giving up",
        lambda s: scenario(exponential_with(s), patience=exponential_with(0.5)),
        lambda s: [erlang_a(1, s, 1, 0.5).mean_wait, erlang_a(1, s, 1, 0.5).gives_up],
        service=0.5,
        keep=1000,
        seed=108,
        measure=mean_wait_and_share_giving_up,
    ),
    Given(
        "Cobham, two classes: mean wait of each",
        lambda s: scenario(exponential_with(s), first={"high": 0.5, "low": 0.5}),
        lambda s: cobham([0.5, 0.5], s),
        service=0.5,
        keep=2600,
        seed=110,
        measure=mean_wait_by_level,
    ),
]
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@each_case
def test_people_wait_as_long_as_theory_says(case):
    for found, right, faulty in zip(
        case.found(), case.theory(case.service), case.theory(case.service * FAULT), strict=True
    ):
        assert narrow_enough(found, right, faulty)
        assert agrees(found, right)


@each_case
def test_a_planted_5_percent_error_in_mean_service_is_caught(case):
    for found, right in zip(case.found(FAULT), case.theory(case.service), strict=True):
        assert not agrees(found, right)


def test_fifty_thousand_years_are_fifty_years_slowed_a_thousand_times(monkeypatch):
    """Nothing depends on the length of a minute, and nothing breaks when time is long: services here last ten years.

    Services end on the nearest minute, and people behind each other in a line add up such roundings.
    """
    slower, people, key = 1000, 2600, study_key(112)

    def scenario_with(times):
        return scenario(
            exponential_with(0.5 * times), patience=exponential_with(0.5 * times), first={"high": 0.5, "low": 0.5}
        )

    quick = long_enough_for(scenario_with(1), people)
    entries = rules.people(quick, key, 0)
    in_quick_time = waits(events(quick, key, 0))
    slow = lasting(scenario_with(slower), quick.demand.last * slower, quick.horizon * slower)
    monkeypatch.setattr(
        rules, "people", lambda *_: [Entry(e.minute * slower, e.source, e.number, e.waited) for e in entries]
    )
    in_slow_time = waits(events(slow, key, 0))

    assert entries[-1].minute * slower > 49_000 * YEAR
    assert len(in_slow_time) == len(in_quick_time) >= people
    for a, b in zip(in_quick_time, in_slow_time, strict=True):
        assert a._replace(weeks=0) == b._replace(weeks=0)
        assert b.weeks / slower == pytest.approx(a.weeks, abs=10 / WEEK)
