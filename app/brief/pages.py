"""What does the brief say? Page one as the report has it; then who gains, what it cannot tell, what is assumed."""

from typing import NamedTuple

from docx.shared import Pt

from app import words
from app.brief.options import options_table
from app.brief.paper import Paper
from app.brief.room import (
    CELL,
    HEADING,
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
from app.provenance import Answer, command_again, precision_in_words
from app.report_sections.assumptions import assumed_list
from app.report_sections.bridge import bridge_table, payers_in_rows
from app.report_sections.changes import swings_table
from app.report_sections.people import gains_table
from app.report_sections.shapes import Table
from app.words import Facts, Said, short

FEWEST, MOST = 3, 6  # inputs that move net cash most
LEVELS, OPTIONS, LIMITS = 6, 5, 7
NAME = 56  # characters of a group or payer


class Left(NamedTuple):
    """What page one had no room for."""

    what_moves_it: bool
    sure: list[Said]


def page_one(paper: Paper, answer: Answer) -> Left:
    """The question, the comparator, the answer, the people, the bridge, what would change it, how sure. What there is
    no room for is given back, to be said overleaf."""
    first, *several = answer["scenarios"]
    paper.title(short(words.question_of(first), QUESTION))
    paper.said(Said("Compared with", words.comparator_in_words(first)))
    paper.say(short(f"{words.setting_in_words(first)} {words.channels_in_words(first)}", SENTENCE))
    warnings, room = words.before_you_read_on(first), 1 if several else 2
    for warning in warnings[:room]:
        paper.said(Said("Warning", short(warning, SENTENCE // 2)))
    if len(warnings) > room:
        paper.say(f"More warnings are in the report: {len(warnings) - room}.", SMALL)
    paper.heading("The answer")
    paper.say(words.answer_in_words(first), Pt(10.5))
    if len(several) == 1 and answer["comparisons"]:
        titles = {scenario["name"]: short(scenario["title"], TITLE) for scenario in answer["scenarios"]}
        paper.say(words.comparison_in_words(answer["comparisons"][0], titles))
    if who := words.who_pays(first):
        paper.say(short(who, SENTENCE // (2 if several else 1)))
    if several:
        paper.heading("The options")
        paper.table(options_table(answer["scenarios"]))
    paper.heading("People")
    paper.say(" ".join(words.people_in_words(first)))
    paper.heading("From headline to bankable")
    if bridge := bridge_table(first):
        paper.table(bridge)
    else:
        paper.say("There is no bridge: follow-up is shorter than a year.")
    told = what_moves_it(paper, first, MOST)
    return Left(not told, how_sure(paper, words.how_sure(first, int(answer["made"]["replications"]))))


def what_moves_it(paper: Paper, scenario: Facts, most: int) -> bool:
    """The inputs that move net cash most, if there is room for a few; whether there was."""
    swings = scenario.get("swings")
    if not swings:
        return True
    said = words.swings_in_words(swings)[0]
    for number in range(most, FEWEST - 1, -1):
        table = swings_table(scenario, number)
        if paper.used + HEADING + height(said.text) + (height_of(table) if table else 0) <= PAGE:
            paper.heading("What would change the answer")
            paper.say(said.text)
            if table:
                paper.table(table)
            return True
    return False


def how_sure(paper: Paper, sure: list[Said]) -> list[Said]:
    """The three intervals, if there is room for all of them."""
    if paper.used + HEADING + sum(height(f"{one.name}: {one.text}") for one in sure) > PAGE:
        return sure
    paper.heading("How sure")
    for one in sure:
        paper.said(one, "List Bullet")
    return []


def page_two(paper: Paper, answer: Answer, left: Left) -> None:
    """What page one had no room for; where it breaks even, who gains, who pays, what it cannot tell, what is assumed,
    how it was made. What is assumed gets the room that the rest leaves."""
    first = answer["scenarios"][0]
    made = how_made(answer)
    paper.turn()
    if left.what_moves_it:
        what_moves_it(paper, first, FEWEST)
    for title, said in (
        ("How sure", left.sure),
        ("Where it breaks even, all else equal", words.what_would_change(first)[: 2 if left.what_moves_it else None]),
    ):
        if said:
            paper.heading(title)
        for one in said:
            paper.said(Said(one.name, short(one.text, 2 * SENTENCE)), "List Bullet")
    if gains := gains_table(first):
        paper.heading("Who gains")
        paper.table(cut_to(gains, LEVELS, "groups"))
    if payers := payers_in_rows(first):
        paper.heading("Who pays")
        paper.table(cut_to(payers, LEVELS, "payers", SENTENCE * (4 if left.what_moves_it else 5) // 4))
    paper.say(precision_in_words(answer["precision"]) or "")
    headline, get = words.headline_in_words(first) or "", ""
    if first.get("swings"):
        get = words.get_first(first["swings"]) or ""
    graded = f"Of {len(first['assumptions'])} values, {words.grades_in_words(first)}."
    after = 2 * HEADING + height(headline) + height(get) + sum(height(line, SMALL) for line in (graded, *made))
    paper.heading("What this cannot tell")
    for sentence in limits(first, OVERLEAF - paper.used - after):
        paper.say(sentence, style="List Bullet")
    room = OVERLEAF - paper.used - after
    paper.heading("Assumed, not measured")
    paper.say(get)
    paper.say(f"{graded} Assumed: {assumed(first, characters(room, SMALL))}", SMALL)
    if headline:
        paper.said(Said("Published headline", headline))
    paper.heading("How to make this answer again")
    for line in made:
        paper.say(line, SMALL)


def limits(scenario: Facts, room: float) -> list[str]:
    """What the answer cannot tell: as many sentences as there is room for, a few in any case."""
    cut = few(words.cannot_tell(scenario), LIMITS)
    for most in range(LIMITS, FEWEST, -1):
        cut = few(words.cannot_tell(scenario), most)
        if sum(map(height, cut)) <= room:
            break
    return cut


def cut_to(table: Table, most: int, of: str, note_room: int = SENTENCE) -> Table:
    """No more rows, and no longer names, than there is room for; the note says where the rest is."""
    more = len(table.rows) - most
    note = f"{table.note} {more} more {of} are in the workbook." if more > 0 else table.note
    rows = [[short(row[0], NAME), *row[1:]] for row in table.rows[:most]]
    return table._replace(rows=rows, note=short(note, note_room))


def how_made(answer: Answer) -> list[str]:
    """The command, and each scenario's hash."""
    made = answer["made"]
    long = 64 if len(answer["scenarios"]) == 1 else 16
    hashes = [f"{short(one['name'], TITLE)}: SHA-256 {one['hash'][:long]}" for one in answer["scenarios"][:OPTIONS]]
    return [f"{short(command_again(answer), SENTENCE // 2)} with spsim {made['version']}.", "; ".join(hashes)]


def assumed(scenario: Facts, room: int) -> str:
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
