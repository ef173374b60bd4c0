"""How does a fall in what is paid become cash? One of four rules a cost line, each a type of its own.

A file states a rule in its fields (cash_rule, cashable_share, step), and `CostLine.cash` alone reads these. Every other
room matches on the type, and mypy says where one of the four is left out.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from sim.scenario.sections import FinancialYear, Section, uncertain
from sim.scenario.values import AnyNumber, Number, number


@dataclass(frozen=True)
class InFull:
    """All of it: what is paid for as it comes, and is not care."""


@dataclass(frozen=True)
class Share:
    """A share of it, from the first minute."""

    share: Number


class WholePosts(Section):
    """When a post of care can be given up (enough places free, for long enough, and notice), and what it is worth."""

    places: AnyNumber = uncertain(
        "Places in care that one post looks after", "places", possible=(1, 100_000), plausible=(10, 60)
    )
    weeks_free: AnyNumber = uncertain(
        "How long its places must have stood free before a post is given up",
        "weeks",
        possible=(0, 520),
        plausible=(4, 104),
    )
    weeks_notice: AnyNumber = uncertain(
        "Notice: from giving up a post to the end of its pay", "weeks", possible=(0, 260), plausible=(4, 26)
    )
    gbp_per_year: AnyNumber = uncertain(
        "What a post of care costs a year",
        "£",
        possible=(0, 1e9),
        note="What giving it up takes out of the budget: pay and on-costs. Not what care in its places costs.",
    )
    gbp_once: AnyNumber = uncertain(
        "One-off cost of giving up a post", "£", number(0), possible=(0, 1e9), note="Redundancy, notice not worked."
    )
    price_year: FinancialYear


@dataclass(frozen=True)
class Refill:
    """None of it: the next person takes the place."""


CashRule = InFull | Share | WholePosts | Refill


def name_of(rule: CashRule) -> Literal["share", "step", "refill"] | None:
    """As a file writes it; None where there is nothing to choose."""
    match rule:
        case InFull():
            return None
        case Share():
            return "share"
        case WholePosts():
            return "step"
        case Refill():
            return "refill"
        case _:
            assert_never(rule)
