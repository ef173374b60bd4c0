"""docs/change.md is true: a lever, a measure and a column of a table, each added to a copy as it says, in few files.

Each change is made in a copy of the program, and then it is there: a lever can be set and moves an answer, a measure
stands on every face, a column on both that show its table. How many files may be touched is written down here: where a
change begins to need more, it is the structure that is wrong.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

HOME = Path(__file__).parents[2]
COPIED = ("sim", "experiments", "app", "scenarios", "tests")


class Edit(NamedTuple):
    """In a file: what stands there, and what is to stand there instead. Both times where it stands twice."""

    file: str
    old: str
    new: str


class Change(NamedTuple):
    """What is added, how many files it may touch, and how."""

    most: int
    edits: Sequence[Edit]

    @property
    def files(self) -> set[str]:
        return {edit.file for edit in self.edits}


LEVER = Change(
    6,
    [
        Edit(
            "sim/scenario/people.py",
            '    changes: list[DemandChange] = Field(default=[], description="Dated changes of the referral rate.")\n',
            '    changes: list[DemandChange] = Field(default=[], description="Dated changes of the referral rate.")\n'
            '    held_back_share: AnyNumber = lever("Referrals held back", "share", number(0), possible=CHANCE)\n',
        ),
        Edit(
            "sim/inputs/making.py",
            "        return tuple(in_force(dated))\n",
            "        sent = 1 - real(demand.held_back_share)\n"
            "        return tuple(in_force([rate._replace(value=rate.value * sent) for rate in dated]))\n",
        ),
        Edit(
            "tests/behaviour/test_levers.py",
            '    ("demand", "changes", 0, "starts"):',
            '    ("demand", "held_back_share"): Setting(0, 0.5, around={"demand": {"referrals_per_week": 2}}),\n'
            '    ("demand", "changes", 0, "starts"):',
        ),
        Edit(
            "tests/contract/bad_inputs/keys.txt",
            "referrals_per_week, changes, waiting_on_day_0",
            "referrals_per_week, changes, held_back_share, waiting_on_day_0",
        ),
    ],
)
MEASURE = Change(
    2,
    [
        Edit(
            "experiments/outcomes.py",
            "    MEAN_WAIT,\n    Outcome(\n",
            "    MEAN_WAIT,\n"
            '    Outcome("meetings_held", "Meetings held", "times", event_count(What.MET),\n'
            "            where=Where(apart=21, board=31, first=True)),\n"
            "    Outcome(\n",
        ),
        Edit("sim/countable.py", '"gave_up"', '"gave_up", "meetings_held"'),
    ],
)
COLUMN = Change(
    1,
    [
        Edit(
            "app/tables/beside.py",
            '    Column("Place-weeks offered", lambda row: row.place_weeks_offered, "number"),\n',
            '    Column("Place-weeks offered", lambda row: row.place_weeks_offered, "number"),\n'
            '    Column("Place-years offered", lambda row: row.place_weeks_offered / 52, "number"),\n',
        )
    ],
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program, to be changed."""
    for name in COPIED:
        shutil.copytree(HOME / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    return tmp_path


def make(change: Change, copy: Path) -> None:
    """Every edit, each where it says."""
    for file, old, new in change.edits:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has moved on: say here how this change is made now"
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")


def python(copy: Path, *words: str) -> str:
    """What a command prints in the copy, which is what it imports."""
    paths = os.pathsep.join(filter(None, (str(copy), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def spsim(copy: Path, *words: str) -> str:
    """The program's own command there."""
    return python(copy, "-m", "app.cli", *words)


def test_a_lever(copy):
    make(LEVER, copy)
    assert len(LEVER.files) <= LEVER.most
    (copy / "half.toml").write_text(
        'schema = 1\ntitle = "Half"\nextends = "third_post.toml"\n\n[demand]\nheld_back_share = 0.5\n'
    )
    assert "demand.held_back_share = 0.5" in spsim(copy, "show", "half.toml", "demand")
    assert "held_back_share" in spsim(copy, "schema")
    python(
        copy,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/behaviour/test_levers.py",
        "-k",
        "held_back or every_lever",
    )
    command = ("--replications", "1", "--engine", "simpy", "--no-swings", "--json", "--quiet")
    whole, half = (
        json.loads(spsim(copy, "run", name, *command))["scenarios"][0] for name in ("third_post", "half.toml")
    )
    came = [
        next(row for row in one["outcomes"] if row["name"] == "referred")["programme"]["mean"] for one in (whole, half)
    ]
    assert 0.3 * came[0] < came[1] < 0.7 * came[0]


def test_a_measure(copy):
    """On the terminal, on the page, in the workbook, in JSON and in the tables, by group and between scenarios."""
    make(MEASURE, copy)
    assert len(MEASURE.files) <= MEASURE.most
    files = ("--report", "a.html", "--xlsx", "a.xlsx", "--csv", "tables", "--json-file", "a.json")
    both = ("compare", "ninety_waiting", "backlog_90_temporary_post")
    printed = spsim(copy, *both, "--replications", "2", "--engine", "simpy", "--no-swings", "--quiet", "--all", *files)
    assert "Meetings held" in printed
    assert "Meetings held" in (copy / "a.html").read_text(encoding="utf-8")
    assert ",meetings_held," in (copy / "tables" / "values.csv").read_text(encoding="utf-8")
    found = json.loads((copy / "a.json").read_text(encoding="utf-8"))
    parts = (found["scenarios"][0]["outcomes"], found["comparisons"][0]["outcomes"])
    assert all("meetings_held" in {row["name"] for row in rows} for rows in parts)
    assert "meetings_held" in found["scenarios"][0]["by_trait"][0]["outcomes"]
    sheets = load_workbook(copy / "a.xlsx", read_only=True)
    assert any("Meetings held" in row for row in sheets["Groups"].iter_rows(values_only=True))


def test_a_column(copy):
    make(COLUMN, copy)
    assert len(COLUMN.files) <= COLUMN.most
    files = ("--report", "a.html", "--xlsx", "a.xlsx")
    spsim(copy, "run", "third_post", "--replications", "2", "--engine", "simpy", "--no-swings", "--quiet", *files)
    assert "Place-years offered" in (copy / "a.html").read_text(encoding="utf-8")
    sheet = load_workbook(copy / "a.xlsx")["Uptake"]
    heads = [cell.value for cell in sheet[4]]
    weeks, years = (heads.index(f"Place-{of} offered") for of in ("weeks", "years"))
    assert sheet.cell(5, years + 1).value == pytest.approx(sheet.cell(5, weeks + 1).value / 52)
