"""How does a fit go with the counts, month by month? A panel a column: what was counted, the fit, what comes."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, TypedDict

import numpy
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from app.faces.figures import PAGE_MM
from app.faces.figures.lines import months_between
from app.faces.figures.paper import (
    BLUE,
    BOLD_LETTER_POINTS,
    GRID,
    INCH_MM,
    INK,
    MUTED,
    ORANGE,
    POINTS_MM,
    Picture,
    finished,
    folded,
    style,
)
from experiments.local.localise import Localised
from experiments.local.monthly import COLUMNS
from experiments.local.months import month_after, month_in_words
from experiments.local.scoring import Interval
from sim.units import MONTHS

PANEL_MM, KEY_MM, BESIDE = 42.0, 20.0, 2
EPOCH = date(1970, 1, 1)


class Line(TypedDict, total=False):
    """How a line or its dots look."""

    color: str
    linewidth: float
    linestyle: Literal["", ":"] | tuple[float, tuple[float, float]]
    solid_capstyle: Literal["butt"]
    marker: str
    markersize: float


class Area(TypedDict, total=False):
    """How a band looks."""

    color: str
    facecolor: str
    edgecolor: str
    alpha: float
    hatch: str
    linewidth: float


COUNTED = Line(color=INK, marker="o", markersize=2.6, linestyle="")
SUPPRESSED = Line(color=INK, linewidth=2.2, solid_capstyle="butt")
FITTED = Area(color=BLUE, alpha=0.18, linewidth=0)
HELD_BACK = Area(facecolor="none", edgecolor=ORANGE, hatch="////", linewidth=0.6)
FORECAST = Area(color=MUTED, alpha=0.25, linewidth=0)
MIDDLE_FITTED = Line(color=BLUE, linewidth=0.9)
MIDDLE_FORECAST = Line(color=INK, linestyle=(0, (4, 1.5)), linewidth=0.9)
DAY_0 = Line(color=MUTED, linestyle=":", linewidth=0.9)


def month_by_month(found: Localised, title: str, made_by: str, width: float = PAGE_MM) -> Picture:
    """Counts as dots (a bar where a count was suppressed), the 90 % band of the fit, the forecast made for the months
    held back, and that of the months to come; a key below says which is which."""
    there = [n for n, known in enumerate(found.seen.known) if known.any()]
    down = -(-len(there) // BESIDE)
    with style():
        picture = Picture(figsize=(width / INCH_MM, (KEY_MM + PANEL_MM * down) / INCH_MM), layout="constrained")
        picture.made_by = made_by
        heading = folded(title, int(width / POINTS_MM / BOLD_LETTER_POINTS))
        picture.suptitle(heading, x=0.01, ha="left", fontsize="medium", fontweight="bold")
        panels = picture.subplots(down, BESIDE, sharex=True, squeeze=False).flat
        for panel, at in zip(panels, there, strict=False):
            _column(panel, found, at)
        for panel in list(picture.axes)[len(there) :]:
            panel.set_visible(False)
        picture.legend(handles=_key(found), loc="outside lower left", ncols=2, handlelength=2.6)
    months, held, coming = found.service.months, found.held_back.months, found.coming_months
    return finished(
        picture,
        f"Counts of {month_in_words(months[0])} to {month_in_words(months[-1])} (dots; a bar: suppressed, anywhere in "
        "it), and the 90 % band of services with the inputs that were found (blue). Orange, hatched: the forecast of "
        f"{month_in_words(held[0])} on by a fit that had not seen those months. Grey, from the dotted line: the "
        f"forecast of {month_in_words(coming[0])} to {month_in_words(coming[-1])}, with its middle. Each band holds "
        "nine in ten single services, luck and what is not known of the inputs together.",
    )


def _key(found: Localised) -> list[Artist]:
    """What each mark is: all that is drawn, and nothing else."""
    suppressed = [Line2D([], [], label="Counted and suppressed: anywhere in the bar", **SUPPRESSED)]
    return [
        Line2D([], [], label="Counted", **COUNTED),
        *(suppressed if (found.seen.high > found.seen.low).any() else []),
        Patch(label="Services with the inputs found: 90 % band", **FITTED),
        Line2D([], [], label="and its middle", **MIDDLE_FITTED),
        Patch(label="Forecast by a fit that had not seen these months: 90 % band", **HELD_BACK),
        Patch(label="Forecast of the months to come: 90 % band", **FORECAST),
        Line2D([], [], label="and its middle", **MIDDLE_FORECAST),
        Line2D([], [], label=f"Day 0 of the service that runs on, {found.service.ends}", **DAY_0),
    ]


def _column(ax: Axes, found: Localised, at: int) -> None:
    column = COLUMNS[at]
    months = found.service.months
    _band(ax, months, found.past, at, FITTED)
    ax.plot(_middles(months), found.past.middle[at], **MIDDLE_FITTED)
    held = found.held_back
    _band(ax, held.months, held.foretold, at, HELD_BACK)
    _band(ax, found.coming_months, found.coming, at, FORECAST)
    ax.plot(_middles(found.coming_months), found.coming.middle[at], **MIDDLE_FORECAST)
    low, high = found.seen.low[at], found.seen.high[at]
    exact = numpy.where(low == high, low, numpy.nan)
    ax.plot(_middles(months), exact, gid=column.value, **COUNTED)
    for x, least, most in zip(_middles(months), low, high, strict=True):
        if most > least:
            ax.plot([x, x], [least, most], **SUPPRESSED)
    ax.axvline(_days([found.service.ends])[0], **DAY_0)
    ax.set_ylim(bottom=0)
    ax.margins(x=0.01)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=column.unit == "people"))
    marks = months_between(months[0], month_after(found.coming_months[-1]))
    ax.set_xticks(_days(marks), [f"{MONTHS[day.month - 1][:3]}\n{day.year}" for day in marks])
    ax.grid(axis="y", color=GRID)
    ax.set_title(column.title)
    ax.set_ylabel(column.unit)


def _band(ax: Axes, months: Sequence[date], ends: Interval, at: int, look: Area) -> None:
    ax.fill_between(_middles(months), ends.low[at], ends.high[at], **look)


def _middles(months: Sequence[date]) -> list[float]:
    """The middle of each month, so that a month's count stands in it."""
    return _days([month.replace(day=15) for month in months])


def _days(days: Sequence[date]) -> list[float]:
    """Days since 1970, as the axis counts them."""
    return [float((day - EPOCH).days) for day in days]
