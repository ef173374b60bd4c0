"""Where do people go, and do they get a place? The plan, lines for places, courses, staying on and helping."""

from sim import rules
from sim.events import Turn, What
from sim.inputs import Inputs
from sim.kernel.progress import attended, finish, has_met
from sim.kernel.tables import IN_LINE, NO_WISH, NOBODY, ON_COURSE, PLACE_GIVEN, WISHES, Run, who_is, write
from sim.kernel.wakeups import at
from sim.units import Minutes


def plan(p: Inputs, w: Run, i: int, first_meeting: Minutes) -> None:
    """After the first meeting: one to n activities, side by side."""
    me, now = w.person[i], w.box[0].now
    me.plan_made = first_meeting
    if p.stages.activities:
        for wish in range(rules.activities_wanted(p, who_is(w, i), me.support_episode)):
            me.busy += 1
            at(p, w, now, Turn.PLAN, i, wish)


def set_about(p: Inputs, w: Run, i: int, wish: int) -> None:
    """A wish of the plan, made now or before day 0."""
    if w.person[i].plan_made >= 0 or not was_set_about(p, w, i, wish):
        wait_for_place(p, w, i, wish)


def preference(p: Inputs, w: Run, i: int, episode: int) -> int:
    """The open, suitable activity liked best that is not passed over. How each is liked is drawn once an episode."""
    me, first = w.person[i], i * len(p.activities)
    if me.liked != episode + 1:
        me.liked = episode + 1
        for activity in range(len(p.activities)):
            w.liking[first + activity] = rules.liking(p, who_is(w, i), episode, activity)
    return rules.liked_best(p, who_is(w, i), w.liking, first, me.suits_ratio, w.box[0].now, me.passed_over)


def was_set_about(p: Inputs, w: Run, i: int, wish: int) -> bool:
    """A plan made before day 0: a course over by then counts, one that goes on has its place if there is one."""
    me, course = w.person[i], w.course[i * WISHES + wish]
    chosen = preference(p, w, i, 0)
    if chosen < 0:
        return False
    ends = rules.course_ends(p, who_is(w, i), 0, wish, chosen, me.plan_made).minute
    if ends > 0 and w.line[chosen].free <= 0:
        return False
    me.passed_over |= 1 << chosen
    if ends <= 0:
        me.sessions += rules.sessions_attended(p, who_is(w, i), 0, wish, chosen, me.plan_made, ends, me.attends_session)
        finish(p, w, i)
        return True
    w.line[chosen].free -= 1
    course.activity, course.episode = chosen, 0
    write(w, i, What.IN_ACTIVITY_ALREADY, chosen, -me.plan_made)
    begin_course(p, w, i, wish, me.plan_made)
    return True


def be_in_activity_already(p: Inputs, w: Run, i: int) -> None:
    """In an activity on day 0, support over: a place is held; earlier sessions count, and a support completed."""
    me, course, now = w.person[i], w.course[i * WISHES], w.box[0].now
    already = p.already[me.already]
    activity = already.place
    has_met(w, i, rules.meetings_planned(p, who_is(w, i), 0))
    if not p.stages.activities or not p.activities[activity].opens <= now < p.activities[activity].closes:
        me.busy = 0
        return
    luck, joined = rules.course_so_far(p, already, who_is(w, i))
    w.line[activity].free -= 1
    course.activity, course.episode = activity, luck
    write(w, i, What.IN_ACTIVITY_ALREADY, activity, -joined)
    begin_course(p, w, i, 0, joined)


def wait_for_place(p: Inputs, w: Run, i: int, wish: int) -> None:
    """The open, suitable activity liked best that is not passed over; or the end of a wish."""
    me, course, now = w.person[i], w.course[i * WISHES + wish], w.box[0].now
    course.state = NO_WISH
    if now >= me.exits:
        finish(p, w, i)
        return
    chosen = preference(p, w, i, me.support_episode)
    if chosen < 0:
        write(w, i, What.NOTHING_SUITABLE, 0, wish)
        finish(p, w, i)
        return
    me.passed_over |= 1 << chosen
    course.activity, course.episode = chosen, me.support_episode
    write(w, i, What.WANTS_PLACE, chosen, wish)
    line = w.line[chosen]
    if line.free > 0:
        line.free -= 1
        join_activity(p, w, i, wish)
        return
    patience = rules.place_patience_ends(p, who_is(w, i), me.support_episode, chosen, now)
    course.state, course.since = IN_LINE, now
    course.until = min(patience, me.exits, p.activities[chosen].closes)
    join_line(w, chosen, i * WISHES + wish)
    at(p, w, course.until, Turn.TIRE_PLACE, i, wish)


def join_line(w: Run, activity: int, c: int) -> None:
    """Into an activity's line: by minute, then by person, then by wish. Only this minute's people can be in the way."""
    line, course = w.line[activity], w.course[c]
    before = line.last
    while before != NOBODY and w.course[before].since == course.since and before > c:
        before = w.course[before].before
    after = line.first if before == NOBODY else w.course[before].after
    course.before, course.after = before, after
    if before == NOBODY:
        line.first = c
    else:
        w.course[before].after = c
    if after == NOBODY:
        line.last = c
    else:
        w.course[after].before = c


def leave_line(w: Run, activity: int, c: int) -> None:
    """Out of an activity's line."""
    line, course = w.line[activity], w.course[c]
    if course.before == NOBODY:
        line.first = course.after
    else:
        w.course[course.before].after = course.after
    if course.after == NOBODY:
        line.last = course.before
    else:
        w.course[course.after].before = course.before


def tire_of_place(p: Inputs, w: Run, i: int, wish: int) -> None:
    """Patience, the activity or the person's time is at an end: the next choice."""
    me, course, now = w.person[i], w.course[i * WISHES + wish], w.box[0].now
    if course.state != IN_LINE or course.until != now:
        return
    if not course.passed_by:
        leave_line(w, course.activity, i * WISHES + wish)
    if now >= me.exits:
        why = What.PLACE_WAIT_LEFT.value
    elif now >= p.activities[course.activity].closes:
        why = What.PLACE_WAIT_CLOSED.value
    else:
        why = What.PLACE_GIVEN_UP.value
    write(w, i, why, course.activity, wish)
    wait_for_place(p, w, i, wish)


def serve_places(p: Inputs, w: Run, activity: int) -> None:
    """Give free places to the head of the line, at once. None is given at or after the closing."""
    line, now = w.line[activity], w.box[0].now
    while line.free > 0 and now < p.activities[activity].closes and line.first != NOBODY:
        c = line.first
        leave_line(w, activity, c)
        if w.person[c // WISHES].gone:  # left this minute: gets nothing more; their wait ends at its own wake-up
            w.course[c].passed_by = 1
            continue
        line.free -= 1
        w.course[c].state = PLACE_GIVEN
        at(p, w, now, Turn.TAKE_PLACE, c // WISHES, c % WISHES)


def take_place(p: Inputs, w: Run, i: int, wish: int) -> None:
    """A place is given to a person who waited."""
    if w.course[i * WISHES + wish].state == PLACE_GIVEN:
        join_activity(p, w, i, wish)


def join_activity(p: Inputs, w: Run, i: int, wish: int) -> None:
    """The first session."""
    write(w, i, What.JOINED_ACTIVITY, w.course[i * WISHES + wish].activity, wish)
    begin_course(p, w, i, wish, w.box[0].now)


def begin_course(p: Inputs, w: Run, i: int, wish: int, joined: Minutes) -> None:
    """Sessions, from joining to the last."""
    me, course = w.person[i], w.course[i * WISHES + wish]
    own = rules.course_ends(p, who_is(w, i), course.episode, wish, course.activity, joined)
    course.state, course.joined = ON_COURSE, joined
    course.own, course.completes = own.minute, own.completed
    course.until = min(own.minute, p.activities[course.activity].closes, me.exits)
    at(p, w, course.until, Turn.LEAVE, i, wish)


def leave(p: Inputs, w: Run, i: int, wish: int) -> None:
    """The end of a course, and what comes after."""
    me, course, now = w.person[i], w.course[i * WISHES + wish], w.box[0].now
    came = attended(p, w, i, wish)
    me.sessions += came
    course.state = NO_WISH
    completed = now < me.exits and now == course.own and course.completes == 1
    if now >= me.exits:
        how = What.ACTIVITY_LEFT.value
    elif completed:
        how = What.COMPLETED.value
    else:
        how = What.DROPPED_OUT.value if now == course.own else What.ACTIVITY_CLOSED.value
    activity = course.activity
    write(w, i, how, activity, came)
    on, stay = False, 0
    if completed:
        on, stay = rules.goes_on(p, who_is(w, i), course.episode, wish, activity, came)
    if on:
        me.engaged = min(me.engaged, now)
        write(w, i, What.ENGAGEMENT_SUSTAINED, activity, 0)
        offer_to_help(p, w, i, wish)
    stays = on and p.activities[activity].stay == 1 and now < min(p.activities[activity].closes, me.exits)
    if not stays:
        free_place(p, w, activity)
    finish(p, w, i)
    if stays:
        me.staying |= 1 << activity
        write(w, i, What.STAYED_ON, activity, 0)
        at(p, w, min(now + stay, p.activities[activity].closes, me.exits), Turn.END_STAY, i, activity)


def end_stay(p: Inputs, w: Run, i: int, activity: int) -> None:
    """A place kept after the prescription becomes free."""
    write(w, i, What.STAY_ENDED, activity, 0)
    w.person[i].staying &= ~(1 << activity)
    free_place(p, w, activity)


def offer_to_help(p: Inputs, w: Run, i: int, wish: int) -> None:
    """A person who goes on helps to run the group for a while, or not: places are added."""
    me, course, now = w.person[i], w.course[i * WISHES + wish], w.box[0].now
    activity = course.activity
    line, closes = w.line[activity], p.activities[activity].closes
    helps, lasts = rules.helps(p, who_is(w, i), course.episode, wish, activity)
    if not helps or me.helping >> activity & 1 or line.helpers >= p.activities[activity].helpers:
        return
    if now < min(closes, me.exits):
        me.helping |= 1 << activity
        line.helpers += 1
        line.free += p.activities[activity].places_each
        write(w, i, What.STARTED_HELPING, activity, p.activities[activity].places_each)
        serve_places(p, w, activity)
        at(p, w, min(now + lasts, closes, me.exits), Turn.STOP_HELPING, i, activity)


def stop_helping(p: Inputs, w: Run, i: int, activity: int) -> None:
    """A helper stops, and the places they added go: like any cut, it takes effect as people leave."""
    write(w, i, What.STOPPED_HELPING, activity, p.activities[activity].places_each)
    w.person[i].helping &= ~(1 << activity)
    w.line[activity].helpers -= 1
    w.line[activity].free -= p.activities[activity].places_each


def free_place(p: Inputs, w: Run, activity: int) -> None:
    """A place becomes free."""
    w.line[activity].free += 1
    serve_places(p, w, activity)


def await_place_change(p: Inputs, w: Run, activity: int) -> None:
    """The next dated change of an activity's places."""
    row = w.line[activity].row + 1
    if row < len(p.places) and p.places[row].activity == activity:
        at(p, w, p.places[row].minute, Turn.CHANGE_PLACES, activity, 0)


def change_places(p: Inputs, w: Run, activity: int) -> None:
    """Another number of places from now on."""
    line = w.line[activity]
    line.row += 1
    line.free += p.places[line.row].places - p.places[line.row - 1].places
    serve_places(p, w, activity)
    await_place_change(p, w, activity)
