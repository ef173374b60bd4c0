"""What does a class know before it predicts, and what comes out? Two requests, with the prediction between them."""

from dataclasses import dataclass

from app.asking.engines import cores
from app.asking.watch import Watch
from experiments.lessons import LESSONS, Facts, Lesson, Runs
from sim.loading import load


@dataclass(frozen=True)
class LessonBegins:
    """What is known before anything is predicted. `seed`: of which luck (the first scenario's by default)."""

    number: int
    seed: int | None = None

    def answered(self, watch: Watch) -> "Begun":
        """The first runs of a lesson."""
        lesson = LESSONS[self.number]
        seed = load(lesson.scenarios[0]).scenario.settings.seed.value if self.seed is None else self.seed
        return Begun(lesson, int(seed), lesson.before(_runs(int(seed), watch)))


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


def _runs(seed: int, watch: Watch) -> Runs:
    """What runs a lesson's scenarios, followed by the watch."""

    def step(what: str, done: int, planned: int) -> None:
        watch.following(f"runs of {what}")(done, planned)

    return Runs(seed, cores(), step)
