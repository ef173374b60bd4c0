"""Is each scenario that comes with the program what it says it is? What it claims, and what it has of its own."""

import json
import re
from copy import deepcopy

import pytest

from experiments.catalogue import PILOT, entries, features_of, systems
from experiments.targets import targets_beside
from sim.loading import bundled, load
from tests import catalogue, machines

SYSTEMS = [one.name for one in systems()]
SETTINGS = "rotherham", "secondary_care", "primary_care", "other_settings"


def copied(folder, text):
    """The pilot and its figures under another name."""
    pilot = bundled()[PILOT]
    (folder / "copy.targets.toml").write_bytes(pilot.with_name(f"{PILOT}.targets.toml").read_bytes())
    file = folder / "copy.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_has_something_that_the_pilot_has_not(name):
    assert features_of(load(name))


def test_a_copy_of_the_pilot_under_another_name_has_nothing_of_its_own(tmp_path):
    """Other words, other numbers, other names of activities, another seed and a value that means what it did."""
    text = bundled()[PILOT].read_text(encoding="utf-8")
    relabelled = (
        text.replace('title = "Rotherham', 'title = "Barnsley')
        .replace("posts = { value = 2", "posts = { value = 3")
        .replace("therapeutic_art", "pottery")
        + "\n[settings]\nseed = 7\nreplications = 20\n\n[stages]\nsupport = true\n"
    )
    assert all(word in relabelled for word in ("pottery", "Barnsley", "value = 3"))
    assert features_of(copied(tmp_path, relabelled)) == []


def test_what_is_new_is_named_once_and_choices_are_said_whole(tmp_path):
    text = (
        f'schema = 1\ntitle = "Mine"\nextends = "{PILOT}.toml"\n'
        + """
[activities.yoga.payment]
form = "grant"
gbp = { value = 10, grade = "assumed", source = "made up" }
price_year = "2015/16"
payer = "ICB"

[care_lines.gp]
uses_per_year = { value = 8, grade = "assumed", source = "made up" }
[care_lines.visits]
uses_per_year = { value = 2, grade = "assumed", source = "made up" }
raised_at_referral = { value = 2, grade = "assumed", source = "made up" }
"""
    )
    assert sorted(features_of(copied(tmp_path, text))) == [
        "activities.*.payment.form = grant",
        "care_lines",
    ]


def test_a_figure_of_another_kind_is_something_of_its_own(tmp_path):
    loaded = copied(tmp_path, bundled()[PILOT].read_text(encoding="utf-8"))
    beside = tmp_path / "copy.targets.toml"
    beside.write_text(beside.read_text(encoding="utf-8").replace('measure = "discharges"', 'measure = "given"'))
    assert features_of(loaded) == ["figure: given"]


# ---------------------------------------------------------------- what each claims


def test_every_scenario_with_published_figures_says_what_it_claims_and_why():
    assert [one.name for one in entries() if one.targets and not one.targets.status] == []


def test_what_stands_in_a_setting_is_a_system_or_a_control_and_a_what_if_states_its_question():
    kinds = {folder: {one.kind for one in entries() if one.folder == folder} for folder in (*SETTINGS, "what_ifs")}
    assert set().union(*(kinds[folder] for folder in SETTINGS)) <= {"system", "control", "what-if"}
    assert kinds["what_ifs"] <= {"what-if"}


@pytest.mark.parametrize("name", [one.name for one in entries() if one.targets])
def test_what_reproduces_has_figures_and_what_is_illustrative_may_have_none(name):
    targets = targets_beside(bundled()[name])[0]
    assert targets.targets or targets.status == "illustrative"


# ---------------------------------------------------------------- the page and its numbers


FOUND = catalogue.answers()


def test_the_page_is_what_would_be_written_from_the_numbers_and_the_scenarios():
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(FOUND), "make catalogue"


def test_there_are_numbers_of_every_system_and_every_what_if_and_of_no_other():
    assert list(FOUND["systems"]) == [one.name for one in catalogue.with_targets()], "make catalogue"
    assert list(FOUND["what_ifs"]) == [one.name for one in catalogue.what_ifs()], "make catalogue"


@pytest.mark.parametrize("one", catalogue.with_targets(), ids=lambda one: one.name)
def test_numbers_of_a_system_are_of_the_scenario_and_the_figures_as_they_are(one):
    assert FOUND["systems"].get(one.name, {}).get("depends_on") == catalogue.system_depends_on(one), "make catalogue"


@pytest.mark.parametrize("one", catalogue.what_ifs(), ids=lambda one: one.name)
def test_numbers_of_a_what_if_are_of_both_scenarios_as_they_are(one):
    assert FOUND["what_ifs"].get(one.name, {}).get("depends_on") == catalogue.what_if_depends_on(one), "make catalogue"


COMPILED = pytest.mark.skipif(not machines.IS_COMPILED, reason="hundreds of replications take an hour uncompiled")


@COMPILED
def test_what_a_what_if_comes_to_is_what_the_page_says():
    """One of them; tests/theory runs all."""
    [one] = [one for one in catalogue.what_ifs() if one.name == "third_post"]
    assert catalogue.what_if_row(one) == FOUND["what_ifs"]["third_post"]


@COMPILED
def test_what_the_pilot_comes_to_is_what_the_page_says():
    [one] = [one for one in catalogue.with_targets() if one.name == PILOT]
    assert catalogue.system_row(one) == FOUND["systems"][PILOT]


def test_a_page_with_another_number_or_another_expectation_is_caught():
    moved = deepcopy(FOUND)
    moved["what_ifs"]["third_post"]["difference"]["mean"] *= 2
    assert catalogue.page(moved) != catalogue.page(FOUND)
    unmet = deepcopy(FOUND)
    unmet["what_ifs"]["third_post"]["as_expected"] = False
    assert (
        catalogue.page(unmet).count("| **not as expected** |")
        == catalogue.page(FOUND).count("| **not as expected** |") + 1
    )
    assert json.loads(json.dumps(FOUND)) == FOUND


def test_every_what_if_stands_in_one_group_of_the_page():
    grouped = [name for names in catalogue.GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(one.name for one in catalogue.what_ifs())


def test_an_answer_in_short_is_its_first_sentence_and_never_a_word_alone():
    assert catalogue.in_short("No. It costs £4.50 more. Nothing else moves.") == "No. It costs £4.50 more."
    long = "About 8.5 people fewer take up an activity, most of whom need an interpreter."
    assert catalogue.in_short(f"{long} The average hardly shows it.") == long


@pytest.mark.parametrize("one", catalogue.what_ifs(), ids=lambda one: one.name)
def test_what_came_out_is_what_the_file_says(one):
    assert FOUND["what_ifs"].get(one.name, {}).get("came_out") == one.what_if["came_out"]


def stands_in(words, figures):
    """Is one of the figures, whatever its sign, among the numbers written: as rounded there, or within 5 %?"""
    written = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", words)
    return any(
        abs(float(number.replace(",", "")) - abs(figure))
        <= max(0.05 * abs(figure), 0.5 * 10.0 ** -len(number.partition(".")[2]))
        for number in written
        for figure in figures
        if float(number.replace(",", ""))
    )


@pytest.mark.parametrize("one", catalogue.what_ifs(), ids=lambda one: one.name)
def test_the_words_hold_a_number_that_decides_the_answer(one):
    """The difference, or one of the two values that it is of: words written after another run would hold neither."""
    row = FOUND["what_ifs"].get(one.name, {})
    figures = [row.get(of, {}).get("mean", 0.0) for of in ("here", "there", "difference")]
    assert stands_in(one.what_if["answer"], figures), figures


def test_a_number_of_another_run_is_not_the_one_that_decides():
    assert stands_in("net cash is about £48,000 lower", [-47_690])
    assert stands_in("0.4 fewer", [-0.395])
    assert stands_in("7.5 weeks sooner", [-7.49])
    assert not stands_in("net cash is about £51,000 lower", [-47_690])
    assert not stands_in("1 person in 7,000", [-0.0275])
    assert not stands_in("a third of a week", [0.294])


@pytest.mark.parametrize("one", catalogue.with_targets(), ids=lambda one: one.name)
def test_every_figure_is_met_or_declared_as_missed(one):
    figures = FOUND["systems"].get(one.name, {"figures": {"make catalogue": {"verdict": "not run"}}})["figures"]
    as_declared = ("met", "declared miss", "stated", "prediction")
    assert [name for name, row in figures.items() if row["verdict"] not in as_declared] == []
