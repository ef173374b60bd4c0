"""Which counts of real people would show, soon, that an answer does not hold here? And where each falls by a day.

A decision rests on a simulated answer; a service that has begun counts people. A *signpost* is something that any
service counts, and here is where it falls by a day on which people look again: over luck alone, if every input is
right; over all that nobody knows as well (every uncertain input drawn, `draws`); and, of what happens without the
programme too, where it falls if the programme changes nothing. So a count outside the first says that some input is
wrong here, one outside the second that the simulation is, and one inside the third that it cannot tell whether support
works.

`TOGETHER` are looked at on one day, and each would sometimes be outside by accident. So each interval holds more than
95 %: all of them hold together in 95 of 100 services at least (Bonferroni), and an alarm is rarely false.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from experiments.along import ON_NO_FIT, Fits
from experiments.draws import Inputs
from experiments.intervals import Estimate, central, estimate
from experiments.run import Case
from sim.events import Row, What
from sim.inputs import World, inputs_by_world
from sim.luck import Source, study_key
from sim.scenario import Scenario
from sim.simulate import Engine, logs
from sim.stays import WAITING
from sim.units import WEEK, Minutes

TOGETHER = 3
SHARE = 1 - 0.05 / TOGETHER
DRAWS = 119  # of all that nobody knows: so many have an order statistic for both tails of `SHARE`
FEWEST_PEOPLE = 5  # fewer real people are not counted in public: they might be known by it

About = Literal["who comes", "how long they wait", "what becomes of them"]
ABOUT: tuple[About, ...] = get_args(About)
Ends = tuple[int, int]


@dataclass(frozen=True)
class Signpost:
    """Something that a service counts. `needs`: whether there is any of it in a scenario; `without_it_too`: it happens
    under usual care as well; `standing`: it is how many there are on the day, not how many there were by then."""

    name: str
    title: str
    about: About
    needs: Callable[[Scenario], bool]
    without_it_too: bool = False
    standing: bool = False


def _supports(scenario: Scenario) -> bool:
    return scenario.stages.support and scenario.programme.offer == "link_workers"


# Of what they are about, in the order in which they are chosen: what says most of an answer comes first.
SIGNPOSTS = (
    Signpost("met", "People who have met a link worker", "who comes", _supports),
    Signpost("referred", "People referred", "who comes", lambda scenario: True),
    Signpost("seen_in_time", "People who met a link worker in time", "how long they wait", _supports),
    Signpost("gave_up", "People who gave up waiting for a link worker", "how long they wait", _supports),
    Signpost("waiting", "People waiting for a link worker", "how long they wait", _supports, standing=True),
    Signpost(
        "discharged",
        "People discharged",
        "what becomes of them",
        lambda scenario: scenario.stages.reviews,
        without_it_too=True,
    ),
    Signpost(
        "took_up",
        "People who took up an activity",
        "what becomes of them",
        lambda scenario: _supports(scenario) and scenario.stages.activities,
    ),
    Signpost("completed", "People who completed support", "what becomes of them", _supports),
)
READ = frozenset(
    {What.REFERRED, What.MET, What.GAVE_UP, What.SUPPORT_ENDED, What.JOINED_ACTIVITY, What.DISCHARGED, *WAITING.events}
)


def signposts_of(scenario: Scenario) -> tuple[Signpost, ...]:
    """Those that there are in a scenario."""
    return tuple(one for one in SIGNPOSTS if one.needs(scenario))


@dataclass
class People:
    """Who has been seen so far, for each signpost; and when those who wait for the first time joined the queue."""

    met: set[int] = field(default_factory=set)
    referred: set[int] = field(default_factory=set)
    seen_in_time: set[int] = field(default_factory=set)
    gave_up: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    discharged: set[int] = field(default_factory=set)
    took_up: set[int] = field(default_factory=set)
    completed: set[int] = field(default_factory=set)
    joined: dict[int, Minutes] = field(default_factory=dict)


def counted(log: Iterable[Row], by: Minutes, target: Minutes) -> dict[str, int]:
    """Every signpost in one log, from day 0 to a minute (not included). Each person once, however often it happens to
    them. `target`: within which a first meeting after joining the queue is in time. People who were there on day 0
    are counted where something happens to them from then on, but were never referred, nor seen in time."""
    people = People()
    for minute, person, what, where, _ in log:
        if minute >= by:
            break
        if what in READ and person >= 0:
            _see(people, minute, person, what, where, target)
    return {one.name: len(getattr(people, one.name)) for one in SIGNPOSTS}


def _see(people: People, minute: Minutes, person: int, what: int, where: int, target: Minutes) -> None:
    """One event."""
    if what in WAITING.opens:
        people.waiting.add(person)
    elif what in WAITING.closes:
        people.waiting.discard(person)
    match what:
        case What.REFERRED if where & 3 == Source.REFERRALS:
            people.referred.add(person)
        case What.JOINED_QUEUE if minute > 0:
            people.joined[person] = minute
        case What.MET:
            people.met.add(person)
            if minute - people.joined.pop(person, -target - 1) <= target:
                people.seen_in_time.add(person)
        case What.GAVE_UP:
            people.gave_up.add(person)
        case What.SUPPORT_ENDED:
            people.completed.add(person)
        case What.JOINED_ACTIVITY:
            people.took_up.add(person)
        case What.DISCHARGED:
            people.discharged.add(person)


class Expected(NamedTuple):
    """A signpost by a day: its mean over replications, and between what one real service falls: by luck alone; with
    all that nobody knows (None where no input has a range); and if the programme changed nothing (None where only the
    programme makes it happen)."""

    signpost: Signpost
    mean: Estimate
    luck: Ends
    unknown: Ends | None
    nothing: Ends | None

    @property
    def can_be_counted(self) -> bool:
        """Whether it is of people enough to be counted in public, most of the time."""
        return self.mean.mean >= FEWEST_PEOPLE

    @property
    def tells_support(self) -> bool:
        """Whether one service's count tells the programme from one that changes nothing: the two do not overlap."""
        return self.nothing is not None and not (self.luck[0] <= self.nothing[1] and self.nothing[0] <= self.luck[1])


def expected(
    case: Case,
    fits: Fits = ON_NO_FIT,
    *,
    by: Minutes,
    replications: int,
    draws: int = DRAWS,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> tuple[Expected, ...]:
    """Every signpost of a scenario by a minute. A pure function of the scenario, its seed and the two numbers.

    replications  the same as an answer's: their luck is the answer's own
    draws         of all uncertain inputs at once, each in a replication of its own; 0: none

    Raises NotPossible where a draw, tried again and again, is never a possible scenario.
    """
    there, inputs = signposts_of(case.scenario), Inputs(case.scenario, fits)
    draws = draws if inputs.laws or inputs.joint else 0
    both = any(one.without_it_too for one in there)
    planned, done = replications * (1 + both) + draws, 0
    target = _target(case.scenario)

    def counts(each: Iterator[Iterable[Row]]) -> list[dict[str, int]]:
        nonlocal done
        found = []
        for log in each:
            found.append(counted(log, by, target))
            done += 1
            progress(done, planned)
        return found

    def replicated(world: World) -> Iterator[Iterable[Row]]:
        return map(logs(case.inputs[world], study_key(case.seed), engine), range(replications))

    with_it = counts(replicated(World.PROGRAMME))
    without = counts(replicated(World.USUAL)) if both else []
    drawn = counts(_drawn(inputs, case.seed, draws, engine))
    return tuple(_expected(one, with_it, without, drawn) for one in there)


def _target(scenario: Scenario) -> Minutes:
    """Within which people should be seen, as the scenario says."""
    return round(scenario.settings.wait_target_weeks.value * WEEK)


def _drawn(inputs: Inputs, seed: int, draws: int, engine: Engine) -> Iterator[Iterable[Row]]:
    """One log of each draw."""
    key = study_key(seed)
    for number in range(draws):
        _, scenario = inputs.scenario_of(key, number)
        yield logs(inputs_by_world(scenario)[World.PROGRAMME], key, engine)(number)


def _expected(
    one: Signpost,
    with_it: Sequence[Mapping[str, int]],
    without: Sequence[Mapping[str, int]],
    drawn: Sequence[Mapping[str, int]],
) -> Expected:
    values = [count[one.name] for count in with_it]
    luck = _ends(values)
    unknown = _ends([count[one.name] for count in drawn]) if drawn else None
    return Expected(
        one,
        estimate(values, least=0),
        luck,
        unknown and (min(luck[0], unknown[0]), max(luck[1], unknown[1])),  # luck is a part of it
        _ends([count[one.name] for count in without]) if one.without_it_too else None,
    )


def _ends(values: Sequence[int]) -> Ends:
    low, high = central(values, SHARE)
    return int(low), int(high)


def chosen(found: Sequence[Expected]) -> tuple[str, ...]:
    """The three to look at where nobody chose: of who comes, of how long they wait and of what becomes of them, the
    first that is of people enough; made up to three with what else is."""
    able = [one.signpost for one in found if one.can_be_counted]
    first = [next((one.name for one in able if one.about == about), None) for about in ABOUT]
    names = [*filter(None, first), *(one.name for one in able)]
    return tuple(dict.fromkeys(names))[:TOGETHER]
