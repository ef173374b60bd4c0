"""How is the answer on one scenario shown in full?"""

from app import words
from app.faces.terminal.board import people_and_money
from app.faces.terminal.bridge import bridge
from app.faces.terminal.budget import budget
from app.faces.terminal.changes import swings
from app.faces.terminal.layout import INDENT, bullet, named, paragraph, section
from app.faces.terminal.people import before_and_after, capacity, who_completes
from app.faces.terminal.sure import again, assumed, before_you_read_on, cautions, sure
from app.faces.terminal.values import beside_the_money
from experiments.answer import Answer, ScenarioAnswer


def one(answer: Answer) -> str:
    """`spsim run --all`: the table of people and money, and every figure behind it."""
    scenario = answer.scenarios[0]
    parts = [
        opening(scenario),
        before_you_read_on(answer),
        section("Answer", *_in_words(scenario)),
        section("People", *(bullet(text) for text in words.people_in_words(scenario))),
        people_and_money(answer),
        before_and_after(scenario),
        who_completes(scenario),
        bridge(scenario, answer.provenance.replications),
        section("Against the budget", *named(words.spending_in_words(scenario))),
        section("What would change the answer", *named(words.what_would_change(scenario))),
        swings(scenario),
        budget(scenario),
        beside_the_money(scenario),
        section("Use of what there is", capacity(scenario)),
        cautions(answer),
        sure([scenario], answer),
        assumed([scenario]),
        again(answer),
    ]
    return "\n\n".join(part for part in parts if part)


def opening(scenario: ScenarioAnswer) -> str:
    """The question, and what it is compared with."""
    return "\n".join(
        [
            paragraph(words.question_of(scenario)),
            paragraph(f"{scenario.title} ({scenario.name})", INDENT),
            paragraph(f"Compared with: {words.comparator_in_words(scenario)}", INDENT),
            paragraph(words.setting_in_words(scenario), INDENT),
        ]
    )


def _in_words(scenario: ScenarioAnswer) -> list[str]:
    said = [words.answer_in_words(scenario), *words.standing_in_words(scenario)]
    said += [text for text in (words.who_pays(scenario), words.empty_places_in_words(scenario)) if text]
    return [paragraph(text, INDENT) for text in said if text]
