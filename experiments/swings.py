"""What would change the answer? Every uncertain input at its low and at its high, all else equal, with the same luck.

Runs at a low or high are paired by replication with the base run. Where a value changes nothing that happens, only what
it costs, nothing is run again: the base run's tallies are priced anew, which is the same to the penny. Levers are
choices, not unknowns: they have no swing here. What was fitted to published figures has its low and high where 90 % of
its joint sample lies, and moves along it (`along`): its row says so, and a row of any other fitted input says that it
breaks the fit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from experiments.along import ON_NO_FIT, AlongTheFit, Fits
from experiments.followed import quantities
from experiments.intervals import Estimate, estimate
from experiments.ranges import About, ranges, twins
from experiments.results import Results
from experiments.rows import Years
from experiments.run import Case, Progress, Replication, run
from sim.errors import NotPossible, TooManyEvents
from sim.preflight import assumptions
from sim.scenario import Scenario
from sim.simulate import Engine

# ---------------------------------------------------------------- running it again


def run_again(
    case: Case,
    runs: Sequence[Replication],
    scenario: Scenario,
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Progress = lambda done: None,
) -> list[Replication]:
    """The same replications of a changed scenario, for totals of its bridge; only priced again where nothing else can
    differ."""
    changed = Case(case.name, scenario, case.seed)
    if changed.inputs == case.inputs and changed.shape.posts == case.shape.posts and _counts_alike(changed, case):
        return [replace(one, case=changed) for one in runs]
    numbers = range(runs[0].number, runs[0].number + len(runs))
    return run([changed], numbers, jobs=jobs, engine=engine, progress=progress, totals_only=True, sums_only=True)[0]


def _counts_alike(one: Case, other: Case) -> bool:
    """Whether a log counts the same in both."""
    frames = (case.shape.frame(people=0, waits=0) for case in (one, other))
    return len(set(map(str, frames))) == 1


def values_of(runs: Sequence[Replication], step: str) -> list[float]:
    """A step of the bridge at the longest horizon, in each replication."""
    case = runs[0].case
    return case.read(runs).pounds(case.shape.bridge_years[-1], step)


def still_at(progress: Callable[[int, int], None], done: int, planned: int) -> Progress:
    """Reports the steps done at every replication of the next step, so that a caller may stop in the middle of it."""
    return lambda _: progress(done, planned)


# ---------------------------------------------------------------- swings


@dataclass(frozen=True)
class Swing:
    """The response at both ends of an input, in pounds, and the widest of the three paired differences. Half-widths are
    simulation error."""

    at_low: float
    at_high: float
    at_low_half_width: float | None
    at_high_half_width: float | None
    change_at_low: float
    change_at_low_half_width: float | None
    change_at_high: float
    change_at_high_half_width: float | None
    swing: float
    swing_half_width: float | None


@dataclass(frozen=True, kw_only=True)
class Skipped(About):
    """An input that was not swung, and why."""

    grade: str | None
    why: str


@dataclass(frozen=True, kw_only=True)
class SwingRow(About):
    """An input at its low and its high. `means`: every quantity that is followed, at both ends."""

    grade: str | None
    times: bool
    value: float
    low: float
    high: float
    breaks_the_fit: bool
    along: AlongTheFit | None
    net: Swing
    capacity: Swing
    means: tuple[dict[str, float], ...]

    def of(self, step: Literal["net", "capacity"]) -> Swing:
        """The swing of net cash, or of capacity released."""
        return self.net if step == "net" else self.capacity


@dataclass(frozen=True)
class Base:
    """Net cash and capacity released as things stand, in pounds."""

    net: Estimate
    capacity: Estimate


@dataclass(frozen=True)
class Swings:
    """Every input that has a range, the widest in net cash first. `means`: as things stand."""

    years: Years
    replications: int
    base: Base
    means: dict[str, float]
    fit: str | None
    rows: tuple[SwingRow, ...]
    skipped: tuple[Skipped, ...]


def swings(
    case: Case,
    runs: Sequence[Replication],
    fits: Fits = ON_NO_FIT,
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Swings:
    """Every swing, the widest in net cash first. Needs a bridge: follow-up of a year at least. `means`: every quantity
    that is followed, as things stand and at both ends."""
    facts = {row.path: row for row in assumptions(case.scenario)}
    inputs = ranges(case.scenario)
    same = twins(inputs)
    net, capacity = values_of(runs, "net"), values_of(runs, "capacity")
    rows: list[SwingRow] = []
    skipped: list[Skipped] = []
    for done, one in enumerate(inputs):
        still = still_at(progress, done, len(inputs))
        still(0)
        fact = facts[".".join(one.path)]
        about = ".".join(one.path), fact.title, fact.unit
        if one.path in same:
            skipped.append(Skipped(*about, grade=fact.grade, why=f"it repeats {'.'.join(same[one.path])}"))
            continue
        along = fits.along.get(one.path)
        stated = one.low, one.high
        at = (along.low, along.high) if along else stated
        try:
            ends, means = [], []
            for value in at:
                changed = fits.changed(case.scenario, one.path, value, sized=False)
                again = run_again(case, runs, changed, jobs=jobs, engine=engine, progress=still)
                ends.append((values_of(again, "net"), values_of(again, "capacity")))
                means.append(quantities(Results(again[0].case, again)))
        except (NotPossible, TooManyEvents) as error:
            skipped.append(Skipped(*about, grade=fact.grade, why=str(error)))
            continue
        rows.append(
            SwingRow(
                *about,
                grade=fact.grade,
                times=one.times,
                value=one.value,
                low=at[0],
                high=at[1],
                breaks_the_fit=fits.breaks(case.scenario, one.path),
                along=fits.told_of(case.scenario, one.path, at, stated),
                net=swing(net, *(end[0] for end in ends)),
                capacity=swing(capacity, *(end[1] for end in ends)),
                means=tuple(means),
            )
        )
    progress(len(inputs), len(inputs))
    return Swings(
        years=max(runs[0].bridges),
        replications=len(runs),
        base=Base(estimate(net), estimate(capacity)),
        means=quantities(Results(case, runs)),
        fit=fits.note,
        rows=tuple(sorted(rows, key=lambda row: (-row.net.swing, -row.capacity.swing, row.path))),
        skipped=tuple(skipped),
    )


def swing(base: Sequence[float], low: Sequence[float], high: Sequence[float]) -> Swing:
    """The response at both ends, and the widest of the three paired differences: between the ends, or, where the middle
    sticks out, between it and one of them. Half-widths are simulation error."""
    pairs = {"ends": (low, high), "low": (base, low), "high": (base, high)}
    paired = {name: [b - a for a, b in zip(*pair, strict=True)] for name, pair in pairs.items()}
    change = {name: estimate(differences) for name, differences in paired.items()}
    widest = max(change, key=lambda name: abs(change[name].mean))
    at_low, at_high = estimate(low), estimate(high)
    return Swing(
        at_low=at_low.mean,
        at_high=at_high.mean,
        at_low_half_width=at_low.half_width,
        at_high_half_width=at_high.half_width,
        change_at_low=change["low"].mean,
        change_at_low_half_width=change["low"].half_width,
        change_at_high=change["high"].mean,
        change_at_high_half_width=change["high"].half_width,
        swing=abs(change[widest].mean),
        swing_half_width=change[widest].half_width,
    )
