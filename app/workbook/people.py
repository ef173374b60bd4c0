"""What happens to people, and to whom? Waits, and every outcome of every group."""

from app import words
from app.provenance import Answer
from app.workbook.book import Book, Cell, Column, within


def waits(book: Book, answer: Answer) -> None:
    """Waits of both queues."""
    page = book.sheet(
        "Waits",
        "Waits",
        "All replications pooled; people still waiting at the end are estimated, not dropped (Kaplan-Meier).",
        [
            Column("Option", width=40),
            Column("Waiting for", width=18),
            Column("Queued, per replication", "number", 14),
            Column("Half served within, weeks", "number", 16),
            Column("Nine in ten served within, weeks", "number", 16),
            Column("Target, weeks", "number", 10),
            Column("Served within the target", "share", 14),
            Column("Ever served", "share", 14),
        ],
    )
    for scenario in answer["scenarios"]:
        for key, what in (("link_worker", "a link worker"), ("place", "a place")):
            row = scenario["waits"][key]
            if not row["joined"]:
                page.line([scenario["title"], what, 0, "nobody waits", "", "", "", ""])
                continue
            page.line(
                [
                    scenario["title"],
                    what,
                    row["joined"],
                    within(row["median_weeks"]),
                    within(row["ninetieth_weeks"]),
                    scenario["wait_target_weeks"],
                    row["share_within_target"],
                    row["given_share"],
                ]
            )


def groups(book: Book, answer: Answer) -> None:
    """Waits and outcomes of each level of each trait."""
    page = book.sheet(
        "Groups",
        "Who gains",
        "Means of replications with their simulation error; differences are paired: same people, same luck. Traits are "
        "looked at one at a time; simulated people.",
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
            Column("one real year, low", "number", 12),
            Column("one real year, high", "number", 12),
        ],
    )
    first = page.row
    for scenario in answer["scenarios"]:
        for row in scenario["by_trait"]:
            named = [scenario["title"], row["title"], words.level(row["level"])]
            for key, what in (("wait", "a link worker"), ("wait_place", "a place")):
                wait = row[key]
                for title, weeks in (("Half", "median_weeks"), ("Nine in ten", "ninetieth_weeks")):
                    found = within(wait[weeks]) if wait["joined"] else "nobody waits"
                    page.line([*named, f"{title} are given {what} within", "weeks", "", "", found, *[""] * 5])
            for stage, found in row.get("referral_to_need", {}).items():
                if found and found["ratio"]:
                    ratio: list[Cell] = [found["ratio"][key] for key in ("mean", "half_width")]
                    title = f"Share of those {words.STAGES[stage]}, for each 1 of the share of need"
                    page.line([*named, title, "ratio", "", "", *ratio, "", "", "", ""])
            for outcome in row["outcomes"].values():
                cells: list[Cell] = [*named, outcome["title"], outcome["unit"]]
                for of in ("usual", "programme", "difference"):
                    cells += [outcome[of][key] for key in ("mean", "half_width")]
                page.line([*cells, outcome["difference"]["low"], outcome["difference"]["high"]])
    page.filtered(first)
