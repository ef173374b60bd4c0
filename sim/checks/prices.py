"""Can prices be compared, and are payers, limits and minimums possible?"""

from collections.abc import Iterator, Sequence

from sim.checks.double_counts import Pair
from sim.checks.names import not_there
from sim.faults import Found, dotted, printable
from sim.inputs import with_defaults
from sim.scenario import PriceIndex, Scenario
from sim.scenario.cash import WholePosts
from sim.scenario.schema import Path
from sim.units import financial_years


def payers_are_written_one_way(scenario: Scenario) -> Iterator[Pair]:
    """Budgets are kept by payer, so "icb" beside "ICB" would split one payer's in two."""
    spellings: dict[str, dict[str, Path]] = {}
    for path, payer in payers_in(scenario):
        spellings.setdefault(" ".join(payer.split()).casefold(), {}).setdefault(payer, path)
    for (first, where), *others in (list(found.items()) for found in spellings.values()):
        for payer, path in others:
            words = "would be two payers with two budgets. Spell both alike, or choose names that differ more"
            yield (
                (path, f'payer is "{printable(payer)}", and "{printable(first)}" in {dotted(where[:2])} {words}'),
                (where, f'payer is "{printable(first)}", and "{printable(payer)}" in {dotted(path[:2])} {words}'),
            )


def payers_in(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Every payer, and where it is named."""
    for name, cost in scenario.costs.items():
        yield ("costs", name, "payer"), cost.payer
    if payment := scenario.activity_defaults.payment:
        yield ("activity_defaults", "payment", "payer"), payment.payer
    for name, activity in scenario.activities.items():
        if activity.payment:
            yield ("activities", name, "payment", "payer"), activity.payment.payer
    for name, limit in scenario.budget.limits.items():
        yield ("budget", "limits", name, "payer"), limit.payer
    for name, stated in scenario.stated_values.items():
        if stated.payer is not None:
            yield ("stated_values", name, "payer"), stated.payer


def prices_can_be_compared(scenario: Scenario) -> Iterator[Found]:
    """Every price is of the report's year, or a price index covers both years."""
    year, index = scenario.prices.year, scenario.prices.index
    priced = list(_price_years(scenario))
    for path, given in [*priced, (("prices", "year"), year)]:
        if int(given[-2:]) != (int(given[:4]) + 1) % 100:
            yield path, f"{path[-1]} is {given}; the year after {given[:4]} ends in {(int(given[:4]) + 1) % 100:02d}"
    others = [(path, given) for path, given in priced if given != year]
    if index is not None and others and year not in index.years:
        yield ("prices", "year"), _not_in_the_index("year", year, index)
    for path, given in others:
        if index is None:
            yield path, f"price_year is {given}, and prices.year is {year}. Name a price index under [prices.index]"
        elif given not in index.years:
            yield path, _not_in_the_index("price_year", given, index)


def _not_in_the_index(name: str, year: str, index: PriceIndex) -> str:
    first, last = min(index.years, default=""), max(index.years, default="")
    has = f" It has {first}{f' to {last}' if last != first else ''}." if index.years else ""
    return (
        f"{name} is {year}, which prices.index lacks.{has} Add the index of {year} under [prices.index.years], "
        "or state the price in pounds of a year that it has"
    )


def _price_years(scenario: Scenario) -> Iterator[Found]:
    for name, cost in scenario.costs.items():
        yield ("costs", name, "price_year"), cost.price_year
        if isinstance(cost.cash, WholePosts):
            yield ("costs", name, "step", "price_year"), cost.cash.price_year
    for name, stated in scenario.stated_values.items():
        yield ("stated_values", name, "price_year"), stated.price_year
    if payment := scenario.activity_defaults.payment:
        yield ("activity_defaults", "payment", "price_year"), payment.price_year
    for name, activity in scenario.activities.items():
        if activity.payment:
            yield ("activities", name, "payment", "price_year"), activity.payment.price_year
    for name, limit in scenario.budget.limits.items():
        yield ("budget", "limits", name, "price_year"), limit.price_year
    if scenario.headline:
        yield ("headline", "price_year"), scenario.headline.price_year


def limits_can_be_held(scenario: Scenario) -> Iterator[Found]:
    """A limit is of a payer who pays for something, in years that are simulated, and that payer's only one then."""
    payers = {payer for path, payer in payers_in(scenario) if path[0] not in ("budget", "stated_values")}
    years = [name for name, _ in financial_years(scenario.dates.start.value, scenario.dates.end.value)]
    held: dict[tuple[str, str], str] = {}
    for name, limit in scenario.budget.limits.items():
        path: Path = ("budget", "limits", name)
        if limit.payer not in payers:
            yield (*path, "payer"), not_there("payer", limit.payer, payers)
        for year in limit.years or years:
            if year not in years:
                yield (*path, "years"), _year_of_no_run(year, years)
            elif (other := held.setdefault((limit.payer, year), name)) != name:
                yield path, f"{limit.payer} has a limit for {year} already, in budget.limits.{other}"


def _year_of_no_run(year: str, years: Sequence[str]) -> str:
    return f"years has {year}, and the run touches {years[0]}{f' to {years[-1]}' if len(years) > 1 else ''}"


def prices_hold_in_years_of_the_run(scenario: Scenario) -> Iterator[Found]:
    """A cost line's own financial years."""
    years = [name for name, _ in financial_years(scenario.dates.start.value, scenario.dates.end.value)]
    for name, line in scenario.costs.items():
        for year in line.years or ():
            if year not in years:
                yield ("costs", name, "years"), _year_of_no_run(year, years)


def no_more_places_are_paid_for_than_are_there(scenario: Scenario) -> Iterator[Found]:
    """A minimum that no uptake could reach."""
    for name, activity in scenario.activities.items():
        full = with_defaults(scenario, activity)
        if full.payment is None or full.payment.minimum_places is None:
            continue
        minimum = full.payment.minimum_places
        least = max(minimum.value, minimum.high or 0)
        most = max(full.places.value, *(change.places.value for change in activity.changes), 0)
        if least > most:
            home: Path = ("activities", name) if activity.payment else ("activity_defaults",)
            may_be = f"is {least}" if minimum.value > most else f"may be {least} (its high)"
            yield (
                (*home, "payment", "minimum_places"),
                f"minimum_places {may_be}, and {name} never has more than {most} places. Pay for no more than there "
                "are",
            )


def a_headline_has_its_cost_of_care(scenario: Scenario) -> Iterator[Found]:
    """The bridge from a published claim needs the price of a year in care."""
    if scenario.headline and not any(cost.per == "care_year" for cost in scenario.costs.values()):
        yield (
            ("headline",),
            'its bridge needs a cost with per = "care_year". Add one under [costs], or leave the headline out',
        )
