"""Lesson 3: those who complete do better, though nothing works."""

from app.lessons.text import Rows, Shown, Text, in_words, people
from app.words import capital
from experiments.lessons import Facts


def _setting(facts: Facts) -> list[str]:
    return [
        f"{capital(in_words(facts['referrals']))} people a week are referred for a year. Each is offered "
        f"{in_words(facts['meetings'])} meetings with a link worker; a person who misses more than "
        f"{in_words(facts['missed'])} is out. Everyone has a yearly review, which may discharge them from care.",
        f"An evaluation looks at {in_words(facts['runs'])} such years: {facts['completed']:,} people completed "
        f"support, {facts['others']:,} did not.",
        f"Of every 100 who completed, {people(facts['discharged_completed'])} were discharged in the time they were "
        f"followed. Of every 100 others, {people(facts['discharged_others'])} were.",
        "The report says: support works.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    rows = [
        [title, f"{many:,}", people(facts[with_it]), people(facts[without])]
        for title, many, with_it, without in (
            ("Completed support", facts["completed"], "discharged_completed", "without_completed"),
            ("Did not", facts["others"], "discharged_others", "without_others"),
            ("Everyone", facts["completed"] + facts["others"], "with_all", "without_all"),
        )
    ]
    title = "Discharged, of every 100: the same people with support, and without it"
    return [Rows(title, ["", "people", "with", "without"], rows)]


def _surprise(facts: Facts) -> list[str]:
    completed = people(facts["discharged_completed"])
    gap = round(facts["discharged_completed"]) - round(facts["discharged_others"])
    return [
        f"All {people(facts['without_completed'])} of the {completed}. In this service support changes nothing: the "
        "same people lived the same years without it, and the same people were discharged.",
        "People differ in something that nobody wrote down. It helps some of them to come to every meeting, and it "
        "helps the same ones at their review.",
        f"Support sorted people, and changed none of them. The gap of {gap} in every 100 says who they were, not "
        "what was done.",
        f"The honest comparison takes everyone who was offered support, whether they came or not, and the same people "
        f"without the offer: {people(facts['with_all'])} and {people(facts['without_all'])} of every 100.",
        "In a service like this one where support does work (lesson_3_works) the report reads "
        f"{people(facts['works_discharged_completed'])} and {people(facts['works_discharged_others'])}: who could tell "
        f"which is which? The honest comparison can: {people(facts['works_with_all'])} and "
        f"{people(facts['works_without_all'])}.",
    ]


TEXT = Text(
    title="Those who complete",
    question="People who complete support do better than people who do not. How much of that is support's doing?",
    setting=_setting,
    ask=lambda facts: (
        f"Think of the {people(facts['discharged_completed'])} of every 100 who completed and were discharged. How "
        "many of them would have been discharged without any support?"
    ),
    say=people,
    near=2,
    drawn=range(101),
    kept=range(101),
    beside=lambda facts: [
        ("Completed: discharged, of every 100", facts["discharged_completed"]),
        ("Did not complete: discharged, of every 100", facts["discharged_others"]),
    ],
    bar="Completed, without any support",
    luck=lambda _: "Of every 100 who completed: discharged without any support, too",
    seen={"lesson_3_no_effect": "With support"},
    levers=("frailty.discharge", "programme.effect"),
    shown=_shown,
    surprise=_surprise,
    decide=lambda _: [
        "Whom would you compare with whom, in a real service, where nobody can live the same year twice?",
        "A service is paid for each person who completes and does well. Whom will it learn to take on?",
        "What would you ask of a report like this one, before you believe it?",
    ],
    change=(
        "spsim show lesson_3_no_effect frailty",
        "spsim explain lesson_3_no_effect --person 17",
        "spsim new mine.toml --extends lesson_3_works",
    ),
)
