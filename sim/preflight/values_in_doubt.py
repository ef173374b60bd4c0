"""Which values should be doubted before anything is run? The unusual, the assumed, the ungraded, the re-priced."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.preflight.assumed import is_given, title_of
from sim.scenario import Scenario
from sim.scenario.sections import Values, is_evidence, price_years
from sim.scenario.values import Number


class Warning(NamedTuple):
    """One plain sentence, the setting it is about ('' for the scenario as a whole), and what kind of caution it is
    (`experiments.cautions.KINDS`)."""

    path: str
    message: str
    kind: str = "service"


def implausible(scenario: Scenario, values: Values) -> Iterator[Warning]:
    """Values outside what is usual."""
    for path, value, facts in values:
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


def about_evidence(scenario: Scenario, values: Values) -> Iterator[Warning]:
    """How much is assumed, how much has no grade, and what an index did to prices."""
    graded = [value.grade for _, value, facts in values if value.grade is not None and is_evidence(facts)]
    if assumed := graded.count("assumed"):
        sentence = f"{assumed} of {len(graded)} graded values are assumed: nobody has measured them here."
        yield Warning("", sentence, "assumed")
    silent = [
        path
        for path, value, facts in values
        if facts.get("kind") == "uncertain" and value.grade is None and is_given(scenario, path)
    ]
    if silent:
        first = ".".join(silent[0])
        sentence = f"No grade is given for {len(silent)} of the uncertain values; the first is {first}."
        yield Warning(first, sentence, "no grade")
    years = sorted(set(price_years(scenario)) - {scenario.prices.year})
    if scenario.prices.index and years:
        index = scenario.prices.index
        yield Warning(
            "prices.index",
            f"Prices of {', '.join(years)} are converted to prices of {scenario.prices.year} by an index "
            f"(prices.index): {index.name}, {index.grade}.",
            "price index",
        )
