"""The scenario that teachers extend, bare_queue, waits as Erlang's formula says."""

from math import sqrt

from experiments.outcomes import MEAN_WAIT
from experiments.results import Results
from experiments.run import Case, run
from sim.inputs import World
from sim.loading import load
from tests.queues import mean_wait_mmc

REPLICATIONS = 200  # of about 5,200 people: a standard error of about 1 % of the mean wait
SETTLING = 0.01  # of the mean wait: what starting empty takes off, over 20 years of a queue that settles in weeks
FAULT = 1.05  # services this many times as long move the mean wait by a third: far outside what is let pass


def mean_wait(times_as_long: float = 1.0) -> tuple[float, float]:
    """Mean wait in weeks, and its standard error, over the replications."""
    scenario = load("bare_queue").scenario
    service = scenario.support.weeks_to_first_meeting
    longer = service.model_copy(update={"mean": service.mean * times_as_long})
    scenario = scenario.model_copy(
        update={"support": scenario.support.model_copy(update={"weeks_to_first_meeting": longer})}
    )
    case = Case("bare_queue", scenario, 1)
    replications = run([case], range(REPLICATIONS), jobs=2)[0]
    waits = Results(case, replications).outcomes[World.PROGRAMME].values(MEAN_WAIT)
    mean = sum(waits) / len(waits)
    return mean, sqrt(sum((wait - mean) ** 2 for wait in waits) / (len(waits) - 1) / len(waits))


def is_theory(mean: float, error: float) -> bool:
    theory = mean_wait_mmc(5.0, 0.32, 2)
    return theory * (1 - SETTLING) - 3 * error < mean < theory + 3 * error


def test_the_mean_wait_is_that_of_erlangs_formula():
    assert is_theory(*mean_wait())


def test_services_that_last_longer_are_caught():
    assert not is_theory(*mean_wait(FAULT))
