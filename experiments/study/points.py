"""What is found at many points? Each point in some replications, as many at a time as there are workers.

The number of workers changes nothing: a row is a pure function of its point. A point that is no possible scenario, or
that goes past its cap of events, has no numbers and has its reason; the others go on.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from threading import local
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from experiments.changed import Path
from experiments.run import Case, fewer_collections
from experiments.study.desk import Desk
from experiments.study.outputs import Output
from experiments.workers import on_processes, on_threads, that_end
from sim.errors import NotPossible, TooManyEvents
from sim.simulate import Engine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AT_A_TIME = 64  # points handed out, or as many as have this many replications
FEWEST_FOR_PROCESSES = 4_000  # points: for fewer, starting processes takes longer than threads wait for one another
Progress = Callable[[int], None]  # called with the number of points done
Task: TypeAlias = list[tuple[list[float], range]]  # points, each with its replications
Row: TypeAlias = "Floats | str"  # of a point: (replication, column), or why there are none


class Points(NamedTuple):
    """What was found. `columns`: (point, replication, column), nan where a point failed; `failed`: why, by point."""

    columns: "Floats"
    failed: dict[int, str]


def run_points(
    case: Case,
    paths: Sequence[Path],
    values: "Floats",
    numbers: range | Sequence[range],
    outputs: Sequence[Output],
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Progress = lambda done: None,
) -> Points:
    """Every point, in order. values: (point, path), as a desk takes them; numbers: the replications of every point, or
    of each its own, as many of all.

    Usual care and the programme are run; the programme with relapse as usual only where an output needs it.
    """
    import numpy as np

    width = 1 + max(max(one.some, one.out_of or 0) for one in outputs)
    each = [numbers] * len(values) if isinstance(numbers, range) else numbers
    columns = np.full((len(values), len(each[0]) if len(values) else 0, width), np.nan)
    failed: dict[int, str] = {}
    points: Task = list(zip(values.tolist(), each, strict=True))
    size = max(1, AT_A_TIME // max(1, columns.shape[1]))
    tasks = [points[i : i + size] for i in range(0, len(points), size)]
    desk = partial(Desk, case, tuple(paths), tuple(outputs), engine)
    done = 0
    with fewer_collections(), that_end(_results(desk, tasks, jobs, engine)) as found:
        for rows in found:
            for row in rows:
                if isinstance(row, str):
                    failed[done] = row
                else:
                    columns[done] = row
                done += 1
            progress(done)
    return Points(columns, failed)


def _results(desk: Callable[[], Desk], tasks: Sequence[Task], jobs: int, engine: Engine) -> Generator[list[Row]]:
    """Each task's rows, in order. Threads share the compiled engine's work; processes share all of it."""
    points = sum(map(len, tasks))
    if jobs > 1 and (points >= FEWEST_FOR_PROCESSES or engine == "simpy"):
        yield from on_processes(jobs, _here, tasks, begin=_sit_down, given=(desk,))
    elif jobs > 1:
        mine = local()

        def rows(task: Task) -> list[Row]:
            if not hasattr(mine, "desk"):
                mine.desk = desk()
            return _rows(mine.desk, task)

        yield from on_threads(jobs, rows, tasks)
    else:
        here = desk()
        for task in tasks:
            yield _rows(here, task)


def _rows(desk: Desk, task: Task) -> list[Row]:
    return list(_each(desk, task))


def _each(desk: Desk, points: Task) -> Iterator[Row]:
    for values, numbers in points:
        try:
            yield desk.at(values, numbers)
        except (NotPossible, TooManyEvents) as error:
            yield str(error)


_desks: list[Desk] = []  # of this process: one


def _sit_down(desk: Callable[[], Desk]) -> None:
    _desks[:] = [desk()]


def _here(task: Task) -> list[Row]:
    """The same, in a process of its own."""
    return _rows(_desks[0], task)
