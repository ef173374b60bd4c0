"""Lesson 2: a second link worker moves the queue to the groups."""

from app.lessons.text import Bars, Rows, Shown, Text, in_words, people
from app.words import number
from experiments.lessons import Facts
from sim.units import WEEK, YEAR


def _setting(facts: Facts) -> list[str]:
    return [
        f"One link worker looks after {facts['caseload']} people at a time, each for {number(facts['weeks'])} weeks on "
        f"average. {number(facts['referrals'])} people a week are referred.",
        f"Everyone then goes to one of {in_words(facts['groups'])} groups, with {in_words(facts['places'])} places "
        f"each, for a course of {facts['course']} weeks. Nobody gives up waiting.",
        f"After {in_words(facts['years'])} years {people(facts['worker_one'])} people wait for the link worker and "
        f"{people(facts['group_one'])} for a place in a group: {people(facts['waiting_one'])} people in all.",
        "Now think of the same years and the same people, with two link workers from the first day. The groups stay "
        "as they are.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    at = f"People waiting after {in_words(facts['years'])} years (mean of {facts['runs']} runs)"
    bars = [
        (f"{who}: for {what}", facts[f"{where}_{kind}"])
        for kind, who in (("one", "one link worker"), ("two", "two"))
        for where, what in (("worker", "a link worker"), ("group", "a place"))
    ]
    rows = [
        [title, people(facts[f"{of}_one"]), people(facts[f"{of}_two"])]
        for title, of in (
            ("All who wait", "waiting"),
            ("Have a link worker", "supported"),
            ("Are in a group", "in_group"),
            ("Have begun in a group so far", "began"),
        )
    ]
    return [Bars(at, bars), Rows("And with how many link workers", ["", "one", "two"], rows)]


def _surprise(facts: Facts) -> list[str]:
    places, course = facts["groups"] * facts["places"], facts["course"]
    a_year = places / course * YEAR / WEEK
    more = round(facts["began_two"]) - round(facts["began_one"])
    return [
        f"It moves. {_nobody(facts['worker_two'])} waits for a link worker any more, and {people(facts['group_two'])} "
        f"people wait for a place in a group, against {people(facts['group_one'])} before.",
        f"{places} places for {course} weeks each take on {people(a_year)} people a year, however many link workers "
        "send people there.",
        f"In {in_words(facts['years'])} years {people(facts['began_two'])} people have begun in a group, in place of "
        f"{people(facts['began_one'])}: the second post brought {people(more)} more.",
        "One queue hid the next. While the link worker was full, the groups seemed to have room.",
    ]


def _nobody(waiting: float) -> str:
    return "Hardly anyone" if waiting else "Nobody"


TEXT = Text(
    title="A second link worker",
    question="One link worker cannot keep up, so a second is hired. Where does the queue go?",
    setting=_setting,
    ask=lambda facts: (
        f"How many people wait after {in_words(facts['years'])} years, for a link worker or for a place, all together?"
    ),
    say=people,
    near=5,
    drawn=range(301),
    kept=range(1001),
    beside=lambda facts: [("One link worker: all who wait", facts["waiting_one"])],
    bar="Two link workers: all who wait",
    luck=lambda facts: f"People who wait after {in_words(facts['years'])} years, with two link workers",
    seen={"lesson_2_one_worker": "One link worker", "lesson_2_two_workers": "Two link workers"},
    levers=("activity_defaults.places", "link_workers.posts"),
    shown=_shown,
    surprise=_surprise,
    decide=lambda _: [
        "You have the money of one post. A link worker, or more places? What would you want to know first?",
        "The wait for a link worker is what gets published. What should be, so that a queue cannot hide?",
        "Who notices first that the queue has moved: the referrer, the link worker, or the choir?",
    ],
    change=(
        "spsim show lesson_2_two_workers activity_defaults",
        "spsim new mine.toml --extends lesson_2_two_workers",
        "spsim check lesson_2_two_workers",
    ),
)
