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

    With n present, people leave at rate min(n, c)/s + max(0, n - c)/p, s and p the means of service and patience.
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


class FiniteRoom(NamedTuple):
    """M/M/c/K: what becomes of people when all who find K present are turned away."""

    turned_away: float  # share
    present: float  # mean
    mean_wait: float  # of those who are let in


def finite_room(rate: float, service: float, servers: int, room: int) -> FiniteRoom:
    """M/M/c/K from its birth-death chain; wait by Little's law."""
    weights = [1.0]
    for n in range(1, room + 1):
        weights.append(weights[-1] * rate * service / min(n, servers))
    total = fsum(weights)
    lost = weights[-1] / total
    present = fsum(n * weight for n, weight in enumerate(weights)) / total
    return FiniteRoom(lost, present, present / (rate * (1 - lost)) - service)


class Repair(NamedTuple):
    """Machine repair: M machines, R repairers (M/M/R//M)."""

    down: float  # mean number waiting or in repair
    throughput: float  # repairs a unit of time
    utilisation: float  # of the repairers


def machine_repair(machines: int, repairers: int, fails: float, repair: float) -> Repair:
    """From its birth-death chain: a machine that runs fails at rate `fails`; a repair takes `repair` on average."""
    weights = [1.0]
    for n in range(1, machines + 1):
        weights.append(weights[-1] * (machines - n + 1) * fails * repair / min(n, repairers))
    total = fsum(weights)
    down = fsum(n * weight for n, weight in enumerate(weights)) / total
    throughput = fails * (machines - down)
    return Repair(down, throughput, throughput * repair / repairers)
