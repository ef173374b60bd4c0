"""Which module imports which? Read off the source itself."""

import ast
from collections.abc import Iterator
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


def modules_of(floor: str) -> list[Path]:
    found = sorted((ROOT / floor).rglob("*.py"))
    assert found, f"no module in {floor}/: a test of it would prove nothing"
    return found
