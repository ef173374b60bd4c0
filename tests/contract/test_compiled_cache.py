"""Where compiled code is kept is named by all that it is made from. `tests/theory` tries out what an edit does."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim.kernel import fast, kept
from tests.modules import file_of, imports_of

SIM = Path(sim.__file__).parent


def test_whatever_compiled_code_takes_a_name_from_is_part_of_the_key():
    """A constant of another module is compiled in as well."""
    sources = set(fast._sources())
    for module in fast.COMPILED:
        for name in imports_of(Path(module.__file__)):
            if name.startswith("sim.") and (file := file_of(name)):
                assert file in sources, f"{module.__name__} needs {name} among the sources"
                if file.name == "__init__.py":  # a constant taken from a folder lies in one of its rooms
                    assert set(file.parent.glob("*.py")) <= sources


def test_an_edit_to_any_source_is_another_folder(monkeypatch, tmp_path):
    copies = []
    for path in fast._sources():
        copies.append(tmp_path / path.relative_to(SIM))
        copies[-1].parent.mkdir(exist_ok=True)
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


# ---------------------------------------------------------------- what is damaged is thrown away (make soak: for real)


class Compiler:
    """Stands in for what compiles and keeps: how often it was asked, and what goes wrong when it is."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.asked, self.fails = folder, 0, []
        self.dispatcher = SimpleNamespace(signatures=[], stats=SimpleNamespace(cache_path=str(folder)))
        monkeypatch.setattr(fast, "warm_up", self)
        monkeypatch.setattr(fast, "replications", self.dispatcher)

    def __call__(self, *_given):
        self.asked += 1
        if self.fails:
            raise self.fails.pop()
        self.folder.mkdir(exist_ok=True)
        for name in self.names():
            if not (self.folder / name).exists():
                (self.folder / name).write_bytes(b"compiled" * 100)

    @staticmethod
    def names():
        return [f"batches.replications-45.{kept.PYTHON}.{suffix}" for suffix in ("nbi", "1.nbc")]

    def is_whole(self):
        return all((self.folder / name).read_bytes() == b"compiled" * 100 for name in self.names())


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    made = Compiler(tmp_path / "kept", monkeypatch)
    kept.make_ready(None, None, None)
    return made


def cut(file):
    file.write_bytes(file.read_bytes()[:400])


def empty(file):
    file.write_bytes(b"")


def change(file):
    file.write_bytes(b"Compiled" + file.read_bytes()[8:])


@pytest.mark.parametrize("damage", [cut, empty, change, Path.unlink])
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_damaged_is_thrown_away_and_made_again(compiler, damage, which):
    assert not kept.is_damaged()
    damage(compiler.folder / compiler.names()[which])
    assert kept.is_damaged()
    kept.make_ready(None, None, None)
    assert compiler.is_whole()
    assert not kept.is_damaged()


def test_a_file_where_the_folder_should_be_gives_way(compiler):
    shutil.rmtree(compiler.folder)
    compiler.folder.write_text("a file")
    kept.make_ready(None, None, None)
    assert compiler.is_whole()


def test_what_cannot_be_loaded_though_nobody_saw_the_damage_is_made_again(compiler):
    (compiler.folder / compiler.names()[0]).write_bytes(b"")
    kept._sum_file().unlink()
    compiler.fails = [EOFError("Ran out of input")]
    kept.make_ready(None, None, None)
    assert compiler.is_whole()


def test_what_is_compiled_and_cannot_be_kept_is_used_all_the_same(compiler):
    """A full disk: it is in memory by then, and a minute is not spent twice."""
    compiler.dispatcher.signatures.append("one")
    compiler.fails = [OSError(28, "No space left on device")]
    before = compiler.asked
    kept.make_ready(None, None, None)
    assert compiler.asked == before + 2
    assert compiler.is_whole()


def test_a_fault_that_is_not_the_caches_is_not_hidden(compiler):
    compiler.fails = [ValueError("ours"), ValueError("ours")]
    with pytest.raises(ValueError, match="ours"):
        kept.make_ready(None, None, None)
