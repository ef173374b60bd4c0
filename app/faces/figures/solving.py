"""Which of these mixes? One lever: in how many services the targets are met, along it. Two: a map, with lines of cost.

Each mix has its number (services of 100 in which all targets are met at once) and its verdict as a mark: so it can be
read in grey, and by those who tell no colours apart. With more than two levers the others stand at the answer's values.
"""

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from app import words
from app.faces.figures import COLUMN_MM
from app.faces.figures.paper import (
    BLUE,
    GRID,
    INCH_MM,
    INK,
    MUTED,
    ORANGE,
    Picture,
    finished,
    sheet_of,
    style,
    text_of,
)
from app.tables.solving import rows_of
from experiments.solving.answer import Lever, Mix, Solved, Tried
from sim.errors import WrongInput

MARKS = {"met": "●", "too close to say": "◐", "not met": ""}
HEIGHT_MM, MAP_MM, ROOM_MM = 62.0, 7.0, 26.0
CONTOURS = 5


def mixes(solved: Solved, title: str, made_by: str, width: float = COLUMN_MM, ax: Axes | None = None) -> Picture:
    """The mixes that were run; on axes of a caller's, or on a sheet `width` millimetres wide."""
    rows = rows_of(solved)
    if not rows:
        raise WrongInput("No mix was run, so there is none to draw.")
    across = _longest(solved.levers)
    map_of = len(across) > 1
    down = len(solved.levers[across[1]].values) if map_of else 0
    with style():
        if ax is None:
            height = max(HEIGHT_MM, ROOM_MM + MAP_MM * down)
            picture = Picture(figsize=(width / INCH_MM, height / INCH_MM), layout="constrained")
            ax = picture.subplots()
        else:
            own = sheet_of(ax)
            picture = own if isinstance(own, Picture) else Picture()
        picture.made_by = made_by
        if map_of:
            _map(ax, solved, rows, across)
        else:
            _line(ax, solved, rows, across[0])
    return finished(picture, _caption(solved, title, across))


def _longest(levers: Sequence[Lever]) -> list[int]:
    """The levers that are drawn: the two with most values, in their own order."""
    several = [i for i, lever in enumerate(levers) if len(lever.values) > 1] or [0]
    return sorted(sorted(several, key=lambda i: -len(levers[i].values))[:2])


def _line(ax: Axes, solved: Solved, rows: Sequence[Tried], lever: int) -> None:
    at = [row.values[lever] for row in rows]
    share = [100 * row.together.share for row in rows]
    below = [max(0.0, 100 * (row.together.share - row.together.low)) for row in rows]
    above = [max(0.0, 100 * (row.together.high - row.together.share)) for row in rows]
    ax.errorbar(at, share, yerr=[below, above], color=BLUE, linewidth=1.0, capsize=2, zorder=2)
    for row, x, y in zip(rows, at, share, strict=True):
        fill = {"met": BLUE, "not met": "white", "too close to say": GRID}[row.verdict]
        ax.plot([x], [y], "o", markerfacecolor=fill, markeredgecolor=BLUE, markersize=6, zorder=3)
        if row is solved.found:
            ax.plot([x], [y], "o", markerfacecolor="none", markeredgecolor=ORANGE, markersize=10, zorder=4)
    ax.set_ylim(-4, 104)
    ax.set_ylabel("services of 100 in which all is met")
    labels = [_tick(row, lever) for row in rows]
    ax.set_xticks(at, labels)
    ax.set_xlabel(words.capital(words.noun(solved.levers[lever], 2.0)))
    ax.grid(axis="y", color=GRID)


def _tick(row: Tried, lever: int) -> str:
    value = words.count_of(row.values[lever])
    return f"{value}\n{_thousands(row.pounds_a_year)}" if row.pounds.mean else value


def _thousands(pounds: float) -> str:
    return f"£{pounds / 1000:,.0f}k"


def _map(ax: Axes, solved: Solved, rows: Sequence[Tried], across: Sequence[int]) -> None:
    x, y = (solved.levers[i] for i in across)
    others = _others(solved, across)
    found = {
        (row.values[across[0]], row.values[across[1]]): row
        for row in rows
        if all(row.values[i] == value for i, value in others.items())
    }
    cells = [[found.get((across_value, up)) for across_value in x.values] for up in y.values]
    share = numpy.array([[100 * cell.together.share if cell else numpy.nan for cell in line] for line in cells])
    drawn = ax.imshow(share, cmap="Blues", vmin=0, vmax=130, origin="lower", aspect="auto")
    drawn.set_gid("shares")
    for j, line in enumerate(cells):
        for i, cell in enumerate(line):
            if cell:
                dark = cell.together.share > 0.75
                said = f"{100 * cell.together.share:.0f}{MARKS[cell.verdict]}"
                ax.text(i, j, said, ha="center", va="center", color="white" if dark else INK, fontsize=6)
            if cell is not None and cell is solved.found:
                ax.add_patch(Rectangle((i - 0.5, j - 0.5), 1, 1, fill=False, edgecolor=ORANGE, linewidth=1.8))
    _costs(ax, numpy.array([[cell.pounds_a_year if cell else numpy.nan for cell in line] for line in cells]))
    ax.set_xticks(range(len(x.values)), [words.count_of(value) for value in x.values])
    ax.set_yticks(range(len(y.values)), [words.count_of(value) for value in y.values])
    ax.set_xlabel(words.capital(words.noun(x, 2.0)))
    ax.set_ylabel(words.capital(words.noun(y, 2.0)))
    ax.spines[:].set_visible(False)


def _costs(ax: Axes, pounds: "numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]") -> None:
    """Lines of one cost a year; none where there is nothing to tell apart."""
    known = pounds[~numpy.isnan(pounds)]
    if min(pounds.shape) < 2 or not known.size or known.max() - known.min() < 1:
        return
    lines = ax.contour(pounds, levels=CONTOURS, colors=MUTED, linewidths=0.7, linestyles="dashed")
    ways = [numpy.asarray(path.vertices) for path in lines.get_paths()]
    middles = [way[len(way) // 2 - 1 :][:2].mean(axis=0) for way in ways if len(way) > 1]
    fmt = FuncFormatter(lambda value, _at: _thousands(value))
    for label in ax.clabel(lines, fmt=fmt, fontsize=5.5, manual=middles, inline=False, colors=INK):
        label.set_rotation(0)
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def _others(solved: Solved, across: Sequence[int]) -> dict[int, float]:
    """The levers that are not drawn, at the answer's values, or the nearest's."""
    best = solved.found or solved.nearest
    values: Mix = best.values if best else tuple(lever.values[-1] for lever in solved.levers)
    return {i: value for i, value in enumerate(values) if i not in across}


def _caption(solved: Solved, title: str, across: Sequence[int]) -> str:
    asked = words.listed([f"“{one.said}”" for one in solved.targets])
    others = _others(solved, across)
    at = words.listed([words.mix_in_words([solved.levers[i]], (value,)) for i, value in others.items()])
    drawn = (
        "Number and shade: in how many of 100 services like this one all is met at once. ● met, ◐ too close to say, no "
        "mark: not met. Dashed: mixes of one cost a year."
        if len(across) > 1
        else "In how many of 100 services like this one all is met at once, with its 95 % interval (simulation error). "
        "Filled: met; grey: too close to say; open: not met. Below: what the service costs a year."
    )
    answer = " Orange: the cheapest mix that is sure to meet it." if solved.found else " No mix is sure to meet it."
    return text_of(f"{title}: {asked}. {drawn}{answer}{f' With {at}.' if at else ''}")
