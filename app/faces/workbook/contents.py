"""Which sheets are plain tables? Their names, what they are for, and the table of an option that each shows.

Each lists every option, one under another; a sheet that no option has anything for is left out.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from app import words
from app.faces.workbook.book import Book
from app.faces.workbook.sheets import sheet_of, sheet_of_options
from app.tables import all_inputs, apart, beside, capacities, changes, fit, known, money, people
from app.tables.table import Table
from app.tables.waits import waits
from experiments.answer import Answer, ScenarioAnswer


class Plain(NamedTuple):
    """A sheet: its name, its title, a sentence under it, and its table of an option."""

    name: str
    title: str
    note: str
    of: Callable[[ScenarioAnswer], Table[Any] | None]


INPUTS = Plain(
    "Inputs",
    "Every value with its range, grade and source",
    "Assumed values come first: nobody has measured them here. A range in “times” multiplies the whole value.",
    known.assumptions,
)
FITS = (
    Plain(
        "Fit",
        "What published figures leave of each fitted input",
        words.HOW_NARROW,
        lambda one: fit.inputs(one.fit) if one.fit else None,
    ),
    Plain(
        "Fit and figures",
        "Each published figure, and what the fit predicts for one service",
        words.NOT_A_TEST,
        lambda one: fit.figures(one.fit) if one.fit else None,
    ),
    Plain(
        "Fit, what moves",
        "Which fitted inputs move together",
        "Rank correlation in the joint sample of the fit, -1 to 1. Swings, break-even and draws move along it.",
        lambda one: fit.ties(one.fit) if one.fit else None,
    ),
)
PEOPLE = (
    Plain(
        "Outcomes",
        "Every outcome, under usual care and with the programme",
        "Means of replications. Differences are paired: the same people with the same luck.",
        people.outcomes,
    ),
    Plain(
        "Waits",
        "How long people wait for a link worker and for a place, and how their waits end",
        "All replications pooled. Shares are of all who joined the queue; those who gave up are counted, not dropped "
        "(cumulative incidence). Weeks of the list of day 0 count from that day.",
        waits,
    ),
    Plain(
        "Over time",
        "How many people are waiting, in support and out of care, week by week",
        "Means of replications, at the end of each week.",
        capacities.by_week,
    ),
    Plain(
        "Use of capacity",
        "How much of each capacity was used",
        "Means of replications.",
        lambda one: capacities.use(one.capacity),
    ),
    Plain(
        "Offered load",
        "How full everything will be, before anything is simulated",
        "Work arriving ÷ capacity, worked out from mean values. At 100% a queue never settles.",
        lambda one: capacities.loads(one.loads),
    ),
    Plain(
        "Journeys",
        "How often each thing happens on the way",
        "Means of replications: the numbers of the flow diagrams.",
        people.journeys,
    ),
    Plain(
        "Groups",
        "Who gains and who loses: waits and every outcome of each group",
        "Means of replications with their simulation error; differences are paired. One trait at a time; simulated "
        f"people. {words.NOT_TO_CHOOSE}",
        people.everything_by_group,
    ),
    Plain(
        "Need",
        "Who is referred, given a link worker and discharged, relative to need",
        "1: in proportion to need; below 1: less. Need is stated, not simulated.",
        beside.need,
    ),
    Plain(
        "Before and after",
        "What a before-and-after study would see, beside the true effect",
        "Change in uses of care in the year after referral, in per cent: against the year before, and against usual "
        "care in that year.",
        people.before_and_after,
    ),
    Plain("Completers", "What those who complete support seem to gain", words.COMPLETERS, people.completers),
)
MONEY = (
    Plain(
        "Cost by year",
        "What the service costs in each financial year, against a limit where there is one",
        "Established: with every post filled. What vacant posts leave unspent is not to be counted on. VAT, redundancy "
        "and payment by outcome are not modelled.",
        money.against_limits,
    ),
    Plain(
        "Posts of care",
        "Posts of care that can go",
        "Where cash comes by whole posts: a post goes once all its places have stood free for long enough.",
        money.posts,
    ),
    Plain(
        "Uptake",
        "Who bears low uptake",
        "What a block or a grant pays for empty places is the payer’s loss; what spot places would have earned is the "
        "group’s. Pounds are not in the bridge a second time.",
        beside.uptake,
    ),
    Plain(
        "Stated values",
        "Stated values: not money anybody can spend",
        "Each is in no pound of the bridge, of net cash or of a budget. Stated values are not added to one another; "
        "their years are not discounted.",
        beside.stated_values,
    ),
    Plain(
        "All inputs at once",
        "What the spread over sets of inputs is made of",
        all_inputs.SHARES,
        all_inputs.every_part,
    ),
    Plain(
        "Swings",
        "Every uncertain input at its low and its high, widest swing first",
        "Net cash at the longest horizon, one input at a time, the same people with the same luck. A range marked × "
        "multiplies the whole value.",
        changes.every_swing,
    ),
)


def plain(book: Book, answer: Answer, sheet: Plain) -> None:
    """One of them."""
    if page := sheet_of_options(book, answer, sheet.of, sheet.name, sheet.title, sheet.note):
        page.filtered()


def evidence(book: Book, answer: Answer) -> None:
    """Every finding for and against each way of working: the same whatever the option."""
    said = words.evidence_in_words(answer.scenarios)
    sheet_of(book, known.for_and_against(answer), "For and against", words.FOR_AND_AGAINST, said).filtered()


def differences(book: Book, answer: Answer) -> None:
    """What the options state otherwise, and by how much each two of them differ; nothing of one option."""
    names = {one.name: one.title for one in answer.scenarios}
    stated, found = apart.stated_by_each(answer, names), apart.every_difference(answer, names)
    if stated:
        note = "Every setting in which the options are not alike."
        sheet_of(book, stated, "What differs", "What the options state otherwise", note)
    if found:
        note = (
            "The same people with the same luck; plus is good for the budget. One real service: luck, if every input "
            f"is right. What nobody knows puts it there{words.how_varied(answer)}."
        )
        sheet_of(book, found, "Paired differences", "One option less another, in everything", note).filtered()
