"""What may a page ask about lessons? Which there are, how one begins, what came out, what a class found, what to print.

The lessons' own pieces of HTML answer it (`app.faces.lessons.answers`), as they do where a file keeps them.
"""

from typing import Annotated, Literal

from pydantic import Field

from app.asking.lessons import LessonBegins, LessonHeld, LessonInClass, seed_of
from app.asking.watch import Watch
from app.faces.lessons import answers, fragments
from app.lessons.in_class import handed_in
from app.live.setting import Strict, read_as
from experiments.lessons import LESSONS

LINES_AT_MOST = 40_000  # characters of what a class pastes
TYPED_AT_MOST = 200  # of a prediction


class OfLesson(Strict):
    """A step of a lesson. `prediction`: as it was typed; None passes it over. `lines`: what a class handed in."""

    step: Literal["list", "begin", "reveal", "class", "handout", "script", "watch"]
    lesson: Annotated[int, Field(ge=1, le=len(LESSONS))] = 1
    seed: Annotated[int, Field(ge=0, le=2**62)] | None = None
    prediction: Annotated[str, Field(max_length=TYPED_AT_MOST)] | None = None
    lines: Annotated[str, Field(max_length=LINES_AT_MOST)] = ""


def lesson(body: object, watch: Watch) -> object:
    """The answer to a step of a lesson."""
    asked = read_as(OfLesson, body)
    match asked.step:
        case "list":
            return answers.listed()
        case "begin":
            return fragments.opening(LessonBegins(asked.lesson, asked.seed).answered(watch))
        case "reveal":
            return answers.revealed(_held(asked, watch), asked.prediction)
        case "class":
            handed = handed_in(asked.lines, asked.lesson)
            held = LessonInClass(asked.lesson, tuple(handed.lines)).answered(watch)
            return answers.class_found(held, handed)
        case "handout":
            return answers.handout(_held(asked, watch))
        case "watch":
            return answers.seen_of(asked.lesson, _seed(asked), watch)
        case "script":
            return answers.of_script(asked.lesson)


def _held(asked: OfLesson, watch: Watch) -> LessonHeld:
    """The lesson with the luck that is named, or its own."""
    (held,) = LessonInClass(asked.lesson, (_seed(asked),)).answered(watch)
    return held


def _seed(asked: OfLesson) -> int:
    return seed_of(asked.lesson) if asked.seed is None else asked.seed
