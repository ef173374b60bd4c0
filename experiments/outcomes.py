"""What is reported of one run? Each outcome: a name, a title, a unit, and a count for every kind of person.

An outcome defined here appears everywhere: in JSON, CSV and the page's table of all outcomes, and on the shorter tables
that it names itself (`where`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from experiments.care_team import OF_THE_CARE_LIST, OF_THE_CARE_TEAM, outcomes_of_care
from experiments.counted import (
    HELD,
    Counted,
    Outcome,
    Where,
    WorldOutcomes,
    all_of,
    event_count,
    hundred_of,
    joined,
    mean_wait,
    minutes_in,
    multiple,
    reviews_of,
    waits_of,
)
from experiments.intervals import Estimate
from sim.countable import service_ends
from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import helpers_of
from sim.measures import GROUP, Group, Queue, State, WaitEnd
from sim.rules import OUTCOMES as ALL_OUTCOMES
from sim.scenario import Scenario
from sim.sums import Form
from sim.units import WEEK, YEAR


def _with_progress(at_least: int) -> Outcome:
    """Of supported reviews held, those at which this number of the eight outcomes or more had improved."""
    first = Review.SUPPORTED * (ALL_OUTCOMES + 1)
    rows = (partial(Shape.row, buffer="progress", row=first + n) for n in range(at_least, ALL_OUTCOMES + 1))
    return Outcome(
        f"progress_in_{at_least}",
        f"Progress in {at_least} or more of {ALL_OUTCOMES} outcomes",
        "% of supported reviews",
        multiple(100, all_of(*rows)),
        reviews_of(HELD, Review.SUPPORTED),
        where=Where(board=140 + at_least),
    )


DISCHARGED = Where(apart=160, board=150, first=True)
USES = Where(apart=160, board=180, first=True)


def people_discharged(years: float) -> Outcome:
    """D: people discharged at least once within a number of years."""

    def counted(shape: Shape) -> Sequence[Form]:
        return shape.row("discharged_people", shape.bridge_years.index(years))

    title = f"People discharged within {years} year{'s' * (years != 1)}"
    return Outcome(f"discharged_in_{years}y", title, "people", counted, where=DISCHARGED, followed=True)


MEAN_WAIT = mean_wait(
    "wait_for_link_worker",
    "Mean wait of new referrals given a link worker",
    Queue.REFERRED,
    Where(apart=30, only="support", by_group=10, head="mean wait, weeks", board=210),
)
LIST_WAIT = mean_wait(
    "list_wait",
    "List of day 0: mean wait from day 0 of those given a link worker",
    Queue.LISTED,
    Where(apart=50, only="support", by_group=20, head="mean wait of the list of day 0, weeks", board=240),
)
STILL_ON_THE_LIST = waits_of(Queue.LISTED, WaitEnd.STILL_WAITING)
LIST_WAITED_BEFORE = partial(Shape.row, buffer="waited_before", row=Queue.LISTED)
OF_THE_LIST: tuple[Outcome, ...] = (
    Outcome(
        "list_waited_before",
        "List of day 0: waited before day 0",
        "weeks",
        LIST_WAITED_BEFORE,
        joined(Queue.LISTED),
        WEEK,
    ),
    Outcome(
        "list_given",
        "List of day 0: given a link worker",
        "% of those on it",
        hundred_of(Queue.LISTED, WaitEnd.GRANTED),
        joined(Queue.LISTED),
        where=Where(apart=60, only="support", board=230),
    ),
    Outcome(
        "list_gave_up",
        "List of day 0: gave up waiting",
        "% of those on it",
        hundred_of(Queue.LISTED, WaitEnd.GAVE_UP),
        joined(Queue.LISTED),
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
        joined(Queue.REFERRED),
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
    mean_wait(
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
    Outcome("routine_reviews", "Routine reviews held", "reviews", reviews_of(HELD, Review.ROUTINE)),
    Outcome(
        "supported_reviews",
        "Supported reviews held",
        "reviews",
        reviews_of(HELD, Review.SUPPORTED),
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
        minutes_in(State.IN_CARE),
        each=WEEK,
        where=Where(apart=180, only="same people", board=170, first=True),
        followed=True,
    ),
    Outcome("weeks_discharged", "Weeks out of care", "weeks", minutes_in(State.DISCHARGED), each=WEEK),
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
STAND = {
    outcome.name: outcome.where
    for outcome in (*OUTCOMES, *OF_THE_LIST, *OF_HELPERS, *AT_THE_END, *OF_THE_CARE_TEAM, *OF_THE_CARE_LIST)
}


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
    rows += outcomes_of_care(shape)
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
