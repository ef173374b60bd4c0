"""Which scenarios come with the program? The kind and status of each, and the features of a system that the pilot
lacks.

Features are worked out from the schema, not listed by hand: every path that a scenario states and that has an effect,
with names replaced by * (`activities.*.payment.form = grant`), and the measures of its targets. A copy of the pilot
under another name has none.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_origin

from experiments.targets import Targets, targets_beside
from sim.loading import Loaded, bundled, load, meaning_of
from sim.loading.toml_files import read
from sim.scenario.schema import TOP, Place

PILOT = "rotherham_mental_health_pilot"  # the names of its variants and controls begin with this
NOT_OF_THE_SERVICE = ("schema_", "settings", "prices")  # sections: how it is run, and in which pounds it is reported
CHOSEN = " = "
HEADINGS = {"what_ifs": "What-ifs", "lessons": "Lessons"}  # of folders that are no settings
Kind = Literal["system", "control", "what-if", "lesson"]


class Entry(NamedTuple):
    """One scenario, as its own file states it; nothing that it extends is read."""

    name: str
    path: Path
    title: str
    question: str | None
    extends: str | None
    kind: Kind
    targets: Targets | None
    what_if: dict[str, Any] | None

    @property
    def folder(self) -> str:
        """The setting it belongs to."""
        return self.path.parent.name

    @property
    def label(self) -> str:
        """Its status or, if it claims none, its kind."""
        return (self.targets and self.targets.status) or self.kind


def heading(folder: str) -> str:
    """A folder of scenarios as people read it."""
    return HEADINGS.get(folder, folder.replace("_", " ").capitalize())


def entries() -> list[Entry]:
    """Every scenario that comes with the program, folder by folder."""
    return [entry_of(path) for path in bundled().values()]


def entry_of(path: Path) -> Entry:
    """One of them."""
    stated, beside = read(path, path.name).data, targets_beside(path)
    targets = beside[0] if beside else None
    return Entry(
        path.stem,
        path,
        str(stated.get("title", "")),
        stated.get("question"),
        stated.get("extends"),
        _kind(path, stated, targets),
        targets,
        stated.get("what_if"),
    )


def _kind(path: Path, stated: dict[str, Any], targets: Targets | None) -> Kind:
    if stated.get("control"):
        return "control"
    if targets is None and "what_if" in stated:
        return "what-if"
    return "lesson" if path.parent.name == "lessons" else "system"


def systems() -> list[Entry]:
    """Every system with published figures that is not a variant of the pilot."""
    return [one for one in entries() if one.targets and one.targets.targets and not one.name.startswith(PILOT)]


# ---------------------------------------------------------------- what a system has that the pilot has not


def features_of(loaded: Loaded) -> list[str]:
    """The features of this scenario that the pilot lacks, in the order of the schema; none for the pilot itself."""
    pilot = _of_the_pilot()
    known = {prefix for feature in pilot for prefix in _prefixes(feature)}
    beyond = dict.fromkeys(_in_short(feature, known) for feature in _stated(loaded) if feature not in pilot)
    return [one for one in beyond if not any(other.startswith(f"{one}.") for other in beyond)]


@cache
def _of_the_pilot() -> frozenset[str]:
    return frozenset(_stated(load(PILOT)))


def _stated(loaded: Loaded) -> Iterator[str]:
    """Every feature of a scenario, and of its targets."""
    meaning = meaning_of(loaded.scenario)
    for section, stated in meaning.items():
        if section not in NOT_OF_THE_SERVICE:
            yield from _below(stated, TOP.below(section), section)
    beside = targets_beside(loaded.path)
    for target in beside[0].targets.values() if beside else ():
        yield f"figure: {target.measure.partition('.')[0]}"


def _below(stated: object, place: Place, path: str) -> Iterator[str]:
    """The features at a place and under it."""
    if isinstance(stated, list):
        for item in stated:
            yield from _below(item, place.below(0), path)
    elif isinstance(stated, dict) and not place.is_value:
        for key, item in stated.items():
            step = "*" if get_origin(place.type) is dict else key
            yield from _below(item, place.below(key), f"{path}.{step}")
    elif isinstance(stated, bool) or get_origin(place.type) is Literal:
        yield f"{path}{CHOSEN}{str(stated).lower()}"
    else:
        yield path


def _prefixes(feature: str) -> list[str]:
    """What it stands in: all above it, and its path where it ends in a choice."""
    steps = feature.partition(CHOSEN)[0].split(".")
    return [".".join(steps[:n]) for n in range(1, len(steps) + 1)]


def _in_short(feature: str, known: set[str]) -> str:
    """The shortest part of its path that the pilot lacks: a new table is named once, not by everything in it. A choice
    is named whole, unless it belongs to a thing with a name of its own (to a care line, if the pilot has none)."""
    new = next((prefix for prefix in _prefixes(feature) if prefix not in known), feature)
    return new if CHOSEN not in feature or feature.startswith(f"{new}.*") else feature
