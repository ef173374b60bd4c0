"""Which month comes after which, and how is it named? A month is its first day."""

from datetime import date

from sim.units import MONTHS


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_after(last: date, many: int) -> tuple[date, ...]:
    """The months that follow one."""
    months = [month_after(last)]
    while len(months) < many:
        months.append(month_after(months[-1]))
    return tuple(months)


def month_in_words(month: date) -> str:
    """'April 2026'."""
    return f"{MONTHS[month.month - 1]} {month.year}"
