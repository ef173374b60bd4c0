"""How is work handed to several threads or processes, and how does it end at once when it is interrupted?

Results come in the order of the tasks, so how many workers there are changes nothing. Ctrl-C reaches every process of a
terminal: the workers are deaf to it, and end when their parent does.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process, util
from threading import Thread
from time import sleep
from typing import Any, NoReturn, TypeVar

A_MOMENT = 0.1  # seconds

Task = TypeVar("Task")
Result = TypeVar("Result")


def on_threads(jobs: int, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
    """For work that lets go of the interpreter."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(work, tasks)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def on_processes(
    jobs: int,
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    begin: Callable[..., None],
    given: tuple[Any, ...],
) -> Iterator[Result]:
    """For work that does not. Every process begins with what it is given."""
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_deaf, initargs=(begin, given))
    try:
        with _interrupts_wait():
            results = [pool.submit(work, task) for task in tasks]  # which starts the processes
        for result in results:
            yield result.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def leave(code: int) -> NoReturn:
    """End the program at once, whatever its threads and processes are still at. Nothing is to be waited for afterwards:
    of a process that ends in the middle of a result Python waits for the other half for ever."""
    for process in active_children():
        process.kill()
        process.join()
    util._run_finalizers(0)  # type: ignore[attr-defined]  # gives back what they shared, or it is complained of
    sleep(A_MOMENT)  # in which another thread ends what it was just giving back
    os._exit(code)


def _begin_deaf(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    begin(*given)


def _end_with_the_parent() -> None:
    """Or a worker whose parent was killed would wait for its next task for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Ctrl-C is not lost within, only later; a process started within never hears it, not even as it begins."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
