"""Beside the money: who bears low uptake, and what does somebody state an outcome to be worth?"""

from app import words
from app.workbook.book import Book, Cell, Column
from experiments.answer import Answer


def uptake(book: Book, answer: Answer) -> None:
    """Places offered and taken in each paid activity, and whose loss the empty ones are."""
    rows = [(scenario, row) for scenario in answer.scenarios for row in scenario.uptake]
    if not rows:
        return
    page = book.sheet(
        "Uptake",
        "Who bears low uptake",
        "What a block or a grant pays for empty places is the payer’s loss; what spot places would have earned is the "
        "group’s. What is left to the group is what it is paid less what its sessions cost to run, where that is "
        "stated: its own money. Whoever stays on in a place takes it; so does whoever misses a session. Pounds are not "
        "in the bridge a second time.",
        [
            Column("Option", width=34),
            Column("Activity", width=28),
            Column("Paid by", width=18),
            Column("Payer", width=26),
            Column("Place-weeks offered", "number", 12),
            Column("Place-weeks taken", "number", 12),
            Column("simulation error", "number±", 11),
            Column("Paid", "pounds", 12),
            Column("simulation error", "pounds±", 11),
            Column("Paid for empty places: the payer’s loss", "pounds", 16),
            Column("simulation error", "pounds±", 11),
            Column("Not earned on empty places: the group’s loss", "pounds", 16),
            Column("simulation error", "pounds±", 11),
            Column("Courses completed", "number", 12),
            Column("simulation error", "number±", 11),
            Column("Left to the group once sessions are run", "pounds", 16),
            Column("simulation error", "pounds±", 11),
        ],
    )
    first = page.row
    for scenario, row in rows:
        cells: list[Cell] = [
            scenario.title,
            row.activity.replace("_", " "),
            words.FORMS[row.form],
            row.payer,
            row.place_weeks_offered,
        ]
        for part in (
            row.place_weeks_taken,
            row.paid,
            row.empty_paid_by_funder,
            row.empty_borne_by_group,
            row.courses_completed,
            row.margin,
        ):
            cells += [part.mean, part.half_width] if part else ["", ""]
        page.line(cells)
    page.filtered(first)


def stated_values(book: Book, answer: Answer) -> None:
    """Values somebody states, apart from every pound of cash and capacity."""
    rows = [(scenario, row) for scenario in answer.scenarios for row in scenario.stated_values]
    if not rows:
        return
    page = book.sheet(
        "Stated values",
        "Stated values: not money anybody can spend",
        "Each is in no pound of the bridge, of net cash or of a budget. Stated values are not added to one another; "
        "their years are not discounted.",
        [
            Column("Option", width=34),
            Column("Stated value", width=30),
            Column("Kind", width=24),
            Column("For one more", width=30),
            Column("Source", width=40),
            Column("Grade", width=11),
            Column("Stated worth of one", "pennies", 13),
            Column("after what is taken off, all years", "pennies", 13),
            Column("More than under usual care", "number", 12),
            Column("simulation error", "number±", 11),
            Column("Comes to", "pounds", 13),
            Column("simulation error", "pounds±", 11),
            Column("one real year, low", "pounds", 12),
            Column("one real year, high", "pounds", 12),
            Column("at the low stated", "pounds", 12),
            Column("at the high stated", "pounds", 12),
        ],
    )
    for scenario, row in rows:
        page.line(
            [
                scenario.title,
                row.title,
                words.values.kind(row),
                f"{row.outcome} ({row.unit})",
                row.source or "",
                words.GRADES.get(row.grade, str(row.grade)),
                row.gbp,
                row.gbp_altogether,
                row.difference.mean,
                row.difference.half_width,
                row.value.mean,
                row.value.half_width,
                row.value.low,
                row.value.high,
                *("" if end is None else end for end in (row.at_low, row.at_high)),
            ]
        )
