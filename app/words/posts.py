"""Which posts of care can go, and when? Cash that comes by whole posts, and every other rule, in words."""

from app.words.estimates import certain, in_brackets, unseen
from app.words.numbers import number, percent
from app.words.parts import Sentence
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.money_rows import LedgerLine, PostsReleased


def posts_in_words(scenario: ScenarioAnswer) -> list[str]:
    """A sentence for each cost line whose cash comes by whole posts."""
    return [_line(row) for row in scenario.posts_released]


def cash_rules_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """For each line of care, once: how a fall in it becomes cash."""
    lines = {row.line: row for row in scenario.ledger_by_year.lines if row.cash_rule}
    return [Sentence(name.replace("_", " "), f"{_rule(row)} ({row.payer}).") for name, row in lines.items()]


def _rule(row: LedgerLine) -> str:
    if row.cash_rule == "step":
        return "Cash by whole posts only, once enough places stand free for long enough"
    if row.cash_rule == "refill":
        return "Never cash: every freed place is taken by the next person"
    return f"{percent(row.cash_share)} of a fall is taken to be cash, from the first minute"


def _line(row: PostsReleased) -> str:
    name = f"Posts of “{row.title}” ({row.payer}), each of {number(row.places)} places"
    posts, first = row.posts, row.first_week
    added = _added(row.added)
    if unseen(posts):
        cash = "." if added else "; so none of it is cash."
        never = f"none goes in any of {posts.rare.of} replications" if posts.rare else "none ever goes"
        return f"{name}: {never}, because too few places stand free for long enough{cash}{added}"
    some = "" if first.share == 1 else f"one goes in {percent(first.share)} of replications, "
    goes = " goes" if first.share == 1 else ""
    return (
        f"{name}: at the peak {_posts(posts)} gone at once, on average; {some}the first{goes} in about week "
        f"{first.median:.0f}.{added}"
    )


def _posts(posts: Estimate) -> str:
    """'4.5 posts (±0.3) are'."""
    said = number(posts.mean, posts.half_width)
    error = "" if certain(posts) else f" {in_brackets(posts)}"
    return f"{said} post{error} is" if said == "1" else f"{said} posts{error} are"


def _added(posts: Estimate) -> str:
    """What is added where more places are wanted than under usual care."""
    if unseen(posts):
        return ""
    more = "Where more places are wanted than under usual care"
    return f" {more}, at the peak {_posts(posts)} added, and that costs cash."
