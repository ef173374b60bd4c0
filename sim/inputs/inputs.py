"""Which numbers does an engine use? A scenario and a world, turned into plain numbers: minutes, chances, tables.

A world says whether the programme is on, and by which channels it works (design section 3, the bridge). Tables stand in
order of name, so the order of a file changes nothing. Everything is a named tuple of numbers, which a compiled engine
can lay out as records.
"""

from collections.abc import Iterator
from enum import Enum
from math import fsum
from typing import NamedTuple, TypeVar

from sim.inputs.rates import (
    RelapseRates,
    at_most_certain,
    base_chance,
    centre_for,
    mixture,
    relapse_rates,
    relative,
)
from sim.luck import (
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    QUANTILES,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    Law,
    Point,
    Source,
    draw,
    exp,
    log,
    name_number,
    odds_times,
)
from sim.scenario import (
    Absence,
    Activity,
    ActivityDefaults,
    DemandChange,
    Helpers,
    PlacesChange,
    PostGroup,
    Scenario,
    TeamChange,
)
from sim.scenario.values import Number, Spread
from sim.units import HOUR, WEEK, WEEKS_PER_YEAR, YEAR, Minutes, minute_of, nearest

NINETIETH = 1.2815515655446004  # standard normal quantile of 0.9
LN_2, LN_10 = 0.6931471805599453, 2.302585092994046
NO_PROGRAMME, LINK_WORKERS, REVIEW_CLINIC = 0, 1, 2
ON_CASELOAD, IN_ACTIVITY = Source.IN_SERVICE.value, Source.IN_SERVICE.value | 1 << 2
EVERY_LINE = -1
BITS_OF_GROUPS = 20  # of a name's number, where people or posts of the name are numbered after it
SO_MANY_MEANS = 8  # how long the longest support is taken to be; an exponential one is longer in 3 of 10,000
RARELY = 0.01
SLICES = 200  # equal shares by which a mean is taken


class World(Enum):
    """The same people, in another world."""

    USUAL = "usual care"  # U: programme off
    PROGRAMME = "programme"  # P: on, by the scenario's channels
    USUAL_RELAPSE = "programme, relapse as usual"  # P0: on, without the relapse channel


class DatedRate(NamedTuple):
    """From this minute, this value."""

    minute: Minutes
    value: float


class DemandInputs(NamedTuple):
    """Referrals, and the waiting list of day 0."""

    first: Minutes
    last: Minutes
    waiting: int
    waited: Law
    referred: Law  # how long ago people in the service on day 0 were referred


class AlreadyInputs(NamedTuple):
    """People in the service on day 0: on the caseloads of one group of posts, or in one activity."""

    source: int  # ON_CASELOAD or IN_ACTIVITY
    place: int  # which group, or which activity
    number: int  # of the first of them: whose luck
    people: int
    so_far: Law  # for how long, by day 0
    long_running: int  # 1: any time so far is as likely as another, of those within which it is not over
    serves: int  # the lines that they may be of, a bit each


class LevelInputs(NamedTuple):
    """One level of one trait. Rows of a trait follow each other."""

    trait: int
    level: int
    number: int  # of the name: whose luck
    share: float
    attendance: float
    odds_of_discharge: float
    relapse: float
    exit: float
    suits: float
    queue_class: int
    line: int  # for a link worker: levels that the same groups of posts serve share one; 0 is whom every group serves


class FrailtyInputs(NamedTuple):
    """Log odds per s.d. of the hidden draw."""

    attendance: float
    progress: float
    discharge: float


class ProgrammeInputs(NamedTuple):
    """What is offered, and the channels by which it works (1 = yes)."""

    offer: int
    access: int
    conversion: int
    relapse: int
    care_use: int
    start: Minutes
    end: Minutes


class PostInputs(NamedTuple):
    """One post: who it is in the draw of luck, and when it is open."""

    group: int
    number: int
    opens: Minutes
    closes: Minutes
    serves: int  # the lines it serves, a bit each


class Capacity(NamedTuple):
    """From this minute a post has this many slots and contact minutes a week."""

    post: int
    minute: Minutes
    caseload: int
    contact_minutes: int


class AbsenceInputs(NamedTuple):
    """One dated absence."""

    post: int
    starts: Minutes
    ends: Minutes
    run_down: Minutes  # from this minute the post is given no new people


class TeamInputs(NamedTuple):
    """Turnover and vacancies."""

    turnover: float  # per minute
    vacancy: Law


class SupportInputs(NamedTuple):
    """From the offer to the last meeting."""

    accepts: float
    patience: Law
    first_meeting: Law
    gap: Law
    meetings: Law
    length: Law
    attends: float
    attends_odds: float  # centres frailty, so that the mean chance is the stated one
    missed_allowed: int


class ActivityInputs(NamedTuple):
    """One activity."""

    number: int
    sessions: int
    interval: Minutes
    weight: float
    suits: float
    opens: Minutes
    closes: Minutes
    stay: int
    helps: float  # of those who go on
    helping: Law
    places_each: int  # that a helper adds
    helpers: int  # at once, at most


class PlacesFrom(NamedTuple):
    """From this minute an activity has this many places."""

    activity: int
    minute: Minutes
    places: int


class PrescriptionInputs(NamedTuple):
    """How activities are waited for and used."""

    patience: Law
    attends: float
    attends_odds: float
    drops: float
    goes_on: float
    stay: Law


class ProgressInputs(NamedTuple):
    """The eight wellbeing outcomes."""

    log_odds: float  # of an outcome with no dose
    log_odds_ratio: float  # added at full dose
    full_dose: float
    kept: float  # share of the dose that lasts after a relapse


class WiderInputs(NamedTuple):
    """One wider outcome."""

    number: int
    without: float
    full: float
    wanted: float  # by so many of all people; chances are of those


class ReviewInputs(NamedTuple):
    """Reviews and the chance of discharge."""

    slot: Minutes  # one review slot every so many minutes; 0: no slots
    added_slot: Minutes
    first: Law
    gap: Law
    after_relapse: Law
    low: float
    high: float
    centre: float  # odds that keep the mean first chance at low
    persistence: float
    when_support_ends: int
    after_start: Law
    after_referral: Law


class RelapseInputs(NamedTuple):
    """Relapse and being referred again."""

    hazard: float  # per minute
    ratio: float
    again: float


class CareLineInputs(NamedTuple):
    """One care line."""

    number: int
    rate: float  # per minute, settled
    raised: float
    settles: Minutes
    cut: float
    stops: int


class StageInputs(NamedTuple):
    """Which stages this setting has (1 = yes)."""

    support: int
    activities: int
    reviews: int
    relapse: int
    care_lines: int


class Inputs(NamedTuple):
    """Everything an engine needs of one scenario in one world. Minutes count from day 0."""

    horizon: Minutes
    most_events: int
    stages: StageInputs
    programme: ProgrammeInputs
    demand: DemandInputs
    already: tuple[AlreadyInputs, ...]  # activities first, so that nobody on a caseload takes their places
    rates: tuple[DatedRate, ...]
    levels: tuple[LevelInputs, ...]
    frailty: FrailtyInputs
    exit_hazard: float
    team: TeamInputs
    posts: tuple[PostInputs, ...]
    capacities: tuple[Capacity, ...]
    absences: tuple[AbsenceInputs, ...]
    support: SupportInputs
    activities: tuple[ActivityInputs, ...]
    places: tuple[PlacesFrom, ...]
    another: tuple[float, ...]
    prescription: PrescriptionInputs
    progress: ProgressInputs
    wider: tuple[WiderInputs, ...]
    reviews: ReviewInputs
    relapse: RelapseInputs
    care_lines: tuple[CareLineInputs, ...]
    points: tuple[Point, ...]


def inputs_of(scenario: Scenario, world: World = World.PROGRAMME) -> Inputs:
    """The numbers of a scenario in a world."""
    return _Maker(scenario).make(world)


def first_of(name: str) -> int:
    """The identity of the first of a group's people of day 0; the others follow."""
    return name_number(name, BITS_OF_GROUPS) << 12


def post_groups(scenario: Scenario) -> dict[str, PostGroup]:
    """Every group of posts by name, in order of name; the main team is `team`."""
    main = scenario.link_workers
    team = PostGroup(
        posts=main.posts,
        serves=main.serves,
        people_on_day_0=main.people_on_day_0,
        absences=main.absences,
        changes=main.changes,
    )
    return dict(sorted({"team": team, **main.groups}.items()))


def is_served(group: PostGroup, level: str) -> bool:
    """Whether a group serves people of a level of the trait that says whom groups serve."""
    return group.serves is None or level in group.serves.levels


def lines_of(scenario: Scenario) -> dict[str, int]:
    """In which line for a link worker people of each level stand: levels that the same groups serve share one, and 0 is
    for those whom every group serves. Empty where every group serves everybody."""
    groups = post_groups(scenario)
    traits = [group.serves.trait for group in groups.values() if group.serves]
    lines = {tuple(groups): 0}
    return {
        level: lines.setdefault(tuple(name for name, group in groups.items() if is_served(group, level)), len(lines))
        for level in (sorted(scenario.traits[traits[0]].levels) if traits else ())
    }


def serves(scenario: Scenario, group: PostGroup) -> int:
    """The lines a group serves, a bit each; every group serves line 0."""
    bits = 1
    for level, line in lines_of(scenario).items():
        bits |= is_served(group, level) << line
    return bits


def post_dates(scenario: Scenario, group: PostGroup) -> tuple[Minutes, Minutes]:
    """When the posts of a group open and close: not after the service's end."""
    dates = scenario.dates
    opens = group.opens.value if group.opens else dates.day("service_start")
    closes = min(group.closes.value, dates.day("service_end")) if group.closes else dates.day("service_end")
    return max(0, minute_of(opens, dates.start.value)), max(0, minute_of(closes, dates.start.value))


def part_posts(posts: float) -> list[float]:
    """2.5 posts are two whole ones and a half."""
    whole = int(posts)
    rest = round(posts - whole, 9)  # 2.3 - 2 falls short of 0.3, and a half would round down
    return [1.0] * whole + ([rest] if rest > 0 else [])


def slots(caseload: float, part: float) -> int:
    """The caseload of a part post: in proportion, half rounds up, at least 1 (unless the caseload is 0)."""
    return max(1, nearest(round(caseload * part, 9))) if caseload > 0 else 0


def with_defaults(scenario: Scenario, activity: Activity) -> ActivityDefaults:
    """What an activity states, over what every activity has."""
    defaults = scenario.activity_defaults
    stated = {name: getattr(activity, name) for name in type(defaults).model_fields}
    return defaults.model_copy(update={name: value for name, value in stated.items() if value is not None})


def helpers_of(scenario: Scenario) -> list[Helpers | None]:
    """Who may help to run each activity, in order of its name; None: nobody is asked."""
    return [with_defaults(scenario, activity).helpers for _, activity in sorted(scenario.activities.items())]


def queue_class(scenario: Scenario, trait: str, level: str) -> int:
    """0 for whoever is taken first; the last class for everybody who is not named."""
    order = scenario.link_workers.queue_order
    if order is None or order.trait != trait:
        return 0
    return order.first.index(level) if level in order.first else len(order.first)


_Dated = TypeVar("_Dated", DatedRate, Capacity, PlacesFrom)
_Change = TypeVar("_Change", DemandChange, TeamChange, PlacesChange)


OUT_OF_REACH = RelapseRates(0.0, [])  # refused when a file is loaded


class _Maker:
    """Collects the given-quantile points while the numbers are made."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.points: list[Point] = []
        self.relapse: RelapseRates = relapse_rates(scenario) or OUT_OF_REACH

    def make(self, world: World) -> Inputs:
        s = self.scenario
        on = world is not World.USUAL
        channel = {
            name: int(on and name in s.programme.effect) for name in ("access", "conversion", "relapse", "care_use")
        }
        if world is World.USUAL_RELAPSE:
            channel["relapse"] = 0
        offer = (
            {"link_workers": LINK_WORKERS, "review_clinic": REVIEW_CLINIC}[s.programme.offer] if on else NO_PROGRAMME
        )
        posts, capacities, absences = self._team()
        activities, places = self._activities()
        return Inputs(
            horizon=self._minute("end"),
            most_events=int(s.settings.most_events.value),
            stages=StageInputs(*(int(getattr(s.stages, name)) for name in StageInputs._fields)),
            programme=ProgrammeInputs(
                offer=offer, start=self._minute("service_start"), end=self._minute("service_end"), **channel
            ),
            demand=DemandInputs(
                self._minute("first_referral"),
                self._minute("last_referral"),
                int(s.demand.waiting_on_day_0.value),
                self._weeks(s.demand.weeks_already_waited),
                self._weeks(s.demand.weeks_since_referral),
            ),
            already=(*self._in_activities(), *self._on_caseloads()),
            rates=self._rates(),
            levels=self._levels(),
            frailty=FrailtyInputs(_f(s.frailty.attendance), _f(s.frailty.progress), _f(s.frailty.discharge)),
            exit_hazard=_f(s.exits.per_year) / YEAR,
            team=TeamInputs(
                _f(s.link_workers.turnover_per_year) / YEAR, self._weeks(s.link_workers.weeks_to_fill_a_vacancy)
            ),
            posts=posts,
            capacities=capacities,
            absences=absences,
            support=self._support(),
            activities=activities,
            places=places,
            another=tuple(_f(chance) for chance in s.prescription.chance_of_another),
            prescription=self._prescription(),
            progress=self._progress(),
            wider=tuple(
                WiderInputs(
                    name_number(name), _f(w.chance_without_dose), _f(w.chance_at_full_dose), _f(w.share_who_want)
                )
                for name, w in sorted(s.progress.wider.items())
            ),
            reviews=self._reviews(),
            relapse=RelapseInputs(
                self.relapse.per_year / YEAR,
                _f(s.relapse.ratio_with_sustained_engagement),
                _f(s.relapse.chance_referred_again),
            ),
            care_lines=tuple(
                CareLineInputs(
                    name_number(name, 16),
                    _f(line.uses_per_year) / YEAR,
                    _f(line.raised_at_referral),
                    nearest(_f(line.weeks_to_settle) * WEEK),
                    _f(line.cut_at_full_dose),
                    int(line.stops_at_discharge),
                )
                for name, line in sorted(s.care_lines.items())
            ),
            points=tuple(self.points),
        )

    def _minute(self, name: str) -> Minutes:
        return minute_of(self.scenario.dates.day(name), self.scenario.dates.start.value)

    def _day(self, day: object, otherwise: str) -> Minutes:
        value = getattr(day, "value", None)
        return self._minute(otherwise) if value is None else max(0, minute_of(value, self.scenario.dates.start.value))

    def _weeks(self, spread: Spread) -> Law:
        return self._law(spread, WEEK)

    def _law(self, spread: Spread, unit: float = 1.0) -> Law:
        """A distribution in the engine's units."""

        def of(value: int | float | None) -> float:
            return float(value or 0) * unit

        match spread.distribution:
            case "uniform":
                return Law(UNIFORM, of(spread.least), of(spread.most), 0.0)
            case "triangular" if of(spread.least) < of(spread.most):
                return Law(TRIANGULAR, of(spread.least), of(spread.most_likely), of(spread.most))
            case "triangular":
                return Law(FIXED, of(spread.least), 0.0, 0.0)
            case "exponential":
                return Law(EXPONENTIAL, of(spread.mean), 0.0, 0.0)
            case "lognormal":
                return Law(
                    LOGNORMAL, log(of(spread.median)), log(of(spread.ninetieth) / of(spread.median)) / NINETIETH, 0.0
                )
            case "weibull":
                shape = log(LN_10 / LN_2) / log(of(spread.ninetieth) / of(spread.median))
                return Law(WEIBULL, of(spread.median) / exp(log(LN_2) / shape), shape, 0.0)
            case "quantiles":
                rows = [Point(float(share), of(value)) for share, value in spread.points or []]
                self.points += rows
                return Law(QUANTILES, float(len(self.points) - len(rows)), float(len(rows)), 0.0)
            case _:
                return Law(FIXED, of(spread.value), 0.0, 0.0)

    def _rates(self) -> tuple[DatedRate, ...]:
        demand = self.scenario.demand
        dated = [DatedRate(0, _f(demand.referrals_per_week))]
        dated += [DatedRate(self._day(c.starts, "start"), _f(c.referrals_per_week)) for c in _by_date(demand.changes)]
        return tuple(_in_force(dated))

    def _levels(self) -> tuple[LevelInputs, ...]:
        rows, lines = [], lines_of(self.scenario)
        by = next((group.serves.trait for group in post_groups(self.scenario).values() if group.serves), None)
        for t, (trait, body) in enumerate(sorted(self.scenario.traits.items())):
            relapse = self.relapse.ratios[t] if self.relapse.ratios else [0.0] * len(body.levels)
            exits = relative(body, "exit")
            for n, (name, level) in enumerate(sorted(body.levels.items())):
                rows.append(
                    LevelInputs(
                        t,
                        n,
                        name_number(f"{trait}.{name}"),
                        _f(level.share),
                        _f(level.attendance),
                        _f(level.odds_of_discharge),
                        relapse[n],
                        exits[n],
                        _f(level.suits),
                        queue_class(self.scenario, trait, name),
                        lines[name] if trait == by else 0,
                    )
                )
        return tuple(rows)

    def _team(self) -> tuple[tuple[PostInputs, ...], tuple[Capacity, ...], tuple[AbsenceInputs, ...]]:
        main = self.scenario.link_workers
        posts: list[PostInputs] = []
        capacities: list[Capacity] = []
        absences: list[AbsenceInputs] = []
        for g, (name, group) in enumerate(post_groups(self.scenario).items()):
            opens, closes = post_dates(self.scenario, group)
            lines = serves(self.scenario, group)
            for i, part in enumerate(part_posts(group.posts.value)):
                caseload, hours = (
                    group.caseload_per_post or main.caseload_per_post,
                    group.contact_hours_per_week_per_post or main.contact_hours_per_week_per_post,
                )
                dated = [self._capacity(len(posts), 0, part, caseload, hours)]
                for change in _by_date(group.changes):
                    caseload, hours = (
                        change.caseload_per_post or caseload,
                        change.contact_hours_per_week_per_post or hours,
                    )
                    dated.append(self._capacity(len(posts), self._day(change.starts, "start"), part, caseload, hours))
                capacities += _in_force(dated)
                absences += sorted(self._absence(len(posts), a) for a in group.absences if a.post.value == i + 1)
                posts.append(PostInputs(g, first_of(name) | i, opens, closes, lines))
        return tuple(posts), tuple(capacities), tuple(absences)

    def _absence(self, post: int, absence: Absence) -> AbsenceInputs:
        starts = self._day(absence.starts, "start")
        run_down = nearest(_f(absence.no_new_people_weeks_before) * WEEK)
        return AbsenceInputs(post, starts, self._day(absence.ends, "end"), max(0, starts - run_down))

    def _capacity(self, post: int, minute: Minutes, part: float, caseload: Number, hours: Number) -> Capacity:
        share_of_year = _f(self.scenario.link_workers.weeks_worked_per_year) / WEEKS_PER_YEAR
        return Capacity(
            post, minute, slots(caseload.value, part), max(1, nearest(_f(hours) * HOUR * part * share_of_year))
        )

    def _support(self) -> SupportInputs:
        s = self.scenario.support
        return SupportInputs(
            _f(s.chance_accepts),
            self._weeks(s.weeks_of_patience),
            self._weeks(s.weeks_to_first_meeting),
            self._weeks(s.weeks_between_meetings),
            self._law(s.meetings),
            self._law(s.meeting_minutes),
            *self._attendance(s.chance_attends_meeting),
            int(s.missed_meetings_allowed.value),
        )

    def _attendance(self, chance: Number) -> tuple[float, float]:
        """What the traits' ratios multiply, and the odds that centre frailty: so that the mean is the stated chance."""
        ratios = mixture(self.scenario.traits, "attendance")
        base = base_chance(_f(chance), ratios)
        return base, centre_for(_f(chance), at_most_certain(base, ratios), _f(self.scenario.frailty.attendance))

    def _activities(self) -> tuple[tuple[ActivityInputs, ...], tuple[PlacesFrom, ...]]:
        rows, places = [], []
        suits = mixture(self.scenario.traits, "suits")
        for a, (name, given) in enumerate(sorted(self.scenario.activities.items())):
            activity = with_defaults(self.scenario, given)
            rows.append(
                ActivityInputs(
                    name_number(name),
                    int(activity.sessions.value),
                    nearest(_f(activity.days_between_sessions) * WEEK / 7),
                    _f(activity.weight),
                    base_chance(_f(activity.chance_suits), suits),
                    self._day(given.opens, "service_start"),
                    self._day(given.closes, "service_end"),
                    int(activity.people_may_stay),
                    *self._helpers(activity.helpers),
                )
            )
            later = [PlacesFrom(a, self._day(c.starts, "start"), int(c.places.value)) for c in _by_date(given.changes)]
            places += _in_force([PlacesFrom(a, 0, int(activity.places.value)), *later])
        return tuple(rows), tuple(places)

    def _helpers(self, helpers: Helpers | None) -> tuple[float, Law, int, int]:
        """The chance of helping, for how long, the places a helper adds, and how many help at once. Left out: none."""
        if helpers is None:
            return 0.0, Law(FIXED, 0.0, 0.0, 0.0), 0, 0
        return (
            _f(helpers.chance_helps),
            self._weeks(helpers.weeks_helping),
            int(helpers.places_each.value),
            int(helpers.at_most.value),
        )

    def _on_caseloads(self) -> Iterator[AlreadyInputs]:
        """People supported on day 0, by group of posts."""
        main = self.scenario.link_workers
        for g, (name, group) in enumerate(post_groups(self.scenario).items()):
            stated = group.weeks_already_supported or main.weeks_already_supported
            if people := int(group.people_on_day_0.value):
                so_far = self._weeks(stated) if stated else Law(UNIFORM, 0.0, self._longest_support(), 0.0)
                lines = serves(self.scenario, group)
                yield AlreadyInputs(ON_CASELOAD, g, first_of(name), people, so_far, int(stated is None), lines)

    def _longest_support(self) -> float:
        """Minutes within which all but a few in a thousand have completed support: many times its mean."""
        s = self.scenario.support
        comes, allowed = max(_f(s.chance_attends_meeting), RARELY), _f(s.missed_meetings_allowed)
        meetings = max(1.0, self._mean(s.meetings))
        missed = min(allowed, meetings / comes - meetings)
        gaps = (meetings + missed - 1) * self._mean(s.weeks_between_meetings)
        return SO_MANY_MEANS * WEEK * (self._mean(s.weeks_to_first_meeting) + gaps)

    def _in_activities(self) -> Iterator[AlreadyInputs]:
        """People in an activity on day 0. The default of every activity holds for those that are open by then."""
        for a, (name, given) in enumerate(sorted(self.scenario.activities.items())):
            activity = with_defaults(self.scenario, given)
            is_there = given.people_on_day_0 is not None or self._day(given.opens, "service_start") == 0
            people, stated = int(activity.people_on_day_0.value) * is_there, activity.weeks_already_in
            course = activity.sessions.value * nearest(_f(activity.days_between_sessions) * WEEK / 7)
            if people:
                so_far = self._weeks(stated) if stated else Law(UNIFORM, 0.0, float(course), 0.0)
                yield AlreadyInputs(IN_ACTIVITY, a, first_of(name), people, so_far, int(stated is None), EVERY_LINE)

    def _mean(self, spread: Spread) -> float:
        """By the midpoint rule over quantiles: the same on every machine."""
        kept, law = len(self.points), self._law(spread)
        values = [draw(self.points, law, (i + 0.5) / SLICES) for i in range(SLICES)]
        del self.points[kept:]
        return fsum(values) / SLICES

    def _prescription(self) -> PrescriptionInputs:
        p = self.scenario.prescription
        return PrescriptionInputs(
            self._weeks(p.weeks_of_patience),
            *self._attendance(p.chance_attends_session),
            _f(p.chance_of_dropping_out_per_session),
            _f(p.chance_goes_on),
            self._weeks(p.weeks_stayed),
        )

    def _progress(self) -> ProgressInputs:
        p = self.scenario.progress
        chance = _f(p.chance_without_dose)
        centre = centre_for(chance, [(1.0, chance)], _f(self.scenario.frailty.progress))
        return ProgressInputs(
            log(chance / (1 - chance) * centre),
            log(_f(p.odds_ratio_at_full_dose)),
            _f(p.full_dose),
            _f(p.dose_kept_after_relapse),
        )

    def _reviews(self) -> ReviewInputs:
        r = self.scenario.reviews
        low = _f(r.chance_of_discharge)
        people = [(share, odds_times(low, odds)) for share, odds in mixture(self.scenario.traits, "odds_of_discharge")]
        return ReviewInputs(
            slot=_slot(r.slots_per_week),
            added_slot=_slot(r.supported.added_slots_per_week),
            first=self._weeks(r.weeks_to_first_review),
            gap=self._weeks(r.weeks_between_reviews),
            after_relapse=self._weeks(r.weeks_to_first_review_after_relapse or r.weeks_between_reviews),
            low=low,
            high=odds_times(low, _f(r.odds_ratio_with_full_progress)),
            centre=centre_for(low, people, _f(self.scenario.frailty.discharge)),
            persistence=_f(r.review_persistence),
            when_support_ends=int(r.supported.asked == "when_support_ends"),
            after_start=self._weeks(r.supported.weeks_after_start),
            after_referral=self._weeks(r.supported.weeks_after_referral),
        )


def _f(number: Number) -> float:
    return float(number.value)


def _by_date(changes: list[_Change]) -> list[_Change]:
    """In order of their dates, before these are cut to the run: of those from before day 0 the latest stands."""
    return sorted(changes, key=lambda change: change.starts.value)


def _in_force(rows: list[_Dated]) -> list[_Dated]:
    """Of rows that begin the same minute, the last stands."""
    return [
        row for row, after in zip(rows, [*rows[1:], None], strict=True) if after is None or after.minute != row.minute
    ]


def _slot(per_week: Number) -> Minutes:
    return max(1, nearest(WEEK / _f(per_week))) if per_week.value > 0 else 0


KINDS_OF_PEOPLE_AT_MOST = 10_000


def kinds_of_people(scenario: Scenario) -> int:
    """How many combinations of trait levels there are."""
    count = 1
    for trait in scenario.traits.values():
        count *= len(trait.levels)
    return count
