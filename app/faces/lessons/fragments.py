"""What does a page show of a lesson? Pieces of HTML, the same for the simulator's page and for a file of its own.

Before a prediction only what a class knows (`opening`); after it what came out (`revealed`). So nothing of the result
is on a page, seen or unseen, before people have predicted or passed it over. The words are the terminal's.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from app import words
from app.asking.lessons import Begun, LessonHeld
from app.faces.charts.lesson import Mean, lesson_bars, lesson_strips, luck_marks
from app.faces.page.shapes import Block, Figure, Points
from app.faces.page.shell import pages_of
from app.faces.terminal.lesson import NOT_SHOWN
from app.lessons import TEXTS
from app.lessons.in_class import CLASS, line, of_mean, stands_for, together
from app.lessons.predicting import LETTERS, Prediction, scored, wanted
from app.lessons.text import Bars, Rows, Strips, Text, people
from app.lessons.text import Shown as OfLesson
from app.tables.table import Shown
from app.words import number, pounds
from experiments.intervals import estimate
from experiments.lessons import LESSONS, Choice, Facts
from experiments.ranges import About
from sim.loading import load
from sim.preflight.assumed import title_of

TEMPLATES = Path(__file__).parent / "templates"


def piece(name: str, **given: object) -> str:
    """A piece of a lesson as HTML."""
    return pages_of(TEMPLATES).get_template(f"lesson_{name}.html").render(**given)


# ---------------------------------------------------------------- before


class Level(NamedTuple):
    """A bar on the scale of the prediction."""

    name: str
    said: str
    start: float  # thousandths of the scale
    wide: float


def opening(begun: Begun) -> dict[str, object]:
    """The question, what is known, and what is predicted: how it is drawn, and how each number drawn is said."""
    number_of, text, known = begun.lesson.number, TEXTS[begun.lesson.number], begun.known
    of = begun.lesson.predicted
    options = list(zip(LETTERS, text.options.values(), strict=False)) if isinstance(of, Choice) else []
    levels = [_level(name, value, text) for name, value in text.beside(known)]
    html = {
        "opening": piece("opening", text=text, setting=text.setting(known), seed=begun.seed, runs=_runs(begun)),
        "predict": piece(
            "predict", text=text, ask=text.ask(known), options=options, levels=levels, wanted=wanted(of, text)
        ),
        "class": piece("class", number=number_of, seeds=CLASS),
    }
    return {
        "lesson": number_of,
        "seed": begun.seed,
        "title": heading(number_of),
        "words": {"watched": WATCHED},
        "said": [text.say(value) for value in text.drawn],
        "html": html,
    }


def heading(number_of: int) -> str:
    """'Lesson 2 of 5: A second link worker'."""
    return f"Lesson {number_of} of {len(LESSONS)}: {TEXTS[number_of].title}"


def _level(name: str, value: float, text: Text) -> Level:
    least, most = text.drawn[0], text.drawn[-1]

    def at(where: float) -> float:
        return 1000 * (min(max(where, least), most) - least) / (most - least)

    start, end = sorted((at(0), at(value)))
    return Level(name, text.say(value), start, max(end - start, 2.0))


# ---------------------------------------------------------------- after


def score(held: LessonHeld, prediction: Prediction) -> str:
    """How far off a prediction was, in a sentence."""
    number_of = held.begun.lesson.number
    return scored(prediction, held.answer, held.begun.lesson.predicted, TEXTS[number_of])


def revealed(held: LessonHeld, said: str) -> dict[str, object]:
    """All that came out: as a bar beside the prediction, in figures, and why. `said`: the score."""
    lesson, found = held.begun.lesson, held.ended.found
    text = TEXTS[lesson.number]
    level = (
        [] if isinstance(lesson.predicted, Choice) else [_level(f"{text.bar}: what came out", float(held.answer), text)]
    )
    html = {
        "level": piece("level", levels=level),
        "revealed": piece(
            "revealed",
            shown=[_block(one) for one in text.shown(found)],
            why=Points(text.surprise(found) if held.ended.shows else [NOT_SHOWN]),
            decide=Points(text.decide(found)),
            change=text.change,
            links=_into_the_simulator(text),
            levers=_levers(text),
            line=line(lesson.number, held.seed, held.luck),
            seed=held.seed,
        ),
    }
    return {"heading": "What came out", "score": said, "html": html}


def _into_the_simulator(text: Text) -> list[tuple[str, str]]:
    """Links to the lesson's scenarios in the page around it: each alone, and two side by side."""
    each = [(f"Open “{title}” in the simulator", f"#scenario={name}") for name, title in text.seen.items()]
    if len(each) == 1:
        return each
    a, b = text.seen
    return [("Open both in the simulator, side by side", f"#scenario={a}&beside.scenario={b}"), *each]


def _levers(text: Text) -> str:
    """'“Places (each activity)” or “Posts (whole or part)”': what to move there, as its levers are called."""
    scenario = load(next(iter(text.seen))).scenario
    titles = (words.assumption_title(About(path, title_of(scenario, path.split(".")), "")) for path in text.levers)
    return words.listed([f"“{title}”" for title in titles], "or")


def _block(shown: OfLesson) -> Block:
    """What a lesson shows, as the report's blocks have it."""
    match shown:
        case Rows():
            return Shown(shown.title, list(shown.heads), [list(row) for row in shown.rows], 1, frozenset(shown.strong))
        case Bars():
            return Figure(shown.title, lesson_bars(shown, people), None)
        case Strips():
            return Figure(shown.title, lesson_strips(shown), None)


# ---------------------------------------------------------------- a class


def class_found(held: Sequence[LessonHeld], refused: Sequence[tuple[str, str]] = ()) -> str:
    """Each luck that was handed in, and all of them together; what could not be read, line by line."""
    if not held:
        return piece("found", sentences=[], figure=None, refused=refused)
    first = held[0].begun
    text, lucks = TEXTS[first.lesson.number], [one.luck for one in held]
    what = text.luck(first.known)
    sentences = together(lucks, text, first.known, sum(one.ended.shows for one in held))
    table = Shown(
        "What each luck says alone, and all together",
        ["Luck", what],
        [[f"{one.seed}", text.say(one.luck)] for one in held],
    )
    if len(lucks) > 1:
        table.rows.append(["Mean of all", of_mean(estimate(lucks), text)])
        table = table._replace(strong=frozenset({len(lucks)}))
    note = f"One mark is one luck, which is {_runs(first)}; the band is the interval of the mean of all."
    figure = Figure(what, _marks(lucks, text, what), table, note)
    return piece("found", sentences=sentences, figure=figure, refused=refused)


def _marks(lucks: Sequence[float], text: Text, what: str) -> Markup:
    say = pounds if text.sign else number
    mean = estimate(lucks) if len(lucks) > 1 else None
    size = mean.half_width if mean else None
    of = Mean(mean.mean, *mean.error) if mean else None
    return luck_marks(lucks, of, lambda value: say(value, size or None), what)


def class_in_part(held: Sequence[LessonHeld]) -> str:
    """Each luck of a whole class, of which a file shows those that were handed in: it can work out no mean of them."""
    first = held[0].begun
    text = TEXTS[first.lesson.number]
    rows = [(one.seed, text.say(one.luck)) for one in held]
    return piece("some", what=text.luck(first.known), rows=rows, runs=_runs(first))


def _runs(begun: Begun) -> str:
    return stands_for(begun.lesson, begun.known)


# ---------------------------------------------------------------- paper


def handout(held: LessonHeld) -> str:
    """One page to print: the question, what is known, room for a prediction, what to look at, what to decide."""
    begun = held.begun
    text, of, found = TEXTS[begun.lesson.number], begun.lesson.predicted, held.ended.found
    known = " ".join([*text.setting(begun.known), text.ask(begun.known)])
    return piece(
        "handout",
        title=heading(begun.lesson.number),
        text=text,
        setting=text.setting(begun.known),
        ask=text.ask(begun.known),
        options=list(zip(LETTERS, text.options.values(), strict=False)),
        levels=[_level(name, value, text) for name, value in text.beside(begun.known)],
        ends=[text.say(text.drawn[0]), text.say(text.drawn[-1])] if text.drawn else [],
        wanted=wanted(of, text),
        look=_to_look_at(text, found),
        decide=[_with_gaps(one, known) for one in text.decide(found)],
        number=begun.lesson.number,
        seed=begun.seed,
    )


def _to_look_at(text: Text, found: Facts) -> list[str]:
    """The titles of what is shown: they name it, and say nothing of what came out."""
    return [one.title for one in text.shown(found)]


def _with_gaps(sentence: str, known: str) -> str:
    """A sentence with a gap for every figure that is not known before the lesson: a class fills it in."""
    return re.sub(r"£?\d[\d,.]*\d|£?\d", lambda figure: figure[0] if figure[0] in known else GAP, sentence)


GAP = "…………"
WATCHED = "One run of luck {seed}: a story. What came out above is the mean of many."
