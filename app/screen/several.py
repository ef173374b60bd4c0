"""How are several scenarios shown? What differs, each in a sentence, then against each other."""

import textwrap
from collections.abc import Sequence
from itertools import combinations

from app import words
from app.report_sections import together
from app.report_sections.comparison import by_group_table
from app.screen.bridge import parts, steps
from app.screen.changes import swings
from app.screen.layout import INDENT, bullet, paragraph, section, table, with_few
from app.screen.options import options
from app.screen.people import difference, title_of
from app.screen.sure import again, assumed, before_you_read_on, cautions, sure
from app.tables.bridge import of_options, payers
from app.tables.options import names_of
from experiments.answer import Answer, Comparison, ScenarioAnswer
from experiments.differences import Difference

RANGES = (".low", ".high", ".low_times", ".high_times")
OTHERS_SERVED = "These are counts of different numbers of people: part of each difference is how many come."
WHERE_PEOPLE_HELP = ("wait_for_place", "place_given_up", "started_helping", "helper_places")
MOST_COLUMNS, SHORT = 4, 18  # options beside each other; letters of a title
LUCK = "one real service, if every input is right"
DIFFERENCES_SHOWN = (
    "declined",
    "gave_up",
    "wait_for_link_worker",
    "within_target",
    "list_wait",
    "list_given",
    "meetings_missed",
    "support_completed",
    "support_cut",
    "wait_cut",
    "took_up",
)


def several(answer: Answer) -> str:
    """`spsim compare`: what differs, each scenario in a sentence, then against each other."""
    scenarios = answer.scenarios
    shown = [differs(answer), before_you_read_on(answer)]
    shown.append(
        section(
            "Each against its own comparator: the same people, with the programme off",
            *(_in_short(s) for s in scenarios),
        )
    )
    shown.append(section("Against the budget", *(line for s in scenarios for line in _against_the_budget(s))))
    for pair in answer.comparisons:
        shown.append(against(pair, scenarios))
    shown += [options(answer), *(swings(scenario, named_in=True) for scenario in scenarios)]
    shown += [side_by_side(answer), budgets(scenarios), gains(scenarios), cautions(answer), sure(scenarios, answer)]
    shown += [assumed(scenarios, full=True), again(answer)]
    return "\n\n".join(part.strip("\n") for part in shown if part)


def differs(answer: Answer) -> str:
    """What each two of them state otherwise."""
    parts = []
    for (first, scenario), rows in zip(combinations(answer.scenarios, 2), answer.differs, strict=True):
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
    return f"{_stated(row.first)} -> {_stated(row.second)}"


def _stated(value: str | None) -> str:
    return "not stated" if value is None else value


def _in_short(scenario: ScenarioAnswer) -> str:
    who = words.who_pays(scenario), words.empty_places_in_words(scenario)
    said = [words.answer_in_words(scenario), *words.standing_in_words(scenario), *who]
    return bullet(f"{scenario.title}: {' '.join(text for text in said if text)}")


def _against_the_budget(scenario: ScenarioAnswer) -> list[str]:
    return [bullet(f"{scenario.title}: {said.name}: {said.text}") for said in words.spending_in_words(scenario)]


def against(pair: Comparison, scenarios: Sequence[ScenarioAnswer]) -> str:
    """Two scenarios, person by person."""
    titles = {scenario.name: scenario.title for scenario in scenarios}
    clinic = any(words.is_clinic(one) for one in scenarios if one.name in (pair.first, pair.second))
    of = {row.name: row for row in pair.outcomes}
    names = [name for name in of if name.startswith(("discharged_in_", "uses."))]
    others = words.others_served(pair)
    first = () if clinic else (*DIFFERENCES_SHOWN, *(WHERE_PEOPLE_HELP if "started_helping" in of else ()))
    names = [*first, *names, "relapses", *(() if others else ("weeks_in_care",))]
    rows = [of[name] for name in names if name in of and not words.unseen(of[name])]
    cells = [[title_of(row), difference(row, words.number), words.luck(row), words.not_known(row)] for row in rows]
    heading = f"“{titles[pair.second]}” less “{titles[pair.first]}”, person by person, with the same luck"
    return section(
        heading,
        paragraph(words.comparison_in_words(pair, titles), INDENT),
        table(["", "difference", LUCK, "what nobody knows"], cells) if cells else "",
        paragraph(OTHERS_SERVED, INDENT) if others and cells else "",
        "" if clinic else _by_group(pair),
        _money_against(pair),
    )


def _by_group(pair: Comparison) -> str:
    """The difference in how each group fares: in waits, in who is cut off, in who takes an activity up."""
    found = by_group_table(pair)
    return "" if found is None else with_few(table(["by group", *found.head[1:]], found.rows))


def _money_against(pair: Comparison) -> str:
    """The difference in money at each horizon."""
    at = words.horizons(pair)
    steps = {year: words.steps(pair, year) for year in at}
    cells = [
        [steps[at[0]][name].title, *(difference(steps[year][name], words.pounds, words.shortly) for year in at)]
        for name in ("capacity", "cash", "service", "net")
        if at and not all(words.unseen(steps[year][name]) for year in at)
    ]
    return with_few(table(["", *(words.years(year) for year in at)], cells)) if cells else ""


def budgets(scenarios: Sequence[ScenarioAnswer]) -> str:
    """Whose budget, of every option."""
    return parts(together.together(scenarios, names_of(scenarios, SHORT), payers))


def gains(scenarios: Sequence[ScenarioAnswer]) -> str:
    """Who gains and who loses, of every option."""
    found = together.who_gains(scenarios, names_of(scenarios, SHORT)) if len(scenarios) <= MOST_COLUMNS else None
    return "" if found is None else f"{parts(found)}\n{paragraph(found.note, INDENT)}"


def side_by_side(answer: Answer) -> str:
    """The scenarios in columns, if there are few enough to fit."""
    scenarios = answer.scenarios
    names = {one.name: textwrap.shorten(one.title, SHORT, placeholder="…") for one in scenarios}
    found = of_options(scenarios, names) if 1 < len(scenarios) <= MOST_COLUMNS else None
    if found is None or answer.options.years is None:
        return ""
    over = words.years(answer.options.years)
    heading = f"From headline to bankable over {over}, in £, each against its own comparator"
    return section(heading, steps(found, one_real_service=False))
