"""How long, and when? Waits by their length, and people in each state over the weeks."""

from datetime import date, timedelta
from itertools import count, takewhile

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from app import words
from app.faces.figures import COLUMN_MM, PAGE_MM, Queue, Share
from app.faces.figures.paper import (
    GRID,
    MUTED,
    Look,
    chosen,
    finished,
    luck,
    name_lines,
    paper,
    sheet_of,
    style,
)
from experiments.answer import Answer, ScenarioAnswer
from experiments.people_rows import WaitRow
from sim.errors import WrongInput
from sim.units import MONTHS

WAITED_FOR = {
    "link_worker": "a link worker, of people newly referred",
    "place": "a place in an activity",
    "list_of_day_0": "a link worker, of the list of day 0, from that day",
}
SHARES: dict[Share, int] = {"given": 1, "gone without": 2}  # column of a curve
SHARES_IN_WORDS: dict[Share, str] = {
    "given": "given it",
    "gone without": "gone without it (who gave up, were cut off, or left)",
}
SHORTEST_WEEKS, BEYOND = 4.0, 1.6
YEAR, WEEKS_A_MONTH, MARKS = 12, 4.35, 6  # months


def waits(
    answer: Answer,
    queue: Queue = "link_worker",
    *,
    share: Share | None = None,
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """Of those who join a queue, the share given what they wait for by each length of wait, and the share gone without
    it: a panel each, a line for each scenario. `share`: one of the two (on a caller's axes: given, unless said)."""
    rows = [(one, look, wait) for one, look in chosen(answer, None) if (wait := _wait(one, queue)) and wait.curve]
    if not rows:
        raise WrongInput(f"Nobody waits for {WAITED_FOR[queue]}: there is nothing to draw.")
    if ax is not None:
        with style():
            _waits_drawn(ax, queue, rows, share or "given")
        return sheet_of(ax)
    shares = [share] if share else list(SHARES)
    stacked = width < (COLUMN_MM + PAGE_MM) / 2
    with style():
        down = len(shares) if stacked else 1
        picture = paper(answer, width, 6 + 48 * down)
        panels = picture.subplots(down, len(shares) // down, sharex=True, squeeze=False).flat
        for panel, each in zip(panels, shares, strict=True):
            _waits_drawn(panel, queue, rows, each, axis_label=not stacked or each == shares[-1])
    target = rows[0][0].wait_target_weeks
    drawn = " and the share ".join(SHARES_IN_WORDS[each] for each in shares)
    return finished(
        picture,
        f"Waits for {WAITED_FOR[queue]}: of those who joined, the share {drawn}, by weeks since joining (cumulative "
        f"incidence). Markers: half, and nine in ten, given it. Dotted: the target, {words.weeks(target)}. "
        f"{luck(answer)}",
    )


def _wait(scenario: ScenarioAnswer, queue: Queue) -> WaitRow | None:
    if queue not in WAITED_FOR:
        raise WrongInput(f"There is no queue of this name: there is {words.listed([*WAITED_FOR])}.")
    wait: WaitRow | None = getattr(scenario.waits, queue)
    return wait


def _waits_drawn(
    ax: Axes, queue: Queue, rows: list[tuple[ScenarioAnswer, Look, WaitRow]], share: Share, *, axis_label: bool = True
) -> None:
    reach = max(_reach(wait) for *_, wait in rows)
    ends = []
    for one, look, wait in rows:
        curve = wait.curve or ()
        xs = [0.0, *(point[0] for point in curve), reach]
        ys = [0.0, *(point[SHARES[share]] for point in curve)]
        ys.append(ys[-1])
        shown = [(x, y) for x, y in zip(xs, ys, strict=True) if x <= reach]
        ax.plot(
            *zip(*shown, strict=True),
            drawstyle="steps-post",
            color=look.colour,
            linestyle=look.dashes,
            label=one.title,
            gid=f"{one.name}: {share}",
        )
        if share == "given":
            marks = [(at, y) for y, at in ((0.5, wait.median_weeks), (0.9, wait.ninetieth_weeks)) if at is not None]
            ax.plot(*zip(*marks, strict=True), look.marker, color=look.colour, clip_on=False) if marks else None
        ends.append((shown[-1][1], one.title, look))
    target = rows[0][0].wait_target_weeks
    if target <= reach:
        ax.axvline(target, color=MUTED, linestyle=":", linewidth=0.9, zorder=1)
    ax.set_xlim(0, reach)
    ax.set_ylim(0, 1)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.grid(axis="y")
    ax.set_title(f"{words.capital(share)} {'a place' if queue == 'place' else 'a link worker'}")
    ax.set_ylabel("of those who joined")
    if axis_label:
        ax.set_xlabel("weeks since joining")
    if len(rows) > 1:
        name_lines(ax, ends)


def _reach(wait: WaitRow) -> float:
    """To where an axis of weeks goes: past nine in ten, where the rest is a long tail."""
    last = wait.curve[-1][0] if wait.curve else 0.0
    longest = wait.one_in_ten_weeks
    return max(SHORTEST_WEEKS, min(last, longest * BEYOND) if longest else last)


def queues(
    answer: Answer,
    state: str = "waiting",
    *,
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """How many people are in a state at the end of each week, on average, and the band in which 95 % of single real
    services would be: a line for each scenario; of the discharged, usual care too."""
    picture = None
    with style():
        if ax is None:
            picture = paper(answer, width, 58)
            ax = picture.subplots()
        title = _queues_drawn(ax, answer, state)
    if picture is None:
        return sheet_of(ax)
    return finished(
        picture,
        f"{title}: people at the end of each week, with the programme{USUAL if state == 'discharged' else ''}. Lines: "
        "means. Bands: one real year, where 95 % of single real services would be if every input is right; what nobody "
        f"knows of the inputs is not in them. {luck(answer)}",
    )


USUAL = "; thin and grey: under usual care"


def _queues_drawn(ax: Axes, answer: Answer, state: str) -> str:
    there = {series.state: series.title for one in answer.scenarios for series in one.series}
    if state not in there:
        raise WrongInput(f"There is no state of this name: there is {words.listed([*there])}.")
    ends, usual_drawn = [], []
    for one, look in chosen(answer, None):
        first = date.fromisoformat(one.dates.start)
        for series in (series for series in one.series if series.state == state):
            weeks = numpy.array([first + timedelta(weeks=n + 1) for n in range(len(series.mean))], "datetime64[D]")
            if series.world == "programme":
                ax.fill_between(weeks, series.low, series.high, color=look.colour, alpha=0.16, linewidth=0)
                ax.plot(
                    weeks,
                    series.mean,
                    color=look.colour,
                    linestyle=look.dashes,
                    label=one.title,
                    gid=f"{one.name}: mean",
                )
                ends.append((series.mean[-1], one.title if len(answer.scenarios) > 1 else "programme", look))
            elif (first, series.mean) not in usual_drawn:
                usual_drawn.append((first, series.mean))
                ax.plot(weeks, series.mean, color=MUTED, linewidth=0.7, gid=f"{one.name}: usual care")
                ends.append((series.mean[-1], "usual care", Look(MUTED, "-", "")))
    ax.set_ylim(bottom=0)
    ax.margins(x=0)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    start = date.fromisoformat(answer.scenarios[0].dates.start)
    marks = months_between(start, start + timedelta(weeks=len(answer.scenarios[0].series[0].mean)))
    ax.set_xticks(numpy.array(marks, "datetime64[D]"), [f"{MONTHS[day.month - 1][:3]}\n{day.year}" for day in marks])
    ax.grid(axis="y", color=GRID)
    ax.set_title(there[state])
    ax.set_ylabel("people")
    if len(ends) > 1:
        name_lines(ax, ends)
    return there[state]


def months_between(start: date, end: date) -> list[date]:
    """First days of months, so many months apart that there are some six of them."""
    wanted = (end - start).days / words.DAYS_PER_WEEK / WEEKS_A_MONTH / MARKS
    apart = next((months for months in (1, 2, 3, 6, YEAR, 2 * YEAR, 5 * YEAR) if months >= wanted), 10 * YEAR)
    first = start.year * YEAR + start.month - 1 + (start.day > 1)
    first += -first % apart
    days = (date(month // YEAR, month % YEAR + 1, 1) for month in count(first, apart))
    return list(takewhile(lambda day: day <= end, days))
