"""How much has a person come to, and what has come of it? The dose, and what is seen when all of it is over."""

from sim import rules
from sim.events import What
from sim.inputs import Inputs
from sim.kernel.tables import ON_COURSE, WISHES, Run, who_is, write


def has_met(w: Run, i: int, meetings: int) -> None:
    """Meetings attended by day 0 are part of the dose."""
    w.person[i].met = meetings
    if meetings > 0:
        write(w, i, What.MET_ALREADY, 0, meetings)


def attended(p: Inputs, w: Run, i: int, wish: int) -> int:
    """Sessions of one course attended so far."""
    me, course = w.person[i], w.course[i * WISHES + wish]
    until = min(w.box[0].now, course.until)
    return rules.sessions_attended(
        p, who_is(w, i), course.episode, wish, course.activity, course.joined, until, me.attends_session
    )


def dose(p: Inputs, w: Run, i: int) -> int:
    """Meetings and sessions attended so far that still count."""
    me = w.person[i]
    total: int = me.met + me.sessions - me.lost
    for wish in range(WISHES):
        if w.course[i * WISHES + wish].state == ON_COURSE:
            total += attended(p, w, i, wish)
    return total


def progress(p: Inputs, w: Run, i: int, so_far: int) -> int:
    """The outcomes improved at a dose. What luck has to say of them is drawn once."""
    me, first = w.person[i], i * rules.OUTCOMES
    if not me.outcomes_drawn:
        me.outcomes_drawn, me.anyway = 1, rules.outcome_chance(p, me.hidden, 0)
        for j in range(0, rules.OUTCOMES, 2):
            w.outcome[first + j], w.outcome[first + j + 1] = rules.outcome_luck(who_is(w, i), j)
    return rules.improved(w.outcome, first, me.anyway, rules.outcome_chance(p, me.hidden, so_far))


def finish(p: Inputs, w: Run, i: int) -> None:
    """When support and activities are all over, what has come of it is seen."""
    me = w.person[i]
    me.busy -= 1
    if me.busy == 0 and w.box[0].now < me.exits:
        so_far = dose(p, w, i)
        write(w, i, What.PROGRESS_SEEN, 0, progress(p, w, i, so_far))
        not_wanted = rules.wider_not_wanted(p, who_is(w, i))
        write(w, i, What.WIDER_SEEN, not_wanted, rules.wider_outcomes(p, who_is(w, i), so_far, not_wanted))
