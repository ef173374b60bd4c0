"""What may the inputs of a scenario be, given its published figures? All fitted inputs at once, to all figures.

Simulations in waves (`waves`), a regression that says what the inputs are given the figures (`regression`), and a check
that cannot flatter: the members of the joint sample are simulated anew, with luck that the fit never saw, and what they
give stands beside each published figure. Where no inputs within their ranges give a figure, that is where it shows.
"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np

from experiments.fitting.prior import Prior
from experiments.fitting.regression import KEPT, Floats, Interval
from experiments.fitting.simulations import OfTargets, Reading, Simulations
from experiments.fitting.stored import (
    FigureFit,
    Fit,
    InputFit,
    Members,
    WaveFit,
    fitted_paths,
    made_for,
    rows_of,
    to_meet,
)
from experiments.fitting.waves import Simulated, in_waves
from experiments.many_points import Bench
from experiments.targets import figures_beside
from sim.errors import NotPossible
from sim.faults import dotted, printable
from sim.loading import Loaded
from sim.luck import study_key

Progress = Callable[[int, int], None]

MEMBERS = 300  # of the joint sample
SPARE = 1.25  # so many times as many are made, because some are not possible together
MOST, FEWEST = 8_000, 2_000  # simulations of the first wave
EVENTS_OF_A_WAVE = 48_000_000  # in all its logs, about: a service in which more happens gets fewer simulations
INTERVAL = (0.05, 0.5, 0.95)
PRIOR_DEVIATION = sqrt(1 / 12)  # of a share that is as likely anywhere
CHECK_SEED = 1_000_003  # added to a fit's seed: luck that the fit never saw

METHOD = (
    "regression-adjusted approximate Bayesian computation: simulations at inputs drawn from their ranges, one "
    "replication each; posterior means by regression as summaries; those near, at most "
    f"{KEPT:.0%}, adjusted by local regression, their spread too; later waves where little of a range is left"
)


def fit(
    loaded: Loaded,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
    *,
    others: bool = False,
    simulations: int | None = None,
) -> Fit:
    """The fit of a scenario to its figures to calibrate to, as it is stored.

    seed      of all luck: the same for any number of jobs.
    jobs      processes that share the simulations.
    progress  called with simulations done and planned; what is planned grows with each wave.
    others    whether the uncertain inputs that no figure informs vary too, over their ranges.
    simulations  of the first wave; by default as many as its events allow.

    Raises NotPossible where there is nothing to fit, or nothing to fit it to.
    """
    asked = Asked(loaded, others=others)
    work = Work(asked, seed, jobs, progress or (lambda done, planned: None))
    found = in_waves(work.simulate, len(asked.prior.inputs), asked.published, simulations or asked.many, MEMBERS)
    members = work.possible(found)
    return stored(asked, seed, found, members, work.again(members))


class Asked:
    """What is to be fitted, and to what."""

    def __init__(self, loaded: Loaded, *, others: bool = False) -> None:
        self.loaded, self.others, name = loaded, others, printable(loaded.name)
        self.figures = figures_beside(loaded.path)
        self.targets = to_meet(self.figures)
        if not self.targets:
            raise NotPossible(f'{name} has no figure with use = "calibrate" beside it: there is nothing to fit it to')
        self.prior = Prior(loaded.scenario, others=others)
        if not self.prior.inputs:
            raise NotPossible(f"{name} has no input with a range and informed_by: there is nothing to fit")
        self.published = [float(target.published) for target in self.targets.values()]
        self.reading: Reading = OfTargets(tuple(self.targets.values()))

    def simulations(self, seed: int) -> Simulations:
        """Its simulations, by the luck of a seed."""
        return Simulations(self.prior, self.reading, len(self.targets), seed)

    @property
    def many(self) -> int:
        """Simulations of the first wave: fewer of a service whose log is long."""
        values = {one.path: one.value for one in self.prior.inputs}
        events = self.simulations(0).events_of(Bench(), 0, values)
        return int(min(MOST, max(FEWEST, EVENTS_OF_A_WAVE // max(events, 1) // 500 * 500)))

    @property
    def left_out(self) -> list[str]:
        """Figures and inputs that take no part."""
        drawn = [
            f"{name}: a share of draws is no figure of any one service"
            for name, target in self.figures.targets.items()
            if target.use == "calibrate" and name not in self.targets
        ]
        unranged = [
            f"{dotted(path)}: it states no range to be fitted within"
            for path in fitted_paths(self.loaded.scenario)
            if path not in self.prior.paths
        ]
        return [*drawn, *unranged]


class Work:
    """Simulations of one fit, and how far they are."""

    def __init__(self, asked: Asked, seed: int, jobs: int, progress: Progress) -> None:
        self.asked, self.seed, self.jobs, self.progress = asked, seed, jobs, progress
        self.prior, self.simulations = asked.prior, asked.simulations(seed)
        self.done = 0

    def simulate(self, numbers: range, box: tuple[Interval, ...]) -> tuple[Floats, Floats]:
        """A wave: where its inputs stand, and what they gave."""
        key = study_key(self.seed)
        shares = [self.prior.shares(key, number, box) for number in numbers]
        points = [(number, self.prior.values(share)) for number, share in zip(numbers, shares, strict=True)]
        before, planned = self.done, self.done + len(points)
        rows = self.simulations.all_at(points, self.jobs, lambda done: self.progress(before + done, planned))
        self.done = planned
        return np.array(shares), np.array(rows)

    def possible(self, found: Simulated) -> Floats:
        """Members of the joint sample that can stand together in a file: evenly of those that can."""
        made = found.given(self.asked.published, round(MEMBERS * SPARE)).rows
        good = []
        for share in made:
            try:
                self.prior.with_values(self.prior.values(share))
            except NotPossible:
                continue
            good.append(share)
        if not good:
            raise NotPossible("no inputs that fit the figures can stand together in a scenario")
        evenly = np.linspace(0, len(good) - 1, min(MEMBERS, len(good))).round().astype(int)
        return np.asarray(np.array(good)[evenly])

    def again(self, members: Floats) -> Floats:
        """What the members give, by luck that the fit never saw."""
        points = [(number, self.prior.values(share)) for number, share in enumerate(members)]
        return np.array(self.asked.simulations(self.seed + CHECK_SEED).all_at(points, self.jobs))


def stored(asked: Asked, seed: int, found: Simulated, members: Floats, predicted: Floats) -> Fit:
    """A fit as its file says it."""
    values = [list(asked.prior.values(share).values()) for share in members]
    names = [dotted(one.path) for one in asked.prior.inputs]
    rows = rows_of(names, values)
    inputs = []
    for at, one in enumerate(asked.prior.inputs):
        low, middle, high = np.quantile([row[at] for row in values], INTERVAL)
        inputs.append(
            InputFit(
                input=names[at],
                value=one.value,
                percentile=percentile(one.share_of(one.value), members[:, at]),
                low=float(low),
                middle=float(middle),
                high=float(high),
                spread=float(members[:, at].std() / PRIOR_DEVIATION),
            )
        )
    figures = []
    for (name, target), column in zip(asked.targets.items(), predicted.T, strict=True):
        low, middle, high = np.nanquantile(column, INTERVAL)
        figures.append(
            FigureFit(
                name=name,
                title=target.title,
                published=float(target.published),
                low=float(low),
                middle=float(middle),
                high=float(high),
            )
        )
    return Fit(
        method=METHOD,
        seed=seed,
        made_for=made_for(asked.loaded.scenario, asked.figures),
        others=asked.others,
        waves=[WaveFit(simulations=wave.many, prior=wave.volume) for wave in found.waves],
        inputs=inputs,
        figures=figures,
        left_out=asked.left_out,
        sample=Members(rows=rows),
    )


def percentile(share: float, members: Sequence[float] | Floats) -> float:
    """Which share of the members lies below, in per cent; of those that are equal, half."""
    there = np.asarray(members)
    return float(100 * ((there < share).mean() + (there == share).mean() / 2))
