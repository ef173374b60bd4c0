"""How much? Use of each capacity, the bridge step by step, how far each input moves the answer."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.faces.charts.ink import (
    BLUE,
    INK,
    LETTER,
    LOW,
    MUTED,
    ORANGE,
    PALE_ORANGE,
    SMALL,
    TEXT,
    WIDTH,
    box,
    cut,
    line,
    svg,
    text,
)
from experiments.people_rows import CapacityRow

NARROWEST, BAR = 84.0, 8.0  # a column of the bridge; how tall its bars are


def capacity_bars(rows: Sequence[CapacityRow], title: str) -> Markup:
    """How much of each capacity is used: a bar from 0 to 100 %, with the range of single real services."""
    height, room = 40.0, WIDTH - 8
    most = max([1.0, *(float(row.high or row.mean) for row in rows)])
    body: list[Markup] = []
    y = 2.0
    for row in rows:
        mean = float(row.mean)
        body.append(text(2, y + 12, cut(f"{row.name} ({row.measure})", room - 50)))
        body.append(text(WIDTH - 4, y + 12, words.percent(mean), anchor="end", bold=True))
        body.append(box(2, y + 17, room, 9, "#eef1f3"))
        body.append(box(2, y + 17, room * mean / most, 9, BLUE))
        low, high = (2 + room * float(end) / most for end in row.real)
        if high > low:
            body += [
                line(low, y + 31, high, y + 31, INK, 1.5),
                line(low, y + 28, low, y + 34, INK, 1.5),
                line(high, y + 28, high, y + 34, INK, 1.5),
            ]
        y += height
    alt = f"{title}: " + "; ".join(f"{row.name} {words.percent(float(row.mean))}" for row in rows)
    return svg(WIDTH, y, alt + ".", body)


class Bar(NamedTuple):
    """A step of several bridges: what each comes to, and how that is said."""

    title: str
    subtotal: bool
    values: Sequence[float]
    said: Sequence[str]


def waterfalls(rows: Sequence[Bar], heads: Sequence[str], title: str) -> Markup:
    """From headline to net cash: a column for each option, on one scale; a step starts where the one before ended.
    `heads`: what stands over each column, where there are several."""
    many = len(rows[0].values)
    width = max(WIDTH, many * NARROWEST)
    ends_of, spans = [0.0] * many, []
    for row in rows:
        since_of = [0.0] * many if row.subtotal else ends_of
        ends_of = [begin + value for begin, value in zip(since_of, row.values, strict=True)]
        spans.append(list(zip(since_of, ends_of, strict=True)))
    ends = [end for row in spans for span in row for end in span]
    low, high = min(0.0, *ends), max(0.0, *ends)
    column = (width - 4) / many
    scale = (column - 12) / ((high - low) or 1.0)
    alone = many == 1  # then what it comes to has room beside its title
    top, line_of, height = 20.0 if heads else 2.0, 0.0 if alone else 13.5, 31.5 if alone else 45.0
    body: list[Markup] = []
    for i, head in enumerate(heads):
        body.append(text(8 + i * column, 13, head, bold=True))
    for i, (row, of_row) in enumerate(zip(rows, spans, strict=True)):
        y, size = top + i * height, TEXT if row.subtotal else SMALL
        room = width - 8 - (NARROWEST if alone else 0)
        body.append(text(4, y + 12, cut(row.title, room, size), size=size, bold=row.subtotal))
        for j, ((since, until), said) in enumerate(zip(of_row, row.said, strict=True)):
            left = 8 + j * column
            zero = left - low * scale
            at, anchor = (width - 4, "end") if alone else (left, "start")
            body.append(text(at, y + 12 + line_of, said, anchor=anchor, size=SMALL, bold=row.subtotal))
            body.append(line(zero, y + 14.5 + line_of, zero, y + 26.5 + line_of, MUTED))
            start, wide = left + (min(since, until) - low) * scale, max(1.5, abs(until - since) * scale)
            body += _bar(start, y + 16.5 + line_of, wide, subtotal=row.subtotal, good=until >= since)
    described = "; ".join(
        f"{row.title} {', '.join(' '.join(filter(None, each)) for each in zip_longest(heads, row.said, fillvalue=''))}"
        for row in rows
    )
    return svg(width, top + len(rows) * height, f"{title}: {described}.", body)


def _bar(x: float, y: float, width: float, *, subtotal: bool, good: bool) -> list[Markup]:
    """Filled, but for what is bad for the budget: that has an edge, so that grey tells it too."""
    if subtotal or good:
        return [box(x, y, width, BAR, INK if subtotal else BLUE)]
    return [box(x, y, width, BAR, ORANGE), box(x + 1.2, y + 1.2, width - 2.4, BAR - 2.4, PALE_ORANGE)]


class Swing(NamedTuple):
    """An input, its range in words, and net cash at both ends."""

    title: str
    range: str
    at_low: float
    at_high: float


def tornado(rows: Sequence[Swing], now: float, said: str, title: str) -> Markup:
    """Net cash at the low and at the high of each input, as bars from where it is now (`said`: in words)."""
    ends = [end for row in rows for end in (row.at_low, row.at_high)]
    low, high = min(0.0, now, *ends), max(0.0, now, *ends)
    room, height, top = WIDTH - 8, 38.0, 18.0
    reach = (high - low) or 1.0

    def x(value: float) -> float:
        return 4 + room * (value - low) / reach

    bottom = top + len(rows) * height
    anchor = "start" if x(now) < WIDTH / 4 else "end" if x(now) > WIDTH * 3 / 4 else "middle"
    body: list[Markup] = [text(x(now), 12, said, anchor=anchor, size=SMALL, bold=True)]
    for i, row in enumerate(rows):
        y = top + i * height
        beside = f": {row.range}"
        body.append(text(4, y + 13, cut(row.title, room - len(beside) * SMALL * LETTER, SMALL) + beside, size=SMALL))
        for value, colour in ((row.at_low, LOW), (row.at_high, BLUE)):
            body.append(box(min(x(now), x(value)), y + 18, max(1.5, abs(x(value) - x(now))), 11, colour))
        body += [line(x(0), y + 15, x(0), y + 32, MUTED, 1.2, "4 3"), line(x(now), y + 15, x(now), y + 32, INK, 1.5)]
    alt = f"{title}; {said}: " + "; ".join(
        f"{row.title}, {row.range}: {words.pounds(row.at_low, reach / 50)} at its low, "
        f"{words.pounds(row.at_high, reach / 50)} at its high"
        for row in rows
    )
    return svg(WIDTH, bottom + 6, alt + ".", body)
