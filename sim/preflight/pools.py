"""Which link workers share which people? A pool is some people, all the groups of posts that serve any of them, and the
other people whom only those groups serve: nobody outside it can look after its people.

Five local teams are five pools. Where groups serve everybody there is one, of everybody.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sim.inputs import LINK_WORKERS, ON_CASELOAD, DatedRate, Inputs, is_served, lines_of, post_groups
from sim.preflight.demand import in_service, referrals_at, since_first
from sim.preflight.flows import waiting_for_a_link_worker
from sim.preflight.means import before_leaving
from sim.preflight.peaks import Backlog, Peak, Stretch, as_peak, fullest, stretches, with_the_list
from sim.preflight.support import Support
from sim.preflight.team import Team, minutes_supported
from sim.scenario import Scenario
from sim.units import HOUR, WEEK, Minutes, nearest


class PoolMembers(NamedTuple):
    """The levels of the people of a pool, and its groups of posts; no levels: everybody."""

    levels: tuple[str, ...]
    groups: tuple[str, ...]


def members_of_pools(scenario: Scenario) -> list[PoolMembers]:
    """The pools of a scenario. Where they overlap, one of everybody stands beside them."""
    groups = post_groups(scenario)
    everybody = PoolMembers((), tuple(groups))
    if not (lines := lines_of(scenario)):
        return [everybody]
    (trait,) = {group.serves.trait for group in groups.values() if group.serves}
    there = [level for level in lines if scenario.traits[trait].levels[level].share.value > 0]
    serving = {level: tuple(name for name in groups if is_served(groups[name], level)) for level in there}
    found = []
    for by in dict.fromkeys(serving.values()):
        levels = tuple(level for level in there if {*serving[level]} <= {*by})
        found.append(everybody if len(levels) == len(there) else PoolMembers(levels, by))
    busy = [name for pool in found for name in pool.groups if groups[name].posts.value > 0]
    return found if everybody in found or len(busy) == len({*busy}) else [*found, everybody]


class Pool:
    """What link workers who share their people can do, and what comes to them."""

    def __init__(
        self, inputs: Inputs, support: Support, levels: Sequence[str] = (), groups: Sequence[str] = ()
    ) -> None:
        self.inputs, self.support, self.levels, self.groups = inputs, support, levels, groups
        self.supports = bool(inputs.programme.offer == LINK_WORKERS and inputs.stages.support)
        self.team = Team(inputs)

    @property
    def of_whom(self) -> str:
        """' for north and south'; '' where it is everybody."""
        names = [level.replace("_", " ") for level in self.levels]
        return f" for {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}" if names else ""

    def accepted(self, referrals: float) -> float:
        """Those of the referred who accept the offer."""
        return referrals * self.inputs.support.accepts

    @cached_property
    def waiting(self) -> Backlog:
        """Who waits for a link worker, day by day."""
        return Backlog(waiting_for_a_link_worker(self.inputs, self.support, self.team) if self.supports else ())

    @cached_property
    def slots(self) -> list[Stretch]:
        """Slots in the caseloads, with the list of day 0."""
        on_day_0 = self.inputs.demand.waiting + in_service(self.inputs, ON_CASELOAD)
        return with_the_list(self._caseloads, on_day_0, self.waiting)

    @cached_property
    def caseloads(self) -> Peak:
        """When caseloads are fullest."""
        return as_peak(fullest(self._caseloads), self._caseloads)

    @cached_property
    def minutes_supported(self) -> float:
        """For how long a slot is held then."""
        since = self.caseloads.since
        return self._slot_is_held(referrals_at(self.inputs, since), since)

    def _slot_is_held(self, referrals: float, minute: Minutes) -> float:
        """For how long, at a rate of referrals a week."""
        return minutes_supported(self.inputs, self.support, self.team.room(minute), self.accepted(referrals))

    @cached_property
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


def pools_of(scenario: Scenario, everybody: Pool) -> list[Pool]:
    """The pools of a scenario, as far as they are not everybody."""
    return [
        Pool(_inputs_of(scenario, everybody.inputs, of), everybody.support, of.levels, of.groups)
        if of.levels
        else everybody
        for of in members_of_pools(scenario)
    ]


def _inputs_of(scenario: Scenario, inputs: Inputs, of: PoolMembers) -> Inputs:
    """A pool's posts, and the people who come to it."""
    groups = list(post_groups(scenario))
    (trait,) = {group.serves.trait for group in post_groups(scenario).values() if group.serves}
    share = sum(float(scenario.traits[trait].levels[level].share.value) for level in of.levels)
    posts = {i: n for n, i in enumerate(i for i, post in enumerate(inputs.posts) if groups[post.group] in of.groups)}
    return inputs._replace(
        demand=inputs.demand._replace(waiting=nearest(inputs.demand.waiting * share)),
        already=tuple(row for row in inputs.already if row.source != ON_CASELOAD or groups[row.place] in of.groups),
        rates=tuple(DatedRate(rate.minute, rate.value * share) for rate in inputs.rates),
        posts=tuple(inputs.posts[i] for i in posts),
        capacities=tuple(row._replace(post=posts[row.post]) for row in inputs.capacities if row.post in posts),
        absences=tuple(row._replace(post=posts[row.post]) for row in inputs.absences if row.post in posts),
    )
