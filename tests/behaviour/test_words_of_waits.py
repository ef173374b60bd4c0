"""Every sentence about waits says what happened to people: held against plain counting, person by person."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.incidence import Waits, incidence
from experiments.results import PooledWaits
from sim.units import WEEK
from tests.estimates import made_up
from tests.plain import charts, ends_in_words, list_in_words, wait_curve, wait_in_words, wait_rows

WEEKS = st.lists(st.integers(1, 30).map(lambda weeks: weeks * WEEK), max_size=30)
UNTIL = re.compile(r"within ([\d.]+) weeks?")
LONGER = re.compile(r"longer than ([\d.]+) weeks?")


def row_of(waits: Waits) -> dict[str, object]:
    return wait_rows(PooledWaits(waits, incidence(waits), 18.0 * WEEK), 1)


@given(st.builds(Waits, WEEKS, WEEKS, WEEKS, st.just([])))
def test_half_are_given_one_within_so_long_only_where_half_of_all_who_joined_are(waits):
    said = wait_in_words(row_of(waits), "a link worker")
    n = waits.joined
    if not n:
        assert said == "Nobody waits for a link worker."
    elif "fewer than half" in said:
        assert 2 * len(waits.given) < n
    else:
        weeks = float(UNTIL.search(said)[1])
        assert 2 * sum(length <= weeks * WEEK for length in waits.given) >= n
        assert 2 * sum(length < weeks * WEEK for length in waits.given) < n


@given(st.builds(Waits, WEEKS, WEEKS, WEEKS, st.just([])))
def test_one_in_ten_waits_longer_whatever_ends_the_wait(waits):
    n, everybody = waits.joined, [length for lengths in waits for length in lengths]
    if n:
        weeks = float(LONGER.search(wait_in_words(row_of(waits), "a link worker"))[1])
        assert 10 * sum(length <= weeks * WEEK for length in everybody) >= 9 * n
        assert 10 * sum(length < weeks * WEEK for length in everybody) < 9 * n


def test_the_picture_shows_who_is_given_one_and_who_goes_without_and_says_the_sentence():
    def drawn(waits: Waits) -> tuple[str, list[list[float]]]:
        curve = wait_curve(incidence(waits))
        return str(charts.wait_curve({**row_of(waits), "curve": curve}, "a link worker", 18.0)), curve

    picture, curve = drawn(Waits([n * WEEK for n in range(1, 81)], [n * WEEK for n in range(1, 21)], [], []))
    assert curve[-1] == [80, 0.8, pytest.approx(0.2)]
    assert all(a[1] <= b[1] and a[2] <= b[2] for a, b in pairwise(curve))
    for said in ("gone without", "half by 50 weeks", "target 18", "half are given a link worker within 50 weeks"):
        assert said in picture
    assert "nine in ten by" not in picture  # 80 in 100 are ever given one
    alone, _ = drawn(Waits([n * WEEK for n in range(1, 81)], [], [], []))
    assert "gone without it" in alone  # in the words of the picture
    assert ">gone without<" not in alone
    assert "nine in ten by 72 weeks" in alone


def test_those_who_give_up_are_not_counted_as_people_who_will_be_given_a_link_worker():
    """Censored, they made the sentence say that half are given one within 10 weeks; 3 in 100 are."""
    said = wait_in_words(row_of(Waits([10 * WEEK] * 3, [5 * WEEK] * 97, [], [])), "a link worker")
    assert "fewer than half are given a link worker (3% by the end of the follow-up)" in said


def test_how_every_wait_ended_is_said_and_adds_up():
    waits = row_of(Waits([WEEK] * 80, [WEEK] * 12, [WEEK] * 5, [WEEK] * 3))
    assert ends_in_words(waits) == (
        "80% are given one, 12% give up, 5% are cut off when the service or the activity ends or they leave and 3% "
        "still wait when the follow-up ends."
    )


def test_the_list_of_day_0_is_all_seen_only_where_all_of_it_is():
    def list_of(waits: Waits, share: float = 1.0) -> str:
        weeks = made_up(9.0, 0.0)
        seen = {"share": share, "weeks": weeks if share else None}
        return list_in_words({**row_of(waits), "waited_before_weeks": 14.0, "clearance": seen})

    everybody = list_of(Waits([3 * WEEK, 9 * WEEK], [], [], []))
    assert "who had waited 14 weeks by then on average" in everybody
    assert "half are given a link worker within 3 weeks of day 0" in everybody
    assert everybody.endswith("100% are given one; all are seen by week 9.")
    assert "all are seen" not in (one_left := list_of(Waits([3 * WEEK], [9 * WEEK], [], [])))
    assert one_left.endswith("the last is seen, or gone, by week 9.")
    assert "week 9" not in list_of(Waits([3 * WEEK], [], [], [9 * WEEK]), share=0.5)
