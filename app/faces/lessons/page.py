"""How is a lesson one file that opens from a disk? Everything that its page can be asked is worked out when it is
written, by the program, and kept inside: of the lesson's own luck, and of each luck of a class.

It needs no network and no other program. A prediction is looked up among those whose scores it keeps, and a class among
those that it knows: the first so many lucks. Nothing is calculated in a browser. What it keeps is packed, so that
nobody who looks at the file reads the result before predicting.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import version, words
from app.asking.lessons import LessonHeld
from app.faces.lessons import answers, fragments
from app.faces.lessons.scripts import script
from app.faces.page.shell import joined, page
from app.faces.player.page import LOOKS as LOOKS_OF_THE_PLAYER
from app.faces.player.page import SCRIPTS as OF_THE_PLAYER
from app.lessons import TEXTS
from app.lessons.in_class import CLASS, MISTYPED, MOST_LINES, NO_LINE, OTHER_LESSON, line
from app.lessons.predicting import LETTERS
from experiments.lessons import LESSONS, Choice
from sim.loading import load

STATIC = Path(__file__).parent / "static"
SCRIPTS = (*OF_THE_PLAYER, STATIC / "lessons.js", STATIC / "kept.js")


@dataclass(frozen=True)
class Written:
    """A lesson's file: its text, and how much of it is answers, in bytes."""

    text: str
    kept: int


def render(held: Sequence[LessonHeld], own: int, day: str) -> Written:
    """The file of a lesson. `held`: every luck that it keeps, those of a class first; `own`: the luck that it opens
    with; `day`: on which it is made."""
    number = held[0].begun.lesson.number
    kept = _packed(_kept(held, own))
    text = page(
        "lesson_page.html",
        fragments.TEMPLATES,
        styles=[joined(LOOKS_OF_THE_PLAYER, STATIC / "lessons.css")],
        scripts=[joined(*SCRIPTS)],
        number=number,
        title=fragments.heading(number),
        kept=kept,
        provenance=_provenance(number, own, day),
        kept_said=kept_in_words(len(held), len(kept), day),
    )
    return Written(text, len(kept))


def kept_in_words(lucks: int, size: int, day: str) -> str:
    """What a file keeps, for its foot."""
    return (
        f"The answers of {lucks} lucks were worked out by the program when this file was written ({words.day(day)}) "
        f"and are kept in it: {round(size / 1000):,} kB. Nothing is calculated in your browser, and nothing leaves it. "
        "For any other luck: spsim lesson."
    )


def _provenance(number: int, own: int, day: str) -> str:
    named = [f"{name} (SHA-256 {load(name).hash[:12]})" for name in LESSONS[number].scenarios]
    return " · ".join([f"spsim {version()}", words.day(day), f"seed {own}", "simulated people", *named])


# ---------------------------------------------------------------- what it keeps


def _kept(held: Sequence[LessonHeld], own: int) -> dict[str, object]:
    """Every answer, as `kept.js` looks them up."""
    first = held[0].begun
    number, of_class = first.lesson.number, [one for one in held if one.seed in CLASS]
    return {
        "lesson": number,
        "own": own,
        "seeds": [one.seed for one in held],
        "class": [one.seed for one in of_class],
        "begun": {one.seed: fragments.opening(one.begun) for one in held},
        "revealed": {one.seed: fragments.revealed(one, "") for one in held},
        "scores": _scores(held),
        "again": _again(number),
        "empty": answers.EMPTY,
        "lines": {line(number, one.seed, one.luck): one.seed for one in of_class},
        "found": {many: fragments.class_found(of_class[:many]) for many in range(1, len(of_class) + 1)},
        "some": fragments.class_in_part(of_class),
        "handouts": {one.seed: fragments.handout(one) for one in held},
        "script": str(script(number)),
        "watch": answers.seen_of(number, own),
        "most": MOST_LINES,
        "words": {
            "no_line": NO_LINE,
            "mistyped": MISTYPED,
            "other_lesson": OTHER_LESSON,
            "other_class": f"This luck is not one of this file: it has {_lucks(of_class)}.",
            "refused": fragments.piece("refused", refused=[("", "")]),
            "no_such_luck": f"This file has {_lucks(of_class)}. Please ask for a link again.",
            "no_such_link": fragments.piece("no_link", number=number, title=fragments.heading(number)),
        },
    }


def _lucks(of_class: Sequence[LessonHeld]) -> str:
    return f"the lucks from {of_class[0].seed} to {of_class[-1].seed}"


def _scores(held: Sequence[LessonHeld]) -> dict[str, list[str]]:
    """The score of every prediction that can be looked up, for each luck; and of none."""
    lesson = held[0].begun.lesson
    if isinstance(lesson.predicted, Choice):
        wanted: dict[str, float | str] = dict(zip(LETTERS, lesson.predicted.kinds, strict=False))
    else:
        wanted = {f"{value}": float(value) for value in TEXTS[lesson.number].kept}
    scores = {typed: [fragments.score(one, value) for one in held] for typed, value in wanted.items()}
    return {"none": [fragments.score(one, None) for one in held], **scores}


def _again(number: int) -> str:
    """What may be typed, where a file looks it up."""
    text, of = TEXTS[number], LESSONS[number].predicted
    if isinstance(of, Choice):
        return answers.EMPTY
    least, most = text.kept[0], text.kept[-1]
    step = f" in steps of {text.sign}{text.kept.step:,}" if text.kept.step > 1 else ""
    return (
        f"That is not a number which this file can score. Please type a whole number from {_figure(least, text.sign)} "
        f"to {_figure(most, text.sign)}{step}, in digits."
    )


def _figure(value: int, sign: str) -> str:
    return f"{words.MINUS if value < 0 else ''}{sign}{abs(value):,}"


def _packed(kept: dict[str, object]) -> str:
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return b64encode(packed).decode()
