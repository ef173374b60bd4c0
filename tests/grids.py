"""Scenarios in which much happens at once: crowded ones, and inputs with their times on a coarse grid.

Generated scenarios often say no somewhere, and then little happens in them. In `crowded` ones everything is switched on
and everybody comes, to posts and places that are few.

On a coarse grid, wake-ups meet in the same minute far oftener than in life. Both engines get the same inputs: it is
another scenario, not another model. In `whole_days` and `whole_weeks` every length of time is a whole number of them (a
distribution becomes steps of equal chance). In `a_day_a_minute` everything happens 1,440 times sooner, so that what is
drawn without end (referrals, exits) is coarse too.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from sim.inputs import DatedRate, Inputs
from sim.luck import QUANTILES, Law, Point, draw
from sim.scenario import Scenario
from sim.units import DAY, HOUR, WEEK
from tests.generate import Data, built, by_odds, helpers, scenario_data, scenarios

STEPS = 8
EDGE = 2.0**-40  # the share of draws that fall between two steps
NOT_A_TIME = {"meetings"}  # laws that count
MOST_REFERRALS = 2_000  # a week, on the grid of minutes: what the layers hold
ALL_HOURS = 168 * HOUR
AT_ONCE = 1.0  # a hazard per minute whose threshold is always spent within a day

STAGES = ("support", "activities", "reviews", "relapse", "care_lines")
A_FORTNIGHT = {"distribution": "exponential", "mean": 2}


@st.composite
def crowded(draw: st.DrawFn, *, care: bool = False) -> Scenario:
    """A generated scenario with every stage, in which everybody accepts and there is something to wait for. `care`: a
    place in care too."""
    data: Data = draw(scenario_data())
    few = st.sampled_from([1, 2, 3])
    weeks = (data["dates"]["end"] - data["dates"]["start"]).days // 7
    later = data["dates"]["start"] + timedelta(weeks=weeks * 2 // 3)
    changes: Data = {
        "dates": {"service_start": None, "service_end": later, "first_referral": None, "last_referral": later},
        "demand": {"referrals_per_week": 25 / weeks, "waiting_on_day_0": draw(st.sampled_from([5, 10, 15]))},
        "stages": dict.fromkeys(STAGES, True),
        "programme": {
            "offer": "link_workers",
            "effect": sorted({*data["programme"]["effect"], "access", "conversion", "relapse"}),
        },
        "link_workers": {
            "posts": draw(st.sampled_from([1, 2, 2.3, 3])),
            "caseload_per_post": draw(few),
            "contact_hours_per_week_per_post": draw(st.sampled_from([0.5, 7, 7, 20])),
            "turnover_per_year": draw(st.sampled_from([1, 4, 50])),
            "weeks_to_fill_a_vacancy": draw(few),
            "absences": [
                {
                    "post": 1,
                    "starts": later - timedelta(weeks=5),
                    "ends": later - timedelta(weeks=4),
                    "no_new_people_weeks_before": draw(st.sampled_from([0, 3])),
                }
            ],
            "people_on_day_0": draw(st.sampled_from([0, 2, 4])),
        },
        "support": {
            "chance_accepts": 1,
            "weeks_of_patience": draw(st.sampled_from([1, 8, 30, 500])),
            "weeks_between_meetings": draw(st.sampled_from([0, 1, A_FORTNIGHT])),
            "meetings": draw(st.sampled_from([1, 2, 3])),
            "meeting_minutes": 60,
            "chance_attends_meeting": draw(st.sampled_from([0.8, 1])),
        },
        "activity_defaults": {
            "places": draw(few),
            "sessions": draw(few),
            "people_on_day_0": draw(st.sampled_from([0, 0, 1])),
        },
        "prescription": {
            "chance_of_another": [1, 0.5],
            "weeks_of_patience": draw(st.sampled_from([1, 1, 4, A_FORTNIGHT])),
            "chance_goes_on": 1,
            "weeks_stayed": draw(st.sampled_from([2, 60])),  # longer than some episodes of support
        },
        "reviews": {
            "slots_per_week": draw(st.sampled_from([0.5, 1, 7])),
            "weeks_between_reviews": draw(st.sampled_from([1, 4])),
            "chance_of_discharge": draw(st.sampled_from([0.3, 0.7, 0.9])),
        },
        "relapse": {
            "per_year": draw(st.sampled_from([2] if by_odds(data["traits"]) else [2, 10, 30])),
            "share_within_two_years": None,
            "ratio_with_sustained_engagement": draw(st.sampled_from([0.1, 0.5])),
            "chance_referred_again": 1,
        },
        "exits": {"per_year": draw(st.sampled_from([0, 0.5, 3]))},
    }
    data = {**data, **{name: {**data[name], **changed} for name, changed in changes.items()}}
    if draw(st.sampled_from([False, False, True])):  # a post for some people only, and a team for all or for the others
        data["traits"] = {**data["traits"], "side": {"levels": {side: {"share": 0.5} for side in ("north", "south")}}}
        north, south = ({"trait": "side", "levels": [side]} for side in ("north", "south"))
        data["link_workers"] |= {
            "serves": draw(st.sampled_from([None, north])),
            "groups": {"south": {"posts": 1, "caseload_per_post": 1, "serves": south}},
        }
    if data["traits"]:  # a level comes first
        name = max(data["traits"])
        order = {"trait": name, "first": [max(data["traits"][name]["levels"])]}
        data["link_workers"] |= {"queue_order": draw(st.sampled_from([None, order, order]))}
    if care:
        data["care_team"] = draw(crowded_care(data))
    supported = {
        "asked": draw(st.sampled_from(["when_support_ends", "after_start", "after_start"])),
        "added_slots_per_week": draw(st.sampled_from([0.5, 1])),
        "weeks_after_start": draw(st.sampled_from([0, 1, 3, 20])),
    }
    data["reviews"]["supported"] = {**data["reviews"]["supported"], **supported}
    places = {
        name: {
            "people_may_stay": draw(st.booleans()),
            "closes": draw(closings(data)),
            "helpers": draw(st.one_of(st.none(), helpers())),
        }
        for name in "abc"
    }
    return built({**data, "activities": {**data["activities"], **places}})


@st.composite
def crowded_care(draw: st.DrawFn, data: Data) -> Data:
    """A care team with about as many places as people, some waiting, and people who come to it and give up."""
    start, end = data["dates"]["start"], data["dates"]["end"]
    weeks = (end - start).days // 7
    name = max(data["traits"], default="")
    order = {"trait": name, "first": [min(data["traits"][name]["levels"])]} if name else None
    places = draw(st.sampled_from([15, 20, 25, 35]))
    return {
        "places": places,
        "changes": [
            {"starts": start + (end - start) / 4, "places": places + draw(st.sampled_from([-8, -1, 3]))},
            {"starts": start + (end - start) / 2, "new_people_per_week": draw(st.sampled_from([0, 20 / weeks]))},
            {"starts": start + (end - start) * 2 / 3, "places": places + 6},
        ],
        "people_on_day_0": draw(st.sampled_from([0, 3, 6])),
        "waiting_on_day_0": draw(st.sampled_from([0, 4, 8])),
        "weeks_waited": draw(st.sampled_from([0, 2, A_FORTNIGHT])),
        "new_people_per_week": draw(st.sampled_from([10, 20])) / weeks,
        "weeks_of_patience": draw(st.sampled_from([None, 1, 3, 8, A_FORTNIGHT])),
        "queue_order": draw(st.sampled_from([None, order])),
        "after_a_relapse": draw(st.sampled_from(["list", "front", "kept_place", "kept_place"])),
        "weeks_place_is_kept": draw(st.sampled_from([1 / 7, 1, 5, 30])),
    }


def closings(data: Data) -> st.SearchStrategy[Any]:
    """Most activities stay open; some close half way."""
    start, end = data["dates"]["start"], data["dates"]["end"]
    return st.sampled_from([None, None, start + (end - start) / 2])


def lively(*, care: bool = False) -> st.SearchStrategy[Scenario]:
    """Generated scenarios of both kinds, crowded ones more often than not. `care`: many of them have a care team."""
    return st.one_of(scenarios(care=care), crowded(), crowded(care=care))


Rounded = Callable[[float], float]


def as_it_stands(inputs: Inputs) -> Inputs:
    """Whole minutes, as in every scenario."""
    return inputs


def whole_days(inputs: Inputs) -> Inputs:
    """Every length of time is a whole number of days; posts fall vacant and people relapse after exactly one."""
    return _hurried(_stepped(inputs, lambda minutes: round(minutes / DAY) * DAY), 26 * WEEK)


def whole_weeks(inputs: Inputs) -> Inputs:
    """Every length of time is a whole number of weeks, sessions too."""
    weekly = _stepped(inputs, lambda minutes: round(minutes / WEEK) * WEEK)
    return weekly._replace(activities=tuple(row._replace(interval=WEEK) for row in weekly.activities))


def a_day_a_minute(inputs: Inputs) -> Inputs:
    """Everything 1,440 times sooner, but for what lasts at least a day."""
    fast = _stepped(inputs, lambda minutes: round(minutes / DAY))
    support, reviews = fast.support, fast.reviews
    return fast._replace(
        horizon=max(inputs.horizon // DAY, 4 * DAY),
        demand=_sooner(fast.demand, "first", "last"),
        programme=_sooner(fast.programme, "start", "end"),
        rates=tuple(_sooner(row, "minute")._replace(value=min(row.value * DAY, MOST_REFERRALS)) for row in fast.rates),
        posts=tuple(_sooner(row, "opens", "closes") for row in fast.posts),
        capacities=tuple(
            _sooner(row, "minute")._replace(contact_minutes=min(ALL_HOURS, row.contact_minutes * 24))
            for row in fast.capacities
        ),
        absences=tuple(_sooner(row, "starts", "ends", "run_down") for row in fast.absences),
        activities=tuple(
            _sooner(row, "opens", "closes")._replace(interval=max(1, row.interval // DAY)) for row in fast.activities
        ),
        places=tuple(_sooner(row, "minute") for row in fast.places),
        care_team=_sooner(fast.care_team, "kept"),
        care_places=tuple(_sooner(row, "minute") for row in fast.care_places),
        care_rates=(
            *(_sooner(row, "minute")._replace(value=min(row.value * DAY, MOST_REFERRALS)) for row in fast.care_rates),
            *(DatedRate(inputs.horizon // DAY, 0.0) for _ in fast.care_rates[:1]),
        ),
        support=support._replace(length=_steps(inputs, inputs.support.length, lambda _: 1, [])),
        reviews=reviews._replace(slot=-(-reviews.slot // DAY), added_slot=-(-reviews.added_slot // DAY)),
        exit_hazard=fast.exit_hazard * DAY,
        team=fast.team._replace(turnover=fast.team.turnover * DAY),
        relapse=fast.relapse._replace(hazard=fast.relapse.hazard * DAY),
        care_lines=tuple(
            row._replace(rate=row.rate * DAY, settles=max(1, row.settles // DAY)) for row in fast.care_lines
        ),
    )


GRIDS = (as_it_stands, a_day_a_minute, whole_days, whole_weeks)


def _hurried(inputs: Inputs, horizon: int) -> Inputs:
    """Turnover and relapse, where there are any, after exactly a day: for half a year, or there would be no end."""
    turnover, relapse = inputs.team.turnover, inputs.relapse.hazard
    return inputs._replace(
        horizon=min(inputs.horizon, horizon),
        team=inputs.team._replace(turnover=AT_ONCE if turnover else 0.0),
        relapse=inputs.relapse._replace(hazard=AT_ONCE if relapse else 0.0),
    )


def _sooner(row: Any, *names: str) -> Any:
    return row._replace(**{name: getattr(row, name) // DAY for name in names})


def _stepped(inputs: Inputs, rounded: Rounded) -> Inputs:
    """Every law of time as steps on the grid."""
    points = list(inputs.points)
    sections = {}
    for section in ("demand", "team", "support", "prescription", "reviews", "care_team"):
        stated = getattr(inputs, section)
        laws = {
            name: _steps(inputs, value, rounded, points)
            for name, value in stated._asdict().items()
            if isinstance(value, Law) and name not in NOT_A_TIME
        }
        sections[section] = stated._replace(**laws)
    activities = tuple(row._replace(helping=_steps(inputs, row.helping, rounded, points)) for row in inputs.activities)
    return inputs._replace(**sections, activities=activities, points=tuple(points))


def _steps(inputs: Inputs, law: Law, rounded: Rounded, points: list[Point]) -> Law:
    """A law's values at the middles of equal shares, on the grid; a fixed one stays fixed."""
    values = [float(rounded(draw(inputs.points, law, (n + 0.5) / STEPS))) for n in range(STEPS)]
    if len(set(values)) == 1:
        return Law(0, values[0], 0.0, 0.0)
    first = len(points)
    for n, value in enumerate(values):
        low, high = n / STEPS, (n + 1) / STEPS
        points += [Point(low + EDGE if n else 0.0, value), Point(high if n < STEPS - 1 else 1.0, value)]
    return Law(QUANTILES, float(first), float(len(points) - first), 0.0)
