"""How it is installed is said once: which Pythons, in pyproject.toml; which machines, in a table made from the lock."""

import re
import subprocess
import tomllib

import pytest

from tests.platforms import BEGIN, END, MACHINES, PAGE, PROJECT, ROOT, YES, digest, pythons

FIRST, *_, LAST = pythons()
RANGE = re.compile(
    r"""python:?\s+[\["]*(3\.\d+)"?(?:\s*[-,]\s*|\s+(?:to|or|and)\s+)"?(3\.\d+|later|newer|above|up)""", re.IGNORECASE
)
HISTORY = ("CHANGELOG.md", "docs/decisions.md", "tests/contract/test_install.py")


def test_every_range_of_pythons_is_that_of_pyproject():
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    written = re.compile(r"(\.(md|yml|toml|py|cff|ipynb)|Makefile|run)$")
    names = [name for name in listed.split("\0") if written.search(name) and (ROOT / name).exists()]
    said = {
        (name, *ends)
        for name in names
        if name not in HISTORY
        for ends in RANGE.findall((ROOT / name).read_text(encoding="utf-8"))
    }
    assert said == {(name, FIRST, LAST) for name in ("README.md", "docs/install.md", ".github/workflows/ci.yml")}


@pytest.mark.parametrize(
    "text", ["You need Python 3.10 or later", 'python: ["3.11", "3.13"]', "Python\n3.11 to 3.12", "python 3.11-3.14"]
)
def test_another_range_would_be_noticed(text):
    assert RANGE.search(text)


def test_tools_check_for_the_first_python_and_nothing_else_names_one():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tool["mypy"]["python_version"] == FIRST
    assert "target-version" not in tool["ruff"]  # it reads requires-python
    assert not [line for line in PROJECT["classifiers"] if "Python :: 3." in line]


def test_the_table_of_machines_is_of_this_lock_and_promises_what_it_shows():
    shown = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert digest() in shown, "requirements/run.txt has changed: make platforms WRITE=--write"
    head, _, *rows = [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("|")]
    assert head == ["machine", *pythons()]
    assert [row[0] for row in rows] == [machine.name for machine in MACHINES]
    for machine, (_, *cells) in zip(MACHINES, rows, strict=True):
        assert not machine.promised or set(cells) == {YES}


def test_whoever_waits_for_pip_is_told_before_it_begins():
    """`make -s demo` once stood silent for a minute."""
    make = ["make", "-s", "-n", "VENV=build/no-such-environment", "demo"]
    steps = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    said, installs = (next(i for i, step in enumerate(steps) if word in step) for word in ("echo", "pip"))
    assert said < installs
