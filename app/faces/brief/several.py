"""How does the brief set several options beside each other? Everything of one, of all: in columns, rows or sentences.

What there is no room for is left out of all of them alike, and said to be elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from app import words
from app.faces.brief.pages import (
    FEW,
    LEAST_ASSUMED,
    LEVELS,
    MOST_ASSUMED,
    WHOLE_PAGE,
    Section,
    above,
    assumed,
    beside,
    cautions,
    cut_to,
    how_made,
    named,
    placed,
    say_cautions,
)
from app.faces.brief.paper import Paper
from app.faces.brief.room import (
    BODY,
    HEADING,
    LINE,
    OPTIONS,
    OVERLEAF,
    PAGE,
    QUESTION,
    SENTENCE,
    SMALL,
    TITLE,
    characters,
    few,
    height,
)
from app.faces.page import together
from app.faces.page.together import each
from app.provenance import precision_in_words
from app.tables import money
from app.tables.bridge import of_options, payers
from app.tables.changes import swings
from app.tables.options import names_of, paired, side_by_side
from app.tables.people import gains_of_options
from app.tables.table import shown, shown_if
from app.words import Said, short
from experiments.answer import Answer, ScenarioAnswer

Names = Mapping[str, str]
MOST_LIMITS = 5
OF_EACH = 2  # inputs of each option that move net cash most


def brief_of_several(paper: Paper, answer: Answer) -> None:
    """Two pages, and one of cautions if there are many."""
    scenarios = answer.scenarios[:OPTIONS]
    names = names_of(answer.scenarios, TITLE)
    opening(paper, answer, scenarios, names)
    answers(paper, answer, scenarios, names)
    rest = placed(paper, sections(answer, scenarios, names), PAGE)
    paper.turn()
    overleaf(paper, answer, scenarios, names, rest)


def opening(paper: Paper, answer: Answer, scenarios: Sequence[ScenarioAnswer], names: Names) -> None:
    """What is asked, against what, and what must be known first."""
    questions = dict.fromkeys(words.question_of(one) for one in scenarios)
    titles = " or ".join(names[one.name] for one in scenarios)
    paper.title(short(next(iter(questions)) if len(questions) == 1 else titles, QUESTION))
    for one in each(scenarios, names, lambda one: [words.comparator_in_words(one)]):
        paper.said(Said(f"Compared with ({one.name})", one.text), size=SMALL)
    for one in each(scenarios, names, lambda one: [words.setting_in_words(one), words.channels_in_words(one)]):
        paper.said(Said(one.name, short(one.text, SENTENCE)), size=SMALL)
    warnings, later = above(answer)
    for warning in warnings:
        paper.said(warning, size=SMALL)
    if later:
        paper.say(f"More of this kind stand first under Cautions: {len(later)}.", SMALL)


def answers(paper: Paper, answer: Answer, scenarios: Sequence[ScenarioAnswer], names: Names) -> None:
    """Each option in a sentence, side by side, and each pair's difference."""
    small = SMALL if len(scenarios) > FEW else BODY
    paper.heading("The answer")
    for one in each(scenarios, names, lambda one: [words.answer_in_words(one), words.null_and_pounds(one)]):
        paper.said(one, size=small)
    for pair in answer.comparisons if len(scenarios) <= FEW else ():
        paper.say(words.comparison_in_words(pair, names), small)
    for one in each(scenarios, names, who_pays):
        paper.said(one, size=SMALL)
    paper.heading("The options")
    paper.table(shown(side_by_side(answer, names, OPTIONS)))
    if len(scenarios) > FEW and (apart := paired(answer, names, OPTIONS)):
        paper.table(shown(apart))
    for sentence in words.options_in_words(replace(answer.options, rows=tuple(named(answer.options.rows, names)))):
        paper.say(sentence, SMALL)


def sections(answer: Answer, scenarios: Sequence[ScenarioAnswer], names: Names) -> list[Section]:
    """What else there is to say of them, in order of what a board asks. Errors and luck stand in the answer."""
    replications = int(answer.provenance.replications)
    budgets, gains = together.together(scenarios, names, payers), shown_if(gains_of_options(scenarios, names))
    bridge = shown_if(of_options(scenarios, names)) or together.together(scenarios, names, money.paid)
    many = LEVELS * len(scenarios)

    def about(say: together.Says) -> list[Said]:
        return each(scenarios, names, say)

    return [
        Section("People", about(words.people_in_words), None, SMALL),
        Section("Who gains and who loses", [], cut_to(gains, many, "rows") if gains else None, SMALL),
        Section("From headline to bankable", about(words.posts_in_words), bridge, SMALL),
        Section("Who pays", about(per_pound), cut_to(budgets, many, "rows") if budgets else None, SMALL),
        Section("How sure", about(lambda one: [words.how_sure(one, replications)[-1].text]), None, SMALL),
        Section("Against the budget", about(limits), None, SMALL),
        Section("What would change the answer", [], together.together(scenarios, names, partial(swings, most=OF_EACH))),
        Section("By channel, and for each gained", about(words.apart_in_words), None, SMALL),
        Section("Beside the money", about(lambda one: [f"{s.name}: {s.text}" for s in beside(one)]), None, SMALL),
    ]


def who_pays(scenario: ScenarioAnswer) -> list[str]:
    """Whose money goes out, and what of it for places that stay empty."""
    return [text for text in (words.who_pays(scenario), words.empty_places_in_words(scenario)) if text]


def per_pound(scenario: ScenarioAnswer) -> list[str]:
    """What comes back for each pound spent."""
    return [text for text in [words.per_pound_in_words(scenario)] if text]


def limits(scenario: ScenarioAnswer) -> list[str]:
    """What stands against each limit of its budget."""
    return [f"{said.name}: {said.text}" for said in words.spending_in_words(scenario)]


def overleaf(
    paper: Paper, answer: Answer, scenarios: Sequence[ScenarioAnswer], names: Names, rest: Sequence[Section]
) -> None:
    """What page one had no room for, the limits, what is assumed, the cautions, how it was made."""
    made, listed = how_made(answer), cautions(answer)
    high = sum(height(line, SMALL) for line in listed)
    of_their_own = high > WHOLE_PAGE
    headlines = each(scenarios, names, lambda one: [words.headline_in_words(one) or ""])
    limits = few([*dict.fromkeys(text for one in scenarios for text in words.cannot_tell(one))], MOST_LIMITS)
    after = 3 * HEADING + sum(height(text, SMALL) for text in [*made, *(f"{h.name}: {h.text}" for h in headlines)])
    after += 0 if of_their_own or not high else HEADING + high
    after += LEAST_ASSUMED * LINE * SMALL.pt * len(scenarios) + sum(height(text, SMALL) for text in limits)
    if no_room := placed(paper, rest, OVERLEAF - after):
        paper.say(
            "For want of room, in the report and the workbook only: "
            f"{words.listed([section.title.lower() for section in no_room])}.",
            SMALL,
        )
    paper.say(precision_in_words(answer.precision) or "")
    paper.heading("What this cannot tell")
    for text in limits:
        paper.say(text, SMALL, style="List Bullet")
    room = min(OVERLEAF - paper.used - after, MOST_ASSUMED * LINE * SMALL.pt) / len(scenarios)
    paper.heading("Assumed, not measured")
    for one in each(scenarios, names, lambda one: [rests_on(one, characters(room, SMALL))]):
        paper.said(one, size=SMALL)
    for one in headlines:
        paper.said(Said(f"Published headline ({one.name})", one.text), size=SMALL)
    if not of_their_own:
        say_cautions(paper, listed)
    paper.heading("How to make this answer again")
    for line in made:
        paper.say(line, SMALL)
    if of_their_own:
        paper.turn()
        say_cautions(paper, listed)


def rests_on(scenario: ScenarioAnswer, room: int) -> str:
    """How much is assumed, what to get first, and the values themselves as far as there is room."""
    get = words.get_first(scenario.swings) if scenario.swings else None
    graded = f"Of {len(scenario.assumptions)} values, {words.grades_in_words(scenario)}."
    return f"{get or ''} {graded} Assumed: {assumed(scenario, room)}".strip()
