"""Where do the results of a study live? In one SQLite file: a row for each finished task, none of them ever lost.

The process that runs a study alone writes its file. Rows are added in transactions, and a transaction that was
acknowledged stays, whatever is killed or full afterwards. Every row carries a hash of what it says and of the plan that
it belongs to: a byte that was changed is reported, never used. A row that comes a second time must be equal to the
first, or the study stops: nothing random is left in it, so a difference is a fault of a machine or of the program.

Nothing in the file is ever executed or unpickled. Clock times stand in `sessions` alone, outside what is hashed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from struct import pack
from typing import NamedTuple, NoReturn

from experiments.study.executors import Row
from experiments.study.lock import SHOWN, only_writer
from sim.errors import FileRefused, NotWritten, StoreDamaged
from sim.faults import printable

APPLICATION = int.from_bytes(b"spst")  # how a file of ours is known among SQLite files
SCHEMA = 1  # a later one comes with a way from this one to it, and a test of that
TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, said TEXT NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, said TEXT NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE rows (
    point INTEGER NOT NULL, first INTEGER NOT NULL, many INTEGER NOT NULL, -- replications first, first + 1, ...
    data BLOB NOT NULL,   -- float64, little-endian: (replication, arm, column)
    failed TEXT,          -- why there is no data
    hash BLOB NOT NULL,
    PRIMARY KEY (point, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY, began TEXT NOT NULL, last TEXT NOT NULL, done INTEGER NOT NULL, how TEXT NOT NULL,
    ended TEXT -- how, or nothing: it is running, or was killed
) STRICT;
"""
RESULT, REPLICATIONS = "result", "replications"  # what a file says of itself once that is known
COLUMNS = "point, first, many, data, failed, hash"
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "lustre", "ceph", "glusterfs", "gpfs")
SETTINGS = ("PRAGMA synchronous = FULL", "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON")
MORE = "UPDATE sessions SET last = ?, done = done + ? WHERE number = (SELECT max(number) FROM sessions)"
OVER = "UPDATE sessions SET ended = ? WHERE number = (SELECT max(number) FROM sessions) AND ended IS NULL"
BUSY_SECONDS = 30.0  # a reader may be in the way for a moment


class Session(NamedTuple):
    """One time that a study was run: begun, resumed, extended."""

    began: str  # universal time
    last: str  # when rows were last added
    done: int  # replications of points that it added
    how: str  # where and with what
    ended: str | None  # None: it is running, or was killed

    @property
    def seconds(self) -> float:
        """How long it took to what it added last."""
        return (datetime.fromisoformat(self.last) - datetime.fromisoformat(self.began)).total_seconds()


@dataclass
class Stored:
    """A study's file, to be read; also while another process writes it."""

    path: Path
    sql: sqlite3.Connection
    plan: str  # the hash of its plan

    def about(self) -> dict[str, str]:
        """How it was made, by name."""
        return dict(_said(self, "about"))

    def files(self) -> dict[str, str]:
        """The text of every file that it was made from, by name."""
        return dict(_said(self, "files"))

    def rows(self, point: int | None = None) -> Iterator[Row]:
        """Every row, or those of a point, in order of point and replication; each is what it was when it was written,
        or StoreDamaged is raised."""
        where, of = ("", ()) if point is None else (" WHERE point = ?", (point,))
        with _in_words(self.path):
            found = self.sql.execute(f"SELECT {COLUMNS} FROM rows{where} ORDER BY point, first", of)  # noqa: S608 - ours
            for point, first, many, data, failed, kept in found:
                row = Row(point, first, many, data, failed)
                if not _is_whole(self.plan, row, kept):
                    raise StoreDamaged(
                        f"{_named(self.path)}: the row of point {point}, from replication {first} on, is not what was "
                        f"written: the file was damaged or edited. Take a copy of it from before."
                    )
                yield row

    def sessions(self) -> list[Session]:
        """Every time that it was run, in order."""
        with _in_words(self.path):
            found = self.sql.execute("SELECT began, last, done, how, ended FROM sessions ORDER BY number").fetchall()
        return [Session(*row) for row in found]

    def places(self) -> Iterator[tuple[int, range, bool]]:
        """Point and replications of every row, and whether it failed: without its numbers, and unchecked."""
        with _in_words(self.path):
            found = self.sql.execute("SELECT point, first, many, failed IS NOT NULL FROM rows ORDER BY point, first")
            for point, first, many, failed in found:
                yield point, range(first, first + many), bool(failed)

    def damaged(self) -> list[tuple[int, int]]:
        """Point and first replication of every row that is not what was written."""
        with _in_words(self.path):
            found = self.sql.execute(f"SELECT {COLUMNS} FROM rows ORDER BY point, first")  # noqa: S608 - ours
            return [tuple(row[:2]) for *row, kept in found if not _is_whole(self.plan, Row(*row), kept)]

    def structure(self) -> list[str]:
        """What SQLite finds wrong with the file's own structure."""
        with _in_words(self.path):
            found = [str(said) for (said,) in self.sql.execute("PRAGMA integrity_check(10)")]
        return [] if found == ["ok"] else found


class Store(Stored):
    """The same, to be written: by this process alone."""

    def add(self, rows: Sequence[Row]) -> None:
        """Add some rows, all or none: once this returns they are there for good. Raises StoreDamaged where one is there
        already with other numbers, and NotWritten where the disk takes no more."""
        with _in_words(self.path), self._transaction():
            for row in rows:
                self._put(row)
            done = sum(row.many for row in rows)
            self.sql.execute(MORE, (_now(), done))

    def _put(self, row: Row) -> None:
        kept = hash_of(self.plan, row)
        into = "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        if self.sql.execute(into, (*row, kept)).rowcount == 0:
            [was] = self.sql.execute("SELECT hash FROM rows WHERE point = ? AND first = ?", row[:2]).fetchone()
            if was != kept:
                raise StoreDamaged(
                    f"Point {row.point}, from replication {row.first} on, came out otherwise than the row that "
                    f"{_named(self.path)} has of it. The same point always gives the same numbers, so a machine or a "
                    f"program is at fault: spsim study verify says which rows. Nothing more was run."
                )

    def say(self, name: str, said: str) -> None:
        """Say one thing more about the study."""
        with _in_words(self.path), self._transaction():
            _put_texts(self.sql, {name: said}, {})

    def begin(self, how: str) -> None:
        """A session begins."""
        with _in_words(self.path), self._transaction():
            self.sql.execute("INSERT INTO sessions (began, last, done, how) VALUES (?, ?, 0, ?)", (_now(), _now(), how))

    def end(self, how: str) -> None:
        """It ends. A disk that is full keeps that to itself."""
        with suppress(sqlite3.Error), self._transaction():
            self.sql.execute(OVER, (how,))

    def become(self, plan: str, moved: Mapping[int, int], about: Mapping[str, str], files: Mapping[str, str]) -> None:
        """Be the file of another plan, whose points `moved` gives for those that are here: all of it, or nothing."""
        rows = [row._replace(point=moved[row.point]) for row in self.rows()]
        with _in_words(self.path), self._transaction():
            self.sql.execute("DELETE FROM rows")
            self.sql.execute("DELETE FROM files")
            self.sql.execute("DELETE FROM about WHERE name IN (?, ?)", (RESULT, REPLICATIONS))
            put = "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)"
            self.sql.executemany(put, ((*row, hash_of(plan, row)) for row in rows))
            _put_texts(self.sql, {**about, "plan": plan}, files)
        self.plan = plan

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it, or nothing. Ctrl-C may come between any two statements: what was left open is undone first."""
        self._undo()
        try:
            self.sql.execute("BEGIN IMMEDIATE")
            yield
            self.sql.execute("COMMIT")
        finally:
            self._undo()

    def _undo(self) -> None:
        """Take back what is not committed: nothing, after a commit, and where SQLite has done so on a full disk."""
        if self.sql.in_transaction:
            with suppress(sqlite3.Error):
                self.sql.execute("ROLLBACK")


def hash_of(plan: str, row: Row) -> bytes:
    """What a row is known by: its plan, its place and its numbers."""
    failed = None if row.failed is None else row.failed.encode()
    head = f"{plan} {row.point} {row.first} {row.many} {'-' if failed is None else len(failed)} {len(row.values)}\n"
    return sha256(head.encode() + row.values + (failed or b"")).digest()


KINDS = (int, int, int, bytes, str | None)  # of what a row holds; a changed byte may make it something else


def _is_whole(plan: str, row: Row, kept: object) -> bool:
    """Whether a row is what was written."""
    return all(map(isinstance, row, KINDS)) and hash_of(plan, row) == kept


def result_hash(plan: str, rows: Iterable[Row], replications: int) -> str:
    """What the results of a study are known by: the same however they were batched, and in whatever order they came.
    `rows`: in order; of each point the first so many replications are read, and of one that failed only why."""
    found = sha256(f"spsim study 1 {plan} {replications}\n".encode())
    for point, numbers, failed in by_point(rows, replications):
        found.update(pack("<qq", point, -1 if failed is not None else len(numbers)))
        found.update(numbers if failed is None else failed.encode())
    return found.hexdigest()


def by_point(rows: Iterable[Row], replications: int) -> Iterator[tuple[int, bytes, str | None]]:
    """Each point that has rows: its numbers in order of replication, up to the first gap; and why it failed."""
    point, numbers, many, failed = -1, b"", 0, None
    for row in rows:
        if row.point != point:
            if point >= 0:
                yield point, numbers, failed
            point, numbers, many, failed = row.point, b"", 0, None
        if row.first >= replications:
            continue
        if row.failed is not None:
            failed = row.failed if failed is None else failed
        elif row.first == many and row.many:
            wanted = min(row.many, replications - row.first)
            numbers += row.values[: len(row.values) // row.many * wanted]
            many += row.many
    if point >= 0:
        yield point, numbers, failed


# ---------------------------------------------------------------- opening and closing


@contextmanager
def reading(path: Path) -> Iterator[Stored]:
    """A study's file, to be read."""
    if not path.is_file():
        raise FileRefused(f"There is no file {_named(path)}.")
    with _in_words(path), ExitStack() as stack:
        sql = stack.enter_context(_connected(f"{path.absolute().as_uri()}?mode=ro"))
        yield Stored(path, sql, _plan_in(path, sql))


@contextmanager
def writing(path: Path) -> Iterator[Store]:
    """A study's file, to be written by this process alone. Raises FileRefused naming any other that writes it."""
    if not path.is_file():
        raise FileRefused(f"There is no file {_named(path)}.")
    with only_writer(path), _in_words(path), _connected(str(path)) as sql:
        _journal(path, sql)
        yield Store(path, sql, _plan_in(path, sql))
        _settle(sql)


def make(path: Path, plan: str, about: Mapping[str, str], files: Mapping[str, str]) -> None:
    """A new file for a study: there whole, or not at all. A file that is there is never written over."""
    if in_use(path):
        raise FileRefused(f"{_named(path)} is there already.")
    with only_writer(path), _in_words(path), _connected(str(path)) as sql:
        _journal(path, sql)
        sql.execute("BEGIN IMMEDIATE")  # undone by whatever ends it sooner
        for statement in TABLES.split(";")[:-1]:
            sql.execute(statement)
        _put_texts(sql, {**about, "plan": plan}, files)
        sql.execute(f"PRAGMA user_version = {SCHEMA}")
        sql.execute(f"PRAGMA application_id = {APPLICATION}")
        sql.execute("COMMIT")
        _settle(sql)


def in_use(path: Path) -> bool:
    """Whether there is anything under this name. An empty database is what a killed beginning leaves behind."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return False
    try:
        with _connected(f"{path.absolute().as_uri()}?mode=ro") as sql:
            return bool(sql.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    except sqlite3.Error:
        return True


@contextmanager
def _connected(where: str) -> Iterator[sqlite3.Connection]:
    uri = where.startswith("file:")
    sql = sqlite3.connect(where, timeout=BUSY_SECONDS, isolation_level=None, uri=uri, factory=Connection)
    sql.text_factory = partial(str, encoding="utf-8", errors="backslashreplace")  # a changed byte is found by its hash
    try:
        yield sql
    finally:
        sql.close()


class Connection(sqlite3.Connection):
    """What every statement goes through."""


def _journal(path: Path, sql: sqlite3.Connection) -> None:
    """How it is written: ahead of the file where the disk is this machine's own, else with a rollback journal. Both
    keep what was acknowledged; the first lets others read meanwhile."""
    for setting in SETTINGS:
        sql.execute(setting)
    sql.execute(f"PRAGMA journal_mode = {'DELETE' if on_a_network(path) else 'WAL'}")


def _settle(sql: sqlite3.Connection) -> None:
    """Leave one file behind, that can be read anywhere; unless it is being read just now."""
    with suppress(sqlite3.Error):
        sql.execute("PRAGMA journal_mode = DELETE")


def on_a_network(path: Path) -> bool:
    """Whether a file lies on a disk of another machine, where this system says so."""
    with suppress(OSError, ValueError):
        mounts = [line.split(" ")[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
        folder = path.absolute().parent.resolve()
        inside = [(len(at), kind) for at, kind in mounts if folder.is_relative_to(at)]
        return max(inside)[1] in NETWORK
    return False


def _plan_in(path: Path, sql: sqlite3.Connection) -> str:
    """The hash of its plan, if it is a file of ours, of a schema that this program reads."""
    [application] = sql.execute("PRAGMA application_id").fetchone()
    [schema] = sql.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise FileRefused(f"{_named(path)} is not the file of a study.")
    if schema != SCHEMA:
        raise FileRefused(
            f"{_named(path)} was written by another version of spsim (schema {schema}; this one reads {SCHEMA})."
        )
    said = sql.execute("SELECT said, hash FROM about WHERE name = 'plan'").fetchone()
    if said is None or not isinstance(said[0], str) or _said_hash("about", "plan", said[0]) != said[1]:
        raise StoreDamaged(f"{_named(path)} does not say which plan it belongs to: it was damaged or edited.")
    return str(said[0])


def _said(of: Stored, table: str) -> Iterator[tuple[str, str]]:
    with _in_words(of.path):
        for name, said, kept in of.sql.execute(f"SELECT name, said, hash FROM {table} ORDER BY name"):  # noqa: S608 - ours
            if not (isinstance(name, str) and isinstance(said, str) and _said_hash(table, name, said) == kept):
                what = printable(str(name), SHOWN)
                raise StoreDamaged(f"{_named(of.path)}: what it says of {what} was damaged or edited.")
            yield name, said


def _put_texts(sql: sqlite3.Connection, about: Mapping[str, str], files: Mapping[str, str]) -> None:
    for table, those in (("about", about), ("files", files)):
        put = f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)"  # noqa: S608 - ours
        sql.executemany(put, ((name, said, _said_hash(table, name, said)) for name, said in those.items()))


def _said_hash(table: str, name: str, said: str) -> bytes:
    return sha256(f"{table} {len(name)} {len(said)}\n{name}{said}".encode()).digest()


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def _named(path: Path) -> str:
    return printable(str(path), SHOWN)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """What SQLite says, of the file that was asked for."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second: SQLite quotes what is damaged
        _say(path, error)


def _say(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    damage = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    if damage or not isinstance(error, sqlite3.OperationalError):
        raise StoreDamaged(f"{_named(path)} is damaged, or is not the file of a study ({error}).") from error
    raise NotWritten(f"{_named(path)} could not be read or written: {error}.") from error
