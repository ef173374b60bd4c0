"""What do loads, size and cautions share? Support, team, activities, reviews and full caseloads, worked out once."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat

from sim.inputs import IN_ACTIVITY, Inputs, inputs_of
from sim.preflight.activities import Activities
from sim.preflight.care import Care
from sim.preflight.demand import dated, referrals_at
from sim.preflight.flows import waiting_for_places
from sim.preflight.means import mean_of
from sim.preflight.peaks import Backlog, Stretch, stretches
from sim.preflight.pools import Pool, pools_of
from sim.preflight.reviews import Reviews, reviews_of
from sim.preflight.support import support_of
from sim.scenario import Scenario
from sim.scenario.sections import Facts, values_in
from sim.scenario.values import Evidence
from sim.units import DAY, WEEK


class Flight(Pool):
    """What several answers need, worked out once and as far as it is asked for: of everybody together, and of each pool
    of link workers."""

    def __init__(self, scenario: Scenario, inputs: Inputs | None = None) -> None:
        inputs = inputs or inputs_of(scenario)
        super().__init__(inputs, support_of(inputs))
        self.scenario, self._backlogs = scenario, dict[object, Backlog]()

    @cached_property
    def values(self) -> list[tuple[tuple[str, ...], Evidence, Facts]]:
        """Every value: its path, the value with its evidence, and what its field declares."""
        return list(values_in(self.scenario))

    @cached_property
    def activities(self) -> Activities:
        """Activities through time."""
        return Activities(self.inputs)

    @cached_property
    def pools(self) -> list[Pool]:
        """Link workers who share their people."""
        return pools_of(self.scenario, self)

    @cached_property
    def care(self) -> Care | None:
        """The care team through time, where there is one."""
        return Care(self.inputs) if self.inputs.care_team.on else None

    @cached_property
    def reviews(self) -> Reviews | None:
        """Reviews that fall due, where there are any: the care team's own people have theirs in the same slots."""
        given, starts = self.inputs, [day.starts for day in self.care.as_it_is] if self.care else []
        return reviews_of(given, self.support, self.minutes_supported, starts) if given.stages.reviews else None

    def places(self, which: Sequence[int]) -> list[Stretch]:
        """Places of these activities."""
        planning = self.inputs.support.accepts * self.support.meets
        return stretches(
            self.inputs,
            self.activities.dates(),
            lambda rate, minute: self.activities.needed(rate * planning, minute, which),
            lambda minute: self.activities.places_at(minute, which),
        )

    def waiting_for_places(self, which: Sequence[int]) -> Backlog:
        """Who waits for a place in these activities, day by day. Activities that are alike share the answer."""
        activities = self.activities
        course = sum(activities.course[a] for a in which) / len(which)
        sessions = sum(self.inputs.activities[a].sessions for a in which) / len(which)
        there = sum(row.people for row in self.inputs.already if row.source == IN_ACTIVITY and row.place in which)
        periods = tuple(self._periods(which))
        alike = (periods, course, sessions, there)
        if alike not in self._backlogs:
            patience = mean_of(self.inputs.points, self.inputs.prescription.patience)
            days = chain.from_iterable(repeat((wanted, places), days) for days, wanted, places in periods)
            self._backlogs[alike] = Backlog(waiting_for_places(days, patience, course, sessions, there))
        return self._backlogs[alike]

    def _periods(self, which: Sequence[int]) -> Iterator[tuple[int, float, float]]:
        """Between two dates at which any of it changes: days that begin then, how many want a place each minute, and
        places."""
        planning, activities = self.inputs.support.accepts * self.support.meets, self.activities
        end = min(self.inputs.programme.end, self.inputs.horizon)
        for since, until in dated(self.inputs, activities.dates()):
            wishes = activities.wishes(activities.open_at(since)) if since < end else {}
            come = referrals_at(self.inputs, since) * planning / WEEK
            wanted = come * sum(wishes.get(a, 0.0) for a in which)
            yield -(-until // DAY) + -since // DAY, wanted, activities.places_at(since, which)


def flight_of(known: Scenario | Flight) -> Flight:
    """Of a scenario, where nothing is known of it."""
    return known if isinstance(known, Flight) else Flight(known)
