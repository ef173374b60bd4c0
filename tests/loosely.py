"""A part of an answer from a dictionary that says only what a test is about: what is left out is its default, or None.

`experiments.rows.from_plain` is strict, as an answer must be; tests make up what no run would give.
"""

from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

Kind = TypeVar("Kind")


def loosely(kind: type[Kind], plain: Any) -> Kind:
    """The same as the kind that is asked for."""
    return _as(kind, plain)


def _as(kind: Any, plain: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if plain is None or origin is Literal or (is_dataclass(plain) and not isinstance(plain, type)):
        return plain
    if origin is Annotated:
        return _as(parts[0], plain)
    if origin in (Union, UnionType):
        return _as(next((part for part in parts if _fits(part, plain)), None), plain)
    if is_dataclass(kind):
        return _row(kind, plain)
    if origin is tuple:
        each = [parts[0]] * len(plain) if len(parts) == 2 and parts[1] is ... else parts
        return tuple(_as(part, one) for part, one in zip(each, plain, strict=True))
    if origin is dict:
        return {_key(parts[0], key): _as(parts[1], value) for key, value in plain.items()}
    return plain


def _fits(kind: Any, plain: Any) -> bool:
    """Whether a part of a union is meant."""
    if get_origin(kind) is Annotated:
        return _fits(get_args(kind)[0], plain)
    if isinstance(plain, dict):
        return is_dataclass(kind) or get_origin(kind) is dict
    if isinstance(plain, list | tuple):
        return get_origin(kind) is tuple
    return kind is not type(None) and not is_dataclass(kind) and get_origin(kind) not in (dict, tuple)


def _key(kind: Any, key: Any) -> Any:
    if kind is str or not isinstance(key, str):
        return key
    return int(key) if key.isdigit() else float(key)


def _row(kind: Any, plain: dict[str, Any]) -> Any:
    hints, given = get_type_hints(kind, include_extras=True), {}
    for field in fields(kind):
        said = [one for one in getattr(hints[field.name], "__metadata__", ()) if isinstance(one, FieldInfo)]
        key = next((one.alias for one in said if one.alias), field.name)
        if key in plain:
            given[field.name] = _as(hints[field.name], plain[key])
        elif field.default is MISSING and field.default_factory is MISSING:
            given[field.name] = None
    return kind(**given)
