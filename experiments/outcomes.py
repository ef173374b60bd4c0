"""What is reported of one run? Each outcome: a name, a title, a unit, and a count for every kind of person.

An outcome defined here appears everywhere: in JSON, CSV and the page's table of all outcomes, and on the shorter tables
that it names itself (`where`). What counts it is a form (`sim.sums`) of each stratum, so it can be reported for
everybody and for any level of a trait.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal, NamedTuple

from experiments.incidence import Waits
from experiments.intervals import Estimate, Part
from sim.countable import service_ends
from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import Capacity, Inputs, helpers_of
from sim.measures import GROUP, REVIEW_KINDS, WAIT_ENDS, WAIT_ROW, Group, Queue, State, WaitEnd
from sim.rules import OUTCOMES as ALL_OUTCOMES
from sim.scenario import Scenario
from sim.sums import Columns, Form, added, numbers, times, together
from sim.units import HOUR, WEEK, YEAR, Minutes

DUE, HELD, LAPSED, DISCHARGING = range(4)


Counted = Callable[[Shape], Sequence[Form]]  # a form for each stratum


@dataclass(frozen=True)
class Where:
    """On which shorter tables an outcome stands, and at which place there: the lowest first, and 0 is not at all."""

    apart: int = 0  # one scenario less another
    only: Literal["", "support", "helpers", "same people"] = ""  # there only where both scenarios have these
    by_group: int = 0  # one scenario less another, of each group
    head: str = ""  # of its column there
    board: int = 0  # people and money, option beside option
    first: bool = False  # on page one, too


@dataclass(frozen=True)
class Outcome:
    """A count in every replication; with an `out_of`, a share of that (0 of 0 is 0)."""

    name: str
    title: str
    unit: str
    counted: Counted
    out_of: Counted | None = None
    each: int = 1  # counts that make one of the unit
    where: Where = Where()
    followed: bool = False  # while inputs are moved: counts only, since a mean of ratios is another matter


class WorldOutcomes:
    """The outcomes of one world, in each replication."""

    def __init__(self, shape: Shape, read: Columns) -> None:
        self.shape, self.read, self.strata = shape, read, len(shape.strata)

    def part(self, outcome: Outcome, strata: Sequence[int] | None = None) -> Part:
        """An outcome of some strata, or of everybody, in each replication, and what it is out of."""
        some = [n / outcome.each for n in self.counted(outcome.counted, strata)]
        least = 0.0 if min(some) >= 0 else None
        if outcome.out_of is None:
            return Part(some, None, least)
        return Part(some, self.counted(outcome.out_of, strata), least, 100.0 if outcome.unit.startswith("%") else None)

    def values(self, outcome: Outcome, strata: Sequence[int] | None = None) -> list[float]:
        """The same as one number a replication (0 of 0 is 0). For its mean, use `intervals.estimate_of`."""
        some, of, *_ = self.part(outcome, strata)
        return list(some) if of is None else [n / one if one else 0.0 for n, one in zip(some, of, strict=True)]

    def counted(self, counted: Counted, strata: Sequence[int] | None = None) -> list[int]:
        """A count of some strata, or of everybody."""
        forms = counted(self.shape)
        if strata is None:
            return self.read.of(together(forms))
        return added([self.read.of(forms[s]) for s in strata], len(self.read.runs))

    @cached_property
    def waits(self) -> dict[Queue, list[Waits]]:
        """Every wait in each queue, all replications together: of each stratum."""
        found = {queue: [Waits([], [], [], []) for _ in range(self.strata)] for queue in Queue}
        rows = numbers(b"".join(run.waits for run in self.read.runs))
        add = [[[lengths.append for lengths in of] for of in found[queue]] for queue in Queue]
        for length, end, stratum, queue in zip(*(rows[i::WAIT_ROW].tolist() for i in range(WAIT_ROW)), strict=True):
            add[queue][stratum][end](length)
        return found


def multiple(many: int, counted: Counted) -> Counted:
    """So many for each that is counted."""
    return lambda shape: [times(many, form) for form in counted(shape)]


def all_of(*counted: Counted) -> Counted:
    """Several things counted together."""
    return lambda shape: [together(forms) for forms in zip(*(each(shape) for each in counted), strict=True)]


def event_count(what: What) -> Counted:
    """How often something happened."""
    return lambda shape: shape.rows("counts", what)


def _reviews(row: int, kind: Review) -> Counted:
    return lambda shape: shape.rows("reviews", row * REVIEW_KINDS + kind)


def _with_progress(at_least: int) -> Outcome:
    """Of supported reviews held, those at which this number of the eight outcomes or more had improved."""
    first = Review.SUPPORTED * (ALL_OUTCOMES + 1)
    rows = (partial(Shape.row, buffer="progress", row=first + n) for n in range(at_least, ALL_OUTCOMES + 1))
    return Outcome(
        f"progress_in_{at_least}",
        f"Progress in {at_least} or more of {ALL_OUTCOMES} outcomes",
        "% of supported reviews",
        multiple(100, all_of(*rows)),
        _reviews(HELD, Review.SUPPORTED),
        where=Where(board=140 + at_least),
    )


def _minutes(state: State) -> Counted:
    return lambda shape: shape.rows("minutes", state)


def waits_of(queue: Queue, end: WaitEnd, buffer: str = "waits") -> Counted:
    """How many waits ended so, or how long they were."""
    return lambda shape: shape.row(buffer, queue * WAIT_ENDS + end)


def _joined(queue: Queue) -> Counted:
    return all_of(*(waits_of(queue, end) for end in WaitEnd))


DISCHARGED = Where(apart=160, board=150, first=True)
USES = Where(apart=160, board=180, first=True)


def people_discharged(years: float) -> Outcome:
    """D: people discharged at least once within a number of years."""

    def counted(shape: Shape) -> Sequence[Form]:
        return shape.row("discharged_people", shape.bridge_years.index(years))

    title = f"People discharged within {years} year{'s' * (years != 1)}"
    return Outcome(f"discharged_in_{years}y", title, "people", counted, where=DISCHARGED, followed=True)


def _hundred_of_the_list(end: WaitEnd) -> Counted:
    """A hundred for each of the list of day 0 whose wait ended so: out of all of them, a per cent."""
    return multiple(100, waits_of(Queue.LISTED, end))


def _mean_wait(name: str, title: str, queue: Queue, where: Where) -> Outcome:
    """Mean weeks of those served only: 0 if nobody was."""
    waited, given = waits_of(queue, WaitEnd.GRANTED, "wait_minutes"), waits_of(queue, WaitEnd.GRANTED)
    return Outcome(name, title, "weeks", waited, given, WEEK, where)


MEAN_WAIT = _mean_wait(
    "wait_for_link_worker",
    "Mean wait of new referrals given a link worker",
    Queue.REFERRED,
    Where(apart=30, only="support", by_group=10, head="mean wait, weeks", board=210),
)
LIST_WAIT = _mean_wait(
    "list_wait",
    "List of day 0: mean wait from day 0 of those given a link worker",
    Queue.LISTED,
    Where(apart=50, only="support", by_group=20, head="mean wait of the list of day 0, weeks", board=240),
)
STILL_ON_THE_LIST = waits_of(Queue.LISTED, WaitEnd.STILL_WAITING)
LIST_WAITED_BEFORE = partial(Shape.row, buffer="waited_before")
OF_THE_LIST: tuple[Outcome, ...] = (
    Outcome(
        "list_waited_before",
        "List of day 0: waited before day 0",
        "weeks",
        LIST_WAITED_BEFORE,
        _joined(Queue.LISTED),
        WEEK,
    ),
    Outcome(
        "list_given",
        "List of day 0: given a link worker",
        "% of those on it",
        _hundred_of_the_list(WaitEnd.GRANTED),
        _joined(Queue.LISTED),
        where=Where(apart=60, only="support", board=230),
    ),
    Outcome(
        "list_gave_up",
        "List of day 0: gave up waiting",
        "% of those on it",
        _hundred_of_the_list(WaitEnd.GAVE_UP),
        _joined(Queue.LISTED),
    ),
    LIST_WAIT,
)

PEOPLE = partial(Shape.row, buffer="people")
TOOK_UP = partial(Shape.row, buffer="joined_people")
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "referred",
        "People who came",
        "people",
        PEOPLE,
        where=Where(board=10),
    ),
    Outcome(
        "declined",
        "Declined the offer",
        "people",
        event_count(What.DECLINED),
        where=Where(apart=10, only="support", board=20),
    ),
    Outcome(
        "given_link_worker",
        "Given a link worker",
        "times",
        event_count(What.GIVEN_LINK_WORKER),
        where=Where(board=30),
        followed=True,
    ),
    Outcome(
        "gave_up",
        "Gave up waiting for a link worker",
        "times",
        event_count(What.GAVE_UP),
        where=Where(apart=20, only="support", board=40, first=True),
        followed=True,
    ),
    MEAN_WAIT,
    Outcome(
        "within_target",
        "New referrals given a link worker within the target",
        "% of those who joined the queue",
        multiple(100, partial(Shape.row, buffer="waits_in_time", row=Queue.REFERRED)),
        _joined(Queue.REFERRED),
        where=Where(apart=40, only="support", board=200),
    ),
    Outcome(
        "support_completed",
        "Completed support",
        "times",
        event_count(What.SUPPORT_ENDED),
        where=Where(apart=80, only="support", board=60),
    ),
    Outcome("disengaged", "Disengaged from support", "times", event_count(What.DISENGAGED), where=Where(board=70)),
    Outcome(
        "meetings_missed",
        "Meetings missed",
        "% of meetings booked",
        multiple(100, event_count(What.MISSED)),
        all_of(event_count(What.MET), event_count(What.MISSED)),
        where=Where(apart=70, only="support"),
    ),
    Outcome(
        "stranded", "Lost their link worker, none free", "times", event_count(What.STRANDED), where=Where(board=50)
    ),
    Outcome(
        "took_up",
        "Took up at least one activity",
        "people",
        TOOK_UP,
        where=Where(
            apart=110,
            only="support",
            by_group=40,
            head="take up an activity",
            board=100,
            first=True,
        ),
    ),
    _mean_wait(
        "wait_for_place",
        "Mean wait of those given a place",
        Queue.PLACE,
        Where(apart=120, only="helpers", board=250),
    ),
    Outcome(
        "place_given_up",
        "Gave up waiting for a place",
        "times",
        event_count(What.PLACE_GIVEN_UP),
        where=Where(apart=130, only="helpers", board=110, first=True),
    ),
    Outcome(
        "nothing_suitable",
        "Found nothing suitable",
        "times",
        event_count(What.NOTHING_SUITABLE),
        where=Where(board=120),
    ),
    Outcome(
        "dropped_out", "Dropped out of an activity", "times", event_count(What.DROPPED_OUT), where=Where(board=130)
    ),
    Outcome(
        "activity_closed",
        "Course cut by funding ending",
        "times",
        event_count(What.ACTIVITY_CLOSED),
        where=Where(board=140),
    ),
    Outcome("went_on", "Went on after the prescription", "times", event_count(What.ENGAGEMENT_SUSTAINED)),
    Outcome("routine_reviews", "Routine reviews held", "reviews", _reviews(HELD, Review.ROUTINE)),
    Outcome(
        "supported_reviews",
        "Supported reviews held",
        "reviews",
        _reviews(HELD, Review.SUPPORTED),
    ),
    _with_progress(1),
    _with_progress(4),
    Outcome(
        "discharges", "Discharges", "times", event_count(What.DISCHARGED), where=Where(by_group=50, head="discharges")
    ),
    Outcome(
        "relapses",
        "Relapses",
        "times",
        event_count(What.RELAPSED),
        where=Where(apart=170, board=160, first=True),
        followed=True,
    ),
    Outcome(
        "weeks_in_care",
        "Weeks in care after referral",
        "weeks",
        _minutes(State.IN_CARE),
        each=WEEK,
        where=Where(apart=180, only="same people", board=170, first=True),
        followed=True,
    ),
    Outcome("weeks_discharged", "Weeks out of care", "weeks", _minutes(State.DISCHARGED), each=WEEK),
)


def has_helpers(scenario: Scenario) -> bool:
    """Whether people who finish a course may help to run the group."""
    return scenario.programme.offer == "link_workers" and any(map(bool, helpers_of(scenario)))


def _helper_places(shape: Shape) -> Sequence[Form]:
    """Minutes of the places that people added by helping: of the people who helped."""
    each = [0 if helpers is None else int(helpers.places_each.value) for helpers in helpers_of(shape.scenario)]
    helped = (partial(Shape.rows, buffer="helping_minutes", row=activity) for activity in range(len(each)))
    return all_of(*map(multiple, each, helped))(shape)


OF_HELPERS: tuple[Outcome, ...] = (
    Outcome(
        "started_helping",
        "Helped to run a group",
        "times",
        event_count(What.STARTED_HELPING),
        where=Where(apart=140, only="helpers"),
    ),
    Outcome(
        "helper_places",
        "Places that helpers added, for so long",
        "place-weeks",
        _helper_places,
        each=WEEK,
        where=Where(apart=150, only="helpers"),
    ),
)
AT_THE_END: tuple[Outcome, ...] = (
    Outcome(
        "support_cut",
        "In support when the service ended",
        "people",
        event_count(What.SUPPORT_CUT),
        where=Where(apart=90, only="support", by_group=30, head="support cut by the end of the service", board=80),
    ),
    Outcome(
        "wait_cut",
        "Waiting for a link worker when the service ended",
        "people",
        event_count(What.WAIT_CUT),
        where=Where(apart=100, only="support", board=90),
    ),
)
STAND = {outcome.name: outcome.where for outcome in (*OUTCOMES, *OF_THE_LIST, *OF_HELPERS, *AT_THE_END)}


def where(name: str) -> Where:
    """Where the outcome of a name stands; those of horizons and care lines stand together."""
    of_many = DISCHARGED if name.startswith("discharged_in_") else USES if name.startswith("uses.") else Where()
    return STAND.get(name, of_many)


def has_a_list(scenario: Scenario) -> bool:
    """Whether people wait for a link worker on day 0."""
    return scenario.programme.offer == "link_workers" and scenario.demand.waiting_on_day_0.value > 0


def outcomes_for(shape: Shape) -> list[Outcome]:
    """The outcomes of a scenario: the ones above, and those its own horizons, care lines and wider outcomes add."""
    rows = list(OUTCOMES)
    if has_a_list(shape.scenario):
        rows += OF_THE_LIST
    if has_helpers(shape.scenario):
        rows += OF_HELPERS
    if service_ends(shape.scenario):
        rows += AT_THE_END
    if shape.scenario.stages.reviews:
        rows += [people_discharged(years) for years in shape.bridge_years]
    for i, line in enumerate(shape.lines):
        title = shape.scenario.care_lines[line].title or line.replace("_", " ")
        rows.append(
            Outcome(
                f"uses.{line}",
                f"{title}: uses",
                "uses",
                partial(Shape.rows, buffer="uses", row=i),
                where=USES,
                followed=True,
            )
        )
    for i, name in enumerate(shape.wider):
        title = shape.scenario.progress.wider[name].title or name.replace("_", " ")
        rows.append(Outcome(f"wider.{name}", title, "people", partial(Shape.row, buffer="wider", row=i)))
        if shape.scenario.progress.wider[name].share_who_want.value < 1:
            some = multiple(100, partial(Shape.row, buffer="wider", row=i))
            of = partial(Shape.row, buffer="wanted", row=i)
            rows.append(Outcome(f"wanted.{name}", title, "% of those who want it, once support is over", some, of))
        if shape.lasting[i]:
            lasting = partial(Shape.row, buffer="wider_minutes", row=i)
            rows.append(Outcome(f"years_of.{name}", f"{title}: years gained", "years", lasting, each=YEAR))
    return rows


def strata_of(shape: Shape, trait: str, level: str) -> list[int]:
    """The strata in which a trait has a level."""
    at = [name for name, _ in shape.traits].index(trait)
    return [s for s, levels in enumerate(shape.strata) if levels[at] == level]


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome in both worlds, and their paired difference (programme less usual care)."""

    name: str
    title: str
    unit: str
    usual: Estimate
    programme: Estimate
    difference: Estimate

    @property
    def where(self) -> Where:
        """On which shorter tables it stands."""
        return where(self.name)


@dataclass(frozen=True, kw_only=True)
class OutcomeDifference(Estimate):
    """An outcome of one scenario less another's, paired, both with the programme."""

    name: str
    title: str
    unit: str

    @property
    def where(self) -> Where:
        """On which shorter tables it stands."""
        return where(self.name)


class Measure(NamedTuple):
    """An outcome of everybody, or of the people of some strata."""

    outcome: Outcome
    strata: list[int] | None


OF_A_LEVEL = re.compile(r"(?P<outcome>[^\[\]]+)(\[(?P<trait>\w+)=(?P<level>\w+)\])?")


def measure_of(shape: Shape, named: str) -> Measure | None:
    """What a name measures: an outcome ("took_up"), or an outcome of one level of a trait ("took_up[age=under_50]").
    None where a scenario has no such outcome, trait or level."""
    parts = OF_A_LEVEL.fullmatch(named)
    outcome = next((one for one in outcomes_for(shape) if parts and one.name == parts["outcome"]), None)
    if parts is None or outcome is None:
        return None
    if parts["trait"] is None:
        return Measure(outcome, None)
    if parts["level"] not in dict(shape.traits).get(parts["trait"], ()):
        return None
    return Measure(outcome, strata_of(shape, parts["trait"], parts["level"]))


def of_completion(group: Group, *, completed: bool | None = None) -> Counted:
    """Something counted of those who completed support, of everybody else, or (None) of all of them."""
    who = [int(one) for one in (False, True) if completed in (None, one)]
    return all_of(*(partial(Shape.row, buffer="by_completion", row=one * GROUP + group) for one in who))


def naive_change(read: WorldOutcomes, line: int) -> tuple[list[int], list[int]]:
    """Uses in the year before and the year after referral, of people followed a year: what a before-and-after study
    sees."""
    before, after = map(read.counted, before_and_after(line))
    return before, after


def before_and_after(line: int) -> tuple[Counted, Counted]:
    """What is counted of a care line for that."""
    before, after = (partial(Shape.row, buffer=buffer, row=line) for buffer in ("uses_year_before", "uses_year_after"))
    return before, after


class Use(NamedTuple):
    """Of one capacity in each replication: how much was used, and how much of it there was in the time it was open."""

    name: str
    measure: str
    used: list[float]  # weeks of posts filled, of slots or places held; hours of meetings
    capacity: list[float]  # in the same unit


class Capacities:
    """What people queue for. `inputs`: of the programme's world. A link worker's slots and hours are there while the
    post is filled, so many of them as the scenario says for that date; a helper's places while they help."""

    def __init__(self, shape: Shape, inputs: Inputs) -> None:
        self.shape, self.periods = shape, len(shape.cuts)
        self.groups = {
            group: [i for i, (name, _) in enumerate(shape.posts) if name == group]
            for group in sorted({name for name, _ in shape.posts})
        }
        self.open_minutes = [max(0, min(post.closes, shape.horizon) - post.opens) for post in inputs.posts]
        self.team = [_by_stretch(shape, inputs, post) for post in range(len(inputs.posts))]
        self.places_each = [activity.places_each for activity in inputs.activities]
        self.place_minutes = [place_minutes_offered(inputs, i, 0, shape.horizon) for i in range(len(shape.activities))]

    def use(self, read: Columns) -> Iterator[Use]:
        """Posts, caseloads, contact hours, places."""
        for group, posts in self.groups.items():
            filled, held, spent = (
                read.of(together(self._over_all_periods(buffer, post) for post in posts))
                for buffer in ("filled_minutes", "caseload_minutes", "contact_minutes")
            )
            slots = read.of(self._offered(posts, [[c.caseload for c in post] for post in self.team]))
            contact = read.of(self._offered(posts, [[c.contact_minutes for c in post] for post in self.team]))
            open_for = [sum(self.open_minutes[i] for i in posts)] * len(filled)
            yield Use(f"{group}: posts filled", "share of time", _per(WEEK, filled), _per(WEEK, open_for))
            yield Use(f"{group}: caseload", "occupancy", _per(WEEK, held), _per(WEEK, slots))
            yield Use(f"{group}: contact hours", "utilisation", _per(HOUR, spent), _per(WEEK * HOUR, contact))
        for i, name in enumerate(self.shape.activities):
            used = read.of(self._over_all_periods("place_minutes", i))
            helped = read.of(together(self.shape.rows("helping_minutes", i)))
            there = [self.place_minutes[i] + self.places_each[i] * minutes for minutes in helped]
            yield Use(f"{name.replace('_', ' ')}: places", "occupancy", _per(WEEK, used), _per(WEEK, there))

    def _over_all_periods(self, buffer: str, row: int) -> Form:
        """One row of a (row, period) buffer."""
        first = self.shape.begins[buffer] + row * self.periods
        return [(1, range(first, first + self.periods))]

    def _offered(self, posts: Sequence[int], capacity: Sequence[Sequence[int]]) -> Form:
        """Minutes for which posts were filled, times what each held then."""
        first, stretches = self.shape.begins["filled_stretches"], len(self.shape.stretches)
        return together(
            [(many, [first + post * stretches + i])] for post in posts for i, many in enumerate(capacity[post])
        )


def _per(unit: int, column: Sequence[int]) -> list[float]:
    return [n / unit for n in column]


def _by_stretch(shape: Shape, inputs: Inputs, post: int) -> list[Capacity]:
    """What a post holds in each stretch between two changes of the team."""
    dated = [capacity for capacity in inputs.capacities if capacity.post == post]
    starts = [0, *shape.stretches[:-1]]
    return [[capacity for capacity in dated if capacity.minute <= start][-1] for start in starts]


def place_minutes_offered(inputs: Inputs, activity: int, since: Minutes, until: Minutes) -> int:
    """Minutes of every place that an activity has open between two minutes; the number of places changes by date."""
    rows = [(dated.minute, dated.places) for dated in inputs.places if dated.activity == activity]
    opens = max(since, inputs.activities[activity].opens)
    closes = min(until, inputs.activities[activity].closes)
    ends = [minute for minute, _ in rows[1:]] + [closes]
    return sum(
        max(0, min(end, closes) - max(start, opens)) * places for (start, places), end in zip(rows, ends, strict=True)
    )
