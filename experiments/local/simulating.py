"""What would a service have counted? One replication of its past, or of the service that runs on, at given inputs.

A simulation is a pure function of (service, seed, number, inputs).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from experiments.local.monthly import Floats, counted, edges
from experiments.local.months import month_after
from experiments.local.service import Service, Stands
from experiments.local.state import Standing, standing, vacancies
from experiments.many_points import Bench, Progress, at_each
from sim.inputs import inputs_of
from sim.luck import study_key


class Point(NamedTuple):
    """One simulation: its number, its inputs, and how the service stands where it is one that runs on."""

    number: int
    values: Mapping[str, float]
    stands: Stands | None = None


class Seen(NamedTuple):
    """What a simulation gave: (column, month), and how the service stood after a past."""

    figures: Floats
    standing: Standing | None


@dataclass(frozen=True)
class Simulator:
    """Simulates a service. `coming`: the months to count of one that runs on."""

    service: Service
    seed: int
    coming: tuple[date, ...] = ()

    def at(self, bench: Bench, point: Point) -> Seen:
        """What one simulation gives."""
        return self._past(bench, point) if point.stands is None else self._coming(bench, point, point.stands)

    def _past(self, bench: Bench, point: Point) -> Seen:
        scenario = self.service.past(point.values)
        inputs = inputs_of(scenario)
        log = bench.log(inputs, self.seed, point.number)
        at = edges(self.service.months, scenario.dates.start.value)
        names = sorted(scenario.activities)
        stood = standing(log, int(at[-1]), [post.group for post in inputs.posts], self.service.groups, len(names))
        stated = [n for n, name in enumerate(names) if name in self.service.base.activities]
        key, groups = study_key(self.seed), self.service.groups
        vacant, unfilled = vacancies(log, int(at[-1]), inputs, key, point.number, groups)
        stood = stood._replace(in_activity=stood.in_activity[stated], vacant=vacant, unfilled=unfilled)
        return Seen(counted(log, at), stood)

    def _coming(self, bench: Bench, point: Point, stands: Stands) -> Seen:
        scenario = self.service.running(point.values, stands, month_after(self.coming[-1]))
        log = bench.log(inputs_of(scenario), self.seed, point.number)
        return Seen(counted(log, edges(self.coming, scenario.dates.start.value)), None)

    def all(self, points: Sequence[Point], jobs: int = 1, progress: Progress = lambda done: None) -> list[Seen]:
        """What each gives, in order. `progress` is given how many are done."""
        return at_each(self, points, jobs, progress)
