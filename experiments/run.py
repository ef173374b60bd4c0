"""What happens in every world of every scenario asked about? Replications, on as many cores as wanted.

A replication is a pure function of (scenario, seed, number), so the number of workers changes nothing. The comparator
of a scenario is the scenario itself with the programme off.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context

from experiments.bridge import Bridge, WorldRun, bridge
from sim import pathway
from sim.events import Row
from sim.frames import Shape
from sim.inputs import Inputs, World, inputs_of
from sim.luck import study_key
from sim.money import Prices
from sim.scenario import Scenario

Progress = Callable[[int], None]  # told how many replications are done
FEWEST_FOR_WORKERS = 8


@dataclass(frozen=True)
class Question:
    """A scenario to be run with a study seed."""

    name: str
    scenario: Scenario
    seed: int

    @cached_property
    def shape(self) -> Shape:
        """Names of everything counted."""
        return Shape(self.scenario)

    @cached_property
    def prices(self) -> Prices:
        """Prices, and what they apply to."""
        return Prices(self.shape)

    @cached_property
    def inputs(self) -> dict[World, Inputs]:
        """What the engine needs, in each world."""
        return {world: inputs_of(self.scenario, world) for world in World}

    def log(self, world: World, replication: int) -> list[Row]:
        """The event log of one world of one replication."""
        return pathway.events(self.inputs[world], study_key(self.seed), replication)


@dataclass(frozen=True)
class Replication:
    """Every world of one scenario, with one draw of luck."""

    number: int
    worlds: dict[World, WorldRun]
    bridges: dict[int, Bridge]  # by horizon in years


def replicate(question: Question, number: int) -> Replication:
    """Run one replication: usual care, the programme, and the programme with relapse as usual."""
    worlds: dict[World, WorldRun] = {}
    for world in World:
        twin = next((done for done in worlds if question.inputs[done] == question.inputs[world]), None)
        worlds[world] = worlds[twin] if twin else _run_world(question, world, number)
    bridges = {years: bridge(question.shape, question.prices, worlds, years) for years in question.shape.bridge_years}
    return Replication(number, worlds, bridges)


def _run_world(question: Question, world: World, number: int) -> WorldRun:
    tally = question.shape.measure(question.log(world, number))
    return WorldRun(tally, question.prices.ledger(tally, programme=world is not World.USUAL))


def run(
    questions: Sequence[Question], numbers: range, *, jobs: int = 1, progress: Progress = lambda done: None
) -> list[list[Replication]]:
    """These replications of every question: a list for each question, in order of number."""
    tasks = [(q, number) for number in numbers for q in range(len(questions))]
    results: list[list[Replication]] = [[] for _ in questions]
    for done, ((q, _), replication) in enumerate(zip(tasks, _results(questions, tasks, jobs), strict=True), start=1):
        results[q].append(replication)
        progress(done)
    return results


def _results(questions: Sequence[Question], tasks: list[tuple[int, int]], jobs: int) -> Iterator[Replication]:
    if jobs <= 1 or len(tasks) < FEWEST_FOR_WORKERS:
        yield from (replicate(questions[q], number) for q, number in tasks)
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_remember, initargs=(list(questions),)
    ) as workers:
        try:
            yield from workers.map(_task, tasks, chunksize=2)
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            raise


_questions: list[Question] = []


def _remember(questions: list[Question]) -> None:
    """A worker is told the questions once."""
    _questions[:] = questions


def _task(task: tuple[int, int]) -> Replication:
    q, number = task
    return replicate(_questions[q], number)
