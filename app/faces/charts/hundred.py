"""What becomes of 100 people? A square a person, filled by what became of them, so that grey tells it."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from app.faces.charts.ink import BLUE, MUTED, ORANGE, SMALL, WHITE, box, svg, text
from app.tables.fates import Hundred

SIDE, GAP, A_ROW = 13.0, 2.0, 10
PALE = "#9cc3e6"
TOP, WIDE = 20.0, 170.0


def hundred_squares(column: Hundred, titles: Mapping[str, str]) -> Markup:
    """Ten rows of ten, and how many of each under them."""
    people = column.people
    kinds = [name for name in titles for _ in range(people.get(name, 0))]
    body = [text(1, 13, column.title, bold=True)]
    for i, name in enumerate(kinds):
        x, y = 1 + (i % A_ROW) * (SIDE + GAP), TOP + (i // A_ROW) * (SIDE + GAP)
        body += _square(name, x, y)
    below = TOP + A_ROW * (SIDE + GAP) + 4
    for i, name in enumerate(titles):
        x, y = 1 + (i % 2) * 76, below + (i // 2) * 20
        body += [*_square(name, x, y), text(x + SIDE + 6, y + 11, str(people.get(name, 0)), size=SMALL + 1, bold=True)]
    said = "; ".join(f"{people.get(name, 0)} {title[:1].lower()}{title[1:]}" for name, title in titles.items())
    height = below + (len(titles) + 1) // 2 * 20
    return svg(WIDE, height, f"{column.title}, of 100 people who come: {said}.", body)


def hundred_key(titles: Mapping[str, str]) -> Markup:
    """What each kind of square means."""
    rows = [
        Markup('<li><svg viewBox="0 0 15 15" class="one" aria-hidden="true">{}</svg><span>{}</span></li>').format(
            Markup("").join(_square(name, 1, 1)), escape(title)
        )
        for name, title in titles.items()
    ]
    return Markup('<ul class="key">{}</ul>').format(Markup("").join(rows))


def _square(name: str, x: float, y: float) -> list[Markup]:
    """Discharged: filled, dark where support was completed too. Not discharged: an edge alone, with a dot where
    support was completed."""
    match name:
        case "completed_discharged":
            return [box(x, y, SIDE, SIDE, BLUE)]
        case "discharged":
            return [box(x, y, SIDE, SIDE, PALE)]
        case "completed":
            return [*_edge(x, y, ORANGE), box(x + 4, y + 4, SIDE - 8, SIDE - 8, ORANGE)]
    return _edge(x, y, MUTED)


def _edge(x: float, y: float, colour: str) -> list[Markup]:
    return [box(x, y, SIDE, SIDE, colour), box(x + 1.2, y + 1.2, SIDE - 2.4, SIDE - 2.4, WHITE)]
