"""A little of `make soak`: that it can be run, and that nothing goes wrong in the first few."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork") or not Path("/dev/full").exists(), reason="needs fork and /dev/full")
def test_a_few_killed_runs_full_disks_and_odd_command_lines_leave_nothing_half_done():
    nothing_goes_wrong("tests.soak", "--kills", "4", "--disks", "2", "--every", "25", "--lines", "60")


@pytest.mark.skipif(not hasattr(os, "fork") or not Path("/proc").exists(), reason="needs fork and /proc")
def test_a_few_killed_studies_full_disks_and_damaged_files_lose_no_row():
    few = ["--kills", "15", "--workers", "0", "--dask", "0", "--disks", "2", "--cuts", "20", "--every", "499"]
    nothing_goes_wrong("tests.study_soak", *few)


def nothing_goes_wrong(module: str, *options: str) -> None:
    command = [sys.executable, "-m", module, *options]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout.endswith("Nothing went wrong.\n"), done.stdout + done.stderr
    assert done.returncode == 0
