"""What did a fit find, input by input and figure by figure? Rows of the joint sample, unrounded, for every face.

Of an input it says what was assumed of it before, what the figures leave of it, how much narrower that is, and where
the scenario's own value stands among the members. How far two inputs move together is their rank correlation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from experiments.along import Fits, Joint
from experiments.changed import Path
from experiments.fitting.profiles import MOVES, Profile, profile
from experiments.fitting.stored import UNTOLD
from experiments.intervals import percentile
from experiments.ranges import About
from sim.preflight import assumptions
from sim.scenario import Scenario

PARTS = 24  # of a stated range, in a picture


@dataclass(frozen=True, kw_only=True)
class FittedInput(About):
    """An input: the range that is stated of it; where 5 %, half and 95 % of the members lie below; its posterior over
    its prior spread; the scenario's own value, and the share of members below that; and below and above which stated
    values the figures contradict it (None: nowhere)."""

    times: bool
    stated_low: float
    stated_high: float
    low: float
    middle: float
    high: float
    spread: float
    value: float
    below_value: float
    contradicted_below: float | None
    contradicted_above: float | None

    @property
    def is_unknown(self) -> bool:
        """Whether the figures say nothing about it."""
        return self.spread > UNTOLD


@dataclass(frozen=True)
class FittedFigure:
    """A published figure, and where 5 %, half and 95 % of what the fit predicts for one service lie below."""

    name: str
    title: str
    published: float
    low: float
    middle: float
    high: float

    @property
    def is_met(self) -> bool:
        """Whether the published figure lies where 90 % of the predictions do."""
        return self.low <= self.published <= self.high


@dataclass(frozen=True)
class Tie:
    """Two inputs that move together, by their rank correlation."""

    first: About
    second: About
    correlation: float


@dataclass(frozen=True)
class Made:
    """By what a fit is known. `made_for`: the hash of the scenario (but for its prices) and of its figures; `others`:
    whether inputs that were not fitted varied, too; `left_out`: what could not take part, and why."""

    method: str
    seed: int
    simulations: int
    members: int
    made_for: str
    others: bool
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class FitFound:
    """What a fit found, and how it was made. `ties`: the strongest first."""

    made: Made
    inputs: tuple[FittedInput, ...]
    figures: tuple[FittedFigure, ...]
    ties: tuple[Tie, ...]


def rows_of(fits: Fits, scenario: Scenario) -> FitFound | None:
    """What the fit of a scenario found; None where it has none."""
    joint, fit = fits.joint, fits.fit
    if joint is None or fit is None:
        return None
    about = {path: _about(scenario, path) for path in joint.columns}
    inputs = tuple(_input(joint, path, about[path]) for path in joint.columns)
    figures = tuple(
        FittedFigure(one.name, one.title, one.published, one.low, one.middle, one.high) for one in joint.sample.figures
    )
    made = Made(
        fit.method,
        fit.seed,
        sum(wave.simulations for wave in fit.waves),
        len(joint.sample.rows),
        fit.made_for,
        fit.others,
        tuple(fit.left_out),
    )
    return FitFound(made, inputs, figures, tuple(_ties(joint, about)))


def _about(scenario: Scenario, path: Path) -> About:
    name = ".".join(path)
    fact = next(row for row in assumptions(scenario) if row.path == name)
    return About(name, fact.title, fact.unit)


def _input(joint: Joint, path: Path, about: About) -> FittedInput:
    one, column, along = joint.inputs[path], joint.columns[path], joint.along[path]
    below = sum((value < one.value) + (value <= one.value) for value in column) / 2
    least, most = along.beyond(one.low, one.high)
    return FittedInput(
        about.path,
        about.title,
        about.unit,
        times=one.times,
        stated_low=one.low,
        stated_high=one.high,
        low=along.low,
        middle=percentile(column, 0.5),
        high=along.high,
        spread=joint.spread(path),
        value=one.value,
        below_value=below / len(column),
        contradicted_below=least,
        contradicted_above=most,
    )


def _ties(joint: Joint, about: Mapping[Path, About]) -> list[Tie]:
    """Those no weaker than an input must have to move along."""
    found = [Tie(about[one], about[other], joint.tie(one, other)) for one, other in combinations(joint.columns, 2)]
    return sorted((tie for tie in found if abs(tie.correlation) >= MOVES), key=lambda tie: -abs(tie.correlation))


# ---------------------------------------------------------------- across what the figures cannot tell


@dataclass(frozen=True)
class Band:
    """A part of the members, from the lowest to the highest of one input: the medians of it, of those that move with it
    and of net cash, in pounds (None: not run)."""

    value: float
    others: tuple[float, ...]
    net: float | None


@dataclass(frozen=True)
class Across:
    """An input that the figures cannot tell by itself: across it, what goes with each part of its members. `net_goes`:
    how closely net cash goes with it, -1 to 1 (None: not run)."""

    of: FittedInput
    others: tuple[FittedInput, ...]
    bands: tuple[Band, ...]
    net_goes: float | None


def across(joint: Joint, found: FitFound, net: Sequence[float] | None) -> tuple[Across, ...]:
    """Each input of which the figures say nothing, and the first of the strongest tie. `net`: of each member."""
    inputs = {one.path: one for one in found.inputs}
    strongest = [found.ties[0].first.path] if found.ties else []
    untold = [one.path for one in found.inputs if one.is_unknown]
    return tuple(
        _across(profile(joint.sample, path, net), inputs)
        for path in joint.columns
        if ".".join(path) in {*strongest, *untold}
    )


def _across(of: Profile, inputs: Mapping[str, FittedInput]) -> Across:
    moving = [other for other in of.others if other.moves and other.path and ".".join(other.path) in inputs]
    columns = [other.medians for other in moving]
    net = of.answer.medians if of.answer else [None] * len(of.medians)
    return Across(
        inputs[".".join(of.path)],
        tuple(inputs[".".join(other.path or ())] for other in moving),
        tuple(map(Band, of.medians, zip(*columns, strict=True) if columns else [()] * len(of.medians), net)),
        of.answer.goes_with if of.answer else None,
    )


# ---------------------------------------------------------------- to be drawn


@dataclass(frozen=True)
class Marginal:
    """An input before and after: of equally wide parts of its stated range, the share that each held and holds."""

    of: FittedInput
    before: tuple[float, ...]
    after: tuple[float, ...]


def marginals(joint: Joint, found: FitFound) -> list[Marginal]:
    """Of every input, in their order."""
    made = []
    for row, (path, column) in zip(found.inputs, joint.columns.items(), strict=True):
        one, wide = joint.inputs[path], (row.stated_high - row.stated_low) / PARTS
        shares = [one.share_of(row.stated_low + wide * i) for i in range(1, PARTS)]
        before = [high - low for low, high in pairwise([0.0, *shares, 1.0])]
        after = [0] * PARTS
        for value in column:
            after[min(PARTS - 1, max(0, int((value - row.stated_low) / wide)))] += 1
        made.append(Marginal(row, tuple(before), tuple(many / len(column) for many in after)))
    return made


@dataclass(frozen=True)
class Ridge:
    """Two inputs in every member, and along which line the second goes with the first."""

    first: FittedInput
    second: FittedInput
    members: tuple[tuple[float, float], ...]
    line: tuple[tuple[float, float], ...]


def ridge(joint: Joint, found: FitFound) -> Ridge | None:
    """Of the strongest tie; None where nothing moves together."""
    if not found.ties:
        return None
    inputs = {one.path: one for one in found.inputs}
    first, second = (
        next(path for path in joint.columns if ".".join(path) == one.path)
        for one in (found.ties[0].first, found.ties[0].second)
    )
    low, high = joint.along[first].low, joint.along[first].high
    line = []
    for i in range(PARTS + 1):
        value = low + (high - low) * i / PARTS
        line.append((value, joint.moved(first, value)[second]))
    members = tuple(zip(joint.columns[first], joint.columns[second], strict=True))
    return Ridge(inputs[".".join(first)], inputs[".".join(second)], members, tuple(line))


@dataclass(frozen=True)
class FitInFull:
    """What a fit found, and what of it is drawn."""

    found: FitFound
    across: tuple[Across, ...]
    marginals: tuple[Marginal, ...]
    ridge: Ridge | None


def in_full(fits: Fits, scenario: Scenario, net: Sequence[float] | None = None) -> FitInFull | None:
    """The same of the fit of a scenario; None where it has none. `net`: net cash of each member, if they were run."""
    found = rows_of(fits, scenario)
    if found is None or fits.joint is None:
        return None
    joint = fits.joint
    return FitInFull(found, across(joint, found, net), tuple(marginals(joint, found)), ridge(joint, found))
