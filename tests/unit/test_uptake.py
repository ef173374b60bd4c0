"""Whose loss empty places are, against sums done by hand, in each form of payment."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from experiments.results import Results
from experiments.run import Case, run
from experiments.swings import run_again
from experiments.uptake import margin, margins_apart, uptake
from sim import frames
from sim.events import What
from sim.inputs import World
from sim.units import DAY, WEEK, YEAR, minute_of
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'
DAYS_OPEN = 549  # 1 April 2015 to 1 October 2016, when the service ends


@cache
def base():
    base_case = Case("one", scenario(), 1)
    return base_case, run([base_case], range(3))[0]


def paid(form, gbp=10, places=10, **more):
    """The choir, paid in one form: its row, and the place-weeks taken in each replication."""
    lines = [f'form = "{form}"', f"gbp = {{ value = {gbp}, {S} }}", 'price_year = "2015/16"', 'payer = "Council"']
    lines += [f"{key} = {value}" for key, value in more.items()]
    case = Case("one", scenario(**{"activities.choir.payment": "\n".join(lines)}), 1)
    assert case.inputs == base()[0].inputs
    runs = run_again(*base(), case.scenario)
    periods, at = len(case.shape.cuts), case.shape.activities.index("choir")
    taken = [
        Fraction(sum(one.worlds[World.PROGRAMME].tally.place_minutes[at * periods : (at + 1) * periods]), WEEK)
        for one in runs
    ]
    row = next(row for row in uptake(Results(case, runs)) if row.activity == "choir")
    return row, taken


def mean(values):
    return float(sum(values) / len(values))


def test_places_offered_are_those_of_the_days_it_is_open():
    row, taken = paid("grant")
    dates = base()[0].scenario.dates
    assert minute_of(dates.service_end.value, dates.start.value) == DAYS_OPEN * WEEK // 7
    assert row.place_weeks_offered == pytest.approx(10 * DAYS_OPEN / 7)
    assert row.place_weeks_taken.mean == pytest.approx(mean(taken)) != 0
    assert (row.form, row.payer) == ("grant", "Council")


def test_empty_spot_places_are_the_groups_loss():
    row, taken = paid("spot")
    assert row.paid.mean == pytest.approx(10 * mean(taken))
    assert row.empty_paid_by_funder.mean == 0
    assert row.empty_borne_by_group.mean == pytest.approx(10 * (10 * DAYS_OPEN / 7 - mean(taken)))


@pytest.mark.parametrize(
    ("form", "paid_for"), [("grant", 1000 * DAYS_OPEN / 365.25), ("block", 1000 * (DAYS_OPEN // 7))]
)
def test_empty_places_of_a_grant_or_block_are_the_funders_loss(form, paid_for):
    """Period by period, since so much of each is paid and so much of it empty."""
    row, taken = paid(form, gbp=1000)
    assert row.paid.mean == pytest.approx(paid_for)
    assert row.empty_borne_by_group.mean == 0
    empty = 1 - mean(taken) / (10 * DAYS_OPEN / 7)
    assert row.empty_paid_by_funder.mean == pytest.approx(paid_for * empty, rel=0.05)
    assert 0 < row.empty_paid_by_funder.low < row.empty_paid_by_funder.high < paid_for


def test_a_grant_for_no_places_at_all_is_the_funders_loss_whole():
    lines = f'form = "grant"\ngbp = {{ value = 1000, {S} }}\nprice_year = "2015/16"\npayer = "Council"'
    sections = {"activities.choir": "places = 0", "activities.choir.payment": lines}
    base_case = Case("one", scenario(**sections), 1)
    row = uptake(Results(base_case, run([base_case], range(1))[0]))[0]
    assert row.place_weeks_offered == 0
    assert row.empty_paid_by_funder.mean == row.paid.mean == pytest.approx(1000 * DAYS_OPEN / 365.25)


def spans():
    """The contract years, 1 April to 31 March, as far as the choir is open, in weeks."""
    return [Fraction(366, 7), Fraction(DAYS_OPEN - 366, 7)]


def taken_by_year():
    base_case, runs = base()
    periods, at = len(base_case.shape.cuts), base_case.shape.activities.index("choir")
    rows = [one.worlds[World.PROGRAMME].tally.place_minutes[at * periods : (at + 1) * periods] for one in runs]
    in_first = sum(end <= 366 * DAY for end in base_case.shape.cuts)
    return [[Fraction(sum(row[:in_first]), WEEK), Fraction(sum(row[in_first:]), WEEK)] for row in rows]


@pytest.mark.parametrize("minimum", [0, 3, 7, 10])
def test_a_minimum_shares_the_loss_and_is_settled_by_contract_year(minimum):
    """What is paid, what the funder pays for nothing and what the group does not earn: place-weeks by hand."""
    row, taken = paid("spot", minimum_places=minimum)
    billed = [
        [max(minimum * weeks, used) for weeks, used in zip(spans(), each, strict=True)] for each in taken_by_year()
    ]
    assert row.paid.mean == pytest.approx(10 * mean([sum(each) for each in billed]))
    unused = [sum(each) - used for each, used in zip(billed, taken, strict=True)]
    assert row.empty_paid_by_funder.mean == pytest.approx(10 * mean(unused))
    unpaid = [sum(max(0, 10 * weeks - places) for weeks, places in zip(spans(), each, strict=True)) for each in billed]
    assert row.empty_borne_by_group.mean == pytest.approx(10 * mean(unpaid))


@pytest.mark.parametrize("minimum", [3, 7])
def test_what_a_minimum_costs_does_not_turn_on_the_horizons_that_are_shown(minimum, monkeypatch):
    """Cut where few places are taken so far, and where many are, each apart would come to more."""
    few, _ = paid("spot", minimum_places=minimum)
    monkeypatch.setattr(frames, "BRIDGE_YEARS", (0.1, 0.2, 0.4, 0.7, 1, 1.2, 1.4))
    base.cache_clear()
    many, _ = paid("spot", minimum_places=minimum)
    base.cache_clear()
    assert many == few


def test_all_places_as_the_minimum_leave_the_group_no_loss_and_none_leave_the_funder_none():
    every, _ = paid("spot", minimum_places=10)
    none, _ = paid("spot", minimum_places=0)
    plain, _ = paid("spot")
    assert none == plain
    assert every.empty_borne_by_group.high < none.empty_borne_by_group.low
    assert none.empty_paid_by_funder.high == 0 < every.empty_paid_by_funder.low


def test_a_minimum_is_in_the_bridge_as_a_cost_of_the_service():
    base_case, runs = base()
    more = scenario(**{"activities.walks.payment": "minimum_places = 6"})
    [dearer] = run_again(base_case, runs[:1], more)
    years = base_case.shape.bridge_years[-1]
    assert dearer.bridges[years]["service"] < runs[0].bridges[years]["service"]
    assert dearer.bridges[years]["capacity"] == runs[0].bridges[years]["capacity"]


def completed_by_year():
    """Courses of the choir completed, from the log itself."""
    base_case, runs = base()
    choir, horizon = base_case.shape.activities.index("choir"), 366 * DAY
    rows = [
        [minute for minute, _, what, where, _ in base_case.log(World.PROGRAMME, one.number)
         if what == What.COMPLETED and where == choir]
        for one in runs
    ]  # fmt: skip
    return [[sum(minute < horizon for minute in row), sum(minute >= horizon for minute in row)] for row in rows]


def test_an_outcome_is_a_course_completed_and_nothing_else_is_paid_for():
    row, taken = paid("outcome", gbp=200)
    completed = [sum(each) for each in completed_by_year()]
    assert row.courses_completed.mean == pytest.approx(mean(completed))
    assert row.paid.mean == pytest.approx(200 * mean(completed)) != 0
    assert row.place_weeks_taken.mean == pytest.approx(mean(taken))
    assert row.empty_paid_by_funder.mean == 0
    assert row.empty_borne_by_group is None
    assert row.margin is None


@pytest.mark.parametrize("minimum", [0, 12, 90])
def test_a_minimum_of_courses_is_settled_by_contract_year(minimum):
    row, _ = paid("outcome", gbp=200, minimum_courses_per_year=minimum)
    due = [minimum * weeks * WEEK / YEAR for weeks in spans()]
    billed = [sum(max(least, n) for least, n in zip(due, each, strict=True)) for each in completed_by_year()]
    assert row.paid.mean == pytest.approx(200 * mean(billed))
    unused = [n - sum(each) for n, each in zip(billed, completed_by_year(), strict=True)]
    assert row.empty_paid_by_funder.mean == pytest.approx(200 * mean(unused))
    assert bool(mean(unused)) == (minimum == 90)


@pytest.mark.parametrize("form", ["block", "spot", "grant", "outcome"])
def test_what_is_left_is_what_is_paid_less_what_the_sessions_cost(form):
    """Every session is held, full or empty: one a week while the choir is open."""
    bare, _ = paid(form)
    row, _ = paid(form, runs_at_gbp_per_session=f"{{ value = 30, {S} }}")
    assert row.margin.mean == pytest.approx(row.paid.mean - 30 * (DAYS_OPEN // 7))
    assert replace(row, margin=None) == bare


def test_margins_are_added_up_named_and_compared():
    def pool(**more):
        lines = [f'form = "grant"\ngbp = {{ value = 900, {S} }}\nprice_year = "2015/16"\npayer = "Council"']
        lines += [f"{key} = {value}" for key, value in more.items()]
        case = Case("one", scenario(**{"activities.choir.payment": "\n".join(lines)}), 1)
        return Results(case, run_again(*base(), case.scenario))

    costs = f"runs_at_gbp_per_session = {{ value = 30, {S} }}"
    stated, none = pool(runs_at_gbp_per_session=f"{{ value = 30, {S} }}"), pool()
    found = margin(stated)
    assert (found.of, found.without) == (("choir",), ("walks",))
    assert found.margin.mean == pytest.approx(900 * DAYS_OPEN / 365.25 - 30 * (DAYS_OPEN // 7))
    dearer = pool(runs_at_gbp_per_session=f"{{ value = 32, {S} }}")
    apart = margins_apart(stated, dearer)
    assert (apart.name, apart.unit) == ("provider_margin", "£")
    assert apart.mean == pytest.approx(-2 * (DAYS_OPEN // 7))
    assert margin(none) is None
    assert margins_apart(stated, none) is None
    both = scenario(**{"activities.walks.payment": costs})
    [alone] = run_again(base()[0], base()[1][:1], both)
    years = base()[0].shape.bridge_years[-1]
    assert dict(alone.bridges[years]) == dict(base()[1][0].bridges[years]), "a margin is in no step of the bridge"


def test_an_activity_that_nobody_pays_has_no_row_and_a_review_clinic_none_at_all():
    assert [row.activity for row in uptake(Results(*base()))] == ["walks"]
    slots = f"added_slots_per_week = {{ value = 1, {S} }}"
    clinic = Case("one", scenario(programme='offer = "review_clinic"', **{"reviews.supported": slots}), 1)
    assert uptake(Results(clinic, run([clinic], range(1))[0])) == ()
