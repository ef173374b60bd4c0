"""What lies in the one file is what the lock names, and nothing else can come in its place."""

import gzip
import re
from base64 import b85decode
from pathlib import Path

import pytest

from app import cli
from app.one_file import parts, program
from app.one_file.building import TRIES, _carried, worker
from app.one_file.parts import PARTS, PYODIDE, WHEELS
from sim.errors import WrongInput
from sim.kernel.machine import SOURCES

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("wheel", WHEELS, ids=lambda wheel: wheel.of)
def test_a_wheel_is_one_of_those_that_the_lock_names(wheel):
    name, version = wheel.file.split("-")[:2]
    pinned = re.search(rf"^{name.replace('_', '-')}=={re.escape(version)}[^\n]*\n((?:    --hash[^\n]*\n)+)", LOCK, re.M)
    assert pinned, f"the lock has another {name}: pin the file of that version in app/one_file/parts.py"
    assert f"sha256:{wheel.sha256}" in pinned[1]


def test_python_for_browsers_is_the_one_that_make_gets():
    assert f"PYODIDE_VERSION := {PYODIDE}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_a_part_that_is_not_there_or_not_as_it_was_is_refused(tmp_path):
    with pytest.raises(WrongInput, match=r"pyodide\.js cannot be read: No such file or directory\. make one-file"):
        parts.of(tmp_path)
    (tmp_path / PARTS[0].file).write_text("something else", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"pyodide\.js is not the file that this program was tried with"):
        parts.of(tmp_path)


def test_without_parts_it_is_said_how_to_get_them(tmp_path, capsys):
    assert cli.main(["export-app", str(tmp_path / "page.html"), "--parts", str(tmp_path)]) == 2
    assert "make one-file gets all parts" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_a_python_for_browsers_that_is_made_otherwise_is_refused():
    runtime = f"{TRIES} import.meta.url import.meta.url export default _createPyodideModule;".encode()
    with pytest.raises(WrongInput, match=r"says import\.meta\.url 2 times, not 3"):
        worker({"pyodide.asm.mjs": runtime, "pyodide.js": TRIES.encode()})


def test_what_is_compiled_of_another_version_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "given", lambda _: {"a": b"this"})
    (tmp_path / program.ARCHIVE).write_bytes(b"no archive")
    with pytest.raises(WrongInput, match=r"program\.zip among the parts cannot be read"):
        program.compiled({}, tmp_path)
    with program.ZipFile(tmp_path / program.ARCHIVE, "w") as archive:
        archive.writestr(program.OF, "another")
        archive.writestr(program.FIRST, "{}")
    with pytest.raises(WrongInput, match="of another version of this program"):
        program.compiled({}, tmp_path)


def test_the_program_goes_in_as_it_is_installed():
    found = program.ours()
    for name in SOURCES:  # by which the kernel's file is checked there, too
        assert found[f"{program.SITE}/sim/{name}"] == (ROOT / "sim" / name).read_bytes()
    assert found[f"{program.SITE}/sim/kernel/kernel.wasm"] == (ROOT / "sim/kernel/kernel.wasm").read_bytes()
    assert f"{program.SITE}/sim/_scenarios/what_ifs/third_post.toml" in found
    assert not [name for name in found if "/app/cli/" in name or "/app/web/" in name]


def test_a_part_is_text_that_ends_no_block_and_is_the_part_again():
    content = bytes(range(256)) * 999
    text = _carried("key", content).text
    assert not {"<", '"', "/"} & set(text)
    assert gzip.decompress(b85decode(text.replace(",", "<"))) == content
