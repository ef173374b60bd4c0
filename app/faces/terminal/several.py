"""How are several scenarios shown in full? What differs, each in a sentence, then against each other."""

from collections.abc import Sequence
from itertools import combinations

from app import words
from app.faces.page import together
from app.faces.terminal.board import people_and_money, question
from app.faces.terminal.bridge import parts, steps
from app.faces.terminal.changes import swings
from app.faces.terminal.layout import INDENT, bullet, of, paragraph, section
from app.faces.terminal.sure import again, assumed, before_you_read_on, cautions, sure
from app.tables import apart
from app.tables.bridge import of_options, payers
from app.tables.options import names_of
from app.tables.people import gains_of_options
from app.tables.table import shown_if
from experiments.answer import Answer, Comparison, ScenarioAnswer
from experiments.differences import Difference

RANGES = (".low", ".high", ".low_times", ".high_times")
OTHERS_SERVED = "These are counts of different numbers of people: part of each difference is how many come."


def several(answer: Answer) -> str:
    """`spsim compare --all`: what differs, each scenario in a sentence, then against each other."""
    scenarios = answer.scenarios
    shown = [
        paragraph(question(answer)),
        differs(answer),
        before_you_read_on(answer),
        people_and_money(answer),
        section("Each against its own comparator: the same people, without the programme", *map(_in_short, scenarios)),
        section("Against the budget", *(line for s in scenarios for line in _against_the_budget(s))),
        *(against(pair, scenarios) for pair in answer.comparisons),
        section("Options", *map(bullet, options(answer))),
        *(swings(scenario, named_in=True) for scenario in scenarios),
        side_by_side(answer),
        parts(together.together(scenarios, names_of(scenarios), payers)),
        gains(scenarios),
        cautions(answer),
        sure(scenarios, answer),
        assumed(scenarios),
        again(answer),
    ]
    return "\n\n".join(part.strip("\n") for part in shown if part)


def options(answer: Answer) -> list[str]:
    """Whether they spend the same, and which are dominated; or why that is not said."""
    return [words.NO_OPTIONS] if answer.options.years is None else words.options_in_words(answer.options)


def differs(answer: Answer) -> str:
    """What each two of them state otherwise."""
    parts = []
    for (first, scenario), rows in zip(combinations(answer.scenarios, 2), answer.differences, strict=True):
        parts.append(paragraph(f"“{first.title}” -> “{scenario.title}”:", INDENT))
        paths = {row.path for row in rows}
        said = [
            f"{row.path}: {_told(row, first.title, scenario.title)}"
            for row in rows
            if not (row.path.endswith(RANGES) and row.path.rpartition(".")[0] in paths)
        ]
        parts += [bullet(text) for text in said or ["nothing that could change the answer"]]
    return section("What differs", *parts)


def _told(row: Difference, first: str, second: str) -> str:
    """Both values, or whose it is alone."""
    if row.only_in:
        return f"only in “{first if row.only_in == 'first' else second}”"
    return f"{apart.as_stated(row.first)} -> {apart.as_stated(row.second)}"


def _in_short(scenario: ScenarioAnswer) -> str:
    who = words.who_pays(scenario), words.empty_places_in_words(scenario)
    said = [words.answer_in_words(scenario), *words.standing_in_words(scenario), *who]
    return bullet(f"{scenario.title}: {' '.join(text for text in said if text)}")


def _against_the_budget(scenario: ScenarioAnswer) -> list[str]:
    return [bullet(f"{scenario.title}: {said.name}: {said.text}") for said in words.spending_in_words(scenario)]


def against(pair: Comparison, scenarios: Sequence[ScenarioAnswer]) -> str:
    """Two scenarios, person by person; of two alone, the table of people and money has the outcomes already."""
    titles = {scenario.name: scenario.title for scenario in scenarios}
    clinic = any(words.is_clinic(one) for one in scenarios if one.name in (pair.first, pair.second))
    found = apart.main_outcomes(pair, scenarios) if len(scenarios) > 2 else None
    heading = f"“{titles[pair.second]}” less “{titles[pair.first]}”, person by person, with the same luck"
    return section(
        heading,
        paragraph(words.comparison_in_words(pair, titles), INDENT),
        of(found),
        paragraph(OTHERS_SERVED, INDENT) if words.others_served(pair) else "",
        "" if clinic else of(apart.by_group(pair)),
        of(apart.money_over_time(pair)),
    )


def gains(scenarios: Sequence[ScenarioAnswer]) -> str:
    """Who gains and who loses, of every option."""
    found = shown_if(gains_of_options(scenarios, names_of(scenarios)))
    return "" if found is None else f"{parts(found)}\n{paragraph(found.note, INDENT)}"


def side_by_side(answer: Answer) -> str:
    """The bridges of the scenarios in columns."""
    found = of_options(answer.scenarios, names_of(answer.scenarios))
    if found is None or answer.options.years is None:
        return ""
    over = words.years(answer.options.years)
    heading = f"From headline to bankable over {over}, in £, each against its own comparator"
    return section(heading, steps(found, one_real_service=False))
