"""What do files come to, laid over each other? One table, with the file and line that set each part of it.

A table merges by key, a list is replaced, `remove = true` drops an entry. Invariant: a fault names the file and line
that set the value, or none.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.checks.double_counts import DROP_ONE
from sim.faults import Fault, Found, did_you_mean, dotted, sentence
from sim.loading.toml_files import TomlFile
from sim.loading.toml_lines import line_of
from sim.scenario.schema import TOP, Place
from sim.scenario.schema import Path as Place_in_file
from sim.scenario.sections import is_evidence

SET_IN = "set in "  # and the file's name: the source of what a file that extends leaves unsaid


class Origin(NamedTuple):
    """Where a value was set."""

    file: str
    line: int | None


@dataclass
class Merged:
    """The files laid over each other so far, the parent of all first."""

    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[tuple[str, ...], Origin] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # the files' names

    def lay_over(self, file: TomlFile) -> None:
        """Lay one more file over what is there. A bare value of an extending file is marked as assumed there."""
        self.order.append(file.name)
        self._forget_section("what_if")  # it belongs to the file it stands in
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
        """A parent's share is ignored if cash follows another rule; one stated with that rule, or after it, is a
        mistake."""
        costs = file.data.get("costs")
        for name, line in costs.items() if isinstance(costs, dict) else ():
            here = ("costs", name, "cashable_share")
            if not isinstance(line, dict) or "cashable_share" not in line or _removes(line["cashable_share"]):
                continue
            rule = self.data["costs"][name].get("cash_rule") if isinstance(self.data["costs"][name], dict) else None
            if rule in ("step", "refill"):
                rule_set = f"cash_rule is {rule} ({self._whereabouts((*here[:2], 'cash_rule'), file.name)})"
                message = f"cashable_share is stated, and {rule_set}, which takes no share. Drop one of the two"
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
            if isinstance(given, dict) and not (kind.is_value and restates(given)):
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
        for key, item in items_of(given):
            self._note_all(item, (*path, key), file)

    def _forget(self, given: object, path: Place_in_file) -> None:
        self.origins.pop(tuple(map(str, path)), None)
        for key, item in items_of(given):
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


def items_of(given: object) -> Iterator[tuple[str | int, object]]:
    """What stands in a table, or in a list, by its key or position."""
    if isinstance(given, dict):
        yield from given.items()
    elif isinstance(given, list):
        yield from enumerate(given)


def _removes(given: object) -> bool:
    return isinstance(given, dict) and "remove" in given and not isinstance(given["remove"], dict)


def restates(given: dict[str, Any]) -> bool:
    """Whether a table states a value, and not only something about it."""
    return "value" in given or "distribution" in given


def _spelt_out(given: Any, place: Place, source: str, under: object) -> Any:
    """Every value as a table. What a file that extends another leaves unsaid is assumed, and that file its source; but
    a better grade needs a source of its own, and a price that no parent has (`under`) needs both. A decision has no
    grade."""
    if place.is_value:
        table = given if isinstance(given, dict) else {"value": given}
        stated = place.facts.get("kind") != "setting" and restates(table)
        new_price = place.facts.get("unit") == "£" and under is None
        if not source or not stated or new_price or table.get("grade", "assumed") != "assumed":
            return table
        evidence = {"source": source} | ({"grade": "assumed"} if is_evidence(place.facts) else {})
        return {**evidence, **table}
    if isinstance(given, dict):
        there = under if isinstance(under, dict) else {}
        return {key: _spelt_out(item, place.below(key), source, there.get(key)) for key, item in given.items()}
    if isinstance(given, list):
        return [_spelt_out(item, place.below(0), source, None) for item in given]
    return given
