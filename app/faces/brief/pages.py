"""What does the brief of one option say? Page one as the report has it; then who gains, limits, what is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from docx.shared import Pt

from app import words
from app.faces.brief.paper import Paper
from app.faces.brief.room import (
    BODY,
    CELL,
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
    height_of,
)
from app.provenance import command_again, precision_in_words
from app.tables import changes, money
from app.tables.bridge import over_time, payers
from app.tables.known import assumed_list
from app.tables.people import gains
from app.tables.table import Shown, shown_if
from app.words import Said, short
from experiments.answer import Answer, ScenarioAnswer
from experiments.options import OptionRow
from experiments.uptake import Uptake

FEWEST, MOST = 3, 6  # inputs that move net cash most
LEVELS, LIMITS = 6, 7
ABOVE = 3  # cautions above the answer
WHOLE_PAGE = 200  # points of cautions: more than this, and they have a page of their own
FEW = 2  # options whose difference is said in a sentence
LEAST_ASSUMED, MOST_ASSUMED = 3, 8  # lines of what is assumed: the rest is in the report
NAME = 56  # characters of a group or payer


class Left(NamedTuple):
    """What page one had no room for."""

    what_moves_it: bool
    sections: list["Section"]


class Section(NamedTuple):
    """A heading, its table, its sentences."""

    title: str
    said: Sequence[Said]
    table: Shown | None
    size: Any = BODY

    @property
    def high(self) -> float:
        """How high it is, about."""
        said = sum(height(f"{one.name}: {one.text}", self.size) for one in self.said)
        return HEADING + said + (height_of(self.table) if self.table else 0.0)


def page_one(paper: Paper, answer: Answer) -> Left:
    """The question, the comparator, the answer, the people, the bridge, what would change it, how sure. What there is
    no room for is given back, to be said overleaf."""
    scenario = answer.scenarios[0]
    paper.title(short(words.question_of(scenario), QUESTION))
    paper.said(Said("Compared with", words.comparator_in_words(scenario)))
    paper.say(short(f"{words.setting_in_words(scenario)} {words.channels_in_words(scenario)}", SENTENCE))
    warnings, later = above(answer)
    for warning in warnings:
        paper.said(warning, size=SMALL)
    if later:
        paper.say(f"More of this kind stand first under Cautions: {len(later)}.", SMALL)
    paper.heading("The answer")
    paper.say(words.answer_in_words(scenario), Pt(10.5))
    paper.say(words.null_and_pounds(scenario), SMALL)
    paper.say(" ".join(filter(None, [words.who_pays(scenario), words.empty_places_in_words(scenario)])))
    people(paper, scenario)
    bridge(paper, scenario)
    said = what_moves_it(paper, scenario, MOST)
    sure = Section("How sure", words.how_sure(scenario, int(answer.provenance.replications)), None)
    return Left(not said, [*placed(paper, [sure], PAGE), *others(scenario)])


def above(answer: Answer) -> tuple[list[Said], list[str]]:
    """What stands above the answer: as much as there is room for, and what is left for the list of cautions."""
    said = [(of, text) for of, texts in words.above_the_answer(answer) for text in texts]
    now, later = said[:ABOVE], said[ABOVE:]
    return [Said(f"Warning: {of}" if of else "Warning", text) for of, text in now], [_of(*one) for one in later]


def cautions(answer: Answer) -> list[str]:
    """The rest of the list, whole: a paragraph for each group of options."""
    groups = [_of(of, " ".join(texts)) for of, texts in words.below_the_answer(answer)]
    return [*above(answer)[1], *groups]


def _of(options: str, text: str) -> str:
    return f"{options}: {text}" if options else text


def others(scenario: ScenarioAnswer) -> list[Section]:
    """Who pays, who gains, and what stands beside the money."""
    return [
        Section("Against the budget", words.spending_in_words(scenario), None),
        Section("Who pays", back_per_pound(scenario), who_pays_table(scenario)),
        Section("Beside the money", beside(scenario), None, SMALL),
        Section("Who gains and who loses", [], who_gains_table(scenario)),
        Section("By channel, and for each gained", in_parts(scenario), None, SMALL),
    ]


def placed(paper: Paper, sections: Sequence[Section], until: float) -> list[Section]:
    """Write those for which there is room, in their order; the others are given back."""
    left = []
    for section in sections:
        if not (section.said or section.table):
            continue
        if paper.used + section.high > until:
            left.append(section)
            continue
        paper.heading(section.title)
        if section.table:
            paper.table(section.table)
        for one in section.said:
            paper.said(one, "List Bullet", section.size)
    return left


def named(rows: Sequence[OptionRow], names: Mapping[str, str]) -> list[OptionRow]:
    """The rows of options under the names that the brief gives them: no more of them than it shows."""
    shown = [*names][:OPTIONS]
    return [
        replace(
            row,
            title=names.get(row.name, row.title),
            dominated_by=row.dominated_by if row.name in shown else (),
        )
        for row in rows
    ]


def people(paper: Paper, scenario: ScenarioAnswer) -> None:
    """What happens to people."""
    paper.heading("People")
    paper.say(" ".join(words.people_in_words(scenario)))


def bridge(paper: Paper, scenario: ScenarioAnswer) -> None:
    """The bridge, or where there is none what each budget pays."""
    paper.heading("From headline to bankable")
    if table := shown_if(over_time(scenario)):
        paper.table(table)
    else:
        paper.say("There is no bridge: follow-up is shorter than a year.")
        if paid := shown_if(money.paid(scenario)):
            paper.table(cut_to(paid, LEVELS + 1, "payers"))
    for sentence in words.posts_in_words(scenario):
        paper.say(sentence)


def what_moves_it(paper: Paper, scenario: ScenarioAnswer, most: int) -> bool:
    """The inputs that move net cash most, if there is room for a few; whether there was."""
    swings = scenario.swings
    if not swings:
        return True
    said = words.swings_in_words(swings)[0]
    for number in range(most, FEWEST - 1, -1):
        table = shown_if(changes.swings(scenario, number))
        if paper.used + HEADING + height(said.text) + (height_of(table) if table else 0) <= PAGE:
            paper.heading("What would change the answer")
            paper.say(said.text)
            if table:
                paper.table(table)
            return True
    return False


def page_two(paper: Paper, answer: Answer, left: Left) -> None:
    """What page one had no room for; where it breaks even, who gains, who pays, what it cannot tell, what is assumed,
    how it was made; all cautions, on a page of their own if there are many. What is assumed gets some of the room that
    the rest leaves."""
    first = answer.scenarios[0]
    made = how_made(answer)
    headline, get = words.headline_in_words(first) or "", ""
    if first.swings:
        get = words.get_first(first.swings) or ""
    graded = f"Of {len(first.assumptions)} values, {words.grades_in_words(first)}."
    listed_cautions = cautions(answer)
    high = sum(height(line, SMALL) for line in listed_cautions)
    of_their_own = high > WHOLE_PAGE
    after = 2 * HEADING + height(headline) + height(get) + sum(height(line, SMALL) for line in (graded, *made))
    after += 0 if of_their_own or not high else HEADING + high
    listed = LEAST_ASSUMED * LINE * SMALL.pt
    least = after + listed + HEADING + sum(map(height, few(words.cannot_tell(first), FEWEST + 1)))
    paper.turn()
    if left.what_moves_it:
        what_moves_it(paper, first, FEWEST)
    changes = words.what_would_change(first)[: 2 if left.what_moves_it else None]
    breaks_even = Section("Where it breaks even, all else equal", changes, None)
    sure = [section for section in left.sections if section.title == "How sure"]
    rest = [section for section in left.sections if section.title != "How sure"]
    if no_room := placed(paper, [*sure, breaks_even, *rest], OVERLEAF - least):
        named_so = words.listed([section.title.lower() for section in no_room])
        paper.say(f"For want of room, in the report and the workbook only: {named_so}.", SMALL)
    paper.say(precision_in_words(answer.precision) or "")
    paper.heading("What this cannot tell")
    for sentence in limits(first, OVERLEAF - paper.used - after - listed):
        paper.say(sentence, style="List Bullet")
    room = min(OVERLEAF - paper.used - after, MOST_ASSUMED * LINE * SMALL.pt)
    paper.heading("Assumed, not measured")
    paper.say(get)
    paper.say(f"{graded} Assumed: {assumed(first, characters(room, SMALL))}", SMALL)
    if headline:
        paper.said(Said("Published headline", headline))
    if not of_their_own:
        say_cautions(paper, listed_cautions)
    paper.heading("How to make this answer again")
    for line in made:
        paper.say(line, SMALL)
    if of_their_own:
        paper.turn()
        say_cautions(paper, listed_cautions)


def say_cautions(paper: Paper, listed: Sequence[str]) -> None:
    """The list, under its heading; nothing where it is empty."""
    if listed:
        paper.heading("Cautions")
    for line in listed:
        paper.say(line, SMALL)


def who_pays_table(scenario: ScenarioAnswer) -> Shown | None:
    """What each budget comes to."""
    found = shown_if(payers(scenario))
    return cut_to(found, LEVELS, "payers") if found else None


def who_gains_table(scenario: ScenarioAnswer) -> Shown | None:
    """What each group comes to."""
    found = shown_if(gains(scenario))
    return cut_to(found, LEVELS, "groups") if found else None


def back_per_pound(scenario: ScenarioAnswer) -> list[Said]:
    """What comes back for each pound spent."""
    text = words.per_pound_in_words(scenario)
    return [Said("For each £1", text)] if text else []


def beside(scenario: ScenarioAnswer) -> list[Said]:
    """Need, uptake and stated values, a line each where there are any: the first that there is room for."""
    uptake = sorted(zip(scenario.uptake, words.uptake_in_words(scenario), strict=True), key=lambda both: lost(both[0]))
    kinds = (
        ("Need", words.need_in_words(scenario)),
        ("Uptake", [*words.margin_in_words(scenario), *(said for _, said in uptake)]),
        ("Stated values", words.stated_values_in_words(scenario)),
        ("Transfers", words.transfers_in_words(scenario)),
    )
    return [Said(kind, whole_ones(said)) for kind, said in kinds if said]


def in_parts(scenario: ScenarioAnswer) -> list[Said]:
    """What each channel of effect does, and what each discharge and care-year costs."""
    said = words.apart_in_words(scenario)
    return [Said("In parts", " ".join(said))] if said else []


def lost(row: Uptake) -> float:
    """What empty places lose, the most first."""
    return -sum(part.mean for part in (row.empty_paid_by_funder, row.empty_borne_by_group) if part)


def whole_ones(said: Sequence[Said]) -> str:
    """As many of them as there is room for, none of them cut; the first in any case."""
    texts = [f"{short(one.name, NAME)}: {one.text}" for one in said]
    kept = 1
    while kept < len(texts) and len(" ".join(texts[: kept + 1])) <= SENTENCE // 3:
        kept += 1
    more = len(texts) - kept
    return " ".join(texts[:kept]) + (f" {more} more in the report." if more else "")


def limits(scenario: ScenarioAnswer, room: float) -> list[str]:
    """What the answer cannot tell: as many sentences as there is room for, a few in any case."""
    cut = few(words.cannot_tell(scenario), LIMITS)
    for most in range(LIMITS, FEWEST, -1):
        cut = few(words.cannot_tell(scenario), most)
        if sum(map(height, cut)) <= room:
            break
    return cut


def cut_to(table: Shown, most: int, of: str) -> Shown:
    """No more rows, and no longer names, than there is room for; the note says where the rest is. No note is cut."""
    more = len(table.rows) - most
    said = table.note.replace(words.SHORTLY, "").strip()  # it stands under the bridge
    note = f"{said} {more} more {of} are in the workbook." if more > 0 else said
    rows = [[short(row[0], NAME), *row[1:]] for row in table.rows[:most]]
    return table._replace(rows=rows, note=note)


def how_made(answer: Answer) -> list[str]:
    """The command, and each scenario's hash."""
    made = answer.provenance
    long = 64 if len(answer.scenarios) == 1 else 16
    hashes = [f"{short(one.name, TITLE)}: SHA-256 {one.hash[:long]}" for one in answer.scenarios[:OPTIONS]]
    return [f"{short(command_again(answer), SENTENCE // 2)} with spsim {made.version}.", "; ".join(hashes)]


def assumed(scenario: ScenarioAnswer, room: int) -> str:
    """What is assumed, shortly: as many values as there is room for."""
    rows = assumed_list(scenario)
    text, shown = "", 0
    for title, value in rows:
        part = f"{'; ' if text else ''}{short(title, CELL)} {short(value, CELL)}"
        if len(text) + len(part) > room:
            break
        text, shown = text + part, shown + 1
    left = len(rows) - shown
    if not left:
        return f"{text}." if text else "none."
    return f"{text}; and {left} more, in the report and the workbook." if text else "see the report and the workbook."
