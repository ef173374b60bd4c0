"""How does support go, from the offer to the last meeting?"""

from sim import rules
from sim.events import Turn, What
from sim.inputs import Inputs
from sim.kernel.activities import plan
from sim.kernel.progress import finish, has_met
from sim.kernel.reviews import ask_for_supported_review, has_supported_reviews, reviews_at_once, want_supported_review
from sim.kernel.tables import (
    BOOKED,
    FIRST_GIVEN,
    FIRST_WORKER,
    MEETING_WANTED,
    NEEDS_WORKER,
    NOBODY,
    NOTHING,
    PENDING,
    VOID,
    WORKER_GIVEN,
    Run,
    who_is,
    write,
)
from sim.kernel.team import give, hold_slot, least_loaded, release
from sim.kernel.waiting import has_accepted, leave_queue, must_end, wait_in_queue
from sim.kernel.wakeups import at
from sim.units import Minutes


def set_out(p: Inputs, w: Run, i: int) -> None:
    """The offer, and the line for a link worker."""
    me, now = w.person[i], w.box[0].now
    said_yes = me.support_episode == 0 and has_accepted(me.source)
    if not said_yes and not rules.accepts(p, who_is(w, i), me.support_episode):
        write(w, i, What.DECLINED, 0, 0)
        me.busy -= 1
        return
    waited = me.waited if me.support_episode == 0 else 0
    write(w, i, What.JOINED_QUEUE, 0, waited)
    me.moves, me.post = 0, NOBODY
    post = least_loaded(p, w, me.line)
    if post != NOBODY:
        give(p, w, i, post, What.GIVEN_LINK_WORKER, 0)
        begin_support(p, w, i)
    else:
        me.phase = FIRST_WORKER
        patience = rules.patience_ends(p, who_is(w, i), me.support_episode, now, waited)
        wait_in_queue(p, w, i, 1 + me.queue_class, now - waited, min(patience, must_end(p, w, i)))


def tire(p: Inputs, w: Run, i: int) -> None:
    """Patience, the service or the person's time is at an end while waiting."""
    me, now = w.person[i], w.box[0].now
    if not me.waiting or me.until != now:
        return
    leave_queue(w, i)
    if me.phase == FIRST_WORKER:
        me.phase = NOTHING
        write(w, i, why_waiting_stopped(p, w, i), 0, 0)
        me.busy -= 1
    elif me.phase == NEEDS_WORKER:
        stop_support(p, w, i)


def why_waiting_stopped(p: Inputs, w: Run, i: int) -> int:
    """What ended a wait for a link worker."""
    now = w.box[0].now
    if now >= w.person[i].exits:
        return What.LEFT_WAIT.value
    return What.WAIT_CUT.value if now >= p.programme.end else What.GAVE_UP.value


def take(p: Inputs, w: Run, i: int) -> None:
    """A link worker is given, or a booking is void: the support that waits for it goes on."""
    phase = w.person[i].phase
    if phase == FIRST_GIVEN:
        begin_support(p, w, i)
    elif phase in (VOID, WORKER_GIVEN):
        keep_appointment(p, w, i)


def begin_support(p: Inputs, w: Run, i: int) -> None:
    """A link worker is given: support begins."""
    w.person[i].passed_over = w.person[i].staying
    be_supported(p, w, i, rules.support_begins(p, who_is(w, i), w.person[i].support_episode, w.box[0].now))


def be_supported(p: Inputs, w: Run, i: int, support: rules.Support) -> None:
    """Support from its beginning, or from where it stands on day 0: its supported review, its next meeting."""
    me = w.person[i]
    if has_supported_reviews(p) and not p.reviews.when_support_ends:
        request = rules.supported_review_requested_at(p, who_is(w, i), me.support_episode, support.began)
        if request >= 0:
            at(p, w, request, Turn.WANT_SUPPORTED_REVIEW, i, want_supported_review(w, i, me.support_episode))
    me.luck, me.support_began, me.planned = support.luck, support.began, support.planned
    me.met_now, me.missed = support.met, support.missed
    want_meeting_at(p, w, i, support.wanted)


def be_supported_already(p: Inputs, w: Run, i: int) -> None:
    """On a caseload on day 0: a slot is held, earlier meetings count, and the plan was made at the first of them."""
    me = w.person[i]
    already = p.already[me.already]
    support = rules.support_so_far(p, already, who_is(w, i), me.attends_meeting)
    has_met(w, i, support.met)
    hold_slot(p, w, i, already.place, support)
    if support.met > 0:
        plan(p, w, i, support.first_met)
    be_supported(p, w, i, support)


def want_meeting_at(p: Inputs, w: Run, i: int, wanted: Minutes) -> None:
    """The next meeting is wanted then."""
    w.person[i].phase = MEETING_WANTED
    at(p, w, min(wanted, must_end(p, w, i)), Turn.WANT_MEETING, i, 0)


def want_meeting(p: Inputs, w: Run, i: int) -> None:
    """A meeting is wanted: book it."""
    me = w.person[i]
    if w.box[0].now >= must_end(p, w, i):
        stop_support(p, w, i)
        return
    nth = me.met_now + me.missed
    write(w, i, What.MEETING_WANTED, me.post, nth)
    me.length, me.comes = rules.meeting(p, who_is(w, i), me.luck, nth, me.attends_meeting)
    keep_appointment(p, w, i)


def keep_appointment(p: Inputs, w: Run, i: int) -> None:
    """Book with the link worker, or wait for one first."""
    me, now = w.person[i], w.box[0].now
    if now >= must_end(p, w, i):
        stop_support(p, w, i)
    elif me.post == NOBODY:
        me.phase = NEEDS_WORKER
    else:
        desk = w.desk[me.post]
        start = max(now, desk.free_from)
        desk.free_from = start + rules.diary_minutes(p.capacities[desk.row].contact_minutes, me.length)
        me.phase, me.booked = BOOKED, min(start, must_end(p, w, i))
        at(p, w, me.booked, Turn.MEET, i, 0)


def meet(p: Inputs, w: Run, i: int) -> None:
    """The hour of a booked meeting."""
    me, now = w.person[i], w.box[0].now
    if me.phase != BOOKED or me.booked != now:
        return
    nth = me.met_now + me.missed
    if now >= must_end(p, w, i):
        if now >= me.exits:
            write(w, i, What.MISSED, me.post, me.length)
        stop_support(p, w, i)
        return
    if me.comes:
        me.met_now += 1
        me.met += 1
        write(w, i, What.MET, me.post, me.length)
        if me.met_now == 1:
            plan(p, w, i, now)
    else:
        me.missed += 1
        write(w, i, What.MISSED, me.post, me.length)
    if me.met_now < me.planned and me.missed <= p.support.missed_allowed:
        want_meeting_at(p, w, i, rules.next_meeting_wanted(p, who_is(w, i), me.luck, nth, now))
        return
    completed = me.met_now == me.planned
    write(w, i, What.SUPPORT_ENDED if completed else What.DISENGAGED, me.post, me.met_now)
    end_support(p, w, i, completed)


def stop_support(p: Inputs, w: Run, i: int) -> None:
    """Support is ended from outside."""
    me, now = w.person[i], w.box[0].now
    if me.post == NOBODY:
        why = why_waiting_stopped(p, w, i)
    else:
        why = What.LEFT_SUPPORT.value if now >= me.exits else What.SUPPORT_CUT.value
    write(w, i, why, me.post, me.met_now)
    end_support(p, w, i, False)  # noqa: FBT003


def end_support(p: Inputs, w: Run, i: int, completed: bool) -> None:  # noqa: FBT001
    """The slot frees; the supported review is requested, or never will be."""
    me = w.person[i]
    me.phase = NOTHING
    release(p, w, i)
    if not completed:
        for nth in range(reviews_at_once(w)):
            review = w.review[i * reviews_at_once(w) + nth]
            if review.state == PENDING and review.episode == me.support_episode:
                review.broken_off = 1
    elif has_supported_reviews(p) and p.reviews.when_support_ends:
        ask_for_supported_review(p, w, i, want_supported_review(w, i, me.support_episode))
    finish(p, w, i)
