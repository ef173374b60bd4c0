"""Answers as plain tables, for tests that make one say what no run would: `from tests.plain import answer, render`.

What makes a part of an answer gives it as JSON would have it (`as_plain`); what words or shows one takes dictionaries,
in which a test says only what it is about (`loosely`: what is left out is None). Names are those of the program.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

from app import words as _words
from app.faces import charts as _charts
from app.faces import terminal as _screen
from app.tables.table import Shown, Table, shown_if
from experiments.answer import ScenarioAnswer
from experiments.rows import as_plain
from tests.loosely import loosely


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, of dictionaries."""
    signature = inspect.signature(function)

    @wraps(function)
    def called(*args: Any, **more: Any) -> Any:
        hints = get_type_hints(function)
        bound = signature.bind(*args, **more)
        for name, value in bound.arguments.items():
            bound.arguments[name] = _typed(hints.get(name), value)
        return function(*bound.args, **bound.kwargs)

    return called


def told_plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, giving dictionaries back."""
    typed = plainly(function)
    return lambda *args, **more: as_plain(typed(*args, **more))


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, dict):
        if (of := get_args(hint)) and get_origin(hint) not in (None, type) and len(of) == 2 and of[0] is str:
            return {key: _typed(of[1], one) for key, one in value.items()}
        return loosely(hint, value)
    if isinstance(value, list | tuple) and get_args(hint) and any(isinstance(one, dict) for one in value):
        return [_typed(get_args(hint)[0], one) for one in value]
    return value


class Plain:
    """Every function of a module and of what is in it, of dictionaries; what is no function as it is."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.module, name)
        return plainly(found) if inspect.isfunction(found) else Plain(found) if inspect.ismodule(found) else found


words, screen, charts = map(Plain, (_words, _screen, _charts))
MAKES = """
answering channels swings people_rows money_rows uptake stated_values differences cautions what_ifs need options budget
limits per_pound cost_per break_even
"""
SHOWS = """
faces.page.report faces.brief faces.workbook provenance faces.terminal faces.terminal.changes faces.terminal.people
words.people words.waits words.values words.budget tables.options faces.brief.pages tables.bridge
"""


def table_of(
    table: Callable[[ScenarioAnswer], Table[Any] | None], scenario: dict[str, Any], *more: Any
) -> Shown | None:
    """A table of a scenario, in words."""
    return shown_if(table(loosely(ScenarioAnswer, scenario), *more))


def __getattr__(name: str) -> Any:
    """A function of the program, of plain tables."""
    for floor, modules, wrapped in (("experiments", MAKES, told_plainly), ("app", SHOWS, plainly)):
        for module in (import_module(f"{floor}.{one}") for one in modules.split()):
            found = vars(module).get(name)
            if inspect.isfunction(found) and found.__module__ == module.__name__:
                return wrapped(found)
    raise AttributeError(name)
