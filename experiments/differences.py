"""Where do two scenarios differ? By the path of each value, from their merged files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

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


@dataclass(frozen=True)
class Difference:
    """What one scenario states at a path, and what the other does, as text; None: nothing."""

    path: str
    first: str | None
    second: str | None
    only_in: Literal["first", "second"] | None = None


def differences(first: Data, second: Data) -> tuple[Difference, ...]:
    """Where the second scenario differs from the first, by path. A thing that only one of them has (an activity, a
    price) is one row, `only_in` it."""
    a, b = dict(_flat(first)), dict(_flat(second))
    there = set(named_in(first)), set(named_in(second))
    alone = there[0] ^ there[1]
    paths = sorted({*a, *b}, key=str)
    rows = {
        path: Difference(".".join(path), a.get(path), b.get(path))
        for path in paths
        if path[-1] not in WORDS and path[0] != "what_if" and a.get(path) != b.get(path)
        if not any(path[: len(one)] == one for one in alone)
    }
    for path in alone:
        name = ".".join(path)
        here, gone = Difference(name, "only here", None, "first"), Difference(name, None, "only here", "second")
        rows[path] = here if path in there[0] else gone
    return tuple(rows[path] for path in sorted(rows))


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
