"""How many people wait, day by day? Queues as flows of mean people: no luck, only more coming than can be taken.

A queue that keeps growing grows about so; one that luck alone makes is not seen here. A stay has as many stages as it
has meetings or sessions, so that nobody leaves at once; people give up at the rate of their mean patience.
"""

from collections.abc import Iterable, Iterator, Sequence

from sim.inputs import ON_CASELOAD, Inputs
from sim.preflight.demand import in_service, referrals_at
from sim.preflight.means import mean_of
from sim.preflight.support import Support
from sim.preflight.team import Team, held_at
from sim.units import DAY, WEEK, nearest

FULLNESSES = 20  # steps of a caseload from empty to full, between which the time that a slot is held is interpolated
STAGES_AT_MOST = 20


class _Stays:
    """People in places, by the stage they have got to; and those put out of theirs, who keep their stage."""

    def __init__(self, stages: float) -> None:
        self.there = [0.0] * min(STAGES_AT_MOST, max(1, nearest(stages)))
        self.put_out = [0.0] * len(self.there)

    def have(self, people: float) -> None:
        """As many from the first, as many in each stage."""
        self.there = [people / len(self.there)] * len(self.there)

    def people(self) -> float:
        """In places."""
        return sum(self.there)

    def a_day_passes(self, lasts: float) -> None:
        """A share of each stage goes on to the next, and of the last leaves."""
        share = min(1.0, len(self.there) * DAY / lasts) if lasts > 0 else 1.0
        moved = [people * share for people in self.there]
        self.there = [n - out + into for n, out, into in zip(self.there, moved, [0.0, *moved], strict=False)]

    def shrink(self, room: float) -> None:
        """As many are put out as there is no room for."""
        share = max(0.0, 1.0 - room / self.people()) if self.people() > 0 else 0.0
        self.put_out = [out + n * share for out, n in zip(self.put_out, self.there, strict=True)]
        self.there = [n * (1.0 - share) for n in self.there]

    def take(self, waiting: float, room: float) -> float:
        """Those put out first, then those who wait. How many of the latter are taken."""
        if (put_out := sum(self.put_out)) > 0:
            back = min(1.0, max(0.0, room - self.people()) / put_out)
            self.there = [n + out * back for n, out in zip(self.there, self.put_out, strict=True)]
            self.put_out = [out * (1.0 - back) for out in self.put_out]
        taken = min(waiting, max(0.0, room - self.people()))
        self.there[0] += taken
        return taken


def waiting_for_a_link_worker(inputs: Inputs, support: Support, team: Team) -> Iterator[float]:
    """At the end of each day. People come, slots fall free the later the fuller the diaries are, and the list of day 0
    stands there already."""
    patience = max(float(DAY), mean_of(inputs.points, inputs.support.patience))
    waiting, stays, dates = float(inputs.demand.waiting), _Stays(support.meetings), team.dates()
    stays.have(in_service(inputs, ON_CASELOAD))
    posts, slots, held = 0, 0.0, [0.0] * (FULLNESSES + 1)
    for minute in range(0, min(inputs.horizon, inputs.programme.end), DAY):
        if minute == 0 or minute in dates:
            room = team.room(minute)
            before, posts, slots = posts, sum(room.posts.values()), room.slots()
            held = [held_at(inputs, support, room, step / FULLNESSES) for step in range(FULLNESSES + 1)]
            if posts < before:
                stays.shrink(slots)
        stays.a_day_passes(between(held, min(1.0, stays.people() / slots)) if slots > 0 else held[0])
        waiting += referrals_at(inputs, minute) * inputs.support.accepts * DAY / WEEK
        waiting -= stays.take(waiting, slots)
        waiting -= waiting * min(1.0, DAY / patience)
        yield waiting + sum(stays.put_out)


def between(steps: Sequence[float], full: float) -> float:
    """At any fullness, in a straight line between the two nearest."""
    at = min(FULLNESSES - 1, int(full * FULLNESSES))
    return steps[at] + (full * FULLNESSES - at) * (steps[at + 1] - steps[at])


def waiting_for_places(
    days: Iterable[tuple[float, float]], patience: float, course: float, stages: float, already: int
) -> Iterator[float]:
    """At the end of each day. `days`: how many want a place each minute, and how many places there are; people hold
    theirs for a course on average. `already`: people in places on day 0. When there is no place at all, the people who
    wait go away."""
    patience = max(float(DAY), patience)
    waiting, stays = 0.0, _Stays(stages)
    stays.have(already)
    for wanted, places in days:
        stays.a_day_passes(course)
        waiting = waiting + wanted * DAY if places > 0 else 0.0
        waiting -= stays.take(waiting, places)
        waiting -= waiting * min(1.0, DAY / patience)
        yield waiting
