"""Is a study the same wherever it is run, in whatever order, stopped or not, at once or in parts?"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.ask import ResumeStudy, RunStudy, StudyRow, VerifyStudy, Watch, ask
from experiments.changed import with_values
from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, replicate
from experiments.study.desk import Desk
from experiments.study.executors import Dask, Processes, Row, Sequential, Task, Threads
from experiments.study.exported import results, results_head
from experiments.study.plan import OWN
from experiments.study.running import found_in
from experiments.study.store import hash_of, reading, writing
from sim.errors import FileRefused, NotPossible, StudyStopped, TooManyEvents, WrongInput
from sim.inputs import World
from tests.small_study import study_in

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def study(folder):
    return study_in(folder)


@pytest.fixture(scope="module")
def alone(study, folder):
    """The study, run one point after another."""
    return ask(RunStudy(study=study, store=folder / "alone.study", where="sequential"))


@pytest.mark.parametrize(("where", "jobs"), [("threads", 1), ("threads", 2), ("threads", 8), ("processes", 2)])
def test_any_number_of_threads_or_processes_finds_the_same(study, tmp_path, alone, where, jobs):
    ran = ask(RunStudy(study=study, store=tmp_path / "a.study", where=where, jobs=jobs))
    assert ran.result == alone.result
    assert np.array_equal(ran.found.columns, alone.found.columns)


def test_its_numbers_are_those_of_runs(alone):
    plan, found = alone.found.plan, alone.found
    assert found.complete
    assert found.columns.shape == (16, 3, 2, 3)
    for point, replication, arm in ((0, 0, 0), (5, 2, 1), (15, 1, 0)):
        changed = dict(zip(plan.paths_of(0, arm), plan.values_at(point, arm), strict=True))
        case = Case("x", with_values(plan.arms[arm].scenario, changed, sized=False), 3)
        one = replicate(case, point * OWN + replication)
        [outcome] = [each for each in outcomes_for(case.shape) if each.name == "discharges"]
        read = Results(case, [one]).outcomes
        [more], [usual] = (read[world].part(outcome).some for world in (World.PROGRAMME, World.USUAL))
        assert found.of("discharges", arm)[point, replication] == more - usual


def test_all_rows_of_a_base_point_have_its_luck_and_no_other_has(tmp_path):
    """Seed sets take turns, as where luck is the same."""
    study = study_in(tmp_path / "a", "saltelli", "base_points = 4", "each = 2")
    study.write_text(study.read_text(encoding="utf-8").replace("seed = 3", "seed = 3\nseed_sets = 2"), encoding="utf-8")
    found = ask(RunStudy(study=study, store=tmp_path / "a.study")).found
    plan, rows = found.plan, found.plan.points // 4
    assert rows == 5
    assert [plan.first_number(point) for point in range(plan.points)] == [
        base * OWN for base in range(4) for _ in range(rows)
    ]
    for point, replication in ((0, 3), (rows - 1, 3), (3 * rows + 1, 2)):
        changed = dict(zip(plan.paths_of(0, 0), plan.values_at(point, 0), strict=True))
        case = Case("x", with_values(plan.arms[0].scenario, changed, sized=False), (3, 4)[replication % 2])
        one = replicate(case, point // rows * OWN + replication // 2)
        [outcome] = [each for each in outcomes_for(case.shape) if each.name == "discharges"]
        read = Results(case, [one]).outcomes
        [more], [usual] = (read[world].part(outcome).some for world in (World.PROGRAMME, World.USUAL))
        assert found.of("discharges")[point, replication] == more - usual


def test_luck_is_said_in_what_is_exported(alone):
    point, replication = 5, 2
    arms = len(alone.found.plan.arms)
    row = list(results(alone.found))[(point * 3 + replication) * arms]
    assert dict(zip(results_head(alone.found), row, strict=True)) | {
        "point": point, "replication": replication, "seed": 3, "draw": point * OWN + replication
    } == dict(zip(results_head(alone.found), row, strict=True))  # fmt: skip


def test_a_ratio_is_read_as_a_ratio_of_sums(alone):
    found = alone.found
    wait = found.of("with.wait_for_link_worker")
    some, out_of = found.columns[:, :, 0, 1], found.columns[:, :, 0, 2]
    assert np.allclose(wait.mean(axis=1), some.sum(axis=1) / out_of.sum(axis=1))
    assert np.allclose(found.of("discharges", 1, 0), found.of("discharges", 1) - found.of("discharges", 0))


# ---------------------------------------------------------------- stopped, and more later


class Stop:
    """A watch that stops a study once so many replications are kept."""

    def __init__(self, after: int) -> None:
        self.after, self.done = after, 0

    def watch(self) -> Watch:
        return Watch(self.follow, stopped=lambda: self.done >= self.after)

    def follow(self, what: str, done: int, planned: int) -> None:
        self.done = done


@pytest.mark.parametrize("where", ["sequential", "threads"])
def test_a_study_that_was_stopped_ends_with_the_same(study, tmp_path, alone, where, monkeypatch):
    monkeypatch.setattr("experiments.study.running.KEPT_EVERY_SECONDS", 0.0)
    monkeypatch.setattr("experiments.study.running.BATCH_SECONDS", 0.0)
    store = tmp_path / "a.study"
    with pytest.raises(StudyStopped, match=r"are kept. Go on with: spsim study resume"):
        ask(RunStudy(study=study, store=store, where=where, jobs=2), Stop(10).watch())
    with pytest.raises(StudyStopped):
        ask(ResumeStudy(store=store, where=where, jobs=2), Stop(25).watch())
    with reading(store) as stored:
        kept = sum(row.many for row in stored.rows())
    assert 25 <= kept < 48
    assert ask(ResumeStudy(store=store)).result == alone.result


def test_it_goes_on_from_its_file_alone(study, tmp_path, alone, monkeypatch):
    monkeypatch.setattr("experiments.study.running.KEPT_EVERY_SECONDS", 0.0)
    elsewhere = study_in(tmp_path / "elsewhere")
    with pytest.raises(StudyStopped):
        ask(RunStudy(study=elsewhere, store=tmp_path / "a.study", where="sequential"), Stop(1).watch())
    for file in elsewhere.parent.iterdir():
        file.unlink()
    assert ask(ResumeStudy(store=tmp_path / "a.study")).result == alone.result


def test_more_replications_keep_what_is_there(tmp_path):
    at_once = ask(RunStudy(study=study_in(tmp_path / "b", replications="each = 5"), store=tmp_path / "b.study"))
    few = study_in(tmp_path / "a", replications="each = 2")
    ask(RunStudy(study=few, store=tmp_path / "a.study"))
    more = study_in(tmp_path / "a", replications="each = 5")
    said: list[str] = []
    in_parts = ask(RunStudy(study=more, store=tmp_path / "a.study"), Watch(say=said.append))
    assert said == [f"{tmp_path / 'a.study'} has 16 points of this study already; they stay."]
    assert in_parts.result == at_once.result
    with reading(tmp_path / "a.study") as stored:
        assert {(row.first, row.many) for row in stored.rows()} == {(0, 2), (2, 3)}


def test_more_points_of_a_sequence_keep_what_is_there(tmp_path):
    at_once = ask(RunStudy(study=study_in(tmp_path / "b", points="points = 32"), store=tmp_path / "b.study"))
    ask(RunStudy(study=study_in(tmp_path / "a", points="points = 16"), store=tmp_path / "a.study"))
    more = study_in(tmp_path / "a", points="points = 32")
    assert ask(RunStudy(study=more, store=tmp_path / "a.study")).result == at_once.result


def test_more_base_points_keep_what_is_there(tmp_path):
    more = study_in(tmp_path / "b", "saltelli", "base_points = 8", "each = 3")
    at_once = ask(RunStudy(study=more, store=tmp_path / "b.study"))
    ask(RunStudy(study=study_in(tmp_path / "a", "saltelli", "base_points = 4", "each = 2"), store=tmp_path / "a.study"))
    assert ask(RunStudy(study=more, store=tmp_path / "a.study")).result == at_once.result
    with reading(tmp_path / "a.study") as stored:
        assert {(row.first, row.many) for row in stored.rows()} == {(0, 2), (2, 1), (0, 3)}


def test_numbers_of_another_luck_are_never_taken_for_its_own(tmp_path):
    fresh = ask(RunStudy(study=study_in(tmp_path / "a", replications="each = 2"), store=tmp_path / "a.study"))
    same = study_in(tmp_path / "a", replications='each = 2\nluck = "same"')
    with pytest.raises(FileRefused, match="scenarios, outputs, seeds or luck differ"):
        ask(RunStudy(study=same, store=tmp_path / "a.study"))
    ran = ask(RunStudy(study=same, store=tmp_path / "b.study"))
    assert ran.found.plan.hash != fresh.found.plan.hash
    differ = ~np.isclose(ran.found.columns, fresh.found.columns).all(axis=(1, 2, 3))
    assert not differ[0]  # whose numbers are the first in either
    assert differ[1:].all()


def test_a_design_that_does_not_have_the_old_points_is_refused(tmp_path):
    few = study_in(tmp_path / "a", kind="latin_hypercube", points="points = 8")
    ask(RunStudy(study=few, store=tmp_path / "a.study"))
    more = study_in(tmp_path / "a", kind="latin_hypercube", points="points = 12")
    with pytest.raises(FileRefused, match=r"are no points of this study: its design .latin hypercube. chooses others"):
        ask(RunStudy(study=more, store=tmp_path / "a.study"))


def test_a_pilot_chooses_replications_and_is_kept(tmp_path):
    study = study_in(tmp_path / "a", replications="pilot = 4\npilot_points = 5\nmost = 9")
    ran = ask(RunStudy(study=study, store=tmp_path / "a.study"))
    with reading(tmp_path / "a.study") as stored:
        firsts = [row.point for row in stored.rows() if (row.first, row.many) == (0, 4)]
        each = int(stored.about()["replications"])
        assert found_in(ran.found.plan, stored).complete
    assert ran.found.columns.shape[1] == each
    assert 4 <= each <= 9
    assert set(firsts) >= {0, 3, 6, 9, 12}


class Picky(Desk):
    """Some points are no possible scenario, and some go past their cap of events in their second replication."""

    def at(self, values, numbers):
        if values[1] > 0.9:
            raise NotPossible("a chance is above what it may be")
        if values[1] < 0.65 and any(number % OWN == 1 for number in numbers):
            raise TooManyEvents("more than 9 events in a replication")
        return super().at(values, numbers)


def test_a_point_that_fails_is_recorded_and_has_no_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.study.running.Desk", Picky)
    study = study_in(tmp_path / "a", replications="each = 2")
    ran = ask(RunStudy(study=study, store=tmp_path / "a.study", where="sequential"))
    assert ran.found.failed
    assert ran.found.complete
    assert len(set(ran.found.failed.values())) == 2
    for point in range(16):
        assert np.isnan(ran.found.columns[point]).all() == (point in ran.found.failed)
    again = ask(RunStudy(study=study, store=tmp_path / "b.study", jobs=2))
    assert again.result == ran.result


def test_a_file_is_verified_and_a_row_run_again(study, tmp_path):
    store = tmp_path / "a.study"
    ask(RunStudy(study=study, store=store))
    sound = ask(VerifyStudy(store=store, jobs=2))
    assert (sound.sound, sound.rows, sound.again) == (True, 16, 16)
    row = ask(StudyRow(store, 7, 2))
    assert row.same
    assert row.inputs.keys() >= {"support.chance_accepts", "link_workers.contact_hours_per_week_per_post"}


def test_a_row_with_other_numbers_and_the_right_hash_is_found_by_running_it_again(study, tmp_path):
    """Planted: what a faulty machine would leave behind."""
    store = tmp_path / "a.study"
    ask(RunStudy(study=study, store=store))
    with writing(store) as there:
        [old] = there.rows(3)
        new = Row(3, old.first, old.many, old.values[:-8] + b"\0" * 8)
        there.sql.execute("UPDATE rows SET data = ?, hash = ? WHERE point = 3", (new.values, hash_of(there.plan, new)))
    found = ask(VerifyStudy(store=store))
    assert not found.sound
    assert found.differing == ((3, 0),)
    assert ask(StudyRow(store, 3, 2)).same is False


# ---------------------------------------------------------------- executors


class Counting:
    """A recipe that keeps no more than asked for under way, and whose first process to come kills itself."""

    def __init__(self, marker: Path, times: int = 0) -> None:
        self.name, self.marker, self.times = "counting", marker, times

    def __call__(self):
        return self.evaluated

    def evaluated(self, task: Task) -> Row:
        for n in range(self.times):
            try:
                (self.marker / str(n)).touch(exist_ok=False)
            except FileExistsError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)
        return Row(task.point, 0, 1, task.point.to_bytes(8, "little"))


def batches(many: int, taken: list[int]) -> Iterator[list[Task]]:
    for point in range(many):
        taken.append(point)
        yield [Task(point, range(1), 0, ())]


def test_a_process_that_is_killed_is_replaced_and_its_points_run_again(tmp_path):
    done = [row.point for one in Processes(2).results(Counting(tmp_path, 1), batches(20, [])) for row in one.rows]
    assert sorted(done) == list(range(20))


def test_processes_that_are_killed_again_and_again_stop_the_study(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.study.executors.LOST_IN_A_ROW", 1)
    with pytest.raises(StudyStopped, match="1 worker processes in a row were killed"):
        list(Processes(1).results(Counting(tmp_path, 50), batches(20, [])))


@pytest.mark.parametrize("executor", [Sequential(), Threads(2)])
def test_no_more_is_under_way_than_keeps_workers_busy(executor, tmp_path):
    taken: list[int] = []
    results = executor.results(Counting(tmp_path), batches(100, taken))
    for _ in range(5):
        next(results)
    assert len(taken) <= 5 + 2 * executor.workers
    results.close()


@contextmanager
def cluster(workers: int = 2) -> Iterator[str]:
    """A real scheduler and real workers, on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard", "--no-show"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    processes = [subprocess.Popen(dask, **quiet)]
    processes += [subprocess.Popen([*worker, "--no-dashboard"], **quiet) for _ in range(workers)]
    try:
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_dask_cluster_finds_the_same(study, tmp_path, alone):
    with cluster() as address:
        time.sleep(1)
        for attempt in range(10):
            try:
                ran = ask(RunStudy(study=study, store=tmp_path / "a.study", scheduler=address))
                break
            except WrongInput:  # it is not there yet
                assert attempt < 9
    assert ran.result == alone.result
    assert np.array_equal(ran.found.columns, alone.found.columns)


def test_without_a_scheduler_it_says_so(study, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.study.executors.ANSWERS_SECONDS", 1)
    with pytest.raises(WrongInput, match="No Dask scheduler answers at tcp"):
        list(Dask("tcp://127.0.0.1:9").results(Counting(tmp_path), batches(1, [])))
