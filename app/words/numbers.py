"""How is a number said? Pounds, counts, shares, weeks and days, rounded to what is known of them."""

from collections.abc import Sequence
from datetime import date
from math import floor, log10

from sim.preflight.loads import day_in_words

MINUS = "−"
DAYS_PER_WEEK = 7


def grain(value: float, half_width: float | None, digits: int = 2) -> float:
    """The power of ten to round to: a fifth of the half-width or less; without one, so many significant digits."""
    if half_width:
        return 10.0 ** floor(log10(half_width / 2))
    return 10.0 ** (floor(log10(abs(value))) + 1 - digits) if value else 1.0


def rounded(value: float, unit: float) -> float:
    """To the nearest unit, halves away from zero."""
    whole = floor(abs(value) / unit + 0.5) * unit
    return -whole if value < 0 else whole


def signed(value: float, text: str, *, plus: bool = False) -> str:
    """A minus or, if wanted, a plus before the text of a size; nothing before 0."""
    if not any(c in "123456789" for c in text):
        return text
    return f"{MINUS if value < 0 else '+' if plus else ''}{text}"


def pounds(value: float, half_width: float | None = None, *, plus: bool = False) -> str:
    """'£84,000', '−£84,000': to a unit that suits the half-width, never finer than a pound."""
    unit = max(1.0, grain(value, half_width))
    return signed(value, f"£{abs(rounded(value, unit)):,.0f}", plus=plus)


def number(value: float, half_width: float | None = None, *, plus: bool = False) -> str:
    """'142', '0.4', '5,800': to a unit that suits the half-width, at most two decimals."""
    unit = max(0.01, grain(value, half_width, digits=3))
    decimals = max(0, -floor(log10(unit) + 1e-9))
    text = f"{abs(rounded(value, unit)):,.{decimals}f}"
    if "." in text and not half_width:
        text = text.rstrip("0").rstrip(".")
    return signed(value, text, plus=plus)


def count(value: float, half_width: float | None = None) -> str:
    """A number of people or times: whole, unless it is below one."""
    return number(value, max(2.0 if abs(value) >= 1 else 0.2, half_width or 0.0)) if value else "0"


def percent(share: float, digits: int = 0) -> str:
    """'47%'; a share of 0.004 is 'under 1%', not 0."""
    if 0 < share < 0.005 and digits == 0:
        return "under 1%"
    return signed(share, f"{abs(share) * 100:,.{digits}f}%")


def weeks(length: float | None) -> str:
    """'3.2 weeks', '4 days', 'less than a day'; a wait that is never reached says so."""
    if length is None:
        return "longer than the follow-up can show"
    if length <= 0:
        return "no wait"
    if length < 1:
        days = round(length * DAYS_PER_WEEK)
        return "less than a day" if days < 1 else f"{days} day{'s' * (days > 1)}"
    text = f"{length:.0f}" if length >= 9.95 else f"{length:.1f}".removesuffix(".0")
    return f"{text} week{'s' * (text != '1')}"


def until_given(length: float | None, part: str) -> str:
    """The same of a part of people, who may never all be given what they wait for."""
    return f"fewer than {part} are" if length is None else weeks(length)


def day(iso: str) -> str:
    """'1 April 2015'."""
    return day_in_words(date.fromisoformat(iso))


def listed(things: Sequence[str], last: str = "and") -> str:
    """'a, b and c'; 'a, b; and c' where a thing has a comma of its own, unless it stands in quotation marks."""
    if len(things) < 2:
        return "".join(things)
    if any(", " in thing and not thing.startswith("“") for thing in things):
        return f"{'; '.join(things[:-1])}; {last} {things[-1]}"
    return f"{', '.join(things[:-1])} {last} {things[-1]}"


def years(number_of: float) -> str:
    """'1 year', '3 years', '2.5 years', '1.75 years'."""
    text = f"{number_of:.2f}".rstrip("0").removesuffix(".")
    return f"{text} year{'s' * (text != '1')}"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The first letter small."""
    return text[:1].lower() + text[1:]


def short(text: str, most: int) -> str:
    """No more of a text than there is room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def span(seconds: float) -> str:
    """How long a machine takes: '40 seconds', '3 minutes', '5 hours'."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 1.5 * size:
            many = round(seconds / size)
            return f"{many:,} {unit}{'s' * (many != 1)}"
    many = max(1, round(seconds))
    return f"{many} second{'s' * (many != 1)}"
