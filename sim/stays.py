"""Which event opens and closes what? One table of stays, read by measures, exports, life lines and tests of the log.

A stay is a stretch of time in which a person waits for something, has something, or is in care or out of it, or in
which a post is filled. An event closes at most one stay, then opens at most one. What is still open when the log ends
lasts up to the end.
"""

from dataclasses import dataclass
from enum import Enum

from sim.events import What


class By(Enum):
    """What distinguishes two stays of one kind that are open at once."""

    PERSON = "person"
    ACTIVITY = "person and activity"  # the activity is the event's `where`
    POST = "post"


@dataclass(frozen=True, eq=False)
class Stay:
    """One kind of stay."""

    title: str
    place: str  # where the person is meanwhile, within a sentence; {} stands for the activity
    by: By
    opens: tuple[What, ...]
    closes: tuple[What, ...]
    is_a_wait: bool = False
    left: int | None = None  # LEFT closes it as well, if this is its `where`

    @property
    def events(self) -> tuple[What, ...]:
        """All that open or close it, but for LEFT."""
        return *self.opens, *self.closes


WAITING = Stay(
    "Waiting for a link worker",
    "waiting for a link worker",
    By.PERSON,
    opens=(What.JOINED_QUEUE, What.STRANDED),
    closes=(What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER, What.GAVE_UP, What.WAIT_CUT, What.LEFT_WAIT),
    is_a_wait=True,
)
ON_CASELOAD = Stay(
    "On a caseload",
    "with a link worker",
    By.PERSON,
    opens=(What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER, What.SUPPORTED_ALREADY, What.HANDED_OVER),
    closes=(
        What.HANDED_OVER,
        What.STRANDED,
        What.SUPPORT_ENDED,
        What.DISENGAGED,
        What.SUPPORT_CUT,
        What.LEFT_SUPPORT,
    ),
)
WAITING_FOR_PLACE = Stay(
    "Waiting for a place in an activity",
    "waiting for {}",
    By.ACTIVITY,
    opens=(What.WANTS_PLACE,),
    closes=(What.JOINED_ACTIVITY, What.PLACE_GIVEN_UP, What.PLACE_WAIT_CLOSED, What.PLACE_WAIT_LEFT),
    is_a_wait=True,
)
ON_COURSE = Stay(
    "In an activity",
    "in {}",
    By.ACTIVITY,
    opens=(What.JOINED_ACTIVITY, What.IN_ACTIVITY_ALREADY),
    closes=(What.COMPLETED, What.DROPPED_OUT, What.ACTIVITY_CLOSED, What.ACTIVITY_LEFT),
)
KEEPING_PLACE = Stay(
    "Keeping the place after the prescription",
    "in {}",
    By.ACTIVITY,
    opens=(What.STAYED_ON,),
    closes=(What.STAY_ENDED,),
)
HELPING = Stay(
    "Helping to run an activity",
    "helping with {}",
    By.ACTIVITY,
    opens=(What.STARTED_HELPING,),
    closes=(What.STOPPED_HELPING,),
)
IN_CARE = Stay(
    "In care",
    "in care",
    By.PERSON,
    opens=(What.REFERRED, What.CARE_REFERRED, What.RELAPSED),  # people who wait for a place in care are in care
    closes=(What.DISCHARGED,),
    left=1,
)
DISCHARGED = Stay(
    "Discharged",
    "discharged",
    By.PERSON,
    opens=(What.DISCHARGED,),
    closes=(What.RELAPSED,),
    left=0,
)
WAITING_FOR_CARE = Stay(
    "Waiting for a place in care",
    "waiting for care",
    By.PERSON,
    opens=(What.JOINED_CARE_LIST,),
    closes=(What.STARTED_CARE, What.GAVE_UP_CARE_LIST, What.LEFT_CARE_LIST),
    is_a_wait=True,
)
IN_CARE_PLACE = Stay(
    "In a place of the care team, or keeping it",
    "in care",
    By.PERSON,
    opens=(What.STARTED_CARE, What.IN_CARE_PLACE_ALREADY),
    closes=(What.CARE_PLACE_FREED, What.KEPT_PLACE_ENDED),
)
POST_FILLED = Stay("Post filled", "filled", By.POST, opens=(What.POST_FILLED,), closes=(What.POST_VACANT,))

STAYS = (
    WAITING,
    ON_CASELOAD,
    WAITING_FOR_PLACE,
    ON_COURSE,
    KEEPING_PLACE,
    HELPING,
    IN_CARE,
    DISCHARGED,
    WAITING_FOR_CARE,
    IN_CARE_PLACE,
    POST_FILLED,
)

# What happens and is over: it opens and closes nothing. A review that is due is no stay, because several of one kind
# may be booked at once and the log does not say which of them is held.
NEITHER = (
    What.HAS_TRAIT,
    What.DECLINED,
    What.MEETING_WANTED,
    What.MET,
    What.MISSED,
    What.MET_ALREADY,
    What.NOTHING_SUITABLE,
    What.ENGAGEMENT_SUSTAINED,
    What.REVIEW_DUE,
    What.REVIEWED,
    What.REVIEW_LAPSED,
    What.REFERRED_AGAIN,
    What.PROGRESS_SEEN,
    What.WIDER_SEEN,
    What.CARE_USED,
    What.CARE_USED_BEFORE,
)

_OPENED = {int(what): stay for stay in STAYS for what in stay.opens}
_CLOSED = {int(what): stay for stay in STAYS for what in stay.closes}
_LEFT = {stay.left: stay for stay in STAYS if stay.left is not None}


def opened_by(what: int) -> Stay | None:
    """The stay that an event opens."""
    return _OPENED.get(what)


def closed_by(what: int, where: int) -> Stay | None:
    """The stay that an event closes."""
    return _LEFT.get(where) if what == What.LEFT else _CLOSED.get(what)
