"""Who waits, and when? A queue of every option over time, with what changes on a date marked under the axis."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from app.faces.charts.ink import (
    GRID,
    INK,
    LETTER,
    LOOKS,
    MUTED,
    SMALL,
    TEXT,
    WHITE,
    WIDTH,
    Look,
    area,
    box,
    cut,
    line,
    path,
    spread,
    svg,
    text,
    ticks,
)
from app.faces.charts.time import dates_on
from app.tables.queues import Marked, Queue, Waiting, in_words

At = Callable[[date], float]
Height = Callable[[float], float]

LEFT, RIGHT, TOP, BOTTOM = 34.0, WIDTH - 20, 30.0, 158.0
AXIS = BOTTOM + 26  # where dated events begin
LANES, LANE = 6, 16.0  # rows of dated events, and how tall each is
SHADE = 0.18  # how dark simulation error is
FEWEST = 4.0  # people at the top of a scale
USUAL = Look(MUTED, "1.5 3.5", WHITE)


def queue_panel(queue: Queue, most: float, span: tuple[date, date]) -> Markup:
    """A line for each option, its simulation error as a shade. `most`: people at the top of the scale; `span`: the days
    of the axis; so that several panels can share both."""
    first, last = span
    ys = ticks(max(FEWEST, most))

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first) / (last - first)

    def y(people: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * people / ys[-1]

    body = [text(2, 14, queue.title, bold=True)]
    body += [line(LEFT, y(p), RIGHT, y(p), INK if p == 0 else GRID) for p in ys]
    body += [text(LEFT - 5, y(p) + 4, f"{p:,g}", anchor="end", size=SMALL, colour=MUTED) for p in ys]
    body += _axis(span, x)
    drawn = [(one, USUAL if one.is_usual else LOOKS[one.option.place % len(LOOKS)]) for one in queue.lines]
    for one, look in drawn:
        body.append(_shade(one, look, x, y))
    for one, look in drawn:
        points = [(x(one.start + timedelta(weeks=i + 1)), y(mean)) for i, mean in enumerate(one.series.mean)]
        body.append(path(points, look.colour, 2.2, look.dashes))
    body += _ends(drawn, x, y)
    marks, height = _marks(queue.events, x)
    return svg(WIDTH, height, in_words(queue, span), body + marks)


def _axis(span: tuple[date, date], x: At) -> list[Markup]:
    """Months under the axis, as many as there is room for."""
    first, last = span
    body, taken = [], 0.0
    for week, label in dates_on(first, (last - first) // timedelta(weeks=1)):
        at, wide = x(first + timedelta(weeks=week)), len(label) * SMALL * LETTER
        left = min(max(at - wide / 2, LEFT), WIDTH - wide)
        body.append(line(at, BOTTOM, at, BOTTOM + 5, MUTED))
        if left >= taken:
            body.append(text(left, BOTTOM + 17, label, size=SMALL, colour=MUTED))
            taken = left + wide + SMALL * LETTER
    return body


def _shade(one: Waiting, look: Look, x: At, y: Height) -> Markup:
    """Simulation error."""
    weeks = [x(one.start + timedelta(weeks=i + 1)) for i in range(len(one.series.mean))]
    ends = [(mean, error or 0.0) for mean, error in zip(one.series.mean, one.series.half_width, strict=True)]
    upper = [(at, y(mean + error)) for at, (mean, error) in zip(weeks, ends, strict=True)]
    lower = [(at, y(max(0.0, mean - error))) for at, (mean, error) in zip(weeks, ends, strict=True)]
    return area([*upper, *reversed(lower)], look.colour, SHADE)


def _ends(drawn: Sequence[tuple[Waiting, Look]], x: At, y: Height) -> list[Markup]:
    """The letter of each line where it ends, a little higher or lower where two would lie over each other."""
    named = sorted(((y(one.series.mean[-1]), one, look) for one, look in drawn if one.letter), key=lambda row: row[0])
    places = spread([at for at, _, _ in named], [TEXT] * len(named), TOP - TEXT / 2, BOTTOM + TEXT / 2)
    return [
        text(x(one.end) + 5, place + 4.5, one.letter, colour=look.colour, bold=True)
        for place, (_, one, look) in zip(places, named, strict=True)
    ]


def _marks(events: Sequence[Marked], x: At) -> tuple[list[Markup], float]:
    """Dated events under the axis, each on the first row where it has room, and how tall the figure is with them."""
    ends: list[float] = []  # of each row, how far it is taken
    lines: list[Markup] = []
    body: list[Markup] = []
    for done, event in enumerate(events):
        since, until = x(event.day), x(event.until or event.day)
        said, left, below = _label(event, since, until)
        right = left + _wide(said)
        begins = since - 4 if below else min(since - 4, left)
        lane = len(ends) if below else next((i for i, end in enumerate(ends) if end < begins), len(ends))
        if lane + below >= LANES:
            more = f"and {len(events) - done} more, in the numbers"
            ends.append(WIDTH)
            body.append(text(LEFT, AXIS + LANE * (len(ends) - 0.5) + 4, more, size=SMALL, colour=MUTED))
            break
        ends[lane : lane + 1] = [WIDTH, WIDTH] if below else [max(until + 4, right)]
        middle = AXIS + LANE * (lane + 0.5)
        lines += [line(since, y1, since, y2, MUTED, 1, "1 3") for y1, y2 in ((TOP, BOTTOM), (AXIS - 4, middle))]
        if event.until is None:
            body.append(area([(since, middle - 5), (since - 4, middle + 4), (since + 4, middle + 4)], INK))
        else:
            body.append(box(since, middle - 2.5, max(3.0, until - since), 5, INK))
        beneath = middle + LANE if below else middle
        body.append(box(left, beneath - 7, right - left, 14, WHITE))
        before = right < since
        body.append(text(right if before else left, beneath + 4, said, anchor="end" if before else "start", size=SMALL))
    return lines + body, AXIS + LANE * len(ends) + 2


def _label(event: Marked, since: float, until: float) -> tuple[str, float, bool]:
    """What is said of an event, where it begins, and whether that is on a row of its own: beside its mark if there is
    room, without its date if need be."""
    for said in (event.dated, event.text):
        for left in (until + 7, since - 7 - _wide(said)):
            if left >= 0 and left + _wide(said) <= WIDTH:
                return said, left, False
    said = cut(event.text, WIDTH - SMALL, SMALL)
    return said, min(max(since - _wide(said) / 2, 0.0), WIDTH - _wide(said)), True


def _wide(said: str) -> float:
    return (len(said) + 0.5) * SMALL * LETTER
