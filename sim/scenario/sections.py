"""What is a section of a scenario file, and what does a field of it declare? Its kind, its unit, what is possible.

Three kinds are kept apart: a *lever* is what a commissioner chooses; an *uncertain* input is what nobody knows exactly
(range, source, grade); a *setting* is how the run is done. What is not possible is refused; outside what is plausible a
scenario runs, and the report says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from math import inf
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from sim.scenario.values import Evidence, Number, fault

Kind = Literal["lever", "uncertain", "setting"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FinancialYear = Annotated[str, Field(pattern=r"^[12]\d\d\d/\d\d$")]
Facts = dict[str, Any]  # what a field declares: kind, unit, what is possible and plausible
CHANCE = (0, 1)
ABOVE_ZERO = (1e-9, inf)
PEOPLE_ON_DAY_0_AT_MOST = 4095  # on the caseloads of a group of posts, or in an activity: 12 bits of an identity
NOT_NEGATIVE = (0, inf)


def _field(
    kind: Kind,
    title: str,
    unit: str,
    default: Any = ...,
    *,
    possible: tuple[float, float] = NOT_NEGATIVE,
    plausible: tuple[float, float] | None = None,
    note: str = "",
) -> Any:
    extra: Facts = {"kind": kind, "unit": unit}
    if possible != NOT_NEGATIVE:
        extra["possible"] = list(possible)
    if plausible:
        extra["plausible"] = list(plausible)
    return Field(default, title=title, description=note or None, json_schema_extra=extra)


lever = partial(_field, "lever")  # something a commissioner chooses
uncertain = partial(_field, "uncertain")  # something nobody knows exactly
setting = partial(_field, "setting")  # how the run is done


def people_already(title: str, default: Number | None = Number(value=0)) -> Any:  # noqa: B008 - frozen
    """How many people are there when the run begins."""
    return uncertain(title, "people", default, possible=(0, PEOPLE_ON_DAY_0_AT_MOST))


def field_facts(field: FieldInfo) -> Facts:
    """Kind, unit, possible and plausible of a declared field; empty where a field is a section or a plain word."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


class Possible(NamedTuple):
    """Which numbers a field may have."""

    least: float
    most: float
    whole: bool


def possible_of(facts: Facts) -> Possible:
    """The same, by what a field declares."""
    least, most = facts.get("possible", NOT_NEGATIVE)
    return Possible(least, most, facts.get("unit") in WHOLE_UNITS)


Values = Sequence[tuple[tuple[str, ...], Evidence, Facts]]  # as `values_in` has them


class Section(BaseModel):
    """A table of a scenario file: frozen, strict, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    def is_in_use(self, _name: str) -> bool:
        """Whether a field means anything beside the others."""
        return True

    @field_validator("*", mode="after")
    @classmethod
    def _is_possible(cls, value: object, info: ValidationInfo) -> object:
        """Each field alone, so that every fault in a file is found at once."""
        facts = field_facts(cls.model_fields[info.field_name or ""])
        if not facts or not isinstance(value, Number):
            return value
        possible = possible_of(facts)
        for which in ("value", "low", "high"):
            number = getattr(value, which)
            if number is not None and not possible.least <= number <= possible.most:
                below, what = ("", info.field_name) if which == "value" else (which, f"{info.field_name}.{which}")
                raise fault(below, f"{what} is {number}; {_allowed(facts['unit'], possible, number)}")
        if possible.whole and value.value != int(value.value):
            raise fault("", f"{info.field_name} is {value.value}; it must be a whole number")
        return value


WHOLE_UNITS = ("people", "places", "sessions", "courses", "meetings", "replications", "days", "years")
UNITS_NOT_SAID = ("chance", "share", "ratio", "number", "post", "weight", "log odds")


def _allowed(unit: str, possible: Possible, number: float) -> str:
    """The possible values, in words."""
    least, most, _ = possible
    if unit in ("chance", "share") and not 0 <= number <= 1:
        return f"a {unit} lies between 0 and 1"
    if number < 0 and least >= 0:
        return "it cannot be negative"
    named = "" if unit in UNITS_NOT_SAID else f" {unit}"
    if most == inf:
        return "it must be above 0"
    return f"it must lie between {in_full(least)} and {in_full(most)}{named}"


def in_full(number: float) -> str:
    """1,000 and 0.999999: no powers of ten."""
    return f"{int(number):,}" if number == int(number) else f"{number:.10f}".rstrip("0")


def check_again(section: Section) -> None:
    """What a section checks of its own fields together, once more, where numbers are changed in place. Raises what its
    validators raise."""
    declared = section.__pydantic_decorators__
    for name, one in declared.field_validators.items():
        if name != Section._is_possible.__name__:  # of each field alone: `possible_of`
            for field in one.info.fields:
                one.func(getattr(section, field))
    for whole in declared.model_validators.values():
        whole.func(section)


def values_in(section: Section, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Evidence, Facts]]:
    """Every value below a section: its path, the value with its evidence, and what its field declares."""
    for name, facts in _facts_of(type(section)):
        value = getattr(section, name)
        if value is not None and section.is_in_use(name):
            yield from _values_of(value, (*path, name), facts)


@cache
def _facts_of(kind: type[Section]) -> list[tuple[str, Facts]]:
    """What each field declares."""
    return [(name, field_facts(field)) for name, field in kind.model_fields.items()]


def _values_of(value: object, path: tuple[str, ...], facts: Facts) -> Iterator[tuple[tuple[str, ...], Evidence, Facts]]:
    if isinstance(value, Evidence):
        yield path, value, facts
    elif isinstance(value, Section):
        yield from values_in(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values_of(item, (*path, str(key)), facts)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from _values_of(item, (*path, str(position)), facts)


def price_years(section: object) -> Iterator[str]:
    """The price year of every price below a section."""
    if isinstance(section, Section):
        for name, _ in _facts_of(type(section)):
            value = getattr(section, name)
            yield from [value] if name == "price_year" else price_years(value)
    elif isinstance(section, dict):
        for item in section.values():
            yield from price_years(item)


def is_evidence(facts: Mapping[str, Any]) -> bool:
    """Whether a value is something that could be known: levers, dates and settings are chosen."""
    return bool(facts.get("kind", "uncertain") == "uncertain")
