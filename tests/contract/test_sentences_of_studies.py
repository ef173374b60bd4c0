"""Every sentence that a study can print rests on its answer, and goes when that says otherwise.

A row is a sentence, the function that gives it, an answer in which it stands and one in which it must not: as
`tests/sentences.py` holds those of a comparison. A new sentence of `app/words/studies.py` needs a row here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from app.words import studies as words
from experiments.intervals import estimate
from experiments.sensitivity.indices import Index
from experiments.sensitivity.morris import Effects, Morris
from experiments.sensitivity.one_at_a_time import Cell, OneWay, Swing, TwoWay
from experiments.sensitivity.two_levels import TwoLevels
from experiments.study.answer import Arm, FailedPoints, Input, OutputAnswer, StudyAnswer, Summary, Unknown
from tests.contract.test_sentences import WORDS, text_of, wordings_in
from tests.planted_answers import given, shapley, sobol

LEVELS = TwoLevels(
    points=100, replications=4.0, luck="same", mean=1e5, between=9e8, between_low=7e8, between_high=12e8, within=3e8,
    common=1e8, naive=10e8, dominated=False,
)  # fmt: skip
UNKNOWN = Unknown(-50_000.0, 10_000.0, 20_000.0, 30_000.0, 90_000.0, 0.8)
SUMMARY = Summary(20_000.0, (15_000.0, 25_000.0), (-30_000.0, 70_000.0), UNKNOWN, LEVELS)
OUTPUT = OutputAnswer("net", "Net cash, over 3 years", "£", "pilot", None, 4, summary=SUMMARY, given=given())
INPUTS = (Input("costs.crisis.gbp", "Price", "£", "continuous"), Input("dummy", "Nothing", "", "dummy"))
STUDY = StudyAnswer(
    name="small", title="A study", question="What?", expected=None, design="joint", luck="fresh", hash="0",
    points=1_000, base_points=None, seeds=(1,), complete=True, arms=(Arm("pilot", "The pilot"),), inputs=INPUTS,
    drawn=INPUTS[:1], levels=(), outputs=(OUTPUT,), failed=(), notes=(),
)  # fmt: skip


def effects(size: float, floor: float) -> Effects:
    one = Index(size, size * 0.9, size * 1.1)
    return Effects(one, one, one, floor)


SCREEN = replace(OUTPUT, given=None, summary=None, morris=Morris(10, 0, 4, (effects(9e4, 1e3), effects(1.0, 1e3))))
NUMBERS = estimate([1e5, 1.1e5, 0.9e5])
SWUNG = replace(
    OUTPUT, given=None, summary=None,
    one_way=OneWay(NUMBERS, (Swing((NUMBERS,) * 2, (NUMBERS,) * 2, NUMBERS), Swing((None, None), (None, None), None))),
)  # fmt: skip
STILL = replace(SWUNG, one_way=OneWay(NUMBERS, (Swing((None,), (None,), None),) * 2))
GRID = replace(OUTPUT, given=None, summary=None, two_way=TwoWay(((Cell(NUMBERS, True), Cell(NUMBERS, True)),), (0, 1)))
ALONE = replace(GRID, two_way=TwoWay(((Cell(NUMBERS, True), Cell(NUMBERS, False)),), (0, 0)))
GRIDDED = replace(STUDY, levels=((1,), (30, 40)))
SALTELLI = replace(OUTPUT, given=None, sobol=sobol(0.9, 0.001))
NOISY = replace(LEVELS, between=0.0, dominated=True)
DIVIDED = replace(OUTPUT, shapley=shapley("regression"))


def of_summary(function: Callable[[Summary, str], str]) -> Callable[[Any], str]:
    return lambda given: function(given, "£")


class Row(NamedTuple):
    says: str
    of: Callable[[Any], Any]
    true: Any
    false: Any


def drivers(one: OutputAnswer) -> str:
    return words.drivers_in_words(STUDY, one)


def distrust(one: OutputAnswer) -> list[str]:
    return words.what_to_distrust(STUDY, one)


def best(one: OutputAnswer) -> str:
    return words.best_in_words(GRIDDED, one)


UNKNOWN_OF, LUCK_OF = of_summary(words.unknown_in_words), of_summary(words.luck_in_words)
TABLE = [
    Row(
        "points, 4 replications each, in 2 scenarios; each point has luck of its own.",
        words.study_in_words,
        replace(STUDY, arms=STUDY.arms * 2),
        STUDY,
    ),
    Row("; all points have the same luck.", words.study_in_words, replace(STUDY, luck="same"), STUDY),
    Row(
        "It is not complete: what follows is of the points that were run.",
        words.not_complete,
        replace(STUDY, complete=False),
        STUDY,
    ),
    Row(
        "3 of 1,000 points failed, and are in no number here: 3 because of luck (first: point 7).",
        words.failed_in_words,
        replace(STUDY, failed=(FailedPoints("of luck", 3, 7),)),
        STUDY,
    ),
    Row(
        "On average £20,000 (simulation error: £15,000 to £25,000).",
        of_summary(words.mean_in_words),
        SUMMARY,
        replace(SUMMARY, mean=1.0),
    ),
    Row(
        "Unknown: half of the sets of inputs put it between £10,000 and £30,000, 95 in 100 between −£50,000 and "
        "£90,000; "
        "80% of them above 0.",
        UNKNOWN_OF,
        SUMMARY,
        replace(SUMMARY, unknown=None),
    ),
    Row(
        "Unknown inputs move it no more than luck could: raise replications.",
        UNKNOWN_OF,
        replace(SUMMARY, unknown=None),
        SUMMARY,
    ),
    Row(
        "Luck moves a single real service by about ±£50,000 around what its inputs make of it; it is 25% of the "
        "variance of a single run.",
        LUCK_OF,
        SUMMARY,
        replace(SUMMARY, one_year=None),
    ),
    Row(
        "Luck: one replication at each point cannot tell it from what is unknown.",
        LUCK_OF,
        replace(SUMMARY, one_year=None),
        SUMMARY,
    ),
    Row("Luck was 10% of the spread between points, and has been taken out.", words.split_in_words, LEVELS, NOISY),
    Row(
        "Luck could be all of the spread between points: it is dominated by noise, so raise replications.",
        words.split_in_words,
        NOISY,
        LEVELS,
    ),
    Row(
        "With the same number of runs, 2 replications at each of more points would say more.",
        words.split_in_words,
        LEVELS,
        replace(LEVELS, within=28e8),
    ),
    Row(
        "With the same number of runs, at least 3 replications at each of more points would say more.",
        words.split_in_words,
        replace(NOISY, between_high=1e8),
        LEVELS,
    ),
    Row("What drives it, of the spread, alone or with others: “Price (crisis)” 90%", drivers, SALTELLI, OUTPUT),
    Row("What drives it, of what is unknown: “Price (crisis)” 60%", drivers, OUTPUT, SALTELLI),
    Row("What drives it, of what is unknown: “Price (crisis)” 70%", drivers, DIVIDED, SALTELLI),
    Row(
        "No single input drives it: none is a twentieth of the spread.",
        drivers,
        replace(OUTPUT, sobol=sobol(0.01, 0.0)),
        OUTPUT,
    ),
    Row("What moves it most from one end of its range to the other: “Price (crisis)” £90,000", drivers, SCREEN, OUTPUT),
    Row("1 of 2 inputs move it more than luck would move one that does nothing.", drivers, SCREEN, OUTPUT),
    Row("What moves it most, one input at a time: “Price (crisis)” by up to £100,000.", drivers, SWUNG, STILL),
    Row("No input moves it by itself.", drivers, STILL, SWUNG),
    Row(
        "An input that does nothing would explain up to 0.020: less than that is no finding.",
        distrust,
        OUTPUT,
        SALTELLI,
    ),
    Row(
        "The input that does nothing has a total index of 0.001: one that is not above 0.011 is no finding.",
        distrust,
        SALTELLI,
        OUTPUT,
    ),
    Row(
        "Shapley effects are by regression, which explains 85% of the spread: the rest is what inputs do together in "
        "ways "
        "it does not know.",
        distrust,
        DIVIDED,
        replace(OUTPUT, shapley=shapley("nearest neighbours")),
    ),
    Row("Not worked out: too few points.", distrust, replace(OUTPUT, refused=("too few points",)), OUTPUT),
    Row(
        "Highest at Price (crisis) £1 and Nothing 40: £100,000 ±20,000; 1 other is as good within simulation error.",
        best,
        GRID,
        ALONE,
    ),
    Row("; no other is as good.", best, ALONE, GRID),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.says[:50])
def test_a_sentence_stands_where_it_is_true_and_nowhere_else(row):
    assert row.says in text_of(row.of(row.true))
    assert row.says not in text_of(row.of(row.false))


def test_every_wording_has_a_row():
    printed = "\n".join(text_of(row.of(row.true)) for row in TABLE)
    missing = [one for one in wordings_in(WORDS / "studies.py") if one[2].strip(" ([;,.:") not in printed]
    assert not missing


def test_each_doubt_has_its_words():
    index = Index(1.5, 1.2, 1.8, None, tuple(words.DOUBTS))
    for said in words.DOUBTS.values():
        assert said.lower() in words.doubts_cell(index).lower()
    assert words.doubts_cell(Index(0.5, 0.4, 0.6)) == ""


def test_a_count_is_not_said_to_lie_above_0_and_a_share_is_never_over_all():
    counted = replace(SUMMARY, unknown=Unknown(30.0, 40.0, 50.0, 60.0, 70.0, 1.0))
    assert words.unknown_in_words(counted, "people").endswith("95 in 100 between 30 and 70.")
    assert "above 0" in words.unknown_in_words(SUMMARY, "people")  # on both sides of 0
    assert "above 0" in words.unknown_in_words(counted, "£")
    over = replace(OUTPUT, given=replace(given(), first=(Index(1.11, 1.02, 1.18),)))
    assert "“Price (crisis)” 100%." in words.drivers_in_words(STUDY, over)
