"""Outcomes that last, and gains stated by months: counted by hand, person by person, on logs written by hand."""

from fractions import Fraction

import pytest

from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, replicate
from experiments.stated_values import counted
from sim.events import What
from sim.frames import Shape
from sim.money import exact, gain_after
from sim.units import DAY, MONTH, WEEK, YEAR
from tests.plain import stated_values
from tests.tallies import outcomes_of
from tests.worked import scenario

LASTING = 52 * WEEK
S = {"source": "made up", "grade": "assumed"}
PATH = [{"months": 6, "gain": {"value": 0.017, "low": 0.002, "high": 0.032, **S}}, {"months": 12, "gain": 0.03}]
STATED = {"kind": "qaly", "per": "took_up", "gbp": {"value": 20_000, **S}, "price_year": "2020/21"}
SHAPE = Shape(
    scenario(
        progress={
            "wider": {
                "company": {"chance_at_full_dose": 1, "weeks_lasting": 52},
                "work": {"chance_at_full_dose": 1},
            }
        },
        activities={"choir": {}, "walks": {}},
        stated_values={"life": {**STATED, "path": PATH}, "plain": {**STATED, "per": "went_on"}},
    )
)
COMPANY, WORK = 1, 2  # bits, in order of name
LIFE = SHAPE.scenario.stated_values["life"]


def outcome(name, *rows):
    """An outcome of a log written by hand."""
    tally = SHAPE.measure([(0, person, What.REFERRED, 1, person) for person in range(4)] + list(rows))
    found = counted(SHAPE, LIFE) if name == "life" else next(one for one in outcomes_for(SHAPE) if one.name == name)
    [value] = outcomes_of(SHAPE, tally).values(found)
    return value


def joins(minute, person, activity):
    return [(minute, person, what, activity, 0) for what in (What.WANTS_PLACE, What.JOINED_ACTIVITY)]


def test_what_lasts_counts_from_when_it_is_first_seen():
    seen = [(day * DAY, 0, What.WIDER_SEEN, 0, COMPANY | WORK) for day in (10, 200)]
    assert outcome("years_of.company", *seen) == LASTING / YEAR


def test_what_lasts_counts_no_longer_than_a_person_is_there():
    rows = [
        (10 * DAY, 0, What.WIDER_SEEN, 0, COMPANY),
        (20 * DAY, 1, What.WIDER_SEEN, 0, WORK),
        (60 * DAY, 0, What.LEFT, 1, 0),
    ]
    assert outcome("years_of.company", *rows) == 50 * DAY / YEAR


def test_what_lasts_counts_no_further_than_the_run():
    late = SHAPE.horizon - 30 * DAY
    assert outcome("years_of.company", (late, 0, What.WIDER_SEEN, 0, COMPANY)) == 30 * DAY / YEAR


def test_only_what_is_said_to_last_is_counted_in_years():
    assert [one.name for one in outcomes_for(SHAPE) if one.name.startswith("years_of.")] == ["years_of.company"]


@pytest.mark.parametrize(
    ("months", "gained"),
    [
        (0, 0),
        (3, Fraction(17, 2000)),
        (6, Fraction(17, 1000)),
        (9, Fraction(47, 2000)),
        (12, Fraction(3, 100)),
        (20, Fraction(3, 100)),
    ],
)
def test_a_stated_path_is_gone_along_from_the_first_activity_until_a_person_leaves(months, gained):
    rows = [*joins(7 * DAY, 0, 0), *joins(7 * DAY + months * MONTH // 2, 0, 1)]
    assert outcome("life", *rows, (7 * DAY + months * MONTH, 0, What.LEFT, 1, 0)) == float(gained)


@pytest.mark.parametrize(("end", "gained"), [("low", 0.002), ("value", 0.017), ("high", 0.032)])
def test_a_path_goes_through_its_lows_or_its_highs_where_it_has_any(end, gained):
    assert gain_after(LIFE, 6 * MONTH, end) == exact(gained)
    assert gain_after(LIFE, 12 * MONTH, end) == exact(0.03)


def test_a_stated_range_is_of_the_gains_and_of_the_worth():
    at = {"gbp": {"value": 20_000, "low": 10_000, "high": 30_000, **S}, "path": PATH[:1]}
    case = Case(
        "life",
        scenario(
            demand={"waiting_on_day_0": 2},
            activities={"choir": {}},
            activity_defaults={"places": 2},
            stated_values={"life": {**STATED, **at}},
        ),
        1,
    )
    [row] = stated_values(Results(case, [replicate(case, 0)]))
    assert (row["at_low"], row["value"]["mean"], row["at_high"]) == pytest.approx(
        (2 * 0.002 * 10_000, 2 * 0.017 * 20_000, 2 * 0.032 * 30_000)
    )


def test_what_people_gain_along_a_path_adds_up():
    assert outcome("life", *joins(7 * DAY, 0, 0), *joins(30 * DAY, 1, 0)) == pytest.approx(0.06, abs=1e-15)


def test_nobody_gains_along_a_path_who_takes_nothing_up():
    assert outcome("life", (DAY, 0, What.WIDER_SEEN, 0, COMPANY)) == 0


def test_of_those_who_want_it_so_many_per_cent_have_it_and_only_where_some_do_not():
    wider = {"work": {"chance_at_full_dose": 1, "share_who_want": 0.6}, "art": {"chance_at_full_dose": 1}}
    shape = Shape(scenario(progress={"wider": wider}))
    seen = [
        (DAY, person, What.WIDER_SEEN, not_wanted, bits)
        for person, not_wanted, bits in ((0, 0, 3), (1, 0, 1), (2, 2, 0))
    ]
    tally = shape.measure([(0, person, What.REFERRED, 1, person) for person in range(4)] + seen)
    [found] = [one for one in outcomes_for(shape) if one.name.startswith("wanted.")]
    assert found.name == "wanted.work"
    assert outcomes_of(shape, tally).values(found) == [50]
