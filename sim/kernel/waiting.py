"""Who waits for a link worker? One line for each set of posts, by class, then since when, then by person."""

from sim import rules
from sim.events import Turn
from sim.inputs import Inputs
from sim.kernel.heaps import queue_pop, queue_push, queue_remove
from sim.kernel.tables import NOBODY, SINCE_ZERO, Run
from sim.kernel.wakeups import at
from sim.luck import Source
from sim.rules import NEVER
from sim.units import Minutes


def has_accepted(source: int) -> bool:
    """Whether a person has accepted an offer before day 0."""
    return source == Source.WAITING_LIST or rules.is_in_service(source)


def must_end(p: Inputs, w: Run, i: int) -> Minutes:
    """The deadline on support and on waiting for it."""
    exits: Minutes = w.person[i].exits
    return min(exits, p.programme.end)


def wait_in_queue(p: Inputs, w: Run, i: int, queue_class: int, since: Minutes, until: Minutes) -> None:
    """Join the line for a link worker."""
    me = w.person[i]
    me.waiting, me.until = 1, until
    queued = w.queued[me.line]
    key = queue_class << 53 | (since + SINCE_ZERO) << 22 | i
    queue_push(w.queue, w.person, queue_of(w, me.line), queued.people, key)
    queued.people += 1
    if until < NEVER:
        at(p, w, until, Turn.TIRE, i, 0)


def leave_queue(w: Run, i: int) -> None:
    """Out of the line for a link worker."""
    me = w.person[i]
    if me.place >= 0:
        queued = w.queued[me.line]
        queue_remove(w.queue, w.person, queue_of(w, me.line), queued.people, me.place)
        queued.people -= 1
    me.waiting = 0


def queue_of(w: Run, line: int) -> int:
    """Where the keys of a line begin."""
    return len(w.person) * line


def first_of_line(w: Run, line: int) -> int:
    """The key of the first person in a line; people who left this minute get nothing more. NOBODY if none waits."""
    begins = queue_of(w, line)
    while w.queued[line].people > 0:
        key: int = w.queue[begins]
        if not w.person[key & 0x3FFFFF].gone:
            return key
        queue_pop(w.queue, w.person, begins, w.queued[line].people)
        w.queued[line].people -= 1
    return NOBODY
