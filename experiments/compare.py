"""Which is better, and is the difference more than luck? Scenarios compared person by person, each with its comparator.

Differences are paired by replication: the same people with the same luck. Replications are added until the requested
precision is met, in pounds: never relative to a mean that may be near zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from experiments.certain import step_difference_is_certain, step_is_certain
from experiments.intervals import Estimate, estimate, replications_needed
from experiments.mean_errors import VERY_FEW
from experiments.run import Case, Progress, Replication, run
from sim.simulate import Engine

FEWEST_PAIRS = 30
ALIKE = 300  # replications: what agrees in all of them, or in all but two, differs in at most 1 or 2 %


@dataclass(frozen=True)
class Precision:
    """The precision requested for the net cash of every pair shown, and reached (95 % half-widths, pounds)."""

    within: float | None
    half_width: float | None
    replications: int

    @property
    def missed(self) -> bool:
        """Whether the precision requested was not reached."""
        return self.within is not None and (self.half_width is None or self.half_width > self.within)


def nets(replications: Sequence[Replication]) -> list[float]:
    """Net cash of a scenario against its own comparator, at the longest horizon, in each replication."""
    case = replications[0].case
    horizons = case.shape.bridge_years
    return case.read(replications).pounds(horizons[-1], "net") if horizons else [0.0] * len(replications)


def pairs_shown(cases: Sequence[Case], results: Sequence[Sequence[Replication]]) -> list[Estimate]:
    """The net cash of every pair shown: each scenario against its comparator, and each against each other."""
    own = [nets(replications) for replications in results]
    shown = [estimate(net, fixed=_is_certain(case)) for case, net in zip(cases, own, strict=True)]
    for i, j in combinations(range(len(own)), 2):
        fixed = step_difference_is_certain(cases[i], cases[j], "net")
        shown.append(estimate([b - a for a, b in zip(own[i], own[j], strict=True)], fixed=fixed))
    return shown


def _is_certain(case: Case) -> bool:
    """Whether net cash leaves no room for luck; without a bridge it is always 0."""
    return not case.shape.bridge_years or step_is_certain(case, "net")


def widest(cases: Sequence[Case], results: Sequence[Sequence[Replication]]) -> float | None:
    """The widest half-width among the pairs shown: infinite for a pair that hardly ever differs from its usual value,
    so that a run does not stop because chance has not struck yet."""
    widths = []
    for pair in pairs_shown(cases, results):
        if pair.half_width is None:
            return None
        hardly = pair.rare is not None and pair.rare.replications < VERY_FEW and pair.rare.of < ALIKE
        widths.append(inf if hardly else pair.half_width)
    return max(widths)


def run_pairs(
    cases: Sequence[Case],
    *,
    replications: int,
    within: float | None = None,
    most: int = 2000,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
    sums_only: bool = False,
) -> tuple[list[list[Replication]], Precision]:
    """Run every question with the same luck; with `within`, until every pair's net cash is known so closely (or `most`
    replications). `sums_only`: what `run` says of it."""
    planned = replications if within is None else min(most, max(FEWEST_PAIRS, replications))
    results: list[list[Replication]] = [[] for _ in cases]
    while True:
        done = len(results[0])
        so_far = _said(progress, done, planned, len(cases))
        so_far(0)
        more = run(cases, range(done, planned), jobs=jobs, engine=engine, progress=so_far, sums_only=sums_only)
        for known, new in zip(results, more, strict=True):
            known += new
        width = widest(cases, results)
        if within is None or width is None or width <= within or planned >= most:
            return results, Precision(within, None if width == inf else width, planned)
        # A little beyond the forecast: the half-width itself is an estimate.
        needed = 2 * planned if width == inf else int(1.1 * replications_needed(width, planned, within))
        planned = min(most, max(planned + FEWEST_PAIRS, needed))


def _said(progress: Callable[[int, int], None], before: int, planned: int, cases: int) -> Progress:
    return lambda done: progress(before * cases + done, planned * cases)
