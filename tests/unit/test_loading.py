"""What do a file and all that it extends come to?"""

from datetime import date
from typing import get_args

import pytest
from pydantic import BaseModel, create_model

from sim.errors import ScenarioError
from sim.loading import FOLDERS, FORMER_NAMES, Origin, bundled, load, scenario_hash
from sim.loading.refusals import ADVISED_AT_MOST
from sim.scenario import Scenario, WhatIf
from sim.scenario.sections import lever
from sim.scenario.values import AnyNumber, Number
from tests.scenarios import BASE_TOML, child_toml, loaded, scenario, write

POSTS_IN_BASE = BASE_TOML[: BASE_TOML.index("posts = {")].count("\n") + 1


def test_a_file_alone_says_where_everything_was_set(tmp_path):
    (tmp_path / "base.toml").write_text(BASE_TOML)
    it = load(tmp_path / "base.toml")
    assert it.name == "base"
    assert it.files == (tmp_path / "base.toml",)
    assert it.origins["link_workers", "posts"] == Origin(str(tmp_path / "base.toml"), POSTS_IN_BASE)
    assert it.origins["link_workers", "posts", "value"] == it.origins["link_workers", "posts"]


def test_a_difference_is_laid_over_the_base(tmp_path):
    it = load(write(tmp_path, child_toml(link_workers="posts = 3")))
    assert it.files == (tmp_path / "child.toml", tmp_path / "base.toml")
    assert it.scenario.link_workers.posts.value == 3
    assert it.scenario.link_workers.caseload_per_post.value == 20
    assert it.origins["link_workers", "posts"] == Origin(str(tmp_path / "child.toml"), 3)
    assert it.origins["link_workers", "caseload_per_post"] == Origin("base.toml", POSTS_IN_BASE + 1)
    assert "extends" not in it.data


def test_evidence_does_not_carry_over_to_another_number():
    assert loaded(support="chance_accepts = 0.8").data["support"]["chance_accepts"] == {
        "value": 0.8,
        "source": "set in child.toml",
        "grade": "assumed",
    }
    assert loaded(dates="end = 2018-04-01").data["dates"]["end"] == {"value": date(2018, 4, 1)}  # a setting needs none


def test_evidence_given_with_another_number_stands():
    posts = scenario(link_workers='posts = { value = 3, source = "the board", grade = "measured" }').link_workers.posts
    assert (posts.source, posts.grade) == ("the board", "measured")


def test_a_table_that_states_a_value_replaces_the_old_one_whole():
    meetings = scenario(support='meetings = { distribution = "exponential", mean = 5 }').support.meetings
    assert (meetings.mean, meetings.most, meetings.source) == (5, None, "set in child.toml")


def test_a_table_that_states_no_value_adds_to_the_old_one():
    posts = scenario(link_workers="posts = { low = 1, high = 4 }").link_workers.posts
    assert (posts.value, posts.low, posts.high, posts.source) == (2, 1, 4, "made up")


def test_values_of_things_that_are_new_are_marked_as_assumed():
    activity = scenario(**{"activities.allotment": "weight = 4"}).activities["allotment"]
    assert activity.weight.grade == "assumed"
    assert scenario(demand="changes = [{ starts = 2015-06-01, referrals_per_week = 3 }]").demand.changes[
        0
    ].referrals_per_week.source == ("set in child.toml")


def test_an_entry_or_a_single_setting_can_be_removed():
    assert set(scenario(**{"activities.choir": "remove = true"}).activities) == {"walks"}
    assert scenario(**{"activities.walks": "closes = { remove = true }"}).activities["walks"].closes is None
    it = loaded(**{"activities.walks": "payment = { remove = true }"})
    assert it.scenario.activities["walks"].payment is None
    assert ("activities", "walks", "payment", "gbp") not in it.origins


def test_an_activity_may_be_called_remove():
    assert set(scenario(**{"activities.remove": "places = 4"}).activities) == {"choir", "remove", "walks"}


def test_lists_are_replaced_whole():
    assert scenario(programme='effect = ["care_use"]').programme.effect == ["care_use"]
    it = loaded(prescription="chance_of_another = []")
    assert it.scenario.prescription.chance_of_another == []
    assert ("prescription", "chance_of_another", "0") not in it.origins


def test_a_grandchild_is_laid_over_a_child(tmp_path):
    write(tmp_path, child_toml(link_workers="posts = 3\ncaseload_per_post = 30"))
    (tmp_path / "late.toml").write_text('extends = "child.toml"\n[link_workers]\nposts = 4\n')
    team = load(tmp_path / "late.toml").scenario.link_workers
    assert (team.posts.value, team.posts.source) == (4, "set in late.toml")
    assert (team.caseload_per_post.value, team.caseload_per_post.source) == (30, "set in child.toml")


def test_a_bundled_scenario_is_found_by_name_and_can_be_extended(tmp_path):
    name = "rotherham_mental_health_pilot"
    assert load(name).path == bundled()[name]
    (tmp_path / "mine.toml").write_text(f'extends = "{name}.toml"\n[link_workers]\nposts = 3\n')
    assert load(tmp_path / "mine.toml").files[1] == bundled()[name]


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_scenario_loads(name):
    assert load(name).name == name


def test_targets_are_no_scenarios():
    assert not [name for name in bundled() if name.endswith(".targets")]


def test_windows_line_ends_change_nothing(tmp_path):
    here = load(write(tmp_path, child_toml(link_workers="posts = 3")))
    there = load(
        write(tmp_path, child_toml(link_workers="posts = 3").replace("\n", "\r\n"), BASE_TOML.replace("\n", "\r\n"))
    )
    assert (here.hash, here.origins) == (there.hash, there.origins)


def test_a_section_that_is_missing_is_reported_without_a_line(tmp_path):
    (tmp_path / "short.toml").write_text('schema = 1\ntitle = "x"\n')
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "short.toml")
    assert {fault.line for fault in caught.value.faults} == {None}
    assert "support is missing. Add the section [support]." in {fault.message for fault in caught.value.faults}


# ---------------------------------------------------------------- the hash


@pytest.mark.parametrize(
    "sections",
    [
        {"link_workers": "posts = 2.0"},
        {"link_workers": 'posts = { value = 2, source = "the board", grade = "measured", note = "since May" }'},
        {"activity_defaults": "days_between_sessions = 7"},
        {"programme": 'effect = ["relapse", "conversion", "access"]'},
        {"traits.age": 'title = "Age group"'},
    ],
)
def test_what_the_answer_does_not_depend_on_leaves_the_hash_alone(sections):
    assert loaded(**sections).hash == loaded().hash


@pytest.mark.parametrize(
    "sections",
    [
        {"link_workers": "posts = 2.5"},
        {"link_workers": "posts = { low = 1, high = 3 }"},
        {"dates": "end = 2017-04-02"},
        {"programme": "effect = []"},
        {"activities.choir": "people_may_stay = true"},
        {"activities.title": "places = 10"},
        {"settings": "seed = 2"},
        {"costs.care": 'payer = "ICB"'},
    ],
)
def test_what_the_answer_depends_on_changes_the_hash(sections):
    assert loaded(**sections).hash != loaded().hash


def test_the_hash_is_64_hexadecimal_digits_and_the_same_everywhere():
    assert len(loaded().hash) == 64
    assert int(loaded().hash, 16)


def sections_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Every kind of table that may stand in a scenario file."""
    found, left = set(), [model]
    while left:
        kind = left.pop()
        if kind not in found:
            found.add(kind)
            left += [below for field in kind.model_fields.values() for below in models_in(field.annotation)]
    return found


def models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for part in get_args(annotation) for model in models_in(part)]


def with_a_new_setting(value: object, kind: type[BaseModel], bigger: type[BaseModel], **stated: object) -> object:
    """The same scenario as read by a later version of the program, in which one kind of table takes one key more."""
    if isinstance(value, BaseModel):
        fields = {
            name: with_a_new_setting(getattr(value, name), kind, bigger, **stated) for name in type(value).model_fields
        }
        return bigger.model_construct(**fields, **stated) if type(value) is kind else value.model_copy(update=fields)
    if isinstance(value, dict):
        return {key: with_a_new_setting(item, kind, bigger, **stated) for key, item in value.items()}
    if isinstance(value, list):
        return [with_a_new_setting(item, kind, bigger, **stated) for item in value]
    return value


@pytest.mark.parametrize("kind", sorted(sections_of(Scenario), key=lambda kind: kind.__name__))
def test_a_setting_that_is_new_to_the_program_changes_the_hash_of_no_scenario_without_it(kind):
    bigger = create_model(kind.__name__, __base__=kind, new=(AnyNumber, lever("New", "number", Number(value=3))))
    for name in ("rotherham_mental_health_pilot", "refill_or_remove_post", "primary_care"):
        known = load(name)
        later = with_a_new_setting(known.scenario, kind, bigger)
        assert scenario_hash(later) == known.hash
        if "new=" in repr(later) and kind is not WhatIf:  # this scenario has such a table, and it is of the answer
            assert scenario_hash(with_a_new_setting(known.scenario, kind, bigger, new=Number(value=4))) != known.hash


def test_a_section_spelt_out_as_it_is_when_left_out_changes_no_hash():
    assert loaded(exits="per_year = 0").hash == loaded().hash
    assert loaded(frailty="attendance = 0").hash == loaded().hash


# ---------------------------------------------------------------- each entry signed by who typed it

THEIRS = """
[prices.index]
name = "Theirs"
source = "a library"
grade = "published"
[prices.index.years]
"2014/15" = 98
"2015/16" = 100
"""


@pytest.mark.parametrize(
    ("typed", "source", "grade"),
    [
        ('"2014/15" = 90', "2014/15 set in child.toml; the rest: a library", "assumed"),
        ('"2013/14" = 90\n"2016/17" = 103', "2013/14, 2016/17 set in child.toml; the rest: a library", "assumed"),
        ('"2014/15" = 98', "a library", "published"),
    ],
)
def test_years_typed_into_a_parents_index_are_not_signed_by_its_source(typed, source, grade, tmp_path):
    child = child_toml(**{"prices.index.years": typed})
    index = load(write(tmp_path, child, BASE_TOML + THEIRS)).scenario.prices.index
    assert (index.source, index.grade) == (source, grade)
    assert ("set in child.toml" in index.name) == (grade == "assumed")


def test_years_typed_with_a_source_are_signed_by_it(tmp_path):
    child = child_toml(**{"prices.index": 'source = "ours"', "prices.index.years": '"2014/15" = 90'})
    assert load(write(tmp_path, child, BASE_TOML + THEIRS)).scenario.prices.index.source == "ours"


def test_a_lever_of_a_child_is_signed_and_not_graded(tmp_path):
    scenario = load(write(tmp_path, child_toml(link_workers="posts = 3\nweeks_worked_per_year = 40"))).scenario
    assert (scenario.link_workers.posts.source, scenario.link_workers.posts.grade) == ("set in child.toml", None)
    assert scenario.link_workers.weeks_worked_per_year.grade == "assumed"


def test_every_bundled_scenario_has_a_name_of_its_own_whatever_its_folder():
    folder = bundled()["rotherham_mental_health_pilot"].parent.parent
    files = [file for file in folder.rglob("*.toml") if "." not in file.stem and file.parent != folder]
    assert sorted(file.stem for file in files) == sorted(bundled())
    assert {file.parent.name for file in files} <= set(FOLDERS), "a new folder takes its place in FOLDERS"


@pytest.mark.parametrize("former", FORMER_NAMES)
def test_a_former_name_goes_on_working(former, tmp_path):
    (tmp_path / "mine.toml").write_text(f'schema = 1\ntitle = "Mine"\nextends = "{former}.toml"\n', encoding="utf-8")
    assert load(former).path == bundled()[FORMER_NAMES[former]]
    assert load(tmp_path / "mine.toml").files[1] == bundled()[FORMER_NAMES[former]]


WHAT_IF = """compare_with = "base"
measure = "net"
expected = "more"
because = "made up"
came_out = "not settled"
answer = "made up"
decide = "made up"
"""


def test_the_question_of_a_file_is_not_taken_over_and_changes_no_hash(tmp_path):
    loaded_one = load(write(tmp_path, child_toml(what_if=WHAT_IF)))
    assert loaded_one.scenario.what_if.measure == "net"
    assert loaded_one.hash == load(tmp_path / "base.toml").hash
    (tmp_path / "grandchild.toml").write_text('extends = "child.toml"\n', encoding="utf-8")
    assert load(tmp_path / "grandchild.toml").scenario.what_if is None


def test_of_thousands_of_unknown_keys_each_is_reported_and_the_first_get_advice(tmp_path):
    keys = "".join(f"caseload_per_pots{i} = 1\n" for i in range(ADVISED_AT_MOST + 50))
    path = tmp_path / "mine.toml"
    path.write_text(f'schema = 1\nextends = "rotherham_mental_health_pilot.toml"\n[link_workers]\n{keys}', "utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(path)
    said = [fault.message for fault in refused.value.faults]
    assert len(said) == ADVISED_AT_MOST + 50
    assert sum("Did you mean caseload_per_post?" in each for each in said) == ADVISED_AT_MOST
    assert all("is not a setting." in each for each in said)
