"""What does the kernel hold of one replication, and how is a row of the log written?"""

from typing import Any, NamedTuple

from sim.luck import Key, Who

WISHES = 6  # activities side by side: one, and five more
NOBODY = -1
SINCE_ZERO = 1 << 30  # a wait may have begun before day 0

# What a person's support is waiting for.
NOTHING, FIRST_WORKER, FIRST_GIVEN, MEETING_WANTED, BOOKED, VOID, NEEDS_WORKER, WORKER_GIVEN = range(8)
# Where a wish stands.
NO_WISH, IN_LINE, PLACE_GIVEN, ON_COURSE = range(4)
# Where a supported review stands.
FREE, PENDING, PUT_OFF = range(3)
# What may overflow.
FINE, PEOPLE_FULL, HEAP_FULL, LOG_FULL, REVIEWS_FULL = range(5)


class Run(NamedTuple):
    """One replication's tables. Each is an array of records, but for keys, heaps and log."""

    key: Key
    box: Any  # one record: replication, rows, people, now, fault, and how far wake-ups have come
    heap: Any  # pending wake-ups of this stretch of time and before, least first
    later: Any  # pending wake-ups of later stretches: key, and which lies after it
    stretch: Any  # (stretch of time): the first of its wake-ups
    log: Any  # (row, 5)
    person: Any
    level: Any  # (person x trait): row of inputs.levels
    outcome: Any  # (person x wellbeing outcome): luck, once drawn
    liking: Any  # (person x activity): how it is liked in an episode of support, once drawn
    course: Any  # (person x wish)
    review: Any  # (person x supported reviews that may be pending at once)
    use: Any  # (person x care line)
    desk: Any  # (post)
    tree: Any  # (line for a link worker x 2 x leaves): posts with room that serve it, least loaded on top
    queue: Any  # (line for a link worker x person): who waits in it: keys, least first
    queued: Any  # (line for a link worker): how many wait in it
    line: Any  # (activity): places and who waits for one
    slots: Any  # (2): shared and added review slots
    care: Any  # (person; none without a care team): where they stand with it
    care_list: Any  # (person, likewise): who waits for a place in care: keys, least first
    scratch: Any  # people to be handed over


def who_is(w: Run, i: int) -> Who:
    """A person's identity."""
    return Who(w.key, w.box[0].replication, w.person[i].source, w.person[i].number)


def write(w: Run, person: int, what: int, where: int, value: int) -> None:
    """One row of the log."""
    box = w.box[0]
    if box.rows >= len(w.log):
        box.fault = LOG_FULL
        return
    row = box.rows
    w.log[row, 0], w.log[row, 1], w.log[row, 2], w.log[row, 3], w.log[row, 4] = box.now, person, what, where, value
    box.rows += 1
