"""What do loads, size and cautions share? Support, team, activities, reviews and full caseloads, worked out once."""

from collections.abc import Sequence

from sim.inputs import IN_ACTIVITY, LINK_WORKERS, ON_CASELOAD, inputs_of
from sim.preflight.activities import Activities
from sim.preflight.demand import in_service, referrals_at, since_first
from sim.preflight.flows import waiting_for_a_link_worker, waiting_for_places
from sim.preflight.means import before_leaving
from sim.preflight.peaks import Backlog, Stretch, fullest, stretches, with_the_list
from sim.preflight.reviews import reviews_of
from sim.preflight.support import support_of
from sim.preflight.team import Team, minutes_supported
from sim.scenario import Scenario
from sim.units import HOUR, WEEK, Minutes


class Flight:
    """What several answers need, worked out once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.inputs = scenario, inputs_of(scenario)
        self.supports = bool(self.inputs.programme.offer == LINK_WORKERS and self.inputs.stages.support)
        self.support, self.team, self.activities = support_of(self.inputs), Team(self.inputs), Activities(self.inputs)
        self.waiting = waiting_for_a_link_worker(self.inputs, self.support, self.team) if self.supports else Backlog([])
        on_day_0 = self.inputs.demand.waiting + in_service(self.inputs, ON_CASELOAD)
        self.slots = with_the_list(self._caseloads(), on_day_0, self.waiting)
        self.caseloads = fullest(self._caseloads())
        since = self.caseloads.since
        self.minutes_supported = self._slot_is_held(referrals_at(self.inputs, since), since)
        self.reviews = (
            reviews_of(self.inputs, self.support, self.minutes_supported) if self.inputs.stages.reviews else None
        )

    def accepted(self, referrals: float) -> float:
        """Of so many referred, those who accept the offer."""
        return referrals * self.inputs.support.accepts

    def _slot_is_held(self, referrals: float, minute: Minutes) -> float:
        """For how long, at so many referrals a week."""
        return minutes_supported(self.inputs, self.support, self.team.room(minute), self.accepted(referrals))

    def _caseloads(self) -> list[Stretch]:
        """Slots in the caseloads of link workers."""
        people_come = since_first(self.inputs)
        return stretches(
            self.inputs,
            self.team.dates(),
            lambda rate, minute: self.accepted(rate) / WEEK * min(self._slot_is_held(rate, minute), people_come),
            lambda minute: self.team.room(minute).slots(),
        )

    def contact_hours(self) -> list[Stretch]:
        """Link workers' contact hours a week."""
        support, inputs = self.support, self.inputs
        stays = before_leaving(inputs, support.lasts) / support.lasts if support.lasts > 0 else 1.0
        each = support.meetings * stays * support.length / HOUR
        return stretches(
            inputs,
            self.team.dates(),
            lambda rate, _: self.accepted(rate) * each,
            lambda minute: self.team.room(minute).contact_minutes() / HOUR,
        )

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
