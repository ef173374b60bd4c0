"""What is an activity paid for: sessions held, time open, or a minimum?"""

from fractions import Fraction
from typing import NamedTuple

from sim.scenario import Payment, Scenario
from sim.units import DAY, WEEK, YEAR, Minutes, minute_of, nearest

# Activities paid by use: where a tally counts it, how many of the account's each is, and one of those in the price's
# unit. A course counts as a year's minutes: a yearly minimum is then a whole number of them at any minute.
BY_USE = {
    "spot": ("place_minutes", 1, Fraction(1, WEEK)),
    "outcome": ("completed", YEAR, Fraction(1, YEAR)),
}


class Opening(NamedTuple):
    """When an activity opens and closes, and from one session to the next."""

    opens: Minutes
    closes: Minutes
    every: Minutes

    def minutes(self, low: Minutes, high: Minutes) -> Minutes:
        """For how long it is open between two minutes."""
        return max(0, min(self.closes, high) - max(self.opens, low))

    def sessions(self, low: Minutes, high: Minutes) -> int:
        """How many sessions it holds between two minutes: while it is open, for any number of people."""
        until, since = (max(0, min(self.closes, minute) - self.opens) for minute in (high, low))
        return until // self.every - since // self.every


def opening_of(scenario: Scenario, name: str) -> Opening:
    """The dates of an activity; the service's own where it does not say."""
    activity, dates = scenario.activities[name], scenario.dates
    opens = activity.opens.value if activity.opens else dates.day("service_start")
    closes = activity.closes.value if activity.closes else dates.day("service_end")
    every = activity.days_between_sessions or scenario.activity_defaults.days_between_sessions
    return Opening(
        max(0, minute_of(opens, dates.start.value)),
        minute_of(min(closes, dates.end.value), dates.start.value),
        nearest(float(every.value) * DAY),
    )


def sessions_held(scenario: Scenario, name: str, low: Minutes, high: Minutes) -> int:
    """How many sessions an activity holds between two minutes."""
    return opening_of(scenario, name).sessions(low, high)


def minimum(payment: Payment) -> int:
    """What is paid for in any case: places, or courses a year; 0 where there is no minimum."""
    least = payment.minimum_places or payment.minimum_courses_per_year
    return int(least.value) if least else 0


def least_paid(scenario: Scenario, name: str, payment: Payment, low: Minutes, high: Minutes) -> int:
    """What is paid for between two minutes at any uptake, as accounts count it: a minimum times minutes open."""
    return minimum(payment) * opening_of(scenario, name).minutes(low, high)
