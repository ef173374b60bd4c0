"""Small and nasty scenarios for properties: tens of people, one to three years, everything at once.

Times lie on a grid of a day or a week wherever the schema lets them (whole weeks, fixed lengths, nobody waiting, no
slots at all), so that a large part of a log shares its minutes with other rows; what stays continuous (gaps between
referrals, exits, tenures) can be put on the grid too by `tests.logs`. `scenario_data()` gives the table, for tests that
change it; `scenarios()` the valid `Scenario`.
"""

import os
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sim.scenario import CHANNELS, ONE_PRICE, Scenario
from sim.units import financial_years

# For properties whose every example runs the readable engine twice or more, and long: a third of the usual examples.
a_third = settings(max_examples=max(10, int(os.environ.get("SPSIM_EXAMPLES", "100")) // 3))

Data = dict[str, Any]
START = date(2019, 12, 30)
A_DAY = 1 / 7  # in weeks

# Lengths of time in weeks: mostly nothing, days and whole weeks; now and then a continuous law of each kind.
COARSE = st.sampled_from([0, 0, A_DAY, 2 * A_DAY, 1, 1, 2, 4])
LAWS = st.sampled_from(
    [
        {"distribution": "exponential", "mean": 3},
        {"distribution": "uniform", "least": 0, "most": 4},
        {"distribution": "triangular", "least": 0, "most_likely": 1, "most": 6},
        {"distribution": "lognormal", "median": 1, "ninetieth": 4},
        {"distribution": "weibull", "median": 2, "ninetieth": 5},
        {"distribution": "quantiles", "points": [[0, 0], [0.5, 0], [0.75, 2], [1, 9]]},
        # almost a two-point law on the grid: half nothing, half two weeks
        {"distribution": "quantiles", "points": [[0, 0], [0.4999, 0], [0.5, 2], [1, 2]]},
    ]
)
SPREADS = st.one_of(COARSE, COARSE, COARSE, LAWS)
PATIENCE = st.one_of(st.sampled_from([0, A_DAY, 1, 4, 8, 8, 20, 500, 500]), LAWS)
CHANCES = st.sampled_from([0, 0.5, 0.8, 0.8, 1, 1, 1, 1])
FEW = st.sampled_from([0, 1, 1, 1, 2, 3, 4])
MULTIPLIERS = st.sampled_from([0, 0.5, 1, 1, 1, 1, 2])
ODDS = st.sampled_from([0.25, 1, 1, 4])
HOURS = st.sampled_from([0.5, 7, 7, 7, 20, 168])  # a meeting of an hour fills two weeks, a day, 8.4 hours, an hour
CASELOADS = st.sampled_from([0, 1, 1, 2, 3, 5, 5, 25])
# Relapses. A share of 0.999 is 3.5 a year or more; at 10 a year nobody could tell an odds ratio.
HOW_OFTEN: list[Data] = [{"per_year": 0}, {"per_year": 1}, {"share_within_two_years": 0.999}]
VERY_OFTEN: list[Data] = [{"per_year": 10}, {"per_year": 500}]
SO_FAR = st.one_of(st.none(), st.none(), SPREADS, st.just(30))  # by day 0; 30 weeks is longer than most courses
ALREADY = st.sampled_from([0, 0, 0, 1, 2, 6])  # people on day 0, now and then more than there is room for
SOME = st.sampled_from([0, 0, 1])  # weeks of nothing more often than not: how many changes, absences, groups


def on(week: int, day: int = 0) -> date:
    """A day, counted from day 0."""
    return START + timedelta(weeks=week, days=day)


@st.composite
def days(draw: st.DrawFn, weeks: int) -> date:
    """A day of the run, mostly the first of one of its weeks."""
    return on(draw(st.integers(0, weeks)), draw(st.sampled_from([0, 0, 0, 1, 3])))


@st.composite
def dates(draw: st.DrawFn) -> Data:
    weeks = draw(st.sampled_from([9, 30, 60, 60, 110, 157]))
    table = {"start": START, "end": on(weeks)}
    if draw(st.booleans()):
        table["service_start"] = on(draw(st.integers(0, 6)))
    if draw(st.booleans()):
        table["service_end"] = on(draw(st.integers(6, weeks)))
    if draw(st.booleans()):
        table["first_referral"] = on(draw(st.integers(0, 6)))
    if draw(st.booleans()):
        table["last_referral"] = on(draw(st.integers(6, weeks)))
    return table


@st.composite
def demand(draw: st.DrawFn, weeks: int) -> Data:
    """About 25 referrals and up to 15 people waiting, whatever the length of the run."""
    rates = st.sampled_from([0, 10 / weeks, 20 / weeks, 30 / weeks])
    return {
        "referrals_per_week": draw(rates),
        "changes": [{"starts": draw(days(weeks)), "referrals_per_week": draw(rates)} for _ in range(draw(SOME))],
        "waiting_on_day_0": draw(st.sampled_from([0, 1, 5, 10, 15])),
        "weeks_already_waited": draw(st.one_of(st.sampled_from([0, 0, 1, 3, 30]), LAWS)),
        "weeks_since_referral": draw(st.one_of(st.none(), st.sampled_from([0, 1, 30]), LAWS)),
    }


@st.composite
def trait(draw: st.DrawFn) -> Data:
    relapse, ratios = draw(st.sampled_from([("relapse", MULTIPLIERS), ("relapse_odds_ratio", ODDS)]))

    def level(share: float) -> Data:
        return {
            "share": share,
            "attendance": draw(MULTIPLIERS),
            "odds_of_discharge": draw(ODDS),
            relapse: draw(ratios),
            "exit": draw(MULTIPLIERS),
            "suits": draw(MULTIPLIERS),
        }

    return {"levels": {name: level(share) for name, share in draw(st.sampled_from(SHARES)).items()}}


def by_odds(traits: Data) -> bool:
    """Whether a trait states its relapses as odds ratios."""
    return any("relapse_odds_ratio" in level for trait in traits.values() for level in trait["levels"].values())


SHARES = [{"low": 0.5, "high": 0.5}, {"low": 0.25, "middle": 0.75, "nobody": 0}, {"all": 1}]


@st.composite
def traits_and_order(draw: st.DrawFn) -> tuple[Data, Data | None]:
    """Up to two traits, and perhaps who is taken first by one of them."""
    table = {name: draw(trait()) for name in draw(st.sampled_from([[], ["need"], ["need", "age"]]))}
    if not table or draw(st.booleans()):
        return table, None
    name = draw(st.sampled_from(sorted(table)))
    first = draw(st.permutations(sorted(table[name]["levels"])))[: draw(st.integers(1, 3))]
    return table, {"trait": name, "first": list(first)}


@st.composite
def care_team(draw: st.DrawFn, weeks: int, traits: Data) -> Data:
    """A few places in care or many, and up to 30 people who are never referred to the programme."""
    by_posts = draw(st.sampled_from([False, False, True]))
    room = st.sampled_from([0, 1, 2, 5, 12, 30, 300])
    few_posts, caseloads = st.sampled_from([0, 0.5, 1, 2.3]), st.sampled_from([0, 1, 5, 20])
    rates = st.sampled_from([0, 5 / weeks, 15 / weeks])

    def stated() -> Data:
        if by_posts:
            return {"posts": draw(few_posts), "caseload_per_post": draw(caseloads)}
        return {"places": draw(room)}

    changes = []
    for n in range(draw(SOME)):
        change = stated() if draw(st.booleans()) else {"new_people_per_week": draw(rates)}
        changes.append({"starts": draw(days(weeks)) + timedelta(days=n), **change})
    kept = draw(st.sampled_from([A_DAY, 1, 4, 30, 200]))
    name = min(traits, default=None)
    first = list(draw(st.permutations(sorted(traits[name]["levels"]))))[:1] if name else []
    return {
        **stated(),
        "changes": changes,
        "people_on_day_0": draw(ALREADY),
        "weeks_in_care": draw(st.one_of(st.none(), st.sampled_from([0, 1, 30]), LAWS)),
        "waiting_on_day_0": draw(st.sampled_from([0, 0, 1, 5, 10])),
        "weeks_waited": draw(st.one_of(st.sampled_from([0, 0, 1, 3, 30]), LAWS)),
        "new_people_per_week": draw(rates),
        "weeks_of_patience": draw(st.one_of(st.none(), PATIENCE)),
        "queue_order": {"trait": name, "first": first} if name and draw(st.booleans()) else None,
        "after_a_relapse": draw(st.sampled_from(["list", "front", "kept_place"])),
        "weeks_place_is_kept": kept,
    }


@st.composite
def serves(draw: st.DrawFn, traits: Data, groups: list[Data]) -> None:
    """Whom these groups of posts serve: all of them everybody, each its own levels of a trait, or the last one few."""
    with_posts = [group for group in groups if group["posts"]]
    how = (
        draw(st.sampled_from(["everybody", "everybody", "their own", "few"])) if traits and with_posts else "everybody"
    )
    if how == "everybody":
        return
    trait = min(traits)
    levels = [name for name, level in sorted(traits[trait]["levels"].items()) if level["share"]]
    for n, group in enumerate(with_posts):
        own = levels[n % len(levels) :: len(with_posts)]
        if how == "their own" or (0 < n == len(with_posts) - 1):
            group["serves"] = {"trait": trait, "levels": own}


@st.composite
def absences(draw: st.DrawFn, weeks: int) -> list[Data]:
    rows = []
    for _ in range(draw(SOME)):
        starts = draw(days(weeks))
        rows.append(
            {
                "post": draw(st.integers(1, 2)),
                "starts": starts,
                "ends": starts + timedelta(days=draw(st.sampled_from([1, 7, 35]))),
                "paid_share": draw(st.sampled_from([1, 0.5, 0])),
                "no_new_people_weeks_before": draw(st.sampled_from([0, 0, A_DAY, 4])),
            }
        )
    return rows


@st.composite
def team_changes(draw: st.DrawFn, weeks: int) -> list[Data]:
    return [
        {
            "starts": draw(days(weeks)),
            "caseload_per_post": draw(CASELOADS),
            "contact_hours_per_week_per_post": draw(st.one_of(st.none(), HOURS)),
        }
        for _ in range(draw(SOME))
    ]


def already(draw: st.DrawFn, name: str, *, there: bool) -> Data:
    """People in the service on day 0, and for how long; nobody where it is not there yet."""
    return {"people_on_day_0": draw(ALREADY), name: draw(SO_FAR)} if there else {}


@st.composite
def link_workers(draw: st.DrawFn, weeks: int, *, runs: bool, traits: Data) -> Data:
    groups: Data = {}
    for name in draw(st.sampled_from([[], [], ["evenings"], ["evenings", "weekends"]])):
        groups[name] = {
            "posts": draw(st.sampled_from([0, 0.3, 1, 1.5])),
            "caseload_per_post": draw(st.one_of(st.none(), CASELOADS)),
            "opens": draw(st.one_of(st.none(), days(weeks))),
            "closes": draw(st.one_of(st.none(), st.none(), days(weeks))),
            "absences": draw(absences(weeks)),
            "changes": draw(team_changes(weeks)),
        }
        there = (runs and groups[name]["opens"] is None) or groups[name]["opens"] == START
        groups[name] |= already(draw, "weeks_already_supported", there=there)
    team = {
        "posts": draw(st.sampled_from([0, 0.5, 1, 1, 2, 2, 2.3])),
        "caseload_per_post": draw(CASELOADS),
        "contact_hours_per_week_per_post": draw(HOURS),
        "weeks_worked_per_year": draw(st.sampled_from([44, 52.2])),
        "turnover_per_year": draw(st.sampled_from([0, 0, 1, 4, 50])),
        "weeks_to_fill_a_vacancy": draw(SPREADS),
        "absences": draw(absences(weeks)),
        "changes": draw(team_changes(weeks)),
        **already(draw, "weeks_already_supported", there=runs),
    }
    draw(serves(traits, [team, *groups.values()]))
    return {**team, "groups": groups}


@st.composite
def support(draw: st.DrawFn) -> Data:
    return {
        "chance_accepts": draw(CHANCES),
        "weeks_of_patience": draw(PATIENCE),
        "weeks_to_first_meeting": draw(SPREADS),
        "weeks_between_meetings": draw(SPREADS),
        "meetings": draw(
            st.one_of(st.sampled_from([0, 1, 2, 4]), st.just({"distribution": "uniform", "least": 0, "most": 6}))
        ),
        "meeting_minutes": draw(
            st.one_of(
                st.sampled_from([0, 60, 60, 60, 480]), st.just({"distribution": "uniform", "least": 15, "most": 120})
            )
        ),
        "chance_attends_meeting": draw(CHANCES),
        "missed_meetings_allowed": draw(st.sampled_from([0, 1, 3, 20])),
    }


@st.composite
def helpers(draw: st.DrawFn) -> Data:
    return {
        "chance_helps": draw(st.sampled_from([0.5, 1, 1])),
        "weeks_helping": draw(st.one_of(SPREADS, st.just(60))),  # longer than some episodes of support
        "places_each": draw(st.sampled_from([0, 1, 1, 3])),
        "at_most": draw(st.sampled_from([0, 1, 1, 2, 50])),
    }


@st.composite
def activity(draw: st.DrawFn, weeks: int, *, runs: bool) -> Data:
    opens = draw(st.one_of(st.none(), st.none(), days(weeks // 4)))
    return {
        "places": draw(st.one_of(st.none(), FEW)),
        "sessions": draw(st.sampled_from([None, None, 1, 3])),
        "days_between_sessions": draw(st.sampled_from([None, 1, 7])),
        "weight": draw(st.sampled_from([None, 1, 3, 2, 5, 7, 0])),
        "chance_suits": draw(st.sampled_from([None, 1, 0.9, 0.5])),
        "opens": opens,
        **already(draw, "weeks_already_in", there=runs if opens is None else opens == START),
        "closes": draw(st.one_of(st.none(), st.none(), days(weeks), days(weeks))),
        "changes": [{"starts": draw(days(weeks)), "places": draw(FEW)} for _ in range(draw(SOME))],
        "people_may_stay": draw(st.sampled_from([None, True, False])),
        "helpers": draw(st.one_of(st.none(), st.none(), helpers())),
    }


@st.composite
def reviews(draw: st.DrawFn) -> Data:
    slots = st.sampled_from([0, 0.5, 1, 1, 7, 10_080])
    return {
        "slots_per_week": draw(slots),
        "weeks_to_first_review": draw(SPREADS),
        "weeks_between_reviews": draw(
            st.sampled_from([1, 0, 4, 4, 13, 26, {"distribution": "uniform", "least": 0, "most": 8}])
        ),
        "weeks_to_first_review_after_relapse": draw(st.one_of(st.none(), SPREADS)),
        "chance_of_discharge": draw(st.sampled_from([0, 0.1, 0.3, 0.7])),
        "odds_ratio_with_full_progress": draw(st.sampled_from([1, 5, 1e6])),
        "review_persistence": draw(st.sampled_from([0, 0.5, 1])),
        "supported": {
            "asked": draw(st.sampled_from(["when_support_ends", "after_start"])),
            "weeks_after_start": draw(SPREADS),
            "weeks_after_referral": draw(SPREADS),
            "added_slots_per_week": draw(slots),
        },
    }


@st.composite
def care_line(draw: st.DrawFn) -> Data:
    return {
        "uses_per_year": draw(st.sampled_from([0, 2, 6])),
        "raised_at_referral": draw(st.sampled_from([1, 2])),
        "weeks_to_settle": draw(st.sampled_from([1, 26])),
        "cut_at_full_dose": draw(st.sampled_from([0, 0.5, 1])),
        "stops_at_discharge": draw(st.booleans()),
    }


def _whole_posts(places: float, weeks_free: float, weeks_notice: float) -> Data:
    return {
        "cash_rule": "step",
        "step": {
            "places": places,
            "weeks_free": weeks_free,
            "weeks_notice": weeks_notice,
            "gbp_per_year": 6000,
            "gbp_once": 700,
            "price_year": "2019/20",
        },
    }


# How a fall of a care_year becomes cash. Posts of so few places that tens of people free some.
CASH_RULES: list[Data] = [
    {"cashable_share": 0},
    {"cashable_share": 0.3},
    {"cash_rule": "refill"},
    _whole_posts(1, 0, 0),
    _whole_posts(1, 0.5, 0.5),
    _whole_posts(2, 0, 1),
    _whole_posts(1, 4, 2),
]


@st.composite
def scenario_data(draw: st.DrawFn, *, care: bool = False) -> Data:
    """A valid scenario, as the table a file would hold. `care`: half of them have a care team."""
    when = draw(dates())
    weeks = (when["end"] - START).days // 7
    traits, queue_order = draw(traits_and_order())
    loading = st.sampled_from([0, 0, 1])
    runs = when.get("service_start", START) == START
    names = st.sampled_from(
        [[], ["choir"], ["choir", "walks"], ["choir", "walks"], ["art", "choir", "walks"], ["art", "choir", "walks"]]
    )
    return {
        "schema": 1,
        "title": "Small and nasty",
        "dates": when,
        "demand": draw(demand(weeks)),
        "traits": traits,
        "frailty": {name: draw(loading) for name in ("attendance", "progress", "discharge")},
        "stages": {
            name: draw(st.sampled_from([True] * 9 + [False]))
            for name in ("support", "activities", "reviews", "relapse", "care_lines")
        },
        "programme": {
            "offer": draw(st.sampled_from(["link_workers"] * 7 + ["review_clinic"])),
            "effect": [channel for channel in CHANNELS if draw(st.sampled_from([True, True, False]))],
        },
        "link_workers": {**draw(link_workers(weeks, runs=runs, traits=traits)), "queue_order": queue_order},
        "support": draw(support()),
        "activity_defaults": {
            "places": draw(FEW),
            "sessions": draw(st.sampled_from([1, 3, 6, 12])),
            "days_between_sessions": draw(st.sampled_from([1, 7])),
            "people_may_stay": draw(st.booleans()),
            "helpers": draw(st.one_of(st.none(), helpers())),
            **already(draw, "weeks_already_in", there=runs),
        },
        "activities": {name: draw(activity(weeks, runs=runs)) for name in draw(names)},
        "prescription": {
            "chance_of_another": draw(st.sampled_from([[], [0.5], [0.5, 0.2], [1, 0.5, 0.5]])),
            "weeks_of_patience": draw(PATIENCE),
            "chance_attends_session": draw(CHANCES),
            "chance_of_dropping_out_per_session": draw(st.sampled_from([0, 0.2])),
            "chance_goes_on": draw(CHANCES),
            "weeks_stayed": draw(SPREADS),
        },
        "progress": {
            "chance_without_dose": draw(st.sampled_from([0.05, 0.5])),
            "odds_ratio_at_full_dose": draw(st.sampled_from([1, 30, 1e6])),
            "full_dose": draw(st.sampled_from([1, 4, 12])),
            "dose_kept_after_relapse": draw(st.sampled_from([0, 0, 0.3, 0.5, 1])),
            "wider": draw(
                st.sampled_from([{}, {"work": {"chance_at_full_dose": 0.5, "share_who_want": draw(CHANCES)}}])
            ),
        },
        "reviews": draw(reviews()),
        "relapse": {
            **draw(st.sampled_from(HOW_OFTEN if by_odds(traits) else [*HOW_OFTEN, *VERY_OFTEN])),
            "ratio_with_sustained_engagement": draw(st.sampled_from([0, 0.5, 1])),
            "chance_referred_again": draw(CHANCES),
        },
        "exits": {"per_year": draw(st.sampled_from([0, 0, 0.5, 3, 50]))},
        "care_team": draw(st.one_of(st.none(), care_team(weeks, traits))) if care else None,
        "care_lines": {name: draw(care_line()) for name in draw(st.sampled_from([[], ["gp"], ["gp", "inpatient"]]))},
        "prices": {"year": "2019/20"},
    }


def without_nothings(data: Any) -> Any:
    """A table without what is left out (None), as a file would have it."""
    if isinstance(data, dict):
        return {key: without_nothings(value) for key, value in data.items() if value is not None}
    return [without_nothings(value) for value in data] if isinstance(data, list) else data


def built(data: Data) -> Scenario:
    """The scenario of a table."""
    return Scenario.model_validate(without_nothings(data))


def scenarios(*, care: bool = False) -> st.SearchStrategy[Scenario]:
    """A valid scenario. `care`: half of them have a care team."""
    return scenario_data(care=care).map(built)


# ---------------------------------------------------------------- with prices

PRICES = st.sampled_from([0, 1, 0.07, 45.5, 4281, 36_428.33])
INDEX = {"name": "made up", "source": "made up", "grade": "assumed", "years": {"2018/19": 93.7, "2019/20": 101.3}}
PERS = [
    "post_year", "service_year", "once", "supported_review_slot", "care_year", "discharged_year", "relapse",
    "supported_review", "meeting", "meeting_expense", "helper_year",
]  # fmt: skip


@st.composite
def priced(draw: st.DrawFn) -> Scenario:
    """A generated scenario with a price for everything, at several prices, payers and price years."""
    data = draw(scenario_data(care=draw(st.booleans())))

    def line(per, **more):
        return {
            "per": per,
            "gbp": draw(PRICES),
            "price_year": draw(st.sampled_from(["2018/19", "2019/20"])),
            "payer": draw(st.sampled_from(["ICB", "Trust"])),
            **more,
        }

    uses = st.sampled_from([{"cashable_share": 0}, {"cashable_share": 0.3}, {"cash_rule": "refill"}])
    cash = {"cash_rule": "refill"} if data["care_team"] else {"cashable_share": 1}
    data["costs"] = {per: line(per) for per in PERS} | {"care_year": line("care_year", **cash)}
    data["costs"] |= {f"use_{name}": line("care_use", care_line=name, **draw(uses)) for name in data["care_lines"]}
    touched = [name for name, _ in financial_years(data["dates"]["start"], data["dates"]["end"])]
    some_years = st.lists(st.sampled_from(touched), min_size=1, unique=True)
    for name, cost in data["costs"].items():
        if name not in ONE_PRICE:
            cost["years"] = draw(st.none() | some_years)
    data["prices"]["index"] = INDEX
    for trait in data["traits"].values():
        for level in trait["levels"].values():
            level["weekly_cost"] = draw(st.sampled_from([0, 0.5, 1, 1.37]))
    for activity in data["activities"].values():
        form = draw(st.sampled_from(["block", "spot", "grant", "outcome", None]))
        if form:
            activity["payment"] = {"form": form, "gbp": draw(PRICES), "price_year": "2019/20", "payer": "Council"}
            if form == "spot":
                activity["payment"]["minimum_places"] = draw(st.sampled_from([0, 1, 3]))
            if form == "outcome":
                activity["payment"]["minimum_courses_per_year"] = draw(st.sampled_from([None, 0, 2, 30]))
            activity["payment"]["runs_at_gbp_per_session"] = draw(st.none() | PRICES)
    return built(data)
