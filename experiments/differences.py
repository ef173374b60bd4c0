"""What does one scenario state otherwise than another? By the path of each value, from what their files came to."""

from collections.abc import Iterator
from typing import Any

Data = dict[str, Any]  # `Loaded.data`

WORDS = ("title", "question", "description", "control", "extends", "source", "grade", "note", "informed_by")
NAMED = (
    ("activities",),
    ("care_lines",),
    ("costs",),
    ("stated_values",),
    ("traits",),
    ("link_workers", "groups"),
    ("progress", "wider"),
)


def differences(first: Data, second: Data) -> list[dict[str, Any]]:
    """What the second scenario states otherwise than the first, by path. What one of them has and the other has not (an
    activity, a price) is one row, `only_in` it."""
    a, b = dict(_flat(first)), dict(_flat(second))
    there = set(named_in(first)), set(named_in(second))
    alone = {path: "first" if path in there[0] else "second" for path in there[0] ^ there[1]}
    paths = sorted({*a, *b}, key=str)
    rows = {
        path: {"path": ".".join(path), "first": a.get(path), "second": b.get(path), "only_in": None}
        for path in paths
        if path[-1] not in WORDS and path[0] != "what_if" and a.get(path) != b.get(path)
        if not any(path[: len(one)] == one for one in alone)
    }
    for path, whose in alone.items():
        told = {"first": None, "second": None, whose: "only here"}
        rows[path] = {"path": ".".join(path), **told, "only_in": whose}
    return [rows[path] for path in sorted(rows)]


def named_in(data: Data) -> Iterator[tuple[str, ...]]:
    """The path of everything that a scenario gives a name of its own: activities, prices, ..."""
    for where in NAMED:
        here: Any = data
        for step in where:
            here = here.get(step, {}) if isinstance(here, dict) else {}
        yield from ((*where, str(name)) for name in here)


def _flat(data: object, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(data, dict):
        return [row for key, value in data.items() for row in _flat(value, (*path, str(key)))]
    if isinstance(data, list) and any(isinstance(item, dict) for item in data):
        return [row for n, value in enumerate(data) for row in _flat(value, (*path, str(n + 1)))]
    return [(path[:-1] if path[-1] == "value" else path, str(data))]
