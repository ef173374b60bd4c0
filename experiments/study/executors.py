"""Where are the points of a study run? Here, on threads, in processes, or on many machines with Dask: one protocol.

An executor takes batches of tasks and gives back what became of each, in whatever order that comes. It knows nothing of
studies: what evaluates a batch is made on the spot from a recipe (`Recipe`), once a thread or process. A task is a pure
function, so a batch that is lost with its worker is simply run again. No more batches are under way than keep every
worker busy: who stops a study waits for little, and a plan of a million points is never copied whole.
"""

import logging
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, count
from queue import Empty, SimpleQueue
from threading import local
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from experiments.workers import A_MOMENT, interrupts_wait, pool_of_processes
from sim.errors import StudyStopped, WrongInput
from sim.kernel.machine import sources_hash

if TYPE_CHECKING:
    from distributed import Client

A_WORKER_HAS = 2  # batches: one that it runs, and the next
LOST_IN_A_ROW = 3  # workers, with nothing done in between: then it is not bad luck
ANSWERS_SECONDS = 10  # a scheduler, or it is not there
FIRST_WORKER_SECONDS = 30
COUNTED_AGAIN_SECONDS = 5  # workers come and go
INSTALL = 'Install it here and on every worker: python -m pip install "spsim[cluster]". Nothing was run.'


class Task(NamedTuple):
    """Some replications of one point, with all that is needed to run them."""

    point: int
    numbers: range
    variant: int
    values: tuple[float, ...]  # in the order of the plan's paths
    first: int = 0  # the number, of each seed, that is replication 0 here: whose luck it is


class Row(NamedTuple):
    """What became of a task: its numbers, or why it failed."""

    point: int
    first: int  # replication
    many: int
    values: bytes  # float64, little-endian: (replication, arm, column); nothing where it failed
    failed: str | None = None


Batch = Sequence[Task]
Evaluate = Callable[[Task], Row]


class Done(NamedTuple):
    """A batch that is done, and how long it took on its worker."""

    rows: Sequence[Row]
    seconds: float


NOTHING_YET = Done((), 0.0)


class Program(NamedTuple):
    """Which program makes the numbers: two that are equal make the same."""

    version: str
    kernel: str  # hash of what the compiled engine is made from

    def __str__(self) -> str:
        return f"spsim {self.version} (engine {self.kernel[:12]})"


@cache
def this_program() -> Program:
    """The one that is running here."""
    try:
        installed = version("spsim")
    except PackageNotFoundError:
        installed = "of an uninstalled checkout"
    return Program(installed, sources_hash())


class Recipe(Protocol):
    """How what evaluates tasks is made. It travels: to another process, or to another machine."""

    @property
    def name(self) -> str:
        """The same for equal recipes: what was made of one is kept for the next batch."""

    def __call__(self) -> Evaluate:
        """What evaluates tasks of one study, one after another, in one thread."""


class Executor(Protocol):
    """Runs batches of tasks somewhere."""

    workers: int  # how many batches it can run at a time

    def results(self, recipe: Recipe, batches: Iterable[Batch]) -> Generator[Done]:
        """Each batch done, in any order; now and then `NOTHING_YET`, so that the reader may look at other things. Who
        stops reading closes it: nothing more is begun then."""


def evaluated(evaluate: Evaluate, batch: Batch) -> Done:
    """A batch, run."""
    began = perf_counter()
    return Done([evaluate(task) for task in batch], perf_counter() - began)


class Sequential:
    """One after another, in the thread that asks."""

    workers = 1

    def results(self, recipe: Recipe, batches: Iterable[Batch]) -> Generator[Done]:
        """Each batch done, in order."""
        evaluate = recipe()
        for batch in batches:
            yield evaluated(evaluate, batch)


class Threads:
    """On threads: the compiled engine lets go of the interpreter."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def results(self, recipe: Recipe, batches: Iterable[Batch]) -> Generator[Done]:
        """Each batch done, in any order."""
        mine = local()

        def work(batch: Batch) -> Done:
            if not hasattr(mine, "evaluate"):
                mine.evaluate = recipe()
            return evaluated(mine.evaluate, batch)

        pool = ThreadPoolExecutor(self.workers)
        try:
            yield from _UnderWay().as_they_end(lambda batch: pool.submit(work, batch), batches, lambda: self.workers)
        finally:
            pool.shutdown(cancel_futures=True)


class Processes:
    """In processes of their own. One that is killed is replaced, and its batch run again."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def results(self, recipe: Recipe, batches: Iterable[Batch]) -> Generator[Done]:
        """Each batch done, in any order."""
        source, lost, begun = iter(batches), 0, _UnderWay()
        while True:
            again, begun = begun.batches.values(), _UnderWay()
            try:
                for done in self._until_broken(recipe, chain(again, source), begun):
                    lost = 0 if done.rows else lost
                    yield done
                return
            except BrokenProcessPool:
                lost += 1
                if lost == LOST_IN_A_ROW:
                    raise StudyStopped(
                        f"{lost} worker processes in a row were killed before they had done anything: this machine may "
                        f"have too little memory for so many (--jobs)."
                    ) from None

    def _until_broken(self, recipe: Recipe, batches: Iterable[Batch], begun: "_UnderWay") -> Iterator[Done]:
        pool = pool_of_processes(self.workers, _remember, (recipe,))

        def submit(batch: Batch) -> Ending:
            with interrupts_wait():  # it may start a process
                return pool.submit(_work, batch)

        try:
            yield from begun.as_they_end(submit, batches, lambda: self.workers)
        finally:
            pool.shutdown(cancel_futures=True)


_evaluators: list[Evaluate] = []


def _remember(recipe: Recipe) -> None:
    """A process gets the recipe once."""
    _evaluators[:] = [recipe()]


def _work(batch: Batch) -> Done:
    return evaluated(_evaluators[0], batch)


class Ending(Protocol):
    """A batch that was begun, whatever runs it."""

    def add_done_callback(self, call: Callable[["Ending"], object], /) -> object:
        """Calls this once it has ended."""

    def result(self) -> Done:
        """What became of it."""


class _UnderWay:
    """Batches that were begun and are not known to be done."""

    def __init__(self) -> None:
        self.batches: dict[int, Batch] = {}
        self.futures: dict[int, Ending] = {}  # Dask forgets what nobody holds

    def as_they_end(
        self, submit: Callable[[Batch], Ending], batches: Iterable[Batch], workers: Callable[[], int]
    ) -> Iterator[Done]:
        """Each as it ends, with no more under way than the workers need. `submit` gives a future, of whatever kind."""
        ended: SimpleQueue[int] = SimpleQueue()
        source, numbers = iter(batches), count()
        while True:
            while len(self.batches) < workers() * A_WORKER_HAS and (batch := next(source, None)):
                self.batches[number := next(numbers)] = batch  # before it is begun, or a pool that breaks here loses it
                self.futures[number] = submit(batch)
                self.futures[number].add_done_callback(partial(_put, ended, number))
            if not self.batches:
                return
            try:
                number = ended.get(timeout=A_MOMENT)
            except Empty:
                yield NOTHING_YET
                continue
            done: Done = self.futures.pop(number).result()
            del self.batches[number]
            yield done


def _put(ended: "SimpleQueue[int]", number: int, _: Ending) -> None:
    ended.put(number)


# ---------------------------------------------------------------- many machines


class Dask:
    """On the workers of a Dask scheduler. Dask runs the batches of a worker that is lost elsewhere."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.workers = 1  # as many as there are, once it is connected

    def results(self, recipe: Recipe, batches: Iterable[Batch]) -> Generator[Done]:
        """Each batch done, in any order."""
        with self._connected() as client:
            self._count(client)
            # Made by a task, not sent from here: what a lost worker held of it can be made again.
            there = client.submit(_itself, recipe, key=f"spsim-study-{recipe.name}")
            if error := there.exception():  # type: ignore[no-untyped-call]
                raise error
            counted = perf_counter()

            def workers() -> int:
                nonlocal counted
                if perf_counter() - counted > COUNTED_AGAIN_SECONDS:
                    self._count(client)
                    counted = perf_counter()
                return self.workers

            def submit(batch: Batch) -> Ending:
                return cast(Ending, client.submit(_work_there, there, batch, this_program(), pure=False))

            yield from _UnderWay().as_they_end(submit, batches, workers)

    def _count(self, client: "Client") -> None:
        self.workers = max(1, sum(client.nthreads().values()))  # type: ignore[no-untyped-call]

    @contextmanager
    def _connected(self) -> Iterator["Client"]:
        """A client of the scheduler, all of whose workers run this program; what goes wrong with it, in words."""
        distributed = _distributed()
        try:
            client = distributed.Client(self.address, timeout=ANSWERS_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise WrongInput(f"No Dask scheduler answers at {self.address}: {error}. Nothing was run.") from None
        try:
            self._check(client)
            yield client
        except (CancelledError, OSError, TimeoutError, distributed.KilledWorker) as error:
            why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise StudyStopped(f"The Dask cluster at {self.address} was lost ({why}).") from None
        finally:
            client.close(timeout=ANSWERS_SECONDS)

    def _check(self, client: "Client") -> None:
        """Every worker must make the same numbers."""
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError:
            raise WrongInput(
                f"The Dask scheduler at {self.address} has no worker. Start some with: dask worker {self.address}. "
                f"Nothing was run."
            ) from None
        try:
            programs = {"scheduler": client.run_on_scheduler(this_program), **client.run(this_program)}  # type: ignore[no-untyped-call]
        except ImportError as error:
            raise WrongInput(
                f"The scheduler or a worker at {self.address} does not have spsim ({error}). Install the same "
                f"everywhere. Nothing was run."
            ) from None
        for who, program in sorted(programs.items()):
            if program != this_program():
                raise WrongInput(f"{_another(who, program)} Nothing was run.")


def _another(worker: str, program: Program) -> str:
    return (
        f"{worker} of the cluster has another program: {program}; here it is {this_program()}. Install the same "
        f"everywhere."
    )


def _distributed() -> ModuleType:
    """The library, kept from talking to the terminal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import distributed
    except ImportError:
        raise WrongInput(f"--scheduler needs the library distributed. {INSTALL}") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed


def _itself(recipe: Recipe) -> Recipe:
    return recipe


_there = local()


def _work_there(recipe: Recipe, batch: Batch, program: Program) -> Done:
    """A batch, on a worker: which may have joined after the others were looked at."""
    if program != this_program():
        raise StudyStopped(_another("A worker", this_program()))
    if getattr(_there, "name", None) != recipe.name:
        _there.name, _there.evaluate = recipe.name, recipe()
    return evaluated(_there.evaluate, batch)
