"""What is a scenario of a service, with inputs that monthly counts inform? Its past, and the service that runs on.

The past begins at the base's day 0 and ends with the last month counted. The service that runs on begins the day after:
its list as counted, its caseloads and groups as the past left them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import exp, log
from typing import Any, NamedTuple

from experiments.changed import changed_to
from experiments.local.informed import GROWTH, HELD, KNOWN, LEVEL, WAITING, Informed
from experiments.local.months import month_after
from sim.inputs import part_posts, post_groups, slots, with_defaults
from sim.scenario import Absence, Activity, DemandChange, Scenario
from sim.scenario.care import WITHIN_YEARS
from sim.scenario.values import Day, Number, Spread, number
from sim.units import DAY, YEAR

KNOWN_BEFORE = "known_before"
DAYS_PER_YEAR = YEAR / DAY
QUARTER = timedelta(days=91)
GROWS_ON_AT_MOST = timedelta(days=365)
TENTHS = tuple(n / 10 for n in range(11))
OVER = 0.5  # of people in activities: about so many have no link worker any more


class Stands(NamedTuple):
    """How a service stands on day 0. Spreads of weeks are given by tenths."""

    waiting: int
    waited: tuple[float, ...]
    caseload: tuple[int, ...]
    supported: tuple[float, ...]
    in_activity: tuple[int, ...]
    joined: tuple[float, ...]
    known: int
    referred: tuple[float, ...]
    again: float  # a week
    vacant: tuple[int, ...]  # posts, by group
    unfilled: tuple[float, ...]  # for how many weeks more each of them


@dataclass(frozen=True)
class Service:
    """A base, and the months in which it was counted."""

    base: Scenario
    months: tuple[date, ...]
    inputs: tuple[Informed, ...]

    @property
    def ends(self) -> date:
        """The day after the last month counted."""
        return month_after(self.months[-1])

    @cached_property
    def middle(self) -> date:
        """The day about which referrals grow."""
        return self.months[0] + (self.ends - self.months[0]) / 2

    @cached_property
    def grows_until(self) -> date:
        """The day from which growth is not carried on."""
        return self.ends + min(self.ends - self.months[0], GROWS_ON_AT_MOST)

    @cached_property
    def groups(self) -> int:
        """How many groups of posts there are."""
        return len(post_groups(self.base))

    @cached_property
    def rooms(self) -> list[int]:
        """Slots of each group, when the service runs on."""
        main = self.base.link_workers
        found = []
        for group in post_groups(self.base).values():
            caseload = group.caseload_per_post or main.caseload_per_post
            for change in sorted(group.changes, key=lambda change: change.starts.value):
                if change.caseload_per_post and change.starts.value <= self.ends:
                    caseload = change.caseload_per_post
            found.append(sum(slots(caseload.value, part) for part in part_posts(group.posts.value)))
        return found

    # ------------------------------------------------------------ referrals

    def rate(self, values: Mapping[str, float], day: date) -> float:
        """Referrals a week on a day."""
        demand, rate = self.base.demand, self.base.demand.referrals_per_week
        for change in sorted(demand.changes, key=lambda change: change.starts.value):
            if change.starts.value <= day:
                rate = change.referrals_per_week
        years = (min(day, self.grows_until) - self.middle).days / DAYS_PER_YEAR
        return float(rate.value) * values[LEVEL] * exp(values[GROWTH] * years)

    def rates_from(self, start: date, until: date) -> list[date]:
        """Days on which the rate is another: every quarter, and where the base says so."""
        stated = {change.starts.value for change in self.base.demand.changes}
        quarters, day = set(), start + QUARTER
        while day < min(until, self.grows_until):
            quarters.add(day)
            day += QUARTER
        return sorted(day for day in quarters | stated if start < day < until)

    def back(self, again: float, day: date) -> float:
        """People a week who come back, of those discharged before the service runs on: ever fewer are left, as they
        relapse. `again`: so many at first."""
        relapse, years = self.base.relapse, (day - self.ends).days / DAYS_PER_YEAR
        often = float(relapse.how_often.value)
        a_year = often if relapse.share_within_two_years is None else -log(1 - often) / WITHIN_YEARS
        return again * exp(-a_year * years)

    def dated(
        self, values: Mapping[str, float], start: date, until: date, again: float = 0.0
    ) -> tuple[Number, list[DemandChange]]:
        """Referrals a week at first, and from each day on which they change. `again`: so many of them come back."""
        days = [start, *self.rates_from(start, until)]
        ends = [*days[1:], min(until, days[-1] + QUARTER)]
        middles = [day + (end - day) / 2 for day, end in zip(days, ends, strict=True)]
        rates = [number(self.rate(values, day) + self.back(again, day)) for day in middles]
        changes = [
            DemandChange.model_construct(starts=Day(value=day), referrals_per_week=rate)
            for day, rate in zip(days[1:], rates[1:], strict=True)
        ]
        return rates[0], changes

    # ------------------------------------------------------------ the past

    def past(self, values: Mapping[str, float], until: date | None = None) -> Scenario:
        """The service from the base's day 0 to the last month counted (or a later day), with these inputs. Nothing is
        checked: what is set is within what is possible."""
        until = until or self.ends
        scenario = self._with_inputs(values)
        start = scenario.dates.start.value
        rate, changes = self.dated(values, start, until)
        demand: dict[str, Any] = {"referrals_per_week": rate, "changes": changes}
        update: dict[str, Any] = {"dates": scenario.dates.model_copy(update={"end": Day(value=until)})}
        a_week = float(rate.value) * float(scenario.support.chance_accepts.value)
        if WAITING in values:
            waiting = max(0, round(values[WAITING] - 1))
            demand |= {"waiting_on_day_0": number(waiting), "weeks_already_waited": _up_to(waiting / max(a_week, 0.01))}
        if HELD in values:
            update["link_workers"] = self._held(scenario, values[HELD])
            update["activities"] = self._in_activities(scenario, values[HELD] * a_week)
        if KNOWN in values:
            update["activities"] = with_known(
                scenario, update.get("activities", scenario.activities), max(0, round(values[KNOWN] - 1))
            )
        update["demand"] = scenario.demand.model_copy(update=demand)
        return scenario.model_copy(update=update)

    # ------------------------------------------------------------ the service that runs on

    def running(self, values: Mapping[str, float], at: "Stands", until: date) -> Scenario:
        """The service from the day after the last month counted."""
        scenario, start = self._with_inputs(values), self.ends
        moved = scenario.dates.model_copy(
            update={
                "start": Day(value=start),
                "end": Day(value=until),
                **{
                    name: Day(value=max(start, day.value))
                    for name in ("service_start", "first_referral")
                    if (day := getattr(scenario.dates, name)) is not None
                },
            }
        )
        rate, changes = self.dated(values, start, until, at.again)
        demand = scenario.demand.model_copy(
            update={
                "referrals_per_week": rate,
                "changes": changes,
                "waiting_on_day_0": number(at.waiting),
                "weeks_already_waited": _tenths(at.waited),
                "weeks_since_referral": _tenths(at.referred),
            }
        )
        scenario = scenario.model_copy(update={"dates": moved, "demand": demand})
        held = dict(zip(post_groups(scenario), at.caseload, strict=True))
        main = scenario.link_workers
        supported = _tenths(at.supported) if at.supported else None
        away = self.away(at.vacant, at.unfilled)
        groups = {
            name: group.model_copy(update={"people_on_day_0": number(held[name]), "absences": away[name]})
            for name, group in main.groups.items()
        }
        team = main.model_copy(
            update={
                "people_on_day_0": number(held["team"]),
                "weeks_already_supported": supported,
                "absences": away["team"],
                "groups": groups,
            }
        )
        activities: dict[str, Activity] = {}
        for name, people in zip(sorted(scenario.activities), at.in_activity, strict=True):
            update: dict[str, Any] = {"people_on_day_0": number(people)}
            if people and at.joined:
                update["weeks_already_in"] = _tenths(at.joined)
            activities[name] = scenario.activities[name].model_copy(update=update)
        scenario = scenario.model_copy(update={"link_workers": team})
        return scenario.model_copy(update={"activities": with_known(scenario, activities, at.known)})

    def filled(self, vacant: int) -> int:
        """Slots of the only group's posts that take people when the last month ends, if so many posts are vacant."""
        team, gone = self.base.link_workers, 0
        for absence in team.absences:
            run_down = timedelta(weeks=float(absence.no_new_people_weeks_before.value))
            gone += absence.starts.value - run_down < self.ends <= absence.ends.value
        part = len(part_posts(team.posts.value))
        return round(self.rooms[0] * max(0, part - gone - vacant) / part) if part else 0

    def later(self, absences: list[Absence]) -> list[Absence]:
        """Absences that are not over."""
        return [absence for absence in absences if absence.ends.value > self.ends]

    def away(self, vacant: Sequence[int], unfilled: Sequence[float]) -> dict[str, list[Absence]]:
        """By group: absences that are not over, and posts that are vacant when the service runs on, for so many weeks
        more. They are filled for a day, in which they take nobody, so that their people go where people of a worker who
        leaves go."""
        found = {}
        first = self.ends + timedelta(days=1)
        for (name, group), posts, weeks in zip(post_groups(self.base).items(), vacant, unfilled, strict=True):
            later = self.later(group.absences)
            gone = {absence.post.value for absence in later if absence.starts.value <= first}
            there = [n + 1 for n in range(len(part_posts(group.posts.value))) if n + 1 not in gone]
            filled = Day(value=first + timedelta(days=max(1, round(weeks * 7))))
            found[name] = later + [
                Absence.model_construct(
                    post=number(post),
                    starts=Day(value=first),
                    ends=filled,
                    paid_share=number(0),
                    no_new_people_weeks_before=number(1),
                )
                for post in there[:posts]
            ]
        return found

    def _with_inputs(self, values: Mapping[str, float]) -> Scenario:
        return changed_to(self.base, {one.path: values[one.name] for one in self.inputs if one.path})

    def _held(self, scenario: Scenario, share: float) -> Any:
        main = scenario.link_workers
        held = {}
        for name, group in post_groups(scenario).items():
            caseload = (group.caseload_per_post or main.caseload_per_post).value
            there = group.opens is None or group.opens.value <= scenario.dates.start.value
            room = sum(slots(caseload, part) for part in part_posts(group.posts.value))
            held[name] = number(round(share * room) if there else 0)
        groups = {name: group.model_copy(update={"people_on_day_0": held[name]}) for name, group in main.groups.items()}
        return main.model_copy(update={"people_on_day_0": held["team"], "groups": groups})

    def _in_activities(self, scenario: Scenario, a_week: float) -> dict[str, Activity]:
        """By Little's law: so many come a week, for the length of a course."""
        found = {}
        for name, activity in scenario.activities.items():
            full = with_defaults(scenario, activity)
            weeks = float(full.sessions.value) * float(full.days_between_sessions.value) / 7
            people = min(float(full.places.value), OVER * a_week * weeks / len(scenario.activities))
            there = activity.opens is None or activity.opens.value <= scenario.dates.start.value
            found[name] = activity.model_copy(update={"people_on_day_0": number(round(people) if there else 0)})
        return found


def _up_to(weeks: float) -> Spread:
    return Spread(distribution="uniform", least=0.0, most=weeks)


def _tenths(weeks: tuple[float, ...]) -> Spread:
    """A spread of which the tenths are known."""
    if not weeks:
        return Spread(value=0)
    return Spread(distribution="quantiles", points=[[n / 10, round(value, 3)] for n, value in enumerate(weeks)])


def with_known(scenario: Scenario, activities: Mapping[str, Activity], people: int) -> dict[str, Activity]:
    """Activities, and for one day one more, which nobody can join and which costs nothing: it holds people who are in
    care and known to the service, whose support and activities are over. Their reviews go on."""
    start = scenario.dates.start.value
    payment = scenario.activity_defaults.payment
    free = payment.model_copy(update={"form": "block", "gbp": number(0)}) if payment else None
    held = Activity.model_construct(
        **{name: field.default for name, field in Activity.model_fields.items()}
        | {
            "kind": "no activity: people known to the service",
            "places": number(people),
            "people_on_day_0": number(people),
            "weight": number(0),
            "chance_suits": number(0),
            "changes": [],
            "opens": Day(value=start),
            "closes": Day(value=start + timedelta(days=1)),
            "payment": free,
        }
    )
    return {**activities, KNOWN_BEFORE: held} if people else dict(activities)
