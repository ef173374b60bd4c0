"""Which prices cannot all be right? Those that pay for one thing at two rates."""

from collections.abc import Iterator
from fractions import Fraction
from operator import mul

from sim.money import exact, in_report_prices
from sim.preflight.values_in_doubt import Warning
from sim.scenario import CostLine, Scenario
from sim.scenario.cash import WholePosts

APART = Fraction(1, 10)  # prices of one thing that differ by less are not remarked on


def about_posts_that_go(scenario: Scenario) -> Iterator[Warning]:
    """A post of care and the places it looks after are priced apart: care at an average cost holds more than a post."""
    for name, line in sorted(scenario.costs.items()):
        match line.cash:
            case WholePosts() as whole:
                yield from _priced_apart(scenario, name, line, whole)


def _priced_apart(scenario: Scenario, name: str, line: CostLine, whole: WholePosts) -> Iterator[Warning]:
    path, of = f"costs.{name}.step.gbp_per_year", name.replace("_", " ")
    post = in_report_prices(scenario, whole.gbp_per_year, whole.price_year)
    care = in_report_prices(scenario, line.gbp, line.price_year) * average_weight(scenario)
    places = exact(whole.places) * care
    sums = (
        f"{path}: {whole.places.value:g} places at £{float(care):,.0f} a year are £{float(places):,.0f}, "
        f"a post £{float(post):,.0f}"
    )
    if places > post * (1 + APART):
        more = "capacity released is priced above what can leave the budget"
        yield Warning(
            path, f"A post of {of} costs less than the care in its places ({sums}): {more}.", "price of a post"
        )
    elif post > places * (1 + APART):
        more = "more cash may be released than capacity"
        yield Warning(
            path, f"A post of {of} costs more than the care in its places ({sums}): {more}.", "price of a post"
        )


def average_weight(scenario: Scenario) -> Fraction:
    """What the average person's weekly cost of care is multiplied by: traits are independent at referral."""
    weight = Fraction(1)
    for trait in scenario.traits.values():
        shares = [exact(level.share) for level in trait.levels.values()]
        costs = [exact(level.weekly_cost) for level in trait.levels.values()]
        weight *= sum(map(mul, shares, costs), Fraction(0)) / sum(shares, Fraction(0))
    return weight
