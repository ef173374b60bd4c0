"""Five posts in one team, or five teams of one: the same people and the same luck, and waits as Erlang's formula says.

The full list of queues is `make theory`; here a few thousand people are enough to tell 4 weeks from half of one.
"""

from math import sqrt

import pytest

from experiments.outcomes import MEAN_WAIT
from experiments.results import Results
from experiments.run import Case, run
from sim.inputs import World
from tests.queues import mean_wait_mmc
from tests.worked import scenario

SERVICE, PER_WEEK, TEAMS, REPLICATIONS = 2.0, 2.0, ("a", "b", "c", "d", "e"), 30
LEVELS = {"side": {"levels": {name: {"share": 0.2} for name in TEAMS}}}
APART = {name: {"posts": 1, "serves": {"trait": "side", "levels": [name]}} for name in TEAMS}
SETTLING = 0.08  # of the mean wait: what starting empty takes off, over ten years at a load of 0.8


def mean_wait(**team):
    """Mean wait in weeks and its standard error: one slot a post, held for two weeks on average."""
    service = scenario(
        dates={"end": 3640},
        demand={"referrals_per_week": PER_WEEK},
        traits=LEVELS,
        link_workers={"caseload_per_post": 1, **team},
        support={"weeks_to_first_meeting": {"distribution": "exponential", "mean": SERVICE}, "meeting_minutes": 1},
    )
    case = Case("teams", service, 1)
    [runs] = run([case], range(REPLICATIONS))
    waits = Results(case, runs).outcomes[World.PROGRAMME].values(MEAN_WAIT)
    mean = sum(waits) / len(waits)
    return mean, sqrt(sum((wait - mean) ** 2 for wait in waits) / (len(waits) - 1) / len(waits))


@pytest.mark.parametrize(
    ("team", "theory"),
    [
        ({"posts": 5}, mean_wait_mmc(PER_WEEK, SERVICE, 5)),
        ({"posts": 0, "groups": APART}, mean_wait_mmc(PER_WEEK / 5, SERVICE, 1)),
    ],
    ids=["one team of five", "five teams of one"],
)
def test_posts_that_serve_their_own_are_queues_apart(team, theory):
    mean, error = mean_wait(**team)
    assert theory * (1 - SETTLING) - 3 * error < mean < theory + 3 * error
    assert error < 0.08 * theory
