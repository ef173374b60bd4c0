"""Where compiled code is kept is named by all that it is made from. `tests/theory` tries out what an edit does."""

import ast
from pathlib import Path

import pytest

from sim import fast

SIM = Path(fast.__file__).parent


def imported_from_sim(source: Path) -> set[str]:
    """Modules of sim that a file imports names from."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "sim":
            if node.module == "sim":
                found |= {alias.name for alias in node.names}
            else:
                found.add(node.module.removeprefix("sim."))
    return found


def test_whatever_compiled_code_takes_a_name_from_is_part_of_the_key():
    """A constant of another module is compiled in as well."""
    sources = {path.stem for path in fast._sources()}
    for module in fast.COMPILED:
        assert imported_from_sim(Path(module.__file__)) <= sources, f"{module.__name__} needs more in fast.READ"


def test_an_edit_to_any_source_is_another_folder(monkeypatch, tmp_path):
    copies = []
    for path in fast._sources():
        copies.append(tmp_path / path.name)
        copies[-1].write_bytes(path.read_bytes())
    monkeypatch.setattr(fast, "_sources", lambda: copies)
    folders = {fast.cache_folder()}
    for copy in copies:
        copy.write_bytes(copy.read_bytes() + b"\n# one line more\n")
        folders.add(fast.cache_folder())
    assert len(folders) == 1 + len(copies)


@pytest.mark.parametrize("option", ["BOUNDSCHECK", "OPT", "CACHE_DIR"])
def test_another_way_of_compiling_is_another_folder(monkeypatch, option):
    before = fast.cache_folder()
    monkeypatch.setattr(fast.CONFIG, option, {"BOUNDSCHECK": 1, "OPT": 1, "CACHE_DIR": "elsewhere"}[option])
    assert fast.cache_folder() != before


def test_options_of_the_compiler_are_part_of_the_key(monkeypatch):
    before = fast.cache_folder()
    monkeypatch.setattr(fast, "OPTIONS", {**fast.OPTIONS, "fastmath": True})
    assert fast.cache_folder() != before
