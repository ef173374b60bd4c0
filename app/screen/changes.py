"""What would change the answer? Swings of inputs, and break-even values."""

from collections.abc import Sequence

from app import words
from app.screen.layout import INDENT, named, paragraph, section, table
from experiments.answer import ScenarioAnswer
from experiments.break_even import BreakEvenOf, Point

SWINGS_SHOWN = 12


def swings(scenario: ScenarioAnswer, *, named_in: bool = False) -> str:
    """Every uncertain input at its low and high, the widest swing first; nothing where nobody asked."""
    if scenario.swings is None:
        return ""
    found = scenario.swings
    shown = words.widest(found, SWINGS_SHOWN)
    cells = [[f"{words.swing_title(row)}: {words.swing_range(row)}", *words.swing_cells(row)] for row in shown]
    more = f"The {len(shown)} widest of {len(found.rows)} are shown; the rest, and capacity released, with --json."
    heading = words.swings_heading(found)
    return section(
        paragraph(f"{scenario.title}: {heading}" if named_in else heading),
        *named(words.swings_in_words(found)),
        table(["", "at its low", "at its high", "swing"], cells) if cells else "",
        *(paragraph(text, INDENT) for text in [words.sticking_out(shown)] if text),
        paragraph(more, INDENT) if len(found.rows) > len(shown) else "",
    )


def of_break_even(found: BreakEvenOf) -> str:
    """`spsim break-even`."""
    unit, times = found.unit, found.times
    fine = _fine_enough(found.points)
    cells = [
        [
            words.amount(float(f"{point.value:.4g}"), unit, times=times),
            words.pounds(point.mean, fine or point.half_width),
            "±?" if point.half_width is None else f"±{words.pounds(point.half_width, fine)}",
        ]
        for point in found.points
    ]
    heads = [found.path.split(".")[-1], "mean, £", "simulation error"]
    said = [paragraph(text) for text in words.break_even_in_words(found)]
    return "\n".join([*said, "", table(heads, cells)])


def _fine_enough(points: Sequence[Point]) -> float | None:
    """To what a table of one luck is rounded: the rows share their error, so a step from row to row must be seen."""
    means = [point.mean for point in points]
    sizes = [
        (max(means) - min(means)) / len(means),
        *(point.half_width / 2 for point in points if point.half_width),
    ]
    return min((size for size in sizes if size > 0), default=None)
