"""A scenario that moves in place, and what is kept of it until something that it read has moved."""

import pytest

from experiments.changed import changed_to
from experiments.study.moving import Kept, Moving
from sim.errors import NotPossible
from sim.scenario.sections import values_in
from tests.scenarios import scenario

ACCEPTS, DEMAND = ("support", "chance_accepts"), ("demand", "referrals_per_week")
PATIENCE = ("support", "weeks_of_patience")
SHARE, OTHER = ("traits", "age", "levels", "under_65", "share"), ("traits", "age", "levels", "over_65", "share")


def moving(*paths):
    return Moving(scenario(), paths)


def numbers_of(service):
    return {
        path: (getattr(value, "value", None), getattr(value, "mean", None)) for path, value, _ in values_in(service)
    }


class Reader:
    """Something made of some values; counts how often."""

    def __init__(self, of, read):
        self.times = 0
        self.kept = Kept(of, lambda: self.make(read))

    def make(self, read):
        self.times += 1
        return read()


@pytest.mark.parametrize("values", [(0.5, 1.0, 3.0, 0.4), (0.9, 2.5, 2.0, 0.75), (0.5, 0.5, 0.0, 1.0)])
def test_it_holds_what_a_scenario_of_these_values_does(values):
    paths = (ACCEPTS, PATIENCE, DEMAND, SHARE)
    one = moving(*paths)
    assert one.to([0.1, 1.5, 9.0, 0.2])
    assert one.to(values)
    assert numbers_of(one.scenario) == numbers_of(changed_to(scenario(), dict(zip(paths, values, strict=True))))


def test_two_shares_of_one_trait_make_room_one_after_the_other():
    one = moving(OTHER, SHARE)
    assert one.to([0.9, 0.6])
    after = changed_to(scenario(), {OTHER: 0.9, SHARE: 0.6})
    assert numbers_of(one.scenario) == numbers_of(after)
    assert one.scenario.traits["age"].levels["over_65"].share.value == pytest.approx(0.4)


def test_a_range_that_no_longer_holds_a_value_is_back_when_it_does():
    ranged = scenario(
        support='chance_accepts = { value = 0.9, low = 0.8, high = 0.95, source = "x", grade = "assumed" }'
    )
    one = Moving(ranged, [ACCEPTS])
    ends = []
    for value in (0.5, 0.85):
        one.to([value])
        ends.append((one.scenario.support.chance_accepts.low, one.scenario.support.chance_accepts.high))
    assert ends == [(None, None), (0.8, 0.95)]


def test_the_scenario_that_was_given_stays_as_it_was():
    service = scenario()
    before = numbers_of(service)
    one = Moving(service, [ACCEPTS, SHARE])
    one.to([0.1, 0.5])
    assert numbers_of(service) == before


@pytest.mark.parametrize("values", [(1.1, 1.0), (-0.1, 1.0), (float("nan"), 1.0), (0.5, 0.0), (0.5, -1.0), (0.5, 1e9)])
def test_what_may_not_be_possible_is_not_set(values):
    one = moving(ACCEPTS, PATIENCE)
    one.to([0.5, 1.0])
    assert not one.to(values)
    assert one.values == [0.5, 1.0]
    assert one.scenario.support.chance_accepts.value == 0.5


def test_a_path_of_no_number_is_refused():
    for path in (("support", "nothing"), ("dates", "start"), ("nowhere",)):
        with pytest.raises(NotPossible, match="there is no number at"):
            moving(path)


# ---------------------------------------------------------------- kept


def test_what_read_nothing_that_moved_is_not_made_again():
    one = moving(ACCEPTS, DEMAND)
    reader = Reader(one, lambda: one.scenario.support.chance_accepts.value)
    found = []
    for values in ([0.5, 1.0], [0.5, 2.0], [0.6, 2.0], [0.6, 2.0]):
        one.to(values)
        found.append(reader.kept())
    assert (found, reader.times) == ([0.5, 0.5, 0.6, 0.6], 2)


def test_a_move_while_nobody_asked_is_seen_later():
    one = moving(ACCEPTS, DEMAND)
    reader = Reader(one, lambda: one.scenario.support.chance_accepts.value)
    one.to([0.5, 1.0])
    reader.kept()
    for values in ([0.7, 1.0], [0.7, 2.0], [0.7, 3.0]):
        one.to(values)
    assert reader.kept() == 0.7


def test_a_number_that_is_read_only_because_another_moved_counts_from_then_on():
    one = moving(ACCEPTS, DEMAND)

    def read():
        accepts = one.scenario.support.chance_accepts.value
        return one.scenario.demand.referrals_per_week.value if accepts > 0.5 else 0.0

    reader, found = Reader(one, read), []
    for values in ([0.5, 1.0], [0.5, 2.0], [0.9, 2.0], [0.9, 3.0], [0.5, 3.0], [0.5, 4.0]):
        one.to(values)
        found.append(reader.kept())
    assert found == [0.0, 0.0, 2.0, 3.0, 0.0, 0.0]
    assert reader.times == 4


def test_whoever_asks_for_something_kept_has_read_what_it_read():
    one = moving(ACCEPTS, DEMAND)
    inner = Reader(one, lambda: one.scenario.support.chance_accepts.value)
    outer = Reader(one, lambda: (inner.kept(), one.scenario.demand.referrals_per_week.value))
    one.to([0.5, 1.0])
    assert inner.kept() == 0.5
    assert outer.kept() == (0.5, 1.0)
    one.to([0.6, 1.0])
    assert outer.kept() == (0.6, 1.0)
    one.to([0.6, 2.0])
    assert outer.kept() == (0.6, 2.0)
    assert (inner.times, outer.times) == (2, 3)


def test_what_failed_is_made_again():
    one = moving(ACCEPTS)
    reader = Reader(one, lambda: 1 / (one.scenario.support.chance_accepts.value - 0.5))
    one.to([0.5])
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            reader.kept()
    one.to([0.75])
    assert (reader.kept(), reader.times) == (4.0, 3)
