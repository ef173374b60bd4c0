"""What leaves for other programs: tidy rows, text that stays text, an event log that vidigi can read."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import experiments
import sim
from experiments.exports import AGAINST_USUAL, Shown, Tidy, csv_text, frame, results_csv, tidy, vidigi_csv, vidigi_rows
from experiments.run import Case, replicate
from sim.events import What
from sim.frames import Shape
from sim.inputs import World
from sim.measures import State
from sim.units import DAY
from tests.scenarios import scenario


@pytest.fixture(scope="module")
def case():
    return Case("made_up", scenario(exits="per_year = 0.3"), seed=1)


@pytest.fixture(scope="module")
def run(case):
    return replicate(case, 0)


@pytest.fixture(scope="module")
def rows(case, run):
    return list(tidy(case, [run]))


def only(rows, **wanted):
    found = [row for row in rows if all(getattr(row, column) == value for column, value in wanted.items())]
    assert found, wanted
    return found


# ---------------------------------------------------------------- tidy rows


def test_every_row_says_what_it_is_a_value_of(rows):
    keys = [row._replace(value=0.0, numerator=0.0, denominator=0.0) for row in rows]
    assert len(set(keys)) == len(keys)


def test_the_levels_of_a_trait_add_up_to_everybody(rows):
    everybody = only(rows, measure="referred", world="programme", trait=None)[0]
    levels = only(rows, measure="referred", world="programme", trait="age")
    assert {row.level for row in levels} == {"under_65", "over_65"}
    assert sum(row.value for row in levels) == everybody.value


def test_the_bridge_leaves_at_each_horizon_in_pounds(rows, run):
    net = only(rows, measure="bridge.net", world=AGAINST_USUAL)
    assert {row.horizon_years: row.value for row in net} == {y: float(steps["net"]) for y, steps in run.bridges.items()}
    assert {row.unit for row in net} == {"gbp"}


def test_what_the_programme_costs_adds_up_over_years_and_payers(case, rows, run):
    paid = sum(row.value for row in only(rows, measure="cost of programme", world="programme"))
    ledger = case.ledger(run.worlds[World.PROGRAMME])
    assert paid == pytest.approx(float(sum(entry.amount for entry in ledger if entry.role == "programme")))


def test_nothing_is_rounded_on_the_way(case, run, rows):
    read = list(csv.DictReader(StringIO(results_csv([(case, [run])]))))
    for column in ("numerator", "denominator", "value"):
        assert [float(row[column]) if row[column] else None for row in read] == [getattr(row, column) for row in rows]
    assert list(read[0]) == list(Tidy._fields)


def test_a_frame_holds_the_same_rows(case, run, rows):
    table = frame([(case, [run])])
    assert list(table.columns) == list(Tidy._fields)
    assert len(table) == len(rows)
    assert list(table["numerator"]) == [row.numerator for row in rows]
    assert [None if value != value else value for value in table["value"]] == [row.value for row in rows]


# ---------------------------------------------------------------- text stays text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", '=HYPERLINK("http://x")'])
def test_what_a_spreadsheet_would_take_for_a_formula_is_marked_as_text(cell):
    assert next(csv.reader(StringIO(csv_text(["x"], [[cell]]).partition("\n")[2], newline="")))[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["third_post", "a-b", "1+1", "£5", "", "'quoted'"])
def test_other_text_is_left_alone(cell):
    assert csv_text(["x", "y"], [[cell, 1]]).splitlines()[1].startswith(f"{cell},")


@pytest.mark.parametrize(
    ("number", "text"),
    [(-5.0, "-5"), (3, "3"), (0.1, "0.1"), (-0.0, "0"), (1e21, "1" + 21 * "0"), (1 / 3, repr(1 / 3))],
)
def test_a_number_is_no_formula_and_loses_nothing(number, text):
    assert csv_text(["x"], [[number]]) == f"x\n{text}\n"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_whatever_the_text_it_comes_back_from_the_file(text):
    read = list(csv.reader(StringIO(csv_text(["x", "y"], [[text, 1]]), newline="")))[1]
    assert read[0] in (text, f"'{text}")
    assert not read[0].startswith(("=", "+", "-", "@"))


def test_a_scenario_named_like_a_formula_is_text_in_every_row(run):
    text = results_csv([(Case("=cmd|calc", scenario(), 1), [run])])
    assert all(line.startswith("'=cmd|calc,") for line in text.splitlines()[1:])


# ---------------------------------------------------------------- the event log


@pytest.fixture(scope="module")
def log(case):
    return case.log(World.PROGRAMME, 0)


@pytest.fixture(scope="module")
def shown(case, log):
    return vidigi_rows(case.shape, log, "made_up")


def test_everybody_arrives_once_and_departs_at_most_once_and_last(shown):
    by_person = {}
    for row in shown:
        by_person.setdefault(row.entity_id, []).append(row)
    for rows in by_person.values():
        assert [row.event for row in rows].count("arrival") == 1
        assert rows[0].event == "arrival"
        departs = [n for n, row in enumerate(rows) if row.event == "depart"]
        assert departs in ([], [len(rows) - 1])


def test_the_four_types_of_row_are_those_vidigi_knows(shown):
    assert {row.event_type for row in shown} == {"arrival_departure", "queue", "resource_use", "resource_use_end"}
    assert {row.event for row in shown if row.event_type == "arrival_departure"} == {"arrival", "depart"}


def test_time_is_whole_minutes_since_day_0_in_order(shown, case):
    times = [row.time for row in shown]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < case.shape.horizon


def test_no_two_people_hold_one_resource_and_each_use_ends_as_it_began(shown):
    held = {}
    for row in shown:
        if row.event_type == "resource_use":
            assert row.resource_id >= 1
            assert (row.event, row.resource_id) not in held
            held[row.event, row.resource_id] = row.entity_id
        elif row.event_type == "resource_use_end":
            assert held.pop((row.event.removesuffix(": ends"), row.resource_id)) == row.entity_id


def test_as_many_are_with_a_link_worker_as_the_measures_count(shown, case, log):
    week = 40
    end = (week + 1) * 7 * DAY
    now = sum(
        {"resource_use": 1, "resource_use_end": -1}.get(r.event_type, 0)
        for r in shown
        if r.time < end and "link worker" in r.event
    )
    tally = case.shape.measure(log)
    weeks = case.shape.horizon // (7 * DAY)
    assert now == tally.snapshots[State.ON_CASELOAD * weeks + week]


def test_after_an_ending_a_person_is_shown_where_they_still_are():
    shape = Shape(scenario())
    log = [
        (0, 0, What.REFERRED, 1, 0),
        (0, 0, What.JOINED_QUEUE, 0, 0),
        (10, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (20, 0, What.WANTS_PLACE, 1, 0),
        (30, 0, What.JOINED_ACTIVITY, 1, 0),
        (40, 0, What.COMPLETED, 1, 5),
        (40, 0, What.STAYED_ON, 1, 0),
        (45, 0, What.STAY_ENDED, 1, 0),
        (50, 0, What.STRANDED, 0, 0),
        (60, 0, What.GIVEN_ANOTHER, 1, 0),
        (70, 0, What.SUPPORT_ENDED, 1, 4),
        (80, 0, What.DISCHARGED, 0, 0),
        (90, 0, What.RELAPSED, 0, 1),
        (95, 0, What.LEFT, 1, 0),
        (95, 0, What.LEFT_WAIT, 0, 0),
    ]
    printed = [(row.time, row.event_type, row.event) for row in vidigi_rows(shape, log, "x")]
    assert printed == [
        (0, "arrival_departure", "arrival"),
        (0, "queue", "in care"),
        (0, "queue", "waiting for a link worker"),
        (10, "resource_use", "with a link worker"),
        (20, "queue", "waiting for walks"),
        (30, "resource_use", "walks"),
        (40, "resource_use_end", "walks: ends"),
        (40, "queue", "still with a link worker"),
        (40, "resource_use", "walks"),
        (45, "resource_use_end", "walks: ends"),
        (45, "queue", "still with a link worker"),
        (50, "resource_use_end", "with a link worker: ends"),
        (50, "queue", "waiting for a link worker"),
        (60, "resource_use", "with a link worker"),
        (70, "resource_use_end", "with a link worker: ends"),
        (70, "queue", "in care"),
        (80, "queue", "discharged"),
        (90, "queue", "in care"),
        (95, "arrival_departure", "depart"),
    ]


def test_a_wait_given_up_and_an_activity_left_behind():
    shape = Shape(scenario())
    log = [
        (0, 0, What.HAS_TRAIT, 0, 0),
        (0, 0, What.REFERRED, 1, 0),
        (0, 0, What.JOINED_QUEUE, 0, 0),
        (5, 0, What.GAVE_UP, 0, 0),
        (6, 0, What.WANTS_PLACE, 0, 0),
        (7, 0, What.PLACE_GIVEN_UP, 0, 0),
        (8, 0, What.WANTS_PLACE, 1, 0),
        (8, 0, What.JOINED_ACTIVITY, 1, 0),
        (9, -1, What.POST_FILLED, 0, 0),
        (9, 0, What.DISCHARGED, 0, 0),
    ]
    assert [row.event for row in vidigi_rows(shape, log, "x")][3:] == [
        "in care",
        "waiting for choir",
        "in care",
        "waiting for walks",
        "walks",
        "still in walks",
    ]


def test_the_log_as_csv_has_vidigis_columns(case, log, shown):
    read = list(csv.DictReader(StringIO(vidigi_csv(case.shape, log, "=made up"))))
    assert (
        list(read[0]) == ["entity_id", "event_type", "event", "time", "pathway", "resource_id"] == list(Shown._fields)
    )
    assert len(read) == len(shown)
    assert read[0]["pathway"] == "'=made up"


# ---------------------------------------------------------------- names


def test_a_review_clinic_has_no_caseloads_to_fill():
    clinic = Case("clinic", scenario(programme='offer = "review_clinic"', exits="per_year = 0.3"), seed=1)
    rows = list(tidy(clinic, [replicate(clinic, 0)]))
    assert not any(row.measure.startswith("use of ") for row in rows)


@pytest.mark.parametrize("package", [sim, experiments])
def test_the_public_names_are_there_and_no_others(package):
    assert all(getattr(package, name) for name in package.__all__)
    assert set(package._HOME) == set(package.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = package.nonsense
