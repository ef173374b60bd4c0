"""One tree of exceptions: all that the program raises on purpose is drawn on top of `sim/errors.py`."""

import ast
import builtins
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from app.cli.exits import INTERRUPTED, NOT_WRITTEN, OUR_FAULT, WRONG_INPUT, code_of
from sim import errors
from sim.errors import Cancelled, LinesLost, NotWritten, SpsimError, WrongInput

ROOT = Path(__file__).parents[2]
FLOORS = ("sim", "experiments", "app", "spsim")
RAISED_BESIDE_THE_TREE = {
    ("AttributeError", "sim/__init__.py"),  # as Python asks of a package that has no such name
    ("AttributeError", "experiments/__init__.py"),
    ("AttributeError", "app/ask.py"),
    ("ValueError", "app/provenance.py"),  # callers that have broken a rule of ours: faults of the program
    ("ValueError", "experiments/fitting/regression.py"),
    ("ValueError", "sim/money/pounds.py"),
    ("ValueError", "sim/kernel/fast.py"),
    ("LookupError", "sim/frames.py"),
    ("LookupError", "sim/sums.py"),
    ("ValueError", "app/provenance.py"),
}


def below(kind: type[BaseException]) -> list[type[BaseException]]:
    return [one for child in kind.__subclasses__() for one in (child, *below(child))]


def drawn(kind: type[BaseException], before: str = "") -> list[str]:
    """The tree as it is, in the lines of a drawing."""
    lines = []
    children = kind.__subclasses__()
    for child in children:
        last = child is children[-1]
        lines.append(f"{before}{'└── ' if last else '├── '}{child.__name__}")
        lines += drawn(child, before + ("    " if last else "│   "))
    return lines


def test_the_drawing_is_the_tree():
    assert errors.__doc__
    picture = [line for line in errors.__doc__.splitlines() if "── " in line]
    branches = [line[: line.index("── ") + 3] + line[line.index("── ") + 3 :].split()[0] for line in picture]
    assert branches == drawn(SpsimError)


def test_no_exception_is_defined_outside_the_tree():
    for floor in FLOORS:
        for module in walk_packages([str(ROOT / floor)], prefix=f"{floor}."):
            if not module.name.endswith("__main__"):  # it runs, and defines nothing
                import_module(module.name)
    raised = [kind for kind in below(BaseException) if not issubclass(kind, Warning)]
    ours = [kind for kind in raised if kind.__module__.partition(".")[0] in FLOORS]
    assert len(ours) > 10, "this test would prove nothing"
    assert [kind for kind in ours if not issubclass(kind, SpsimError) or kind.__module__ != "sim.errors"] == []


def test_what_is_raised_on_purpose_is_of_the_tree():
    """An exception of Python's own is a fault of the program, and stands in a list."""
    found = {
        (name, path.relative_to(ROOT).as_posix())
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        for name in raised_in(path)
    }
    assert found == RAISED_BESIDE_THE_TREE


def raised_in(path: Path) -> list[str]:
    raised = (node.exc for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Raise))
    made = (exc.func if isinstance(exc, ast.Call) else exc for exc in raised)
    names = [node.id for node in made if isinstance(node, ast.Name)]
    return [name for name in names if isinstance(getattr(builtins, name, None), type)]


def test_every_kind_ends_a_command_with_one_exit_code():
    expected = {WrongInput: WRONG_INPUT, NotWritten: NOT_WRITTEN, Cancelled: INTERRUPTED, LinesLost: OUR_FAULT}
    for kind in below(SpsimError):
        (said,) = (code for top, code in expected.items() if issubclass(kind, top))
        assert code_of(kind([])) == said, kind.__name__  # type: ignore[arg-type]
