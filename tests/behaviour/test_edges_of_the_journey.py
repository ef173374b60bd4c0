"""What happens at the edges: in a closing minute, after a relapse, on the second wait. Each was once got wrong unseen.

Every test is of a mistake that the other tests let through when it was put in by hand (listed in `tests/mutants.py`).
"""

import pytest

from sim import rules
from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import inputs_of
from sim.luck import Source, Who, study_key
from sim.measures import WAIT_ROW, Queue, State, WaitEnd
from tests.worked import DAY, FOR_EVER, WEEK, scenario, story, when, who

KEY = study_key(1)
YEAR = 525_960
CHOIR = {"choir": {}}
MANY = 400


def people(inputs, rule, n=MANY):
    """What a rule says of each of so many people."""
    return [rule(inputs, Who(KEY, 0, int(Source.REFERRALS), number)) for number in range(n)]


# ---------------------------------------------------------------- waits


def test_the_class_of_a_level_stands_whatever_the_person_s_other_traits():
    """Who is taken first goes by one trait; every other trait says 0, before it or after."""
    level = {"share": 0.5}
    two = {"levels": {"high": level, "low": level}}
    one = scenario(
        traits={"age": two, "need": two, "place": two},
        link_workers={"queue_order": {"trait": "need", "first": ["high"]}},
    )
    levels = inputs_of(one).levels
    of = {(row.trait, row.level): row for row in levels}  # in order of name: need is 1, and its low is 1
    for need in (0, 1):
        traits = rules.no_traits()
        for row in (of[0, 0], of[1, need], of[2, 0]):
            traits = rules.with_level(traits, row)
        assert traits.queue_class == need


def test_only_the_first_wait_for_a_link_worker_is_counted():
    """Person 0 is stranded and waits again: until the service ends, or until the run does. Person 1 waits once."""
    stays = {"meetings": {0: 9}, "link_workers": {"caseload_per_post": 1}, "tenures": {0: [5]}}
    never_filled = {"link_workers": {**stays["link_workers"], "weeks_to_fill_a_vacancy": FOR_EVER}}
    for changes, end in (
        (stays | never_filled | {"dates": {"service_end": 30}}, WaitEnd.CUT),
        (stays | never_filled, WaitEnd.STILL_WAITING),
    ):
        rows = story([0, 1], **changes)
        assert who(rows, What.STRANDED) == [0]
        given = {name: value for name, value in changes.items() if name in ("link_workers", "dates")}
        tally = Shape(scenario(**given)).measure(rows)
        waits = [tally.each_wait[i : i + WAIT_ROW] for i in range(0, tally.filled[0], WAIT_ROW)]
        first, second = (row for row in waits if row[-1] == Queue.REFERRED)
        assert first[:2] == [0, WaitEnd.GRANTED]
        assert second[1] == end


# ---------------------------------------------------------------- meetings and activities


def test_a_diary_is_rounded_up_so_that_no_week_holds_more_than_its_hours():
    assert rules.diary_minutes(601, 60) == 1007  # 1,006.3 of the 10,080 minutes of a week
    assert rules.diary_minutes(10_080, 60) == 60


def test_a_worker_stays_at_least_a_day_and_a_vacancy_lasts_one():
    inputs = inputs_of(scenario(link_workers={"turnover_per_year": 50, "weeks_to_fill_a_vacancy": 0}))
    assert rules.tenure(inputs, 1e-9) == DAY
    assert rules.vacancy(inputs, Who(KEY, 0, int(Source.POSTS), 1), 0) == DAY


def test_an_activity_suits_by_its_chance_times_the_traits_ratio():
    inputs = inputs_of(scenario(activities=CHOIR, activity_defaults={"chance_suits": 0.5}))
    for ratio, share in ((0.0, 0.0), (0.5, 0.25), (1.0, 0.5), (2.0, 1.0)):
        suited = sum(people(inputs, lambda inputs, me, times=ratio: rules.suits(inputs, me, 0, times)))
        assert suited == pytest.approx(share * MANY, abs=3 * (MANY * share * (1 - share)) ** 0.5)


def test_a_second_activity_is_wanted_by_its_chance_and_a_third_by_its_own():
    inputs = inputs_of(scenario(activities=CHOIR, prescription={"chance_of_another": [0.4, 0.1]}))
    wanted = people(inputs, lambda inputs, me: rules.activities_wanted(inputs, me, 0))
    for many, share in ((1, 0.6), (2, 0.3), (3, 0.1)):
        assert wanted.count(many) == pytest.approx(share * MANY, abs=3 * (MANY * share * (1 - share)) ** 0.5)


def test_a_dose_above_the_full_dose_is_the_full_dose():
    inputs = inputs_of(scenario(progress={"full_dose": 12}))
    assert rules.outcome_chance(inputs, 0.0, 6) < rules.outcome_chance(inputs, 0.0, 12)
    assert rules.outcome_chance(inputs, 0.0, 12) == rules.outcome_chance(inputs, 0.0, 99)


def test_a_missed_meeting_counts_among_the_hours_of_its_post():
    rows = story(comes={0: [False, True]})
    assert when(rows, What.MISSED)
    assert sum(Shape(scenario()).measure(rows).contact_minutes) == 2 * 60


def test_no_activity_is_chosen_in_the_minute_it_closes_and_one_may_be_in_the_minute_it_opens():
    """The first meeting, and with it the plan, is a week after day 0."""
    for dates, chosen in (({"closes": 7}, False), ({"closes": 8}, True), ({"opens": 7}, True), ({"opens": 8}, False)):
        rows = story(activities={"choir": dates})
        assert bool(when(rows, What.WANTS_PLACE)) == chosen, dates


def test_who_came_to_half_of_the_sessions_is_half_as_likely_to_go_on():
    inputs = inputs_of(scenario(activities=CHOIR, prescription={"chance_goes_on": 1}))
    went_on = {
        attended: sum(people(inputs, lambda inputs, me, n=attended: rules.goes_on(inputs, me, 0, 0, 0, n)[0]))
        for attended in (0, 1, 2, 4)
    }
    assert went_on[0] == 0
    assert went_on[1] == pytest.approx(MANY / 4, abs=3 * (MANY * 3 / 16) ** 0.5)
    assert went_on[2] == pytest.approx(MANY / 2, abs=3 * (MANY / 4) ** 0.5)
    assert went_on[4] == MANY


def test_a_wider_outcome_rises_with_the_dose_in_a_straight_line():
    inputs = inputs_of(
        scenario(progress={"full_dose": 12, "wider": {"work": {"chance_without_dose": 0, "chance_at_full_dose": 1}}})
    )
    seen = {
        dose: sum(people(inputs, lambda inputs, me, n=dose: rules.wider_outcomes(inputs, me, n, 0)))
        for dose in (0, 6, 12, 99)
    }
    assert seen[0] == 0
    assert seen[6] == pytest.approx(MANY / 2, abs=3 * (MANY / 4) ** 0.5)
    assert seen[12] == seen[99] == MANY


def test_only_who_wants_a_wider_outcome_can_have_it_and_wants_it_at_every_dose():
    """Of six in ten who want it, every second has it at half the dose, whatever luck the others had."""

    def work(**more):
        wider = {"work": {"chance_at_full_dose": 1, **more}, "art": {"chance_at_full_dose": 1}}
        return inputs_of(scenario(progress={"full_dose": 12, "wider": wider}))

    inputs, everybody = work(share_who_want=0.6), work()
    art, bit = 1, 2
    not_wanted = people(inputs, rules.wider_not_wanted)
    assert set(not_wanted) == {0, bit}
    assert sum(bits == 0 for bits in not_wanted) == pytest.approx(0.6 * MANY, abs=3 * (0.24 * MANY) ** 0.5)
    assert set(people(everybody, rules.wider_not_wanted)) == {0}
    numbers = iter(not_wanted)
    seen = people(inputs, lambda inputs, me: rules.wider_outcomes(inputs, me, 6, next(numbers)))
    lucky = people(everybody, lambda inputs, me: rules.wider_outcomes(inputs, me, 6, 0))
    assert seen == [one & ~bits for one, bits in zip(lucky, not_wanted, strict=True)]
    assert [one & art for one in seen] == [one & art for one in lucky], "another outcome's luck is its own"


KEEPS_A_PLACE = {
    "activities": {"choir": {"people_may_stay": True}},
    "prescription": {"chance_goes_on": 1, "weeks_stayed": 40},
}
REVIEWED = {"weeks_to_first_review": 4, "weeks_between_reviews": 10, "chance_of_discharge": 0.5}
BACK = {"per_year": 1, "ratio_with_sustained_engagement": 0.5, "chance_referred_again": 1}


def test_a_place_that_a_person_keeps_is_not_wished_for_again():
    """Discharged at 4 weeks, in the choir until 5 and then kept on; relapsed and referred again at 8."""
    rows = story(
        reviews=REVIEWED,
        answers={0: [True]},
        threshold={0: 4 * WEEK / YEAR},
        relapse=BACK,
        programme={"effect": []},
        **KEEPS_A_PLACE,
    )
    assert when(rows, What.REFERRED_AGAIN) == [8 * WEEK]
    assert when(rows, What.WANTS_PLACE) == [WEEK]
    assert when(rows, What.NOTHING_SUITABLE) == [9 * WEEK]


# ---------------------------------------------------------------- reviews


@pytest.mark.parametrize(("ends", "asked"), [(14, []), (15, [2 * WEEK])])
def test_no_supported_review_is_asked_for_in_the_minute_the_service_ends(ends, asked):
    reviews = {**REVIEWED, "supported": {"asked": "after_start", "weeks_after_start": 2, "weeks_after_referral": 2}}
    for programme in ({"effect": ["access"]}, {"offer": "review_clinic", "effect": ["access"]}):
        rows = story(reviews=reviews, dates={"service_end": ends}, programme=programme)
        due = [row[0] for row in rows if row[2] == What.REVIEW_DUE and row[3] == Review.SUPPORTED]
        assert due == asked, programme


def test_the_clinic_counts_from_referral_not_from_day_0():
    reviews = {**REVIEWED, "supported": {"weeks_after_referral": 3, "added_slots_per_week": 1}}
    rows = story([], list_waited=[WEEK], reviews=reviews, programme={"offer": "review_clinic", "effect": ["access"]})
    assert [row[0] for row in rows if row[2] == What.REVIEW_DUE and row[3] == Review.SUPPORTED] == [2 * WEEK]


# ---------------------------------------------------------------- relapse, and time out of care


def test_engagement_does_not_outlast_a_relapse():
    """Engaged from 5 weeks, relapsed at 7; discharged again, the same two weeks of threshold last two weeks."""
    rows = story(
        reviews={**REVIEWED, "weeks_between_reviews": 6},
        answers={0: [True, True]},
        threshold={0: 2 * WEEK / YEAR},
        relapse={**BACK, "chance_referred_again": 0},
        programme={"effect": ["relapse"]},
        activities=CHOIR,
        prescription={"chance_goes_on": 1},
    )
    first, again = when(rows, What.RELAPSED)[:2]
    assert first == 7 * WEEK
    assert again == when(rows, What.DISCHARGED)[1] + 2 * WEEK


def test_time_out_of_care_is_cut_at_each_horizon_of_the_bridge():
    """Discharged at 4 weeks for good: what is out of care after a year is the rest of that year."""
    three_years = {"reviews": REVIEWED, "dates": {"end": 1096}, "stages": {"relapse": False}}
    rows = story(answers={0: [True]}, programme={"effect": []}, **three_years)
    assert when(rows, What.DISCHARGED) == [4 * WEEK]
    shape = Shape(scenario(**three_years))
    expected = [min(years * YEAR, 1096 * DAY) - 4 * WEEK for years in (1, 2, 3)]
    assert shape.measure(rows).out_of_care == shape.measure(rows).since_first == expected
    assert (
        sum(shape.measure(rows).minutes[State.DISCHARGED * len(shape.cuts) :][: len(shape.cuts)])
        == 1096 * DAY - 4 * WEEK
    )


# ---------------------------------------------------------------- use of care


def test_use_of_care_settles_in_the_time_stated():
    line = {"gp": {"uses_per_year": 40, "raised_at_referral": 3, "weeks_to_settle": 52}}
    (gp,) = inputs_of(scenario(care_lines=line)).care_lines
    shares = [3 * rules.untreated_share(gp, week * WEEK) for week in (0, 13, 26, 39, 52, 99)]
    assert shares == pytest.approx([3, 2.5, 2, 1.5, 1, 1])


def test_a_cut_goes_by_the_dose_up_to_the_full_dose():
    line = {"gp": {"uses_per_year": 40, "cut_at_full_dose": 0.8}}
    inputs = inputs_of(scenario(care_lines=line, progress={"full_dose": 10}))
    (gp,) = inputs.care_lines
    for dose, kept in ((0, 1.0), (5, 0.6), (10, 0.2), (99, 0.2)):
        assert rules.care_use_happens(inputs, gp, kept - 0.01, dose)
        assert kept == 1 or not rules.care_use_happens(inputs, gp, kept + 0.01, dose)


# ---------------------------------------------------------------- progress, and what of it counts


def test_what_would_have_come_anyway_is_not_because_of_the_dose():
    inputs = inputs_of(scenario(progress={"chance_without_dose": 0.5}))
    for who_ in (Who(KEY, 0, int(Source.REFERRALS), n) for n in range(50)):
        without, with_it = (rules.progress(inputs, who_, 0.0, dose) for dose in (0, 12))
        assert rules.because_of_dose(without) == 0
        assert rules.because_of_dose(with_it) == rules.ones(with_it & 0xFF) - rules.ones(without & 0xFF)


@pytest.mark.parametrize(("effect", "raised"), [(["conversion"], True), (["access", "relapse"], False)])
def test_progress_raises_the_chance_of_discharge_by_the_channel_of_conversion_alone(effect, raised):
    reviews = {**REVIEWED, "odds_ratio_with_full_progress": 9}
    inputs = inputs_of(scenario(reviews=reviews, programme={"effect": effect}))
    none, all_eight = (rules.chance_of_discharge(inputs, 1.0, bits << 8) for bits in (0, 0xFF))
    assert none == pytest.approx(0.5)
    assert all_eight == pytest.approx(0.9 if raised else 0.5)


def test_support_has_at_least_one_meeting():
    inputs = inputs_of(scenario(support={"meetings": 0}))
    assert rules.meetings_planned(inputs, Who(KEY, 0, int(Source.REFERRALS), 0), 0) == 1


# ---------------------------------------------------------------- what is counted of a log

GP = {"gp": {"uses_per_year": 1}}
TWO_YEARS = {"care_lines": GP, "progress": {"wider": {"work": {"chance_at_full_dose": 1}}}, "reviews": REVIEWED}


def counted(*rows):
    """The tally of a log written by hand, of two years."""
    return Shape(scenario(**TWO_YEARS)).measure(
        [(minute, person, what, where, value) for minute, person, what, where, value in rows]
    )


def test_use_of_care_after_referral_is_that_of_each_persons_own_year():
    first, late = 0, 300 * DAY
    tally = counted(
        (first, 0, What.REFERRED, 1, 0),
        (first, 0, What.CARE_USED_BEFORE, 0, 5),
        (late, 1, What.REFERRED, 1, 1),
        (late, 1, What.CARE_USED_BEFORE, 0, 7),
        (late + DAY, 0, What.CARE_USED, 0, 0),
        (late + 100 * DAY, 0, What.CARE_USED, 0, 0),  # in the second year of person 0, the first of person 1
        (late + 100 * DAY, 1, What.CARE_USED, 0, 0),
    )
    assert tally.uses_year_after == [2]
    assert tally.uses_year_before == tally.uses_before == [12]
    assert sum(tally.uses) == 3


def test_a_wider_outcome_is_counted_once_a_person():
    tally = counted(
        (0, 0, What.REFERRED, 1, 0),
        (0, 1, What.REFERRED, 1, 1),
        (DAY, 0, What.WIDER_SEEN, 0, 1),
        (2 * DAY, 0, What.WIDER_SEEN, 0, 1),
        (3 * DAY, 1, What.WIDER_SEEN, 0, 1),
    )
    assert tally.wider == [2]


def test_who_wants_a_wider_outcome_is_counted_once_a_person_when_it_is_looked_for():
    tally = counted(
        (0, 0, What.REFERRED, 1, 0),
        (0, 1, What.REFERRED, 1, 1),
        (0, 2, What.REFERRED, 1, 2),
        (DAY, 0, What.WIDER_SEEN, 0, 0),
        (2 * DAY, 0, What.WIDER_SEEN, 0, 1),
        (3 * DAY, 1, What.WIDER_SEEN, 1, 0),
    )
    assert (tally.wider, tally.wanted) == ([1], [1])


def test_who_is_discharged_after_a_horizon_is_not_counted_in_it():
    tally = counted((0, 0, What.REFERRED, 1, 0), (500 * DAY, 0, What.DISCHARGED, 0, 0))
    assert tally.discharged_people[:1] == [0]
    assert tally.discharged_people[-1] == 1
    assert tally.since_first[:1] == tally.out_of_care[:1] == [0]
