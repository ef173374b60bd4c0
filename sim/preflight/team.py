"""What can the link workers hold at any time, and how long is a slot held? Slots, contact minutes and full diaries."""

from collections import Counter
from functools import cache
from typing import NamedTuple

from sim.inputs import Inputs
from sim.preflight.means import before_leaving, mean_of
from sim.preflight.support import Support, diary_wait
from sim.units import DAY, WEEK, Minutes

ROUNDS = 50  # until a caseload and its diary agree


class Room(NamedTuple):
    """Slots and contact minutes a week at one time, by kind of post; and the share of time posts are filled."""

    posts: Counter[tuple[int, int]]
    filled: float

    def slots(self) -> float:
        return self.filled * sum(n * caseload for (caseload, _), n in self.posts.items())

    def contact_minutes(self) -> float:
        return self.filled * sum(n * minutes for (_, minutes), n in self.posts.items())


class Team:
    """The link workers through time."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        vacancy = mean_of(inputs.points, inputs.team.vacancy)
        self.filled = 1.0 / (1.0 + inputs.team.turnover * max(float(DAY), vacancy)) if inputs.team.turnover > 0 else 1.0
        self.room = cache(self._room)

    def dates(self) -> set[Minutes]:
        posts = (minute for post in self.inputs.posts for minute in (post.opens, post.closes))
        away = (minute for absence in self.inputs.absences for minute in (absence.starts, absence.ends))
        return {*posts, *away, *(capacity.minute for capacity in self.inputs.capacities)}

    def _room(self, minute: Minutes) -> Room:
        away = {absence.post for absence in self.inputs.absences if absence.starts <= minute < absence.ends}
        now = {c.post: (c.caseload, c.contact_minutes) for c in self.inputs.capacities if c.minute <= minute}
        here = (i for i, post in enumerate(self.inputs.posts) if post.opens <= minute < post.closes and i not in away)
        return Room(Counter(now[i] for i in here), self.filled)


def minutes_supported(inputs: Inputs, support: Support, room: Room, accepted_per_week: float) -> float:
    """Mean time a slot is held: longer the fuller the diary, which is fuller the longer slots are held. From an empty
    diary up to the first level at which the two agree."""
    slots, held = room.slots(), before_leaving(inputs, support.lasts)
    if slots <= 0:
        return held
    for _ in range(ROUNDS):
        before, held = held, held_at(inputs, support, room, min(1.0, accepted_per_week / WEEK * held / slots))
        if held == before:
            break
    return held


def held_at(inputs: Inputs, support: Support, room: Room, full: float) -> float:
    """Mean time a slot is held in a team whose caseloads are so full."""
    waits = 0.0
    for (caseload, minutes), n in room.posts.items():
        people = full * caseload + 1.0 - full  # people who book find as many as there are, or all but themselves
        takes = support.length * WEEK / minutes
        waits += n * caseload * diary_wait(people, support.gap, takes, support.length_variation)
    slots = room.slots()
    return before_leaving(
        inputs, support.lasts + (support.meetings * waits * room.filled / slots if slots > 0 else 0.0)
    )
