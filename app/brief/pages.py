"""What does the brief say? Page one as the report has it; then who gains, what it cannot tell, what is assumed."""

from docx.shared import Pt

from app import words
from app.brief.options import options_table
from app.brief.paper import Paper
from app.brief.room import (
    CELL,
    HEADING,
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


def page_one(paper: Paper, answer: Answer) -> list[Said]:
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
    what_moves_it(paper, first)
    return how_sure(paper, words.how_sure(first, int(answer["made"]["replications"])))


def what_moves_it(paper: Paper, scenario: Facts) -> None:
    """The inputs that move net cash most: as many as there is room for."""
    for most in range(MOST, 0, -1):
        table = swings_table(scenario, most)
        if table is None:
            return
        said = words.swings_in_words(scenario["swings"])[0]
        if paper.used + HEADING + height(said.text) + height_of(table) <= PAGE:
            paper.heading("What would change the answer")
            paper.say(said.text)
            paper.table(table)
            return


def how_sure(paper: Paper, sure: list[Said]) -> list[Said]:
    """The three intervals, if there is room for all of them."""
    if paper.used + HEADING + sum(height(f"{one.name}: {one.text}") for one in sure) > PAGE:
        return sure
    paper.heading("How sure")
    for one in sure:
        paper.said(one, "List Bullet")
    return []


def page_two(paper: Paper, answer: Answer, sure: list[Said]) -> None:
    """How sure, if that is still to be said; what pays for it, who gains, what it cannot tell, what is assumed, how it
    was made. What is assumed gets the room that the rest leaves."""
    first = answer["scenarios"][0]
    limits, made = few(words.cannot_tell(first), LIMITS), how_made(answer)
    paper.turn()
    for title, said in (("How sure", sure), ("Where it breaks even, all else equal", words.what_would_change(first))):
        if said:
            paper.heading(title)
        for one in said:
            paper.said(Said(one.name, short(one.text, 2 * SENTENCE)), "List Bullet")
    if gains := gains_table(first):
        paper.heading("Who gains")
        paper.table(cut_to(gains, LEVELS, "groups"))
    if payers := payers_in_rows(first):
        paper.heading("Who pays")
        paper.table(cut_to(payers, LEVELS, "payers"))
    paper.say(precision_in_words(answer["precision"]) or "")
    paper.heading("What this cannot tell")
    for sentence in limits:
        paper.say(sentence, style="List Bullet")
    headline = words.headline_in_words(first)
    after = 2 * HEADING + height(headline or "") + sum(height(line, SMALL) for line in made)
    graded = f"Of {len(first['assumptions'])} values, {words.grades_in_words(first)}."
    get = (words.get_first(first["swings"]) if first.get("swings") else None) or ""
    room = PAGE - paper.used - after - height(graded, SMALL) - height(get)
    paper.heading("Assumed, not measured")
    paper.say(get)
    paper.say(f"{graded} Assumed: {assumed(first, characters(room, SMALL))}", SMALL)
    if headline:
        paper.said(Said("Published headline", headline))
    paper.heading("How to make this answer again")
    for line in made:
        paper.say(line, SMALL)


def cut_to(table: Table, most: int, of: str) -> Table:
    """No more rows than there is room for; the note says where the rest is."""
    more = len(table.rows) - most
    note = f"{table.note} {more} more {of} are in the workbook." if more > 0 else table.note
    return table._replace(rows=table.rows[:most], note=note)


def how_made(answer: Answer) -> list[str]:
    """The command, and each scenario's hash."""
    made = answer["made"]
    long = 64 if len(answer["scenarios"]) == 1 else 16
    hashes = [f"{short(one['name'], TITLE)}: SHA-256 {one['hash'][:long]}" for one in answer["scenarios"][:OPTIONS]]
    return [f"{short(command_again(answer), SENTENCE)} with spsim {made['version']}.", "; ".join(hashes)]


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
