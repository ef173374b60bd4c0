"""What does a scenario come to? Every value, with where it comes from. Nothing is run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from app.asking.cases import Named, loaded_of
from app.asking.watch import Watch
from experiments.catalogue import Entry, entry_of, features_of
from sim.errors import WrongInput
from sim.faults import did_you_mean, dotted, printable
from sim.inputs.rates import relapse_rates
from sim.loading import Loaded
from sim.preflight import Assumption, assumptions
from sim.scenario.sections import Section, field_facts
from sim.scenario.values import Evidence


@dataclass(frozen=True)
class Show:
    """Look up values of a scenario. `path`: only those whose path begins like this."""

    scenario: Named
    path: str = ""

    def answered(self, watch: Watch) -> "Shown":
        """Every such value."""
        loaded = loaded_of(self.scenario)
        everything = list(resolved(loaded))
        rows = [row for row in everything if _below(row.path, self.path)]
        if not rows:
            known = {row.path for row in everything}
            near = did_you_mean(self.path, known | {path.rpartition(".")[0] for path in known})
            raise WrongInput(f"{printable(loaded.name)} has nothing at {printable(self.path)}.{near}")
        entry = entry_of(loaded.path)
        return Shown(loaded, entry, features_of(loaded) if entry.kind == "system" else [], rows)


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


@dataclass(frozen=True)
class Shown:
    """The values, and what the scenario claims to be. `features`: what a system has that the pilot has not."""

    loaded: Loaded
    entry: Entry
    features: list[str]
    values: list[Resolved]


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
    elif isinstance(value, Section):
        for name, field in type(value).model_fields.items():
            if name not in ("extends", "source", "grade") and value.is_in_use(name):
                yield from _values(getattr(value, name), (*path, field.alias or name), field_facts(field))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, (*path, str(key)), facts)
    elif isinstance(value, list) and any(isinstance(item, BaseModel) for item in value):
        for position, item in enumerate(value):
            yield from _values(item, (*path, str(position)), facts)
    elif value is not None and value != []:
        yield path, value, facts or {}
