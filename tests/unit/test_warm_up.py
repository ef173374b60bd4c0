"""From when on is a series settled? By hand, and of scenarios whose answer is known."""

import pytest

from experiments.along import ON_NO_FIT
from experiments.run import Case
from experiments.warm_up import mser_5, warm_up
from sim.errors import NotPossible
from sim.loading import load
from sim.loading.in_hand import with_values


def test_a_ramp_that_is_over_is_left_out_and_no_more():
    ramp, settled = [10 - i / 10 for i in range(100)], [1.0, -1.0] * 450
    assert mser_5(ramp + settled) == 100
    assert mser_5(settled) == 0
    assert mser_5([2.0] * 50) == 0


def test_a_series_that_still_rises_at_its_half_or_is_too_short_has_no_answer():
    assert mser_5([float(i) for i in range(100)]) is None
    assert mser_5([1.0] * 9) is None


@pytest.fixture(scope="module")
def one_queue() -> Case:
    return Case.of(load("bare_queue"), 1)


def test_a_queue_that_starts_empty_settles(one_queue):
    found = warm_up(one_queue, ON_NO_FIT, replications=5)
    waiting = found.series[0]
    assert (found.running, waiting.state) == (False, "waiting")
    assert waiting.weeks is not None
    assert waiting.mean[0] < waiting.level
    assert found.weeks == max(one.weeks for one in found.series)


def test_a_service_stated_as_running_is_said_to_be_so():
    running = with_values(load("third_post"), {"link_workers.people_on_day_0": 30}, name="running")
    assert warm_up(Case.of(running, 1), ON_NO_FIT, replications=2).running


def test_the_worst_point_of_all_ranges_settles_no_earlier_than_the_others(one_queue):
    ranged = with_values(
        load("bare_queue"),
        {"demand.referrals_per_week": {"value": 6.4, "low": 1, "high": 7.9, "grade": "assumed", "source": "made up"}},
        name="ranged",
    )
    case = Case.of(ranged, 1)
    found = warm_up(case, ON_NO_FIT, replications=3, over_ranges=True)
    assert found.points >= 2
    each = []
    for rate in (1, 7.9):
        changed = with_values(ranged, {"demand.referrals_per_week": rate}, name="changed")
        each.append(warm_up(Case.of(changed, 1), ON_NO_FIT, replications=3).weeks)
    assert found.worst is not None
    if None in each:
        assert found.worst.weeks is None
    else:
        assert found.worst.weeks is None or found.worst.weeks >= max(each)


def test_a_few_weeks_of_referrals_cannot_tell():
    base = load("third_post")
    short = with_values(base, {"dates.last_referral": base.scenario.dates.start.value}, name="short")
    with pytest.raises(NotPossible, match="at least 10 are needed"):
        warm_up(Case.of(short, 1), ON_NO_FIT, replications=1)
