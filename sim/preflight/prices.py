"""Which prices cannot all be right? Those that pay for one thing at two rates."""

from collections.abc import Iterator
from fractions import Fraction
from operator import mul

from sim.money import exact, in_report_prices
from sim.preflight.values_in_doubt import Warning
from sim.scenario import Scenario

APART = Fraction(1, 10)  # prices of one thing that differ by less are not remarked on


def about_posts_that_go(scenario: Scenario) -> Iterator[Warning]:
    """A post of care and the places it looks after are priced apart: care at an average cost holds more than a post."""
    for name, line in sorted(scenario.costs.items()):
        if line.step is None:
            continue
        path, of = f"costs.{name}.step.gbp_per_year", name.replace("_", " ")
        post = in_report_prices(scenario, line.step.gbp_per_year, line.step.price_year)
        care = in_report_prices(scenario, line.gbp, line.price_year) * average_weight(scenario)
        places = exact(line.step.places) * care
        sums = (
            f"{path}: {line.step.places.value:g} places at £{float(care):,.0f} a year are £{float(places):,.0f}, "
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
