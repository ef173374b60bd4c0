"""Can the run be held: dates and lengths within reach, and not too many people or kinds of them?"""

from collections.abc import Iterator
from datetime import date

from sim.checks.dates import in_the_service
from sim.faults import Found
from sim.inputs import KINDS_OF_PEOPLE_AT_MOST, kinds_of_people
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import LENGTHS, Day, Spread

ACTIVITIES_AT_MOST = 60  # one bit each in a whole number of 64
CARE_LINES_AT_MOST = 60
COSTS_AT_MOST = 200  # each is held against every other
PEOPLE_AT_MOST = 2_000_000
TABLES_AT_MOST = {"activities": ACTIVITIES_AT_MOST, "care_lines": CARE_LINES_AT_MOST, "costs": COSTS_AT_MOST}
LONGEST = 100_000  # weeks, minutes or meetings: 1,900 years of weeks
LONGEST_TIMES = 1000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
DAYS_A_WEEK = 7


def dates_and_lengths_are_in_reach(scenario: Scenario) -> Iterator[Found]:
    """Years that are a slip of the finger, and lengths of time that no clock here can hold."""
    for path, value, facts in values_in(scenario):
        if isinstance(value, Day) and not FIRST_DAY <= value.value <= LAST_DAY:
            yield path, f"{path[-1]} is {value.value}; it must lie between {FIRST_DAY} and {LAST_DAY}"
        elif isinstance(value, Spread):
            given = [getattr(value, name) for name in LENGTHS]
            longest = max([n for n in given if n is not None] + [point[1] for point in value.points or []])
            if longest > LONGEST:
                yield (
                    path,
                    f"{longest:,.0f} {facts['unit']} is too much; at most {LONGEST:,} {facts['unit']} can be run",
                )
            if (value.high_times or 1) > LONGEST_TIMES:
                yield path, f"high_times is {value.high_times}; it must be at most {LONGEST_TIMES:,}"


def counting_numbers_are_whole(scenario: Scenario) -> Iterator[Found]:
    """Whole numbers whose unit does not say so."""
    for name in ("seed", "most_events"):
        number = getattr(scenario.settings, name).value
        if number != int(number):
            yield ("settings", name), f"{name} is {number}; it must be a whole number"


def the_run_is_not_too_large(scenario: Scenario) -> Iterator[Found]:
    """How many people would come, and how many kinds of them."""
    to_care = people_new_to_care(scenario)
    people = people_expected(scenario) + to_care
    if people > PEOPLE_AT_MOST:
        yield (
            ("care_team", "new_people_per_week") if to_care > people / 2 else ("demand", "referrals_per_week"),
            f"about {people:,.0f} people would come; at most {PEOPLE_AT_MOST:,} can be run",
        )
    kinds = kinds_of_people(scenario)
    if kinds > KINDS_OF_PEOPLE_AT_MOST:
        yield ("traits",), f"the levels make {kinds:,} kinds of people; at most {KINDS_OF_PEOPLE_AT_MOST:,} can be run"
    for name, most in TABLES_AT_MOST.items():
        if len(getattr(scenario, name)) > most:
            yield (name,), f"there are {len(getattr(scenario, name))} of them; at most {most} can be run"


def people_expected(scenario: Scenario) -> float:
    """How many people a scenario brings, on average."""
    demand, dates = scenario.demand, scenario.dates
    rates = [(dates.start.value, float(demand.referrals_per_week.value))]
    rates += sorted((change.starts.value, float(change.referrals_per_week.value)) for change in demand.changes)
    on_day_0 = demand.waiting_on_day_0.value + sum(stated.people for stated in in_the_service(scenario))
    return on_day_0 + _come_between(rates, dates.day("first_referral"), dates.day("last_referral"))


def people_new_to_care(scenario: Scenario) -> float:
    """How many people are in care, or come to it, who are never referred to the programme, on average."""
    if scenario.care_team is None:
        return 0.0
    team, dates = scenario.care_team, scenario.dates
    rates = [(dates.start.value, float(team.new_people_per_week.value))]
    rates += sorted(
        (change.starts.value, float(change.new_people_per_week.value))
        for change in team.changes
        if change.new_people_per_week
    )
    on_day_0 = team.people_on_day_0.value + team.waiting_on_day_0.value
    return on_day_0 + _come_between(rates, dates.start.value, dates.end.value)


def _come_between(rates: list[tuple[date, float]], first: date, last: date) -> float:
    """How many people come at dated rates from the first day to the last."""
    ends = [starts for starts, _ in rates[1:]] + [last]
    weeks = [
        max(0, (min(end, last) - max(starts, first)).days) / DAYS_A_WEEK
        for (starts, _), end in zip(rates, ends, strict=True)
    ]
    return sum(rate * w for (_, rate), w in zip(rates, weeks, strict=True))
