"""When is a review wanted, and when is there a slot? Routine ones from referral on, supported ones on request."""

from sim import rules
from sim.events import Review, Turn, What
from sim.inputs import REVIEW_CLINIC, Inputs
from sim.kernel.tables import FREE, PENDING, PUT_OFF, REVIEWS_FULL, Run, who_is, write
from sim.kernel.wakeups import at
from sim.rules import NEVER
from sim.units import Minutes


def reviews_at_once(w: Run) -> int:
    """How many supported reviews of one person may be pending."""
    return len(w.review) // len(w.person)


def has_supported_reviews(p: Inputs) -> bool:
    """Whether the programme holds reviews of its own."""
    return p.programme.access == 1 and p.stages.reviews == 1


def begin_reviews(p: Inputs, w: Run, i: int, start: Minutes) -> None:
    """The due dates of an episode of care; those before day 0 were refused."""
    me = w.person[i]
    me.due, me.due_number = rules.first_review_due(p, who_is(w, i), me.episode, start), 0
    while me.due < 0:
        me.due = rules.next_review_due(p, who_is(w, i), me.episode, me.due_number, me.due)
        me.due_number += 1
    forget_bookings(w, i)
    me.next_held = me.due_number
    at(p, w, me.due, Turn.WANT_REVIEW, i, 0)


def forget_bookings(w: Run, i: int) -> None:
    """What is booked of an earlier episode of care will lapse."""
    w.person[i].stale += w.person[i].booked_reviews
    w.person[i].booked_reviews = 0


def put_off_reviews(w: Run, i: int) -> None:
    """Another episode of care, and no due date before there is a place."""
    forget_bookings(w, i)
    w.person[i].due = NEVER


def want_review(p: Inputs, w: Run, i: int) -> None:
    """A routine due date: book a slot."""
    me, now = w.person[i], w.box[0].now
    if me.gone or not me.in_care or me.due != now:
        return
    write(w, i, What.REVIEW_DUE, Review.ROUTINE, me.due_number)
    held = book_slot(p, w, True, False)  # noqa: FBT003
    if held < NEVER:
        me.booked_reviews += 1
        at(p, w, held, Turn.REVIEW, i, 0)
    me.due = rules.next_review_due(p, who_is(w, i), me.episode, me.due_number, me.due)
    me.due_number += 1
    at(p, w, me.due, Turn.WANT_REVIEW, i, 0)


def book_slot(p: Inputs, w: Run, shared: bool, added: bool) -> Minutes:  # noqa: FBT001
    """The earliest review slot of those allowed; the added one on a tie."""
    now = w.box[0].now
    best, start = -1, NEVER
    if added and p.reviews.added_slot > 0:
        best, start = 1, max(now, w.slots[1].free_from)
    if shared and p.reviews.slot > 0 and max(now, w.slots[0].free_from) < start:
        best, start = 0, max(now, w.slots[0].free_from)
    if best >= 0:
        w.slots[best].free_from = start + (p.reviews.added_slot if best == 1 else p.reviews.slot)
    return start


def want_supported_review(w: Run, i: int, episode: int) -> int:
    """One more supported review that will be requested: the lowest free number."""
    for nth in range(reviews_at_once(w)):
        review = w.review[i * reviews_at_once(w) + nth]
        if review.state == FREE:
            review.state, review.episode, review.care_episode, review.broken_off = PENDING, episode, 0, 0
            return nth
    w.box[0].fault = REVIEWS_FULL
    return 0


def supported_review_due(p: Inputs, w: Run, i: int, nth: int) -> None:
    """The set time has come: a request, unless support has been broken off or the service is over."""
    review = w.review[i * reviews_at_once(w) + nth]
    if review.broken_off or w.box[0].now >= p.programme.end:
        review.state = FREE
    else:
        ask_for_supported_review(p, w, i, nth)


def ask_for_supported_review(p: Inputs, w: Run, i: int, nth: int) -> None:
    """In the slots the programme adds or (with link workers) the shared ones."""
    me, review = w.person[i], w.review[i * reviews_at_once(w) + nth]
    if me.gone or not me.in_care:
        review.state = FREE
        return
    if p.care_team.on and w.care[i].waits:
        review.state = PUT_OFF
        return
    review.care_episode = me.episode
    write(w, i, What.REVIEW_DUE, Review.SUPPORTED, review.episode)
    at(p, w, book_slot(p, w, p.programme.offer != REVIEW_CLINIC, True), Turn.SUPPORTED_REVIEW, i, nth)  # noqa: FBT003
