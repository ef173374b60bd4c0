"""Three floors, one direction: what may import what, read off the source itself."""

import ast
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from sim.kernel.machine import SOURCES
from tests.modules import ROOT, file_of, imported_when_run, imports_of, modules_of, names_imported, taken_in_vain

ENGINES = {"sim.pathway", "sim.kernel.fast", "sim.simulate", "sim.team", "sim.lines"}
COMPILED = {name.removesuffix(".py") for name in SOURCES}
FLOORS_ABOVE = {"sim": {"experiments", "app", "spsim"}, "experiments": {"app", "spsim"}, "app": {"spsim"}}
FOLDERS = {  # of sim/, and which other folders each imports, from the ground up
    "scenario": set(),
    "inputs": {"scenario"},
    "checks": {"scenario", "inputs"},
    "loading": {"scenario", "checks"},
    "money": {"scenario"},
    "preflight": {"scenario", "inputs", "checks", "loading", "money"},
    "kernel": {"inputs"},
}


def packages(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def reachable_within_sim(module: str) -> set[str]:
    """Modules of sim that this one imports, directly or through others.

    The bare package does not count: `from sim import events` means the module events, and
    sim/__init__.py may offer the engines to the world. Any other name taken from the bare
    package comes from there, so it is refused.
    """
    seen: set[str] = set()
    to_read = [module]
    while to_read:
        path = file_of(reading := to_read.pop())
        assert path is not None, f"there is no {reading}"
        for name in imports_of(path):
            if name.startswith("sim.") and name not in seen:
                if file_of(name) is not None:
                    seen.add(name)
                    to_read.append(name)
                else:
                    assert name.count(".") > 1, f"{path.name} takes {name} from the bare package: name its module"
    return seen


@pytest.mark.parametrize("floor", FLOORS_ABOVE)
def test_nothing_imports_upward(floor):
    for path in modules_of(floor):
        upward = packages(imports_of(path)) & FLOORS_ABOVE[floor]
        assert not upward, f"{path.relative_to(ROOT)} imports {upward}, which stand above it"


def test_no_face_knows_who_asks_for_it():
    """The page's door, its server and the program inside the one file stand beside the faces, and use them."""
    for path in (path for path in modules_of("app") if "faces" in path.parts):
        beside = {name for name in imports_of(path) if name.startswith(("app.live", "app.web", "app.one_file"))}
        assert not beside, f"{path.relative_to(ROOT)} imports {beside}"


@pytest.mark.parametrize("reader", ["sim.measures", "sim.money"])
def test_what_reads_the_log_never_meets_an_engine(reader):
    """Waits and pounds come from the log by one code path, whichever engine wrote it."""
    assert not reachable_within_sim(reader) & ENGINES


RUN_THE_KERNEL = {"sim/kernel/machine.py": {"wasmtime"}, "sim/kernel/in_browser.py": {"js", "pyodide"}}


def test_the_model_needs_only_the_standard_library_simpy_and_pydantic():
    """So that it also runs in a browser; what runs the compiled engine asks for what there is: there, or elsewhere."""
    # pydantic_core is pydantic's own compiled half: its custom errors are documented to come from there.
    allowed = sys.stdlib_module_names | {"simpy", "pydantic", "pydantic_core", "sim"}
    for path in modules_of("sim"):
        foreign = packages(imports_of(path)) - allowed
        name = path.relative_to(ROOT).as_posix()
        assert foreign == RUN_THE_KERNEL.get(name, set()), f"{name} imports {foreign}"


def test_what_is_installed_never_meets_what_compiles_it():
    for floor in (*FLOORS_ABOVE, "spsim"):
        for path in modules_of(floor):
            assert not packages(imports_of(path)) & {"compiling", "numba", "llvmlite"}, path.name


def test_what_is_compiled_takes_names_only_from_what_is_compiled_too():
    """A constant of another module is compiled in as well: the kernel's file would not follow its change."""
    for name in SOURCES:
        if name == "kernel/layouts.py":  # it describes; nothing of it is compiled in
            continue
        for taken in imports_of(ROOT / "sim" / name):
            if (
                taken.startswith("sim.")
                and (file := file_of(taken))
                and file != ROOT / "sim" / "inputs" / "__init__.py"
            ):
                assert file.relative_to(ROOT / "sim").as_posix() in SOURCES, f"{name} needs {taken} among the sources"


def test_constants_taken_from_inputs_lie_in_the_room_that_is_compiled():
    room = set(vars(import_module("sim.inputs.tables")))
    for name in SOURCES:
        taken = {
            one.removeprefix("sim.inputs.") for one in imports_of(ROOT / "sim" / name) if one.startswith("sim.inputs.")
        }
        assert taken - {"tables"} <= room, f"{name} takes {taken - room}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_folders_of_the_model_import_as_they_are_drawn(folder):
    assert {name for name in neighbours()[folder] if name in FOLDERS} == FOLDERS[folder]


def test_nothing_in_the_model_imports_what_imports_it_back():
    """Folder by folder, and the modules beside them; the bare package names only what it offers to the world."""
    assert set(FOLDERS) == {path.parent.name for path in modules_of("sim") if path.parent != ROOT / "sim"}
    TopologicalSorter(neighbours()).prepare()  # raises CycleError, with the circle


def neighbours() -> dict[str, set[str]]:
    """What each folder and each module of sim/ imports of the others."""
    found: dict[str, set[str]] = {}
    for path in modules_of("sim"):
        home = path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")
        if home != "__init__":
            names = {
                name.split(".")[1] for name in imported_when_run(path) if name.startswith("sim.") and file_of(name)
            }
            found.setdefault(home, set()).update(names - {home})
    return found


@pytest.mark.parametrize("name", sorted(COMPILED))
def test_rules_know_nothing_of_the_compiler(name):
    assert "numba" not in (ROOT / "sim" / f"{name}.py").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import app.cli as face", {"app.cli"}),
        ("from app import cli", {"app", "app.cli"}),
        ("def later():\n    from app.cli import main", {"app.cli", "app.cli.main"}),
        ("from . import pathway", {"a relative import"}),
        ("import_module('app.cli')", {"app.cli"}),
        ("importlib.import_module('app.cli')", {"app.cli"}),
        ("name = 'app.cli'  # import app", set()),
    ],
)
def test_every_way_of_importing_is_seen(source, expected):
    assert set(names_imported(source)) == expected


@pytest.mark.parametrize("folder", ["tests/theory", "tests/browser", "tests/kernel", "benchmarks"])
def test_what_is_seldom_run_takes_nothing_by_a_name_that_is_gone(folder):
    """No type checker reads it, and nothing in the quick suite imports it: a name changed elsewhere would break it
    unseen."""
    for path in modules_of(folder):
        assert not list(taken_in_vain(path.read_text(encoding="utf-8"))), path.relative_to(ROOT)


def test_a_name_that_is_gone_is_seen():
    source = (
        "from tests.theory.in_ciw import SUPPORT, Case, found\nfrom sim import rules, luck\nfrom tests import theory"
    )
    assert list(taken_in_vain(source)) == ["tests.theory.in_ciw.Case"]


# ---------------------------------------------------------------- what stands apart within app/


def calls_in(path: Path) -> set[str]:
    """Names of functions that a module calls without a dot before them, and every stream of the terminal it names."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    dotted = {
        f"{node.value.id}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    return called | dotted


def test_only_the_command_line_knows_what_was_typed_and_speaks_to_the_terminal():
    """Everything else of app/ may be asked by a page or a notebook."""
    terminal = {"print", "input", "sys.stdout", "sys.stderr", "sys.stdin", "sys.argv"}
    for path in modules_of("app"):
        if not path.is_relative_to(ROOT / "app" / "cli"):
            imported, name = imports_of(path), path.relative_to(ROOT)
            assert "argparse" not in imported, name
            assert not {one for one in imported if one.startswith("app.cli")}, name
            assert not calls_in(path) & terminal, name
    assert {"sys.stdout", "sys.argv"} <= calls_in(ROOT / "app" / "cli" / "__init__.py")
    assert "argparse" in imports_of(ROOT / "app" / "cli" / "parser.py")
