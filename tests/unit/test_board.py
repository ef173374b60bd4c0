"""People and money, option beside option: the table that every face shows holds what a board asks for, and the answer's
own numbers."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app import words
from app.tables.board import NULL, people_and_money
from app.tables.options import names_of
from app.tables.table import shown
from app.words.board import answer_beside_table
from experiments.answering import answer
from experiments.compare import Precision
from experiments.run import Case, run
from tests.scenarios import loaded

N = 4
MORE = {"link_workers": 'posts = { value = 2, source = "x", grade = "assumed" }'}
CLINIC = {
    "programme": 'offer = "review_clinic"',
    "reviews.supported": 'weeks_after_referral = { value = 12, source = "x", grade = "assumed" }',
}
OTHERS = {"demand": 'referrals_per_week = { value = 4, source = "x", grade = "assumed" }'}
# What an outside review asked to see of every option, and where it stands here.
ASKED = [
    "Given a link worker",
    "New referrals given a link worker within the target, %",
    "Half are given a link worker within",
    "One in ten waits for a link worker longer than",
    "Half are given a group place within",
    "One in ten waits for a group place longer than",
    "Gave up waiting for a link worker",
    "Gave up waiting for a place",
    "Lost their link worker, none free",
    "Found nothing suitable",
    "Course cut by funding ending",
    "Completed support",
    "People discharged within 2 years",
    "Relapses",
    "Care freed, care-years",
    "Cost of the service",
    "Capacity released",
    "Cash released",
    "Net cash",
]


def of(*changes, n=N):
    """An answer on options called a, b, ...: the base with changes."""
    ones = [loaded(**change) for change in changes]
    named = [replace(one, name=name) for one, name in zip(ones, "abc", strict=False)]
    cases = [Case.of(one, 1) for one in named]
    results = run(cases, range(n))
    found = answer(cases, results, Precision(None, None, n), {"version": "0", "command": "spsim"})
    return replace(found, scenarios=tuple(replace(one, title=f"Option {one.name}") for one in found.scenarios))


def table(found, **more):
    return people_and_money(found, names_of(found.scenarios), **more)


@pytest.fixture(scope="module")
def two():
    return of({}, MORE)


def test_every_row_that_a_board_asks_for_has_a_place(two):
    """Those in which nothing happens are left out: here they are counted before that."""
    from app.tables.board import Board

    titles = [line.title for line in Board(two).lines(short=False)]
    assert not [title for title in ASKED if title not in titles]


def test_the_columns_are_usual_care_the_options_and_how_they_differ(two):
    heads = shown(table(two)).head
    assert heads == ["", "Usual care", "A: Option a", "B: Option b", "Difference", *heads[-2:]]
    assert heads[-2].startswith("One real service")
    assert heads[-1].startswith("What nobody knows")
    assert shown(table(two, short=True)).head == ["", "Usual care", "A: Option a", "B: Option b", "Difference"]


def test_a_single_option_is_beside_what_it_is_if_support_changes_nothing():
    one = of({})
    assert shown(table(one, short=True)).head == ["", "Usual care", "Option a", NULL]
    rows = {line.title: line for line in table(one).rows}
    [scenario] = one.scenarios
    net, null = words.steps(scenario, 2)["net"], scenario.null.net[2]
    assert rows["Net cash"].levels == (0.0, net, null)
    assert rows["Net cash"].apart == net
    freed = rows["People discharged within 2 years"]
    assert freed.levels[2] == freed.levels[0] == words.outcomes(scenario)["discharged_in_2y"].usual


def test_the_numbers_are_the_answers(two):
    rows = {line.title: line for line in table(two).rows}
    [pair] = two.comparisons
    apart = {row.name: row for row in pair.outcomes}
    for title, name in (("Given a link worker", "given_link_worker"), ("Completed support", "support_completed")):
        assert rows[title].levels[1:] == tuple(words.outcomes(one)[name].programme for one in two.scenarios)
        assert rows[title].apart == apart[name]
    assert rows["Net cash"].levels[1:] == tuple(words.steps(one, 2)["net"] for one in two.scenarios)
    assert rows["Net cash"].apart == words.steps(pair, 2)["net"]
    freed = rows["Care freed, care-years"].levels[1]
    weeks = words.outcomes(two.scenarios[0])["weeks_in_care"].difference.mean
    assert freed.mean == pytest.approx(-weeks * 7 / 365.25)


def test_exchanging_the_options_exchanges_two_columns(two):
    there = replace(two, scenarios=two.scenarios[::-1])
    for short in (True, False):
        ours, theirs = shown(table(two, short=short)), shown(table(there, short=short))
        exchanged = [[row[0], row[1], row[3], row[2], *row[4:]] for row in theirs.rows]
        assert ours.rows == exchanged
        assert ours.note == theirs.note
    names = names_of(two.scenarios)
    for said in (words.answer_in_three, words.unknown_in_short, words.turns_in_short, words.cautions_by_option):
        assert said(two, names) == said(there, names)


def test_usual_care_has_a_column_for_each_option_of_which_it_is_not_the_same():
    heads = shown(table(of({}, OTHERS))).head
    assert heads[1:5] == ["Usual care of A", "Usual care of B", "A: Option a", "B: Option b"]


def test_what_a_review_clinic_does_not_offer_is_not_shown_as_0():
    found = of({}, CLINIC)
    rows = {line.title: line for line in table(found).rows}
    assert rows["Took up at least one activity"].levels[2] is None
    assert shown(table(found)).head[4] == NULL  # the one option with link workers
    assert "has no link workers" in words.answer_in_three(found, names_of(found.scenarios))[1].text


def test_headings_of_nothing_and_rows_of_nothing_are_left_out(two):
    lines = table(two).rows
    assert all(not (a.heading and b.heading) for a, b in pairwise(lines))
    assert not lines[-1].heading
    assert all(line.heading or any(level not in (None, "", 0.0) for level in line.levels) for line in lines)


def test_of_three_the_one_that_leaves_most_is_held_against_each_other():
    three = of({}, MORE, {"link_workers": 'posts = { value = 3, source = "x", grade = "assumed" }'})
    nets = {one.name: words.net_cash(one, 2).mean for one in three.scenarios}
    letters = words.called(three, names_of(three.scenarios))
    best = letters[max(nets, key=nets.get)]
    line = answer_beside_table(three, names_of(three.scenarios))[-1].text
    assert line.startswith(f"{best} leaves £")
    assert all(f" more than {letter}" in line for letter in letters.values() if letter != best)
