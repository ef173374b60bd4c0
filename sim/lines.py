"""Where do people wait? Alarms, lines, places and diaries: a page of our own over SimPy's clock.

Whole minutes make ties common. One rule settles them: the next thing is the pending wake-up with the least (minute,
class, person, nth). That order is an integer priority of SimPy's own queue; there is no Resource, AnyOf or interrupt.
A line answers each ticket once: with what was waited for, or with nothing.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.events import Turn, rank
from sim.inputs import PlacesFrom
from sim.rules import NEVER
from sim.units import Minutes

if TYPE_CHECKING:
    from sim.person import Person

Waiting = Generator[simpy.Event, Any, Any]


class Alarm(simpy.Event):
    """Rings at a minute; within a minute by class, then by person, then by the person's nth."""

    def ring(self, minute: Minutes, turn: Turn, person: int, nth: int = 0, value: object = None) -> Alarm:
        """Set the alarm."""
        self._ok, self._value = True, value
        self.env.schedule(self, priority=rank(turn, person, nth), delay=minute - self.env.now)  # type: ignore[arg-type]
        return self


class Ticket(Alarm):
    """A place in a line. Answered once."""

    waiting = True

    def answer(self, granted: bool, turn: Turn, person: int, nth: int = 0) -> None:  # noqa: FBT001 - the answer itself
        """Wake the person who waits, this minute."""
        self.waiting = False
        self.ring(int(self.env.now), turn, person, nth, granted)

    def answer_at(self, minute: Minutes, granted: bool, turn: Turn, person: int, nth: int = 0) -> None:  # noqa: FBT001
        """The answer if nothing else answers first."""

        def answer(_: simpy.Event) -> None:
            if self.waiting:
                self.answer(granted, turn, person, nth)

        alarm = Alarm(self.env).ring(minute, turn, person, nth)
        assert alarm.callbacks is not None  # noqa: S101 - new
        alarm.callbacks.append(answer)


def anybody(_: Person) -> bool:
    """Everybody is eligible."""
    return True


class Line:
    """People waiting: by class, then since when, then who. People leave the line only when they are the first of those
    eligible, or when their patience has run out."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.tickets: list[tuple[int, Minutes, int, int, Person, Ticket]] = []

    def wait(
        self, person: Person, turn: Turn, *, nth: int = 0, queue_class: int = 0, since: Minutes, until: Minutes
    ) -> Ticket:
        """Join the line; the ticket is answered with True when it is granted, or with False when `until` comes."""
        ticket = Ticket(self.env)
        insort(self.tickets, (queue_class, since, person.index, nth, person, ticket))
        if until < NEVER:
            ticket.answer_at(until, False, turn, person.index, nth)  # noqa: FBT003
        return ticket

    def first(self, may_be_taken: Callable[[Person], bool] = anybody) -> tuple[Person, int, Ticket] | None:
        """The person whose turn it is, taken out of the line; None if nobody eligible waits. People who have left this
        minute get nothing more."""
        self.tickets = [row for row in self.tickets if row[-1].waiting and not row[-2].gone]
        for n, (_, _, _, nth, person, ticket) in enumerate(self.tickets):
            if may_be_taken(person):
                del self.tickets[n]
                return person, nth, ticket
        return None


class Places:
    """The places of one activity. None is granted at or after its closing; a cut takes effect as people leave."""

    def __init__(self, env: simpy.Environment, dated: list[PlacesFrom], closes: Minutes) -> None:
        self.env, self.closes, self.line = env, closes, Line(env)
        self.capacity = self.free = dated[0].places
        self.changes = dated[1:]
        self.helpers = 0

    def join(self, person: Person, nth: int, until: Minutes) -> Waiting:
        """A place, now or later; False if `until` comes first."""
        if self.free > 0:
            self.free -= 1
            return True
        answer: bool = yield self.line.wait(
            person, Turn.TIRE_PLACE, nth=nth, since=int(self.env.now), until=min(until, self.closes)
        )
        return answer

    def hold(self) -> None:
        """A person there on day 0 has a place, full or not: as after a cut, the limit applies as people leave."""
        self.free -= 1

    def leave(self) -> None:
        """A place becomes free."""
        self.free += 1
        self.serve()

    def change(self, places: int) -> None:
        """Another number of places from now on."""
        self.free += places - self.capacity
        self.capacity = places
        self.serve()

    def helper_comes(self, places: int) -> None:
        """A person helps to run the activity, and adds places."""
        self.helpers += 1
        self.free += places
        self.serve()

    def helper_goes(self, places: int) -> None:
        """A helper stops: like any cut, it takes effect as people leave."""
        self.helpers -= 1
        self.free -= places

    def serve(self) -> None:
        """Give free places to the head of the line, at once."""
        while self.free > 0 and self.env.now < self.closes and (turn := self.line.first()):
            person, nth, ticket = turn
            self.free -= 1
            ticket.answer(True, Turn.TAKE_PLACE, person.index, nth)  # noqa: FBT003


class Diary:
    """Appointments one after another, in order of request."""

    def __init__(self) -> None:
        self.free_from: Minutes = 0

    def book(self, now: Minutes, takes: Minutes) -> Minutes:
        """The minute at which an appointment that takes so long begins."""
        start = max(now, self.free_from)
        self.free_from = start + takes
        return start


class ReviewSlots:
    """Review slots: the shared ones, and those the programme adds for supported reviews only."""

    def __init__(self, shared: Minutes, added: Minutes) -> None:
        self.every = {"shared": shared, "added": added}
        self.diary = {"shared": Diary(), "added": Diary()}

    def book(self, now: Minutes, which: tuple[str, ...]) -> Minutes:
        """The earliest slot of those allowed (the first named on a tie); NEVER if there are none."""
        allowed = [name for name in which if self.every[name] > 0]
        if not allowed:
            return NEVER
        best = min(allowed, key=lambda name: max(now, self.diary[name].free_from))
        return self.diary[best].book(now, self.every[best])
