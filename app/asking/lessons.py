"""What does a class know before it predicts, and what comes out? Two requests, with the prediction between them; and a
third for a class of which each has a luck of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.asking.engines import cores
from app.asking.watch import Watch
from experiments.lessons import LESSONS, Facts, Lesson, Runs, answer_of
from experiments.watched import Watched, watched
from sim.inputs import World
from sim.loading import load


@dataclass(frozen=True)
class LessonBegins:
    """What is known before anything is predicted. `seed`: of which luck (the first scenario's by default)."""

    number: int
    seed: int | None = None

    def answered(self, watch: Watch) -> "Begun":
        """The first runs of a lesson."""
        lesson, seed = LESSONS[self.number], seed_of(self.number) if self.seed is None else self.seed
        return Begun(lesson, seed, lesson.before(_runs(seed, watch)))


@dataclass(frozen=True)
class Begun:
    """A lesson in front of its class."""

    lesson: Lesson
    seed: int
    known: Facts


@dataclass(frozen=True)
class LessonEnds:
    """What comes out of a lesson that has begun."""

    begun: Begun

    def answered(self, watch: Watch) -> "Ended":
        """The other runs of a lesson."""
        lesson, known = self.begun.lesson, self.begun.known
        found = known | lesson.after(_runs(self.begun.seed, watch), known)
        return Ended(found, shows=lesson.shows(found))


@dataclass(frozen=True)
class Ended:
    """Everything found, and whether it shows what the lesson is about."""

    found: Facts
    shows: bool


@dataclass(frozen=True)
class LessonHeld:
    """A lesson from its question to what came out, with one luck."""

    begun: Begun
    ended: Ended

    @property
    def seed(self) -> int:
        """Whose luck."""
        return self.begun.seed

    @property
    def answer(self) -> float | str:
        """What was to be predicted."""
        return answer_of(self.ended.found)

    @property
    def luck(self) -> float:
        """The number in which this luck differs from another."""
        return self.begun.lesson.luck(self.ended.found)


@dataclass(frozen=True)
class LessonInClass:
    """The whole lesson with each of these lucks: a class of which everyone has one."""

    number: int
    seeds: tuple[int, ...]

    def answered(self, watch: Watch) -> tuple[LessonHeld, ...]:
        """A lesson held for each seed, in their order."""
        step = watch.following(f"lucks of lesson {self.number}")
        held = []
        for done, seed in enumerate(self.seeds):
            step(done, len(self.seeds))
            held.append(held_with(self.number, seed))
        return tuple(held)


@dataclass(frozen=True)
class LessonSeen:
    """One run of a lesson's scenarios, to be watched."""

    scenarios: tuple[str, ...]
    seed: int

    def answered(self, watch: Watch) -> "Seen":
        """Run them once, with the programme and with usual care."""
        runs = _runs(self.seed, watch)
        programme, usual = (
            [watched(runs.case(name), world, 0) for name in self.scenarios] for world in (World.PROGRAMME, World.USUAL)
        )
        return Seen(programme, usual)


@dataclass(frozen=True)
class Seen:
    """Of each scenario one run, with the programme and with usual care."""

    programme: Sequence[Watched]
    usual: Sequence[Watched]


@lru_cache(maxsize=512)
def held_with(number: int, seed: int) -> LessonHeld:
    """A lesson with one luck. What has been worked out is kept: a class asks for the same lucks again and again."""
    begun = LessonBegins(number, seed).answered(Watch())
    return LessonHeld(begun, LessonEnds(begun).answered(Watch()))


def seed_of(number: int) -> int:
    """The luck that a lesson has by default: its first scenario's."""
    return int(load(LESSONS[number].scenarios[0]).scenario.settings.seed.value)


def _runs(seed: int, watch: Watch) -> Runs:
    """What runs a lesson's scenarios, followed by the watch."""

    def step(what: str, done: int, planned: int) -> None:
        watch.following(f"runs of {what}")(done, planned)

    return Runs(seed, cores(), step)
