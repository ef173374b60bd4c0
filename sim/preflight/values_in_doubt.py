"""Which values should be doubted before anything is run? The unusual, the assumed, the ungraded, the re-priced."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from sim.preflight.assumed import is_given, title_of
from sim.scenario import Scenario
from sim.scenario.sections import is_evidence, values_in
from sim.scenario.values import Number


class Warning(NamedTuple):
    """One plain sentence, the setting it is about ('' for the scenario as a whole), and what kind of caution it is
    (`experiments.cautions.KINDS`)."""

    path: str
    message: str
    kind: str = "service"


def implausible(scenario: Scenario) -> Iterator[Warning]:
    """Values outside what is usual."""
    for path, value, facts in values_in(scenario):
        if isinstance(value, Number) and "plausible" in facts:
            least, most = facts["plausible"]
            if not least <= value.value <= most:
                name = ".".join(path)
                usual = f"{least:g} to {_with_unit(most, facts['unit'])}"
                yield Warning(
                    name,
                    f"{title_of(scenario, path)} ({name}) is {value.value:g}, outside the usual {usual}.",
                    "unusual value",
                )


def _with_unit(number: float, unit: str) -> str:
    return f"{number:,g} {unit.replace('/', ' a ').replace('per ', 'a ')}"


def about_evidence(scenario: Scenario) -> Iterator[Warning]:
    """How much is assumed, how much has no grade, and what an index did to prices."""
    graded = [value.grade for _, value, facts in values_in(scenario) if value.grade is not None and is_evidence(facts)]
    if assumed := graded.count("assumed"):
        sentence = f"{assumed} of {len(graded)} graded values are assumed: nobody has measured them here."
        yield Warning("", sentence, "assumed")
    silent = [
        path
        for path, value, facts in values_in(scenario)
        if facts.get("kind") == "uncertain" and value.grade is None and is_given(scenario, path)
    ]
    if silent:
        first = ".".join(silent[0])
        sentence = f"No grade is given for {len(silent)} of the uncertain values; the first is {first}."
        yield Warning(first, sentence, "no grade")
    years = sorted(set(_price_years(scenario)) - {scenario.prices.year})
    if scenario.prices.index and years:
        index = scenario.prices.index
        yield Warning(
            "prices.index",
            f"Prices of {', '.join(years)} are converted to prices of {scenario.prices.year} by an index "
            f"(prices.index): {index.name}, {index.grade}.",
            "price index",
        )


def _price_years(section: object) -> Iterator[str]:
    """The price year of every price below a section."""
    if isinstance(section, BaseModel):
        if "price_year" in type(section).model_fields:
            yield section.price_year  # type: ignore[attr-defined]
        for name in type(section).model_fields:
            yield from _price_years(getattr(section, name))
    elif isinstance(section, dict):
        for item in section.values():
            yield from _price_years(item)
