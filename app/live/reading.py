"""What does a file from someone's machine say? A scenario file, or the Excel form of one, as a setting.

A file that extends a bundled scenario is what it changes in it: so its values are at the levers, and it has a link.
What cannot be said so is kept as its text. It is read by the rules of the command line, with all their limits; nothing
beside it is read.
"""

import binascii
import re
from base64 import b64decode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import Field, JsonValue, ValidationError

from app.live.faults import AtAPath, refused
from app.live.loaded import NOWHERE, loaded_of
from app.live.setting import CHANGES_AT_MOST, Option, Setting, Strict
from experiments.local.filled import read_form
from experiments.local.grids import OLE, ZIP
from sim.errors import RequestRefused, ScenarioError
from sim.faults import Fault, printable
from sim.loading import FORMER_NAMES, bundled, loaded_from
from sim.loading.toml_files import parsed, text_of
from sim.scenario.schema import TOP, Place

MEGABYTE = 1 << 20
NOT_CHANGES = ("schema", "extends", "title", "what_if")
NOT_A_NAME = re.compile(r"[^a-z0-9_]+")
Steps = tuple[str, ...]
KINDS = ".toml, a scenario file, or .xlsx, the Excel form of one"


class Sent(Strict):
    """A file: its name, and its bytes."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    base64: Annotated[str, Field(max_length=2 * MEGABYTE)]


def read(sent: Sent) -> Setting:
    """The setting that a file comes to: one option, nothing beside it. Raises RequestRefused with every fault."""
    content, called = _bytes(sent), printable(sent.name, 60)
    if not sent.name.lower().endswith((".toml", ".xlsx")):
        raise refused(f"{called} is neither {KINDS}.")
    name = NOT_A_NAME.sub("_", Path(sent.name).stem.lower()).strip("_")[:40] or "opened"
    try:
        text = _text_of_form(called, content) if sent.name.lower().endswith(".xlsx") else _text(called, content)
        loaded = loaded_from(parsed(text, NOWHERE / f"{name}.toml", f"{name}.toml"))
    except ScenarioError as error:
        raise _at_their_places(error.faults, f"{name}.toml", called) from None
    whole = Option(scenario=name, title=loaded.scenario.title, text=text)
    for option in _as_changes(text, name):
        if loaded_of(Setting(a=option))["a"].hash == loaded.hash:
            return Setting(a=option)
    return Setting(a=whole)


def _bytes(sent: Sent) -> bytes:
    """What was sent, if it is not too large."""
    try:
        content = b64decode(sent.base64, validate=True)
    except (binascii.Error, ValueError):
        raise refused("The file did not arrive whole. Open it again.", "base64") from None
    if len(content) > MEGABYTE:
        raise refused(f"{printable(sent.name, 60)} is larger than 1 MB: it is no scenario file, and no form of one.")
    return content


def _text(called: str, content: bytes) -> str:
    if not content.strip():
        raise refused(f"{called} is empty: nothing was saved in it. Save it again, or open another.")
    if content.startswith((ZIP, OLE)):
        raise refused(f"{called} is no text. If it is the Excel form, give it a name that ends in .xlsx.")
    if b"\0" in content and not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise refused(f"{called} is no plain text, as a scenario file is. Open another, or save this one as UTF-8.")
    return text_of(content, called)


def _text_of_form(called: str, content: bytes) -> str:
    """The scenario file that a filled form comes to."""
    if not content.startswith((ZIP, OLE)):
        raise refused(f"{called} is called .xlsx, and is no workbook.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        text = read_form(path, called, NOWHERE / "form.toml").text
    return text_of(text.encode(), called)


def _at_their_places(faults: tuple[Fault, ...], own: str, called: str) -> RequestRefused:
    """Faults of a file, each with its line, or its sheet and cell. `own`: what it is called while it is read."""
    return RequestRefused(
        AtAPath("", f"{_place(one, called if one.file == own else one.file)}: {one.message}", "a") for one in faults
    )


def _place(fault: Fault, file: str) -> str:
    if fault.sheet:
        return fault.where
    return f"{file}, line {fault.line}" if fault.line else file


# ---------------------------------------------------------------- a file that extends, as changes


def _as_changes(text: str, name: str) -> Iterator[Option]:
    """The option that a file is, where it extends a bundled scenario and says no more than changes can."""
    data = parsed(text, NOWHERE / f"{name}.toml", name).data
    extended = str(data.get("extends", "")).removesuffix(".toml")
    base = FORMER_NAMES.get(extended, extended)
    changes = dict(_changes({key: item for key, item in data.items() if key not in NOT_CHANGES}, TOP, ()))
    plain = all("." not in step for path in changes for step in path) and len(changes) <= CHANGES_AT_MOST
    if base in bundled() and plain:
        title = data.get("title")
        with suppress(ValidationError):  # more than changes may hold
            option = Option(
                scenario=base,
                title=title if isinstance(title, str) else None,
                changes={".".join(path): value for path, value in changes.items()},
            )
            yield option


def _changes(
    table: Mapping[str, object], place: Place, above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    """Every value of a file, at its path: a number is one with its evidence, a list is one."""
    for key, item in table.items():
        here, kind = (*above, key), place.below(key)
        if isinstance(item, dict) and not kind.is_value and "remove" not in item:
            yield from _changes(item, kind, here)
        else:
            yield here, _as_json(item)


def _as_json(value: object) -> JsonValue:
    match value:
        case date():
            return value.isoformat()
        case dict():
            return {str(key): _as_json(item) for key, item in value.items()}
        case list():
            return [_as_json(item) for item in value]
        case str() | int() | float() | None:
            return value
    return str(value)
