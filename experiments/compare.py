"""Which is better, and is the difference more than luck? Scenarios compared person by person, each with its comparator.

Differences are paired by replication: the same people with the same luck. Replications are added until the requested
precision is met (`experiments.stopping`): of net cash in pounds, of any output of a study in its own unit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import inf

from experiments.certain import (
    difference_is_certain,
    outcome_difference_is_certain,
    step_difference_is_certain,
    step_is_certain,
)
from experiments.intervals import Estimate, Part, difference_of, estimate, estimate_of
from experiments.outcomes import outcomes_for
from experiments.run import AFRESH, Case, Progress, Replication, Runner
from experiments.stopping import FEWEST_MORE, OutputReached, Target, Watched, next_look, settled
from experiments.study.desk import column_of
from experiments.study.outputs import SHORT, columns_of, outputs_of
from sim.simulate import Engine

NET = "net"


@dataclass(frozen=True)
class Precision:
    """The precision requested for the net cash of every pair shown, and reached (95 % half-widths, pounds). `outputs`:
    the same of any other output. `intervals`: how many of them had to be so narrow."""

    within: float | None
    half_width: float | None
    replications: int
    outputs: tuple[OutputReached, ...] = ()
    intervals: int = 0

    @property
    def missed(self) -> bool:
        """Whether the precision requested was not reached."""
        net = self.within is not None and (self.half_width is None or self.half_width > self.within)
        return net or any(one.missed for one in self.outputs)


def nets(replications: Sequence[Replication]) -> list[float]:
    """Net cash of a scenario against its own comparator, at the longest horizon, in each replication."""
    case = replications[0].case
    horizons = case.shape.bridge_years
    return case.read(replications).pounds(horizons[-1], NET) if horizons else [0.0] * len(replications)


# ---------------------------------------------------------------- what is watched


def watched(cases: Sequence[Case], results: Sequence[Sequence[Replication]], target: Target) -> list[Watched]:
    """An output of every pair shown: each scenario against its comparator, and each against each other."""
    parts = [_part(case, replications, target.output) for case, replications in zip(cases, results, strict=True)]
    shown: list[Callable[[int], Estimate]] = [
        partial(_own, part, fixed=_is_certain(target.output, case)) for case, part in zip(cases, parts, strict=True)
    ]
    for i, j in combinations(range(len(cases)), 2):
        fixed = _is_certain(target.output, cases[i], cases[j])
        shown.append(partial(_apart, parts[j], parts[i], fixed=fixed))
    return [Watched(target, of_first) for of_first in shown]


def _part(case: Case, replications: Sequence[Replication], name: str) -> Part:
    """An output in each replication, and what it is out of."""
    if name == NET:  # also where follow-up is too short for any
        return Part(nets(replications))
    [output] = outputs_of(case, [name])
    worlds = case.read(replications)
    columns = [column_of(case, worlds, each) for each in columns_of(case, [output])]
    return Part(columns[output.some], None if output.out_of is None else columns[output.out_of])


def _own(part: Part, n: int, *, fixed: bool) -> Estimate:
    return estimate_of(_first(part, n), fixed=fixed) if part.of else estimate(part.some[:n], fixed=fixed)


def _apart(later: Part, earlier: Part, n: int, *, fixed: bool) -> Estimate:
    return difference_of(_first(later, n), _first(earlier, n), fixed=fixed)


def _first(part: Part, n: int) -> Part:
    return Part(part.some[:n], None if part.of is None else part.of[:n])


def _is_certain(name: str, case: Case, other: Case | None = None) -> bool:
    """Whether an output leaves no room for luck, or what sets one scenario's apart from another's; net cash without a
    bridge is always 0."""
    kind, _, rest = SHORT.get(name, name).partition(".")
    if kind == "bridge":
        step = rest.rpartition(".")[2]
        if other is not None:
            return step_difference_is_certain(case, other, step)
        return not case.shape.bridge_years or step_is_certain(case, step)
    if kind in ("with", "usual"):
        return False
    outcome = next(one for one in outcomes_for(case.shape) if one.name == rest)
    return (
        difference_is_certain(case, outcome) if other is None else outcome_difference_is_certain(case, other, outcome)
    )


# ---------------------------------------------------------------- running until it is known


def run_pairs(
    cases: Sequence[Case],
    *,
    replications: int,
    within: Sequence[Target] = (),
    most: int = 2000,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
    sums_only: bool = False,
    runner: Runner = AFRESH,
) -> tuple[list[list[Replication]], Precision]:
    """Run every question with the same luck; with `within`, until every target is met for every pair, and stays met (or
    `most` replications). `sums_only`: what `run` says of it. `runner`: who runs them."""
    planned = min(most, max(FEWEST_MORE, replications)) if within else replications
    results: list[list[Replication]] = [[] for _ in cases]
    while True:
        done = len(results[0])
        so_far = _said(progress, done, planned, len(cases))
        so_far(0)
        numbers = range(done, planned)
        more = runner.run(cases, numbers, jobs=jobs, engine=engine, progress=so_far, sums_only=sums_only)
        for known, new in zip(results, more, strict=True):
            known += new
        found = [watched(cases, results, target) for target in within]
        every = [one for of_one in found for one in of_one]
        if planned < 2 or planned >= most or settled(every, planned):
            return results, _reached(cases, results, within, found)
        planned = next_look(every, planned, most)


def _reached(
    cases: Sequence[Case],
    results: Sequence[Sequence[Replication]],
    within: Sequence[Target],
    found: Sequence[Sequence[Watched]],
) -> Precision:
    """What is known of each target; and of net cash, whether asked for or not."""
    n = len(results[0])
    net = next((target.within for target in within if _is_net(target)), None)
    others = tuple(
        _other(cases, target, _widest(of_one, n))
        for target, of_one in zip(within, found, strict=True)
        if not _is_net(target)
    )
    of_net = _widest(watched(cases, results, Target(NET, inf)), n)
    return Precision(net, of_net, n, others, sum(map(len, found)))


def _widest(watched: Sequence[Watched], n: int) -> float | None:
    width = max(one.half_width(n) for one in watched)
    return None if width == inf else width


def _is_net(target: Target) -> bool:
    return target.output == NET and not target.relative


def _other(cases: Sequence[Case], target: Target, width: float | None) -> OutputReached:
    [output] = outputs_of(cases[0], [target.output])
    missed = width is None or width > target.within
    return OutputReached(target.output, output.title, output.unit, target.within, target.relative, width, missed)


def _said(progress: Callable[[int, int], None], before: int, planned: int, cases: int) -> Progress:
    return lambda done: progress(before * cases + done, planned * cases)
