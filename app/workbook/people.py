"""What happens to people, and to whom? Waits, and every outcome of every group."""

from app import words
from app.tables.table import given_within, within
from app.workbook.book import Book, Cell, Column
from experiments.answer import Answer
from experiments.people_told import ListRow


def waits(book: Book, answer: Answer) -> None:
    """Waits of both queues."""
    page = book.sheet(
        "Waits",
        "Waits",
        "All replications pooled. Shares are of all who joined the queue; those who gave up are counted, not dropped "
        "(cumulative incidence). Weeks of the list of day 0 count from that day.",
        [
            Column("Option", width=40),
            Column("Waiting for", width=18),
            Column("Queued, per replication", "number", 14),
            Column("Waited before day 0, weeks", "number", 12),
            Column("Half given it within, weeks", "number", 14),
            Column("Nine in ten given it within, weeks", "number", 14),
            Column("One in ten waits longer than, weeks", "number", 14),
            Column("Target, weeks", "number", 10),
            Column("Given it within the target", "share", 12),
            Column("Given it", "share", 10),
            Column("Gave up", "share", 10),
            Column("Cut off", "share", 10),
            Column("Still waiting at the end", "share", 10),
        ],
    )
    for scenario in answer.scenarios:
        queues = scenario.waits
        for row, what in (
            (queues.link_worker, "a link worker: new referrals"),
            (queues.list_of_day_0, "a link worker: the list of day 0"),
            (queues.place, "a place"),
        ):
            if row is None:
                continue
            if not row.joined:
                page.line([scenario.title, what, 0, "", "nobody waits", *[""] * 8])
                continue
            page.line(
                [
                    scenario.title,
                    what,
                    row.joined,
                    row.waited_before_weeks if isinstance(row, ListRow) else "",
                    given_within(row.median_weeks),
                    given_within(row.ninetieth_weeks),
                    within(row.one_in_ten_weeks),
                    *(["", ""] if isinstance(row, ListRow) else [scenario.wait_target_weeks, row.share_within_target]),
                    row.given_share,
                    row.gave_up_share,
                    row.cut_share,
                    row.waiting_share,
                ]
            )


def groups(book: Book, answer: Answer) -> None:
    """Waits and outcomes of each level of each trait."""
    page = book.sheet(
        "Groups",
        "Who gains and who loses",
        "Means of replications with their simulation error; differences are paired: same people, same luck. Traits are "
        "looked at one at a time; simulated people. "
        f"{words.NOT_TO_CHOOSE}",
        [
            Column("Option", width=34),
            Column("Trait", width=24),
            Column("Group", width=24),
            Column("Measure", width=46),
            Column("Unit", width=10),
            Column("Usual care", "number", 13),
            Column("simulation error", "number±", 12),
            Column("Programme", "number", 13),
            Column("simulation error", "number±", 12),
            Column("Difference", "number", 13),
            Column("simulation error", "number±", 12),
        ],
    )
    first = page.row
    for scenario in answer.scenarios:
        for row in scenario.by_trait:
            named = [scenario.title, row.title, words.level(row.level)]
            for wait, whose, what in (
                (row.wait, "new referrals: ", "a link worker"),
                (row.wait_list, "list of day 0: ", "a link worker"),
                (row.wait_place, "", "a place"),
            ):
                if wait is None:
                    continue
                for title, weeks in (("half", wait.median_weeks), ("nine in ten", wait.ninetieth_weeks)):
                    found = given_within(weeks) if wait.joined else "nobody waits"
                    said = words.capital(f"{whose}{title} are given {what} within")
                    page.line([*named, said, "weeks", "", "", found, *[""] * 3])
            for stage, need in (row.referral_to_need or {}).items():
                if need and need.ratio:
                    ratio: list[Cell] = [need.ratio.mean, need.ratio.half_width]
                    title = f"Share of those {words.STAGES[stage]}, for each 1 of the share of need"
                    page.line([*named, title, "ratio", "", "", *ratio, "", ""])
            for outcome in row.outcomes.values():
                cells: list[Cell] = [*named, outcome.title, outcome.unit]
                for of in (outcome.usual, outcome.programme, outcome.difference):
                    cells += [of.mean, of.half_width]
                page.line(cells)
    page.filtered(first)
