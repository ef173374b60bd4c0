"""Which is better, and is the difference more than luck? Scenarios compared person by person, each with its comparator.

Differences are paired by replication: the same people with the same luck. Replications are added until the precision
asked for is met, in pounds: never relative to a mean that may be near zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from experiments.intervals import half_width, replications_needed
from experiments.run import Progress, Question, Replication, run

FEWEST_PAIRS = 30


@dataclass(frozen=True)
class Precision:
    """What was asked of the net cash of every pair shown, and what was reached (95 % half-widths, pounds)."""

    within: float | None
    reached: float | None
    replications: int

    @property
    def missed(self) -> bool:
        """Whether less was reached than asked for."""
        return self.within is not None and (self.reached is None or self.reached > self.within)


def nets(replications: Sequence[Replication]) -> list[float]:
    """Net cash of a scenario against its own comparator, at the longest horizon, in each replication."""
    return [r.bridges[max(r.bridges)].pounds("net") if r.bridges else 0.0 for r in replications]


def pairs_shown(results: Sequence[Sequence[Replication]]) -> list[list[float]]:
    """The net cash of every pair shown: each scenario against its comparator, and each against each other."""
    own = [nets(replications) for replications in results]
    return own + [[b - a for a, b in zip(own[i], own[j], strict=True)] for i, j in combinations(range(len(own)), 2)]


def widest(results: Sequence[Sequence[Replication]]) -> float | None:
    """The widest half-width among the pairs shown."""
    widths = [half_width(pair) for pair in pairs_shown(results)]
    return None if any(width is None for width in widths) else max(width for width in widths if width is not None)


def run_pairs(
    questions: Sequence[Question],
    *,
    replications: int,
    within: float | None = None,
    most: int = 2000,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> tuple[list[list[Replication]], Precision]:
    """Run every question with the same luck; with `within`, until every pair's net cash is known so closely (or `most`
    replications)."""
    planned = replications if within is None else min(most, max(FEWEST_PAIRS, replications))
    results: list[list[Replication]] = [[] for _ in questions]
    while True:
        done = len(results[0])
        more = run(questions, range(done, planned), jobs=jobs, progress=_said(progress, done, planned, len(questions)))
        for so_far, new in zip(results, more, strict=True):
            so_far += new
        width = widest(results)
        if within is None or width is None or width <= within or planned >= most:
            return results, Precision(within, width, planned)
        # A little beyond the forecast: the half-width itself is an estimate.
        planned = min(most, max(planned + FEWEST_PAIRS, int(1.1 * replications_needed(width, planned, within))))


def _said(progress: Callable[[int, int], None], before: int, planned: int, questions: int) -> Progress:
    return lambda done: progress(before * questions + done, planned * questions)
