"""Which link worker has room, and whom do they take? Slots, diaries, vacancies, absences and changes of the team."""

from sim import rules
from sim.events import Turn, Vacancy, What
from sim.inputs import Inputs
from sim.kernel.heaps import heap_pop, heap_push, queue_pop, tree_best, tree_update
from sim.kernel.tables import (
    BOOKED,
    FIRST_GIVEN,
    FIRST_WORKER,
    NEEDS_WORKER,
    NOBODY,
    VOID,
    WORKER_GIVEN,
    Run,
    write,
)
from sim.kernel.waiting import first_of_line, leave_queue, must_end, queue_of, wait_in_queue
from sim.kernel.wakeups import at
from sim.luck import Source, Who
from sim.rules import NEVER


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
    """Update, in the trees of the lines that a post serves, how full it is now."""
    desk = w.desk[post]
    capacity = p.capacities[desk.row].caseload
    room = desk.filled and desk.load < capacity and not rules.is_run_down(p, post, desk.away, w.box[0].now)
    size = len(w.tree) // len(w.queued)
    for line in range(len(w.queued)):
        if rules.may_serve(p, post, line):
            tree_update(w.tree, size * line, size >> 1, w.desk, post, desk.load, capacity if room else 0)


def least_loaded(p: Inputs, w: Run, line: int) -> int:
    """The post with room, of those that serve a line, whose caseload is the least full. Time alone takes room away
    when a post is run down; the trees are updated for that when they are read."""
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
    """A worker starts in a post; when and why they will leave is known."""
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
            if not w.person[i].gone:  # people who leave this minute are not handed over
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
