"""How does the bridge run from headline to net cash? Its table and its picture, in numbers that add up as printed."""

from collections.abc import Sequence

from app import charts, words
from app.report_sections.shapes import Figure, Table, range_cell
from app.words import Facts

HEADLINE = "Headline: a year for each discharge"
BRIDGE_ORDER_NOTE = (
    "The order of the steps is fixed; another order would share the effects of several steps out differently."
)


def bridge_table(scenario: Facts) -> Table | None:
    """Every horizon side by side; printed numbers add up, column by column."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    printed = {horizon: added_up(scenario["bridge"][str(horizon)], unit) for horizon in at}
    rows: list[list[str]] = []
    strong: list[int] = []
    left_out: list[str] = []
    for i, row in enumerate(scenario["bridge"][str(at[-1])]):
        if row["kind"] == "step" and all(words.nothing(scenario["bridge"][str(h)][i]) for h in at):
            left_out.append(row["title"].lower())
            continue
        if row["kind"] == "subtotal":
            strong.append(len(rows))
        note = words.bridge_note(scenario, row["name"])
        rows.append([
            f"{row['title']}{f' ({note})' if note else ''}",
            *(words.pounds(printed[h][i], unit * 2) for h in at),
            words.plus_minus(row["half_width"], words.pounds),
            range_cell(row, words.pounds),
        ])  # fmt: skip
    years = [words.years(h) for h in at]
    note = (
        f"Means, in pounds rounded to £{unit:,.0f} so that every column adds up as printed. Plus is good for "
        f"the budget. {BRIDGE_ORDER_NOTE}"
    )
    if left_out:
        note += f" Exactly nought here, and left out: {words.listed(left_out)}."
    head = [
        "Step",
        *(f"after {year}" for year in years),
        f"simulation error (after {years[-1]})",
        f"a single real service (after {years[-1]})",
    ]
    return Table("Step by step from the headline to net cash", head, rows, strong=frozenset(strong), note=note)


def bridge_unit(scenario: Facts) -> float:
    """What the bridge is rounded to: £100 at most, so that it can be held against other tables; finer for small
    budgets, and where a subtotal would vanish."""
    rows = [row for row in scenario["bridge"][str(words.horizons(scenario)[-1])] if row["kind"] == "subtotal"]
    net = rows[-1]
    unit = min(100.0, max(1.0, words.grain(net["mean"], net["half_width"])))
    while unit > 1 and any(0 < abs(row["mean"]) < unit / 2 for row in rows):
        unit /= 10
    return unit


def added_up(rows: Sequence[Facts], unit: float) -> list[float]:
    """Steps rounded so that they add up to their rounded subtotals: between two subtotals, by largest remainder."""
    printed: list[float] = []
    since, before, segment = 0, 0, []
    for i, row in enumerate(rows):
        if row["kind"] == "step":
            segment.append(row["mean"] / unit)
            continue
        subtotal = round(row["mean"] / unit)
        printed += [part * unit for part in apportioned(segment, subtotal - before)]
        printed.append(subtotal * unit)
        since, before, segment = i + 1, subtotal, []
    return printed + [round(row["mean"] / unit) * unit for row in rows[since:]]


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that add up to the total; what is nought stays nought as long as it can."""
    whole = [round(part) for part in parts]
    while whole and (missing := total - sum(whole)):
        step = 1 if missing > 0 else -1
        i = max(range(len(parts)), key=lambda i: (parts[i] != 0, step * (parts[i] - whole[i])))
        whole[i] += step
    return whole


def waterfall_figure(scenario: Facts) -> Figure | None:
    """The bridge at its longest horizon, drawn."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    rows = scenario["bridge"][str(at[-1])]
    shown = [
        (HEADLINE if row["name"] == "headline" else row["title"], row["kind"], value, words.pounds(value, unit * 2))
        for row, value in zip(rows, added_up(rows, unit), strict=True)
        if row["kind"] == "subtotal" or not words.nothing(row)
    ]
    title = f"The bridge over {words.years(at[-1])}"
    return Figure(
        title,
        charts.waterfall(shown, title),
        None,
        "Blue: good for the budget. Orange: bad for it. Black: subtotals. Numbers: the table “From headline "
        "to bankable”.",
    )
