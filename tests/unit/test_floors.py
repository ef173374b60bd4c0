"""Three floors, one direction: what may import what, read off the source itself."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINES = {"sim.pathway", "sim.fast", "sim.simulate", "sim.team", "sim.lines"}
COMPILER = {"fast", "addresses", "layouts"}  # what speaks to Numba
FLOORS_ABOVE = {"sim": {"experiments", "app"}, "experiments": {"app"}}


def names_imported(source: str) -> Iterator[str]:
    """Dotted names a module imports, at its top or anywhere inside; `from a import b` gives both a and a.b."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=0, module=str(module), names=names):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                yield "a relative import"  # hides its floor; ruff bans it too (TID252)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def imports_of(path: Path) -> set[str]:
    return set(names_imported(path.read_text(encoding="utf-8")))


def packages(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def modules_of(floor: str) -> list[Path]:
    found = sorted((ROOT / floor).rglob("*.py"))
    assert found, f"no module in {floor}/: this test would prove nothing"
    return found


def file_of(module: str) -> Path | None:
    """The file of one of sim's modules; None for a name that is no module of ours."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


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


@pytest.mark.parametrize("reader", ["sim.measures", "sim.money"])
def test_what_reads_the_log_never_meets_an_engine(reader):
    """Waits and pounds come from the log by one code path, whichever engine wrote it."""
    assert not reachable_within_sim(reader) & ENGINES


def test_the_model_needs_only_the_standard_library_simpy_and_pydantic():
    """So that it also runs in a browser; the compiled engine alone may ask for more."""
    # pydantic_core is pydantic's own compiled half: its custom errors are documented to come from there.
    allowed = sys.stdlib_module_names | {"simpy", "pydantic", "pydantic_core", "sim"}
    for path in modules_of("sim"):
        if path.stem not in COMPILER:
            foreign = packages(imports_of(path)) - allowed
            assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


def test_only_the_compiled_engine_reads_what_speaks_to_the_compiler():
    for path in modules_of("sim"):
        if path.stem != "fast":
            assert not {"sim.addresses", "sim.layouts"} & imports_of(path), path.name


@pytest.mark.parametrize("name", ["luck", "rules", "measures", "steps", "heaps", "batches"])
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
