"""Do the published JSON Schema and the loader agree on what a scenario file may say?"""

import json
import tomllib
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.loading import bundled
from sim.scenario.schema import TOP, homes_of, json_schema, place_at
from sim.scenario.values import GRADES, Evidence, Number
from tests.scenarios import BASE_TOML, child_toml

VALIDATOR = Draft202012Validator(json_schema())


def file_data(text: str) -> Any:
    """A file as an editor's validator sees it: dates are ISO text."""
    return json.loads(json.dumps(tomllib.loads(text), default=lambda day: day.isoformat()))


def accepts(text: str) -> bool:
    return bool(VALIDATOR.is_valid(file_data(text)))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", bundled().values(), ids=bundled())
def test_every_bundled_scenario_meets_the_schema(path):
    assert [error.message for error in VALIDATOR.iter_errors(file_data(path.read_text(encoding="utf-8")))] == []


def test_the_base_meets_the_schema_and_so_do_its_differences():
    assert accepts(BASE_TOML)
    assert accepts(child_toml(link_workers="posts = 3"))
    assert accepts(child_toml(programme='effect = "all"', dates="end = 2018-04-01"))


@pytest.mark.parametrize("section", ["activities.choir", "headline", "care_lines.gp", "link_workers.queue_order"])
def test_an_entry_may_be_removed(section):
    assert accepts(child_toml(**{section: "remove = true"}))
    assert not accepts(child_toml(**{section: "remove = false"}))


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("link_workers", "caseload_per_pots = 30"),
        ("link_workers", "posts = { value = 3, hihg = 4 }"),
        ("link_workers", 'posts = "3"'),
        ("link_workers", "posts = true"),
        ("link_worker", "posts = 3"),
        ("activities.choir", "place = 3"),
        ('activities."Tea Dance"', "places = 3"),
        ("programme", 'effect = ["conversions"]'),
        ("programme", 'effect = "some"'),
        ("prices", 'year = "2015"'),
        ("stages", "reviews = 1"),
        ("support", 'meetings = { distribution = "gamma" }'),
    ],
)
def test_what_the_loader_refuses_alone_the_schema_refuses_too(section, text):
    assert not accepts(child_toml(**{section: text}))


def test_a_file_that_extends_nothing_needs_its_sections():
    assert not accepts(BASE_TOML.replace("[support]", "[support_]"))
    assert not accepts('title = "x"\n')
    assert accepts('title = "x"\nextends = "base.toml"\n')


def places_below(place, path=()):
    """Every place of the schema; * stands for any name."""
    yield path, place
    keys = place.keys if not place.is_value else []
    if str(place.type).startswith(("dict", "list")):
        keys = ["*"] if str(place.type).startswith("dict") else [0]
    for key in keys:
        yield from places_below(place.below(key), (*path, key))


def test_every_value_has_a_title_a_unit_and_a_kind_in_the_schema():
    values = [(path, place) for path, place in places_below(TOP) if place.is_value]
    assert len(values) > 100
    for path, place in values:
        if path[-1] != 0:  # the elements of a list are described by the list
            assert place.facts.get("kind") in ("lever", "uncertain", "setting"), path
            assert place.facts.get("unit"), path
    posts = json_schema()["$defs"]["LinkWorkers"]["properties"]["posts"]
    assert (posts["title"], posts["unit"], posts["kind"]) == ("Posts (whole or part)", "posts", "lever")


def test_a_place_is_found_by_its_keys():
    assert place_at(("link_workers", "groups", "bank", "absences", 0, "post")).type is Number
    assert place_at(("dates", "end", "source")).type is not None
    assert place_at(("activities", "choir", "payment", "gbp")).is_value
    assert place_at(("nothing", "here")).type is None
    assert place_at(()).keys[0] == "schema"
    assert homes_of("posts") == ["link_workers", "care_team"]
    assert homes_of("title") == [""]


def test_the_schema_names_every_grade():
    grade = json_schema()["$defs"]["Day"]["anyOf"][1]["properties"]["grade"]
    assert tuple(grade["enum"]) == GRADES
    assert set(Evidence.model_fields) >= {"source", "grade"}


def test_dates_are_dates_in_the_schema():
    assert accepts(child_toml(dates=f"end = {date(2018, 4, 1)}"))
    assert not accepts(child_toml(dates="end = 2018"))
