"""What happened to one person, and what would have happened without the programme? Log rows in sentences.

The same person with the same luck in two worlds, side by side: every difference between the columns is the programme's
doing. Nothing here goes beyond the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from experiments.run import Case
from sim.errors import NoSuchPerson
from sim.events import CareWait, Review, Row, What
from sim.frames import Shape
from sim.inputs import World
from sim.luck import SOURCE, Source
from sim.preflight import estimate
from sim.rules import OUTCOMES, ones
from sim.simulate import Engine
from sim.stays import IN_CARE, STAYS, By, Stay, closed_by, opened_by
from sim.units import DAY, WEEK, Minutes

WORLDS = (World.USUAL, World.PROGRAMME)
NOT_TOLD = (What.HAS_TRAIT, What.MEETING_WANTED, What.CARE_USED_BEFORE, What.REVIEW_DUE)
NO_POST = -1
USED = ": used."
FEW_EVENTS = 10_000  # in a replication: half a second


@dataclass(frozen=True)
class Moment:
    """A day of a life line, and what happened on it in each world."""

    day: date
    week: int  # 1 is the week that begins on day 0
    usual: list[str]
    programme: list[str]


@dataclass(frozen=True)
class Life:
    """One person in two worlds."""

    person: int
    people: int
    replication: int
    traits: list[str]
    before: list[str]
    moments: list[Moment]
    care_began: str  # 'referral', or what else weeks in care are counted from
    weeks_in_care: dict[str, float]
    ends: date

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "person": self.person,
            "people": self.people,
            "replication": self.replication,
            "traits": self.traits,
            "before": self.before,
            "moments": [
                {"date": m.day.isoformat(), "week": m.week, "usual care": m.usual, "programme": m.programme}
                for m in self.moments
            ],
            "weeks_in_care": self.weeks_in_care,
            "end": self.ends.isoformat(),
        }


def life(case: Case, person: int, replication: int) -> Life:
    """The life line of a person, counted from 1 in order of entry: after all who are referred to the programme come
    those who never are, where there is a care team."""
    logs = [case.log(world, replication) for world in WORLDS]
    people = sum(row[2] in CAME_BY for row in logs[0])
    if not 1 <= person <= people:
        there = f"There are {people:,} people" if people != 1 else "There is 1 person"
        raise NoSuchPerson(f"{there} in replication {replication} of {case.name}: no person {person:,}.")
    usual, programme = ([row for row in log if row[1] == person - 1] for log in logs)
    teller = Teller(case.shape)
    days = [teller.days(rows) for rows in (usual, programme)]
    start = case.scenario.dates.start.value
    moments = [
        Moment(start + timedelta(day), day * DAY // WEEK + 1, days[0].get(day, []), days[1].get(day, []))
        for day in sorted({*days[0], *days[1]})
    ]
    return Life(
        person,
        people,
        replication,
        teller.traits(usual),
        teller.before(usual),
        moments,
        next(BEGINNING[Source(row[3] & SOURCE)] for row in usual if row[2] in CAME_BY),
        {
            world.value: minutes_in_care(rows, case.shape.horizon) / WEEK
            for world, rows in zip(WORLDS, (usual, programme), strict=True)
        },
        case.scenario.dates.end.value,
    )


def worth_reading(case: Case, engine: Engine = "fast") -> int:
    """A person whose story shows something: the first of replication 0 who is in care for another time with the
    programme than without. Where there is none, or looking would take long, the first person of all."""
    if estimate(case.flight).events > FEW_EVENTS:
        return 1
    usual, programme = (_by_person(case.log(world, 0, engine)) for world in WORLDS)
    horizon = case.shape.horizon
    for person, rows in sorted(usual.items()):
        if minutes_in_care(rows, horizon) != minutes_in_care(programme[person], horizon):
            return person + 1
    return 1


def _by_person(log: Sequence[Row]) -> dict[int, list[Row]]:
    """The rows of each person, in order."""
    found: dict[int, list[Row]] = {}
    for row in log:
        if row[1] >= 0:  # posts are negative
            found.setdefault(row[1], []).append(row)
    return found


def minutes_in_care(rows: Sequence[Row], horizon: Minutes) -> Minutes:
    """For how long a person was in care, up to the horizon."""
    total, since = 0, None
    for minute, _, what, where, _ in rows:
        if closed_by(what, where) is IN_CARE and since is not None:
            total, since = total + minute - since, None
        elif opened_by(what) is IN_CARE:
            since = minute
    return total if since is None else total + horizon - since


def weeks(minutes: Minutes) -> str:
    """A length of time as people say it."""
    if minutes < 2 * WEEK:
        days = round(minutes / DAY)
        return "a day" if days == 1 else f"{days} days"
    return f"{round(minutes / WEEK)} weeks"


@dataclass
class Past:
    """What a sentence needs to know of the rows before it."""

    since: dict[tuple[Stay, int], Minutes] = field(default_factory=dict)  # when a stay began (where: by activity)
    requests: dict[int, Minutes] = field(default_factory=dict)  # when a review was requested, by kind
    meetings: int = 0  # of this episode
    joined: bool = False  # an activity
    care_began: str = ""  # with what

    def lasted(self, now: Minutes, what: What, where: int) -> Minutes:
        """For how long the stay lasted that an event closes."""
        stay = closed_by(what, where)
        return 0 if stay is None else now - self.since.get(_key(stay, where), now)

    def remember(self, minute: Minutes, what: int, where: int, value: int) -> None:
        """One row more."""
        if stay := opened_by(what):
            waited = value if what in (What.JOINED_QUEUE, What.JOINED_CARE_LIST) else 0
            self.since[_key(stay, where)] = minute - waited
        if what == What.JOINED_QUEUE:
            self.meetings = 0
        elif what == What.MET_ALREADY:
            self.meetings = value
        elif what == What.MET:
            self.meetings += 1
        elif what == What.REVIEW_DUE:
            self.requests[where] = minute
        elif what in CAME_BY:
            self.care_began = BEGINNING[Source(where & SOURCE)]
        elif what == What.RELAPSED:
            self.care_began = "the relapse"
        self.joined |= what == What.JOINED_ACTIVITY


def _key(stay: Stay, where: int) -> tuple[Stay, int]:
    """What distinguishes a person's stays."""
    return stay, where if stay.by is By.ACTIVITY else 0


class Teller:
    """Puts rows of a log into words, with the names of a scenario."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.scenario = shape, shape.scenario

    def traits(self, rows: Sequence[Row]) -> list[str]:
        """What is known of a person."""
        traits = []
        for _, _, what, trait, level in rows:
            if what == What.HAS_TRAIT:
                name, levels = self.shape.traits[trait]
                traits.append(f"{self.scenario.traits[name].title or spoken(name)}: {spoken(levels[level])}")
        return traits

    def before(self, rows: Sequence[Row]) -> list[str]:
        """Use of care in the year before referral."""
        return [
            f"{self.line(where)} in the year before referral: {value}"
            for _, _, what, where, value in rows
            if what == What.CARE_USED_BEFORE
        ]

    def days(self, rows: Sequence[Row]) -> dict[int, list[str]]:
        """Sentences by day."""
        by_day: dict[int, list[str]] = {}
        past = Past()
        for minute, _, what, where, value in rows:
            if what not in NOT_TOLD and (words := self.sentence(minute, What(what), where, value, past)):
                by_day.setdefault(minute // DAY, []).append(words)
            past.remember(minute, what, where, value)
        return {day: together(sentences) for day, sentences in by_day.items()}

    def sentence(self, now: Minutes, what: What, where: int, value: int, past: Past) -> str:
        """One row as a sentence; '' where there is nothing to say."""
        lasted = past.lasted(now, what, where)
        if what in CAME_BY:
            return CAME[Source(where & SOURCE)]
        if what == What.JOINED_QUEUE:
            return f"Waits for a link worker ({weeks(value)} already)." if value else ""
        if what in (What.GAVE_UP, What.WAIT_CUT):
            why = "Gives up waiting for a link worker" if what == What.GAVE_UP else "The service ends while waiting"
            return f"{why}, after {weeks(lasted)}."
        if what in (What.JOINED_CARE_LIST, What.STARTED_CARE, What.GAVE_UP_CARE_LIST):
            return self.at_the_care_team(what, where, value, lasted)
        if what == What.GIVEN_LINK_WORKER:
            return f"Given {self.post(where)}{' at once' if lasted < DAY else f' after {weeks(lasted)}'}."
        if what == What.MET_ALREADY:
            return f"Has attended {value} meeting{'s' * (value != 1)} with a link worker by day 0."
        if what == What.SUPPORTED_ALREADY:
            return f"Is supported by {self.post(where)} on day 0, for {weeks(value)} so far."
        if what in (What.MET, What.MISSED):
            nth, time = past.meetings + 1, f"{value} minute{'s' * (value != 1)}"
            if what == What.MET:
                about = ': "what matters to you"' if nth == 1 else ""
                return f"Meeting {nth} with the link worker ({time}){about}."
            return f"Misses a meeting ({time} of the link worker's time)."
        if what in (What.HANDED_OVER, What.STRANDED, What.GIVEN_ANOTHER):
            return {
                What.HANDED_OVER: f"The link worker leaves; {self.post(where)} takes over.",
                What.STRANDED: "The link worker leaves and no colleague has room: waits again.",
                What.GIVEN_ANOTHER: f"Given {self.post(where)} after {weeks(lasted)}.",
            }[what]
        if what in (What.SUPPORT_ENDED, What.DISENGAGED):
            met = f"{value} meeting{'s' * (value != 1)} attended"
            return f"Support is complete: {met}." if what == What.SUPPORT_ENDED else f"Disengages from support: {met}."
        if what in IN_AN_ACTIVITY:
            return self.in_an_activity(what, where, value, lasted)
        if what in (What.REVIEWED, What.REVIEW_LAPSED, What.DISCHARGED, What.RELAPSED):
            return self.in_care(now, what, where, value, past)
        if what in (What.PROGRESS_SEEN, What.WIDER_SEEN):
            return self.what_came_of_it(what, value)
        if what == What.CARE_USED:
            return f"{self.line(where)}{USED}"
        return PLAIN.get(what, "")

    def in_an_activity(self, what: What, where: int, value: int, waited: Minutes) -> str:
        """Waiting for a place, in one, and afterwards."""
        name = spoken(self.shape.activities[where])
        sessions = f"{value} session{'s' * (value != 1)} attended"
        more = f"{value or 'no'} more place{'s' * (value != 1)}"
        return {
            What.WANTS_PLACE: f"Wants a place in {name}.",
            What.PLACE_GIVEN_UP: f"Gives up waiting for {name}, after {weeks(waited)}.",
            What.PLACE_WAIT_CLOSED: f"{name.capitalize()} closes before a place is free.",
            What.IN_ACTIVITY_ALREADY: f"Is in {name} on day 0, for {weeks(value)} so far.",
            What.JOINED_ACTIVITY: f"Joins {name}{' at once' if waited < DAY else f' after {weeks(waited)}'}.",
            What.COMPLETED: f"Completes {name}: {sessions}.",
            What.DROPPED_OUT: f"Drops out of {name}: {sessions}.",
            What.ACTIVITY_CLOSED: f"{name.capitalize()} closes: {sessions}.",
            What.ACTIVITY_LEFT: "",
            What.PLACE_WAIT_LEFT: "",
            What.ENGAGEMENT_SUSTAINED: f"Goes on with {name} under their own steam.",
            What.STAYED_ON: f"Keeps the place in {name}.",
            What.STAY_ENDED: f"Gives up the place in {name}.",
            What.STARTED_HELPING: f"Begins to help run {name}, which gives it {more}.",
            What.STOPPED_HELPING: f"No longer helps to run {name}.",
        }[what]

    def in_care(self, now: Minutes, what: What, where: int, value: int, past: Past) -> str:
        """Reviews, discharge, relapse."""
        lasted = weeks(past.lasted(now, what, where))
        if what == What.RELAPSED:
            return f"Relapses after {lasted} out of care. Back in care."
        kind = "supported" if where == Review.SUPPORTED else "routine"
        if what == What.REVIEW_LAPSED:
            return f"The {kind} review that was booked lapses."
        if what == What.DISCHARGED:
            return f"Discharged at the {kind} review, {lasted} after {past.care_began}."
        improved, by_dose = ones(value & ((1 << OUTCOMES) - 1)), ones(value >> OUTCOMES)
        booked = now - past.requests.get(where, now)
        wait = f", {weeks(booked)} after it was asked for" if booked >= WEEK else ""
        said = progress(improved, by_dose)
        if not past.meetings and not past.joined:
            said = f"{said.removesuffix('.')} (without support the model assumes little progress)."
        return f"{kind.capitalize()} review{wait}: {said}"

    def at_the_care_team(self, what: What, where: int, value: int, waited: Minutes) -> str:
        """Waiting for a place in care, and given one."""
        if what == What.JOINED_CARE_LIST:
            again = " again" if where == CareWait.RELAPSE else ""
            return f"Waits for a place in care{again}{f' ({weeks(value)} already)' if value else ''}."
        if what == What.GAVE_UP_CARE_LIST:
            return f"Gives up waiting for a place in care, after {weeks(waited)}."
        return f"Given a place in care{' at once' if waited < DAY else f' after {weeks(waited)}'}."

    def what_came_of_it(self, what: What, value: int) -> str:
        """When support and activities are over."""
        if what == What.PROGRESS_SEEN:
            improved, by_dose = ones(value & ((1 << OUTCOMES) - 1)), ones(value >> OUTCOMES)
            return f"Support and activities are over: {progress(improved, by_dose)}"
        found = [self.wider(name) for i, name in enumerate(self.shape.wider) if value >> i & 1]
        return f"Reached: {', '.join(found)}." if found else ""

    def wider(self, name: str) -> str:
        """A wider outcome's title, within a sentence."""
        title = self.scenario.progress.wider[name].title or spoken(name)
        return title[:1].lower() + title[1:]

    def line(self, index: int) -> str:
        """A care line's title."""
        name = self.shape.lines[index]
        return self.scenario.care_lines[name].title or spoken(name).capitalize()

    def post(self, index: int) -> str:
        """'link worker 2', or 'link worker 1 of evenings'."""
        if index == NO_POST:
            return "a link worker"
        group = self.shape.posts[index][0]
        number = index - [name for name, _ in self.shape.posts].index(group) + 1
        return f"link worker {number}" if group == "team" else f"link worker {number} of {spoken(group)}"


CAME_BY = (What.REFERRED, What.CARE_REFERRED)
CAME = {
    Source.WAITING_LIST: "Is on the waiting list on day 0.",
    Source.REFERRALS: "Referred.",
    Source.IN_SERVICE: "Is already in the service on day 0.",
    Source.IN_CARE: "Is in care on day 0, and never referred to the programme.",
    Source.CARE_LIST: "Is on the waiting list of care on day 0, and never referred to the programme.",
    Source.NEW_TO_CARE: "Comes to care, and is never referred to the programme.",
}
BEGINNING = {  # of a person's time in care, as it is counted
    Source.WAITING_LIST: "day 0",
    Source.REFERRALS: "referral",
    Source.IN_SERVICE: "day 0",
    Source.IN_CARE: "day 0",
    Source.CARE_LIST: "day 0",
    Source.NEW_TO_CARE: "coming to care",
}
PLAIN = {
    What.DECLINED: "Declines the offer.",
    What.SUPPORT_CUT: "The service ends, and support with it.",
    What.NOTHING_SUITABLE: "Finds no suitable activity.",
    What.REFERRED_AGAIN: "Referred again.",
    What.LEFT: "Dies, moves away or otherwise leaves.",
    What.KEPT_PLACE_ENDED: "The place in care is kept no longer.",
}
IN_AN_ACTIVITY = {
    What.ENGAGEMENT_SUSTAINED,
    *(what for stay in STAYS if stay.by is By.ACTIVITY for what in stay.events),
}


def progress(improved: int, by_dose: int) -> str:
    """Of eight outcomes: how many improved, and how many of them because of meetings and sessions."""
    if not improved:
        return f"none of {OUTCOMES} outcomes improved."
    because = "because of support" if by_dose == improved else f"{by_dose or 'none'} of them because of support"
    return f"{improved} of {OUTCOMES} outcomes improved, {because}."


def spoken(name: str) -> str:
    """A name of a file, as words."""
    return name.replace("_", " ")


def together(sentences: list[str]) -> list[str]:
    """A day's sentences: repeats appear once, and a wish that is met at once is left out."""
    at_once = {s.removeprefix("Joins ").removesuffix(" at once.") for s in sentences if s.endswith(" at once.")}
    wished = {f"Wants a place in {name}." for name in at_once}
    return [sentence for sentence in dict.fromkeys(sentences) if sentence not in wished]


__all__ = ["USED", "Life", "Moment", "life", "minutes_in_care", "worth_reading"]
