"""What becomes of an answer when a file, a stream or the program itself fails? And what does it never overwrite?

`make soak` tries the same for real: full disks, killed runs, odd command lines, by the hundred.
"""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app import files
from app.asking import running as asking
from app.cli import grammar
from app.files import folder_whole, write_text, written_whole
from sim.errors import NotWritten
from tests.scenarios import child_toml, write

QUICK = ["--replications", "2", "--jobs", "1", "--quiet", "--no-swings"]
FULL = Path("/dev/full")
needs_dev_full = pytest.mark.skipif(not FULL.exists(), reason="this machine has no /dev/full")


@pytest.fixture
def mine(tmp_path):
    return write(tmp_path, child_toml(link_workers="posts = 3"))


def everything(folder):
    """Every option that writes a file."""
    names = {"--report": "r.html", "--xlsx": "x.xlsx", "--docx": "d.docx", "--json-file": "j.json", "--csv": "tables"}
    return [word for option, name in {**names, "--events": "e.csv"}.items() for word in (option, folder / name)]


def in_a_process(*words, **given):
    command = [sys.executable, "-m", "app.cli", *map(str, words)]
    return subprocess.run(command, text=True, check=False, timeout=300, **given)


# ---------------------------------------------------------------- what is never overwritten


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def make_link(path):
    path.with_name("precious").write_text("precious")
    path.symlink_to("precious")


def make_link_to_nothing(path):
    path.symlink_to("nothing")


NOT_PLAIN = {
    "a pipe": make_pipe,
    "a socket": make_socket,
    "a link": make_link,
    "a link to nothing": make_link_to_nothing,
    "a folder": Path.mkdir,
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this machine has no named pipes")
@pytest.mark.parametrize("force", [[], ["--force"]], ids=["by default", "with --force"])
@pytest.mark.parametrize("option", ["--json-file", "--csv", "new"])
@pytest.mark.parametrize("kind", NOT_PLAIN)
def test_only_plain_files_are_overwritten_and_force_is_not_offered(
    spsim, mine, tmp_path, monkeypatch, kind, option, force
):
    if (kind, option) == ("a folder", "--csv"):
        pytest.skip("a folder of tables may be replaced")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / {"new": "it.toml", "--json-file": "it.json", "--csv": "it"}[option]
    NOT_PLAIN[kind](path)
    before = path.lstat()
    argv = ["new", path, "--extends", mine] if option == "new" else ["run", mine, *QUICK, option, path]
    code, out, err = spsim(*argv, *force)
    assert (code, out) == (2, "")
    assert f"{path} is {kind.removesuffix(' to nothing')}" in err
    assert "--force" not in err
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="this machine has no devices among its files")
def test_a_device_is_never_replaced(spsim, mine):
    code, _, err = spsim("run", mine, *QUICK, "--events", "/dev/null", "--force")
    assert code == 2
    assert "/dev/null is a device, and only plain files are ever overwritten" in err
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_no_table_goes_where_something_else_bears_its_name(spsim, mine, tmp_path):
    (tmp_path / "tables" / "values.csv").mkdir(parents=True)
    code, _, err = spsim("run", mine, *QUICK, "--csv", tmp_path / "tables", "--force")
    assert code == 2
    assert "values.csv is folder, not a plain file" in err


def test_a_file_among_the_tables_is_refused(spsim, mine, tmp_path):
    (tmp_path / "tables").mkdir()
    argv = ["--csv", tmp_path / "tables", "--events", tmp_path / "tables" / "values.csv", "--force"]
    code, _, err = spsim("run", mine, *QUICK, *argv)
    assert code == 2
    assert "lies in the folder of tables" in err


@pytest.mark.parametrize("letters", ["a" * 300, "é" * 200], ids=["300 letters", "200 letters of two bytes"])
@pytest.mark.parametrize("option", ["--json-file", "--csv", "--report"])
def test_a_name_too_long_for_the_disk_is_refused_before_the_run(spsim, mine, tmp_path, monkeypatch, option, letters):
    monkeypatch.setattr(asking, "run_pairs", lambda *given, **named: pytest.fail("something was run"))
    code, out, err = spsim("run", mine, *QUICK, option, tmp_path / f"{letters}.json")
    assert (code, out) == (2, "")
    assert "could not be written" in err or "cannot be written" in err


def test_a_scenario_of_a_name_as_long_as_can_be_runs(spsim, mine):
    """Nothing beside it can have a longer one, so nothing is there."""
    long = mine.rename(mine.with_name("a" * 250 + ".toml"))
    code, out, _ = spsim("run", long, *QUICK, "--json", "--json-file", mine.with_name("b" * 250 + ".json"))
    assert code == 0
    assert json.loads(out)["scenarios"][0]["name"] == "a" * 250


# ---------------------------------------------------------------- whole or not at all


def no_room(*_given, **_named):
    raise OSError(28, "No space left on device")


def test_a_full_disk_loses_no_answer_and_leaves_no_half_of_a_file(spsim, mine, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_on_the_disk", no_room)
    (tmp_path / "out").mkdir()
    code, out, err = spsim("run", mine, *QUICK, *everything(tmp_path / "out"))
    assert code == 3
    assert "On present assumptions" in out
    assert err.count("could not be written: No space left on device.") == 6
    assert list((tmp_path / "out").iterdir()) == []


def test_one_file_that_cannot_be_written_keeps_back_no_other(spsim, mine, tmp_path, monkeypatch):
    on_the_disk = files._on_the_disk
    monkeypatch.setattr(files, "_on_the_disk", lambda path: (no_room if path.suffix == ".xlsx" else on_the_disk)(path))
    (tmp_path / "out").mkdir()
    code, _, err = spsim("run", mine, *QUICK, *everything(tmp_path / "out"))
    assert code == 3
    assert err == f"spsim: {tmp_path / 'out' / 'x.xlsx'} could not be written: No space left on device.\n"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *("d.docx", "e.csv", "j.json", "r.html", "tables")
    ]


def test_what_took_the_name_during_the_run_is_kept(tmp_path):
    path = tmp_path / "a.txt"

    def taken():
        with written_whole(path, force=False) as part:
            part.write_text("ours")
            path.write_text("precious")

    with pytest.raises(NotWritten, match="is there already"):
        taken()
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_behind_hinders_nobody(tmp_path, monkeypatch):
    """Not even under the very name that comes next."""
    names = iter(["taken", "taken", "free", "free"])
    monkeypatch.setattr(files, "token_hex", lambda _: next(names))
    (tmp_path / ".tables.taken.part").mkdir()
    (tmp_path / ".a.taken.part.txt").write_text("half")
    with folder_whole(tmp_path / "tables", force=False) as part:
        (part / "a.csv").write_text("whole")
    names = iter(["taken", "free"])
    monkeypatch.setattr(files, "token_hex", lambda _: next(names))
    write_text(tmp_path / "a.txt", "whole", force=False)
    assert (tmp_path / "tables" / "a.csv").read_text() == (tmp_path / "a.txt").read_text() == "whole"


@pytest.fixture
def old(tmp_path):
    """A folder of tables with the user's own files in it."""
    folder = tmp_path / "tables"
    (folder / "own" / "deep").mkdir(parents=True)
    for name in ("values.csv", "about.csv", "notes.txt", "own/deep/more.txt"):
        (folder / name).write_text("old")
    (folder / "link").symlink_to("notes.txt")
    return folder


def replaced(folder):
    with folder_whole(folder, force=True) as part:
        for name in ("values.csv", "about.csv"):
            (part / name).write_text("new")


def contents(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


OLD = {"values.csv": "old", "about.csv": "old", "notes.txt": "old", "own/deep/more.txt": "old", "link": "old"}
NEW = {**OLD, "values.csv": "new", "about.csv": "new"}


def test_a_folder_is_replaced_and_what_else_is_in_it_is_the_same_file(old):
    mine = (old / "notes.txt").stat().st_ino
    replaced(old)
    assert contents(old) == NEW
    assert (old / "notes.txt").stat().st_ino == mine
    assert (old / "link").is_symlink()
    assert list(old.parent.iterdir()) == [old]


def test_where_folders_cannot_change_places_and_files_have_one_name_only_it_is_replaced_all_the_same(old, monkeypatch):
    monkeypatch.setattr(files.ctypes, "CDLL", lambda _: object())
    monkeypatch.setattr(files.os, "link", no_room)
    replaced(old)
    assert contents(old) == NEW
    assert list(old.parent.iterdir()) == [old]


def test_a_folder_that_cannot_be_replaced_is_as_it_was(old, monkeypatch):
    monkeypatch.setattr(files.ctypes, "CDLL", lambda _: object())
    rename = Path.rename
    moved = []

    def once_and_not_again(path, target):
        moved.append(path)
        return no_room() if len(moved) == 2 else rename(path, target)

    monkeypatch.setattr(Path, "rename", once_and_not_again)
    with pytest.raises(NotWritten, match="No space left"):
        replaced(old)
    assert contents(old) == OLD
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("step", ["_on_the_disk", "_keep_the_rest", "_exchange"])
@pytest.mark.parametrize("stops", [KeyboardInterrupt, OSError])
def test_a_folder_is_old_or_new_and_nothing_between_wherever_it_stops(old, monkeypatch, step, stops):
    def stop(*_given):
        raise stops

    monkeypatch.setattr(files, step, stop)
    with pytest.raises((KeyboardInterrupt, NotWritten)):
        replaced(old)
    assert contents(old) == OLD
    assert list(old.parent.iterdir()) == [old]


# ---------------------------------------------------------------- streams


@needs_dev_full
def test_where_the_answer_cannot_be_printed_it_is_said_and_the_files_are_there(mine, tmp_path):
    with FULL.open("w") as full:
        done = in_a_process(
            "run", mine, *QUICK, "--json-file", tmp_path / "j.json", stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 3
    assert done.stderr == "spsim: The answer could not be printed: No space left on device.\n"
    assert json.loads((tmp_path / "j.json").read_text())["schema"].startswith("spsim answer")


@needs_dev_full
@pytest.mark.parametrize(("argv", "code"), [(["--help"], 3), (["--version"], 3), (["list"], 3), (["rnu"], 2)])
def test_no_stream_that_takes_nothing_makes_a_traceback(argv, code):
    with FULL.open("w") as full:
        assert in_a_process(*argv, stdout=full, stderr=full).returncode == code
        printed = in_a_process(*argv, stdout=full, stderr=subprocess.PIPE)
    assert printed.returncode == code
    assert printed.stderr.startswith("spsim: ")
    assert "Traceback" not in printed.stderr


@needs_dev_full
def test_a_message_that_cannot_be_said_does_not_lose_the_answer(mine):
    with FULL.open("w") as full:
        done = in_a_process("run", mine, "--replications", "2", stdout=subprocess.PIPE, stderr=full)
    assert done.returncode == 0
    assert "On present assumptions" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are POSIX's")
def test_ctrl_c_ends_a_run_and_its_workers_at_once_without_a_trace(mine, tmp_path):
    """Sent to the whole group, as a terminal does."""
    words = [
        "run",
        mine,
        "--engine",
        "simpy",
        "--replications",
        "2000",
        "--jobs",
        "2",
        "--json-file",
        tmp_path / "j.json",
    ]
    program = "import sys; from app.cli import main, progress; progress.FIRST_LINE_SECONDS = 0; sys.exit(main())"
    command = [sys.executable, "-c", program, *map(str, words)]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # where tests run in the background, nobody hears it
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heard
    ) as running:
        line = running.stderr.readline()  # it has begun: progress is shown
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stderr.read()
    assert "replications" in line
    assert rest.strip() == "Interrupted. No output file was left half written."
    assert running.returncode == 130
    assert not (tmp_path / "j.json").exists()


# ---------------------------------------------------------------- the program's own faults


@pytest.fixture
def a_fault_of_our_own(monkeypatch):
    def fails(*_given, **_named):
        raise KeyError("no such\nthing")

    monkeypatch.setattr(asking, "run_pairs", fails)


def test_a_fault_of_our_own_is_one_sentence_and_a_code_of_its_own(spsim, mine, a_fault_of_our_own):
    code, out, err = spsim("run", mine, *QUICK)
    assert (code, out) == (70, "")
    assert err.count("\n") == 1
    assert "this is a fault of the program, not of yours (KeyError: 'no such\\nthing'): please report it" in err
    assert "Traceback" not in err


def test_where_it_happened_is_shown_on_request(spsim, mine, a_fault_of_our_own):
    code, _, err = spsim("run", mine, *QUICK, "--traceback")
    assert code == 70
    assert err.startswith("Traceback (most recent call last):")
    assert "please report it" in err


def test_too_little_memory_is_said_so(spsim, mine, monkeypatch):
    def fails(*_given, **_named):
        raise MemoryError

    monkeypatch.setattr(asking, "run_pairs", fails)
    assert spsim("run", mine, *QUICK)[::2] == (70, "spsim: this machine has too little memory for it.\n")


# ---------------------------------------------------------------- what is typed


def test_a_date_of_thousands_of_digits_is_refused_before_the_run(spsim, mine, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1" * 5000)
    code, out, err = spsim("run", mine, *QUICK)
    assert (code, out) == (2, "")
    assert "SOURCE_DATE_EPOCH" in err


def options_with_a_number():
    """Every option of every command that takes a number, found and not listed, so that none is forgotten."""
    for name, command in grammar.parsers()[1].items():
        for action in command._actions:
            if action.option_strings and action.type not in (None, Path):
                yield pytest.param(name, action, id=f"{name} {action.option_strings[0]}")


@pytest.mark.parametrize("text", [str(2**64), "-" + str(2**64), "1e-320", "1e400", "9" * 5000, "nan", "0x" + "f" * 90])
@pytest.mark.parametrize(("name", "action"), list(options_with_a_number()))
def test_every_number_that_can_be_typed_has_bounds(spsim, name, action, text):
    """`explain --replication` of 2 to the 64 was replication 0, without a message."""
    if text == "1e-320" and action.option_strings[0] not in ("--within", "--replications", "--jobs", "--person"):
        return  # nothing, or next to nothing: it is possible there
    wanted = {option: "1" for option in ("--low", "--high", "--person", "--extends", "--report")}
    others = [
        word
        for other in grammar.parsers()[1][name]._actions
        if other.required and other.option_strings and other.dest != action.dest
        for word in (other.option_strings[0], wanted[other.option_strings[0]])
    ]
    positional = {"break-even": ["third_post", "link_workers.posts"], "lesson": ["1"]}.get(name, ["third_post"])
    code, out, err = spsim(*name.split(), *positional, *others, f"{action.option_strings[0]}={text}")
    assert (code, out) == (2, "")
    assert action.option_strings[0] in err or "possible" in err
    assert len(err) < 400
