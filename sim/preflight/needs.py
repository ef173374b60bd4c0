"""What does a value need to mean anything: a stage, a channel, an offer, a number above 0?

One table, `NEEDS`, says it of every section, by paths in which * stands for any name; `PRICED` of what is paid for.
`no_effect` finds the values stated whose needs are not met.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from sim.checks import in_the_service
from sim.inputs import helpers_of, lines_of, with_defaults
from sim.scenario import Scenario
from sim.scenario.sections import price_years
from sim.units import financial_years

Steps = tuple[str, ...]
ANY = "*"


class Need(NamedTuple):
    """What a value needs to mean anything; what to say, and which setting decides, where it is lacking. `of_all`: what
    holds of one path holds of all, and takes long enough to be worked out once."""

    holds: Callable[[Scenario, Steps], bool]
    decides: Steps
    lacking: str
    of_all: bool = False


def _stage(name: str) -> Need:
    return Need(lambda s, _: bool(getattr(s.stages, name)), ("stages", name), f"stages.{name} is false")


def _channel(name: str) -> Need:
    return Need(
        lambda s, _: name in s.programme.effect, ("programme", "effect"), f"{name} is no channel of programme.effect"
    )


def _above_0(*path: str) -> Need:
    def number(scenario: Scenario, _: Steps) -> bool:
        here: Any = scenario
        for step in path:
            here = getattr(here, step)
        return bool(here.value > 0)

    return Need(number, path, f"{'.'.join(path)} is 0")


def _offers(offer: str) -> Need:
    return Need(lambda s, _: s.programme.offer == offer, ("programme", "offer"), f"programme.offer is not {offer}")


def _asked(when: str) -> Need:
    path = ("reviews", "supported", "asked")
    return Need(lambda s, _: s.reviews.supported.asked == when, path, f"{'.'.join(path)} is not {when}")


def _uses_rise(scenario: Scenario, path: Steps) -> bool:
    return scenario.care_lines[path[1]].raised_at_referral.value > 1


def _an_index_is_used(scenario: Scenario, _: Steps) -> bool:
    """By a price of another year, or to say what a year's pounds are worth in its own money."""
    index, dates = scenario.prices.index, scenario.dates
    years = {name for name, _ in financial_years(dates.start.value, dates.end.value)}
    return index is None or bool({*price_years(scenario), *years} - {scenario.prices.year} & {*index.years})


def _people_may_stay(scenario: Scenario, _: Steps) -> bool:
    return any(with_defaults(scenario, activity).people_may_stay for activity in scenario.activities.values())


def _there_are_helpers(scenario: Scenario, _: Steps) -> bool:
    return any(map(bool, helpers_of(scenario)))


def _who_helps(*home: str) -> tuple[Need, ...]:
    """Helpers are people who go on: and one of two numbers above 0 needs the other."""

    def above_0(name: str) -> Need:
        def number(scenario: Scenario, path: Steps) -> bool:
            activity = scenario.activities[path[1]] if len(home) > 1 else scenario.activity_defaults
            return path[-1] == name or bool(getattr(activity.helpers, name).value > 0)

        return Need(number, (*home, "helpers", name), f"{name} is 0")

    return (_above_0("prescription", "chance_goes_on"), above_0("at_most"), above_0("chance_helps"))


def _people_on_day_0(place: str) -> Need:
    """There are people on a caseload (or in an activity) on day 0; '': in either."""

    def there_are_people(scenario: Scenario, _: Steps) -> bool:
        return any(stated.people for stated in in_the_service(scenario) if place in ("", stated.path[0]))

    path = (place or "link_workers", "people_on_day_0")
    return Need(there_are_people, path, f"nobody is in the service on day 0 ({'.'.join(path)})")


def _but_for_people(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """People in the service on day 0 are people in care, whatever is switched off."""

    def but(need: Need) -> Need:
        return need._replace(holds=lambda s, path: "people_on_day_0" in path or need.holds(s, path))

    return tuple(but(need) for need in needs)


def _people_come_to_care(scenario: Scenario, _: Steps) -> bool:
    """People who are never referred to the programme wait for care, or come to it."""
    team = scenario.care_team
    if team is None:
        return False
    later = any(change.new_people_per_week and change.new_people_per_week.value > 0 for change in team.changes)
    return team.waiting_on_day_0.value > 0 or team.new_people_per_week.value > 0 or later


def _a_place_is_kept(scenario: Scenario, _: Steps) -> bool:
    return scenario.care_team is not None and scenario.care_team.after_a_relapse == "kept_place"


def _some_are_not_served(scenario: Scenario, _: Steps) -> bool:
    return any(lines_of(scenario).values())


def _a_group_has_posts(scenario: Scenario, path: Steps) -> bool:
    return path[3:] == ("posts",) or scenario.link_workers.groups[path[2]].posts.value > 0


def _added_slots_are_used_or_paid(scenario: Scenario, _: Steps) -> bool:
    priced = any(line.per == "supported_review_slot" for line in scenario.costs.values())
    return "access" in scenario.programme.effect or priced


def _unless_a_clinic_asks(need: Need) -> Need:
    """People offered a review clinic accept it or not; no other part of support is used."""

    def holds(scenario: Scenario, path: Steps) -> bool:
        clinic = scenario.programme.offer == "review_clinic"
        return need.holds(scenario, path) or (clinic and path[1:] == ("chance_accepts",))

    return need._replace(holds=holds)


LINK_WORKERS = (_offers("link_workers"), _stage("support"))
ACTIVITIES = (*LINK_WORKERS, _stage("activities"))
REVIEWS = (_stage("reviews"),)
RELAPSE = (*REVIEWS, _stage("relapse"))
SERVES = (Need(_some_are_not_served, ("link_workers", "serves", "trait"), "every group of posts serves everybody"),)
ALWAYS: tuple[Need, ...] = ()


# What values below each path need; * stands for any name. A longer path also needs what the shorter ones need.
NEEDS: dict[Steps, tuple[Need, ...]] = {
    ("schema",): ALWAYS,
    ("title",): ALWAYS,
    ("question",): ALWAYS,
    ("description",): ALWAYS,
    ("extends",): ALWAYS,
    ("what_if",): ALWAYS,
    ("control",): ALWAYS,
    ("dates",): ALWAYS,
    ("budget",): ALWAYS,
    ("demand",): ALWAYS,
    ("demand", "weeks_already_waited"): (_above_0("demand", "waiting_on_day_0"),),
    ("demand", "weeks_since_referral"): (_people_on_day_0(""),),
    ("traits",): ALWAYS,
    ("traits", ANY, "levels", ANY, "attendance"): LINK_WORKERS,
    ("traits", ANY, "levels", ANY, "odds_of_discharge"): REVIEWS,
    ("traits", ANY, "levels", ANY, "relapse"): RELAPSE,
    ("traits", ANY, "levels", ANY, "exit"): (_above_0("exits", "per_year"),),
    ("traits", ANY, "levels", ANY, "suits"): ACTIVITIES,
    ("frailty",): ALWAYS,
    ("frailty", "attendance"): LINK_WORKERS,
    ("frailty", "progress"): LINK_WORKERS,
    ("frailty", "discharge"): REVIEWS,
    ("stages",): ALWAYS,
    ("programme",): ALWAYS,
    ("link_workers",): _but_for_people(LINK_WORKERS),
    ("link_workers", "weeks_already_supported"): (_people_on_day_0("link_workers"),),
    ("link_workers", "weeks_to_fill_a_vacancy"): (_above_0("link_workers", "turnover_per_year"),),
    ("link_workers", "serves", "trait"): SERVES,
    ("link_workers", "groups", ANY, "serves", "trait"): SERVES,
    ("link_workers", "groups", ANY): _but_for_people(
        (Need(_a_group_has_posts, ("link_workers", "groups", ANY, "posts"), "the group has 0 posts"),)
    ),
    ("support",): ALWAYS,
    ("support", ANY): tuple(_unless_a_clinic_asks(need) for need in LINK_WORKERS),
    ("activity_defaults",): _but_for_people(ACTIVITIES),
    ("activities",): _but_for_people(ACTIVITIES),
    ("activity_defaults", "helpers", ANY): _who_helps("activity_defaults"),
    ("activities", ANY, "helpers", ANY): _who_helps("activities", ANY),
    ("activities", ANY, "weeks_already_in"): (_people_on_day_0("activities"),),
    ("prescription",): ACTIVITIES,
    ("prescription", "weeks_stayed"): (
        Need(_people_may_stay, ("activity_defaults", "people_may_stay"), "no activity lets people stay"),
    ),
    ("progress",): LINK_WORKERS,
    ("reviews",): REVIEWS,
    ("reviews", "odds_ratio_with_full_progress"): (*LINK_WORKERS, _channel("conversion")),
    ("reviews", "supported", "added_slots_per_week"): (
        _channel("access")._replace(holds=_added_slots_are_used_or_paid),
    ),
    ("reviews", "supported", "asked"): (_channel("access"), *LINK_WORKERS),
    ("reviews", "supported", "weeks_after_start"): (_channel("access"), *LINK_WORKERS, _asked("after_start")),
    ("reviews", "supported", "weeks_after_referral"): (_channel("access"), _offers("review_clinic")),
    ("relapse",): RELAPSE,
    ("relapse", "ratio_with_sustained_engagement"): (*ACTIVITIES, _channel("relapse")),
    ("relapse", "chance_referred_again"): LINK_WORKERS,
    ("exits",): ALWAYS,
    ("care_team",): REVIEWS,
    ("care_team", "weeks_in_care"): (_above_0("care_team", "people_on_day_0"),),
    ("care_team", "weeks_waited"): (_above_0("care_team", "waiting_on_day_0"),),
    ("care_team", "weeks_of_patience"): (
        Need(_people_come_to_care, ("care_team", "new_people_per_week"), "nobody is new to care"),
    ),
    ("care_team", "after_a_relapse"): RELAPSE,
    ("care_team", "weeks_place_is_kept"): (
        *RELAPSE,
        Need(_a_place_is_kept, ("care_team", "after_a_relapse"), "care_team.after_a_relapse is not kept_place"),
    ),
    ("care_lines",): (_stage("care_lines"),),
    ("care_lines", ANY, "weeks_to_settle"): (
        Need(_uses_rise, ("care_lines", ANY, "raised_at_referral"), "raised_at_referral is 1"),
    ),
    ("care_lines", ANY, "cut_at_full_dose"): (*LINK_WORKERS, _channel("care_use")),
    ("care_lines", ANY, "stops_at_discharge"): REVIEWS,
    ("costs",): ALWAYS,
    ("stated_values",): ALWAYS,
    ("prices",): ALWAYS,
    ("prices", "index"): (
        Need(
            _an_index_is_used,
            ("prices", "year"),
            "no price and no year of the run is of another year in it",
            of_all=True,
        ),
    ),
    ("headline",): REVIEWS,
    ("settings",): ALWAYS,
}


# What a cost line needs, by what it is paid for.
PRICED: dict[str, tuple[Need, ...]] = {
    "post_year": LINK_WORKERS,
    "service_year": ALWAYS,
    "once": ALWAYS,
    "supported_review_slot": (*REVIEWS, _above_0("reviews", "supported", "added_slots_per_week")),
    "care_year": ALWAYS,
    "discharged_year": REVIEWS,
    "relapse": RELAPSE,
    "care_use": (_stage("care_lines"),),
    "supported_review": (*REVIEWS, _channel("access")),
    "meeting": LINK_WORKERS,
    "meeting_expense": LINK_WORKERS,
    "helper_year": (
        *ACTIVITIES,
        Need(_there_are_helpers, ("activity_defaults", "helpers"), "no activity has helpers"),
    ),
}


@cache
def _below(section: str) -> list[tuple[Steps, tuple[Need, ...]]]:
    """What stands in the table of a section, the shorter paths first."""
    return sorted([row for row in NEEDS.items() if row[0][0] == section], key=lambda row: len(row[0]))


def needs_of(scenario: Scenario, path: Steps) -> Iterator[Need]:
    """What a value needs, what stands further out first."""
    for pattern, needs in _below(path[0]):
        stands_there = len(pattern) <= len(path)
        if stands_there and all(step in (ANY, given) for step, given in zip(pattern, path, strict=False)):
            yield from needs
    if path[0] == "costs" and path[2:] == ("per",):
        yield from PRICED[scenario.costs[path[1]].per]
