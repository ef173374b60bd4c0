"""Beside the money: is it fair, who bears low uptake, and what is an outcome stated to be worth?"""

from functools import partial
from typing import Any

from app import words
from app.tables.table import Column, Estimated, Table
from app.words import values
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.people_rows import GroupRow
from experiments.stated_values import StatedValueRow
from experiments.uptake import Uptake


def beside_the_money(scenario: ScenarioAnswer) -> list[Table[Any]]:
    """What there is to show of need, uptake and stated values."""
    return [table for of in (need, uptake, stated_values) if (table := of(scenario))]


def need(scenario: ScenarioAnswer) -> Table[GroupRow] | None:
    """Each group's share of people at each stage, for each 1 of its share of need."""
    rows = values.needs(scenario)
    if not rows:
        return None
    columns: list[Column[GroupRow]] = [
        Column("Group", words.group),
        Column("Of those in need", lambda row: row.need_share, "share"),
    ]
    for stage in rows[0].referral_to_need or {}:
        columns += [
            Column(f"Of those {values.STAGES[stage]}", partial(_share, stage), "share"),
            Estimated(f"{words.capital(values.STAGES[stage])}: for each 1 of need", partial(_ratio, stage), "number"),
        ]
    note = "1: in proportion to need; below 1: less. Mean ± simulation error. Need is stated, not simulated."
    return Table("Referral relative to need", columns, rows, note)


def _share(stage: str, row: GroupRow) -> float | None:
    found = (row.referral_to_need or {})[stage]
    return found.share.mean if found else None


def _ratio(stage: str, row: GroupRow) -> Estimate | None:
    found = (row.referral_to_need or {})[stage]
    return found.ratio if found else None


UPTAKE: tuple[Column[Uptake], ...] = (
    Column("Activity", lambda row: row.activity.replace("_", " "), width=28, say=str.capitalize),
    Column("Paid by", lambda row: values.FORMS[row.form], width=18),
    Column("Payer", lambda row: row.payer, width=26),
    Column("Place-weeks offered", lambda row: row.place_weeks_offered, "number"),
    Estimated("taken", lambda row: row.place_weeks_taken, "number", heads={"workbook": "Place-weeks taken"}),
    Estimated("Paid", lambda row: row.paid, "pounds"),
    Estimated(
        "for empty places: the payer’s loss",
        lambda row: row.empty_paid_by_funder,
        "pounds",
        16,
        heads={"workbook": "Paid for empty places: the payer’s loss"},
    ),
    Estimated("Not earned on empty places: the group’s loss", lambda row: row.empty_borne_by_group, "pounds", 16),
    Estimated("Courses completed", lambda row: row.courses_completed, "number", on=["workbook"]),
    Estimated("Left to the group once sessions are run", lambda row: row.margin, "pounds", 16),
)


def uptake(scenario: ScenarioAnswer) -> Table[Uptake] | None:
    """Places offered and taken in each paid activity, and whose loss the empty ones are."""
    if not scenario.uptake:
        return None
    left = " ".join(f"{said.name}: {said.text}" for said in words.margin_in_words(scenario))
    note = (
        "Mean ± simulation error. People who stay on keep their place; people who miss a session keep theirs, too. "
        f"{left or 'No activity says what its sessions cost to run, so what is left to the groups is not known.'}"
    )
    return Table("Who bears low uptake", UPTAKE, scenario.uptake, note, words=3)


STATED_VALUES: tuple[Column[StatedValueRow], ...] = (
    Column("Stated value", lambda row: row.title, width=30),
    Column("Kind", values.kind, width=24),
    Column("For one more", lambda row: f"{row.outcome} ({row.unit})", width=30),
    Column("Source", lambda row: row.source or "", width=40),
    Column("Grade", lambda row: words.in_full(row.grade), width=11, worded=lambda row: row.grade or ""),
    Column("Stated worth of one", lambda row: row.gbp, "pennies", 13, worded=values.worth_in_words),
    Column("after what is taken off, all years", lambda row: row.gbp_in_total, "pennies", 13, on=["workbook"]),
    Estimated("More than under usual care", lambda row: row.difference, "number", say=values.more_or_fewer),
    Estimated("Comes to", lambda row: row.value, "pounds", 13),
    Column("across the range stated", lambda row: values.range_of_worth(row) or "no range is stated", on=["page"]),
    Column("one real year, low", lambda row: row.value.low, "pounds", on=["workbook"]),
    Column("one real year, high", lambda row: row.value.high, "pounds", on=["workbook"]),
    Column("at the low stated", lambda row: "" if row.at_low is None else row.at_low, "pounds", on=["workbook"]),
    Column("at the high stated", lambda row: "" if row.at_high is None else row.at_high, "pounds", on=["workbook"]),
)


def stated_values(scenario: ScenarioAnswer) -> Table[StatedValueRow] | None:
    """Stated values, apart from every pound of cash and capacity."""
    stated = scenario.stated_values
    if not stated:
        return None
    note = (
        f"Each is {values.NOT_MONEY}: it is in no pound of the bridge, of net cash or of a budget, and stated values "
        f"are not added to one another. A transfer is {values.FISCAL}. In £ of {stated[0].price_year}; years are "
        "not discounted."
    )
    return Table("Stated values", STATED_VALUES, stated, note, words=5)
