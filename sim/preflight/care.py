"""How full will the care team's places be, and how many wait for one? A flow of mean people, day by day.

People leave a place at one rate, the inverse of the mean time in care, whether they came to it long ago or yesterday.
People who keep a place after discharge are left out.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from math import fsum, inf
from typing import NamedTuple

from sim import rules
from sim.inputs import Inputs
from sim.preflight.demand import in_service, referrals_at
from sim.preflight.means import mean_of, mean_ratio
from sim.preflight.peaks import Backlog, Stretch, load_of
from sim.units import DAY, WEEK, Minutes

LONGER = 1.25  # times what it was: a list that luck alone could make so is not remarked on
AT_LEAST = 5  # people more
LATELY = 13 * WEEK  # before the end, over which it is still growing


class Day(NamedTuple):
    """Where people are at the end of a day, and how many of those never referred start care on it."""

    held: float  # places
    new: float  # waiting, and may give up
    back: float  # waiting after a relapse
    discharged: float = 0.0
    starts: float = 0.0


class Care:
    """The care team through time."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        reviews, points = inputs.reviews, inputs.points
        gap = max(float(DAY), mean_of(points, reviews.gap))
        stay = mean_of(points, reviews.first) + gap * (1.0 - reviews.low) / reviews.low if reviews.low > 0 else inf
        self.discharge = DAY / max(float(DAY), stay)
        self.leave = inputs.exit_hazard * mean_ratio(inputs, "exit") * DAY
        self.relapse = inputs.relapse.hazard * mean_ratio(inputs, "relapse") * DAY if inputs.stages.relapse else 0.0
        self.give_up = DAY / max(float(DAY), mean_of(points, inputs.care_team.patience))

    def places_at(self, minute: Minutes) -> int:
        """Places at a minute."""
        return [row.places for row in self.inputs.care_places if row.minute <= minute][-1]

    def fewest_and_most_places(self, since: Minutes, until: Minutes) -> tuple[int, int]:
        """Of any day from one minute to another."""
        places = [self.places_at(since), *(row.places for row in self.inputs.care_places if since < row.minute < until)]
        return min(places), max(places)

    def new_between(self, start: Minutes, end: Minutes) -> float:
        """How many people come who are never referred to the programme, on average."""
        rates, cuts = self.inputs.care_rates, sorted({start, end, *(r.minute for r in self.inputs.care_rates)})
        return fsum(
            rules.rate_at(rates, a) * (min(b, end) - max(a, start)) / WEEK
            for a, b in pairwise(cuts)
            if a < end and b > start
        )

    @cached_property
    def people(self) -> float:
        """Everybody who is never referred to the programme."""
        team = self.inputs.care_team
        return team.in_care + team.waiting + self.new_between(0, self.inputs.horizon)

    @cached_property
    def as_it_is(self) -> list[Day]:
        """Day by day, with the places there are."""
        return list(self._days(limited=True))

    @cached_property
    def wanted(self) -> list[float]:
        """How many would be in care at the end of each day, if there were places for all."""
        return [day.held for day in self._days(limited=False)]

    def _days(self, *, limited: bool) -> Iterator[Day]:
        inputs, team = self.inputs, self.inputs.care_team
        at_first = team.in_care + inputs.demand.waiting + in_service(inputs)
        day = Day(float(at_first), float(team.waiting), 0.0)
        for begins in range(0, inputs.horizon, DAY):
            back = day.discharged * min(1.0, self.relapse)
            discharged = day.held * min(1.0, self.discharge)
            held = day.held * max(0.0, 1.0 - self.discharge - self.leave) + referrals_at(inputs, begins) * DAY / WEEK
            come = rules.rate_at(inputs.care_rates, begins) * DAY / WEEK
            new = day.new * max(0.0, 1.0 - self.leave - self.give_up) + come
            waiting = new + day.back * max(0.0, 1.0 - self.leave) + back
            room = max(0.0, self.places_at(begins) - held) if limited else inf
            given = min(1.0, room / waiting) if waiting > 0 else 0.0
            day = Day(
                held + waiting * given,
                new * (1.0 - given),
                (waiting - new) * (1.0 - given),
                day.discharged * max(0.0, 1.0 - self.leave) + discharged - back,
                new * given,
            )
            yield day

    @cached_property
    def backlog(self) -> Backlog:
        """How many wait at the end of each day."""
        return Backlog(day.new + day.back for day in self.as_it_is)

    @property
    def waiting_at_the_end(self) -> float:
        """How many wait when the follow-up ends."""
        return self.backlog.at(self.inputs.horizon)

    @property
    def keeps_growing(self) -> bool:
        """Whether the list is clearly longer at the end than on day 0, and still growing."""
        first, last, since = self.inputs.care_team.waiting, self.waiting_at_the_end, self.inputs.horizon - LATELY
        before = self.backlog.at(since) if since > 0 else first
        return last >= max(LONGER * first, first + AT_LEAST) and last > before + 1.0

    def periods(self, calm: float) -> list[Stretch]:
        """Every stretch of days on which more than a share of the places is wanted, or else the fullest day's: with the
        day that is fullest as its work."""
        days = [
            Stretch(n * DAY, (n + 1) * DAY, wanted, float(self.places_at(n * DAY)))
            for n, wanted in enumerate(self.wanted)
        ]
        found: list[Stretch] = []
        for day in days:
            if day.load <= calm:
                continue
            last = found[-1] if found else None
            if last and last.until == day.since:
                fuller = max(last, day, key=lambda one: one.load)
                found[-1] = fuller._replace(since=last.since, until=day.until)
            else:
                found.append(day)
        whole = max(days, key=lambda day: load_of(day.work, day.capacity))
        return found or [whole._replace(since=0, until=self.inputs.horizon)]
