"""Run one scenario, compare several, read the log of one replication. Silent, unless the caller follows progress."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.ask import Log, Run, Watch, ask
from app.asking.cases import pair_of
from app.asking.precision import Within
from sim.errors import WrongInput
from sim.faults import printable
from sim.inputs import World
from sim.simulate import Engine
from spsim.answers import Answer
from spsim.frames import log_frame
from spsim.scenarios import Scenario, load

if TYPE_CHECKING:
    import pandas

Named = Scenario | str | Path
Progress = Callable[[str, int, int], None]
Swings = Literal["none", "first few", "all"]


def run(
    scenario: Named,
    *,
    replications: int | None = None,
    seed: int | None = None,
    swings: Swings = "none",
    sets: int | None = None,
    within: Within = None,
    jobs: int | None = None,
    engine: Engine = "fast",
    progress: Progress | None = None,
) -> Answer:
    """One scenario against its own comparator: the same people with the programme off.

    `replications`, `seed`: as many draws of luck, and whose (else as the scenario says).
    `swings`: what would change the answer, two more runs for every uncertain input: in the "first few" replications
    (10, if affordable) or in "all" of them. Without them the intervals of unknown inputs are empty.
    `sets`: at how many sets all inputs are drawn at once (else 1,000 beside swings, 400 of each of several; 0: none).
    `within`: add replications until every net cash is known within this many pounds (95 % half-width), or each output
    of a study within so much of its unit or its mean: {"net": 5000, "discharges": "5%"}.
    `jobs`, `engine`: how it is run; no number depends on either.
    `progress`: called with what is being done, how much of it is done, and of how much (0 of 0: a sentence alone).

    Raises WrongInput (ScenarioError for a scenario's faults) before anything is run.
    """
    return _asked([scenario], "run", replications, seed, swings, sets, within, jobs, engine, progress)


def compare(
    *scenarios: Named,
    replications: int | None = None,
    seed: int | None = None,
    swings: Swings = "none",
    sets: int | None = None,
    within: Within = None,
    jobs: int | None = None,
    engine: Engine = "fast",
    progress: Progress | None = None,
) -> Answer:
    """Scenarios against their comparators and against each other: the same people, with the same luck, in all of them.
    One alone is compared with the scenario that its [what_if] names. Everything else is as in `run`."""
    named = list(scenarios)
    if len(named) == 1:
        named = [Scenario(each) for each in pair_of(scenario_of(named[0]).loaded) or ()]
    if not named:
        raise WrongInput("A comparison takes two scenarios or more, or one with a [what_if]. For one: spsim.run.")
    return _asked(named, "compare", replications, seed, swings, sets, within, jobs, engine, progress)


def log(
    scenario: Named, *, replication: int = 0, world: str | None = None, seed: int | None = None
) -> "pandas.DataFrame":
    """What happened in one replication, an event a row: the columns of `spsim log` (docs/tables.md), times in whole
    minutes since the beginning of day 0. `world`: "usual care", "programme", "programme, relapse as usual", or all."""
    worlds = [each for each in World if world in (None, each.value)]
    if not worlds:
        raise WrongInput(
            f"There is no world called {printable(str(world))}: there is {', '.join(w.value for w in World)}."
        )
    one = scenario_of(scenario)
    logged = ask(Log(one.loaded, replication, tuple(worlds), seed))
    return log_frame(logged.rows, {**one.about, "seed": logged.case.seed, "replication": replication})


def scenario_of(named: Named) -> Scenario:
    """A scenario, or the one of a name."""
    return named if isinstance(named, Scenario) else load(named)


def _asked(
    named: list[Named],
    verb: str,
    replications: int | None,
    seed: int | None,
    swings: Swings,
    sets: int | None,
    within: Within,
    jobs: int | None,
    engine: Engine,
    progress: Progress | None,
) -> Answer:
    scenarios = [scenario_of(each) for each in named]
    follow: Progress = progress or (lambda what, done, planned: None)
    watch = Watch(progress=follow, say=lambda sentence: follow(sentence, 0, 0))
    wanted = swings if swings != "none" else None
    settings = {"replications": replications, "seed": seed, "swings": wanted, "sets": sets, "within": within}
    request = Run(
        tuple(one.loaded for one in scenarios),
        seed=seed,
        replications=replications,
        within=within,
        swings=swings,
        sets=sets,
        engine=engine,
        jobs=jobs,
        command=_typed(verb, scenarios, settings),
    )
    return Answer(ask(request, watch), {one.name: dict(one.changed) for one in scenarios})


def _typed(verb: str, scenarios: list[Scenario], settings: Mapping[str, object]) -> str:
    """What to type for the same answer."""
    words = [*map(_made, scenarios), *(f"{name}={value!r}" for name, value in settings.items() if value is not None)]
    return f"spsim.{verb}({', '.join(words)})"


def _made(one: Scenario) -> str:
    base = (one.base or one.loaded).path.name.removesuffix(".toml")
    if not one.changed:
        return repr(base)
    return f"spsim.load({base!r}).with_values({dict(one.changed)!r}, title={one.title!r})"
