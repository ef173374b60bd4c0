"""What did a fit find? Inputs before and after it, two that move together, and each figure beside its prediction."""

from collections.abc import Sequence

from markupsafe import Markup

from app import words
from app.faces.charts.ink import (
    BLUE,
    GRID,
    INK,
    LOW,
    MUTED,
    ORANGE,
    SMALL,
    WIDTH,
    box,
    cut,
    line,
    path,
    svg,
    text,
)
from experiments.fit_rows import FittedFigure, Marginal, Ridge

DOT = 2.2


def marginal(of: Marginal) -> Markup:
    """An input before (line) and after (bars); an upright stroke is the value used."""
    one, left, right, top, bottom = of.of, 6.0, WIDTH - 6, 24.0, 84.0
    most = max(*of.before, *of.after)
    wide = (right - left) / len(of.after)

    def x(value: float) -> float:
        return left + (right - left) * (value - one.stated_low) / (one.stated_high - one.stated_low)

    def y(share: float) -> float:
        return bottom - (bottom - top) * share / most

    said = f"the figures say {words.how_much_said(one)}"
    body = [text(left, 13, cut(words.assumption_title(one), right - left), bold=True)]
    body += [
        box(left + i * wide + 0.5, y(share), wide - 1, bottom - y(share), LOW)
        for i, share in enumerate(of.after)
        if share
    ]
    steps = [(left + (i + side) * wide, y(share)) for i, share in enumerate(of.before) for side in (0, 1)]
    body += [
        path([(left, bottom), *steps, (right, bottom)], ORANGE, 1.6, "5 3"),
        line(left, bottom, right, bottom, MUTED),
    ]
    body.append(line(x(one.value), top - 4, x(one.value), bottom + 4, INK, 1.8))
    body.append(text(left, bottom + 15, words.fitted_value(one, one.stated_low), size=SMALL, colour=MUTED))
    body.append(
        text(right, bottom + 15, words.fitted_value(one, one.stated_high), anchor="end", size=SMALL, colour=MUTED)
    )
    body.append(text(WIDTH / 2, bottom + 15, said, anchor="middle", size=SMALL))
    alt = (
        f"{words.assumption_title(one)}: {words.stated_range(one)} before; after the fit 90% from "
        f"{words.left_range(one)}, the middle {words.fitted_value(one, one.middle)}; "
        f"{words.fitted_value(one, one.value)} is used. {words.capital(said)} of it."
    )
    return svg(WIDTH, bottom + 20, alt, body)


def ridge(of: Ridge) -> Markup:
    """Two inputs in every mixture that is kept, a dot each; the line along which the one takes the other."""
    left, right, top, bottom = 48.0, WIDTH - 10, 24.0, 236.0

    points = [(of.first.value, of.second.value), *of.members, *of.line]
    across_all, up_all = [one for one, _ in points], [other for _, other in points]
    (least, most), (lowest, highest) = spans = [(min(ends), max(ends)) for ends in (across_all, up_all)]

    def x(value: float) -> float:
        return left + (right - left) * (value - least) / ((most - least) or 1.0)

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - lowest) / ((highest - lowest) or 1.0)

    body = [text(4, 13, cut(f"Upright: {words.assumption_title(of.second)}", WIDTH - 8, SMALL), size=SMALL, bold=True)]
    for share in (0.0, 0.5, 1.0):
        across, up = (left + (right - left) * share, bottom - (bottom - top) * share)
        values = [low + (high - low) * share for low, high in spans]
        anchor = "start" if not share else "end" if share == 1 else "middle"
        body += [line(left, up, right, up, GRID), line(across, top, across, bottom, GRID)]
        at = words.fitted_value(of.second, values[1]).removesuffix(" times")
        body.append(text(left - 5, up + 4, at, anchor="end", size=SMALL, colour=MUTED))
        at = words.fitted_value(of.first, values[0])
        body.append(text(across, bottom + 15, at, anchor=anchor, size=SMALL, colour=MUTED))
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:g}" fill="{}" fill-opacity="0.65"/>')
    body += [dot.format(x(one), y(other), DOT, LOW) for one, other in of.members]
    body.append(path([(x(one), y(other)) for one, other in of.line], BLUE, 2.4))
    here = x(of.first.value), y(of.second.value)
    body += [
        line(here[0] - 6, here[1], here[0] + 6, here[1], INK, 2.2),
        line(here[0], here[1] - 6, here[0], here[1] + 6, INK, 2.2),
    ]
    label = cut(f"Across: {words.assumption_title(of.first)}", WIDTH - 8, SMALL)
    body.append(text(4, bottom + 32, label, size=SMALL, bold=True))
    ends = [of.line[0], of.line[-1]]
    went = " to ".join(
        f"{words.fitted_value(of.first, one)} with {words.fitted_value(of.second, other)}" for one, other in ends
    )
    alt = (
        f"{words.assumption_title(of.first)} across, {words.assumption_title(of.second)} upright, in each of "
        f"{len(of.members)} mixtures that the figures allow: from {went}."
    )
    return svg(WIDTH, bottom + 38, alt, body)


def predictions(rows: Sequence[FittedFigure], title: str) -> Markup:
    """A bar for each figure, where 90 % of predicted services would have it, and a ring at what was published: each on
    a scale of its own, since they have different units."""
    left, right, height = 6.0, WIDTH - 6, 40.0
    body: list[Markup] = []
    for i, row in enumerate(rows):
        ends = (row.low, row.high, row.published)
        low, high = min(0.0, *ends), max(0.0, *ends)

        def x(value: float, low: float = low, high: float = high) -> float:
            return left + (right - left) * 0.98 * (value - low) / ((high - low) or 1.0)

        y = 2.0 + i * height
        said = f"published {words.figure_amount(row.published)}"
        room = right - left - len(said) * SMALL * 0.58 - 8
        body += [
            text(left, y + 12, cut(row.title, room, SMALL), size=SMALL),
            text(right, y + 12, said, anchor="end", size=SMALL, bold=True),
            line(left, y + 24, right, y + 24, GRID),
            box(x(row.low), y + 19, max(2.0, x(row.high) - x(row.low)), 10, LOW),
            line(x(row.middle), y + 17, x(row.middle), y + 31, BLUE, 1.8),
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="#ffffff" stroke="{}" stroke-width="2"/>').format(
                x(row.published), y + 24, INK if row.is_met else ORANGE
            ),
        ]
    alt = "; ".join(
        f"{row.title}: published {words.figure_amount(row.published)}, predicted {words.predicted_range(row)}"
        for row in rows
    )
    return svg(WIDTH, 2.0 + len(rows) * height, f"{title}: {alt}.", body)
