"""How does an answer become JSON, and JSON an answer? Frozen dataclasses inside; plain tables at the edge, here alone.

A field marked `ABSENT` is left out of JSON if it is None: not requested, or it does not exist here; one marked
`ONLY_IF`, if it is not so. A field whose JSON key is not a Python name has it as its alias. Everything else keeps its
name.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_type_hints

from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo

Years = int | float  # of a horizon
Row = TypeVar("Row")


def is_absent(value: object) -> bool:
    """Whether a field that may be left out is left out."""
    return value is None


def is_false(value: object) -> bool:
    """Whether a field that is said only if it is so is left out."""
    return value is False


ABSENT = Field(exclude_if=is_absent)
ONLY_IF = Field(exclude_if=is_false)


def as_plain(thing: Any) -> Any:
    """Tables, lists, texts and numbers only: what JSON can hold."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {
            key: as_plain(value) for name, key, goes in _edge(type(thing)) if not goes(value := getattr(thing, name))
        }
    if isinstance(thing, Mapping):
        return {str(key.value if isinstance(key, Enum) else key): as_plain(value) for key, value in thing.items()}
    if hasattr(thing, "_asdict"):
        return as_plain(thing._asdict())
    if isinstance(thing, list | tuple):
        return [as_plain(each) for each in thing]
    return thing


def from_plain(kind: type[Row], plain: object) -> Row:
    """The answer that JSON holds. Raises pydantic's ValidationError if it does not fit."""
    return TypeAdapter(kind).validate_python(plain)


def schema_of(kind: type[object]) -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return TypeAdapter(kind).json_schema(by_alias=True, mode="serialization")


def _stays(_: object) -> bool:
    return False


@cache
def _edge(kind: Any) -> list[tuple[str, str, Callable[[Any], bool]]]:
    """Of each field: its name, its key in JSON, and at which value it is left out."""
    hints = get_type_hints(kind, include_extras=True)
    rows = []
    for field in fields(kind):
        declared = [one for one in getattr(hints[field.name], "__metadata__", ()) if isinstance(one, FieldInfo)]
        key = next((one.alias for one in declared if one.alias), field.name)
        rows.append((field.name, key, next((one.exclude_if for one in declared if one.exclude_if), _stays)))
    return rows
