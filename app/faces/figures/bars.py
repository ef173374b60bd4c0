"""How much, and what would change it? The bridge from headline to net cash, and how far each input moves the answer."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from app import words
from app.faces.figures import COLUMN_MM, PAGE_MM, Pounds
from app.faces.figures.paper import (
    BLUE,
    INK,
    LETTER_POINTS,
    LINE_POINTS,
    MUTED,
    PALE_ORANGE,
    POINTS_MM,
    Picture,
    Rows,
    chosen,
    finished,
    label_letters,
    luck,
    one_panel,
    panel_titles,
    paper,
    rows_of,
    sheet_of,
    style,
)
from experiments.answer import Answer, ScenarioAnswer
from experiments.money_rows import StepRow
from experiments.rows import Years
from experiments.swings import Swing, SwingRow, Swings
from sim.errors import WrongInput

HELPS, COSTS, SUM = ("", BLUE), ("//////", PALE_ORANGE), ("", INK)  # hatching and colour
BAR, WHISKER = 1.05, 0.25  # lines of type
PAGE_FROM = (COLUMN_MM + PAGE_MM) / 2  # panels stand beside one another on what is wider
ROOM_FOR_NUMBERS = 0.17  # of the width
MOST_SWINGS = 10
INPUTS_SHARE = 0.45  # of the width, for the labels of inputs: these are long


def bridge(
    answer: Answer,
    years: Years | None = None,
    *,
    scenario: str | None = None,
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """From the published claim to net cash, step by step: a panel for each scenario, on one scale. `years`: from day 0
    (the longest that all have, unless said). Steps that are 0 in all of them are left out."""
    drawn = chosen(answer, scenario)
    at = _horizon(answer, years)
    zero = {row.name for row in drawn[0][0].bridge[at] if all(_step(one, at, row.name).mean == 0 for one, _ in drawn)}
    steps = [[row for row in one.bridge[at] if row.name not in zero] for one, _ in drawn]
    beside = width > PAGE_FROM
    letters = label_letters(COLUMN_MM if beside and len(drawn) > 1 else width)
    rows = rows_of([row.title for row in steps[0]], letters, 1.7)
    one_panel(ax, len(drawn))
    with style():
        if ax is not None:
            _bridge_drawn(ax, rows, steps[0])
            return sheet_of(ax)
        titles = panel_titles([one for one, _ in drawn], _room(width, letters, len(drawn) if beside else 1))
        picture, panels = _panels(answer, [rows] * len(drawn), titles, width, beside=beside)
        for panel, each in zip(panels, steps, strict=True):
            _bridge_drawn(panel, rows, each)
        for panel in panels[1:]:
            panel.tick_params(axis="y", labelleft=not beside)
        _one_scale(panels)
    return finished(
        picture,
        f"From headline to net cash over {words.years(at)} from day 0, in £ of {drawn[0][0].prices.year}: each bar "
        "starts where the one before it ended; black bars are sums so far. Solid: good for the budget; hatched: a cost "
        "or a deduction. Whiskers: simulation error, the 95 % interval of each mean; luck of one real year and unknown "
        f"inputs are not in them. {luck(answer)}",
    )


def _horizon(answer: Answer, years: Years | None) -> Years:
    shared = [each for each in answer.scenarios[0].bridge if all(each in one.bridge for one in answer.scenarios)]
    if not shared:
        raise WrongInput("Follow-up is shorter than a year: there is no bridge to draw.")
    if years is not None and years not in shared:
        raise WrongInput(f"There is no bridge of {years:g} years: there is {words.listed([f'{n:g}' for n in shared])}.")
    return max(shared) if years is None else years


def _step(scenario: ScenarioAnswer, years: Years, name: str) -> StepRow:
    return next(row for row in scenario.bridge[years] if row.name == name)


def _bridge_drawn(ax: Axes, rows: Rows, steps: Sequence[StepRow]) -> None:
    at, spans = 0.0, []
    for step in steps:
        since = 0.0 if step.kind == "subtotal" else at
        at = since + step.mean
        spans.append((since, at))
    reach = max(map(max, spans)) - min(map(min, spans)) or 1.0
    for n, (y, step, (since, until)) in enumerate(zip(rows.middles, steps, spans, strict=True)):
        subtotal = step.kind == "subtotal"
        _bar(ax, y, since, until, SUM if subtotal else HELPS if step.mean >= 0 else COSTS, step.name)
        low, high = (since + end for end in step.error)
        if high > low:
            _whisker(ax, y, low, high, MUTED if subtotal else INK)
        if n + 1 < len(steps):
            ax.plot([until, until], [y + BAR / 2, rows.middles[n + 1] - BAR / 2], color=MUTED, linewidth=0.5)
        ax.annotate(
            in_thousands(step.mean, plus=not subtotal),
            xy=(max(since, until, high, 0.0), y),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            weight="bold" if subtotal else "normal",
        )
    ax.axvline(0, color=INK, linewidth=0.6)
    rows.on(ax)
    _in_pounds(ax)
    for tick, step in zip(ax.yaxis.get_majorticklabels(), steps, strict=True):
        tick.set_fontweight("bold" if step.kind == "subtotal" else "normal")
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + reach * ROOM_FOR_NUMBERS)


def _bar(ax: Axes, y: float, since: float, until: float, look: tuple[str, str], name: str, tall: float = BAR) -> None:
    hatch, colour = look
    ax.barh(y, until - since, tall, left=since, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.5, gid=name)


def _whisker(ax: Axes, y: float, low: float, high: float, colour: str) -> None:
    ax.plot([low, high], [y, y], color=colour, linewidth=0.9, solid_capstyle="butt")
    for end in (low, high):
        ax.plot([end, end], [y - WHISKER, y + WHISKER], color=colour, linewidth=0.9)


def in_thousands(pounds: float, *, plus: bool = False) -> str:
    """'£412k', '−£1.2m', '£830': three digits are enough beside a bar."""
    size = abs(pounds)
    said = f"£{size / 1e6:.3g}m" if size >= 999_500 else f"£{size / 1e3:.3g}k" if size >= 1000 else f"£{size:.0f}"
    return words.signed(pounds, said, plus=plus)


def _room(width: float, letters: int, across: int = 1) -> float:
    """For the title of a panel."""
    return (width - letters * LETTER_POINTS * POINTS_MM - 4) / across - 2


def _in_pounds(ax: Axes) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: in_thousands(value)))


def _one_scale(panels: Sequence[Axes]) -> None:
    ends = [panel.get_xlim() for panel in panels]
    for panel in panels:
        panel.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))


def _panels(
    answer: Answer, rows: Sequence[Rows], titles: Sequence[str], width: float, *, beside: bool, above: float = 0.0
) -> tuple[Picture, list[Axes]]:
    """A panel for each: beside one another, or one below the other. `above`: millimetres for a key."""
    lines = LINE_POINTS * POINTS_MM
    heights = [7 + (title.count("\n") + 1) * lines + each.height for title, each in zip(titles, rows, strict=True)]
    picture = paper(answer, width, above + (max(heights) if beside else sum(heights)))
    down, across = (1, len(rows)) if beside else (len(rows), 1)
    axes = picture.subplots(down, across, squeeze=False, height_ratios=None if beside else heights)
    for ax, title in zip(axes.flat, titles, strict=True):
        ax.set_title(title)
    return picture, list(axes.flat)


# ---------------------------------------------------------------- swings


def swings(
    answer: Answer,
    of: Pounds = "net",
    *,
    scenario: str | None = None,
    most: int = MOST_SWINGS,
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """Net cash, or capacity released, with each uncertain input at its low and at its high, the widest first: a panel
    for each scenario. `most`: so many inputs."""
    drawn = [(one, swung) for one, _ in chosen(answer, scenario) if (swung := one.swings)]
    if not drawn:
        raise WrongInput("No input has been run across its range: ask for swings, over a follow-up of a year at least.")
    inputs = [sorted(swung.rows, key=lambda row: -_of(row, of).swing)[:most] for _, swung in drawn]
    letters = label_letters(width, INPUTS_SHARE)
    rows = [rows_of([_input(row) for row in each], letters, 1.7) for each in inputs]
    one_panel(ax, len(drawn))
    with style():
        if ax is not None:
            _swings_drawn(ax, rows[0], drawn[0][1], inputs[0], of)
            return sheet_of(ax)
        titles = panel_titles([one for one, _ in drawn], _room(width, letters))
        picture, panels = _panels(answer, rows, titles, width, beside=False, above=5)
        for panel, of_it, (_, swung), each in zip(panels, rows, drawn, inputs, strict=True):
            _swings_drawn(panel, of_it, swung, each, of)
        _one_scale(panels)
        looks = ((COSTS, "at the low of its range"), (HELPS, "at the high"))
        handles = [Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.5) for (hatch, colour), _ in looks]
        picture.legend(handles, [said for _, said in looks], loc="outside upper left", ncols=2, borderpad=0)
    swung = drawn[0][1]
    what = "Net cash" if of == "net" else "Capacity released"
    left_out = max(0, max(len(one.rows) for _, one in drawn) - most)
    over = f"{what} over {words.years(swung.years)}, in £ of {drawn[0][0].prices.year}"
    return finished(
        picture,
        f"{over}, with one uncertain input at a time at its low and at its high, {words.all_else(swung)} and with the "
        "same luck (unknown inputs: only data narrow these). The line is where it is now. Whiskers: simulation error, "
        f"the 95 % interval of each mean over {swung.replications:,} replications."
        + (f" Up to {left_out} inputs of smaller swings are not shown." if left_out else ""),
    )


def _of(row: SwingRow, of: Pounds) -> Swing:
    return row.net if of == "net" else row.capacity


def _input(row: SwingRow) -> str:
    return f"{words.swing_title(row)}: {words.swing_range(row)}"


def _swings_drawn(ax: Axes, rows: Rows, swung: Swings, inputs: Sequence[SwingRow], of: Pounds) -> None:
    """From where it is now to where each end takes it; where both go the same way, each has half the height."""
    now = (swung.base.net if of == "net" else swung.base.capacity).mean
    for y, row in zip(rows.middles, inputs, strict=True):
        swing = _of(row, of)
        ends = (
            (swing.at_low, swing.at_low_half_width, COSTS, "low", -1),
            (swing.at_high, swing.at_high_half_width, HELPS, "high", 1),
        )
        half_each = (swing.at_low - now) * (swing.at_high - now) > 0
        for value, error, look, which, side in ends:
            middle = y + side * BAR / 4 if half_each else y
            _bar(ax, middle, now, value, look, f"{row.path}: {which}", BAR / 2 if half_each else BAR)
            if error:
                _whisker(ax, middle, value - error, value + error, INK)
    ax.axvline(now, color=INK, linewidth=0.8)
    ax.axvline(0, color=MUTED, linewidth=0.6, linestyle=":")
    rows.on(ax)
    _in_pounds(ax)
