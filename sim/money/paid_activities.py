"""What is an activity paid for: sessions held, time open, or a minimum?"""

from fractions import Fraction

from sim.inputs import with_defaults
from sim.scenario import Payment, Scenario
from sim.units import DAY, WEEK, YEAR, Minutes, minute_of, nearest

# Activities paid by use: where a tally counts it, how many of the account's each is, and one of those in the price's
# unit. A course counts as a year's minutes: a yearly minimum is then a whole number of them at any minute.
BY_USE = {
    "spot": ("place_minutes", 1, Fraction(1, WEEK)),
    "outcome": ("completed", YEAR, Fraction(1, YEAR)),
}


def activity_dates(scenario: Scenario, name: str) -> tuple[Minutes, Minutes]:
    """When an activity opens and closes; the service's own dates where it does not say."""
    activity, dates = scenario.activities[name], scenario.dates
    opens = activity.opens.value if activity.opens else dates.day("service_start")
    closes = activity.closes.value if activity.closes else dates.day("service_end")
    return max(0, minute_of(opens, dates.start.value)), minute_of(min(closes, dates.end.value), dates.start.value)


def minutes_open(scenario: Scenario, name: str, low: Minutes, high: Minutes) -> Minutes:
    """For how long an activity is open between two minutes."""
    opens, closes = activity_dates(scenario, name)
    return max(0, min(closes, high) - max(opens, low))


def sessions_held(scenario: Scenario, name: str, low: Minutes, high: Minutes) -> int:
    """How many sessions an activity holds between two minutes: while it is open, for any number of people."""
    opens, closes = activity_dates(scenario, name)
    activity = with_defaults(scenario, scenario.activities[name])
    every = nearest(float(activity.days_between_sessions.value) * DAY)
    until, since = (max(0, min(closes, minute) - opens) for minute in (high, low))
    return until // every - since // every


def minimum(payment: Payment) -> int:
    """What is paid for in any case: places, or courses a year; 0 where there is no minimum."""
    least = payment.minimum_places or payment.minimum_courses_per_year
    return int(least.value) if least else 0


def least_paid(scenario: Scenario, name: str, payment: Payment, low: Minutes, high: Minutes) -> int:
    """What is paid for between two minutes at any uptake, as accounts count it: a minimum times minutes open."""
    return minimum(payment) * minutes_open(scenario, name, low, high)
