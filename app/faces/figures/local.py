"""How does a fit go with the counts, month by month? A panel a column: what was counted, the fit, what comes."""

from collections.abc import Sequence
from datetime import date

import numpy
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from app.faces.figures import PAGE_MM
from app.faces.figures.lines import months_between
from app.faces.figures.paper import BLUE, GRID, INCH_MM, INK, MUTED, ORANGE, Picture, finished, style
from experiments.local.localise import Localised, month_in_words
from experiments.local.monthly import COLUMNS, month_after
from experiments.local.scoring import Interval
from sim.units import MONTHS

PANEL_MM, BESIDE = 42.0, 2
EPOCH = date(1970, 1, 1)


def month_by_month(found: Localised, made_by: str, width: float = PAGE_MM) -> Picture:
    """Counts as dots (a bar where a count was suppressed), the 90 % band of the fit, the forecast made for the months
    held back, and that of the months to come."""
    there = [n for n, known in enumerate(found.seen.known) if known.any()]
    down = -(-len(there) // BESIDE)
    with style():
        picture = Picture(figsize=(width / INCH_MM, (8 + PANEL_MM * down) / INCH_MM), layout="constrained")
        picture.made_by = made_by
        panels = picture.subplots(down, BESIDE, sharex=True, squeeze=False).flat
        for panel, at in zip(panels, there, strict=False):
            _column(panel, found, at)
        for panel in list(picture.axes)[len(there) :]:
            panel.set_visible(False)
    months, held, coming = found.service.months, found.held_back.months, found.coming_months
    return finished(
        picture,
        f"Counts of {month_in_words(months[0])} to {month_in_words(months[-1])} (dots; a bar: suppressed, anywhere in "
        "it), and the 90 % band of services with the inputs that were found (blue). Orange, hatched: the forecast of "
        f"{month_in_words(held[0])} on by a fit that had not seen those months. Grey, from the dotted line: the "
        f"forecast of {month_in_words(coming[0])} to {month_in_words(coming[-1])}, with its middle. Each band holds "
        "nine in ten single services, luck and what is not known of the inputs together.",
    )


def _column(ax: Axes, found: Localised, at: int) -> None:
    column = COLUMNS[at]
    months = found.service.months
    _band(ax, months, found.past, at, color=BLUE, alpha=0.18, linewidth=0)
    ax.plot(_middles(months), found.past.middle[at], color=BLUE, linewidth=0.9)
    held = found.held_back
    _band(ax, held.months, held.foretold, at, facecolor="none", edgecolor=ORANGE, hatch="////", linewidth=0.6)
    _band(ax, found.coming_months, found.coming, at, color=MUTED, alpha=0.25, linewidth=0)
    ax.plot(_middles(found.coming_months), found.coming.middle[at], color=INK, linestyle=(0, (4, 1.5)), linewidth=0.9)
    low, high = found.seen.low[at], found.seen.high[at]
    exact = numpy.where(low == high, low, numpy.nan)
    ax.plot(_middles(months), exact, "o", color=INK, markersize=2.6, gid=column.value)
    for x, least, most in zip(_middles(months), low, high, strict=True):
        if most > least:
            ax.plot([x, x], [least, most], color=INK, linewidth=2.2, solid_capstyle="butt")
    ax.axvline(_days([found.service.ends])[0], color=MUTED, linestyle=":", linewidth=0.9)
    ax.set_ylim(bottom=0)
    ax.margins(x=0.01)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=column.unit == "people"))
    marks = months_between(months[0], month_after(found.coming_months[-1]))
    ax.set_xticks(_days(marks), [f"{MONTHS[day.month - 1][:3]}\n{day.year}" for day in marks])
    ax.grid(axis="y", color=GRID)
    ax.set_title(column.title)
    ax.set_ylabel(column.unit)


def _band(ax: Axes, months: Sequence[date], ends: Interval, at: int, **look: object) -> None:
    ax.fill_between(_middles(months), ends.low[at], ends.high[at], **look)  # type: ignore[arg-type]


def _middles(months: Sequence[date]) -> list[float]:
    """The middle of each month, so that a month's count stands in it."""
    return _days([month.replace(day=15) for month in months])


def _days(days: Sequence[date]) -> list[float]:
    """Days since 1970, as the axis counts them."""
    return [float((day - EPOCH).days) for day in days]
