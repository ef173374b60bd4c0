"""A measure says itself on which tables it stands: a row of `experiments/outcomes.py`, and no list in any face."""

from collections import Counter
from types import SimpleNamespace

import pytest

from app.tables import apart
from app.tables.board import Board
from experiments.answer import Comparison, LevelDifference, ScenarioAnswer
from experiments.counted import Where
from experiments.intervals import Estimate, estimate
from experiments.outcomes import STAND, OutcomeDifference, OutcomeRow, outcomes_for, where
from sim.frames import Shape
from tests.loosely import loosely
from tests.scenarios import scenario

NEW = "read_a_book"


@pytest.fixture
def new(monkeypatch):
    """A measure that stands everywhere, between those that there are."""
    monkeypatch.setitem(STAND, NEW, Where(apart=15, by_group=15, head="read a book", board=35, first=True))


def _names(rows):
    return [row.name for row in rows]


def _apart(name):
    return OutcomeDifference(*ONE.parts, name=name, title=name, unit="people")


ONE: Estimate = estimate([1.0, 2.0, 3.0])
NOBODY = {"link_worker": {"joined": 0.0}, "place": {"joined": 0.0}}
ALL = ("declined", "gave_up", NEW, "referred", "wait_for_link_worker", "list_wait")


@pytest.mark.parametrize("table", ["board", "apart", "by_group"])
def test_no_two_have_the_same_place_on_a_table(table):
    places = Counter(getattr(found, table) for found in STAND.values() if getattr(found, table))
    assert set(places.values()) == {1}


def test_what_stands_by_group_has_a_heading_there():
    assert all(bool(found.by_group) == bool(found.head) for found in STAND.values())


def test_an_outcome_and_its_row_of_the_answer_agree():
    found = outcomes_for(Shape(scenario()))
    assert {one.name: one.where for one in found} == {one.name: where(one.name) for one in found}
    assert where("discharged_in_3y").first
    assert where("uses.secondary_care").apart
    assert where("wider.x") == Where()


def test_a_new_one_appears_on_every_table_that_it_names(new):
    rows = [OutcomeRow(name, name, "people", ONE, ONE, ONE) for name in ALL]
    answer = SimpleNamespace(
        scenarios=[loosely(ScenarioAnswer, {"name": "a", "outcomes": rows, "effect": ["access"], "waits": NOBODY})],
        comparisons=(),
        options=SimpleNamespace(years=None),
    )
    titles = {short: [line.title for line in Board(answer).lines(short=short)] for short in (True, False)}
    assert [title for title in titles[False] if title in ALL][:4] == ["referred", "declined", NEW, "gave_up"]
    assert [title for title in titles[True] if title in ALL] == [NEW, "gave_up"]
    found = tuple(_apart(name) for name in ALL if name != "referred")
    of_one = (LevelDifference("age", "Age", "old", found),)
    pair = Comparison(first="a", second="b", outcomes=found, by_trait=of_one, bridge={})
    assert _names(apart.main_outcomes(pair, ()).rows)[:3] == ["declined", NEW, "gave_up"]
    heads = [column.head for column in apart.by_group(pair).columns]
    assert heads[1:3] == ["mean wait, weeks", "read a book"]
