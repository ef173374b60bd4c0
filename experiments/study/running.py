"""How is a study run? What its file does not have yet is run, and every batch is kept as it comes in.

First a pilot, where the study asks for one: it says how often each point is repeated, and is a pure function of what
the pilot found. Then the rest. So a study that was stopped, or asks for more later, goes on with what is missing, and
ends with what it would have had at once: results depend on no worker, no order of arrival and no interruption.

Replications of several seed sets take turns: number n is replication n // sets of set n % sets. Whose luck that is
counts from the point's first number (`Plan.first_number`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import ceil
from time import monotonic

import numpy as np

from experiments.run import Case
from experiments.sensitivity.two_levels import Luck, best_replications, two_levels
from experiments.study.desk import Desk
from experiments.study.executors import Executor, Row, Task
from experiments.study.outputs import Output, outputs_of
from experiments.study.plan import Plan, ReplicationRule, Variant
from experiments.study.results import Floats, Found
from experiments.study.store import REPLICATIONS, RESULT, Store, Stored, by_point, result_hash
from sim.errors import Cancelled, NotPossible, TooManyEvents

DESKS = 64  # that a worker keeps; a scenario of its own each, where levers and structures make many
AT_A_TIME = 50  # replications in a task, at most: a checkpoint each
BATCH_SECONDS = 0.5  # of work, so that who stops a study waits for little
KEPT_EVERY_SECONDS = 1.0
BATCH_AT_MOST = 1_000  # tasks
NORMAL = 1.96
EACH_OF = "<f8"  # how numbers are stored

Progress = Callable[[int, int], None]  # replications of points done, of how many


# ---------------------------------------------------------------- one task


@dataclass(frozen=True)
class Evaluating:
    """What evaluates tasks, before it is made: the scenarios of a plan without its points. It goes to every worker."""

    name: str
    arms: tuple[str, ...]
    variants: tuple[tuple[Variant, ...], ...]
    columns: tuple[tuple[tuple[int, ...], ...], ...]
    paths: tuple[tuple[str, ...], ...]
    outputs: tuple[str, ...]
    seeds: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan) -> "Evaluating":
        """Of a plan."""
        names = tuple(arm.name for arm in plan.arms)
        return cls(plan.hash, names, plan.variants, plan.columns, plan.paths, plan.outputs, plan.seeds)

    def __call__(self) -> "Evaluator":
        """What evaluates tasks, in one thread."""
        return Evaluator(self)


class Evaluator:
    """Runs tasks of a study, one after another. A task gives the same bytes on every machine."""

    def __init__(self, of: Evaluating) -> None:
        self.of = of
        self.outputs = outputs_of(Case(of.arms[0], of.variants[0][0].scenario, of.seeds[0]), of.outputs)
        self.width = width_of(self.outputs)
        self._desk = lru_cache(DESKS)(self._new_desk)

    def __call__(self, task: Task) -> Row:
        """What becomes of a task."""
        first, many = task.numbers.start, len(task.numbers)
        try:
            found = self.at(task.variant, task.values, task.numbers, task.first)
        except (NotPossible, TooManyEvents) as error:
            return Row(task.point, first, many, b"", self._why(task) or str(error))
        return Row(task.point, first, many, found.astype(EACH_OF).tobytes())

    def at(self, variant: int, values: Sequence[float], numbers: range, first: int) -> Floats:
        """(replication, arm, column). Raises NotPossible or TooManyEvents where the point fails."""
        sets = len(self.of.seeds)
        found = np.empty((len(numbers), len(self.of.arms), self.width))
        for at in range(sets):
            offset = (at - numbers.start) % sets  # the first of this set
            begins, many = first + (numbers.start + offset) // sets, len(range(offset, len(numbers), sets))
            for arm in range(len(self.of.arms)) if many else ():
                own = [values[column] for column in self.of.columns[variant][arm]]
                found[offset::sets, arm] = self._desk(variant, arm, at).at(own, range(begins, begins + many))
        return found

    def _new_desk(self, variant: int, arm: int, seed_set: int) -> Desk:
        one = self.of.variants[variant][arm]
        if one.why:
            raise NotPossible(one.why)
        paths = [self.of.paths[column] for column in self.of.columns[variant][arm]]
        return Desk(Case(self.of.arms[arm], one.scenario, self.of.seeds[seed_set]), paths, self.outputs)

    def _why(self, task: Task) -> str | None:
        """Why a task fails: by the first of its replications that does, so that no batching shows."""
        for number in task.numbers:
            try:
                self.at(task.variant, task.values, range(number, number + 1), task.first)
            except (NotPossible, TooManyEvents) as error:
                return str(error)
        return None


def width_of(outputs: Iterable[Output]) -> int:
    """How many columns some outputs have together."""
    return 1 + max(max(one.some, one.out_of or 0) for one in outputs)


def task_of(plan: Plan, point: int, numbers: range) -> Task:
    """Some replications of a point."""
    values = tuple(plan.values[point].tolist())
    return Task(point, numbers, int(plan.variant_of[point]), values, plan.first_number(point))


def tasks_of(plan: Plan, point: int, missing: Iterable[range]) -> Iterator[Task]:
    """The same, no more than so many in a task."""
    for numbers in missing:
        for first in range(0, len(numbers), AT_A_TIME):
            yield task_of(plan, point, numbers[first : first + AT_A_TIME])


# ---------------------------------------------------------------- all of them


class Running:
    """A study while it is run: its plan, its file, and where it is run."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        executor: Executor,
        progress: Progress = lambda done, planned: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.plan, self.store, self.executor, self.progress, self.stopped = plan, store, executor, progress, stopped
        self.there = Held(plan, store)
        self.evaluating = Evaluating.of(plan)
        self.done = self.planned = 0

    def to_the_end(self) -> Found:
        """Run what is missing, and say what was found. Whatever stops it, what has come in by then is kept."""
        pilot = pilot_of(self.plan)
        if pilot is not None:
            points, many = pilot
            self._run(points, many)
            self.there = Held(self.plan, self.store)
        replications = replications_in(self.plan, self.store) or 0
        self.store.say(REPLICATIONS, str(replications))
        self._run(range(self.plan.points), replications)
        self.store.say(RESULT, result_hash(self.plan.hash, self.store.rows(), replications))
        return found_in(self.plan, self.store)

    def _run(self, points: Sequence[int], many: int) -> None:
        missing = {point: self.there.missing(point, many) for point in points}
        self.planned = len(missing) * many
        self.done = self.planned - sum(len(numbers) for those in missing.values() for numbers in those)
        self.progress(self.done, self.planned)
        tasks = (task for point, those in missing.items() for task in tasks_of(self.plan, point, those))
        size = _Size()
        waiting: list[Row] = []
        kept = monotonic()
        try:
            with closing(self.executor.results(self.evaluating, size.batches(tasks))) as results:
                for done in results:
                    waiting += done.rows
                    size.learn(done.seconds, len(done.rows))
                    if self.stopped():
                        raise Cancelled("Stopped on request.")
                    if waiting and monotonic() - kept > KEPT_EVERY_SECONDS:
                        waiting, kept = self._keep(waiting), monotonic()
        finally:
            self._keep(waiting)

    def _keep(self, rows: list[Row]) -> list[Row]:
        """Acknowledge some rows."""
        if rows:
            self.store.add(rows)
            self.done += sum(row.many for row in rows)
            self.progress(self.done, self.planned)
        return []


class _Size:
    """How many tasks make a batch: about half a second's, as far as is known."""

    def __init__(self) -> None:
        self.seconds = self.tasks = 0.0

    def learn(self, seconds: float, tasks: int) -> None:
        """What a batch took; what was long ago counts less."""
        if tasks:
            self.seconds, self.tasks = self.seconds / 2 + seconds, self.tasks / 2 + tasks

    def batches(self, tasks: Iterator[Task]) -> Iterator[list[Task]]:
        """Each as large as seems right when it is asked for."""
        while batch := list(islice(tasks, self._now())):
            yield batch

    def _now(self) -> int:
        if not self.tasks:
            return 1
        return max(1, min(BATCH_AT_MOST, int(BATCH_SECONDS * self.tasks / max(self.seconds, 1e-6))))


class Held:
    """How far a study's file is: which replications of each point it has, or knows to fail."""

    def __init__(self, plan: Plan, store: Stored) -> None:
        self._there: list[list[range]] = [[] for _ in range(plan.points)]
        self._failed: set[int] = set()
        for row in store.rows():
            if row.point < plan.points:
                self._there[row.point].append(range(row.first, row.first + row.many))
                if row.failed is not None and row.first == 0:
                    self._failed.add(row.point)

    def missing(self, point: int, many: int) -> list[range]:
        """Which of the first so many replications are not there. Of a point that failed at once no more is run."""
        if point in self._failed:
            return []
        found, begins = [], 0
        for there in self._there[point]:
            if begins < min(there.start, many):
                found.append(range(begins, min(there.start, many)))
            begins = max(begins, there.stop)
        return [*found, range(begins, many)] if begins < many else found


# ---------------------------------------------------------------- how often each point is repeated


def pilot_of(plan: Plan) -> tuple[Sequence[int], int] | None:
    """Which points the pilot runs, and how often: some, spread over the design, or all where a precision is asked for
    of each. None: the study says how often."""
    rule, sets = plan.replications, len(plan.seeds)
    if rule.pilot is not None:
        some = min(rule.pilot_points, plan.points)
        return [at * plan.points // some for at in range(some)], rule.pilot * sets
    return (range(plan.points), rule.each * sets) if rule.precision is not None else None


def replications_in(plan: Plan, stored: Stored) -> int | None:
    """How often each point is repeated, all seed sets together. None: the pilot that is to say so is not complete."""
    sets = len(plan.seeds)
    pilot = pilot_of(plan)
    if pilot is None:
        return plan.replications.each * sets
    points, many = pilot
    found = found_of(plan, stored, many, points)
    return chosen(plan, found) * sets if found.complete else None


def chosen(plan: Plan, pilot: Found) -> int:
    """Replications at each point, of each seed set, from what a pilot found: never fewer than the pilot itself had.

    By the first output, in the arm that needs most. With a precision: so many that the 95 % half-width of its mean is
    within it, at the pilot's worst point. With a share: that luck makes up no more of the variance of points' means.
    With neither: the number that tells most of the variance between points (`best_replications`).
    """
    rule, sets = plan.replications, len(plan.seeds)
    first = plan.outputs[0]
    needs = [_needed(rule, pilot.of(first, arm), plan.luck) for arm in range(len(plan.arms))]
    least = rule.pilot or rule.each
    return min(max(least, ceil(max(needs) / sets)), max(rule.most, least), max(least, _affordable(plan)))


def _needed(rule: ReplicationRule, values: Floats, luck: Luck) -> int:
    """Of values (point, replication), nan where a point failed."""
    values = values[~np.isnan(values).any(axis=1)]
    if rule.precision is not None:
        sd = float(values.std(axis=1, ddof=1).max(initial=0.0)) if values.shape[1] > 1 else 0.0
        return ceil((NORMAL * sd / rule.precision) ** 2)
    if len(values) < 2:
        return 1
    found = two_levels(values, luck, times=0)
    if rule.share is None:
        return best_replications(found.noise, found.between)
    if not found.between > 0:
        return rule.most if found.noise > 0 else 1
    return ceil(found.noise * (1 - rule.share) / (rule.share * found.between))


def _affordable(plan: Plan) -> int:
    """Replications of each seed set that the study's budget allows."""
    runs = plan.declared.study.budget.runs
    return plan.replications.most if runs is None else runs // (plan.points * len(plan.arms) * len(plan.seeds))


# ---------------------------------------------------------------- what was found


def found_in(plan: Plan, stored: Stored) -> Found:
    """What a study's file holds: complete, or as far as it is."""
    many = replications_in(plan, stored)
    if many is not None:
        return found_of(plan, stored, many)
    _, pilot = pilot_of(plan) or ((), 0)
    return found_of(plan, stored, pilot, complete=False)


def found_of(
    plan: Plan, stored: Stored, many: int, points: Sequence[int] | None = None, *, complete: bool = True
) -> Found:
    """The first so many replications of every point; `points`: of these alone, and complete if they are."""
    outputs = outputs_of(Case.of(plan.arms[0], plan.seeds[0]), plan.outputs)
    shape = (len(plan.arms), width_of(outputs))
    columns = np.full((plan.points, many, *shape), np.nan)
    failed: dict[int, str] = {}
    wanted = set(range(plan.points) if points is None else points)
    for point, numbers, why in by_point(stored.rows(), many):
        if point not in wanted:
            continue
        if why is not None:
            failed[point] = why
            wanted.discard(point)
        else:
            values = np.frombuffer(numbers, dtype=EACH_OF).reshape(-1, *shape)
            columns[point, : len(values)] = values
            if len(values) == many:
                wanted.discard(point)
    return Found(plan, outputs, columns, failed, complete and not wanted)
