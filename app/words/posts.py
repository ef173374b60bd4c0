"""Which posts of care can go, and when? Cash that comes by whole posts."""

from app.words.estimates import Facts, nothing, plus_minus
from app.words.numbers import number, percent


def posts_in_words(scenario: Facts) -> list[str]:
    """A sentence for each cost line whose cash comes by whole posts."""
    return [_line(row) for row in scenario["posts_released"]]


def _line(row: Facts) -> str:
    name = f"Posts of “{row['title']}” ({row['payer']}), each of {number(row['places'])} places"
    posts, first = row["posts"], row["first_week"]
    if nothing(posts):
        return f"{name}: none ever goes, because too few places stand free for long enough; so none of it is cash."
    error = f" ({plus_minus(posts['half_width'])})" if posts["half_width"] else ""
    return (
        f"{name}: {number(posts['mean'], posts['half_width'])}{error} go on average, at most at once; in "
        f"{percent(first['share'])} of replications any goes, the first in about week {first['median']:.0f}."
    )
