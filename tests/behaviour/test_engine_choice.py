"""Which engine runs, and what happens where the compiled one cannot run. The answer never depends on it."""

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from app.asking import engines
from app.cli.commands import doctor
from sim import pathway
from sim.errors import KernelRefused, TooManyEvents
from sim.kernel import fast, machine
from sim.kernel.machine import FILE, built_from, signed
from tests.scenarios import child_toml, write

ROOT = Path(__file__).parents[2]
PILOT = "rotherham_mental_health_pilot"
SPSIM = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
WITHOUT_WASMTIME = f"import sys; sys.modules['wasmtime'] = None; {SPSIM}"
THEN_WHAT_IS_LOADED = """\
import sys
from app.cli import main
code = main(sys.argv[1:])
heavy = {name.partition(".")[0] for name in sys.modules} & {"wasmtime", "pandas", "numpy", "matplotlib"}
print(sorted(heavy), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def base(tmp_path):
    """A small scenario."""
    return write(tmp_path, child_toml()).with_name("base.toml")


def program(source, *argv, **changes):
    """Run a program of our own in a process of its own."""
    words = [sys.executable, "-c", source, *map(str, argv)]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
    return subprocess.run(words, env=settings, capture_output=True, text=True, timeout=300, check=False)


# ---------------------------------------------------------------- the choice


def test_one_replication_runs_on_the_compiled_engine_like_a_thousand(spsim, base, monkeypatch):
    def never(*_given):
        raise AssertionError("the readable engine was asked")

    monkeypatch.setattr(pathway, "events", never)
    assert spsim("run", base, "--replications", "1", "--no-swings")[0] == 0


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


# ---------------------------------------------------------------- what a run loads, and what it leaves behind


@pytest.mark.parametrize(("engine", "loaded"), [("simpy", []), ("fast", ["wasmtime"])])
def test_a_run_loads_only_its_engine_and_no_numpy_pandas_or_matplotlib(base, engine, loaded):
    how = ("--replications", "3", "--jobs", "1", "--no-swings", "--engine", engine)
    done = program(THEN_WHAT_IS_LOADED, "run", base, *how)
    assert (done.returncode, done.stderr) == (0, f"{loaded}\n")


@pytest.mark.parametrize("home", ["read-only", "none", "new"])
def test_nothing_is_written_anywhere_and_two_at_once_do_not_meet(base, tmp_path, home):
    """Neither beside the program nor at home nor in the folder of scenarios: nothing that is compiled is kept."""
    place = tmp_path / "home"
    if home != "none":
        place.mkdir(mode=0o500 if home == "read-only" else 0o700)
    before = {path: path.stat().st_mtime_ns for path in everything(tmp_path, ROOT / "sim")}
    words = [sys.executable, "-B", "-c", SPSIM, "run", str(base), "--replications", "3", "--no-swings"]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(place), "XDG_CACHE_HOME": str(place / "cache")}
    both = [subprocess.Popen(words, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ended = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert ended[0][0] == ended[1][0]
    assert [err for _, err in ended] == [b"", b""]
    assert {path: path.stat().st_mtime_ns for path in everything(tmp_path, ROOT / "sim")} == before


def everything(*folders):
    return [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]


# ---------------------------------------------------------------- where the compiled engine cannot run


def test_without_wasmtime_it_is_refused_in_words_and_the_readable_engine_runs(base):
    how = ("run", base, "--replications", "2", "--jobs", "1", "--no-swings")
    refused, readable, usual = (
        program(WITHOUT_WASMTIME, *how),
        program(WITHOUT_WASMTIME, *how, "--engine", "simpy"),
        program(SPSIM, *how),
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the compiled engine cannot be loaded" in refused.stderr
    assert "--engine simpy" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (readable.returncode, readable.stdout) == (0, usual.stdout)


def truncated(content):
    return content[: len(content) // 2]


def without_its_end(content):
    return content[:-1]


def empty(content):
    return b""


def flipped_in_the_middle(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def flipped_in_the_checksum(content):
    return content[:-1] + bytes([content[-1] ^ 128])


def anothers(content):
    """A module that is whole and valid, and not ours."""
    return machine.WASM


def anothers_signed_as_ours(content):
    return signed(machine.WASM, {"sources": "0" * 64})


def of_other_sources(content):
    made = built_from(content)
    begins = content.rindex(machine.SECTION) - 4  # the section's own head: 0, its length (2 bytes), the name's length
    assert content[begins] == 0
    return signed(content[:begins], {**made, "sources": made["sources"][::-1]})


def no_wasm(content):
    return b"#!/bin/sh\n" + content


DAMAGES = (
    *(truncated, without_its_end, empty, flipped_in_the_middle, flipped_in_the_checksum),
    *(anothers, anothers_signed_as_ours, of_other_sources, no_wasm),
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_damaged_foreign_or_out_of_date_is_refused_in_words_and_never_run(
    spsim, base, tmp_path, monkeypatch, damage
):
    wrong = tmp_path / "kernel.wasm"
    wrong.write_bytes(damage(FILE.read_bytes()))
    with pytest.raises(KernelRefused, match=r"kernel\.wasm (is damaged, or not ours|was built from other sources)"):
        machine.whole(wrong)
    monkeypatch.setattr(machine, "FILE", wrong)
    machine._module.cache_clear()
    try:
        code, out, err = spsim("run", base, "--replications", "1")
    finally:
        machine._module.cache_clear()
    assert (code, out) == (2, "")
    assert "kernel.wasm" in err
    assert "--engine simpy" in err


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(KernelRefused, match=r"kernel\.wasm cannot be read: .*Install spsim again"):
        machine.whole(tmp_path / "kernel.wasm")


def test_any_byte_changed_anywhere_is_seen(tmp_path):
    """Tried at a hundred places."""
    content, changed = FILE.read_bytes(), tmp_path / "kernel.wasm"
    for at in range(0, len(content), len(content) // 100):
        changed.write_bytes(content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :])
        with pytest.raises(KernelRefused, match="is damaged, or not ours"):
            machine.undamaged(changed)


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
    assert f"  wasmtime     {doctor.version_of('wasmtime')} " in out


def test_the_doctor_of_an_installation_from_which_something_was_taken(spsim, monkeypatch):
    monkeypatch.setattr(doctor, "installed", lambda name: (_ for _ in ()).throw(PackageNotFoundError(name)))
    code, out, _ = spsim("doctor")
    assert code == 0
    assert "  python-docx  missing     for Word briefs (install spsim again)" in out


def test_the_doctor_as_json(spsim):
    _, out, _ = spsim("doctor", "--json")
    printed = json.loads(out)
    assert printed["cores"] == engines.cores()
    assert {library["name"] for library in printed["libraries"]} == {library.name for library in doctor.LIBRARIES}
    assert printed["compiled_engine"]["usable"] is True
    assert printed["compiled_engine"]["built_from"]["sources"] == machine.sources_hash()


def test_the_doctor_of_an_engine_that_cannot_be_used(spsim, monkeypatch):
    def refuse():
        raise KernelRefused("kernel.wasm is damaged")

    monkeypatch.setattr(machine, "load", refuse)
    code, out, _ = spsim("doctor")
    assert code == 0
    assert "It cannot be used: kernel.wasm is damaged" in out
    assert not doctor.compiled_engine().usable
    assert doctor.version_of("no-such-library") is None
