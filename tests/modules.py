"""Which module imports which? Read off the source itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


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


def imported_when_run(path: Path) -> set[str]:
    """Without what only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    return set(names_imported(ast.unparse(tree)))


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None for a name that is no module of ours."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


@cache
def names_defined(path: Path) -> set[str]:
    """What may be taken from a module: whatever a statement outside its functions and classes gives a name to."""
    found: set[str] = set()
    waiting: list[ast.AST] = [*ast.parse(path.read_text(encoding="utf-8")).body]
    while waiting:
        match node := waiting.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found.update((alias.asname or alias.name).partition(".")[0] for alias in names)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case _:
                waiting += ast.iter_child_nodes(node)
    return found


def taken_in_vain(source: str) -> Iterator[str]:
    """What a module takes by name from one of ours that has no such thing."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and (there := file_of(node.module)):
            has = names_defined(there)
            for name in (f"{node.module}.{alias.name}" for alias in node.names if alias.name not in has):
                is_module = file_of(name) or (ROOT / Path(*name.split("."))).is_dir()
                if not is_module and "__getattr__" not in has:
                    yield name


def modules_of(floor: str) -> list[Path]:
    found = sorted((ROOT / floor).rglob("*.py"))
    assert found, f"no module in {floor}/: a test of it would prove nothing"
    return found
