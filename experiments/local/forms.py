"""What does a form for a service ask? The levers, prices and day 0 of a scenario, a setting a row, and its own counts.

Every row is made from the schema: title, unit, what is possible and plausible, note; there is no second list. A form is
filled in with what differs, and read back by the path in its last column (`filled`), so rows may be sorted or left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.loading import Loaded
from sim.preflight.assumed import value_text
from sim.scenario import Scenario
from sim.scenario.costs import OF_CARE
from sim.scenario.schema import TOP, Place
from sim.scenario.sections import NOT_NEGATIVE, WHOLE_UNITS, Facts, Section, field_facts, is_evidence
from sim.scenario.values import Day, Number, Spread

FORM_VERSION = 1  # of what stands where in a form
READ_ME, LEVERS, PRICES, DAY_0, COUNTS = "Read me", "Levers", "Prices", "Day 0", "Monthly counts"
SHEETS = {
    LEVERS: "What you decide, and how many people come: posts, caseloads, places, dates, demand",
    PRICES: "What is paid, by whom, in the pounds of which year",
    DAY_0: "Who is waiting, on a caseload or in an activity on the day the simulation begins",
}
HEADS = ("What it is", "Now", "Range now", "Unit", "New value", "Low", "High", "Grade", "Source")
NOTES = ("What is possible", "Note", "Setting")
WHAT, NOW, RANGE, UNIT, NEW, LOW, HIGH, GRADE, SOURCE, POSSIBLE, NOTE, SETTING = range(len(HEADS) + len(NOTES))
FORM_OF, MADE_WITH, VERSION = "This is a form of", "Made with spsim", "Version of the form"
TITLE, QUESTION, ALL_SOURCE, ALL_GRADE = "Title", "Question", "Default source", "Default grade"
OWN_FACTS = ("dates", "demand", "link_workers", "care_team")  # sections whose values a service knows of itself
OF_MONEY = ("costs", "prices", "budget")
Shown = int | float | str | date  # as a cell has it
Takes = Literal["number", "whole number", "date", "choice", "yes or no", "financial year", "name"]
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Setting:
    """One row: a value of the scenario that may be changed. `now`: as the form shows it, a number, a text or a date;
    `block`: the heading under which it stands."""

    path: str
    block: str
    title: str
    unit: str
    takes: Takes
    now: Shown
    range_now: str
    possible: tuple[float, float]
    possible_in_words: str
    note: str
    choices: Sequence[str] = ()
    has_evidence: bool = False  # a value that nobody knows exactly: it says where it comes from
    has_range: bool = False


def settings_of(loaded: Loaded) -> Mapping[str, list[Setting]]:
    """The rows of every sheet, in the order of the file."""
    found: dict[str, list[Setting]] = {sheet: [] for sheet in SHEETS}
    for sheet, setting in _walk(loaded.scenario, loaded.scenario, TOP, (), ""):
        found[sheet].append(setting)
    return found


def _walk(
    scenario: Scenario, section: Section, place: Place, path: tuple[str, ...], block: str
) -> Iterator[tuple[str, Setting]]:
    """Every value below a section that belongs on a sheet."""
    for name, field in type(section).model_fields.items():
        value, here, below = getattr(section, name), (*path, name), place.below(name)
        if not section.is_in_use(name) or (name == "cash_rule" and getattr(section, "per", None) not in OF_CARE):
            continue
        if takes := _takes(name, below):
            if sheet := _sheet_of(here, field, below):
                yield sheet, _setting(scenario, here, block, field, below, takes, value)
        elif isinstance(value, Section):
            yield from _walk(scenario, value, below, here, _under(block, name))
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, Section):
                    words = _under(_under(block, name), getattr(item, "title", None) or key)
                    yield from _walk(scenario, item, below.below(key), (*here, key), words)


def _under(block: str, step: str) -> str:
    """A heading below another one: Activities: choir."""
    words = step.replace("_", " ")
    return f"{block}{', ' if ': ' in block else ': '}{words}" if block else words.capitalize()


def _takes(name: str, place: Place) -> Takes | None:
    """What may be written into a cell; None for what is no single value."""
    kind, unit = place.type, place.facts.get("unit")
    if kind in (Number, Spread):
        return "whole number" if kind is Number and unit in WHOLE_UNITS else "number"
    if kind is Day:
        return "date"
    if kind is bool and unit:
        return "yes or no"
    if get_origin(kind) is Literal and unit:
        return "choice"
    if kind is str and name in ("price_year", "year"):
        return "financial year"
    return "name" if kind is str and name == "payer" else None


def _sheet_of(path: tuple[str, ...], field: FieldInfo, place: Place) -> str | None:
    """Where a value stands: what is of day 0 says so in its title."""
    if "day 0" in (field.title or ""):
        return DAY_0
    if path[0] in OF_MONEY or "payment" in path:
        return PRICES
    chosen = not is_evidence(place.facts)
    return LEVERS if path[0] in OWN_FACTS or (chosen and path[0] != "settings" and place.facts) else None


def _setting(
    scenario: Scenario,
    path: tuple[str, ...],
    block: str,
    field: FieldInfo,
    place: Place,
    takes: Takes,
    value: object,
) -> Setting:
    facts = field_facts(field)
    possible = tuple(facts.get("possible", NOT_NEGATIVE))
    unit = str(facts.get("unit", ""))
    evidence = place.is_value and is_evidence(facts)
    return Setting(
        ".".join(path),
        block,
        field.title or path[-1].replace("_", " ").capitalize(),
        "" if unit == takes else unit,
        takes,
        _now(scenario, path, value),
        _range_now(value),
        possible,
        _in_words(facts, takes, possible),
        field.description or "",
        _choices(scenario, place, takes),
        evidence,
        place.type is Number,
    )


def _now(scenario: Scenario, path: tuple[str, ...], value: object) -> Shown:
    """A value as a cell shows it. What is left out of an activity or a group is as for all of them."""
    if isinstance(value, Spread):
        return value_text(value) if value.value is None else value.value
    if isinstance(value, Number | Day):
        return value.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is not None:
        return str(value)
    shared = {"activities": scenario.activity_defaults, "link_workers": scenario.link_workers}
    stands = getattr(shared.get(path[0]), path[-1], None) if len(path) > 2 else None
    return NOT_STATED if stands is None else f"{_now(scenario, path, stands)}, as for all"


def _range_now(value: object) -> str:
    if isinstance(value, Number) and value.low is not None:
        return f"{value.low:,g} to {value.high:,g}"
    if isinstance(value, Spread) and value.low_times is not None:
        return f"{value.low_times:g} to {value.high_times:g} times"
    return ""


def _in_words(facts: Facts, takes: Takes, possible: tuple[float, ...]) -> str:
    """What may be written, and what is usual."""
    said = {
        "date": "a date",
        "choice": "one of the list",
        "yes or no": "yes or no",
        "financial year": "a financial year that the price index has, such as 2024/25",
        "name": "who pays",
    }
    if takes in said:
        return said[takes]
    low, high = possible
    span = f"{low:,.10g} or more" if high == inf else f"{low:,.10g} to {high:,.10g}"
    plausible = facts.get("plausible")
    usual = f"; usually {plausible[0]:,.10g} to {plausible[1]:,.10g}" if plausible else ""
    return f"{'whole, ' if takes == 'whole number' else ''}{span}{usual}"


def _choices(scenario: Scenario, place: Place, takes: Takes) -> Sequence[str]:
    """What a cell offers. Payers and years may be others than those that are there already."""
    if takes == "choice":
        return [str(one) for one in get_args(place.type)]
    if takes == "yes or no":
        return ["yes", "no"]
    if takes == "financial year":
        index = scenario.prices.index
        return sorted(index.years) if index else [scenario.prices.year]
    if takes == "name":
        return sorted(set(_payers(scenario)))
    return ()


def _payers(section: object) -> Iterator[str]:
    """Everybody who pays for something."""
    if isinstance(section, BaseModel):
        for name in type(section).model_fields:
            value = getattr(section, name)
            yield from [value] if name == "payer" and value else _payers(value)
    elif isinstance(section, dict):
        for item in section.values():
            yield from _payers(item)
