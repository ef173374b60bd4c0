"""What happens to people, and to whom? Waits, and every outcome of every group."""

from app import words
from app.faces.workbook.book import Book
from app.faces.workbook.sheets import sheet_of_options
from app.tables.people import everything_by_group
from app.tables.waits import waits as waits_of
from experiments.answer import Answer


def waits(book: Book, answer: Answer) -> None:
    """Waits of both queues."""
    note = (
        "All replications pooled. Shares are of all who joined the queue; those who gave up are counted, not dropped "
        "(cumulative incidence). Weeks of the list of day 0 count from that day."
    )
    sheet_of_options(book, answer, waits_of, "Waits", "Waits", note, option=40)


def groups(book: Book, answer: Answer) -> None:
    """Waits and outcomes of each level of each trait."""
    note = (
        "Means of replications with their simulation error; differences are paired: same people, same luck. Traits are "
        f"looked at one at a time; simulated people. {words.NOT_TO_CHOOSE}"
    )
    page = sheet_of_options(book, answer, everything_by_group, "Groups", "Who gains and who loses", note)
    if page:
        page.filtered()
