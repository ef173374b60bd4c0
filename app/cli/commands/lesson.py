"""`spsim lesson`: one of five lessons for a class. A question, a prediction, the run, the surprise, what to decide; in
a terminal, or in pictures as one file."""

import argparse
import sys
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

from app.ask import LessonBegins, LessonEnds, LessonInClass
from app.asking.lessons import seed_of
from app.cli.asking import answered
from app.cli.browser import browser_opened
from app.cli.exits import Printed
from app.cli.streams import is_a_terminal, put, utf_8
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.faces.lessons.scripts import script_of
from app.faces.terminal.lesson import came_out, opening, why
from app.files import check_outputs, write_text
from app.lessons import TEXTS
from app.lessons.in_class import CLASS
from app.lessons.predicting import Prediction, read, scored, wanted
from app.lessons.text import Text
from app.provenance import today
from app.texts import cleaned
from app.words.numbers import span
from experiments.lessons import LESSONS, Lesson
from sim.errors import NotPrinted, Unreadable, WrongInput

TRIES = 5  # then the lesson goes on without a prediction
LONGEST = 1000  # of what is typed


def lesson(args: argparse.Namespace) -> Printed:
    """The lessons, a teacher's script, or a lesson itself."""
    if args.number is None:
        return _listed(args)
    if args.report is not None or args.open:
        return _in_pictures(args)
    if args.script:
        script = script_of(args.number)
        return Printed(as_json({"lesson": args.number, "script": script}) if args.json else script.rstrip())
    return _held(LESSONS[args.number], TEXTS[args.number], args)


def _listed(args: argparse.Namespace) -> Printed:
    """All of them, a question each."""
    if args.predict is not None or args.script or args.report is not None or args.open:
        raise WrongInput("say which lesson: spsim lesson NUMBER.")
    if args.json:
        rows = [{"lesson": n, "title": text.title, "question": text.question} for n, text in TEXTS.items()]
        return Printed(as_json({"lessons": rows}))
    said = ["Five lessons for a class, at most a quarter of an hour each.", ""]
    for number, text in TEXTS.items():
        said += [f"{number}  {text.title}", screen.paragraph(text.question, "     ")]
    return Printed("\n".join([*said, "", "Begin: spsim lesson 1.  The teacher's script: spsim lesson 1 --script."]))


def _in_pictures(args: argparse.Namespace) -> Printed:
    """The lesson as one file, with the answers of a class's lucks and its own inside."""
    from app.faces.lessons.page import render

    if args.predict is not None or args.script:
        raise WrongInput(
            "--report and --open write a page, on which the class predicts: leave --predict and --script out."
        )
    if args.report is not None:
        check_outputs([args.report], force=args.force)
    own = seed_of(args.number) if args.seed is None else args.seed
    seeds = tuple(CLASS) if own in CLASS else (*CLASS, own)
    since = monotonic()
    held = answered(LessonInClass(args.number, seeds), quiet=args.quiet)
    page = render(held, own, today())
    path = args.report or Path(mkdtemp(prefix="spsim-")) / f"lesson_{args.number}.html"
    write_text(path, page.text, force=args.force)
    took, size = span(monotonic() - since), round(len(page.text.encode()) / 1000)
    said = [f"{path} has lesson {args.number} with {len(seeds)} lucks: {size:,} kB, worked out in {took}."]
    if args.open and not browser_opened(path):
        said.append(f"No browser could be opened here. Open the file in one: {path.resolve().as_uri()}")
    if args.json:
        facts = {"lesson": args.number, "file": f"{path}", "seed": own, "seeds": list(seeds), "kilobytes": size}
        return Printed(as_json(facts))
    return Printed("\n".join(map(screen.paragraph, said)))


def _held(lesson: Lesson, text: Text, args: argparse.Namespace) -> Printed:
    """A lesson from its question to what is to be decided."""
    prediction = None if args.predict is None else _given(args.predict, lesson, text)
    begun = answered(LessonBegins(lesson.number, args.seed), quiet=args.quiet)
    if not args.json:
        _say(f"{opening(lesson, text, begun.known, len(LESSONS))}\n\n")
        if args.predict is None:
            prediction = _asked(lesson, text)
    ended = answered(LessonEnds(begun), quiet=args.quiet)
    found, shows = ended.found, ended.shows
    if args.json:
        heading = {"lesson": lesson.number, "title": text.title, "seed": begun.seed, "predicted": prediction}
        return Printed(as_json({**heading, "answer": found["answer"], "shows": shows, "found": found}))
    score = scored(prediction, found["answer"], lesson.predicted, text)
    _say(f"{came_out(text, found, score)}\n\n")
    if is_a_terminal(sys.stdin) and is_a_terminal(sys.stdout):
        _say("Press Return to see why. ")
        _line()
    return Printed(why(text, found, shows=shows))


def _given(typed: str, lesson: Lesson, text: Text) -> float | str:
    """The prediction of --predict."""
    try:
        return read(typed, lesson.predicted, text)
    except Unreadable as error:
        raise WrongInput(f"--predict: {error}") from None


def _asked(lesson: Lesson, text: Text) -> Prediction:
    """What a class types; nothing where it wants none, or types no more."""
    may_be = f"{wanted(lesson.predicted, text)}; Return alone goes on without one"
    utf_8(sys.stdin)
    for _ in range(TRIES):
        _say(f"Your prediction ({may_be}): ")
        typed = _line()
        if not typed.strip():
            _say("\n" if typed == "" else "")
            break
        try:
            prediction = read(typed, lesson.predicted, text)
        except Unreadable as error:
            _say(f"{error}\n")
            continue
        _say("\n")
        return prediction
    _say("The lesson goes on without a prediction.\n\n")
    return None


def _line() -> str:
    """A line as it was typed, '' where none comes any more."""
    if sys.stdin is None:  # closed before the program began
        return ""
    try:
        typed = sys.stdin.readline(LONGEST)
    except (OSError, ValueError):
        return ""
    if not is_a_terminal(sys.stdin):
        _say("\n")  # as the terminal does
    return typed


def _say(text: str) -> None:
    """A part of the lesson, at once, with nothing in it that steers a terminal."""
    if why_not := put(sys.stdout, "\n".join(map(cleaned, text.split("\n")))):
        raise NotPrinted(f"The lesson could not be printed: {why_not}.")
