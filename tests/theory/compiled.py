"""Queues of theory on the compiled engine: how each is asked of the journey, and how its answer is judged.

`docs/theory.md` says what is isolated and how, and holds the results; `tests.queues` holds the formulas. Each case is
stated in the unit of time of its source (a mean service of 1, mostly); `unit` says how many weeks that is here.

An answer is a mean over replications, each of which leaves out the first `skip` people (or as long a time), so that the
queue has settled. Replications are independent: the interval is Student's. Long services and crowded weeks make long
waits, so the mean is brought back to average luck by regression on it (control variates): on the means and mean squares
of services, gaps between referrals and patience. That luck is read from uniforms of `sim.luck` and not from the run,
and is turned into times here: a fault of the run, or of its distributions, is not corrected away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import gamma, sqrt
from typing import Any, NamedTuple

import numpy as np

from experiments.mean_errors import student_t
from sim import luck, rules
from sim.events import What
from sim.inputs import Inputs
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.luck import Key, Purpose, Source, Who, in_episode, study_key
from sim.scenario import Scenario
from sim.units import WEEK, WEEKS_PER_YEAR
from tests.queues import (
    cobham,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_room,
    machine_repair,
    mean_wait_mmc,
    pollaczek_khinchine,
    ramp_up,
)
from tests.theory.one_queue import Spread, exponential_with, fixed, lasting, scenario

Array = np.ndarray[Any, Any]

FAULT = 1.05  # what is planted: mean services this many times as long as in the theory
FAMILY_ERROR = 0.01  # of any true answer being refused, over the whole list (Bonferroni)
HALF_WIDTH = 0.02  # of the answer, at most, for its own 99 % interval
REPLICATIONS_WITH_FAULT = 40
AFTER = 200  # people who come after the last who counts, at least


# ---------------------------------------------------------------- luck, drawn beside the run


def _uniforms(key: Key, replication: int, source: Array, number: Array, purpose: int, occurrence: int) -> Array:
    """The rule as it stands, on whole arrays at a time: it is plain arithmetic, in which products may wrap."""
    who: Any = Who(key, replication, source, number)  # type: ignore[arg-type]
    with np.errstate(over="ignore"):
        return np.asarray(luck.uniform(who, purpose, occurrence))


def _exponential(u: Array) -> Array:
    return -np.log1p(-u)


class Law(NamedTuple):
    """A law of service times: how a scenario says it, its squared coefficient of variation, and its times.

    times: uniforms to times of mean 1, for the control variate.
    """

    says: Callable[[float], Spread]
    squared_cv: float
    times: Callable[[Array], Array] | None


def _weibull(squared_cv: float) -> Law:
    """The shape that has this squared coefficient of variation, by halving."""

    def varies(shape: float) -> float:
        return gamma(1 + 2 / shape) / gamma(1 + 1 / shape) ** 2 - 1

    low, high = 0.2, 5.0
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if varies(middle) > squared_cv else (low, middle)
    shape = low
    scale = 1 / gamma(1 + 1 / shape)

    def says(mean: float) -> Spread:
        quantiles = {"median": 0.5, "ninetieth": 0.1}
        given = {name: mean * scale * float(-np.log(left)) ** (1 / shape) for name, left in quantiles.items()}
        return {"distribution": "weibull", **given}

    return Law(says, squared_cv, lambda u: scale * _exponential(u) ** (1 / shape))


EXPONENTIAL = Law(exponential_with, 1, _exponential)
FIXED = Law(fixed, 0, None)
TRIANGULAR = Law(  # falling in a straight line from 0 to three times the mean
    lambda mean: {"distribution": "triangular", "least": 0, "most_likely": 0, "most": 3 * mean},
    0.5,
    lambda u: 3 * (1 - np.sqrt(1 - u)),
)
WEIBULL = _weibull(4)
FOUR_STAGES = 4


# ---------------------------------------------------------------- what a log says


class Seen:
    """One replication's log as columns, and what can be counted in it."""

    def __init__(self, log: memoryview) -> None:
        self.minute, self.person, self.what, self.where, self.value = np.array(log).reshape(-1, LOG_COLUMNS).T.copy()
        referred = self.rows(What.REFERRED)
        self.people = len(referred)
        self.source, self.number = np.empty(self.people, np.int64), np.empty(self.people, np.int64)
        self.source[self.person[referred]] = self.where[referred]
        self.number[self.person[referred]] = self.value[referred]

    def rows(self, *whats: What) -> Array:
        """Where the log says so."""
        mask = self.what == whats[0]
        for other in whats[1:]:
            mask |= self.what == other
        return np.flatnonzero(mask)

    def when(self, *whats: What) -> Array:
        """The minute for each person; -1 where it never happened."""
        found, rows = np.full(self.people, -1, np.int64), self.rows(*whats)
        found[self.person[rows]] = self.minute[rows]
        return found

    def waits(self, begins: What, *ends: What) -> Array:
        """The minutes from one thing to another, for each person, once each."""
        began, ended = self.when(begins), self.when(*ends)
        return np.where((began >= 0) & (ended >= 0), ended - began, -1)

    def time_average(self, begins: What, ends: tuple[What, ...], since: float, until: float) -> float:
        """How many stood between the two, on average over a stretch of minutes."""
        more, fewer = (self.minute[self.rows(*whats)] for whats in ((begins,), ends))
        area = (until - np.clip(more, since, until)).sum() - (until - np.clip(fewer, since, until)).sum()
        return float(area / (until - since))


# ---------------------------------------------------------------- cases


class Found(NamedTuple):
    """A mean over replications at average luck, its standard error, and the degrees of freedom left."""

    value: float
    error: float
    freedom: int

    def half_width(self, share_outside: float = 0.01) -> float:
        """Of the interval that misses so often."""
        return student_t(1 - share_outside / 2, self.freedom) * self.error


@dataclass(frozen=True)
class Given:
    """One queue, what theory says of it when services are so many times as long, and how it is asked and counted."""

    queue: str  # its number in the notes, or "-"
    name: str
    rate: float  # people a unit of time
    ask: Callable[["Given", float], Scenario]  # with services so many times as long
    theory: Callable[[float], dict[str, float]]
    measure: Callable[["Given", Seen], list[float]]
    seed: int  # fixed before the first run
    replications: int
    keep: int  # people who count, in each replication
    skip: int = 1000
    service: float = 1  # mean, in units of time
    per_week: float = 1  # a power of two, so that no candidate referral is drawn in vain
    law: Law = EXPONENTIAL
    drawn: tuple[tuple[Purpose, int], ...] = ((Purpose.FIRST_MEETING, 0),)  # the luck of a service: mean of these
    patience: bool = False  # whether patience is random
    adjust: Callable[["Given", Inputs, float], Inputs] = lambda _case, inputs, _times: inputs
    controls: bool = True
    unmoved: tuple[str, ...] = ()  # answers that the fault hardly moves: not asked to catch it
    replications_with_fault: int = REPLICATIONS_WITH_FAULT

    @property
    def unit(self) -> float:
        """Weeks in a unit of time."""
        return self.rate / self.per_week

    def window(self) -> tuple[float, float]:
        """The minutes that time averages are taken over."""
        return self.skip / self.per_week * WEEK, (self.skip + self.keep) / self.per_week * WEEK

    def inputs(self, times: float) -> Inputs:
        """Enough people come (all but surely), and everybody who counts is served before the horizon."""
        people = self.skip + self.keep + AFTER
        weeks = int((people + 6 * sqrt(people)) / self.per_week) + 1
        inputs = lasting(self.ask(self, times), weeks * WEEK, (weeks + 1000) * WEEK)
        return self.adjust(self, inputs, times)

    def found(self, times: float = 1) -> dict[str, Found]:
        """What the engine answers, when services are so many times as long as they should be."""
        tables, key = fast.Tables(self.inputs(times)), study_key(self.seed)
        answers, lucks = [], []
        for replication in range(self.replications if times == 1 else self.replications_with_fault):
            seen = Seen(tables.replicate(key, replication))
            answers.append(self.measure(self, seen))
            if self.controls:
                lucks.append(self.luck(seen, key, replication))
        found = at_average_luck(np.array(answers), np.array(lucks))
        return dict(zip(self.theory(1), found, strict=True))

    def luck(self, seen: Seen, key: Key, replication: int) -> list[float]:
        """How far the luck of those who count is from its known means."""
        assert seen.people >= self.skip + self.keep + AFTER
        who = slice(self.skip, self.skip + self.keep)
        source, number = seen.source[who], seen.number[who]
        found = []
        if self.law.times:
            services = sum(
                self.law.times(_uniforms(key, replication, source, number, int(purpose), occurrence))
                for purpose, occurrence in self.drawn
            ) / len(self.drawn)
            found += [services.mean() - 1, (services**2).mean() - 1 - self.law.squared_cv / len(self.drawn)]
        if self.patience:
            u = _uniforms(key, replication, source, number, int(Purpose.PATIENCE), 0)
            found.append(_exponential(u).mean() - 1)
        return found + self.luck_of_gaps(key, replication)

    def luck_of_gaps(self, key: Key, replication: int) -> list[float]:
        """Of about those who count: numbers within each layer that do not depend on the luck itself."""
        first, second = 0.0, 0.0
        for layer in range(rules.LAYERS):
            low, high = rules.layer_bounds(layer)
            if self.per_week <= low:
                break
            share = (high - low) / self.per_week
            numbers = np.arange(int(self.skip * share), int((self.skip + self.keep) * share))
            source = np.full(len(numbers), Source.REFERRALS.value | layer << 2)
            gaps = _exponential(_uniforms(key, replication, source, numbers, int(Purpose.ARRIVAL), 0))
            first += share * (gaps.mean() - 1)
            second += share * ((gaps**2).mean() - 2)
        return [first, second]

    def of_those_who_count(self, everybody: Array) -> Array:
        """By number of coming."""
        return everybody[self.skip : self.skip + self.keep]

    def in_units(self, minutes: float) -> float:
        """Minutes in the unit of time of the theory."""
        return float(minutes) / (self.unit * WEEK)


def at_average_luck(answers: Array, lucks: Array) -> list[Found]:
    """The intercepts of straight lines through (luck, answer), where luck is measured from its known mean."""
    n = len(answers)
    design = np.column_stack([np.ones(n), lucks]) if lucks.size else np.ones((n, 1))
    fitted, *_ = np.linalg.lstsq(design, answers, rcond=None)
    freedom = n - design.shape[1]
    left = ((answers - design @ fitted) ** 2).sum(axis=0) / freedom
    of_intercept = np.linalg.inv(design.T @ design)[0, 0]
    return [Found(float(v), sqrt(s * of_intercept), freedom) for v, s in zip(fitted[0], left, strict=True)]


# ---------------------------------------------------------------- judging


def error_of_each() -> float:
    """Bonferroni: how often each answer of the list may be refused although it is right."""
    return FAMILY_ERROR / sum(len(case.theory(1)) for case in CASES)


def agrees(found: Found, right: float) -> bool:
    """Whether the theory lies in the interval that the whole list can afford."""
    return abs(found.value - right) <= found.half_width(error_of_each())


def narrow_enough(found: Found, right: float, faulty: float | None) -> bool:
    """At most 2 % of the answer and, where it is asked to catch the fault, half of what the fault does to it."""
    most = HALF_WIDTH * right
    return found.half_width() <= (most if faulty is None else min(most, abs(faulty - right) / 2))


# ---------------------------------------------------------------- how cases are asked


def slots(
    caseload: int, posts: int = 1, patience: float | None = None, **more: Any
) -> Callable[[Given, float], Scenario]:
    """People hold a slot for a service. patience: mean, in units of time; 0 is fixed."""

    def ask(case: Given, times: float) -> Scenario:
        given: dict[str, Any] = dict(more)
        if patience is not None:
            given["patience"] = exponential_with(patience * case.unit) if patience else 0
        service = case.law.says(case.service * times * case.unit)
        return scenario(service, caseload=caseload, posts=posts, per_week=case.per_week, **given)

    return ask


TEAMS = tuple("abcde")


def teams_apart(case: Given, times: float) -> Scenario:
    """Five teams of one slot, each for its own fifth of the people."""
    levels = {name: {"share": 1 / len(TEAMS)} for name in TEAMS}
    groups = {f"team_{name}": {"posts": 1, "serves": {"trait": "side", "levels": [name]}} for name in TEAMS}
    return slots(1, posts=0, traits={"side": {"levels": levels}}, link_workers={"groups": groups})(case, times)


def four_meetings(case: Given, times: float) -> Scenario:
    """The sum of four exponential times: to the first meeting, and on to the fourth."""
    each = exponential_with(case.service * times * case.unit / FOUR_STAGES)
    return scenario(each, per_week=case.per_week, support={"weeks_between_meetings": each, "meetings": FOUR_STAGES})


def diary(caseload: int) -> Callable[[Given, float], Scenario]:
    """The post's diary is the server, a meeting the service. Only those who wait for theirs hold a slot."""

    def ask(case: Given, times: float) -> Scenario:
        minutes = {"distribution": "exponential", "mean": case.service * times * case.unit * WEEK}
        support = {"meeting_minutes": minutes}
        return scenario(0, caseload=caseload, per_week=case.per_week, patience=0, support=support)

    return ask


AGAIN = {  # discharged the minute support ends, back in care after an exponential time
    "stages": {"reviews": True, "relapse": True},
    "programme": {"effect": ["access"]},
    "reviews": {"slots_per_week": 10_080, "weeks_to_first_review": 1e6},
}


def back_after(weeks: float, chance: float) -> dict[str, Any]:
    return {
        "per_year": WEEKS_PER_YEAR / weeks,
        "ratio_with_sustained_engagement": 1,
        "chance_referred_again": chance,
    }


def always_discharged(_case: Given, inputs: Inputs, _times: float) -> Inputs:
    """A file may not say that a review discharges everybody; numbers may."""
    return inputs._replace(reviews=inputs.reviews._replace(low=1.0, high=1.0, centre=1.0))


def machines(number: int, repairers: int, runs: float) -> Callable[[Given, float], Scenario]:
    """Machines are the people waiting on day 0, a repair is support, a failure is a relapse."""

    def ask(case: Given, times: float) -> Scenario:
        return scenario(
            exponential_with(case.service * times * case.unit),
            caseload=repairers,
            per_week=0,
            demand={"waiting_on_day_0": number},
            relapse=back_after(runs * case.unit, 1),
            **AGAIN,
        )

    return ask


def with_feedback(caseload: int, away: float, chance: float) -> Callable[[Given, float], Scenario]:
    """After support everybody is away for an exponential time, and some come back."""
    return slots(caseload, relapse=back_after(away, chance), **AGAIN)


CHOSEN = {"choir": (0.6, 1, 1.0), "walks": (0.4, 2, 3.0)}  # share, places, mean weeks


def support_then_activity(case: Given, times: float) -> Scenario:
    activities = {name: {"weight": share, "places": places} for name, (share, places, _) in CHOSEN.items()}
    prescription = {"weeks_of_patience": 1e6, "chance_of_dropping_out_per_session": 0.5}
    more = {"activities": activities, "stages": {"activities": True}, "prescription": prescription}
    return slots(2, **more)(case, times)


MINUTES_A_STEP = 2  # for a course of a week on average


def exponential_courses(_case: Given, inputs: Inputs, times: float) -> Inputs:
    """Courses that end after each session with a small chance: geometric in minutes, so cv² is 1 within 1 in 5,000.

    A file has at least a day between sessions and one chance of dropping out, so the lengths of a step differ.
    """
    rows = tuple(
        row._replace(sessions=1 << 20, interval=round(MINUTES_A_STEP * weeks), closes=inputs.horizon)
        for row, (_, _, weeks) in zip(inputs.activities, CHOSEN.values(), strict=True)
    )
    drops = MINUTES_A_STEP / (WEEK * times)
    return inputs._replace(activities=rows, prescription=inputs.prescription._replace(drops=drops))


# ---------------------------------------------------------------- how cases are counted


def _mean_wait(case: Given, seen: Seen) -> float:
    waits = case.of_those_who_count(seen.waits(What.JOINED_QUEUE, What.GIVEN_LINK_WORKER, What.GAVE_UP))
    assert waits.min() >= 0
    return case.in_units(waits.mean())


def _in_line(case: Given, seen: Seen) -> float:
    return seen.time_average(What.JOINED_QUEUE, (What.GIVEN_LINK_WORKER, What.GAVE_UP), *case.window())


def _supported(case: Given, seen: Seen) -> float:
    return seen.time_average(What.GIVEN_LINK_WORKER, (What.SUPPORT_ENDED,), *case.window())


def _share_giving_up(case: Given, seen: Seen) -> float:
    return float((case.of_those_who_count(seen.when(What.GAVE_UP)) >= 0).mean())


def mean_wait(case: Given, seen: Seen) -> list[float]:
    return [_mean_wait(case, seen)]


def mean_wait_and_present(case: Given, seen: Seen) -> list[float]:
    return [_mean_wait(case, seen), _in_line(case, seen) + _supported(case, seen)]


def share_who_wait_mean_wait_and_in_line(case: Given, seen: Seen) -> list[float]:
    waits = case.of_those_who_count(seen.waits(What.JOINED_QUEUE, What.GIVEN_LINK_WORKER))
    return [float((waits > 0).mean()), _mean_wait(case, seen), _in_line(case, seen)]


def with_patience(slots_: int) -> Callable[[Given, Seen], list[float]]:
    """Share giving up, share who wait, mean wait of everybody, utilisation."""

    def measure(case: Given, seen: Seen) -> list[float]:
        waits = case.of_those_who_count(seen.waits(What.JOINED_QUEUE, What.GIVEN_LINK_WORKER, What.GAVE_UP))
        return [
            _share_giving_up(case, seen),
            float((waits > 0).mean()),
            _mean_wait(case, seen),
            _supported(case, seen) / slots_,
        ]

    return measure


def mean_waits_by_class(case: Given, seen: Seen) -> list[float]:
    level, rows = np.zeros(seen.people, np.int64), seen.rows(What.HAS_TRAIT)
    level[seen.person[rows]] = seen.value[rows]
    level = case.of_those_who_count(level)
    waits = case.of_those_who_count(seen.waits(What.JOINED_QUEUE, What.GIVEN_LINK_WORKER))
    assert waits.min() >= 0
    return [case.in_units(waits[level == 0].mean()), case.in_units(waits[level == 1].mean()), _mean_wait(case, seen)]


def share_turned_away(case: Given, seen: Seen) -> list[float]:
    return [_share_giving_up(case, seen)]


def share_turned_away_and_wait_for_the_diary(case: Given, seen: Seen) -> list[float]:
    waits = case.of_those_who_count(seen.waits(What.MEETING_WANTED, What.MET))
    return [_share_giving_up(case, seen), case.in_units(waits[waits >= 0].mean())]


def repairs(repairers: int) -> Callable[[Given, Seen], list[float]]:
    def measure(case: Given, seen: Seen) -> list[float]:
        since, until = case.window()
        ended = seen.minute[seen.rows(What.SUPPORT_ENDED)]
        done = ((ended >= since) & (ended < until)).sum()
        supported = _supported(case, seen)
        return [_in_line(case, seen) + supported, float(done) / case.in_units(until - since), supported / repairers]

    return measure


def in_line_supported_and_away(case: Given, seen: Seen) -> list[float]:
    away = seen.time_average(What.DISCHARGED, (What.RELAPSED,), *case.window())
    return [_in_line(case, seen), _supported(case, seen), away]


def mean_waits_along_the_way(case: Given, seen: Seen) -> list[float]:
    waits = case.of_those_who_count(seen.waits(What.WANTS_PLACE, What.JOINED_ACTIVITY))
    assert waits.min() >= 0
    chosen, rows = np.zeros(seen.people, np.int64), seen.rows(What.WANTS_PLACE)
    chosen[seen.person[rows]] = seen.where[rows]
    chosen = case.of_those_who_count(chosen)
    return [_mean_wait(case, seen), *(case.in_units(waits[chosen == a].mean()) for a in range(len(CHOSEN)))]


# ---------------------------------------------------------------- the list


def mmc(queue: str, rate: float, mean: float, servers: int, **given: Any) -> Given:
    """People wait for one of so many slots of one post, unless asked otherwise."""
    given.setdefault("measure", mean_wait)
    given.setdefault("ask", slots(servers))
    given.setdefault("theory", lambda times: {"mean wait": mean_wait_mmc(rate, mean * times, servers)})
    given.setdefault("name", f"M/M/{servers}, rate {rate:g}, service {mean:.3g}")
    return Given(queue=queue, rate=rate, service=mean, **given)


def mg1(law: Law, how: str, **given: Any) -> Given:
    """Load .8, service 1."""
    squared_cv = law.squared_cv / len(given.get("drawn", [()]))
    return Given(
        queue="Q7",
        name=f"M/G/1, rate .8, cv² {squared_cv:g} ({how})",
        rate=0.8,
        law=law,
        theory=lambda times: {"mean wait": pollaczek_khinchine(0.8, times, squared_cv)},
        measure=mean_wait,
        **{"ask": slots(1), **given},
    )


def impatient(queue: str, rate: float, servers: int, patience: float, **given: Any) -> Given:
    """Service 1."""
    return Given(
        queue=queue,
        name=f"Erlang A, rate {rate:g}, {servers} slot{'s' if servers > 1 else ''}, mean patience {patience:g}",
        rate=rate,
        ask=slots(servers, patience=patience),
        theory=lambda times: dict(
            zip(
                ("gives up", "waits", "mean wait", "utilisation"),
                [getattr(erlang_a(rate, times, servers, patience), n) for n in ERLANG_A_FIELDS],
                strict=True,
            )
        ),
        measure=with_patience(servers),
        patience=True,
        **given,
    )


ERLANG_A_FIELDS = ("gives_up", "waits", "mean_wait", "utilisation")
FEEDBACK = 0.5  # chance of coming back, in the network with feedback
AWAY = 5.0  # weeks

CASES = [
    mmc(
        "Q1",
        0.9,
        1,
        1,
        theory=lambda times: {
            "mean wait": mean_wait_mmc(0.9, times, 1),
            "present": 0.9 * (mean_wait_mmc(0.9, times, 1) + times),
        },
        measure=mean_wait_and_present,
        skip=4000,
        keep=19_000,
        replications=240,
        seed=301,
    ),
    mmc("-", 0.5, 1, 1, keep=8000, replications=80, seed=302),
    mmc("Q3", 2, 1 / 1.5, 2, per_week=2, keep=10_000, replications=100, seed=303),
    mmc(
        "-",
        3.2,
        1,
        4,
        name="M/M/4, rate 3.2, service 1; two posts of two",
        ask=slots(2, posts=2),
        per_week=2,
        keep=12_000,
        replications=240,
        seed=304,
    ),
    mmc(
        "-",
        6.4,
        1,
        8,
        name="M/M/8, rate 6.4, service 1; eight posts of one",
        ask=slots(1, posts=8),
        per_week=4,
        keep=12_000,
        replications=420,
        seed=305,
    ),
    mmc(
        "-",
        0.8 * len(TEAMS),
        1,
        1,
        name="five M/M/1 apart, rate 0.8 each, service 1: posts that serve their own",
        ask=teams_apart,
        theory=lambda times: {"mean wait": mean_wait_mmc(0.8, times, 1)},
        per_week=4,
        skip=8000,
        keep=40_000,
        replications=120,
        seed=327,
    ),
    mmc(
        "-",
        0.8 * len(TEAMS),
        1,
        len(TEAMS),
        name="M/M/5, rate 4, service 1: the same five posts in one team",
        ask=slots(1, posts=len(TEAMS)),
        per_week=4,
        keep=12_000,
        replications=300,
        seed=328,
    ),
    mmc(
        "Q2",
        8,
        1,
        10,
        theory=lambda times: {
            "waits": erlang_c(10, 8 * times),
            "mean wait": mean_wait_mmc(8, times, 10),
            "in line": 8 * mean_wait_mmc(8, times, 10),
        },
        measure=share_who_wait_mean_wait_and_in_line,
        per_week=4,
        skip=2000,
        keep=14_000,
        replications=420,
        seed=306,
    ),
    mmc("Q3", 9, 1, 10, per_week=4, skip=4000, keep=19_000, replications=440, seed=307),
    impatient("Q4", 50, 50, 1, per_week=32, keep=12_000, replications=100, seed=308),
    impatient("Q5", 10, 8, 2, per_week=8, keep=10_000, replications=100, seed=309),
    impatient("Q5", 10, 10, 2, per_week=8, keep=12_000, replications=120, seed=310),
    impatient("Q6", 1, 1, 1, keep=8000, replications=100, seed=311),
    mg1(FIXED, "fixed", skip=1500, keep=12_000, replications=120, seed=312),
    mg1(
        EXPONENTIAL,
        "four meetings",
        ask=four_meetings,
        drawn=((Purpose.FIRST_MEETING, 0), *((Purpose.MEETING_GAP, in_episode(0, n)) for n in range(3))),
        skip=1500,
        keep=12_000,
        replications=120,
        seed=313,
    ),
    mg1(TRIANGULAR, "triangular", skip=1500, keep=12_000, replications=120, seed=314),
    mg1(EXPONENTIAL, "exponential", skip=1500, keep=12_000, replications=150, seed=315),
    mg1(WEIBULL, "Weibull", skip=4000, keep=18_000, replications=240, seed=316),
    Given(
        queue="Q8",
        name="M/M/1, rates .3 and .4, two classes",
        rate=0.7,
        ask=slots(1, first={"high": 3 / 7, "low": 4 / 7}),
        theory=lambda times: dict(
            zip(
                ("first's mean wait", "second's mean wait", "everybody's mean wait"),
                (*cobham([0.3, 0.4], times), mean_wait_mmc(0.7, times, 1)),
                strict=True,
            )
        ),
        measure=mean_waits_by_class,
        keep=12_000,
        replications=150,
        seed=317,
    ),
    Given(
        queue="Q13",
        name="M/M/10/10, rate 8, service 1; patience 0",
        rate=8,
        per_week=4,
        ask=slots(10, patience=0),
        theory=lambda times: {"turned away": erlang_b(10, 8 * times)},
        measure=share_turned_away,
        keep=10_000,
        replications=100,
        seed=318,
    ),
    Given(
        queue="Q13",
        name="M/D/10/10, rate 8, service 1; patience 0",
        rate=8,
        per_week=4,
        law=FIXED,
        ask=slots(10, patience=0),
        theory=lambda times: {"turned away": erlang_b(10, 8 * times)},
        measure=share_turned_away,
        keep=10_000,
        replications=100,
        seed=319,
    ),
    Given(
        queue="Q11*",
        name="M/M/1/3, rate .8, service 1; the diary serves",
        rate=0.8,
        ask=diary(caseload=2),
        theory=lambda times: {
            "turned away": finite_room(0.8, times, 1, 3).turned_away,
            "mean wait": finite_room(0.8, times, 1, 3).mean_wait,
        },
        measure=share_turned_away_and_wait_for_the_diary,
        drawn=((Purpose.MEETING_LENGTH, 0),),
        keep=10_000,
        replications=100,
        seed=320,
    ),
    Given(
        queue="-",
        name="M/M/1, rate .8, service 1; the diary serves",
        rate=0.8,
        ask=diary(caseload=10_000),
        theory=lambda times: {"mean wait": mean_wait_mmc(0.8, times, 1)},
        measure=lambda case, seen: share_turned_away_and_wait_for_the_diary(case, seen)[1:],
        drawn=((Purpose.MEETING_LENGTH, 0),),
        skip=1500,
        keep=12_000,
        replications=150,
        seed=321,
    ),
    Given(
        queue="Q10",
        name="machine repair, 5 machines, 1 repairer",
        rate=1,
        service=2,
        ask=machines(5, 1, runs=10),
        theory=lambda times: machine_repair(5, 1, 0.1, 2 * times)._asdict(),
        measure=repairs(1),
        adjust=always_discharged,
        controls=False,
        skip=300,
        keep=20_000,
        replications=100,
        seed=322,
    ),
    Given(
        queue="Q10",
        name="machine repair, 10 machines, 2 repairers",
        rate=1,
        service=2,
        ask=machines(10, 2, runs=20),
        theory=lambda times: machine_repair(10, 2, 0.05, 2 * times)._asdict(),
        measure=repairs(2),
        adjust=always_discharged,
        controls=False,
        skip=500,
        keep=20_000,
        replications=200,
        replications_with_fault=120,
        seed=323,
    ),
    Given(
        queue="Q9*",
        name="Jackson: support, away, half come back",
        rate=1,
        service=0.7,
        ask=with_feedback(2, AWAY, FEEDBACK),
        theory=lambda times: {
            "in line": mean_wait_mmc(1 / (1 - FEEDBACK), 0.7 * times, 2) / (1 - FEEDBACK),
            "supported": 0.7 * times / (1 - FEEDBACK),
            "away": AWAY / (1 - FEEDBACK),
        },
        measure=in_line_supported_and_away,
        adjust=always_discharged,
        unmoved=("away",),
        keep=10_000,
        replications=140,
        seed=324,
    ),
    Given(
        queue="Q9*",
        name="Jackson: support, then one of two activities",
        rate=1,
        service=1.2,
        ask=support_then_activity,
        theory=lambda times: {
            "wait for support": mean_wait_mmc(1, 1.2 * times, 2),
            **{
                f"wait for {name}": mean_wait_mmc(share, weeks * times, places)
                for name, (share, places, weeks) in CHOSEN.items()
            },
        },
        measure=mean_waits_along_the_way,
        adjust=exponential_courses,
        keep=20_000,
        replications=160,
        seed=325,
    ),
]


# ---------------------------------------------------------------- a new service fills up

BATCHES, STARTS = 80, 600  # each start is a replication


@dataclass(frozen=True)
class RampUp(Given):
    """How many are supported a while after a service opens, empty: over many starts, in batches."""

    time: float = 2

    def inputs(self, times: float) -> Inputs:
        until = round(self.time * self.unit * WEEK)
        return lasting(self.ask(self, times), until, until)

    def found(self, times: float = 1) -> dict[str, Found]:
        tables, key = fast.Tables(self.inputs(times)), study_key(self.seed)
        answers = []
        for batch in range(self.replications if times == 1 else self.replications_with_fault):
            counts = np.empty(STARTS)
            for start in range(STARTS):
                what = np.asarray(tables.replicate(key, batch * STARTS + start))[2::LOG_COLUMNS]
                counts[start] = (what == What.GIVEN_LINK_WORKER).sum() - (what == What.SUPPORT_ENDED).sum()
            answers.append([counts.mean(), counts.var(ddof=1)])
        return dict(zip(self.theory(1), at_average_luck(np.array(answers), np.empty(0)), strict=True))


CASES.append(
    RampUp(
        queue="Q12",
        name="M/M/∞ from empty, rate 10, service 2, after 2",
        rate=10,
        per_week=8,
        service=2,
        ask=slots(10_000),
        theory=lambda times: dict.fromkeys(("mean supported", "variance"), ramp_up(10, 2 * times, 2)),
        measure=lambda _case, _seen: [],
        unmoved=("variance",),
        keep=0,
        replications=BATCHES,
        seed=326,
    )
)
