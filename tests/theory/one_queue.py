"""One queue left on: people wait for a link worker, hold a slot of the caseload for so many weeks, and go.

Activities, reviews, relapse and care lines are off, no post falls vacant, and support is one meeting of a minute that
everybody comes to. So weeks_to_first_meeting is the service, the caseload is the servers, and the diary never binds.
One person a week comes, which layer 0 of the referrals holds whole: no candidate is drawn in vain. A mean service is
then 5,040 minutes or more, and whole minutes move a mean by less than a part in a thousand.

How an answer is judged. From each of 64 replications the people numbered SKIP to SKIP + keep count, so that the queue
has settled before the first of them (after 100 mean services or more) and people still come after the last. Services
longer by luck mean longer waits, so the means are brought back to average luck by regression on it (a control variate).
That luck is read from `sim.luck` and not from the run: a fault of the run is not corrected away. The interval is
Student's, at 99 %, and must be narrow enough twice over: at most 5 % of the answer to either side, and at most half of
what services 5 % too long would do to it, so that such a fault is caught more than 99 times in 100.
"""

from collections.abc import Callable
from datetime import date
from math import exp, fsum, log, sqrt
from typing import Any, NamedTuple

from sim.events import Row, What
from sim.inputs import NINETIETH, Inputs, inputs_of
from sim.luck import Purpose, Who, exponential, study_key, uniform
from sim.pathway import events
from sim.scenario import Scenario
from sim.units import WEEK, Minutes

FAULT = 1.05  # what is planted: services this many times as long as in the theory
REPLICATIONS = 64
STUDENT_99 = 2.657  # two-sided 99 % quantile of Student's t with 62 degrees of freedom: 64 replications, 2 coefficients
SKIP, AFTER = 200, 60  # people before those who count, and at least so many after them

Spread = dict[str, Any] | float


# ---------------------------------------------------------------- what is asked


def fixed(mean: float) -> Spread:
    return mean


def exponential_with(mean: float) -> Spread:
    return {"distribution": "exponential", "mean": mean}


LOGNORMAL_CV2 = 0.5


def lognormal_with(mean: float) -> Spread:
    """Squared coefficient of variation 0.5: log variance ln 1.5, mean exp(mu + variance / 2)."""
    sigma = sqrt(log(1 + LOGNORMAL_CV2))
    median = mean * exp(-sigma * sigma / 2)
    return {"distribution": "lognormal", "median": median, "ninetieth": median * exp(NINETIETH * sigma)}


def scenario(
    service: Spread,
    *,
    caseload: int = 1,
    posts: int = 1,
    per_week: float = 1,
    patience: Spread = 1e9,
    first: dict[str, float] | None = None,
    **otherwise: dict[str, Any],
) -> Scenario:
    """A service with one queue. first: the shares of a trait's two levels, of which the first named is taken first.

    otherwise: what other cases say of a section instead.
    """
    sections = {
        "schema": 1,
        "title": "One queue",
        "dates": {"start": date(2000, 1, 1), "end": date(2001, 1, 1)},
        "demand": {"referrals_per_week": per_week},
        "traits": {"need": {"levels": {name: {"share": share} for name, share in first.items()}}} if first else {},
        "stages": dict.fromkeys(("activities", "reviews", "relapse", "care_lines"), False),
        "programme": {"effect": []},
        "link_workers": {
            "posts": posts,
            "caseload_per_post": caseload,
            "contact_hours_per_week_per_post": 168,
            "weeks_worked_per_year": 52.2,
            "turnover_per_year": 0,
            "weeks_to_fill_a_vacancy": 1,
            "queue_order": {"trait": "need", "first": list(first)[:1]} if first else None,
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
        "prescription": {
            "weeks_of_patience": 1,
            "chance_attends_session": 1,
            "chance_of_dropping_out_per_session": 0,
            "chance_goes_on": 0,
        },
        "progress": {"chance_without_dose": 0.5, "odds_ratio_at_full_dose": 1, "full_dose": 1},
        "reviews": {
            "slots_per_week": 0,
            "weeks_to_first_review": 1,
            "weeks_between_reviews": 1,
            "chance_of_discharge": 0,
            "odds_ratio_with_full_progress": 1,
        },
        "relapse": {"per_year": 0, "ratio_with_sustained_engagement": 1, "chance_referred_again": 0},
        "prices": {"year": "2000/01"},
        "settings": {"most_events": 2_000_000_000},
    }
    for name, section in otherwise.items():
        sections[name] = {**sections.get(name, {}), **section}
    return Scenario.model_validate(sections)


def lasting(model: Scenario, referrals_until: Minutes, horizon: Minutes) -> Inputs:
    """The scenario's numbers for a history of any length: a file's dates end with the year 9999."""
    inputs = inputs_of(model)
    return inputs._replace(
        horizon=horizon,
        demand=inputs.demand._replace(last=referrals_until),
        programme=inputs.programme._replace(end=horizon),
        posts=tuple(post._replace(closes=horizon) for post in inputs.posts),
    )


def long_enough_for(model: Scenario, people: int) -> Inputs:
    """At one referral a week: so many people come (all but surely), and everybody is served before the horizon."""
    weeks = int(people + 5 * sqrt(people))
    return lasting(model, weeks * WEEK, (weeks + 1000) * WEEK)


# ---------------------------------------------------------------- what is found


class Waited(NamedTuple):
    """What the log says of one person, in order of coming."""

    source: int
    number: int
    level: int
    weeks: float
    gave_up: bool


def waits(rows: list[Row]) -> list[Waited]:
    """Everybody's wait for a link worker."""
    who: dict[int, tuple[int, int]] = {}
    level: dict[int, int] = {}
    joined: dict[int, Minutes] = {}
    ended: dict[int, tuple[Minutes, bool]] = {}
    for minute, person, what, where, value in rows:
        if what == What.REFERRED:
            who[person] = (where, value)
        elif what == What.HAS_TRAIT:
            level[person] = value
        elif what == What.JOINED_QUEUE:
            joined[person] = minute
        elif what in (What.GIVEN_LINK_WORKER, What.GAVE_UP):
            ended[person] = (minute, what == What.GAVE_UP)
    assert who.keys() == joined.keys() == ended.keys()
    return [Waited(*who[p], level.get(p, 0), (ended[p][0] - joined[p]) / WEEK, ended[p][1]) for p in sorted(joined)]


def mean(values: list[float]) -> float:
    return fsum(values) / len(values)


def mean_wait(people: list[Waited]) -> list[float]:
    return [mean([one.weeks for one in people])]


def mean_wait_and_share_giving_up(people: list[Waited]) -> list[float]:
    return [mean([one.weeks for one in people]), mean([float(one.gave_up) for one in people])]


def mean_wait_by_level(people: list[Waited]) -> list[float]:
    return [mean([one.weeks for one in people if one.level == level]) for level in (0, 1)]


class Found(NamedTuple):
    """A mean over replications at average luck, and the half-width of its 99 % interval."""

    value: float
    half_width: float


def at_average_luck(answers: list[float], luck: list[float]) -> Found:
    """The intercept of a straight line through (luck, answer), where luck is measured from its known mean."""
    assert len(answers) == len(luck) == REPLICATIONS
    centre_x, centre_y = mean(luck), mean(answers)
    spread = fsum((x - centre_x) ** 2 for x in luck)
    slope = fsum((x - centre_x) * (y - centre_y) for x, y in zip(luck, answers, strict=True)) / spread
    value = centre_y - slope * centre_x
    left = fsum((y - value - slope * x) ** 2 for x, y in zip(luck, answers, strict=True)) / (REPLICATIONS - 2)
    return Found(value, STUDENT_99 * sqrt(left * (1 / REPLICATIONS + centre_x**2 / spread)))


class Given(NamedTuple):
    """One queue, what theory says of it as a function of the mean service, and how it is asked."""

    name: str
    ask: Callable[[float], Scenario]
    theory: Callable[[float], list[float]]
    service: float  # weeks
    keep: int  # people who count, in each replication
    seed: int  # fixed before the first run
    measure: Callable[[list[Waited]], list[float]] = mean_wait

    def found(self, times: float = 1) -> list[Found]:
        """What the engine answers, when services are so many times as long as they should be."""
        inputs, key = long_enough_for(self.ask(self.service * times), SKIP + self.keep + AFTER), study_key(self.seed)
        answers, luck = [], []
        for replication in range(REPLICATIONS):
            everybody = waits(events(inputs, key, replication))
            assert len(everybody) >= SKIP + self.keep + AFTER
            people = everybody[SKIP : SKIP + self.keep]
            answers.append(self.measure(people))
            drawn = (uniform(Who(key, replication, one.source, one.number), Purpose.FIRST_MEETING, 0) for one in people)
            luck.append(mean([exponential(u) for u in drawn]) - 1)
        return [at_average_luck(list(answer), luck) for answer in zip(*answers, strict=True)]


def narrow_enough(found: Found, right: float, faulty: float) -> bool:
    """At most 5 % of the answer, and at most half of what the fault would do to it."""
    return found.half_width <= min(0.05 * right, abs(faulty - right) / 2)


def agrees(found: Found, right: float) -> bool:
    """Whether the theory lies in the 99 % interval."""
    return abs(found.value - right) <= found.half_width
