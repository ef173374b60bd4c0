"""What is wrong with what was asked, and at which field of the page?"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.live.levers import SHARES, unit_of
from sim.errors import LISTED_AT_MOST, RequestRefused, ScenarioError
from sim.faults import Fault, dotted
from sim.scenario.schema import place_at
from sim.scenario.sections import in_full

LINE = re.compile(r" \([\w-]+\.toml:\d+\)|(?<=\.) [\w.]+ is set in [\w-]+\.toml:\d+\.$")
OUT_OF_RANGE = re.compile(r" is (\S+); (?:a \w+ lies|it must lie) between (\S+) and (\S*\d)")


class AtAPath(NamedTuple):
    """A fault, and the field it is about: a dotted path of the scenario, or of what was sent. `option`: "a" or "b"."""

    path: str
    message: str
    option: str = ""


def refused(message: str, path: str = "", option: str = "") -> RequestRefused:
    """What was asked cannot be, for this one reason."""
    return RequestRefused([AtAPath(path, message, option)])


def listed(faults: Sequence[tuple[str, str, str]]) -> list[AtAPath]:
    """As many as people read, and how many more there are."""
    first, more = [AtAPath(*each) for each in faults[:LISTED_AT_MOST]], len(faults) - LISTED_AT_MOST
    return [*first, AtAPath("", f"And {more:,} more.")] if more > 0 else first


def at_fields(error: ScenarioError, changes: Mapping[str, object], option: str) -> list[AtAPath]:
    """Faults of a scenario, each at the change it is about; at none, where it is about what was not changed."""
    found = [(_field(fault, changes), without_lines(fault.message)) for fault in error.faults]
    return [AtAPath(field, _in_percent(message) if _is_share(field) else message, option) for field, message in found]


def without_lines(message: str) -> str:
    """A message without lines of files: who moves a lever has none open."""
    return LINE.sub("", message)


def _is_share(field: str) -> bool:
    return unit_of(place_at(tuple(field.split("."))).facts) in SHARES


def _in_percent(message: str) -> str:
    """That a share is out of its range, as the page holds it: 120%, between 0% and 100%."""
    found = OUT_OF_RANGE.search(message)
    if found is None:
        return message
    number, least, most = (f"{in_full(100 * float(each.replace(',', '')))}%" for each in found.groups())
    return f"{message[: found.start()]} is {number}; it lies between {least} and {most}{message[found.end() :]}"


def _field(fault: Fault, changes: Mapping[str, object]) -> str:
    """The changed path that the message names, else the one nearest to what it names: a message begins with the path
    that it is about, and what does not agree with it stands beside it."""
    named = fault.message.split(" ", 1)[0].rstrip(":;,.").replace("[", ".").replace("]", "").split(".")
    near = {path: _in_common(named, path.split(".")) for path in changes}
    near |= {path: len(named) + 1 for path in changes if dotted(tuple(path.split("."))) in fault.message}
    best = max(near, key=lambda path: (near[path], len(path)), default="")
    return best if best and near[best] else ""


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many steps two paths share."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
