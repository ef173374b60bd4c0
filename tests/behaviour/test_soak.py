"""A little of `make soak`: that it can be run, and that nothing goes wrong in the first few."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork") or not Path("/dev/full").exists(), reason="needs fork and /dev/full")
def test_a_few_killed_runs_full_disks_and_odd_command_lines_leave_nothing_half_done():
    command = [sys.executable, "-m", "tests.soak", "--kills", "4", "--disks", "2", "--every", "25", "--lines", "60"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout.endswith("Nothing went wrong.\n"), done.stdout + done.stderr
    assert done.returncode == 0
