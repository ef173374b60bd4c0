"""Which posts of care can go? Cash that comes by whole posts, once enough places stand free for long enough."""

from app import words
from app.report_sections.shapes import estimate_cell
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer


def posts_table(scenario: ScenarioAnswer) -> Shown | None:
    """Each cost line whose cash comes by whole posts."""
    if not scenario.posts_released:
        return None
    rows = [
        [
            row.title,
            row.payer,
            words.number(row.places),
            words.weeks(row.weeks_free),
            words.weeks(row.weeks_notice),
            estimate_cell(row.posts),
            words.percent(row.first_week.share),
            "never" if row.first_week.median is None else f"week {row.first_week.median:.0f}",
        ]
        for row in scenario.posts_released
    ]
    head = [
        "Cost line",
        "Payer",
        "Places a post looks after",
        "Must stand free for",
        "Notice",
        "Posts that go, at most at once",
        "Any goes in",
        "The first goes in",
    ]
    note = (
        "Cash of these lines comes by whole posts only: a post goes when all its places have stood free for long "
        "enough, notice included, and comes back when they are wanted again. The first goes: the middle one of the "
        "replications in which any goes, counted from day 0."
    )
    return Shown("Posts of care that can go", head, rows, words=2, note=note)
