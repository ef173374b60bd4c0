"""Lesson 1: a load of 113 % never settles; only those who give up keep the queue short."""

from app.lessons.text import Bars, Rows, Shown, Text, in_words, people
from app.words import capital, number, percent, weeks
from experiments.lessons import IN_A_YEAR, LATER, NEVER, Facts
from sim.units import WEEK, YEAR


def _setting(facts: Facts) -> list[str]:
    posts, caseload, wanted = facts["posts"], facts["caseload"], people(facts["wanted"])
    return [
        f"A new service opens with {in_words(posts)} link workers. Each looks after {caseload} people at a time: room "
        f"for {people(facts['slots'])}.",
        f"On average {number(facts['referrals'])} people a week are referred, and each is looked after for "
        f"{facts['weeks']} weeks.",
        f"{number(facts['referrals'])} a week for {facts['weeks']} weeks: about {wanted} people at once need a link "
        f"worker. That is {percent(facts['load'])} of the room there is.",
        "Some weeks bring more people and some fewer; some people need longer and some less. Nobody gives up waiting.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    at = f"People waiting at the end of each year (mean of {facts['runs']} runs)"
    kinds = (
        ("Nobody gives up", "nobody", facts["load"]),
        ("People give up", "give_up", facts["load"]),
        ("Third link worker", "third", facts["load_of_three"]),
    )
    rows = []
    for title, kind, load in kinds:
        queue, wait, gone = (facts[f"{what}_{kind}"] for what in ("queue", "wait", "gone"))
        rows.append([title, percent(load), people(queue[-1]), number(wait, 0.2), percent(gone)])
    heads = ["", "load", f"wait after {facts['years']} years", "mean weeks till seen", "gave up"]
    most = max(facts["queue_nobody"])
    patience = f"where people give up after {facts['patience']} weeks on average"
    return [
        Bars(f"{at}: nobody gives up", _by_year(facts["queue_nobody"]), most),
        Bars(f"The same, {patience}", _by_year(facts["queue_give_up"]), most),
        Rows("Three services", heads, rows),
    ]


def _by_year(queue: list[float]) -> list[tuple[str, float]]:
    return [(f"year {year}", waiting) for year, waiting in enumerate(queue, start=1)]


def _surprise(facts: Facts) -> list[str]:
    years, first, last = facts["years"], people(facts["queue_nobody"][0]), people(facts["queue_nobody"][-1])
    too_many = (facts["wanted"] - facts["slots"]) / facts["weeks"] * YEAR / WEEK
    return [
        f"It never does. After the first year {first} people wait, and nobody would worry; after {years} years {last} "
        "wait, and the queue still grows.",
        f"About {people(too_many)} more people come each year than two link workers can take on, and the queue keeps "
        "every one of them. A quiet month does not help: there are never enough of them.",
        f"Where people give up, the queue stays at about {people(facts['queue_give_up'][-1])}, and those who are seen "
        f"have waited {weeks(facts['wait_give_up'])} in place of {weeks(facts['wait_nobody'])}. Nothing was mended: "
        f"{percent(facts['gone_give_up'])} of those who joined the queue left it without being seen.",
        f"A third link worker brings the load to {percent(facts['load_of_three'])}, and hardly anyone waits.",
    ]


def _decide(facts: Facts) -> list[str]:
    return [
        "A report after the first year says that the service copes. Which number would you want in it?",
        f"{capital(weeks(facts['wait_give_up']))} is a short wait. What would you ask before you praise it?",
        "A third link worker, shorter support, or people who give up: who pays for each?",
    ]


TEXT = Text(
    title="A little too much work",
    question="Two link workers have somewhat more work than they can do. When does their queue stop growing?",
    setting=_setting,
    ask=lambda _: "When does the queue stop growing?",
    options={
        IN_A_YEAR: "within the first year, once everyone has settled in",
        LATER: "after some years, when the link workers have caught up",
        NEVER: "never, as long as the service goes on like this",
    },
    shown=_shown,
    surprise=_surprise,
    decide=_decide,
    say=people,
    luck=lambda facts: f"People waiting after {in_words(facts['years'])} years, where nobody gives up",
    seen={"lesson_1_load": "Two link workers", "lesson_1_third_worker": "Three link workers"},
    levers=("link_workers.posts", "demand.referrals_per_week", "link_workers.caseload_per_post"),
    change=(
        "spsim show lesson_1_load link_workers",
        "spsim new mine.toml --extends lesson_1_load",
        "spsim check lesson_1_give_ups",
    ),
)
