"""What becomes of people, and of whom? Outcomes as points with their intervals, scenario beside scenario."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from app import words
from app.faces.figures import COLUMN_MM, Of
from app.faces.figures.paper import (
    INK,
    Look,
    Rows,
    chosen,
    finished,
    folded,
    label_letters,
    luck,
    paper,
    rows_of,
    sheet_of,
    style,
)
from experiments.answer import Answer, ScenarioAnswer
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeRow
from sim.errors import WrongInput

FIRST = ("given_link_worker", "gave_up", "relapses")  # and discharges: what swings follow, too
APART = 1.05  # lines of type from one scenario of a row to the next
WORDS_OF: dict[Of, str] = {
    "programme": "with the programme",
    "usual": "under usual care",
    "difference": "programme less usual care, paired",
}

Dots = tuple[str, str, list[tuple[str, Look, Estimate]]]  # name, label, and each scenario's


def people(
    answer: Answer,
    outcomes: Sequence[str] | None = None,
    *,
    of: Of = "difference",
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """Outcomes of people, a row each and a point for each scenario. `outcomes`: by name (`answer.people` lists them),
    unless said those that a paper begins with. `of`: one world, or the paired difference of both."""
    drawn = chosen(answer, None)
    names = _asked_for(answer, outcomes)
    dots = [_row(name, [(one, look, _outcome(one, name)) for one, look in drawn], of) for name in names]
    units = list(dict.fromkeys(row.unit for one, _ in drawn for row in one.outcomes if row.name in names))
    return _dots(answer, dots, words.listed(units), ax, width, f"What becomes of people, {WORDS_OF[of]}")


def groups(
    answer: Answer,
    outcome: str = "wait_for_link_worker",
    *,
    of: Of = "programme",
    width: float = COLUMN_MM,
    ax: Axes | None = None,
) -> Figure:
    """One outcome by the levels of each trait, a row each and a point for each scenario: who gains, and who waits."""
    [name] = _asked_for(answer, [outcome])
    drawn = chosen(answer, None)
    levels = list(dict.fromkeys((row.trait, row.level) for one, _ in drawn for row in one.by_trait))
    if not levels:
        raise WrongInput("No scenario of this answer tells people apart by traits: there is nothing to draw.")
    dots: list[Dots] = []
    for trait, level in levels:
        there = [
            (one, look, group)
            for one, look in drawn
            for group in one.by_trait
            if (group.trait, group.level) == (trait, level) and name in group.outcomes
        ]
        label = words.group(there[0][2])
        points = [(one.title, look, _estimate(group.outcomes[name], of)) for one, look, group in there]
        dots.append((f"{trait}.{level}", label, points))
    row = _outcome(drawn[0][0], name)
    assert row is not None  # noqa: S101
    return _dots(answer, dots, row.unit, ax, width, f"{row.title}, by group, {WORDS_OF[of]}")


def _asked_for(answer: Answer, outcomes: Sequence[str] | None) -> list[str]:
    shared = [
        row.name for row in answer.scenarios[0].outcomes if all(_outcome(one, row.name) for one in answer.scenarios)
    ]
    if outcomes is None:
        at = [name for name in shared if name.startswith("discharged_in_")]
        return [name for name in shared if name in (*FIRST, *at)]
    if wrong := [name for name in outcomes if name not in shared]:
        raise WrongInput(f"There is no outcome {words.listed(wrong)}: there is {words.listed(shared)}.")
    return list(outcomes)


def _outcome(scenario: ScenarioAnswer, name: str) -> OutcomeRow | None:
    return next((row for row in scenario.outcomes if row.name == name), None)


def _row(name: str, of_each: Sequence[tuple[ScenarioAnswer, Look, OutcomeRow | None]], of: Of) -> Dots:
    there = [(one, look, row) for one, look, row in of_each if row]
    return name, there[0][2].title, [(one.title, look, _estimate(row, of)) for one, look, row in there]


def _estimate(row: OutcomeRow, of: Of) -> Estimate:
    return {"programme": row.programme, "usual": row.usual, "difference": row.difference}[of]


def _dots(answer: Answer, dots: Sequence[Dots], unit: str, ax: Axes | None, width: float, what: str) -> Figure:
    picture = None
    rows = rows_of([label for _, label, _ in dots], label_letters(width), APART * len(answer.scenarios) + 0.7)
    with style():
        if ax is None:
            key = 3.5 * len(answer.scenarios) if len(answer.scenarios) > 1 else 0.0
            picture = paper(answer, width, 11 + key + rows.height)
            ax = picture.subplots()
        known = _dots_drawn(ax, rows, dots, unit)
        if picture and len(answer.scenarios) > 1:
            picture.legend(*_key(answer), loc="outside upper left", borderpad=0, handlelength=1.2)
    if picture is None:
        return sheet_of(ax)
    third = (
        f"Dotted: unknown inputs{words.how_varied(answer)}."
        if known
        else "What nobody knows of the inputs has not been run across its ranges, and is in neither."
    )
    return finished(
        picture,
        f"{what}. Points: means. Thick: simulation error, the 95 % interval of the mean. Thin: one real year, where "
        f"95 % of single real services would be if every input is right. {third} {luck(answer)}",
    )


def _key(answer: Answer) -> tuple[list[Line2D], list[str]]:
    drawn = chosen(answer, None)
    handles = [Line2D([], [], color=look.colour, marker=look.marker, linewidth=1.8) for _, look in drawn]
    return handles, [folded(one.title, 60) for one, _ in drawn]


def _dots_drawn(ax: Axes, rows: Rows, dots: Sequence[Dots], unit: str) -> bool:
    """Whether what nobody knows is drawn."""
    known = False
    for y, (name, _, points) in zip(rows.middles, dots, strict=True):
        for n, (title, look, found) in enumerate(points):
            at = y + (n - (len(points) - 1) / 2) * APART
            if found.unknown:
                known = True
                ax.plot(found.unknown, [at, at], color=look.colour, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=2)
            if found.low is not None and found.high is not None:
                ax.plot([found.low, found.high], [at, at], color=look.colour, linewidth=0.7, zorder=3)
            if found.error_low is not None and found.error_high is not None:
                ax.plot(
                    [found.error_low, found.error_high],
                    [at, at],
                    color=look.colour,
                    linewidth=2.4,
                    solid_capstyle="butt",
                    zorder=4,
                )
            ax.plot(
                [found.mean],
                [at],
                look.marker,
                color=look.colour,
                markeredgecolor="white",
                markeredgewidth=0.4,
                zorder=5,
                label=title,
                gid=name,
            )
    rows.on(ax)
    low, high = ax.get_xlim()
    if low <= 0 <= high:
        ax.axvline(0, color=INK, linewidth=0.6, zorder=1)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlabel(unit)
    return known
