"""From when on is a service settled? How many weeks MSER-5 would leave out, of each queue and of everybody in it.

A new service truly starts empty: its simulation is *terminating*, its building up is part of the answer, and no warm-up
is wanted. Nor is one of a service that is stated as running on day 0. The question is there for those who ask for the
steady state of a service that starts empty in its scenario.

The rule is MSER-5 (White 1997, doi 10.1177/003754979706900601): of means of five weeks each, leave out as many as
make the standard error of the rest's mean smallest, and never more than half: where the least lies at the half, the
series is too short to say. A warm-up is a filter on the log and never a reset; this one cuts by time, for everybody,
and not by when a person was referred.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, inf

from experiments.along import Fits
from experiments.people_rows import SHOWN_IN_SERIES
from experiments.ranges import ranges
from experiments.run import Case, Replication, run
from sim.errors import NotPossible, TooManyEvents
from sim.inputs import World
from sim.measures import State
from sim.preflight.demand import in_service
from sim.simulate import Engine
from sim.units import WEEK, minute_of

BATCH = 5  # weeks, or whatever is observed
STATES = (State.WAITING, State.ON_CASELOAD, State.WAITING_FOR_PLACE, State.IN_PLACE)


def mser_5(series: Sequence[float]) -> int | None:
    """How many of the first observations to leave out. None: too short a series, or one not settled by its half."""
    means = [fsum(series[i : i + BATCH]) / BATCH for i in range(0, len(series) - BATCH + 1, BATCH)]
    half = len(means) // 2
    if half < 1:
        return None
    errors = [_squared_error(means[cut:]) for cut in range(half + 1)]
    best = errors.index(min(errors))
    return None if best == half else best * BATCH


def _squared_error(means: Sequence[float]) -> float:
    """The square of the standard error of a mean over batches, as MSER has it."""
    n = len(means)
    mean = fsum(means) / n
    return fsum((one - mean) ** 2 for one in means) / (n * n)


# ---------------------------------------------------------------- of a scenario


@dataclass(frozen=True)
class Settling:
    """How many people are in a state at the end of each week, on average over replications, while people are referred;
    only of states that anybody is in.

    `weeks`: how many of them to leave out (None: not settled by half of them); `level`: the mean of the rest, or of the
    second half where that is not known."""

    state: str
    title: str
    mean: tuple[float, ...]
    weeks: int | None
    level: float


@dataclass(frozen=True)
class WarmUp:
    """A scenario's series. `running`: people are in it, or wait, on day 0. `first_week`: from day 0, the first in which
    the service is there. `worst`: of all inputs at their low and high, which settles last."""

    running: bool
    first_week: int
    replications: int
    series: tuple[Settling, ...]
    worst: "Worst | None" = None
    points: int = 0
    failed: int = 0

    @property
    def weeks(self) -> int | None:
        """How many weeks to leave out, so that every series has settled; None: one has not."""
        return _longest([one.weeks for one in self.series])


@dataclass(frozen=True)
class Worst:
    """The input that makes the service settle last, at which value. `weeks` None: it does not settle by half."""

    path: str
    value: float
    times: bool
    weeks: int | None


def warm_up(
    case: Case,
    fits: Fits,
    *,
    replications: int,
    over_ranges: bool = False,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> WarmUp:
    """How long a scenario takes to settle; `over_ranges`: and at the low and high of each uncertain input, of which a
    study has points. Raises NotPossible where people are referred for too short a time to tell."""
    first, weeks = _while_referred(case)
    if weeks < 2 * BATCH:
        raise NotPossible(f"people are referred for {weeks} weeks; at least {2 * BATCH} are needed to see it settle")
    ends = [(one, end) for one in (ranges(case.scenario) if over_ranges else ()) for end in (one.low, one.high)]
    progress(0, 1 + len(ends))
    series = tuple(one for one in _series(case, replications, jobs, engine) if any(one.mean))
    found: list[Worst] = []
    failed = 0
    for done, (one, end) in enumerate(ends, 1):
        progress(done, 1 + len(ends))
        try:
            changed = Case(case.name, fits.changed(case.scenario, one.path, end), case.seed)
            those = _series(changed, replications, jobs, engine)
        except (NotPossible, TooManyEvents):
            failed += 1
            continue
        found.append(Worst(".".join(one.path), end, one.times, _longest([each.weeks for each in those])))
    progress(1 + len(ends), 1 + len(ends))
    worst = max(found, key=lambda one: inf if one.weeks is None else one.weeks, default=None)
    return WarmUp(_is_running(case), first, replications, series, worst, len(found), failed)


def _is_running(case: Case) -> bool:
    """Whether the scenario states people who are in the service, or wait for it, on day 0."""
    return bool(in_service(case.inputs[World.PROGRAMME]) or case.scenario.demand.waiting_on_day_0.value)


def _while_referred(case: Case) -> tuple[int, int]:
    """The first whole week in which people are referred to link workers who are in post, and how many there are."""
    dates = case.scenario.dates
    start = dates.start.value
    first = max(minute_of(dates.day(name), start) for name in ("service_start", "first_referral"))
    last = min(minute_of(dates.day(name), start) for name in ("last_referral", "service_end", "end"))
    begins = -(-max(first, 0) // WEEK)
    return begins, max(0, last // WEEK - begins)


def _series(case: Case, replications: int, jobs: int, engine: Engine) -> tuple[Settling, ...]:
    """Each state's, with the programme."""
    [runs] = run([case], range(replications), jobs=jobs, engine=engine, totals_only=True)
    first, weeks = _while_referred(case)
    return tuple(_settling(case, runs, state, first, weeks) for state in STATES)


def _settling(case: Case, runs: Sequence[Replication], state: State, first: int, weeks: int) -> Settling:
    read = case.read(runs).columns[World.PROGRAMME]
    cells = case.shape.weeks(state)[first : first + weeks]
    mean = tuple(sum(read.sum_of((cell,))) / len(runs) for cell in cells)
    cut = mser_5(mean)
    rest = mean[len(mean) // 2 if cut is None else cut :]
    return Settling(state.name.lower(), SHOWN_IN_SERIES[state].title, mean, cut, fsum(rest) / len(rest))


def _longest(weeks: Sequence[int | None]) -> int | None:
    known = [one for one in weeks if one is not None]
    return max(known, default=0) if len(known) == len(weeks) else None
