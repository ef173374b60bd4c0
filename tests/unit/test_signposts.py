"""Which counts would show that an answer does not hold here: counted by hand, and as often right as they say."""

from dataclasses import replace

import pytest

from experiments.intervals import estimate
from experiments.run import Case
from experiments.signposts import SIGNPOSTS, Expected, chosen, counted, expected, signposts_of
from sim.events import What
from sim.inputs import World
from sim.luck import Source, study_key
from sim.simulate import logs
from sim.units import WEEK
from tests.scenarios import loaded

TARGET = 4 * WEEK
CAME = Source.REFERRALS


def row(week, person, what, where=0, value=0):
    return (int(week * WEEK), person, what, where, value)


LOG = [
    row(0, 9, What.REFERRED, Source.WAITING_LIST),
    row(0, 9, What.JOINED_QUEUE, 0, 5),  # of the list of day 0: never in time
    row(1, 1, What.REFERRED, CAME),
    row(1, 1, What.JOINED_QUEUE),
    row(2, 2, What.REFERRED, CAME),
    row(2, 2, What.JOINED_QUEUE),
    row(2, 3, What.REFERRED, CAME),
    row(2, 3, What.JOINED_QUEUE),
    row(3, 9, What.GIVEN_LINK_WORKER),
    row(3, -1, What.POST_FILLED),
    row(4, 9, What.MET),
    row(4, 1, What.GIVEN_LINK_WORKER),
    row(5, 1, What.MET),  # four weeks after it joined: in time, just
    row(6, 1, What.MET),  # the same person, once
    row(7, 2, What.GIVEN_LINK_WORKER),
    row(7, 2, What.MET),  # five weeks: late
    row(8, 3, What.GAVE_UP),
    row(9, 1, What.JOINED_ACTIVITY),
    row(9, 1, What.JOINED_ACTIVITY, 1),
    row(10, 1, What.DISCHARGED),
    row(11, 1, What.SUPPORT_ENDED),
    row(12, 2, What.STRANDED),
]


def test_each_person_is_counted_once_and_up_to_the_day():
    found = counted(LOG, 13 * WEEK, TARGET)
    assert found == {
        "met": 3,
        "referred": 3,
        "seen_in_time": 1,
        "gave_up": 1,
        "waiting": 1,  # stranded, and waits again
        "discharged": 1,
        "took_up": 1,
        "completed": 1,
    }
    early = counted(LOG, 7 * WEEK, TARGET)
    assert (early["met"], early["waiting"], early["gave_up"], early["discharged"]) == (2, 2, 0, 0)


def test_a_service_has_the_signposts_of_its_stages():
    without = loaded(stages="reviews = false\nrelapse = false", programme='effect = ["care_use"]').scenario
    assert "discharged" not in {one.name for one in signposts_of(without)}
    assert {one.name for one in signposts_of(loaded().scenario)} == {one.name for one in SIGNPOSTS}


def test_all_three_hold_in_as_many_services_as_they_say():
    """Replications that were not looked at, as if each were the real service: 95 in 100 have all three inside."""
    case = Case.of(loaded(), 1)
    by, first, tried = 40 * WEEK, 100, 300
    found = {one.signpost.name: one for one in expected(case, by=by, replications=first, draws=0)}
    names = chosen([*found.values()])
    assert len(names) == 3
    log = logs(case.inputs[World.PROGRAMME], study_key(case.seed))
    counts = (counted(log(number), by, TARGET) for number in range(first, first + tried))
    right = sum(all(found[name].luck[0] <= count[name] <= found[name].luck[1] for name in names) for count in counts)
    assert right >= 0.92 * tried  # three standard errors below 95 in 100


def test_what_nobody_knows_only_ever_widens_an_interval():
    ranged = loaded(
        demand="referrals_per_week = { value = 2, low = 1, high = 4, grade = 'assumed', source = 'made up' }"
    )
    for one in expected(Case.of(ranged, 1), by=40 * WEEK, replications=20, draws=40):
        assert one.unknown[0] <= one.luck[0] <= one.luck[1] <= one.unknown[1]
        if one.signpost.name == "referred":
            assert one.unknown[1] - one.unknown[0] > 1.3 * (one.luck[1] - one.luck[0])


def test_without_a_range_nothing_is_said_of_what_nobody_knows():
    assert all(one.unknown is None for one in expected(Case.of(loaded(), 1), by=9 * WEEK, replications=3))


def test_a_programme_that_changes_nothing_differs_from_nothing_in_no_count():
    case = Case.of(loaded(programme="effect = []"), 1)
    (discharged,) = [one for one in expected(case, by=52 * WEEK, replications=20) if one.signpost.name == "discharged"]
    assert discharged.luck == discharged.nothing
    assert not discharged.tells_support


@pytest.fixture
def some():
    return [Expected(one, estimate([20, 21, 22]), (10, 30), None, None) for one in SIGNPOSTS]


def test_one_of_each_kind_is_chosen_and_too_few_people_never(some):
    assert chosen(some) == ("met", "seen_in_time", "discharged")
    few = [
        one._replace(mean=replace(one.mean, mean=2.0)) if one.signpost.name in ("met", "discharged") else one
        for one in some
    ]
    assert chosen(few) == ("referred", "seen_in_time", "took_up")
    none = [one._replace(mean=replace(one.mean, mean=2.0)) for one in some]
    assert chosen(none) == ()
