"""What is wrong with what was asked, and at which field of the page?"""

from collections.abc import Mapping
from typing import NamedTuple

from sim.errors import RequestRefused, ScenarioError
from sim.faults import Fault, dotted


class AtAPath(NamedTuple):
    """A fault, and the field it is about: a dotted path of the scenario, or of what was sent. `option`: "a" or "b"."""

    path: str
    message: str
    option: str = ""


def refused(message: str, path: str = "", option: str = "") -> RequestRefused:
    """What was asked cannot be, for this one reason."""
    return RequestRefused([AtAPath(path, message, option)])


def at_fields(error: ScenarioError, changes: Mapping[str, object], option: str) -> list[AtAPath]:
    """Faults of a scenario, each at the change it is about; at none, where it is about what was not changed."""
    return [AtAPath(_field(fault, changes), fault.message, option) for fault in error.faults]


def _field(fault: Fault, changes: Mapping[str, object]) -> str:
    """The longest changed path that the message names. A message begins with the path it is about."""
    named = fault.message.split(" ", 1)[0].rstrip(":;,.").replace("[", ".").replace("]", "")
    known = {path: dotted(tuple(path.split("."))) for path in changes}
    found = [path for path, shown in known.items() if f"{named}.".startswith(f"{shown}.") or shown in fault.message]
    return max(found, key=len, default="")
