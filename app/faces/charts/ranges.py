"""How sure? Net cash of each option, and of one less another: a bar for each range, by its name, and where £0 is."""

from collections.abc import Sequence

from markupsafe import Markup

from app.faces.charts.ink import BLUE, INK, LETTER, LOW, MUTED, SMALL, TEXT, WHITE, WIDTH, box, line, svg, text
from app.tables.ranges import NetCash, between, in_words

LEFT, RIGHT = 6.0, WIDTH - 6
BOLD = 1.12 * LETTER
HEAD, ROW, BAR, BELOW = 24.0, 32.0, 8.0, 8.0
COLOURS = (INK, BLUE, LOW)  # simulation error, luck, what nobody knows: the wider the paler


def range_bars(rows: Sequence[NetCash], title: str) -> Markup:
    """All on one scale; an upright stroke on each bar is the mean."""
    ends = [end for row in rows for end in (row.net.mean, *(end for _, both in row.ranges for end in both))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = (RIGHT - LEFT) / ((high - low) or 1.0)

    def x(pounds: float) -> float:
        return LEFT + (pounds - low) * scale

    y = 16.0
    height = y + sum(HEAD + max(1, len(row.ranges)) * ROW + BELOW for row in rows)
    anchor = "start" if x(0) < LEFT + 8 else "end" if x(0) > RIGHT - 8 else "middle"
    body = [
        text(x(0), 11, "£0", anchor=anchor, size=SMALL, colour=MUTED),
        line(x(0), 15, x(0), height, MUTED, 1, "4 3"),
    ]
    for row in rows:
        said = row.mean
        room = RIGHT - LEFT - (len(said) + 1) * TEXT * BOLD
        head = row.head if len(row.head) * TEXT * BOLD <= room else row.letter or "Net cash"  # whole, or not at all
        body += [
            box(0, y + 2, WIDTH, HEAD - 3, "#f0f4f5"),
            text(LEFT, y + 17, head, bold=True),
        ]
        body.append(text(RIGHT, y + 17, said, anchor="end", bold=True))
        y += HEAD
        for (kind, (least, most)), colour in zip(row.ranges, COLOURS, strict=False):
            label = f"{kind}: {between((least, most))}"
            body += [box(LEFT - 4, y + 2, len(label) * SMALL * LETTER + 6, 14, WHITE)]
            body.append(text(LEFT, y + 13, label, size=SMALL))
            body.append(box(x(least), y + 18, max(2.0, x(most) - x(least)), BAR, colour))
            body.append(line(x(row.net.mean), y + 16, x(row.net.mean), y + 28, INK, 1.6))
            y += ROW
        if not row.ranges:
            body.append(line(x(row.net.mean), y + 4, x(row.net.mean), y + 24, INK, 1.6))
            y += ROW
        y += BELOW
    return svg(WIDTH, y, in_words(rows, title), body)
