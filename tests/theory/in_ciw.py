"""A part of the pathway a third time, in Ciw: an engine of other people's, with luck, clock and queues of its own.

Written from docs/model.md alone; nothing of `sim` is used but what the answers are compared with. What it leaves out:
diaries (they never bind here), vacancies, reviews, relapse, exits, care lines. In Ciw a person is in one place at a
time, so support and activities are two cases: `SUPPORT` (many meetings, no activities) and `ACTIVITIES` (one meeting,
then a place). Unit of time: the week.

Both services begin empty and are followed to a horizon, so that what is compared is a service as it starts and fills,
not a queue in equilibrium: theory has formulas for that.
"""

from math import exp, log
from typing import Any, NamedTuple

import ciw

Z_90 = 1.2815515655446004  # standard normal quantile of 0.9
QUEUE, EXIT = 1, -1  # the caseload's node; leaving
ACTIVITIES = 3


class Given(NamedTuple):
    """What is asked of both engines."""

    weeks: int = 104
    referrals_per_week: float = 1.5
    chance_accepts: float = 0.9
    caseload: int = 24
    patience: float = 12.0  # mean weeks, exponential
    first_meeting: tuple[float, float] = (0.0, 1.0)  # uniform
    gap: tuple[float, float] = (2.0, 4.0)  # lognormal: median and ninetieth
    meetings: int = 8
    attends: float = 0.8
    missed_allowed: int = 2
    activities: int = 0
    places: int = 5
    sessions: int = 10
    drops: float = 0.05
    place_patience: float = 3.0
    gaps_longer: float = 1.0  # the fault that is planted


SUPPORT = Given()
IN_ACTIVITIES = Given(meetings=1, missed_allowed=0, attends=1.0, caseload=1, activities=ACTIVITIES, places=3)


class Support(ciw.dists.Distribution):  # type: ignore[misc]  # Ciw has no types
    """From being given a link worker to the end of support. A missed meeting is wanted again after one more gap."""

    def __init__(self, case: Given) -> None:
        self.case = case

    def sample(self, t: Any = None, ind: Any = None) -> float:
        case, time = self.case, ciw.rng.uniform(*self.case.first_meeting)
        met = missed = 0
        while True:
            if ciw.rng.random() < case.attends:
                met += 1
            else:
                missed += 1
            if met == case.meetings or missed > case.missed_allowed:
                ind.disengaged = met < case.meetings
                return time
            sigma = log(case.gap[1] / case.gap[0]) / Z_90
            time += case.gaps_longer * case.gap[0] * exp(ciw.rng.normal(0.0, sigma))


class Course(ciw.dists.Distribution):  # type: ignore[misc]
    """A session a week; after each, the person may stop coming."""

    def __init__(self, case: Given) -> None:
        self.case = case

    def sample(self, t: Any = None, ind: Any = None) -> float:
        for session in range(1, self.case.sessions):
            if ciw.rng.random() < self.case.drops:
                ind.dropped = True
                return float(session)
        return float(self.case.sessions)


class Ways(ciw.routing.NetworkRouting):  # type: ignore[misc]
    """Where people go: from support to an activity; from one that has no place in time to one not tried yet."""

    def __init__(self, case: Given) -> None:
        self.case = case

    def initialise(self, simulation: Any) -> None:
        self.simulation = simulation

    def next_node(self, ind: Any, node_id: int) -> Any:
        return self.untried(ind) if node_id == QUEUE and self.case.activities else self.simulation.nodes[EXIT]

    def next_node_for_jockeying(self, ind: Any, node_id: int) -> Any:
        return self.simulation.nodes[EXIT] if node_id == QUEUE else self.untried(ind)

    def untried(self, ind: Any) -> Any:
        """Any activity not tried yet, all liked alike; the exit if there is none left."""
        tried = ind.__dict__.setdefault("tried", set())
        left = [node for node in range(QUEUE + 1, QUEUE + 1 + self.case.activities) if node not in tried]
        if not left:
            ind.nothing_left = True
            return self.simulation.nodes[EXIT]
        tried.add(chosen := left[ciw.rng.integers(len(left))])
        return self.simulation.nodes[chosen]


def network(case: Given) -> Any:
    """The service as a network of queues."""
    idle = [None] * case.activities
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(case.referrals_per_week * case.chance_accepts), *idle],
        service_distributions=[Support(case), *(Course(case) for _ in idle)],
        number_of_servers=[case.caseload, *(case.places for _ in idle)],
        reneging_time_distributions=[
            ciw.dists.Exponential(1 / case.patience),
            *(ciw.dists.Exponential(1 / case.place_patience) for _ in idle),
        ],
        routing=Ways(case),
    )


def found(case: Given, replication: int) -> dict[str, float]:
    """What one replication comes to by the horizon."""
    ciw.seed(replication)
    simulation = ciw.Simulation(network(case))
    simulation.simulate_until_max_time(case.weeks)
    people = simulation.get_all_individuals()
    records = [(one, record) for one in people for record in one.data_records if record.record_type != "incomplete"]
    over = [(one, record) for one, record in records if record.record_type == "service"]
    gave_up = [record for _, record in records if record.record_type == "renege"]
    serving = [(one, one.node) for one in people if one.node != EXIT and one.service_start_date is not False]
    waits = {
        where: [record.waiting_time for _, record in over if (record.node == QUEUE) == where]
        + [one.service_start_date - one.arrival_date for one, node in serving if (node == QUEUE) == where]
        for where in (True, False)
    }
    answer = {
        "given a link worker": float(len(waits[True])),
        "gave up waiting": float(sum(record.node == QUEUE for record in gave_up)),
        "weeks waited by those given": sum(waits[True]),
        "on a caseload at the end": float(sum(node == QUEUE for _, node in serving)),
    }
    if not case.activities:
        ended = [one for one, record in over if record.node == QUEUE]
        disengaged = sum(bool(one.disengaged) for one in ended)
        return answer | {"disengaged": float(disengaged), "support completed": float(len(ended) - disengaged)}
    courses = [one for one, record in over if record.node != QUEUE]
    dropped = sum("dropped" in one.__dict__ for one in courses)
    return answer | {
        "given a place": float(len(waits[False])),
        "turned to the next choice": float(sum(record.node != QUEUE for record in gave_up)),
        "nothing left to try": float(sum("nothing_left" in one.__dict__ for one in people)),
        "weeks waited for a place by those given": sum(waits[False]),
        "in a place at the end": float(sum(node != QUEUE for _, node in serving)),
        "dropped out": float(dropped),
        "courses completed": float(len(courses) - dropped),
    }
