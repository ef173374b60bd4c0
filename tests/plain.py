"""Answers as plain tables, for tests that make one say what no run would: made plain where they come from, typed where
they go in.

`plainly(function)` takes dictionaries where the function's own hints ask for rows of an answer (`loosely`: what is left
out is None); `told_plainly(function)` gives back what JSON would have (`as_plain`). `Words` are all of `app.words`.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, get_args, get_origin, get_type_hints

from app import words as _words
from experiments import answering
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
    if isinstance(value, list | tuple) and get_args(hint):
        return [_typed(get_args(hint)[0], one) for one in value]
    return value


class Words:
    """Every function of `app.words`, of dictionaries; what is no function as it is."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(_words, name)
        return plainly(found) if inspect.isfunction(found) else found


words = Words()
answer = told_plainly(answering.answer)
with_swings = told_plainly(answering.with_swings)
