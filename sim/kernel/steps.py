"""What does each wake-up do? The journey told as handlers on flat tables: the second telling, to be compiled.

`pathway.py` tells the same journey as tracks; `fast.py` says which handler answers to which step there. Decisions and
lengths of time are the functions of `rules.py`. The next thing is always the pending wake-up with the least key, one
whole number: minute, class, person, nth. Plain Python on arrays of records: it runs as it stands, and compiled.
"""

from typing import Any, NamedTuple

from sim import rules
from sim.events import Review, Turn, Vacancy, What, rank
from sim.inputs import LINK_WORKERS, ON_CASELOAD, REVIEW_CLINIC, Inputs
from sim.kernel.heaps import heap_pop, heap_push, queue_pop, queue_push, queue_remove, tree_best, tree_update
from sim.luck import Key, Purpose, Source, Who, in_episode
from sim.rules import NEVER
from sim.units import Minutes

WISHES = 6  # activities side by side: one, and five more
NOBODY = -1
SINCE_ZERO = 1 << 30  # a wait may have begun before day 0

# What a person's support is waiting for.
NOTHING, FIRST_WORKER, FIRST_GIVEN, MEETING_WANTED, BOOKED, VOID, NEEDS_WORKER, WORKER_GIVEN = range(8)
# Where a wish stands.
NO_WISH, IN_LINE, PLACE_GIVEN, ON_COURSE = range(4)
# Where a supported review stands.
FREE, PENDING = range(2)
# What may overflow.
FINE, PEOPLE_FULL, HEAP_FULL, LOG_FULL, REVIEWS_FULL = range(5)


class Run(NamedTuple):
    """One replication's tables. Each is an array of records, but for keys, heaps and log."""

    key: Key
    box: Any  # one record: replication, rows, heap, people, now, fault
    heap: Any  # pending wake-ups, least first
    log: Any  # (row, 5)
    person: Any
    level: Any  # (person x trait): row of inputs.levels
    course: Any  # (person x wish)
    review: Any  # (person x supported reviews that may be pending at once)
    use: Any  # (person x care line)
    desk: Any  # (post)
    tree: Any  # (line for a link worker x 2 x leaves): posts with room that serve it, least loaded on top
    queue: Any  # (line for a link worker x person): who waits in it: keys, least first
    queued: Any  # (line for a link worker): how many wait in it
    line: Any  # (activity): places and who waits for one
    slots: Any  # (2): shared and added review slots
    scratch: Any  # people to be handed over


def who_is(w: Run, i: int) -> Who:
    """A person's identity."""
    return Who(w.key, w.box[0].replication, w.person[i].source, w.person[i].number)


def at(p: Inputs, w: Run, minute: Minutes, turn: int, person: int, nth: int) -> None:
    """Set a wake-up. After the horizon nothing can be seen."""
    box = w.box[0]
    if minute < p.horizon:
        if box.heap >= len(w.heap):
            box.fault = HEAP_FULL
        else:
            heap_push(w.heap, box.heap, minute << 35 | rank(turn, person, nth))
            box.heap += 1


def write(w: Run, person: int, what: int, where: int, value: int) -> None:
    """One row of the log."""
    box = w.box[0]
    if box.rows >= len(w.log):
        box.fault = LOG_FULL
        return
    row = box.rows
    w.log[row, 0], w.log[row, 1], w.log[row, 2], w.log[row, 3], w.log[row, 4] = box.now, person, what, where, value
    box.rows += 1


# ---------------------------------------------------------------- care


def refer(p: Inputs, w: Run, i: int) -> None:
    """Referral, and what runs beside it."""
    me, now = w.person[i], w.box[0].now
    traits = len(w.level) // len(w.person)
    for t in range(traits):
        row = w.level[i * traits + t]
        write(w, i, What.HAS_TRAIT, p.levels[row].trait, p.levels[row].level)
    write(w, i, What.REFERRED, me.source, me.number)
    at(p, w, me.exits, Turn.EXIT, i, 0)
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


def leave_everything(w: Run, i: int) -> None:
    """Dies, moves away or otherwise leaves."""
    w.person[i].gone = 1
    write(w, i, What.LEFT, w.person[i].in_care, 0)


# ---------------------------------------------------------------- support


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
    patience = rules.patience_ends(p, who_is(w, i), me.support_episode, now, waited)
    post = least_loaded(p, w, me.line)
    if post != NOBODY:
        give(p, w, i, post, What.GIVEN_LINK_WORKER, 0)
        begin_support(p, w, i)
    else:
        me.phase = FIRST_WORKER
        wait_in_queue(p, w, i, 1 + me.queue_class, now - waited, min(patience, must_end(p, w, i)))


def has_accepted(source: int) -> bool:
    """Whether somebody has accepted an offer before day 0."""
    return source == Source.WAITING_LIST or rules.is_in_service(source)


def must_end(p: Inputs, w: Run, i: int) -> Minutes:
    """The deadline on support and on waiting for it."""
    exits: Minutes = w.person[i].exits
    return min(exits, p.programme.end)


def wait_in_queue(p: Inputs, w: Run, i: int, queue_class: int, since: Minutes, until: Minutes) -> None:
    """Join the line for a link worker."""
    me = w.person[i]
    me.waiting, me.until = 1, until
    queued = w.queued[me.line]
    key = queue_class << 53 | (since + SINCE_ZERO) << 22 | i
    queue_push(w.queue, w.person, queue_of(w, me.line), queued.people, key)
    queued.people += 1
    if until < NEVER:
        at(p, w, until, Turn.TIRE, i, 0)


def leave_queue(w: Run, i: int) -> None:
    """Out of the line for a link worker."""
    me = w.person[i]
    if me.place >= 0:
        queued = w.queued[me.line]
        queue_remove(w.queue, w.person, queue_of(w, me.line), queued.people, me.place)
        queued.people -= 1
    me.waiting = 0


def queue_of(w: Run, line: int) -> int:
    """Where the keys of a line begin."""
    return len(w.person) * line


def first_of_line(w: Run, line: int) -> int:
    """The key of who is first in a line; who has left this minute gets nothing more. NOBODY if nobody waits."""
    begins = queue_of(w, line)
    while w.queued[line].people > 0:
        key: int = w.queue[begins]
        if not w.person[key & 0x3FFFFF].gone:
            return key
        queue_pop(w.queue, w.person, begins, w.queued[line].people)
        w.queued[line].people -= 1
    return NOBODY


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
    """A link worker is given, or a booking is void: whoever's support waits for that goes on."""
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
        asked = rules.supported_review_asked(p, who_is(w, i), me.support_episode, support.began)
        if asked >= 0:
            at(p, w, asked, Turn.WANT_SUPPORTED_REVIEW, i, want_supported_review(w, i, me.support_episode))
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


def has_met(w: Run, i: int, meetings: int) -> None:
    """Meetings attended by day 0 are part of the dose."""
    w.person[i].met = meetings
    if meetings > 0:
        write(w, i, What.MET_ALREADY, 0, meetings)


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
    """The slot frees; the supported review is asked for, or will not be."""
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


# ---------------------------------------------------------------- link workers


def give(p: Inputs, w: Run, i: int, post: int, what: int, value: int) -> None:
    """A slot of this post is the person's."""
    me, desk = w.person[i], w.desk[post]
    me.post = post
    if what == What.GIVEN_LINK_WORKER:
        me.support_began = w.box[0].now
    me.after, me.before = desk.first, NOBODY
    if desk.first != NOBODY:
        w.person[desk.first].before = i
    desk.first = i
    desk.load += 1
    update_room(p, w, post)
    write(w, i, what, post, value)


def hold_slot(p: Inputs, w: Run, i: int, group: int, support: rules.Support) -> None:
    """A slot of the group's least loaded post is the person's on day 0, full or not; with none filled, a slot of a
    colleague with room who serves them, or they are stranded."""
    me, best = w.person[i], NOBODY
    for post in range(len(p.posts)):
        desk = w.desk[post]
        caseload = p.capacities[desk.row].caseload
        if p.posts[post].group != group or not desk.filled or caseload == 0:
            continue
        if best == NOBODY or desk.load * p.capacities[w.desk[best].row].caseload < w.desk[best].load * caseload:
            best = post
    if best == NOBODY:
        best = least_loaded(p, w, me.line)
    if best != NOBODY:
        give(p, w, i, best, What.SUPPORTED_ALREADY, -support.began)
        return
    me.moves += 1
    write(w, i, What.SUPPORTED_ALREADY, NOBODY, -support.began)
    write(w, i, What.STRANDED, NOBODY, 0)
    wait_in_queue(p, w, i, 0, support.began, must_end(p, w, i))


def update_room(p: Inputs, w: Run, post: int) -> None:
    """Tell the trees of the lines that a post serves how full it is now."""
    desk = w.desk[post]
    capacity = p.capacities[desk.row].caseload
    room = desk.filled and desk.load < capacity and not rules.is_run_down(p, post, desk.away, w.box[0].now)
    size = len(w.tree) // len(w.queued)
    for line in range(len(w.queued)):
        if rules.may_serve(p, post, line):
            tree_update(w.tree, size * line, size >> 1, w.desk, post, desk.load, capacity if room else 0)


def least_loaded(p: Inputs, w: Run, line: int) -> int:
    """The post with room, of those that serve a line, whose caseload is the least full. Time alone takes room away
    where a post is run down; the trees hear of that when they are asked."""
    begins = len(w.tree) // len(w.queued) * line
    post = tree_best(w.tree, begins)
    while post != NOBODY and rules.is_run_down(p, post, w.desk[post].away, w.box[0].now):
        update_room(p, w, post)
        post = tree_best(w.tree, begins)
    return post


def serve(p: Inputs, w: Run) -> None:
    """Give every free slot to the first of the lines that its post serves, at once."""
    now = w.box[0].now
    while now < p.programme.end:
        line = whose_turn(p, w)
        if line == NOBODY:
            return
        post = least_loaded(p, w, line)
        i = queue_pop(w.queue, w.person, queue_of(w, line), w.queued[line].people) & 0x3FFFFF
        w.queued[line].people -= 1
        me = w.person[i]
        me.waiting = 0
        give(p, w, i, post, What.GIVEN_ANOTHER if me.moves else What.GIVEN_LINK_WORKER, 0)
        if me.phase == FIRST_WORKER or me.phase == NEEDS_WORKER:
            me.phase = FIRST_GIVEN if me.phase == FIRST_WORKER else WORKER_GIVEN
            at(p, w, now, Turn.TAKE, i, 0)


def whose_turn(p: Inputs, w: Run) -> int:
    """The line whose first person comes first of all, of the lines that a post with room serves; NOBODY if none."""
    first, least = NOBODY, 0
    for line in range(len(w.queued)):
        if least_loaded(p, w, line) != NOBODY:
            key = first_of_line(w, line)
            if key != NOBODY and (first == NOBODY or key < least):
                first, least = line, key
    return first


def release(p: Inputs, w: Run, i: int) -> None:
    """The slot frees, or the stranded person's wait ends."""
    me = w.person[i]
    if me.post != NOBODY:
        off_desk(w, i)
        update_room(p, w, me.post)
        me.post = NOBODY
        serve(p, w)
    elif me.waiting:
        leave_queue(w, i)


def off_desk(w: Run, i: int) -> None:
    """Out of the list of a post's people."""
    me = w.person[i]
    desk = w.desk[me.post]
    if me.before == NOBODY:
        desk.first = me.after
    else:
        w.person[me.before].after = me.after
    if me.after != NOBODY:
        w.person[me.after].before = me.before
    desk.load -= 1


def begin_post(p: Inputs, w: Run, post: int) -> None:
    """A post's first worker."""
    desk = w.desk[post]
    desk.starts, desk.luck = p.posts[post].opens, rules.tenure_luck(post_identity(p, w, post), 0)
    await_filling(p, w, post)
    await_team_change(p, w, post)


def post_identity(p: Inputs, w: Run, post: int) -> Who:
    """Whose luck a post has."""
    return Who(w.key, w.box[0].replication, Source.POSTS.value, p.posts[post].number)


def await_filling(p: Inputs, w: Run, post: int) -> None:
    """The minute the post is next filled: not within an absence."""
    desk = w.desk[post]
    while desk.away < len(p.absences) and p.absences[desk.away].post == post:
        absence = p.absences[desk.away]
        if absence.starts > desk.starts:
            break
        desk.starts = max(desk.starts, absence.ends)
        desk.away += 1
    if desk.starts < min(p.posts[post].closes, p.horizon):
        at(p, w, desk.starts, Turn.FILL, post, 0)


def fill(p: Inputs, w: Run, post: int) -> None:
    """Somebody starts in a post; when and why they will go is known."""
    desk, now = w.desk[post], w.box[0].now
    write(w, -1 - post, What.POST_FILLED, 0, 0)
    desk.filled, desk.free_from = 1, now
    update_room(p, w, post)
    serve(p, w)
    lasts = rules.tenure(p, desk.luck)
    leaves = now + lasts
    away = desk.away < len(p.absences) and p.absences[desk.away].post == post
    if away and p.absences[desk.away].starts < leaves:
        ends = p.absences[desk.away].starts
        desk.why, desk.back = Vacancy.ABSENCE.value, p.absences[desk.away].ends
        desk.luck *= (leaves - ends) / lasts
    else:
        ends = leaves
        desk.why, desk.back = Vacancy.TURNOVER.value, ends + rules.vacancy(p, post_identity(p, w, post), desk.spell)
        desk.spell += 1
        desk.luck = rules.tenure_luck(post_identity(p, w, post), desk.spell)
    if ends >= p.posts[post].closes:
        ends = p.posts[post].closes
        desk.why, desk.back = Vacancy.CLOSED.value, NEVER
    at(p, w, ends, Turn.VACANT, post, 0)


def vacant(p: Inputs, w: Run, post: int) -> None:
    """A post falls vacant: its people go to colleagues who serve them, longest supported first, else to the front of
    the line."""
    desk, now = w.desk[post], w.box[0].now
    write(w, -1 - post, What.POST_VACANT, desk.why, 0)
    desk.filled = 0
    update_room(p, w, post)
    if now < p.programme.end:
        n, i = 0, desk.first
        while i != NOBODY:
            after = w.person[i].after
            if not w.person[i].gone:  # who leaves this minute is handed to nobody
                heap_push(w.scratch, n, w.person[i].support_began << 22 | i)
                n += 1
                off_desk(w, i)
            i = after
        while n > 0:
            hand_over(p, w, heap_pop(w.scratch, n) & 0x3FFFFF, post)
            n -= 1
    desk.starts = desk.back
    await_filling(p, w, post)


def hand_over(p: Inputs, w: Run, i: int, post: int) -> None:
    """One of the leaver's people. A booking with the leaver is void, and made again at once."""
    me, now = w.person[i], w.box[0].now
    me.moves += 1
    me.post = NOBODY
    if me.phase == BOOKED:
        me.phase = VOID
        at(p, w, now, Turn.TAKE, i, 0)
    colleague = least_loaded(p, w, me.line)
    if colleague != NOBODY:
        give(p, w, i, colleague, What.HANDED_OVER, post)
    else:
        write(w, i, What.STRANDED, post, 0)
        wait_in_queue(p, w, i, 0, me.support_began, must_end(p, w, i))


def await_team_change(p: Inputs, w: Run, post: int) -> None:
    """The next dated change of a post's capacity."""
    row = w.desk[post].row + 1
    if row < len(p.capacities) and p.capacities[row].post == post:
        at(p, w, p.capacities[row].minute, Turn.CHANGE_TEAM, post, 0)


def change_team(p: Inputs, w: Run, post: int) -> None:
    """Another caseload or other hours from now on."""
    w.desk[post].row += 1
    update_room(p, w, post)
    serve(p, w)
    await_team_change(p, w, post)


# ---------------------------------------------------------------- activities


def plan(p: Inputs, w: Run, i: int, made: Minutes) -> None:
    """After the first meeting: one to n activities, side by side."""
    me, now = w.person[i], w.box[0].now
    me.plan_made = made
    if p.stages.activities:
        for wish in range(rules.activities_wanted(p, who_is(w, i), me.support_episode)):
            me.busy += 1
            at(p, w, now, Turn.PLAN, i, wish)


def set_about(p: Inputs, w: Run, i: int, wish: int) -> None:
    """A wish of the plan, made now or before day 0."""
    if w.person[i].plan_made >= 0 or not was_set_about(p, w, i, wish):
        wait_for_place(p, w, i, wish)


def was_set_about(p: Inputs, w: Run, i: int, wish: int) -> bool:
    """A plan made before day 0: a course over by then counts, one that goes on has its place if there is one."""
    me, course = w.person[i], w.course[i * WISHES + wish]
    chosen = rules.preference(p, who_is(w, i), 0, me.suits_ratio, w.box[0].now, me.passed_over)
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
    chosen = rules.preference(p, who_is(w, i), me.support_episode, me.suits_ratio, now, me.passed_over)
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
        if w.person[c // WISHES].gone:  # left this minute: gets nothing more, and is told so when the wait ends
            w.course[c].passed_by = 1
            continue
        line.free -= 1
        w.course[c].state = PLACE_GIVEN
        at(p, w, now, Turn.TAKE_PLACE, c // WISHES, c % WISHES)


def take_place(p: Inputs, w: Run, i: int, wish: int) -> None:
    """A place is given to somebody who waited."""
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
    """A place that was kept after the prescription falls free."""
    write(w, i, What.STAY_ENDED, activity, 0)
    w.person[i].staying &= ~(1 << activity)
    free_place(p, w, activity)


def offer_to_help(p: Inputs, w: Run, i: int, wish: int) -> None:
    """Somebody who goes on helps to run the group for a while, or not: places are added."""
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
    """A helper stops, and with them the places they added: as any cut, it bites as people leave."""
    write(w, i, What.STOPPED_HELPING, activity, p.activities[activity].places_each)
    w.person[i].helping &= ~(1 << activity)
    w.line[activity].helpers -= 1
    w.line[activity].free -= p.activities[activity].places_each


def free_place(p: Inputs, w: Run, activity: int) -> None:
    """A place falls free."""
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


def finish(p: Inputs, w: Run, i: int) -> None:
    """When support and activities are all over, what has come of it is seen."""
    me = w.person[i]
    me.busy -= 1
    if me.busy == 0 and w.box[0].now < me.exits:
        so_far = dose(p, w, i)
        write(w, i, What.PROGRESS_SEEN, 0, rules.progress(p, who_is(w, i), me.hidden, so_far))
        not_wanted = rules.wider_not_wanted(p, who_is(w, i))
        write(w, i, What.WIDER_SEEN, not_wanted, rules.wider_outcomes(p, who_is(w, i), so_far, not_wanted))


# ---------------------------------------------------------------- reviews


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
    me.stale += me.booked_reviews
    me.booked_reviews, me.next_held = 0, me.due_number
    at(p, w, me.due, Turn.WANT_REVIEW, i, 0)


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


def offer_clinic(p: Inputs, w: Run, i: int) -> None:
    """Review clinic only: whoever would accept asks for one supported review a stated time after referral."""
    me, now = w.person[i], w.box[0].now
    if not has_accepted(me.source) and not rules.accepts(p, who_is(w, i), 0):
        write(w, i, What.DECLINED, 0, 0)
        return
    nth = want_supported_review(w, i, 0)
    asked = max(now, rules.clinic_review_asked(p, who_is(w, i), me.enters - me.waited))
    at(p, w, asked, Turn.WANT_SUPPORTED_REVIEW, i, nth)


def want_supported_review(w: Run, i: int, episode: int) -> int:
    """One more supported review that will be asked for: the lowest free number."""
    for nth in range(reviews_at_once(w)):
        review = w.review[i * reviews_at_once(w) + nth]
        if review.state == FREE:
            review.state, review.episode, review.care_episode, review.broken_off = PENDING, episode, 0, 0
            return nth
    w.box[0].fault = REVIEWS_FULL
    return 0


def supported_review_due(p: Inputs, w: Run, i: int, nth: int) -> None:
    """The set time has come: asked for, unless support has been broken off or the service is over."""
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
    review.care_episode = me.episode
    write(w, i, What.REVIEW_DUE, Review.SUPPORTED, review.episode)
    at(p, w, book_slot(p, w, p.programme.offer != REVIEW_CLINIC, True), Turn.SUPPORTED_REVIEW, i, nth)  # noqa: FBT003


def supported_review(p: Inputs, w: Run, i: int, nth: int) -> None:
    """A booked supported review."""
    review = w.review[i * reviews_at_once(w) + nth]
    review.state = FREE
    occurrence = in_episode(review.episode, 0)
    hold_review(p, w, i, Review.SUPPORTED.value, review.care_episode, Purpose.SUPPORTED_REVIEW.value, occurrence)


def hold_review(p: Inputs, w: Run, i: int, kind: int, care_episode: int, purpose: int, occurrence: int) -> None:
    """A review discharges or not; it lapses for somebody discharged or gone since it was booked."""
    me, now = w.person[i], w.box[0].now
    if me.gone or not me.in_care or me.episode != care_episode:
        write(w, i, What.REVIEW_LAPSED, kind, 0)
        return
    bits = rules.progress(p, who_is(w, i), me.hidden, dose(p, w, i))
    write(w, i, What.REVIEWED, kind, bits)
    if rules.discharges(p, who_is(w, i), purpose, occurrence, rules.chance_of_discharge(p, me.odds, bits)):
        me.in_care = 0
        write(w, i, What.DISCHARGED, kind, 0)
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
    begin_reviews(p, w, i, now)
    open_to_referrals = now < min(p.demand.last, p.programme.end)
    open_to_referrals = open_to_referrals and p.programme.offer == LINK_WORKERS and me.busy == 0
    if open_to_referrals and rules.referred_again(p, who_is(w, i), me.episode):
        write(w, i, What.REFERRED_AGAIN, 0, me.episode)
        offer_programme(p, w, i)


# ---------------------------------------------------------------- use of care


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


# ---------------------------------------------------------------- the whole


def enter(p: Inputs, w: Run, i: int, source: int, number: int, minute: Minutes) -> None:
    """Somebody comes: what is fixed about them is worked out."""
    me = w.person[i]
    me.source, me.number, me.enters = source, number, minute
    who = who_is(w, i)
    me.waited, me.already = 0, NOBODY
    if source == Source.WAITING_LIST:
        me.waited = rules.weeks_waited(p, who)
    elif rules.is_in_service(source):
        me.waited, me.already = rules.since_referral(p, who), rules.already_row(p, source, number)
    traits, first, t = rules.no_traits(), 0, 0
    count, lines = len(w.level) // len(w.person), rules.lines_before(p, me.already)
    while first < len(p.levels):
        row = rules.trait_level(p, who, first, lines)
        w.level[i * count + t] = row
        traits = rules.with_level(traits, p.levels[row])
        t += 1
        first += 1
        while first < len(p.levels) and p.levels[first].trait < t:
            first += 1
    me.hidden = rules.frailty(p, who)
    me.odds = rules.person_odds(p, traits, me.hidden)
    loading = p.frailty.attendance
    me.attends_meeting = rules.attendance(
        p.support.attends, p.support.attends_odds, traits.attendance, loading, me.hidden
    )
    me.attends_session = rules.attendance(
        p.prescription.attends, p.prescription.attends_odds, traits.attendance, loading, me.hidden
    )
    me.relapse_ratio, me.suits_ratio = traits.relapse, traits.suits
    me.queue_class, me.line = traits.queue_class, traits.line
    me.exits = rules.exits_at(p, who, traits, minute)
    me.in_care, me.engaged, me.post, me.place = 1, NEVER, NOBODY, NOBODY
    at(p, w, minute, Turn.REFER, i, 0)


def enter_all(p: Inputs, w: Run, layer_number: Any, layer_minute: Any) -> bool:
    """Everybody who comes, in order of (minute, identity); False if there is no room for them all."""
    most, replication = len(w.person), w.box[0].replication
    n = 0
    # Whoever has a slot or place on day 0 comes before anybody who wants one: activities first, as in the table.
    for row in range(len(p.already)):
        already = p.already[row]
        if n + already.people > most:
            return False
        for k in range(already.people):
            enter(p, w, n, already.source, already.number + k, 0)
            n += 1
    if n + p.demand.waiting > most:
        return False
    # Day 0's waiting list comes before referrals of minute 0; within it, those who waited longer do not come first.
    for i in range(p.demand.waiting):
        enter(p, w, n, Source.WAITING_LIST.value, i, 0)
        n += 1
    for layer in range(rules.LAYERS):
        layer_number[layer], layer_minute[layer] = -1, float(p.demand.last)
        if rules.layer_in_use(p, layer):
            layer_number[layer], layer_minute[layer] = rules.next_referral(
                p, w.key, w.box[0].replication, layer, -1, 0.0
            )
    while True:
        first = -1
        for layer in range(rules.LAYERS):
            if layer_minute[layer] < p.demand.last and (
                first < 0 or int(layer_minute[layer]) < int(layer_minute[first])
            ):
                first = layer
        if first < 0:
            w.box[0].people = n
            return True
        if n >= most:
            return False
        enter(p, w, n, rules.referral_source(first), layer_number[first], int(layer_minute[first]))
        n += 1
        layer_number[first], layer_minute[first] = rules.next_referral(
            p, w.key, replication, first, layer_number[first], layer_minute[first]
        )


def wake(p: Inputs, w: Run, turn: int, i: int, nth: int) -> None:
    """Whose turn it is, and for what."""
    if turn == Turn.MEET:
        meet(p, w, i)
    elif turn == Turn.WANT_MEETING:
        want_meeting(p, w, i)
    elif turn == Turn.TAKE:
        take(p, w, i)
    elif turn == Turn.WANT_REVIEW:
        want_review(p, w, i)
    elif turn == Turn.REVIEW:
        routine_review(p, w, i)
    elif turn == Turn.USE_CARE:
        use_care(p, w, i, nth)
    elif turn == Turn.LEAVE:
        leave(p, w, i, nth)
    elif turn == Turn.REFER:
        refer(p, w, i)
    elif turn == Turn.SET_OUT:
        set_out(p, w, i)
    elif turn == Turn.PLAN:
        set_about(p, w, i, nth)
    elif turn == Turn.TAKE_PLACE:
        take_place(p, w, i, nth)
    elif turn == Turn.TIRE:
        tire(p, w, i)
    elif turn == Turn.TIRE_PLACE:
        tire_of_place(p, w, i, nth)
    elif turn == Turn.RELAPSE:
        live_after_discharge(p, w, i)
    elif turn == Turn.SUPPORTED_REVIEW:
        supported_review(p, w, i, nth)
    elif turn == Turn.WANT_SUPPORTED_REVIEW:
        supported_review_due(p, w, i, nth)
    elif turn == Turn.EXIT:
        leave_everything(w, i)
    elif turn == Turn.END_STAY:
        end_stay(p, w, i, nth)
    elif turn == Turn.STOP_HELPING:
        stop_helping(p, w, i, nth)
    elif turn == Turn.VACANT:
        vacant(p, w, i)
    elif turn == Turn.FILL:
        fill(p, w, i)
    elif turn == Turn.CHANGE_TEAM:
        change_team(p, w, i)
    else:
        change_places(p, w, i)


def by_address(tables: Any) -> Any:
    """The same tables. Compiled, they are handed from handler to handler by their address alone."""
    return tables


def run(p: Inputs, w: Run, layer_number: Any, layer_minute: Any) -> int:
    """One replication from day 0 to the horizon. Returns FINE, or what overflowed."""
    return journey(by_address(p), by_address(w), layer_number, layer_minute)


def journey(p: Inputs, w: Run, layer_number: Any, layer_minute: Any) -> int:
    """Everybody's, in order of time."""
    box = w.box[0]
    if not enter_all(p, w, layer_number, layer_minute):
        return PEOPLE_FULL
    if p.programme.offer == LINK_WORKERS and p.stages.support:
        for post in range(len(p.posts)):
            begin_post(p, w, post)
    for activity in range(len(p.activities)):
        await_place_change(p, w, activity)
    while box.heap > 0 and box.fault == FINE:
        key = heap_pop(w.heap, box.heap)
        box.heap -= 1
        box.now = key >> 35
        wake(p, w, key >> 30 & 31, key >> 8 & 0x3FFFFF, key & 0xFF)
    return int(box.fault)
