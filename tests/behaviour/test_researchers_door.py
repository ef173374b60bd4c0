"""What does a researcher meet in Python? Data frames that say what they are, and what-ifs without a file."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy
import pandas
import pytest

import spsim
from app.cli import main
from app.faces.figures import FIGURES
from experiments.columns import OF_THE_LOG, OF_VALUES
from experiments.exports import results_csv
from sim.inputs import World
from spsim.columns import FRAMES
from tests import python_page
from tests.scenarios import child_toml, write

ROOT = Path(__file__).parents[2]
PAY = 'gbp = { value = 40_000, low = 30_000, high = 50_000, source = "made up", grade = "assumed" }'
FEW = {"replications": 4, "seed": 3, "jobs": 1}


SEEN = ("seen_in", "path")
NOT_FOLLOWED = (*SEEN, "unknown_low", "unknown_high")
SELDOM_SAID = {"groups": NOT_FOLLOWED, "capacity": NOT_FOLLOWED}  # swings do not follow them


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    write(folder, child_toml(demand="waiting_on_day_0 = { value = 30, source = 'made up', grade = 'assumed' }",
                             **{"costs.link_worker": PAY}))  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def pilot(folder):
    return spsim.load(folder / "child.toml")


@pytest.fixture(scope="module")
def more(pilot):
    return pilot.with_values({"link_workers.posts": numpy.int64(3)}, title="Three posts")


@pytest.fixture(scope="module")
def answer(pilot, more):
    return spsim.compare(pilot, more, swings="all", **FEW)


# ---------------------------------------------------------------- a what-if without a file


def test_a_what_if_without_a_file_gives_the_answer_of_the_file_that_says_the_same(folder, pilot, more, answer):
    (folder / "three_posts.toml").write_text(more.to_toml(), encoding="utf-8")
    read = spsim.load(folder / "three_posts.toml")
    assert read.hash == more.hash != pilot.hash
    again = spsim.compare(pilot, read, **FEW)
    for name in ("people", "bridge", "waits", "queues", "money", "differences"):
        without_unknown = [c for c in getattr(answer, name).columns if not c.startswith("unknown")]
        pandas.testing.assert_frame_equal(
            getattr(answer, name)[without_unknown], getattr(again, name)[without_unknown], check_exact=True
        )
    pandas.testing.assert_frame_equal(answer.values(), again.values(), check_exact=True)


def test_provenance_says_which_values_were_changed(more, answer):
    assert answer.people.attrs["changed"] == {"three_posts": {"link_workers.posts": 3}}
    assert "with_values({'link_workers.posts': 3}, title='Three posts')" in answer.whole.provenance.command
    assert answer.whole.scenarios[1].files == ("three_posts (in Python)", "child.toml", "base.toml")
    [row] = [row for row in answer.changed_values.itertuples() if row.path == "link_workers.posts"]
    assert (row.in_first, row.in_second) == ("2", "3")
    assert "three_posts (in Python)" in more.inputs.set_index("path").source["link_workers.posts"]


def test_the_command_of_an_answer_makes_it_again(folder, answer, monkeypatch):
    monkeypatch.chdir(folder)
    command = answer.whole.provenance.command.replace("'child'", "'child.toml'")
    again = eval(command, {"spsim": spsim})  # noqa: S307 -- ours, and said to be typed
    pandas.testing.assert_frame_equal(again.bridge, answer.bridge, check_exact=True)


def test_later_changes_are_laid_over_earlier_ones(pilot, more):
    both = more.with_values({"demand.referrals_per_week": 3, "link_workers.posts": 4})
    assert both.changed == {"link_workers.posts": 4, "demand.referrals_per_week": 3}
    assert both.name == "child_changed"
    assert both.hash == pilot.with_values(both.changed).hash
    assert both.with_values({"link_workers.posts": 2, "demand.referrals_per_week": 2}).hash == pilot.hash


def test_what_is_wrong_is_one_of_the_exceptions_of_the_door(pilot):
    with pytest.raises(spsim.ScenarioError, match="Did you mean posts"):
        pilot.with_values({"link_workers.pots": 3})
    with pytest.raises(spsim.ScenarioError, match="no scenario of this name"):
        spsim.load("rotherham_mental_health_pilott")
    for too_few in ([], [pilot]):
        with pytest.raises(spsim.WrongInput, match="two scenarios or more, or one with a"):
            spsim.compare(*too_few)
    with pytest.raises(spsim.WrongInput, match="Two scenarios are called child"):
        spsim.compare(pilot, pilot)
    with pytest.raises(spsim.WrongInput, match="no world called another"):
        spsim.log(pilot, world="another")


def test_the_scenarios_that_come_with_the_program_are_named():
    assert "rotherham_mental_health_pilot" in spsim.scenarios()
    assert spsim.load("third_post").to_toml().startswith("#") or "extends" in spsim.load("third_post").to_toml()


# ---------------------------------------------------------------- frames


def test_every_value_is_what_the_csv_export_has(answer):
    results = [(case, runs) for case, runs in zip(answer.ran.cases, answer.ran.results, strict=True)]
    rows = list(csv.DictReader(StringIO(results_csv(results))))
    frame = answer.values()
    assert list(frame.columns) == list(rows[0]) == list(OF_VALUES) == list(frame.attrs["columns"])
    for column in ("numerator", "denominator", "value"):
        found = [None if pandas.isna(value) else value for value in frame[column]]
        assert found == [float(row[column]) if row[column] else None for row in rows]
    assert list(frame.measure) == [row["measure"] for row in rows]


def test_means_of_the_frames_are_those_of_every_value(answer):
    """The sum of the numerators over that of the denominators: for what is counted of people, and for the bridge."""
    values = answer.values()
    sums = values[values.trait.isna()].groupby(["scenario", "world", "measure"])[["numerator", "denominator"]].sum()
    people = answer.people[answer.people.world != "programme less usual care"]
    assert len(people) > 50
    for row in people.itertuples():
        numerator, denominator = sums.loc[(row.scenario, row.world, row.outcome)]
        assert row.mean == pytest.approx(numerator / denominator if denominator else 0.0)
    whole = answer.bridge[answer.bridge.payer.isna()]
    for row in whole.itertuples():
        of_it = values[(values.scenario == row.scenario) & (values.measure == f"bridge.{row.step}")]
        assert row.mean == pytest.approx(of_it[of_it.horizon_years == row.years].value.mean())
    payers = answer.bridge[answer.bridge.payer.notna()].groupby(["scenario", "years", "step"])["mean"].sum()
    assert list(payers.sort_index()) == pytest.approx(
        list(whole.set_index(["scenario", "years", "step"])["mean"].sort_index())
    )


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_the_columns_that_are_explained_and_says_what_made_it(answer, name):
    frame = getattr(answer, python_page.CALLED.get(name, name))
    assert list(frame.columns) == list(FRAMES[name]) == list(frame.attrs["columns"])
    assert len(frame) > 0
    assert frame.attrs["seed"] == 3
    assert frame.attrs["replications"] == 4
    assert set(frame.attrs["hash"]) == set(frame.attrs["title"]) == {"child", "three_posts"}
    assert set(frame.attrs["units"]) <= set(frame.columns)
    for column, one in FRAMES[name].items():
        kinds = {"text": "object", "number": "float64", "whole": "Int64", "truth": "bool", "day": "datetime64[s]"}
        assert str(frame[column].dtype) == kinds[one.kind], column
        assert one.kind != "number" or one.unit, column
        assert frame[column].notna().any() or column in SELDOM_SAID.get(name, SEEN), f"{name}.{column} is never said"


def test_no_frame_is_anothers(answer):
    frame = answer.people
    frame["mean"] = 0.0
    assert answer.people["mean"].sum() != 0


def test_each_interval_stands_under_its_own_name(answer):
    row = answer.people.query("outcome == 'given_link_worker' and world == 'programme less usual care'").iloc[0]
    whole = next(o for o in answer.whole.scenarios[0].outcomes if o.name == "given_link_worker").difference
    assert (row.error_low, row.error_high) == (whole.error_low, whole.error_high)
    assert (row.year_low, row.year_high) == (whole.low, whole.high)
    assert (row.unknown_low, row.unknown_high) == whole.unknown
    names = answer.people.attrs["intervals"]
    assert [said.partition(":")[0] for said in names.values()] == [
        "simulation error",
        "one real year",
        "unknown inputs",
    ]


def test_the_log_is_the_log(pilot, answer):
    frame = spsim.log(pilot, replication=2, world="programme", seed=3)
    assert list(frame.columns) == list(OF_THE_LOG) == list(frame.attrs["columns"])
    rows = answer.ran.cases[0].log(World.PROGRAMME, 2)
    assert frame[["minute", "person", "what", "where", "value"]].to_numpy().tolist() == [list(row) for row in rows]
    assert set(spsim.log(pilot, replication=2).world) == {world.value for world in World}


def test_the_json_is_the_command_lines(folder, pilot, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    assert main(["run", "child.toml", "--replications", "2", "--no-swings", "--json", "--quiet"]) == 0
    printed, in_python = json.loads(capsys.readouterr().out), json.loads(spsim.run(pilot, replications=2).json())
    assert printed.pop("provenance")["command"].startswith("spsim run")
    assert in_python.pop("provenance")["command"] == "spsim.run('child', replications=2)"
    assert printed == in_python


def test_a_run_is_quiet_and_can_be_followed(pilot, capsys):
    said = []
    spsim.run(pilot, progress=lambda *step: said.append(step), **FEW)
    assert capsys.readouterr() == ("", "")
    assert ("replications", 4, 4) in said


# ---------------------------------------------------------------- what is imported, and the page


def test_libraries_for_researchers_are_imported_only_where_they_are_used():
    """Not by the help, nor before a frame is asked for. (A plain run: tests/behaviour/test_engine_choice.py.)"""
    code = (
        "import sys, spsim; from app.cli import main; main(['--help']);"
        "spsim.load('third_post').with_values({'link_workers.posts': 4});"
        "print({'numpy', 'pandas', 'matplotlib'} & {*sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == "set()\n"


def test_the_page_explains_every_column_in_the_same_words():
    page = python_page.PAGE.read_text(encoding="utf-8")
    assert page.endswith(python_page.columns()), "python -m tests.python_page"
    assert all(name in page for name in spsim.__all__)
    assert all(f"`plot_{name}()`" in page for name in FIGURES)
