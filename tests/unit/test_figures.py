"""Every measure a target may name, on a log written by hand: two posts, six people, two years."""

from pathlib import Path

import pytest

from experiments.figures import MEASURES, Window, named, names, see
from experiments.run import Case
from sim.events import Review, Vacancy, What
from sim.frames import Shape
from sim.inputs import World
from sim.luck import Source
from sim.units import DAY, MONTHS, WEEK, YEAR
from tests.scenarios import scenario
from tests.tallies import replication_of

S = 'source = "made up", grade = "assumed"'
PATH = """kind = "qaly"
per = "took_up"
gbp = { value = 20_000, MADE_UP }
price_year = "2015/16"
path = [{ months = 6, gain = { value = 0.02, MADE_UP } }, { months = 12, gain = { value = 0.03, MADE_UP } }]
""".replace("MADE_UP", S)
SERVICE = scenario(
    link_workers="posts = 1.5",
    **{"progress.wider.volunteering": f"weeks_lasting = {{ value = 52, {S} }}", "stated_values.life": PATH},
)
ENDS = 2 * YEAR
MONTH = YEAR // len(MONTHS)
REFERRED, GP, CHOIR, WALKS = int(Source.REFERRALS), 0, 0, 1
FIRST_POST, HALF_POST = -1, -2


def bits(improved, by_dose=0):
    """Outcomes improved, the last of them because of the dose."""
    ours = (1 << improved) - 1
    return ours | (ours ^ ((1 << improved - by_dose) - 1)) << 8


def rows(*given):
    """Rows of (minute, person, what, where, value), in order of time; what is left out is 0."""
    return sorted(((*row, 0, 0)[:5] for row in given), key=lambda row: row[0])


def meetings(person, *minutes):
    return [(minute, person, What.MET, 0, 60) for minute in minutes]


def uses(person, *minutes):
    return [(minute, person, What.CARE_USED, GP) for minute in minutes]


PEOPLE = [
    # 0: of the waiting list of day 0, so in no figure of those referred; seen once
    (0, 0, What.REFERRED, Source.WAITING_LIST),
    (WEEK, 0, What.GIVEN_LINK_WORKER),
    (WEEK, 0, What.MEETING_WANTED, 0, 0),
    *meetings(0, 2 * WEEK),
    # 1: seen three times, joins the choir and the walks; support for 6 months; followed to the end
    (DAY, 1, What.REFERRED, REFERRED),
    (DAY, 1, What.CARE_USED_BEFORE, GP, 10),
    *uses(1, WEEK, YEAR, YEAR + DAY, YEAR + WEEK),
    (WEEK, 1, What.GIVEN_LINK_WORKER),
    (WEEK, 1, What.MEETING_WANTED, 0, 0),
    (3 * WEEK, 1, What.MEETING_WANTED, 0, 1),
    *meetings(1, 2 * WEEK, 4 * WEEK, 6 * WEEK),
    (2 * WEEK, 1, What.WANTS_PLACE, CHOIR, 0),
    (2 * WEEK, 1, What.WANTS_PLACE, WALKS, 1),
    (3 * WEEK, 1, What.PLACE_GIVEN_UP, CHOIR, 0),
    (3 * WEEK, 1, What.WANTS_PLACE, WALKS, 0),
    (3 * WEEK, 1, What.JOINED_ACTIVITY, WALKS, 1),
    (9 * WEEK, 1, What.COMPLETED, WALKS, 6),
    (9 * WEEK, 1, What.ENGAGEMENT_SUSTAINED, WALKS),
    (WEEK + 6 * MONTH, 1, What.SUPPORT_ENDED, 0, 3),
    (WEEK + 6 * MONTH, 1, What.PROGRESS_SEEN, 0, bits(6, 2)),
    (WEEK + 6 * MONTH, 1, What.WIDER_SEEN, 0, 1),
    (30 * WEEK, 1, What.REVIEWED, Review.SUPPORTED, bits(6, 2)),
    (30 * WEEK, 1, What.DISCHARGED, Review.SUPPORTED),
    (50 * WEEK, 1, What.RELAPSED, 0, 1),
    (60 * WEEK, 1, What.REVIEWED, Review.ROUTINE, bits(0)),
    (60 * WEEK, 1, What.DISCHARGED, Review.ROUTINE),
    # 2: seen once, then disengages after two months; followed to the end
    (2 * DAY, 2, What.REFERRED, REFERRED),
    (2 * DAY, 2, What.CARE_USED_BEFORE, GP, 5),
    *uses(2, 2 * WEEK, 3 * WEEK),
    (2 * WEEK, 2, What.GIVEN_LINK_WORKER),
    (2 * WEEK, 2, What.MEETING_WANTED, 0, 0),
    *meetings(2, 5 * WEEK),
    (5 * WEEK, 2, What.WANTS_PLACE, CHOIR, 0),
    (8 * WEEK, 2, What.DROPPED_OUT, CHOIR, 2),
    (2 * WEEK + 2 * MONTH, 2, What.DISENGAGED, 0, 1),
    (2 * WEEK + 2 * MONTH, 2, What.PROGRESS_SEEN, 0, bits(2, 1)),
    (60 * WEEK, 2, What.DISCHARGED, Review.ROUTINE),
    (2 * WEEK + 2 * MONTH, 2, What.WIDER_SEEN, 1, 0),  # does not want to volunteer
    # 3: declines
    (3 * DAY, 3, What.REFERRED, REFERRED),
    (3 * DAY, 3, What.CARE_USED_BEFORE, GP, 5),
    (3 * DAY, 3, What.DECLINED),
    # 4: booked, does not come; leaves half a year after referral
    (4 * DAY, 4, What.REFERRED, REFERRED),
    (4 * DAY, 4, What.CARE_USED_BEFORE, GP, 100),
    (WEEK, 4, What.MEETING_WANTED, 0, 0),
    (4 * DAY + YEAR // 2, 4, What.LEFT, 1),
    # 5: referred in the second year
    (YEAR + WEEK, 5, What.REFERRED, REFERRED),
    (YEAR + WEEK, 5, What.CARE_USED_BEFORE, GP, 100),
]  # fmt: skip
POSTS = [
    (0, FIRST_POST, What.POST_FILLED),
    (0, HALF_POST, What.POST_FILLED),
    (YEAR, HALF_POST, What.POST_VACANT, Vacancy.TURNOVER),
    (ENDS + WEEK, 1, What.LEFT, 1),  # after the window
]
LOG = rows(*PEOPLE, *POSTS)
RELAPSES = [  # under usual care: after 20 and 30 weeks; the third discharge comes too late to be followed
    (10 * WEEK, 1, What.DISCHARGED, Review.ROUTINE),
    (30 * WEEK, 1, What.RELAPSED, 0, 1),
    (20 * WEEK, 2, What.DISCHARGED, Review.ROUTINE),
    (50 * WEEK, 2, What.RELAPSED, 0, 1),
    (YEAR + WEEK, 2, What.DISCHARGED, Review.ROUTINE),
    (YEAR + 2 * WEEK, 2, What.RELAPSED, 0, 2),
]
USUAL = rows(
    *(row for row in PEOPLE if row[2] in (What.REFERRED, What.LEFT)), *uses(1, *range(WEEK, 9 * WEEK, WEEK)), *RELAPSES
)

BY_HAND = {
    "referred": 4,
    "booked": 4,
    "attended": 3,
    "attended_of_booked": 75,
    "onward_referrals": 3,  # two of person 1 (the choir's is moved to the walks) and one of person 2
    "onward_referrals_per_attender": 1,
    "joined_an_activity": 1,
    "joined_of_referred": 25,
    "declined_of_referred": 25,
    "seen_at_least.1": 50,
    "seen_at_least.3": 25,
    "meetings_per_attender": 5 / 3,
    "median_meetings": 1,
    "months_of_support": 4,
    "people_per_post_year": 3 / 2.5,  # a whole post for two years, half a one for one
    "caseload_per_post": (6 + 2 + (ENDS - WEEK) / MONTH) / 12 / 2.5,  # person 0 is never let go
    "went_on": 1,
    "relapsed_of_discharged": 50,  # person 1 and not person 2
    "median_weeks_to_relapse": 25,
    "completed_of_courses": 50,
    "wider.volunteering": 1,
    "share_with.volunteering": 50,
    "share_of_wanting_with.volunteering": 100,
    "median_days_to.volunteering": (WEEK + 6 * MONTH - DAY) / DAY,
    "supported_reviews": 1,
    "discharges_at_supported_reviews": 1,
    "reviews": 2,
    "discharges": 2,
    "progress_in_1_or_more": 100,
    "progress_in_4_or_more": 100,
    "progress_at_the_end_in_1_or_more": 100,
    "progress_at_the_end_in_4_or_more": 100,
    "progress_because_of_support": 100 * 3 / 32,
    "apparent_benefit.3": 100 * (6 - 2) / 8,
    "apparent_benefit.4": 0,  # nobody to compare
    "naive_change.gp": -100 * 16 / 20,  # 10 + 5 + 5 before, 2 + 2 + 0 after; person 4 left within the year
    "naive_change_per_quarter.gp": -16 / 3 / 4,
    "naive_cost.gp": 40 * (4 - 15),  # persons 1 and 2
    "care_cost.gp.3": 40 * (4 - 8) / (ENDS - DAY) * YEAR,
    "care_cost.gp.1": 40 * (6 - 8) / (2 * ENDS - 3 * DAY) * YEAR,
    "years_gained.volunteering": 52 * WEEK / YEAR / 4,
    "gained_after.life.6": 0.02,
    "gained_after.life.9": 0.025,
    "gained_after.life.18": 0.03,
    "gained_after.life.24": 0,  # nobody joined so long before the window closes
}


def figure(name, referred_until=YEAR):
    measure, of = named(name, SERVICE)
    worlds = [LOG, USUAL] if measure.against_usual_care else [LOG]
    seen = [see(log, Window(0, ENDS, referred_until), Shape(SERVICE)) for log in worlds]
    return measure.figure(*seen, *of)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_figure_counted_by_hand(name):
    assert figure(name) == pytest.approx(BY_HAND[name])


@pytest.mark.parametrize("name", BY_HAND)
def test_a_figure_needs_no_more_of_a_log_than_it_says(name):
    """A fit reads only these rows of thousands of logs."""
    measure, of = named(name, SERVICE)
    logs = [[row for row in log if row[2] in measure.reads] for log in (LOG, USUAL)[: 1 + measure.against_usual_care]]
    seen = [see(log, Window(0, ENDS, YEAR), Shape(SERVICE)) for log in logs]
    assert measure.figure(*seen, *of) == figure(name)


def test_every_measure_is_counted_by_hand():
    assert {name.partition(".")[0] for name in [*BY_HAND, *PAID, "saves_in_draws"]} == MEASURES.keys()


PAID = {
    "cost_per_person": (40_000 + 100 + 2 * 40) / 2,
    "cost_per_person_in_usual_care": 3 * 40 / 2,
    "cost_difference_per_person": (40_000 + 100 - 40) / 2,
}


@pytest.mark.parametrize("name", PAID)
def test_what_care_and_service_cost_together_per_person(name):
    once = f'per = "once"\ngbp = {{ value = 100, {S} }}\nprice_year = "2015/16"\npayer = "ICB"'
    case = Case("paid", scenario(**{"costs.care": "remove = true", "costs.opening": once}), 1)
    come = [(0, person, What.REFERRED, REFERRED, person) for person in range(2)]
    one_year = [(0, FIRST_POST, What.POST_FILLED), (YEAR, FIRST_POST, What.POST_VACANT, Vacancy.CLOSED)]
    logs = {
        World.USUAL: rows(*come, *uses(0, DAY, WEEK), *uses(1, DAY)),
        World.PROGRAMME: rows(*come, *one_year, *uses(0, DAY), *uses(1, DAY)),
    }
    tallies = {world: case.shape.measure(logs.get(world, logs[World.PROGRAMME])) for world in World}
    assert MEASURES[name].figure(case, replication_of(case, tallies)) == pytest.approx(PAID[name])


def test_nobody_who_leaves_before_has_gained_along_a_path_by_then():
    seen = see(rows(*LOG, (3 * WEEK + 5 * MONTH, 1, What.LEFT, 1)), Window(0, ENDS, ENDS), Shape(SERVICE))
    assert MEASURES["gained_after"].figure(seen, "life", "6") == 0
    assert MEASURES["gained_after"].figure(seen, "life", "5") == pytest.approx(0.02 * 5 / 6)


def test_every_measure_is_explained():
    """Each in the table of docs/model.md, with what its name adds."""
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    adds = {"line": "LINE", "wider": "NAME", "lasting": "NAME", "path": "NAME", "number": "N"}
    for word, measure in MEASURES.items():
        assert f"`{'.'.join([word, *(adds[kind] for kind in measure.of)])}`" in page


def test_who_is_referred_later_is_not_followed():
    assert figure("referred", referred_until=ENDS) == 5
    assert figure("seen_at_least.3", referred_until=ENDS) == 20


NOT_0 = ("people_per_post_year", "median_weeks_to_relapse")  # posts are there without people; nobody has no time


@pytest.mark.parametrize("name", [name for name in BY_HAND if name.partition(".")[0] not in NOT_0])
def test_nothing_of_nobody_is_0(name):
    measure, of = named(name, SERVICE)
    empty = see([], Window(0, ENDS, ENDS), Shape(SERVICE))
    assert measure.figure(*[empty] * (1 + measure.against_usual_care), *of) == 0


def test_a_window_that_opens_later_counts_what_falls_in_it():
    seen = see(LOG, Window(YEAR, ENDS, ENDS), Shape(SERVICE))
    assert seen.referred == {5: YEAR + WEEK}
    assert seen.post_years == pytest.approx(1)  # the half post is vacant from then on
    assert seen.caseload_years == pytest.approx(1)  # person 0, from before
    assert seen.all_reviews == 0  # of people who joined an activity in the window


@pytest.mark.parametrize(
    "name", ["seen_at_least", "seen_at_least.often", "care_cost.gp", "naive_change.moon", "wider", "moon"]
)
def test_a_name_that_nothing_has(name):
    assert named(name, SERVICE) is None


def test_every_name_offered_is_one():
    offered = list(names(SERVICE))
    assert {"wider.volunteering", "care_cost.gp.3", "referred"} <= set(offered)
    assert all(named(name, SERVICE) for name in offered)
