"""Many points at once: numbers by point, points that fail with their reason, and any number of workers."""

import numpy as np
import pytest

from experiments.changed import with_values
from experiments.run import Case
from experiments.study import points
from experiments.study.desk import Desk, at_scenario
from experiments.study.outputs import outputs_of
from experiments.study.points import run_points
from sim.errors import NotPossible
from tests.scenarios import scenario

CASE = Case("small", scenario(), 1)
PATHS = (("support", "chance_accepts"), ("demand", "referrals_per_week"))
OUTPUTS = outputs_of(CASE, ["net", "with.given_link_worker"])
VALUES = np.array([[0.5, 2.0], [0.9, 1.0], [1.1, 2.0], [0.7, 3.0]])
NUMBERS = range(5, 8)


def found(**how):
    return run_points(CASE, PATHS, VALUES, NUMBERS, OUTPUTS, **how)


def test_a_point_has_the_numbers_of_its_scenario():
    changed = Case("small", with_values(CASE.scenario, dict(zip(PATHS, VALUES[3], strict=True))), 1)
    columns = Desk(CASE, PATHS, OUTPUTS).columns
    assert (found().columns[3] == at_scenario(changed, columns, NUMBERS)).all()


def test_a_point_that_is_no_scenario_has_a_reason_and_no_numbers():
    columns, failed = found()
    assert failed == {2: "support.chance_accepts is 1.1; a chance lies between 0 and 1."}
    assert np.isnan(columns[2]).all()
    assert not np.isnan(columns[[0, 1, 3]]).any()


def test_a_point_past_its_cap_of_events_fails_and_the_others_go_on():
    capped = Case("capped", scenario(settings="most_events = 20_000"), 1)
    values = np.array([[0.9, 200.0], [0.9, 1.0]])
    columns, failed = run_points(capped, PATHS, values, range(1), OUTPUTS)
    assert {*failed} == {0}
    assert "more than 20,000 events" in failed[0]
    assert not np.isnan(columns[1]).any()


def test_threads_find_the_same(monkeypatch):
    monkeypatch.setattr(points, "AT_A_TIME", 1)
    one, three = found(), found(jobs=3)
    assert np.array_equal(one.columns, three.columns, equal_nan=True)
    assert one.failed == three.failed


def test_processes_find_the_same(monkeypatch):
    monkeypatch.setattr(points, "FEWEST_FOR_PROCESSES", 2)
    monkeypatch.setattr(points, "AT_A_TIME", 1)
    one, two = found(), found(jobs=2)
    assert np.array_equal(one.columns, two.columns, equal_nan=True)
    assert one.failed == two.failed


def test_progress_counts_points(monkeypatch):
    monkeypatch.setattr(points, "AT_A_TIME", 3 * len(NUMBERS))
    done = []
    found(progress=done.append)
    assert done == [3, 4]


def test_a_path_that_is_given_twice_is_refused():
    with pytest.raises(NotPossible, match=r"support\.chance_accepts is given twice"):
        Desk(CASE, (*PATHS, PATHS[0]), OUTPUTS)


def test_each_point_may_have_replications_of_its_own():
    numbers = [range(n, n + 2) for n in (5, 0, 6, 7)]
    columns, _ = run_points(CASE, PATHS, VALUES, numbers, OUTPUTS)
    assert np.array_equal(columns[0], found().columns[0, :2])
    desk = Desk(CASE, PATHS, OUTPUTS)
    assert (columns[3] == desk.at(VALUES[3], range(7, 9))).all()


def test_both_engines_find_the_same():
    assert np.array_equal(found().columns, found(engine="simpy").columns, equal_nan=True)
