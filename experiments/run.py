"""What happens in every world of every scenario? Replications, on as many cores as wanted.

A replication is a pure function of (scenario, seed, number), so the number of workers changes nothing. The comparator
of a scenario is the scenario itself with the programme off.
"""

import gc
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from threading import local
from typing import Protocol, TypeVar

from experiments.bridge import Bridge, Bridging, Worlds
from experiments.capacities import Capacities
from experiments.care_team import has_care_team
from experiments.outcomes import STILL_ON_THE_LIST, before_and_after, outcomes_for
from experiments.workers import on_processes, on_threads, that_end
from sim.events import Row
from sim.frames import Shape
from sim.inputs import Inputs, World, inputs_by_world
from sim.loading import Loaded
from sim.luck import study_key
from sim.measures import State, Tally
from sim.money import Entry, Prices
from sim.preflight import Estimate, Warning, estimate
from sim.preflight.flight import Flight
from sim.scenario import Scenario
from sim.simulate import Bench, Engine, logs
from sim.sums import Kept, Wanted, together

Progress = Callable[[int], None]  # called with the number of replications done
Chunk = tuple[int, range]  # which case, which replications
CHUNK = 16  # replications handed out at a time, at most


@dataclass(frozen=True)
class Case:
    """A scenario to be run with a study seed; where it comes from a file, that, and what was changed so that it can be
    compared."""

    name: str
    scenario: Scenario
    seed: int
    file: Loaded | None = None
    notes: Sequence[Warning] = ()

    @classmethod
    def of(cls, loaded: Loaded, seed: int, notes: Sequence[Warning] = ()) -> "Case":
        """A scenario that was loaded."""
        return cls(loaded.name, loaded.scenario, seed, loaded, notes)

    @property
    def loaded(self) -> Loaded:
        """The file it comes from: a scenario changed on the way, or made up, has none."""
        assert self.file is not None, f"{self.name} was not loaded"  # noqa: S101 - a caller's own mistake
        return self.file

    @cached_property
    def shape(self) -> Shape:
        """Names of everything counted."""
        return Shape(self.scenario)

    @cached_property
    def prices(self) -> Prices:
        """Prices, and what they apply to."""
        return Prices(self.shape)

    @cached_property
    def bridging(self) -> Bridging:
        """How its bridges are worked out."""
        return Bridging(self.prices)

    @cached_property
    def capacities(self) -> Capacities:
        """What people queue for in the programme's world."""
        return Capacities(self.shape, self.inputs[World.PROGRAMME])

    @cached_property
    def flight(self) -> Flight:
        """What is known before anything is run."""
        return Flight(self.scenario, self.inputs[World.PROGRAMME])

    @cached_property
    def size(self) -> Estimate:
        """What one replication will take."""
        return estimate(self.flight)

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process, which runs and needs to know nothing before."""
        return {name: value for name, value in vars(self).items() if name != "flight"}

    @cached_property
    def wanted(self) -> Wanted:
        """What is wanted of every replication: all that page one says of everybody, and whatever other prices may make
        of it."""
        shape, outcomes = self.shape, outcomes_for(self.shape)
        counted = [each for one in outcomes for each in (one.counted, one.out_of) if each]
        counted += [each for line in range(len(shape.lines)) for each in before_and_after(line)]
        counted.append(STILL_ON_THE_LIST)
        for_care = [State.WAITING_FOR_CARE] if has_care_team(self.scenario) else []
        waiting = (State.WAITING, State.WAITING_FOR_PLACE, *for_care)
        queues = chain(*map(shape.weeks, waiting))
        return Wanted(
            [
                *self.bridging.wanted,
                *(together(each(shape)) for each in counted),
                *shape.row("people"),
                *([(1, (cell,))] for cell in queues),
            ]
        )

    def ledger(self, done: "WorldRun") -> list[Entry]:
        """What was paid for in one world of one replication."""
        return self.prices.ledger(done.counted)

    def replications(self, numbers: range, kept: Sequence[dict[World, Kept]]) -> list["Replication"]:
        """What was run, as it is read."""
        return [Replication(self, number, self.wanted, one) for number, one in zip(numbers, kept, strict=True)]

    def read(self, runs: Sequence["Replication"]) -> Worlds:
        """Some of its replications, to be read column by column."""
        return Worlds(self.bridging, runs[0].wanted, [run.kept for run in runs])

    def title_of(self, trait: str) -> str:
        """A trait's name for reading."""
        return self.scenario.traits[trait].title or trait.replace("_", " ")

    @cached_property
    def inputs(self) -> dict[World, Inputs]:
        """What the engine needs, in each world."""
        return inputs_by_world(self.scenario)

    @cached_property
    def twins(self) -> dict[World, World]:
        """For each world the first that is the same: what happens in the one happens in the other."""
        return {world: next(first for first in World if self.inputs[first] == self.inputs[world]) for world in World}

    def log(self, world: World, replication: int, engine: Engine = "fast") -> list[Row]:
        """The event log of one world of one replication."""
        return logs(self.inputs[world], study_key(self.seed), engine)(replication)


@dataclass(frozen=True)
class Replication:
    """Every world of one scenario, with one draw of luck. Equal: the same was counted."""

    case: Case = field(compare=False)
    number: int
    wanted: Wanted = field(compare=False)  # of which the sums are kept
    kept: dict[World, Kept]

    @cached_property
    def alone(self) -> Worlds:
        """This one replication, read as many are."""
        return self.case.read([self])

    @cached_property
    def worlds(self) -> dict[World, "WorldRun"]:
        """Each world."""
        return {world: WorldRun(self, world) for world in World}

    @cached_property
    def bridges(self) -> dict[float, Bridge]:
        """By horizon in years."""
        return {years: Bridge(self.alone, years) for years in self.case.shape.bridge_years}


@dataclass(frozen=True)
class WorldRun:
    """One world of one replication."""

    of: Replication
    world: World

    @cached_property
    def tally(self) -> Tally:
        """Everything that was counted."""
        return self.of.case.shape.opened(self.of.kept[self.world])

    @cached_property
    def counted(self) -> list[int]:
        """The count for each account."""
        return [n for (n,) in self.of.alone.counted(self.world)]


class Worker:
    """Runs replications of some cases on one thread or process. `totals_only`: the third world, which does no more
    than split relapse into two steps of the bridge, is assumed to be the programme's. `sums_only`: no more is kept
    than what each case wants."""

    def __init__(
        self, cases: Sequence[Case], engine: Engine = "fast", *, totals_only: bool = False, sums_only: bool = False
    ) -> None:
        self.cases, self.engine, self.totals_only, self.sums_only = cases, engine, totals_only, sums_only
        self.benches: dict[int, Bench] = {}

    def replicate(self, q: int, numbers: range) -> list[Replication]:
        """Replications of a case."""
        return self.cases[q].replications(numbers, self.worlds(q, numbers))

    def worlds(self, q: int, numbers: range) -> list[dict[World, Kept]]:
        """What is kept of them: of usual care, the programme, and the programme with relapse as usual."""
        worlds: dict[World, list[Kept]] = {}
        for world, twin in self.cases[q].twins.items():
            first = World.PROGRAMME if self.totals_only and world is World.USUAL_RELAPSE else twin
            worlds[world] = worlds[first] if first in worlds else self.kept(q, world, numbers)
        return [{world: worlds[world][i] for world in World} for i in range(len(numbers))]

    def kept(self, q: int, world: World, numbers: range) -> list[Kept]:
        """One world of some replications."""
        if q not in self.benches:
            case = self.cases[q]
            wanted = case.wanted.alone if self.sums_only else case.wanted
            self.benches[q] = Bench(case.shape, case.inputs, study_key(case.seed), self.engine, wanted)
        return list(self.benches[q].kept(world, numbers))


def replicate(case: Case, number: int) -> Replication:
    """One replication of one case."""
    return run([case], range(number, number + 1))[0][0]


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Collect garbage less often. Python searches for cyclic garbage whenever enough new objects exist. Results pile up
    here and none of them is garbage: searching them took a fifth of the time. Garbage of the readable engine is still
    collected, later."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@fewer_collections()
def run(
    cases: Sequence[Case],
    numbers: range,
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Progress = lambda done: None,
    totals_only: bool = False,
    sums_only: bool = False,
) -> list[list[Replication]]:
    """These replications of every case: a list for each case, in order of number. `totals_only`: in two worlds, for
    callers that need only the bridge's subtotals. `sums_only`: of each tally no more is kept than what page one says
    of everybody, for callers that ask no more."""
    # Small, so that all have work until the end; of the readable engine, so that a run which is stopped soon ends.
    size = 1 if engine == "simpy" else max(1, min(CHUNK, len(numbers) // (4 * jobs)))
    chunks = [(q, numbers[i : i + size]) for i in range(0, len(numbers), size) for q in range(len(cases))]
    results: list[list[Replication]] = [[] for _ in cases]
    done = 0
    workers = partial(Worker, cases, engine, totals_only=totals_only, sums_only=sums_only)
    with that_end(_results(workers, chunks, jobs, engine)) as found:
        for (q, some), kept in zip(chunks, found, strict=True):
            results[q] += cases[q].replications(some, kept)
            done += len(some)
            progress(done)
    return results


Found = TypeVar("Found")


class Runner(Protocol):
    """Who runs replications, and may remember them, and what was made of them."""

    def known(self, case: Case) -> Case:
        """The same case, as it was asked about before, with what is known of it."""

    def run(
        self, cases: Sequence[Case], numbers: range, *, jobs: int, engine: Engine, progress: Progress, sums_only: bool
    ) -> list[list[Replication]]:
        """What `run` gives."""

    def once(self, case: Case, what: Hashable, make: Callable[[], Found]) -> Found:
        """What was made of a case that is known, or is made now. `what`: all that it depends on beside the case."""


class Afresh:
    """Everything is run, and nothing is remembered."""

    def known(self, case: Case) -> Case:
        """Nothing is known of it."""
        return case

    def run(
        self, cases: Sequence[Case], numbers: range, *, jobs: int, engine: Engine, progress: Progress, sums_only: bool
    ) -> list[list[Replication]]:
        """Every replication."""
        return run(cases, numbers, jobs=jobs, engine=engine, progress=progress, sums_only=sums_only)

    def once(self, _case: Case, _what: Hashable, make: Callable[[], Found]) -> Found:
        """It is made now."""
        return make()


AFRESH = Afresh()


def _results(
    workers: Callable[[], Worker], chunks: Sequence[Chunk], jobs: int, engine: Engine
) -> Generator[list[dict[World, Kept]]]:
    """Each chunk's replications, in order. Threads for the compiled engine, which lets go of the interpreter; processes
    for the other, if there is enough to do."""
    if engine == "fast" and jobs > 1:
        yield from _on_threads(workers, chunks, jobs)
    elif jobs > 1 and len(chunks) > jobs:
        yield from on_processes(jobs, _work, chunks, begin=_remember, given=(workers,))
    else:
        worker = workers()
        for chunk in chunks:
            yield worker.worlds(*chunk)


def _on_threads(workers: Callable[[], Worker], chunks: Sequence[Chunk], jobs: int) -> Iterator[list[dict[World, Kept]]]:
    mine = local()

    def work(chunk: Chunk) -> list[dict[World, Kept]]:
        if not hasattr(mine, "worker"):
            mine.worker = workers()
        return mine.worker.worlds(*chunk)  # type: ignore[no-any-return]

    yield from on_threads(jobs, work, chunks)


_workers: list[Worker] = []


def _remember(workers: Callable[[], Worker]) -> None:
    """A process gets the cases once."""
    _workers[:] = [workers()]


def _work(chunk: Chunk) -> list[dict[World, Kept]]:
    return _workers[0].worlds(*chunk)
