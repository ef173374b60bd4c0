"""What do the draws of a study say of money? The plane, the curves over thresholds, and what knowing is worth.

They draw what is worked out (`experiments.economics.answer`). Options keep their looks from picture to picture; usual
care is grey, or the cross where the axes meet.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from app import words
from app.faces.figures import COLUMN_MM
from app.faces.figures.paper import (
    BLUE,
    GRID,
    INCH_MM,
    INK,
    LOOKS,
    MUTED,
    Look,
    Picture,
    finished,
    label_letters,
    name_lines,
    rows_of,
    style,
)
from app.words import economics as say
from experiments.economics.answer import Curves, Decision, PerEffect, StudyEconomics
from sim.errors import WrongInput

PANEL_MM, MARGIN_MM = 62.0, 14.0
ROW_LINES = 1.6  # of a bar, in lines of type
MOST_BARS = 12
BAR, ERROR = 0.55, 0.9
USUAL = Look(MUTED, (0, (1, 1.5)), "")
CORNERS = {  # where the share of a quadrant stands, in shares of the panel
    "costs more and does better": (0.985, 0.985, "right", "top"),
    "dominant": (0.985, 0.015, "right", "bottom"),
    "saves and does worse": (0.015, 0.015, "left", "bottom"),
    "dominated": (0.015, 0.985, "left", "top"),
}


def plane(found: StudyEconomics, effect: PerEffect, made_by: str, width: float = COLUMN_MM) -> Picture:
    """The plane: each option's draws, its mean, and the share of draws in each quadrant, against usual care."""
    with _sheet(width, PANEL_MM, made_by) as picture:
        ax = picture.subplots()
        ax.axhline(0, color=INK, linewidth=0.6)
        ax.axvline(0, color=INK, linewidth=0.6)
        ax.set_xlabel(f"{words.capital(say.units(effect.unit))} gained, against usual care")
        ax.set_ylabel("Net cost, against usual care")
        ax.yaxis.set_major_formatter(_in_pounds())
        options = list(zip(found.options[1:], effect.cloud, _looks(found)[1:], strict=True))
        for option, cloud, look in options:
            x, y = numpy.array(cloud).T
            ax.plot(
                x, y, linestyle="", marker=look.marker, markersize=1.8, alpha=0.35, color=look.colour, markeredgewidth=0
            )
            ax.plot(
                x.mean(), y.mean(), linestyle="", marker=look.marker, markersize=6, color=look.colour,
                markeredgecolor="white", label=option,
            )  # fmt: skip
        _room_for_shares(ax)
        for where, (x, y, ha, va) in CORNERS.items():
            said = [
                (shares.get(where, 0.0), look)  # type: ignore[call-overload]
                for shares, (_, _, look) in zip(effect.quadrants, options, strict=True)
            ]
            text = " / ".join(words.percent(share) for share, _ in said)
            ax.text(
                x, y, f"{where}\n{text}" if va == "bottom" else f"{text}\n{where}", ha=ha, va=va, transform=ax.transAxes
            )
        if len(options) > 1:
            ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=1)
    order = "" if len(options) == 1 else f" Shares are in the order {words.listed([one for one, _, _ in options])}."
    return finished(
        picture,
        f"Net cost (the service less cash released) and {say.units(effect.unit)}, each option less usual care: "
        f"{found.draws:,} draws of what is unknown, luck taken out; some of them drawn, the larger mark their "
        f"mean.{order}",
    )


def _room_for_shares(ax: Axes) -> None:
    """Above and below the draws, so that no share stands on them."""
    for low, high, setting in ((*ax.get_xlim(), ax.set_xlim), (*ax.get_ylim(), ax.set_ylim)):
        low, high = min(low, 0.0), max(high, 0.0)
        setting(low - 0.2 * (high - low), high + 0.2 * (high - low))


def acceptability(found: StudyEconomics, effect: PerEffect, made_by: str, width: float = COLUMN_MM) -> Picture:
    """Each option's chance of being best at each threshold, and the frontier: the chance of the one that is best on
    average, which need not be the likeliest."""
    curves = effect.curves
    chances = numpy.array(curves.chances)
    with _sheet(width, PANEL_MM, made_by) as picture:
        ax = picture.subplots()
        _over(ax, effect)
        ax.set_ylim(0, 1)
        ax.set_ylabel("Chance of being best")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f}%"))
        frontier = chances[numpy.arange(len(curves.best)), list(curves.best)]
        ax.plot(curves.thresholds, frontier, color=INK, linewidth=3.2, alpha=0.18, solid_capstyle="butt")
        _lines(ax, found, curves, chances)
    return finished(
        picture,
        f"The chance that each option is best, by what one {effect.unit} is worth: {found.draws:,} draws, luck taken "
        "out. Broad grey line: the option that is best on average there (the acceptability frontier).",
    )


def expected_loss(found: StudyEconomics, effect: PerEffect, made_by: str, width: float = COLUMN_MM) -> Picture:
    """What choosing each option loses on average at each threshold; the least is what certainty would be worth."""
    curves = effect.curves
    losses = numpy.array(curves.losses)
    with _sheet(width, PANEL_MM, made_by) as picture:
        ax = picture.subplots()
        _over(ax, effect)
        ax.set_ylabel("Expected loss")
        ax.yaxis.set_major_formatter(_in_pounds())
        ax.plot(curves.thresholds, losses.min(axis=1), color=INK, linewidth=3.2, alpha=0.18, solid_capstyle="butt")
        ax.set_ylim(0, 1.05 * max(float(numpy.quantile(losses.max(axis=1), 0.6)), float(losses.min(axis=1).max()), 1.0))
        _lines(ax, found, curves, losses)
    return finished(
        picture,
        f"Pounds that choosing each option loses on average, by what one {effect.unit} is worth: {found.draws:,} "
        "draws, luck taken out. Broad grey line: the least, which is what certainty about everything would be worth.",
    )


def value_of_certainty(found: StudyEconomics, effect: PerEffect, made_by: str, width: float = COLUMN_MM) -> Picture:
    """What certainty about everything would be worth at each threshold, with intervals where the study states one."""
    curves = effect.curves
    with _sheet(width, PANEL_MM, made_by) as picture:
        ax = picture.subplots()
        _over(ax, effect)
        ax.set_ylabel("Certainty would be worth")
        ax.yaxis.set_major_formatter(_in_pounds())
        ax.plot(curves.thresholds, curves.evpi, color=BLUE)
        for at in effect.stated:
            ax.plot([at.pounds] * 2, [at.evpi.low, at.evpi.high], color=INK, linewidth=ERROR)
            ax.plot(at.pounds, at.evpi.pounds, marker="o", color=INK, linestyle="")
        ax.set_ylim(0, None)
    return finished(
        picture,
        f"The expected value of perfect information for one such decision, by what one {effect.unit} is worth; dots "
        "with 95% intervals: at thresholds that the study states.",
    )


def worths(found: StudyEconomics, decision: Decision, made_by: str, width: float = COLUMN_MM) -> Picture:
    """What knowing each input is worth, the dearest first, with 95 % intervals. Raises WrongInput if there is none."""
    rows = [one for one in decision.inputs if one.worth.pounds is not None][:MOST_BARS]
    if not rows:
        raise WrongInput("Nothing is unknown in this study whose worth could be drawn.")
    table = rows_of([say.input_title(one) for one in rows], label_letters(width), ROW_LINES)
    with _sheet(width, table.height + MARGIN_MM, made_by) as picture:
        ax = picture.subplots()
        table.on(ax)
        for at, one in zip(table.middles, rows, strict=True):
            ax.barh(at, one.worth.pounds or 0.0, height=BAR, color=BLUE)
            ax.plot([one.worth.low or 0.0, one.worth.high or 0.0], [at, at], color=INK, linewidth=ERROR)
        ax.axvline(decision.at.evpi.pounds, color=INK, linestyle=(0, (4, 1.5)), linewidth=ERROR)
        ax.set_xlim(0, None)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(_in_pounds())
        ax.set_xlabel("Knowing it would be worth")
    return finished(
        picture,
        f"What knowing an input for certain is worth to the choice by {decision.of}, with 95% intervals. They do not "
        f"add up. Dashed: certainty about everything, {say.worth_in_words(decision.at.evpi)}.",
    )


# ---------------------------------------------------------------- shared


@contextmanager
def _sheet(width: float, height: float, made_by: str) -> Iterator[Picture]:
    """A blank sheet in our own settings, in millimetres."""
    with style():
        picture = Picture(figsize=(width / INCH_MM, height / INCH_MM), layout="constrained")
        picture.made_by = made_by
        yield picture


def _looks(found: StudyEconomics) -> list[Look]:
    """Usual care's, then each option's."""
    return [USUAL, *(LOOKS[i % len(LOOKS)] for i in range(len(found.options) - 1))]


def _in_pounds() -> FuncFormatter:
    return FuncFormatter(lambda pounds, _: words.pounds(pounds, 2.0))


def _over(ax: Axes, effect: PerEffect) -> None:
    """The axis of thresholds, with those that are stated."""
    ax.set_xlim(0, effect.curves.thresholds[-1])
    ax.set_xlabel(f"One {effect.unit} is worth")
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(_in_pounds())
    ax.grid(axis="y", color=GRID)
    for at in effect.stated:
        ax.axvline(at.pounds, color=MUTED, linestyle=":", linewidth=ERROR)


def _lines(
    ax: Axes,
    found: StudyEconomics,
    curves: Curves,
    heights: NDArray[numpy.float64],
) -> None:
    """A line for each option, named where it ends."""
    ends: list[tuple[float, str, Look]] = []
    for option, column, look in zip(found.options, heights.T, _looks(found), strict=True):
        ax.plot(curves.thresholds, column, color=look.colour, linestyle=look.dashes)
        ends.append((float(column[-1]), option, look))
    top = ax.get_ylim()[1]
    name_lines(ax, [(min(height, top), option, look) for height, option, look in ends])
