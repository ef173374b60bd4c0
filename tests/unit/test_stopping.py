"""When are there replications enough? By hand; how often it is right is in tests/theory."""

from math import inf

import pytest

from experiments.compare import Precision, run_pairs
from experiments.intervals import estimate
from experiments.run import Case
from experiments.stopping import ALIKE, Target, Watched, all_hold, look_ahead, next_look, settled
from sim.loading import load

KNOWN = [12.0, 14, 13, 15, 11, 13, 12, 14]


def watched(values: list[float], within: float, *, relative: bool = False) -> Watched:
    """A mean of these values, which must be known so closely."""
    return Watched(Target("output", within, relative), lambda n: estimate(values[:n]))


def test_a_known_half_width_in_its_unit_and_of_its_mean():
    assert estimate(KNOWN).mean == 13
    assert watched(KNOWN, 1).half_width(8) == pytest.approx(1.09461, rel=1e-4)
    assert watched(KNOWN, 0.1, relative=True).half_width(8) == pytest.approx(0.0842, abs=5e-5)
    assert watched(KNOWN, 1.1).is_met(8)
    assert not watched(KNOWN, 0.08, relative=True).is_met(8)


def test_a_mean_of_zero_is_never_known_within_a_share_of_itself():
    assert watched([-1.0, 1, -2, 2], 1000, relative=True).half_width(4) == inf


def test_one_narrow_interval_does_not_stop_a_run():
    """The first five values are nearly alike by chance: their interval is a tenth of what is asked."""
    lucky = [10.0, 10.1, 9.9, 10.05, 9.95, 17, 3, 15, 5, 16, 4, 18]
    of = watched(lucky, 1.0)
    assert of.is_met(5)
    assert not of.is_settled(10)
    steady = watched([10.0, 10.1] * 10, 1.0)
    assert [n for n in range(2, 12) if steady.is_settled(n)] == [7, 8, 9, 10, 11]


def test_how_far_it_looks_ahead_grows_beyond_a_hundred():
    assert [look_ahead(n) for n in (2, 100, 120, 1000)] == [5, 5, 6, 50]


def test_all_outputs_must_be_known_and_the_widest_says_how_many_more():
    narrow, wide = watched([1.0, 2] * 20, 1.0), watched([1.0, 20] * 20, 1.0)
    assert settled([narrow], 40)
    assert not settled([narrow, wide], 40)
    forecast = next_look([narrow, wide], 40, 10_000)
    assert forecast == next_look([wide], 40, 10_000) > next_look([narrow], 40, 10_000)
    assert next_look([wide], 40, 60) == 60


def test_no_run_stops_because_chance_has_not_struck_yet():
    def width(values: list[float]) -> float:
        return watched(values, 1.0).half_width(len(values))

    assert width([-5.0] * 30) == width([-5.0] * 29 + [4.0]) == width([-5.0]) == inf
    assert width([-5.0] * ALIKE) == 0
    assert 0 < width([-5.0] * 10 + [4.0, 3.0] * 10) < 10


def test_how_sure_several_intervals_are_together():
    assert all_hold(1) == pytest.approx(0.95)
    assert all_hold(3) == pytest.approx(0.85)
    assert all_hold(30) == 0


# ---------------------------------------------------------------- of scenarios


@pytest.fixture(scope="module")
def pair() -> list[Case]:
    return [Case.of(load(name), 1) for name in ("rotherham_mental_health_pilot", "third_post")]


def test_outputs_of_every_kind_are_watched_of_each_scenario_and_between_them(pair):
    targets = [
        Target("net", 30_000),
        Target("with.wait_for_link_worker", 3.0),
        Target("discharges", 0.5, relative=True),
    ]
    results, precision = run_pairs(pair, replications=30, within=targets, most=40, sums_only=True)
    assert precision.within == 30_000
    assert precision.half_width
    assert precision.intervals == 9
    wait, discharges = precision.outputs
    assert (wait.output, wait.unit, wait.relative) == ("with.wait_for_link_worker", "weeks", False)
    assert discharges.relative
    assert precision.replications == len(results[0]) in range(30, 41)


def test_a_run_goes_on_until_the_output_asked_for_is_known(pair):
    """Discharges of the pilot alone: half-widths of some replications, and no more replications than they need."""
    [few], rough = run_pairs(pair[:1], replications=30, within=[Target("discharges", 4.0)], sums_only=True)
    [more], fine = run_pairs(pair[:1], replications=30, within=[Target("discharges", 0.5)], sums_only=True)
    assert not rough.missed
    assert not fine.missed
    assert len(few) < len(more)
    assert fine.outputs[0].half_width <= 0.5 < rough.outputs[0].half_width <= 4.0


def test_a_precision_is_missed_if_any_output_is_not_known(pair):
    _, precision = run_pairs(
        pair[:1], replications=30, within=[Target("net", 1e9), Target("discharges", 1e-6)], most=31, sums_only=True
    )
    assert precision.missed
    assert precision.half_width < 1e9
    assert not Precision(None, 5.0, 10).missed
    assert Precision(1.0, 5.0, 10).missed
