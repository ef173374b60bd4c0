"""Which posts of care can go, and when? Cash that comes by whole posts, and every other rule, in words."""

from app.words.estimates import Facts, nothing, plus_minus
from app.words.numbers import number, percent
from app.words.parts import Said


def posts_in_words(scenario: Facts) -> list[str]:
    """A sentence for each cost line whose cash comes by whole posts."""
    return [_line(row) for row in scenario["posts_released"]]


def cash_rules_in_words(scenario: Facts) -> list[Said]:
    """For each line of care, once: how a fall in it becomes cash."""
    lines = {row["line"]: row for row in scenario["ledger_by_year"]["lines"] if row["cash_rule"]}
    return [Said(name.replace("_", " "), f"{_rule(row)} ({row['payer']}).") for name, row in lines.items()]


def _rule(row: Facts) -> str:
    if row["cash_rule"] == "step":
        return "Cash by whole posts only, once enough places stand free for long enough"
    if row["cash_rule"] == "refill":
        return "Never cash: every freed place is taken by the next person"
    return f"{percent(row['cash_share'])} of a fall is taken to be cash, from the first minute"


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
