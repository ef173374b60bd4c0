"""Inputs and tables as numpy records, until the kernel has its file."""

from typing import Any, get_type_hints

import numpy as np

from sim.inputs import Inputs
from sim.luck import Law

INTEGER, FLOAT = np.int64, np.float64


def record_type(kind: type) -> np.dtype[Any]:
    """The layout of a named tuple of numbers."""
    layout = {int: INTEGER, float: FLOAT}
    hints = get_type_hints(kind)
    return np.dtype(
        [(name, record_type(Law) if hint is Law else layout[hint]) for name, hint in hints.items()], align=True
    )


def as_records(inputs: Inputs) -> Inputs:
    """The same inputs, laid out for the kernel: sections as records, tables as arrays of records."""
    laid_out: dict[str, Any] = {}
    for name, hint in get_type_hints(Inputs).items():
        value = getattr(inputs, name)
        if hint is int or hint is float:
            laid_out[name] = value
        elif hasattr(hint, "_fields"):
            laid_out[name] = np.array([_plain(value)], dtype=record_type(hint))[0]
        else:
            row = hint.__args__[0]
            layout = FLOAT if row is float else record_type(row)
            laid_out[name] = np.array([_plain(item) for item in value], dtype=layout)
    return Inputs(**laid_out)


def _plain(value: Any) -> Any:
    """Named tuples within named tuples, as plain tuples."""
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


WHOLE = {
    "box": ["replication", "rows", "heap", "people", "now", "fault"],
    "person": [
        *("source", "number", "already", "enters", "waited", "exits", "episode", "in_care", "gone", "busy"),
        *("support_episode", "phase", "luck", "planned", "met_now", "missed", "met", "sessions", "lost"),
        *("booked", "length", "comes"),
        *("post", "support_began", "moves", "before", "after", "waiting", "until", "place", "queue_class", "line"),
        *("engaged", "staying", "helping", "passed_over", "plan_made", "discharged"),
        *("due", "due_number", "booked_reviews", "stale", "next_held"),
    ],
    "course": [
        *("state", "activity", "episode", "since", "until", "joined", "own", "completes", "passed_by"),
        *("before", "after"),
    ],
    "review": ["state", "episode", "care_episode", "broken_off"],
    "use": ["candidate"],
    "desk": ["row", "filled", "load", "first", "free_from", "full", "room", "starts", "spell", "away", "why", "back"],
    "queued": ["people"],
    "line": ["row", "free", "helpers", "first", "last"],
    "slots": ["free_from"],
}
REAL = {
    "person": ["hidden", "odds", "attends_meeting", "attends_session", "relapse_ratio", "suits_ratio", "threshold"],
    "use": ["minute", "luck"],
    "desk": ["luck"],
}
LAYOUTS = {
    table: np.dtype([(name, INTEGER) for name in whole] + [(name, FLOAT) for name in REAL.get(table, [])])
    for table, whole in WHOLE.items()
}
