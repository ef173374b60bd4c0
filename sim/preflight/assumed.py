"""What is assumed? Every value of a scenario as text, with its grade, source and range."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.scenario import CostLine, Scenario
from sim.scenario.sections import Values, is_evidence, values_in
from sim.scenario.values import Evidence, Number, Spread

CHOSEN = "chosen"  # in place of a grade: a lever, date or setting is a decision, and no evidence
GRADES_WORST_FIRST = ["assumed", "expert", "borrowed", "published", "measured", CHOSEN, None]


@dataclass(frozen=True)
class Assumption:
    """One value as text, and how far to trust it: its grade, or that it is `CHOSEN`; None at the program's default. A
    spread's low and high multiply the whole distribution."""

    path: str
    title: str
    value: str
    unit: str
    grade: str | None
    source: str | None
    low: str | None
    high: str | None
    informed_by: str | None


def assumptions(scenario: Scenario, values: Values | None = None) -> list[Assumption]:
    """Every value: the assumed first, what is chosen and what states no grade last. `values`: where they are known."""
    rows = [
        Assumption(
            ".".join(path), title_of(scenario, path), value_text(value), facts.get("unit", ""),
            _grade(scenario, path, value, facts), value.source, *_range_text(value), value.informed_by,
        )
        for path, value, facts in (values_in(scenario) if values is None else values)
    ]  # fmt: skip
    if index := scenario.prices.index:
        rows.append(
            Assumption("prices.index", "Price index", index.name, "index", index.grade, index.source, None, None, None)
        )
    return sorted(rows, key=lambda row: (GRADES_WORST_FIRST.index(row.grade), row.path))


def _grade(scenario: Scenario, path: Sequence[str], value: Evidence, facts: Mapping[str, Any]) -> str | None:
    """Whatever a file says of a decision, it is one."""
    if is_evidence(facts):
        return value.grade
    return CHOSEN if is_given(scenario, path) else None


def value_text(value: Evidence) -> str:
    """A number, a date or a distribution, as a sentence has it."""
    if isinstance(value, Spread):
        match value.distribution:
            case "uniform":
                return f"{value.least:,g} to {value.most:,g}, evenly spread"
            case "triangular":
                return f"{value.least:,g} to {value.most:,g}, most often {value.most_likely:,g}"
            case "exponential":
                return f"{value.mean:,g} on average, exponential"
            case "weibull" | "lognormal":
                return f"half below {value.median:,g}, nine in ten below {value.ninetieth:,g}, {value.distribution}"
            case "quantiles":
                return ", ".join(f"{share * 100:g} % below {number:,g}" for share, number in value.points or [])
            case _:
                return _number_text(value.value)
    return _number_text(getattr(value, "value", None))


def _number_text(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _range_text(value: Evidence) -> tuple[str | None, str | None]:
    if isinstance(value, Spread) and value.low_times is not None and value.high_times is not None:
        return f"{value.low_times:g} times", f"{value.high_times:g} times"
    if isinstance(value, Number) and value.low is not None:
        return _number_text(value.low), _number_text(value.high)
    return None, None


def title_of(scenario: Scenario, path: Sequence[str]) -> str:
    """The title that the schema gives the value at a path; of a price, also whether it is average or marginal cost."""
    section, name = list(_steps(scenario, path))[-1]
    if isinstance(section, CostLine) and name == "gbp" and section.basis:
        return f"Price, {section.basis} cost"
    field = type(section).model_fields[name]
    return field.title or (field.description or name).partition(" (")[0]


def is_given(scenario: Scenario, path: Sequence[str]) -> bool:
    """Whether the scenario states a value, rather than leaving it to its default."""
    return all(name in section.model_fields_set for section, name in _steps(scenario, path))


def _steps(scenario: Scenario, path: Sequence[str]) -> Iterator[tuple[BaseModel, str]]:
    """The sections that a path goes through, each with the field taken."""
    here: object = scenario
    for part in path:
        if isinstance(here, BaseModel):
            yield here, part
            here = getattr(here, part)
        else:
            here = here[part] if isinstance(here, dict) else here[int(part)]  # type: ignore[index]
