"""What begins with a referral? Reviews, the programme's offer, the use of care, and leaving."""

from sim import rules
from sim.events import Turn, What
from sim.inputs import LINK_WORKERS, ON_CASELOAD, REVIEW_CLINIC, Inputs
from sim.kernel.activities import be_in_activity_already
from sim.kernel.care_team import come_to_care, free_care_place, hold_care_place
from sim.kernel.progress import dose
from sim.kernel.reviews import begin_reviews, has_supported_reviews, want_supported_review
from sim.kernel.support import be_supported_already
from sim.kernel.tables import NOBODY, Run, who_is, write
from sim.kernel.waiting import has_accepted
from sim.kernel.wakeups import at


def refer(p: Inputs, w: Run, i: int) -> None:
    """Referral, and what runs beside it."""
    me, now = w.person[i], w.box[0].now
    traits = len(w.level) // len(w.person)
    for t in range(traits):
        row = w.level[i * traits + t]
        write(w, i, What.HAS_TRAIT, p.levels[row].trait, p.levels[row].level)
    if rules.is_never_referred(me.source):
        come_to_care(p, w, i)
        return
    write(w, i, What.REFERRED, me.source, me.number)
    at(p, w, me.exits, Turn.EXIT, i, 0)
    if p.care_team.on:
        hold_care_place(w, i)
    if p.stages.reviews:
        begin_reviews(p, w, i, now - me.waited)
    if p.stages.care_lines:
        for line in range(len(p.care_lines)):
            write(w, i, What.CARE_USED_BEFORE, line, rules.care_uses_before(p.care_lines[line], who_is(w, i)))
            if p.care_lines[line].rate > 0.0:
                use = w.use[i * len(p.care_lines) + line]
                use.minute, use.candidate = float(now), 0
                await_care_use(p, w, i, line)
    offer_programme(p, w, i)


def offer_programme(p: Inputs, w: Run, i: int) -> None:
    """The programme's offer, while there is one."""
    me, now = w.person[i], w.box[0].now
    if now >= p.programme.end:
        return
    if p.programme.offer == LINK_WORKERS and p.stages.support:
        me.busy, me.support_episode = 1, me.episode
        if me.already == NOBODY or me.episode > 0:
            at(p, w, now, Turn.SET_OUT, i, 0)
        elif p.already[me.already].source == ON_CASELOAD:
            be_supported_already(p, w, i)
        else:
            be_in_activity_already(p, w, i)
    elif p.programme.offer == REVIEW_CLINIC and has_supported_reviews(p) and me.episode == 0:
        offer_clinic(p, w, i)


def leave_everything(p: Inputs, w: Run, i: int) -> None:
    """Dies, moves away or otherwise leaves: unless they left when they gave up the list for care."""
    if w.person[i].gone:
        return
    w.person[i].gone = 1
    write(w, i, What.LEFT, w.person[i].in_care, 0)
    if p.care_team.on and w.care[i].holds:
        free_care_place(p, w, i, What.CARE_PLACE_FREED.value)


def offer_clinic(p: Inputs, w: Run, i: int) -> None:
    """Review clinic only: people who would accept ask for one supported review a stated time after referral."""
    me, now = w.person[i], w.box[0].now
    if not has_accepted(me.source) and not rules.accepts(p, who_is(w, i), 0):
        write(w, i, What.DECLINED, 0, 0)
        return
    nth = want_supported_review(w, i, 0)
    request = max(now, rules.clinic_review_requested_at(p, who_is(w, i), me.enters - me.waited))
    at(p, w, request, Turn.WANT_SUPPORTED_REVIEW, i, nth)


def await_care_use(p: Inputs, w: Run, i: int, index: int) -> None:
    """The next use that would happen untreated."""
    me, use = w.person[i], w.use[i * len(p.care_lines) + index]
    use.minute, use.candidate, use.luck = rules.next_care_use(
        p.care_lines[index], who_is(w, i), me.enters - me.waited, use.minute, use.candidate, p.horizon
    )
    if use.minute < min(p.horizon, me.exits):
        at(p, w, int(use.minute), Turn.USE_CARE, i, index)


def use_care(p: Inputs, w: Run, i: int, index: int) -> None:
    """It happens, unless the programme removes it or it has stopped with discharge."""
    me, use = w.person[i], w.use[i * len(p.care_lines) + index]
    line = p.care_lines[index]
    if not (line.stops and not me.in_care) and rules.care_use_happens(p, line, use.luck, dose(p, w, i)):
        write(w, i, What.CARE_USED, index, 0)
    use.candidate += 1
    await_care_use(p, w, i, index)
