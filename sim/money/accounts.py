"""What is counted together, at one price? Accounts of lines, periods and kinds of person, and what releases a post."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from sim.scenario.cash import WholePosts

PROGRAMME, CARE, USE, CRISIS, MOVED = "programme", "care", "care use", "crisis", "moved to others"
ROLES = {
    "post_year": PROGRAMME,
    "service_year": PROGRAMME,
    "once": PROGRAMME,
    "supported_review_slot": PROGRAMME,
    "supported_review": PROGRAMME,
    "meeting": PROGRAMME,
    "meeting_expense": PROGRAMME,
    "helper_year": PROGRAMME,
    "care_year": CARE,
    "care_use": USE,
    "relapse": CRISIS,
    "discharged_year": MOVED,
}
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, eq=False)
class Unit:
    """What one thing counted in a tally comes to: a quantity, and the price of one unit of it."""

    quantity: Fraction
    price: Fraction

    @cached_property
    def amount(self) -> Fraction:
        """Pounds for one thing counted, exactly."""
        return self.quantity * self.price


class Account(NamedTuple):
    """What is counted together: one line, in one period. Stratum None: not of any one person (posts, grants)."""

    line: str
    role: str
    payer: str
    period: int
    stratum: int | None
    unit: Unit


class Entry(NamedTuple):
    """An account of one world and what was counted for it: quantity x price = amount."""

    line: str
    role: str
    payer: str
    period: int
    stratum: int | None
    unit: Unit
    counted: int  # whole minutes, sessions, uses, ... as the tally has them

    @property
    def quantity(self) -> Fraction:
        """In the price's own unit: years, weeks, sessions, uses."""
        return self.counted * self.unit.quantity

    @property
    def price(self) -> Fraction:
        """Pounds for one."""
        return self.unit.price

    @property
    def amount(self) -> Fraction:
        """Pounds, exactly."""
        return self.counted * self.unit.amount


class Block(NamedTuple):
    """The accounts of a line that people run up, for every period and in it every stratum, in a row."""

    line: str
    role: str
    payer: str
    buffer: str  # of the tally
    row: int  # of that buffer
    units: list[Unit]  # a unit a stratum
    first: int  # where its accounts begin


class PaidByPost(NamedTuple):
    """Posts of one group and size that one line pays for."""

    line: str
    payer: str
    group: str
    unit: Unit  # of a minute of one post
    which: list[int]  # rows of the tally


class Release(NamedTuple):
    """What whole posts that go are worth to a line of care: the minutes they are gone, or (`once`) each that goes."""

    line: str
    payer: str
    places: Fraction  # that one post looks after
    weeks: int  # for which they must have stood free, notice included
    once: bool
    unit: Unit  # of a minute without one post, or of a post that goes: below 0, because it costs
    post: WholePosts


def total(entries: Iterable[Entry]) -> Fraction:
    """Pounds, exactly: one entry at a time, as they are read."""
    return sum((entry.amount for entry in entries), ZERO)
