"""Is a published figure met? What the model gives for each target of a scenario, and what that is worth.

A figure is met when the simulated mean comes near enough (the target says how near) and the published figure lies in
the middle of what single real services would see (their central 90 %). A target may declare a miss, with its reason:
then missing it is expected, and meeting it is news. Usual care is run beside the programme where a figure is a
difference between the two, and both only until the last window closes.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from experiments.along import ON_NO_FIT, Fits
from experiments.draws import Inputs, draw_of
from experiments.intervals import Estimate, central, estimate
from experiments.run import Case, Worker
from experiments.targets import Target, measure, needs_usual_care
from experiments.workers import on_processes, that_end
from sim.events import Row
from sim.inputs import World
from sim.luck import study_key
from sim.simulate import Engine, logs
from sim.units import minute_of

CENTRAL = 0.9  # of single services, among which a published figure must lie
AT_A_TIME = 4  # replications handed to a process
FEWEST_FOR_WORKERS = 16  # replications: for fewer, starting processes takes longer than running
Word = Literal["met", "missed", "declared miss", "met, though declared missed", "stated", "prediction"]


class Verdict(NamedTuple):
    """One published figure, and what the model gives for it."""

    name: str
    target: Target
    simulated: Estimate
    central: tuple[float, float] | None  # where CENTRAL of single services would be; None: no service sees it

    @property
    def near(self) -> bool:
        """Whether the simulated mean comes near enough."""
        return self.target.is_near(self.simulated.mean)

    @property
    def likely(self) -> bool:
        """Whether the published figure lies in the middle of what single real services would see."""
        return self.central is None or self.central[0] <= self.target.published <= self.central[1]

    @property
    def word(self) -> Word:
        """Its verdict, in a word. A prediction has no published figure to miss yet; a figure entered as an input is not
        met by being there."""
        if self.target.use == "prediction":
            return "prediction"
        if self.near and self.likely:
            met: Word = "stated" if self.target.use == "stated" else "met"
            return "met, though declared missed" if self.target.miss else met
        return "declared miss" if self.target.miss else "missed"

    @property
    def fails(self) -> bool:
        """Whether it differs from what the file of targets states."""
        return self.word in ("missed", "met, though declared missed")


def verdict(name: str, target: Target, figures: Sequence[float]) -> Verdict:
    """What the figure of each replication comes to."""
    return Verdict(
        name, target, estimate(figures), None if target.kind.counted_in == "draw" else central(figures, CENTRAL)
    )


def counted(
    case: Case,
    targets: Sequence[Target],
    replications: int,
    *,
    workers: int = 1,
    engine: Engine,
    fits: Fits = ON_NO_FIT,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Iterator[list[float]]:
    """Every target's figure in each replication, in order; of draws, in the draw of the same number. With the compiled
    engine most of the time is counting, which threads do not share."""
    tasks = range(replications)
    if engine == "fast" or workers <= 1 or replications < FEWEST_FOR_WORKERS:
        row_of = _figures(case, targets, engine, fits)
        yield from _watched((row_of(n) for n in tasks), replications, progress)
    else:
        some = [tasks[i : i + AT_A_TIME] for i in range(0, replications, AT_A_TIME)]
        rows = on_processes(workers, _task, some, begin=_remember, given=(case, targets, fits))
        with that_end(rows) as found:
            yield from _watched(chain.from_iterable(found), replications, progress)


def figures(case: Case, targets: Sequence[Target], replication: int, fits: Fits = ON_NO_FIT) -> list[float]:
    """One replication on the readable engine."""
    return _figures(case, targets, "simpy", fits)(replication)


def _figures(case: Case, targets: Sequence[Target], engine: Engine, fits: Fits) -> Callable[[int], list[float]]:
    """Every target's figure in one replication: from its logs, its whole run, or the draw of its number."""
    needed = {target.kind.counted_in for target in targets}
    of_logs = [target for target in targets if target.kind.counted_in == "log"]
    logs_of = _logs(case, of_logs, engine) if "log" in needed else None
    worker = Worker([case], engine, totals_only=True) if "run" in needed else None
    inputs = Inputs(case.scenario, fits) if "draw" in needed else None

    def figures_of(number: int) -> list[float]:
        in_logs = iter(measure(of_logs, case.shape, *logs_of(number)) if logs_of else ())
        given = {
            "run": (case, *worker.replicate(0, range(number, number + 1))) if worker else (),
            "draw": (draw_of(case, inputs, number, engine),) if inputs else (),
        }
        return [
            next(in_logs) if target.kind.counted_in == "log" else target.kind.figure(*given[target.kind.counted_in])
            for target in targets
        ]

    return figures_of


def _watched(
    rows: Iterator[list[float]], replications: int, progress: Callable[[int, int], None]
) -> Iterator[list[float]]:
    for done, row in enumerate(rows, start=1):
        progress(done, replications)
        yield row


def _logs(case: Case, targets: Sequence[Target], engine: Engine) -> Callable[[int], list[list[Row]]]:
    """Logs of replications, until the last window closes: of the programme, and of usual care where it is needed."""
    start = case.scenario.dates.start.value
    last = max(minute_of(target.ends, start) for target in targets)
    worlds = [World.PROGRAMME, World.USUAL] if needs_usual_care(targets) else [World.PROGRAMME]
    each = [
        logs(inputs._replace(horizon=min(inputs.horizon, last)), study_key(case.seed), engine)
        for inputs in map(case.inputs.__getitem__, worlds)
    ]
    return lambda replication: [log_of(replication) for log_of in each]


_asked: list[tuple[Case, Sequence[Target], Fits]] = []


def _remember(case: Case, targets: Sequence[Target], fits: Fits) -> None:
    """A worker gets the case once."""
    _asked[:] = [(case, targets, fits)]


def _task(replications: range) -> list[list[float]]:
    case, targets, fits = _asked[0]
    return [figures(case, targets, replication, fits) for replication in replications]
