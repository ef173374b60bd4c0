"""When does a post of care go, and what is that worth? For lines whose cash comes by whole posts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import assert_never

from sim.money.accounts import ONE, Release, Unit
from sim.money.pounds import exact, in_report_prices
from sim.scenario import Scenario
from sim.scenario.cash import InFull, Refill, Share, WholePosts
from sim.units import YEAR, Minutes

AfterWeek = Sequence[Sequence[tuple[int, Minutes]]]  # of the week after each week's end: its periods, and how long


def posts_gone(free: Sequence[int], places: Fraction, weeks: int) -> list[int]:
    """How many posts are gone in the week after each week's end, from the places free then (fewer than none: more are
    taken, and that many posts are added).

    Value:  a post goes when all its places are free at this week's end and were at that of each of so many before; it
            comes back, or one is added, as soon as all its places are seen to be wanted.
    Source: none. How fast posts follow places in mental health teams is not published; this is a cautious reading.
    Grade:  assumed.
    """
    whole = [abs(n) * places.denominator // places.numerator * (1 if n > 0 else -1) for n in free]
    if not any(whole):
        return whole
    held = [max(0, min(whole[week - weeks : week + 1])) if week >= weeks else 0 for week in range(len(whole))]
    return [min(now, gone) for now, gone in zip(whole, held, strict=True)]


def releases_of(scenario: Scenario) -> Iterator[Release]:
    """Lines whose cash comes by whole posts: each at the price of a post, which is not that of its places."""
    for name, line in sorted(scenario.costs.items()):
        match line.cash:
            case WholePosts() as post:
                places, weeks = exact(post.places), ceil(exact(post.weeks_free) + exact(post.weeks_notice))
                prices = (post.gbp_per_year, post.gbp_once)
                year, once = (in_report_prices(scenario, gbp, post.price_year) for gbp in prices)
                yield Release(
                    name, line.payer, places, weeks, once=False, unit=Unit(Fraction(1, YEAR), year), post=post
                )
                yield Release(name, line.payer, places, weeks, once=True, unit=Unit(-ONE, once), post=post)
            case InFull() | Share() | Refill():
                pass
            case never:
                assert_never(never)


def minutes_gone(posts: Sequence[int], after_week: AfterWeek, periods: int) -> list[int]:
    """From posts gone after each week's end to minutes in each period."""
    minutes = [0] * periods
    for many, stretches in zip(posts, after_week, strict=True):
        for period, length in stretches if many else ():
            minutes[period] += many * length
    return minutes


def times_gone(posts: Sequence[int], after_week: AfterWeek, periods: int) -> list[int]:
    """From the same to how many posts go in each period. One that comes back and goes again goes twice; one that was
    added and is taken away again was never of the establishment."""
    times, before = [0] * periods, 0
    for many, stretches in zip(posts, after_week, strict=True):
        times[stretches[0][0]] += max(0, many - max(0, before))
        before = many
    return times
