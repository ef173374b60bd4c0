"""After an edit to the rules the compiled engine gives the new answer, and without one it compiles nothing.

Numba's own cache silently kept the old answer after such an edit: it looks at the file of the compiled function alone.
Here because it compiles twice, a minute or more.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULE = "return uniform(who, Purpose.ACCEPT, in_episode(episode, 0)) < inputs.support.accepts"
EDITED = "return uniform(who, Purpose.ACCEPT, in_episode(episode, 0)) > inputs.support.accepts"
PROGRAM = """\
import json
from sim import pathway
from sim.kernel import fast
from sim.inputs import inputs_of
from sim.loading import load
from sim.luck import study_key

inputs = inputs_of(load("rotherham_mental_health_pilot").scenario)
log = fast.events_of(inputs, study_key(1), 0)
print(json.dumps({
    "source": fast.__file__,
    "folder": str(fast.cache_folder()),
    "rows": len(log),
    "agrees": log == pathway.events(inputs, study_key(1), 0),
    "hits": sum(fast.replications.stats.cache_hits.values()),
    "compiled": sum(fast.replications.stats.cache_misses.values()),
}))
"""


@pytest.fixture
def package(tmp_path):
    """A copy of the model in a folder of its own."""
    for folder in ("sim", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run_in(package):
    """One replication in a process of its own, with a cache of its own; and every file of compiled code."""
    cache = package / "cache"
    printed = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    settings = {**printed, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=package,
        env=settings,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    files = {path: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")}
    return json.loads(done.stdout), files


def test_an_edit_to_the_rules_is_never_answered_from_the_cache(package):
    first, kept = run_in(package)
    again, kept_again = run_in(package)
    assert first["source"] == str(package / "sim" / "kernel" / "fast.py")
    assert first["agrees"]
    assert (first["hits"], first["compiled"]) == (0, 1)
    assert (again["hits"], again["compiled"]) == (1, 0)
    assert kept_again == kept  # nothing written: not even once more
    assert again["rows"] == first["rows"]

    rules = package / "sim" / "rules.py"
    text = rules.read_text(encoding="utf-8")
    assert text.count(RULE) == 1
    rules.write_text(text.replace(RULE, EDITED), encoding="utf-8")
    edited, kept_after = run_in(package)
    assert edited["folder"] != first["folder"]
    assert (edited["hits"], edited["compiled"]) == (0, 1)
    assert edited["rows"] != first["rows"]
    assert edited["agrees"]
    assert kept.items() < kept_after.items()
