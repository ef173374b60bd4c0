"""What do loads, size and cautions share? Support, team, activities, reviews and full caseloads, worked out once."""

from collections.abc import Sequence

from sim.inputs import IN_ACTIVITY, inputs_of
from sim.preflight.activities import Activities
from sim.preflight.demand import referrals_at
from sim.preflight.flows import waiting_for_places
from sim.preflight.peaks import Backlog, Stretch, stretches
from sim.preflight.pools import Pool, pools_of
from sim.preflight.reviews import reviews_of
from sim.preflight.support import support_of
from sim.scenario import Scenario
from sim.units import WEEK, Minutes


class Flight(Pool):
    """What several answers need, worked out once: of everybody together, and of each pool of link workers."""

    def __init__(self, scenario: Scenario) -> None:
        inputs = inputs_of(scenario)
        super().__init__(inputs, support_of(inputs))
        self.scenario, self.activities = scenario, Activities(inputs)
        self.pools = pools_of(scenario, self)
        self.reviews = reviews_of(inputs, self.support, self.minutes_supported) if inputs.stages.reviews else None

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
        """Who waits for a place in these activities, day by day."""
        planning, activities = self.inputs.support.accepts * self.support.meets, self.activities
        end = min(self.inputs.programme.end, self.inputs.horizon)

        def wanted(minute: Minutes) -> float:
            wishes = activities.wishes(activities.open_at(minute)) if minute < end else {}
            return referrals_at(self.inputs, minute) * planning / WEEK * sum(wishes.get(a, 0.0) for a in which)

        course = sum(activities.course[a] for a in which) / len(which)
        sessions = sum(self.inputs.activities[a].sessions for a in which) / len(which)
        there = sum(row.people for row in self.inputs.already if row.source == IN_ACTIVITY and row.place in which)
        return waiting_for_places(
            self.inputs, wanted, lambda minute: activities.places_at(minute, which), course, sessions, there
        )
