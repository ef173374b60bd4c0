"""What came of it? Every outcome in both worlds, the money by year, and what a before-and-after study would see."""

from app import words
from app.report_sections.shapes import estimate_cell, range_cells
from app.tables.table import RANGES, Shown
from experiments.answer import ScenarioAnswer


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
