"""Every scenario at its full size: published figures, what-ifs, and whether its bridge adds up."""

import pytest

from experiments.run import Case, run
from sim.loading import bundled, load
from tests import catalogue

FOUND = catalogue.answers()


@pytest.mark.parametrize("one", catalogue.with_targets(), ids=lambda one: one.name)
def test_published_figures_come_out_as_the_catalogue_says_and_as_declared(one):
    row = catalogue.system_row(one)
    assert row == FOUND["systems"][one.name]
    assert {figure["verdict"] for figure in row["figures"].values()} <= {"met", "declared miss", "stated", "prediction"}


@pytest.mark.parametrize("one", catalogue.what_ifs(), ids=lambda one: one.name)
def test_a_what_if_comes_out_as_the_catalogue_and_its_file_say(one):
    row = catalogue.what_if_row(one)
    assert row == FOUND["what_ifs"][one.name]
    assert row["came_out"] == one.what_if["came_out"]


@pytest.mark.parametrize("name", list(bundled()))
def test_every_scenario_runs_at_its_own_size_and_its_bridge_adds_up(name):
    """To the last part of a pound, in every replication and at every horizon; the readable engine counts the same."""
    scenario = load(name).scenario
    replications = int(scenario.settings.replications.value)
    [runs] = run([Case(name, scenario, 1)], range(replications), engine="fast")
    assert runs[:3] == run([Case(name, scenario, 1)], range(min(3, replications)), engine="simpy")[0]
    for one in runs:
        for bridge in one.bridges.values():
            assert bridge["net"] == bridge["cash"] + bridge["service"]
            assert bridge["capacity"] == bridge["care_freed"] + bridge["care_use"] + bridge["crisis"] + bridge["moved"]
