"""How does a service stand at one moment of a log? Who is on a caseload, in an activity, waiting, or known and in care.

What a running service on day 0 is stated by, seen from inside: a log says it of every simulated past, and a fit makes
of many of them how the service stands on the day after the last month counted.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.local.monthly import (
    ACCEPTED,
    MINUTE,
    PERSON,
    VALUE,
    WHAT,
    WHERE,
    Floats,
    are,
    by_person,
    change_of,
    ends_by,
    read,
    waits,
)
from experiments.many_points import Log
from sim.events import Vacancy, What
from sim.inputs import Inputs
from sim.luck import Key, Source, Who
from sim.rules import vacancy
from sim.stays import IN_CARE, ON_CASELOAD, ON_COURSE, WAITING, Stay
from sim.units import WEEK, Minutes

BEGINS = (What.SUPPORTED_ALREADY, What.JOINED_QUEUE, What.GIVEN_LINK_WORKER)
HOLDS = (What.SUPPORTED_ALREADY, What.GIVEN_LINK_WORKER, What.GIVEN_ANOTHER, What.HANDED_OVER)
HALF_A_YEAR = 26  # weeks
CARE = (*IN_CARE.opens, *IN_CARE.closes, What.LEFT)


class Standing(NamedTuple):
    """How a service stands. Times are in weeks, of each person."""

    caseload: NDArray[np.int64]  # people, by group of posts; with those whose worker has just left
    supported: Floats  # for how long those on a caseload have been
    in_activity: NDArray[np.int64]  # people whose support is over, by activity
    joined: Floats  # for how long those have been in it
    waited: Floats  # of those who wait for a link worker
    known: int  # accepted, in care, and in none of these any more
    referred: Floats  # how long ago all in the service, and the known, were referred
    again: float  # people referred again, a week, in the last half year
    vacant: NDArray[np.int64]  # posts whose worker has left, by group
    unfilled: Floats  # for how much longer, all of a group's together


def standing(log: Log, minute: Minutes, group_of_post: Sequence[int], groups: int, activities: int) -> Standing:
    """Of everybody who accepted, just before a minute."""
    log = read(ends_by(minute, log))
    people = 1 + int(log[:, PERSON].max(initial=0))
    waiting = _are_waiting(log, people)
    on_caseload = (_is_open(log, ON_CASELOAD, people) | _is_open(log, WAITING, people)) & ~waiting

    began = np.zeros(people)  # support, or the wait
    post = np.full(people, -1)
    rows = log[are(log[:, WHAT], BEGINS)]
    began[rows[:, PERSON]] = rows[:, MINUTE] - np.where(rows[:, WHAT] == What.GIVEN_LINK_WORKER, 0, rows[:, VALUE])
    rows = log[are(log[:, WHAT], HOLDS)]
    post[rows[:, PERSON]] = rows[:, WHERE]  # the last of them stands
    group = np.asarray(group_of_post)[post[on_caseload]]

    where, since = _in_activity(log, people)
    in_activity = (where >= 0) & ~on_caseload & ~waiting
    care = np.zeros(people, dtype=bool)
    rows = log[are(log[:, WHAT], CARE)]
    care[rows[:, PERSON]] = are(rows[:, WHAT], IN_CARE.opens)
    accepted = np.zeros(people, dtype=bool)
    accepted[log[are(log[:, WHAT], ACCEPTED), PERSON]] = True
    known = accepted & care & ~on_caseload & ~waiting & ~in_activity
    came = np.zeros(people)
    rows = log[log[:, WHAT] == What.REFERRED]
    came[rows[:, PERSON]] = rows[:, MINUTE]
    theirs = (on_caseload | in_activity | known) & _came_by_referral(log, people)
    return Standing(
        np.bincount(group[group >= 0], minlength=groups),
        (minute - began[on_caseload]) / WEEK,
        np.bincount(where[in_activity], minlength=activities),
        (minute - since[in_activity]) / WEEK,
        (minute - began[waiting]) / WEEK,
        int(known.sum()),
        (minute - came[theirs]) / WEEK,
        _referred_again(log, minute),
        np.zeros(groups, dtype=np.int64),
        np.zeros(groups),
    )


def vacancies(
    log: Log, minute: Minutes, inputs: Inputs, key: Key, replication: int, groups: int
) -> tuple[NDArray[np.int64], Floats]:
    """Posts whose worker has left by a minute and that are not filled again, by group; and for how many weeks more, all
    of a group's together: luck says now when each will be filled."""
    log = ends_by(minute, log)
    log = log[are(log[:, WHAT], (What.POST_VACANT, What.POST_FILLED))]
    vacant, unfilled = np.zeros(groups, dtype=np.int64), np.zeros(groups)
    for n, post in enumerate(inputs.posts):
        rows = log[log[:, PERSON] == -1 - n]
        left = rows[(rows[:, WHAT] == What.POST_VACANT) & (rows[:, WHERE] == Vacancy.TURNOVER)]
        if len(left) and (rows[-1] == left[-1]).all():
            who = Who(key, replication, Source.POSTS, post.number)
            vacant[post.group] += 1
            unfilled[post.group] += (int(left[-1, MINUTE]) + vacancy(inputs, who, len(left) - 1) - minute) / WEEK
    return vacant, unfilled


def _referred_again(log: Log, minute: Minutes) -> float:
    return float((log[log[:, WHAT] == What.REFERRED_AGAIN, MINUTE] >= minute - HALF_A_YEAR * WEEK).sum()) / HALF_A_YEAR


def _came_by_referral(log: Log, people: int) -> NDArray[np.bool_]:
    found = np.zeros(people, dtype=bool)
    rows = log[(log[:, WHAT] == What.REFERRED) & (log[:, WHERE] & 3 == Source.REFERRALS)]
    found[rows[:, PERSON]] = True
    return found


def _are_waiting(log: Log, people: int) -> NDArray[np.bool_]:
    """Who waits for a first link worker."""
    rows, opens = waits(log)
    return np.bincount(rows[:, PERSON], weights=np.where(opens, 1, -1), minlength=people) > 0


def _is_open(log: Log, stay: Stay, people: int) -> NDArray[np.bool_]:
    change = change_of(stay)[log[:, WHAT]]
    return np.bincount(log[:, PERSON], weights=change, minlength=people) > 0


def _in_activity(log: Log, people: int) -> tuple[NDArray[np.int64], Floats]:
    """The activity that each person is in (the one joined last; -1: none), and since when."""
    rows = by_person(log, (*ON_COURSE.opens, *ON_COURSE.closes))
    opens = change_of(ON_COURSE)[rows[:, WHAT]] > 0
    where, since = np.full(people, -1), np.zeros(people)
    person, began = rows[opens, PERSON], rows[opens, MINUTE]
    already = rows[opens, WHAT] == What.IN_ACTIVITY_ALREADY
    where[person] = rows[opens, WHERE]
    since[person] = began - np.where(already, rows[opens, VALUE], 0)
    courses = np.bincount(rows[:, PERSON], weights=change_of(ON_COURSE)[rows[:, WHAT]], minlength=people)
    where[courses <= 0] = -1
    return where, since
