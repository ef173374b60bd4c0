"""What shape does the answer have? Periods, strata and places of a scenario, as `measures` needs them, and their names.

Periods are cut at the ends of financial years and at the horizons of the bridge: 1, 2 and 3 years, as far as the run
goes, and the end of follow-up where that is another length.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise, product
from typing import NamedTuple

from sim.events import Row
from sim.inputs import care_team_in_use, part_posts, post_dates, post_groups
from sim.measures import Frame, State, Tally, empty_tally, empty_work, sizes, tally
from sim.scenario import Scenario
from sim.scenario.values import Number
from sim.sums import Form, Kept, numbers
from sim.units import DAY, MONTH, WEEK, YEAR, Minutes, financial_years, minute_of, nearest

BRIDGE_YEARS = (1, 2, 3)
DAYS_IN_A_COMMON_YEAR = 365
SAME_LENGTH = 0.01  # years: three calendar years are three years


class Away(NamedTuple):
    """An absence within the time that its post is open."""

    post: int
    since: Minutes
    until: Minutes
    at_first: bool  # the worker is away on the day the post opens
    paid_share: Number


@dataclass(frozen=True)
class Shape:
    """Names for every index of a tally."""

    scenario: Scenario

    @cached_property
    def horizon(self) -> Minutes:
        """The end of the run."""
        return minute_of(self.scenario.dates.end.value, self.scenario.dates.start.value)

    @cached_property
    def bridge_years(self) -> tuple[float, ...]:
        """The bridge's horizons, in years: 1, 2 and 3, as far as the run goes, and the end of follow-up where that is
        another length. None of a run shorter than a year. A calendar year of 365 days is a year."""
        reached = tuple(years for years in BRIDGE_YEARS if years * DAYS_IN_A_COMMON_YEAR * DAY <= self.horizon)
        if not reached or abs(self.followed_years - reached[-1]) < SAME_LENGTH:
            return reached
        return (*reached, self.followed_years)

    @cached_property
    def followed_years(self) -> float:
        """How long the run is, in years to two decimals: whole (and an int) where it is so within a few days."""
        years = self.horizon / YEAR
        return round(years) if abs(years - round(years)) < SAME_LENGTH else round(years, 2)

    def bridge_end(self, years: float) -> Minutes:
        """The minute at which a horizon of the bridge ends."""
        return min(nearest(years * YEAR), self.horizon) if years in BRIDGE_YEARS else self.horizon

    @cached_property
    def years(self) -> list[tuple[str, Minutes]]:
        """Financial years and the minute each ends."""
        return financial_years(self.scenario.dates.start.value, self.scenario.dates.end.value)

    @cached_property
    def cuts(self) -> list[Minutes]:
        """Ends of periods."""
        return sorted(
            {end for _, end in self.years} | {self.bridge_end(years) for years in self.bridge_years} | {self.horizon}
        )

    @cached_property
    def stretches(self) -> list[Minutes]:
        """Ends of stretches: the dates on which caseloads or hours change, and the end of the run."""
        start = self.scenario.dates.start.value
        changes = [change for group in post_groups(self.scenario).values() for change in group.changes]
        dates = (minute_of(change.starts.value, start) for change in changes)
        return sorted({minute for minute in dates if 0 < minute < self.horizon} | {self.horizon})

    def periods_of_year(self, name: str) -> list[int]:
        """The periods that make up a financial year."""
        starts = [0, *(end for _, end in self.years)]
        at = [year for year, _ in self.years].index(name)
        return [p for p, end in enumerate(self.cuts) if starts[at] < end <= starts[at + 1]]

    @cached_property
    def year_of(self) -> dict[int, str]:
        """The financial year that each period is in."""
        return {period: name for name, _ in self.years for period in self.periods_of_year(name)}

    def periods_until(self, minute: Minutes) -> list[int]:
        """The periods that end by a minute which is a cut."""
        return [p for p, end in enumerate(self.cuts) if end <= minute]

    @cached_property
    def traits(self) -> list[tuple[str, list[str]]]:
        """Traits and their levels, in order of name."""
        return [(name, sorted(trait.levels)) for name, trait in sorted(self.scenario.traits.items())]

    @cached_property
    def strata(self) -> list[tuple[str, ...]]:
        """The level of each trait, for each stratum."""
        return list(product(*(levels for _, levels in self.traits)))

    @cached_property
    def activities(self) -> list[str]:
        """Activities in order of name."""
        return sorted(self.scenario.activities)

    @cached_property
    def lines(self) -> list[str]:
        """Care lines in order of name."""
        return sorted(self.scenario.care_lines)

    @cached_property
    def wider(self) -> list[str]:
        """Wider outcomes in order of name."""
        return sorted(self.scenario.progress.wider)

    @cached_property
    def lasting(self) -> list[Minutes]:
        """For how long each wider outcome counts once it is seen; 0 where its time is not counted."""
        lasting = (self.scenario.progress.wider[name].weeks_lasting for name in self.wider)
        return [0 if weeks is None else nearest(float(weeks.value) * WEEK) for weeks in lasting]

    @cached_property
    def since_joining(self) -> list[Minutes]:
        """Where the paths of stated values turn, in minutes since a first activity was taken up."""
        paths = (value.path for value in self.scenario.stated_values.values())
        return sorted({nearest(float(point.months.value) * MONTH) for path in paths for point in path})

    @cached_property
    def posts(self) -> list[tuple[str, float]]:
        """The group and the part (1 = whole) of each post."""
        return [
            (name, part) for name, group in post_groups(self.scenario).items() for part in part_posts(group.posts.value)
        ]

    @cached_property
    def absences(self) -> list[Away]:
        """Absences, in order of post and date."""
        start, post, rows = self.scenario.dates.start.value, 0, []
        for group in post_groups(self.scenario).values():
            opens, closes = post_dates(self.scenario, group)
            for nth in range(1, len(part_posts(group.posts.value)) + 1):
                nobody_yet_until = opens
                for absence in sorted(group.absences, key=lambda absence: absence.starts.value):
                    if absence.post.value == nth:
                        days = (minute_of(day.value, start) for day in (absence.starts, absence.ends))
                        since, until = (min(closes, max(opens, minute)) for minute in days)
                        rows.append(Away(post, since, until, since == nobody_yet_until, absence.paid_share))
                        nobody_yet_until = until if rows[-1].at_first else nobody_yet_until
                post += 1
        return rows

    @cached_property
    def level_steps(self) -> list[int]:
        """What one level of each trait adds to the stratum number."""
        steps, step = [], 1
        for _, levels in reversed(self.traits):
            steps.append(step)
            step *= len(levels)
        return steps[::-1]

    def frame(self, people: int, waits: int) -> Frame:
        """The frame of a log, for a number of people and of waits."""
        return Frame(
            horizon=self.horizon,
            cuts=self.cuts,
            stretches=self.stretches,
            bridge=[self.bridge_end(years) for years in self.bridge_years],
            level_step=self.level_steps,
            absences=[int(n) for *row, _ in self.absences for n in row],
            strata=len(self.strata),
            activities=len(self.activities),
            posts=len(self.posts),
            lines=len(self.lines),
            wider=len(self.wider),
            lasting=self.lasting,
            since_joining=self.since_joining,
            week=WEEK,
            in_time=int(float(self.scenario.settings.wait_target_weeks.value) * WEEK),
            people=people,
            most_waits=waits,
            care_team=int(care_team_in_use(self.scenario) is not None),
        )

    def measure(self, log: list[Row]) -> Tally:
        """The tally of a log."""
        frame = self.frame(*sizes(log, len(log)))
        out = empty_tally(frame)
        tally(log, len(log), frame, out, empty_work(frame))
        return out

    # ------------------------------------------------------------ the cells of a tally

    @cached_property
    def begins(self) -> dict[str, int]:
        """The cell at which each buffer begins; the waits, of which there may be any number, are the last."""
        buffers = empty_tally(self.frame(people=0, waits=0))
        return dict(zip(Tally._fields, accumulate(map(len, buffers), initial=0), strict=False))

    def row(self, buffer: str, row: int = 0) -> list[Form]:
        """Of each stratum: one row of a (row, stratum) buffer."""
        first = self.begins[buffer] + row * len(self.strata)
        return [[(1, range(first + s, first + s + 1))] for s in range(len(self.strata))]

    def rows(self, buffer: str, row: int) -> list[Form]:
        """Of each stratum: one row of a (row, period, stratum) buffer, over all periods."""
        strata = len(self.strata)
        size = len(self.cuts) * strata
        first = self.begins[buffer] + row * size
        return [[(1, range(first + s, first + size, strata))] for s in range(strata)]

    def weeks(self, state: State) -> range:
        """Of each week: the cell that holds how many people are in a state when it ends."""
        weeks = self.horizon // WEEK
        first = self.begins["snapshots"] + state * weeks
        return range(first, first + weeks)

    def opened(self, kept: Kept) -> Tally:
        """The tally that was kept."""
        if not kept.cells:
            raise LookupError("only sums were kept of this replication")
        flat = numbers(kept.cells).tolist()
        buffers = [flat[start:end] for start, end in pairwise(self.begins.values())]
        return Tally._make([*buffers, numbers(kept.waits).tolist()])
