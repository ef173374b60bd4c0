"""In how many sets of inputs does it pay? A hundred squares a row, each a hundredth of the sets, where £0 is marked."""

from collections import Counter
from collections.abc import Sequence
from math import floor

from markupsafe import Markup

from app.faces.charts.ink import BLUE, INK, LETTER, LOW, MUTED, SMALL, TEXT, WIDTH, box, line, svg, text
from app.tables.all_inputs import InSets, in_words
from app.words import pounds

LEFT, RIGHT = 6.0, WIDTH - 6
SIDE, GAP = 5.0, 1.0
HEAD, BELOW = 22.0, 22.0
BOLD = 1.12 * LETTER


def set_squares(rows: Sequence[InSets]) -> Markup:
    """All on one scale: dark where net cash is above £0."""
    low, high = (of(0.0, *(of(row.its.hundred) for row in rows)) for of in (min, max))
    step = ((high - low) or 1.0) / floor(
        (RIGHT - LEFT) / (SIDE + GAP) - 1
    )  # pounds; no square lies on both sides of £0
    first = floor(low / step)

    def x(column: int) -> float:
        return LEFT + (column - first) * (SIDE + GAP)

    piles = [Counter(floor(value / step) for value in row.its.hundred) for row in rows]
    y, body = 0.0, []
    for row, pile in zip(rows, piles, strict=True):
        said = row.above
        room = RIGHT - LEFT - (len(said) + 2) * TEXT * BOLD
        head = row.head if len(row.head) * TEXT * BOLD <= room else row.letter  # whole, or not at all
        body += [
            box(0, y + 2, WIDTH, HEAD - 3, "#f0f4f5"),
            text(LEFT, y + 16, head, bold=True),
            text(RIGHT, y + 16, said, anchor="end", bold=True),
        ]
        ground = y + HEAD + 6 + max(pile.values()) * (SIDE + GAP)
        for column, many in pile.items():
            for n in range(many):
                body.append(box(x(column), ground - (n + 1) * (SIDE + GAP), SIDE, SIDE, BLUE if column >= 0 else LOW))
        body.append(line(x(0) - GAP / 2, y + HEAD, x(0) - GAP / 2, ground + 5, INK, 1.2))
        y = ground + 8
    ends = ((LEFT, low, "start"), (RIGHT, high, "end"))
    zero = x(0) - GAP / 2
    body.append(text(zero, y + 9, "£0", anchor="middle", size=SMALL))
    for at, value, anchor in ends:
        said = pounds(value, (high - low) / 20 or None)
        if value and abs(at - zero) > (len(said) + 3) * SMALL * LETTER:
            body.append(text(at, y + 9, said, anchor=anchor, size=SMALL, colour=MUTED))
    return svg(WIDTH, y + BELOW - 8, in_words(rows), body)
