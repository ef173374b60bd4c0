"""What has been set on the page? Which scenario, what was changed in it, and what is kept beside it.

It comes from outside, as JSON: strictly checked, and bounded in size, before anything is made of it. Inside it never
changes. What its values mean is left to the rules for files (`loaded`): a changed value is refused in the words in
which a file is refused.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from app.live.faults import AtAPath
from sim.errors import RequestRefused
from sim.faults import dotted
from sim.loading.refusals import refusals
from sim.scenario.schema import TOP, Place, place_at
from sim.scenario.values import Day, fault

CHANGES_AT_MOST = 200
TITLE_AT_MOST = 200
PATH_AT_MOST = 300  # characters
TEXT_AT_MOST = 256 * 1024  # of a whole file: as much as a scenario file may have
NUMBERS_AT_MOST = 2000  # and texts, in all the changes of an option
DEEP_AT_MOST = 6
REPLICATIONS_AT_MOST = 2000
REPLICATIONS = 60
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Strict(BaseModel):
    """What comes from outside: no key that is not known, no value of another type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


Model = TypeVar("Model", bound=Strict)
Plain = dict[str, JsonValue]


class Option(Strict):
    """A scenario and what was changed in it: values at dotted paths. `text`: the file it was opened from, where that is
    more than changes to a bundled scenario; then `scenario` is what the file is called."""

    scenario: Annotated[str, Field(min_length=1, max_length=100)]
    title: Annotated[str, Field(min_length=1, max_length=TITLE_AT_MOST)] | None = None
    changes: Annotated[dict[str, JsonValue], Field(max_length=CHANGES_AT_MOST)] = {}
    text: Annotated[str, Field(max_length=TEXT_AT_MOST)] | None = None

    @model_validator(mode="after")
    def _is_bounded(self) -> "Option":
        for path, value in self.changes.items():
            if len(path) > PATH_AT_MOST:
                raise fault("changes", f"changes has a path of more than {PATH_AT_MOST} characters")
            if _depth(value) > DEEP_AT_MOST:
                raise fault("changes", f"changes has a value of more than {DEEP_AT_MOST} levels")
        if sum(1 for _ in _leaves(self.changes)) > NUMBERS_AT_MOST:
            raise fault("changes", f"changes has more than {NUMBERS_AT_MOST} values")
        return self

    @property
    def is_changed(self) -> bool:
        """Whether it is anything but a scenario as it comes with the program."""
        return bool(self.changes or self.text is not None or self.title is not None)


class Setting(Strict):
    """What is asked: an option, another beside it or none, whose luck and how often."""

    a: Option
    b: Option | None = None
    seed: Annotated[int, Field(ge=0, le=2**62)] | None = None
    replications: Annotated[int, Field(ge=1, le=REPLICATIONS_AT_MOST)] = REPLICATIONS

    @property
    def options(self) -> dict[str, Option]:
        """Those that are asked about, by their place on the page."""
        return {"a": self.a} | ({} if self.b is None else {"b": self.b})


def read_as(model: type[Model], given: object) -> Model:
    """What comes from outside, as a model of it. Raises RequestRefused with every fault."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = refusals(error, Place(model, {}))
        raise RequestRefused([AtAPath(dotted(path), message) for path, message in found]) from None


def as_plain(setting: Setting) -> Plain:
    """The same as JSON has it, without what is as it is when left out."""
    return setting.model_dump(exclude_defaults=True)


def as_a_file_says(changes: Mapping[str, object]) -> dict[str, object]:
    """Values as a scenario file has them: JSON has no dates, a file has no quotes about them."""
    return {path: _typed(value, place_at(tuple(path.split(".")), TOP)) for path, value in changes.items()}


def _typed(value: object, place: Place) -> object:
    if isinstance(value, str) and (place.type in (date, Day)) and ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:  # refused as a file's would be
            return value
    if isinstance(value, dict):
        return {key: _typed(item, place.below(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item, place.below(0)) for item in value]
    return value


def _depth(value: JsonValue) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inside), default=0)


def _leaves(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value
