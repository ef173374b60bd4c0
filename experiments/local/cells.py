"""Which month, and which number, does one cell of returns say? Or what is wrong with it, and what to write instead.

A cell is never guessed at: what could be read in two ways is refused with the way that can be read in one. Only words
that everybody writes ("n/a", "nil") are quoted in a fault, since any other text of a cell may be of a person.
"""

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Literal

from experiments.local.grids import Cell, Trouble
from experiments.local.returns import Count
from sim.errors import Unreadable
from sim.loading.plain_numbers import in_plain_digits, number_in_words, plain_number
from sim.units import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2100
EXCELS_DAY_0, EXCELS_DAYS_AT_MOST = date(1899, 12, 30), 10**5
PEOPLE_AT_MOST, WEEKS_AT_MOST = 100_000, 520
HIDDEN_BY_A_STAR = Count(0, 4)  # as "<5": counts below 5 are those that are suppressed
WRITE_A_MONTH = "Write the month as 2026-04."
IF_NOT_KNOWN = {
    "people": "Leave the cell blank if the number is not known; write 0 if there was nobody",
    "weeks": "Leave the cell blank if the wait is not known, or if nobody was given a link worker",
}
TOTALS = re.compile(r"(grand |sub-?)?totals?|sum|average|mean|ytd|year to date|annual", re.IGNORECASE)
NOT_A_NUMBER = re.compile(
    r"n\.?/?a\.?|nil|none|no data|not (?:known|recorded|available|applicable|collected|provided)|unknown|awaited|"
    r"to follow|tbc|tba|null|nan|[-–—]+|\?",
    re.IGNORECASE,
)
ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})/(\d{4})")
IN_WORDS = re.compile(r"([a-z]{3,9})\.?[ -](\d{4}|\d\d)", re.IGNORECASE)
DAY_FIRST = re.compile(r"\d{1,4}[/.]\d{1,2}([/.]\d{2,4})?")
INTERVAL = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|to) ?(\d+(?:\.\d+)?)", re.IGNORECASE)
BELOW = re.compile(r"(?:<|under |below |fewer than |less than )(=?) ?(\d+(?:\.\d+)?)", re.IGNORECASE)
ABOVE = re.compile(r"[>≥].*|\d+ ?\+")
WITH_ITS_UNIT = {
    "people": re.compile(r"(\d+(?:\.\d+)?) ?(?:people|persons?)", re.IGNORECASE),
    "weeks": re.compile(r"(\d+(?:\.\d+)?) ?(?:weeks?|wks?)", re.IGNORECASE),
}
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d{1,2}|[-+]?\d{1,3}(\.\d{3})*,\d+")


def month_in(cell: Cell) -> date:
    """The first day of the month that a cell says. Raises Unreadable, in a sentence."""
    match cell:
        case Trouble():
            raise Unreadable(f"The month {cell.message}.")
        case None:
            raise Unreadable(f"The month is missing. {WRITE_A_MONTH}")
        case datetime() | date():
            return _possible(cell.year, cell.month)
        case bool() | time() | timedelta():
            raise Unreadable(f"This is not a month. {WRITE_A_MONTH}")
        case int() | float():
            return _refused_number(cell)
    text = in_plain_digits(cell)
    if match := ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        try:
            date(year, month, day)
        except ValueError:
            raise Unreadable(_no_such_day(text, month)) from None
        return _possible(year, month)
    if match := MONTH_AND_YEAR.fullmatch(text):
        if not 1 <= int(match[1]) <= 12:
            raise Unreadable(f"{text} is not a month: a year has 12.")
        return _possible(int(match[2]), int(match[1]))
    if (match := IN_WORDS.fullmatch(text)) and (month := _month_called(match[1])):
        return _possible(int(match[2]) + (2000 if len(match[2]) == 2 else 0), month)
    if TOTALS.fullmatch(text):
        raise Unreadable("This is a row of totals. Delete it: every row is one month.")
    if re.fullmatch(r"\d{4}/\d\d", text):
        raise Unreadable(f"{text} may be a month or a financial year. {WRITE_A_MONTH}")
    if DAY_FIRST.fullmatch(text):
        raise Unreadable(f"{text} is a date as text, and may be read day first or month first. {WRITE_A_MONTH}")
    if re.fullmatch(r"q[1-4][ -]?\d{4}|\d{4}[ -]?q[1-4]", text, re.IGNORECASE):
        raise Unreadable(f"{text} is a quarter. Every row is one month.")
    if re.fullmatch(r"\d{1,8}", text):
        return _refused_number(int(text))
    raise Unreadable(f"This text is not a month. {WRITE_A_MONTH}")


def _no_such_day(text: str, month: int) -> str:
    return f"{text} is not a month: a year has 12." if not 1 <= month <= 12 else f"{text} is not a day of the calendar."


def _month_called(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 if it is none."""
    found = [n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(word.lower())]
    return found[0] if found else 9 if word.lower() == "sept" else 0


def _possible(year: int, month: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"The year {year} is not possible: months lie between {FIRST_YEAR} and {LAST_YEAR}.")
    return date(year, month, 1)


def _refused_number(number: int | float) -> date:
    """A number that stands where a month should: as what it may have been meant."""
    if not (isfinite(number) and number == int(number) and 0 < number < 10**8):
        raise Unreadable(f"This is a number, not a month. {WRITE_A_MONTH}")
    whole = int(number)
    if FIRST_YEAR <= whole <= LAST_YEAR:
        raise Unreadable(f"{whole} is a year. Every row is one month. {WRITE_A_MONTH}")
    year, month = divmod(whole, 100)
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
        raise Unreadable(f"{whole} is a number, not a month. Write {year}-{month:02d}.")
    meant = EXCELS_DAY_0 + timedelta(min(whole, EXCELS_DAYS_AT_MOST))
    if FIRST_YEAR <= meant.year <= LAST_YEAR:
        raise Unreadable(f"{whole} is Excel's number of a day. Write the month as {meant:%Y-%m}, if that is meant.")
    raise Unreadable(f"This is a number, not a month. {WRITE_A_MONTH}")


# ---------------------------------------------------------------- counts


def count_in(cell: Cell, unit: Literal["people", "weeks"]) -> Count | None:
    """What a cell says; None if it is blank. Raises Unreadable, to be said after the column's name."""
    match cell:
        case None:
            return None
        case Trouble():
            raise Unreadable(cell.message)
        case bool():
            raise Unreadable(f"is {str(cell).lower()}, not a number. {IF_NOT_KNOWN[unit]}")
        case date() | time() | timedelta():
            raise Unreadable(
                "holds a date. If 1-4 was typed, Excel has made a date of it: write 1 to 4. If it was a number, format "
                "the cell as a number"
            )
        case int() | float():
            return _exact(cell, unit)
    text = in_plain_digits(cell).replace("≤", "<=")
    if number := plain_number(text):
        return _plain(text, number, unit)
    if text == "*" and unit == "people":
        return HIDDEN_BY_A_STAR
    if match := BELOW.fullmatch(text):
        return _below(text, float(match[2]), unit, included=bool(match[1]))
    if match := INTERVAL.fullmatch(text):
        low, high = _exact(_number(match[1]), unit).low, _exact(_number(match[2]), unit).high
        if low > high:
            raise Unreadable(f"is {text}. Write the smaller number first")
        return Count(low, high)
    raise Unreadable(_refusal(text, unit))


def _plain(text: str, number: str, unit: Literal["people", "weeks"]) -> Count:
    """A number that people write in several ways; only one of them is a number here."""
    if text.endswith("%"):
        raise Unreadable(f"is {text}. Returns are numbers of people, not shares")
    if "," in text or " " in text:
        raise Unreadable(f"is {text}. Write {number}")
    return _exact(_number(number), unit)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _exact(number: int | float, unit: Literal["people", "weeks"]) -> Count:
    """One number, if it is possible."""
    if isinstance(number, float) and not isfinite(number):
        raise Unreadable("must be a finite number")
    most = PEOPLE_AT_MOST if unit == "people" else WEEKS_AT_MOST
    if number < 0:
        raise Unreadable(f"is {number:g}; it cannot be negative")
    if number > most:
        advice = ". Is it in days? Divide by 7" if unit == "weeks" else ""
        raise Unreadable(f"is {number:g}; at most {most:,} {unit} are possible{advice}")
    if unit == "people":
        if number != int(number):
            raise Unreadable(f"is {number:g}; people are counted in whole numbers")
        number = int(number)
    return Count(number, number)


def _below(text: str, number: float, unit: Literal["people", "weeks"], *, included: bool) -> Count:
    """What is known of "<5": for people 0 to 4."""
    most = number if included or unit == "weeks" else number - 1
    if most < 0 or number > PEOPLE_AT_MOST:
        raise Unreadable(f"is {text}; no number is so small" if most < 0 else f"is {text}; it says nothing")
    return Count(0, _exact(most, unit).high)


def _refusal(text: str, unit: Literal["people", "weeks"]) -> str:
    """Why a text is no number, and what to write."""
    if NOT_A_NUMBER.fullmatch(text):
        return f'is "{text}". {IF_NOT_KNOWN[unit]}'
    if text == "*":
        return "is suppressed (*), and nothing is known of it. Leave the cell blank"
    if DECIMAL_COMMA.fullmatch(text):
        return f"is {text}, with a decimal comma. Write {text.replace('.', '').replace(',', '.')}"
    if ABOVE.fullmatch(text) and len(text) <= 12:
        return f"is {text}, which has no upper end. Write an interval such as 5-9"
    if match := WITH_ITS_UNIT[unit].fullmatch(text):
        return f"is {text}. Write {match[1]}, without the word"
    if word := number_in_words(text):
        return f'is the word "{text}". Write {word}'
    return f"holds a text that is not a number. {IF_NOT_KNOWN[unit]}"
