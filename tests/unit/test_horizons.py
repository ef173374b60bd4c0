"""Horizons: 1, 2 and 3 years as far as the run goes, and the end of follow-up where that is another length."""

from itertools import pairwise

import pytest

from app import words
from app.asking.cases import cases_of
from app.faces import terminal as screen
from experiments.answering import answer
from experiments.break_even import values_of
from experiments.budget import flows, reconciles
from experiments.compare import Precision
from experiments.results import Results
from experiments.run import run
from sim.frames import Shape
from sim.units import YEAR
from tests.scenarios import loaded, scenario


@pytest.mark.parametrize(
    ("end", "horizons"),
    [
        ("2016-03-01", ()),
        ("2016-03-31", (1,)),
        ("2016-04-01", (1,)),
        ("2016-10-01", (1, 1.5)),
        ("2017-04-01", (1, 2)),
        ("2017-12-31", (1, 2, 2.75)),
        ("2018-03-30", (1, 2, 3)),
        ("2018-04-03", (1, 2, 3)),
        ("2018-07-01", (1, 2, 3, 3.25)),
        ("2020-04-01", (1, 2, 3, 5)),
    ],
)
def test_the_end_of_follow_up_is_a_horizon_of_its_own(end, horizons):
    dates = f"service_end = 2016-02-01\nlast_referral = 2016-01-01\nend = {end}"
    shape = Shape(scenario(dates=dates))
    assert shape.bridge_years == horizons
    ends = [shape.bridge_end(years) for years in horizons]
    assert all(a < b for a, b in pairwise(ends))
    if horizons:
        assert abs(shape.horizon - ends[-1]) < 0.01 * YEAR
    assert set(ends) <= set(shape.cuts)


@pytest.fixture(scope="module")
def five_years():
    cases = cases_of([loaded(dates="service_end = 2020-04-01\nlast_referral = 2020-01-01\nend = 2020-04-01")], None)
    [runs] = run([cases[0]], range(3), engine="simpy")
    return cases, runs, answer(cases, [runs], Precision(None, None, 3), {"version": "", "command": "", "python": ""})


def test_every_horizon_has_its_bridge_and_the_last_is_the_whole_follow_up(five_years):
    cases, runs, found = five_years
    [one] = found.scenarios
    for by_years in (one.bridge, one.bridge_by_payer, one.bridge_by_trait, one.per_pound):
        assert list(by_years) == [1, 2, 3, 5]
    assert reconciles(flows(Results(cases[0], runs)))
    net = words.steps(one, 5)["net"].mean
    assert sum(values_of(runs, "net")) / len(runs) == pytest.approx(net)
    assert net == pytest.approx(-one.budget.totals[-1].cash.mean)
    assert found.options.years == 5


def test_sentences_and_tables_speak_of_the_whole_follow_up(five_years):
    [one] = five_years[2].scenarios
    assert "over 5 years" in words.answer_in_words(one)
    assert "Within 5 years" in " ".join(words.people_in_words(one))
    horizon = next(said.text for said in words.what_would_change(one) if said.name == "The horizon")
    assert "after 5 years" in horizon
    assert "in the last 2 years shown" in horizon
    text = screen.of_answer(five_years[2])
    assert max(map(len, text.splitlines())) <= screen.width()
    [heads] = [line for line in text.splitlines() if line.split("  ")[-1].strip() == "5 years" and "3 years" in line]
    assert heads.split() == ["1", "year", "2", "years", "3", "years", "5", "years"]
