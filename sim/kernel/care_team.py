"""Who has a place in care, and who waits for one? One list, by class, then since when, then by person.

Nothing here is asked for where there is no care team: then its tables have no rows.
"""

from sim import rules
from sim.events import CareWait, Turn, What
from sim.inputs import TO_A_PLACE_KEPT, TO_THE_FRONT, Inputs
from sim.kernel.heaps import queue_pop, queue_push, queue_remove
from sim.kernel.reviews import ask_for_supported_review, begin_reviews, reviews_at_once
from sim.kernel.tables import FREE, PENDING, PUT_OFF, SINCE_ZERO, Run, who_is, write
from sim.kernel.wakeups import at
from sim.luck import Source
from sim.units import Minutes


def come_to_care(p: Inputs, w: Run, i: int) -> None:
    """A person who is never referred to the programme: in care on day 0, or waiting for it from now on."""
    me, now = w.person[i], w.box[0].now
    write(w, i, What.CARE_REFERRED, me.source, me.number)
    at(p, w, me.exits, Turn.EXIT, i, 0)
    if me.source == Source.IN_CARE:
        hold_care_place(w, i)
        begin_reviews(p, w, i, now - me.waited)
    else:
        patience = rules.care_patience_ends(p, who_is(w, i), now, me.waited)
        ask_for_care(p, w, i, CareWait.NEW.value, me.waited, min(patience, me.exits))


def hold_care_place(w: Run, i: int) -> None:
    """A person in care already holds a place, full or not."""
    w.box[0].care_free -= 1
    w.care[i].holds = 1
    write(w, i, What.IN_CARE_PLACE_ALREADY, 0, 0)


def ask_for_care(p: Inputs, w: Run, i: int, why: int, waited: Minutes, until: Minutes) -> None:
    """Join the list for a place in care."""
    box, care = w.box[0], w.care[i]
    write(w, i, What.JOINED_CARE_LIST, why, waited)
    care.waits, care.why, care.until = 1, why, until
    in_front = why == CareWait.RELAPSE and p.care_team.after_relapse == TO_THE_FRONT
    queue_class = 0 if in_front else 1 + care.queue_class
    key = queue_class << 53 | (box.now - waited + SINCE_ZERO) << 22 | i
    queue_push(w.care_list, w.care, 0, box.care_list, key)
    box.care_list += 1
    at(p, w, until, Turn.TIRE_OF_CARE_LIST, i, 0)
    give_care_later(p, w)


def give_care_later(p: Inputs, w: Run) -> None:
    """Places are given once everything else in this minute has happened."""
    box = w.box[0]
    if box.care_free > 0 and box.care_list > 0 and not box.will_give_care:
        box.will_give_care = 1
        at(p, w, box.now, Turn.GIVE_CARE_PLACES, 0, 0)


def give_care_places(p: Inputs, w: Run) -> None:
    """Free places go to the head of the list; people who left this minute get nothing more."""
    box = w.box[0]
    box.will_give_care = 0
    while box.care_free > 0 and box.care_list > 0:
        i = queue_pop(w.care_list, w.care, 0, box.care_list) & 0x3FFFFF
        box.care_list -= 1
        if not w.person[i].gone:
            box.care_free -= 1
            w.care[i].holds, w.care[i].waits = 1, 0
            at(p, w, box.now, Turn.START_CARE, i, 0)


def start_care(p: Inputs, w: Run, i: int) -> None:
    """Care starts, and with it reviews: routine ones, and supported ones asked for meanwhile unless the service is
    over."""
    now = w.box[0].now
    write(w, i, What.STARTED_CARE, w.care[i].why, 0)
    begin_reviews(p, w, i, now)
    for nth in range(reviews_at_once(w)):
        review = w.review[i * reviews_at_once(w) + nth]
        if review.state == PUT_OFF and now < p.programme.end:
            review.state = PENDING
            ask_for_supported_review(p, w, i, nth)
        elif review.state == PUT_OFF:
            review.state = FREE


def tire_of_care_list(w: Run, i: int) -> None:
    """Patience or the person's time is at an end while waiting for care."""
    me, care, box = w.person[i], w.care[i], w.box[0]
    if not care.waits or care.until != box.now:
        return
    care.waits = 0
    if care.place >= 0:
        queue_remove(w.care_list, w.care, 0, box.care_list, care.place)
        box.care_list -= 1
    if box.now >= me.exits:
        write(w, i, What.LEFT_CARE_LIST, 0, 0)
    else:
        write(w, i, What.GAVE_UP_CARE_LIST, 0, 0)
        me.gone = 1
        write(w, i, What.LEFT, 1, 0)


def free_care_place(p: Inputs, w: Run, i: int, what: int) -> None:
    """A place becomes free."""
    w.care[i].holds = 0
    write(w, i, what, 0, 0)
    w.box[0].care_free += 1
    give_care_later(p, w)


def end_care_place(p: Inputs, w: Run, i: int) -> None:
    """Discharged: the place is free, or kept for a time."""
    if p.care_team.after_relapse == TO_A_PLACE_KEPT and p.stages.relapse:
        w.care[i].kept_until = w.box[0].now + p.care_team.kept
        at(p, w, w.care[i].kept_until, Turn.END_KEPT_PLACE, i, 0)
    else:
        free_care_place(p, w, i, What.CARE_PLACE_FREED.value)


def end_kept_place(p: Inputs, w: Run, i: int) -> None:
    """The place of a person who has not relapsed meanwhile is kept no longer."""
    care = w.care[i]
    if care.holds and not w.person[i].in_care and care.kept_until == w.box[0].now:
        free_care_place(p, w, i, What.KEPT_PLACE_ENDED.value)


def await_care_team_change(p: Inputs, w: Run) -> None:
    """The next dated change of the care team's places."""
    row = w.box[0].care_row + 1
    if row < len(p.care_places):
        at(p, w, p.care_places[row].minute, Turn.CHANGE_CARE_TEAM, 0, 0)


def begin_care_team(p: Inputs, w: Run) -> None:
    """The places of day 0."""
    w.box[0].care_free = p.care_places[0].places
    await_care_team_change(p, w)


def change_care_team(p: Inputs, w: Run) -> None:
    """Another number of places from now on."""
    box = w.box[0]
    box.care_row += 1
    box.care_free += p.care_places[box.care_row].places - p.care_places[box.care_row - 1].places
    give_care_later(p, w)
    await_care_team_change(p, w)
