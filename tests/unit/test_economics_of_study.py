"""Does a study's economics say what its draws say? A small study of two options, run; and what has no economics."""

from dataclasses import replace

import numpy as np
import pytest

from app import cli
from experiments.economics.arrays import options_of
from experiments.economics.of_study import NICE, economics_of, per_effect, savi_of
from experiments.economics.savi import FILES
from experiments.results import Results
from experiments.run import Case, run
from experiments.stated_values import more
from experiments.study.declared import load_study
from experiments.study.outputs import outputs_of
from experiments.study.plan import plan_of
from experiments.study.points import run_points
from experiments.study.results import Found
from sim.errors import NotPossible
from sim.loading import load
from tests.scenarios import child_toml, loaded, write

DRAWS = 20

ASSUMED = 'source = "made up", grade = "assumed"'
STUDY = """schema = 1
title = "Does it pay?"
question = "Does it pay?"
scenarios = ["child.toml", "dearer.toml"]
outputs = ["net", "capacity", "service", "discharges", "weeks_of_care"]
design = { kind = "latin_hypercube", points = 60, dummy = false }
[economics]
gbp_per_discharge = [2000, 50_000]
decisions_per_year = 10
years = 5
"""


def declared(folder, text=STUDY):
    share = f"cashable_share = {{ value = 0.5, low = 0, high = 1, {ASSUMED} }}"
    costs = {"costs.care": f"gbp = {{ value = 9000, {ASSUMED} }}\n{share}"}
    costs["costs.link_worker"] = f"gbp = {{ value = 22_000, {ASSUMED} }}"
    comes = f"chance_attends_meeting = {{ value = 0.8, low = 0.7, high = 0.9, {ASSUMED} }}"
    write(folder, child_toml(**costs, support=comes))
    (folder / "dearer.toml").write_text(
        'schema = 1\ntitle = "Dearer"\nextends = "child.toml"\n[link_workers]\nposts = 3\n'
    )
    file = folder / "pays.study.toml"
    file.write_text(text)
    return load_study(file)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The study, run: each draw in two replications of its own."""
    plan = plan_of(declared(tmp_path_factory.mktemp("study")))
    arms = [Case(arm.name, arm.scenario, 1) for arm in plan.arms]
    outputs = outputs_of(arms[0], plan.outputs)
    numbers = [range(2 * point, 2 * point + 2) for point in range(plan.points)]
    each = [run_points(arm, plan.paths, plan.values, numbers, outputs).columns for arm in arms]
    return Found(plan, outputs, np.stack(each, axis=2), {}, complete=True)


@pytest.fixture(scope="module")
def answer(found):
    return economics_of(found)


def test_means_are_those_of_the_draws(found, answer):
    """Luck is taken out of the spread, never out of the mean."""
    assert answer.options == ("usual care", "A small service, made up", "Dearer")
    for arm, row in enumerate(answer.money):
        assert row.net_cash.mean == pytest.approx(found.of("net", arm).mean())
        capacity = found.of("capacity", arm) + found.of("service", arm)
        assert row.net_capacity.mean == pytest.approx(capacity.mean())
        assert row.net_cash.low < row.net_cash.lower_half < row.net_cash.upper_half < row.net_cash.high
    assert (answer.draws, answer.failed, answer.replications) == (60, 0, 2)


def test_what_decides_is_worth_knowing_and_chances_add_to_1(answer):
    cash, capacity = answer.decisions
    assert (cash.of, capacity.of) == ("net cash", "net capacity")
    assert cash.inputs[0].name == "costs.care.cashable_share"
    assert sum(cash.at.chances) == pytest.approx(1)
    assert min(cash.at.losses) == pytest.approx(cash.at.evpi.pounds)
    assert cash.at.losses[cash.at.best] == min(cash.at.losses)
    # 10 decisions a year for 5 years at 3.5 %, the first in full: 46.7308 of one.
    assert cash.at.population == pytest.approx(46.7308 * cash.at.evpi.pounds, rel=1e-5)


def test_each_effect_has_its_ladder_plane_and_curves(answer):
    discharges, weeks = answer.effects
    assert [one.pounds for one in discharges.stated] == [2000, 50_000]
    assert weeks.stated == ()
    for effect in answer.effects:
        assert {place.name for place in effect.places} == set(answer.options)
        assert all(sum(shares.values()) == pytest.approx(1) for shares in effect.quadrants)
        assert all(sum(chances) == pytest.approx(1) for chances in effect.curves.chances)
        # At threshold 0 cash alone decides; the luck of two things is taken out a little otherwise than that of one.
        assert effect.curves.chances[0] == pytest.approx(answer.decisions[0].at.chances, abs=0.05)
        assert np.allclose(np.min(effect.curves.losses, axis=1), effect.curves.evpi)


def test_draws_that_failed_are_left_out_and_counted(found):
    columns = found.columns.copy()
    columns[:5] = np.nan
    answer = economics_of(replace(found, columns=columns, failed=dict.fromkeys(range(5), "why")))
    assert (answer.draws, answer.failed) == (55, 5)


def test_what_is_no_sample_of_what_is_unknown_has_no_economics(found, tmp_path):
    grid = declared(tmp_path, STUDY.replace('kind = "latin_hypercube", points = 60, dummy = false', 'kind = "one_way"'))
    plan = plan_of(grid)
    columns = found.columns[: plan.points]
    assert economics_of(Found(plan, found.outputs, columns, {}, complete=True)) is None
    with pytest.raises(NotPossible, match="SAVI takes draws"):
        savi_of(Found(plan, found.outputs, columns, {}, complete=True))


def test_files_for_savi_have_a_row_for_each_draw(found):
    tables = savi_of(found)
    heads = {name: text.splitlines()[0] for name, text in tables.items()}
    assert heads["cost.csv"] == heads["effect.csv"] == 'usual care,"A small service, made up",Dearer'
    assert set(heads["param.csv"].split(",")) == {"costs.care.cashable_share", "support.chance_attends_meeting"}
    assert {len(text.splitlines()) for text in tables.values()} == {61}
    cost = np.loadtxt(tables["cost.csv"].splitlines(), delimiter=",", skiprows=1)
    assert np.allclose(cost[:, 1:].mean(axis=0), [-found.of("net", arm).mean() for arm in (0, 1)])
    with pytest.raises(NotPossible, match="no output of qalys"):
        savi_of(found, "qalys")


def test_a_study_that_was_run_is_exported_for_savi(tmp_path, capsys):
    """From the command line: the files of `savi_of` beside the tables, and a wish that cannot be met before any."""
    study = declared(tmp_path, STUDY.replace("points = 60", "points = 12"))
    store, folder = tmp_path / "pays.study", tmp_path / "tables"
    assert cli.main(["study", "run", str(study.path), "--store", str(store), "--jobs", "1", "--quiet"]) == 0
    assert cli.main(["study", "export", str(store), str(folder), "--savi", "qalys", "--quiet"]) == 2
    assert not folder.exists()
    assert cli.main(["study", "export", str(store), str(folder), "--savi", "discharges", "--quiet"]) == 0
    lines = {name: (folder / name).read_text(encoding="utf-8").splitlines() for name in FILES}
    assert {name: len(rows) for name, rows in lines.items()} == dict.fromkeys(FILES, 13)
    assert lines["cost.csv"][0] == lines["effect.csv"][0]
    assert "no output of qalys" in capsys.readouterr().err


def test_increments_come_back_as_options():
    costs, effects = options_of(np.array([[1.0, 2.0, 3.0, 4.0]]), 3)
    assert costs.tolist() == [[0.0, 1.0, 2.0]]
    assert effects.tolist() == [[0.0, 3.0, 4.0]]
    costs, _ = options_of(np.array([[1.0, 2.0, 3.0, 4.0]]), 3, reference=1)
    assert costs.tolist() == [[1.0, 0.0, 2.0]]


def test_qalys_are_those_that_the_scenario_states():
    """As an output of a study, as in an answer; at the thresholds of NICE where the study states none."""
    case = Case.of(load("older_people_loneliness"), 1)
    [runs] = run([case], range(3))
    wanted = more(Results(case, runs), case.scenario.stated_values["quality_of_life"])
    outputs = outputs_of(case, ["qalys"])
    found = run_points(case, [], np.empty((1, 0)), range(3), outputs).columns
    assert found[0, :, 0] == pytest.approx(wanted, rel=1e-12)
    nothing = np.zeros((DRAWS, 2, 1))
    effect = per_effect("qalys", nothing, nothing, np.zeros((DRAWS, 0)), ("usual care", "x"), NICE)
    assert [at.pounds for at in effect.stated] == [20_000, 25_000, 30_000, 35_000]
    with pytest.raises(NotPossible, match="this has none"):
        outputs_of(Case.of(loaded(), 1), ["qalys"])


def test_a_cost_per_discharge_is_given_only_where_a_difference_is_clear():
    """Discharges that differ by luck alone have no price, however small they differ; clear ones have."""
    luck = 10 * (np.modf(np.arange(1, 241).reshape(60, 2, 2) * 0.6180339887498949)[0] - 0.5)
    costs = np.broadcast_to(np.array([0.0, 40_000.0])[None, :, None], luck.shape)
    for gained, clear in ((0.01, False), (5.0, True)):
        effects = 50 + luck + np.array([0.0, gained])[None, :, None]
        found = per_effect("discharges", costs, effects, luck.mean(axis=2)[:, :1], ["few", "more"], [2_000.0])
        [against] = [one.against for one in found.places if one.against]
        assert against.clear is clear
