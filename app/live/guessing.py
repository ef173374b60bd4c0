"""What do you expect, and how near was it? A guess of one option, made before its answer is seen, and its score.

A guess can be of a mean wait, of people discharged, of net cash, or of the whole queue over time, drawn as a line. The
score is honest about luck. What came out is a mean over many replications, with its simulation error; a service lives
through one of them. So a guess may be wrong of the mean and still be what one real service shows: both are said. What
nobody knows of the inputs comes on top, and the score says so.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, fsum
from typing import Annotated, Literal

from pydantic import Field

from app import words
from app.asking.watch import Watch
from app.faces.charts.guess import guess_chart
from app.faces.charts.ink import ticks
from app.live.answering import run
from app.live.faults import refused
from app.live.loaded import loaded_of
from app.live.setting import Setting, Strict
from app.tables.options import names_of
from app.words import Say
from app.words.board import amount
from app.words.estimates import plus_minus
from experiments.answer import ScenarioInShort
from experiments.intervals import Estimate
from experiments.people_rows import Series, waiting
from experiments.results import Results
from sim.frames import Shape
from sim.scenario import Scenario
from sim.units import WEEK

What = Literal["wait", "discharged", "net", "queue"]
WAIT = "wait_for_link_worker"  # the outcome
POINTS = 24  # of a line that is drawn, at most
WEEKS_OF_DEMAND = 26  # the top of the axis: as many people as come in so long; it must not tell the answer
FEWEST = 10.0  # people at the top of it
LARGEST = 1e9
NEAR = 0.1  # of what came out
HOLDS = "95 in 100"  # real services


class Wanted(Strict):
    """What the page asks: what can be guessed of a setting; or, with `what`, the score of a guess (None: given up)."""

    setting: Setting
    option: Literal["a", "b"] = "a"
    what: What | None = None
    guess: Annotated[int | float, Field(ge=-LARGEST, le=LARGEST)] | None = None
    line: Annotated[list[Annotated[int | float, Field(ge=0, le=LARGEST)]], Field(max_length=POINTS + 1)] | None = None


@dataclass(frozen=True)
class Question:
    """Something that can be guessed. `weeks`: of a line, at which it is drawn; `most`: the top of its axis."""

    what: What
    title: str
    unit: str
    hint: str
    least: float
    most: float
    step: float
    weeks: tuple[int, ...] = ()


@dataclass(frozen=True)
class ToGuess:
    """What can be guessed of an option."""

    title: str
    asked: tuple[Question, ...]


@dataclass(frozen=True)
class Guessable:
    """The same of every option, by its place on the page."""

    options: dict[str, ToGuess]


@dataclass(frozen=True)
class Scored:
    """How near a guess was: sentences, and of a line also a picture."""

    said: Sequence[str]
    chart: str = ""


def guess(wanted: Wanted, watch: Watch) -> Guessable | Scored:
    """What can be guessed of each option; or the score. Raises RequestRefused where an option has no such thing."""
    loaded = loaded_of(wanted.setting)
    if wanted.option not in loaded:
        raise refused("Nothing is kept beside it, so nothing of that can be guessed.", "option")
    asked = {question.what: question for question in questions(loaded[wanted.option].scenario)}
    if wanted.what is None:
        return Guessable({place: ToGuess(one.scenario.title, questions(one.scenario)) for place, one in loaded.items()})
    question = asked.get(wanted.what)
    if question is None:
        raise refused("This scenario has none of that to guess.", "what", wanted.option)
    if wanted.line is not None and len(wanted.line) != len(question.weeks):
        raise refused("The line does not fit the weeks that it is drawn over.", "line", wanted.option)
    ran = run(wanted.setting, loaded, watch)
    at = [*loaded].index(wanted.option)
    scenario = ran.answer.scenarios[at]
    of = f"{names_of(ran.answer.scenarios)[scenario.name]}: " if len(loaded) > 1 else ""
    if question.what == "queue":
        series = waiting(Results(ran.cases[at], ran.results[at]))
        drawn = None if wanted.line is None else _every_week(question.weeks, wanted.line, len(series.mean))
        said = line_score(drawn, series)
        chart = str(guess_chart(drawn, series, scenario.dates.start, " ".join(said)))
        return Scored([f"{of}{said[0]}", *said[1:]], chart)
    said = score(wanted.guess, *_came_out(scenario, question.what), question)
    return Scored([f"{of}{said[0]}", *said[1:], *_anyway(scenario, question.what)])


# ---------------------------------------------------------------- what can be guessed


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """What a scenario has to guess. Nothing here is run, so nothing tells the answer."""
    found: list[Question] = []
    shape = Shape(scenario)
    horizon = shape.horizon // WEEK
    if scenario.stages.support and scenario.programme.offer == "link_workers":
        step = max(1, ceil(horizon / POINTS))
        weeks = tuple(range(0, horizon, step))
        comes = scenario.demand.referrals_per_week.value * WEEKS_OF_DEMAND + scenario.demand.waiting_on_day_0.value
        top = ticks(max(FEWEST, comes))[-1]
        found.append(
            Question(
                "wait",
                "The mean wait for a link worker",
                "weeks",
                "Of new referrals who are given one, from joining the queue.",
                0,
                float(horizon),
                0.1,
            )
        )
        found.append(
            Question(
                "queue",
                "The queue for a link worker, over time",
                "people",
                "How many people wait at the end of each week. Draw it, or choose a week with the left and right arrow "
                "keys and move it with up and down.",
                0,
                top,
                max(1.0, top / 100),
                weeks,
            )
        )
    if shape.bridge_years:
        years = words.years(shape.bridge_years[-1])
        if scenario.stages.reviews:
            hint = f"Within {years}, at least once: those who would have been discharged anyway too."
            found.append(Question("discharged", "People discharged", "people", hint, 0, LARGEST, 1))
        hint = f"Over {years}. Below £0: it costs more than it releases."
        found.append(Question("net", "Net cash", "£", hint, -LARGEST, LARGEST, 1000))
    return tuple(found)


def _came_out(scenario: ScenarioInShort, what: What) -> tuple[Estimate, Say, str]:
    """What came out, how it is said, and its unit."""
    if what == "net":
        return words.net_cash(scenario, max(scenario.bridge)), words.pounds, ""
    if what == "wait":
        return words.outcomes(scenario)[WAIT].programme, words.number, " weeks"
    return words.outcomes(scenario)[f"discharged_in_{max(scenario.bridge)}y"].programme, words.count, " people"


def _anyway(scenario: ScenarioInShort, what: What) -> list[str]:
    """Of discharges, what a guess is most often wrong about."""
    if what != "discharged":
        return []
    usual = words.outcomes(scenario)[f"discharged_in_{max(scenario.bridge)}y"].usual
    return [f"Under usual care it would have been {amount(usual)}: those are no effect of the programme."]


# ---------------------------------------------------------------- the score


def score(guessed: float | None, out: Estimate, say: Say, unit: str, question: Question) -> list[str]:
    """How near a number was: to the mean, and to what one real service may show."""
    came = f"What came out is {amount(out, say, unit)}"
    luck = _luck_of_one(guessed, out, say, unit)
    if guessed is None:
        return [f"No guess was made. {came}.", *luck]
    said = f"{say(guessed, None)}{unit}"
    low, high = out.error
    if out.half_width is not None and low <= guessed <= high:
        return [f"You said {said}. {came}: as near as this simulation can tell.", *luck]
    off = abs(guessed - out.mean)
    side = "too high" if guessed > out.mean else "too low"
    verdict = "near, " if off <= NEAR * abs(out.mean) else ""
    return [f"You said {said}. {came}: {verdict}{say(off, out.half_width or None)}{unit} {side}.", *luck]


def _luck_of_one(guessed: float | None, out: Estimate, say: Say, unit: str) -> list[str]:
    """Whether one real service may show it. Of a single replication nothing is known of that."""
    if out.half_width is None or out.low == out.high:
        return []
    low, high = out.real
    falls = f"If every input is right, {HOLDS} real services fall between {words.span(out, say)}{unit} by luck"
    on_top = "What nobody knows of the inputs comes on top."
    if guessed is None:
        return [f"{falls}. {on_top}"]
    if low <= guessed <= high:
        return [f"{falls}, so a single service could well show what you said. {on_top}"]
    return [f"{falls}, so what you said is more than luck away. {on_top}"]


def line_score(drawn: Sequence[float] | None, out: Series) -> list[str]:
    """How near a line was: in how many weeks one real service may show it, and how far off it was on average."""
    weeks, mean = len(out.mean), fsum(out.mean) / len(out.mean)
    longest = max(range(weeks), key=lambda week: out.mean[week])
    error = plus_minus(out.half_width[longest])
    came = (
        f"What came out is a queue of {words.number(mean)} people on average over {weeks} weeks, the longest "
        f"{words.count(out.mean[longest])} ({error}) in week {longest + 1}."
    )
    on_top = "What nobody knows of the inputs comes on top."
    if drawn is None:
        return [f"No line was drawn. {came}"]
    inside = sum(low <= at <= high for at, low, high in zip(drawn, out.low, out.high, strict=True))
    off = fsum(abs(at - there) for at, there in zip(drawn, out.mean, strict=True)) / weeks
    highest = max(range(weeks), key=lambda week: drawn[week])
    return [
        f"You drew a queue that is longest in week {highest + 1}, with {words.count(drawn[highest])} people. {came}",
        f"Your line was {words.number(off)} people off on average. In {inside} of {weeks} weeks it lies where {HOLDS} "
        f"real services fall by luck, if every input is right. {on_top}",
    ]


def _every_week(weeks: Sequence[int], line: Sequence[float], many: int) -> list[float]:
    """A line through its points at the end of every week; level after the last."""
    found = []
    spans = [*pairwise(zip(weeks, line, strict=True))]
    for week in range(many):
        if week >= weeks[-1]:
            found.append(float(line[-1]))
            continue
        (first, low), (last, high) = spans[bisect_right(weeks, week) - 1]
        found.append(low + (high - low) * (week - first) / (last - first))
    return found
