"""A study at the command line: run, looked at, exported, checked; and stopped in the middle of it."""

import csv
import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app import cli
from tests.small_study import study_in

ROOT = Path(__file__).parents[2]
OF = {"replications": "each = 2", "points": "points = 8"}


def spsim(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", "study", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT)


ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": ""}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A study that was run."""
    made = tmp_path_factory.mktemp("study")
    study_in(made, **OF)
    done = spsim(made, "run", "small.study.toml")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") <= 40
    assert "Results are in small.study, known by the hash" in done.stderr
    return made


def table_in(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_how_far_it_is_is_said(folder):
    done = spsim(folder, "status", "small.study")
    assert "Done: 16 of 16 replications of points." in done.stdout
    assert "Complete." in done.stdout
    found = json.loads(spsim(folder, "status", "small.study", "--json").stdout)
    assert (found["complete"], found["failed"], found["interruptions"], found["done"]) == (True, 0, 0, 16)


def test_tables_are_rectangular_and_explained(folder):
    found = json.loads(spsim(folder, "status", "small.study", "--json").stdout)
    done = spsim(folder, "export", "small.study", "tables", "--parquet")
    assert found["result"] in done.stdout
    rows = table_in(folder / "tables" / "results.csv")
    assert [(row["point"], row["replication"], row["scenario"]) for row in rows] == [
        (str(point), str(replication), arm)
        for point in range(8)
        for replication in range(2)
        for arm in ("base", "more")
    ]
    explained = {row["column"] for row in table_in(folder / "tables" / "columns.csv")}
    heads = [(folder / "tables" / f"{name}.csv").read_text().partition("\n")[0] for name in ("results", "points")]
    assert {column for head in heads for column in head.split(",")} <= explained
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "tables" / "results.parquet").to_pylist()
    assert [row["discharges"] for row in table] == [float(row["discharges"]) for row in rows]
    assert spsim(folder, "export", "small.study", "tables").returncode == 2  # it is there already


def test_a_row_of_a_table_comes_out_again(folder):
    done = spsim(folder, "row", "small.study", "3", "1")
    assert done.returncode == 0
    assert "The file has the same, byte for byte." in done.stdout
    assert "support.chance_accepts = " in done.stdout
    assert "there is no point 8" in spsim(folder, "row", "small.study", "8").stderr


def test_a_study_that_is_interrupted_says_how_to_go_on(tmp_path):
    study_in(tmp_path, points="points = 256", replications='each = 1000\nluck = "same"')  # longer than anybody waits
    command = [sys.executable, "-m", "app.cli", "study", "run", "small.study.toml", "--jobs", "2"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # where tests run in the background, nobody hears it
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "preexec_fn": heard}
    for kind in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, **quiet) as going:
            while not (tmp_path / "small.study-wal").exists():  # it has begun
                assert going.poll() is None
            try:
                going.wait(2)
            except subprocess.TimeoutExpired:
                going.send_signal(kind)
            said = going.communicate(timeout=100)[1]
        assert going.returncode == 130, said
        assert "are kept. Go on with: spsim study resume small.study" in said
    assert json.loads(spsim(tmp_path, "status", "small.study", "--json").stdout)["interruptions"] == 2


@pytest.mark.parametrize("at", ["experiments.study.plan.plan_of", "experiments.study.analysed.analysed"])
def test_an_interrupt_before_the_first_point_or_after_the_last_says_how_to_go_on(tmp_path, monkeypatch, capsys, at):
    def interrupted(*_):
        raise KeyboardInterrupt

    study_in(tmp_path, **OF)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(at, interrupted)
    assert cli.main(["study", "run", "small.study.toml", "--quiet", "--jobs", "1"]) == 130
    assert "nothing is lost. The same command goes on." in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert cli.main(["study", "run", "small.study.toml", "--quiet", "--jobs", "1"]) == 0
