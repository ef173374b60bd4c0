"""What a service would have counted in a month, of a log written by hand, and of simulated ones beside the figures."""

from datetime import date

import numpy as np
import pytest

from experiments.figures import Window, see
from experiments.local.monthly import COLUMNS, counted, edges
from experiments.local.months import month_after
from experiments.local.returns import Column
from experiments.local.service import Service
from experiments.local.state import standing, vacancies
from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import inputs_of
from sim.loading import load
from sim.luck import Source, study_key
from sim.scenario import Absence
from sim.scenario.values import Day, number
from sim.simulate import logs
from sim.units import DAY, WEEK

MONTHS = (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1))
START = date(2024, 1, 1)
JAN, FEB, MAR = 5 * DAY, 40 * DAY, 70 * DAY


def by_column(*rows):
    found = counted(np.array(sorted(rows, key=lambda row: row[0]), dtype=np.int64), edges(MONTHS, START))
    return {column: found[n].tolist() for n, column in enumerate(COLUMNS)}


def referred(person, minute, source=Source.REFERRALS):
    return minute, person, What.REFERRED, source, person


@pytest.mark.parametrize(
    ("month", "after"), [(date(2024, 11, 1), date(2024, 12, 1)), (date(2024, 12, 1), date(2025, 1, 1))]
)
def test_month_after(month, after):
    assert month_after(month) == after


def test_a_month_ends_before_the_first_minute_of_the_next():
    feb = 31 * DAY
    assert by_column(referred(0, feb - 1), referred(1, feb))[Column.REFERRED] == [1, 1, 0]


def test_people_of_day_0_were_not_referred_in_it_and_a_referral_again_counts():
    found = by_column(
        referred(0, 0, Source.WAITING_LIST),
        (0, 0, What.JOINED_QUEUE, 0, 3 * WEEK),
        referred(1, JAN),
        (MAR, 1, What.REFERRED_AGAIN, 0, 1),
    )
    assert found[Column.REFERRED] == [1, 0, 1]
    assert found[Column.ACCEPTED] == [0, 0, 0]


def test_the_list_and_the_median_wait_with_what_was_waited_before_day_0():
    found = by_column(
        referred(0, 0, Source.WAITING_LIST),
        (0, 0, What.JOINED_QUEUE, 0, 3 * WEEK),
        referred(1, JAN),
        (JAN, 1, What.JOINED_QUEUE, 0, 0),
        (14 * DAY, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (FEB, 1, What.GIVEN_LINK_WORKER, 0, 0),
    )
    assert found[Column.WAITING_AT_MONTH_END] == [1, 0, 0]
    assert found[Column.MEDIAN_WAIT_WEEKS][:2] == [5.0, 5.0]
    assert np.isnan(found[Column.MEDIAN_WAIT_WEEKS][2])


def test_people_whose_worker_has_left_are_not_on_the_list():
    found = by_column(
        referred(1, JAN),
        (JAN, 1, What.JOINED_QUEUE, 0, 0),
        (JAN + DAY, 1, What.GIVEN_LINK_WORKER, 0, 0),
        (JAN + 2 * DAY, 1, What.STRANDED, 0, 0),
        (FEB, 1, What.LEFT_WAIT, 0, 0),
    )
    assert found[Column.WAITING_AT_MONTH_END] == [0, 0, 0]


def test_first_meetings_and_first_activities_once_for_each_support():
    found = by_column(
        referred(1, JAN),
        (JAN, 1, What.JOINED_QUEUE, 0, 0),
        (JAN + 1, 1, What.GIVEN_LINK_WORKER, 0, 0),
        (JAN + 2, 1, What.MET, 0, 60),
        (JAN + 3, 1, What.JOINED_ACTIVITY, 0, 0),
        (FEB, 1, What.MET, 0, 60),
        (FEB + 1, 1, What.JOINED_ACTIVITY, 1, 1),
        (MAR, 1, What.JOINED_QUEUE, 0, 0),
        (MAR + 1, 1, What.GIVEN_LINK_WORKER, 0, 0),
        (MAR + 2, 1, What.MET, 0, 60),
    )
    assert found[Column.MET_LINK_WORKER] == [1, 0, 1]
    assert found[Column.TOOK_UP] == [1, 0, 0]


def test_meetings_before_day_0_were_the_first():
    found = by_column(
        (0, 1, What.MET_ALREADY, 0, 2), (0, 1, What.SUPPORTED_ALREADY, 0, 9 * WEEK), (FEB, 1, What.MET, 0, 60)
    )
    assert found[Column.MET_LINK_WORKER] == [0, 0, 0]


def test_reviews_and_discharges_are_of_people_who_accepted():
    rows = [referred(person, JAN) for person in (1, 2)]
    rows += [(JAN, 1, What.JOINED_QUEUE, 0, 0), (JAN, 2, What.DECLINED, 0, 0)]
    rows += [(FEB, person, What.REVIEWED, Review.ROUTINE, 0) for person in (1, 2)]
    rows += [(FEB, person, What.DISCHARGED, Review.ROUTINE, 0) for person in (1, 2)]
    found = by_column(*rows)
    assert found[Column.REVIEWED] == [0, 1, 0]
    assert found[Column.DISCHARGED] == [0, 1, 0]


@pytest.mark.parametrize("name", ["rotherham_mental_health_pilot", "ninety_waiting", "supported_discharge_secondary"])
def test_months_add_up_to_the_figures(name):
    """The measures of published figures count the same people in one long window."""
    scenario = load(name).scenario
    inputs, start = inputs_of(scenario), scenario.dates.start.value
    log = logs(inputs, study_key(3))(0)
    months = [start]
    while len(months) < 24:
        months.append(month_after(months[-1]))
    at = edges(months, start)
    found = dict(zip(COLUMNS, counted(np.array(log, dtype=np.int64), at).sum(axis=1), strict=True))
    counts = see(log, Window(0, int(at[-1]), int(at[-1])), Shape(scenario))
    again = sum(row[2] == What.REFERRED_AGAIN and row[0] < at[-1] for row in log)
    assert found[Column.REFERRED] == len(counts.referred) + again
    assert len(counts.met) <= found[Column.MET_LINK_WORKER] <= len(counts.met) + again
    assert len(counts.uptakers) <= found[Column.TOOK_UP] <= len(counts.uptakers) + again
    assert found[Column.DISCHARGED] > 0


def test_a_service_as_it_stands():
    rows = [referred(person, JAN) for person in range(1, 6)]
    rows += [(JAN, person, What.JOINED_QUEUE, 0, 0) for person in range(1, 6)]
    rows += [(JAN + DAY, person, What.GIVEN_LINK_WORKER, 1, 0) for person in (1, 2, 3)]
    rows += [(JAN + 2 * DAY, 2, What.JOINED_ACTIVITY, 0, 0), (JAN + 3 * DAY, 2, What.SUPPORT_ENDED, 1, 3)]
    rows += [(JAN + 3 * DAY, 3, What.SUPPORT_ENDED, 1, 3), (JAN + 4 * DAY, 4, What.LEFT_WAIT, 0, 0)]
    rows += [(JAN + 4 * DAY, 4, What.LEFT, 1, 0)]
    log = np.array(sorted(rows, key=lambda row: row[0]), dtype=np.int64)
    found = standing(log, JAN + 8 * DAY, [0, 1], groups=2, activities=1)
    assert found.caseload.tolist() == [0, 1]
    assert found.supported.tolist() == [1.0]
    assert (found.in_activity.tolist(), found.joined.tolist()) == ([1], [6 / 7])
    assert found.waited.tolist() == [8 / 7]
    assert found.known == 1


def test_people_referred_again_a_week_in_the_last_half_year():
    rows = [referred(1, JAN), *((JAN + WEEK * n, 1, What.REFERRED_AGAIN, 0, 1) for n in (1, 20, 30))]
    found = standing(np.array(rows, dtype=np.int64), JAN + 31 * WEEK, [0], groups=1, activities=1)
    assert found.again == 2 / 26


def test_posts_stand_vacant_until_the_log_fills_them():
    inputs, key = inputs_of(load("high_turnover").scenario), study_key(5)
    at, found, weeks = 40 * WEEK, 0, 0.0
    for replication in range(30):
        log = np.array(logs(inputs, key)(replication), dtype=np.int64)
        vacant, unfilled = vacancies(log, at, inputs, key, replication, 1)
        posts = log[(log[:, 1] < 0) & (log[:, 1] >= -len(inputs.posts))]
        left = []
        for post in range(len(inputs.posts)):
            theirs = posts[posts[:, 1] == -1 - post]
            if theirs[theirs[:, 0] < at][-1, 2] == What.POST_VACANT:
                left.append((theirs[theirs[:, 0] >= at][0, 0] - at) / WEEK)
        assert (vacant.sum(), unfilled.sum()) == (len(left), pytest.approx(sum(left)))
        found, weeks = found + len(left), weeks + sum(left)
    assert found > 5
    assert weeks > 26


def running_on(**team):
    base = load("supported_discharge_secondary").scenario
    workers = base.link_workers.model_copy(update=team)
    return Service(base.model_copy(update={"link_workers": workers}), MONTHS, ())


def test_a_vacant_post_is_another_than_one_whose_worker_is_away():
    away = Absence(post=number(1), starts=Day(value=date(2024, 3, 1)), ends=Day(value=date(2024, 6, 1)))
    over = Absence(post=number(2), starts=Day(value=date(2024, 1, 1)), ends=Day(value=date(2024, 2, 1)))
    found = running_on(posts=number(3), absences=[over, away]).away([1], [4.0])["team"]
    assert [absence.post.value for absence in found] == [1, 2]
    assert (found[1].starts.value, found[1].ends.value) == (date(2024, 4, 2), date(2024, 4, 30))
    assert found[1].paid_share.value == 0
    assert running_on(posts=number(3), absences=[over, away]).away([0], [0.0])["team"] == [away]


def test_who_was_discharged_before_comes_back_ever_less():
    service = running_on()
    assert service.back(3.0, service.ends) == 3.0
    share = service.base.relapse.share_within_two_years.value
    assert service.back(3.0, date(2026, 4, 1)) == pytest.approx(3.0 * (1 - share), rel=0.01)
