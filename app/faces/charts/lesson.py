"""What came out of a lesson? Its bars and strips, which a terminal draws of letters; and a class's lucks, a mark each.

Numbers are said as the lesson says them, beside their bars: no bar has to be read off an axis.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from math import floor
from typing import NamedTuple

from markupsafe import Markup

from app.faces.charts.ink import (
    BLUE,
    INK,
    LETTER,
    MUTED,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    SMALL,
    TEXT,
    WIDTH,
    box,
    cut,
    line,
    svg,
    text,
    ticks,
)
from app.lessons.text import Bars, Strips
from app.words import MINUS

MARGIN, NARROW = 4.0, 90.0  # a label that is no wider stands beside its bar, not above it
DOT = 4.6


def lesson_bars(bars: Bars, say: Callable[[float], str]) -> Markup:
    """A bar for each row with its number, to one scale."""
    most = bars.most or max([value for _, value in bars.rows]) or 1.0
    label = max(len(name) for name, _ in bars.rows) * TEXT * LETTER + 10
    figure = max(len(say(value)) for _, value in bars.rows) * TEXT * LETTER * 1.12 + 8
    beside = label <= NARROW
    left, height = (label, 21.0) if beside else (MARGIN, 37.0)
    room = WIDTH - left - figure - MARGIN
    body: list[Markup] = []
    for i, (name, value) in enumerate(bars.rows):
        y = i * height + (0.0 if beside else 16.0)
        body += [
            text(MARGIN, y + (14 if beside else -2), cut(name, WIDTH - 2 * MARGIN)),
            box(left, y + 3, room * value / most, 14, BLUE),
            text(left + room * value / most + 6, y + 14.5, say(value), bold=True),
        ]
    described = "; ".join(f"{name}: {say(value)}" for name, value in bars.rows)
    return svg(WIDTH, len(bars.rows) * height + 4, f"{bars.title}: {described}.", body)


def lesson_strips(strips: Strips) -> Markup:
    """Marks stacked above a line, for each row, on one scale with 0 in its middle. What lies on the other side of 0 is
    drawn in another colour, hollow."""
    values = [value for _, row in strips.rows for value in row]
    reach = ticks(max(abs(value) for value in values) or 1.0)[-1]
    middle, room = WIDTH / 2, WIDTH / 2 - 10
    y, body = 0.0, []
    for name, row in strips.rows:
        piles = Counter(_column(value, reach, room) for value in row)
        ground = y + 20 + max(piles.values()) * 2 * DOT + 4
        body += [box(0, y + 1, WIDTH, 18, "#f0f4f5"), text(MARGIN, y + 14, cut(name, WIDTH - 2 * MARGIN), bold=True)]
        for column, many in piles.items():
            for n in range(many):
                body += _dot(middle + column * 2 * DOT, ground - (2 * n + 1) * DOT, filled=column < 0)
        body += [
            line(MARGIN, ground + 1, WIDTH - MARGIN, ground + 1, MUTED),
            line(middle, y + 20, middle, ground + 6, INK, 1.5),
        ]
        y = ground + 12
    for x, said, anchor in (
        (6.0, f"{MINUS}{reach:g}", "start"),
        (middle, "0", "middle"),
        (WIDTH - 6, f"+{reach:g}", "end"),
    ):
        body.append(text(x, y + 6, said, anchor=anchor, size=SMALL))
    body += [
        text(6.0, y + 21, f"← {strips.left}", size=SMALL, colour=BLUE, bold=True),
        text(WIDTH - 6, y + 21, f"{strips.right} →", anchor="end", size=SMALL, colour=ORANGE, bold=True),
    ]
    described = "; ".join(
        f"{name}: {len(row)} marks from {min(row):.0f} to {max(row):.0f}, "
        f"{sum(value < 0 for value in row)} of them where {strips.left}"
        for name, row in strips.rows
    ).replace("-", MINUS)
    return svg(WIDTH, y + 28, f"{strips.title}. {described}.", body)


def _column(value: float, reach: float, room: float) -> int:
    """The column of marks, counted from 0: no mark on the wrong side of it."""
    columns = floor(room / (2 * DOT))
    return (
        min(floor(value / reach * columns), columns - 1)
        if value >= 0
        else max(floor(value / reach * columns), -columns)
    )


def _dot(x: float, y: float, *, filled: bool) -> list[Markup]:
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:g}" fill="{}" stroke="{}" stroke-width="1.2"/>')
    return [dot.format(x + DOT, y, DOT - 1, BLUE if filled else PALE_ORANGE, BLUE if filled else ORANGE)]


class Mean(NamedTuple):
    """Of lucks: their mean, and its interval."""

    mean: float
    low: float
    high: float


def luck_marks(lucks: Sequence[float], mean: Mean | None, say: Callable[[float], str], title: str) -> Markup:
    """A mark for each luck above a line, and below it their mean with its interval."""
    low, high = min(lucks), max(lucks)
    spare = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    low, high = low - spare, high + spare
    room = WIDTH - 40
    columns = floor(room / (2 * DOT))

    def x(value: float) -> float:
        return 20 + room * (value - low) / (high - low)

    piles = Counter(floor((value - low) / (high - low) * columns) for value in lucks)
    ground = 8 + max(piles.values()) * 2 * DOT
    body = [
        dot
        for column, many in piles.items()
        for n in range(many)
        for dot in _dot(20 + column * room / columns, ground - (2 * n + 1) * DOT, filled=True)
    ]
    body.append(line(MARGIN, ground + 1, WIDTH - MARGIN, ground + 1, MUTED))
    for value, anchor in ((min(lucks), "start"), (max(lucks), "end")):
        at = x(value) + (-12 if anchor == "start" else 12)
        body.append(text(at, ground + 16, say(value), anchor=anchor, size=SMALL))
    if mean:
        wide = max(3.0, x(mean.high) - x(mean.low))
        body = [
            box(x(mean.low), 4, wide, ground + 18, PALE_BLUE),
            *body,
            line(x(mean.mean), 4, x(mean.mean), ground + 22, INK, 1.6),
            text(x(mean.mean), ground + 36, f"mean {say(mean.mean)}", anchor="middle", bold=True),
        ]
    described = f"{len(lucks)} marks from {say(min(lucks))} to {say(max(lucks))}"
    end = f"; their mean is {say(mean.mean)}, between {say(mean.low)} and {say(mean.high)}" if mean else ""
    return svg(WIDTH, ground + 44, f"{title}: {described}{end}.", body)
