"""What do files say at a path, and how does a change of the setting say it? In short, and days as text."""

from datetime import date
from typing import cast

from pydantic import JsonValue

from sim.loading import Loaded
from sim.loading.merging import SET_IN

Changes = dict[str, JsonValue]  # by path; days as ISO 8601; None: as the scenario has it
Row = dict[str, JsonValue]  # of a list of tables
ASSUMED = {"grade": "assumed"}


def said_at(loaded: Loaded, path: str) -> object:
    """What files say at a path; None where they say nothing."""
    here: object = loaded.data
    for step in path.split("."):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


def rows_at(loaded: Loaded, path: str) -> list[Row]:
    """A list of tables as a change says it: days as text, and each value short where nothing is known of it."""
    rows = said_at(loaded, path)
    return [{key: _short(value) for key, value in row.items()} for row in rows] if isinstance(rows, list) else []


def with_row(now: Loaded, path: str, row: Row) -> Changes:
    """A list of tables with one more, as a change."""
    return {path: [*rows_at(now, path), {**row}]}


def _short(value: object) -> JsonValue:
    """A bare value where its source is only the file that set it."""
    if not isinstance(value, dict):
        return plain(value)
    known = {key: plain(item) for key, item in value.items()}
    match known:
        case {"value": alone, "source": str(source), **rest} if source.startswith(SET_IN) and rest in ({}, ASSUMED):
            return alone
        case {"value": alone, **rest} if not rest:
            return alone
    return known


def bare(value: object) -> object:
    """The value itself, without what is known of it."""
    match value:
        case {"value": alone}:
            return alone
    return value


def plain(value: object) -> JsonValue:
    """As JSON has it: what a file may say, but for days."""
    return value.isoformat() if isinstance(value, date) else cast(JsonValue, value)
