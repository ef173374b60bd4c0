"""The same command prints the same bytes on every machine: hash seed, time zone, locale, folder, processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PILOT = "rotherham_mental_health_pilot"
ROOT = Path(__file__).parents[2]
FILES = {"--report": "a.html", "--xlsx": "a.xlsx", "--docx": "a.docx", "--json-file": "a.json"}
MACHINES = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "271828", "TZ": "Pacific/Kiritimati", "LC_ALL": "en_GB.ISO-8859-1", "COLUMNS": "40"},
]


def spsim(machine, folder, *argv):
    """Run the command line in a process of its own; its stdout."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1763769600", **machine}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *argv],
        cwd=folder,
        env=settings,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def folders(tmp_path):
    made = [tmp_path / "here", tmp_path / "a folder elsewhere"]
    for folder in made:
        folder.mkdir()
    return made


def test_the_answer_as_json(folders):
    answer = [
        spsim(machine, folder, "run", PILOT, "--replications", "3", "--json", "--jobs", jobs)
        for machine, folder, jobs in zip(MACHINES, folders, ("1", "2"), strict=True)
    ]
    assert answer[0] == answer[1]
    assert b'"Rotherham mental health pilot"' in answer[0]
    assert "£".encode() in answer[0]  # UTF-8, whatever the locale


def test_the_answer_in_words_and_in_every_file_from_one_process_and_from_several(folders):
    """Eight replications: fewer are never shared out among processes."""
    answer = [
        spsim(
            machine,
            folder,
            "run",
            PILOT,
            "--replications",
            "8",
            "--csv",
            "tables",
            "--events",
            "events.csv",
            "--no-swings",
            *(word for option, name in FILES.items() for word in (option, name)),
            "--jobs",
            jobs,
        )
        for machine, folder, jobs in zip(MACHINES, folders, ("1", "2"), strict=True)
    ]
    assert answer[0] == answer[1]
    for name in ("tables/values.csv", "events.csv", *FILES.values()):
        one, other = ((folder / name).read_bytes() for folder in folders)
        assert one == other
        assert len(one) > 10_000
