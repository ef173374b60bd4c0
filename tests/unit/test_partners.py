"""Fitted inputs that move together: how a partner is found, kept, and used."""

import tomllib
from math import log2

import pytest

from app import words
from experiments.changed import with_value
from experiments.partners import (
    METHOD,
    ON_NO_FIT,
    Partners,
    as_toml,
    faults_of,
    fits_of,
    made_for,
    partners_beside,
    table_of,
)
from experiments.run import Case, run
from experiments.swings import swings
from experiments.targets import Targets, targets_beside
from sim.errors import NotPossible
from sim.loading import load
from tests.scenarios import child_toml, write

S = 'source = "made up", grade = "assumed"'
CHANCE, RATIO = ("reviews", "chance_of_discharge"), ("reviews", "odds_ratio_with_full_progress")
RANGES = {
    "chance_of_discharge": f"chance_of_discharge = {{ value = 0.3, low = 0.1, high = 0.5, {S} }}",
    "odds_ratio_with_full_progress": (
        f'odds_ratio_with_full_progress = {{ value = 4, low = 1, high = 16, informed_by = "25 discharged", {S} }}'
    ),
}
FITTED = {
    "reviews": "\n".join(RANGES.values()),
    "exits": f'per_year = {{ value = 0.1, low = 0.05, high = 0.2, informed_by = "left", {S} }}',
}
FIGURES = """
[targets.discharges]
title = "Discharged at reviews"
measure = "discharges"
published = 25
use = "calibrate"
starts = 2015-04-01
ends = 2016-04-01
source = "made up"

[partners.usual_care]
input = "reviews.chance_of_discharge"
partner = "reviews.odds_ratio_with_full_progress"
meets = "discharges"
"""


def ratio_of(scenario):
    return scenario.reviews.odds_ratio_with_full_progress.value


def figure(scenario):
    """A discharge figure of our own: 10 for each 0.1 of the chance, and 10 for each doubling of the odds ratio, less
    20, so that 25 is met at a chance of 0.1 and a ratio of 11.3, or at 0.3 and 2.8."""
    return 100 * scenario.reviews.chance_of_discharge.value + 10 * log2(ratio_of(scenario)) - 20


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A scenario with targets. Five points: chances of 0.1 to 0.5."""
    monkeypatch.setattr("experiments.partners.POINTS", 5)
    write(tmp_path, child_toml(**FITTED))
    (tmp_path / "child.targets.toml").write_text(FIGURES)
    return tmp_path


def made(folder, figure_of=figure):
    """The table of the scenario in a folder, written beside it."""
    loaded = load(folder / "child.toml")
    targets = targets_beside(loaded.path)[0]
    one = targets.partners["usual_care"]
    table = table_of(loaded.scenario, one, targets.targets["discharges"], figure_of)
    partners = Partners(method=METHOD, seed=1, replications=5, tables={"usual_care": table})
    (folder / "child.partners.toml").write_text(as_toml(partners, "child"))
    return table


def test_a_partner_meets_the_figure_and_a_value_without_one_says_how_near_it_comes(folder):
    by_value = {point.value: point for point in made(folder).points}
    assert by_value[0.3].partner == pytest.approx(2**1.5, rel=0.01)
    assert by_value[0.1].partner == pytest.approx(2**3.5, rel=0.01)
    assert by_value[0.5].partner is None
    assert by_value[0.5].figure == pytest.approx(30)
    assert all(abs(point.figure - 25) < 0.005 * 25 for point in by_value.values() if point.partner)
    assert sorted(by_value) == [0.1, 0.2, 0.3, 0.4, 0.5]


def test_a_partner_at_an_end_of_its_range_is_one(folder):
    """A figure of 25.1 where the odds ratio is 1 is near enough to 25."""
    assert {point.partner for point in made(folder, lambda s: 25.1 + log2(ratio_of(s))).points} == {1.0}


def test_a_figure_that_jumps_over_the_published_one_has_no_partner(folder):
    table = made(folder, lambda scenario: 20 if ratio_of(scenario) < 3 else 40)
    assert {(point.partner, point.figure) for point in table.points} == {(None, 20)}
    assert not fits_of(load(folder / "child.toml")).along


def test_a_curve_that_bends_is_followed(folder):
    bent = made(folder, lambda scenario: 25 + (figure(scenario) - 25) ** 3)
    assert all(abs(point.figure - 25) < 0.005 * 25 for point in bent.points if point.partner)
    assert any(point.partner for point in bent.points)


def test_what_is_written_is_what_is_read(folder):
    table = made(folder)
    read = partners_beside(folder / "child.toml").tables["usual_care"]
    assert [point.value for point in read.points] == [point.value for point in table.points]
    assert [point.partner is None for point in read.points] == [point.partner is None for point in table.points]


def test_an_input_moves_along_its_fit_and_not_beyond_it(folder):
    made(folder)
    loaded = load(folder / "child.toml")
    fits = fits_of(loaded)
    moved = fits.changed(loaded.scenario, CHANCE, 0.2)
    assert moved.reviews.chance_of_discharge.value == 0.2
    assert figure(moved) == pytest.approx(25, abs=0.3)
    assert fits.changed(loaded.scenario, RATIO, 8) == with_value(loaded.scenario, RATIO, 8)
    with pytest.raises(NotPossible, match=r"no value of reviews.odds_ratio_with_full_progress gives the published 25"):
        fits.changed(loaded.scenario, CHANCE, 0.5)


def test_a_table_made_for_something_else_is_said_and_not_used(folder):
    made(folder)
    for text in (FIGURES.replace("25", "26"), FIGURES.replace("2016-04-01", "2016-03-01")):
        (folder / "child.targets.toml").write_text(text)
        fits = fits_of(load(folder / "child.toml"))
        assert not fits.along
        assert "was made for other values and is not used" in fits.note
    (folder / "child.targets.toml").write_text(FIGURES)
    write(folder, child_toml(**FITTED, support=f"chance_accepts = {{ value = 0.8, {S} }}"))
    assert "is not used" in fits_of(load(folder / "child.toml")).note


def test_a_price_moves_no_count_and_leaves_the_table_good(folder):
    made(folder)
    write(folder, child_toml(**FITTED, **{"costs.care": f"gbp = {{ value = 3, {S} }}"}))
    assert fits_of(load(folder / "child.toml")).along


def test_a_table_that_is_not_there_is_missed(folder):
    assert "no table of them" in fits_of(load(folder / "child.toml")).note


def grandchild(folder, text):
    (folder / "other.toml").write_text(f'schema = 1\ntitle = "Other"\nextends = "child.toml"\n{text}')
    return fits_of(load(folder / "other.toml"))


def test_a_scenario_that_only_chooses_otherwise_moves_along_the_fit_of_the_one_it_extends(folder):
    made(folder)
    assert grandchild(folder, f"[link_workers]\nposts = {{ value = 3, {S} }}\n").along
    fits = grandchild(folder, f"[exits]\nper_year = {{ value = 0.15, {S} }}\n")
    assert not fits.along
    assert fits.note == "child was fitted with another exits.per_year: its table is not used here"
    assert "programme.effect" in grandchild(folder, '[programme]\neffect = "none"\n').note


def test_nothing_is_said_where_no_partners_are_named(folder):
    (folder / "child.targets.toml").write_text(FIGURES.split("[partners")[0])
    assert fits_of(load(folder / "child.toml")) == ON_NO_FIT


def test_partners_that_cannot_be_are_named(folder):
    text = FIGURES.replace("reviews.chance", "reviews.chances").replace('meets = "discharges"', 'meets = "discharge"')
    text = text.replace("reviews.odds_ratio_with_full_progress", "reviews.slots_per_week")
    found = dict(faults_of(load(folder / "child.toml").scenario, Targets.model_validate(tomllib.loads(text))))
    assert "Did you mean reviews.chance_of_discharge?" in found["partners", "usual_care", "input"]
    assert "no low and high" in found["partners", "usual_care", "partner"]
    assert found["partners", "usual_care", "meets"].endswith("Did you mean discharges?")


def test_swings_go_along_the_fit_and_say_what_breaks_it(folder):
    made(folder)
    loaded = load(folder / "child.toml")
    case = Case("child", loaded.scenario, 1)
    runs = run([case], range(3))[0]
    found = swings(case, runs, fits_of(loaded))
    rows = {row.path: row for row in found.rows}
    along = rows["reviews.chance_of_discharge"]
    assert along.low == pytest.approx(0.1)
    assert along.high == pytest.approx(0.4)  # beyond, a ratio below 1 would be needed
    assert not along.breaks_the_fit
    assert rows["reviews.odds_ratio_with_full_progress"].breaks_the_fit
    assert rows["exits.per_year"].breaks_the_fit
    alone = {row.path: row for row in swings(case, runs).rows}
    assert alone["reviews.chance_of_discharge"].capacity != along.capacity
    said = " ".join(one.text for one in words.swings_in_words(found))
    assert "so that “Discharged at reviews” stays at the published 25." in said
    assert "Above 0.4 none between 1 and 16 gives that: such values contradict the published figure." in said
    assert "2 inputs were fitted to published figures and are varied here alone" in said
    assert "(along the fit)" in words.swing_range(along)
    assert "(breaks the fit)" in words.swing_range(rows["exits.per_year"])


def test_the_hash_of_a_table_is_that_of_what_counts(folder):
    loaded = load(folder / "child.toml")
    targets = targets_beside(loaded.path)[0]
    one, target = targets.partners["usual_care"], targets.targets["discharges"]
    now = made_for(loaded.scenario, one, target)
    assert now == made_for(loaded.scenario, one, target.model_copy(update={"title": "Another title"}))
    assert now != made_for(loaded.scenario, one, target.model_copy(update={"published": 24}))
