"""What must hold of the what-ifs whatever their numbers come to: their mechanisms, in a few replications.

What each came out at is held at full size where all are answered (`spsim what-if`); here it is who is stranded, what
moves and what does not, and that what is said to cost the same does.
"""

from functools import cache

import pytest

from experiments.counted import WorldOutcomes
from experiments.outcomes import PEOPLE, measure_of
from experiments.results import Results
from experiments.run import Case, Replication, run
from sim.events import What
from sim.inputs import World
from sim.loading import load
from sim.measures import Queue
from sim.units import WEEK, minute_of
from tests.plain import differences

ON_A_CASELOAD = {What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER}
OFF_IT = {What.STRANDED, What.SUPPORT_ENDED, What.DISENGAGED, What.LEFT_SUPPORT}
IN_THE_QUEUE = {What.JOINED_QUEUE, What.STRANDED}
OUT_OF_IT = {*ON_A_CASELOAD, What.GAVE_UP, What.LEFT_WAIT}


@cache
def case_of(name: str) -> Case:
    return Case(name, load(name).scenario, 1)


@cache
def replications(name: str, many: int) -> list[Replication]:
    (results,) = run([case_of(name)], range(many), engine="fast")
    return results


def read(name: str, many: int) -> WorldOutcomes:
    """Of the programme's world."""
    return Results(case_of(name), replications(name, many)).outcomes[World.PROGRAMME]


def mean(name: str, named: str, many: int) -> float:
    """Of an outcome, or of one of a level: what is counted over what it is out of, in all replications together."""
    some, of, *_ = read(name, many).part(*measure_of(case_of(name).shape, named))
    return sum(some) / (len(some) if of is None else sum(of))


def service_dates(name: str) -> tuple[int, int]:
    dates = case_of(name).scenario.dates
    return minute_of(dates.day("service_start"), dates.start.value), minute_of(
        dates.day("service_end"), dates.start.value
    )


@pytest.mark.parametrize("name", ["wind_down", "high_turnover"])
def test_the_stranded_are_the_people_on_a_caseload_and_in_the_queue_when_the_service_ends(name):
    _, ends = service_dates(name)
    for number in range(3):
        supported, waiting, cut, closed = set(), set(), set(), set()
        for minute, person, what, *_ in case_of(name).log(World.PROGRAMME, number):
            if what == What.SUPPORT_CUT:
                assert minute == ends
                cut.add(person)
            elif what == What.WAIT_CUT:
                assert minute == ends
                closed.add(person)
            elif minute <= ends:
                supported = (supported | {person} if what in ON_A_CASELOAD else supported) - (
                    {person} if what in OFF_IT else set()
                )
                waiting = (waiting | {person} if what in IN_THE_QUEUE else waiting) - (
                    {person} if what in OUT_OF_IT else set()
                )
        assert cut == supported
        assert closed == waiting
        assert len(cut) == read(name, 3).values(measure_of(case_of(name).shape, "support_cut").outcome)[number]
        assert len(closed) == read(name, 3).values(measure_of(case_of(name).shape, "wait_cut").outcome)[number]
    assert cut


def test_a_shorter_run_off_strands_more_of_every_group_and_refers_nobody_else():
    base = "rotherham_mental_health_pilot"
    for trait, levels in case_of(base).shape.traits:
        for level in levels:
            of = f"support_cut[{trait}={level}]"
            assert mean("wind_down", of, 8) > 2 * mean(base, of, 8)
    assert read("wind_down", 8).counted(PEOPLE) == read(base, 8).counted(PEOPLE)


def test_a_late_start_shifts_the_first_support_and_nobody_who_comes():
    base, late = "rotherham_mental_health_pilot", "late_start_3_months"
    starts, _ = service_dates(late)
    on_time, delayed = (case_of(name).log(World.PROGRAMME, 0) for name in (base, late))
    assert [row for row in delayed if row[2] == What.REFERRED] == [row for row in on_time if row[2] == What.REFERRED]
    assert min(row[0] for row in delayed if row[2] == What.POST_FILLED) == starts
    assert min(row[0] for row in delayed if row[2] == What.GIVEN_LINK_WORKER) == starts
    early = {row[1] for row in on_time if row[2] == What.JOINED_QUEUE and row[0] < starts - WEEK}
    waits = {row[1]: row[0] for row in delayed if row[2] == What.GIVEN_LINK_WORKER}
    assert all(waits[person] >= starts for person in early & waits.keys())
    assert len(early - waits.keys()) < len(early) / 4


@pytest.mark.parametrize("instead", ["posts_or_places_same_money", "review_slots_or_link_worker"])
def test_what_is_said_to_be_the_same_money_is(instead):
    """Within £500 of the £16,200 that a temporary post is paid while it is filled, in 40 replications."""

    def spent(name):
        return -sum(one.bridges[3].pounds("service") for one in replications(name, 40)) / 40

    assert abs(spent(instead) - spent("backlog_90_temporary_post")) < 500
    assert spent(instead) - spent("ninety_waiting_full_caseloads") > 15_000


@pytest.mark.parametrize("instead", ["posts_or_places_same_money", "review_slots_or_link_worker"])
def test_money_spent_past_the_queue_shortens_no_wait(instead):
    base, post = "ninety_waiting_full_caseloads", "backlog_90_temporary_post"
    assert mean(instead, "list_wait", 20) == mean(base, "list_wait", 20) > mean(post, "list_wait", 20) + 4
    assert mean(instead, "discharged_in_3y", 20) == pytest.approx(mean(base, "discharged_in_3y", 20), abs=1)
    assert mean(instead, "discharged_in_3y", 20) < mean(post, "discharged_in_3y", 20) - 5


def test_what_two_scenarios_state_otherwise_is_nothing_of_what_was_asked_of_them():
    first, second = (load(name).data for name in ("backlog_90_temporary_post", "posts_or_places_same_money"))
    assert {row["path"].split(".")[0] for row in differences(first, second)} == {"activity_defaults", "link_workers"}


def test_who_goes_first_moves_waits_between_levels_and_hardly_their_mean():
    base, ordered, many = "ninety_waiting_full_caseloads", "who_goes_first", 20
    first, others = (f"wait_for_link_worker[deprivation={one}]" for one in ("most_deprived_fifth", "other_four_fifths"))
    assert mean(ordered, first, many) < mean(base, first, many) - 2
    assert mean(ordered, others, many) > mean(base, others, many) + 1

    def of_all(name):
        """Weeks waited by everybody given a link worker, of the list of day 0 and of those who came after."""
        waits = [of for queue in (Queue.REFERRED, Queue.LISTED) for of in read(name, many).waits[queue]]
        given = [minutes for of in waits for minutes in of.given]
        return sum(given) / len(given) / WEEK

    assert of_all(ordered) == pytest.approx(of_all(base), rel=0.06)
    assert mean(ordered, "given_link_worker", many) == pytest.approx(mean(base, "given_link_worker", many), rel=0.01)


def test_people_with_a_barrier_take_up_less_and_nobody_else_loses():
    base, gap, met, many = "rotherham_mental_health_pilot", "access_gap", "access_gap_met", 20

    def share(name, of):
        return mean(name, f"took_up[{of}]", many) / mean(name, f"referred[{of}]", many)

    for barrier, none in (
        ("interpreter=needed", "interpreter=not_needed"),
        ("home=far_out", "home=in_town"),
    ):
        assert share(gap, barrier) < share(gap, none) - 0.1
        assert share(met, barrier) == pytest.approx(share(met, none), abs=0.05)
    shape = case_of(gap).shape
    neither = [s for s, levels in enumerate(shape.strata) if {"not_needed", "in_town"} <= {*levels}]
    took_up = measure_of(shape, "took_up").outcome
    with_gap, without = (sum(read(name, many).values(took_up, neither)) for name in (gap, met))
    assert with_gap == pytest.approx(without, rel=0.01)
    assert mean(met, "took_up", many) == pytest.approx(mean(base, "took_up", many), rel=0.01)


def test_reminders_are_paid_for_each_meeting_booked_and_fewer_are_missed():
    name = "reminders_and_transport"
    scenario, one = case_of(name).scenario, replications(name, 8)[0]
    entries = [
        entry for entry in case_of(name).ledger(one.worlds[World.PROGRAMME]) if entry.line == "reminders_and_fares"
    ]
    booked = sum(row[2] in (What.MET, What.MISSED) for row in case_of(name).log(World.PROGRAMME, 0))
    index = scenario.prices.index.years
    assert sum(entry.counted for entry in entries) == booked > 1000
    assert float(sum(entry.amount for entry in entries)) == pytest.approx(
        booked * 4.10 * index["2015/16"] / index["2024/25"]
    )
    assert mean(name, "meetings_missed", 8) == pytest.approx(15, abs=1)
    assert mean("rotherham_mental_health_pilot", "meetings_missed", 8) == pytest.approx(20, abs=1)


def test_growth_adds_people_and_renames_none():
    base, grown = ({row for row in case_of(name).log(World.PROGRAMME, 0) if row[2] == What.REFERRED} for name in (
        "one_year_or_three", "referrals_grow_10_percent"
    ))  # fmt: skip
    came, more = ({(row[0], row[3], row[4]) for row in rows} for rows in (base, grown))
    assert came < more
    starts = case_of("one_year_or_three").scenario.dates.start.value
    changes = case_of("referrals_grow_10_percent").scenario.demand.changes
    assert min(minute for minute, *_ in more - came) >= minute_of(changes[0].starts.value, starts)


def test_a_temporary_post_takes_forty_of_the_list_at_once_and_gives_its_people_up_when_it_goes():
    name = "backlog_90_temporary_post"
    shape, scenario = case_of(name).shape, case_of(name).scenario
    closes = minute_of(scenario.link_workers.groups["temporary"].closes.value, scenario.dates.start.value)
    post = next(i for i, (group, _) in enumerate(shape.posts) if group == "temporary")
    log = case_of(name).log(World.PROGRAMME, 0)
    given = [row[0] for row in log if row[2] in ON_A_CASELOAD and row[3] == post]
    assert min(given) == 0
    assert max(given) < closes
    gone = {row[1] for row in log if row[0] == closes and row[2] in (What.HANDED_OVER, What.STRANDED)}
    assert gone
    assert mean(name, "list_wait", 8) < mean("ninety_waiting_full_caseloads", "list_wait", 8) / 2
