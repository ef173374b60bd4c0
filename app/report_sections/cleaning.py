"""What may be shown of somebody else's text? It is cleaned once, on the way in; pages escape all they show."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from app import words

STEERS = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def cleaned(thing: Any) -> Any:
    """The same, with every text rid of control characters, of marks that turn the direction of writing, and of what
    is no character at all."""
    if isinstance(thing, str):
        return "".join(_cleaned(c) for c in thing)
    if isinstance(thing, Mapping):
        return {cleaned(key): cleaned(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [cleaned(each) for each in thing]
    return thing


def _cleaned(c: str) -> str:
    kind = unicodedata.category(c)
    return " " if kind == "Cc" else "�" if kind in ("Cs", "Cn", "Co") else "" if c in STEERS else c


def kept_together(shown: Any) -> Any:
    """A minus and what it belongs to, never on two lines. Runs on whatever is put into a page, before it is escaped."""
    return shown.replace(words.MINUS, f"{words.MINUS}\u2060") if type(shown) is str else shown


def brackets(sentence: str) -> Markup:
    """A sentence in which what stands in square brackets (its intervals) is set apart."""
    parts = re.split(r"(\[[^\]]*\])", kept_together(sentence))
    return Markup("").join(
        Markup('<span class="interval">{}</span>').format(part) if part.startswith("[") else escape(part)
        for part in parts
    )


def error_apart(cell: str) -> Markup:
    """An amount in which its simulation error (what follows ±) is set apart, so that a column of it stays narrow."""
    amount, sign, error = kept_together(cell).partition(" ±")
    return Markup('{} <span class="error">±{}</span>').format(amount, error) if sign else escape(amount)
