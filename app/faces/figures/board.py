"""Which pictures does a brief have? Who waits and when, and how sure net cash is: every option, a page wide.

They draw the rows of the report's own pictures (`tables.queues`, `tables.ranges`) in a paper's style. Options differ
by letters and dashes as well as by colour.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from app import words
from app.faces.figures.lines import months_between
from app.faces.figures.paper import (
    BLUE,
    GRID,
    INK,
    LETTER_POINTS,
    LOOKS,
    MUTED,
    POINTS_MM,
    Look,
    Picture,
    name_lines,
    paper,
    style,
    text_of,
)
from app.tables.queues import Marked, Queue, span_of, tops_of
from app.tables.ranges import NAMES, NetCash
from experiments.answer import Answer
from sim.units import MONTHS

WIDE, PANEL, ROW, AXIS = 174.0, 40.0, 6.0, 14.0  # mm: a page of the brief, and the heights of what is drawn
LANE, MOST_LANES = 3.6, 4  # mm: a row of dated events under the axis, and how many there are
BELOW = 9.0  # mm: what the dates of an axis take
PALE = "#A9CCE3"
USUAL = Look(MUTED, (0, (1, 1.5)), "")
RANGES = ((INK, 0.28), (BLUE, 0.28), (PALE, 0.28))  # simulation error, luck, what nobody knows: the wider the paler


def queues(answer: Answer, found: Sequence[Queue]) -> Picture:
    """People waiting in each queue: a line an option, its simulation error shaded, dated events under the axis."""
    span = span_of(found)
    wide = WIDE / len(found) - 18
    lanes = [_lanes(queue.events, span, wide) for queue in found]
    with style():
        picture = paper(answer, WIDE, PANEL + LANE * max(map(len, lanes)))
        panels = picture.subplots(1, len(found), squeeze=False)[0]
        for ax, queue, most, events in zip(panels, found, tops_of(found), lanes, strict=True):
            _waiting(ax, queue, most, span)
            _dated(ax, events, span)
    return picture


def _waiting(ax: Axes, queue: Queue, most: float, span: tuple[date, date]) -> None:
    ax.set_title(f"People w{queue.title[1:]}")
    ax.set_xlim(*numpy.array(span, "datetime64[D]"))
    ax.set_ylim(0, 1.05 * most)
    ax.grid(axis="y", color=GRID)
    marks = months_between(*span)
    ax.set_xticks(numpy.array(marks, "datetime64[D]"), [f"{MONTHS[day.month - 1][:3]}\n{day.year}" for day in marks])
    ends = []
    for one in queue.lines:
        look = USUAL if one.is_usual else LOOKS[one.option.place % len(LOOKS)]
        many = len(one.series.mean)
        weeks = numpy.array([one.start + timedelta(weeks=n + 1) for n in range(many)], "datetime64[D]")
        mean, error = (numpy.array([n or 0.0 for n in of]) for of in (one.series.mean, one.series.half_width))
        ax.fill_between(weeks, numpy.maximum(mean - error, 0), mean + error, color=look.colour, alpha=0.18, linewidth=0)
        ax.plot(weeks, mean, color=look.colour, linestyle=look.dashes)
        if not one.is_usual:
            ends.append((float(mean[-1]), one.letter, look))
    if len(ends) > 1:
        name_lines(ax, ends)


Lane = list[tuple[Marked, float, float]]  # events, each with the share of the axis at which its text begins and ends


def _lanes(events: Sequence[Marked], span: tuple[date, date], wide: float) -> list[Lane]:
    """Each event on the first row under the axis on which its text has room; of more than fit, the first."""
    first, last = span
    lanes: list[Lane] = []
    for event in events:
        at = (event.day - first) / (last - first)
        long = (len(event.dated) + 2) * LETTER_POINTS * POINTS_MM / wide
        begins = min(at, 1.0 - long)
        lane = next((lane for lane in lanes if lane[-1][2] <= begins), None)
        if lane is None and len(lanes) < MOST_LANES:
            lanes.append(lane := [])
        if lane is not None:
            lane.append((event, begins, begins + long))
    return lanes


def _dated(ax: Axes, lanes: Sequence[Lane], span: tuple[date, date]) -> None:
    """A dotted line where something changes, and under the axis what it is."""
    for number, lane in enumerate(lanes):
        for event, begins, _ in lane:
            on = numpy.array([event.day], "datetime64[D]")
            ax.vlines(on, *ax.get_ylim(), color=MUTED, linestyle=":", linewidth=0.8, zorder=1)
            down = -(BELOW + LANE * number) / POINTS_MM
            ax.annotate(f"▲ {text_of(event.dated)}", (begins, 0), (0, down), xycoords="axes fraction",
                        textcoords="offset points", va="top", annotation_clip=False, fontsize=6.5)  # fmt: skip


def ranges(answer: Answer, rows: Sequence[NetCash]) -> Picture:
    """Net cash of each option, and of one less another: its mean, and a bar for each range."""
    with style():
        picture = paper(answer, WIDE, AXIS + ROW * len(rows))
        ax = picture.subplots()
        for place, row in enumerate(rows):
            for i, ((_, (low, high)), (colour, tall)) in enumerate(zip(row.ranges, RANGES, strict=False)):
                ax.barh(place + (i - 1) * tall, high - low, tall, low, color=colour)
            ax.plot([row.net.mean] * 2, [place - 0.45, place + 0.45], color=INK, linewidth=1.4)
        ax.axvline(0, color=MUTED, linestyle="--", linewidth=0.8)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_yticks(range(len(rows)), [text_of(row.letter or row.name) for row in rows])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x", color=GRID)
        ax.xaxis.set_major_formatter(lambda pounds, _: words.pounds(pounds))
        drawn = max((len(row.ranges) for row in rows), default=0)
        keys = [Patch(color=colour, label=name) for name, (colour, _) in zip(NAMES[:drawn], RANGES, strict=False)]
        if keys:
            picture.legend(handles=keys, loc="outside upper right", ncols=len(keys))
    return picture
