"""What `spsim solve` reads of one world is what every answer says of it: shares, means, uses, the service's cost."""

from math import fsum

import numpy as np
import pytest

from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, run
from experiments.solving.levers import mixes_of
from experiments.solving.targets import target_of
from experiments.solving.trials import rows_of
from sim.inputs import World
from sim.loading import load
from sim.measures import Queue
from sim.units import WEEK

MANY = 12
SCENARIOS = ("rotherham_mental_health_pilot", "older_people_loneliness", "bare_queue", "part_funded_post")


@pytest.fixture(scope="module", params=SCENARIOS)
def both(request):
    """A scenario's replications in every world, and its case."""
    case = Case.of(load(request.param), 3)
    return case, Results(case, run([case], range(MANY))[0])


def rows(case, *said):
    targets = [target_of(one, case) for one in said]
    return rows_of([(case, range(MANY))], targets)[0]


def test_the_cost_is_the_bridges_cost_of_the_service(both):
    case, pool = both
    service = [-pounds for pounds in pool.worlds.pounds(max(case.shape.bridge_years), "service")]
    assert rows(case, "90 % met within 4 weeks").pounds == pytest.approx(service, abs=1e-6)


def test_the_share_in_time_is_that_of_the_waits(both):
    case, pool = both
    target = float(case.scenario.settings.wait_target_weeks.value)
    found = rows(case, f"90 % met within {target:g} weeks")
    waits = pool.outcomes[World.PROGRAMME].counted
    joined = next(one for one in _outcomes(case) if one.name == "within_target").out_of
    assert found.of[:, 0].tolist() == waits(joined)
    curve = pool.waits(Queue.REFERRED)
    if not any(length < target * WEEK for length in curve.waits.waiting):
        assert fsum(found.some[:, 0]) / fsum(found.of[:, 0]) / 100 == pytest.approx(curve.within_target)


def test_outcomes_are_those_of_the_answer(both):
    case, pool = both
    read = pool.outcomes[World.PROGRAMME]
    for outcome in _outcomes(case):
        if outcome.name.startswith(("care_", "uses.", "wider.", "wanted.", "years_of.")):
            continue
        found = rows(case, f"{outcome.name} at least 1")
        some, of, *_ = read.part(outcome)
        assert found.some[:, 0] == pytest.approx(some), outcome.name
        assert found.of[:, 0] == pytest.approx(of or [1.0] * MANY), outcome.name


def test_uses_are_those_of_the_answer(both):
    case, pool = both
    names = {"caseload": "occupancy at most 85 %", "contact hours": "contact hours at most 85 %"}
    if case.scenario.stages.activities and case.scenario.activities:
        names["places"] = "places at most 85 %"
    uses = list(case.capacities.use(pool.worlds.columns[World.PROGRAMME]))
    for kind, said in names.items():
        of_it = [use for use in uses if use.name.endswith(f": {kind}")]
        found = rows(case, said)
        assert found.some[:, 0] == pytest.approx(100 * np.sum([use.used for use in of_it], axis=0))
        assert found.of[:, 0] == pytest.approx(np.sum([use.capacity for use in of_it], axis=0))


def test_a_mix_at_the_values_of_now_is_the_scenario_itself():
    base = load("rotherham_mental_health_pilot")
    case = Case.of(base, 5)
    targets = [target_of("90 % met within 4 weeks", case), target_of("100 discharges", case)]
    same = mixes_of(base, 5, [("posts", "2"), ("places", "12"), ("slots", "2")], targets).case((2.0, 12.0, 2.0))
    here, there = rows_of([(case, range(MANY)), (same, range(MANY))], targets)
    assert all(np.array_equal(a, b) for a, b in zip(here, there, strict=True))


def test_the_number_of_threads_changes_nothing():
    case = Case.of(load("rotherham_mental_health_pilot"), 5)
    targets = [target_of("90 % met within 4 weeks", case)]
    one, three = (rows_of([(case, range(70))], targets, jobs=jobs)[0] for jobs in (1, 3))
    assert all(np.array_equal(a, b) for a, b in zip(one, three, strict=True))


def test_the_readable_engine_says_the_same():
    case = Case.of(load("rotherham_mental_health_pilot"), 5)
    targets = [target_of("90 % met within 4 weeks", case)]
    fast, simpy = (rows_of([(case, range(2))], targets, engine=engine)[0] for engine in ("fast", "simpy"))
    assert all(np.array_equal(a, b) for a, b in zip(fast, simpy, strict=True))


def _outcomes(case):
    return outcomes_for(case.shape)
