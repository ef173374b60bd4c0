"""How do scenarios differ, in what they state and in what comes of it? Paired differences, each beside its error."""

from collections.abc import Mapping, Sequence
from typing import Any

from app import words
from app.report_sections.shapes import estimate_cell, range_cells
from app.tables.table import RANGES, Shown, with_few
from app.words import Say
from experiments.answer import Comparison
from experiments.differences import Difference
from experiments.intervals import Estimate

BY_GROUP = (  # what is told of each group when two scenarios are compared
    ("wait_for_link_worker", "mean wait, weeks"),
    ("list_wait", "mean wait of the list of day 0, weeks"),
    ("support_cut", "support cut by the end of the service"),
    ("took_up", "take up an activity"),
    ("discharges", "discharges"),
)
CLEAR, WITHIN, SAME, UNKNOWN = "yes", "no", "exactly the same", "not known"
DIFFERENCE_HEAD = [
    "Second less first",
    "Difference",
    "Simulation error",
    *RANGES,
    "Clear of simulation error?",
]


def difference_table(rows: Sequence[Difference], first: str, second: str) -> Shown:
    """What two scenarios state otherwise."""
    cells = [[row.path, _stated(row.first), _stated(row.second)] for row in rows]
    return Shown(
        f"What differs between {' and '.join(sorted([f'“{first}”', f'“{second}”']))}",
        ["Setting", first, second],
        cells,
        words=3,
    )


def _stated(value: object) -> str:
    return "not stated" if value is None else str(value)


def comparison_view(comparison: Comparison, titles: Mapping[str, str]) -> dict[str, Any]:
    """Two scenarios: the sentence, and the paired differences."""
    first, second = (titles.get(name, name) for name in (comparison.first, comparison.second))
    tables = []
    if comparison.bridge:
        horizon = words.horizons(comparison)[-1]
        rows = [row for row in comparison.bridge[horizon] if row.kind == "subtotal" or not words.unseen(row)]
        strong = frozenset(i for i, row in enumerate(rows) if row.kind == "subtotal")
        cells = [
            [
                row.title,
                words.pounds(row.mean, row.half_width, plus=True),
                *_sureness(row, words.pounds),
            ]
            for row in rows
        ]
        note = (
            "Plus is good for the budget. Each step is rounded to what is known of it, so steps may not add up as "
            "printed."
        )
        tables.append(Shown(f"Money over {words.years(horizon)}", [*DIFFERENCE_HEAD], cells, 1, strong, note))
    shown = [row for row in comparison.outcomes if not words.unseen(row)]
    cells = [
        [
            f"{row.title} ({row.unit})",
            words.number(row.mean, row.half_width, plus=True),
            *_sureness(row, words.number),
        ]
        for row in shown
    ]
    note = "Outcomes that are the same in every replication are left out."
    tables.append(Shown("People and time", [*DIFFERENCE_HEAD], cells, note=note))
    if found := by_group_table(comparison):
        tables.append(found)
    return {"first": first, "second": second, "said": words.comparison_in_words(comparison, titles), "tables": tables}


def by_group_table(comparison: Comparison) -> Shown | None:
    """How each group fares with the second scenario, beside the first: only where something differs for one of them."""
    groups = [(words.group(row), {outcome.name: outcome for outcome in row.outcomes}) for row in comparison.by_trait]
    columns = [
        (name, title) for name, title in BY_GROUP if any(name in of and not words.unseen(of[name]) for _, of in groups)
    ]
    rows = [
        [group, *(estimate_cell(of[name], plus=True, error=words.shortly) for name, _ in columns)]
        for group, of in groups
    ]
    head = ["Second less first", *(title for _, title in columns)]
    return with_few(Shown("By group", head, rows, note=words.NOT_TO_CHOOSE)) if columns else None


def _sureness(estimate: Estimate, say: Say) -> list[str]:
    return [words.error_cell(estimate, say), *range_cells(estimate, say), _clear(estimate)]


def _clear(estimate: Estimate) -> str:
    if estimate.half_width is None:
        return UNKNOWN
    return SAME if words.nothing(estimate) else CLEAR if estimate.settled else WITHIN
