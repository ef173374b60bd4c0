"""One table says what each event opens and closes; a wrong row shows there, or in the first log with much in it."""

from collections import Counter
from functools import cache
from itertools import chain

import pytest

from sim import stays
from sim.events import Row, What
from sim.stays import NEITHER, STAYS, closed_by, opened_by
from tests import logs
from tests.scenarios import HELPERS, scenario

S = 'source = "made up", grade = "assumed"'
CLOSES = [(kind, what) for kind in STAYS for what in kind.closes]


@cache
def lively() -> list[Row]:
    """A log with every event in it, and nearly everybody gone by its end: whatever they had open was closed."""
    return logs.log_of(
        scenario(
            dates="last_referral = 2016-10-01\nend = 2020-04-01",
            demand=f"referrals_per_week = {{ value = 5, {S} }}\nwaiting_on_day_0 = {{ value = 5, {S} }}",
            exits=f"per_year = {{ value = 2, {S} }}",
            link_workers=f"turnover_per_year = {{ value = 3, {S} }}\npeople_on_day_0 = {{ value = 5, {S} }}",
            support=f"chance_attends_meeting = {{ value = 0.6, {S} }}\nweeks_of_patience = {{ value = 6, {S} }}",
            prescription=f"weeks_of_patience = {{ value = 3, {S} }}",
            **{
                "activities.choir": f"closes = 2016-06-01\nplaces = {{ value = 2, {S} }}\n"
                f"people_on_day_0 = {{ value = 2, {S} }}",
                "activity_defaults.helpers": HELPERS,
                "care_team": f"places = {{ value = 60, {S} }}\npeople_on_day_0 = {{ value = 20, {S} }}\n"
                f"waiting_on_day_0 = {{ value = 5, {S} }}\nnew_people_per_week = {{ value = 1, {S} }}\n"
                f'weeks_of_patience = {{ value = 9, {S} }}\nafter_a_relapse = "kept_place"\n'
                f"weeks_place_is_kept = 9\n[[care_team.changes]]\nstarts = 2018-01-01\nnew_people_per_week = 0",
                "costs.care": 'cash_rule = "refill"',
            },
        )
    )


def test_every_event_opens_or_closes_a_stay_or_is_said_to_do_neither():
    listed = {*chain.from_iterable(kind.events for kind in STAYS), What.LEFT}
    assert listed.isdisjoint(NEITHER)
    assert {*listed, *NEITHER} == set(What)
    for what in What:
        does = (opened_by(what), closed_by(what, 0))
        assert (does == (None, None)) == (what in NEITHER)


def test_no_event_opens_or_closes_two_stays():
    for events in ([what for kind in STAYS for what in kind.opens], [what for _, what in CLOSES], NEITHER):
        assert set(Counter(events).values()) == {1}


# ---------------------------------------------------------------- a wrong row is caught


def keeps_to_the_table(rows: list[Row]) -> None:
    """Every close has its open, nothing is opened twice, and nobody who has left has anything open."""
    left = {person for _, person, what, _, _ in rows if what == What.LEFT}
    for kind in STAYS:
        for stay in logs.stays(rows, kind):
            assert stay.ends is not None or stay.person not in left, f"{kind.title}: still there"


def test_a_lively_log_keeps_to_the_table():
    assert {what for _, _, what, _, _ in lively()} == set(What)
    keeps_to_the_table(lively())


@pytest.mark.parametrize(
    ("kind", "what"),
    CLOSES,
    ids=lambda part: part.name if isinstance(part, What) else part.title,
)
def test_an_event_that_no_longer_closes_its_stay_is_caught(monkeypatch, kind, what):
    monkeypatch.delitem(stays._CLOSED, what)
    with pytest.raises(AssertionError, match=f"{kind.title}"):
        keeps_to_the_table(lively())


@pytest.mark.parametrize("in_care", [0, 1])
def test_leaving_that_no_longer_ends_care_or_being_discharged_is_caught(monkeypatch, in_care):
    monkeypatch.delitem(stays._LEFT, in_care)
    with pytest.raises(AssertionError, match="still there"):
        keeps_to_the_table(lively())


@pytest.mark.parametrize("kind", STAYS, ids=lambda kind: kind.title)
def test_an_event_that_no_longer_opens_its_stay_is_caught(monkeypatch, kind):
    for what in kind.opens:
        with monkeypatch.context() as planted:
            planted.delitem(stays._OPENED, what)
            with pytest.raises(AssertionError, match=f"never begun: {kind.title}"):
                keeps_to_the_table(lively())
