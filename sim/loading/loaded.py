"""Which scenario does a file, and all that it extends, come to? Read, merged, checked, with every line remembered.

Words for faults are in `faults`, `refusals` and `syntax`, faults between sections in `checks`. Invariant: whatever
bytes come in, the outcome is a `Loaded` or a `ScenarioError` with every fault found.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.checks import faults_across
from sim.errors import ScenarioError
from sim.faults import Fault, Found, dotted, sentence
from sim.loading.finding import extend, find
from sim.loading.meaning import scenario_hash
from sim.loading.merging import SET_IN, Merged, Origin, items_of, restates
from sim.loading.refusals import refusals
from sim.loading.toml_files import TomlFile, read
from sim.scenario import Scenario
from sim.scenario.schema import TOP, Place
from sim.scenario.schema import Path as Place_in_file
from sim.scenario.sections import is_evidence


@dataclass(frozen=True)
class Loaded:
    """A scenario that can be run, and where every part of it comes from."""

    scenario: Scenario
    data: dict[str, Any]  # all files merged, every value spelt out as a table
    origins: dict[tuple[str, ...], Origin]
    path: Path
    name: str
    hash: str
    files: tuple[Path, ...]  # every file read: this one, what it extends, and so on
    called: tuple[str, ...]  # what faults call each of them
    parents: tuple[dict[str, Any], ...] = ()  # what each file that it extends came to, the nearest first


def load(path_or_name: str | Path) -> Loaded:
    """Read a scenario file, or a bundled scenario by its name."""
    return loaded_from(read(*find(str(path_or_name))))


def loaded_from(file: TomlFile) -> Loaded:
    """The scenario of a file that is in hand: what it extends is found beside it, or bundled."""
    chain = [file]
    merged, comes_to = Merged(), []
    try:
        extend(chain)
        for file in reversed(chain):
            comes_to.append(deepcopy(merged.data))
            merged.lay_over(file)
        scenario, faults = whole_of(merged, chain[0], complete=all(file.whole for file in chain))
    except ScenarioError as error:
        scenario, faults = None, list(error.faults)
    for file in chain:
        faults = file.with_slips(faults)
    if faults or scenario is None:
        raise ScenarioError(faults)
    path = chain[0].path
    return Loaded(
        scenario,
        merged.data,
        merged.origins,
        path,
        path.stem,
        scenario_hash(scenario),
        tuple(file.path for file in chain),
        tuple(file.name for file in chain),
        tuple(comes_to[:0:-1]),
    )


def whole_of(merged: Merged, last: TomlFile, *, complete: bool) -> tuple[Scenario | None, list[Fault]]:
    """The scenario that files come to, if the structure allows, and every fault, reported in the file laid on last if
    no other is to blame. `complete`: nothing had to be passed over in reading."""
    scenario, found = _validated(merged, whole=complete)
    return scenario, [*merged.faults, *(merged.fault(last, path, message) for path, message in found)]


def _validated(merged: Merged, *, whole: bool) -> tuple[Scenario | None, list[Found]]:
    """The scenario if its structure allows, and every fault found."""
    unsourced = list(_without_evidence(merged.data, TOP))
    try:
        scenario = Scenario.model_validate(merged.data)
    except ValidationError as error:
        return None, [*refusals(error, missing=whole, cause=merged.at_its_cause), *unsourced]
    found = faults_across(scenario, merged.at_the_users_own_line)
    across = [merged.at_its_cause((path, sentence(path, message))) for path, message in found]
    return scenario, [*across, *unsourced]


def _without_evidence(given: object, place: Place, path: Place_in_file = ()) -> Iterator[Found]:
    """Values that do not say where they come from. What is chosen need not: levers, dates and settings."""
    if not place.is_value:
        for key, item in items_of(given):
            yield from _without_evidence(item, place.below(key), (*path, key))
    elif isinstance(given, dict) and is_evidence(place.facts):
        lacks = [key for key in ("source", "grade") if not str(given.get(key) or "").strip()]
        if given.get("grade") != "assumed" and str(given.get("source")).startswith(SET_IN):
            lacks = ["source"]  # a better grade, put on what a file in between only assumed
        if lacks and restates(given):
            add = {
                "source": 'source = "where it comes from"',
                "grade": 'grade = "assumed" (or measured, published, borrowed, expert)',
            }
            yield (
                path,
                f"{dotted(path)} has no {' and no '.join(lacks)}. Add {' and '.join(add[key] for key in lacks)}.",
            )
