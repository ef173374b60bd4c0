"""What is reported of one run? Each outcome: a name, a title, a unit, and what is counted in every kind of person.

An outcome defined here appears everywhere: on screen, in JSON, CSV and the report. It is counted by stratum, so it can
be told of everybody and of any level of a trait alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import Capacity, Inputs
from sim.measures import REVIEW_KINDS, State, Tally, WaitEnd
from sim.units import WEEK, Minutes

DUE, HELD, LAPSED, DISCHARGING = range(4)


@dataclass(frozen=True)
class Waits:
    """The waits of one kind of person, in minutes."""

    given: list[Minutes]  # what they waited for
    unfinished: list[Minutes]  # or ended otherwise


@dataclass(frozen=True)
class Reading:
    """A tally, read by kind of person."""

    shape: Shape
    tally: Tally

    def rows(self, buffer: Sequence[int], row: int) -> list[int]:
        """One row of a (row, period, stratum) buffer, over all periods."""
        strata = len(self.shape.strata)
        size = len(self.shape.cuts) * strata
        of = buffer[row * size : (row + 1) * size]
        return [sum(of[s::strata]) for s in range(strata)]

    def row(self, buffer: Sequence[int], row: int) -> Sequence[int]:
        """One row of a (row, stratum) buffer."""
        strata = len(self.shape.strata)
        return buffer[row * strata : (row + 1) * strata]

    @cached_property
    def worker_waits(self) -> list[Waits]:
        """For a link worker."""
        return self._waits(self.tally.worker_waits)

    @cached_property
    def place_waits(self) -> list[Waits]:
        """For a place in an activity."""
        return self._waits(self.tally.place_waits)

    def _waits(self, flat: Sequence[int]) -> list[Waits]:
        """From a tally's rows of (minutes, how it ended, stratum)."""
        waits = [Waits([], []) for _ in self.shape.strata]
        for minutes, end, stratum in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            (waits[stratum].given if end == WaitEnd.GRANTED else waits[stratum].unfinished).append(minutes)
        return waits


Counted = Callable[[Reading], Sequence[int]]  # by stratum


@dataclass(frozen=True)
class Outcome:
    """Something counted in every replication; where there is an `out_of`, the part of that it is (0 of nothing)."""

    name: str
    title: str
    unit: str
    counted: Counted
    out_of: Counted | None = None
    each: int = 1  # so many counted make one of the unit

    def of(self, reading: Reading, strata: Iterable[int] | None = None) -> float:
        """Of some strata, or of everybody."""
        return self.of_counted(self.counted(reading), self.out_of(reading) if self.out_of else None, strata)

    def of_counted(
        self, counted: Sequence[int], out_of: Sequence[int] | None, strata: Iterable[int] | None = None
    ) -> float:
        """The same, from what has been counted already."""
        some = sum(counted) if strata is None else sum(map(counted.__getitem__, strata))
        if out_of is None:
            return some / self.each
        whole = sum(out_of) if strata is None else sum(map(out_of.__getitem__, strata))
        return some / (whole * self.each) if whole else 0.0


class Read:
    """Every outcome of one world in every replication: counted once, told of anybody who is asked about."""

    def __init__(self, shape: Shape, tallies: Iterable[Tally]) -> None:
        self.readings = [Reading(shape, tally) for tally in tallies]
        self._counted: dict[str, list[tuple[Sequence[int], Sequence[int] | None]]] = {}

    def values(self, outcome: Outcome, strata: Iterable[int] | None = None) -> list[float]:
        """One outcome in each replication."""
        if outcome.name not in self._counted:
            self._counted[outcome.name] = [
                (outcome.counted(reading), outcome.out_of(reading) if outcome.out_of else None)
                for reading in self.readings
            ]
        return [outcome.of_counted(*counted, strata) for counted in self._counted[outcome.name]]


def event_count(what: What) -> Counted:
    """How often something happened."""
    return lambda reading: reading.rows(reading.tally.counts, int(what))


def _people(reading: Reading) -> Sequence[int]:
    return reading.tally.people


def _took_up(reading: Reading) -> Sequence[int]:
    return reading.tally.joined_people


def _reviews(row: int, kind: Review) -> Counted:
    return lambda reading: reading.rows(reading.tally.reviews, row * REVIEW_KINDS + kind)


def _minutes(state: State) -> Counted:
    return lambda reading: reading.rows(reading.tally.minutes, int(state))


def people_discharged(years: int) -> Outcome:
    """D: people discharged at least once within so many years."""

    def counted(reading: Reading) -> Sequence[int]:
        return reading.row(reading.tally.discharged_people, reading.shape.bridge_years.index(years))

    return Outcome(
        f"discharged_in_{years}y", f"People discharged within {years} year{'s' * (years > 1)}", "people", counted
    )


def _waited(waits: Callable[[Reading], list[Waits]]) -> Counted:
    return lambda reading: [sum(of.given) for of in waits(reading)]


def _given(waits: Callable[[Reading], list[Waits]]) -> Counted:
    return lambda reading: [len(of.given) for of in waits(reading)]


def _joined(reading: Reading) -> Sequence[int]:
    return [len(of.given) + len(of.unfinished) for of in reading.worker_waits]


def _hundred_within_target(reading: Reading) -> Sequence[int]:
    """A hundred for each that was given a link worker in time: out of those who joined, a per cent."""
    target = float(reading.shape.scenario.settings.wait_target_weeks.value)
    return [100 * sum(minutes / WEEK <= target for minutes in of.given) for of in reading.worker_waits]


def _mean_wait(name: str, title: str, waits: Callable[[Reading], list[Waits]]) -> Outcome:
    """Mean weeks of those given, and of nobody else: 0 where nobody was."""
    return Outcome(name, title, "weeks", _waited(waits), _given(waits), WEEK)


MEAN_WAIT = _mean_wait(
    "wait_for_link_worker", "Mean wait of those given a link worker", lambda reading: reading.worker_waits
)

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("referred", "People who came", "people", _people),
    Outcome("declined", "Declined the offer", "people", event_count(What.DECLINED)),
    Outcome("given_link_worker", "Given a link worker", "times", event_count(What.GIVEN_LINK_WORKER)),
    Outcome("gave_up", "Gave up waiting for a link worker", "times", event_count(What.GAVE_UP)),
    MEAN_WAIT,
    Outcome(
        "within_target",
        "Given a link worker within the target",
        "% of those who joined the queue",
        _hundred_within_target,
        _joined,
    ),
    Outcome("support_completed", "Completed support", "times", event_count(What.SUPPORT_ENDED)),
    Outcome("disengaged", "Disengaged from support", "times", event_count(What.DISENGAGED)),
    Outcome("stranded", "Lost their link worker, none free", "times", event_count(What.STRANDED)),
    Outcome("took_up", "Took up at least one activity", "people", _took_up),
    _mean_wait("wait_for_place", "Mean wait of those given a place", lambda reading: reading.place_waits),
    Outcome("place_given_up", "Gave up waiting for a place", "times", event_count(What.PLACE_GIVEN_UP)),
    Outcome("nothing_suitable", "Found nothing suitable", "times", event_count(What.NOTHING_SUITABLE)),
    Outcome("dropped_out", "Dropped out of an activity", "times", event_count(What.DROPPED_OUT)),
    Outcome("activity_closed", "Course cut by funding ending", "times", event_count(What.ACTIVITY_CLOSED)),
    Outcome("went_on", "Went on after the prescription", "times", event_count(What.ENGAGEMENT_SUSTAINED)),
    Outcome("routine_reviews", "Routine reviews held", "reviews", _reviews(HELD, Review.ROUTINE)),
    Outcome("supported_reviews", "Supported reviews held", "reviews", _reviews(HELD, Review.SUPPORTED)),
    Outcome("discharges", "Discharges", "times", event_count(What.DISCHARGED)),
    Outcome("relapses", "Relapses", "times", event_count(What.RELAPSED)),
    Outcome("weeks_in_care", "Weeks in care", "weeks", _minutes(State.IN_CARE), each=WEEK),
    Outcome("weeks_discharged", "Weeks out of care", "weeks", _minutes(State.DISCHARGED), each=WEEK),
)


def outcomes_for(shape: Shape) -> list[Outcome]:
    """The outcomes of a scenario: the ones above, and those its own horizons, care lines and wider outcomes add."""
    rows = list(OUTCOMES)
    if shape.scenario.stages.reviews:
        rows += [people_discharged(years) for years in shape.bridge_years]
    for i, line in enumerate(shape.lines):
        title = shape.scenario.care_lines[line].title or line.replace("_", " ")
        rows.append(Outcome(f"uses.{line}", f"{title}: uses", "uses", partial(_uses, i)))
    for i, name in enumerate(shape.wider):
        title = shape.scenario.progress.wider[name].title or name.replace("_", " ")
        rows.append(Outcome(f"wider.{name}", title, "people", partial(_wider, i)))
    return rows


def _uses(line: int, reading: Reading) -> Sequence[int]:
    return reading.rows(reading.tally.uses, line)


def _wider(outcome: int, reading: Reading) -> Sequence[int]:
    return reading.row(reading.tally.wider, outcome)


def strata_of(shape: Shape, trait: str, level: str) -> list[int]:
    """The strata in which a trait has a level."""
    at = [name for name, _ in shape.traits].index(trait)
    return [s for s, levels in enumerate(shape.strata) if levels[at] == level]


def naive_change(shape: Shape, tally: Tally, line: int) -> tuple[int, int]:
    """Uses in the year before and the year after referral, of people followed a year: what a before-and-after study
    sees."""
    reading = Reading(shape, tally)
    return sum(reading.row(tally.uses_year_before, line)), sum(reading.row(tally.uses_year_after, line))


def use_of_capacity(shape: Shape, inputs: Inputs, tally: Tally) -> list[dict[str, object]]:
    """Of each capacity: how much there was, and what share of it was used, over the time it was open. `inputs`: of the
    programme's world, which the tally is of."""
    rows: list[dict[str, object]] = []
    periods = len(shape.cuts)
    groups = sorted({name for name, _ in shape.posts})
    for group in groups:
        posts = [i for i, (name, _) in enumerate(shape.posts) if name == group]
        filled = sum(_row_sum(tally.filled_minutes, i, periods) for i in posts)
        openings = sum(max(0, min(inputs.posts[i].closes, shape.horizon) - inputs.posts[i].opens) for i in posts)
        slot_minutes = sum(_slots(inputs, i) * _row_sum(tally.filled_minutes, i, periods) for i in posts)
        contact = sum(_contact(inputs, i) * _row_sum(tally.filled_minutes, i, periods) for i in posts) / WEEK
        caseload = sum(_row_sum(tally.caseload_minutes, i, periods) for i in posts)
        spent = sum(_row_sum(tally.contact_minutes, i, periods) for i in posts)
        rows.append(
            {
                "name": f"{group}: posts filled",
                "measure": "share of time",
                "share": filled / openings if openings else 0.0,
            }
        )
        rows.append(
            {
                "name": f"{group}: caseload",
                "measure": "occupancy",
                "share": caseload / slot_minutes if slot_minutes else 0.0,
            }
        )
        rows.append(
            {"name": f"{group}: contact hours", "measure": "utilisation", "share": spent / contact if contact else 0.0}
        )
    for i, name in enumerate(shape.activities):
        places = place_minutes_offered(inputs, i, 0, shape.horizon)
        held = _row_sum(tally.place_minutes, i, periods)
        rows.append(
            {
                "name": f"{name.replace('_', ' ')}: places",
                "measure": "occupancy",
                "share": held / places if places else 0.0,
            }
        )
    return rows


def _row_sum(buffer: list[int], row: int, periods: int) -> int:
    return sum(buffer[row * periods : (row + 1) * periods])


def _first(inputs: Inputs, post: int) -> Capacity:
    return next(c for c in inputs.capacities if c.post == post)


def _slots(inputs: Inputs, post: int) -> int:
    return _first(inputs, post).caseload


def _contact(inputs: Inputs, post: int) -> int:
    return _first(inputs, post).contact_minutes


def place_minutes_offered(inputs: Inputs, activity: int, since: Minutes, until: Minutes) -> int:
    """Minutes of every place that an activity has open between two minutes; the number of places changes by date."""
    rows = [(dated.minute, dated.places) for dated in inputs.places if dated.activity == activity]
    opens = max(since, inputs.activities[activity].opens)
    closes = min(until, inputs.activities[activity].closes)
    ends = [minute for minute, _ in rows[1:]] + [closes]
    return sum(
        max(0, min(end, closes) - max(start, opens)) * places for (start, places), end in zip(rows, ends, strict=True)
    )
