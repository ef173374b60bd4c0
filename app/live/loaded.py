"""Which scenarios does a setting come to? Each option as the file that it would be saved in.

The name of an option is the name of that file, and the scenario is what the command line would read from it: so the
answer on the page is the answer to the saved file, to the last digit.
"""

import json
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from app import words
from app.live.faults import AtAPath, at_fields, refused
from app.live.levers import unit_of
from app.live.setting import TITLE_AT_MOST, Option, Setting, as_a_file_says
from sim.errors import RequestRefused, ScenarioError
from sim.faults import Fault, did_you_mean, printable
from sim.loading import Loaded, bundled, loaded_from, with_values
from sim.loading.toml_files import parsed, read
from sim.scenario import Scenario
from sim.scenario.schema import place_at
from sim.scenario.values import Evidence

SAID_AT_MOST = 2  # changes in a title
NAMES = {"a": "my_plan", "b": "kept_beside"}  # of options that are more than a bundled scenario, and of their files
NOWHERE = Path(os.devnull)  # the folder of a text in hand: nothing lies in it, so only bundled scenarios are extended
REMEMBERED = 32  # options
ONE = {"people": "person"}  # of what does not end in s
EVIDENCE = {"source", "grade", "informed_by", "note"}


def loaded_of(setting: Setting) -> dict[str, Loaded]:
    """The scenario of each option. Raises RequestRefused with every fault of all of them."""
    found: dict[str, Loaded] = {}
    faults: list[tuple[str, str, str]] = []
    for place, option in setting.options.items():
        try:
            taken = {one.name for one in found.values()}
            found[place] = _option_loaded(option, place, taken, alone=_alone(setting))
        except RequestRefused as error:
            faults += error.faults
    if faults:
        raise RequestRefused(faults)
    return found


def _alone(setting: Setting) -> bool:
    """Whether an option is known from the other by its scenario, without what was changed."""
    return setting.b is None or setting.a.scenario != setting.b.scenario


def _option_loaded(option: Option, place: str, taken: set[str], *, alone: bool) -> Loaded:
    """The scenario of one option: the bundled one itself, where nothing was changed in it and the name is free."""
    base = base_of(option, place)
    if not option.is_changed and base.name not in taken:
        return base
    changes = json.dumps(option.changes, sort_keys=True)
    try:
        return _changed(option.scenario, option.text, changes, NAMES[place], title_of(option, base, alone=alone))
    except ScenarioError as error:
        raise RequestRefused(at_fields(error, option.changes, place)) from None


@lru_cache(maxsize=REMEMBERED)
def _changed(scenario: str, text: str | None, changes: str, name: str, title: str) -> Loaded:
    """A scenario with changes; the same object for the same changes."""
    base = _of_text(scenario, text) if text is not None else _bundled(scenario)
    return with_values(base, in_full(base, json.loads(changes)), name=name, title=title, called=f"{name}.toml")


def in_full(base: Loaded, changes: Mapping[str, object]) -> dict[str, object]:
    """Changes as a file states them. One number of a distribution or of a range restates all of it: its evidence spoke
    of another."""
    values: dict[str, object] = {}
    for path, value in as_a_file_says(changes).items():
        above, _, last = path.rpartition(".")
        there = values.get(above, _stated(base.scenario, above))
        if isinstance(there, dict):
            values[above] = {**there, last: value}
        else:
            values[path] = value
    return values


def _stated(scenario: Scenario, path: str) -> dict[str, object] | None:
    """The numbers of a value, without its evidence; None where no value with evidence stands at this path."""
    here: object = scenario
    for step in path.split("."):
        here = here.get(step) if isinstance(here, dict) else getattr(here, step, None)
    return here.model_dump(exclude=EVIDENCE, exclude_defaults=True) if isinstance(here, Evidence) else None


def title_of(option: Option, base: Loaded, *, alone: bool) -> str:
    """What an option is called: as it was named, else by what was changed in it: "With 3 posts"."""
    if option.title is not None:
        return option.title
    said = [_in_short(path, value) for path, value in sorted(option.changes.items())]
    if not said:
        return f"{base.scenario.title}, as it is"
    more = len(said) - SAID_AT_MOST
    said = [*said[:SAID_AT_MOST], *([f"{more} more change{'s' * (more > 1)}"] if more > 0 else [])]
    changed = f"with {words.listed(said)}"
    return (f"{base.scenario.title}, {changed}" if alone else words.capital(changed))[:TITLE_AT_MOST]


def _in_short(path: str, value: object) -> str:
    """'3 posts', 'caseload per post 40'; of a list or a table, its name."""
    name = path.rpartition(".")[2].replace("_", " ")
    if isinstance(value, list | dict):
        return name
    things = _counted(name, unit_of(place_at(tuple(path.split("."))).facts))
    if not things or type(value) not in (int, float):
        return f"{name} {str(value).lower()}"
    return f"{value} {name.replace(things, ONE.get(things, things[:-1]), 1) if value == 1 else name}"


def _counted(name: str, unit: str) -> str:
    """What an input is a number of, where its name says so and goes on from there: 'posts', of 'weeks to fill a
    vacancy' the weeks; else ''."""
    words_of = name.split()
    things = words_of[0] if unit.startswith("per ") else unit.partition("/")[0]
    said = things in ONE or things.endswith("s")
    return things if said and (name == things or things in words_of[:-1]) else ""


def base_of(option: Option, place: str) -> Loaded:
    """The scenario that an option begins from."""
    if option.text is not None:
        try:
            return _of_text(option.scenario, option.text)
        except ScenarioError as error:
            raise RequestRefused(AtAPath("text", _with_line(one), place) for one in error.faults) from None
    if option.scenario not in bundled():
        near = did_you_mean(option.scenario, bundled())
        message = f"There is no scenario called {printable(option.scenario, 60)}.{near}"
        raise refused(message, "scenario", place)
    return _bundled(option.scenario)


def _with_line(fault: Fault) -> str:
    return f"Line {fault.line}: {fault.message}" if fault.line else fault.message


@cache
def _bundled(name: str) -> Loaded:
    """A scenario that comes with the program, by that name whatever else bears it; read once."""
    return loaded_from(read(bundled()[name], f"{name}.toml"))


@lru_cache(maxsize=4)
def _of_text(name: str, text: str) -> Loaded:
    """The scenario of a file's text, which may extend a bundled one."""
    file = f"{name}.toml"
    return loaded_from(parsed(text, NOWHERE / file, file))
