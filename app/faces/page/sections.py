"""What follows page one? A list of sections in the order in which a board asks, each with what is folded away in it.

What stands in a section is printed; a fold is printed only where it is open. One option and several have the same
sections: what is said of one is said of all, beside each other.
"""

from dataclasses import replace
from itertools import combinations

from app import words
from app.faces.page import people
from app.faces.page.changes import swings_figure
from app.faces.page.pictures import hundred_figure, ranges_figure, sets_figure, spending_figure, waterfalls_figure
from app.faces.page.shapes import Block, Facts, Figure, Points, Section
from app.faces.page.together import Names, each, fold, of_each, under_names
from app.provenance import command_again, known, made_rows, precision_in_words
from app.tables import all_inputs, apart, bridge, capacities, changes, fit, money
from app.tables import people as about_people
from app.tables.beside import beside_the_money
from app.tables.board import people_and_money
from app.tables.known import assumed_list, assumptions, for_and_against, in_short
from app.tables.options import names_of
from app.tables.table import shown, shown_if
from app.words import Sentence
from app.words.board import cautions_by_option, in_order
from experiments.answer import Answer, AnswerInShort, ScenarioAnswer
from experiments.rows import as_plain

MOST_YEARS = 18  # rows of spending that are printed: of more, the picture alone
INPUTS = 5  # that move net cash most, in the table


def sections(answer: Answer) -> list[Section]:
    """All of them. Options are called by letter and title, as in the table."""
    titles = names_of(answer.scenarios)
    names = dict(zip((one.name for one in answer.scenarios), words.headed(answer, titles), strict=True))
    parts = {
        "board": ("People and money", board),
        "spending": ("Spending by year", spending),
        "bridge": ("From headline to bankable", from_headline),
        "changes": ("What would change the answer", what_would_change),
        "gains": ("Who gains and who loses", gains),
        "sure": ("How sure", how_sure),
        "assumed": ("Assumed, not measured", assumed),
        "cautions": ("Cautions", cautions),
        "evidence": ("Does it work?", evidence),
        "made": ("How to make this answer again", made),
        "limits": ("Limits", limits),
    }
    found = [Section(key, title, [one for one in of(answer, names) if one]) for key, (title, of) in parts.items()]
    return [section for section in found if section.of]


def cautions(answer: Answer, names: Names) -> list[Block | None]:
    """What to mind: a line each, under the option that it is about. What is assumed has a section of its own."""
    others = tuple(one for one in answer.cautions if one.kind not in OF_VALUES)
    short, whole = (
        cautions_by_option(replace(answer, cautions=others), names),
        cautions_by_option(answer, names, whole=True),
    )
    return [*under_names(short), *(fold("Each caution in full", *under_names(whole)) if whole != short else [])]


OF_VALUES = ("not varied", "assumed")


def board(answer: Answer, names: Names) -> list[Block | None]:
    """The whole table; then what happens to people, drawn and counted."""
    options = answer.scenarios
    over_time = of_each(options, names, lambda one: [*people.queue_figures(one), people.queue_table(one)])
    waits = of_each(options, names, people.wait_figures)
    return [
        shown(people_and_money(answer, names_of(answer.scenarios))),
        hundred_figure(answer, names_of(answer.scenarios)),
        *words.options_in_words(answer.options),
        *fold("What happens to people, from referral to discharge", *of_each(options, names, people.flow_figures)),
        *fold("Waits, as curves", *([CURVES, *waits] if waits else [])),
        *fold("Queues and people in care over time", *([BANDS, *over_time] if over_time else [])),
        *fold(
            "How full each capacity is",
            *of_each(options, names, lambda one: [people.capacity_figure(one), capacities.loads(one.loads)]),
        ),
        *fold("What happens to people, in sentences", *each(in_order(answer), names, words.people_in_words)),
        *fold("Every outcome, against usual care", *of_each(options, names, lambda one: [about_people.outcomes(one)])),
        *fold("Each option less each other", *differences(answer, names)),
        *fold(
            "Two comparisons that mislead: before and after; who completes",
            *of_each(options, names, lambda one: [about_people.before_and_after(one), about_people.completers(one)]),
        ),
        *fold("Need, uptake and stated values", *of_each(options, names, beside_the_money)),
    ]


CURVES = (
    "Of all who join a queue, the share given what they wait for, and the share gone without it, by weeks since they "
    "joined: people who give up are counted, not dropped; only waits still going on when the follow-up ends are "
    "estimated."
)
BANDS = (
    "Line: mean of replications, at the end of each week. Band: where 95% of single real services would be, which is "
    "the luck of one real service if every input is right. What nobody knows is not in the band: see How sure."
)


def differences(answer: Answer, names: Names) -> list[Block]:
    """What any two options state otherwise, and how far what comes of them lies apart."""
    found: list[Block] = []
    for pair in answer.comparisons:
        less = f"“{names[pair.second]}” less “{names[pair.first]}”"
        found.append(Sentence(less, words.comparison_in_words(pair, names)))
        tables = [shown_if(apart.money(pair)), shown(apart.outcomes(pair)), shown_if(apart.by_group(pair))]
        found += [table for table in tables if table]
    for rows, (first, second) in zip(answer.differences, combinations(answer.scenarios, 2), strict=True):
        found += [shown(apart.stated(rows, names[first.name], names[second.name]))] if rows else []
    return found


def spending(answer: Answer, names: Names) -> list[Block | None]:
    """What the service costs each payer in each year; then whose money it is."""
    options = answer.scenarios
    figure = spending_figure(answer, names_of(options))
    by_year = figure.table if figure else None
    few = by_year is not None and len(by_year.rows) <= MOST_YEARS
    return [
        *([by_year, without_table(figure)] if few else [figure]),
        *each(in_order(answer), names, lambda one: [words.who_pays(one) or "", words.empty_places_in_words(one) or ""]),
        *each(in_order(answer), names, words.posts_in_words),
        *fold(
            "Every payer, over the longest horizon",
            *of_each(
                options, names, lambda one: [bridge.payers(one) or money.paid(one), words.per_pound_in_words(one)]
            ),
        ),
        *fold("Every payer, year by year", *of_each(options, names, lambda one: [money.by_year(one)])),
        *fold("Posts of care that can go", *of_each(options, names, lambda one: [money.posts(one)])),
    ]


def the_bridge(answer: AnswerInShort, names: Names) -> list[Block | None]:
    """Of each option, in numbers and drawn."""
    return [
        shown_if(bridge.of_options(answer.scenarios, names)) or "There is no bridge: follow-up is shorter than a year.",
        without_table(waterfalls_figure(answer, names_of(answer.scenarios))),
    ]


def from_headline(answer: Answer, names: Names) -> list[Block | None]:
    """The bridge of each option, step by step."""
    options = answer.scenarios
    return [
        *the_bridge(answer, names),
        *fold("Every horizon, with ranges", *of_each(options, names, lambda one: [bridge.over_time(one)])),
        *fold(
            "By payer and by group",
            *of_each(options, names, lambda one: [*bridge.beside_payers(one), bridge.groups(one)]),
        ),
        *fold(
            "By channel of effect, and for each discharge gained", *each(in_order(answer), names, words.apart_in_words)
        ),
        *fold("The published figure", *each(in_order(answer), names, published)),
    ]


def without_table(figure: Figure | None) -> Figure | None:
    """A picture of the table that it follows."""
    return figure._replace(title="The same, drawn.", table=None) if figure else None


def published(scenario: ScenarioAnswer) -> list[str]:
    """The headline that others quote, and what it takes for granted."""
    said = words.headline_in_words(scenario)
    if not said:
        return []
    return [
        said,
        words.headline_source(scenario),
        "It takes every discharge as caused by the service, as lasting one whole year, and as worth its average price "
        "in cash.",
    ]


def what_would_change(answer: Answer, names: Names) -> list[Block | None]:
    """The inputs that move net cash most, or where each option breaks even if none was varied; then all of both."""
    options = answer.scenarios
    table = shown_if(changes.swings_of_options(options, names, INPUTS))
    even = of_each(options, names, lambda one: [*words.what_would_change(one)])
    even = [BREAK_EVEN, *even] if even else []
    return [
        *([table] if table else even),
        *fold("Every input that moves net cash", *of_each(options, names, every_input)),
        *(fold("Where it breaks even", *even) if table else []),
    ]


BREAK_EVEN = (
    "By arithmetic on the bridge’s means, one at a time, all else equal. How many would be discharged anyway, how "
    "often people relapse and how long they wait act on more than one step: change them in the scenario and run again."
)


def every_input(scenario: ScenarioAnswer) -> list[Block | None]:
    """What is said of them, drawn, and in rows."""
    said = words.swings_in_words(scenario.swings) if scenario.swings else []
    return [*said, swings_figure(scenario), shown_if(changes.swings(scenario))]


def gains(answer: Answer, names: Names) -> list[Block | None]:
    """Discharges and relapses of each group; then all that is counted of it."""
    options = answer.scenarios
    return [
        shown_if(about_people.gains_of_options(options, names)),
        *fold(
            "Waits, take-up and discharge of each group",
            *of_each(options, names, lambda one: [about_people.gains(one)]),
        ),
    ]


def how_sure(answer: Answer, names: Names) -> list[Block | None]:
    """Three intervals, by name, which are cured by different things."""
    options, replications = answer.scenarios, int(answer.provenance.replications)
    return [
        ranges_figure(answer, names_of(answer.scenarios)),
        sets_figure(answer, names_of(answer.scenarios)),
        *INTERVALS,
        Sentence("What nobody knows", AT_ONCE if any(one.all_inputs for one in answer.scenarios) else ONE_AT_A_TIME),
        precision_in_words(answer.precision),
        *fold(all_inputs.SPREAD, *spread_of_net_cash(answer, names)),
        *fold("Each interval of each option", *of_each(options, names, lambda one: words.how_sure(one, replications))),
        *fold(
            "The answer in one sentence, with every interval",
            *of_each(options, names, lambda one: [words.answer_in_words(one), *words.standing_in_words(one)]),
        ),
    ]


def spread_of_net_cash(answer: Answer, names: Names) -> list[Block | None]:
    """What it is made of, what to measure first, and what was drawn to know it."""
    made_of = shown_if(all_inputs.made_of_options(all_inputs.in_sets(answer, names_of(answer.scenarios)), INPUTS))
    text = words.settles_in_short(answer, names, whole=True)
    return [Sentence("What would settle it", text) if text else None, made_of]


INTERVALS = (
    Sentence("Simulation error", "the error of the program’s own sampling. More replications make it smaller."),
    Sentence(
        "One real service, if every input is right",
        "luck that a service run once will meet. More replications do not make it smaller, and it is no forecast: what "
        "nobody knows comes on top.",
    ),
)
ONE_AT_A_TIME = (
    "each input at the low and at the high of its range, one at a time. One that was fitted: of what published figures "
    "leave of it, and what was fitted with it moves along. All of them varied together, which has not been done, may "
    "move the answer further. Only local data make it smaller."
)
AT_ONCE = "95% of sets of inputs, all drawn at once; the model itself is not varied. Only local data make it smaller."


def assumed(answer: Answer, names: Names) -> list[Block | None]:
    """Who is simulated, what to find out first, and what was not varied; then every value, on whose word."""
    options = answer.scenarios
    not_varied = [one for one in answer.cautions if one.kind == "not varied"]
    return [
        *each(in_order(answer), names, lambda one: [words.setting_in_words(one)]),
        *each(in_order(answer), names, lambda one: [(words.get_first(one.swings) if one.swings else None) or ""]),
        *cautions_by_option(replace(answer, cautions=tuple(not_varied)), names, whole=True),
        *fold("What each option is", *each(in_order(answer), names, lambda one: [one.description or ""])),
        *fold(
            "On whose word",
            *each(in_order(answer), names, lambda one: [f"Of the values used, {words.grades_in_words(one)}."]),
        ),
        *fold(
            "What is assumed, with its range",
            *of_each(options, names, lambda one: [Points([f"{title}: {value}" for title, value in assumed_list(one)])]),
        ),
        *fold("What was fitted to published figures, and what they leave open", *of_each(options, names, fitted)),
        *fold("Every value, its grade and its source", *of_each(options, names, lambda one: [assumptions(one)])),
    ]


def fitted(scenario: ScenarioAnswer) -> list[Block | None]:
    """What the fit found; and how it was made."""
    if scenario.fit is None:
        return []
    found = scenario.fit
    return [
        words.fit_in_words(found),
        shown(fit.inputs(found)),
        shown(fit.figures(found)),
        words.NOT_A_TEST,
        shown_if(fit.ties(found)),
        Points(words.fit_was_made(found)),
    ]


def evidence(answer: Answer, _: Names) -> list[Block | None]:
    """Which studies speak for each way of working, and which against."""
    return [
        words.HOW_FAR,
        shown(in_short(answer)),
        *fold("Each study, and what it found", shown(for_and_against(answer))),
    ]


def made(answer: Answer, _: Names) -> list[Block | None]:
    """By what it is known."""
    return [
        Sentence(
            "Run",
            f"{command_again(answer)} (spsim {answer.provenance.version}). The same program, scenario, seed and number "
            "of replications give the same answer on any machine.",
        ),
        *fold("By what it is known", Facts(made_rows(as_plain(answer.provenance), map(known, answer.scenarios)))),
    ]


def limits(answer: Answer, _: Names) -> list[Block | None]:
    """What no number of replications would tell."""
    said = dict.fromkeys(text for one in in_order(answer) for text in words.cannot_tell(one))
    published = dict.fromkeys(text for one in in_order(answer) for text in words.figures_leave_open(one))
    return [
        Points([text for text in said if not any(text.endswith(one) for one in published)]),
        *fold("What the published figures do not tell", *([Points([*published])] if published else [])),
    ]
