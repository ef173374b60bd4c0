"""What was guessed, and what came out? A queue over time: the line that was drawn over the one that was simulated."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from app.faces.charts.ink import (
    BLUE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PALE_BLUE,
    SMALL,
    WIDTH,
    area,
    line,
    path,
    svg,
    text,
    ticks,
)
from app.faces.charts.time import dates_on
from experiments.people_rows import Series

LEFT, RIGHT, TOP, BOTTOM = 36.0, WIDTH - 12, 34.0, 168.0


def guess_chart(drawn: Sequence[float] | None, out: Series, start: str, alt: str) -> Markup:
    """The mean of the simulated queue, where 95 in 100 real services fall by luck as a shade, and the line drawn."""
    weeks = len(out.mean)
    ys = ticks(max(1.0, *out.high, *(drawn or ())))

    def x(week: float) -> float:
        return LEFT + (RIGHT - LEFT) * week / max(1, weeks)

    def y(people: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * people / ys[-1]

    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(x(week + 1), y(value)) for week, value in enumerate(values)]

    body = [line(LEFT, y(p), RIGHT, y(p), INK if p == 0 else GRID) for p in ys]
    body += [text(LEFT - 5, y(p) + 4, f"{p:,g}", anchor="end", size=SMALL, colour=MUTED) for p in ys]
    for week, label in dates_on(date.fromisoformat(start), weeks):
        anchor = "start" if week < 1 else "end" if week > 0.95 * weeks else "middle"
        body.append(text(x(week), BOTTOM + 17, label, anchor=anchor, size=SMALL, colour=MUTED))
    body.append(area([*points(out.high), *reversed(points(out.low))], PALE_BLUE))
    body.append(path(points(out.mean), BLUE, 2.4))
    body += [
        line(LEFT, 12, LEFT + 24, 12, BLUE, 2.4),
        text(LEFT + 30, 16, "came out, and one service’s luck", size=SMALL),
    ]
    if drawn is not None:
        body.append(path(points(drawn), ORANGE, 2.4, "6 4"))
        body += [
            line(LEFT + 210, 12, LEFT + 234, 12, ORANGE, 2.4, "6 4"),
            text(LEFT + 240, 16, "your line", size=SMALL),
        ]
    return svg(WIDTH, BOTTOM + 24, alt, body)
