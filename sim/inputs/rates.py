"""Which rate of each person gives the figure that was published of a population?

A published rate is a mean over people who differ, and is never put on any one of them. Here the rate of each kind of
person is solved for, so that the people of the scenario, with their traits and frailty, give the figure at entry: the
mean chance of coming, the mean chance that an activity suits, mean hazards, the share who relapse within two years, and
its odds ratio between levels of a trait. Only arithmetic of `luck` is used, so every machine finds the same numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import fsum, inf, prod
from typing import NamedTuple

from sim.luck import exp, log, normal, odds_times
from sim.scenario import HIGHEST_SHARE, WITHIN_YEARS, Level, Scenario, Trait
from sim.scenario.values import Number

FRAILTY_STEPS = 64  # equal slices of the hidden draw, when means over it are set
HIDDEN = [normal((i + 0.5) / FRAILTY_STEPS) for i in range(FRAILTY_STEPS)]
HALVINGS = 60
NEWTON_AT_MOST, SETTLED, FURTHEST = 12, 1e-8, 20.0  # steps; one so short that the next would be of no matter
IN_DOUBT = 2e-14  # of log odds, for a slope as steep as the mean: some twenty times what rounding does there
CLOSE = 1e-12  # how far off a solved figure may be
MOST_WORK = 2_000_000  # kinds of people looked at, before a figure is given up as out of reach
FASTEST = 1e6  # relapses a year: likewise
ALL = -1  # no trait

Mixture = list[tuple[float, float]]  # (share, ratio or chance) of each kind of person


# ---------------------------------------------------------------- who there is


def mixture(traits: Mapping[str, Trait], of: str) -> Mixture:
    """(share, ratio) of the kinds of people there are, kinds with the same ratio taken together. Traits are independent
    at entry."""
    kinds = {1.0: 1.0}
    for _, trait in sorted(traits.items()):
        together: defaultdict[float, float] = defaultdict(float)
        for ratio, share in kinds.items():
            for level, level_share in zip(_levels(trait), _shares(trait), strict=True):
                together[ratio * float(getattr(level, of).value)] += share * level_share
        kinds = dict(together)
    return [(share, ratio) for ratio, share in kinds.items()]


def _levels(trait: Trait) -> list[Level]:
    return [level for _, level in sorted(trait.levels.items())]


def _shares(trait: Trait) -> list[float]:
    """Shares add to 1 but for rounding; here they do."""
    given = [float(level.share.value) for level in _levels(trait)]
    return [share / fsum(given) for share in given]


def mean(people: Mixture) -> float:
    """The mean over kinds of people."""
    return fsum(share * value for share, value in people)


# ---------------------------------------------------------------- chances


def centre_for(chance: float, people: Mixture, loading: float = 0.0) -> float:
    """What people's odds are multiplied by, so that their mean chance is the stated one. By halving.

    people: (share, chance) of each kind; loading: log odds per s.d. of the hidden draw. Kept, for an answer asks for
    the same few thousands of times: once for every world and every input that is varied.
    """
    return _centre_for(chance, tuple(people), loading)


@lru_cache(maxsize=1_000)
def _centre_for(chance: float, people: tuple[tuple[float, float], ...], loading: float) -> float:
    if not 0 < chance < 1 or (loading == 0 and all(own == chance for _, own in people)):
        return 1.0
    slices = _slices(loading)
    near, doubt = _about(chance, people, slices)
    low, high = -20.0, 20.0
    for _ in range(HALVINGS):
        half = 0.5 * (low + high)
        below = half < near
        if abs(half - near) <= doubt:
            odds = exp(half)
            ratios = [odds * part for part in slices]
            terms = [share * (own * ratio / (1.0 - own + own * ratio)) for share, own in people for ratio in ratios]
            below = fsum(terms) / len(slices) < chance
        if below:
            low = half
        else:
            high = half
    return exp(0.5 * (low + high))


@lru_cache(maxsize=1_000)
def _slices(loading: float) -> list[float]:
    """What the odds of people in equal slices of the hidden draw are multiplied by."""
    return [exp(loading * at) for at in HIDDEN] if loading else [1.0]


def _about(chance: float, people: Sequence[tuple[float, float]], slices: Sequence[float]) -> tuple[float, float]:
    """Where the halving will end, by Newton's steps on the scale of log odds, and within how much of that it has to
    look: further away rounding cannot decide. Within everything, where the steps do not settle."""
    at, wanted = 0.0, log(chance / (1 - chance))
    for _ in range(NEWTON_AT_MOST):
        odds, found, slope = exp(at), 0.0, 0.0
        ratios = [odds * part for part in slices]
        for share, own in people:
            chances = [own * ratio / (1.0 - own + own * ratio) for ratio in ratios]
            found += share * sum(chances)
            slope += share * sum([one * (1.0 - one) for one in chances])
        found, slope = found / len(slices), slope / len(slices)
        if not 0 < found < 1 or slope <= 0:
            break
        step = (wanted - log(found / (1 - found))) * found * (1 - found) / slope
        at += step
        if abs(step) < SETTLED:
            return at, IN_DOUBT * found / slope
        if not abs(at) < FURTHEST:
            break
    return 0.0, inf


def base_chance(chance: float, ratios: Mixture) -> float:
    """What each ratio multiplies, up to a chance of 1, so that the mean chance is the stated one. May lie above 1.

    People with a ratio of 0 have no chance; if the others cannot make up for them, all of the others are certain.
    """
    if all(ratio == 1 for _, ratio in ratios):
        return chance
    rest = sorted(((ratio, share) for share, ratio in ratios if share > 0 and ratio > 0), reverse=True)
    certain, base = 0.0, 0.0
    for i, (highest, share) in enumerate(rest):
        base = max(0.0, chance - certain) / fsum(ratio * part for ratio, part in rest[i:])
        if base * highest <= 1:
            return base
        certain, base = certain + share, 1.0 / highest
    return base


def highest_mean(ratios: Mixture) -> float:
    """The highest mean chance there can be: that of all who have any."""
    return fsum(share for share, ratio in ratios if ratio > 0)


def at_most_certain(base: float, ratios: Mixture) -> Mixture:
    """(share, chance) of kinds whose ratios multiply a base chance."""
    return [(share, min(1.0, base * ratio)) for share, ratio in ratios]


# ---------------------------------------------------------------- hazards


def relative(trait: Trait, of: str) -> list[float]:
    """What each level, in order of name, multiplies a hazard by, so that the mean over people is the stated hazard."""
    given = [float(getattr(level, of).value) for level in _levels(trait)]
    middle = fsum(share * ratio for share, ratio in zip(_shares(trait), given, strict=True))
    return [ratio / middle for ratio in given] if middle > 0 else given


class RelapseRates(NamedTuple):
    """The hazard of relapse: its mean over people, per year, and what each level of each trait multiplies it by, in
    order of names (mean 1)."""

    per_year: float
    ratios: list[list[float]]


def relapse_rates(scenario: Scenario) -> RelapseRates | None:
    """The hazards that reproduce what is stated of relapse among all who are discharged; None: no hazards do.

    The hazard is constant and people leave at random, so the share who relapse within two years is that of people
    who neither die nor move away. An odds ratio is that of a level's share, whatever the other traits, to the share of
    the levels that state none. Solved in turns: every correction is exact if people within a level are alike, falls
    short otherwise, and so never overshoots.
    """
    traits = [trait for _, trait in sorted(scenario.traits.items())]
    return _relapse_rates(
        float(scenario.relapse.how_often.value),
        scenario.relapse.share_within_two_years is not None,
        tuple(tuple(_shares(trait)) for trait in traits),
        tuple(tuple(_or_1(level.relapse) for level in _levels(trait)) for trait in traits),
        tuple(tuple(_or_1(level.relapse_odds_ratio) for level in _levels(trait)) for trait in traits),
    )


Ratios = tuple[tuple[float, ...], ...]  # of each level of each trait


@lru_cache(maxsize=100)
def _relapse_rates(wanted: float, share: bool, shares: Ratios, ratios: Ratios, odds: Ratios) -> RelapseRates | None:  # noqa: FBT001 - as a scenario states it
    return _Hazards(wanted, share, shares, ratios, odds).solved()


class _Hazards:
    """Hazards as they stand, and what they are held against."""

    def __init__(self, wanted: float, share: bool, shares: Ratios, ratios: Ratios, odds: Ratios) -> None:  # noqa: FBT001
        self.wanted, self.share, self.shares = wanted, share, shares
        self.ratios = [list(own) for own in ratios]
        self.odds = {t: ratios for t, ratios in enumerate(odds) if any(ratio != 1 for ratio in ratios)}
        self.differ = [t for t, ratios in enumerate(self.ratios) if t in self.odds or any(r != 1 for r in ratios)]
        self.per_year = 1.0

    def solved(self) -> RelapseRates | None:
        """Correct in turns until nothing is left to correct."""
        wanted, most = self.wanted, mean(self.kinds())
        if wanted == 0 or most == 0:
            return None if self.share and wanted > 0 else RelapseRates(0.0 if most else wanted, self.ratios)
        self.per_year = wanted / most
        work = 0
        while work < MOST_WORK and self.per_year < FASTEST:
            back = wanted if self.share else 1.0 - exp(-self.spent())
            if self.odds and back > HIGHEST_SHARE:
                return None
            work += prod(len(self.shares[t]) for t in self.differ) * (1 + len(self.odds))
            off = [self.correct(t, level, target) for t, level, target in self.targets(back)]
            if self.share:
                off.append(self.correct_all(-log(1.0 - wanted), self.spent()))
            else:
                off.append(self.correct_all(wanted, self.per_year * mean(self.kinds())))
            if max(off) < CLOSE:
                return self.centred()
        return None

    def kinds(self, trait: int = ALL, level: int = 0) -> Mixture:
        """(share, ratio) of the kinds of people there are, or of those at one level of a trait."""
        among = [
            [(1.0, self.ratios[t][level])] if t == trait else list(zip(self.shares[t], self.ratios[t], strict=True))
            for t in self.differ
        ]
        return [(prod(share for share, _ in kind), prod(ratio for _, ratio in kind)) for kind in product(*among)]

    def spent(self, trait: int = ALL, level: int = 0) -> float:
        """What the period of the published share spends of a threshold: −log of the share who have not relapsed."""
        hazard = self.per_year * WITHIN_YEARS
        return -log(fsum(share * exp(-hazard * ratio) for share, ratio in self.kinds(trait, level)))

    def targets(self, back: float) -> list[tuple[int, int, float]]:
        """What each level of the traits that state odds ratios ought to spend, for a given share of relapses among all:
        (trait, level, spent)."""
        found = []
        for t, odds in self.odds.items():
            own = [odds_times(back, ratio) for ratio in odds]
            centre = centre_for(back, list(zip(self.shares[t], own, strict=True)))
            found += [(t, level, -log(1.0 - odds_times(chance, centre))) for level, chance in enumerate(own)]
        return found

    def correct(self, trait: int, level: int, target: float) -> float:
        """Bring one level nearer to its target; how far off it was."""
        spent = self.spent(trait, level)
        self.ratios[trait][level] *= target / spent
        return abs(target - spent)

    def correct_all(self, target: float, found: float) -> float:
        """Bring everybody nearer to a target; how far off they were."""
        self.per_year *= target / found
        return abs(target - found)

    def centred(self) -> RelapseRates:
        """The same hazards, with ratios whose mean is 1."""
        per_year, ratios = self.per_year, []
        for shares, own in zip(self.shares, self.ratios, strict=True):
            middle = fsum(share * ratio for share, ratio in zip(shares, own, strict=True))
            ratios.append([ratio / middle for ratio in own])
            per_year *= middle
        return RelapseRates(per_year, ratios)


def _or_1(number: Number | None) -> float:
    return float(number.value) if number else 1.0
