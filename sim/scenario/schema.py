"""What may stand where in a scenario file? The place of every key, and the JSON Schema that editors use.

A place is found by walking the models of `scenario` and `values` along the keys of a file, so there is one description
only. The published schema leaves nothing required below the top: a file with `extends` states only differences.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario import CHANNELS, Scenario
from sim.scenario.sections import field_facts
from sim.scenario.values import Evidence

Path = tuple[str | int, ...]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
REMOVES = {"const": True, "description": "Drops this entry of the file that is extended."}


class Place(NamedTuple):
    """What is known of one place in a file: its type (None where nothing may be), and what its field declares."""

    type: Any
    facts: dict[str, Any]

    @property
    def is_value(self) -> bool:
        """Whether a number, date or distribution with its evidence stands here."""
        return self._is_a(Evidence)

    @property
    def keys(self) -> list[str]:
        """The keys that may stand here, where they are fixed."""
        return [field.alias or name for name, field in self.type.model_fields.items()] if self._is_a(BaseModel) else []

    def below(self, key: str | int) -> "Place":
        """The place under a key, or under an element of a list."""
        if self._is_a(BaseModel):
            return _places_in(self.type).get(key, NOWHERE)
        if get_origin(self.type) in (dict, list):
            return Place(_plain(get_args(self.type)[-1]), self.facts if get_origin(self.type) is list else {})
        return NOWHERE

    def _is_a(self, model: type[BaseModel]) -> bool:
        return isinstance(self.type, type) and issubclass(self.type, model)


@cache
def _places_in(model: type[BaseModel]) -> dict[str | int, Place]:
    """The place of every key of a section."""
    return {
        field.alias or name: Place(_plain(field.annotation), field_facts(field))
        for name, field in model.model_fields.items()
    }


NOWHERE = Place(None, {})
TOP = Place(Scenario, {})


def place_at(path: Path, top: Place = TOP) -> Place:
    """The place at a path from the top of a file (by default a scenario)."""
    place = top
    for key in path:
        place = place.below(key)
    return place


def homes_of(key: str, top: Place = TOP) -> list[str]:
    """The sections at the top of a file that have a setting of this name; '' is the top itself."""
    homes = [section for section in top.keys if key in top.below(section).keys]
    return ["", *homes] if key in top.keys else homes


def _plain(annotation: Any) -> Any:
    """An annotation without its validators and without 'or nothing'."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        choices = [choice for choice in get_args(annotation) if choice is not type(None)]
        return _plain(choices[0]) if len(choices) == 1 else annotation
    return annotation


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file; dates are read as ISO text."""
    schema = Scenario.model_json_schema(by_alias=True)
    required = schema["required"]
    schema = _for_files(schema)
    schema["properties"]["extends"]["description"] = (
        "A scenario file that this one differs from: it then states differences only."
    )
    schema["$defs"]["Programme"]["properties"]["effect"] = _effect_in_short(
        schema["$defs"]["Programme"]["properties"]["effect"]
    )
    return {
        "$schema": DRAFT,
        "title": "A scenario of spsim",
        "description": "Sections are required only where nothing is extended, and no key below them is: a file with "
        "`extends` states only differences. Loading it finds what is missing.",
        **{key: value for key, value in schema.items() if key not in ("title", "description")},
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": required},
    }


def _for_files(node: Any) -> Any:
    """A model's schema as a file sees it: nothing required, nothing null, entries may be removed, names are checked."""
    if isinstance(node, list):
        return [_for_files(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        choices = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        node = (
            {**node, "anyOf": choices}
            if len(choices) > 1
            else {**choices[0], **{k: v for k, v in node.items() if k != "anyOf"}}
        )
    node = {
        key: _for_files(value)
        for key, value in node.items()
        if key != "required" and not (key == "default" and value is None)
    }
    if node.get("type") == "object" and "properties" in node:
        node["properties"] = {**node["properties"], "remove": REMOVES}
    if "patternProperties" in node:
        node["additionalProperties"] = False
    return node


def _effect_in_short(effect: dict[str, Any]) -> dict[str, Any]:
    """Channels may be listed, or be "all" or "none"."""
    listed = {key: effect.pop(key) for key in ("type", "items")}
    listed["items"] = {"enum": list(CHANNELS)}
    return {**effect, "anyOf": [{"enum": ["all", "none"]}, listed]}
