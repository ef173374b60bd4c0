"""Which odd services run? Students will try them: nothing here is refused, however little it helps anybody."""

import pytest

from sim.inputs import World, inputs_of
from tests.scenarios import scenario

ODD = {
    "no posts": {"link_workers": "posts = 0"},
    "a tenth of a post": {"link_workers": "posts = 0.1"},
    "a caseload of 1,000 with an hour a week": {
        "link_workers": "caseload_per_post = 1000\ncontact_hours_per_week_per_post = 1"
    },
    "a caseload of 0": {"link_workers": "caseload_per_post = 0"},
    "no patience": {"support": "weeks_of_patience = 0"},
    "everybody has priority": {"link_workers.queue_order": 'trait = "age"\nfirst = ["under_65", "over_65"]'},
    "nobody has priority": {"link_workers.queue_order": 'trait = "age"\nfirst = []'},
    "every meeting missed": {"support": "chance_attends_meeting = 0"},
    "every session missed": {"prescription": "chance_attends_session = 0"},
    "all activities closed": {
        "activities.choir": "opens = 2015-04-01\ncloses = 2015-04-01",
        "activities.walks": "opens = 2015-04-01\ncloses = 2015-04-01",
    },
    "no activities": {"activities": "remove = true"},
    "no places": {"activity_defaults": "places = 0", "activities.walks": "places = 0"},
    "a horizon shorter than the wait": {
        "dates": "last_referral = 2015-04-03\nservice_end = 2015-04-03\nend = 2015-04-03",
        "support": "weeks_to_first_meeting = 50",
    },
    "no referrals": {"demand": "referrals_per_week = 0"},
    "1,000 referrals a week": {"demand": "referrals_per_week = 1000"},
    "a waiting list and nobody new": {"demand": "referrals_per_week = 0\nwaiting_on_day_0 = 300"},
    "no review slots": {"reviews": "slots_per_week = 0"},
    "nobody is ever discharged": {"reviews": "chance_of_discharge = 0"},
    "everybody accepts": {"support": "chance_accepts = 1"},
    "nobody accepts": {"support": "chance_accepts = 0"},
    "a post away twice, and another at the same time": {
        "link_workers": "absences = [{ post = 1, starts = 2015-05-01, ends = 2015-06-01 }, "
        "{ post = 2, starts = 2015-05-01, ends = 2015-06-01 }, { post = 1, starts = 2015-06-01, ends = 2015-07-01 }]"
    },
    "turnover every week": {"link_workers": "turnover_per_year = 50\nweeks_to_fill_a_vacancy = 0"},
    "vacancies are never filled": {"link_workers": "turnover_per_year = 2\nweeks_to_fill_a_vacancy = 5000"},
    "support changes nothing": {"programme": 'effect = "none"'},
    "every channel": {"programme": 'effect = "all"'},
    "every stage off": {
        "stages": "support = false\nactivities = false\nreviews = false\nrelapse = false\ncare_lines = false"
    },
    "supported reviews where nobody reviews": {"stages": "reviews = false"},
    "relapse every day": {"relapse": "per_year = 365"},
    "everybody leaves at once": {"exits": "per_year = 500"},
    "one kind of people only": {"traits.age.levels.under_65": "share = 1", "traits.age.levels.over_65": "share = 0"},
    "no traits": {"traits": "remove = true"},
    "every price 0": {"costs.link_worker": "gbp = 0", "costs.care": "gbp = 0", "costs.gp": "gbp = 0"},
    "no prices": {"costs": "remove = true"},
    "one replication": {"settings": "replications = 1"},
    "a service after the end of referrals": {"dates": "service_start = 2016-06-01"},
}


@pytest.mark.parametrize("sections", ODD.values(), ids=ODD)
@pytest.mark.parametrize("world", World)
def test_an_odd_service_loads_and_has_its_numbers(sections, world):
    assert inputs_of(scenario(**sections), world)
