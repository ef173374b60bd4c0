"""What if support changes nothing, and what does each channel of effect do by itself?

The null is the scenario with `effect = []`: nothing is freed, so net cash is what the service costs. That is arithmetic
on the bridge, unless something is paid by use: people who are discharged, relapse and are referred again meet more, so
the null is run. Channels alone need not add up to all together: they meet in the same people.
"""

from collections.abc import Callable, Sequence
from typing import Any

from experiments.certain import pays_by_use, service_is_certain
from experiments.intervals import estimate
from experiments.run import Question, Replication
from experiments.swings import run_again, values_of
from sim.scenario import Channel, Scenario

OF = ("capacity", "net")
Progress = Callable[[int, int], None]


def with_effect(scenario: Scenario, effect: Sequence[Channel]) -> Scenario:
    """The same with other channels of effect."""
    return scenario.model_copy(update={"programme": scenario.programme.model_copy(update={"effect": list(effect)})})


def null(question: Question, runs: Sequence[Replication], *, jobs: int = 1) -> dict[str, Any]:
    """If support changes nothing: net cash at each horizon, and whether it had to be run."""
    scenario = question.scenario
    again = bool(scenario.programme.effect) and pays_by_use(scenario)
    those = run_again(question, runs, with_effect(scenario, []), jobs=jobs) if again else runs
    certain = service_is_certain(question)
    return {
        "run": again,
        "net": {
            str(years): estimate([run.bridges[years].pounds("service") for run in those], fixed=certain).as_dict()
            for years in question.shape.bridge_years
        },
    }


def channels(
    question: Question,
    runs: Sequence[Replication],
    *,
    jobs: int = 1,
    progress: Progress = lambda done, planned: None,
) -> dict[str, Any]:
    """Capacity released and net cash at the longest horizon, of each channel alone and of all of them together."""
    effect = question.scenario.programme.effect
    rows = []
    for done, channel in enumerate(effect):
        progress(done, len(effect))
        those = (
            runs
            if len(effect) == 1
            else run_again(question, runs, with_effect(question.scenario, [channel]), jobs=jobs)
        )
        rows.append({"channel": channel, **_told(those)})
    progress(len(effect), len(effect))
    return {
        "years": max(runs[0].bridges),
        "replications": len(runs),
        "alone": rows,
        "together": _told(runs),
    }


def _told(runs: Sequence[Replication]) -> dict[str, Any]:
    return {of: estimate(values_of(runs, of)).as_dict() for of in OF}
