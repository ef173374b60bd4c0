"""Who waits, and when? The queues of every option over time, with what changes on a date: drawn, and in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from app import words
from app.tables.options import Lettered, lettered
from app.tables.table import NOTHING, Column, Table
from experiments.answer import AnswerInShort, ScenarioInShort
from experiments.dated_events import DatedEvent
from experiments.people_rows import Weekly
from sim.units import MONTHS

QUEUES = {  # states, and what people wait for
    "waiting": "a link worker",
    "waiting_for_place": "a group place",
    "waiting_for_care": "a place in care",
}
OF_ONE = {  # events that bear on one queue alone; all others on the first
    "waiting_for_place": ("opens", "closes", "places"),
    "waiting_for_care": ("care_places", "care_demand"),
}
OF_ONE_QUEUE = {kind: state for state, kinds in OF_ONE.items() for kind in kinds}
OF_BOTH = ("referrals_start", "service_starts", "service_ends")
OF_CARE, USUAL_IS_DOTTED = "waiting_for_care", "; dotted: usual care"
LEGIBLE = 1 / 6  # of the longest queue: a shorter one has a scale of its own,
FEW = 5  # unless hardly anybody waits in it
MOST_ROWS = 16  # of the table
EVERY_WEEKS = (13, 26, 52)


class Waiting(NamedTuple):
    """How many people wait, of one option or of its usual care: at the end of each week since its day 0."""

    option: Lettered[ScenarioInShort]
    start: date
    series: Weekly

    @property
    def is_usual(self) -> bool:
        """Whether it is of usual care."""
        return self.series.world != "programme"

    @property
    def letter(self) -> str:
        """Of the option; usual care has none, and neither has an option that is alone."""
        return "" if self.is_usual else self.option.letter

    @property
    def end(self) -> date:
        """The last day that is shown."""
        return self.start + timedelta(weeks=len(self.series.mean))

    def on(self, day: date) -> int | None:
        """The place of the week that ends on this day or before it."""
        weeks = (day - self.start).days // words.DAYS_PER_WEEK
        return weeks - 1 if 0 < weeks <= len(self.series.mean) else None

    def said(self, week: int) -> str:
        """'131 ±9'."""
        mean, half_width = self.series.mean[week], self.series.half_width[week]
        error = f" ±{words.number(half_width, half_width)}" if half_width else ""
        return f"{words.count(mean, half_width)}{error}"


class Marked(NamedTuple):
    """A dated event of some options, or of all."""

    day: date
    until: date | None
    text: str

    @property
    def dated(self) -> str:
        """'one post away, Jul 2027–Mar 2028'."""
        days = [self.day] if self.until is None else [self.day, self.until - timedelta(days=1)]
        return f"{self.text}, {'–'.join(dict.fromkeys(map(month, days)))}"


@dataclass(frozen=True)
class Queue:
    """One queue, in every option."""

    what: str
    lines: Sequence[Waiting]
    events: Sequence[Marked]

    @property
    def title(self) -> str:
        """'Waiting for a group place'; and how usual care is drawn, where it has this queue."""
        return f"Waiting for {self.what}{USUAL_IS_DOTTED if any(one.is_usual for one in self.lines) else ''}"

    @property
    def most(self) -> float:
        """How many wait in it at most, with simulation error."""
        return max(mean + (error or 0.0) for one in self.lines for mean, error in _weekly(one.series))


def _weekly(series: Weekly) -> Sequence[tuple[float, float | None]]:
    return list(zip(series.mean, series.half_width, strict=True))


def month(day: date) -> str:
    """'Jul 2027'."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def queues_of(answer: AnswerInShort, names: Mapping[str, str]) -> list[Queue]:
    """The queues that anybody joins. A review clinic alone has none of them."""
    options, found = lettered(answer, names), []
    for state, what in QUEUES.items():
        lines = [
            Waiting(one, date.fromisoformat(one.scenario.dates.start), series)
            for one in options
            for series in one.scenario.series
            if series.state == state and (state == OF_CARE or not words.is_clinic(one.scenario))
        ]
        lines = [*_programmes(lines), *_usual(lines)]
        if any(any(one.series.mean) for one in lines):
            found.append(Queue(what, lines, _marked(options, state)))
    return found


def _programmes(lines: Sequence[Waiting]) -> list[Waiting]:
    return [one for one in lines if not one.is_usual]


def _usual(lines: Sequence[Waiting]) -> Iterator[Waiting]:
    """Usual care, once for all options that share it."""
    yield from {(one.start, one.series.mean): one for one in reversed(lines) if one.is_usual}.values()


def _marked(options: Sequence[Lettered[ScenarioInShort]], state: str) -> list[Marked]:
    """The dated events that bear on a queue; whose they are, where they are not everybody's."""
    whose: dict[DatedEvent, list[str]] = {}
    for one in options:
        for event in one.scenario.events:
            if event.kind in OF_BOTH or OF_ONE_QUEUE.get(event.kind, "waiting") == state:
                whose.setdefault(event, []).append(one.letter)
    together: dict[tuple[str, str | None, str], list[str]] = {}
    for event, of in whose.items():
        some = "" if len(of) == len(options) else f"{', '.join(of)}: "
        together.setdefault((event.day, event.until, some), []).append(event.text)
    rows = [
        Marked(date.fromisoformat(day), date.fromisoformat(until) if until else None, f"{some}{', '.join(texts)}")
        for (day, until, some), texts in together.items()
    ]
    return sorted(rows, key=lambda row: (row.day, row.until or row.day, row.text))


def in_words(queue: Queue, span: tuple[date, date]) -> str:
    """The panel in words: how many wait at most and at the end, and what changes when."""
    said = []
    for one in queue.lines:
        means = one.series.mean
        peak, last = means.index(max(means)), len(means) - 1
        when = month(one.start + timedelta(weeks=peak + 1))
        name = "Usual care: " if one.is_usual else f"{one.option.head}: " if one.letter else ""
        said.append(f"{name}at most {one.said(peak)} on average, in {when}; {one.said(last)} at the end.")
    events = f" Changes: {'; '.join(event.dated for event in queue.events)}." if queue.events else ""
    first, last_day = map(month, span)
    return f"People waiting for {queue.what} at the end of each week, {first} to {last_day}. {' '.join(said)}{events}"


def span_of(queues: Sequence[Queue]) -> tuple[date, date]:
    """The days of the axis that they share."""
    lines = [one for queue in queues for one in queue.lines]
    return min(one.start for one in lines), max(one.end for one in lines)


def tops_of(queues: Sequence[Queue]) -> list[float]:
    """People at the top of each scale: the same, unless a queue would then be too low to read."""
    longest = max(queue.most for queue in queues)
    shared = all(queue.most >= LEGIBLE * longest or queue.most < FEW for queue in queues)
    return [longest if shared else queue.most for queue in queues]


def over_time(queues: Sequence[Queue]) -> Table[date] | None:
    """The same in numbers: at the end of each quarter, or less often where the follow-up is long."""
    if not queues:
        return None
    start, end = span_of(queues)
    weeks = (end - start).days // words.DAYS_PER_WEEK
    every = next((apart for apart in EVERY_WEEKS if weeks / apart <= MOST_ROWS), EVERY_WEEKS[-1])
    days = [start + timedelta(weeks=week) for week in sorted({*range(every, weeks + 1, every), weeks})]
    columns: list[Column[date]] = [Column("On", lambda day: day.isoformat(), say=words.day)]
    for queue in queues:
        for one in queue.lines:
            head = ": ".join(filter(None, [f"Waiting for {queue.what}", "usual care" if one.is_usual else one.letter]))
            columns.append(Column(head, partial(_mean, one), "number", worded=partial(_said, one)))
    events = dict.fromkeys(event.dated for queue in queues for event in queue.events)
    note = " ".join(["Means ± simulation error.", *([f"Dated: {'; '.join(events)}."] if events else [])])
    return Table("People waiting, over time", columns, days, note)


def _mean(one: Waiting, day: date) -> float | None:
    week = one.on(day)
    return None if week is None else one.series.mean[week]


def _said(one: Waiting, day: date) -> str:
    week = one.on(day)
    return NOTHING if week is None else one.said(week)
