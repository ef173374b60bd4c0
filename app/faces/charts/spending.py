"""What does the service cost, when? A bar for each option in each financial year, beside the budget's limit."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from app import words
from app.faces.charts.ink import GRID, INK, LETTER, LOOKS, MUTED, SMALL, WIDTH, cut, framed, line, svg, text, ticks
from app.tables.spending import PayersSpending
from experiments.limits import Spending

LEFT, RIGHT, TOP, BOTTOM = 62.0, WIDTH - 6, 30.0, 158.0
GAP = 0.22  # of a year's width: between two years
ROOM_FOR_A_LETTER = 9.0


def spending_panel(found: PayersSpending, most: float, letters: Sequence[str]) -> Markup:
    """One payer's. `most`: pounds at the top of the scale, which panels share; `letters`: of the options."""
    ys = ticks(most)

    def y(pounds: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * pounds / ys[-1]

    body = [text(2, 14, cut(found.payer, WIDTH - 4), bold=True)]
    body += [line(LEFT, y(p), RIGHT, y(p), INK if p == 0 else GRID) for p in ys]
    body += [text(LEFT - 5, y(p) + 4, words.pounds(p, 2.0), anchor="end", size=SMALL, colour=MUTED) for p in ys]
    year_wide = (RIGHT - LEFT) / len(found.years)
    wide = year_wide * (1 - GAP) / len(letters)
    lettered = wide >= ROOM_FOR_A_LETTER and len(letters) > 1
    under = BOTTOM + (28 if lettered else 15)
    taken = 0.0
    for i, (year, options) in enumerate(zip(found.years, found.of, strict=True)):
        left = LEFT + year_wide * (i + GAP / 2)
        for j, (row, letter) in enumerate(zip(options, letters, strict=True)):
            x = left + j * wide
            if row:
                body += _bar(row, j, x, wide, y)
            if lettered:
                body.append(text(x + wide / 2, BOTTOM + 13, letter, anchor="middle", size=SMALL, colour=MUTED))
        label = len(year) * SMALL * LETTER
        at = min(max(LEFT + year_wide * (i + 0.5) - label / 2, 0.0), WIDTH - label)
        if at >= taken:
            body.append(text(at, under, year, size=SMALL, colour=MUTED))
            taken = at + label + SMALL * LETTER
    return svg(WIDTH, under + 6, in_words(found, letters), body)


def _bar(row: Spending, place: int, x: float, wide: float, y: Callable[[float], float]) -> list[Markup]:
    """What is expected; above it, dotted, what is established; the limit, a stroke across."""
    body = framed(x + 0.5, y(row.expected.mean), wide - 1, BOTTOM - y(row.expected.mean), LOOKS[place % len(LOOKS)])
    low, high = map(y, row.expected.error)
    if low - high > 3:
        body.append(line(x + wide / 2, low, x + wide / 2, high, INK, 1.5))
    top = y(row.established.mean)
    if y(row.expected.mean) - top > 2:
        body += [line(x + 0.5, top, x + wide - 0.5, top, INK, 1, "2 2")]
        body += [line(edge, top, edge, y(row.expected.mean), INK, 1, "2 2") for edge in (x + 0.5, x + wide - 0.5)]
    if row.limit is not None:
        body.append(line(x - 1, y(row.limit), x + wide + 1, y(row.limit), INK, 2.5))
    return body


def in_words(found: PayersSpending, letters: Sequence[str]) -> str:
    """Every year and option."""
    years = []
    for year, options in zip(found.years, found.of, strict=True):
        rows = [f"{letter} {_said(row)}".strip() for letter, row in zip(letters, options, strict=True)]
        years.append(f"{year}: {', '.join(rows)}")
    return f"{found.payer} spends on the service, by financial year: {'; '.join(years)}."


def _said(row: Spending | None) -> str:
    if row is None:
        return "nothing"
    limit = "" if row.limit is None else f" of a limit of {words.pounds(row.limit, 2.0)}"
    return f"{words.expected(row)}{limit}"
