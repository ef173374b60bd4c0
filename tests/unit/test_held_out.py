"""What is a held-out figure, and what is a prediction that was made first? Twins are planted of each that are not."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from experiments.ledger.held_out import HeldOut, counted_once, held_out_of, named_in
from experiments.ledger.record import FILE, Comparison, Prediction, added_to, compared, inside, record_in
from experiments.targets import Target
from sim.errors import ScenarioError
from tests.scenarios import loaded, scenario

DAY, LAST = date(2015, 4, 1), date(2016, 4, 1)
MADE = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


def target(published, source="[7]: 85 % of 120 people"):
    figure = {"title": "Came", "measure": "referred", "published": published, "use": "hold out", "source": source}
    return Target(**figure, starts=DAY, ends=LAST)


def held(published=85.0, source="[7]: 85 % of 120 people", same_number=None, name="came"):
    return HeldOut(name, "base", target(published or 0, source), published, 1, "As it is.", same_number or {})


def with_source(source, informed_by=None):
    more = f', informed_by = "{informed_by}"' if informed_by else ""
    return scenario(support=f'chance_accepts = {{ value = 0.9, grade = "assumed", source = "{source}"{more} }}')


# ---------------------------------------------------------------- whether an input was set from it


@pytest.mark.parametrize(
    ("source", "informed_by", "set_from_it"),
    [
        ("no data", None, False),
        ("85 % elsewhere [8]", None, False),  # another report
        ("the same report says 84 % [7]", None, False),
        ("85 % accepted [7]", None, True),
        ("102 of 120 [3, 7]", None, True),  # the count behind the share
        ("fitted", "85 % who came", True),
        ("fitted", "185 who came", False),
        ("fitted", "8.5 % who came", False),
    ],
)
def test_a_figure_in_the_source_of_an_input_is_found(source, informed_by, set_from_it):
    found = named_in(held(), with_source(source, informed_by))
    assert found == (["support.chance_accepts"] if set_from_it else [])


def test_a_thousand_is_read_as_a_report_writes_it_and_a_year_is_no_figure():
    of_year = held(1607.0, "[6]: N = 1,607 in the report of 2014")
    assert named_in(of_year, with_source("the report of 2014 [6]")) == []
    assert named_in(of_year, with_source("1,607 people [6]")) == ["support.chance_accepts"]


def test_the_same_number_of_something_else_is_let_pass_by_name():
    named = {"support.chance_accepts": "there it is of outpatients"}
    assert named_in(held(same_number=named), with_source("85 % of outpatients [7]")) == []


def test_a_figure_held_against_two_variants_is_counted_once():
    first, again, other = held(name="a"), held(name="b"), held(84.0, name="c")
    assert [earlier for _, earlier in counted_once([first, again, other])] == [None, first, None]


# ---------------------------------------------------------------- the file of other figures

OTHER = """\
[figures.came]
scenario = "NAME"
title = "Came"
measure = "referred"
published = 85
starts = 2015-04-01
ends = 2016-04-01
source = "[7]: 85 %"
reading = "As it is."
"""


def figures_of(one, folder, monkeypatch, text=""):
    """The held-out figures of a scenario whose folder has this one figure of another report."""
    (folder / "held_out.toml").write_text(OTHER.replace("NAME", one.name) + text)
    monkeypatch.setattr("experiments.ledger.held_out.folder_of", lambda _: folder)
    return held_out_of(one)


def test_a_figure_of_another_report_is_read_with_its_scenario(tmp_path, monkeypatch):
    [found] = figures_of(loaded(), tmp_path, monkeypatch)
    assert (found.name, found.published, found.services, found.kind) == ("came", 85, 1, "held out")
    (tmp_path / "held_out.toml").write_text(OTHER.replace("NAME", "another"))
    assert held_out_of(loaded()) == []


def test_a_figure_that_an_input_was_set_from_is_refused_with_its_line(tmp_path, monkeypatch):
    planted = loaded(support='chance_accepts = { value = 0.9, grade = "assumed", source = "85 % [7]" }')
    with pytest.raises(
        ScenarioError, match=r"held_out.toml:1 .*is no figure held out: support\.chance_accepts was set"
    ):
        figures_of(planted, tmp_path, monkeypatch)


def test_a_measure_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.unit.test_held_out.OTHER", OTHER.replace("referred", "refered"))
    with pytest.raises(ScenarioError, match="nothing is called so"):
        figures_of(loaded(), tmp_path, monkeypatch)


def test_a_number_that_is_let_pass_must_stand_there(tmp_path, monkeypatch):
    same = 'same_number = { "support.chance_accepts" = "of others" }\n'
    with pytest.raises(ScenarioError, match="does not have that number"):
        figures_of(loaded(), tmp_path, monkeypatch, same)


# ---------------------------------------------------------------- the record


def prediction(**more):
    given = {
        **{"figure": "came", "scenario": "base", "hash": "a" * 64, "measure": "referred", "starts": DAY},
        **{"ends": date(2016, 4, 1), "services": 1, "low": 80.0, "median": 84.0, "high": 88.0},
        **{"prior_low": 70.0, "prior_high": 95.0, "given": ["joined"], "drivers": [], "covers": 90, "seed": 1},
        **{"draws": 1000, "made": MADE},
    }
    return Prediction(**{**given, **more})


def comparison(of, published=85.0, after=timedelta(minutes=1), **more):
    given = {
        **{"figure": of.figure, "scenario": of.scenario, "hash": of.hash, "prediction": of.fingerprint},
        **{"published": published, "inside": inside(of, published), "compared": of.made + after},
    }
    return Comparison(**{**given, **more})


def record_of(folder, *rows):
    (folder / FILE).write_text(added_to("", rows))
    return record_in(folder)


def test_what_is_written_is_read_back(tmp_path):
    made = prediction()
    found = record_of(tmp_path, made, comparison(made))
    assert found.predictions == [made]
    assert found.of(found.comparisons[0]) == made
    assert found.result_of(made).inside


def test_rows_are_added_at_the_end_and_nothing_before_them_changes():
    made = prediction()
    once = added_to("", [made])
    assert added_to(once, [comparison(made)]).startswith(once.rstrip("\n"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hash": "b" * 64}, "the hashes differ"),
        ({"prediction": "0" * 16}, "no prediction with the fingerprint"),
        ({"figure": "others"}, "no prediction with the fingerprint"),
        ({"compared": MADE}, "not after its prediction"),
        ({"compared": MADE - timedelta(days=1)}, "not after its prediction"),
        ({"inside": False}, "whether 85 lies inside"),
    ],
)
def test_a_comparison_that_no_earlier_prediction_stands_behind_is_refused(tmp_path, change, said):
    made = prediction()
    with pytest.raises(ScenarioError, match=said):
        record_of(tmp_path, made, comparison(made, **change))


def test_an_interval_that_is_put_right_afterwards_is_refused(tmp_path):
    made = prediction()
    text = added_to("", [made, comparison(made, published=90.0)])
    assert "inside = false" in text
    (tmp_path / FILE).write_text(
        re.sub("(?m)^high = 88.0$", "high = 91.0", text).replace("inside = false", "inside = true")
    )
    with pytest.raises(ScenarioError, match="rows are never changed"):
        record_in(tmp_path)


def test_a_second_result_of_one_prediction_is_refused(tmp_path):
    made = prediction()
    with pytest.raises(ScenarioError, match="stands there twice"):
        record_of(tmp_path, made, comparison(made), comparison(made, after=timedelta(days=1)))


def test_a_time_without_an_offset_is_refused(tmp_path):
    text = added_to("", [prediction()]).replace("11:00:00Z", "11:00:00")
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ScenarioError, match="has no offset"):
        record_in(tmp_path)


def test_only_what_has_been_published_and_not_been_compared_is_compared(tmp_path):
    done, open_, ahead = prediction(), prediction(figure="open"), prediction(figure="ahead")
    record = record_of(tmp_path, done, open_, ahead, comparison(done))
    figures = [held(), held(name="open"), held(None, name="ahead")]
    found = compared(record, figures, MADE + timedelta(hours=1))
    assert [(one.figure, one.inside) for one in found] == [("open", True)]


def test_a_scenario_that_changed_is_predicted_again_and_the_first_result_stands(tmp_path):
    first = prediction()
    record = record_of(tmp_path, first, comparison(first, published=90.0))
    assert record.stands(held(), "a" * 64)
    assert not record.stands(held(), "b" * 64)
    again = prediction(hash="b" * 64, high=91.0, made=MADE + timedelta(days=1))
    both = record_of(tmp_path, first, comparison(first, published=90.0), again, comparison(again, published=90.0))
    assert [one.inside for one in both.comparisons] == [False, True]


def test_half_as_wide_as_before_is_sharp_and_wider_is_not():
    assert prediction(low=80, high=92.5).sharp
    assert not prediction(low=80, high=92.6).sharp
