"""What is next? A wake-up is one whole number, its key: minute, class, person, nth. The least of all that pend.

Near ones are in a heap. Later ones lie by stretch of time, in no order, until their stretch begins: most are set weeks
ahead, and a heap of them all would be sifted through each time. Every key of a later stretch is greater than every key
of an earlier one, so the order is that of one heap.
"""

from sim.events import rank
from sim.inputs import Inputs
from sim.kernel.heaps import heap_pop, heap_push
from sim.kernel.tables import HEAP_FULL, Run
from sim.units import Minutes

STRETCH = 10  # 2**10 minutes, most of a day: how long a stretch is


def at(p: Inputs, w: Run, minute: Minutes, turn: int, person: int, nth: int) -> None:
    """Set a wake-up. After the horizon nothing can be seen."""
    if minute >= p.horizon:
        return
    box, key = w.box[0], minute << 35 | rank(turn, person, nth)
    if minute >> STRETCH > box.stretch:
        set_later(w, minute >> STRETCH, key)
    elif box.heap >= len(w.heap):
        box.fault = HEAP_FULL
    else:
        heap_push(w.heap, box.heap, key)
        box.heap += 1


def set_later(w: Run, stretch: int, key: int) -> None:
    """A wake-up of a later stretch: in front of those that lie there already. Rows are counted from 1; 0 is none."""
    box = w.box[0]
    row = box.spare
    if row > 0:
        box.spare = w.later[row - 1].after
    elif box.later >= len(w.later):
        box.fault = HEAP_FULL
        return
    else:
        box.later += 1
        row = box.later
    later = w.later[row - 1]
    later.key, later.after = key, w.stretch[stretch]
    w.stretch[stretch] = row


def one_is_pending(w: Run) -> bool:
    """Whether there is a next wake-up: then it is in the heap."""
    box = w.box[0]
    while box.heap == 0:
        if box.stretch + 1 >= len(w.stretch):
            return False
        box.stretch += 1
        if w.stretch[box.stretch] > 0:
            begin_stretch(w)
    return True


def begin_stretch(w: Run) -> None:
    """All that was set for this stretch goes into the heap, which is empty; its rows are to spare."""
    box = w.box[0]
    row = w.stretch[box.stretch]
    w.stretch[box.stretch] = 0
    while row > 0:
        later = w.later[row - 1]
        heap_push(w.heap, box.heap, later.key)
        box.heap += 1
        after = later.after
        later.after = box.spare
        box.spare = row
        row = after


def next_wake_up(w: Run) -> int:
    """The key of the next wake-up, which is no longer pending."""
    box = w.box[0]
    key = heap_pop(w.heap, box.heap)
    box.heap -= 1
    return key
