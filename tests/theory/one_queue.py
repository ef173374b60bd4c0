"""One queue left on: a scenario in which people wait for a link worker, hold a slot for so many weeks, and go.

Activities, reviews, relapse and care lines are off, nobody leaves a post, and support is one meeting of a minute that
everybody comes to, when it is first wanted: so weeks_to_first_meeting is the service, caseload the servers, and the
diary never binds. People come at 1, 2 or 4 a week, which the layers of referrals hold whole, so no candidate is drawn
in vain. A service then lasts days to weeks: some thousand minutes, of which rounding moves a mean by less than one
part in a thousand; `test_rare_people_in_a_long_history` has services of a year.

How an answer is judged. Replications are independent; from each, the people numbered `SKIP` to `SKIP + keep` count, so
that the queue has settled before the first (some 100 mean services) and people still come after the last. Means over
those people are corrected by what their own luck is known to average (control variates: the unit exponentials behind
their services, read from `sim.luck` and not from the run, so that no fault of the run is corrected away). The interval
is Student's, at 99 %. A faulty twin is the same run with services 5 % longer than the theory is told.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from math import fsum, sqrt
from typing import Any, NamedTuple

from sim.events import What
from sim.inputs import Inputs, World, inputs_of
from sim.luck import Purpose, Source, Who, exponential, study_key, uniform
from sim.pathway import events
from sim.scenario import Scenario
from sim.units import WEEK, Minutes

FAULT = 1.05
SKIP = 200

Spread = dict[str, Any] | float


def scenario(*, service: Spread, caseload: int = 1, posts: int = 1, per_week: float = 1, patience: Spread = 1e9, traits: dict[str, Any] | None = None, order: dict[str, Any] | None = None) -> Scenario:
    """One line for link workers, and nothing else."""
    return Scenario.model_validate(
        {
            "schema": 1,
            "title": "One queue",
            "dates": {"start": date(2000, 1, 1), "end": date(2001, 1, 1)},
            "demand": {"referrals_per_week": per_week},
            "traits": traits or {},
            "stages": dict.fromkeys(("activities", "reviews", "relapse", "care_lines"), False),
            "programme": {"effect": []},
            "link_workers": {
                "posts": posts,
                "caseload_per_post": caseload,
                "contact_hours_per_week_per_post": 168,
                "weeks_worked_per_year": 52.2,
                "turnover_per_year": 0,
                "weeks_to_fill_a_vacancy": 1,
                "queue_order": order,
            },
            "support": {
                "chance_accepts": 1,
                "weeks_of_patience": patience,
                "weeks_to_first_meeting": service,
                "weeks_between_meetings": 1,
                "meetings": 1,
                "meeting_minutes": 1,
                "chance_attends_meeting": 1,
                "missed_meetings_allowed": 0,
            },
            "activity_defaults": {"places": 1, "sessions": 1},
            "prescription": {"weeks_of_patience": 1, "chance_attends_session": 1, "chance_of_dropping_out_per_session": 0, "chance_goes_on": 0},
            "progress": {"chance_without_dose": 0.5, "odds_ratio_at_full_dose": 1, "full_dose": 1},
            "reviews": {"slots_per_week": 0, "weeks_to_first_review": 1, "weeks_between_reviews": 1, "chance_of_discharge": 0, "odds_ratio_with_full_progress": 1},
            "relapse": {"per_year": 0, "ratio_with_sustained_engagement": 1, "chance_referred_again": 0},
            "prices": {"year": "2000/01"},
        }
    )

