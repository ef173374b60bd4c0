"""What does a fitted input take with it? Inputs that were fitted together move along their joint sample.

Published figures leave many mixtures of inputs possible: a fit's joint sample (`fitting.stored`) holds some hundred of
them. At another value of one input the others move by as much as they differ, from here to there, among the members of
the sample: along a line through the nearest members, on the scale of what was known before. So the published
figures stay met, and at the input's own value nothing has moved. An input whose tie with the first is no stronger than
chance would make it stays where it is. A fit is of the scenario itself or of one that it extends, as long as what is
known of the inputs is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import NamedTuple

from experiments.changed import Path, value_at, with_value, with_values
from experiments.fitting.prior import Fitted, Prior
from experiments.fitting.profiles import MOVES, correlation, ranks
from experiments.fitting.stored import UNTOLD, Fit, JointSample, find_fit
from experiments.intervals import percentile
from experiments.ranges import About
from sim.errors import NotPossible
from sim.loading import Loaded
from sim.luck import exp, log
from sim.preflight import assumptions
from sim.scenario import Scenario

NEAR = 0.7  # of all members: those through which a line is drawn
EDGE = 1e-6  # of the prior: nearer to an end than that, nothing is
RULED_OUT = 0.02  # of the prior beyond the outermost member: the figures contradict it (of 400, chance leaves 0.25 %)
LOW, HIGH = 0.05, 0.95  # of a fitted input's members: where its low and high are


@dataclass(frozen=True, kw_only=True)
class Moving(About):
    """Another fitted input that moves along, from where to where. `tie`: their rank correlation."""

    times: bool
    tie: float
    at_low: float
    at_high: float


@dataclass(frozen=True)
class AlongTheFit:
    """What moves with a fitted input, the strongest tie first; its posterior over its prior spread; and below and above
    which values of the range stated or asked for the figures contradict it: None, where none do."""

    moving: tuple[Moving, ...]
    spread: float
    below: float | None
    above: float | None

    @property
    def is_unknown(self) -> bool:
        """Whether the figures say nothing about the input."""
        return self.spread > UNTOLD


class Along(NamedTuple):
    """A fitted input: where 90 % of its members lie, the ends of what the figures allow of it (None: of all that is
    stated), and which others move with it, the strongest tie first."""

    path: Path
    low: float
    high: float
    least: float | None
    most: float | None
    with_it: tuple[tuple[Path, float], ...]

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The part of a range that agrees with the figures. Raises NotPossible where none of it does."""
        least, most = self.beyond(low, high)
        if (most is not None and most < low) or (least is not None and least > high):
            side = f"no more than {most:.3g}" if most is not None and most < low else f"{least:.3g} or more"
            raise NotPossible(
                f"published figures contradict every value between {low:g} and {high:g}: the fit allows {side}"
            )
        return low if least is None else least, high if most is None else most

    def beyond(self, low: float, high: float) -> tuple[float | None, float | None]:
        """Below and above which values of a range the figures contradict it."""
        least, most = self.least, self.most
        return (
            least if least is not None and least > low else None,
            most if most is not None and most < high else None,
        )


@dataclass(frozen=True)
class Joint:
    """The joint sample of a scenario's fitted inputs, and how each stands in it."""

    sample: JointSample
    inputs: Mapping[Path, Fitted]

    @cached_property
    def columns(self) -> dict[Path, tuple[float, ...]]:
        """The members' values of each input that the scenario has."""
        columns = zip(self.sample.paths, zip(*self.sample.rows, strict=True), strict=True)
        return {path: column for path, column in columns if path in self.inputs}

    @cached_property
    def _lines(self) -> dict[Path, list[float]]:
        return {}

    def line(self, path: Path) -> list[float]:
        """The members of an input, on the scale on which it was fitted: worked out when it is first needed."""
        if path not in self._lines:
            self._lines[path] = [on_the_scale(self.inputs[path], value) for value in self.columns[path]]
        return self._lines[path]

    @cached_property
    def ranks(self) -> dict[Path, list[float]]:
        """The members of each input by rank."""
        return {path: ranks(column) for path, column in self.columns.items()}

    def spread(self, path: Path) -> float:
        """The posterior over the prior spread of an input."""
        return self.sample.spread[self.sample.paths.index(path)]

    def tie(self, one: Path, other: Path) -> float:
        """How strongly two inputs move together: their rank correlation, -1 to 1."""
        return correlation(self.ranks[one], self.ranks[other])

    @cached_property
    def along(self) -> dict[Path, Along]:
        """Every fitted input."""
        return {path: self._along(path, column) for path, column in self.columns.items()}

    def _along(self, path: Path, column: Sequence[float]) -> Along:
        ties = [(other, self.tie(path, other)) for other in self.columns if other != path]
        strong = sorted((one for one in ties if abs(one[1]) >= MOVES), key=lambda one: (-abs(one[1]), one[0]))
        low, high = (percentile(column, share) for share in (LOW, HIGH))
        ends = (float(round(low)), float(round(high))) if self.inputs[path].whole else (low, high)
        shares = [self.inputs[path].share_of(end) for end in (min(column), max(column))]
        least = min(column) if shares[0] > RULED_OUT else None
        most = max(column) if 1 - shares[1] > RULED_OUT else None
        return Along(path, *ends, least, most, tuple(strong))

    def moved(self, path: Path, value: float) -> dict[Path, float]:
        """Every input that moves at another value of one, and that one, in order of path."""
        found = {path: value}
        here, there = (self._within(path, at) for at in (self.inputs[path].value, value))
        for other, _ in self.along[path].with_it:
            one, pairs = self.inputs[other], list(zip(self.line(path), self.line(other), strict=True))
            by = on_the_line(pairs, there) - on_the_line(pairs, here)
            found[other] = off_the_scale(one, on_the_scale(one, one.value) + by) if by else one.value
        return dict(sorted(found.items()))

    def member(self, number: int) -> dict[Path, float]:
        """One member of the sample, in order of path."""
        values = ((path, column[number]) for path, column in self.columns.items())
        return {path: float(round(value)) if self.inputs[path].whole else value for path, value in values}

    def _within(self, path: Path, value: float) -> float:
        """A value on its scale; outside the members, the nearest of them."""
        column = self.columns[path]
        return on_the_scale(self.inputs[path], min(max(value, min(column)), max(column)))


def on_the_scale(one: Fitted, value: float) -> float:
    """An input on the whole line: the logit of the share of its prior that lies below a value."""
    share = min(max(one.share_of(value), EDGE), 1 - EDGE)
    return log(share / (1 - share))


def off_the_scale(one: Fitted, at: float) -> float:
    """And back."""
    return one.value_at(1 / (1 + exp(-at)))


def on_the_line(pairs: Sequence[tuple[float, float]], at: float) -> float:
    """The mean of y at this x: on a straight line through the nearest points, the nearer the heavier (tricube weights:
    Cleveland 1979, doi 10.1080/01621459.1979.10481038)."""
    away = sorted(abs(x - at) for x, _ in pairs)
    reach = away[round(NEAR * (len(away) - 1))] * (1 + EDGE) or 1.0
    near = [(x - at, y, (1 - (abs(x - at) / reach) ** 3) ** 3) for x, y in pairs if abs(x - at) < reach]
    total = fsum(w for _, _, w in near)
    x_mean, y_mean = fsum(w * x for x, _, w in near) / total, fsum(w * y for _, y, w in near) / total
    wide = fsum(w * (x - x_mean) ** 2 for x, _, w in near)
    slope = fsum(w * (x - x_mean) * (y - y_mean) for x, y, w in near) / wide if wide else 0.0
    return y_mean - slope * x_mean


# ---------------------------------------------------------------- of a scenario


@dataclass(frozen=True)
class Fits:
    """The fitted inputs of a scenario, which move together, and the fit that says so; a note, if a fit is not used."""

    joint: Joint | None = None
    note: str | None = None
    fit: Fit | None = None

    @property
    def along(self) -> Mapping[Path, Along]:
        """The inputs that move along a fit."""
        return self.joint.along if self.joint else {}

    def changed(self, scenario: Scenario, path: Path, value: float, *, sized: bool = True) -> Scenario:
        """The scenario with another value of an input, and of those that move with it; `sized` as in `with_value`."""
        if self.joint and path in self.along:
            return with_values(scenario, self.joint.moved(path, value), sized=sized)
        return with_value(scenario, path, value, sized=sized)

    def breaks(self, scenario: Scenario, path: Path) -> bool:
        """Whether an input was fitted to a published figure, which is missed where it is varied alone."""
        return path not in self.along and value_at(scenario, path).informed_by is not None

    def told_of(
        self, scenario: Scenario, path: Path, between: tuple[float, float], stated: tuple[float, float]
    ) -> AlongTheFit | None:
        """What moves with an input between two values, and which part of a stated range contradicts the figures."""
        if self.joint is None or path not in self.along:
            return None
        along, facts = self.along[path], {row.path: row for row in assumptions(scenario)}
        ends = [self.joint.moved(path, end) for end in between]
        moving = []
        for other, tie in along.with_it:
            fact = facts[".".join(other)]
            low, high = (end[other] for end in ends)
            times = self.joint.inputs[other].times
            moving.append(Moving(fact.path, fact.title, fact.unit, times=times, tie=tie, at_low=low, at_high=high))
        return AlongTheFit(tuple(moving), self.joint.spread(path), *along.beyond(*stated))


ON_NO_FIT = Fits()


def fits_of(loaded: Loaded) -> Fits:
    """The fit that belongs to a scenario, if any; why it is not used, if it is not."""
    found = find_fit(loaded)
    if found.fit is None or found.sample is None:
        return Fits(note=found.note)
    return fits_by(found.fit, found.sample, loaded.scenario)


def fits_by(fit: Fit, sample: JointSample, scenario: Scenario) -> Fits:
    """The inputs of a scenario by a fit. One that it no longer has moves nothing."""
    inputs = {one.path: one for one in Prior(scenario).inputs}
    return Fits(Joint(sample, inputs), None, fit)
