"""What happened, row by row? The event log of any replication and world, each number with its name beside it.

Everything that is counted or priced is worked out from these rows and nothing else, so a figure that is doubted can be
counted again. The five numbers are the engine's own; names are the scenario's.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from experiments.explain import Teller
from experiments.run import Case
from sim import luck
from sim.events import CareWait, Review, Row, Vacancy, What
from sim.frames import Shape
from sim.inputs import World
from sim.luck import Source
from sim.rules import OUTCOMES, ones
from sim.units import DAY

SOURCES = {
    Source.WAITING_LIST: "the waiting list of day 0",
    Source.REFERRALS: "referrals",
    Source.IN_SERVICE: "the service on day 0",
    Source.IN_CARE: "care on day 0",
    Source.CARE_LIST: "the waiting list of care on day 0",
    Source.NEW_TO_CARE: "new to care",
}
LAYERED = (Source.REFERRALS, Source.IN_SERVICE, Source.NEW_TO_CARE)


class Kind(NamedTuple):
    """An event: what happens, and what its two numbers are ('' where they say nothing)."""

    happens: str
    where: str = ""
    value: str = ""


# What `where` and `value` of each event are. Those named below are read into words; the others are plain numbers.
SOURCE, TRAIT, POST, ACTIVITY = "source, and layer of it x 4", "trait", "post", "activity"
REVIEW, IN_CARE, LINE, VACANCY = "kind of review", "1 in care, 0 discharged", "care line", "why the post is vacant"
LEVEL, OLD_POST, CARE_WAIT = "level of the trait", "post that fell vacant", "0 new to care, 1 after a relapse"
NOT_WANTED = "wider outcomes that are not wanted, a bit each"
PROGRESS, WIDER = "outcomes improved, a bit each; those because of dose x 256", "wider outcomes seen so far, a bit each"
MEETINGS, SESSIONS, MINUTES = "meetings attended", "sessions attended", "minutes"
WISH, MEETING, RELAPSES = "number of the wish, from 0", "number of the meeting, from 0", "relapses so far"

EVENTS = {
    What.REFERRED: Kind("comes, by referral, or from the list or the service of day 0", SOURCE, "number in that layer"),
    What.HAS_TRAIT: Kind("has this level of a trait", TRAIT, LEVEL),
    What.DECLINED: Kind("declines the offer"),
    What.JOINED_QUEUE: Kind("waits for a link worker", "", "minutes already waited on day 0"),
    What.GAVE_UP: Kind("gives up waiting for a link worker"),
    What.WAIT_CUT: Kind("still waits for a link worker when the service ends"),
    What.LEFT_WAIT: Kind("dies or moves away while waiting for a link worker"),
    What.GIVEN_LINK_WORKER: Kind("is given a link worker", POST),
    What.MEETING_WANTED: Kind("wants a meeting", POST, MEETING),
    What.MET: Kind("comes to a meeting", POST, MINUTES),
    What.MISSED: Kind("misses a meeting; its time is spent", POST, MINUTES),
    What.HANDED_OVER: Kind("is handed over to a colleague", POST, OLD_POST),
    What.STRANDED: Kind("loses the link worker and waits again, in front", OLD_POST),
    What.GIVEN_ANOTHER: Kind("is given another link worker", POST),
    What.SUPPORT_ENDED: Kind("completes support", POST, MEETINGS),
    What.DISENGAGED: Kind("disengages from support", POST, MEETINGS),
    What.SUPPORT_CUT: Kind("is in support when the service ends", POST, MEETINGS),
    What.LEFT_SUPPORT: Kind("dies or moves away while in support", POST, MEETINGS),
    What.WANTS_PLACE: Kind("wants a place in an activity", ACTIVITY, WISH),
    What.PLACE_GIVEN_UP: Kind("gives up waiting for a place", ACTIVITY, WISH),
    What.PLACE_WAIT_CLOSED: Kind("still waits for a place when the activity closes", ACTIVITY, WISH),
    What.PLACE_WAIT_LEFT: Kind("dies or moves away while waiting for a place", ACTIVITY, WISH),
    What.NOTHING_SUITABLE: Kind("finds no suitable activity", "", WISH),
    What.JOINED_ACTIVITY: Kind("takes a place in an activity", ACTIVITY, WISH),
    What.COMPLETED: Kind("completes the prescription", ACTIVITY, SESSIONS),
    What.DROPPED_OUT: Kind("drops out of the activity", ACTIVITY, SESSIONS),
    What.ACTIVITY_CLOSED: Kind("is in the activity when it closes", ACTIVITY, SESSIONS),
    What.ACTIVITY_LEFT: Kind("dies or moves away while in the activity", ACTIVITY, SESSIONS),
    What.ENGAGEMENT_SUSTAINED: Kind("goes on after the prescription", ACTIVITY),
    What.STAYED_ON: Kind("keeps the place after the prescription", ACTIVITY),
    What.STAY_ENDED: Kind("frees the kept place", ACTIVITY),
    What.REVIEW_DUE: Kind("falls due for a review", REVIEW, "number of the due date, or of the support episode"),
    What.REVIEWED: Kind("is reviewed", REVIEW, PROGRESS),
    What.REVIEW_LAPSED: Kind("is discharged or gone before the booked review; its slot is spent", REVIEW),
    What.DISCHARGED: Kind("is discharged", REVIEW),
    What.RELAPSED: Kind("relapses: back in care", "", RELAPSES),
    What.REFERRED_AGAIN: Kind("is referred again", "", RELAPSES),
    What.LEFT: Kind("dies, moves away or otherwise leaves", IN_CARE),
    What.PROGRESS_SEEN: Kind("has support and activities behind them; progress is seen", "", PROGRESS),
    What.WIDER_SEEN: Kind("has support and activities behind them; wider outcomes are seen", NOT_WANTED, WIDER),
    What.CARE_USED: Kind("uses care", LINE),
    What.CARE_USED_BEFORE: Kind("used care in the year before referral", LINE, "uses in that year"),
    What.POST_FILLED: Kind("a link worker starts in the post"),
    What.POST_VACANT: Kind("the post falls vacant", VACANCY),
    What.MET_ALREADY: Kind("has been to meetings by day 0", "", MEETINGS),
    What.SUPPORTED_ALREADY: Kind("is on a caseload on day 0", POST, "minutes since a link worker was given"),
    What.IN_ACTIVITY_ALREADY: Kind("is in an activity on day 0", ACTIVITY, "minutes since it was joined"),
    What.STARTED_HELPING: Kind("begins to help run an activity", ACTIVITY, "places added"),
    What.STOPPED_HELPING: Kind("no longer helps to run it", ACTIVITY, "places taken away again"),
    What.CARE_REFERRED: Kind("comes to care, and is never referred to the programme", SOURCE, "number in that layer"),
    What.IN_CARE_PLACE_ALREADY: Kind("holds a place in care from day 0 or from referral, full or not"),
    What.JOINED_CARE_LIST: Kind("waits for a place in care", CARE_WAIT, "minutes already waited on day 0"),
    What.STARTED_CARE: Kind("is given a place in care", CARE_WAIT),
    What.GAVE_UP_CARE_LIST: Kind("gives up waiting for a place in care, and so leaves"),
    What.LEFT_CARE_LIST: Kind("dies or moves away while waiting for a place in care"),
    What.KEPT_PLACE_ENDED: Kind("frees the place in care that was kept after discharge"),
    What.CARE_PLACE_FREED: Kind("frees the place in care"),
}


class LogRow(NamedTuple):
    """One row of a log: `experiments.columns` says what each column means."""

    scenario: str
    seed: int
    replication: int
    world: str
    row: int
    minute: int
    person: int
    what: int
    where: int
    value: int
    date: str
    subject: str
    event: str
    where_is: str
    where_name: str
    value_is: str
    value_name: str


def log_rows(case: Case, replication: int, worlds: Sequence[World] = tuple(World)) -> Iterator[LogRow]:
    """Every row of the log of a replication, world after world."""
    names = Names(case.shape)
    start = case.scenario.dates.start.value
    for world in worlds:
        for n, row in enumerate(case.log(world, replication)):
            minute, person, what = row[:3]
            kind = EVENTS[What(what)]
            yield LogRow(
                case.name,
                case.seed,
                replication,
                world.value,
                n,
                *row,
                (start + timedelta(minute // DAY)).isoformat(),
                f"person {person + 1}" if person >= 0 else names.teller.post(-1 - person),
                What(what).name,
                kind.where,
                names.of(kind.where, row),
                kind.value,
                names.of(kind.value, row, value=True),
            )


class Names:
    """What a number in a row stands for, by the names of a scenario."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.teller = shape, Teller(shape)
        self.read: dict[str, Callable[[int], str]] = {
            SOURCE: self._source,
            TRAIT: lambda n: shape.traits[n][0],
            POST: self._post,
            OLD_POST: self._post,
            ACTIVITY: lambda n: shape.activities[n],
            REVIEW: lambda n: Review(n).name.lower(),
            IN_CARE: lambda n: "in care" if n else "discharged",
            LINE: lambda n: shape.lines[n],
            VACANCY: lambda n: Vacancy(n).name.lower(),
            CARE_WAIT: lambda n: CareWait(n).name.lower(),
            PROGRESS: self._progress,
            WIDER: self._wider,
            NOT_WANTED: self._wider,
        }

    def of(self, kind: str, row: Row, *, value: bool = False) -> str:
        """The name of one of a row's two numbers; '' where it is a plain number."""
        _, _, _, where, number = row
        if kind == LEVEL:
            return self.shape.traits[where][1][number]
        return self.read[kind](number if value else where) if kind in self.read else ""

    @staticmethod
    def _source(number: int) -> str:
        source, layer = Source(number & luck.SOURCE), number >> 2 & luck.LAYER
        return f"{SOURCES[source]}, layer {layer}" if source in LAYERED else SOURCES[source]

    def _post(self, number: int) -> str:
        return self.teller.post(number) if number >= 0 else "none"

    @staticmethod
    def _progress(bits: int) -> str:
        return f"{ones(bits & (1 << OUTCOMES) - 1)} of {OUTCOMES} improved, {ones(bits >> OUTCOMES)} because of dose"

    def _wider(self, bits: int) -> str:
        return " and ".join(name for i, name in enumerate(self.shape.wider) if bits >> i & 1) or "none"
