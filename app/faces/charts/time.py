"""How long, and when? Waits as curves, people in each state over weeks."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.faces.charts.ink import (
    BLUE,
    LETTER,
    MUTED,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    SMALL,
    WIDTH,
    area,
    line,
    path,
    svg,
    text,
    ticks,
)
from experiments.people_rows import WaitRow
from sim.units import MONTHS


def wait_curve(wait: WaitRow, what: str, target: float | None = None) -> Markup | None:
    """Of those who join, the share given what they wait for by each length of wait, and the share gone without it; with
    when half and nine in ten are given it. None where nobody waits."""
    curve = [(float(t), float(given), float(gone)) for t, given, gone in wait.curve or ()]
    if not curve or (len(curve) == 1 and curve[0][0] == 0) or wait.ninetieth_weeks == 0:
        return None
    ninetieth, longest = wait.ninetieth_weeks, wait.one_in_ten_weeks
    reach = max(4.0, min(curve[-1][0], longest * 1.6) if longest else curve[-1][0])
    xs, ys = ticks(reach), [0.0, 0.25, 0.5, 0.75, 1.0]
    left, right, top, bottom = 44.0, WIDTH - 12, 12.0, 168.0

    def x(t: float) -> float:
        return left + (right - left) * min(t, xs[-1]) / xs[-1]

    def y(share: float) -> float:
        return bottom - (bottom - top) * share

    body = [line(left, y(s), right, y(s)) for s in ys]
    body += [text(left - 6, y(s) + 4, f"{s:.0%}", anchor="end", size=SMALL, colour=MUTED) for s in ys]
    body += [text(x(t), bottom + 16, f"{t:g}", anchor="middle", size=SMALL, colour=MUTED) for t in xs]
    body.append(text((left + right) / 2, bottom + 32, "weeks since joining", anchor="middle", size=SMALL, colour=MUTED))
    if target is not None and target <= xs[-1]:
        body.append(line(x(target), top, x(target), bottom, MUTED, 1.2, "2 3"))
        body.append(text(x(target) + 4, top + 10, f"target {target:g}", size=SMALL, colour=MUTED))
    ways = (("given", 1, BLUE, ""), ("gone without", 2, ORANGE, "6 4"))
    for name, column, colour, dashes in ways:
        if not curve[-1][column]:
            continue
        steps = [(x(0), y(0.0))]
        for row in curve:
            if row[0] > xs[-1]:
                break
            steps += [(x(row[0]), steps[-1][1]), (x(row[0]), y(row[column]))]
        steps.append((x(min(xs[-1], curve[-1][0])), steps[-1][1]))
        body.append(path(steps, colour, 2.2, dashes))
        below = column == 2 and abs(curve[-1][1] - curve[-1][2]) < 0.1  # where both lines end side by side
        body.append(text(right, steps[-1][1] + (14 if below else -6), name, anchor="end", size=SMALL, colour=colour))
    for share, length, name in ((0.5, wait.median_weeks, "half by"), (0.9, ninetieth, "nine in ten by")):
        if length:
            body.append(
                Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4.5" fill="{}"/>').format(x(length), y(share), ORANGE)
            )
            label = f"{name} {words.weeks(length)}"
            late = x(length) + 8 + len(label) * SMALL * LETTER > right
            body.append(
                text(
                    x(length) + (-8 if late else 8),
                    y(share) - 6,
                    label,
                    anchor="end" if late else "start",
                    size=SMALL,
                    bold=True,
                )
            )
    alt = (
        f"Of those who join the queue for {what}, the share given it and the share gone without it, by weeks since "
        f"they joined. {words.wait_in_words(wait, what)}"
    )
    return svg(WIDTH, bottom + 38, alt, body)


class Line(NamedTuple):
    """A line over weeks, with its band."""

    title: str
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def queue_chart(lines: Sequence[Line], title: str, start: str) -> Markup:
    """How many people are in a state at the end of each week: mean, and the band in which 95 % of replications lie."""
    first = date.fromisoformat(start)
    n = len(lines[0].mean)
    ys = ticks(max(1.0, *(max(each.high) for each in lines)))
    left, right, top, bottom = 36.0, WIDTH - 10, 10.0, 150.0

    def x(week: float) -> float:
        return left + (right - left) * week / max(1, n)

    def y(people: float) -> float:
        return bottom - (bottom - top) * people / ys[-1]

    body = [line(left, y(p), right, y(p)) for p in ys]
    body += [text(left - 5, y(p) + 4, f"{p:,g}", anchor="end", size=SMALL, colour=MUTED) for p in ys]
    for when, label in dates_on(first, n):
        body.append(line(x(when), bottom, x(when), bottom + 5, MUTED))
        body.append(
            text(
                x(when),
                bottom + 18,
                label,
                anchor="middle" if 0 < when < n * 0.95 else "start" if when == 0 else "end",
                size=SMALL,
                colour=MUTED,
            )
        )
    looks = [(BLUE, PALE_BLUE, ""), (ORANGE, PALE_ORANGE, "6 4")]
    for each, (_, pale, _) in zip(lines, looks, strict=False):
        upper = [(x(i + 1), y(v)) for i, v in enumerate(each.high)]
        body.append(area([*upper, *reversed([(x(i + 1), y(v)) for i, v in enumerate(each.low)])], pale))
    for each, (colour, _, dashes) in zip(lines, looks, strict=False):
        body.append(path([(x(i + 1), y(v)) for i, v in enumerate(each.mean)], colour, 2.2, dashes))
    if len(lines) > 1:
        for i, (each, (colour, _, dashes)) in enumerate(zip(lines, looks, strict=False)):
            at = top + 8 + 16 * i
            body.append(line(left + 6, at, left + 32, at, colour, 2.5, dashes))
            body.append(text(left + 38, at + 4, each.title, size=SMALL, bold=True))
    peak = [
        (
            f"{each.title.lower()}: at most {words.count(max(each.mean))} on average, at the end "
            f"{words.count(each.mean[-1])}"
        )
        for each in lines
    ]
    return svg(WIDTH, bottom + 26, f"{title}, at the end of each week; {'; '.join(peak)}.", body)


def dates_on(first: date, weeks: int) -> list[tuple[float, str]]:
    """Some first days of a month, as weeks since the start: every so many months as there is room for."""
    months = max(1, ceil(weeks / 4.35 / 5))
    every = next((m for m in (1, 2, 3, 6, 12, 24, 60) if m >= months), 120)
    marks, year, month = [], first.year, first.month
    if first.day > 1:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while (week := (date(year, month, 1) - first) / timedelta(weeks=1)) <= weeks + 0.5:
        marks.append((week, f"{MONTHS[month - 1][:3]} {year}"))
        year, month = year + (month + every - 1) // 12, (month + every - 1) % 12 + 1
    return marks
