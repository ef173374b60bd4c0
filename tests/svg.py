"""What can be seen of an SVG of ours? Its texts and where they lie, as wide as in Helvetica (or Arial)."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import matplotlib

SVG = "{http://www.w3.org/2000/svg}"
OTHER = 556  # thousandths of the size of the type: a digit, and what the table of widths has not
TOUCHING = 1.0  # units by which boxes may reach into each other: a line of type is not as tall as its size


class Seen(NamedTuple):
    """A text, and the corners of its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@cache
def widths(bold: bool) -> dict[str, int]:
    name = "Helvetica-Bold.afm" if bold else "Helvetica.afm"
    afm = (Path(matplotlib.get_data_path()) / "fonts" / "pdfcorefonts" / name).read_text(encoding="latin-1")
    return {chr(int(code)): int(wide) for code, wide in re.findall(r"^C (\d+) ; WX (\d+) ;", afm, re.M)}


def wide(text: str, size: float, *, bold: bool) -> float:
    return sum(widths(bold).get(letter, OTHER) for letter in text) * size / 1000


def parsed(picture) -> list[ET.Element]:
    """Every SVG in some markup that has words of its own."""
    found = re.findall(r"<svg .*?</svg>", str(picture), re.S)
    return [ET.fromstring(one) for one in found if "aria-label" in one]  # noqa: S314 -- drawn here


def said(picture) -> list[str]:
    """What each says to those who do not see it."""
    return [one.get("aria-label") for one in parsed(picture)]


def texts(svg: ET.Element) -> list[Seen]:
    rows = []
    for one in svg.iter("text"):
        size, x, y = float(one.get("font-size")), float(one.get("x")), float(one.get("y"))
        length = wide(one.text, size, bold=one.get("font-weight") == "700")
        left = {"start": x, "middle": x - length / 2, "end": x - length}[one.get("text-anchor")]
        rows.append(Seen(one.text, left, y - 0.75 * size, left + length, y + 0.22 * size))
    return rows


def faults(picture) -> list[str]:
    """Texts that lie over one another, or run out of their picture."""
    found = []
    for svg in parsed(picture):
        _, _, width, height = map(float, svg.get("viewBox").split())
        seen = texts(svg)
        found += [
            f"{a.text} over {b.text}"
            for a, b in combinations(seen, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCHING and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCHING
        ]
        found += [f"{a.text} cut" for a in seen if a.x0 < -TOUCHING or a.x1 > width + TOUCHING]
        found += [f"{a.text} cut" for a in seen if a.y0 < -TOUCHING or a.y1 > height + TOUCHING]
    return found
