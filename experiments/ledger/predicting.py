"""What is a held-out figure expected to be, given the figures that inputs were fitted to?

Every unknown input is drawn over its range, each draw is one service, and both kinds of figure are counted in it. The
services whose fitted figures are like the published ones then say what the held-out figure is: by the same regression
as a fit (`experiments.fitting.regression`), with the held-out figure in the place of an input. So the interval holds
what the figures cannot tell and luck: of the same people, where a figure is of them, and else of as many other services
at the same inputs as have about the people that it is of. How often such an interval is right is counted on services
that were simulated, each in turn in the place of the real one.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from experiments.fitting.prior import Prior
from experiments.fitting.regression import Floats, Interval, posterior
from experiments.fitting.simulations import OfTargets, Simulations
from experiments.fitting.stored import to_meet
from experiments.ledger.held_out import HeldOut
from experiments.targets import Target, figures_beside
from sim.errors import NotPossible
from sim.loading import Loaded
from sim.luck import study_key

DRAWS, SEED = 1000, 20_261_127
ENDS = (0.05, 0.5, 0.95)
TRIED = 100  # simulated services in the place of the real one
DRIVERS, RELATED = 3, 0.1  # inputs that are named, if their rank correlation is at least so large
BEYOND = 0.5  # of the spread that was simulated: as far may a figure lie outside it


class Expected(NamedTuple):
    """What a figure is expected to be, before and after the published figures were used."""

    low: float
    median: float
    high: float
    prior_low: float
    prior_high: float
    covers: int
    drivers: tuple[str, ...]


def expected(
    loaded: Loaded,
    figures: Sequence[HeldOut],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> tuple[list[Expected], list[str]]:
    """What each figure is expected to be, and the names of the figures that were used. A pure function of the scenario,
    its targets, `draws` and `seed`. Raises NotPossible where no figure that inputs were fitted to can be used."""
    given = to_meet(figures_beside(loaded.path))
    if not given:
        raise NotPossible(f"{loaded.name} has no figure that inputs were fitted to, so nothing could be learned")
    prior, alone = Prior(loaded.scenario, others=True), Prior(loaded.scenario)
    key, whole = study_key(seed), [(0.0, 1.0)] * len(prior.inputs)
    values = [{**prior.other_values(key, n), **prior.values(prior.shares(key, n, whole))} for n in range(draws)]
    published = [float(target.published) for target in given.values()]
    most = max(held.services for held in figures)
    seen = []
    for turn in range(most + 1):  # the service itself, then others at the same inputs
        wanted = [held.target for held in figures if _counted_in(held, turn)]
        wanted = [*given.values(), *wanted] if turn == 0 else wanted
        reading = OfTargets(tuple(wanted))
        simulations = Simulations(alone, reading, len(wanted), seed)
        points = [(turn * draws + n, values[n]) for n in range(draws)]

        def so_far(done: int, before: int = turn * draws) -> None:
            progress(before + done, (most + 1) * draws)

        seen.append(np.array(simulations.all_at(points, jobs, so_far), dtype=float))
    stats, seen[0] = seen[0][:, : len(given)], seen[0][:, len(given) :]
    inputs = {".".join(path): np.array([one[path] for one in values]) for path in values[0]}
    columns = zip(figures, _columns(seen, figures), strict=True)
    return [_one(stats, published, column, held.target, inputs) for held, column in columns], [*given]


def _counted_in(held: HeldOut, turn: int) -> bool:
    """Whether a figure is counted in the service itself (turn 0), or in so many others."""
    return 1 <= turn <= held.services or turn == held.services == 0


def _columns(seen: Sequence[Floats], figures: Sequence[HeldOut]) -> list[Floats]:
    """Each figure in each draw: the mean over the services in which it is counted."""
    columns = []
    for n, held in enumerate(figures):
        turns = [
            found[:, sum(_counted_in(one, turn) for one in figures[:n])]
            for turn, found in enumerate(seen)
            if _counted_in(held, turn)
        ]
        columns.append(np.mean(turns, axis=0))
    return columns


def _one(
    stats: Floats, published: Sequence[float], figure: Floats, target: Target, inputs: dict[str, Floats]
) -> Expected:
    """One figure. Draws that are no possible scenario count nowhere."""
    there = np.isfinite(figure) & np.isfinite(stats).any(axis=1)
    stats, figure = stats[there], figure[there]
    possible = _possible(target)
    before, after = np.quantile(figure, ENDS), _given(stats, figure, possible, published)
    tried = min(TRIED, len(figure))
    right = sum(_covered(stats, figure, possible, n) for n in range(tried))
    drivers = _drivers(figure, {name: column[there] for name, column in inputs.items()})
    low, median, high = map(float, after)
    return Expected(low, median, high, float(before[0]), float(before[2]), round(100 * right / tried), drivers)


def _possible(target: Target) -> Interval:
    """Between what a figure can lie at all."""
    if target.kind.may_be_negative:
        return -inf, inf
    return 0.0, 100.0 if target.per_cent else inf


def _covered(stats: Floats, figure: Floats, possible: Interval, n: int) -> bool:
    """Whether the interval that the others give for one simulated service, by its own figures, holds what it saw."""
    rest = np.arange(len(figure)) != n
    own = [float(one) if np.isfinite(one) else None for one in stats[n]]
    low, _, high = _given(stats[rest], figure[rest], possible, own)
    return bool(low <= figure[n] <= high)


def _given(stats: Floats, figure: Floats, possible: Interval, published: Sequence[float | None]) -> Floats:
    """5 %, 50 % and 95 % of a figure, given others."""
    far = BEYOND * (float(np.ptp(figure)) or 1.0)
    bounds = [(float(figure.min()) - far, float(figure.max()) + far)]
    found = posterior(figure[:, None], bounds, stats, published)
    return np.asarray(np.clip(np.quantile(found.rows[:, 0], ENDS), *possible))


def _drivers(figure: Floats, inputs: dict[str, Floats]) -> tuple[str, ...]:
    """The inputs that a figure goes with most, by rank."""
    ranks = _ranks(figure)
    found = {name: abs(float(np.corrcoef(ranks, _ranks(column))[0, 1])) for name, column in inputs.items()}
    ordered = sorted(found, key=lambda name: (-found[name], name))
    return tuple(name for name in ordered[:DRIVERS] if found[name] >= RELATED)


def _ranks(column: Floats) -> Floats:
    return np.argsort(np.argsort(column, kind="stable"), kind="stable").astype(float)
