"""What happens at a review, and after a discharge? Until a relapse brings care back."""

from sim import rules
from sim.events import CareWait, Review, Turn, What
from sim.inputs import LINK_WORKERS, Inputs
from sim.kernel.care import offer_programme
from sim.kernel.care_team import ask_for_care, end_care_place
from sim.kernel.progress import dose, progress
from sim.kernel.reviews import begin_reviews, put_off_reviews, reviews_at_once
from sim.kernel.tables import FREE, Run, who_is, write
from sim.kernel.wakeups import at
from sim.luck import Purpose, in_episode
from sim.rules import NEVER


def routine_review(p: Inputs, w: Run, i: int) -> None:
    """A booked routine review: a person's are held in the order they were booked; those of an earlier episode lapse."""
    me = w.person[i]
    if me.stale > 0:
        me.stale -= 1
        write(w, i, What.REVIEW_LAPSED, Review.ROUTINE, 0)
        return
    me.booked_reviews -= 1
    number = me.next_held
    me.next_held += 1
    hold_review(p, w, i, Review.ROUTINE.value, me.episode, Purpose.REVIEW.value, in_episode(me.episode, number))


def supported_review(p: Inputs, w: Run, i: int, nth: int) -> None:
    """A booked supported review."""
    review = w.review[i * reviews_at_once(w) + nth]
    review.state = FREE
    occurrence = in_episode(review.episode, 0)
    hold_review(p, w, i, Review.SUPPORTED.value, review.care_episode, Purpose.SUPPORTED_REVIEW.value, occurrence)


def hold_review(p: Inputs, w: Run, i: int, kind: int, care_episode: int, purpose: int, occurrence: int) -> None:
    """A review discharges or not; it lapses if the person was discharged or left since it was booked."""
    me, now = w.person[i], w.box[0].now
    if me.gone or not me.in_care or me.episode != care_episode:
        write(w, i, What.REVIEW_LAPSED, kind, 0)
        return
    bits = progress(p, w, i, dose(p, w, i))
    write(w, i, What.REVIEWED, kind, bits)
    if rules.discharges(p, who_is(w, i), purpose, occurrence, rules.chance_of_discharge(p, me.odds, bits)):
        me.in_care = 0
        write(w, i, What.DISCHARGED, kind, 0)
        if p.care_team.on:
            end_care_place(p, w, i)
        if p.stages.relapse:
            me.discharged, me.threshold = now, rules.relapse_luck(who_is(w, i), me.episode)
            live_after_discharge(p, w, i)


def live_after_discharge(p: Inputs, w: Run, i: int) -> None:
    """Until the threshold is spent: later if engagement is sustained meanwhile. Then care resumes."""
    me, now = w.person[i], w.box[0].now
    when = rules.relapses_at(p, me.threshold, me.relapse_ratio, me.discharged, me.engaged)
    if when > now:
        if when < min(p.horizon, me.exits):
            at(p, w, when, Turn.RELAPSE, i, 0)
        return
    so_far = dose(p, w, i)
    me.lost += so_far - rules.dose_kept(p, so_far)
    me.episode += 1
    me.in_care, me.engaged = 1, NEVER
    write(w, i, What.RELAPSED, 0, me.episode)
    if p.care_team.on and not w.care[i].holds:
        put_off_reviews(w, i)
        ask_for_care(p, w, i, CareWait.RELAPSE.value, 0, me.exits)
    else:
        begin_reviews(p, w, i, now)
    open_to_referrals = now < min(p.demand.last, p.programme.end)
    open_to_referrals = open_to_referrals and p.programme.offer == LINK_WORKERS and me.busy == 0
    open_to_referrals = open_to_referrals and not rules.is_never_referred(me.source)
    if open_to_referrals and rules.referred_again(p, who_is(w, i), me.episode):
        write(w, i, What.REFERRED_AGAIN, 0, me.episode)
        offer_programme(p, w, i)
