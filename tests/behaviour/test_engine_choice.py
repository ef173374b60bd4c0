"""Which engine runs, what is said about it, and what happens where it cannot run. The answer never depends on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.asking import engines, running
from app.cli.commands import doctor
from experiments.compare import run_pairs
from experiments.run import Case
from sim import pathway, simulate
from sim.errors import TooManyEvents
from sim.inputs import World
from sim.kernel import fast, kept
from sim.luck import study_key
from tests.scenarios import child_toml, scenario, write

ROOT = Path(__file__).parents[2]
PILOT = "rotherham_mental_health_pilot"
WITH_NUMBA = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
WITHOUT_NUMBA = "import sys; sys.modules['numba'] = None; from app.cli import main; sys.exit(main(sys.argv[1:]))"
THEN_WHAT_IS_LOADED = """\
import sys
from app.cli import main
code = main(sys.argv[1:])
heavy = {name.partition(".")[0] for name in sys.modules} & {"numba", "llvmlite", "pandas", "numpy", "matplotlib"}
print(sorted(heavy), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(autouse=True)
def as_for_a_user(monkeypatch):
    """Elsewhere tests run everything on the compiled engine (tests/conftest.py)."""
    monkeypatch.setattr(simulate, "A_HANDFUL", 8)


@pytest.fixture
def base(tmp_path):
    """A small scenario."""
    return write(tmp_path, child_toml()).with_name("base.toml")


@pytest.fixture
def without_numba(monkeypatch):
    monkeypatch.setattr(simulate, "find_spec", lambda name: None)


def program(source, *argv):
    """Run a program of our own in a process of its own."""
    words = [sys.executable, "-c", source, *map(str, argv)]
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, env=settings, capture_output=True, text=True, timeout=300, check=False)


# ---------------------------------------------------------------- the choice


def test_a_handful_runs_on_simpy_and_more_on_the_compiled_engine():
    assert [simulate.engine_for(n) for n in (1, 8, 9, 100_000)] == ["simpy", "simpy", "fast", "fast"]


def test_without_numba_the_choice_of_simpy_is_said(without_numba):
    assert simulate.engine_for(8) == "simpy"
    with pytest.warns(simulate.NoCompiledEngine, match=r"Numba is not installed.*pip install 'spsim\[fast\]'"):
        assert simulate.engine_for(9) == "simpy"


@pytest.mark.parametrize("command", [("run",), ("compare",), ("validate",)])
def test_either_engine_can_be_asked_for_and_prints_the_same(spsim, base, command):
    base.with_name("base.targets.toml").write_text(
        """
        [targets.referred]
        title = "Referred"
        measure = "referred"
        published = 50
        use = "hold out"
        starts = 2015-04-01
        ends = 2015-10-01
        source = "made up"
        """,
        encoding="utf-8",
    )
    files = [base, base.with_name("child.toml"), "--no-swings"] if command == ("compare",) else [base]
    printed = [
        spsim(*command, *files, "--replications", "3", "--jobs", "1", "--json", "--engine", engine)
        for engine in ("simpy", "fast")
    ]
    assert printed[0] == printed[1]
    assert "engine" not in json.loads(printed[0][1])["provenance"]["command"]


def test_no_other_engine_can_be_asked_for(spsim, base):
    code, _, err = spsim("run", base, "--engine", "ciw")
    assert code == 2
    assert "argument --engine: invalid choice: 'ciw'" in err


# ---------------------------------------------------------------- what a run loads, and where numba is missing


def test_a_run_on_simpy_loads_no_numba_numpy_pandas_or_matplotlib(base):
    done = program(THEN_WHAT_IS_LOADED, "run", base, "--replications", "3", "--jobs", "1", "--no-swings")
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_without_numba_everything_runs_on_simpy_and_says_so_once(base):
    arguments = (
        "run",
        base,
        "--replications",
        "9",
        "--within",
        "1",
        "--max-replications",
        "9",
        "--jobs",
        "1",
        "--no-swings",
    )
    without, with_it = program(WITHOUT_NUMBA, *arguments), program(WITH_NUMBA, *arguments, "--engine", "simpy")
    assert without.returncode == with_it.returncode == 1
    assert without.stderr.count("Numba is not installed, so SimPy runs everything") == 1
    assert without.stdout == with_it.stdout
    assert "Numba" not in with_it.stderr


def test_without_numba_the_compiled_engine_asked_for_by_name_is_refused(spsim, base, without_numba, monkeypatch):
    code, out, err = spsim("run", base, "--engine", "fast")
    assert (code, out) == (2, "")
    assert "--engine fast needs Numba. Install it with: pip install 'spsim[fast]'" in err


def test_an_engine_that_cannot_be_loaded_is_said_in_words(spsim, base, monkeypatch):
    monkeypatch.delattr("sim.kernel.fast")
    monkeypatch.setitem(sys.modules, "sim.kernel.fast", None)
    code, _, err = spsim("run", base, "--engine", "fast")
    assert code == 2
    assert "the compiled engine cannot be loaded" in err
    assert "--engine simpy" in err


# ---------------------------------------------------------------- compiling


def test_warming_up_runs_the_compiled_engine(monkeypatch):
    called, real = [], fast.replications
    monkeypatch.setattr(fast, "replications", lambda *given: called.append(given) or real(*given))
    case = Case("small", scenario(), 1)
    fast.warm_up(case.shape, case.inputs[World.USUAL], study_key(1))
    assert called


@pytest.mark.parametrize(("quiet", "said"), [((), 1), (("--quiet",), 0)])
def test_the_first_use_says_that_it_compiles(spsim, base, tmp_path, monkeypatch, quiet, said):
    compiled = []
    monkeypatch.setattr(fast, "is_compiled", lambda: True)
    monkeypatch.setattr(fast, "is_warm", lambda: False)
    monkeypatch.setattr(fast, "warm_up", lambda *given: compiled.append(given))
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setattr(running, "run_pairs", lambda *given, **how: run_pairs(*given, **{**how, "engine": "simpy"}))
    code, _, err = spsim("run", base, "--engine", "fast", "--replications", "1", "--no-swings", *quiet)
    assert code == 0
    assert err.count("Compiling the fast engine: once, about a minute.") == said
    assert len(compiled) == 1


def test_once_it_is_compiled_nothing_is_said(spsim, base, monkeypatch):
    spsim("run", base, "--engine", "fast", "--replications", "1")
    _, _, err = spsim("run", base, "--engine", "fast", "--replications", "1")
    assert err == ""


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("engine", ["simpy", "fast"])
@pytest.mark.parametrize("command", ["run", "validate"])
def test_a_run_past_its_cap_names_the_scenario_and_the_estimate(spsim, monkeypatch, engine, command):
    def too_many(*_):
        raise TooManyEvents("more than 3 events in a replication")

    monkeypatch.setattr(pathway, "events", too_many)
    monkeypatch.setattr(fast.Tables, "_batches", too_many)
    code, out, err = spsim(command, PILOT, "--replications", "2", "--jobs", "1", "--engine", engine)
    assert (code, out) == (2, "")
    assert f"stopped: more than 3 events in a replication, in {PILOT} (about " in err
    assert "settings.most_events is" in err


# ---------------------------------------------------------------- doctor


def test_the_doctor_names_every_library_and_what_it_is_for(spsim):
    code, out, _ = spsim("doctor")
    assert code == 0
    assert out.startswith("spsim ")
    assert all(f"  {library.name} " in out for library in doctor.LIBRARIES)
    assert f"{engines.cores()} core" in out
    assert "It can be used" in out


def test_the_doctor_as_json(spsim):
    _, out, _ = spsim("doctor", "--json")
    printed = json.loads(out)
    assert printed["cores"] == engines.cores()
    assert {library["name"] for library in printed["libraries"]} == {library.name for library in doctor.LIBRARIES}
    assert printed["compiled_engine"]["usable"] is True
    assert printed["compiled_engine"]["folder"] == str(fast.cache_folder())


def test_the_doctor_finds_the_compiled_engine_cold_warm_or_uncompiled(monkeypatch, tmp_path):
    monkeypatch.setattr(fast, "is_compiled", lambda: True)
    monkeypatch.setattr(fast, "cache_folder", lambda: tmp_path)
    assert not doctor.compiled_engine().warm
    assert "about a minute" in doctor.compiled_engine().says
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "batches.replications-1.py30.1.nbc").touch()
    assert not doctor.compiled_engine().warm  # that was another Python
    (tmp_path / "sim" / f"batches.replications-1.{python}.1.nbc").touch()
    assert doctor.compiled_engine().warm
    monkeypatch.setattr(fast, "is_compiled", lambda: False)
    assert "NUMBA_DISABLE_JIT" in doctor.compiled_engine().says


def test_the_doctor_without_the_compiled_engine(spsim, monkeypatch):
    monkeypatch.setattr(doctor, "fast_is_installed", lambda: False)
    monkeypatch.setattr(doctor, "version_of", lambda name: None)
    code, out, _ = spsim("doctor")
    assert code == 0
    assert "not installed  for the compiled engine; pip install 'spsim[fast]'" in out
    assert "SimPy runs everything" in out


def test_the_doctor_of_an_engine_that_cannot_be_loaded(monkeypatch):
    monkeypatch.delattr("sim.kernel.fast")
    monkeypatch.setitem(sys.modules, "sim.kernel.fast", None)
    assert not doctor.compiled_engine().usable
    assert "cannot be loaded" in doctor.compiled_engine().says
    assert doctor.version_of("no-such-library") is None
