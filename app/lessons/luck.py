"""Lesson 4: luck or policy? Thirty pairs of towns with luck of their own, and thirty with the same."""

from app.lessons.text import Rows, Shown, Strips, Text, in_words
from app.words import number
from experiments.lessons import Facts


def _setting(facts: Facts) -> list[str]:
    years = in_words(facts["years"])
    return [
        f"Two towns are alike. In each {in_words(facts['posts'])} link workers look after {facts['caseload']} people "
        f"each; there is a queue, and some give up.",
        f"Town B tries something: there each link worker looks after {facts['caseload_of_b']}. Everything else stays "
        "the same, so on average town B's queue must be the shorter.",
        f"After {years} years their mean waits are compared. But each town has had {years} years of luck: who came, "
        "when, and how long each needed.",
        f"We compare {facts['pairs']} such pairs of towns.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    rows = []
    for title, kind in (("Luck of their own", "other"), ("The same luck", "same")):
        mean, error, wrong, pairs = (facts[f"{what}_{kind}"] for what in ("mean", "error", "wrong", "pairs"))
        rows.append([title, _days(mean), f"±{_days(error)}", f"{wrong}", f"{pairs:,}"])
    return [
        Strips(
            "Wait in town B less wait in town A, in days: one mark is one pair of towns",
            [
                ("Each town with luck of its own", facts["apart_other"]),
                ("Both with the same luck", facts["apart_same"]),
            ],
            left="B's wait is shorter",
            right="B's is longer",
        ),
        Rows(
            f"{facts['pairs']} pairs",
            ["", "mean, days", "give or take", "B no shorter in", "pairs for ±1 day"],
            rows,
        ),
    ]


def _surprise(facts: Facts) -> list[str]:
    mean, error = facts["mean_other"], facts["error_other"]
    unsettled = "" if abs(mean) > error else f": not even {facts['pairs']} pairs settle which town is better"
    times = round(min(facts["apart_other"]) / facts["mean_same"])
    return [
        f"In {facts['wrong_other']} of {facts['pairs']} pairs the better town looks no better: with that pair alone, a "
        f"good idea would have been stopped. In another pair it looks {in_words(times)} times as good as it is.",
        f"In the mean of all {facts['pairs']}, B's wait is {_days(abs(mean))} days "
        f"{'shorter' if mean < 0 else 'longer'}, give or take {_days(error)}{unsettled}. One pair is a story; only "
        "many are an answer.",
        f"Then both towns get the same people, with the same luck. Now town B looks no better in {facts['wrong_same']} "
        f"of {facts['pairs']}: what is left between the towns is the policy.",
        f"To know the difference to within a day takes about {facts['pairs_other']:,} pairs of towns with luck of "
        f"their own, and about {facts['pairs_same']:,} with the same luck. A real town has no twin; a simulated one "
        "has.",
    ]


def _days(value: float) -> str:
    return number(value, 0.2)


TEXT = Text(
    title="Luck or policy",
    question="One town does better than another. Is that its policy, or its luck?",
    setting=_setting,
    ask=lambda facts: f"In how many of the {facts['pairs']} pairs is the wait in town B no shorter than in town A?",
    say=lambda value: f"{value:g}",
    near=1,
    drawn=range(31),
    kept=range(31),
    beside=lambda facts: [("All pairs of towns", facts["pairs"])],
    bar="Pairs in which B is no better",
    luck=lambda facts: f"Pairs, of {facts['pairs']}, in which the better town looks no better",
    seen={"lesson_4_town_a": "Town A", "lesson_4_town_b": "Town B"},
    levers=("link_workers.caseload_per_post",),
    shown=_shown,
    surprise=_surprise,
    decide=lambda facts: [
        f"Your town tried something for {in_words(facts['years'])} years, and waits fell. What would convince you that "
        "it was not luck?",
        "A league table ranks towns by their waits. What does the bottom place mean?",
        "When is one real year enough to stop something?",
    ],
    change=(
        "spsim lesson 4 --seed 2",
        "spsim compare lesson_4_town_a lesson_4_town_b --replications 30 --no-swings",
        "spsim new mine.toml --extends lesson_4_town_b",
    ),
)
