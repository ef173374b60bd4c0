"""How long do people wait, exactly? Formulas of queueing theory, written from their sources and none of our code.

Notation: `rate` people a unit of time, `service` the mean service in that unit, `servers` caseload slots. The published
numbers they must meet are in `unit/test_queue_formulas.py`; the engine is held to them in `theory/`.
"""

from collections.abc import Sequence
from itertools import count, pairwise
from math import exp, fsum
from typing import NamedTuple


def erlang_b(servers: int, load: float) -> float:
    """The share lost in M/M/c/c (Erlang 1917): B(n) = a B(n-1) / (n + a B(n-1)), B(0) = 1."""
    lost = 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    return lost


def erlang_c(servers: int, load: float) -> float:
    """The share who wait in M/M/c: B / (1 - (a/c)(1 - B))."""
    lost = erlang_b(servers, load)
    return lost / (1 - load / servers * (1 - lost))


def mean_wait_mmc(rate: float, service: float, servers: int) -> float:
    """Mean wait in M/M/c: C / (c/s - rate)."""
    return erlang_c(servers, rate * service) / (servers / service - rate)


class ErlangA(NamedTuple):
    """M/M/c+M: what becomes of everybody who comes."""

    gives_up: float  # share
    mean_wait: float  # of everybody, those who give up included
    waits: float  # share
    utilisation: float


def erlang_a(rate: float, service: float, servers: int, patience: float) -> ErlangA:
    """M/M/c with exponential patience (Palm 1957), from its birth-death chain.

    With n present somebody leaves at rate min(n, c)/s + max(0, n - c)/p, s and p the means of service and patience.
    """
    weights = [1.0]
    for n in count(1):
        weights.append(weights[-1] * rate / (min(n, servers) / service + max(0, n - servers) / patience))
        if n > servers and weights[-1] < 1e-18 * max(weights):
            break
    total = fsum(weights)
    in_line = fsum((n - servers) * weight for n, weight in enumerate(weights) if n > servers) / total
    busy = fsum(min(n, servers) * weight for n, weight in enumerate(weights)) / total
    return ErlangA(in_line / patience / rate, in_line / rate, fsum(weights[servers:]) / total, busy / servers)


def pollaczek_khinchine(rate: float, service: float, squared_cv: float) -> float:
    """Mean wait in M/G/1: rho s (1 + cv^2) / (2 (1 - rho))."""
    load = rate * service
    return load * service * (1 + squared_cv) / (2 * (1 - load))


def cobham(rates: Sequence[float], service: float, squared_cv: float = 1.0) -> list[float]:
    """Mean wait of each class in M/G/1, non-preemptive, first named first (Cobham 1954), with one service for all."""
    residual = sum(rates) * service * service * (1 + squared_cv) / 2
    above = [sum(rates[:i]) * service for i in range(len(rates) + 1)]
    return [residual / ((1 - before) * (1 - upto)) for before, upto in pairwise(above)]


def ramp_up(rate: float, service: float, time: float) -> float:
    """M/M/infinity from empty: people being served at a time. Poisson, so the mean is also the variance."""
    return rate * service * (1 - exp(-time / service))
