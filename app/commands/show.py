"""`spsim show`: what does a scenario come to? Every value, with where it comes from. Nothing is run."""

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from app import screen
from app.asking import as_json
from app.exits import Printed
from experiments.catalogue import entry_of, features_of
from sim.errors import WrongInput
from sim.faults import did_you_mean, dotted, printable
from sim.inputs.rates import relapse_rates
from sim.loading import Loaded, load
from sim.preflight import Assumption, assumptions
from sim.scenario.sections import field_facts, is_in_use
from sim.scenario.values import Evidence

TEXT_AT_MOST = 2000  # characters of a status or of a list of features


class Resolved(NamedTuple):
    """One value of a scenario as it will be used."""

    path: str
    title: str
    value: str
    unit: str
    kind: str
    grade: str | None
    source: str | None
    low: str | None
    high: str | None
    comes_to: str | None  # of a published figure: the rates that were solved from it
    file: str | None
    line: int | None


def show(args: argparse.Namespace) -> Printed:
    """Every value, with where it comes from."""
    loaded = load(args.scenario)
    if args.toml:
        return Printed(as_written(loaded, args))
    everything = list(resolved(loaded))
    rows = [row for row in everything if _below(row.path, args.path)]
    if not rows:
        near = did_you_mean(
            args.path, {row.path for row in everything} | {row.path.rpartition(".")[0] for row in everything}
        )
        raise WrongInput(f"{printable(loaded.name)} has nothing at {printable(args.path)}.{near}")
    facts = _facts(loaded)
    if args.json:
        told = {"name": loaded.name, "hash": loaded.hash, **facts, "values": [row._asdict() for row in rows]}
        return Printed(as_json(told))
    values = "\n".join(_shown(row) for row in rows)
    return Printed(values if args.path else f"{_head(loaded, facts)}\n\n{values}")


def _facts(loaded: Loaded) -> dict[str, Any]:
    """What the scenario claims to be, and what it has that the pilot has not."""
    one = entry_of(loaded.path)
    return {
        "kind": one.kind,
        "status": one.targets and one.targets.status,
        "why": one.targets and one.targets.why,
        "features": features_of(loaded) if one.kind == "system" else [],
        "compare_with": (one.what_if or {}).get("compare_with"),
    }


def _head(loaded: Loaded, facts: Mapping[str, Any]) -> str:
    """The same in lines, above the values."""
    against = f", against {facts['compare_with']}: spsim what-if {loaded.name}" if facts["compare_with"] else ""
    status = f"{facts['status']}. {facts['why']}" if facts["status"] else ""
    said = [
        (facts["kind"].capitalize(), f"{loaded.name}{against}"),
        ("Status", status),
        ("Beyond the pilot", "; ".join(facts["features"])),
    ]
    return "\n".join(
        screen.paragraph(f"{head}: {printable(text, TEXT_AT_MOST)}", "", "    ") for head, text in said if text
    )


def as_written(loaded: Loaded, args: argparse.Namespace) -> str:
    """The scenario file itself: what it extends is printed by its own name."""
    if args.path or args.json:
        raise WrongInput("--toml prints the whole file as it stands: it goes with neither PATH nor --json.")
    return loaded.path.read_text(encoding="utf-8-sig").rstrip("\n")


def _below(path: str, asked: str) -> bool:
    """Whether a path is asked for: it, anything under it, or anything that begins so."""
    return path.startswith(asked.strip().rstrip("."))


def resolved(loaded: Loaded) -> Iterator[Resolved]:
    """Every value of a scenario, in the order of its sections."""
    stated = {row.path: row for row in assumptions(loaded.scenario)}
    solved = _solved(loaded)
    for path, value, facts in _values(loaded.scenario, ()):
        row = stated.get(".".join(path)) if isinstance(value, Evidence) else None
        yield _resolved(loaded, path, value, facts, row)._replace(comes_to=solved.get(".".join(path)))


def _solved(loaded: Loaded) -> dict[str, str]:
    """What published figures of relapse come to, for each person."""
    scenario = loaded.scenario
    rates = relapse_rates(scenario)
    if rates is None or not scenario.stages.relapse:
        return {}
    found = {"relapse.share_within_two_years": f"comes to {rates.per_year:.3g} relapses a person-year"}
    for (name, trait), ratios in zip(sorted(scenario.traits.items()), rates.ratios, strict=True):
        levels = ", ".join(f"{level} {ratio:.3g}" for level, ratio in zip(sorted(trait.levels), ratios, strict=True))
        for level in trait.levels:
            found[f"traits.{name}.levels.{level}.relapse_odds_ratio"] = f"times the mean hazard: {levels}"
    return found


def _resolved(
    loaded: Loaded, path: tuple[str, ...], value: object, facts: Mapping[str, Any], row: Assumption | None
) -> Resolved:
    origin = next(
        (
            found
            for n in range(len(path), 0, -1)
            if (found := loaded.origins.get(path[:n])) and (n == len(path) or _states(loaded, path, n))
        ),
        None,
    )
    name = dotted(tuple(int(step) if step.isdigit() else step for step in path))
    kind = str(facts.get("kind", ""))
    file, line = (origin.file, origin.line) if origin else (None, None)
    if row is None:
        said = (
            ", ".join(map(str, value)) or "none"
            if isinstance(value, list)
            else str(value).lower()
            if isinstance(value, bool)
            else str(value)
        )
        return Resolved(name, "", said, "", kind, None, None, None, None, None, file, line)
    facts_of = (row.title, row.value, row.unit, kind, row.grade, row.source, row.low, row.high)
    return Resolved(name, *facts_of, None, file, line)


def _states(loaded: Loaded, path: tuple[str, ...], n: int) -> bool:
    """Whether the value at a path is stated within what was set, whole, at its first n steps: an element of a list."""
    here: Any = loaded.data
    for step in path[:n]:
        here = here.get(step) if isinstance(here, dict) else None
    return isinstance(here, list)


def _values(
    value: object, path: tuple[str, ...], facts: Mapping[str, Any] | None = None
) -> Iterator[tuple[tuple[str, ...], object, Mapping[str, Any]]]:
    """Every value below a section, numbers with evidence and plain words alike."""
    if isinstance(value, Evidence):
        yield path, value, facts or {}
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name not in ("extends", "source", "grade") and is_in_use(value, name):
                yield from _values(getattr(value, name), (*path, field.alias or name), field_facts(field))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, (*path, str(key)), facts)
    elif isinstance(value, list) and any(isinstance(item, BaseModel) for item in value):
        for position, item in enumerate(value):
            yield from _values(item, (*path, str(position)), facts)
    elif value is not None and value != []:
        yield path, value, facts or {}


def _shown(row: Resolved) -> str:
    """A value in two lines: what it is, and where it comes from."""
    where = "the program's default" if row.file is None else row.file if row.line is None else f"{row.file}:{row.line}"
    unit = "" if row.unit in ("choice", "date", "list", "number") or row.unit in row.value else f" {row.unit}"
    value = f"£{row.value}" if row.unit == "£" else f"{row.value}{unit}"
    spread = f", {row.low} to {row.high}" if row.low is not None else ""
    first = screen.paragraph(f"{row.path} = {printable(value)}{spread}", "", "    ")
    facts = [row.title, row.comes_to, row.kind, row.grade, printable(row.source or ""), printable(where)]
    return f"{first}\n{screen.paragraph('; '.join(fact for fact in facts if fact), '    ')}"
