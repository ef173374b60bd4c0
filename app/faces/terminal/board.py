"""What does one screen say of an answer? The question, the answer in three lines, the one table, what is unknown, what
would turn it, the gravest cautions, and where to go on.

It is made shorter until it fits: first go rows of the table that the line on waits says too, then what is said twice.
What is left out is in the longer answer, and is said to be there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from app import words
from app.faces.terminal.layout import INDENT, LINES, of, paragraph, section
from app.faces.terminal.sure import again, precision
from app.tables import board as tables
from app.tables.board import Line
from app.tables.options import names_of
from app.words import Sentence
from app.words.board import (
    answer_beside_table,
    answer_in_three,
    called,
    cautions_by_option,
    in_order,
    settles_in_short,
    turns_in_short,
    unknown_in_short,
)
from experiments.answer import AnswerInShort
from experiments.intervals import Estimate

SAID_ABOVE = ("Gave up", "Took up", "New referrals given", "One in ten waits")  # rows that the line on waits says too


class Holds(NamedTuple):
    """What a screen has room for."""

    rows_said_above: bool = True
    cautions: int = 3
    luck: bool = True  # of one real service
    all_said: bool = True  # even what the table says, too
    hints: bool = True  # how to write one's own, and whose story to read


SHORTER = tuple(
    Holds(*held)
    for held in (
        (True, 3, True, True),
        (False, 3, True, True),
        (False, 3, False, True),
        (False, 1, False, True),
        (True, 3, False, False),
        (True, 1, False, False),
        (False, 3, False, False),
        (False, 1, False, False),
        (False, 1, False, False, False),
        (False, 0, False, False, False),
    )
)


def board(answer: AnswerInShort, *, person: int = 1, files: Sequence[str] = ()) -> str:
    """As much as a screen holds."""
    text = ""
    for holds in SHORTER:
        parts = [*_parts(answer, holds), further(answer, person if holds.hints else None, files)]
        text = "\n\n".join(part for part in parts if part)
        if text.count("\n") < LINES:
            break
    return text


def _parts(answer: AnswerInShort, holds: Holds) -> Iterator[str]:
    """From the question to the cautions."""
    names = names_of(answer.scenarios)
    yield "\n".join(map(paragraph, [question(answer), *before_all_else(answer, names)]))
    said = answer_in_three(answer, names) if holds.all_said else answer_beside_table(answer, names)
    yield "\n".join(paragraph(f"{one.name}: {one.text}") for one in said)
    yield table(answer, names, rows_said_above=holds.rows_said_above)
    doubts = [
        ("Unknown", unknown_in_short(answer, names, luck=holds.luck)),
        ("What would settle it", settles_in_short(answer, names)),
        ("What would turn it", turns_in_short(answer, names)),
    ]
    yield "\n".join(
        [*(paragraph(f"{name}: {text}") for name, text in doubts if text), *gravest(answer, names, holds.cautions)]
    )


def question(answer: AnswerInShort) -> str:
    """That of the dearest option: it asks for the money."""
    return words.question_of(in_order(answer)[-1])


def before_all_else(answer: AnswerInShort, names: Mapping[str, str]) -> list[str]:
    """What no answer is read without: that an option is a control, that the precision asked for was missed."""
    controls = [one for one in answer.cautions if one.kind == "control"]
    said = cautions_by_option(replace(answer, cautions=tuple(controls)), called(answer, names))
    return [*map(_named, said), *([precision(answer)] if answer.precision.missed else [])]


def _named(caution: Sentence) -> str:
    return f"{caution.name}: {caution.text}" if caution.name else caution.text


def table(answer: AnswerInShort, names: Mapping[str, str], *, rows_said_above: bool) -> str:
    """People and money, without rows that say nothing for certain; without the difference, where it has no room."""
    found = tables.people_and_money(answer, names, short=True)
    kept = [row for row in found.rows if _seen(row) and (rows_said_above or not row.title.startswith(SAID_ABOVE))]
    strong = frozenset(i for i, row in enumerate(kept) if row.title == "Net cash")
    whole = replace(found, rows=kept, strong=strong)
    narrow = replace(
        whole,
        columns=[column for column in whole.columns if column.head != "Difference"],
        note=found.note.partition(" Difference: ")[0],
    )
    if not kept:
        return ""
    both = [f"{of(one)}\n{paragraph(one.note, INDENT)}" for one in (whole, narrow)]
    return min(both, key=lambda text: text.count("\n"))


def people_and_money(answer: AnswerInShort) -> str:
    """The whole table, with its note."""
    found = tables.people_and_money(answer, names_of(answer.scenarios))
    return section(found.caption, of(found), paragraph(found.note, INDENT))


def _seen(row: Line) -> bool:
    """Whether any column has more than what was seen in too few replications."""
    levels = [level for level in row.levels if level is not None]
    return not all(isinstance(level, Estimate) and level.rare for level in levels)


def gravest(answer: AnswerInShort, names: Mapping[str, str], most: int) -> list[str]:
    """A sentence each, what may make the answer worthless first; and how many more there are."""
    others = replace(answer, cautions=tuple(one for one in answer.cautions if one.kind != "control"))
    letters = called(answer, names)
    grave = cautions_by_option(others, letters, gravest=True)
    said = [*grave, *(one for one in cautions_by_option(others, letters) if one not in grave)]
    lines = [paragraph(f"Caution{f' ({one.name})' * bool(one.name)}: {one.text}") for one in said[:most]]
    more = len(said) - len(lines)
    return [*lines, *([f"{more}{' more' * bool(lines)} caution{'s' * (more != 1)}: add --all"] if more else [])]


def further(answer: AnswerInShort, person: int | None, files: Sequence[str]) -> str:
    """Where to look, how to write one's own, whose story to read, and how to get the same answer again."""
    dearest = in_order(answer)[-1].name
    look = (
        f"Open {words.listed(files)}. Everything: add --all."
        if files
        else "Everything: add --all, or --report out.html."
    )
    own = [
        f"Your own: spsim new mine.toml --extends {dearest}",
        f"One life: spsim explain {dearest} --person {person}",
    ]
    return "\n".join([*map(paragraph, [look, *(own if person else [])]), again(answer)])
