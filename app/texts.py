"""What may be shown of a text that others wrote? It is cleaned once, before it is shown; each face escapes it too.

Control characters become spaces, line separators too; marks that turn the direction of writing or that nobody sees go;
what is no character at all is replaced. What scripts and emoji need to join letters stays.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
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


def cleaned(thing: Any) -> Any:
    """The same, with every text in it cleaned."""
    if isinstance(thing, str):
        return thing if thing.isascii() and thing.isprintable() else "".join(map(_cleaned, thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{field.name: cleaned(getattr(thing, field.name)) for field in fields(thing)})
    if isinstance(thing, Mapping):
        return {cleaned(key): cleaned(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(cleaned(each) for each in thing)
    return thing


def _cleaned(c: str) -> str:
    kind = unicodedata.category(c)
    return " " if kind in ("Cc", "Zl", "Zp") else "�" if kind in ("Cs", "Cn", "Co") else "" if c in UNSEEN else c
