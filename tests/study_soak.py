"""What is left of a study when it is killed, its disk is full, or its file damaged? `make soak` tries a thousand times.

Every run is a process of its own, forked once everything is imported; it notes each row that was acknowledged in a file
of its own. What must hold after whatever ends it: every row that was acknowledged is there, as it was; the study can go
on; and it ends with the hash of the study that nothing ever stopped.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from app import cli
from app.cli.commands import study as commands  # noqa: F401 -- imported once, for every run
from experiments.study import executors, kept, running, store  # noqa: F401 -- likewise
from experiments.study.analysed import analysed  # noqa: F401 -- likewise
from experiments.study.executors import Row
from experiments.study.store import hash_of, in_use, reading
from sim.errors import FileRefused, NotWritten, StoreDamaged
from tests.small_study import study_in
from tests.soak import a_disk

ALLOWED = {0, 3, 130, -signal.SIGKILL, -signal.SIGINT, -signal.SIGTERM}
BEFORE_IT_RUNS = 0.1  # of a run, in which it only reads: fewer kills fall there


class Study:
    """A folder with a small study, run in processes of their own; and what went wrong so far."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.wrong, self.lasts = folder, [], 1.0
        self.file = study_in(folder / "study", points="points = 32", replications="pilot = 2\nmost = 4")
        self.last: int | None = None  # rows, after which a run kills itself
        self.store, self.noted = folder / "a.study", folder / "noted"
        self.hash = self.whole()

    def whole(self) -> str:
        """The hash of the study that nothing stops."""
        began = time.monotonic()
        assert self.end(self.begin()) == 0, (self.folder / "err").read_text()
        self.lasts = time.monotonic() - began
        return self.finished()

    def finished(self) -> str:
        """The hash of a study that is complete; its file goes."""
        with reading(self.store) as stored:
            found = stored.about()[store.RESULT]
        self.anew()
        return found

    def anew(self) -> None:
        for path in self.folder.glob("a.study*"):
            path.unlink()
        self.noted.unlink(missing_ok=True)

    def begin(self, *options: str, before: Callable[[], None] = lambda: None) -> int:
        """Run the study, or go on with it, in a process of its own."""
        there = in_use(self.store)
        argv = ["study", "resume", str(self.store)] if there else ["study", "run", str(self.file)]
        argv += [*([] if there else ["--store", str(self.store)]), "--quiet", *(options or ("--jobs", "2"))]
        if (pid := os.fork()) == 0:
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            sys.argv = ["spsim", *argv]
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._note()
            code = 99
            try:
                before()
                code = cli.main()
            finally:
                os._exit(code)
        return pid

    def _note(self) -> None:
        """Small batches, kept at once; and each row noted when its transaction is acknowledged."""
        running.KEPT_EVERY_SECONDS = running.BATCH_SECONDS = 0.0
        noted = os.open(self.noted, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        add, last, acknowledged = store.Store.add, self.last, count(1)

        def added(self: store.Store, rows: list[Row]) -> None:
            add(self, rows)
            if next(acknowledged) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            text = "".join(f"{row.point} {row.first} {hash_of(self.plan, row).hex()}\n" for row in rows)
            os.write(noted, text.encode())

        store.Store.add = added  # type: ignore[method-assign]

    def end(self, pid: int) -> int:
        """Wait for a run: its exit code."""
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said = (self.folder / "err").read_text(errors="replace")
        if code not in ALLOWED:
            self.wrong.append(f"exit code {code}: {said[-300:]}")
        if "Traceback" in said:
            self.wrong.append(f"a traceback: {said[-600:]}")
        if "are kept" in said and "study resume" not in said:
            self.wrong.append(f"nothing says how to go on: {said}")
        return code

    def check(self, what: str) -> None:
        """Every row that was acknowledged is there."""
        if not self.noted.exists():
            return
        noted = [line.split() for line in self.noted.read_text().splitlines() if line.count(" ") == 2]
        with reading(self.store) as stored:
            there = {(str(row.point), str(row.first), hash_of(stored.plan, row).hex()) for row in stored.rows()}
        if lost := {tuple(one) for one in noted if len(one[2]) == 64} - there:
            self.wrong.append(f"{what}: {len(lost)} of {len(noted)} acknowledged rows are lost")

    def over(self, code: int, what: str) -> bool:
        """Whether the study is complete: then with the right hash, and the next begins anew."""
        if code != 0:
            return False
        if (found := self.finished()) != self.hash:
            self.wrong.append(f"{what}: the hash is {found}")
        return True

    def to_the_end(self, what: str) -> None:
        self.over(self.end(self.begin()), what) or self.wrong.append(f"{what}: it did not end")


def kills(study: Study, many: int) -> str:
    """The parent is killed, interrupted or terminated at any moment, again and again until it is done."""
    ended = 0
    for n in range(many):
        kind = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM)[n % 4]
        pid = study.begin()
        time.sleep(study.lasts * (BEFORE_IT_RUNS + (1 - BEFORE_IT_RUNS) * (n * 7 % many) / many))
        with suppress(ProcessLookupError):
            os.kill(pid, kind)
        code = study.end(pid)
        if in_use(study.store):
            study.check(kind.name)
        ended += study.over(code, kind.name)
    study.to_the_end("after the last kill")
    return f"{many} kills, interrupts and terminations; {ended} studies came to their end meanwhile"


def children(pid: int) -> list[int]:
    """The worker processes of a run."""
    with suppress(OSError):
        all_of_them = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return [one for one in all_of_them if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return []


def worker_kills(study: Study, many: int) -> str:
    """A worker process is killed at any moment: the study goes on without it."""
    killed = 0
    while killed < many:
        pid = study.begin("--executor", "processes", "--jobs", "2")
        for n in count():
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
            time.sleep(0.05 + 0.01 * (n % 7))
            workers = children(pid)
            if workers and killed < many and n % 5 == 4:
                with suppress(ProcessLookupError):
                    os.kill(workers[killed % len(workers)], signal.SIGKILL)
                    killed += 1
        code = study.end(pid)
        study.check("a worker killed")
        study.over(code, "a worker killed")
    study.anew()
    return f"{killed} kills of worker processes"


@contextmanager
def dask(address: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers, on loopback."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = ["-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard", "--no-show"]
    worker = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    there = [subprocess.Popen([sys.executable, *one], **quiet) for one in (scheduler, worker, worker)]  # type: ignore[call-overload]
    try:
        time.sleep(3)
        yield there
    finally:
        for one in there:
            one.kill()
            one.wait()


def dask_kills(study: Study, many: int) -> str:
    """A Dask worker or the scheduler is killed at any moment."""
    killed = 0
    for n in range(many):
        address = f"tcp://127.0.0.1:{20_000 + (os.getpid() + n) % 20_000}"
        with dask(address) as there:
            pid = study.begin("--scheduler", address)
            time.sleep(study.lasts * (0.5 + n % 5 / 2))
            there[n % 3].kill()
            killed += 1
            for _ in range(600):
                if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    break
                time.sleep(0.1)
            else:
                study.wrong.append("a study on a cluster never ended")
                os.kill(pid, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if code not in (*ALLOWED, 2):  # 2: it was killed before it was asked for
            study.wrong.append(f"exit code {code} on a cluster: {(study.folder / 'err').read_text()[-300:]}")
        if in_use(study.store):
            study.check("on a cluster")
        study.over(code, "on a cluster")
    study.to_the_end("after the last cluster")
    return f"{killed} kills of Dask workers and schedulers"


def full_disks(study: Study, steps: int) -> str:
    """A limit on the size of a file, and a small disk where this user may mount one: a little more room each time."""
    stopped = 0
    for step in range(steps):
        limit = 20_000 + 3_000 * step

        def lower(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        code = study.end(study.begin(before=lower))
        stopped += code == 3
        if in_use(study.store):
            study.check("a full disk")
        if not study.over(code, "a full disk"):
            study.to_the_end("after a full disk")
    usual = study.store
    with a_disk(study.folder / "disk") as disk:
        for step in range(steps if disk else 0):
            subprocess.run(["mount", "-o", f"remount,size={20 + 4 * step}k", str(disk)], check=True)
            study.store = Path(str(disk)) / "a.study"
            code = study.end(study.begin())
            stopped += code == 3
            subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)  # or nobody can read it
            if in_use(study.store):
                study.check("a full disk")
                study.over(code, "a full disk") or study.over(study.end(study.begin()), "after a full disk")
            study.noted.unlink(missing_ok=True)
            for path in Path(str(disk)).iterdir():
                path.unlink()
    study.store = usual
    return f"{steps} limits on files and {steps if disk else 0} small disks: {stopped} runs stopped for want of room"


def cuts(study: Study, many: int) -> str:
    """SQLite's log is cut at many lengths, as where the power goes: what is left is rows that were there."""
    study.anew()
    study.last = 30
    study.end(study.begin())
    study.last, log = None, Path(f"{study.store}-wal")
    whole, content = study.store.read_bytes(), log.read_bytes()
    study.noted.unlink()
    with reading(study.store) as stored:
        rows = list(stored.rows())
    for n in range(many):
        study.store.write_bytes(whole)
        log.write_bytes(content[: len(content) * n // many])
        with suppress(FileNotFoundError):
            Path(f"{study.store}-shm").unlink()
        if not in_use(study.store):
            continue
        with reading(study.store) as stored:
            if [one for one in stored.rows() if one not in rows]:
                study.wrong.append(f"a log cut after {len(content) * n // many} bytes: a row that nobody wrote")
    study.to_the_end("after a cut")
    return f"{many} cuts of SQLite's log"


def flips(study: Study, every: int) -> str:
    """A bit of the file is changed, all over it: what is read was written, or it is refused."""
    assert study.end(study.begin()) == 0
    whole = study.store.read_bytes()
    with reading(study.store) as stored:
        rows, texts = list(stored.rows()), stored.files()
    reported = tried = 0
    for at in range(0, len(whole), every):
        study.store.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        tried += 1
        try:
            with reading(study.store) as stored:
                if [one for one in stored.rows() if one not in rows] or stored.files().items() - texts.items():
                    study.wrong.append(f"byte {at} was changed, and what it says was used")
        except (StoreDamaged, FileRefused, NotWritten):
            reported += 1
    study.anew()
    return f"{tried} changed bytes: {reported} reported, {tried - reported} harmless"


def main() -> int:
    """Soak, and say what was tried, what it took, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=850)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--dask", type=int, default=50)
    parser.add_argument("--disks", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="bytes between two that are changed")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp()).resolve()
    os.chdir(folder)
    study = Study(folder)
    parts: list[tuple[Callable[[Study, int], str], int]] = [
        (flips, asked.every),
        (cuts, asked.cuts),
        (full_disks, asked.disks),
        (kills, asked.kills),
        (worker_kills, asked.workers),
        (dask_kills, asked.dask),
    ]
    for part, many in parts:
        if not many:
            continue
        began = time.monotonic()
        print(f"{part(study, many)}; {time.monotonic() - began:.0f} s", flush=True)
        if study.wrong:
            print("\n".join(study.wrong[-3:]), flush=True)
    print("\n".join(study.wrong) or "Nothing went wrong.")
    shutil.rmtree(folder, ignore_errors=True)
    return bool(study.wrong)


if __name__ == "__main__":
    sys.exit(main())
