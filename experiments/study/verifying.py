"""Is a study's file what was written, and does this machine give the same numbers? Some of its rows, run again.

Rows are chosen by luck with a seed of its own, so that other people can check the same ones.
"""

from contextlib import closing
from dataclasses import dataclass
from math import ceil

from experiments.sensitivity.resampling import order
from experiments.study.executors import Executor, Row, Task
from experiments.study.plan import Plan
from experiments.study.running import Evaluating, Progress, task_of
from experiments.study.store import REPLICATIONS, RESULT, Stored, result_hash
from sim.errors import NotPossible

SHARE, FEWEST = 0.01, 20  # of the rows that are run again
BATCH = 4  # of them

Place = tuple[int, int]  # point and first replication of a row


@dataclass(frozen=True)
class Verified:
    """What a check of a study's file found."""

    rows: int
    structure: tuple[str, ...]  # what SQLite finds wrong with the file
    damaged: tuple[Place, ...]  # rows that are not what was written
    again: int  # rows that were run again
    differing: tuple[Place, ...]  # of these, those that came out otherwise
    result: str | None  # the hash of all results; None where a row is damaged, or the study is not complete
    stated: str | None  # the same as the file states it; None where the study is not complete

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.structure or self.damaged or self.differing) and self.result == self.stated


def verified(plan: Plan, stored: Stored, executor: Executor, seed: int, progress: Progress) -> Verified:
    """Check every row, and run some again."""
    structure, damaged = stored.structure(), stored.damaged()
    places = [(point, numbers) for point, numbers, _ in stored.places()]
    bad = set(damaged)
    whole = [(point, numbers) for point, numbers in places if (point, numbers.start) not in bad]
    many = min(len(whole), max(FEWEST, ceil(SHARE * len(whole))))
    chosen = sorted((whole[at] for at in order(len(whole), seed)[:many].tolist()), key=_place)
    differing = _differing(plan, stored, executor, chosen, progress)
    stated = stored.about().get(RESULT)
    replications = stored.about().get(REPLICATIONS)
    result = None
    if stated and replications and not damaged:
        result = result_hash(plan.hash, stored.rows(), int(replications))
    return Verified(len(places), tuple(structure), tuple(damaged), many, tuple(differing), result, stated)


def _place(row: tuple[int, range]) -> Place:
    return row[0], row[1].start


def _differing(
    plan: Plan, stored: Stored, executor: Executor, chosen: list[tuple[int, range]], progress: Progress
) -> list[Place]:
    tasks = [task_at(plan, point, numbers) for point, numbers in chosen]
    batches = (tasks[at : at + BATCH] for at in range(0, len(tasks), BATCH))
    wrong, done = [], 0
    with closing(executor.results(Evaluating.of(plan), batches)) as results:
        for batch in results:
            for row in batch.rows:
                if row not in list(stored.rows(row.point)):
                    wrong.append((row.point, row.first))
            done += len(batch.rows)
            progress(done, len(tasks))
    return sorted(wrong)


def task_at(plan: Plan, point: int, numbers: range) -> Task:
    """Some replications of a point. Raises NotPossible where the study has no such point."""
    if point >= plan.points:
        raise NotPossible(f"there is no point {point:,}: the study has {plan.points:,}, from 0 on")
    return task_of(plan, point, numbers)


def once_more(plan: Plan, point: int, replication: int) -> Row:
    """One replication of a point, run here."""
    return Evaluating.of(plan)()(task_at(plan, point, range(replication, replication + 1)))


def held(stored: Stored, point: int, replication: int) -> Row | None:
    """The same as a study's file has it; None where it does not."""
    for row in stored.rows(point):
        at = replication - row.first
        if 0 <= at < row.many:
            each = len(row.values) // row.many
            return Row(point, replication, 1, row.values[at * each : (at + 1) * each], row.failed)
    return None
