"""How is work shared between threads or processes, and how does it stop at once when it is interrupted?

Results come in the order of the tasks, so how many workers there are changes nothing. Ctrl-C reaches every process of a
terminal: the workers ignore it, and end when their parent does. The reader of results may stop, too: `that_end`.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process, util
from threading import Thread
from time import sleep
from typing import Any, NoReturn, TypeVar

from sim.errors import Cancelled

A_MOMENT = 0.1  # seconds

Task = TypeVar("Task")
Result = TypeVar("Result")


def on_threads(jobs: int, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Generator[Result]:
    """For work that lets go of the interpreter."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(work, tasks)
    except BaseException as why:
        _give_up(pool, why)
        raise
    pool.shutdown()


def on_processes(
    jobs: int,
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    begin: Callable[..., object],
    given: tuple[Any, ...],
) -> Generator[Result]:
    """For work that does not. Every process begins with what it is given."""
    pool = pool_of_processes(jobs, begin, given)
    try:
        with interrupts_wait():
            results = [pool.submit(work, task) for task in tasks]  # which starts the processes
        for result in results:
            yield result.result()
    except BaseException as why:
        _give_up(pool, why)
        raise
    pool.shutdown()


def pool_of_processes(jobs: int, begin: Callable[..., object], given: tuple[Any, ...]) -> ProcessPoolExecutor:
    """Processes that begin with what they are given, ignore Ctrl-C, and end with their parent. They start as tasks
    come: `interrupts_wait` around that."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_deaf, initargs=(begin, given))


@contextmanager
def that_end(results: Generator[Result]) -> Iterator[Iterator[Result]]:
    """Results whose workers end when the reader does, and get the reason: no work goes on unread."""
    try:
        yield results
    except BaseException as why:
        results.throw(why)
        raise


def _give_up(pool: Executor, why: BaseException) -> None:
    """Begin nothing more. After a run that was stopped on request the program goes on, so tasks already begun are
    waited for: the next run has the machine to itself. After anything else the program ends without waiting."""
    pool.shutdown(wait=isinstance(why, Cancelled), cancel_futures=True)


def leave(code: int) -> NoReturn:
    """End the program at once, whatever its threads and processes are doing. Nothing may be waited for afterwards: if a
    process ends in the middle of a result, Python would wait for the other half for ever."""
    for process in active_children():
        process.kill()
        process.join()
    util._run_finalizers(0)  # type: ignore[attr-defined]  # gives back what they shared, or it is complained of
    sleep(A_MOMENT)  # in which another thread ends what it was just giving back
    os._exit(code)


def _begin_deaf(begin: Callable[..., object], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    begin(*given)


def _end_with_the_parent() -> None:
    """Otherwise a worker whose parent was killed would wait for its next task for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Ctrl-C inside the block takes effect after it; a process started inside never receives it, even as it begins."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
