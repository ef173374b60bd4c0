"""Who looks after whom? Link workers' caseloads and diaries, the line for them, and posts that fall vacant.

Invariant: nobody is given a slot above capacity or of a post that does not serve them, and nobody eligible waits while
such a slot is free: a person who arrives finds either no slot, or no line.
"""

from collections.abc import Callable
from fractions import Fraction

import simpy

from sim import rules
from sim.events import Turn, What
from sim.inputs import Capacity, Inputs
from sim.lines import Diary, Line, Ticket, Waiting
from sim.person import NO_POST, Person
from sim.units import Minutes

Emit = Callable[[int, What, int, int], None]


class Desk:
    """One post: its people, its diary, its capacity now."""

    def __init__(self, dated: list[Capacity]) -> None:
        self.people: set[Person] = set()
        self.diary = Diary()
        self.filled = False
        self.capacity, self.changes = dated[0], dated[1:]

    def is_full(self) -> bool:
        """Whether this post takes nobody more until a person leaves it."""
        return len(self.people) >= self.capacity.caseload

    def fullness(self) -> Fraction:
        """How full the caseload is, in proportion."""
        return Fraction(len(self.people), self.capacity.caseload)


class Team:
    """The link workers."""

    def __init__(self, env: simpy.Environment, inputs: Inputs, emit: Emit) -> None:
        self.env, self.inputs, self.emit = env, inputs, emit
        self.line = Line(env)
        self.desks = [Desk([c for c in inputs.capacities if c.post == i]) for i in range(len(inputs.posts))]

    def now(self) -> Minutes:
        """This minute."""
        return int(self.env.now)

    def least_loaded(self, person: Person) -> int | None:
        """The post with room, of those that serve the person, whose caseload is the least full; the first of equals."""
        posts = [post for post in self.with_room() if self.serves(post, person)]
        return min(posts, key=lambda post: self.desks[post].fullness(), default=None)

    def with_room(self) -> list[int]:
        """The posts to which another person may be given."""
        return [post for post in range(len(self.desks)) if self.has_room(post)]

    def serves(self, post: int, person: Person) -> bool:
        """Whether a post is for people like this one."""
        return rules.may_serve(self.inputs, post, person.traits.line)

    def has_room(self, post: int) -> bool:
        """Whether another person may be given to a post."""
        desk = self.desks[post]
        return desk.filled and not desk.is_full() and not rules.is_run_down(self.inputs, post, 0, self.now())

    def join(self, person: Person, since: Minutes, until: Minutes) -> Waiting:
        """A link worker, now or later; False if `until` comes first. The worker keeps the person."""
        post = self.least_loaded(person)
        if post is not None:
            self.give(person, post, What.GIVEN_LINK_WORKER)
            return True
        answer: bool = yield self.line.wait(
            person, Turn.TIRE, queue_class=1 + person.traits.queue_class, since=since, until=until
        )
        return answer

    def hold(self, person: Person, group: int, support: rules.Support, until: Minutes) -> None:
        """A person on a group's caseloads on day 0 holds a slot of its least loaded post, full or not: as after a cut,
        the post takes nobody more until enough have left. With none of its posts filled, as in any vacancy: a colleague
        with room who serves them, otherwise the front of the line."""
        person.support_began = support.began
        there = [
            post
            for post, desk in enumerate(self.desks)
            if desk.filled and desk.capacity.caseload > 0 and self.inputs.posts[post].group == group
        ]
        least = min(there, key=lambda post: self.desks[post].fullness(), default=self.least_loaded(person))
        if least is not None:
            self.give(person, least, What.SUPPORTED_ALREADY, -support.began)
            return
        person.moves += 1
        self.emit(person.index, What.SUPPORTED_ALREADY, NO_POST, -support.began)
        self.emit(person.index, What.STRANDED, NO_POST, 0)
        person.ticket = self.line.wait(person, Turn.TIRE, since=support.began, until=until)

    def give(self, person: Person, post: int, what: What, value: int = 0) -> None:
        """A slot of this post is the person's."""
        person.post, person.ticket = post, None
        if what == What.GIVEN_LINK_WORKER:
            person.support_began = self.now()
        self.desks[post].people.add(person)
        self.emit(person.index, what, post, value)

    def serve(self) -> None:
        """Give every free slot to the first in the line whom its post serves, at once. Nobody is given one when the
        service has ended."""
        while self.now() < self.inputs.programme.end and (turn := self.whose_turn()):
            person, _, ticket = turn
            post = self.least_loaded(person)
            assert post is not None, "it is their turn"  # noqa: S101
            self.give(person, post, What.GIVEN_ANOTHER if person.moves else What.GIVEN_LINK_WORKER)
            ticket.answer(True, Turn.TAKE, person.index)  # noqa: FBT003

    def whose_turn(self) -> tuple[Person, int, Ticket] | None:
        """The first in the line, of those whom a post with room serves."""
        posts = self.with_room()
        return self.line.first(lambda person: any(self.serves(post, person) for post in posts)) if posts else None

    def release(self, person: Person) -> None:
        """Support is over: the slot frees, or the stranded person's wait ends."""
        if person.post != NO_POST:
            self.desks[person.post].people.remove(person)
            person.post = NO_POST
            self.serve()
        elif person.ticket is not None:
            person.ticket.waiting = False

    def fill(self, post: int) -> None:
        """A worker starts in a post, with an empty diary."""
        self.desks[post].filled = True
        self.desks[post].diary.free_from = self.now()
        self.serve()

    def vacate(self, post: int, ends: Callable[[Person], Minutes]) -> None:
        """A post falls vacant: its people go to colleagues with room who serve them, longest supported first, else to
        the front of the line without patience. Bookings made with the leaver are void, and made again at once."""
        desk = self.desks[post]
        desk.filled = False
        if self.now() >= self.inputs.programme.end:
            return  # the service ends: so does everybody's support, this minute
        left = [person for person in desk.people if not person.gone]  # people who leave this minute are not handed over
        desk.people.difference_update(left)
        for person in sorted(left, key=lambda person: (person.support_began, person.index)):
            person.moves += 1
            person.post = NO_POST
            if person.booking is not None and person.booking.waiting:
                person.booking.answer(False, Turn.TAKE, person.index)  # noqa: FBT003
            colleague = self.least_loaded(person)
            if colleague is not None:
                self.give(person, colleague, What.HANDED_OVER, post)
            else:
                self.emit(person.index, What.STRANDED, post, 0)
                person.ticket = self.line.wait(person, Turn.TIRE, since=person.support_began, until=ends(person))

    def change(self, post: int, capacity: Capacity) -> None:
        """Another caseload or other hours from now on. A cut takes effect as people leave."""
        self.desks[post].capacity = capacity
        self.serve()

    def book(self, person: Person, length: Minutes) -> Minutes:
        """The minute at which the person's link worker can next give this much time."""
        desk = self.desks[person.post]
        return desk.diary.book(self.now(), rules.diary_minutes(desk.capacity.contact_minutes, length))
