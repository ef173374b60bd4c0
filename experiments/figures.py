"""What does one window of a log show? Every figure that services publish, counted as they would have counted it.

A figure *of those referred* follows people who were referred in the window, before `referred_until`; nobody of day 0
was. Some figures need usual care too: the same people with the same luck, so that a difference is theirs, person by
person. A measure that needs a name or number takes it after a full stop: `wider.volunteering`, `naive_change.gp`,
`seen_at_least.3`, `care_cost.inpatient.6`. What people cost is a figure of a whole run, priced in both worlds;
`saves_in_draws` is the share of draws of all that nobody knows (`draws`) in which net cash is above 0.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from math import fsum, nan
from statistics import median
from typing import Literal, NamedTuple

from experiments.counted import WorldOutcomes
from experiments.outcomes import PEOPLE
from experiments.run import Case, Replication
from sim.events import Review, Row, What
from sim.frames import Shape
from sim.inputs import World
from sim.luck import Source
from sim.money import gain_after, in_report_prices
from sim.rules import OUTCOMES, because_of_dose, ones
from sim.scenario import Scenario
from sim.stays import ON_CASELOAD, POST_FILLED, closed_by, opened_by
from sim.units import DAY, MONTH, WEEK, YEAR, Minutes

ALL_OUTCOMES = (1 << OUTCOMES) - 1
QUARTERS = 4
RELAPSES_WITHIN = 2 * YEAR
CASELOADS = frozenset({*ON_CASELOAD.opens, *ON_CASELOAD.closes, What.LEFT})


class Window(NamedTuple):
    """From the first minute to the last (not included); who is referred until then is followed."""

    starts: Minutes
    ends: Minutes
    referred_until: Minutes


@dataclass
class WindowCounts:
    """Who did what, and how often, in one window of one log. People by number, which is the same in every world."""

    shape: Shape
    window: Window
    referred: dict[int, Minutes] = field(default_factory=dict)  # when
    left: dict[int, Minutes] = field(default_factory=dict)
    declined: set[int] = field(default_factory=set)
    given: dict[int, Minutes] = field(default_factory=dict)  # a link worker
    booked: set[int] = field(default_factory=set)  # for a first meeting
    met: Counter[int] = field(default_factory=Counter)
    supported: dict[int, Minutes] = field(default_factory=dict)  # for how long, once support is over
    wishes: set[tuple[int, int]] = field(default_factory=set)  # (person, nth): referred on
    uptakers: dict[int, Minutes] = field(default_factory=dict)  # when they joined their first activity
    reviews: list[int] = field(default_factory=list)  # outcomes improved, at uptakers' supported reviews
    discharges: int = 0  # at those
    all_reviews: int = 0  # of uptakers, routine ones too
    all_discharges: int = 0  # at those
    at_the_end: list[int] = field(default_factory=list)  # outcomes improved, each time an uptaker's support is over
    progress: dict[int, int] = field(default_factory=dict)  # person -> outcomes improved, and those because of dose
    wider: Counter[int] = field(default_factory=Counter)  # person who joined an activity -> bits
    wider_since: dict[tuple[int, int], Minutes] = field(default_factory=dict)  # (bit, person): first seen
    looked: dict[int, int] = field(default_factory=dict)  # person, once support is over -> wider outcomes not wanted
    went_on: set[int] = field(default_factory=set)
    discharged: set[int] = field(default_factory=set)
    relapsed: set[int] = field(default_factory=set)  # of those
    weeks_to_relapse: list[float] = field(default_factory=list)  # each within so long of a discharge early enough
    ended_courses: Counter[bool] = field(default_factory=Counter)  # of activity, by whether to their end
    discharged_at: dict[int, Minutes] = field(default_factory=dict)  # last
    before: Counter[tuple[int, int]] = field(default_factory=Counter)  # (care line, person): in the year before
    after: Counter[tuple[int, int]] = field(default_factory=Counter)  # in the year after referral
    uses: Counter[tuple[int, int]] = field(default_factory=Counter)  # in all
    filled: dict[int, Minutes] = field(default_factory=dict)  # posts that are filled, since when
    post_years: float = 0.0  # of filled posts, part posts in part
    on_caseload: dict[int, Minutes] = field(default_factory=dict)  # people, since when
    caseload_years: float = 0.0

    def followed_until(self, person: int) -> Minutes:
        """To the end of the window, or until they leave."""
        return min(self.left.get(person, self.window.ends), self.window.ends)


def see(log: Iterable[Row], window: Window, shape: Shape) -> WindowCounts:
    """Everything the measures count, in one window. Of a log, or of those of its rows that the wanted measures read."""
    counts = WindowCounts(shape, window)
    starts, ends, _ = window
    for minute, person, what, where, value in log:
        if minute >= ends:
            break
        if person < 0:
            _post(counts, minute, person, what)
            continue
        if what in CASELOADS:
            _caseload(counts, minute, person, what, where)
        if minute < starts:
            continue
        if happened := HAPPENED.get(what):
            happened(counts, minute, person, where, value)
        if what in OF_UPTAKERS and person in counts.uptakers:
            _uptaker(counts, person, what, where, value)
    for post, since in counts.filled.items():
        _filled(counts, post, since, window.ends)
    for since in counts.on_caseload.values():
        counts.caseload_years += _years_of(counts.window, since, window.ends)
    return counts


def _years_of(window: Window, since: Minutes, until: Minutes) -> float:
    """How long something lasts within a window."""
    return max(0, until - max(since, window.starts)) / YEAR


def _post(counts: WindowCounts, minute: Minutes, number: int, what: int) -> None:
    """A post is filled, or vacant again."""
    post = -1 - number
    if opened_by(what) is POST_FILLED:
        counts.filled[post] = minute
    else:
        _filled(counts, post, counts.filled.pop(post), minute)


def _filled(counts: WindowCounts, post: int, since: Minutes, until: Minutes) -> None:
    _, part = counts.shape.posts[post]
    counts.post_years += part * _years_of(counts.window, since, until)


def _caseload(counts: WindowCounts, minute: Minutes, person: int, what: int, where: int) -> None:
    """A person comes onto a caseload, or leaves it."""
    if closed_by(what, where) is ON_CASELOAD and person in counts.on_caseload:
        counts.caseload_years += _years_of(counts.window, counts.on_caseload.pop(person), minute)
    if opened_by(what) is ON_CASELOAD:
        counts.on_caseload[person] = minute


Happened = Callable[[WindowCounts, Minutes, int, int, int], None]  # minute, person, where, value
HAPPENED: dict[int, Happened] = {}


def _when(*whats: What) -> Callable[[Happened], Happened]:
    """What is counted when these happen to a person. A table, because a fit reads many millions of events."""

    def counted(happened: Happened) -> Happened:
        HAPPENED.update(dict.fromkeys(whats, happened))
        return happened

    return counted


@_when(What.REFERRED)
def _referred(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    if where & 3 == Source.REFERRALS and minute < counts.window.referred_until:
        counts.referred[person] = minute


@_when(What.LEFT)
def _left(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.left[person] = minute


@_when(What.DECLINED)
def _declined(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.declined.add(person)


@_when(What.GIVEN_LINK_WORKER)
def _given(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.given[person] = minute


@_when(What.MEETING_WANTED)
def _booked(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    if value == 0:
        counts.booked.add(person)


@_when(What.MET)
def _met(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.met[person] += 1


@_when(What.SUPPORT_ENDED, What.DISENGAGED)
def _supported(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    if person in counts.given:
        counts.supported[person] = minute - counts.given[person]


@_when(What.WANTS_PLACE)
def _wished(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.wishes.add((person, value))


@_when(What.JOINED_ACTIVITY)
def _joined(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.uptakers.setdefault(person, minute)


@_when(What.ENGAGEMENT_SUSTAINED)
def _went_on(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.went_on.add(person)


@_when(What.DISCHARGED)
def _discharged(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.discharged.add(person)
    counts.discharged_at[person] = minute


@_when(What.RELAPSED)
def _relapsed(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    if person in counts.discharged:
        counts.relapsed.add(person)
        _relapse(counts, minute, counts.discharged_at[person])


@_when(What.COMPLETED)
def _completed(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.ended_courses[True] += 1


@_when(What.DROPPED_OUT)
def _dropped_out(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.ended_courses[False] += 1


@_when(What.CARE_USED_BEFORE)
def _used_before(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.before[where, person] = value


@_when(What.CARE_USED)
def _used(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.uses[where, person] += 1
    if person in counts.referred and minute - counts.referred[person] < YEAR:
        counts.after[where, person] += 1


@_when(What.PROGRESS_SEEN)
def _progress_seen(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.progress[person] = value


@_when(What.WIDER_SEEN)
def _wider_seen(counts: WindowCounts, minute: Minutes, person: int, where: int, value: int) -> None:
    counts.looked[person] = where
    for bit in range(len(counts.shape.wider)):
        if value >> bit & 1:
            counts.wider_since.setdefault((bit, person), minute)


OF_UPTAKERS = frozenset({What.REVIEWED, What.DISCHARGED, What.PROGRESS_SEEN, What.WIDER_SEEN})


def _relapse(counts: WindowCounts, minute: Minutes, discharged: Minutes) -> None:
    """A relapse is timed if it comes within `RELAPSES_WITHIN` of a discharge that is followed for so long."""
    if discharged < counts.window.referred_until and minute - discharged <= RELAPSES_WITHIN:
        counts.weeks_to_relapse.append((minute - discharged) / WEEK)


def _uptaker(counts: WindowCounts, person: int, what: int, where: int, value: int) -> None:
    """Counts of people who joined an activity only."""
    if what == What.REVIEWED:
        counts.all_reviews += 1
        if where == Review.SUPPORTED:
            counts.reviews.append(value & ALL_OUTCOMES)
    elif what == What.DISCHARGED:
        counts.all_discharges += 1
        counts.discharges += where == Review.SUPPORTED
    elif what == What.PROGRESS_SEEN:
        counts.at_the_end.append(value & ALL_OUTCOMES)
    elif what == What.WIDER_SEEN:
        counts.wider[person] |= value


# ---------------------------------------------------------------- measures


def _per_cent(some: int | float, of: int | float) -> float:
    return 100.0 * some / of if of else 0.0


def _per(some: int | float, each: int | float) -> float:
    return some / each if each else 0.0


def _with_progress(outcomes: list[int], at_least: int) -> float:
    """Per cent of reviews with progress in at least this number of outcomes."""
    return _per_cent(sum(ones(bits) >= at_least for bits in outcomes), len(outcomes))


def _wider(counts: WindowCounts, outcome: str) -> float:
    bit = counts.shape.wider.index(outcome)
    return sum(bits >> bit & 1 for bits in counts.wider.values())


def _share_with(counts: WindowCounts, outcome: str) -> float:
    """Per cent of everybody whose support is over, whether they joined an activity or not."""
    bit = counts.shape.wider.index(outcome)
    return _per_cent(sum(one == bit for one, _ in counts.wider_since), len(counts.looked))


def _share_of_wanting_with(counts: WindowCounts, outcome: str) -> float:
    """Per cent of those of them who want it."""
    bit = counts.shape.wider.index(outcome)
    wanting = sum(1 - (not_wanted >> bit & 1) for not_wanted in counts.looked.values())
    return _per_cent(sum(one == bit for one, _ in counts.wider_since), wanting)


def _median_days_to(counts: WindowCounts, outcome: str) -> float:
    """From referral to when it was first seen, of people referred in whom it was."""
    bit = counts.shape.wider.index(outcome)
    days = [
        (minute - counts.referred[person]) / DAY
        for (one, person), minute in counts.wider_since.items()
        if one == bit and person in counts.referred
    ]
    return median(days) if days else 0.0


def _seen_at_least(counts: WindowCounts, times: str) -> float:
    """Per cent of those referred."""
    return _per_cent(sum(counts.met[person] >= int(times) for person in counts.referred), len(counts.referred))


def _joined_of_referred(counts: WindowCounts) -> float:
    return _per_cent(len(counts.uptakers.keys() & counts.referred.keys()), len(counts.referred))


def _before_and_after(counts: WindowCounts, line: str, times: int = 0) -> tuple[int, int, int]:
    """People referred, seen so often and followed a year, with their uses in the year before and the year after."""
    at = counts.shape.lines.index(line)
    people = [
        person
        for person, minute in counts.referred.items()
        if counts.met[person] >= times and minute + YEAR <= counts.followed_until(person)
    ]
    before, after = (sum(uses[at, person] for person in people) for uses in (counts.before, counts.after))
    return len(people), before, after


def _median_weeks_to_relapse(counts: WindowCounts, usual: WindowCounts) -> float:
    """Under usual care, of relapses within two years of a discharge that came early enough (`referred_until`) to be
    followed for so long. Not a number where there is none."""
    return median(usual.weeks_to_relapse) if usual.weeks_to_relapse else nan


def _naive_change(counts: WindowCounts, line: str) -> float:
    """Per cent: no effect, because people are referred when their use is high."""
    _, before, after = _before_and_after(counts, line)
    return _per_cent(after - before, before)


def _naive_change_per_quarter(counts: WindowCounts, line: str) -> float:
    """Uses a person."""
    people, before, after = _before_and_after(counts, line)
    return _per(after - before, QUARTERS * people)


def _naive_cost(counts: WindowCounts, line: str) -> float:
    """Pounds: what use in the year after referral costs more than in the year before (less is below 0), of people who
    came at least once and were followed a year. What is called a saving where there is nobody to compare with."""
    _, before, after = _before_and_after(counts, line, times=1)
    return (after - before) * _price(counts.shape.scenario, line)


def _apparent_benefit(counts: WindowCounts, times: str) -> float:
    """Outcomes improved of those seen so often less those of the rest, in percentage points of the eight, among people
    referred whose progress was seen: the comparison a report makes when it has nobody else to compare with."""
    groups: tuple[list[int], list[int]] = ([], [])
    for person in counts.referred.keys() & counts.progress.keys():
        groups[counts.met[person] >= int(times)].append(ones(counts.progress[person] & ALL_OUTCOMES))
    rest, often = (_per_cent(sum(improved), OUTCOMES * len(improved)) for improved in groups)
    return often - rest if all(groups) else 0.0


def _progress_because_of_support(counts: WindowCounts) -> float:
    """Outcomes that would not have improved with no dose, by the same luck, in per cent of the eight of everybody
    referred: what a comparison by intention to treat looks for."""
    improved = sum(because_of_dose(counts.progress.get(person, 0)) for person in counts.referred)
    return _per_cent(improved, OUTCOMES * len(counts.referred))


def _care_cost(counts: WindowCounts, usual: WindowCounts, line: str, times: str) -> float:
    """What use of care comes to less than under usual care (less is below 0), in pounds a person and year since
    referral, of people referred and seen so often (0: of everybody referred)."""
    at = counts.shape.lines.index(line)
    people = [person for person in counts.referred if counts.met[person] >= int(times)]
    more = sum(counts.uses[at, person] - usual.uses[at, person] for person in people)
    years = fsum(counts.followed_until(person) - counts.referred[person] for person in people) / YEAR
    return _per(more * _price(counts.shape.scenario, line), years)


def _price(scenario: Scenario, line: str) -> float:
    """Of one use, in the prices of the scenario."""
    lines = [cost for cost in scenario.costs.values() if cost.care_line == line]
    return float(sum(in_report_prices(scenario, cost.gbp, cost.price_year) for cost in lines))


def _cost_per_person(case: Case, run: Replication, world: World = World.PROGRAMME) -> float:
    """Of care and service together, per person who came: what an economic evaluation sets side by side."""
    [pounds], [came] = run.alone.spent(world), WorldOutcomes(case.shape, run.alone.columns[world]).counted(PEOPLE)
    return _per(pounds / case.prices.parts, came)


def _dearer(case: Case, run: Replication) -> float:
    """What the programme makes a person cost more than usual care does."""
    return _cost_per_person(case, run) - _cost_per_person(case, run, World.USUAL)


def _years_gained(counts: WindowCounts, outcome: str) -> float:
    """Of an outcome that lasts, per person referred: until it is over, they leave or the window closes."""
    bit = counts.shape.wider.index(outcome)
    since = {person: minute for (which, person), minute in counts.wider_since.items() if which == bit}
    minutes = (
        min(counts.shape.lasting[bit], counts.followed_until(person) - since[person])
        for person in counts.referred.keys() & since.keys()
    )
    return _per(sum(minutes), YEAR * len(counts.referred))


def _gained_after(counts: WindowCounts, name: str, months: str) -> float:
    """Along the path of a stated value, per person who took up an activity and is followed for so long since. The path
    is stated, so this shows no more than that people are there to go along it."""
    value, after = counts.shape.scenario.stated_values[name], int(months) * MONTH
    followed = sum(minute + after <= counts.followed_until(person) for person, minute in counts.uptakers.items())
    return float(gain_after(value, after)) if followed else 0.0


# ---------------------------------------------------------------- by name


Of = Literal["line", "lasting", "number", "path", "wider"]


class Measure(NamedTuple):
    """How a figure is worked out, from which events, and what sort of a number it is."""

    figure: Callable[..., float]  # of what it is counted in (both worlds' logs), and of what the name adds
    reads: frozenset[What] = frozenset()  # whatever else is in a log, the figure is the same
    of: tuple[Of, ...] = ()  # what the name adds
    is_count: bool = False  # under 10 it is near within 1
    may_be_negative: bool = False
    against_usual_care: bool = False
    counted_in: Literal["log", "run", "draw"] = "log"  # a whole run: both worlds priced; a draw: all that is unknown


REFERRED = frozenset({What.REFERRED})
MET = frozenset({What.MET})
WISHES = frozenset({What.WANTS_PLACE})
UPTAKE = frozenset({What.JOINED_ACTIVITY})
REVIEWED = UPTAKE | {What.REVIEWED}
DISCHARGED = UPTAKE | {What.DISCHARGED}
AT_THE_END = UPTAKE | {What.PROGRESS_SEEN}
IMPROVED = REFERRED | {What.PROGRESS_SEEN}
WIDER = frozenset({What.WIDER_SEEN})
FOLLOWED = REFERRED | {What.LEFT}
SUPPORTED = frozenset({What.GIVEN_LINK_WORKER, What.SUPPORT_ENDED, What.DISENGAGED})
POSTS = frozenset({*POST_FILLED.opens, *POST_FILLED.closes})
USES = FOLLOWED | MET | {What.CARE_USED, What.CARE_USED_BEFORE}


def _count(figure: Callable[..., float], reads: frozenset[What], *of: Of) -> Measure:
    return Measure(figure, reads, of, is_count=True)


MEASURES = {
    "referred": _count(lambda counts: len(counts.referred), REFERRED),
    "booked": _count(lambda counts: len(counts.booked), frozenset({What.MEETING_WANTED})),
    "attended": _count(lambda counts: len(counts.met), MET),
    "onward_referrals": _count(lambda counts: len(counts.wishes), WISHES),
    "joined_an_activity": _count(lambda counts: len(counts.uptakers), UPTAKE),
    "went_on": _count(lambda counts: len(counts.went_on), frozenset({What.ENGAGEMENT_SUSTAINED})),
    "wider": _count(_wider, UPTAKE | WIDER, "wider"),
    "share_with": Measure(_share_with, WIDER, ("wider",)),
    "share_of_wanting_with": Measure(_share_of_wanting_with, WIDER, ("wider",)),
    "median_days_to": Measure(_median_days_to, REFERRED | WIDER, ("wider",)),
    "supported_reviews": _count(lambda counts: len(counts.reviews), REVIEWED),
    "discharges_at_supported_reviews": _count(lambda counts: counts.discharges, DISCHARGED),
    "reviews": _count(lambda counts: counts.all_reviews, REVIEWED),
    "discharges": _count(lambda counts: counts.all_discharges, DISCHARGED),
    "relapsed_of_discharged": Measure(
        lambda counts: _per_cent(len(counts.relapsed), len(counts.discharged)),
        frozenset({What.DISCHARGED, What.RELAPSED}),
    ),
    "declined_of_referred": Measure(
        lambda counts: _per_cent(len(counts.declined & counts.referred.keys()), len(counts.referred)),
        REFERRED | {What.DECLINED},
    ),
    "attended_of_booked": Measure(
        lambda counts: _per_cent(len(counts.met), len(counts.booked)), MET | {What.MEETING_WANTED}
    ),
    "completed_of_courses": Measure(
        lambda counts: _per_cent(counts.ended_courses[True], counts.ended_courses.total()),
        frozenset({What.COMPLETED, What.DROPPED_OUT}),
    ),
    "median_weeks_to_relapse": Measure(
        _median_weeks_to_relapse, frozenset({What.DISCHARGED, What.RELAPSED}), against_usual_care=True
    ),
    "seen_at_least": Measure(_seen_at_least, REFERRED | MET, ("number",)),
    "joined_of_referred": Measure(_joined_of_referred, REFERRED | UPTAKE),
    "onward_referrals_per_attender": Measure(lambda counts: _per(len(counts.wishes), len(counts.met)), MET | WISHES),
    "meetings_per_attender": Measure(lambda counts: _per(counts.met.total(), len(counts.met)), MET),
    "median_meetings": Measure(lambda counts: median(counts.met.values()) if counts.met else 0.0, MET),
    "months_of_support": Measure(
        lambda counts: _per(
            fsum(minutes for person, minutes in counts.supported.items() if person in counts.referred),
            MONTH * len(counts.supported.keys() & counts.referred.keys()),
        ),
        REFERRED | SUPPORTED,
    ),
    "people_per_post_year": Measure(
        lambda counts: _per(len(counts.given), counts.post_years), POSTS | {What.GIVEN_LINK_WORKER}
    ),
    "caseload_per_post": Measure(lambda counts: _per(counts.caseload_years, counts.post_years), POSTS | CASELOADS),
    "progress_in_1_or_more": Measure(lambda counts: _with_progress(counts.reviews, 1), REVIEWED),
    "progress_in_4_or_more": Measure(lambda counts: _with_progress(counts.reviews, 4), REVIEWED),
    "progress_at_the_end_in_1_or_more": Measure(lambda counts: _with_progress(counts.at_the_end, 1), AT_THE_END),
    "progress_at_the_end_in_4_or_more": Measure(lambda counts: _with_progress(counts.at_the_end, 4), AT_THE_END),
    "progress_because_of_support": Measure(_progress_because_of_support, IMPROVED),
    "apparent_benefit": Measure(_apparent_benefit, IMPROVED | MET, ("number",), may_be_negative=True),
    "naive_change": Measure(_naive_change, USES, ("line",), may_be_negative=True),
    "naive_change_per_quarter": Measure(_naive_change_per_quarter, USES, ("line",), may_be_negative=True),
    "naive_cost": Measure(_naive_cost, USES, ("line",), may_be_negative=True),
    "care_cost": Measure(_care_cost, USES, ("line", "number"), may_be_negative=True, against_usual_care=True),
    "cost_per_person": Measure(_cost_per_person, counted_in="run"),
    "cost_per_person_in_usual_care": Measure(partial(_cost_per_person, world=World.USUAL), counted_in="run"),
    "cost_difference_per_person": Measure(_dearer, may_be_negative=True, counted_in="run"),
    "years_gained": Measure(_years_gained, FOLLOWED | WIDER, ("lasting",)),
    "gained_after": Measure(_gained_after, UPTAKE | {What.LEFT}, ("path", "number"), may_be_negative=True),
    "saves_in_draws": Measure(lambda draw: 100.0 * (draw.net > 0), counted_in="draw"),
}


def named(name: str, scenario: Scenario) -> tuple[Measure, list[str]] | None:
    """A measure by its name, and what it is of; None where nothing is called so in this scenario."""
    word, *of = name.split(".")
    measure = MEASURES.get(word)
    if measure is None or len(of) != len(measure.of):
        return None
    there = _there(scenario)
    fits = all(
        part.isdecimal() if kind == "number" else part in there[kind] for kind, part in zip(measure.of, of, strict=True)
    )
    return (measure, of) if fits else None


def names(scenario: Scenario) -> Iterator[str]:
    """Every name a target of this scenario may use; a number may be another."""
    there = {**_there(scenario), "number": ["3"]}
    for word, measure in MEASURES.items():
        for of in product(*(there[kind] for kind in measure.of)):
            yield ".".join([word, *of])


def _there(scenario: Scenario) -> dict[str, list[str]]:
    wider, stated = scenario.progress.wider, scenario.stated_values
    return {
        "line": sorted(scenario.care_lines),
        "lasting": sorted(name for name, outcome in wider.items() if outcome.weeks_lasting is not None),
        "path": sorted(name for name, value in stated.items() if value.path),
        "wider": sorted(wider),
    }
