"""What came of it? Every outcome in both worlds, the money by year, and what a before-and-after study would see."""

from app import words
from app.report_sections.shapes import RANGES, estimate_cell, range_cells
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer


def money_table(scenario: ScenarioAnswer) -> Shown | None:
    """Who pays what, when: at full price, and what of the change moves cash."""
    if not scenario.money_by_year:
        return None
    rows, strong = [], []
    totals: dict[str, list[float]] = {}
    cash = {(row.year, row.payer, row.role): row.cash.mean for row in scenario.budget.rows}
    for row in scenario.money_by_year:
        each = (row.usual_care, row.programme, cash.get((row.year, row.payer, row.role), 0.0))
        rows.append([row.year, row.payer, words.purpose(row.role), *_money(*each)])
        total = totals.setdefault(row.payer, [0.0, 0.0, 0.0])
        for i, pounds in enumerate(each):
            total[i] += pounds
    for payer, sums in totals.items():
        strong.append(len(rows))
        rows.append(["All years", payer, "everything", *_money(*sums)])
    note = (
        "Means of replications, rounded to £100, so totals may differ in the last digits; their simulation "
        "error is in the bridge. Plus costs more. "
        "Care is at its full price: a fall in it is capacity, not cash. Cash is the last column only."
    )
    return Shown(
        "Spending by financial year and payer, at full price, and what of it is cash",
        ["Year", "Payer", "For", "Usual care", "Programme", "Change in spending, at full price", "Change in cash paid"],
        rows,
        3,
        frozenset(strong),
        note,
    )


def _money(usual: float, programme: float, cash: float) -> list[str]:
    changes = [words.pounds(change, 200, plus=True) for change in (programme - usual, cash)]
    return [words.pounds(usual, 200), words.pounds(programme, 200), *changes]


def outcome_table(scenario: ScenarioAnswer) -> Shown:
    """Every outcome in both worlds, and the paired difference."""
    rows = []
    for row in scenario.outcomes:
        if words.unseen(row.usual) and words.unseen(row.programme):
            continue
        difference = row.difference
        rows.append(
            [
                row.title,
                row.unit,
                estimate_cell(row.usual),
                estimate_cell(row.programme),
                estimate_cell(difference, plus=True),
                *range_cells(difference),
            ]
        )
    note = (
        "Mean ± simulation error. Differences are paired: the same people with the same luck. Outcomes that "
        "happen in no replication are left out."
    )
    return Shown(
        "All outcomes",
        ["Outcome", "Unit", "Usual care", "Programme", "Difference", *RANGES],
        rows,
        2,
        note=note,
    )


def naive_table(scenario: ScenarioAnswer) -> Shown | None:
    """What a before-and-after study would see, beside what is true here."""
    if not scenario.naive:
        return None
    rows = [[row.title, *(estimate_cell(of, plus=True) for of in (row.naive, row.true))] for row in scenario.naive]
    head = ["Care line", "Naive before and after, %", "True effect, %"]
    note = (
        "Change in uses in the year after referral: against the year before (naive), and against usual care in that "
        "year (true)."
    )
    return Shown("Use of care: before and after, and the true effect", head, rows, note=note)


def completers_table(scenario: ScenarioAnswer) -> Shown | None:
    """What those who complete seem to gain, beside what is true here."""
    if not scenario.completers:
        return None
    rows = [
        [
            row.title,
            *(estimate_cell(who) for who in (row.completers, row.others)),
            *(estimate_cell(of, plus=True) for of in (row.apparent, row.true)),
        ]
        for row in scenario.completers
    ]
    head = ["Share, %", "Completed support", "Everybody else", "Apparent benefit", "True effect, everybody"]
    return Shown("Who completes, and the true effect", head, rows, note=words.COMPLETERS)
