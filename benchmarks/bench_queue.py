"""How fast is the link-worker queue alone, beside general tools given the same queue?

M/M/2 at load 0.8: the journey switched down to its first queue on both of our engines, Ciw (if installed: `pip install
ciw`), and plain SimPy with a Resource. Tools take turns, fresh seeds each time, medians; microseconds a customer.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import simpy

from sim import pathway
from sim.events import What
from sim.inputs import Inputs, inputs_of
from sim.kernel import fast
from sim.loading import load
from sim.luck import EXPONENTIAL, FIXED, Law, Point, Purpose, Source, Who, draw, study_key, uniform
from sim.rules import NEVER
from sim.units import WEEK, YEAR

SERVERS, PER_WEEK, MEAN_WEEKS, YEARS = 2, 2.0, 0.8, 100
KEY = study_key(7_001)
fresh = iter(range(1_000_000, 9_000_000))


def one_queue() -> Inputs:
    """The journey with its first queue left on: two slots; the time to the first meeting is the service."""
    whole = inputs_of(load("rotherham_mental_health_pilot").scenario)
    horizon, nothing = YEARS * YEAR, Law(FIXED, 0.0, 0.0, 0.0)
    return whole._replace(
        horizon=horizon,
        most_events=10**9,
        stages=whole.stages._replace(activities=0, reviews=0, relapse=0, care_lines=0),
        programme=whole.programme._replace(start=0, end=horizon, access=0),
        demand=whole.demand._replace(first=0, last=horizon, waiting=0),
        rates=(whole.rates[0]._replace(minute=0, value=PER_WEEK),),
        levels=(),
        exit_hazard=0.0,
        team=whole.team._replace(turnover=0.0),
        posts=(whole.posts[0]._replace(opens=0, closes=horizon),),
        capacities=(whole.capacities[0]._replace(caseload=SERVERS, contact_minutes=WEEK),),
        absences=(),
        support=whole.support._replace(
            accepts=1.0,
            patience=Law(FIXED, float(NEVER), 0.0, 0.0),
            first_meeting=Law(EXPONENTIAL, MEAN_WEEKS * WEEK, 0.0, 0.0),
            gap=nothing,
            meetings=Law(FIXED, 1.0, 0.0, 0.0),
            length=Law(FIXED, 1.0, 0.0, 0.0),
            attends=1.0,
        ),
        activities=(),
        places=(),
    )


def customers(rows: Any) -> int:
    """How many came."""
    return sum(1 for row in rows if row[2] == What.REFERRED)


def plain_simpy(number: int) -> int:
    """The same queue as a textbook would write it, on our draws."""
    env = simpy.Environment()
    workers = simpy.Resource(env, SERVERS)
    points: tuple[Point, ...] = ()
    served = 0

    def customer(n: int) -> Iterator[simpy.Event]:
        nonlocal served
        with workers.request() as slot:
            yield slot
            who = Who(KEY, number, Source.REFERRALS, n)
            law = Law(EXPONENTIAL, MEAN_WEEKS, 0.0, 0.0)
            yield env.timeout(draw(points, law, uniform(who, Purpose.FIRST_MEETING, 0)))
            served += 1

    def source() -> Iterator[simpy.Event]:
        n = 0
        while True:
            who = Who(KEY, number, Source.REFERRALS, n)
            gap = Law(EXPONENTIAL, 1 / PER_WEEK, 0.0, 0.0)
            yield env.timeout(draw(points, gap, uniform(who, Purpose.ARRIVAL, 0)))
            env.process(customer(n))
            n += 1

    env.process(source())
    env.run(until=YEARS * YEAR / WEEK)
    return served


def with_ciw(number: int) -> int:
    """The same queue in Ciw."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=PER_WEEK)],
        service_distributions=[ciw.dists.Exponential(rate=1 / MEAN_WEEKS)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(number)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(YEARS * YEAR / WEEK)
    return len(simulation.get_all_records())


def table() -> list[str]:
    """The table, as lines."""
    inputs = one_queue()
    tables = fast.Tables(inputs)
    tools: dict[str, Callable[[int], int]] = {
        "compiled engine": lambda n: customers(tables.log(KEY, n)),
        "readable engine (SimPy, event log)": lambda n: customers(pathway.events(inputs, KEY, n)),
        "plain SimPy, Resource, our draws": plain_simpy,
    }
    if find_spec("ciw"):
        tools["Ciw"] = with_ciw
    spent: dict[str, list[float]] = {name: [] for name in tools}
    tables.replicate(KEY, next(fresh))
    for _ in range(5):
        for name, run in tools.items():
            number = next(fresh)
            start = time.perf_counter()
            if name == "compiled engine":
                tables.replicate(KEY, number)
                took, came = time.perf_counter() - start, customers(tables.log(KEY, number))
            else:
                came = run(number)
                took = time.perf_counter() - start
            spent[name].append(took / came * 1e6)
    fastest = statistics.median(spent["compiled engine"])
    return ["| tool | µs a customer | times as long as the compiled engine |", "|---|--:|--:|"] + [
        f"| {name} | {statistics.median(times):.1f} | {statistics.median(times) / fastest:.0f} |"
        for name, times in spent.items()
    ]


if __name__ == "__main__":
    print("\n".join(table()))
