"""What comes of a mix? Replications of the programme's world, read as targets measure it; and whether that is enough.

A *criterion* is asked of a mix: each target on average, or all of them at once in a share of single services. Either
way it is a mean that must not lie below 0 (a *margin*), so a mix is met, not met, or too close to say at a number of
standard errors. Mixes are run with the same luck, number by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from experiments.limits import chance_of
from experiments.run import Case
from experiments.solving.answer import Verdict
from experiments.solving.measures import Floats, Seen, wanted
from experiments.solving.targets import Target
from experiments.spread import without_luck
from experiments.workers import on_threads, that_end
from sim.inputs import World
from sim.luck import study_key
from sim.simulate import Bench, Engine

LEAST_AT_A_TIME, MOST_AT_A_TIME = 16, 128  # replications handed to a thread
ROUNDING = 1e-9  # of what a target counts


class Rows(NamedTuple):
    """In each replication: so much out of so much for each target, and what the service costs in pounds."""

    some: Floats  # (replication, target)
    of: Floats  # (replication, target)
    pounds: Floats  # (replication)

    @property
    def many(self) -> int:
        """How many replications."""
        return len(self.pounds)

    def first(self, many: int) -> "Rows":
        """So many of them."""
        return Rows(self.some[:many], self.of[:many], self.pounds[:many])

    def then(self, more: "Rows") -> "Rows":
        """And more after them."""
        return Rows(*(np.concatenate(both) for both in zip(self, more, strict=True)))


@dataclass(frozen=True)
class Criterion:
    """When a mix is good enough. `in_100`: in how many of 100 single services all targets must be met at once; None:
    each on average. A target that is all or nothing has no average: it is asked of `ALL_OR_NOTHING_IN_100`."""

    targets: tuple[Target, ...]
    in_100: float | None = None

    def surplus(self, rows: Rows) -> Floats:
        """By how much each target is met in each replication: (replication, target), below 0 where it is missed."""
        sign = np.array([target.sign for target in self.targets])
        bound = np.array([target.bound for target in self.targets])
        return sign * (rows.some - bound * rows.of)

    def met(self, rows: Rows) -> Floats:
        """Whether each target is met in each replication. Nothing of nothing is no miss."""
        return (self.surplus(rows) >= -ROUNDING * np.maximum(rows.of, 1.0)).astype(np.float64)

    @property
    def by_average(self) -> list[int]:
        """The targets that are asked for on average."""
        return [] if self.in_100 is not None else [i for i, one in enumerate(self.targets) if not one.all_or_nothing]

    @property
    def by_service(self) -> list[int]:
        """The targets that are asked for in a share of single services, all at once."""
        return [i for i in range(len(self.targets)) if i not in self.by_average]

    @property
    def share(self) -> float:
        """That share."""
        return (ALL_OR_NOTHING_IN_100 if self.in_100 is None else self.in_100) / 100

    def verdict(self, rows: Rows, errors: float) -> Verdict:
        """Whether a mix is good enough, at so many standard errors."""
        ends = [*map(partial(_average, errors), self._averages(rows)), *self._shares(rows, errors)]
        if all(low >= 0 for low, _ in ends):
            return "met"
        return "not met" if any(high < 0 for _, high in ends) else "too close to say"

    def seems_met(self, rows: Rows) -> bool:
        """The same by its means alone."""
        return self.shortfall(rows) <= 0

    def holds_without_luck(self, sets: Sequence[Rows]) -> int:
        """In how many sets of inputs each target is met on average, from few replications of each: their luck is taken
        out of the means (`experiments.spread`), or it would draw the count towards a half."""
        margins = np.array([self._averages(rows) for rows in sets])  # (set, target, replication)
        means = margins.mean(axis=2)
        luck = margins.var(axis=2, ddof=1).mean(axis=0) / margins.shape[2]
        clear = [without_luck(mean.tolist(), float(noise)).values for mean, noise in zip(means.T, luck, strict=True)]
        return sum(all(margin >= 0 for margin in of_set) for of_set in zip(*clear, strict=True))

    def shortfall(self, rows: Rows) -> float:
        """How far the worst of the targets is from what is asked, as a share of that; below 0 where all are met."""
        bounds = [max(abs(self.targets[i].bound), 1.0) * max(1.0, float(rows.of[:, i].mean())) for i in self.by_average]
        gaps = [-float(m.mean()) / bound for m, bound in zip(self._averages(rows), bounds, strict=True)]
        if self.by_service:
            gaps.append((self.share - float(self._together(rows).mean())) / self.share)
        return max(gaps)

    def confidence(self, rows: Rows) -> float:
        """How sure it is that a mix is good enough, by these replications alone: 1 less the chance of each fault."""
        faults = [1 - _sure(margin) for margin in self._averages(rows)]
        if self.by_service:
            faults.append(1 - _sure(self._together(rows) - self.share))
        return max(0.0, 1 - sum(faults))

    def _averages(self, rows: Rows) -> list[Floats]:
        surplus = self.surplus(rows)
        return [surplus[:, i] for i in self.by_average]

    def _together(self, rows: Rows) -> Floats:
        """Whether all that are asked of single services are met at once, in each replication."""
        return np.asarray(self.met(rows)[:, self.by_service].all(axis=1), dtype=np.float64)

    def _shares(self, rows: Rows, errors: float) -> list[tuple[float, float]]:
        if not self.by_service:
            return []
        found = chance_of(int(self._together(rows).sum()), rows.many, errors)
        return [(found.low - self.share, found.high - self.share)]


ALL_OR_NOTHING_IN_100 = 90.0


def _average(errors: float, margin: Floats) -> tuple[float, float]:
    """The ends of a mean, at so many standard errors."""
    mean, error = float(margin.mean()), _error(margin)
    return mean - errors * error, mean + errors * error


def _error(margin: Floats) -> float:
    return float(margin.std(ddof=1)) / sqrt(len(margin)) if len(margin) > 1 else 0.0


def _sure(margin: Floats) -> float:
    """The chance that a mean lies above 0."""
    mean, error = float(margin.mean()), _error(margin)
    return NormalDist().cdf(mean / error) if error > ROUNDING * max(1.0, abs(mean)) else float(mean >= 0)


def rows_of(
    tasks: Sequence[tuple[Case, range]],
    targets: Sequence[Target],
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    priced: bool = True,
) -> list[Rows]:
    """What comes of each case in these replications: rows for each task, in order, for any number of threads. Not
    `priced`: nothing costs anything, which is sooner known."""
    chunks = [(q, case, part) for q, (case, numbers) in enumerate(tasks) for part in _parts(numbers, jobs)]
    found: list[list[Rows]] = [[] for _ in tasks]

    def work(chunk: tuple[int, Case, range]) -> Rows:
        return _rows(chunk[1], chunk[2], targets, engine, priced=priced)

    with that_end(on_threads(jobs, work, chunks)) as each:
        for (q, _, _), rows in zip(chunks, each, strict=True):
            found[q].append(rows)
    return [Rows(*(np.concatenate(columns) for columns in zip(*some, strict=True))) for some in found]


def _parts(numbers: range, jobs: int) -> list[range]:
    size = min(MOST_AT_A_TIME, max(LEAST_AT_A_TIME, -(-len(numbers) // jobs)))
    return [numbers[i : i + size] for i in range(0, len(numbers), size)]


def _rows(case: Case, numbers: range, targets: Sequence[Target], engine: Engine, *, priced: bool) -> Rows:
    wants = wanted(case, [target.measure for target in targets], priced=priced)
    bench = Bench(case.shape, case.inputs, study_key(case.seed), engine, wants)
    seen = Seen(case, wants, list(bench.kept(World.PROGRAMME, numbers)))
    parts = [target.measure.parts(seen) for target in targets]
    some, of = (np.column_stack([one[side] for one in parts]) for side in (0, 1))
    return Rows(some, of, seen.pounds if priced else np.zeros(len(numbers)))
