"""How does an answer look? One function a figure, each an SVG that needs no script, no font and no other file.

Every figure is drawn for a width that a telephone has (about 360 units), so that it stays legible there and may grow on
a screen. It carries its own text alternative; whoever shows it puts its numbers in a table beside it. Colour never
speaks alone: lines differ in dashes too, and are named where they end. Texts of a scenario are escaped here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from app import words
from sim.units import MONTHS

Facts = Mapping[str, Any]

WIDTH = 360.0
INK, MUTED, GRID = "#212b32", "#4c6272", "#d8dde0"
BLUE, PALE_BLUE, ORANGE, PALE_ORANGE = "#005a9c", "#c7dff2", "#b34700", "#f6d9c4"  # told apart by all; 4.5 : 1 on white
LOW = "#7fb2dd"  # beside BLUE: what is at a low beside what is at a high
TEXT, SMALL = 13.0, 11.5
LETTER = 0.53  # of the size of the type: how wide a letter is, on average


class Leg(NamedTuple):
    """One stage of the flow: how many came, and how many went off at this stage."""

    title: str
    number: float
    exits: list[tuple[str, float]]


def svg(width: float, height: float, told: str, body: list[Markup]) -> Markup:
    """The frame of a figure. `told`: what it shows, for those who do not see it."""
    return Markup('<svg viewBox="0 0 {:g} {:g}" role="img" aria-label="{}" font-size="{:g}" fill="{}">{}</svg>').format(
        width, height, told, TEXT, INK, Markup("").join(body)
    )


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 1.0, dashes: str = ""
) -> Markup:
    """A straight line."""
    dashed = Markup(' stroke-dasharray="{}"').format(dashes) if dashes else Markup("")
    return Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{:g}"{}/>').format(
        x1, y1, x2, y2, colour, width, dashed
    )


def box(x: float, y: float, width: float, height: float, colour: str) -> Markup:
    """A filled rectangle."""
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
        x, y, max(0.0, width), height, colour
    )


def text(
    x: float, y: float, said: str, *, anchor: str = "start", size: float = TEXT, colour: str = INK, bold: bool = False
) -> Markup:
    """A line of words, escaped."""
    weight = Markup(' font-weight="700"') if bold else Markup("")
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{:g}" fill="{}"{}>{}</text>').format(
        x, y, anchor, size, colour, weight, escape(said)
    )


def path(points: Sequence[tuple[float, float]], colour: str, width: float = 2.0, dashes: str = "") -> Markup:
    """A line through points."""
    dashed = Markup(' stroke-dasharray="{}"').format(dashes) if dashes else Markup("")
    return Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="{:g}"{}/>').format(
        _points(points), colour, width, dashed
    )


def area(points: Sequence[tuple[float, float]], colour: str) -> Markup:
    """A filled shape."""
    return Markup('<polygon points="{}" fill="{}"/>').format(_points(points), colour)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def cut(said: str, room: float, size: float = TEXT) -> str:
    """Words that fit into so much room, with an ellipsis where they are too long: the table has them whole."""
    letters = int(room / (size * LETTER))
    return said if len(said) <= letters else said[: max(1, letters - 1)].rstrip() + "…"


def ticks(most: float, about: int = 4) -> list[float]:
    """Round numbers from 0 to just above `most`."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-12)
    return [i * step for i in range(ceil(most / step - 1e-9) + 1)]


# ---------------------------------------------------------------- flow


def support_legs(scenario: Facts) -> list[Leg]:
    """From referral to going on afterwards, averages of the programme's world."""
    flow = scenario["flow"]["programme"]
    of = words.outcomes(scenario)
    came = of["referred"]["programme"]["mean"]
    if words.is_clinic(scenario):
        held = of["supported_reviews"]["programme"]["mean"]
        return [Leg("referred", came, [("declined", flow["declined"])]), Leg("supported reviews held", held, [])]
    left = [("left care or the area", flow["left_support"])]
    given = flow["given_link_worker"]
    ended = flow["support_ended"]
    still = (
        given
        + flow["given_another"]
        - flow["stranded"]
        - ended
        - flow["disengaged"]
        - flow["support_cut"]
        - flow["left_support"]
    )
    rows = [
        Leg("referred", came, [("declined", flow["declined"])]),
        Leg(
            "joined the queue",
            flow["joined_queue"],
            [
                ("gave up waiting", flow["gave_up"]),
                ("service ended first", flow["wait_cut"]),
                ("left while waiting", flow["left_wait"]),
            ],
        ),
        Leg(
            "given a link worker",
            given,
            [
                ("disengaged", flow["disengaged"]),
                ("service ended first", flow["support_cut"]),
                *left,
                ("still supported or waiting", max(0.0, still)),
            ],
        ),
        Leg("completed support", ended, []),
    ]
    return rows


def activity_legs(scenario: Facts) -> list[Leg]:
    """What becomes of the prescriptions: counted in wishes and places, of which a person may have several."""
    flow = scenario["flow"]["programme"]
    if words.is_clinic(scenario) or not flow["wants_place"]:
        return []
    joined = flow["joined_activity"]
    over = flow["completed"] + flow["dropped_out"] + flow["activity_closed"] + flow["activity_left"]
    return [
        Leg(
            "places wanted",
            flow["wants_place"],
            [
                ("gave up waiting", flow["place_given_up"]),
                ("funding ended first", flow["place_wait_closed"]),
                ("left while waiting", flow["place_wait_left"]),
            ],
        ),
        Leg(
            "places taken",
            joined,
            [
                ("dropped out", flow["dropped_out"]),
                ("funding ended first", flow["activity_closed"]),
                ("left care or the area", flow["activity_left"]),
                ("still there at the end", max(0.0, joined - over)),
            ],
        ),
        Leg("completed", flow["completed"], []),
        Leg("went on afterwards", flow["engagement_sustained"], []),
    ]


def care_legs(scenario: Facts, world: str) -> list[Leg]:
    """Reviews, discharges, relapses: of one world."""
    flow = scenario["flow"][world]
    if not flow["reviewed"]:
        return []
    return [
        Leg("reviews held", flow["reviewed"], [("not discharged", flow["reviewed"] - flow["discharged"])]),
        Leg("discharges", flow["discharged"], []),
        Leg("relapses", flow["relapsed"], [("not referred again", flow["relapsed"] - flow["referred_again"])]),
        Leg("referred again", flow["referred_again"], []),
    ]


def flow_diagram(legs: Sequence[Leg], title: str, scale_to: float | None = None) -> Markup:
    """Stages downwards; a band as wide as the number that goes on, and what leaves it to the right."""
    widest = max(scale_to or 0.0, *(leg.number for leg in legs)) or 1.0
    scale, x0, row = 150.0 / widest, 4.0, 20.0
    body: list[Markup] = []
    y = 4.0
    for i, leg in enumerate(legs):
        exits = [(name, number) for name, number in leg.exits if number >= 0.05]
        wide = leg.number * scale
        body.append(box(x0, y, max(1.5, wide), 26, BLUE))
        label = f"{words.count(leg.number)} {leg.title}"
        inside = wide > len(label) * TEXT * LETTER * 1.1 + 10
        body.append(
            text(
                x0 + 6 if inside else x0 + max(1.5, wide) + 6,
                y + 18,
                label,
                bold=True,
                colour="#ffffff" if inside else INK,
            )
        )
        y += 26
        if i + 1 == len(legs):
            break
        height = max(16.0, len(exits) * row + 8)
        after = min(wide, legs[i + 1].number * scale)
        body.append(area([(x0, y), (x0 + wide, y), (x0 + after, y + height), (x0, y + height)], PALE_BLUE))
        for j, (name, number) in enumerate(exits):
            at = y + 4 + (j + 0.5) * row
            edge = x0 + wide + (after - wide) * (at - y) / height
            body.append(line(edge + 2, at, 166, at, ORANGE, 1.5))
            body.append(area([(166, at - 4), (174, at), (166, at + 4)], ORANGE))
            body.append(text(179, at + 4.5, cut(f"{words.count(number)} {name}", WIDTH - 181)))
        y += height
    told = f"{title}: " + "; ".join(
        f"{words.count(leg.number)} {leg.title}"
        + "".join(f", of which {words.count(n)} {name}" for name, n in leg.exits if n >= 0.05)
        for leg in legs
    )
    return svg(WIDTH, y + 4, told + ".", body)


# ---------------------------------------------------------------- waits, queues


def wait_curve(wait: Facts, what: str, target: float | None = None) -> Markup | None:
    """The share still waiting after each length of wait, with median and 90th centile; None where nobody waits."""
    curve = [(float(t), float(s)) for t, s in wait["curve"]]
    if not curve or (len(curve) == 1 and curve[0][0] == 0) or wait["ninetieth_weeks"] == 0:
        return None
    ninetieth = wait["ninetieth_weeks"]
    reach = max(4.0, min(curve[-1][0], ninetieth * 1.6) if ninetieth else curve[-1][0])
    xs, ys = ticks(reach), [0.0, 0.25, 0.5, 0.75, 1.0]
    left, right, top, bottom = 44.0, WIDTH - 12, 12.0, 168.0

    def x(t: float) -> float:
        return left + (right - left) * min(t, xs[-1]) / xs[-1]

    def y(share: float) -> float:
        return bottom - (bottom - top) * share

    body = [line(left, y(s), right, y(s)) for s in ys]
    body += [text(left - 6, y(s) + 4, f"{s:.0%}", anchor="end", size=SMALL, colour=MUTED) for s in ys]
    body += [text(x(t), bottom + 16, f"{t:g}", anchor="middle", size=SMALL, colour=MUTED) for t in xs]
    body.append(text((left + right) / 2, bottom + 32, "weeks waited", anchor="middle", size=SMALL, colour=MUTED))
    if target is not None and target <= xs[-1]:
        body.append(line(x(target), top, x(target), bottom, MUTED, 1.2, "2 3"))
        body.append(text(x(target) + 4, top + 10, f"target {target:g}", size=SMALL, colour=MUTED))
    steps = [(x(0), y(1.0))]
    for t, share in curve:
        if t > xs[-1]:
            break
        steps += [(x(t), steps[-1][1]), (x(t), y(share))]
    steps.append((x(min(xs[-1], curve[-1][0])), steps[-1][1]))
    body.append(path(steps, BLUE))
    for share, length, name in ((0.5, wait["median_weeks"], "half by"), (0.1, ninetieth, "nine in ten by")):
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
    told = f"Share of people still waiting for {what} by weeks waited. {words.wait_in_words(wait, what)}"
    return svg(WIDTH, bottom + 38, told, body)


class Line(NamedTuple):
    """A line over weeks, with its band."""

    title: str
    mean: list[float]
    low: list[float]
    high: list[float]


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
    for when, label in _dates(first, n):
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


def _dates(first: date, weeks: int) -> list[tuple[float, str]]:
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


# ---------------------------------------------------------------- bars


def capacity_bars(rows: Sequence[Facts], title: str) -> Markup:
    """How much of each capacity is used: a bar from 0 to 100 %, with the range of single real services."""
    height, room = 40.0, WIDTH - 8
    most = max([1.0, *(float(row["high"]) for row in rows)])
    body: list[Markup] = []
    y = 2.0
    for row in rows:
        mean = float(row["mean"])
        body.append(text(2, y + 12, cut(f"{row['name']} ({row['measure']})", room - 50)))
        body.append(text(WIDTH - 4, y + 12, words.percent(mean), anchor="end", bold=True))
        body.append(box(2, y + 17, room, 9, "#eef1f3"))
        body.append(box(2, y + 17, room * mean / most, 9, BLUE))
        low, high = 2 + room * float(row["low"]) / most, 2 + room * float(row["high"]) / most
        if high > low:
            body += [
                line(low, y + 31, high, y + 31, INK, 1.5),
                line(low, y + 28, low, y + 34, INK, 1.5),
                line(high, y + 28, high, y + 34, INK, 1.5),
            ]
        y += height
    told = f"{title}: " + "; ".join(f"{row['name']} {words.percent(float(row['mean']))}" for row in rows)
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


def tornado(rows: Sequence[Swing], now: float, title: str) -> Markup:
    """Net cash at the low and at the high of each input, as bars from where it is now."""
    ends = [end for row in rows for end in (row.at_low, row.at_high)]
    low, high = min(0.0, now, *ends), max(0.0, now, *ends)
    room, height, top = WIDTH - 8, 38.0, 18.0
    reach = (high - low) or 1.0

    def x(value: float) -> float:
        return 4 + room * (value - low) / reach

    bottom = top + len(rows) * height
    said = words.pounds(now, reach / 20)
    anchor = "start" if x(now) < WIDTH / 4 else "end" if x(now) > WIDTH * 3 / 4 else "middle"
    body: list[Markup] = [text(x(now), 12, f"now {said}", anchor=anchor, size=SMALL, bold=True)]
    for i, row in enumerate(rows):
        y = top + i * height
        body.append(text(4, y + 13, cut(f"{row.title}: {row.range}", room, SMALL), size=SMALL))
        for value, colour in ((row.at_low, LOW), (row.at_high, BLUE)):
            body.append(box(min(x(now), x(value)), y + 18, max(1.5, abs(x(value) - x(now))), 11, colour))
    body.append(line(x(now), top, x(now), bottom, INK, 1.5))
    if x(now) != x(0):
        body.append(line(x(0), top, x(0), bottom, MUTED, 1.2, "4 3"))
    told = f"{title}, now {said}: " + "; ".join(
        f"{row.title}, {row.range}: {words.pounds(row.at_low, reach / 50)} at its low, "
        f"{words.pounds(row.at_high, reach / 50)} at its high"
        for row in rows
    )
    return svg(WIDTH, bottom + 6, told + ".", body)
