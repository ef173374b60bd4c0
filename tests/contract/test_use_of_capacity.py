"""What was used of each capacity ÷ what there was of it, day by day: against a log made by hand, and against a second
telling that adds up, from the scenario and the log alone, what stood open between any two minutes at which it changed.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given

from experiments.capacities import Capacities
from experiments.intervals import Part, estimate_of
from experiments.results import Results
from experiments.run import Case, replicate
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import World, inputs_of
from sim.stays import HELPING, KEEPING_PLACE, ON_CASELOAD, ON_COURSE
from sim.units import HOUR, WEEK
from tests import worked
from tests.generate import scenarios
from tests.logs import (
    helpers_of,
    in_force,
    log_of,
    open_dates,
    places_of,
    posts_of,
    stays,
)
from tests.plain import capacity
from tests.tallies import outcomes_of


def used(scenario, rows: list[Row]) -> dict[str, tuple[float, float]]:
    """Of each capacity: what was used, and what there was."""
    shape = Shape(scenario)
    found = Capacities(shape, inputs_of(scenario)).use(outcomes_of(shape, shape.measure(rows)).read)
    return {use.name: (*use.used, *use.capacity) for use in found}


# ---------------------------------------------------------------- by hand


def test_slots_and_hours_are_those_of_the_day_and_only_while_the_post_is_filled():
    """Twenty weeks. 4 slots and 10 hours a week, from week 8 on 10 slots and 30 hours; nobody there in weeks 12 to 16.
    One person is supported in weeks 2 to 10, another from week 6 to the end: handed over in between, which is all one
    post. Two meetings of 90 minutes."""
    scenario = worked.scenario(
        dates={"end": 20 * 7},
        link_workers={
            "caseload_per_post": 4,
            "contact_hours_per_week_per_post": 10,
            "changes": [{"starts": 8 * 7, "caseload_per_post": 10, "contact_hours_per_week_per_post": 30}],
        },
    )
    post = -1
    rows = [
        (0, post, What.POST_FILLED, 0, 0),
        (2 * WEEK, 0, What.REFERRED, 1, 0),
        (2 * WEEK, 0, What.JOINED_QUEUE, 0, 0),
        (2 * WEEK, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (3 * WEEK, 0, What.MET, 0, 90),
        (6 * WEEK, 1, What.REFERRED, 1, 1),
        (6 * WEEK, 1, What.JOINED_QUEUE, 0, 0),
        (6 * WEEK, 1, What.GIVEN_LINK_WORKER, 0, 0),
        (10 * WEEK, 0, What.SUPPORT_ENDED, 0, 1),
        (12 * WEEK, post, What.POST_VACANT, 1, 0),
        (12 * WEEK, 1, What.STRANDED, 0, 0),
        (16 * WEEK, post, What.POST_FILLED, 0, 0),
        (16 * WEEK, 1, What.GIVEN_ANOTHER, 0, 0),
        (17 * WEEK, 1, What.MISSED, 0, 90),
    ]
    found = used(scenario, [(minute, person, int(what), where, value) for minute, person, what, where, value in rows])
    slots, hours = 8 * 4 + (4 + 4) * 10, 8 * 10 + (4 + 4) * 30
    assert found["team: posts filled"] == (16, 20)
    assert found["team: caseload"] == (8 + 6 + 4, slots)
    assert found["team: contact hours"] == (3, pytest.approx(hours, rel=1e-3))  # 52.2 weeks of 52.18 are worked


def test_a_caseload_that_doubles_is_not_more_than_full():
    """The first row of a dated table is not the capacity of later dates: ten slots, then forty, all taken at once."""
    changes = [{"starts": 28, "caseload_per_post": 40}]
    parts = {"link_workers": {"changes": changes}, "dates": {"end": 56}, "support": {"weeks_to_first_meeting": 500}}
    rows = worked.story([0] * 60, **parts)
    held, slots = used(worked.scenario(**parts), rows)["team: caseload"]
    assert (held, slots) == (4 * 10 + 4 * 40, 4 * 10 + 4 * 40)


def test_places_that_helpers_add_are_there_while_they_help():
    """Ten weeks, two places. A helper adds three from week 2 to week 6, another one does from week 8 to the end."""
    helpers = {"chance_helps": 1, "weeks_helping": 4, "places_each": 3, "at_most": 1}
    scenario = worked.scenario(dates={"end": 70}, activities={"choir": {"places": 2, "helpers": helpers}})
    rows = [
        (0, 0, What.REFERRED, 1, 0),
        (2 * WEEK, 0, What.STARTED_HELPING, 0, 3),
        (3 * WEEK, 1, What.REFERRED, 1, 1),
        (3 * WEEK, 1, What.WANTS_PLACE, 0, 0),
        (3 * WEEK, 1, What.JOINED_ACTIVITY, 0, 0),
        (6 * WEEK, 0, What.STOPPED_HELPING, 0, 3),
        (7 * WEEK, 1, What.COMPLETED, 0, 4),
        (8 * WEEK, 1, What.STARTED_HELPING, 0, 3),
    ]
    found = used(scenario, [(minute, person, int(what), where, value) for minute, person, what, where, value in rows])
    assert found["choir: places"] == (4, 2 * 10 + 3 * (4 + 2))


# ---------------------------------------------------------------- generated


def integral(dated: Callable[[int], int], cuts: Iterable[int], start: int, end: int) -> int:
    """What stands at each minute, added up from one minute to another: constant between cuts."""
    edges = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    return sum((b - a) * dated(a) for a, b in pairwise(edges))


def filled(rows: list[Row], post: int, horizon: int) -> list[tuple[int, int]]:
    """From when until when a post is filled."""
    turns = [(row[0], row[2]) for row in rows if row[1] == -(post + 1)]
    begun = [minute for minute, what in turns if what == What.POST_FILLED]
    ended = [minute for minute, what in turns if what == What.POST_VACANT]
    return list(zip(begun, [*ended, horizon][: len(begun)], strict=True))


def second_telling(scenario, rows: list[Row], horizon: int) -> dict[str, tuple[float, float]]:
    """The same from the scenario's own dates and each person's stays."""
    posts = posts_of(scenario)
    found: dict[str, tuple[float, float]] = {}
    groups: dict[str, list[int]] = {}
    for i, post in enumerate(posts):
        groups.setdefault(post.group, []).append(i)
    whose: dict[int, int] = {}
    held = [0] * len(posts)
    since: dict[int, int] = {}
    for minute, person, what, where, _ in rows:
        if person in since and what in ON_CASELOAD.closes:
            held[whose.pop(person)] += minute - since.pop(person)
        if what in ON_CASELOAD.opens:
            whose[person], since[person] = where, minute
    for person, post in whose.items():
        held[post] += horizon - since[person]
    for group, members in groups.items():
        spans = {i: filled(rows, i, horizon) for i in members}
        slots = hours = there = 0
        for i in members:
            there += sum(b - a for a, b in spans[i])
            for dated, which in ((posts[i].caseloads, "slots"), (posts[i].contact_minutes, "hours")):
                whole = sum(
                    integral(lambda t, d=dated: in_force(d, t), [at for at, _ in dated], a, b) for a, b in spans[i]
                )
                slots, hours = (slots + whole, hours) if which == "slots" else (slots, hours + whole)
        spent = sum(row[4] for row in rows if row[2] in (What.MET, What.MISSED) and row[3] in members)
        open_for = sum(max(0, min(posts[i].closes, horizon) - max(0, posts[i].opens)) for i in members)
        found[f"{group}: posts filled"] = there / WEEK, open_for / WEEK
        found[f"{group}: caseload"] = sum(held[i] for i in members) / WEEK, slots / WEEK
        found[f"{group}: contact hours"] = spent / HOUR, hours / WEEK / HOUR
    for name in sorted(scenario.activities):
        opens, closes = open_dates(scenario, name)
        dated = places_of(scenario, name)
        until = max(opens, min(closes, horizon))
        offered = integral(lambda t, d=dated: in_force(d, t), [at for at, _ in dated], opens, until)
        index = sorted(scenario.activities).index(name)
        own = [row for row in rows if row[2] in (*ON_COURSE.events, *KEEPING_PLACE.events) and row[3] == index]
        taken = sum(
            (horizon if stay.ends is None else stay.ends) - stay.begins
            for kind in (ON_COURSE, KEEPING_PLACE)
            for stay in stays(own, kind)
        )
        each = helpers_of(scenario, name)[1]
        mine = [row for row in rows if row[2] in HELPING.events and row[3] == index]
        helping = sum((horizon if stay.ends is None else stay.ends) - stay.begins for stay in stays(mine, HELPING))
        found[f"{name.replace('_', ' ')}: places"] = taken / WEEK, (offered + each * helping) / WEEK
    return found


def test_use_is_minutes_held_over_the_integral_of_capacity_on_generated_scenarios():
    """Dated changes, absences, turnover, groups of posts, closings: all that a scenario may say of capacity."""
    seen = {"changes": 0, "absences": 0, "closings": 0, "used": 0}

    def agree(scenario):
        rows, horizon = log_of(scenario), Shape(scenario).horizon
        found, expected = used(scenario, rows), second_telling(scenario, rows, horizon)
        assert found.keys() == expected.keys()
        for name, both in expected.items():
            assert found[name] == pytest.approx(both, rel=1e-9, abs=1e-9), name
        team = scenario.link_workers
        groups = [team, *team.groups.values()]
        seen["changes"] += any(group.changes for group in groups)
        seen["absences"] += any(group.absences for group in groups)
        seen["closings"] += any(activity.closes for activity in scenario.activities.values())
        seen["used"] += any(part for part, _ in expected.values())

    given(scenarios())(agree)()
    assert min(seen.values()) > 5, seen


def test_the_answer_prints_what_was_used_of_all_there_was_over_the_replications_together():
    scenario = worked.scenario(demand={"referrals_per_week": 2}, link_workers={"turnover_per_year": 2})
    case = Case("some", scenario, 1)
    pool = Results(case, [replicate(case, n) for n in range(4)])
    each = [list(case.capacities.use(run.alone.columns[World.PROGRAMME])) for run in pool.runs]
    for row, uses in zip(capacity(pool), zip(*each, strict=True), strict=True):
        part = Part([n for use in uses for n in use.used], [n for use in uses for n in use.capacity])
        assert row["mean"] == pytest.approx(sum(part.some) / sum(part.of))
        assert row["half_width"] == estimate_of(part).half_width
