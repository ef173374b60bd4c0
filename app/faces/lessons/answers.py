"""What does a page ask about a lesson, step by step, and what is it answered? The same of the program and of a file."""

from collections.abc import Sequence

from app.asking.lessons import LessonHeld
from app.asking.watch import UNWATCHED, Watch
from app.faces.lessons import fragments
from app.faces.lessons.scripts import script
from app.faces.lessons.seen import seen
from app.lessons import TEXTS
from app.lessons.in_class import NOT_SO, HandedIn, line
from app.lessons.predicting import read
from sim.errors import Unreadable

Answered = dict[str, object]
EMPTY = "Please draw or type a prediction, or go on without one."


def listed() -> Answered:
    """All lessons, to choose from."""
    return {"html": {"list": fragments.piece("list", texts=TEXTS.items())}}


def revealed(held: LessonHeld, typed: str | None) -> Answered:
    """What came out, if a prediction was made that can be read, or passed over (None); else what may be typed."""
    if typed is not None and not typed.strip():
        return {"again": EMPTY}
    number = held.begun.lesson.number
    try:
        prediction = None if typed is None else read(typed, held.begun.lesson.predicted, TEXTS[number])
    except Unreadable as error:
        return {"again": str(error)}
    return fragments.revealed(held, fragments.score(held, prediction))


def class_found(held: Sequence[LessonHeld], handed_in: HandedIn) -> Answered:
    """What a class found together. A line that says something else than its luck comes to is refused."""
    true = [one for one in held if line(one.begun.lesson.number, one.seed, one.luck) == handed_in.lines[one.seed]]
    wrong = [(handed_in.lines[one.seed], NOT_SO) for one in held if one not in true]
    return {"html": {"found": fragments.class_found(true, [*handed_in.refused, *wrong])}}


def handout(held: LessonHeld) -> Answered:
    """One page to print."""
    return {"html": {"handout": fragments.handout(held)}}


def seen_of(number: int, seed: int, watch: Watch = UNWATCHED) -> Answered:
    """One run, for the player."""
    return {"seed": seed, "run": seen(number, seed, watch)}


def of_script(number: int) -> Answered:
    """The teacher's script."""
    return {"html": {"script": str(script(number))}}
