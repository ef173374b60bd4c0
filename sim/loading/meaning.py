"""What does an answer depend on? A scenario without its words, and the hash of that."""

import hashlib
import json
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

NOT_PART_OF_THE_ANSWER = {
    "title",
    "question",
    "description",
    "control",
    "extends",
    "source",
    "note",
    "grade",
    "informed_by",
    "what_if",
}


def scenario_hash(scenario: BaseModel) -> str:
    """What the answer depends on, as 64 hexadecimal digits: titles and evidence leave it alone, and so does a setting
    that stands as it is when left out. So a setting that is new to the program changes the hash of no scenario
    without it; the other side of that is that a default, once published, keeps its value."""
    text = json.dumps(meaning_of(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def meaning_of(value: object) -> Any:
    """Plain data of what the answer depends on, by the names of fields; 1 and 1.0 are the same."""
    if isinstance(value, BaseModel):
        stated = ((name, meaning_of(getattr(value, name)), left_out) for name, left_out in _left_out(type(value)))
        return {name: meaning for name, meaning, left_out in stated if not left_out or meaning != left_out[0]}
    if isinstance(value, dict):
        return {key: meaning_of(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [meaning_of(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


@cache
def _left_out(section: type[BaseModel]) -> list[tuple[str, list[object]]]:
    """Each field that is part of the answer, and what leaving it out means; nothing where it cannot be left out."""
    return [
        (name, [] if field.is_required() else [meaning_of(field.get_default(call_default_factory=True))])
        for name, field in section.model_fields.items()
        if name not in NOT_PART_OF_THE_ANSWER
    ]
