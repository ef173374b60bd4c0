"""The ledger on record: predictions came before comparisons, and every figure that counts was held out."""

import re
from pathlib import Path

import pytest

from app.asking.ledger import ledger_of
from app.faces.published.sentences import topic_of
from experiments.catalogue import entries
from experiments.figures import MEASURES
from experiments.ledger.held_out import FILE as OTHERS
from experiments.ledger.held_out import Others, folder_of
from experiments.ledger.record import FILE, record_in
from sim.loading import load
from sim.loading.toml_files import stated_in
from tests.contract.test_sources import ROWS

FEWEST = 12  # figures that count
NOT_CLEAN = {  # held out in a scenario's own file, and set in the source of an input all the same
    "rotherham_mental_health_pilot.all_discharges",
    "rotherham_mental_health_pilot_eighteen_months.all_discharges",
    "supported_discharge_secondary.returned",
    "primary_care_link_workers.gp_per_cent",
    "type_2_diabetes_newcastle.a_head",
}
LOADED = [load(one.path) for one in entries() if one.targets]
SHIPPED = folder_of(LOADED[0])


@pytest.fixture(scope="module")
def ledger():
    return ledger_of(LOADED)


def test_at_least_twelve_published_figures_count(ledger):
    assert sum(one.counted for one in ledger) >= FEWEST


def test_no_input_was_set_from_a_figure_that_counts_and_those_that_do_not_are_known(ledger):
    assert {one.held.name for one in ledger if one.set_from_it} == NOT_CLEAN


def test_the_community_navigators_trial_is_predicted_and_has_no_published_value(ledger):
    [trial] = [one for one in ledger if "ISRCTN13205972" in one.held.target.source]
    assert (trial.held.kind, trial.held.published, trial.counted) == ("prediction", None, False)
    assert trial.first
    assert trial.first.comparison is None


def test_every_figure_that_counts_has_been_predicted(ledger):
    assert [one.held.name for one in ledger if one.counted and one.first is None] == []


def test_every_prediction_is_of_a_figure_that_is_still_held_out(ledger):
    names = {one.held.name for one in ledger}
    assert {one.figure for one in record_in(SHIPPED).predictions} <= names


def test_published_values_stand_nowhere_in_a_prediction():
    """They come with the comparison, later."""
    for table in re.split(r"(?m)^\[\[", (SHIPPED / FILE).read_text(encoding="utf-8"))[1:]:
        assert ("published = " in table) == table.startswith("comparisons")


def test_what_is_cited_stands_in_the_evidence():
    stated, _ = stated_in(SHIPPED / OTHERS, Others)
    cited = {n for one in stated.figures.values() for n in re.findall(r"\[(S?\d+)", one.source)}
    assert cited
    assert cited <= ROWS


def test_every_scenario_and_target_that_it_names_is_there(ledger):
    stated, _ = stated_in(SHIPPED / OTHERS, Others)
    names = {one.held.name for one in ledger}
    assert set(stated.figures) <= names
    assert {f"{scenario}.{target}" for scenario, those in stated.targets.items() for target in those} <= names


def test_every_measure_is_about_something():
    assert all(topic_of(measure) for measure in MEASURES)


def test_the_shipped_record_can_be_read_from_where_it_is():
    assert Path(SHIPPED / FILE).is_file()


def test_the_page_of_evidence_counts_them_as_they_came_out(ledger):
    page = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
    done = [one for one in ledger if one.counted and one.inside is not None]
    own, other = ([one for one in done if one.held.same_service is same] for same in (True, False))
    inside = [sum(bool(one.inside) for one in of) for of in (done, own, other)]
    assert f"{len(done)} figures that no input was fitted to or set from" in page
    assert f"{inside[0]} lie inside, {len(done) - inside[0]} do not" in page
    assert f"in another report {inside[1]} of {len(own)}, of other services {inside[2]} of {len(other)}." in page
    assert f"{sum(not one.first.prediction.sharp for one in done)} of the {len(done)} test little" in page


def test_every_miss_that_counts_has_its_reason(ledger):
    assert [one.held.name for one in ledger if one.counted and one.inside is False and not one.held.miss] == []
