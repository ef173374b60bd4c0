"""What does each wake-up do? The journey as handlers on flat tables: the second engine, to be compiled.

`pathway.py` has the same journey as tracks; `fast.py` lists which handler of which room corresponds to which step.
Decisions and lengths of time are the functions of `rules.py`. The next thing is always the pending wake-up with the
least key, one whole number: minute, class, person, nth. Plain Python on arrays of records: it runs as it stands, and
compiled. The rooms, each knowing only those before it: `tables`, `wakeups`, `progress`, `waiting`, `team`,
`activities`, `reviews`, `support`, `care_team`, `care`, `discharge`, and this one: it lets everybody in and wakes who
is next.
"""

from typing import Any

from sim import rules
from sim.events import Turn
from sim.inputs import LINK_WORKERS, Inputs
from sim.kernel.activities import (
    await_place_change,
    change_places,
    end_stay,
    leave,
    set_about,
    stop_helping,
    take_place,
    tire_of_place,
)
from sim.kernel.care import leave_everything, refer, use_care
from sim.kernel.care_team import (
    begin_care_team,
    change_care_team,
    end_kept_place,
    give_care_places,
    start_care,
    tire_of_care_list,
)
from sim.kernel.discharge import live_after_discharge, routine_review, supported_review
from sim.kernel.reviews import supported_review_due, want_review
from sim.kernel.support import meet, set_out, take, tire, want_meeting
from sim.kernel.tables import FINE, NOBODY, PEOPLE_FULL, Run, who_is
from sim.kernel.team import begin_post, change_team, fill, vacant
from sim.kernel.wakeups import at, next_wake_up, one_is_pending
from sim.luck import Source
from sim.rules import NEVER
from sim.units import Minutes

NO_ROOM = -1


def enter(p: Inputs, w: Run, i: int, source: int, number: int, minute: Minutes) -> None:
    """A person enters: what is fixed about them is worked out."""
    me = w.person[i]
    me.source, me.number, me.enters = source, number, minute
    who = who_is(w, i)
    me.waited, me.already = 0, NOBODY
    if source == Source.WAITING_LIST:
        me.waited = rules.weeks_waited(p, who)
    elif rules.is_in_service(source):
        me.waited, me.already = rules.since_referral(p, who), rules.already_row(p, source, number)
    elif source == Source.IN_CARE:
        me.waited = rules.weeks_in_care(p, who)
    elif source == Source.CARE_LIST:
        me.waited = rules.weeks_waited_for_care(p, who)
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
    if p.care_team.on:
        w.care[i].place, w.care[i].queue_class = NOBODY, traits.care_class
    me.exits = rules.exits_at(p, who, traits, minute)
    me.in_care, me.engaged, me.post, me.place = 1, NEVER, NOBODY, NOBODY
    at(p, w, minute, Turn.REFER, i, 0)


def enter_all(p: Inputs, w: Run, layer_number: Any, layer_minute: Any) -> bool:
    """Everybody who comes; False if there is no room for them all. First the people in the service on day 0, then in
    order of (minute, identity) its waiting list and referrals, then likewise people who are never referred."""
    n = 0
    # People with a slot or place on day 0 come before anybody who wants one: activities first, as in the table.
    for row in range(len(p.already)):
        n = enter_group(p, w, n, p.already[row].source, p.already[row].number, p.already[row].people)
    # Day 0's waiting list comes before referrals of minute 0; within it, those who waited longer do not come first.
    n = enter_group(p, w, n, Source.WAITING_LIST.value, 0, p.demand.waiting)
    n = enter_layers(p, w, n, layer_number, layer_minute, Source.REFERRALS.value)
    if p.care_team.on:
        n = enter_group(p, w, n, Source.IN_CARE.value, 0, p.care_team.in_care)
        n = enter_group(p, w, n, Source.CARE_LIST.value, 0, p.care_team.waiting)
        n = enter_layers(p, w, n, layer_number, layer_minute, Source.NEW_TO_CARE.value)
    w.box[0].people = max(0, n)
    return n != NO_ROOM


def enter_group(p: Inputs, w: Run, n: int, source: int, number: int, people: int) -> int:
    """So many people of one source on day 0, after the n who have entered. Returns how many there are then."""
    if n == NO_ROOM or n + people > len(w.person):
        return NO_ROOM
    for k in range(people):
        enter(p, w, n + k, source, number + k, 0)
    return n + people


def enter_layers(p: Inputs, w: Run, n: int, layer_number: Any, layer_minute: Any, source: int) -> int:
    """People who come in layers of a source, in order of (minute, layer), after the n who have entered."""
    of_care = source == Source.NEW_TO_CARE
    last = p.horizon if of_care else p.demand.last
    for layer in range(rules.LAYERS):
        layer_number[layer], layer_minute[layer] = -1, float(last)
        if rules.layer_in_use(p.care_rates if of_care else p.rates, layer):
            layer_minute[layer] = 0.0
            next_in_layer(p, w, layer_number, layer_minute, source, layer)
    while n != NO_ROOM:
        first = -1
        for layer in range(rules.LAYERS):
            if layer_minute[layer] < last and (first < 0 or int(layer_minute[layer]) < int(layer_minute[first])):
                first = layer
        if first < 0:
            return n
        if n >= len(w.person):
            return NO_ROOM
        enter(p, w, n, source | first << 2, layer_number[first], int(layer_minute[first]))
        n += 1
        next_in_layer(p, w, layer_number, layer_minute, source, first)
    return n


def next_in_layer(p: Inputs, w: Run, layer_number: Any, layer_minute: Any, source: int, layer: int) -> None:
    """The next person of a layer, after the one that stands there."""
    number, minute, replication = layer_number[layer], layer_minute[layer], w.box[0].replication
    if source == Source.NEW_TO_CARE:
        layer_number[layer], layer_minute[layer] = rules.next_new_to_care(p, w.key, replication, layer, number, minute)
    else:
        layer_number[layer], layer_minute[layer] = rules.next_referral(p, w.key, replication, layer, number, minute)


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
        leave_everything(p, w, i)
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
    elif turn == Turn.CHANGE_PLACES:
        change_places(p, w, i)
    elif turn == Turn.START_CARE:
        start_care(p, w, i)
    elif turn == Turn.GIVE_CARE_PLACES:
        give_care_places(p, w)
    elif turn == Turn.TIRE_OF_CARE_LIST:
        tire_of_care_list(w, i)
    elif turn == Turn.END_KEPT_PLACE:
        end_kept_place(p, w, i)
    else:
        change_care_team(p, w)


def run(p: Inputs, w: Run, layer_number: Any, layer_minute: Any) -> int:
    """One replication from day 0 to the horizon. Returns FINE, or what overflowed."""
    box = w.box[0]
    if not enter_all(p, w, layer_number, layer_minute):
        return PEOPLE_FULL
    if p.programme.offer == LINK_WORKERS and p.stages.support:
        for post in range(len(p.posts)):
            begin_post(p, w, post)
    for activity in range(len(p.activities)):
        await_place_change(p, w, activity)
    if p.care_team.on:
        begin_care_team(p, w)
    while one_is_pending(w) and box.fault == FINE:
        key = next_wake_up(w)
        box.now = key >> 35
        wake(p, w, key >> 30 & 31, key >> 8 & 0x3FFFFF, key & 0xFF)
    return int(box.fault)
