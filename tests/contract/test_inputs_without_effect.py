"""An input that can have no effect is said, by file and line; and what is said to have none has none.

Which inputs there are comes from the schema, so that the next dated list, section or stage is asked about too.
"""

from datetime import timedelta
from typing import get_args, get_origin

import pytest

from sim.inputs import inputs_of
from sim.loading import bundled, load
from sim.luck import study_key
from sim.pathway import events
from sim.preflight.needs import ANY, NEEDS, PRICED, needs_of
from sim.preflight.no_effect import without_effect
from sim.scenario import CostLine, Stages
from sim.scenario.schema import TOP, place_at
from sim.scenario.values import Day
from tests.plain import cautions
from tests.scenarios import HELPERS, loaded, scenario, write

MADE_UP = 'source = "made up", grade = "assumed"'
COVER = {
    "link_workers.groups.cover": f"posts = {{ value = 1, {MADE_UP} }}",
    "care_team": f'places = {{ value = 9, {MADE_UP} }}\nafter_a_relapse = "list"',
    "costs.care": 'cash_rule = "refill"',
}
STATED_OTHERWISE = {("care_team", "changes"): {"posts", "caseload_per_post"}}  # its room is stated in places
NAMES = {"groups": "cover", "activities": "choir"}  # what stands for any name
BASE = scenario()
START, END = BASE.dates.start.value, BASE.dates.end.value
FIRST_PERSON = study_key(1)


def said(one):
    """Path: sentence, of what has no effect."""
    return {warning.path: warning.message for warning in without_effect(one)}


def warnings_of(path):
    """The cautions of a file, as every face prints them."""
    return [one for one in cautions([(load(path), ())]) if one["kind"] == "no effect"]


# ---------------------------------------------------------------- dates


def dated_lists(place=TOP, path=()):
    """Every list of the schema whose entries start on a day."""
    if get_origin(place.type) is list and "starts" in place.below(0).keys:
        yield path
    elif get_origin(place.type) is dict:
        yield from dated_lists(place.below("x"), (*path, NAMES.get(path[-1], "?")))
    elif not place.is_value:
        for key in place.keys:
            yield from dated_lists(place.below(key), (*path, key))


DATED = sorted(set(dated_lists()))


def entry(path, day):
    """An entry of a list from a day on, every number of it 1."""
    item = place_at((*path, 0))
    keys = [key for key in item.keys if item.below(key).type is not Day and key not in STATED_OTHERWISE.get(path, ())]
    dates = [("starts", day)] + ([("ends", day + timedelta(days=7))] if "ends" in item.keys else [])
    lines = [f"{key} = {when}" for key, when in dates] + [f"{key} = {{ value = 1, {MADE_UP} }}" for key in keys]
    return f"[[{'.'.join(path)}]]\n" + "\n".join(lines)


def with_entry(folder, path, day):
    cover = "\n".join(f"[{name}]\n{text}" for name, text in COVER.items())
    return write(folder, f'extends = "base.toml"\n{cover}\n{entry(path, day)}\n')


def log(one, number=0):
    return events(inputs_of(one.scenario), FIRST_PERSON, number)


def test_there_are_dated_lists():
    assert ("demand", "changes") in DATED
    assert ("link_workers", "groups", "cover", "absences") in DATED


@pytest.mark.parametrize("path", DATED, ids=".".join)
def test_a_dated_event_after_the_run_or_its_owner_is_said_by_file_and_line_and_changes_nothing(path, tmp_path):
    without = log(load(write(tmp_path, 'extends = "base.toml"\n' + "".join(f"[{k}]\n{v}\n" for k, v in COVER.items()))))
    for day in (END, END + timedelta(days=400)):
        file = with_entry(tmp_path, path, day)
        [caution] = warnings_of(file)
        assert caution["path"] == ".".join((*path, "0"))
        assert (caution["file"], caution["line"]) == (
            "child.toml",
            2 + sum(1 + len(v.splitlines()) for v in COVER.values()),
        )
        assert f"has no effect: it begins on {day.day}" in caution["sentence"]
        assert log(load(file)) == without


@pytest.mark.parametrize("path", DATED, ids=".".join)
def test_a_dated_event_within_the_run_is_not_complained_of(path, tmp_path):
    assert warnings_of(with_entry(tmp_path, path, START + timedelta(days=100))) == []


@pytest.mark.parametrize("path", [path for path in DATED if "ends" in place_at((*path, 0)).keys], ids=".".join)
def test_what_is_over_before_the_run_begins_is_said(path, tmp_path):
    [caution] = warnings_of(with_entry(tmp_path, path, START - timedelta(days=7)))
    assert "has no effect: it is over on 1 April 2015" in caution["sentence"]


def test_a_window_is_its_owners_own():
    """Referrals stop a year in, posts of cover open in the second half of it, a choir closes: each ends its own."""
    late = "[[demand.changes]]\nstarts = 2016-05-01\nreferrals_per_week = 1"
    cover = f"posts = {{ value = 1, {MADE_UP} }}\nopens = 2015-10-01\ncloses = 2016-04-01"
    away = "[[link_workers.groups.cover.absences]]\npost = 1\nstarts = 2015-06-01\nends = 2015-07-01"
    cut = "[[activities.choir.changes]]\nstarts = 2016-01-01\nplaces = 1"
    found = said(
        loaded(
            **{
                "link_workers.groups.cover": f"{cover}\n{away}",
                "demand": late,
                "activities.choir": f"closes = 2015-12-31\n{cut}",
            }
        )
    )
    assert found == {
        "demand.changes.0": "demand.changes[1] has no effect: it begins on 1 May 2016, and people are referred from "
        "1 April 2015 to 1 April 2016.",
        "link_workers.groups.cover.absences.0": "link_workers.groups.cover.absences[1] has no effect: it is over on "
        "1 July 2015, and its posts are open from 1 October 2015 to 1 April 2016.",
        "activities.choir.changes.0": "activities.choir.changes[1] has no effect: it begins on 1 January 2016, and it "
        "is open from 1 April 2015 to 31 December 2015.",
    }


def test_what_begins_on_the_day_its_window_ends_is_outside():
    change = "[[demand.changes]]\nstarts = {}\nreferrals_per_week = 9"
    assert list(said(loaded(demand=change.format("2016-04-01")))) == ["demand.changes.0"]
    assert said(loaded(demand=change.format("2016-03-31"))) == {}


def test_a_change_that_another_follows_before_it_matters_is_said():
    changes = "\n".join(
        f"[[demand.changes]]\nstarts = {day}\nreferrals_per_week = {rate}"
        for day, rate in (("2015-01-01", 9), ("2015-02-01", 3), ("2015-06-01", 1))
    )
    assert list(said(loaded(demand=changes))) == ["demand.changes.0"]


@pytest.mark.parametrize(
    ("sections", "path", "why"),
    [
        ({"link_workers.groups.cover": "posts = 1\nopens = 2017-01-01"}, "link_workers.groups.cover", "on no day"),
        (
            {"link_workers.groups.cover": "posts = 1\ncloses = 2017-01-01"},
            "link_workers.groups.cover.closes",
            "it is 1 January 2017, and the service ends on 1 October 2016 (dates.service_end)",
        ),
        ({"activities.choir": "opens = 2017-05-01"}, "activities.choir", "it is open on no day of the run"),
    ],
)
def test_posts_and_activities_that_never_open_are_said(sections, path, why):
    found = said(loaded(**sections))
    assert list(found) == [path]
    assert why in found[path]


# ---------------------------------------------------------------- what is switched off


def test_every_section_and_every_kind_of_price_says_what_it_needs():
    assert {pattern[0] for pattern in NEEDS if len(pattern) == 1} == set(TOP.keys)
    assert set(PRICED) == set(get_args(CostLine.model_fields["per"].annotation))
    for pattern in NEEDS:
        place = TOP
        for step in pattern:
            place = place.below((place.keys or ["x"])[0] if step == ANY else step)
        assert place.type is not None, pattern


# Every stage and channel, how it is switched off, and a setting that stands or falls with it.
MORE = {
    "frailty": f"attendance = {{ value = 0.5, {MADE_UP} }}\nprogress = {{ value = 1, {MADE_UP} }}\n"
    f"discharge = {{ value = 0.5, {MADE_UP} }}",
    "reviews.supported": f'asked = "after_start"\nweeks_after_start = {{ value = 9, {MADE_UP} }}',
    "demand": f"waiting_on_day_0 = 4\nweeks_already_waited = {{ value = 9, {MADE_UP} }}\n"
    f"weeks_since_referral = {{ value = 9, {MADE_UP} }}",
    "link_workers": f"people_on_day_0 = 4\nweeks_already_supported = {{ value = 9, {MADE_UP} }}",
    "exits": f"per_year = {{ value = 0.1, {MADE_UP} }}",
    "traits.age.levels.under_65": "\n".join(
        f"{name} = {{ value = 2, {MADE_UP} }}" for name in ("odds_of_discharge", "relapse", "exit", "suits")
    ),
    "care_lines.gp": f"raised_at_referral = {{ value = 2, {MADE_UP} }}\nweeks_to_settle = {{ value = 9, {MADE_UP} }}\n"
    f"cut_at_full_dose = {{ value = 0.1, {MADE_UP} }}",
    "programme": 'effect = "all"',
    "activity_defaults.helpers": HELPERS,
}
OFF = {f"stages.{name}": (f"stages.{name} = false", f"stages.{name} is false") for name in Stages.model_fields} | {
    "a clinic": ('programme.offer = "review_clinic"', "programme.offer is not link_workers"),
    "nothing works": ('programme.effect = "none"', "no channel of programme.effect"),
    "nobody leaves": (f"exits.per_year = {{ value = 0, {MADE_UP} }}", "exits.per_year is 0"),
    "no turnover": (f"link_workers.turnover_per_year = {{ value = 0, {MADE_UP} }}", "turnover_per_year is 0"),
    "nobody there": ("link_workers.people_on_day_0 = 0", "nobody is in the service on day 0"),
    "no list": ("demand.waiting_on_day_0 = 0", "demand.waiting_on_day_0 is 0"),
    "nobody goes on": (f"prescription.chance_goes_on = {{ value = 0, {MADE_UP} }}", "prescription.chance_goes_on is 0"),
    "no helpers": ("activity_defaults.helpers.at_most = 0", "at_most is 0"),
    "no rise": (f"care_lines.gp.raised_at_referral = {{ value = 1, {MADE_UP} }}", "raised_at_referral is 1"),
}


def values_stated(one):
    """Every value that a scenario states and the schema lists, with its text as TOML."""
    for path in sorted(one.origins):
        alone = len(path) > 1 and not path[-1].isdigit() and path[0] not in ("dates", "activities", "costs")
        if alone and place_at(path).is_value:
            here = one.data
            for step in path:
                here = here[int(step) if isinstance(here, list) else step]
            yield path, here


def as_toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("off", "why"), OFF.values(), ids=OFF)
def test_what_a_switch_puts_out_of_use_is_said_line_by_line_and_what_it_leaves_is_not(off, why, tmp_path):
    """The file with the switch states every value anew: those that stand or fall with it are said, where they stand."""
    base = tmp_path / "middle.toml"
    whole = load(write(tmp_path, 'extends = "base.toml"\n' + "\n".join(f"[{k}]\n{v}" for k, v in MORE.items())))
    (tmp_path / "child.toml").rename(base)
    switch = off.partition(" = ")[0]
    lines = {path: n for n, (path, _) in enumerate(values_stated(whole), 3) if ".".join(path) != switch}
    texts = [
        f"{'.'.join(path)} = {as_toml(value)}" if path in lines else "# the switch"
        for path, value in values_stated(whole)
    ]
    child = tmp_path / "last.toml"
    child.write_text("\n".join(['extends = "middle.toml"', off, *texts]), encoding="utf-8")
    one = load(child)
    idle = {path for path in lines if not all(need.holds(one.scenario, path) for need in needs_of(one.scenario, path))}
    assert idle, "nothing stands or falls with it"
    found = {one["path"]: one for one in warnings_of(child)}
    assert {".".join(path) for path in idle} == set(found)
    for path in idle:
        assert (found[".".join(path)]["file"], found[".".join(path)]["line"]) == ("last.toml", lines[path])
    assert any(why in caution["sentence"] for caution in found.values())


@pytest.mark.parametrize(("off", "why"), OFF.values(), ids=OFF)
def test_what_a_parent_states_and_a_child_puts_out_of_use_is_nobodys_mistake(off, why, tmp_path):
    write(tmp_path, 'extends = "base.toml"\n' + "\n".join(f"[{k}]\n{v}" for k, v in MORE.items()))
    (tmp_path / "child.toml").rename(tmp_path / "middle.toml")
    child = tmp_path / "last.toml"
    child.write_text(f'extends = "middle.toml"\n{off}\n', encoding="utf-8")
    assert warnings_of(child) == []


@pytest.mark.parametrize("stage", Stages.model_fields)
def test_what_is_said_to_have_no_effect_has_none(stage):
    """The one lever of the stage that is stated, or another: the same log."""
    lever = {
        "support": ("link_workers", "posts = 1"),
        "activities": ("activities.choir", "places = 1"),
        "reviews": ("reviews", "slots_per_week = 1"),
        "relapse": ("relapse", "per_year = 3"),
        "care_lines": ("care_lines.gp", "uses_per_year = 30"),
    }[stage]
    off = loaded(stages=f"{stage} = false")
    with_it = loaded(stages=f"{stage} = false", **dict([lever]))
    assert said(with_it)
    assert log(off) == log(with_it)
    assert log(loaded()) != log(loaded(**dict([lever])))


def test_serves_without_anybody_who_is_not_served_is_said():
    everybody = 'serves = { trait = "age", levels = ["over_65", "under_65"] }'
    found = said(loaded(link_workers=everybody))
    trait = "link_workers.serves.trait"
    assert found == {trait: f"{trait} has no effect: every group of posts serves everybody."}
    some = everybody.replace(', "under_65"', "")
    assert said(loaded(**{"link_workers.groups.cover": f"posts = {{ value = 1, {MADE_UP} }}\n{some}"})) == {}


def test_a_group_of_no_posts_and_prices_of_what_never_happens_are_said():
    none = f"posts = {{ value = 0, {MADE_UP} }}\ncaseload_per_post = 9"
    crisis = f'per = "relapse"\ngbp = {{ value = 9, {MADE_UP} }}\nprice_year = "2015/16"\npayer = "Trust"'
    found = said(loaded(**{"link_workers.groups.cover": none, "stages": "relapse = false", "costs.crisis": crisis}))
    assert found == {
        "link_workers.groups.cover.caseload_per_post": "link_workers.groups.cover.caseload_per_post has no effect: the "
        "group has 0 posts.",
        "costs.crisis.per": "costs.crisis.per has no effect: stages.relapse is false.",
    }


@pytest.mark.parametrize(("years", "idle"), [('{ "2001/02" = 1 }', True), ('{ "2015/16" = 1, "2016/17" = 2 }', False)])
def test_an_index_that_nothing_uses_is_said(years, idle):
    index = f'name = "made up"\nsource = "made up"\ngrade = "assumed"\nyears = {years}'
    assert any(path.startswith("prices.index") for path in said(loaded(**{"prices.index": index}))) == idle


@pytest.mark.parametrize("name", sorted(bundled()))
def test_no_bundled_scenario_states_what_can_have_no_effect(name):
    assert said(load(name)) == {}
