"""What is watched of a lesson, once it is revealed? One run: two services on one clock, or one beside usual care."""

from app.asking.lessons import LessonSeen
from app.asking.watch import UNWATCHED, Watch
from app.faces.player.shown import Shown, Side, shown
from app.lessons import TEXTS
from experiments.lessons import LESSONS

USUAL = "Without it"
BESIDE = "AB"


def seen(number: int, seed: int, watch: Watch = UNWATCHED) -> Shown:
    """What the player shows of a lesson with this luck."""
    names = TEXTS[number].seen
    found = LessonSeen(tuple(names), seed).answered(watch)
    usual = list(found.usual)
    if len(names) > 1:
        sides = [Side(*each) for each in zip(BESIDE, names.values(), found.programme, strict=True)]
    else:
        (name,), (programme,) = names.values(), found.programme
        sides, usual = [Side("", name, programme), Side("", USUAL, usual[0])], 2 * usual
    return shown(sides, usual, LESSONS[number].many)
