"""What a scenario comes to with values changed in Python: what a file that says the same comes to, or its refusal."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.loading import bundled, load, with_values, written
from sim.loading.in_hand import frozen
from sim.preflight import assumptions
from tests.scenarios import BASE_TOML, write

BASE = "base.toml"


@pytest.fixture
def base(tmp_path):
    return load(write(tmp_path, f'extends = "{BASE}"').with_name(BASE))


def as_a_file(base, values, title=None):
    """What the same file comes to, read from a disk: a scenario, or its faults in words."""
    path = base.path.with_name("mine.toml")
    path.write_text(written("mine", values, BASE, title), encoding="utf-8")
    try:
        return load(path)
    except ScenarioError as error:
        return [fault.message for fault in error.faults]


@pytest.mark.parametrize(
    "values",
    [
        {"link_workers.posts": 3},
        {"link_workers.posts": {"value": 3, "grade": "expert", "source": "a guess"}, "programme.effect": "none"},
        {"activities.choir": {"remove": True}, "title": "No choir"},
        {"dates.end": date(2016, 12, 31), "dates.service_end": date(2016, 10, 1)},
        {"support.weeks_of_patience": {"distribution": "exponential", "mean": 5.5}},
        {"prescription.chance_of_another": [0.3, 0.2]},
        {"programme.effect": ("access", "relapse")},
    ],
    ids=lambda values: ", ".join(values),
)
def test_values_come_to_what_a_file_that_extends_the_scenario_comes_to(base, values):
    in_hand, read = with_values(base, values, name="mine"), as_a_file(base, values)
    assert in_hand.hash == read.hash != base.hash
    assert in_hand.scenario.title == read.scenario.title
    assert in_hand.data["link_workers"]["posts"].keys() == read.data["link_workers"]["posts"].keys()
    assert in_hand.parents == read.parents
    assert [file.name for file in in_hand.files] == ["mine (in Python)", BASE]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"link_workers.pots": 3}, "link_workers.pots is not a setting. Did you mean posts?"),
        ({"link_workers.posts": -3}, "link_workers.posts is -3; it cannot be negative."),
        ({"link_workers.posts": True}, "link_workers.posts takes a number, not true."),
        ({"link_workers.posts": "three"}, 'link_workers.posts takes a number, not the text "three". Write 3.'),
        ({"link_workers.posts": float("nan")}, "link_workers.posts is nan; it must be a finite number."),
        ({"link_workers.posts": 10**30}, "link_workers.posts is a number of more than 19 digits; that is too large."),
        ({"link_workers": 3}, "link_workers takes a table, not 3."),
        ({"activities.quire": {"remove": True}}, "activities.quire: there is nothing of this name to remove."),
        ({"reviews.chance_of_discharge": 1.5}, "reviews.chance_of_discharge is 1.5; a chance lies between 0 and 1."),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_value_is_refused_as_a_files_is(base, values, said):
    with pytest.raises(ScenarioError) as refused:
        with_values(base, values, name="mine")
    assert [fault.message for fault in refused.value.faults] == as_a_file(base, values)
    assert [fault.message for fault in refused.value.faults] == [said]
    assert {(fault.file, fault.line) for fault in refused.value.faults} == {("mine (in Python)", None)}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"link_workers.posts": None}, "link_workers.posts is or holds None, which no scenario file can say."),
        (
            {"programme.effect": [{1, 2}]},
            "programme.effect is or holds a value of type set, which no scenario file can",
        ),
        ({"link_workers..posts": 3}, '"link_workers..posts" is not a path: a path is names with dots between them.'),
        ({"extends": "other.toml"}, "extends is not a value of the scenario and cannot be changed."),
        ({"link_workers.posts": 3, "link_workers.posts.value": 4}, "link_workers.posts.value is set twice. Keep one."),
        ({"a.b.c.d.e.f.g.h.i": 1}, "Tables stand within tables here, more than 8 deep."),
        ({1: 3}, "Values are a table of dotted paths"),
        ({"dates.end": datetime(2016, 1, 1)}, "not a date with a time of day"),  # noqa: DTZ001
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_no_file_could_say_is_refused_in_words(base, values, said):
    with pytest.raises(ScenarioError) as refused:
        with_values(base, values, name="mine")
    assert all(fault.line is None for fault in refused.value.faults)
    assert said in str(refused.value)


def test_every_fault_is_named_at_once_and_a_parents_by_its_own_line(base):
    with pytest.raises(ScenarioError) as refused:
        with_values(base, {"link_workers.pots": 1, "reviews.slots_per_week": -1}, name="mine")
    assert len(refused.value.faults) == 2
    line = 1 + BASE_TOML.splitlines().index("start = 2015-04-01")
    with pytest.raises(ScenarioError, match=rf"base\.toml:{line}\), which is 2015-04-01"):
        with_values(base, {"dates.end": date(2010, 1, 1)}, name="mine")


def test_values_can_be_laid_over_values(base):
    once = with_values(base, {"link_workers.posts": 3}, name="three")
    twice = with_values(once, {"link_workers.posts": 2}, name="two")
    assert twice.hash == base.hash
    assert twice.called == ("two (in Python)", "three (in Python)", *base.called)
    assert once.scenario.link_workers.posts.value == 3


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts)
def test_any_text_is_said_as_it_is(text):
    import tomllib

    said = tomllib.loads(written("mine", {"note": text, f"a.{text.replace('.', '')}x": [text]}, BASE))
    assert said["note"] == text
    assert said["a"] == {f"{text.replace('.', '')}x": [text]}


def test_every_bundled_scenario_frozen_into_one_file_is_the_same_scenario(tmp_path):
    for name in bundled():
        original, file = load(name), tmp_path / f"{name}.toml"
        file.write_text(frozen(original), encoding="utf-8")
        again = load(file)
        assert (again.hash, len(again.files)) == (original.hash, 1), name
        assert assumptions(again.scenario) == assumptions(original.scenario), name
