"""Same person, same luck: what is added to a scenario changes nobody else's draws.

Every uniform a run draws is recorded with its key (who, purpose, occurrence) and its decision (the rule that
asked). A uniform is a function of its key, so what has to be shown is that a person's decision asks with the same key
in both runs: keyed by a name, an episode or a number of their own, and never by a place in a list.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import luck, rules
from sim.events import Row, What
from sim.inputs import World
from sim.luck import Purpose, Source, Who, exponential, in_episode, name_number, uniform
from sim.scenario import Scenario
from tests.generate import Data, built, scenario_data
from tests.logs import CAME, identities, log_of, only
from tests.worked import base

Identity = tuple[int, int]  # source, number
Drawn = dict[Identity, dict[int, dict[int, tuple[float, float]]]]  # -> purpose -> occurrence -> the pair

# Decided for everybody who comes, whatever the queues.
ALWAYS = (Purpose.ARRIVAL, Purpose.TRAIT, Purpose.FRAILTY, Purpose.EXIT, Purpose.WAITED, Purpose.CARE_BEFORE)
IN_THE_FIRST_EPISODE = (Purpose.ACCEPT, Purpose.PATIENCE, Purpose.FIRST_REVIEW)
# Decided once an episode of support, by people who get so far.
ONCE_AN_EPISODE = (
    Purpose.ACCEPT,
    Purpose.PATIENCE,
    Purpose.FIRST_MEETING,
    Purpose.MEETINGS,
    Purpose.ANOTHER,
    Purpose.REREFERRAL,
    Purpose.RELAPSE,
)
# Decided by counting: the n-th cannot be drawn without those before it.
ONE_AFTER_ANOTHER = (Purpose.MEETING_LENGTH, Purpose.MEETING_GAP, Purpose.REVIEW_GAP)
# Decided by name: only names may appear.
BY_NAME = (
    Purpose.TRAIT,
    Purpose.PREFERENCE,
    Purpose.SUITS,
    Purpose.PLACE_PATIENCE,
    Purpose.WIDER,
    Purpose.CARE_BEFORE,
    Purpose.CARE_USE,
)
OF_POSTS = (Purpose.TENURE, Purpose.VACANCY)


class Seen(NamedTuple):
    """What one run drew, who asked for it, and its log."""

    drawn: Drawn
    asked: dict[tuple[Identity, int, int], set[tuple[str, str]]]  # key -> {(half or both, rule)}
    rows: list[Row]


@contextmanager
def recording() -> Iterator[Seen]:
    """Write down every draw. `rules` looks `pair` up under its own name, and `uniform` looks it up in `luck`."""
    seen = Seen(defaultdict(lambda: defaultdict(dict)), defaultdict(set), [])
    pair = luck.pair

    def recorded(who: Who, purpose: int, occurrence: int) -> tuple[float, float]:
        frame, half = sys._getframe(1), "both"
        while (name := frame.f_code.co_name) in ("uniform", "duration"):
            half = "first"
            assert frame.f_back is not None
            frame = frame.f_back
        seen.drawn[who.source, who.number][purpose][occurrence] = both = pair(who, purpose, occurrence)
        seen.asked[(who.source, who.number), purpose, occurrence].add((half, name))
        return both

    with patch.object(luck, "pair", recorded), patch.object(rules, "pair", recorded):
        yield seen


def seen_in(scenario: Scenario, world: World = World.PROGRAMME) -> Seen:
    with recording() as seen:
        seen.rows.extend(log_of(scenario, world))
    return seen


# ---------------------------------------------------------------- the check


def check_same_luck(before: Seen, after: Seen, names: set[int], *, same_end: bool = True) -> None:
    """Everybody of `before` is in `after`, comes at the same minute, and decides with the same keys.

    names: what the occurrences of decisions by name may be. same_end: whether both runs end the same day.
    """
    comes = entries(after)
    for who, minute in entries(before).items():
        assert comes.get(who) == minute, f"{who} came at {minute}, now at {comes.get(who)}"
        was, now = before.drawn[who], after.drawn[who]
        for purpose in ALWAYS:
            assert set(was[purpose]) <= set(now[purpose]), f"{who}: {purpose.name} lost keys"
            extra = set(now[purpose]) - set(was[purpose])
            if purpose is Purpose.EXIT:  # people who cannot leave need no luck for it; in a new level they may
                extra -= {0}
            assert not extra or purpose in BY_NAME or not same_end, f"{who}: {purpose.name} has new keys {extra}"
        for purpose in ONCE_AN_EPISODE:
            assert {key & 0xFFFFFFFF for key in now[purpose]} <= {0}, f"{who}: {purpose.name} more than once an episode"
        for purpose in ONE_AFTER_ANOTHER:
            for episode, count in counts(now[purpose]).items():
                assert count == {in_episode(episode, n) for n in range(len(count))} or purpose == Purpose.REVIEW_GAP
        for purpose in IN_THE_FIRST_EPISODE:
            if same_end and not rules.is_never_referred(who[0]):
                assert counts(was[purpose])[0] == counts(now[purpose])[0], f"{who}: {purpose.name}"
        if same_end:
            assert set(was[Purpose.CARE_PATIENCE]) == set(now[Purpose.CARE_PATIENCE]) <= {0}
        for purpose in BY_NAME:
            strange = {name_of(purpose, key) for key in now[purpose]} - names
            assert not strange, f"{who}: {purpose.name} is decided by {strange}, which no name stands for"
        both = {(purpose, key) for purpose in was for key in was[purpose]} & {
            (purpose, key) for purpose in now for key in now[purpose]
        }
        assert all(was[purpose][key] == now[purpose][key] for purpose, key in both)
    for post in {who for who in before.drawn if who[0] == Source.POSTS}:
        for purpose in OF_POSTS:
            keys, more = before.drawn[post][purpose], after.drawn[post][purpose]
            assert set(keys) == set(more) or (not same_end and set(keys) <= set(more)), f"post {post}: {purpose.name}"
    for key, decisions in {**before.asked, **after.asked}.items():
        assert len(decisions) == 1, f"{key} decides {decisions}"


def entries(seen: Seen) -> dict[Identity, int]:
    """When everybody came."""
    people = identities(seen.rows)
    return {people[row[1]]: row[0] for row in only(seen.rows, *CAME)}


def counts(keys: Any) -> dict[int, set[int]]:
    found = defaultdict(set)
    for key in keys:
        found[key >> 32].add(key)
    return found


def name_of(purpose: Purpose, occurrence: int) -> int:
    """The part of an occurrence that is a name's number."""
    if purpose == Purpose.CARE_USE:
        return occurrence >> 32
    return occurrence & 0xFFFFFFFF


def names_in(*tables: Data) -> set[int]:
    """The numbers of all names that may decide."""
    found = set()
    for data in tables:
        found |= {name_number(f"{trait}.{level}") for trait, body in data["traits"].items() for level in body["levels"]}
        found |= {name_number(name) for name in (*data["activities"], *data["progress"]["wider"])}
        found |= {name_number(name, 16) for name in data["care_lines"]}
    return found


# ---------------------------------------------------------------- what may be added


def with_(data: Data, **changes: Data) -> Data:
    """A table with sections changed in part."""
    return {**data, **{name: {**data[name], **changed} for name, changed in changes.items()}}


def a_person_on_the_list(data: Data) -> Data:
    return with_(data, demand={"waiting_on_day_0": data["demand"]["waiting_on_day_0"] + 1})


def a_person_on_a_caseload(data: Data) -> Data:
    """Where the service runs on day 0."""
    return with_(data, link_workers={"people_on_day_0": data["link_workers"].get("people_on_day_0", 0) + runs(data)})


def a_person_in_an_activity(data: Data) -> Data:
    """One more in each that is open on day 0 and states none, and in one that is new."""
    defaults = data["activity_defaults"]
    more = {"people_on_day_0": defaults.get("people_on_day_0", 0) + runs(data)}
    new = {"abseiling": {"weight": 0, "people_on_day_0": 2 * runs(data)}}
    return with_(data, activity_defaults=more, activities=new)


def runs(data: Data) -> int:
    """1 where the service runs on day 0."""
    return int(data["dates"].get("service_start", data["dates"]["start"]) == data["dates"]["start"])


def a_run_down(data: Data) -> Data:
    """Every absence is prepared for."""
    away = [{**absence, "no_new_people_weeks_before": 3} for absence in data["link_workers"]["absences"]]
    return with_(data, link_workers={"absences": away})


def a_post(data: Data) -> Data:
    return with_(data, link_workers={"posts": data["link_workers"]["posts"] + 1})


def a_post_group(data: Data) -> Data:
    """Its name comes before `team`: every post of the team has another place in the list."""
    return with_(data, link_workers={"groups": {**data["link_workers"].get("groups", {}), "annexe": {"posts": 2}}})


def an_activity(data: Data) -> Data:
    """Its name comes before every other."""
    return with_(data, activities={"allotment": {"places": 2}})


def helpers(data: Data) -> Data:
    """All who go on help, and each adds five places."""
    more = {"chance_helps": 1, "weeks_helping": 9, "places_each": 5, "at_most": 9}
    return with_(data, activity_defaults={"helpers": more})


NEUTRAL = {"levels": {"one": {"share": 0.5}, "two": {"share": 0.5}}}
STRONG = {
    "levels": {
        "one": {"share": 0.5, "attendance": 0.2, "suits": 0.3},
        "two": {"share": 0.5, "relapse": 5, "odds_of_discharge": 9},
    }
}


def a_neutral_trait(data: Data) -> Data:
    return with_(data, traits={"aaa": NEUTRAL})


def a_trait(data: Data) -> Data:
    return with_(data, traits={"aaa": STRONG})


def a_level(data: Data) -> Data:
    """Everybody else's chance of being in it comes from all the others."""
    traits = {
        name: {
            "levels": {level: {**body, "share": body["share"] / 2} for level, body in trait["levels"].items()}
            | {"added": {"share": 0.5}}
        }
        for name, trait in data["traits"].items()
    }
    return {**data, "traits": traits}


def demand(data: Data) -> Data:
    return with_(data, demand={"referrals_per_week": data["demand"]["referrals_per_week"] + 1.2})


def demand_from_a_date(data: Data) -> Data:
    """More from week 3 to the next change; no less at any time."""
    rate, changes = data["demand"]["referrals_per_week"], data["demand"]["changes"]
    later = [change for change in changes if change["starts"] > data["dates"]["start"] + timedelta(weeks=3)]
    if later != changes:
        return data
    return with_(
        data,
        demand={
            "changes": [
                {"starts": data["dates"]["start"] + timedelta(weeks=3), "referrals_per_week": rate + 2},
                *changes,
            ]
        },
    )


def a_care_line(data: Data) -> Data:
    return with_(data, care_lines={"a_and_e": {"uses_per_year": 2}})


def a_wider_outcome(data: Data) -> Data:
    return with_(data, progress={"wider": {"art": {"chance_at_full_dose": 0.5}, **data["progress"]["wider"]}})


def a_care_team(data: Data) -> Data:
    """Where there is none: few places, and people who are never referred to the programme."""
    people = {"people_on_day_0": 4, "waiting_on_day_0": 3, "new_people_per_week": 0.7, "weeks_of_patience": 4}
    return {**data, "care_team": data["care_team"] or {**people, "places": 9, "after_a_relapse": "list"}}


def more_people_new_to_care(data: Data) -> Data:
    """Beside those in care."""
    with_one = a_care_team(data)
    return with_(with_one, care_team={"new_people_per_week": with_one["care_team"]["new_people_per_week"] + 1.3})


def one_more_in_care_and_on_its_list(data: Data) -> Data:
    with_one = a_care_team(data)
    on_day_0 = {name: with_one["care_team"][name] + 1 for name in ("people_on_day_0", "waiting_on_day_0")}
    return with_(with_one, care_team=on_day_0)


def fewer_places_in_care(data: Data) -> Data:
    """And people who relapse go in front."""
    room = {name: 1 for name in ("places", "posts") if (data["care_team"] or {}).get(name) is not None}
    return with_(data, care_team={**room, "after_a_relapse": "front"}) if data["care_team"] else data


def follow_up(data: Data) -> Data:
    return with_(data, dates={"end": data["dates"]["end"] + timedelta(weeks=9)})


ADDITIONS = [
    a_person_on_the_list,
    a_person_on_a_caseload,
    a_person_in_an_activity,
    a_run_down,
    a_post,
    a_post_group,
    an_activity,
    helpers,
    a_neutral_trait,
    a_trait,
    a_level,
    demand,
    demand_from_a_date,
    a_care_line,
    a_wider_outcome,
    a_care_team,
    more_people_new_to_care,
    one_more_in_care_and_on_its_list,
    fewer_places_in_care,
    follow_up,
]


@given(data=scenario_data(care=True), add=st.sampled_from(ADDITIONS))
def test_what_is_added_changes_nobody_elses_luck(data: Data, add: Callable[[Data], Data]):
    more = add(data)
    check_same_luck(seen_in(built(data)), seen_in(built(more)), names_in(data, more), same_end=add is not follow_up)


@given(data=scenario_data(care=True))
def test_every_world_draws_with_the_same_keys(data):
    """The programme decides more, never otherwise."""
    usual, programme = (seen_in(built(data), world) for world in (World.USUAL, World.PROGRAMME))
    assert entries(usual) == entries(programme)
    for who in entries(usual):
        for purpose in (*ALWAYS, Purpose.CARE_USE):
            assert set(usual.drawn[who][purpose]) == set(programme.drawn[who][purpose])
        first = [counts(seen.drawn[who][Purpose.FIRST_REVIEW])[0] for seen in (usual, programme)]
        assert first[0] == first[1] or rules.is_never_referred(who[0])  # who may never start care


# ---------------------------------------------------------------- the check has teeth


def crowd() -> Data:
    """Forty people on a list, three activities always open, one trait."""
    return {
        **base(),
        "demand": {"referrals_per_week": 0.2, "changes": [], "waiting_on_day_0": 30},
        "traits": {"need": {"levels": {"high": {"share": 0.5}, "low": {"share": 0.5}}}},
        "activities": {name: {"places": 50} for name in ("choir", "swimming", "walks")},
        "link_workers": {**base()["link_workers"], "posts": 2, "caseload_per_post": 30, "turnover_per_year": 3},
        "progress": {**base()["progress"], "wider": {}},
        "care_lines": {},
        "exits": {"per_year": 0.2},
    }


def preference_by_place(inputs, who, episode, ratio, now, passed_over):
    """As the rule, but keyed by an activity's place in the list."""
    open_now = [
        a for a, row in enumerate(inputs.activities) if not passed_over >> a & 1 and row.opens <= now < row.closes
    ]
    return min(
        open_now, key=lambda a: exponential(uniform(who, Purpose.PREFERENCE, in_episode(episode, a))), default=-1
    )


def trait_by_place(inputs, who, first, _lines):
    """As the rule, but keyed by a row's place in the table."""
    rows = [row for row, level in enumerate(inputs.levels) if level.trait == inputs.levels[first].trait]
    return min(rows, key=lambda row: exponential(uniform(who, Purpose.TRAIT, row)) / inputs.levels[row].share)


def tenure_by_clock():
    """As the rule, but the n-th spell of any person at all."""
    spells = iter(range(1_000_000))
    return lambda who, spell: exponential(uniform(who, Purpose.TENURE, next(spells)))


def accepts_by_fate(inputs, who, episode):
    """As the rule, but with a draw that also decides something else."""
    return uniform(who, Purpose.EXIT, 0) < inputs.support.accepts


@pytest.mark.parametrize(
    ("name", "fault", "add"),
    [
        ("preference", preference_by_place, an_activity),
        ("trait_level", trait_by_place, a_trait),
        ("tenure_luck", tenure_by_clock(), a_post_group),
        ("accepts", accepts_by_fate, a_person_on_the_list),
    ],
)
def test_luck_keyed_by_place_or_used_twice_is_caught(name, fault, add):
    data = crowd()
    more = add(data)

    def check() -> None:
        check_same_luck(seen_in(built(data)), seen_in(built(more)), names_in(data, more))

    check()
    with patch.object(rules, name, fault), pytest.raises(AssertionError):
        check()


def test_an_added_activity_moves_nobody_between_the_others():
    """A keyed race: people come to it from each of the others, in proportion to the weights."""
    before, after = first_choices(crowd()), first_choices(an_activity(crowd()))
    moved = {who for who in before if after[who] != before[who]}
    assert moved
    assert all(after[who] == "allotment" for who in moved)


def first_choices(data: Data) -> dict[Identity, str]:
    """The activity each person asks for first."""
    rows, names = log_of(built(data)), sorted(data["activities"])
    people, found = identities(rows), {}
    for row in only(rows, What.WANTS_PLACE):
        found.setdefault(people[row[1]], names[row[3]])
    return found
