"""Do workers do all that they are given, in order, and leave nothing behind? `make soak` interrupts them for real."""

import os
import signal
from types import SimpleNamespace

import pytest

from experiments import workers
from experiments.workers import on_processes, on_threads

given = []


def begin(number):
    given[:] = [number]


def times(n):
    return given[0] * n


def fails(n):
    if n == 2:
        raise ValueError("two")
    return n


def test_results_come_in_the_order_of_the_tasks():
    assert list(on_threads(3, fails, [0, 1, 3, 4])) == [0, 1, 3, 4]
    assert list(on_processes(2, times, range(6), begin=begin, given=(7,))) == [0, 7, 14, 21, 28, 35]


def test_a_fault_of_one_task_is_the_callers_and_the_rest_are_not_begun():
    for results in (on_threads(2, fails, range(9)), on_processes(2, fails, range(9), begin=begin, given=(1,))):
        with pytest.raises(ValueError, match="two"):
            list(results)


@pytest.fixture
def exits(monkeypatch):
    codes = []
    monkeypatch.setattr(os, "_exit", codes.append)
    return codes


def test_a_program_that_leaves_takes_its_processes_with_it(monkeypatch, exits):
    done = []
    child = SimpleNamespace(kill=lambda: done.append("killed"), join=lambda: done.append("joined"))
    monkeypatch.setattr(workers, "active_children", lambda: [child])
    monkeypatch.setattr(workers.util, "_run_finalizers", lambda least: done.append("given back"))
    workers.leave(130)
    assert done == ["killed", "joined", "given back"]
    assert exits == [130]


def test_a_worker_is_deaf_to_ctrl_c_and_ends_with_its_parent(monkeypatch, exits):
    heard = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(workers, "Thread", lambda target, daemon: SimpleNamespace(start=target))
    try:
        monkeypatch.setattr(workers, "parent_process", lambda: SimpleNamespace(join=lambda: None))
        workers._begin_deaf(begin, (3,))
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, heard)
    assert given == [3]
    assert exits == [1]
    monkeypatch.setattr(workers, "parent_process", lambda: None)  # it is nobody's child
    workers._end_with_the_parent()
    assert exits == [1]


def test_without_signal_masks_nothing_waits(monkeypatch):
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    with workers.interrupts_wait():
        pass
