"""A point in place and a point by a scenario of its own: the same verdict, and the same numbers to the last bit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from experiments.run import Case
from experiments.study.desk import Desk
from experiments.study.in_place import InPlace
from experiments.study.moving import Kept
from experiments.study.outputs import output_names, outputs_of
from sim.checks import faults_across
from sim.inputs import inputs_of as numbers_of
from sim.kernel import fast
from sim.loading import load
from sim.luck import study_key
from tests.generate import a_third, scenarios
from tests.scenarios import scenario
from tests.study_points import agree, at_ends, desk_of, inputs_of, is_fast, said_of, spread_out

PILOT = "rotherham_mental_health_pilot"
OTHERS = (
    "people_seen_sooner",
    "primary_care_link_workers",
    "refill_or_remove_post",
    "older_people_loneliness",
    "pooled_or_five_local_teams",
)


def test_every_uncertain_input_of_the_pilot_gives_the_same_numbers_at_either_end():
    desk, inputs = desk_of(PILOT)
    for values in at_ends(inputs):
        assert agree(desk, values), values
        assert is_fast(desk, values) or isinstance(said_of(desk.slowly, values), str), values


@pytest.mark.parametrize("name", OTHERS)
def test_some_inputs_of_other_settings_do(name):
    """The whole of every scenario: tests/theory."""
    desk, inputs = desk_of(name)
    for values in spread_out(9, list(at_ends(inputs))):
        assert agree(desk, values), values
        assert is_fast(desk, values) or isinstance(said_of(desk.slowly, values), str), values


ANYTHING = st.one_of(st.floats(-0.2, 1.2), st.floats(0, 1), st.floats(0, 1))  # of the way from low to high


@given(st.data())
def test_values_in_ranges_and_beyond_them_get_the_same_verdict_and_numbers(data):
    """Of the pilot: some inputs anywhere, all others as stated."""
    desk, inputs = desk_of(PILOT)
    values = [one.value for one in inputs]
    for i in data.draw(st.lists(st.integers(0, len(inputs) - 1), max_size=8, unique=True)):
        values[i] = inputs[i].low + data.draw(ANYTHING) * (inputs[i].high - inputs[i].low)
    assert agree(desk, values)


ODD = st.sampled_from([-1.0, 0.0, 1e-300, 1e-9, 0.5, 1.0, 2.0, 3.7, 1e6, 1e12, 1e308, float("inf"), float("nan")])


@a_third
@given(st.data())
def test_odd_values_get_the_same_verdict(data):
    desk, inputs = small()
    values = [one.value for one in inputs]
    for i in data.draw(st.lists(st.integers(0, len(inputs) - 1), min_size=1, max_size=2, unique=True)):
        values[i] = data.draw(ODD)
    assert agree(desk, values)


def small():
    case = Case("small", scenario(settings="most_events = 20_000"), 1)
    inputs = inputs_of(case.scenario)
    return Desk(case, [one.path for one in inputs], outputs_of(case, output_names(case))), inputs


@a_third
@given(st.data(), scenarios())
def test_scenarios_with_everything_at_once_get_the_same(data, service):
    """Some inputs and levers at once, so that a number may be read only because another has moved, and tables may have
    other rows."""
    assume(not faults_across(service))
    case = Case("generated", service, 1)
    inputs = inputs_of(service, kinds=("uncertain", "lever", "setting"))
    desk = Desk(case, [one.path for one in inputs], outputs_of(case, output_names(case)))
    for _ in range(2):
        some = data.draw(st.sets(st.sampled_from(range(len(inputs))), max_size=6))
        highs = data.draw(st.sets(st.sampled_from(sorted(some)))) if some else ()
        values = [one.high if i in highs else one.low if i in some else one.value for i, one in enumerate(inputs)]
        assert agree(desk, values)


def test_what_came_before_changes_nothing():
    desk, inputs = desk_of(PILOT)
    one, *others = spread_out(12, list(at_ends(inputs)))
    first = said_of(desk.at, one, range(3))
    for other in others:
        said_of(desk.at, other, range(2))
    said_of(desk.at, [-1.0] * len(inputs))
    assert said_of(desk.at, one, range(3)).tobytes() == first.tobytes()


def test_a_point_with_many_more_people_finds_room_and_the_next_is_as_it_was():
    """Twenty times as many people as there was room for at first, and a point beyond the cap of events between."""
    case = Case("small", scenario(settings="most_events = 200_000"), 1)
    desk = Desk(case, [("demand", "referrals_per_week")], outputs_of(case, output_names(case)))
    for people in (2.0, 100.0, 2.0, 3_000.0, 2.0, 100.0):
        assert agree(desk, [people], range(2)), people
        assert is_fast(desk, [people])
    assert "more than 200,000 events" in said_of(desk.at, [3_000.0])


# ---------------------------------------------------------------- planted faults


@pytest.mark.parametrize("kept", ["parts", "inputs", "bridging"])
def test_something_that_is_not_made_again_is_noticed(kept, monkeypatch):
    case = Case.of(load(PILOT), 1)
    inputs = inputs_of(case.scenario)
    desk = Desk(case, [one.path for one in inputs], outputs_of(case, ["net"]))
    assert agree(desk, [one.value for one in inputs])
    there = getattr(desk.in_place, kept)
    stale = there[5] if isinstance(there, list) else there
    moved = Kept._has_moved
    monkeypatch.setattr(Kept, "_has_moved", lambda self, reads: self is not stale and moved(self, reads))
    assert not all(agree(desk, values, range(2)) for values in spread_out(60, list(at_ends(inputs))))


def test_a_check_that_is_left_out_is_noticed(monkeypatch):
    monkeypatch.setattr(InPlace, "_checks", lambda self: [])
    desk, inputs = small()
    values = {one.path: one.value for one in inputs}
    values["progress", "chance_without_dose"] = 0.05
    values["traits", "age", "levels", "over_65", "attendance"] = 0.0
    values["traits", "age", "levels", "under_65", "attendance"] = 0.0
    assert not agree(desk, values.values())


# ---------------------------------------------------------------- what is not done again


def runs_of(desk, *points):
    """How often the kernel is run for each of these points."""
    found, run = [], desk.in_place._run

    def counted(*given):
        found[-1] += 1
        return run(*given)

    desk.in_place._run = counted
    for values in points:
        found.append(0)
        said_of(desk.at, values)
    del desk.in_place._run
    return found


def test_where_only_money_moves_nothing_is_run_again():
    desk, inputs = desk_of(PILOT)
    desk.in_place.remembered.clear()
    prices = [i for i, one in enumerate(inputs) if one.path[-1] == "gbp"]
    stated = [one.value for one in inputs]
    dearer = [value * (1.1 if i in prices else 1) for i, value in enumerate(stated)]
    sooner = [value * (0.9 if inputs[i].path[-1] == "chance_accepts" else 1) for i, value in enumerate(stated)]
    assert len(prices) > 3
    assert runs_of(desk, stated, dearer, sooner, stated) == [1, 0, 1, 0]


def test_prices_stand_where_no_price_moves():
    desk, inputs = desk_of(PILOT)
    stated = [one.value for one in inputs]
    sooner = [value * (0.9 if inputs[i].path[-1] == "chance_accepts" else 1) for i, value in enumerate(stated)]
    said_of(desk.at, stated)
    before = desk.in_place.bridging()
    said_of(desk.at, sooner)
    assert desk.in_place.bridging() is before


# ---------------------------------------------------------------- other numbers on the same tables


@a_third
@given(scenarios(), scenarios())
def test_tables_that_are_given_other_numbers_write_the_log_of_new_ones(one, other):
    """Of the same service or of any other, back and forth."""
    key, tables = study_key(7), fast.Tables(numbers_of(one))
    for service in (one, other, one):
        tables.give(numbers_of(service))
        assert tables.log(key, 0) == fast.Tables(numbers_of(service)).log(key, 0)


def test_numbers_that_fit_are_written_over_those_before_and_nothing_is_laid_out_again():
    service = scenario()
    tables = fast.Tables(numbers_of(service))
    tables.log(study_key(1), 0)
    laid = tables.laid
    for accepts in (0.5, 0.6):
        other = numbers_of(scenario(support=f"chance_accepts = {accepts}"))
        tables.give(other)
        assert tables.log(study_key(1), 0) == fast.Tables(other).log(study_key(1), 0)
    assert tables.laid is laid
    tables.give(numbers_of(scenario(link_workers="posts = 3")))
    assert tables.laid is None
