"""What is a figure drawn with? Its frame, lines, boxes and words; texts of a scenario are escaped here.

What is put into markup goes by %, which escapes as `format` does and takes a third of the time: a page is drawn again
at every move of a lever.
"""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup

WIDTH = 360.0
INK, MUTED, GRID, WHITE = "#212b32", "#4c6272", "#d8dde0", "#ffffff"
BLUE, PALE_BLUE, ORANGE, PALE_ORANGE = "#005a9c", "#c7dff2", "#b34700", "#f6d9c4"  # distinct to all; 4.5 : 1 on white
LOW = "#7fb2dd"  # beside BLUE: what is at a low beside what is at a high
TEXT, SMALL = 13.0, 11.5
LETTER = 0.53  # of the size of the type: how wide a letter is, on average


class Look(NamedTuple):
    """How one option is distinguished from another: in colour, and in grey by its dashes and how full a bar is."""

    colour: str
    dashes: str
    fill: str


LOOKS = (
    Look(BLUE, "", BLUE),
    Look(ORANGE, "6 4", PALE_ORANGE),
    Look(INK, "2 3", "#8a949b"),
    Look("#00703c", "10 3 2 3", WHITE),
    Look("#5f3a94", "12 4", "#5f3a94"),
)


FRAME = Markup('<svg viewBox="0 0 %g %g" role="img" aria-label="%s" font-size="%g" fill="%s">%s</svg>')
LINE = Markup('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%g"%s/>')
BOX = Markup('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>')
WORDS = Markup('<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%g" fill="%s"%s>%s</text>')
PATH = Markup('<polyline points="%s" fill="none" stroke="%s" stroke-width="%g"%s/>')
AREA = Markup('<polygon points="%s" fill="%s"%s/>')
BOLD = Markup(' font-weight="700"')
DASHED, PALE = Markup(' stroke-dasharray="%s"'), Markup(' fill-opacity="%g"')
PLAIN = Markup("")


def svg(width: float, height: float, alt: str, body: list[Markup]) -> Markup:
    """The frame of a figure. `alt`: what it shows, for those who do not see it."""
    return FRAME % (width, height, alt, TEXT, INK, PLAIN.join(body))


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str = GRID, width: float = 1.0, dashes: str = ""
) -> Markup:
    """A straight line."""
    return LINE % (x1, y1, x2, y2, colour, width, DASHED % dashes if dashes else PLAIN)


def box(x: float, y: float, width: float, height: float, colour: str) -> Markup:
    """A filled rectangle."""
    return BOX % (x, y, max(0.0, width), height, colour)


def framed(x: float, y: float, width: float, height: float, look: Look) -> list[Markup]:
    """A bar of an option: its fill, with an edge in its colour."""
    edge = min(1.2, width / 4)
    inside = box(x + edge, y + edge, width - 2 * edge, height - 2 * edge, look.fill)
    return [box(x, y, width, height, look.colour), inside]


def text(
    x: float, y: float, said: str, *, anchor: str = "start", size: float = TEXT, colour: str = INK, bold: bool = False
) -> Markup:
    """A line of words, escaped."""
    return WORDS % (x, y, anchor, size, colour, BOLD if bold else PLAIN, said)


def path(points: Sequence[tuple[float, float]], colour: str, width: float = 2.0, dashes: str = "") -> Markup:
    """A line through points."""
    return PATH % (_points(points), colour, width, DASHED % dashes if dashes else PLAIN)


def area(points: Sequence[tuple[float, float]], colour: str, opacity: float = 1.0) -> Markup:
    """A filled shape."""
    return AREA % (_points(points), colour, PALE % opacity if opacity < 1 else PLAIN)


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


def spread(wanted: Sequence[float], tall: Sequence[float], low: float, high: float) -> list[float]:
    """Where things of these heights stand, in order, as near as may be to where they are wanted and over one another
    nowhere; within the limits, if there is room."""
    places = list(wanted)
    for i in range(len(places)):
        least = low + tall[i] / 2 if i == 0 else places[i - 1] + (tall[i - 1] + tall[i]) / 2
        places[i] = max(places[i], least)
    for i in reversed(range(len(places))):
        last = i == len(places) - 1
        most = high - tall[i] / 2 if last else places[i + 1] - (tall[i] + tall[i + 1]) / 2
        places[i] = min(places[i], most)
    return places
