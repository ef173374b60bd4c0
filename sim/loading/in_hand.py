"""What does a scenario come to with some values changed, without a file? What a file that extends it would.

The values are written as such a file and read as one. So they are merged, refused and hashed by the rules for files,
in the words for files; only line numbers are left out, because no file exists. `written` is that file: saved beside
the scenario, it gives the same answer.
"""

import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

from sim.errors import ScenarioError, Unreadable
from sim.faults import Fault, printable
from sim.loading.loaded import Loaded, whole_of
from sim.loading.meaning import scenario_hash
from sim.loading.merging import Merged
from sim.loading.toml_files import TomlFile, parsed, refused

IN_PYTHON = " (in Python)"  # of what has no file: beside the name, so that it is taken for none
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
NOT_CHANGED = ("extends", "schema")
COSTS, CASH_RULE, SHARE, CASHABLE_SHARE = "costs", "cash_rule", "share", "cashable_share"


def with_values(
    base: Loaded, values: Mapping[str, object], *, name: str, title: str | None = None, called: str | None = None
) -> Loaded:
    """The scenario with values at dotted paths ("link_workers.posts": 3) laid over it. A value is what a file may
    say: a number, a text, true or false, a date, a list or a table. `called`: the file that it will be, if it will be
    one. Raises ScenarioError with every fault."""
    called = called or f"{name}{IN_PYTHON}"
    path = base.path.with_name(called)
    return laid_over(base, _layer(written(called, values, base.path.name, title), path), name)


def laid_over(base: Loaded, layer: TomlFile, name: str) -> Loaded:
    """The scenario with a file laid over it that is in hand, and extends it. Raises ScenarioError with every fault."""
    merged = Merged(deepcopy(base.data), dict(base.origins), order=list(reversed(base.called)))
    merged.lay_over(layer)
    scenario, faults = whole_of(merged, layer, complete=True)
    if faults or scenario is None:
        raise ScenarioError(faults)
    return Loaded(
        scenario,
        merged.data,
        merged.origins,
        layer.path,
        name,
        scenario_hash(scenario),
        (layer.path, *base.files),
        (layer.name, *base.called),
        (base.data, *base.parents),
    )


def _layer(text: str, path: Path) -> TomlFile:
    """The file that the values make, as if read; no line of it is ever named."""
    try:
        layer = parsed(text, path, path.name)
        faults: Sequence[Fault] = layer.slips
    except ScenarioError as error:
        faults = error.faults
    if faults:
        raise ScenarioError([replace(fault, line=None) for fault in faults])
    return replace(layer, lines={})


def written(called: str, values: Mapping[str, object], extends: str, title: str | None = None) -> str:
    """The file that says the same, a value a line. `called`: for faults."""
    if not isinstance(values, Mapping) or not all(isinstance(path, str) for path in values):
        raise refused(called, None, 'Values are a table of dotted paths: {"link_workers.posts": 3}.')
    if stated := next((path for path in NOT_CHANGED if path in values), None):
        raise refused(called, None, f"{stated} is not a value of the scenario and cannot be changed.")
    stated_title = {"title": title} if title is not None and "title" not in values else {}
    rows = {"schema": 1, "extends": extends, **stated_title, **values}
    lines, faults = [], []
    for path, value in rows.items():
        if not all(path.split(".")):
            message = f'"{printable(path)}" is not a path: a path is names with dots between them.'
            faults.append(Fault(called, None, message))
            continue
        try:
            lines.append(f"{'.'.join(map(_key, path.split('.')))} = {_as_toml(value)}\n")
        except Unreadable as error:
            faults.append(
                Fault(called, None, f"{printable(path)} is or holds {error}, which no scenario file can say.")
            )
    if faults:
        raise ScenarioError(faults)
    return "".join(lines)


def frozen(loaded: Loaded, title: str | None = None) -> str:
    """One file that says all that a scenario's files say together, each value with its source and grade: it extends
    nothing, and what it extends may change. It gives the same answer, by its hash; the question of a what-if is left
    out, which belongs to a comparison."""
    data = {key: item for key, item in loaded.data.items() if key not in ("what_if", "extends")}
    if loaded.scenario.costs:
        data[COSTS] = {name: _without_share_out_of_use(line) for name, line in data[COSTS].items()}
    stated = {"title": title} if title is not None else {}
    return "\n".join(_section((), {"schema": 1, **data, **stated})).strip() + "\n"


def _without_share_out_of_use(line: Mapping[str, object]) -> dict[str, object]:
    """A parent's share that is cash, where the line follows another rule by now: no value of the scenario."""
    other_rule = line.get(CASH_RULE, SHARE) != SHARE
    return {key: item for key, item in line.items() if not (other_rule and key == CASHABLE_SHARE)}


def _section(path: tuple[str, ...], table: Mapping[str, object]) -> list[str]:
    """A table and those below it: what is one value on a line, then the tables."""
    below = {key: item for key, item in table.items() if isinstance(item, Mapping) and _has_tables(item)}
    lines = [f"{_key(key)} = {_over_lines(item)}" for key, item in table.items() if key not in below]
    head = ["", f"[{'.'.join(map(_key, path))}]"] if path and (lines or not below) else []
    return [*head, *lines, *(line for key, item in below.items() for line in _section((*path, key), item))]


def _has_tables(table: Mapping[str, object]) -> bool:
    return any(isinstance(item, Mapping) for item in table.values())


def _over_lines(value: object) -> str:
    """A value, a list of tables on a line each."""
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return "[\n" + "".join(f"    {_as_toml(item)},\n" for item in value) + "]"
    return _as_toml(value)


def _key(step: str) -> str:
    return step if BARE_KEY.fullmatch(step) else _text(step)


def _as_toml(value: object) -> str:
    """A value on one line. Raises Unreadable, with what it is, for what TOML has no word for."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(_as_toml, value))}]"
        case Mapping():
            return "{" + ", ".join(f"{_key(str(key))} = {_as_toml(item)}" for key, item in value.items()) + "}"
    raise Unreadable("None" if value is None else f"a value of type {type(value).__name__}")


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
