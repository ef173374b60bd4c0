"""What will be counted next? The service that runs on from the last month, at every member of its fit."""

from collections.abc import Callable

import numpy as np

from experiments.local.fitting import Sample
from experiments.local.monthly import Floats
from experiments.local.months import months_after
from experiments.local.service import Service, Stands
from experiments.local.simulating import Point, Simulator

APART = 1_000_000  # numbers of luck from those of the fit


def stands(sample: Sample, member: int) -> Stands:
    """How the service stands, in one member of the fit."""
    return Stands(
        waiting=int(sample.waiting[member]),
        waited=tuple(sample.waited[member].tolist()),
        caseload=tuple(int(n) for n in sample.caseload[member]),
        supported=sample.supported,
        in_activity=sample.in_activity,
        joined=sample.joined,
        known=int(sample.known[member]),
        referred=sample.referred,
        again=float(sample.again[member]),
        vacant=tuple(int(n) for n in sample.vacant[member]),
        unfilled=tuple(float(weeks) for weeks in sample.unfilled[member]),
    )


def values(sample: Sample, member: int) -> dict[str, float]:
    """The inputs of one member."""
    return {name: float(each[member]) for name, each in sample.values.items()}


def forecast(
    service: Service,
    sample: Sample,
    months: int,
    seed: int,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Floats:
    """(simulation, column, month) of the months to come: one simulation at each member."""
    simulator = Simulator(service, seed, months_after(service.months[-1], months))
    many = sample.members
    points = [Point(APART + n, values(sample, n), stands(sample, n)) for n in range(many)]
    return np.array([one.figures for one in simulator.all(points, jobs, lambda done: progress(done, many))])


def looking_back(service: Service, sample: Sample, seed: int, *, jobs: int = 1) -> Floats:
    """(simulation, column, month) of the months counted, at every member: what a service with these inputs would have
    counted."""
    points = [Point(2 * APART + n, values(sample, n)) for n in range(sample.members)]
    return np.array([one.figures for one in Simulator(service, seed).all(points, jobs)])
