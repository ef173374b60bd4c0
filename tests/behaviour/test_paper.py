"""What does a paper about a study carry? One folder, written whole, that says all of it and runs again."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.ask import RunStudy, WritePaper, ask
from app.faces.paper import write_paper
from app.faces.paper.stress import items
from app.faces.paper.tables import OF_A_RESULT
from app.files import folder_whole
from sim.loading import load
from tests.small_study import study_in

LISTED = re.compile(r"`([\w./-]+\.\w+)`")


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class Written:
    """A study, its file of results, and the folder written from it."""

    def __init__(self, home: Path) -> None:
        self.study = study_in(home, "grid", "levels = 2", "each = 3")
        self.store, self.folder = home / "small.study", home / "paper"
        ask(RunStudy(study=self.study, store=self.store, where="sequential"))
        self.paper = ask(WritePaper(study=self.store))
        with folder_whole(self.folder, force=False) as part:
            write_paper(part, self.paper)

    def files(self) -> dict[str, bytes]:
        return files_in(self.folder)

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / "tables" / f"{table}.csv").open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Written:
    return Written(tmp_path_factory.mktemp("paper") / "home")


def test_every_file_is_listed_in_its_readme_and_every_listed_file_is_there(written):
    files = set(written.files())
    readme = (written.folder / "README.md").read_text(encoding="utf-8")
    table = readme.partition("|---|---|")[2]
    assert set(LISTED.findall(table)) == files - {"README.md"}
    assert {f"figures/points_discharges_base.{kind}" for kind in ("svg", "pdf", "png")} <= files
    assert {"methods.md", "stress_des.md", "reproduce.sh", "provenance.json", "CITATION.cff"} <= files


def test_the_same_results_give_the_same_bytes_and_a_folder_that_is_there_is_refused(written, spsim, tmp_path):
    again = tmp_path / "again"
    code, out, err = spsim("paper", written.store, "--folder", again, "--quiet")
    assert (code, err) == (0, "")
    assert "of 20 items filled" in out
    assert files_in(again) == written.files()
    code, out, err = spsim("paper", written.store, "--folder", again)
    assert (code, out) == (2, "")
    assert "is there already" in err


def test_the_script_runs_the_study_again_and_finds_the_same_hash_or_says_that_it_does_not(written, tmp_path):
    program = Path(sys.executable).with_name("spsim")
    folder = shutil.copytree(written.folder, tmp_path / "copy")
    run = ["sh", str(folder / "reproduce.sh")]
    with_it = {**os.environ, "SPSIM": str(program)}
    done = subprocess.run(run, env=with_it, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The same results: " in done.stdout
    file = folder / "study" / "small.study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("low = 0.5", "low = 0.6"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    other = subprocess.run(run, env=with_it, capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert "NOT the same results" in other.stderr


def test_a_frozen_scenario_gives_the_answer_of_the_original_from_one_file(written, spsim):
    for name in ("base", "more"):
        frozen, original = written.folder / "scenarios" / f"{name}.toml", written.study.with_name(f"{name}.toml")
        assert len(load(frozen).files) == 1
        assert load(frozen).hash == load(original).hash
        quick = ("--replications", "2", "--quiet", "--jobs", "1", "--no-swings", "--json")
        answers = [json.loads(spsim("run", file, *quick)[1]) for file in (frozen, original)]
        one, other = (answer["scenarios"][0] for answer in answers)
        assert {key: one[key] for key in one if key not in ("files",)} == {
            key: other[key] for key in one if key != "files"
        }


def test_the_checklist_has_its_twenty_items_each_filled_or_named_for_a_person(written):
    found = items(written.paper)
    assert len(found) == 20
    assert len({one.number for one in found}) == 20
    assert all(one.filled or one.yours for one in found)
    assert all(one.said for one in found)
    yours = [one for one in found if one.yours]
    text = (written.folder / "stress_des.md").read_text(encoding="utf-8")
    assert text.count("**To be written by you:**") == len(yours)
    assert f"{20 - len(yours)} of 20 items filled from the run, {len(yours)} named for you" in text


def test_two_tables_say_what_went_in_and_what_came_out(written):
    inputs = written.rows("inputs")
    assert {"base", "more"} == {row["scenario"] for row in inputs}
    assert all(row["grade"] == "assumed" and row["source"] for row in inputs if row["path"] == "costs.care.gbp")
    assert {row["value"] for row in inputs if row["path"] == "link_workers.posts"} == {"2", "3"}
    results = written.rows("results")
    assert tuple(results[0]) == OF_A_RESULT
    of_one = [row for row in results if (row["output"], row["scenario"], row["less"]) == ("discharges", "base", "")]
    assert [row["point"] for row in of_one] == ["0", "1", "2", "3"]
    assert all(
        float(row["simulation_error_low"]) <= float(row["mean"]) <= float(row["simulation_error_high"])
        for row in of_one
    )


def test_the_methods_say_what_was_run_and_nothing_when(written):
    text = (written.folder / "methods.md").read_text(encoding="utf-8")
    assert "The design is every combination of levels (full factorial): 4 points." in text
    assert "Each point was run in 3 replications, as the study declares." in text
    assert "With a post more (more) differs from base: link_workers.posts = 3 (not 2)." in text
    assert "truly starts empty: the simulation is terminating" in text
    result = json.loads((written.folder / "provenance.json").read_text(encoding="utf-8"))["result_sha256"]
    assert result in text
    assert not re.search(rb"20\d\d-\d\d-\d\dT\d\d", b"".join(written.files().values()))


def test_nothing_half_written_is_left_behind(written, spsim, monkeypatch):
    before = written.files()

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.faces.paper.stress_des", full)
    code, out, err = spsim("paper", written.store, "--folder", written.folder, "--force", "--quiet")
    assert code == 3
    assert "STRESS-DES" in out
    assert "No space left on device" in err
    assert written.files() == before
    assert not list(written.folder.parent.glob(".*part*"))


def test_a_study_that_is_named_is_run_first(spsim, tmp_path, monkeypatch):
    monkeypatch.chdir(study_in(tmp_path / "home", "grid", "levels = 2", "each = 2").parent)
    code, _, err = spsim("paper", "small.study.toml", "--quiet", "--jobs", "1")
    assert code == 0, err
    assert Path("small.study").is_file()
    assert Path("small_paper/README.md").is_file()


def test_half_a_study_makes_no_paper(spsim, tmp_path, monkeypatch):
    from experiments.study import running

    study, store = study_in(tmp_path / "home"), tmp_path / "home" / "small.study"

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running.Running, "to_the_end", interrupted)
        assert spsim("study", "run", study, "--store", store, "--quiet", "--jobs", "1")[0] != 0
    code, out, err = spsim("paper", store, "--quiet", "--folder", tmp_path / "paper")
    assert (code, out) == (2, "")
    assert "is not complete" in err
    assert "spsim study resume" in err
