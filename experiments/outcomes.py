"""What is reported of one run? Each outcome: a name, a title, a unit, and a function of the tally.

An outcome defined here appears everywhere: on screen, in JSON, CSV and the report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.events import Review, What
from sim.frames import Shape
from sim.inputs import Capacity, Inputs, World, inputs_of
from sim.measures import REVIEW_KINDS, State, Tally, WaitEnd
from sim.units import WEEK, Minutes

DUE, HELD, LAPSED, DISCHARGING = range(4)


@dataclass(frozen=True)
class Outcome:
    """Something counted in every replication. `of` may be restricted to some strata (None: everybody)."""

    name: str
    title: str
    unit: str
    of: Callable[[Shape, Tally, set[int] | None], float]


def event_count(what: What) -> Callable[[Shape, Tally, set[int] | None], float]:
    """How often something happened."""
    return lambda shape, tally, strata: float(_add(shape, tally.counts, int(what), strata))


def _add(shape: Shape, buffer: list[int], row: int, strata: set[int] | None) -> int:
    """One row of a (row, period, stratum) buffer, over all periods and some strata."""
    periods, n = len(shape.cuts), len(shape.strata)
    start = row * periods * n
    return sum(buffer[start + i] for i in range(periods * n) if strata is None or i % n in strata)


def _people(_: Shape, tally: Tally, strata: set[int] | None) -> float:
    return float(_some(tally.people, strata))


def _some(by_stratum: list[int], strata: set[int] | None) -> int:
    return sum(count for s, count in enumerate(by_stratum) if strata is None or s in strata)


def _took_up(_: Shape, tally: Tally, strata: set[int] | None) -> float:
    return float(_some(tally.joined_people, strata))


def _reviews(row: int, kind: Review) -> Callable[[Shape, Tally, set[int] | None], float]:
    return lambda shape, tally, strata: float(_add(shape, tally.reviews, row * REVIEW_KINDS + kind, strata))


def _weeks(state: State) -> Callable[[Shape, Tally, set[int] | None], float]:
    return lambda shape, tally, strata: _add(shape, tally.minutes, int(state), strata) / WEEK


def people_discharged(years: int, shape: Shape, tally: Tally, strata: set[int] | None) -> float:
    """D: people discharged at least once within so many years."""
    h, n = shape.bridge_years.index(years), len(shape.strata)
    return float(_some(tally.discharged_people[h * n : (h + 1) * n], strata))


def waits(flat: list[int], strata: set[int] | None = None) -> list[tuple[float, bool]]:
    """(weeks waited, whether given) from a tally's rows of (minutes, how it ended, stratum)."""
    rows = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
    return [
        (minutes / WEEK, end == WaitEnd.GRANTED)
        for minutes, end, stratum in rows
        if strata is None or stratum in strata
    ]


def _mean_wait(field: str) -> Callable[[Shape, Tally, set[int] | None], float]:
    """Mean weeks of those given, and of nobody else: 0 where nobody was."""

    def of(_: Shape, tally: Tally, strata: set[int] | None) -> float:
        given = [weeks for weeks, granted in waits(getattr(tally, field), strata) if granted]
        return sum(given) / len(given) if given else 0.0

    return of


def _within_target(shape: Shape, tally: Tally, strata: set[int] | None) -> float:
    target = float(shape.scenario.settings.wait_target_weeks.value)
    joined = waits(tally.worker_waits, strata)
    return 100.0 * sum(granted and weeks <= target for weeks, granted in joined) / len(joined) if joined else 0.0


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("referred", "People who came", "people", _people),
    Outcome("declined", "Declined the offer", "people", event_count(What.DECLINED)),
    Outcome("given_link_worker", "Given a link worker", "times", event_count(What.GIVEN_LINK_WORKER)),
    Outcome("gave_up", "Gave up waiting for a link worker", "times", event_count(What.GAVE_UP)),
    Outcome("wait_for_link_worker", "Mean wait of those given a link worker", "weeks", _mean_wait("worker_waits")),
    Outcome(
        "within_target", "Given a link worker within the target", "% of those who joined the queue", _within_target
    ),
    Outcome("support_completed", "Completed support", "times", event_count(What.SUPPORT_ENDED)),
    Outcome("disengaged", "Disengaged from support", "times", event_count(What.DISENGAGED)),
    Outcome("stranded", "Lost their link worker, none free", "times", event_count(What.STRANDED)),
    Outcome("took_up", "Took up at least one activity", "people", _took_up),
    Outcome("wait_for_place", "Mean wait of those given a place", "weeks", _mean_wait("place_waits")),
    Outcome("place_given_up", "Gave up waiting for a place", "times", event_count(What.PLACE_GIVEN_UP)),
    Outcome("nothing_suitable", "Found nothing suitable", "times", event_count(What.NOTHING_SUITABLE)),
    Outcome("dropped_out", "Dropped out of an activity", "times", event_count(What.DROPPED_OUT)),
    Outcome("activity_closed", "Course cut by funding ending", "times", event_count(What.ACTIVITY_CLOSED)),
    Outcome("went_on", "Went on after the prescription", "times", event_count(What.ENGAGEMENT_SUSTAINED)),
    Outcome("routine_reviews", "Routine reviews held", "reviews", _reviews(HELD, Review.ROUTINE)),
    Outcome("supported_reviews", "Supported reviews held", "reviews", _reviews(HELD, Review.SUPPORTED)),
    Outcome("discharges", "Discharges", "times", event_count(What.DISCHARGED)),
    Outcome("relapses", "Relapses", "times", event_count(What.RELAPSED)),
    Outcome("weeks_in_care", "Weeks in care", "weeks", _weeks(State.IN_CARE)),
    Outcome("weeks_discharged", "Weeks out of care", "weeks", _weeks(State.DISCHARGED)),
)


def outcomes_for(shape: Shape) -> list[Outcome]:
    """The outcomes of a scenario: the ones above, and those its own horizons, care lines and wider outcomes add."""
    rows = list(OUTCOMES)
    if shape.scenario.stages.reviews:
        for years in shape.bridge_years:
            title = f"People discharged within {years} year{'s' * (years > 1)}"
            rows.append(Outcome(f"discharged_in_{years}y", title, "people", partial(people_discharged, years)))
    for i, line in enumerate(shape.lines):
        title = shape.scenario.care_lines[line].title or line.replace("_", " ")
        rows.append(Outcome(f"uses.{line}", f"{title}: uses", "uses", partial(_uses, i)))
    for i, name in enumerate(shape.wider):
        title = shape.scenario.progress.wider[name].title or name.replace("_", " ")
        rows.append(Outcome(f"wider.{name}", title, "people", partial(_wider, i)))
    return rows


def _uses(line: int, shape: Shape, tally: Tally, strata: set[int] | None) -> float:
    return float(_add(shape, tally.uses, line, strata))


def _wider(outcome: int, shape: Shape, tally: Tally, strata: set[int] | None) -> float:
    return float(_some(_row(tally.wider, outcome, shape), strata))


def _row(buffer: list[int], row: int, shape: Shape) -> list[int]:
    n = len(shape.strata)
    return buffer[row * n : (row + 1) * n]


def strata_of(shape: Shape, trait: str, level: str) -> set[int]:
    """The strata in which a trait has a level."""
    at = [name for name, _ in shape.traits].index(trait)
    return {s for s, levels in enumerate(shape.strata) if levels[at] == level}


def naive_change(shape: Shape, tally: Tally, line: int) -> tuple[int, int]:
    """Uses in the year before and the year after referral, of people followed a year: what a before-and-after study
    sees."""
    return sum(_row(tally.uses_year_before, line, shape)), sum(_row(tally.uses_year_after, line, shape))


def use_of_capacity(shape: Shape, tally: Tally) -> list[dict[str, object]]:
    """Of each capacity: how much there was, and what share of it was used, over the time it was open."""
    inputs = inputs_of(shape.scenario, World.PROGRAMME)
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
