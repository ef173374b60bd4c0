"""What would a service have counted, month by month, of what happens in one log? Its eight columns of returns.

Everything is of people who were referred to the programme; reviews and discharges, of those who accepted. A referral
again after a relapse counts as one more, and so does what follows from it. A log is taken as an array of its five
columns, because thousands are counted for one fit; what opens and closes a wait is read from the table of stays.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.local.months import month_after
from experiments.local.returns import Column
from experiments.many_points import Log
from sim.events import What
from sim.luck import Source
from sim.stays import IN_CARE, ON_CASELOAD, ON_COURSE, WAITING, Stay
from sim.units import WEEK, Minutes, minute_of

Floats = NDArray[np.float64]
COLUMNS = tuple(Column)
MINUTE, PERSON, WHAT, WHERE, VALUE = range(5)
KINDS = 1 + max(What)
READ = tuple(
    dict.fromkeys(
        (
            *(What.REFERRED, What.REFERRED_AGAIN, What.MET, What.MET_ALREADY, What.REVIEWED, What.LEFT),
            *(event for stay in (WAITING, ON_CASELOAD, ON_COURSE, IN_CARE) for event in stay.events),
        )
    )
)
ACCEPTED = (What.JOINED_QUEUE, What.SUPPORTED_ALREADY, What.IN_ACTIVITY_ALREADY)


def edges(months: Sequence[date], start: date) -> NDArray[np.int64]:
    """Where months begin, in minutes from day 0, and where the last of them ends."""
    return np.array([minute_of(day, start) for day in (*months, month_after(months[-1]))])


def counted(log: Log, at: NDArray[np.int64]) -> Floats:
    """The returns of a log: (column, month), in the order of `Column`. `at`: as `edges` gives them. A month in which
    nobody was given a link worker has no median wait: not a number."""
    log = read(log)
    what = log[:, WHAT]
    accepted = np.zeros(1 + int(log[:, PERSON].max(initial=0)), dtype=bool)
    accepted[log[are(what, ACCEPTED), PERSON]] = True
    theirs = accepted[log[:, PERSON]]

    def in_months(rows: NDArray[np.bool_]) -> Floats:
        return per_month(log[rows, MINUTE], at)

    came = (what == What.REFERRED) & (log[:, WHERE] & 3 == Source.REFERRALS)
    joined = (what == What.JOINED_QUEUE) & (log[:, MINUTE] > 0)
    met = _first(log, What.MET, (What.MET, What.MET_ALREADY))
    took_up = _first(log, What.JOINED_ACTIVITY, (What.JOINED_ACTIVITY, What.IN_ACTIVITY_ALREADY))
    queue = waits(log)
    of = {
        Column.REFERRED: in_months(came | (what == What.REFERRED_AGAIN)),
        Column.ACCEPTED: in_months(joined),
        Column.MET_LINK_WORKER: per_month(met, at),
        Column.TOOK_UP: per_month(took_up, at),
        Column.REVIEWED: in_months((what == What.REVIEWED) & theirs),
        Column.DISCHARGED: in_months((what == What.DISCHARGED) & theirs),
        Column.WAITING_AT_MONTH_END: _waiting(*queue, at[1:]),
        Column.MEDIAN_WAIT_WEEKS: _median_waits(queue[0], at),
    }
    return np.stack([of[column] for column in COLUMNS])


def per_month(minutes: NDArray[np.int64], at: NDArray[np.int64]) -> Floats:
    """How many fall in each month."""
    month = np.searchsorted(at, minutes, side="right") - 1
    return np.bincount(month[(month >= 0) & (month < len(at) - 1)], minlength=len(at) - 1).astype(float)


@cache
def _among(kinds: tuple[What, ...]) -> NDArray[np.bool_]:
    """By kind of event: whether it is one of these."""
    found = np.zeros(KINDS, dtype=bool)
    found[list(kinds)] = True
    return found


def are(what: NDArray[np.int64], kinds: tuple[What, ...]) -> NDArray[np.bool_]:
    """Of each event, whether it is one of these kinds."""
    return _among(kinds)[what]


def read(log: Log) -> Log:
    """The rows of people that returns and the standing of a service are read from."""
    return log[are(log[:, WHAT], READ)]


def by_person(log: Log, kinds: tuple[What, ...]) -> Log:
    """The rows of some kinds, person by person, each in order of time."""
    rows = log[are(log[:, WHAT], kinds)]
    return rows[np.argsort(rows[:, PERSON], kind="stable")]


def _first(log: Log, what: What, seen: tuple[What, ...]) -> NDArray[np.int64]:
    """When something happened to people for the first time since they were given a link worker."""
    rows = by_person(log, (What.GIVEN_LINK_WORKER, *seen))
    before = np.zeros(len(rows), dtype=bool)
    before[1:] = (rows[1:, PERSON] == rows[:-1, PERSON]) & are(rows[:-1, WHAT], seen)
    return np.asarray(rows[(rows[:, WHAT] == what) & ~before, MINUTE])


@cache
def change_of(stay: Stay) -> NDArray[np.int64]:
    """By kind of event: 1 if it opens a stay, -1 if it closes one, and else (or if both) 0."""
    change = np.zeros(KINDS, dtype=np.int64)
    for what in stay.opens:
        change[what] += 1
    for what in stay.closes:
        change[what] -= 1
    return change


def waits(log: Log) -> tuple[Log, NDArray[np.bool_]]:
    """Every first wait for a link worker, of an episode: the row that opens it, and then the one that closes it, if
    any; and of each row whether it is one that opens a wait. People whose worker has left wait for no first one."""
    rows = by_person(log, WAITING.events)
    opens = rows[:, WHAT] == What.JOINED_QUEUE
    closes = np.zeros(len(rows), dtype=bool)
    closes[1:] = opens[:-1] & (rows[1:, PERSON] == rows[:-1, PERSON])
    return rows[opens | closes], opens[opens | closes]


def _waiting(rows: Log, opens: NDArray[np.bool_], ends: NDArray[np.int64]) -> Floats:
    """How many wait for a link worker at the end of each month."""
    joined, left = np.sort(rows[opens, MINUTE]), np.sort(rows[~opens, MINUTE])
    return (np.searchsorted(joined, ends, side="left") - np.searchsorted(left, ends, side="left")).astype(float)


def _median_waits(rows: Log, at: NDArray[np.int64]) -> Floats:
    """Of people given a link worker in each month, with what they had waited before day 0."""
    given = np.flatnonzero(rows[:, WHAT] == What.GIVEN_LINK_WORKER)
    minute, joined = rows[given, MINUTE], rows[given - 1]
    weeks = (minute - joined[:, MINUTE] + joined[:, VALUE]) / WEEK
    month = np.searchsorted(at, minute, side="right") - 1
    order = np.lexsort((weeks, month))
    weeks, starts = weeks[order], np.searchsorted(month[order], np.arange(len(at)))
    many = np.diff(starts)
    found = np.full(len(at) - 1, np.nan)
    some = many > 0
    lower, upper = starts[:-1][some] + (many[some] - 1) // 2, starts[:-1][some] + many[some] // 2
    found[some] = (weeks[lower] + weeks[upper]) / 2
    return found


def ends_by(minute: Minutes, log: Log) -> Log:
    """What happens before a minute."""
    return log[: np.searchsorted(log[:, MINUTE], minute, side="left")]
