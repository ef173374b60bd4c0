"""What changes on a day: every dated change of a scenario, within its follow-up, once."""

from experiments.dated_events import dated_events
from tests.scenarios import scenario

BY = 'source = "made up", grade = "assumed"'
DATES = "last_referral = 2016-04-01\nservice_end = 2016-10-01\nend = 2017-04-01"  # those of the base
ENDS = [("2016-04-01", "referrals end"), ("2016-10-01", "service ends")]


def said(**sections):
    return [
        (event.day, event.text) if event.until is None else (event.day, event.until, event.text)
        for event in dated_events(scenario(**sections))
    ]


def test_a_group_that_would_close_after_the_service_has_ended_changes_nothing():
    assert said() == ENDS


def test_what_is_on_day_0_or_at_the_end_of_follow_up_is_no_change():
    ends = "start = 2015-04-01\nfirst_referral = 2015-04-01\nlast_referral = 2017-04-01\nservice_end = 2017-04-01"
    assert said(dates=ends) == [("2016-12-31", "end of walks")]


def test_a_start_after_day_0_is_a_change():
    assert said(dates="service_start = 2015-07-01\nfirst_referral = 2015-06-01") == [
        ("2015-06-01", "referrals begin"),
        ("2015-07-01", "service starts"),
        *ENDS,
    ]


def test_demand_changes_until_referrals_end():
    changes = "\n".join(
        f"[[demand.changes]]\nstarts = {day}\nreferrals_per_week = {{ value = {rate}, {BY} }}"
        for day, rate in (("2015-10-01", 4), ("2016-01-01", 1), ("2016-05-01", 9))
    )
    assert said(**{"demand": changes})[:2] == [
        ("2015-10-01", "4 referrals a week"),
        ("2016-01-01", "1 referral a week"),
    ]
    assert not any("9 referrals" in row[-1] for row in said(demand=changes))


def test_posts_that_are_away_together_are_one_event_and_stay_within_the_follow_up():
    away = "\n".join(
        f"[[link_workers.absences]]\npost = {post}\nstarts = {starts}\nends = {ends}"
        for post, starts, ends in ((1, "2015-07-01", "2016-01-01"), (2, "2015-07-01", "2016-01-01"))
    )
    assert said(link_workers=away)[0] == ("2015-07-01", "2016-01-01", "2 posts away")
    early = "[[link_workers.absences]]\npost = 1\nstarts = 2015-01-01\nends = 2015-06-01"
    assert said(link_workers=early)[0] == ("2015-04-01", "2015-06-01", "one post away")


def test_teams_that_change_and_groups_of_posts_that_come_and_go():
    changed = (
        "changes = [{ starts = 2015-07-01, caseload_per_post = 10, contact_hours_per_week_per_post = 8 }]\n"
        f"[link_workers.groups.young_people]\nposts = {{ value = 1, {BY} }}\nopens = 2015-09-01\ncloses = 2016-03-01"
    )
    assert said(link_workers=changed)[:3] == [
        ("2015-07-01", "caseload 10, 8 contact hours a week a post"),
        ("2015-09-01", "young people posts start"),
        ("2016-03-01", "young people posts end"),
    ]


def test_groups_that_end_together_are_one_event():
    closing = "closes = 2016-02-01"
    assert said(**{"activities.choir": closing})[0] == ("2016-02-01", "end of choir")
    both = {"activities.choir": closing, "activities.walks": closing}
    assert said(**both)[0] == ("2016-02-01", "2 groups end")
    moved = "opens = 2015-06-01\nchanges = [{ starts = 2015-08-01, places = 1 }, { starts = 2017-01-01, places = 2 }]"
    assert said(**{"activities.choir": moved})[:2] == [
        ("2015-06-01", "start of choir"),
        ("2015-08-01", "choir: 1 place"),
    ]
    assert not any("2 places" in row[-1] for row in said(**{"activities.choir": moved}))


def test_what_has_no_link_workers_has_no_events_of_theirs():
    assert said(stages="support = false") == [ENDS[0]]
    away = "[[link_workers.absences]]\npost = 1\nstarts = 2015-07-01\nends = 2016-01-01"
    assert said(programme='offer = "review_clinic"\neffect = ["access"]', link_workers=away) == ENDS
