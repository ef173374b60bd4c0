"""What does an answer depend on? A scenario without its words, and the hash of that."""

import hashlib
import json
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

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
        stated = {
            name: (meaning_of(getattr(value, name)), field)
            for name, field in type(value).model_fields.items()
            if name not in NOT_PART_OF_THE_ANSWER
        }
        return {name: meaning for name, (meaning, field) in stated.items() if not _is_default(meaning, field)}
    if isinstance(value, dict):
        return {key: meaning_of(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [meaning_of(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_default(meaning: object, field: FieldInfo) -> bool:
    """Whether leaving the field out would have meant the same."""
    return not field.is_required() and meaning == meaning_of(field.get_default(call_default_factory=True))
