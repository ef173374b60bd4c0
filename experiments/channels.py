"""What if support changes nothing, and what does each channel of effect do by itself?

The null is the scenario with `effect = []`: nothing is freed, so net cash is minus the cost of the service. That is
arithmetic on the bridge, unless something is paid by use: people who are discharged, relapse and are referred again
have more meetings, so the null is run. Single channels need not add up to all together: they act on the same people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from experiments.certain import pays_by_use, service_is_certain
from experiments.intervals import Estimate, estimate
from experiments.results import Results
from experiments.rows import Years
from experiments.run import Case, Replication
from experiments.swings import run_again, still_at, values_of
from sim.scenario import Channel, Scenario
from sim.simulate import Engine

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Null:
    """If support changes nothing: net cash at each horizon, and whether it had to be run."""

    run: bool
    net: dict[Years, Estimate]


@dataclass(frozen=True)
class ChannelResult:
    """Capacity released, and net cash, in pounds."""

    capacity: Estimate
    net: Estimate


@dataclass(frozen=True, kw_only=True)
class ChannelAlone(ChannelResult):
    """The effect of one channel by itself."""

    channel: Channel


@dataclass(frozen=True)
class Channels:
    """Each channel alone and all of them together, at the longest horizon."""

    years: Years
    replications: int
    alone: tuple[ChannelAlone, ...]
    together: ChannelResult


def with_effect(scenario: Scenario, effect: Sequence[Channel]) -> Scenario:
    """The same with other channels of effect."""
    return scenario.model_copy(update={"programme": scenario.programme.model_copy(update={"effect": list(effect)})})


def null(pool: Results, *, jobs: int = 1, engine: Engine = "fast") -> Null:
    """Its arithmetic, or its run."""
    case, worlds = pool.case, pool.worlds
    again = bool(case.scenario.programme.effect) and pays_by_use(case.scenario)
    if again:
        those = run_again(case, pool.runs, with_effect(case.scenario, []), jobs=jobs, engine=engine)
        worlds = those[0].case.read(those)
    certain = service_is_certain(case)
    return Null(
        again,
        {years: estimate(worlds.pounds(years, "service"), fixed=certain) for years in case.shape.bridge_years},
    )


def channels(
    case: Case,
    runs: Sequence[Replication],
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Progress = lambda done, planned: None,
) -> Channels:
    """Capacity released and net cash at the longest horizon, of each channel alone and of all of them together."""
    effect = case.scenario.programme.effect
    rows = []
    for done, channel in enumerate(effect):
        still = still_at(progress, done, len(effect))
        still(0)
        alone = with_effect(case.scenario, [channel])
        those = runs if len(effect) == 1 else run_again(case, runs, alone, jobs=jobs, engine=engine, progress=still)
        rows.append(ChannelAlone(*_freed(those), channel=channel))
    progress(len(effect), len(effect))
    return Channels(max(runs[0].bridges), len(runs), tuple(rows), ChannelResult(*_freed(runs)))


def _freed(runs: Sequence[Replication]) -> tuple[Estimate, Estimate]:
    return estimate(values_of(runs, "capacity")), estimate(values_of(runs, "net"))
