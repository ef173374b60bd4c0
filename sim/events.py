"""What does the log record, and what comes first within one minute?

A log is a list of rows of five whole numbers: (minute, person, what, where, value). An engine only writes rows; waits,
use, outcomes and pounds are worked out from them afterwards. Posts are negative persons: post i is -(i + 1).
"""

from enum import IntEnum

Row = tuple[int, int, int, int, int]


class What(IntEnum):
    """What happened. Frozen numbers: append, never renumber. `where` and `value` are given beside each; if not, 0."""

    REFERRED = 0  # where: source | layer << 2; value: number in that layer
    HAS_TRAIT = 1  # where: trait; value: level (both in order of name)
    DECLINED = 2
    JOINED_QUEUE = 3  # value: minutes already waited (people of day 0)
    GAVE_UP = 4  # waiting for a link worker, patience ended
    WAIT_CUT = 5  # waiting, the service ended
    LEFT_WAIT = 6  # waiting, the person left care altogether
    GIVEN_LINK_WORKER = 7  # where: post
    MEETING_WANTED = 8  # where: post or -1; value: its number within the episode
    MET = 9  # where: post; value: minutes
    MISSED = 10  # where: post; value: minutes, spent all the same
    HANDED_OVER = 11  # where: new post; value: old post
    STRANDED = 12  # where: the post that fell vacant; waits in front of the queue
    GIVEN_ANOTHER = 13  # where: post; after being stranded
    SUPPORT_ENDED = 14  # where: post; value: meetings attended
    DISENGAGED = 15  # where: post; value: meetings attended
    SUPPORT_CUT = 16  # where: post; the service ended
    LEFT_SUPPORT = 17  # where: post; the person left care altogether
    WANTS_PLACE = 18  # where: activity; value: the number of the wish
    PLACE_GIVEN_UP = 19  # where: activity; patience ended
    PLACE_WAIT_CLOSED = 20  # where: activity; funding ended while waiting
    PLACE_WAIT_LEFT = 21  # where: activity; the person left
    NOTHING_SUITABLE = 22  # value: the number of the wish
    JOINED_ACTIVITY = 23  # where: activity; value: the number of the wish
    COMPLETED = 24  # where: activity; value: sessions attended
    DROPPED_OUT = 25  # where: activity; value: sessions attended
    ACTIVITY_CLOSED = 26  # where: activity; value: sessions attended
    ACTIVITY_LEFT = 27  # where: activity; value: sessions attended; the person left
    ENGAGEMENT_SUSTAINED = 28  # where: activity
    STAYED_ON = 29  # where: activity; keeps the place after the prescription
    STAY_ENDED = 30  # where: activity
    REVIEW_DUE = 31  # where: a Review; value: due-date number
    REVIEWED = 32  # where: a Review; value: outcomes improved | those because of dose << 8
    REVIEW_LAPSED = 33  # where: a Review; booked, but the person was discharged or gone: slot spent
    DISCHARGED = 34  # where: a Review
    RELAPSED = 35  # value: relapses so far
    REFERRED_AGAIN = 36  # value: relapses so far
    LEFT = 37  # where: 1 if in care, 0 if discharged; died, moved away or otherwise left
    PROGRESS_SEEN = 38  # support and activities over; value: outcomes improved | because of dose << 8
    WIDER_SEEN = 39  # where: wider outcomes not wanted; value: those seen; a bit each in order of name
    CARE_USED = 40  # where: care line
    CARE_USED_BEFORE = 41  # where: care line; value: uses in the year before referral
    POST_FILLED = 42  # where: 0
    POST_VACANT = 43  # where: a Vacancy
    MET_ALREADY = 44  # value: meetings attended by day 0, of people in the service then
    SUPPORTED_ALREADY = 45  # on day 0; where: post, -1 if none is filled; value: minutes since a link worker was given
    IN_ACTIVITY_ALREADY = 46  # on day 0; where: activity; value: minutes since it was joined
    STARTED_HELPING = 47  # where: activity; value: places added
    STOPPED_HELPING = 48  # where: activity; value: places taken away again
    CARE_REFERRED = 49  # comes to care, never to the programme; where: source | layer << 2; value: number in that layer
    IN_CARE_PLACE_ALREADY = 50  # a care place held, full or not: from day 0, or from referral to the programme
    JOINED_CARE_LIST = 51  # where: a CareWait; value: minutes already waited (people of day 0)
    STARTED_CARE = 52  # where: a CareWait; a care place is given
    GAVE_UP_CARE_LIST = 53  # patience ended; LEFT follows
    LEFT_CARE_LIST = 54  # waiting, the person left
    KEPT_PLACE_ENDED = 55  # a care place kept after discharge is kept no longer
    CARE_PLACE_FREED = 56  # by a discharge after which it is not kept, or because the person left


class Review(IntEnum):
    """Which kind of review."""

    ROUTINE = 0
    SUPPORTED = 1


class Vacancy(IntEnum):
    """Why a post is empty."""

    TURNOVER = 0
    ABSENCE = 1
    CLOSED = 2


class CareWait(IntEnum):
    """Why a person waits for a place in care."""

    NEW = 0
    RELAPSE = 1


class Turn(IntEnum):
    """Within a minute, the order of wake-ups: by this class, then by person, then by the person's nth.

    People who leave go first, then changes of capacity (places are taken away before any are added), then events that
    free capacity, then events that claim it. Places in care are given last, to the first of all who ask by then. From
    1, because 0 and 1 as whole ranks belong to SimPy itself; at most 31.
    """

    EXIT = 1
    CHANGE_TEAM = 2
    STOP_HELPING = 3
    CHANGE_PLACES = 4
    CHANGE_CARE_TEAM = 5
    LEAVE = 6
    END_STAY = 7
    END_KEPT_PLACE = 8
    MEET = 9
    VACANT = 10
    FILL = 11
    TAKE = 12
    TAKE_PLACE = 13
    TIRE = 14
    TIRE_PLACE = 15
    RELAPSE = 16
    REVIEW = 17
    SUPPORTED_REVIEW = 18
    SET_OUT = 19
    PLAN = 20
    WANT_MEETING = 21
    WANT_REVIEW = 22
    WANT_SUPPORTED_REVIEW = 23
    USE_CARE = 24
    REFER = 25
    GIVE_CARE_PLACES = 26
    START_CARE = 27
    TIRE_OF_CARE_LIST = 28


MOST_PEOPLE = 1 << 22  # what fits in a rank beside the class and the nth
MOST_NTH = 1 << 8


def rank(turn: int, person: int, nth: int) -> int:
    """The order within a minute as one whole number."""
    return turn << 30 | person << 8 | nth
