"""What is left when runs are killed, disks are full and command lines make no sense? `make soak` tries hundreds.

Every run is a process of its own, forked from this one once everything is imported, so that hundreds are affordable.
What must hold afterwards: no traceback; every file old or new and whole, and so the tables of a folder together; the
exit codes that the README lists, and never 70.
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
from contextlib import contextmanager
from itertools import cycle, islice, product
from pathlib import Path
from typing import NamedTuple

from app import cli
from app.cli.commands import break_even, check, doctor, explain, listing, log, new, run, schema, show, validate, what_if  # noqa: F401
from app.cli.grammar import parsers
from app.faces import brief, csv_folder, workbook  # noqa: F401 -- imported once, for every run
from tests.scenarios import BASE_TOML

FILES = {"--report": "r.html", "--xlsx": "x.xlsx", "--docx": "d.docx", "--json-file": "j.json", "--events": "e.csv"}
TABLES = "tables"
SERVICE = (
    BASE_TOML.replace("2016-04-01", "2015-07-01")
    .replace("2016-10-01", "2015-12-01")
    .replace("2017-04-01", "2016-04-01")
)
RUN = ["run", "base.toml", "--replications", "1", "--jobs", "1", "--quiet", "--no-swings"]
ESCAPED = 99  # the exit code where an exception got out


class Ended(NamedTuple):
    """How a run ended."""

    code: int  # below 0: killed by that signal
    out: str
    err: str


class Soak:
    """A folder to run in, and what went wrong so far."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.wrong, self.runs = folder, [], 0
        (folder / "base.toml").write_text(SERVICE, encoding="utf-8")
        os.chdir(folder)

    def begin(self, argv: list[str], before: Callable[[], None] = lambda: None) -> int:
        """Start a command in a process of its own."""
        self.runs += 1
        if (pid := os.fork()) == 0:
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            sys.argv = ["spsim", *argv]
            signal.signal(signal.SIGINT, signal.default_int_handler)
            before()
            code = ESCAPED
            try:
                code = cli.main()
            finally:
                os._exit(code)
        return pid

    def end(self, pid: int, argv: list[str], allowed: set[int]) -> Ended:
        """Wait for a command, and hold what must always hold against it."""
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out, err = ((self.folder / name).read_text(errors="replace") for name in ("out", "err"))
        if status not in allowed:
            self.fault(argv, f"exit code {status}: {err[-300:]}")
        if "Traceback" in out + err:
            self.fault(argv, f"a traceback: {err[-600:]}")
        return Ended(status, out, err)

    def go(self, argv: list[str], allowed: set[int], before: Callable[[], None] = lambda: None) -> Ended:
        return self.end(self.begin(argv, before), argv, allowed)

    def fault(self, argv: list[str], what: str) -> None:
        self.wrong.append(f"{' '.join(argv)[:300]!r}: {what}")


def outputs(folder: Path) -> list[str]:
    """Every option that writes a file."""
    return [word for option, name in {**FILES, "--csv": TABLES}.items() for word in (option, str(folder / name))]


def contents(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every output by its name; a folder of tables is one."""
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            inside = path.rglob("*") if path.is_dir() else [path]
            found[path.name] = {str(file.relative_to(folder)): file.read_bytes() for file in inside if file.is_file()}
    return found


def made(soak: Soak, name: str, seed: int) -> Path:
    """A folder with every output of one seed."""
    folder = soak.folder / name
    folder.mkdir()
    soak.go([*RUN, "--seed", str(seed), *outputs(folder)], {0})
    return folder


# ---------------------------------------------------------------- killed at any moment


def kills(soak: Soak, many: int) -> str:
    """Killed or interrupted while everything is written: over nothing, or over another answer."""
    old, fresh = contents(made(soak, "old", 1)), contents(made(soak, "new", 2))
    began = time.monotonic()
    soak.go([*RUN, "--seed", "2", *outputs(soak.folder / "new"), "--force"], {0})
    lasts = time.monotonic() - began
    left = ended = 0
    for n, (kind, over) in enumerate(islice(cycle(product((signal.SIGKILL, signal.SIGINT), (False, True))), many)):
        target = soak.folder / "target"
        if over:
            shutil.copytree(soak.folder / "old", target)
        else:
            target.mkdir()
        argv = [*RUN, "--seed", "2", *outputs(target), "--force"]
        pid = soak.begin(argv)
        took = wait(pid, lasts * (n * 7 % many + 0.5) / many)
        if took is None:
            os.kill(pid, kind)
        else:
            lasts = took  # the machine was busier when it was last looked at
        ended += soak.end(pid, argv, {0, -kind, 130}).code == 0
        for name, files in contents(target).items():
            if files not in (fresh[name], old[name] if over else None):
                soak.fault(argv, f"{name} is neither old nor new after {kind.name}")
        if over and set(contents(target)) != set(old):
            soak.fault(argv, f"an old answer is gone after {kind.name}")
        parts = [path for path in target.iterdir() if path.name.startswith(".")]
        left += len(parts)
        if parts and kind == signal.SIGINT:
            soak.fault(argv, f"left behind after an interrupt: {parts}")
        shutil.rmtree(target)
    return f"{many} kills and interrupts over a run of {lasts:.2f} s ({ended} came too late): {left} hidden parts left"


def wait(pid: int, seconds: float) -> float | None:
    """Let a run go on for so long, or until it ends: after how many seconds, then. It is not collected yet."""
    began = time.monotonic()
    while (spent := time.monotonic() - began) < seconds:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return spent
        time.sleep(0.002)
    return None


# ---------------------------------------------------------------- full disks and full streams


def full_disks(soak: Soak, steps: int) -> str:
    """A disk with room for more and more, so that it is full at another write each time: a small file system where this
    user may mount one, else a limit on the size of a file."""
    whole = contents(soak.folder / "new")
    size = sum(len(content) for files in whole.values() for content in files.values())
    short = 0
    with a_disk(soak.folder / "disk") as disk:
        for step in range(steps):
            room = (size * step // steps) // 4096 * 4096 + 4096
            if disk:
                subprocess.run(["mount", "-o", f"remount,size={room}", str(disk)], check=True)
            target = (disk or soak.folder) / "full"
            target.mkdir()
            limit = room // 6

            def lower(limit: int = limit) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            argv = [*RUN, "--seed", "2", *outputs(target)]
            done = soak.go(argv, {0, 3}, before=(lambda: None) if disk else lower)
            found = contents(target)
            for name, files in found.items():
                if files != whole[name]:
                    soak.fault(argv, f"{name} is not whole with {room} bytes of room")
            missing = set(whole) - set(found)
            short += len(missing)
            if done.err.count("could not be written") != len(missing) or (done.code == 3) != bool(missing):
                soak.fault(argv, f"{missing} missing, exit code {done.code}, message: {done.err}")
            if disk and "On present assumptions" not in done.out:
                soak.fault(argv, "the answer was not printed")
            if [path for path in target.iterdir() if path.name.startswith(".")]:
                soak.fault(argv, "a part was left behind")
            shutil.rmtree(target)
        how = "a small file system" if disk else "a limit on the size of a file"
    return f"{steps} full disks ({how}): {short} files could not be written, each named"


@contextmanager
def a_disk(at: Path) -> Iterator[Path | None]:
    """A small file system of our own, where that is allowed."""
    at.mkdir()
    tried = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(at)]
    mounted = shutil.which("mount") and subprocess.run(tried, check=False, capture_output=True).returncode == 0
    try:
        yield at if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(at)], check=True)


COMMANDS: list[list[str]] = [
    *(["--help"], ["--version"], ["list"], ["schema"], ["doctor"], ["show", "base.toml"], ["check", "base.toml"]),
    *(RUN, [*RUN, "--json"], ["explain", "base.toml", "--person", "1"], ["rnu"], ["run", "nothing"]),
    ["log", "base.toml"],
]


def full_streams(soak: Soak, every: int) -> str:
    """Streams that take nothing, or are closed, for every command; or only every so many of these."""
    tried = 0
    for argv, stdout, stderr in islice(product(COMMANDS, *[(None, "/dev/full", "closed")] * 2), 0, None, every):

        def streams(stdout: str | None = stdout, stderr: str | None = stderr) -> None:
            for number, name, what in ((1, "stdout", stdout), (2, "stderr", stderr)):
                if what == "/dev/full":
                    os.dup2(os.open(what, os.O_WRONLY), number)
                elif what == "closed":  # as Python finds it when it begins
                    os.close(number)
                    setattr(sys, name, None)

        wrong_input = argv[0] == "rnu" or "nothing" in argv
        full = {3} if stdout == "/dev/full" else {0} if stdout is None else {0, 3}
        soak.go(argv, {2} if wrong_input else full, before=streams)
        tried += 1
    return f"{tried} commands with full or closed streams"


# ---------------------------------------------------------------- odd command lines

ODD = [
    *("", " ", "-", "--", "-1", "0", "1e3", "1_0", "1,000", "£5", "5%", "nan", "-inf", "2.5", "0x10", "٣", "1e-320"),
    *("9" * 400, "a" * 300, "\udcff", "é\n\x1b[31m", "../..", "/", "/dev/null", "/dev/full", "/dev/stdin", "base.toml"),
    *("tables", ".", "~", "*", "base", "{}", "null", "true", "--help", "--force", "=", "x=y", "link_workers.posts"),
]
BEGINNINGS = [
    ["run", "base.toml", "--no-swings", "--quiet", "--replications", "1"],
    ["compare", "base.toml", "--quiet", "--replications", "1"],
    ["break-even", "base.toml", "link_workers.posts", "--low", "1", "--high", "2", "--replications", "1", "--quiet"],
    ["explain", "base.toml", "--person", "1"],
    ["log", "base.toml"],
    ["validate", "base.toml", "--replications", "2"],
    ["what-if", "third_post", "--replications", "2"],
    ["new", "mine.toml", "--extends", "base.toml"],
    *(["show", "base.toml"], ["check", "base.toml"], ["list"], ["doctor"], [""], ["run"], ["compare", "base.toml"]),
]


def odd_lines(soak: Soak, many: int) -> str:
    """Odd words after and within commands, so spread that each word and each option has its turn."""
    lines = list(islice(_lines(), many))
    codes: dict[int, int] = {}
    for argv in lines:
        before = {path.name for path in soak.folder.iterdir()}
        done = soak.go(argv, {0, 1, 2, 3})
        codes[done.code] = codes.get(done.code, 0) + 1
        there = {path.name for path in soak.folder.iterdir()}
        if done.code == 2 and (done.out or not done.err or there != before):
            soak.fault(argv, f"exit code 2, and: {done.out[:80]!r} {done.err[:80]!r} {there - before}")
        if (soak.folder / "base.toml").read_text(encoding="utf-8") != SERVICE:
            soak.fault(argv, "the scenario was changed")
        for name in there - before:
            path = soak.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return f"{len(lines)} odd command lines, exit codes {dict(sorted(codes.items()))}"


def _lines() -> Iterator[list[str]]:
    """Beginnings, their own options, and words, each going round at its own pace."""
    known = parsers()[1]
    options = {
        name: [one.option_strings[-1] for one in of._actions if one.option_strings] for name, of in known.items()
    }
    for n in range(len(BEGINNINGS) * len(ODD) * 100):
        beginning, word = BEGINNINGS[n % len(BEGINNINGS)], ODD[(n * 3 + n // 11) % len(ODD)]
        own = options.get(beginning[0], ["--json"])
        option = own[(n // len(BEGINNINGS)) % len(own)]
        yield [*beginning, *([option, word], [f"{option}={word}"], [word])[n % 3]]


# ---------------------------------------------------------------- all of it


def main() -> int:
    """Soak, and say what was tried, what it took, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--disks", type=int, default=40)
    parser.add_argument("--every", type=int, default=1, help="every so many of the commands with full streams")
    parser.add_argument("--lines", type=int, default=200)
    arguments = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder).resolve())
        parts: list[Callable[[], str]] = [
            lambda: kills(soak, arguments.kills),
            lambda: full_disks(soak, arguments.disks),
            lambda: full_streams(soak, arguments.every),
            lambda: odd_lines(soak, arguments.lines),
        ]
        for part in parts:
            began = time.monotonic()
            print(f"{part()}; {time.monotonic() - began:.0f} s", flush=True)
        os.chdir(here)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{soak.runs} runs, {used.ru_utime + used.ru_stime:.0f} CPU seconds, {used.ru_maxrss // 1024} MB at the most")
    print("\n".join(soak.wrong) or "Nothing went wrong.")
    return bool(soak.wrong)


if __name__ == "__main__":
    sys.exit(main())
