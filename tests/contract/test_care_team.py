"""What does a care team leave as it is? Everything, where it has places for all; and people, whatever else it has."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.run import Case, run
from sim import rules
from sim.events import Row, What
from sim.inputs import World, inputs_of
from sim.luck import Source
from sim.scenario import Scenario
from sim.stays import IN_CARE_PLACE, WAITING_FOR_CARE
from tests.generate import a_third, built, priced, scenario_data
from tests.logs import KEY, identities, log_of, only

OF_THE_CARE_TEAM = {What.CARE_REFERRED, *WAITING_FOR_CARE.events, *IN_CARE_PLACE.events}
AFTER_A_RELAPSE = st.sampled_from(["list", "front", "kept_place"])
WORLDS = st.sampled_from([*World])
FOR_ALL = {"places": 1_000_000, "weeks_place_is_kept": 3}


def with_care_team(scenario: Scenario, **stated: object) -> Scenario:
    """The same with a care team."""
    given_ = scenario.model_dump(by_alias=True, exclude_unset=True)
    return Scenario.model_validate({**given_, "care_team": stated})


def without_the_care_team(rows: list[Row]) -> list[Row]:
    """What else a log says."""
    return [row for row in rows if row[2] not in OF_THE_CARE_TEAM]


@given(data=scenario_data(), after=AFTER_A_RELAPSE, world=WORLDS, whole_days=st.booleans())
def test_with_places_for_all_and_nobody_else_every_row_is_todays(data, after, world, whole_days):
    """And nobody waits: who asks for a place is given one in that minute."""
    without = log_of(built(data), world, whole_days=whole_days)
    log = log_of(built({**data, "care_team": {**FOR_ALL, "after_a_relapse": after}}), world, whole_days=whole_days)
    assert without_the_care_team(log) == without
    asked, given_ = (
        [(row[0], row[1]) for row in only(log, what)] for what in (What.JOINED_CARE_LIST, What.STARTED_CARE)
    )
    assert sorted(asked) == sorted(given_)
    if data["stages"]["reviews"]:
        assert len(only(log, What.IN_CARE_PLACE_ALREADY)) == len(only(log, What.REFERRED))


@a_third
@given(scenario=priced(), after=AFTER_A_RELAPSE)
def test_and_every_answer_is_the_same_to_the_penny(scenario, after):
    """Bridges and the count for every account, from the compiled engine."""
    bare = scenario.model_copy(update={"care_team": None})
    cases = [Case("made up", one, 7) for one in (bare, with_care_team(scenario, **FOR_ALL, after_a_relapse=after))]
    without, with_places = (run([case], range(2)) for case in cases)
    for one, other in zip(without[0], with_places[0], strict=True):
        assert one.bridges == other.bridges
        for world in World:
            assert one.worlds[world].counted == other.worlds[world].counted


@given(data=scenario_data(care=True), world=WORLDS)
def test_people_of_the_programme_come_in_the_same_order_with_the_same_luck_whatever_others_are_in_care(data, world):
    """Who they are, when they come, their traits and when they leave: row for row, by the same numbers."""
    what = (What.REFERRED, What.HAS_TRAIT, What.CARE_USED_BEFORE)
    without = log_of(built({**data, "care_team": None}), world)
    log = log_of(built(data), world)
    referred = {row[1] for row in only(without, What.REFERRED)}
    assert [row for row in only(log, *what) if row[1] in referred] == only(without, *what)
    leaving = [[row[:2] for row in only(rows, What.LEFT) if row[1] in referred] for rows in (log, without)]
    assert leaving[0] == leaving[1]
    assert referred == set(range(len(referred)))
    assert all(rules.is_never_referred(who[0]) for person, who in identities(log).items() if person >= len(referred))


@given(data=scenario_data(), rates=st.tuples(*[st.sampled_from([0.0, 0.3, 0.9, 1.0, 1.1, 2.5, 7.0])] * 2))
def test_more_people_a_week_add_people_and_re_time_nobody(data, rates):
    """In layers, as referrals; a dated change counts from its day."""
    some, more = (
        inputs_of(built({**data, "care_team": {**FOR_ALL, "after_a_relapse": "list", "new_people_per_week": rate}}))
        for rate in sorted(rates)
    )
    few, many = ({*rules.others_in_care(inputs, KEY, 0)} for inputs in (some, more))
    assert few <= many
    if few != many and data["stages"]["reviews"]:
        half = data["dates"]["start"] + (data["dates"]["end"] - data["dates"]["start"]) // 2
        later = [{"starts": half, "new_people_per_week": max(rates)}]
        team = {**FOR_ALL, "after_a_relapse": "list", "new_people_per_week": min(rates), "changes": later}
        changed = {*rules.others_in_care(inputs_of(built({**data, "care_team": team})), KEY, 0)}
        turns = (half - data["dates"]["start"]) // timedelta(minutes=1)
        assert {entry for entry in changed if entry.minute < turns} == {entry for entry in few if entry.minute < turns}
        assert {entry for entry in changed if entry.minute >= turns} == {e for e in many if e.minute >= turns}


@pytest.mark.parametrize("world", World)
def test_every_world_has_the_same_care_team(world):
    """The programme being off changes neither its places nor who else comes."""
    data = scenario_data(care=True)

    @a_third
    @given(data)
    def agree(data):
        inputs, other = inputs_of(built(data), world), inputs_of(built(data))
        assert inputs.care_team == other.care_team
        assert inputs.care_places == other.care_places
        assert rules.people(inputs, KEY, 3) == rules.people(other, KEY, 3)

    agree()


def test_sources_of_people_never_referred_are_no_layer_of_any_other():
    """Frozen: 64 and up, so that what stands in a log today means what it meant."""
    others = {int(source) | layer << 2 for source in (0, 1, 2, 3) for layer in range(16)}
    theirs = {rules.new_to_care_source(layer) for layer in range(rules.LAYERS)} | {64, 65}
    assert (Source.IN_CARE, Source.CARE_LIST, Source.NEW_TO_CARE) == (64, 65, 66)
    assert not others & theirs
    assert max(theirs) < 1 << 7
    assert not any(rules.is_in_service(source) for source in theirs)
    assert all(map(rules.is_never_referred, theirs))
    assert not any(map(rules.is_never_referred, others))
