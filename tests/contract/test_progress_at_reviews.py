"""Progress at supported reviews, counted once more from the raw log, whatever kept the tally."""

import pytest

from experiments.outcomes import OUTCOMES
from experiments.results import Results
from experiments.run import Case, run
from sim.events import Review, What
from sim.inputs import World
from tests.scenarios import scenario

REPLICATIONS = 4


@pytest.mark.parametrize("engine", ["simpy", "fast"])
@pytest.mark.parametrize("at_least", [1, 4])
def test_progress_is_what_the_log_says_of_supported_reviews(engine, at_least):
    case = Case("base", scenario(), 1)
    pool = Results(case, run([case], range(REPLICATIONS), engine=engine)[0])
    outcome = next(one for one in OUTCOMES if one.name == f"progress_in_{at_least}")
    found = pool.outcomes[World.PROGRAMME].part(outcome)
    improved = [
        [
            bin(value & 0xFF).count("1")
            for _, _, what, where, value in case.log(World.PROGRAMME, n)
            if what == What.REVIEWED and where == Review.SUPPORTED
        ]
        for n in range(REPLICATIONS)
    ]
    assert list(found.some) == [100 * sum(n >= at_least for n in each) for each in improved]
    assert list(found.of) == [len(each) for each in improved]
    assert sum(map(len, improved)) > 20
