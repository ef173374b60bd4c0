"""Who walks the pathway? One person's identity, standing differences from others, and where they are now."""

from dataclasses import dataclass, field
from itertools import count

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


@dataclass
class SupportedReview:
    """The programme's own review of one support episode, from planned request to review."""

    nth: int  # among the person's, the lowest free number: it settles ties
    episode: int  # of support
    broken_off: bool = False  # support was not completed
    waits_for_care: bool = False  # asked for before care has started again
    care_episode: int = 0  # at the time of the request


NO_POST = -1


@dataclass(eq=False)
class Person:
    """A person. Everything above the blank line is fixed at entry and equal in every world."""

    index: int
    who: Who
    enters: Minutes
    waited: Minutes
    levels: list[int]  # rows of inputs.levels, one a trait
    traits: rules.Traits
    hidden: float
    odds: float
    attends_meeting: float
    attends_session: float
    exits: Minutes

    already: int = -1  # row of inputs.already, for people in the service on day 0
    episode: int = 0  # relapses so far
    in_care: bool = True
    has_care_place: bool = False
    waits_for_care: bool = False
    gone: bool = False
    busy: int = 0  # support and activities going on
    post: int = NO_POST
    ticket: Ticket | None = None  # while stranded
    booking: Ticket | None = None
    support_began: Minutes = 0
    moves: int = 0  # changes of link worker
    met: int = 0
    sessions: int = 0  # of courses that are over
    lost: int = 0  # meetings and sessions that relapses have undone
    engaged: Minutes = NEVER  # since when engagement is sustained
    courses: dict[int, Course] = field(default_factory=dict)
    staying: int = 0  # activities, a bit each
    helping: int = 0  # to run activities, a bit each
    passed_over: int = 0  # activities, a bit each
    supported: dict[int, SupportedReview] = field(default_factory=dict)  # by nth, from wanted to held

    @property
    def referred(self) -> Minutes:
        """The minute of referral: before day 0 for the waiting list."""
        return self.enters - self.waited

    def wants_supported_review(self, episode: int) -> SupportedReview:
        """One more supported review that will be requested."""
        nth = next(nth for nth in count() if nth not in self.supported)
        self.supported[nth] = SupportedReview(nth, episode)
        return self.supported[nth]

    def attended(self, inputs: Inputs, course: Course, now: Minutes) -> int:
        """Sessions of one course attended so far."""
        until = min(now, course.until)
        return rules.sessions_attended(
            inputs, self.who, course.episode, course.wish, course.activity, course.joined, until, self.attends_session
        )

    def dose(self, inputs: Inputs, now: Minutes) -> int:
        """Meetings and sessions attended so far that still count."""
        came = self.met + self.sessions + sum(self.attended(inputs, course, now) for course in self.courses.values())
        return came - self.lost

    def lose_dose(self, inputs: Inputs, now: Minutes) -> None:
        """Of the dose so far only a share lasts."""
        dose = self.dose(inputs, now)
        self.lost += dose - rules.dose_kept(inputs, dose)


def trait_levels(inputs: Inputs, who: Who, already: int) -> list[int]:
    """The person's level of each trait."""
    lines = rules.lines_before(inputs, already)
    firsts = [row for row, level in enumerate(inputs.levels) if row == 0 or level.trait != inputs.levels[row - 1].trait]
    return [rules.trait_level(inputs, who, first, lines) for first in firsts]


def enter(inputs: Inputs, key: Key, replication: int, entries: list[Entry]) -> list[Person]:
    """The people of one replication, in order of entry."""
    support, prescription, loading = inputs.support, inputs.prescription, inputs.frailty.attendance
    everybody = []
    for index, entry in enumerate(entries):
        who = Who(key, replication, entry.source, entry.number)
        already = rules.already_row(inputs, entry.source, entry.number)
        levels = trait_levels(inputs, who, already)
        traits, hidden = rules.no_traits(), rules.frailty(inputs, who)
        for row in levels:
            traits = rules.with_level(traits, inputs.levels[row])
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
                attends_meeting=rules.attendance(
                    support.attends, support.attends_odds, traits.attendance, loading, hidden
                ),
                attends_session=rules.attendance(
                    prescription.attends, prescription.attends_odds, traits.attendance, loading, hidden
                ),
                exits=rules.exits_at(inputs, who, traits, entry.minute),
                already=already,
            )
        )
    return everybody
