"""What does a study look like? One figure an analysis: what drives an output, how sure that is, and what is luck.

They draw what `experiments.study.answer` holds, in the rows of the tables (`app.tables.studies`), the largest first.
Every interval is of 95 %; what luck alone would give is a dashed line.
"""

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from app import PROGRAM, version
from app.faces.figures import PAGE_MM
from app.faces.figures.paper import (
    BLUE,
    GRID,
    INCH_MM,
    INK,
    LETTERS_POINTS,
    LOOKS,
    MUTED,
    ORANGE,
    PALE_ORANGE,
    Picture,
    finished,
    folded,
    label_letters,
    rows_of,
    style,
    text_of,
)
from app.tables import studies as tables
from app.words import studies as words
from experiments.sensitivity.indices import AtSize, Index
from experiments.study.answer import Input, OutputAnswer, StudyAnswer
from sim.errors import WrongInput

STUDY_FIGURES = ("indices", "screen", "tornado", "heat_map", "convergence", "split")  # functions here
MOST_ROWS = 15
NUMBERED = 6  # inputs of a screen that are named
FOLLOWED = 5  # inputs whose convergence is drawn


def indices(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """Each input's share of the spread, first order and total (or Shapley), with intervals; the dashed line is what an
    input that does nothing may seem to have."""
    rows = tables.index_rows(answer, one)[:MOST_ROWS]
    if not rows:
        raise _nothing("indices", one)
    second = "Total" if one.sobol else "Shapley effect"
    layout = rows_of([words.input_title(row.of) for row in rows], label_letters(width), 2.4)
    with style():
        picture, ax = _sheet(answer, width, 20 + layout.height)
        layout.on(ax)
        for y, row in zip(layout.middles, rows, strict=True):
            _bar(ax, y - 0.5, row.first, BLUE)
            if row.other:
                _bar(ax, y + 0.5, row.other, PALE_ORANGE, hatch="///")
        if floor := _floor(answer, one):
            ax.axvline(floor, color=INK, linestyle="--", linewidth=0.8)
        ax.set_xlabel("share of the spread that nobody knows, luck taken out")
        ax.set_xlim(left=min(0.0, *(index.low for row in rows for index in (row.first, row.other) if index)))
        names = [
            "First order",
            *([second] if rows[0].other else []),
            *(["An input that does nothing"] if floor else []),
        ]
        handles = [ax.patches[0], *([ax.patches[1]] if rows[0].other else []), *ax.lines[-1:]][: len(names)]
        picture.legend(handles, names, loc="outside upper left", ncols=3, borderpad=0)
    return finished(
        picture, f"{_title(one)}: what each input is of its spread. {' '.join(words.what_to_distrust(answer, one))}"
    )


def screen(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """The Morris plane: how much an input moves the output, and how much that depends on the others."""
    rows = tables.effect_rows(answer, one)
    if not rows:
        raise _nothing("screen", one)
    with style():
        picture, ax = _sheet(answer, width, 0.75 * width)
        sizes = [row.effects.mu_star for row in rows]
        sigmas = [row.effects.sigma for row in rows]
        x, y = [index.value for index in sizes], [index.value for index in sigmas]
        ax.errorbar(x, y, xerr=_reach(sizes), yerr=_reach(sigmas), fmt="none", ecolor=GRID, elinewidth=0.8, zorder=1)
        for clear, colour, marker in ((True, BLUE, "o"), (False, MUTED, "x")):
            those = [(row.effects.mu_star.value, row.effects.sigma.value) for row in rows if row.is_clear == clear]
            if those:
                across, up = zip(*those, strict=True)
                ax.scatter(across, up, color=colour, marker=marker, s=16, zorder=2)
        for place, row in enumerate(rows[:NUMBERED], start=1):
            at = (row.effects.mu_star.value, row.effects.sigma.value)
            ax.annotate(str(place), at, (3, 3), textcoords="offset points", fontweight="bold")
        named = [
            folded(f"{place} {words.input_title(row.of)}", 62) for place, row in enumerate(rows[:NUMBERED], start=1)
        ]
        picture.supxlabel("\n".join(named), x=0.01, ha="left", fontsize=LETTERS_POINTS)
        far = max(*x, *y) or 1.0  # an output that nothing moves
        ax.plot([0, far], [0, far], color=GRID, linewidth=0.8, zorder=0)
        floor = max(row.effects.floor for row in rows)
        if floor:
            ax.axvline(floor, color=INK, linestyle="--", linewidth=0.8)
        ax.set_xlabel("size of its effect over its whole range (mu star)")
        ax.set_ylabel("how much that depends on others (sigma)")
        ax.set_xlim(0, far * 1.25)
        ax.set_ylim(0, max(y) * 1.15 or 1.0)
        _in_unit(ax, one.unit, both=True)
    return finished(
        picture,
        f"{_title(one)}: a Morris screen. Dots: inputs that move it more than luck (dashed) would move one that does "
        "nothing; crosses: the others. Above the line an effect depends on the others as much as it is large.",
    )


def tornado(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """Inputs one at a time: the change from the base at each end, with its simulation error."""
    rows = tables.swing_rows(answer, one)[:MOST_ROWS]
    if not rows:
        raise _nothing("tornado", one)
    layout = rows_of([words.input_title(row.of) for row in rows], label_letters(width), 1.8)
    with style():
        picture, ax = _sheet(answer, width, 20 + layout.height)
        layout.on(ax)
        for y, row in zip(layout.middles, rows, strict=True):
            for change, colour, hatch in zip(
                (row.swing.changes[0], row.swing.changes[-1]), (PALE_ORANGE, BLUE), ("///", ""), strict=True
            ):
                if change is None:
                    continue
                ax.barh(y, change.mean, height=1.1, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.4)
                low, high = change.error
                ax.plot([low, high], [y, y], color=INK, linewidth=1.0)
        ax.axvline(0, color=INK, linewidth=0.6)
        ax.set_xlabel(f"change from {words.estimate_cell(one.one_way.base if one.one_way else None, one.unit)}")
        _in_unit(ax, one.unit)
        picture.legend(
            [ax.patches[1], ax.patches[0]] if len(ax.patches) > 1 else ax.patches,
            ["at its high end", "at its low end"],
            loc="outside upper left",
            ncols=2,
            borderpad=0,
        )
    return finished(picture, f"{_title(one)}: one input at a time, the same luck at each end. Lines: simulation error.")


def heat_map(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """A grid of two inputs: each cell's mean; a frame where it is as good as the highest within simulation error."""
    if one.two_way is None:
        raise _nothing("heat map", one)
    cells = one.two_way.cells
    values = numpy.array([[cell.value.mean if cell.value else numpy.nan for cell in row] for row in cells])
    with style():
        picture, ax = _sheet(answer, width, 24 + 11 * len(cells))
        ax.imshow(values, cmap="cividis", aspect="auto", alpha=0.85)
        middle = float(numpy.nanmin(values) + numpy.nanmax(values)) / 2
        for i, row in enumerate(cells):
            for j, cell in enumerate(row):
                said = words.estimate_cell(cell.value, one.unit)
                dark = cell.value is not None and cell.value.mean < middle
                weight = "bold" if cell.as_good else "normal"
                colour = "white" if dark else INK
                ax.text(j, i, said, ha="center", va="center", color=colour, fontsize=6.5, fontweight=weight)
                if cell.as_good:
                    ax.add_patch(_frame(i, j))
        for axis, at in ((ax.yaxis, 0), (ax.xaxis, 1)):
            each, levels = answer.inputs[at], answer.levels[at]
            axis.set_ticks(range(len(levels)), [text_of(words.setting_cell(value, each.unit)) for value in levels])
            axis.set_label_text(folded(words.input_title(each), 60))
        ax.tick_params(length=0)
    return finished(
        picture,
        f"{_title(one)}. Framed: the highest, and what is as good within simulation error. "
        f"{words.best_in_words(answer, one)}",
    )


def convergence(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """The indices of the first points, of twice as many, and so on: those that still move are not to be trusted."""
    series: Sequence[AtSize] = one.sobol.convergence if one.sobol else one.given.convergence if one.given else ()
    if len(series) < 2:
        raise _nothing("convergence", one)
    inputs: Sequence[Input] = answer.inputs if one.sobol else answer.drawn
    last: Sequence[Index] = one.sobol.total if one.sobol else one.given.first if one.given else ()
    of_each = [each.total or each.first for each in series]
    first = sorted(range(len(inputs)), key=lambda i: -last[i].value)[:FOLLOWED]
    sizes = [each.size for each in series]
    with style():
        picture, ax = _sheet(answer, width, 0.5 * width)
        for place, i in enumerate(first):
            look = LOOKS[place % len(LOOKS)]
            ax.plot(
                sizes,
                [each[i] for each in of_each],
                color=look.colour,
                linestyle=look.dashes,
                marker=look.marker,
                label=folded(words.input_title(inputs[i]), 46),
            )
            low, high = last[i].low, last[i].high
            ax.plot([sizes[-1]] * 2, [low, high], color=look.colour, linewidth=0.8)
        ax.set_xscale("log", base=2)
        ax.xaxis.set_major_locator(LogLocator(base=2))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.grid(axis="y", color=GRID)
        ax.set_xlabel("base points" if one.sobol else "points")
        ax.set_ylabel("total index" if one.sobol else "first-order index")
        picture.legend(loc="outside lower left", ncols=1, borderpad=0)
    return finished(picture, f"{_title(one)}: do the indices still move? From nested subsets; no point was run for it.")


def split(answer: StudyAnswer, one: OutputAnswer, *, width: float = PAGE_MM) -> Picture:
    """What is unknown and what is luck: the three intervals, and where the variance of a single run comes from."""
    summary = one.summary
    if summary is None or summary.split is None or summary.unknown is None or summary.one_year is None:
        raise _nothing("split", one)
    two, known = summary.split, summary.unknown
    rows = [
        ("Simulation error", summary.error, None, INK),
        ("Luck: one real service, if inputs make the mean of it", summary.one_year, None, ORANGE),
        ("Unknown: what nobody knows", (known.low, known.high), (known.quarter, known.three_quarters), BLUE),
    ]
    layout = rows_of([name for name, *_ in rows], label_letters(width, 0.3), 2.0)
    with style():
        picture = _blank(answer, width, 52)
        above, below = picture.subplots(2, 1, height_ratios=[2.4, 1])
        layout.on(above)
        for y, (_, ends, half, colour) in zip(layout.middles, rows, strict=True):
            above.plot(ends, [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
            if half:
                above.plot(half, [y, y], color=colour, linewidth=5, solid_capstyle="butt")
        above.axvline(summary.mean, color=INK, linewidth=0.6, linestyle="--")
        _in_unit(above, one.unit)
        parts = [("unknown", two.between, BLUE, ""), ("luck, all points alike", two.common or 0.0, ORANGE, "///")]
        parts.append(("luck of each point" if two.common is not None else "luck", two.noise, PALE_ORANGE, "..."))
        whole, start = sum(part[1] for part in parts) or 1.0, 0.0
        for name, variance, colour, hatch in parts:
            share = variance / whole
            below.barh(
                0,
                share,
                left=start,
                color=colour,
                hatch=hatch,
                edgecolor=INK,
                linewidth=0.4,
                label=f"{name} {share:.0%}",
            )
            start += share
        below.set_xlim(0, 1)
        below.set_yticks([])
        below.spines.left.set_visible(False)
        below.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        below.set_xlabel("variance of a single run")
        below.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderpad=0)
    return finished(
        picture, f"{_title(one)}. {' '.join(words.in_one_breath(answer, one))} Thick: half of the sets of inputs."
    )


# ---------------------------------------------------------------- parts


def _blank(answer: StudyAnswer, width: float, height: float) -> Picture:
    picture = Picture(figsize=(width / INCH_MM, height / INCH_MM), layout="constrained")
    made = ", ".join(arm.name for arm in answer.arms)
    picture.made_by = text_of(
        f"Made by {PROGRAM} {version()}: study {answer.name}, plan {answer.hash}, {answer.points:,} points of {made}."
    )
    return picture


def _sheet(answer: StudyAnswer, width: float, height: float) -> tuple[Picture, Axes]:
    picture = _blank(answer, width, height)
    return picture, picture.subplots()


def _title(one: OutputAnswer) -> str:
    return text_of(words.output_title(one))


def _bar(ax: Axes, y: float, index: Index, colour: str, hatch: str = "") -> None:
    ax.barh(y, max(index.value, 0.0), height=0.9, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.4)
    ax.plot([index.low, index.high], [y, y], color=INK, linewidth=0.9)
    if index.doubts:
        ax.text(max(index.high, 0.0), y, " !", color=INK, fontweight="bold", va="center")


def _floor(answer: StudyAnswer, one: OutputAnswer) -> float:
    if one.given:
        return one.given.floor
    at = next((i for i, each in enumerate(answer.inputs) if each.kind == "dummy"), None)
    return max(0.0, one.sobol.total[at].high) if one.sobol and at is not None else 0.0


def _reach(those: Sequence[Index]) -> list[list[float]]:
    below = [max(0.0, index.value - index.low) for index in those]
    return [below, [max(0.0, index.high - index.value) for index in those]]


def _in_unit(ax: Axes, unit: str, *, both: bool = False) -> None:
    for axis in (ax.xaxis, ax.yaxis) if both else (ax.xaxis,):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: words.amount(value, unit)))


def _frame(row: int, column: int) -> Rectangle:
    return Rectangle((column - 0.48, row - 0.47), 0.96, 0.94, fill=False, edgecolor=ORANGE, linewidth=1.6)


def _nothing(what: str, one: OutputAnswer) -> WrongInput:
    return WrongInput(f"This study has no {what} of {_title(one)} to draw.")
