"""What is a minute, a week, a year here? Whole minutes inside; dates and pounds only at the edges.

A year in a rate is 365.25 days. Financial years (April to March) follow the calendar.
"""

from datetime import date

Minutes = int  # a plain alias: a compiled engine cannot call a NewType

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 525_960  # 365.25 days
MONTH = YEAR // 12
WEEKS_PER_YEAR = YEAR / WEEK
LONGEST = 1.0e12  # minutes: a time longer than any run, which 64 bits still hold when it is added to others
FINANCIAL_YEAR_STARTS = (4, 1)  # 1 April
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def nearest(minutes: float) -> Minutes:
    """The whole minute nearest to a length of time that is not negative. Beyond any run, all are alike."""
    return int(min(LONGEST, minutes) + 0.5)


def minute_of(day: date, start: date) -> Minutes:
    """The minute at which a day begins, counted from the beginning of day 0."""
    return (day - start).days * DAY


def financial_year(day: date) -> str:
    """'2015/16' for any day from 1 April 2015 to 31 March 2016."""
    first = day.year if (day.month, day.day) >= FINANCIAL_YEAR_STARTS else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def financial_years(start: date, end: date) -> list[tuple[str, Minutes]]:
    """Every financial year touched by start..end (end not included): its name, and the minute it ends (or the end)."""
    years = []
    day = start
    while day < end:
        turn = date(int(financial_year(day)[:4]) + 1, *FINANCIAL_YEAR_STARTS)
        years.append((financial_year(day), minute_of(min(turn, end), start)))
        day = turn
    return years
