"""Beside the money: who bears low uptake, and what is an outcome stated to be worth?"""

from app.faces.workbook.book import Book
from app.faces.workbook.sheets import sheet_of_options
from app.tables import beside
from experiments.answer import Answer


def uptake(book: Book, answer: Answer) -> None:
    """Places offered and taken in each paid activity, and whose loss the empty ones are."""
    page = sheet_of_options(
        book,
        answer,
        beside.uptake,
        "Uptake",
        "Who bears low uptake",
        "What a block or a grant pays for empty places is the payer’s loss; what spot places would have earned is the "
        "group’s. What is left to the group is what it is paid less what its sessions cost to run, where that is "
        "stated: its own money. Whoever stays on in a place takes it; so does whoever misses a session. Pounds are not "
        "in the bridge a second time.",
    )
    if page:
        page.filtered()


def stated_values(book: Book, answer: Answer) -> None:
    """Stated values, apart from every pound of cash and capacity."""
    sheet_of_options(
        book,
        answer,
        beside.stated_values,
        "Stated values",
        "Stated values: not money anybody can spend",
        "Each is in no pound of the bridge, of net cash or of a budget. Stated values are not added to one another; "
        "their years are not discounted.",
    )
