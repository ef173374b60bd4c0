"""How are many replications run and counted in one go? On one thread's tables, cleared before each.

Compiled, none of this needs the interpreter: threads run side by side. A batch stops when a table is too small, and
returns which; the caller makes room and asks for the rest. Plain Python: it also runs uncompiled.
"""

from typing import Any, NamedTuple

from sim.inputs import Inputs
from sim.kernel.steps import run
from sim.kernel.tables import FINE, Run
from sim.measures import Frame, Sums, Tally, Work, about, add_up, sizes, tally

TALLY_FULL = -1  # beside what may overflow in steps


class Blank(NamedTuple):
    """The tables of `Run` as plain numbers, to be cleared."""

    box: Any
    stretch: Any
    slots: Any
    person: Any
    course: Any
    review: Any
    use: Any
    desk: Any
    queued: Any
    line: Any
    care: Any
    tree: Any
    desk_on_day_0: Any
    line_on_day_0: Any
    tree_on_day_0: Any
    people: int  # there is room for


class Counting(NamedTuple):
    """What logs are counted into. Nothing is counted where there is room for no replication."""

    frame: Frame
    out: Tally  # buffers that lie one after another in `flat`
    work: Work
    at_first: Work  # what `work` begins with
    flat: Any
    sums: Sums  # of cells of `flat`
    added: Any  # (replication of the batch, sum), one after another
    kept: Any  # (replication of the batch, flat)


class Job(NamedTuple):
    """All that the kernel is given, and where it says what came of it."""

    p: Inputs
    w: Run
    blank: Blank
    layer_number: Any  # (layer of referrals): the last candidate
    layer_minute: Any  # (layer of referrals): when
    counting: Counting
    first: int  # replication
    many: int
    outcome: Any  # (2): how many were done, and FINE or what overflowed


def work_through(job: Job) -> None:
    """Run and count the replications of a job: the kernel's only door."""
    done, fault = replications(
        job.p, job.w, job.blank, job.layer_number, job.layer_minute, job.counting, job.first, job.many
    )
    job.outcome[0], job.outcome[1] = done, fault


def replications(
    p: Inputs, w: Run, blank: Blank, layer_number: Any, layer_minute: Any, c: Counting, first: int, many: int
) -> tuple[int, int]:
    """Run `many` replications from the first, and count each. Returns how many were done, and FINE or what
    overflowed."""
    for n in range(many):
        clear(blank, w.box[0].people)
        w.box[0].replication = first + n
        fault = run(p, w, layer_number, layer_minute)
        if fault != FINE:
            return n, fault
        if len(c.kept) > 0 and not count(w.log, w.box[0].rows, c, n):
            return n, TALLY_FULL
    return many, FINE


def count(log: Any, rows: int, c: Counting, n: int) -> bool:
    """The tally of a log, kept as the n-th of the batch; False if there is no room for it."""
    people, waits = sizes(log, rows)
    if people > c.frame.people or waits > c.frame.most_waits:
        return False
    wipe(c.flat, len(c.flat))
    for i in range(len(c.work)):
        overwrite(c.work[i], c.at_first[i])
    tally(log, rows, about(c.frame, people), c.out, c.work)
    add_up(c.flat, c.sums, c.added, n * (len(c.sums.starts) - 1))
    for i in range(len(c.flat)):
        c.kept[n, i] = c.flat[i]
    return True


def clear(blank: Blank, people: int) -> None:
    """The tables as at the beginning: only what the last replication's people touched, and neither heaps nor log."""
    wipe(blank.box, len(blank.box))
    wipe(blank.stretch, len(blank.stretch))
    wipe(blank.slots, len(blank.slots))
    wipe(blank.person, len(blank.person) // blank.people * people)
    wipe(blank.course, len(blank.course) // blank.people * people)
    wipe(blank.review, len(blank.review) // blank.people * people)
    wipe(blank.use, len(blank.use) // blank.people * people)
    wipe(blank.care, len(blank.care) // blank.people * people)
    wipe(blank.queued, len(blank.queued))
    overwrite(blank.desk, blank.desk_on_day_0)
    overwrite(blank.line, blank.line_on_day_0)
    overwrite(blank.tree, blank.tree_on_day_0)


def wipe(numbers: Any, many: int) -> None:
    """So many zeros."""
    for i in range(many):
        numbers[i] = 0


def overwrite(numbers: Any, others: Any) -> None:
    """Overwrite numbers with others."""
    for i in range(len(numbers)):
        numbers[i] = others[i]
