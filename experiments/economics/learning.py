"""What is it worth to know some inputs, or to measure one in a study of a stated size? In pounds a decision.

    evppi(costs, effects, inputs[:, [3]], at)                              # one input known for certain
    evsi(costs, effects, inputs[:, 3], at, size=200, kind="binomial")      # 200 people counted

By regression of the increments on what is known (Strong, Oakley and Brennan 2014, doi 10.1177/0272989X13505910; for
data, Strong and others 2015, doi 10.1177/0272989X15575286): luck averages out in a regression, and what little of it
stays in the fitted values is taken out as in `noise`, so an input that does nothing is worth nothing. The share of
variance that the regression foretells of draws it has not seen stands beside each answer. Where a comparison of near
neighbours sees clearly more than the regression, no answer is given.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.economics.answer import Learned
from experiments.economics.arrays import Floats, Increments, increments, net_benefit, options_of
from experiments.economics.chance import binomials, normals
from experiments.economics.noise import NORMAL_975, luck_of, with_covariance
from experiments.economics.surfaces import FEW_VALUES, Surface, neighbours, surface
from sim.errors import NotPossible

MORE_SEEN = 0.1  # of variance, beyond error: near neighbours see what the regression does not
MOST_WITH_NEIGHBOURS = 4  # inputs: with more, near neighbours are far
CHANCE = 4  # standard errors of what neighbours see: of fifty inputs, none is refused by chance
FIRST_DRAWS = 2000  # of which neighbours are looked for
Kind = Literal["normal", "binomial"]
REPEATS = 4  # data sets of each draw


def evppi(costs: ArrayLike, effects: ArrayLike, inputs: ArrayLike, thresholds: ArrayLike) -> tuple[Learned, ...]:
    """The expected value of knowing these inputs for certain, all at once, at each threshold.

    costs, effects  (draw, option) or (draw, option, replication): pounds, and any unit.
    inputs          (draw,) or (draw, input): one, two (together), or a group of three or more (at most 2,000 draws).
    thresholds      pounds for one more of the effect.

    Raises NotPossible where shapes do not agree, a value is not finite, or a group has too many draws.
    """
    given, known = increments(costs, effects), np.asarray(inputs, dtype=np.float64)
    return _worth_of(given, known[:, None] if known.ndim == 1 else known, thresholds)


def evsi(
    costs: ArrayLike,
    effects: ArrayLike,
    about: ArrayLike,
    thresholds: ArrayLike,
    *,
    size: int,
    kind: Kind,
    deviation: float = 0.0,
    seed: int = 1,
) -> tuple[Learned, ...]:
    """The expected value of a study of this size, at each threshold: what its data are expected to be worth in pounds a
    decision, before it costs anything.

    about      (draw,): the input that the study measures.
    size       people, or other units, that it counts.
    kind       "binomial": counts how many of them; the input is a chance. "normal": takes their mean; the input is that
               mean, and one unit's standard deviation is `deviation`, in its units.
    seed       of the data that are imagined.

    Raises NotPossible as `evppi`, and where the size is below 1, a chance is not one, or the deviation is not above 0.
    """
    given, truth = increments(costs, effects), np.asarray(about, dtype=np.float64)
    if truth.shape != (len(given.values),):
        raise NotPossible(f"the input is {truth.shape}: one value for each of {len(given.values)} draws")
    if size < 1:
        raise NotPossible(f"a study of {size} measures nothing")
    each = [
        _worth_of(given, data_of(truth, size, kind, deviation, seed, number)[:, None], thresholds)
        for number in range(REPEATS)
    ]
    return tuple(map(_together, zip(*each, strict=True)))


def data_of(truth: Floats, size: int, kind: Kind, deviation: float, seed: int, number: int) -> Floats:
    """(draw,): what a study would have found, had each draw been true: a share, or a mean."""
    if kind == "binomial":
        if truth.min() < 0 or truth.max() > 1:
            raise NotPossible(f"values from {truth.min():g} to {truth.max():g} are not all chances")
        return binomials(size, truth, seed, number) / size
    if not deviation > 0:
        raise NotPossible("the standard deviation of one unit must be above 0")
    return np.asarray(truth + deviation / sqrt(size) * normals(len(truth), seed, number))


def _together(found: Sequence[Learned]) -> Learned:
    """The mean over data sets. Their errors go together, since their draws are the same."""
    r2, share = fmean(one.r2 for one in found), fmean(one.share for one in found)
    if refused := next((one.refused for one in found if one.refused), ""):
        return Learned(None, None, None, r2, share, refused)
    pounds, low, high = (fmean(getattr(one, name) for one in found) for name in ("pounds", "low", "high"))
    return Learned(pounds, low, high, r2, share)


def _worth_of(given: Increments, known: Floats, thresholds: ArrayLike) -> tuple[Learned, ...]:
    """The worth of choosing by what these inputs foretell, at each threshold."""
    wanted = given.means
    found = surface(known, wanted)
    rest, columns = wanted - found.left_out, (wanted.shape[1],) * 2
    of_rest, of_fit = (np.cov(of, rowvar=False).reshape(columns) for of in (rest, found.fitted))
    clear = with_covariance(found.fitted, of_fit - np.sqrt(np.outer(found.gain, found.gain)) * of_rest)
    luck = luck_of(given)
    return tuple(
        _at(float(at), given.options, clear, rest, found, wanted, luck, known)
        for at in np.atleast_1d(np.asarray(thresholds, dtype=np.float64))
    )


def _at(
    threshold: float,
    options: int,
    clear: Floats,
    rest: Floats,
    found: Surface,
    wanted: Floats,
    luck: Floats,
    known: Floats,
) -> Learned:
    """At one threshold. `clear`: what is foretold; `rest`: what is missed of draws left out; all (draw, column)."""
    benefit = net_benefit(*options_of(clear, options), threshold)
    contest = _contest(benefit, threshold)
    foretold, seen, missed = ((values @ contest) for values in (clear, wanted, rest))
    spread = float(seen.var())
    r2 = max(0.0, 1 - float((missed**2).mean()) / spread) if spread > 0 else 0.0
    without_luck = spread - float(contest @ luck @ contest)
    share = min(1.0, float(foretold.var()) / without_luck) if without_luck > 0 else 0.0
    if refused := _seen_by_neighbours(known, seen, r2):
        return Learned(None, None, None, r2, share, refused)
    pounds, error = _gained(benefit, rest, found, threshold)
    return Learned(pounds, max(0.0, pounds - NORMAL_975 * error), pounds + NORMAL_975 * error, r2, share)


def _gained(benefit: Floats, rest: Floats, found: Surface, threshold: float) -> tuple[float, float]:
    """What is gained on average by choosing with what is known, and its standard error: of the draws, and of the
    regression, to first order (each draw's influence)."""
    draws, options = benefit.shape
    best, chosen = benefit.argmax(axis=1), int(benefit.mean(axis=0).argmax())
    gained = benefit[np.arange(draws), best] - benefit[:, chosen]
    turns = (np.eye(options)[best] - np.eye(options)[chosen])[:, 1:]
    through = found.smooth(np.hstack([-turns, threshold * turns])) * rest
    influence = gained - gained.mean() + through.sum(axis=1)
    return float(gained.mean()), float(np.sqrt((influence**2).sum())) / draws


def _contest(benefit: Floats, threshold: float) -> Floats:
    """(column): the two options that are best on average, one less the other, as weights of increments."""
    second, first = benefit.mean(axis=0).argsort(kind="stable")[-2:]
    less = (np.eye(benefit.shape[1])[first] - np.eye(benefit.shape[1])[second])[1:]
    return np.asarray(np.concatenate([-less, threshold * less]))


def _seen_by_neighbours(known: Floats, wanted: Floats, r2: float) -> str:
    """Why there is no answer: '' where there is one."""
    varied = known[:FIRST_DRAWS, np.ptp(known[:FIRST_DRAWS], axis=0) > 0]
    few = any(len(np.unique(column)) <= FEW_VALUES for column in varied.T)
    if few or not 0 < varied.shape[1] <= MOST_WITH_NEIGHBOURS:
        return ""
    seen = float(neighbours(varied, wanted[:FIRST_DRAWS, None])[0])
    if seen - r2 < MORE_SEEN + CHANCE / sqrt(len(varied)):
        return ""
    return (
        f"the regression foretells {r2:.2f} of the variance, and a comparison of near neighbours sees {seen:.2f} go "
        "with these inputs: it does not follow their shape"
    )
