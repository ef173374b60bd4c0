"""Does the player show what the measures count? Its own machine, in Node, against the tally of the same log."""

import copy

import pytest

from app.faces.player import shown as shown_module
from app.faces.player.packed import SHOWN
from app.faces.player.shown import MOVES, minutes_in
from experiments.explain import Past, Teller
from experiments.run import Case, replicate
from experiments.watched import Watched
from sim import stays
from sim.events import What
from sim.inputs import World
from sim.loading import load
from sim.measures import State, Tally
from sim.money import PROGRAMME
from sim.units import WEEK, minute_of
from tests.player import data_of, played, sides_of
from tests.scenarios import loaded

STATES = {
    State.WAITING: ["waiting"],
    State.ON_CASELOAD: ["caseload"],
    State.WAITING_FOR_PLACE: ["wants"],
    State.IN_PLACE: ["course", "keeping"],
    State.IN_CARE: ["care"],
    State.DISCHARGED: ["discharged"],
    State.HELPING: ["helping"],
    State.WAITING_FOR_CARE: ["care_wait"],
    State.IN_CARE_PLACE: ["care_place"],
}
WATCHED = {
    "a queue": ["lesson_1_load", "lesson_1_third_worker"],
    "the pilot beside usual care": ["rotherham_mental_health_pilot"],
    "grants that end": ["grants_end_october", "third_post"],
    "other people too": ["rotherham_mental_health_pilot", "referrals_grow_10_percent"],
    "people who stay on and help": ["supported_discharge_secondary"],
    "a care team": ["people_seen_sooner"],
    "care lines": ["primary_care_link_workers"],
    "a running service": ["ninety_waiting_full_caseloads"],
    "a review clinic": ["review_clinic_only"],
}


def cases_of(names: list[str]) -> list[Case]:
    return [Case.of(load(name), 11) for name in names]


def measured(of: Watched) -> dict[State, list[int]]:
    """How many are in each state when each week ends; a week that ends with the run has no such end."""
    snapshots = of.case.shape.measure(list(of.log)).snapshots
    weeks, kept = len(snapshots) // len(State), (of.shape.horizon - 1) // WEEK
    return {state: snapshots[state * weeks :][:kept] for state in State}


def counted(world: dict, of: Watched) -> dict[State, list[int]]:
    """The same, as the player counts."""
    weekly, kept = world["weekly"], (of.shape.horizon - 1) // WEEK
    return {
        state: [sum(each) for each in zip(*(weekly[key] for key in keys), strict=True)][:kept]
        for state, keys in STATES.items()
    }


def happened(of: Tally, strata: int) -> dict[What, int]:
    """How often each event is in a tally, of everybody."""
    size = len(of.counts) // len(What)
    found = {}
    for what in What:
        others = of.others[what * strata : (what + 1) * strata]
        found[what] = sum(of.counts[what * size : (what + 1) * size]) + sum(others)
    return found


@pytest.fixture(scope="module", params=WATCHED)
def both(request):
    """Two worlds: what is watched of them, and what the player makes of it."""
    sides = sides_of(cases_of(WATCHED[request.param]))
    data = data_of(sides)
    return sides[0], data, played(data)


def test_the_player_counts_what_the_measures_count_at_every_week(both):
    sides, _, found = both
    for side, world in zip(sides, found["worlds"], strict=True):
        assert counted(world, side.of) == measured(side.of)


def test_every_event_that_is_shown_happens_as_often_as_it_is_counted(both):
    sides, _, found = both
    for side, world in zip(sides, found["worlds"], strict=True):
        shape = side.of.case.shape
        expected = happened(shape.measure(list(side.of.log)), len(shape.strata))
        people = [what for what in SHOWN if what not in (What.POST_FILLED, What.POST_VACANT)]
        assert {what: world["happened"][what] for what in people} == {what: expected[what] for what in people}


def test_every_event_is_reached_by_stepping_one_at_a_time(both):
    sides, _, found = both
    rows = [sum(row[2] in SHOWN for row in side.of.log) for side in sides]
    assert found["longest"] == 1
    assert found["steps"] == sum(rows) - found["both"]
    assert found["both"] > 0  # what is the same in both worlds is one step
    assert found["stepped"] == [world["end"] for world in found["worlds"]]


def test_a_step_back_comes_to_the_state_that_was(both):
    assert both[2]["back"] == [True, True]


def test_the_hours_of_each_week_are_those_of_the_meetings_met_and_missed(both):
    """A week has its last minute, as where people are is counted then too."""
    sides, _, found = both
    for side, world in zip(sides, found["worlds"], strict=True):
        used = [[0] * len(week) for week in world["hours"]]
        for minute, _, what, where, value in side.of.log:
            if what in (What.MET, What.MISSED) and (week := max(0, minute - 1) // WEEK) < len(used):
                used[week][where] += value
        assert world["hours"] == used


def test_every_row_is_in_the_words_of_explain(both):
    each_row_is_in_the_words_of_explain(*both)


def test_a_name_with_figures_in_it_is_said_as_it_is_written():
    """Numbers of a sentence travel apart from its words: zeros before one, or more figures than one has, are a name."""
    named = {"choir_007": "", "walks_00": "", "club_12345678901234567890": "", "yoga_3": ""}
    sides = sides_of([Case.of(loaded(**{f"activities.{name}": text for name, text in named.items()}), 11)])
    data = data_of(sides)
    found = played(data)
    each_row_is_in_the_words_of_explain(sides[0], data, found)
    words = " ".join(row[3] for row in found["worlds"][0]["rows"])
    assert all(name.replace("_", " ") in words for name in named)


def each_row_is_in_the_words_of_explain(sides, data, found, shown=SHOWN):
    for side, world, own in zip(sides, found["worlds"], data["worlds"], strict=True):
        teller, pasts, expected = Teller(side.of.shape), {}, []
        for minute, person, event, where, value in side.of.log:
            past = pasts.setdefault(person, Past())
            if event in shown:
                said = teller.sentence(minute, What(event), where, value, past) if person >= 0 else ""
                expected.append([minute, event, said])
            if person >= 0:
                past.remember(minute, event, where, value)
        assert [[row[0], row[2], row[3]] for row in world["rows"]] == expected
        assert own["count"] == len(expected)


def test_the_same_person_has_one_number_in_both_worlds():
    one, other = sides_of(cases_of(["rotherham_mental_health_pilot", "referrals_grow_10_percent"]))[0]
    data = data_of(sides_of(cases_of(["rotherham_mental_health_pilot", "referrals_grow_10_percent"])))
    came = [{(row[3], row[4]) for row in side.of.log if row[2] == What.REFERRED} for side in (one, other)]
    assert len(came[0]) < len(came[1])  # more demand adds people
    assert data["people"] == len(came[0] | came[1])


def test_who_is_offered_to_be_followed_is_the_first_to_differ_half_as_much_as_anybody():
    (one, other), _ = sides = sides_of(cases_of(["rotherham_mental_health_pilot"]))
    in_care = []
    for side, number_of in zip((one, other), shown_module._numbers([one.of.log, other.of.log]), strict=True):
        rows = {number: [row for row in side.of.log if row[1] == who] for who, number in number_of.items()}
        in_care.append({who: minutes_in(stays.IN_CARE, mine, side.of.shape.horizon) for who, mine in rows.items()})
    differs = {who: abs(minutes - in_care[1][who]) for who, minutes in in_care[0].items()}
    enough = [who for who in sorted(differs) if 2 * differs[who] >= max(differs.values()) > 0]
    assert data_of(sides)["worth_following"] == enough[0]
    assert len(enough) < len(differs)


# ---------------------------------------------------------------- faults put in on purpose


def broken(data: dict, fault: str) -> dict:
    """Data with one thing wrong."""
    wrong = copy.deepcopy(data)
    stays = {stay["key"]: stay for stay in wrong["stays"]}
    if fault == "a relapse leads nowhere":
        stays["care"]["opens"].remove(What.RELAPSED)
    elif fault == "nobody gives up":
        stays["waiting"]["closes"].remove(What.GAVE_UP)
    elif fault == "the last rows are missing":
        for world in wrong["worlds"]:
            world["count"] -= 200
    return wrong


@pytest.mark.parametrize("fault", ["a relapse leads nowhere", "nobody gives up", "the last rows are missing"])
def test_a_fault_put_into_the_data_is_seen_in_the_counts(fault):
    sides = sides_of([Case.of(load("ninety_waiting"), 11)])
    world, side = played(broken(data_of(sides), fault))["worlds"][0], sides[0][0]
    assert counted(world, side.of) != measured(side.of)


# ---------------------------------------------------------------- money, and large runs


@pytest.mark.parametrize(
    "name", ["rotherham_mental_health_pilot", "block_or_spot_or_outcome_payment", "people_seen_sooner"]
)
def test_what_it_has_cost_by_the_last_week_is_the_cost_of_the_service(name):
    [case] = cases_of([name])
    sides, usual = sides_of([case], replication=3)
    run = replicate(case, 3).worlds[World.PROGRAMME]
    expected = sum(entry.amount for entry in case.ledger(run) if entry.role == PROGRAMME)
    costs = sides[0].of.cost
    assert costs[0] == 0
    assert costs[-1] == expected > 0
    assert costs == sorted(costs)
    assert not any(usual[0].cost)


def test_weeks_of_care_freed_are_the_difference_in_minutes_in_care():
    [case] = cases_of(["rotherham_mental_health_pilot"])
    sides, usual = sides_of([case])
    strata, cuts = len(case.shape.strata), len(case.shape.cuts)
    cells = slice(State.IN_CARE * cuts * strata, (State.IN_CARE + 1) * cuts * strata)
    for of in (sides[0].of, usual[0]):
        assert of.minutes_in_care[-1] == sum(case.shape.measure(list(of.log)).minutes[cells])
    shown, without = data_of((sides, usual))["worlds"]
    freed = usual[0].minutes_in_care[-1] - sides[0].of.minutes_in_care[-1]
    assert freed > WEEK
    assert (shown["freed"][-1], without["freed"][-1]) == (f"{freed / WEEK:,.0f}", "0")


@pytest.mark.parametrize("end", ["2017-04-01", "2017-04-04"])
def test_care_freed_by_each_week_is_that_of_the_people_so_far(end):
    """From the log alone, person by person: nothing of a later week is in an earlier one. The run may end in a week."""
    for of in (side.of for side in sides_of([Case.of(loaded(dates=f"end = {end}"), 11)])[0]):
        people = {}
        for row in of.log:
            people.setdefault(row[1], []).append(row)
        by_week = [
            sum(minutes_in(stays.IN_CARE, [row for row in mine if row[0] < until], until) for mine in people.values())
            for until in of.ends
        ]
        assert of.ends == sorted({*range(0, of.shape.horizon, WEEK), of.shape.horizon})
        assert of.minutes_in_care == by_week


def test_what_posts_cost_grows_with_the_weeks_that_they_are_filled():
    """And with nothing after the service has ended."""
    never_leaves = "turnover_per_year = { value = 0, source = 'made up', grade = 'assumed' }"
    closed = {f"activities.{name}": "remove = true" for name in ("choir", "walks")}
    [case] = [Case.of(loaded(link_workers=never_leaves, stages="activities = false", **closed), 11)]
    of = sides_of([case])[0][0].of
    served = minute_of(case.scenario.dates.day("service_end"), case.scenario.dates.start.value)
    assert of.cost[-1] > 0
    assert [float(cost / of.cost[-1]) for cost in of.cost] == pytest.approx([min(1, end / served) for end in of.ends])


def test_a_large_run_is_shown_without_what_moves_nobody_and_says_so(monkeypatch):
    monkeypatch.setattr(shown_module, "MOST_ROWS", 1000)
    sides = sides_of([Case.of(load("rotherham_mental_health_pilot"), 11)])
    data = data_of(sides)
    assert "Only those that move people are shown" in data["worlds"][0]["note"]
    assert data["worlds"][0]["shown"] == sorted(MOVES)
    side, found = sides[0][0], played(data)
    assert counted(found["worlds"][0], side.of) == measured(side.of)
    each_row_is_in_the_words_of_explain(sides[0], data, found, MOVES)  # which know what is left out


def test_a_very_large_run_ends_early_and_says_so(monkeypatch):
    monkeypatch.setattr(shown_module, "MOST_ROWS", 1000)
    monkeypatch.setattr(shown_module, "MOST_MOVES", 800)
    sides = sides_of([Case.of(load("rotherham_mental_health_pilot"), 11)])
    data = data_of(sides)
    assert "only up to week" in data["worlds"][0]["note"]
    assert 0 < data["worlds"][0]["count"] <= 800


def test_a_made_up_service_of_every_stage_counts_alike():
    for seed in range(5):
        sides = sides_of([Case.of(loaded(), seed)])
        for side, world in zip(sides[0], played(data_of(sides))["worlds"], strict=True):
            assert counted(world, side.of) == measured(side.of)
