"""Who is in secondary care, and who waits for it? Its places, and one list for them.

Invariant: no place is given above capacity (people may hold one above it), and when a minute is over nobody waits while
a place is free. Places are given at the end of a minute, so that of all who ask in it the first of the list is served.
"""

from collections.abc import Callable

import simpy

from sim.events import CareWait, Turn, What
from sim.inputs import TO_THE_FRONT, Inputs
from sim.lines import Alarm, Line, Ticket
from sim.person import Person
from sim.units import Minutes

Emit = Callable[[int, What, int, int], None]


class CareTeam:
    """The places of the care team, where a scenario has one."""

    def __init__(self, env: simpy.Environment, inputs: Inputs, emit: Emit) -> None:
        self.env, self.emit, self.given = env, emit, inputs.care_team
        self.is_on = bool(self.given.on)
        self.line = Line(env)
        self.capacity = self.free = inputs.care_places[0].places if self.is_on else 0
        self.changes = inputs.care_places[1:]
        self.will_give = False  # at the end of this minute

    def hold(self, person: Person) -> None:
        """A person in care already holds a place, full or not: as after a cut, the limit applies as people leave."""
        self.free -= 1
        person.has_care_place = True
        self.emit(person.index, What.IN_CARE_PLACE_ALREADY, 0, 0)

    def join(self, person: Person, why: CareWait, since: Minutes, until: Minutes) -> Ticket:
        """Join the list: by class, then since when, then by person."""
        in_front = why == CareWait.RELAPSE and self.given.after_relapse == TO_THE_FRONT
        queue_class = 0 if in_front else 1 + person.traits.care_class
        ticket = self.line.wait(person, Turn.TIRE_OF_CARE_LIST, queue_class=queue_class, since=since, until=until)
        self.give_later()
        return ticket

    def leave(self, person: Person, what: What) -> None:
        """A place becomes free."""
        person.has_care_place = False
        self.emit(person.index, what, 0, 0)
        self.free += 1
        self.give_later()

    def change(self, places: int) -> None:
        """Another number of places from now on."""
        self.free += places - self.capacity
        self.capacity = places
        self.give_later()

    def give_later(self) -> None:
        """Once everything else in this minute has happened."""
        if self.free > 0 and self.line.tickets and not self.will_give:
            self.will_give = True
            alarm = Alarm(self.env).ring(int(self.env.now), Turn.GIVE_CARE_PLACES, 0)
            assert alarm.callbacks is not None  # noqa: S101 - new
            alarm.callbacks.append(self.give)

    def give(self, _: simpy.Event) -> None:
        """Free places go to the head of the list."""
        self.will_give = False
        while self.free > 0 and (turn := self.line.first()):
            person, nth, ticket = turn
            self.free -= 1
            person.has_care_place = True
            ticket.answer(True, Turn.START_CARE, person.index, nth)  # noqa: FBT003
