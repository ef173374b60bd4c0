"""What may be shown of a text that others wrote? It is cleaned once, before it is shown; each face escapes it too.

Control characters become spaces, line separators too; marks that turn the direction of writing or that nobody sees go;
what is no character at all is replaced. What scripts and emoji need to join letters stays.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

UNSEEN = {
    chr(code)
    for code in chain(
        (0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
        range(0x202A, 0x202F),  # embeddings and overrides
        range(0x2060, 0x2065),  # joiners of words, unseen operators
        range(0x2066, 0x2070),  # isolates, and shapes long given up
        range(0xFFF9, 0xFFFC),  # between-the-lines notes
        (0xE0001, *range(0xE0020, 0xE0080)),  # tags
    )
}

NO_TEXT = {float, int, bool, type(None)}


def cleaned(thing: Any) -> Any:
    """The same, with every text in it cleaned; itself, where there is nothing to clean."""
    kind = type(thing)
    if kind in NO_TEXT:
        return thing
    if isinstance(thing, str):
        return thing if thing.isascii() and thing.isprintable() else "".join(map(_cleaned, thing))
    if isinstance(thing, Mapping):
        return {cleaned(key): cleaned(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        if NO_TEXT.issuperset(map(type, thing)):
            return thing
        return kind(cleaned(each) for each in thing)
    names = getattr(thing, "__dataclass_fields__", ())
    old = [getattr(thing, name) for name in names]
    new = [cleaned(value) for value in old]
    changed = {name: now for name, was, now in zip(names, old, new, strict=True) if now is not was}
    return replace(thing, **changed) if changed else thing


def _cleaned(c: str) -> str:
    kind = unicodedata.category(c)
    return " " if kind in ("Cc", "Zl", "Zp") else "�" if kind in ("Cs", "Cn", "Co") else "" if c in UNSEEN else c
