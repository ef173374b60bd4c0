"""How much? Use of each capacity, the bridge step by step, how far each input moves the answer."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.faces.charts.ink import BLUE, INK, LETTER, LOW, MUTED, ORANGE, SMALL, TEXT, WIDTH, box, cut, line, svg, text
from experiments.people_rows import CapacityRow


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
    told = f"{title}: " + "; ".join(f"{row.name} {words.percent(float(row.mean))}" for row in rows)
    return svg(WIDTH, y, told + ".", body)


def waterfall(rows: Sequence[tuple[str, str, float, str]], title: str) -> Markup:
    """From headline to net cash: each step starts where the one before ended. Rows: title, kind, pounds, as said."""
    at, spans = 0.0, []
    for _, kind, value, _ in rows:
        since = 0.0 if kind == "subtotal" else at
        at = value if kind == "subtotal" else at + value
        spans.append((since, at))
    low, high = min(0.0, *(min(span) for span in spans)), max(0.0, *(max(span) for span in spans))
    room, height = WIDTH - 8, 36.0
    reach = (high - low) or 1.0

    def x(value: float) -> float:
        return 4 + room * (value - low) / reach

    body: list[Markup] = []
    for i, ((name, kind, value, said), (since, until)) in enumerate(zip(rows, spans, strict=True)):
        y = 2 + i * height
        bold = kind == "subtotal"
        body.append(text(4, y + 12, cut(name, room - 62, SMALL), size=TEXT if bold else SMALL, bold=bold))
        body.append(text(WIDTH - 4, y + 12, said, anchor="end", size=TEXT if bold else SMALL, bold=bold))
        colour = INK if bold else BLUE if value >= 0 else ORANGE
        body.append(line(x(0), y + 15, x(0), y + 29, MUTED))
        body.append(box(min(x(since), x(until)), y + 17, max(1.5, abs(x(until) - x(since))), 10, colour))
    told = f"{title}: " + "; ".join(f"{name} {said}" for name, _, _, said in rows)
    return svg(WIDTH, 4 + len(rows) * height, told + ".", body)


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
    told = f"{title}; {said}: " + "; ".join(
        f"{row.title}, {row.range}: {words.pounds(row.at_low, reach / 50)} at its low, "
        f"{words.pounds(row.at_high, reach / 50)} at its high"
        for row in rows
    )
    return svg(WIDTH, bottom + 6, told + ".", body)
