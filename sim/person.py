"""Who walks the pathway? One person's identity, standing differences from others, and where they are now."""

from dataclasses import dataclass, field

from sim import rules
from sim.inputs import Inputs
from sim.lines import Ticket
from sim.luck import Key, Who
from sim.rules import NEVER, Entry
from sim.units import Minutes


@dataclass
class Course:
    """One activity a person is in."""

    activity: int
    joined: Minutes
    until: Minutes
    episode: int
    wish: int


@dataclass(eq=False)
class Person:
    """A person. Everything above the blank line is fixed at entry and equal in every world."""

    index: int
    who: Who
    enters: Minutes
    waited: Minutes
    levels: list[int]
    traits: rules.Traits
    hidden: float
    odds: float
    attends_meeting: float
    attends_session: float
    exits: Minutes

    episode: int = 0  # relapses so far
    in_care: bool = True
    gone: bool = False
    busy: int = 0  # support and activities going on
    post: int | None = None
    ticket: Ticket | None = None  # while stranded
    booking: Ticket | None = None
    support_began: Minutes = 0
    moves: int = 0  # changes of link worker
    broke_off: set[int] = field(default_factory=set)  # episodes whose support was not completed
    met: int = 0
    sessions: int = 0  # of courses that are over
    engaged: Minutes = NEVER  # since when engagement is sustained
    courses: dict[int, Course] = field(default_factory=dict)
    staying: set[int] = field(default_factory=set)
    passed_over: set[int] = field(default_factory=set)

    @property
    def referred(self) -> Minutes:
        """The minute of referral: before day 0 for the waiting list."""
        return self.enters - self.waited

    def attended(self, inputs: Inputs, course: Course, now: Minutes) -> int:
        """Sessions of one course attended so far."""
        until = min(now, course.until)
        return rules.sessions_attended(inputs, self.who, course.episode, course.wish, course.activity, course.joined, until, self.attends_session)

    def dose(self, inputs: Inputs, now: Minutes) -> int:
        """Meetings and sessions attended so far."""
        return self.met + self.sessions + sum(self.attended(inputs, course, now) for course in self.courses.values())


def enter(inputs: Inputs, key: Key, replication: int, entries: list[Entry]) -> list[Person]:
    """The people of one replication, in order of entry."""
    support, prescription, loading = inputs.support, inputs.prescription, inputs.frailty.attendance
    everybody = []
    for index, entry in enumerate(entries):
        who = Who(key, replication, entry.source, entry.number)
        levels = rules.trait_levels(inputs, who)
        traits, hidden = rules.traits(inputs, levels), rules.frailty(inputs, who)
        everybody.append(
            Person(
                index=index,
                who=who,
                enters=entry.minute,
                waited=entry.waited,
                levels=levels,
                traits=traits,
                hidden=hidden,
                odds=rules.person_odds(inputs, traits, hidden),
                attends_meeting=rules.attendance(support.attends, support.attends_odds, traits.attendance, loading, hidden),
                attends_session=rules.attendance(prescription.attends, prescription.attends_odds, traits.attendance, loading, hidden),
                exits=rules.exits_at(inputs, who, traits, entry.minute),
            )
        )
    return everybody
