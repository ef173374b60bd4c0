"""What comes of the care team's places? People seen sooner: who start care, how long they wait, and the list.

Counted of people who are never referred to the programme, in both worlds, and apart from all else: what is said of
people who come to the programme never includes them. Those who come back after a relapse, once referred or not, wait on
the same list and are counted apart again. Invariant: nothing here has a price. The time that discharges free is the
bridge's capacity released; that others start care in it is what becomes of the same time, and never comes on top.
"""

from functools import partial

from experiments.counted import Counted, Outcome, Where, all_of, hundred_of, joined, mean_wait, minutes_in, waits_of
from sim import stays
from sim.events import What
from sim.frames import Shape
from sim.inputs import care_team_in_use
from sim.measures import Queue, State, WaitEnd
from sim.scenario import Scenario
from sim.units import WEEK

EVENTS = (What.CARE_REFERRED, *stays.WAITING_FOR_CARE.events, *stays.IN_CARE_PLACE.events)
# Value:  from referral to second contact, community mental health care, adults, England: median 120 days.
# Source: futurecarecapital.org.uk and hsj.co.uk (Nov 2023), of which the opening was read: docs/evidence.md.
# Grade:  borrowed, and of another stretch of the way than from joining the list to a place. No input: shown beside it.
PUBLISHED_MEDIAN_DAYS = 120
FIRST_TIME = (Queue.NEW_TO_CARE, Queue.CARE_LISTED)


def has_care_team(scenario: Scenario) -> bool:
    """Whether care has so many places, and a list."""
    return care_team_in_use(scenario) is not None


def has_care_list(scenario: Scenario) -> bool:
    """Whether people wait for care on day 0."""
    team = care_team_in_use(scenario)
    return team is not None and team.waiting_on_day_0.value > 0


def of_others(what: What) -> Counted:
    """How often something happens to people who are never referred to the programme."""
    return partial(Shape.row, buffer="others", row=what)


def _first_wait(end: WaitEnd) -> Counted:
    """How many of them wait for a first place, and how that ends."""
    return all_of(*(waits_of(queue, end) for queue in FIRST_TIME))


def _place(at: int, *, first: bool = False) -> Where:
    """On the tables of differences and of people and money."""
    return Where(apart=at, board=at, first=first)


STARTED = Outcome(
    "care_started",
    "Never referred: start care",
    "people",
    _first_wait(WaitEnd.GRANTED),
    where=_place(190, first=True),
    followed=True,
)
MEAN_CARE_WAIT = mean_wait("care_wait", "New to care: mean wait of those given a place", Queue.NEW_TO_CARE, _place(300))
OF_THE_CARE_TEAM: tuple[Outcome, ...] = (
    Outcome(
        "care_came",
        "Never referred: in care or waiting on day 0, or new to care",
        "people",
        of_others(What.CARE_REFERRED),
    ),
    STARTED,
    Outcome(
        "care_gave_up",
        "Never referred: give up waiting for care",
        "people",
        _first_wait(WaitEnd.GAVE_UP),
        where=_place(192),
    ),
    MEAN_CARE_WAIT,
    Outcome(
        "care_back",
        "After a relapse: given a place in care again",
        "times",
        waits_of(Queue.BACK_IN_CARE, WaitEnd.GRANTED),
        where=_place(194),
    ),
    mean_wait("care_back_wait", "After a relapse: mean wait of those given a place", Queue.BACK_IN_CARE, _place(320)),
    Outcome("care_reviews", "Never referred: reviews held", "reviews", of_others(What.REVIEWED)),
    Outcome("care_discharges", "Never referred: discharges", "times", of_others(What.DISCHARGED), where=_place(196)),
    Outcome("care_relapses", "Never referred: relapses", "times", of_others(What.RELAPSED)),
)
OF_THE_CARE_LIST: tuple[Outcome, ...] = (
    Outcome(
        "care_list_waited_before",
        "Care list of day 0: waited before day 0",
        "weeks",
        partial(Shape.row, buffer="waited_before", row=Queue.CARE_LISTED),
        joined(Queue.CARE_LISTED),
        WEEK,
    ),
    Outcome(
        "care_list_given",
        "Care list of day 0: given a place",
        "% of those on it",
        hundred_of(Queue.CARE_LISTED, WaitEnd.GRANTED),
        joined(Queue.CARE_LISTED),
        where=_place(330),
    ),
    mean_wait(
        "care_list_wait",
        "Care list of day 0: mean wait from day 0 of those given a place",
        Queue.CARE_LISTED,
        _place(340),
    ),
)


def outcomes_of_care(shape: Shape) -> list[Outcome]:
    """All of them, for a scenario with a care team; none without."""
    if not has_care_team(shape.scenario):
        return []
    listed = OF_THE_CARE_LIST if has_care_list(shape.scenario) else ()
    return [*OF_THE_CARE_TEAM, waiting_on_average(shape), *listed]


def waiting_on_average(shape: Shape) -> Outcome:
    """How many wait for care at once, on average over the follow-up: new, and back after a relapse."""
    waiting = minutes_in(State.WAITING_FOR_CARE)
    return Outcome("care_list", "Waiting for care, on average", "people at once", waiting, each=shape.horizon)
