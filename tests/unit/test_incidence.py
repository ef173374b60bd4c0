"""What became of people who waited: shares of all who joined, with ways to end a wait that compete."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.incidence import Incidence, Waits, incidence

LENGTHS = st.lists(st.integers(0, 9), max_size=8)


def textbook(waits: Waits) -> dict[int, list[Fraction]]:
    """Aalen-Johansen as books write it: each way takes its share of those still waiting just before."""
    still, shares, found = Fraction(1), [Fraction(0)] * 3, {}
    for time in sorted({length for lengths in waits[:3] for length in lengths}):
        at_risk = sum(length >= time for lengths in waits for length in lengths)
        ended = [lengths.count(time) for lengths in waits[:3]]
        shares = [share + still * Fraction(n, at_risk) for share, n in zip(shares, ended, strict=True)]
        still *= 1 - Fraction(sum(ended), at_risk)
        found[time] = shares
    return found


def at_each(curve: Incidence) -> dict[int, list[float]]:
    return {time: list(row) for time, *row in zip(curve.times, curve.given, curve.gave_up, curve.cut, strict=True)}


def test_worked_by_hand():
    """Six join. One gives up after 1. The follow-up ends for one after 2: four wait on, each now 1/6 x 5/4. Two of
    these are given after 3. It ends for one after 5, and the last, who now counts for 5/12, is given after 8."""
    curve = incidence(Waits(given=[3, 8, 3], gave_up=[1], cut=[], waiting=[5, 2]))
    assert curve.times == [1, 3, 8]
    assert curve.given == pytest.approx([0, 5 / 12, 5 / 6])
    assert curve.gave_up == pytest.approx([1 / 6, 1 / 6, 1 / 6])
    assert curve.over == pytest.approx([1 / 6, 7 / 12, 1])
    assert (curve.until_given(0.5), curve.until_given(0.9), curve.until_over(0.5), curve.until_over(0.9)) == (
        8,
        None,
        3,
        8,
    )
    assert [curve.given_within(time) for time in (0, 2.9, 3, 100)] == pytest.approx([0, 0, 5 / 12, 5 / 6])


def test_where_few_are_ever_given_there_is_no_median_though_the_queue_would_impose_one():
    """Three of a hundred are given after 10; the others give up after 5. If nobody gave up, half would wait 10."""
    given_to, gave_up = [10] * 3, [5] * 97
    curve = incidence(Waits(given_to, gave_up, [], []))
    assert curve.given[-1] == pytest.approx(0.03)
    assert curve.until_given(0.5) is None
    imposed = incidence(Waits(given_to, [], [], waiting=gave_up))  # Kaplan-Meier: to give up is to be lost from sight
    assert imposed.until_given(0.5) == 10


@given(st.builds(Waits, LENGTHS, LENGTHS, LENGTHS, LENGTHS))
def test_it_is_the_estimate_that_books_write(waits):
    curve, expected = incidence(waits), textbook(waits)
    assert list(expected) == curve.times
    for time, shares in at_each(curve).items():
        assert shares == pytest.approx([float(share) for share in expected[time]], abs=1e-12)


@given(st.builds(Waits, LENGTHS, LENGTHS, LENGTHS, st.just([])))
def test_where_every_wait_is_seen_to_end_it_is_what_was_counted(waits):
    curve = incidence(waits)
    for time, shares in at_each(curve).items():
        assert shares == pytest.approx([sum(n <= time for n in lengths) / waits.joined for lengths in waits[:3]])
    for part in (0.1, 0.5, 0.9, 1.0):
        enough = [n for n in sorted(waits.given) if sum(m <= n for m in waits.given) >= part * waits.joined - 1e-9]
        assert curve.until_given(part) == (enough[0] if enough else None)


def test_nobody_waited():
    curve = incidence(Waits([], [], [], []))
    assert (curve, curve.until_given(0.5), curve.given_within(3)) == (Incidence([], [], [], []), None, 0.0)
    assert incidence(Waits([], [], [], [4])).until_over(0.1) is None
