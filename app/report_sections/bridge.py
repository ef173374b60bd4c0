"""How does the bridge run from headline to net cash? Its table and its picture, in numbers that add up as printed."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app import charts, words
from app.report_sections.shapes import RANGES, Figure, range_cells
from app.tables.table import Shown, with_few
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.money_told import StepRow

Noted = Callable[[ScenarioAnswer, str], str | None] | None
ALWAYS_SHOWN = ("crisis", "moved")  # a board asks for them: where there are none, that is said
OF_A_PART = ("capacity", "cash", "service", "net")
OF_A_GROUP = ("capacity", "cash")  # the service is of no one person: a group has no net cash
HEADLINE = "Headline: a year for each discharge"
BRIDGE_ORDER_NOTE = (
    "The order of the steps is fixed; another order would share the effects of several steps out differently."
)


class Steps(NamedTuple):
    """A bridge as it is printed: rows that add up column by column, and the steps left out because they are 0."""

    rows: list[list[str]]
    strong: frozenset[int]
    kept: list[int]  # which step each row is
    left_out: list[str]


def steps_in_columns(
    scenario: ScenarioAnswer,
    bridges: Sequence[Sequence[StepRow]],
    unit: float,
    noted: Noted = None,
    error: Callable[[Estimate, words.Say], str] = words.shortly,
) -> Steps:
    """Steps of several bridges side by side, each with its sign and its simulation error. `noted`: a word beside a
    step."""
    printed = [added_up(rows, unit) for rows in bridges]
    rows: list[list[str]] = []
    strong, kept, left_out = [], [], []
    for i, step in enumerate(bridges[0]):
        if step.kind == "step" and step.name not in ALWAYS_SHOWN and all(words.unseen(of[i]) for of in bridges):
            left_out.append(step.title.lower())
            continue
        if step.kind == "subtotal":
            strong.append(len(rows))
        kept.append(i)
        note = (noted or words.bridge_note)(scenario, step.name)
        amounts = [signed(column[i], of[i], unit, error) for column, of in zip(printed, bridges, strict=True)]
        rows.append([f"{step.title}{f' ({note})' if note else ''}", *amounts])
    return Steps(rows, frozenset(strong), kept, left_out)


def signed(
    amount: float, step: StepRow, unit: float, error: Callable[[Estimate, words.Say], str] = words.shortly
) -> str:
    """'+£163,200 ±£6,000'; nothing is added to what is the same in every replication."""
    said = words.pounds(amount, 2 * unit, plus=True)
    certain = step.half_width == 0 and not step.rare
    return said if certain else f"{said} {error(step, words.pounds)}".rstrip()


def bridge_table(scenario: ScenarioAnswer) -> Shown | None:
    """Every horizon side by side; printed numbers add up, column by column."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    last = scenario.bridge[at[-1]]
    steps = steps_in_columns(scenario, [scenario.bridge[horizon] for horizon in at], unit)
    rows = [[*row, *range_cells(last[i], words.pounds)] for row, i in zip(steps.rows, steps.kept, strict=True)]
    years = [words.years(h) for h in at]
    note = (
        f"Means ± simulation error, in pounds rounded to £{unit:,.0f} so that every column adds up as printed. Plus is "
        f"good for the budget, minus is not. {BRIDGE_ORDER_NOTE}"
    )
    if steps.left_out:
        note += f" 0 in every replication, and left out: {words.listed(steps.left_out)}."
    ranges = [f"{name} (after {years[-1]})" for name in RANGES]
    head = ["Step", *(f"after {year}" for year in years), *ranges]
    return with_few(Shown("Step by step from the headline to net cash", head, rows, strong=steps.strong, note=note))


def payer_tables(scenario: ScenarioAnswer) -> list[Shown]:
    """Who gains and who pays, at each horizon: a pound released in one budget is not a pound in another."""
    tables = []
    for horizon in words.horizons(scenario):
        payers, unit = scenario.bridge_by_payer[horizon], bridge_unit(scenario)
        if not payers:
            return []
        bridges = [payer.steps for payer in payers]
        steps = steps_in_columns(scenario, bridges, unit, lambda *_: None)
        over = f"over {words.years(horizon)}"
        table = Shown(
            f"By payer, {over}",
            [f"Step, {over}", *(payer.payer for payer in payers)],
            steps.rows,
            strong=steps.strong,
            note="Columns add up as printed; together the payers come to the bridge above, but for rounding.",
        )
        tables.append(with_few(table))
    return tables


def payers_in_rows(scenario: ScenarioAnswer) -> Shown | None:
    """What each payer's budget comes to, at the longest horizon."""
    note = (
        "Means ± simulation error; plus is good for the payer’s budget. A pound released in one budget is not a pound "
        "in another. Every step at every horizon is in the workbook."
    )
    return _in_rows(
        scenario,
        {at: [(one.payer, one.steps) for one in of] for at, of in scenario.bridge_by_payer.items()},
        "Payer",
        OF_A_PART,
        note,
    )


def group_table(scenario: ScenarioAnswer) -> Shown | None:
    """Whose care is freed, before the service's cost: each trait's levels, at the longest horizon."""
    note = (
        "Before the service’s cost, which is of no one person. Means ± simulation error. The groups of a trait, with "
        f"what is not of any one person, come to the whole. {words.NOT_TO_CHOOSE}"
    )
    return _in_rows(
        scenario,
        {at: [(words.group(one), one.steps) for one in of] for at, of in scenario.bridge_by_trait.items()},
        "Group",
        OF_A_GROUP,
        note,
    )


def _in_rows(
    scenario: ScenarioAnswer,
    at_each: Mapping[float, Sequence[tuple[str, Sequence[StepRow]]]],
    of: str,
    those: Sequence[str],
    note: str,
) -> Shown | None:
    """Bridges of parts of the whole, one a row, at the longest horizon: of each, those steps."""
    if not at_each:
        return None
    horizon, unit = max(at_each), bridge_unit(scenario)
    parts = at_each[horizon]
    if not parts:
        return None
    shown = [i for i, step in enumerate(parts[0][1]) if step.name in those]
    rows = [[name, *(signed(steps[i].mean, steps[i], unit) for i in shown)] for name, steps in parts]
    head = [of, *(parts[0][1][i].title for i in shown)]
    return with_few(Shown(f"By {of.lower()}, over {words.years(horizon)}", head, rows, note=note))


def bridge_unit(scenario: ScenarioAnswer) -> float:
    """What the bridge is rounded to: £100 at most, so that it can be held against other tables; finer for small
    budgets, and where a subtotal would vanish."""
    rows = [row for row in scenario.bridge[words.horizons(scenario)[-1]] if row.kind == "subtotal"]
    net = rows[-1]
    unit = min(100.0, max(1.0, words.grain(net.mean, net.half_width)))
    while unit > 1 and any(0 < abs(row.mean) < unit / 2 for row in rows):
        unit /= 10
    return unit


def added_up(rows: Sequence[StepRow], unit: float) -> list[float]:
    """Steps rounded so that they add up to their rounded subtotals: between two subtotals, by largest remainder."""
    printed: list[float] = []
    since, before, segment = 0, 0, []
    for i, row in enumerate(rows):
        if row.kind == "step":
            segment.append(row.mean / unit)
            continue
        subtotal = round(row.mean / unit)
        printed += [part * unit for part in apportioned(segment, subtotal - before)]
        printed.append(subtotal * unit)
        since, before, segment = i + 1, subtotal, []
    return printed + [round(row.mean / unit) * unit for row in rows[since:]]


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that add up to the total; what is nought stays nought as long as it can."""
    whole = [round(part) for part in parts]
    while whole and (missing := total - sum(whole)):
        step = 1 if missing > 0 else -1
        i = max(range(len(parts)), key=lambda i: (parts[i] != 0, step * (parts[i] - whole[i])))
        whole[i] += step
    return whole


def waterfall_figure(scenario: ScenarioAnswer) -> Figure | None:
    """The bridge at its longest horizon, drawn."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    rows = scenario.bridge[at[-1]]
    shown = [
        (
            HEADLINE if row.name == "headline" else row.title,
            row.kind,
            value,
            words.pounds(value, unit * 2, plus=True),
        )
        for row, value in zip(rows, added_up(rows, unit), strict=True)
        if row.kind == "subtotal" or not words.unseen(row)
    ]
    title = f"The bridge over {words.years(at[-1])}"
    return Figure(
        title,
        charts.waterfall(shown, title),
        None,
        "Blue: good for the budget. Orange: bad for it. Black: subtotals. Numbers: the table “From headline "
        "to bankable”.",
    )
