"""What does a board see first? The question, the answer in three lines, one picture, one short table, a line each."""

from dataclasses import replace
from typing import NamedTuple

from app import words
from app.faces.page.pictures import queues_figure
from app.faces.page.shapes import Block, Figure
from app.faces.page.together import Names, each
from app.tables.board import people_and_money
from app.tables.table import Shown, shown
from app.words import Sentence
from app.words.board import (
    answer_in_three,
    cautions_by_option,
    changes_in_short,
    in_order,
    unknown_in_short,
)
from experiments.answer import AnswerInShort

ABOVE = ("control", "one footing")  # cautions without which the answer would be misread


class PageOne(NamedTuple):
    """Its parts, in order."""

    question: str
    above: list[Block]
    compared: list[Block]
    answer: list[Block]
    picture: Figure | None
    grave: list[Block]
    table: Shown
    lines: list[Block]


def page_one(answer: AnswerInShort, names: Names) -> PageOne:
    """What stands on the first screen, and on the first page of paper."""
    options, called = in_order(answer), words.called(answer, names)
    questions = dict.fromkeys(words.question_of(one) for one in options)
    compared = each(options, called, lambda one: [words.comparator_in_words(one)])
    assumed = each(options, called, lambda one: [words.channels_in_words(one)])
    above, after = (
        replace(answer, cautions=tuple(one for one in answer.cautions if (one.kind in ABOVE) is stands_above))
        for stands_above in (True, False)
    )
    drawn = any(one.all_inputs for one in options)  # then "How sure" has the luck of one service, and a picture of both
    return PageOne(
        next(iter(questions))
        if len(questions) == 1
        else f"{words.listed([names[one.name] for one in options], 'or')}?",
        above=[*cautions_by_option(above, called)],
        compared=once("Compared with", compared),
        answer=[*answer_in_three(answer, names)],
        picture=queues_figure(answer, names),
        grave=[*cautions_by_option(after, called, gravest=True)],
        table=shown(people_and_money(answer, names, short=True, under_lines=True)),
        lines=[
            Sentence("What is not known", unknown_in_short(answer, names, luck=not drawn)),
            *said_if("What would change the answer", changes_in_short(answer, names)),
            *once("What is assumed", assumed),
        ],
    )


def said_if(name: str, text: str) -> list[Block]:
    """Under this name, if there is anything to say."""
    return [Sentence(name, text)] if text else []


def once(name: str, said: list[Sentence]) -> list[Block]:
    """Under this name, where the same is said of all."""
    return [Sentence(name, said[0].text)] if len(said) == 1 else [*said]
