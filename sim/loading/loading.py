"""Which scenario does a file, and all that it extends, come to? Read, merged, checked, with every line remembered.

Words for faults are in `faults`, faults between sections in `checks`. Invariant: whatever bytes come in, the outcome is
a `Loaded` or a `ScenarioError` with every fault found; a fault names the file and line that set the value, or none.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

import sim
from sim.checks import faults_across
from sim.checks.double_counts import DROP_ONE
from sim.errors import ScenarioError
from sim.faults import Fault, Found, did_you_mean, dotted, printable, refusals, sentence, shown
from sim.loading.toml_files import TomlFile, is_file, is_there, read, refused
from sim.loading.toml_lines import line_of
from sim.scenario import Scenario
from sim.scenario.schema import TOP, Place
from sim.scenario.schema import Path as Place_in_file
from sim.scenario.values import is_evidence

EXTENDS_DEEP_AT_MOST = 8
FOLDERS = ("rotherham", "secondary_care", "primary_care", "other_settings", "what_ifs", "lessons")
FORMER_NAMES = {"primary_care": "primary_care_link_workers"}  # of scenarios; they go on working
SET_IN = "set in "  # and the file's name: the source of what a file that extends leaves unsaid
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


class Origin(NamedTuple):
    """Where a value was set."""

    file: str
    line: int | None


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
    parents: tuple[dict[str, Any], ...] = ()  # what each file that it extends came to, the nearest first


def load(path_or_name: str | Path) -> Loaded:
    """Read a scenario file, or a bundled scenario by its name."""
    chain = [read(*_find(str(path_or_name)))]
    merged, comes_to = _Merged(), []
    try:
        _extend(chain)
        for file in reversed(chain):
            merged.lay_over(file)
            comes_to.append(deepcopy(merged.data))
        scenario, found = _validated(merged, whole=all(file.whole for file in chain))
        faults = [*merged.faults, *(merged.fault(chain[0], path, message) for path, message in found)]
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
        tuple(comes_to[-2::-1]),
    )


def bundled() -> dict[str, Path]:
    """The scenarios that come with the program, by name, folder by folder; a name alone is enough to ask for one."""
    inside = Path(sim.__file__).parent
    folder = inside / "_scenarios" if (inside / "_scenarios").is_dir() else inside.parent / "scenarios"
    files = sorted(folder.glob("*/*.toml"), key=lambda file: (FOLDERS.index(file.parent.name), file.name))
    return {file.stem: file for file in files if "." not in file.stem}  # NAME.targets.toml and the like stand beside


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


# ---------------------------------------------------------------- finding files


def _find(given: str) -> tuple[Path, str]:
    """The file that is meant, and what to call it."""
    given = FORMER_NAMES.get(given, given)
    path = Path(given)
    if not is_utf_8(given):
        raise refused(given, None, "This name is not UTF-8, and every answer has to name its scenario. Rename it.")
    if is_there(path):
        return path, given
    if path.suffix != ".toml" and path.name == given:
        if given in bundled():
            return bundled()[given], f"{given}.toml"
        if is_file(Path(f"{given}.toml")):
            raise refused(given, None, f"There is no scenario of this name. Did you mean the file {given}.toml?")
        raise refused(given, None, f"There is no scenario of this name.{did_you_mean(given, bundled())}")
    if path.name == given and path.stem in bundled():
        raise refused(given, None, f"There is no such file. The bundled scenario is called {path.stem}, without .toml.")
    beside = [file.name for file in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    raise refused(given, None, f"There is no such file.{did_you_mean(path.name, beside)}")


def is_utf_8(text: str) -> bool:
    """Whether a name from the command line can be written down."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _extend(chain: list[TomlFile]) -> None:
    """Add the file that the last one extends, and so on."""
    while "extends" in chain[-1].data:
        child = chain[-1]
        path, name = _parent(child)
        line = line_of(child.lines, ("extends",))
        seen = [file.path.resolve() for file in chain]
        if path.resolve() in seen:
            loop = [file.name for file in chain[seen.index(path.resolve()) :]]
            raise refused(
                child.name, line, f"extends goes round in a loop: {printable(' -> '.join([*loop, loop[0]]))}."
            )
        if len(chain) > EXTENDS_DEEP_AT_MOST:
            raise refused(child.name, line, f"extends goes more than {EXTENDS_DEEP_AT_MOST} files deep.")
        chain.append(read(path, name))


def _parent(child: TomlFile) -> tuple[Path, str]:
    """The file that a file extends: beside it, or bundled."""
    given, line = child.data["extends"], line_of(child.lines, ("extends",))
    if not isinstance(given, str):
        raise refused(child.name, line, f"extends takes the name of one file in quotes, not {shown(given)}.")
    quoted = f'"{printable(given, 60)}"'
    if Path(given).is_absolute() or "\\" in given or ":" in given or ".." in Path(given).parts:
        raise refused(child.name, line, f"extends is {quoted}; it must name a file in this folder.")
    folder = child.path.parent
    shipped = {path.name: path for path in bundled().values()}
    shipped |= {f"{former}.toml": shipped[f"{name}.toml"] for former, name in FORMER_NAMES.items()}
    if not given.endswith(".toml"):
        there = f"{given}.toml" in shipped or is_file(folder / f"{given}.toml")
        write = f' Write "{printable(given, 60)}.toml".' if there else ""
        raise refused(child.name, line, f"extends is {quoted}; a scenario file ends in .toml.{write}")
    if is_file(folder / given):
        if not (folder / given).resolve().is_relative_to(folder.resolve()):
            raise refused(child.name, line, f"extends is {quoted}, a link that leads out of this folder.")
        return folder / given, given
    if given in shipped:
        return shipped[given], given
    near = did_you_mean(given, [*shipped, *(path.name for path in folder.glob("*.toml"))])
    raise refused(child.name, line, f"extends is {quoted}; no such file is in this folder or bundled.{near}")


# ---------------------------------------------------------------- merging


@dataclass
class _Merged:
    """The files laid over each other so far, the parent of all first."""

    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[tuple[str, ...], Origin] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # the files' names

    def lay_over(self, file: TomlFile) -> None:
        """Lay one more file over what is there. A bare value of an extending file is marked as assumed there."""
        self.order.append(file.name)
        self._forget_section("what_if")  # it is asked of the file it stands in
        given = {key: item for key, item in file.data.items() if key != "extends"}
        source = f"{SET_IN}{file.path.name}" if "extends" in file.data else ""
        index = deepcopy(self._index())
        self._table(self.data, _spelt_out(given, TOP, source, self.data), TOP, (), file)
        if index and source:
            self._sign_years(index, source)
        self._refuse_shares_out_of_use(file)

    def _forget_section(self, section: str) -> None:
        """A section that a file which extends does not take over."""
        self.data.pop(section, None)
        self.origins = {path: origin for path, origin in self.origins.items() if path[0] != section}

    def _index(self) -> dict[str, Any]:
        """The price index so far; nothing where there is none, or none that could be one."""
        prices = self.data.get("prices")
        index = prices.get("index") if isinstance(prices, dict) else None
        return index if isinstance(index, dict) and isinstance(index.get("years"), dict) else {}

    def _sign_years(self, before: dict[str, Any], source: str) -> None:
        """Years that a file types into the index of a parent are its own, and assumed, unless it says where they come
        from: the name, source and grade of a parent speak of the parent's."""
        index = self._index()
        theirs = [year for year, value in index.get("years", {}).items() if before["years"].get(year) != value]
        if theirs and index.get("source") == before.get("source"):
            index["source"] = f"{', '.join(sorted(theirs))} {source}; the rest: {before.get('source')}"
            index["name"] = f"{before.get('name')}, but {', '.join(sorted(theirs))} {source}"
            index["grade"] = "assumed"

    def _refuse_shares_out_of_use(self, file: TomlFile) -> None:
        """A share of a parent is passed over where cash goes by another rule; one stated with the rule, or after it, is
        somebody's mistake."""
        costs = file.data.get("costs")
        for name, line in costs.items() if isinstance(costs, dict) else ():
            here = ("costs", name, "cashable_share")
            if not isinstance(line, dict) or "cashable_share" not in line or _removes(line["cashable_share"]):
                continue
            rule = self.data["costs"][name].get("cash_rule") if isinstance(self.data["costs"][name], dict) else None
            if rule in ("step", "refill"):
                said = f"cash_rule is {rule} ({self._whereabouts((*here[:2], 'cash_rule'), file.name)})"
                message = f"cashable_share is stated, and {said}, which takes no share. Drop one of the two"
                self.faults.append(Fault(file.name, line_of(file.lines, here), sentence(here, message)))

    def _table(
        self, under: dict[str, Any], over: dict[str, Any], place: Place, path: Place_in_file, file: TomlFile
    ) -> None:
        for key, given in over.items():
            here, kind = (*path, key), place.below(key)
            if _removes(given):
                given = self._remove(under, key, given, here, file)
            if given is None:
                continue
            if isinstance(given, dict) and not (kind.is_value and _restates(given)):
                if not isinstance(under.get(key), dict):
                    under[key] = {}
                self._note(here, file)
                self._table(under[key], given, kind, here, file)
            else:
                self._forget(under.get(key), here)
                under[key] = given
                self._note_all(given, here, file)

    def _remove(
        self, under: dict[str, Any], key: str, given: dict[str, Any], here: Place_in_file, file: TomlFile
    ) -> dict[str, Any] | None:
        """Remove an entry. What else its table says, where that is no way to remove anything."""
        if given != {"remove": True}:
            message = "remove stands alone in its table" if given["remove"] is True else "remove takes only true"
            self.faults.append(
                Fault(file.name, line_of(file.lines, (*here, "remove")), sentence((*here, "remove"), message))
            )
        elif key not in under:
            message = "there is nothing of this name to remove"
            self.faults.append(
                Fault(file.name, line_of(file.lines, here), f"{sentence(here, message)}{did_you_mean(key, under)}")
            )
        else:
            self._forget(under.pop(key), here)
            self._note(here, file)
        return {name: item for name, item in given.items() if name != "remove"} or None

    def _note(self, path: Place_in_file, file: TomlFile) -> None:
        self.origins[tuple(map(str, path))] = Origin(file.name, line_of(file.lines, path))

    def _note_all(self, given: object, path: Place_in_file, file: TomlFile) -> None:
        self._note(path, file)
        for key, item in _items(given):
            self._note_all(item, (*path, key), file)

    def _forget(self, given: object, path: Place_in_file) -> None:
        self.origins.pop(tuple(map(str, path)), None)
        for key, item in _items(given):
            self._forget(item, (*path, key))

    def origin(self, path: Place_in_file) -> Origin | None:
        """Where a path, or its nearest table, was set."""
        lengths = range(len(path), 0, -1)
        return next((o for n in lengths if (o := self.origins.get(tuple(map(str, path[:n]))))), None)

    def _whereabouts(self, path: Place_in_file, seen_from: str) -> str:
        """'line 7' in the same file, 'base.toml:7' in another."""
        there = self.origin(path)
        if there is None or there.file == seen_from:
            return f"line {there.line}" if there and there.line else "in this file"
        return Fault(there.file, there.line, "").where

    def at_the_users_own_line(self, one: Found, other: Found) -> Found:
        """Of the two places of one mistake, the one further down: in the file that extends, there on the later line.
        It names the other place, and says how to drop it if a parent states it."""
        (path, message), (there, _) = sorted((one, other), key=lambda found: self._how_far_down(found[0]), reverse=True)
        home = self.origin(path)
        at = home.file if home else ""
        name = dotted(there[:2]) if dotted(there[:2]) in message and path[:2] != there[:2] else str(there[-1])
        message = message.replace(name, f"{name} ({self._whereabouts(there, at)})", 1)
        inherited = (stands := self.origin(there)) is not None and stands.file != at and path[:2] != there[:2]
        if inherited and DROP_ONE in message:
            message += f". To drop the inherited one, write remove = true, and nothing else, under [{name}]"
        return path, message

    def at_its_cause(self, fault: Found) -> Found:
        """A fault of values that do not agree, where they were set in several files: in the last of them, at the value
        that the message names. What a parent says alone is no fault of its own."""
        path, message = fault
        named = [(*path[:n], word) for word in re.findall(r"[a-z_]+", message) for n in range(1, len(path))]
        named += [tuple(word.split(".")) for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", message)]
        others = [there for there in named if there != path[: len(there)] and tuple(map(str, there)) in self.origins]
        cause = max([path, *others], key=self._how_far_down)
        if self._file_of(cause) == self._file_of(path):
            return fault
        at = self.origins[tuple(map(str, cause))]
        return cause, f"{message} {path[-1]} is set in {self._whereabouts(path, at.file)}."

    def _file_of(self, path: Place_in_file) -> int:
        return self._how_far_down(path)[0]

    def _how_far_down(self, path: Place_in_file) -> tuple[int, int, tuple[str, ...]]:
        found = self.origin(path)
        steps = tuple(map(str, path))
        return (self.order.index(found.file), found.line or 0, steps) if found else (-1, 0, steps)

    def fault(self, file: TomlFile, path: Place_in_file, message: str) -> Fault:
        """A fault at a path: in the file and on the line that set it, or its nearest table."""
        if origin := self.origin(path):
            return Fault(origin.file, origin.line, message)
        return Fault(file.name, None, message)


def _items(given: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(given, dict):
        yield from given.items()
    elif isinstance(given, list):
        yield from enumerate(given)


def _removes(given: object) -> bool:
    return isinstance(given, dict) and "remove" in given and not isinstance(given["remove"], dict)


def _restates(given: dict[str, Any]) -> bool:
    """Whether a table states a value, and not only something about it."""
    return "value" in given or "distribution" in given


def _spelt_out(given: Any, place: Place, source: str, under: object) -> Any:
    """Every value as a table. What a file that extends another leaves unsaid is assumed, and that file its source; but
    a better grade needs a source of its own, and a price that no parent has (`under`) needs both. A decision has no
    grade."""
    if place.is_value:
        table = given if isinstance(given, dict) else {"value": given}
        stated = place.facts.get("kind") != "setting" and _restates(table)
        new_price = place.facts.get("unit") == "£" and under is None
        if not source or not stated or new_price or table.get("grade", "assumed") != "assumed":
            return table
        said = {"source": source} | ({"grade": "assumed"} if is_evidence(place.facts) else {})
        return {**said, **table}
    if isinstance(given, dict):
        there = under if isinstance(under, dict) else {}
        return {key: _spelt_out(item, place.below(key), source, there.get(key)) for key, item in given.items()}
    if isinstance(given, list):
        return [_spelt_out(item, place.below(0), source, None) for item in given]
    return given


# ---------------------------------------------------------------- checking


def _validated(merged: _Merged, *, whole: bool) -> tuple[Scenario | None, list[Found]]:
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
        for key, item in _items(given):
            yield from _without_evidence(item, place.below(key), (*path, key))
    elif isinstance(given, dict) and is_evidence(place.facts):
        lacks = [key for key in ("source", "grade") if not str(given.get(key) or "").strip()]
        if given.get("grade") != "assumed" and str(given.get("source")).startswith(SET_IN):
            lacks = ["source"]  # a better grade, put on what a file in between only assumed
        if lacks and _restates(given):
            add = {
                "source": 'source = "where it comes from"',
                "grade": 'grade = "assumed" (or measured, published, borrowed, expert)',
            }
            yield (
                path,
                f"{dotted(path)} has no {' and no '.join(lacks)}. Add {' and '.join(add[key] for key in lacks)}.",
            )
