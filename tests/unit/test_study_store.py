"""Is what was acknowledged there for good, and is what was changed since never used?"""

import os
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from experiments.study import store as module
from experiments.study.executors import Row
from experiments.study.lock import lock_file, writer_of
from experiments.study.store import by_point, make, reading, result_hash, writing
from sim.errors import FileRefused, NotWritten, StoreDamaged

PLAN = "ab" * 32
ROOT = Path(__file__).parents[2]


def row(point: int, first: int = 0, many: int = 2, add: float = 0.0, failed: str | None = None) -> Row:
    values = [point + n / 10 + add for n in range(first, first + many)]
    return Row(point, first, many, b"" if failed else struct.pack(f"<{many}d", *values), failed)


ROWS = [row(0), row(1), row(2, failed="no such thing"), row(3), row(3, 2, 3), row(4)]


@pytest.fixture
def path(tmp_path):
    """A file with some rows."""
    made = tmp_path / "a.study"
    make(made, PLAN, {"study": "a"}, {"a.study.toml": "schema = 1\n"})
    with writing(made) as store:
        store.begin("here")
        store.add(ROWS[3:])
        store.add(ROWS[:3])
        store.end("finished")
    return made


def rows_in(path: Path) -> list[Row]:
    with reading(path) as stored:
        return list(stored.rows())


# ---------------------------------------------------------------- what goes in comes out


def test_rows_come_out_as_they_went_in_in_order(path):
    assert rows_in(path) == ROWS
    with reading(path) as stored:
        assert stored.about() == {"study": "a", "plan": PLAN}
        assert stored.files() == {"a.study.toml": "schema = 1\n"}
        [session] = stored.sessions()
        assert (session.done, session.how, session.ended) == (13, "here", "finished")


def test_one_file_is_left_behind(path):
    assert [one.name for one in path.parent.iterdir()] == ["a.study"]


def test_the_hash_of_results_knows_no_batches(tmp_path, path):
    other = tmp_path / "b.study"
    make(other, PLAN, {}, {})
    pieces = [row(3, 3, 2), row(0, 1, 1), row(4), row(3, 1, 2), row(2, failed="no such thing"), row(0, 0, 1), row(1)]
    with writing(other) as store:
        for one in [*pieces, row(3, 0, 1)]:
            store.add([one])
    assert result_hash(PLAN, rows_in(other), 5) == result_hash(PLAN, rows_in(path), 5)
    assert result_hash(PLAN, rows_in(other), 2) == result_hash(PLAN, rows_in(path), 2)
    assert result_hash(PLAN, rows_in(path), 2) != result_hash(PLAN, rows_in(path), 5)


def test_of_a_point_numbers_are_read_up_to_the_first_gap():
    found = list(by_point([row(0, 0, 2), row(0, 4, 2), row(1, 1, 1)], 10))
    assert [(point, len(numbers) // 8, failed) for point, numbers, failed in found] == [(0, 2, None), (1, 0, None)]


def test_a_row_may_come_twice_if_it_is_the_same(path):
    with writing(path) as store:
        store.add(ROWS)
    assert rows_in(path) == ROWS


@pytest.mark.parametrize("other", [row(1, add=1e-12), row(1, many=3), row(1, failed="why"), row(2, failed="another")])
def test_a_row_that_comes_out_otherwise_stops_the_study(path, other):
    with writing(path) as store, pytest.raises(StoreDamaged, match=f"Point {other.point}.*came out otherwise"):
        store.add([row(7), other])
    assert rows_in(path) == ROWS  # nor was any other row of that batch kept


# ---------------------------------------------------------------- damage


def test_a_changed_byte_anywhere_is_reported_or_changes_nothing(path):
    """One bit of it, all over the file: what is read is what was written, or it is refused. (`make soak`: every
    byte.)"""
    whole = path.read_bytes()
    silent, reported = [], 0
    for at in range(0, len(whole), 41):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        try:
            with reading(path) as stored:
                found = (list(stored.rows()), stored.about(), stored.files())
        except (StoreDamaged, FileRefused, NotWritten):
            reported += 1
            continue
        rows, about, files = found
        wrong = [one for one in rows if one not in ROWS]
        if wrong or about.items() - {"study": "a", "plan": PLAN}.items() or set(files) - {"a.study.toml"}:
            silent.append(at)
    assert silent == []
    assert reported > 20


def test_a_row_edited_by_hand_is_named(path):
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("UPDATE rows SET data = ? WHERE point = 4", (row(4, add=1.0).values,))
    with reading(path) as stored:
        assert stored.damaged() == [(4, 0)]
        with pytest.raises(StoreDamaged, match="the row of point 4, from replication 0 on"):
            list(stored.rows())


def test_a_row_of_another_plan_is_not_ours(path):
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("UPDATE about SET said = ?, hash = ? WHERE name = 'plan'", ("cd" * 32, b""))
    with pytest.raises(StoreDamaged, match="does not say which plan"), reading(path):
        pass


@pytest.mark.parametrize("content", [b"", b"x" * 4096, b"SQLite format 3\0" + b"x" * 4000])
def test_what_is_no_study_is_refused(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises((FileRefused, StoreDamaged)), reading(path):
        pass
    if content:
        with pytest.raises(FileRefused, match="is there already"):
            make(path, PLAN, {}, {})
        assert path.read_bytes() == content


def test_a_database_of_other_people_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("CREATE TABLE theirs (x)")
    with pytest.raises(FileRefused, match="is not the file of a study"), reading(path):
        pass
    with pytest.raises(FileRefused, match="is there already"):
        make(path, PLAN, {}, {})


def test_a_later_schema_is_refused(path):
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA user_version = 2")
    with (
        pytest.raises(FileRefused, match="schema 2; this one reads 1"),
        reading(path),
    ):
        pass


# ---------------------------------------------------------------- one writer

HOLDER = """
import sys, time
from pathlib import Path
from experiments.study.store import writing
with writing(Path(sys.argv[1])) as store:
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(path):
    """Another process that writes the file."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_refused_naming_the_first(path, holder):
    with (
        pytest.raises(FileRefused, match=f"is being written by process {holder.pid} on .*, since 20.* UTC"),
        writing(path),
    ):
        pass
    assert writer_of(path).process == holder.pid
    assert rows_in(path) == ROWS  # it can be read meanwhile


def test_the_lock_of_a_killed_process_is_taken_over(path, holder):
    holder.kill()
    holder.wait()
    assert lock_file(path).exists()
    assert writer_of(path) is None
    with writing(path) as store:
        store.add([row(9)])
        assert writer_of(path).process == os.getpid()
    assert not lock_file(path).exists()


def test_a_lock_is_given_back_whatever_ends_it(path):
    for _ in range(3):
        with pytest.raises(RuntimeError), writing(path):
            raise RuntimeError
    with writing(path):
        pass


def test_where_the_disk_is_another_machine_s_it_has_a_rollback_journal(path, monkeypatch):
    monkeypatch.setattr(module, "on_a_network", lambda path: True)
    with writing(path) as store:
        store.add([row(9)])
        assert store.sql.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert not Path(f"{path}-wal").exists()
    assert row(9) in rows_in(path)


# ---------------------------------------------------------------- every operation fails once


class Failing(module.Connection):
    """A connection whose n-th statement fails: before it is carried out, or after."""

    left = 0
    after = False
    code = "database or disk is full"

    def execute(self, *given):
        type(self).left -= 1
        if type(self).left == 0 and not self.after:
            raise sqlite3.OperationalError(self.code)
        found = super().execute(*given)
        if type(self).left == 0:
            raise sqlite3.OperationalError(self.code)
        return found

    def executemany(self, *given):
        type(self).left -= 1
        if type(self).left == 0:
            raise sqlite3.OperationalError(self.code)
        return super().executemany(*given)


@pytest.mark.parametrize(("code", "after"), [("database or disk is full", False), ("disk I/O error", True)])
def test_each_operation_of_the_store_may_fail_once(tmp_path, monkeypatch, after, code):
    """Whichever fails, what was acknowledged is there, and going on ends as if nothing had happened."""
    usual = module.Connection
    monkeypatch.setattr(module, "SETTINGS", ("PRAGMA synchronous = OFF",))  # no need to wait for the disk
    failures = 0
    for n in range(1, 100):
        path = tmp_path / f"{n}.study"
        monkeypatch.setattr(Failing, "left", n)
        monkeypatch.setattr(Failing, "after", after)
        monkeypatch.setattr(Failing, "code", code)
        monkeypatch.setattr(module, "Connection", Failing)
        acknowledged: list[Row] = []
        said = code
        try:
            _whole(path, acknowledged)
        except NotWritten as error:
            said, failures = str(error), failures + 1
        assert code in said
        monkeypatch.setattr(module, "Connection", usual)
        if path.exists() and module.in_use(path):
            assert [one for one in acknowledged if one not in rows_in(path)] == []
        _whole(path, [])
        assert rows_in(path) == ROWS
        if Failing.left > 0:
            break
    else:
        pytest.fail("it never ended")
    assert failures > 15


def _whole(path: Path, acknowledged: list[Row]) -> None:
    if not module.in_use(path):
        make(path, PLAN, {"study": "a"}, {})
    with writing(path) as store:
        store.begin("here")
        for one in ROWS:
            store.add([one])
            acknowledged.append(one)
        store.say("result", "x")
        store.end("finished")


def test_a_study_s_file_becomes_that_of_a_larger_plan_whole_or_not_at_all(path, monkeypatch):
    moved = {0: 10, 1: 11, 2: 12, 3: 13, 4: 14}
    monkeypatch.setattr(Failing, "left", 12)
    monkeypatch.setattr(module, "Connection", Failing)
    with pytest.raises(NotWritten), writing(path) as store:
        store.become("cd" * 32, moved, {}, {})
    monkeypatch.setattr(module, "Connection", sqlite3.Connection)
    assert rows_in(path) == ROWS
    with writing(path) as store:
        store.become("cd" * 32, moved, {"study": "b"}, {"b": "c"})
    with reading(path) as stored:
        assert stored.plan == "cd" * 32
        assert list(stored.rows()) == [one._replace(point=one.point + 10) for one in ROWS]
        assert stored.files() == {"b": "c"}


def test_time_left_goes_by_what_a_session_did():
    session = module.Session("2026-01-01 00:00:00", "2026-01-01 00:01:30", 30, "here", None)
    assert session.seconds == 90
    assert time.strptime(session.began, "%Y-%m-%d %H:%M:%S")
