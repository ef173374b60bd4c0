"""On which machines, and for which Pythons, is all that the program needs to be had ready made?

`make platforms` asks, by resolution alone: nothing is installed, and nothing may need a compiler. What is resolved is
the base install at the versions of requirements/run.txt, so people who install by name find some versions too.
With WRITE=--write the table goes into docs/install.md (tests/contract/test_install.py holds it to the lock).
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import NamedTuple

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = ROOT / "requirements" / "run.txt"
PAGE = ROOT / "docs" / "install.md"
BEGIN, END = "<!-- platforms: begin -->", "<!-- platforms: end -->"
UV = ROOT / "build" / "uv" / "bin" / "uv"
YES = "yes"


class Machine(NamedTuple):
    """A kind of machine: what people call it, what uv calls it, and whether the program must install there."""

    name: str
    platform: str
    promised: bool = True


MACHINES = (
    Machine("Windows, x86-64", "x86_64-pc-windows-msvc"),
    Machine("Windows, ARM", "aarch64-pc-windows-msvc"),
    Machine("macOS 13 or later, Intel", "x86_64-apple-darwin"),
    Machine("macOS 13 or later, ARM", "aarch64-apple-darwin"),
    Machine("Linux, x86-64", "x86_64-unknown-linux-gnu"),
    Machine("Linux, ARM", "aarch64-unknown-linux-gnu"),
    Machine("Linux with musl (Alpine), x86-64", "x86_64-unknown-linux-musl", promised=False),
    Machine("Linux with musl (Alpine), ARM", "aarch64-unknown-linux-musl", promised=False),
)


def pythons() -> list[str]:
    """Every Python of the range that pyproject.toml states: the one place that states it."""
    supported = SpecifierSet(PROJECT["requires-python"])
    return [f"3.{minor}" for minor in range(100) if f"3.{minor}.0" in supported]


def lacking(machine: Machine, python: str) -> str:
    """What has no wheel there; nothing if all have."""
    where = ["--python-platform", machine.platform, "--python-version", python, "--only-binary", ":all:"]
    what = [ROOT / "pyproject.toml", "--constraint", LOCK]
    done = subprocess.run([UV, "pip", "compile", "--quiet", *what, *where], capture_output=True, text=True, check=False)
    names = re.findall(r"Wheels are required for `([\w.-]+)`", done.stderr)
    if done.returncode and not names:  # no answer is no "no"
        sys.exit(f"{machine.name}, Python {python}: {done.stderr}")
    return ", ".join(names)


def digest() -> str:
    """The lock that a table was resolved with, in a word."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]


def table(missing: dict[tuple[Machine, str], str]) -> str:
    """A row for each machine, a column for each Python."""
    lines = [
        f"Resolved with `requirements/run.txt` (SHA-256 {digest()}...): `make platforms WRITE=--write`.",
        "",
        f"| machine | {' | '.join(pythons())} |",
        f"|---|{'---|' * len(pythons())}",
    ]
    for machine in MACHINES:
        cells = [f"no wheel of {missing[machine, python]}" if missing[machine, python] else YES for python in pythons()]
        lines.append(f"| {machine.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table; with --write, put it into the page. Exit 1 if something promised cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/install.md")
    pairs = list(product(MACHINES, pythons()))
    with ThreadPoolExecutor(4) as threads:
        missing = dict(zip(pairs, threads.map(lambda pair: lacking(*pair), pairs), strict=True))
    found = table(missing)
    print(found)
    if parser.parse_args().write:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{found}\n{END}{after}", encoding="utf-8")
    sys.exit(int(any(names for (machine, _), names in missing.items() if machine.promised)))


if __name__ == "__main__":
    main()
