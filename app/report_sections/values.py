"""Is it fair, who bears low uptake, and what do people say it is worth? Three tables beside the money."""

from app import words
from app.report_sections.shapes import Table, estimate_cell
from app.words import values
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate


def value_tables(scenario: ScenarioAnswer) -> list[Table]:
    """What there is to show of need, uptake and stated values."""
    found = (need_table(scenario), uptake_table(scenario), stated_value_table(scenario))
    return [table for table in found if table is not None]


def need_table(scenario: ScenarioAnswer) -> Table | None:
    """Each group's share of people at each stage, for each 1 of its share of need."""
    rows = values.needs(scenario)
    if not rows:
        return None
    stages = list(rows[0].referral_to_need or {})
    head = ["Group", "Of those in need"]
    for stage in stages:
        head += [f"Of those {values.STAGES[stage]}", "for each 1 of need"]
    cells = []
    for row in rows:
        of = row.referral_to_need or {}
        shares = ["–" if (found := of[stage]) is None else words.percent(found.share.mean) for stage in stages]
        ratios = [values.ratio(of[stage]) for stage in stages]
        both = [cell for pair in zip(shares, ratios, strict=True) for cell in pair]
        cells.append([words.group(row), words.percent(row.need_share or 0.0), *both])
    note = "1: in proportion to need; below 1: less. Mean ± simulation error. Need is stated, not simulated."
    return Table("Referral relative to need", head, cells, note=note)


def uptake_table(scenario: ScenarioAnswer) -> Table | None:
    """Whose loss empty places are."""
    if not scenario.uptake:
        return None
    rows = [
        [
            row.activity.replace("_", " ").capitalize(),
            values.FORMS[row.form],
            row.payer,
            words.number(row.place_weeks_offered),
            estimate_cell(row.place_weeks_taken),
            *(map(_pounds, (row.paid, row.empty_paid_by_funder, row.empty_borne_by_group, row.margin))),
        ]
        for row in scenario.uptake
    ]
    head = [
        "Activity",
        "Paid by",
        "Payer",
        "Place-weeks offered",
        "taken",
        "Paid",
        "for empty places: the payer’s loss",
        "Not earned on empty places: the group’s loss",
        "Left to the group once sessions are run",
    ]
    left = " ".join(f"{said.name}: {said.text}" for said in words.margin_in_words(scenario))
    note = (
        "Mean ± simulation error. Whoever stays on in a place takes it; so does whoever misses a session. "
        f"{left or 'No activity says what its sessions cost to run, so what is left to the groups is not known.'}"
    )
    return Table("Who bears low uptake", head, rows, 3, note=note)


def stated_value_table(scenario: ScenarioAnswer) -> Table | None:
    """Values somebody states, apart from every pound of cash and capacity."""
    stated = scenario.stated_values
    if not stated:
        return None
    rows = [
        [
            row.title,
            values.kind(row),
            f"{row.outcome} ({row.unit})",
            row.source or "",
            row.grade or "",
            values.worth_in_words(row),
            values.more_or_fewer(row.difference),
            _pounds(row.value),
            values.range_of_worth(row) or "no range is stated",
        ]
        for row in stated
    ]
    head = [
        "Stated value",
        "Kind",
        "For one more",
        "Source",
        "Grade",
        "Stated worth of one",
        "More than under usual care",
        "Comes to",
        "across the range stated",
    ]
    note = (
        f"Each is {values.NOT_MONEY}: it is in no pound of the bridge, of net cash or of a budget, and stated values "
        f"are not added to one another. A transfer is {values.FISCAL}. In £ of {stated[0].price_year}; years are "
        "not discounted."
    )
    return Table("Stated values", head, rows, 5, note=note)


def _pounds(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    if words.nothing(estimate):
        return "£0"
    said = words.pounds(estimate.mean, estimate.half_width)
    return f"{said} {words.error_cell(estimate, words.pounds)}"
