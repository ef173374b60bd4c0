"""What do the two pages say? The answer, then what it rests on: everything of an option beside the same of the others.

One template, for one option or several. Sections stand in the order in which a board reads them. Options are spelled
out in the answer and at the head of tables, and are A, B, ... elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app import words
from app.faces.brief.paper import Paper
from app.faces.brief.room import LIMITS, QUESTION, SENTENCE, SMALL, TINY, TITLE, VALUES, Drawn, Section
from app.faces.figures import board
from app.faces.page.together import each
from app.provenance import command_again, precision_in_words
from app.tables import queues as waiting
from app.tables import ranges as sure
from app.tables.board import people_and_money
from app.tables.bridge import of_options
from app.tables.changes import swings_of_options
from app.tables.known import assumed_list
from app.tables.money import paid, spending_of_options
from app.tables.people import gains_in_short
from app.tables.table import shown, shown_if
from app.words import Sentence, short
from app.words.board import in_order
from experiments.answer import Answer, ScenarioAnswer

Names = Mapping[str, str]
INPUTS = 3  # that move net cash most
DRAWN = Sentence("", "People at the end of each week: averages of replications; shaded: simulation error.")


def first_options(answer: Answer, most: int) -> Answer:
    """The answer of the options for which there is room."""
    kept = {one.name for one in answer.scenarios[:most]}
    return replace(
        answer,
        scenarios=answer.scenarios[:most],
        comparisons=tuple(pair for pair in answer.comparisons if {pair.first, pair.second} <= kept),
        options=replace(
            answer.options, by_cost=tuple(name for name in answer.options.in_order if name in kept), placed=None
        ),
        cautions=tuple(one for one in answer.cautions if one.scenario is None or one.scenario in kept),
    )


def opening(paper: Paper, answer: Answer, names: Names, left_out: int) -> None:
    """What is asked, and against what; that it is no answer at all, where it is a control."""
    questions = dict.fromkeys(words.question_of(one) for one in in_order(answer))
    paper.title(
        short(next(iter(questions)) if len(questions) == 1 else f"{words.listed([*names.values()], 'or')}?", QUESTION)
    )
    control = [one for one in answer.cautions if one.kind == "control"]
    for one in words.cautions_by_option(replace(answer, cautions=tuple(control)), names):
        paper.said(one)
    for one in of_each("Compared with", answer, names, lambda one: [words.comparator_in_words(one)]):
        paper.said(one, SMALL)
    for one in of_each("Setting", answer, names, lambda one: [words.setting_in_words(one, briefly=True)]):
        paper.said(one, SMALL)
    if left_out:
        paper.say(f"{left_out} more options are in the report and the workbook.", SMALL)


def page_one(answer: Answer, names: Names) -> list[Section]:
    """The answer, the queues, people and money, what is unknown, what would turn it, and what to mind."""
    lines = [
        Sentence("What is unknown", words.unknown_in_short(answer, names)),
        Sentence("What would settle it", words.settles_in_short(answer, names)),
        Sentence("What would turn it", words.turns_in_short(answer, names)),
    ]
    return [
        Section("The answer", words.answer_in_three(answer, names), must=True),
        Section(said=[DRAWN], picture=queues_drawn(answer, names), size=TINY),
        Section(table=shown(people_and_money(answer, names, short=True, under_lines=True)), must=True),
        Section(said=[line for line in lines if line.text], must=True),
        Section("Before you rely on it", cautions(answer, names, gravest=True), size=SMALL, part=True),
        Section(said=of_each("Waiting list of day 0", answer, names, day_0), size=SMALL, part=True),
    ]


def page_two(answer: Answer, names: Names) -> list[Section]:
    """From headline to net cash, how sure, what would change it, for whom, by year, and what is assumed."""
    options = answer.scenarios
    heads = dict(zip(names, words.headed(answer, names), strict=True))
    bridge = shown_if(of_options(options, heads, short=True))
    money = [bridge] if bridge else [shown_if(paid(one)) for one in options]
    return [
        *(Section(table=table) for table in money),
        how_sure(answer, names),
        Section(table=shown_if(swings_of_options(options, heads, INPUTS))),
        Section(table=shown_if(gains_in_short(options, heads))),
        Section(table=shown_if(spending_of_options(options, heads))),
        Section("What is assumed", assumed(answer, names), size=SMALL, must=True),
        Section("Other cautions", cautions(answer, names, gravest=False), size=SMALL, part=True),
    ]


def queues_drawn(answer: Answer, names: Names) -> Drawn | None:
    """The queues of every option, and in words what they show; nothing where nobody queues."""
    found = waiting.queues_of(answer, names)
    if not found:
        return None
    span = waiting.span_of(found)
    return Drawn.of(board.queues(answer, found), " ".join(waiting.in_words(queue, span) for queue in found))


def how_sure(answer: Answer, names: Names) -> Section:
    """Net cash and its three ranges: drawn, with the numbers beneath; nothing without a year of follow-up."""
    rows = sure.net_cash(answer, names)
    if not rows:
        return Section()
    picture = Drawn.of(board.ranges(answer, rows), sure.in_words(rows, sure.title_of(answer)))
    return Section(table=shown(sure.ranges(answer, names)), picture=picture)


def of_each(name: str, answer: Answer, names: Names, say: Callable[[ScenarioAnswer], Sequence[str]]) -> list[Sentence]:
    """What is said of every option, under this name and the option's letter; what is the same of all, once."""
    letters = words.called(answer, names)
    found = each(in_order(answer), letters, say)
    several = len(letters) > 1
    return [
        Sentence(f"{name} ({one.name})" if several and one.name in letters.values() else name, one.text)
        for one in found
    ]


def cautions(answer: Answer, names: Names, *, gravest: bool) -> list[Sentence]:
    """The gravest, or the others: a line each, under the option's letter."""
    rest = replace(answer, cautions=tuple(one for one in answer.cautions if one.kind != "control"))
    letters = words.called(answer, names)
    grave = words.cautions_by_option(rest, letters, gravest=True)
    return grave if gravest else [one for one in words.cautions_by_option(rest, letters) if one not in grave]


def assumed(answer: Answer, names: Names) -> list[Sentence]:
    """On what evidence, which values, which figures to get, and what no run tells."""
    return [
        Sentence("Evidence", words.evidence_in_words(answer.scenarios)),
        Sentence("Assumed values", values(answer)),
        *of_each("Local figures", answer, names, lambda one: [words.get_first(one.swings) or ""] if one.swings else []),
        *of_each("Published figure", answer, names, lambda one: [words.headline_in_words(one) or ""]),
        Sentence("What this cannot tell", limits(answer)),
    ]


def day_0(scenario: ScenarioAnswer) -> list[str]:
    """What becomes of the list of day 0, where there is one: other waits are of new referrals."""
    found = scenario.waits.list_of_day_0
    return [words.list_in_words(found), "Other waits for a link worker are of new referrals."] if found else []


def values(answer: Answer) -> str:
    """What is assumed, what moves net cash most first: as many values as there is room for."""
    found: dict[str, dict[str, None]] = {}
    for one in in_order(answer):
        for title, value in assumed_list(one):
            found.setdefault(title, {})[value] = None
    rows = [f"{title} {' or '.join(of)}" for title, of in found.items()]
    kept = rows[: fitting(rows, VALUES)]
    more = f"; and {len(rows) - len(kept)} more, in the report and the workbook" if len(kept) < len(rows) else ""
    return f"{'; '.join(kept)}{more}." if rows else "none."


def limits(answer: Answer) -> str:
    """The last two, which hold for every answer, and as many of the others as there is room for. What the published
    figures leave open is in the names of settings, and so in the report alone."""
    of_files = {text for one in answer.scenarios for text in words.figures_leave_open(one)}
    said = dict.fromkeys(text for one in in_order(answer) for text in words.cannot_tell(one))
    *others, before, last = (text for text in said if not any(text.endswith(one) for one in of_files))
    kept = others[: fitting(others, LIMITS)]
    more = len(said) - len(kept) - 2
    return " ".join([*kept, *([f"{more} more limits are in the report."] if more else []), before, last])


def fitting(texts: Sequence[str], room: int) -> int:
    """How many of them go into so many characters."""
    return next((many for many in range(len(texts), 0, -1) if sum(map(len, texts[:many])) <= room), 0)


def how_to_make_it_again(answer: Answer) -> Section:
    """The command, and each scenario's hash."""
    digits = 64 if len(answer.scenarios) == 1 else 16
    hashes = [f"{short(one.name, TITLE)}: SHA-256 {one.hash[:digits]}" for one in answer.scenarios]
    said = [
        Sentence("Command", f"{short(command_again(answer), SENTENCE)} with spsim {answer.provenance.version}"),
        Sentence("Scenarios", short("; ".join(hashes), SENTENCE)),
        Sentence("Precision", precision_in_words(answer.precision) or ""),
    ]
    return Section("How to make this answer again", [one for one in said if one.text], size=SMALL, must=True)
