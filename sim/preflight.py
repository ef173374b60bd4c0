"""Before a second is simulated, what can be said? How full everything will be, what a run costs, what looks wrong, and
what is assumed.

Offered load is work arriving ÷ capacity: at 1 a queue never settles. It is worked out from mean values as if everybody
who accepts were supported, so the load of a later stage is the one it would meet if the stages before it kept up.
Nothing here is drawn by luck or used by an engine; whoever runs a scenario decides what to do about what is said.
Left out, because rare and dear to work out: people referred again after a relapse (in reviews they do count).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import fsum, inf
from typing import NamedTuple

from pydantic import BaseModel

from sim import rules
from sim.events import MOST_PEOPLE
from sim.inputs import FRAILTY_STEPS, LINK_WORKERS, REVIEW_CLINIC, Inputs, inputs_of, post_groups
from sim.luck import Law, Point, draw, exp, log, normal
from sim.scenario import Scenario
from sim.units import DAY, HOUR, WEEK, Minutes, nearest
from sim.values import Evidence, Grade, Number, Spread, values_in

SETTLES_BELOW, CALM_BELOW = 1.0, 0.9
FAR_ABOVE_THE_DIARY = 1.25  # times the contact hours there are
QUANTILES = 1000
COARSE_QUANTILES = 100  # where a mean is taken many times over
MEETINGS_AT_MOST = 1000  # weekly for nineteen years: nobody has more
ROUNDS = 50  # until a caseload and its diary agree
CELLS = 200  # slices of the follow-up in which reviews are counted
QUARTER = 13 * WEEK
BYTES_PER_ROW = 250
SECONDS_PER_EVENT = 25e-6  # measured: the SimPy engine, a row of the log
TINY = 1e-9
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
GRADES_WORST_FIRST: list[Grade | None] = ["assumed", "expert", "published", "measured", None]


class Load(NamedTuple):
    """One capacity, and the work that comes to it at its worst. Work and capacity are in `unit`."""

    name: str
    title: str
    work: float
    capacity: float
    unit: str
    load: float
    peak: str
    sentence: str
    path: str  # the setting that gives the capacity


class Estimate(NamedTuple):
    """What one replication will take. `events` are rows of its log; `wake_ups` is what settings.most_events caps."""

    people: float
    events: float
    wake_ups: float
    memory_bytes: float
    seconds: float
    too_large: str | None


class Warning(NamedTuple):
    """One plain sentence, and the setting it is about ('' for the scenario as a whole)."""

    path: str
    message: str


class Assumption(NamedTuple):
    """One value as text, and how far to trust it. A spread's low and high multiply the whole distribution."""

    path: str
    title: str
    value: str
    unit: str
    grade: Grade | None
    source: str | None
    low: str | None
    high: str | None
    informed_by: str | None


# ---------------------------------------------------------------- means


def mean_of(points: Sequence[Point], law: Law, quantiles: int = QUANTILES) -> float:
    """The mean of a distribution by the midpoint rule over its quantiles: the same on every machine."""
    return fsum(draw(points, law, (i + 0.5) / quantiles) for i in range(quantiles)) / quantiles


def _over_traits(inputs: Inputs, of: str) -> Iterator[tuple[float, float]]:
    """(share, ratio) of the kinds of people there are, kinds with the same ratio taken together."""
    kinds = {1.0: 1.0}
    for trait in sorted({level.trait for level in inputs.levels}):
        levels = [level for level in inputs.levels if level.trait == trait]
        together: defaultdict[float, float] = defaultdict(float)
        for ratio, share in kinds.items():
            for level in levels:
                together[ratio * getattr(level, of)] += share * level.share
        kinds = dict(together)
    for ratio, share in kinds.items():
        yield share, ratio


def _mean_ratio(inputs: Inputs, of: str) -> float:
    return fsum(share * ratio for share, ratio in _over_traits(inputs, of))


def _attendance(inputs: Inputs, chance: float, centre: float) -> list[tuple[float, float]]:
    """(share, chance of coming) of people, taken together to the nearest hundredth."""
    loading = inputs.frailty.attendance
    slices = [normal((i + 0.5) / FRAILTY_STEPS) for i in range(FRAILTY_STEPS)] if loading else [0.0]
    shares: defaultdict[float, float] = defaultdict(float)
    sums: defaultdict[float, float] = defaultdict(float)
    for share, ratio in _over_traits(inputs, "attendance"):
        for hidden in slices:
            comes = rules.attendance(chance, centre, ratio, loading, hidden)
            near = round(comes, 2)
            shares[near] += share / len(slices)
            sums[near] += comes * share / len(slices)
    return [(share, sums[near] / share) for near, share in shares.items() if share > 0]


def _before_leaving(inputs: Inputs, lasts: float) -> float:
    """The mean of a stay that would last so many minutes, cut short by dying or moving away."""
    hazard = inputs.exit_hazard * _mean_ratio(inputs, "exit")
    return (1.0 - exp(-hazard * lasts)) / hazard if hazard * lasts > TINY else lasts


# ---------------------------------------------------------------- when


def _dated(inputs: Inputs, dates: Iterable[Minutes]) -> list[tuple[Minutes, Minutes]]:
    """The follow-up cut at these dates and wherever the rate of referral changes."""
    always = {0, inputs.demand.first, inputs.demand.last, inputs.programme.end, *(rate.minute for rate in inputs.rates)}
    cuts = sorted({minute for minute in {*always, *dates} if 0 <= minute < inputs.horizon} | {inputs.horizon})
    return list(pairwise(cuts))


def _referrals(inputs: Inputs, minute: Minutes) -> float:
    """Referrals a week at a minute."""
    return rules.rate_at(inputs, minute) if inputs.demand.first <= minute < inputs.demand.last else 0.0


def _people_between(inputs: Inputs, start: float, end: float) -> float:
    """How many are referred from one minute to another, on average."""
    return fsum(
        _referrals(inputs, since) * max(0.0, min(end, until) - max(start, since)) / WEEK
        for since, until in _dated(inputs, ())
    )


def _since_first(inputs: Inputs) -> Minutes:
    """For how long people come: what lasts longer has not built up to its full height when they stop."""
    return max(0, min(inputs.demand.last, inputs.programme.end, inputs.horizon) - inputs.demand.first)


def _said(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _period(scenario: Scenario, since: Minutes, until: Minutes) -> str:
    start = scenario.dates.start.value
    return f"{_said(start + timedelta(since // DAY))} to {_said(start + timedelta(until // DAY))}"


class _Peak(NamedTuple):
    work: float
    capacity: float
    load: float
    since: Minutes
    until: Minutes
    whole: bool  # as long as anybody is referred


def _peak(
    inputs: Inputs,
    dates: Iterable[Minutes],
    work: Callable[[float, Minutes], float],
    capacity: Callable[[Minutes], float],
) -> _Peak:
    """The dates at which a capacity is fullest, of those at which people are referred and there is any."""
    offers = [(a, b) for a, b in _dated(inputs, dates) if a < inputs.programme.end and _referrals(inputs, a) > 0]
    if not offers:
        return _Peak(0.0, max((capacity(a) for a, _ in _dated(inputs, dates)), default=0.0), 0.0, 0, 0, whole=True)
    rows = [(since, until, work(_referrals(inputs, since), since), capacity(since)) for since, until in offers]
    rows = [row for row in rows if row[3] > 0] or rows
    ratios = [_ratio(done, room) for *_, done, room in rows]
    first = last = ratios.index(max(ratios))
    while last + 1 < len(rows) and rows[last + 1][0] == rows[last][1] and abs(ratios[last + 1] - ratios[first]) <= TINY:
        last += 1
    since, until = rows[first][0], rows[last][1]
    return _Peak(
        rows[first][2], rows[first][3], ratios[first], since, until, (since, until) == (offers[0][0], offers[-1][1])
    )


def _ratio(work: float, capacity: float) -> float:
    return work / capacity if capacity > 0 else inf if work > 0 else 0.0


def _load(scenario: Scenario, name: str, title: str, unit: str, path: str, peak: _Peak) -> Load:
    period = _period(scenario, peak.since, peak.until) if peak.until else ""
    when = "" if peak.whole else f" from {period}"
    if peak.load == inf:
        verdict = f"{title} have no room at all{when}: nobody can be served."
    elif peak.load > SETTLES_BELOW and peak.whole:
        verdict = f"{title} are {percent(peak.load)} loaded: the queue will not settle."
    elif peak.load > SETTLES_BELOW:
        verdict = f"{title} are {percent(peak.load)} loaded{when}: the queue grows as long as this lasts."
    elif peak.load > CALM_BELOW:
        verdict = f"{title} are {percent(peak.load)} loaded{when}: waits will be long and uncertain."
    else:
        verdict = f"{title} are {percent(peak.load)} loaded{when}."
    return Load(name, title, peak.work, peak.capacity, unit, peak.load, period, verdict, path)


def percent(share: float) -> str:
    """112 %; a load just above 1 is never shown as 100 %."""
    digits = next(n for n in range(10) if round(share, n + 2) != 1 or abs(share - 1) <= TINY)
    return f"{share * 100:,.{digits}f} %"


# ---------------------------------------------------------------- support


class _Support(NamedTuple):
    """Support as it goes when nothing has to be waited for: minutes, and shares of those given a link worker."""

    lasts: float
    meetings: float  # held, missed ones included
    meets: float  # share who come to at least one
    completes: float
    length: float  # of a meeting
    length_variation: float  # squared coefficient of variation
    gap: float


def _support(inputs: Inputs) -> _Support:
    given = inputs.support
    planned = Counter(
        min(MEETINGS_AT_MOST, max(1, nearest(draw(inputs.points, given.meetings, (i + 0.5) / QUANTILES))))
        for i in range(QUANTILES)
    )
    held = meets = completes = 0.0
    for share, comes in _attendance(inputs, given.attends, given.attends_odds):
        by_plan = _meetings(comes, given.missed_allowed, max(planned))
        held += share * fsum(n * by_plan[k - 1][0] for k, n in planned.items()) / QUANTILES
        completes += share * fsum(n * by_plan[k - 1][1] for k, n in planned.items()) / QUANTILES
        meets += share * by_plan[0][1]
    gap = mean_of(inputs.points, given.gap)
    lengths = [max(1.0, draw(inputs.points, given.length, (i + 0.5) / QUANTILES)) for i in range(QUANTILES)]
    length = fsum(lengths) / QUANTILES
    variation = max(0.0, fsum(x * x for x in lengths) / QUANTILES / length**2 - 1.0)
    lasts = mean_of(inputs.points, given.first_meeting) + max(0.0, held - 1.0) * gap
    return _Support(lasts, held, meets, completes, length, variation, gap)


def _meetings(comes: float, missed_allowed: int, most: int) -> list[tuple[float, float]]:
    """For 1, 2, ... planned meetings: how many are held, missed ones included, and the chance that all planned are met.

    `at[j]` is the chance that a meeting is ever held after so many met (the round of the loop) and j missed.
    """
    misses = 1.0 - comes
    at = [misses**j for j in range(missed_allowed + 1)]
    rows: list[tuple[float, float]] = []
    held = 0.0
    for _ in range(most):
        here = fsum(at)
        held += here
        rows.append((held, here * comes))
        at[0] *= comes
        for j in range(1, missed_allowed + 1):
            at[j] = at[j] * comes + at[j - 1] * misses
    return rows


def diary_wait(people: float, gap: float, takes: float, variation: float) -> float:
    """Mean wait for a slot in the diary of a worker with so many people, each wanting `takes` of it every `gap`.

    Mean value analysis of a closed queue (Reiser and Lavenberg 1980), with the residual time of whoever is being seen
    (`variation`: squared coefficient of variation). Straight lines between whole numbers of people.
    """
    away = max(0.0, gap - takes)
    queue = busy = before = wait = 0.0
    for n in range(1, int(people) + 2):
        before = wait
        there = max(n * takes - away, takes * (1.0 + queue - busy * (1.0 - variation) / 2))
        rate = n / (away + there)
        queue, busy = rate * there, rate * takes
        wait = there - takes
    return before + (people - int(people)) * (wait - before)


class _Room(NamedTuple):
    """Slots and contact minutes a week at one time, by kind of post; and the share of time posts are filled."""

    posts: Counter[tuple[int, int]]
    filled: float

    def slots(self) -> float:
        return self.filled * sum(n * caseload for (caseload, _), n in self.posts.items())

    def contact_minutes(self) -> float:
        return self.filled * sum(n * minutes for (_, minutes), n in self.posts.items())


class _Team:
    """The link workers through time."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        vacancy = mean_of(inputs.points, inputs.team.vacancy)
        self.filled = 1.0 / (1.0 + inputs.team.turnover * max(float(DAY), vacancy)) if inputs.team.turnover > 0 else 1.0
        self.room = cache(self._room)

    def dates(self) -> set[Minutes]:
        posts = (minute for post in self.inputs.posts for minute in (post.opens, post.closes))
        away = (minute for absence in self.inputs.absences for minute in (absence.starts, absence.ends))
        return {*posts, *away, *(capacity.minute for capacity in self.inputs.capacities)}

    def _room(self, minute: Minutes) -> _Room:
        away = {absence.post for absence in self.inputs.absences if absence.starts <= minute < absence.ends}
        now = {c.post: (c.caseload, c.contact_minutes) for c in self.inputs.capacities if c.minute <= minute}
        here = (i for i, post in enumerate(self.inputs.posts) if post.opens <= minute < post.closes and i not in away)
        return _Room(Counter(now[i] for i in here), self.filled)


def _minutes_supported(inputs: Inputs, support: _Support, room: _Room, accepted_per_week: float) -> float:
    """Mean time a slot is held: longer the fuller the diary, which is fuller the longer slots are held. From an empty
    diary up to the first level at which the two agree."""
    slots, lasts = room.slots(), support.lasts
    if slots <= 0:
        return _before_leaving(inputs, lasts)
    for _ in range(ROUNDS):
        full = min(1.0, accepted_per_week / WEEK * _before_leaving(inputs, lasts) / slots)
        waits = 0.0
        for (caseload, minutes), n in room.posts.items():
            people = full * caseload + 1.0 - full  # whoever books meets as many as there are, or all but themselves
            takes = support.length * WEEK / minutes
            waits += n * caseload * diary_wait(people, support.gap, takes, support.length_variation)
        lasts = support.lasts + support.meetings * waits * room.filled / slots
    return _before_leaving(inputs, lasts)


# ---------------------------------------------------------------- activities


def _wishes(inputs: Inputs, rows: Sequence[int], passed: int = 64) -> dict[int, float]:
    """How many people want each of these activities, for each person who plans: the race of `rules.preference`, over
    1 to n wishes at once. An activity is wanted if fewer suitable ones come before it than the person has wishes."""
    ratios = list(_over_traits(inputs, "suits"))
    suits = {a: fsum(share * min(1.0, inputs.activities[a].suits * ratio) for share, ratio in ratios) for a in rows}
    kind_of = {a: (inputs.activities[a].weight, suits[a]) for a in rows if inputs.activities[a].weight > 0}
    kinds = Counter(kind_of.values())
    chances = [1.0, *inputs.another]
    wanted = {}
    for weight, suitable in kinds:
        total = 0.0
        for i in range(passed):
            slower = log((i + 0.5) / passed) / weight
            ahead = [1.0] + [0.0] * (len(chances) - 1)  # chance that so many come before it
            for kind, n in kinds.items():
                before = kind[1] * (1.0 - exp(slower * kind[0]))
                for _ in range(n - (kind == (weight, suitable))):
                    for j in range(len(ahead) - 1, 0, -1):
                        ahead[j] += (ahead[j - 1] - ahead[j]) * before
                    ahead[0] *= 1.0 - before
            total += fsum(chance * p for chance, p in zip(chances, ahead, strict=True))
        wanted[weight, suitable] = suitable * total / passed
    return {a: wanted[kind] for a, kind in kind_of.items()}


def _course(inputs: Inputs, activity: int) -> float:
    """Mean minutes a place is held, staying on included."""
    given, asked = inputs.activities[activity], inputs.prescription
    within = min(_since_first(inputs), given.closes - given.opens)
    comes_to = fsum((1.0 - asked.drops) ** i for i in range(given.sessions)) * given.interval
    lasts = min(comes_to, within)
    if given.stay:
        comes = fsum(share * chance for share, chance in _attendance(inputs, asked.attends, asked.attends_odds))
        stays = (1.0 - asked.drops) ** (given.sessions - 1) * asked.goes_on * comes
        lasts += stays * min(mean_of(inputs.points, asked.stay), max(0.0, within - comes_to))
    return _before_leaving(inputs, lasts)


class _Activities:
    """Activities through time."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.course = [_course(inputs, a) for a in range(len(inputs.activities))]
        self.wishes = cache(lambda rows: _wishes(inputs, rows))

    def dates(self) -> set[Minutes]:
        activities = self.inputs.activities
        return {
            *(a.opens for a in activities),
            *(a.closes for a in activities),
            *(p.minute for p in self.inputs.places),
        }

    def open_at(self, minute: Minutes) -> tuple[int, ...]:
        return tuple(
            a for a, activity in enumerate(self.inputs.activities) if activity.opens <= minute < activity.closes
        )

    def places_at(self, minute: Minutes, which: Sequence[int]) -> float:
        now = {p.activity: p.places for p in self.inputs.places if p.minute <= minute}
        return float(sum(now[a] for a in self.open_at(minute) if a in which))

    def needed(self, planning_per_week: float, minute: Minutes, which: Sequence[int]) -> float:
        """Places held at once if there were enough of them."""
        wishes = self.wishes(self.open_at(minute))
        return planning_per_week / WEEK * fsum(wishes[a] * self.course[a] for a in wishes if a in which)


# ---------------------------------------------------------------- reviews


class _Reviews(NamedTuple):
    """Reviews asked for in each slice of the follow-up, and relapses."""

    step: Minutes
    routine: list[float]
    supported: list[float]
    relapses: float

    def busiest(self, counts: Sequence[float]) -> tuple[float, Minutes, Minutes]:
        """The busiest quarter of a year: reviews a week, from, to."""
        width = min(len(counts), max(1, round(QUARTER / self.step)))
        sums = [fsum(counts[i : i + width]) for i in range(len(counts) - width + 1)]
        first = sums.index(max(sums))
        return sums[first] / (width * self.step) * WEEK, first * self.step, (first + width) * self.step


def _reviews(inputs: Inputs, support: _Support, minutes_supported: float) -> _Reviews:
    """How many reviews fall due when: entries, spread by the time to a first review and the gaps after it, fewer at
    each by those discharged and gone; those who relapse start again.

    Routine reviews are those of usual care, whose people use the same slots; the programme lowers them, so routine
    and supported reviews together are on the high side.
    """
    step = max(DAY, inputs.horizon // CELLS)
    cells = -(-inputs.horizon // step)
    given = inputs.reviews
    entries = [_people_between(inputs, i * step, (i + 1) * step) for i in range(cells)]
    due = _due_by_age(inputs)
    kernel = [after - before for before, after in pairwise(due((k - 0.5) * step) for k in range(cells + 1))]
    waited = mean_of(inputs.points, inputs.demand.waited)
    listed = [0.0] * cells
    if inputs.demand.waiting:
        since = pairwise(due(k * step + waited) for k in range(cells + 1))
        listed = [inputs.demand.waiting * (after - before) for before, after in since]
    back = 1.0 - exp(-inputs.relapse.hazard * _mean_ratio(inputs, "relapse") * step) if inputs.stages.relapse else 0.0
    routine, again, discharged, relapses = [], 0.0, 0.0, 0.0
    coming = list(entries)
    for i in range(cells):
        coming[i] += again
        routine.append(listed[i] + fsum(coming[j] * kernel[i - j] for j in range(i + 1)))
        discharged += routine[i] * given.low
        again = discharged * back
        discharged -= again
        relapses += again
    supported = [0.0] * cells
    programme = inputs.programme
    if programme.access and (
        programme.offer == REVIEW_CLINIC or (programme.offer == LINK_WORKERS and inputs.stages.support)
    ):
        share, lag = support.completes, minutes_supported
        if programme.offer == REVIEW_CLINIC:
            share, lag = 1.0, mean_of(inputs.points, given.after_referral)
        elif not given.when_support_ends:
            lag = mean_of(inputs.points, given.after_start)
        for i, people in enumerate(entries):
            accepted = people * inputs.support.accepts + (inputs.demand.waiting if i == 0 else 0)
            asked = (i + 0.5) * step + lag
            if asked < min(programme.end, inputs.horizon):
                supported[int(asked // step)] += accepted * share
    return _Reviews(step, routine, supported, relapses)


def _due_by_age(inputs: Inputs) -> Callable[[float], float]:
    """Routine reviews a person has had by so many minutes after referral, on average."""
    given = inputs.reviews
    firsts = [draw(inputs.points, given.first, (i + 0.5) / COARSE_QUANTILES) for i in range(COARSE_QUANTILES)]
    gap = max(float(DAY), mean_of(inputs.points, given.gap))
    leaves = inputs.exit_hazard * _mean_ratio(inputs, "exit")
    each = (1.0 - given.low) * exp(-leaves * gap)

    def due(age: float) -> float:
        total = 0.0
        for first in firsts:
            if first <= age:
                many = int((age - first) // gap) + 1
                total += exp(-leaves * first) * (many if each >= 1.0 else (1.0 - each**many) / (1.0 - each))
        return total / COARSE_QUANTILES

    return due


# ---------------------------------------------------------------- offered loads


class _Flight:
    """What several answers need, worked out once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.inputs = scenario, inputs_of(scenario)
        self.supports = bool(self.inputs.programme.offer == LINK_WORKERS and self.inputs.stages.support)
        self.support, self.team, self.activities = _support(self.inputs), _Team(self.inputs), _Activities(self.inputs)
        self.caseloads = self._caseloads()
        self.minutes_supported = self._supported_at_peak()
        self.reviews = (
            _reviews(self.inputs, self.support, self.minutes_supported) if self.inputs.stages.reviews else None
        )

    def accepted(self, referrals: float) -> float:
        return referrals * self.inputs.support.accepts

    def _slots_needed(self, referrals: float, minute: Minutes) -> float:
        accepted = self.accepted(referrals)
        lasts = _minutes_supported(self.inputs, self.support, self.team.room(minute), accepted)
        return accepted / WEEK * min(lasts, _since_first(self.inputs))

    def _caseloads(self) -> _Peak:
        return _peak(self.inputs, self.team.dates(), self._slots_needed, lambda minute: self.team.room(minute).slots())

    def _supported_at_peak(self) -> float:
        accepted = self.accepted(_referrals(self.inputs, self.caseloads.since))
        return _minutes_supported(self.inputs, self.support, self.team.room(self.caseloads.since), accepted)

    def contact_hours(self) -> _Peak:
        """Link workers' contact hours a week."""
        support, inputs = self.support, self.inputs
        stays = _before_leaving(inputs, support.lasts) / support.lasts if support.lasts > 0 else 1.0
        each = support.meetings * stays * support.length / HOUR
        return _peak(
            inputs,
            self.team.dates(),
            lambda rate, _: self.accepted(rate) * each,
            lambda minute: self.team.room(minute).contact_minutes() / HOUR,
        )

    def places(self, which: Sequence[int]) -> _Peak:
        """Places of these activities."""
        planning = self.inputs.support.accepts * self.support.meets
        return _peak(
            self.inputs,
            self.activities.dates(),
            lambda rate, minute: self.activities.needed(rate * planning, minute, which),
            lambda minute: self.activities.places_at(minute, which),
        )


def offered_loads(scenario: Scenario) -> list[Load]:
    """Work arriving ÷ capacity of everything that people queue for, at its worst date."""
    return _loads(_Flight(scenario))


def _loads(flight: _Flight) -> list[Load]:
    scenario, inputs, loads = flight.scenario, flight.inputs, []
    if flight.supports:
        loads.append(
            _load(
                scenario,
                "caseloads",
                "Link worker caseloads",
                "people at once",
                "link_workers.caseload_per_post",
                flight.caseloads,
            )
        )
        loads.append(
            _load(
                scenario, "contact_hours", "Link workers' contact hours", "hours a week",
                "link_workers.contact_hours_per_week_per_post", flight.contact_hours(),
            )
        )  # fmt: skip
        if inputs.stages.activities and scenario.activities:
            for a, name in enumerate(sorted(scenario.activities)):
                spoken = name.replace("_", " ")
                path = f"activities.{name}.places"
                loads.append(
                    _load(scenario, f"places.{name}", f"Places of {spoken}", "places", path, flight.places([a]))
                )
            everything = flight.places(range(len(inputs.activities)))
            loads.append(
                _load(
                    scenario,
                    "places",
                    "Places of all activities together",
                    "places",
                    "activity_defaults.places",
                    everything,
                )
            )
    return loads + _review_loads(flight)


def _review_loads(flight: _Flight) -> list[Load]:
    if flight.reviews is None:
        return []
    reviews, given, scenario = flight.reviews, flight.inputs.reviews, flight.scenario
    shared, added = (WEEK / slot if slot else 0.0 for slot in (given.slot, given.added_slot))
    every, more = "reviews.slots_per_week", "reviews.supported.added_slots_per_week"

    def load(name: str, title: str, path: str, counts: Sequence[float], slots: float) -> Load:
        work, since, until = reviews.busiest(counts)
        peak = _Peak(work, slots, _ratio(work, slots), since, min(until, flight.inputs.horizon), whole=False)
        return _load(scenario, name, title, "reviews a week", path, peak)

    loads = [load("reviews.routine", "Routine review slots", every, reviews.routine, shared)]
    if flight.inputs.programme.access and flight.supports:
        both = [a + b for a, b in zip(reviews.routine, reviews.supported, strict=True)]
        loads.append(load("reviews", "Review slots (routine and supported)", every, both, shared + added))
    elif flight.inputs.programme.access and flight.inputs.programme.offer == REVIEW_CLINIC:
        loads.append(load("reviews.supported", "Review slots added for the clinic", more, reviews.supported, added))
    return loads


# ---------------------------------------------------------------- what a run takes


def estimate(scenario: Scenario) -> Estimate:
    """People, events, memory and time of one replication, and why it is too large if it is."""
    return _estimate(_Flight(scenario))


def _estimate(flight: _Flight) -> Estimate:
    inputs, support, stages = flight.inputs, flight.support, flight.inputs.stages
    weeks, waiting = inputs.horizon / WEEK, inputs.demand.waiting
    people = waiting + _people_between(inputs, 0, inputs.horizon)
    reviews = fsum(flight.reviews.routine) + fsum(flight.reviews.supported) if flight.reviews else 0.0
    relapses = flight.reviews.relapses if flight.reviews else 0.0
    offered = met = wishes = turns = 0.0
    if flight.supports:
        offered = waiting + _people_between(inputs, 0, inputs.programme.end) + relapses * inputs.relapse.again
        accepted = waiting + (offered - waiting) * inputs.support.accepts
        diary = max(flight.team.room(a).contact_minutes() for a, _ in _dated(inputs, flight.team.dates()))
        each = min(support.meetings, 1.0 + inputs.horizon / support.gap) if support.gap > 0 else support.meetings
        met = min(accepted * each, diary / support.length * weeks)
        wishes = stages.activities * accepted * support.meets * (1.0 + fsum(inputs.another))
        turns = len(inputs.posts) * 2 * (1.0 + inputs.team.turnover * inputs.horizon)
    uses = people * _care_uses(inputs, people) if stages.care_lines else 0.0
    lines = len(inputs.care_lines) if stages.care_lines else 0
    traits = len({level.trait for level in inputs.levels})
    rows = (
        people * (2 + traits + lines) + offered * 4 + 2 * met + 4 * wishes + 2 * reviews + 3 * relapses + uses + turns
    )
    wake_ups = people * 2 + offered * 2 + met + 2 * wishes + 2 * reviews + relapses + uses + turns
    return Estimate(
        people,
        rows,
        wake_ups,
        rows * BYTES_PER_ROW,
        rows * SECONDS_PER_EVENT,
        _too_large(inputs, people, rows, wake_ups),
    )


def _care_uses(inputs: Inputs, people: float) -> float:
    """Uses of care a person has during the follow-up, on average; raised at first."""
    spans = [(0, 0, inputs.demand.waiting)] + [(a, b, _people_between(inputs, a, b)) for a, b in _dated(inputs, ())]
    left = fsum(n * (inputs.horizon - (a + b) / 2) for a, b, n in spans) / people if people > 0 else 0.0
    stay = _before_leaving(inputs, left)
    return fsum(line.rate * (stay + (line.raised - 1.0) * min(stay, line.settles) / 2) for line in inputs.care_lines)


def _too_large(inputs: Inputs, people: float, rows: float, wake_ups: float) -> str | None:
    takes = f"{rows * BYTES_PER_ROW / 1e9:,.1f} GB and {rows * SECONDS_PER_EVENT / 60:,.0f} minutes a replication"
    if people > MOST_PEOPLE:
        return (
            f"About {people:,.0f} people would come; at most {MOST_PEOPLE:,} can be told apart. It would take {takes}."
        )
    if wake_ups > inputs.most_events:
        most = f"settings.most_events ({inputs.most_events:,})"
        return f"About {wake_ups:,.0f} events a replication are more than {most}. It would take {takes}."
    return None


# ---------------------------------------------------------------- what looks wrong


def warnings(scenario: Scenario) -> list[Warning]:
    """What a commissioner should know before believing an answer: one plain sentence each."""
    flight = _Flight(scenario)
    found = [*_implausible(scenario), *_about_loads(flight)]
    if flight.supports:
        found += [*_about_posts(flight), *_about_diaries(flight), *_about_activities(flight)]
    return [*found, *_about_reviews(flight), *_about_follow_up(flight), *_about_evidence(scenario)]


def _implausible(scenario: Scenario) -> Iterator[Warning]:
    for path, value, facts in values_in(scenario):
        if isinstance(value, Number) and "plausible" in facts:
            least, most = facts["plausible"]
            if not least <= value.value <= most:
                name = ".".join(path)
                usual = f"{least:g} to {_with_unit(most, facts['unit'])}"
                yield Warning(name, f"{_title(scenario, path)} ({name}) is {value.value:g}, outside the usual {usual}.")


def _with_unit(number: float, unit: str) -> str:
    return f"{number:,g} {unit.replace('/', ' a ').replace('per ', 'a ')}"


def _about_loads(flight: _Flight) -> Iterator[Warning]:
    for load in _loads(flight):
        said_elsewhere = load.load == inf and (
            load.name not in ("caseloads", "reviews.routine") or not flight.inputs.posts
        )
        if load.load > CALM_BELOW and not said_elsewhere:
            yield Warning(load.path, f"{load.sentence} The setting is {load.path}.")


def _about_posts(flight: _Flight) -> Iterator[Warning]:
    scenario, inputs, room = flight.scenario, flight.inputs, flight.team.room
    if not inputs.posts:
        yield Warning(
            "link_workers.posts", "There are no link workers (link_workers.posts is 0): nobody can be supported."
        )
        return
    opens = min(post.opens for post in inputs.posts)
    closes = max(post.closes for post in inputs.posts)
    if not any(post.opens < min(post.closes, inputs.horizon) for post in inputs.posts):
        yield Warning(
            "link_workers.posts",
            "No post is open between dates.service_start and dates.service_end: nobody can be supported.",
        )
        return
    comes = inputs.demand.first if inputs.demand.waiting == 0 else 0
    if opens < min(comes, closes):
        weeks = (min(comes, closes) - opens) / WEEK
        yield Warning(
            "dates.first_referral",
            f"Link workers are paid for {weeks:.0f} weeks before anybody is referred (dates.first_referral).",
        )
    for name, group in sorted(scenario.link_workers.groups.items()):
        if (
            group.opens is not None
            and group.posts.value > 0
            and group.opens.value < scenario.dates.day("service_start")
        ):
            path = f"link_workers.groups.{name}.opens"
            yield Warning(
                path,
                f"The posts of {name.replace('_', ' ')} ({path}) begin before the service does (dates.service_start).",
            )
    waits = [(a, b) for a, b in _dated(inputs, flight.team.dates()) if a < inputs.programme.end and not room(a).posts]
    nobody = fsum(flight.accepted(_people_between(inputs, a, b)) for a, b in waits)
    if nobody >= 1:
        weeks = fsum(b - a for a, b in waits if _referrals(inputs, a) > 0) / WEEK
        yield Warning(
            "dates.service_start",
            f"For {weeks:.0f} weeks people are referred and no link worker is in post (dates.service_start): "
            f"about {nobody:.0f} people will wait.",
        )


def _about_diaries(flight: _Flight) -> Iterator[Warning]:
    scenario, inputs, support = flight.scenario, flight.inputs, flight.support
    chance = inputs.support
    if all(comes <= 0.0 for _, comes in _attendance(inputs, chance.attends, chance.attends_odds)):
        yield Warning(
            "support.chance_attends_meeting",
            "Every meeting is missed (support.chance_attends_meeting): nobody is supported.",
        )
    groups = list(post_groups(scenario).items())
    said = set()
    for capacity in inputs.capacities if support.gap > 0 else ():
        name, group = groups[inputs.posts[capacity.post].group]
        path = (
            f"link_workers.groups.{name}.caseload_per_post"
            if group.caseload_per_post
            else "link_workers.caseload_per_post"
        )
        needed = capacity.caseload * support.length / support.gap * WEEK
        if needed > FAR_ABOVE_THE_DIARY * capacity.contact_minutes and path not in said:
            said.add(path)
            yield Warning(
                path,
                f"A full caseload of {capacity.caseload} ({path}) wants {needed / HOUR:.0f} contact hours a week and "
                f"the diary holds {capacity.contact_minutes / HOUR:.0f}: meetings will be further apart than planned.",
            )


def _about_activities(flight: _Flight) -> Iterator[Warning]:
    scenario, inputs = flight.scenario, flight.inputs
    if not inputs.stages.activities:
        return
    start, end = (
        min((post.opens for post in inputs.posts), default=inputs.programme.start),
        min(inputs.programme.end, inputs.horizon),
    )
    during = [
        (max(a, start), min(b, end))
        for a, b in _dated(inputs, {start, *flight.activities.dates()})
        if b > start and a < end
    ]
    shut = [(a, b) for a, b in during if not flight.activities.open_at(a)]
    if shut and shut == during:
        yield Warning(
            "activities", "No activity is open while the service runs (activities): nobody can be referred on."
        )
        return
    if shut:
        weeks = fsum(b - a for a, b in shut) / WEEK
        yield Warning("activities", f"For {weeks:.0f} weeks of the service no activity is open (activities).")
    for name, activity in sorted(scenario.activities.items()):
        if activity.closes is not None and activity.closes.value < scenario.dates.day("service_end"):
            path = f"activities.{name}.closes"
            yield Warning(
                path,
                f"{name.replace('_', ' ').capitalize()} closes on {_said(activity.closes.value)}, "
                f"before the service ends ({path}).",
            )


def _about_reviews(flight: _Flight) -> Iterator[Warning]:
    inputs, added = flight.inputs, "reviews.supported.added_slots_per_week"
    if inputs.programme.offer == REVIEW_CLINIC:
        if not inputs.stages.reviews or not inputs.reviews.added_slot:
            yield Warning(
                added, f"The review clinic has no slots of its own ({added} is 0): nobody can be reviewed by it."
            )
        if not inputs.programme.access:
            yield Warning(
                "programme.effect",
                "The review clinic holds no review unless access is one of the channels (programme.effect).",
            )
    elif inputs.programme.access and not inputs.stages.reviews:
        yield Warning(
            "programme.effect",
            "Access is a channel of effect (programme.effect), yet this setting has no reviews (stages.reviews).",
        )
    elif inputs.programme.access and not inputs.reviews.slot and not inputs.reviews.added_slot:
        yield Warning(
            "programme.effect",
            "Access is a channel of effect (programme.effect), yet there are no review slots "
            f"(reviews.slots_per_week, {added}): no supported review can be held.",
        )


def _about_follow_up(flight: _Flight) -> Iterator[Warning]:
    inputs = flight.inputs
    weeks = max(0, inputs.horizon - inputs.demand.first) / WEEK
    short = f"Follow-up ends (dates.end) {weeks:.0f} weeks after referrals begin"
    first = mean_of(inputs.points, inputs.reviews.first) / WEEK
    if inputs.stages.reviews and first > weeks:
        yield Warning(
            "dates.end",
            f"{short}, and a first review comes after {first:.0f} (reviews.weeks_to_first_review): few will be seen.",
        )
    if flight.supports:
        wait, supported = _typical_wait(flight) / WEEK, flight.minutes_supported / WEEK
        if wait > weeks:
            yield Warning(
                "dates.end",
                f"{short}, and the wait for a link worker grows to about {wait:.0f}: "
                "most waits will not be seen to end.",
            )
        elif supported > weeks:
            yield Warning(
                "dates.end", f"{short}, and support lasts about {supported:.0f}: few will be seen to complete it."
            )


def _typical_wait(flight: _Flight) -> float:
    """How long the last to be referred would wait, in minutes: everybody before them, at the pace slots fall free; but
    no longer than people are patient."""
    inputs, peak = flight.inputs, flight.caseloads
    patience = mean_of(inputs.points, inputs.support.patience)
    if peak.capacity <= 0:
        return patience if peak.work > 0 or inputs.demand.waiting else 0.0
    growth = (
        max(0.0, peak.work - peak.capacity) / flight.minutes_supported * (peak.until - peak.since)
        if flight.minutes_supported
        else 0.0
    )
    before = max(0.0, inputs.demand.waiting + growth - (0.0 if growth else max(0.0, peak.capacity - peak.work)))
    return min(patience, before * flight.minutes_supported / peak.capacity)


def _about_evidence(scenario: Scenario) -> Iterator[Warning]:
    graded = [value.grade for _, value, _ in values_in(scenario) if value.grade is not None]
    if assumed := graded.count("assumed"):
        yield Warning("", f"{assumed} of {len(graded)} graded values are assumed: nobody has measured them here.")
    silent = [
        path
        for path, value, facts in values_in(scenario)
        if facts.get("kind") == "uncertain" and value.grade is None and _is_given(scenario, path)
    ]
    if silent:
        first = ".".join(silent[0])
        yield Warning(first, f"No grade is given for {len(silent)} of the uncertain values; the first is {first}.")
    years = sorted(set(_price_years(scenario)) - {scenario.prices.year})
    if scenario.prices.index and years:
        index = scenario.prices.index
        yield Warning(
            "prices.index",
            f"Prices of {', '.join(years)} are turned into prices of {scenario.prices.year} by an index "
            f"(prices.index): {index.name}, {index.grade}.",
        )


def _price_years(section: object) -> Iterator[str]:
    """The price year of every price below a section."""
    if isinstance(section, BaseModel):
        if "price_year" in type(section).model_fields:
            yield section.price_year  # type: ignore[attr-defined]
        for name in type(section).model_fields:
            yield from _price_years(getattr(section, name))
    elif isinstance(section, dict):
        for item in section.values():
            yield from _price_years(item)


# ---------------------------------------------------------------- what is assumed


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Every value: the assumed first, those that state no grade last."""
    rows = [
        Assumption(
            ".".join(path), _title(scenario, path), _value_text(value), facts.get("unit", ""),
            value.grade, value.source, *_range_text(value), value.informed_by,
        )
        for path, value, facts in values_in(scenario)
    ]  # fmt: skip
    if index := scenario.prices.index:
        rows.append(
            Assumption("prices.index", "Price index", index.name, "index", index.grade, index.source, None, None, None)
        )
    return sorted(rows, key=lambda row: (GRADES_WORST_FIRST.index(row.grade), row.path))


def _value_text(value: Evidence) -> str:
    if isinstance(value, Spread):
        match value.distribution:
            case "uniform":
                return f"{value.least:,g} to {value.most:,g}, evenly spread"
            case "triangular":
                return f"{value.least:,g} to {value.most:,g}, most often {value.most_likely:,g}"
            case "exponential":
                return f"{value.mean:,g} on average, exponential"
            case "weibull" | "lognormal":
                return f"half below {value.median:,g}, nine in ten below {value.ninetieth:,g}, {value.distribution}"
            case "quantiles":
                return ", ".join(f"{share * 100:g} % below {number:,g}" for share, number in value.points or [])
            case _:
                return _number_text(value.value)
    return _number_text(getattr(value, "value", None))


def _number_text(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)


def _range_text(value: Evidence) -> tuple[str | None, str | None]:
    if isinstance(value, Spread) and value.low_times is not None and value.high_times is not None:
        return f"{value.low_times:g} times", f"{value.high_times:g} times"
    if isinstance(value, Number) and value.low is not None:
        return _number_text(value.low), _number_text(value.high)
    return None, None


def _title(scenario: Scenario, path: Sequence[str]) -> str:
    """The title that the schema gives the value at a path."""
    section, name = list(_steps(scenario, path))[-1]
    field = type(section).model_fields[name]
    return field.title or (field.description or name).partition(" (")[0]


def _is_given(scenario: Scenario, path: Sequence[str]) -> bool:
    """Whether the scenario states a value, rather than leaving it to its default."""
    return all(name in section.model_fields_set for section, name in _steps(scenario, path))


def _steps(scenario: Scenario, path: Sequence[str]) -> Iterator[tuple[BaseModel, str]]:
    """The sections that a path goes through, each with the field taken."""
    here: object = scenario
    for part in path:
        if isinstance(here, BaseModel):
            yield here, part
            here = getattr(here, part)
        else:
            here = here[part] if isinstance(here, dict) else here[int(part)]  # type: ignore[index]


__all__ = [
    "Assumption",
    "Estimate",
    "Load",
    "Warning",
    "assumptions",
    "estimate",
    "mean_of",
    "offered_loads",
    "warnings",
]
