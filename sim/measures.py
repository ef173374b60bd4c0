"""What does a log say? Counts and minutes by period, trait and place: whole numbers, worked out from the log alone.

One pass over the rows, by indexing and integer arithmetic into flat buffers that the caller gives (lists here, arrays
in a compiled engine); no engine, no prices. A *period* is a stretch between two cuts (ends of financial years, horizons
of the bridge, the end of the run), so that both can be added up from the same buffers. A *stretch* is one between two
dates on which the team changes: within it a filled post has one caseload and one number of hours. A *stratum* is one
combination of trait levels. Stays still going on at the end count up to it.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from sim import stays
from sim.events import CareWait, Review, Vacancy, What
from sim.luck import SOURCE, Source
from sim.rules import OUTCOMES
from sim.stays import By, Stay, closed_by, opened_by
from sim.units import YEAR, Minutes

KINDS = len(What)
REVIEW_KINDS = len(Review)


class State(IntEnum):
    """What a person can be in, for some minutes."""

    WAITING = 0  # for a link worker
    ON_CASELOAD = 1
    WAITING_FOR_PLACE = 2
    IN_PLACE = 3  # prescription or stay
    IN_CARE = 4
    DISCHARGED = 5  # and not gone
    HELPING = 6  # to run an activity
    WAITING_FOR_CARE = 7  # for a place of the care team: in care all the while, and costed so
    IN_CARE_PLACE = 8  # of the care team: in care, or gone and the place kept


STATES = len(State)
WAIT_ROW = 4  # numbers a wait
ON_THE_LIST, ON_THE_CARE_LIST = int(Source.WAITING_LIST), int(Source.CARE_LIST)
ABSENCE_ROW = 4  # numbers an absence


class WaitEnd(IntEnum):
    """How a wait ended."""

    GRANTED = 0
    GAVE_UP = 1
    CUT = 2  # the service or activity ended, or the person left
    STILL_WAITING = 3


class Queue(IntEnum):
    """Whose waits are counted together."""

    REFERRED = 0  # for a link worker: people referred, for the first time or again
    LISTED = 1  # for a link worker: the list of day 0, from that day
    PLACE = 2  # for a place in an activity
    NEW_TO_CARE = 3  # for a place of the care team: people who are never referred to the programme
    CARE_LISTED = 4  # the same: its list of day 0, from that day
    BACK_IN_CARE = 5  # after a relapse, whether once referred or not


QUEUES, WAIT_ENDS = len(Queue), len(WaitEnd)


class Group(IntEnum):
    """What is counted of those who completed support, and of everybody else."""

    PEOPLE = 0
    DISCHARGED = 1  # people, at least once
    SEEN = 2  # people whose progress was seen, once support and activities were over
    IMPROVED = 3  # of their eight outcomes, when it was seen last
    BECAUSE_OF_DOSE = 4  # of those


GROUP = len(Group)


class Frame(NamedTuple):
    """The shape of the answer: everything but the log itself."""

    horizon: Minutes
    cuts: Sequence[Minutes]  # ends of periods, rising; the last is the horizon
    stretches: Sequence[Minutes]  # ends of stretches, rising; the last is the horizon
    bridge: Sequence[Minutes]  # horizons of the bridge
    level_step: Sequence[int]  # of each trait: what one level adds to the stratum number
    absences: Sequence[int]  # rows of (post, from, until, 1 if the post opens with it): while the post is open, by date
    strata: int
    activities: int
    posts: int
    lines: int
    wider: int
    lasting: Sequence[Minutes]  # of each wider outcome: for how long it counts once seen; 0: its time is not counted
    since_joining: Sequence[Minutes]  # ends of the parts, rising, into which time since the first activity is cut
    week: Minutes  # between two snapshots of the queues
    in_time: Minutes  # what is given after no longer a wait is given in time
    people: int
    most_waits: int
    care_team: int  # 1 if there is one


def about(frame: Frame, people: int) -> Frame:
    """The same frame for a log of another number of people."""
    return Frame(
        frame.horizon,
        frame.cuts,
        frame.stretches,
        frame.bridge,
        frame.level_step,
        frame.absences,
        frame.strata,
        frame.activities,
        frame.posts,
        frame.lines,
        frame.wider,
        frame.lasting,
        frame.since_joining,
        frame.week,
        frame.in_time,
        people,
        frame.most_waits,
        frame.care_team,
    )


Buffer = list[int]  # or an array of whole numbers, in a compiled engine


class Tally(NamedTuple):
    """Flat buffers; what each is indexed by stands beside it."""

    counts: Buffer  # (what, period, stratum)
    reviews: Buffer  # (0 due, 1 held, 2 lapsed, 3 discharging; kind; period; stratum)
    progress: Buffer  # (kind of review; 0 to all outcomes improved; stratum): reviews held
    minutes: Buffer  # (state, period, stratum)
    place_minutes: Buffer  # (activity, period)
    sessions: Buffer  # attended (activity, period)
    completed: Buffer  # courses (activity, period)
    helping_minutes: Buffer  # (activity, period, stratum): of those who help to run it
    caseload_minutes: Buffer  # (post, period)
    contact_minutes: Buffer  # (post, period): meetings held and missed
    filled_minutes: Buffer  # (post, period)
    filled_stretches: Buffer  # (post, stretch): the same minutes
    away_minutes: Buffer  # (absence, period): nobody was there, and the worker was due back
    uses: Buffer  # (care line, period, stratum)
    uses_before: Buffer  # (care line, stratum)
    uses_year_after: Buffer  # (care line, stratum): within a year of referral, of people followed that long
    uses_year_before: Buffer  # the same people's year before
    wider: Buffer  # (wider outcome, stratum): people it was seen in
    wanted: Buffer  # (wider outcome, stratum): people it was looked for in, and who want it
    wider_minutes: Buffer  # (wider outcome, stratum): for as long as it lasts
    joined_minutes: Buffer  # (part of the time since the first activity was taken up, stratum)
    discharged_people: Buffer  # (bridge horizon, stratum): D
    since_first: Buffer  # (bridge horizon, stratum): A, minutes from first discharge to exit or horizon
    out_of_care: Buffer  # (bridge horizon, stratum): F, minutes discharged
    snapshots: Buffer  # (state, week): people in it when the week ends
    people: Buffer  # (stratum)
    joined_people: Buffer  # (stratum): took up at least one activity
    by_completion: Buffer  # (1 who completed support, 0 everybody else; Group; stratum)
    waits: Buffer  # (Queue, WaitEnd, stratum): how many
    wait_minutes: Buffer  # (Queue, WaitEnd, stratum): their lengths, added up
    waits_in_time: Buffer  # (Queue, stratum): how many were given what they wait for in time
    waited_before: Buffer  # (Queue, stratum): minutes for which a list of day 0 had waited by then
    others: Buffer  # (what, stratum), where there is a care team: of people who are never referred to the programme
    filled: Buffer  # (1): numbers in use of each_wait
    each_wait: Buffer  # rows of (minutes, WaitEnd, stratum, Queue)


def empty_tally(frame: Frame) -> Tally:
    """Buffers of zeros."""
    periods, strata, horizons = len(frame.cuts), frame.strata, len(frame.bridge)

    def zeros(*sizes: int) -> Buffer:
        size = 1
        for n in sizes:
            size *= n
        return [0] * size

    return Tally(
        counts=zeros(KINDS, periods, strata),
        reviews=zeros(4, REVIEW_KINDS, periods, strata),
        progress=zeros(REVIEW_KINDS, OUTCOMES + 1, strata),
        minutes=zeros(STATES, periods, strata),
        place_minutes=zeros(frame.activities, periods),
        sessions=zeros(frame.activities, periods),
        completed=zeros(frame.activities, periods),
        helping_minutes=zeros(frame.activities, periods, strata),
        caseload_minutes=zeros(frame.posts, periods),
        contact_minutes=zeros(frame.posts, periods),
        filled_minutes=zeros(frame.posts, periods),
        filled_stretches=zeros(frame.posts, len(frame.stretches)),
        away_minutes=zeros(len(frame.absences) // ABSENCE_ROW, periods),
        uses=zeros(frame.lines, periods, strata),
        uses_before=zeros(frame.lines, strata),
        uses_year_after=zeros(frame.lines, strata),
        uses_year_before=zeros(frame.lines, strata),
        wider=zeros(frame.wider, strata),
        wanted=zeros(frame.wider, strata),
        wider_minutes=zeros(frame.wider, strata),
        joined_minutes=zeros(len(frame.since_joining), strata),
        discharged_people=zeros(horizons, strata),
        since_first=zeros(horizons, strata),
        out_of_care=zeros(horizons, strata),
        snapshots=zeros(STATES, weeks_in(frame)),
        people=zeros(strata),
        joined_people=zeros(strata),
        by_completion=zeros(2, GROUP, strata),
        waits=zeros(QUEUES, WAIT_ENDS, strata),
        wait_minutes=zeros(QUEUES, WAIT_ENDS, strata),
        waits_in_time=zeros(QUEUES, strata),
        waited_before=zeros(QUEUES, strata),
        others=zeros(KINDS * frame.care_team, strata),
        filled=zeros(1),
        each_wait=zeros(frame.most_waits, WAIT_ROW),
    )


def weeks_in(frame: Frame) -> int:
    """How many snapshots fit."""
    return frame.horizon // frame.week


# What each event opens and closes (`stays`), and how a wait ended, as flat tables by event.
NONE = -1
GRANTED, STILL_WAITING = int(WaitEnd.GRANTED), int(WaitEnd.STILL_WAITING)
REFERRED, LISTED, PLACE, NEW_TO_CARE, CARE_LISTED, BACK_IN_CARE = map(int, Queue)
STATE_OF = {
    stays.WAITING: State.WAITING,
    stays.ON_CASELOAD: State.ON_CASELOAD,
    stays.WAITING_FOR_PLACE: State.WAITING_FOR_PLACE,
    stays.ON_COURSE: State.IN_PLACE,
    stays.KEEPING_PLACE: State.IN_PLACE,
    stays.IN_CARE: State.IN_CARE,
    stays.DISCHARGED: State.DISCHARGED,
    stays.HELPING: State.HELPING,
    stays.WAITING_FOR_CARE: State.WAITING_FOR_CARE,
    stays.IN_CARE_PLACE: State.IN_CARE_PLACE,
}
OF_OTHERS = (State.WAITING_FOR_CARE, State.IN_CARE_PLACE)  # what people who are never referred are counted in, too
PATIENCE_ENDED = (What.GAVE_UP, What.PLACE_GIVEN_UP, What.GAVE_UP_CARE_LIST)
JOINED = (
    What.JOINED_QUEUE,
    What.WANTS_PLACE,
    What.JOINED_CARE_LIST,
)  # a line: who is stranded was given a link worker before


def _number(stay: Stay | None) -> int:
    """A stay's state; NONE for no stay, or one whose time is not counted here."""
    return NONE if stay is None else int(STATE_OF.get(stay, NONE))


def _wait_end(what: What) -> int:
    """How the wait ended that an event closes."""
    stay = closed_by(what, NONE)
    if stay is None or not stay.is_a_wait:
        return NONE
    if opened_by(what):
        return int(WaitEnd.GRANTED)
    return int(WaitEnd.GAVE_UP if what in PATIENCE_ENDED else WaitEnd.CUT)


OPENED = tuple(_number(opened_by(what)) for what in What)
CLOSED = tuple(_number(closed_by(what, NONE)) for what in What)
OTHERS_OPENED, OTHERS_CLOSED = (tuple(n if n in OF_OTHERS else NONE for n in of) for of in (OPENED, CLOSED))
LEFT_CLOSES = tuple(_number(closed_by(What.LEFT, in_care)) for in_care in (0, 1))
WAIT_END = tuple(_wait_end(what) for what in What)
JOINS_A_LINE = tuple(int(what in JOINED) for what in What)
ENDS_A_COURSE = tuple(int(closed_by(what, NONE) is stays.ON_COURSE) for what in What)
FILLS_A_POST = tuple(int(opened_by(what) is stays.POST_FILLED) for what in What)
REVIEW_ROWS = {What.REVIEW_DUE: 0, What.REVIEWED: 1, What.REVIEW_LAPSED: 2, What.DISCHARGED: 3}
REVIEW_ROW = tuple(REVIEW_ROWS.get(what, NONE) for what in What)
IS_A_WAIT = tuple(int(any(of == state and stay.is_a_wait for stay, of in STATE_OF.items())) for state in State)

# A state is kept by person, or by person and activity: which, its number among those kept alike, and how many the
# former are.
BY_ACTIVITY = tuple(
    int(any(of == state and stay.by is By.ACTIVITY for stay, of in STATE_OF.items())) for state in State
)
NTH = tuple(BY_ACTIVITY[:state].count(BY_ACTIVITY[state]) for state in State)
BY_PERSON = STATES - sum(BY_ACTIVITY)


class Work(NamedTuple):
    """Where everybody is, while the log is read. -1: not in it."""

    since: Buffer  # (state, person) of all kept by person, then (state, person, activity) of all kept by activity
    other: Buffer  # (person): never referred to the programme
    listed: Buffer  # (person): on a list of day 0, and its queue not joined yet
    waited: Buffer  # (person): in this queue from that list, minutes waited before day 0
    again: Buffer  # (person): has relapsed, so that a wait for a place in care is one to come back
    stranded: Buffer  # (person): waiting for another worker, not for a first
    post: Buffer  # (person)
    stratum: Buffer  # (person)
    referred: Buffer  # (person)
    first: Buffer  # (person): first discharge
    left: Buffer  # (person): exit
    joined: Buffer  # (person): took up a first activity
    completed: Buffer  # (person): support
    progress: Buffer  # (person): as seen last, once support and activities were over
    looked: Buffer  # (person): wider outcomes were looked for
    seen: Buffer  # (wider outcome, person): first seen
    before: Buffer  # (care line, person)
    after: Buffer  # (care line, person)
    filled: Buffer  # (post): since when


def empty_work(frame: Frame) -> Work:
    """Nobody is anywhere yet."""
    n = frame.people
    return Work(
        since=[NONE] * (n * (BY_PERSON + (STATES - BY_PERSON) * frame.activities)),
        other=[0] * n,
        listed=[0] * n,
        waited=[NONE] * n,
        again=[0] * n,
        stranded=[0] * n,
        post=[NONE] * n,
        stratum=[0] * n,
        referred=[NONE] * n,
        first=[NONE] * n,
        left=[NONE] * n,
        joined=[NONE] * n,
        completed=[0] * n,
        progress=[NONE] * n,
        looked=[0] * n,
        seen=[NONE] * (frame.wider * n),
        before=[0] * (frame.lines * n),
        after=[0] * (frame.lines * n),
        filled=[NONE] * frame.posts,
    )


def sizes(log: Sequence[Sequence[int]], rows: int) -> tuple[int, int]:
    """How many people a log is about (numbered from 0 in order of entry), and how often they joined a line."""
    people = waits = 0
    for i in range(rows):
        people = max(people, 1 + log[i][1])
        waits += JOINS_A_LINE[log[i][2]]
    return people, waits


def tally(log: Sequence[Sequence[int]], rows: int, frame: Frame, out: Tally, work: Work) -> None:
    """Read the first `rows` rows of a log into fresh buffers."""
    period = 0
    _away_at_first(frame, out)
    for i in range(rows):
        minute, person, what, where, value = log[i][0], log[i][1], log[i][2], log[i][3], log[i][4]
        while minute >= frame.cuts[period]:
            period += 1
        if person < 0:
            _post(frame, out, work, minute, -1 - person, what, where)
        elif what == What.HAS_TRAIT:  # comes before any other event of a person
            work.stratum[person] += value * frame.level_step[where]
        else:
            _come(work, person, what, where, value)
            _move(frame, out, work, minute, person, what, where)
            if work.other[person]:
                out.others[what * frame.strata + work.stratum[person]] += 1
            else:
                _note(frame, out, work, period, minute, person, what, where, value)
    _close_everything(frame, out, work)
    _count_people(frame, out, work)
    _add_up_snapshots(frame, out)


def _post(frame: Frame, out: Tally, work: Work, minute: Minutes, post: int, what: int, why: int) -> None:
    """A post filled or vacant."""
    if FILLS_A_POST[what]:
        work.filled[post] = minute
        return
    _spread(frame.cuts, out.filled_minutes, post, 1, 0, work.filled[post], minute)
    _spread(frame.stretches, out.filled_stretches, post, 1, 0, work.filled[post], minute)
    work.filled[post] = NONE
    if why == Vacancy.ABSENCE:
        _away(frame, out, post, minute)


def _away_at_first(frame: Frame, out: Tally) -> None:
    """A worker away on the day their post opens is paid like one who goes away later; no event marks it."""
    for a in range(len(frame.absences) // ABSENCE_ROW):
        since, until = frame.absences[a * ABSENCE_ROW + 1], frame.absences[a * ABSENCE_ROW + 2]
        if frame.absences[a * ABSENCE_ROW + 3]:
            _spread(frame.cuts, out.away_minutes, a, 1, 0, since, until)


def _away(frame: Frame, out: Tally, post: int, minute: Minutes) -> None:
    """A worker goes away from a post: for this absence, and any that begins the day they would have been back."""
    for a in range(len(frame.absences) // ABSENCE_ROW):
        since, until = frame.absences[a * ABSENCE_ROW + 1], frame.absences[a * ABSENCE_ROW + 2]
        if frame.absences[a * ABSENCE_ROW] == post and since == minute:
            _spread(frame.cuts, out.away_minutes, a, 1, 0, since, until)
            minute = until


def _spread(
    cuts: Sequence[Minutes], buffer: Buffer, row: int, strata: int, stratum: int, start: Minutes, end: Minutes
) -> None:
    """Add the minutes from start to end to the periods, or stretches, they fall in."""
    periods = len(cuts)
    low = 0
    for p in range(periods):
        high = cuts[p]
        if start < high and end > low:
            buffer[(row * periods + p) * strata + stratum] += min(end, high) - max(start, low)
        low = high


def _come(work: Work, person: int, what: int, where: int, value: int) -> None:
    """Whether a person is ever referred to the programme, and from which list they join a queue."""
    if what == What.REFERRED:
        work.listed[person] = int(where & SOURCE == ON_THE_LIST)
    elif what == What.CARE_REFERRED:
        work.other[person] = 1
        work.listed[person] = int(where & SOURCE == ON_THE_CARE_LIST)
    elif what == What.JOINED_CARE_LIST and where == CareWait.RELAPSE:
        work.again[person] = 1
    elif what == What.JOINED_QUEUE or what == What.JOINED_CARE_LIST:  # after a relapse, too: like everybody else
        work.waited[person] = value if work.listed[person] else NONE
        work.listed[person] = 0


def _move(frame: Frame, out: Tally, work: Work, minute: Minutes, person: int, what: int, where: int) -> None:
    """Close what the event closes, then open what it opens."""
    closes, opens = CLOSED[what], OPENED[what]
    if work.other[person]:
        closes, opens = OTHERS_CLOSED[what], OTHERS_OPENED[what]
    elif what == What.LEFT:
        work.left[person] = minute
        closes = LEFT_CLOSES[where]
    if closes != NONE:
        since = _close(frame, out, work, minute, person, closes, where)
        if WAIT_END[what] != NONE:
            _wait(frame, out, work, person, closes, minute - since, WAIT_END[what])
    if opens != NONE:
        _open(frame, work, minute, person, opens, what, where)


def _at(frame: Frame, state: int, person: int, where: int) -> int:
    """Where in `since` the stay of a person lies."""
    row = NTH[state] * frame.people + person
    return frame.people * BY_PERSON + row * frame.activities + where if BY_ACTIVITY[state] else row


def _wait(frame: Frame, out: Tally, work: Work, person: int, state: int, minutes: Minutes, end: int) -> None:
    """One more wait, counted from when the queue was joined: of a list of day 0, from day 0."""
    queue, stratum, row, at = _queue(work, person, state), work.stratum[person], out.each_wait, out.filled[0]
    if queue == NONE:
        return
    row[at], row[at + 1], row[at + 2], row[at + 3] = minutes, end, stratum, queue
    out.filled[0] = at + WAIT_ROW
    out.waits[(queue * WAIT_ENDS + end) * frame.strata + stratum] += 1
    out.wait_minutes[(queue * WAIT_ENDS + end) * frame.strata + stratum] += minutes
    out.waits_in_time[queue * frame.strata + stratum] += int(end == GRANTED and minutes <= frame.in_time)
    if queue in (LISTED, CARE_LISTED):
        out.waited_before[queue * frame.strata + stratum] += work.waited[person]


def _queue(work: Work, person: int, state: int) -> int:
    """Where a wait is counted; NONE if it is not: a person who waits for another link worker joined no queue anew."""
    if state == State.WAITING_FOR_PLACE:
        return PLACE
    if state == State.WAITING_FOR_CARE:
        return BACK_IN_CARE if work.again[person] else CARE_LISTED if work.waited[person] > NONE else NEW_TO_CARE
    if work.stranded[person]:
        return NONE
    return LISTED if work.waited[person] > NONE else REFERRED


def _open(frame: Frame, work: Work, minute: Minutes, person: int, state: int, what: int, where: int) -> None:
    """A stay begins."""
    work.since[_at(frame, state, person, where)] = minute
    if state == State.ON_CASELOAD:
        work.post[person] = where
    elif state == State.WAITING:
        work.stranded[person] = int(what == What.STRANDED)
    elif state == State.DISCHARGED and work.first[person] == NONE:
        work.first[person] = minute


def _close(frame: Frame, out: Tally, work: Work, minute: Minutes, person: int, state: int, where: int) -> Minutes:
    """A stay ends: its minutes go to every buffer that counts them. Returns when it began."""
    at = _at(frame, state, person, where)
    since = work.since[at]
    work.since[at] = NONE
    stratum = work.stratum[person]
    _spread(frame.cuts, out.minutes, state, frame.strata, stratum, since, minute)
    _see(frame, out, state, since, minute)
    if state == State.IN_PLACE:
        _spread(frame.cuts, out.place_minutes, where, 1, 0, since, minute)
    elif state == State.HELPING:
        _spread(frame.cuts, out.helping_minutes, where, frame.strata, stratum, since, minute)
    elif state == State.ON_CASELOAD:
        _spread(frame.cuts, out.caseload_minutes, work.post[person], 1, 0, since, minute)
    elif state == State.DISCHARGED:
        for h in range(len(frame.bridge)):
            out.out_of_care[h * frame.strata + stratum] += max(0, min(minute, frame.bridge[h]) - since)
    return since


def _see(frame: Frame, out: Tally, state: int, since: Minutes, until: Minutes) -> None:
    """People in a state when a week ends are in that week's snapshot. Marks where the count rises and falls."""
    weeks = weeks_in(frame)
    first = max(1, -(-since // frame.week)) - 1
    after = max(1, -(-until // frame.week)) - 1
    if first < weeks:
        out.snapshots[state * weeks + first] += 1
    if after < weeks:
        out.snapshots[state * weeks + after] -= 1


def _add_up_snapshots(frame: Frame, out: Tally) -> None:
    """From rises and falls to numbers of people."""
    weeks = weeks_in(frame)
    for state in range(STATES):
        for week in range(1, weeks):
            out.snapshots[state * weeks + week] += out.snapshots[state * weeks + week - 1]


def _note(
    frame: Frame, out: Tally, work: Work, period: int, minute: Minutes, person: int, what: int, where: int, value: int
) -> None:
    """Counts of events, and the few quantities that events carry."""
    periods, strata, stratum = len(frame.cuts), frame.strata, work.stratum[person]
    out.counts[(what * periods + period) * strata + stratum] += 1
    if what == What.REFERRED:
        work.referred[person] = minute
    elif what == What.MET or what == What.MISSED:
        out.contact_minutes[where * periods + period] += value
    elif REVIEW_ROW[what] != NONE:
        out.reviews[((REVIEW_ROW[what] * REVIEW_KINDS + where) * periods + period) * strata + stratum] += 1
        if what == What.REVIEWED:
            improved = 0
            for outcome in range(OUTCOMES):
                improved += value >> outcome & 1
            out.progress[(where * (OUTCOMES + 1) + improved) * strata + stratum] += 1
    elif ENDS_A_COURSE[what]:
        out.sessions[where * periods + period] += value
        out.completed[where * periods + period] += int(what == What.COMPLETED)
    elif what == What.JOINED_ACTIVITY:
        if work.joined[person] == NONE:
            work.joined[person] = minute
    elif what == What.SUPPORT_ENDED:
        work.completed[person] = 1
    elif what == What.PROGRESS_SEEN:
        work.progress[person] = value
    elif what == What.WIDER_SEEN:
        for w in range(frame.wider):
            if not work.looked[person]:
                out.wanted[w * strata + stratum] += 1 - (where >> w & 1)
            if value >> w & 1 and work.seen[w * frame.people + person] == NONE:
                work.seen[w * frame.people + person] = minute
                out.wider[w * strata + stratum] += 1
        work.looked[person] = 1
    elif what == What.CARE_USED:
        out.uses[(where * periods + period) * strata + stratum] += 1
        work.after[where * frame.people + person] += int(minute - work.referred[person] < YEAR)
    elif what == What.CARE_USED_BEFORE:
        out.uses_before[where * strata + stratum] += value
        work.before[where * frame.people + person] = value


def _close_everything(frame: Frame, out: Tally, work: Work) -> None:
    """The end of the run: stays still going on count up to it; people who wait are still waiting."""
    for person in range(frame.people):
        for state in range(STATES):
            for where in range(frame.activities if BY_ACTIVITY[state] else 1):
                since = work.since[_at(frame, state, person, where)]
                if since == NONE:
                    continue
                if IS_A_WAIT[state]:
                    _wait(frame, out, work, person, state, frame.horizon - since, STILL_WAITING)
                _close(frame, out, work, frame.horizon, person, state, where)
    for post in range(frame.posts):
        if work.filled[post] != NONE:
            _post(frame, out, work, frame.horizon, post, What.POST_VACANT.value, Vacancy.CLOSED.value)


def _count_people(frame: Frame, out: Tally, work: Work) -> None:
    """What is counted once for each person: discharged, since when, took up an activity, completed support, how long
    outcomes lasted, use of care before and after."""
    strata = frame.strata
    for person in range(frame.people):
        if work.other[person]:
            continue
        stratum, first, left = work.stratum[person], work.first[person], work.left[person]
        out.people[stratum] += 1
        out.joined_people[stratum] += int(work.joined[person] != NONE)
        _group(frame, out, work, person, stratum)
        _count_lasting(frame, out, work, person, frame.horizon if left == NONE else left)
        for h in range(len(frame.bridge)):
            end = frame.bridge[h] if left == NONE else min(left, frame.bridge[h])
            if NONE < first < end:
                out.discharged_people[h * strata + stratum] += 1
                out.since_first[h * strata + stratum] += end - first
        if work.referred[person] + YEAR <= (frame.horizon if left == NONE else left):
            for line in range(frame.lines):
                out.uses_year_before[line * strata + stratum] += work.before[line * frame.people + person]
                out.uses_year_after[line * strata + stratum] += work.after[line * frame.people + person]


def _count_lasting(frame: Frame, out: Tally, work: Work, person: int, until: Minutes) -> None:
    """For how long wider outcomes lasted, and how long ago a first activity was taken up, until a person leaves."""
    stratum = work.stratum[person]
    for w in range(frame.wider):
        seen = work.seen[w * frame.people + person]
        if seen != NONE:
            out.wider_minutes[w * frame.strata + stratum] += max(0, min(until - seen, frame.lasting[w]))
    joined = work.joined[person]
    if joined != NONE and len(frame.since_joining) > 0:
        _spread(frame.since_joining, out.joined_minutes, 0, frame.strata, stratum, 0, until - joined)


def _group(frame: Frame, out: Tally, work: Work, person: int, stratum: int) -> None:
    """One more of those who completed support, or of everybody else."""
    row = work.completed[person] * GROUP
    out.by_completion[(row + Group.PEOPLE) * frame.strata + stratum] += 1
    if work.first[person] > NONE:
        out.by_completion[(row + Group.DISCHARGED) * frame.strata + stratum] += 1
    if work.progress[person] > NONE:
        out.by_completion[(row + Group.SEEN) * frame.strata + stratum] += 1
        for outcome in range(OUTCOMES):
            improved = work.progress[person] >> outcome & 1
            because_of_dose = work.progress[person] >> OUTCOMES + outcome & 1
            out.by_completion[(row + Group.IMPROVED) * frame.strata + stratum] += improved
            out.by_completion[(row + Group.BECAUSE_OF_DOSE) * frame.strata + stratum] += because_of_dose


class Sums(NamedTuple):
    """Which cells of a tally, its buffers one after another, are added up: from each start up to the next."""

    starts: Sequence[int]
    cells: Sequence[int]


def add_up(flat: Sequence[int], sums: Sums, out: Buffer, first: int) -> None:
    """Each sum of a flat tally; they go where the first belongs, and on."""
    for k in range(len(sums.starts) - 1):
        total = 0
        for i in range(sums.starts[k], sums.starts[k + 1]):
            total += flat[sums.cells[i]]
        out[first + k] = total
