"""How far may all unknown inputs together move an answer? Every uncertain input drawn at once, in every option alike.

A swing moves one input. Here a *set of inputs* is drawn, all of them together (`draws.Inputs`: what was fitted to
published figures as one member of its joint sample, the rest each within its range), and every option is run at it:
the same set in all, an input that only one has in that one, so that a difference between options has its own range.

Each set is run once, with luck of its own. The same luck at all sets would make differences between them quieter, but
every figure here would then rest on the luck of one or two replications, and no number of sets would cure that; luck of
their own averages out over a thousand. What it adds to the spread is measured, by running every fifth set once more
with other luck, and taken out (`spread`). A set that is no possible scenario is drawn again, in all options.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from math import sqrt
from typing import TypeAlias

from experiments.along import Fits, Joint
from experiments.bridge import STEPS
from experiments.changed import Path
from experiments.draws import Inputs, Luck, draw_again
from experiments.fitting.prior import Prior
from experiments.outcomes import outcomes_for
from experiments.ranges import About, luck_of
from experiments.rows import Years
from experiments.run import Case
from experiments.spread import (
    Spread,
    Z,
    luck_in,
    own_effect,
    part_of,
    part_of_members,
    quantile,
    variance,
    waves,
    without_luck,
)
from experiments.study.outputs import SPLIT_BY_USUAL_RELAPSE, outputs_of
from experiments.study.points import run_points
from sim.luck import study_key
from sim.simulate import Engine

ALONE, SEVERAL = 1000, 400  # sets by default: of one option, and of each of several
FEWEST = 100  # of fewer sets the ends of the range would be guesses
RUN_AGAIN = 5  # every so many sets, one is run twice
MOSTLY_LUCK = 0.9  # of the variance between sets: above it, nothing is said of the inputs
ENDS, HALF = (0.025, 0.975), (0.25, 0.75)
HUNDRED = 100  # of what is drawn as a picture

Columns: TypeAlias = Mapping[
    str, Sequence[float]
]  # a quantity at every set, by the name that `study.outputs` has for it
Run: TypeAlias = tuple[int, int]  # which set, and whether for the first or the second time


# ---------------------------------------------------------------- what is found


@dataclass(frozen=True)
class PartOfSpread:
    """How much of the variance between sets goes with an input alone, and the 95 % error of that share. Without an
    input: with all that were fitted to published figures, which are drawn together, and mostly with which of them."""

    input: About | None
    share: float
    error: float
    mostly: About | None = None


@dataclass(frozen=True)
class OverSets:
    """A quantity in pounds over all sets of inputs, simulation noise taken out. `low` to `high`: 95 % of sets; `half`:
    the middle half; `above_0`: the share of sets in which it is above 0, and its 95 % error; `noise`: the share of
    the variance of single runs that was luck; `parts`: what the spread is made of, the largest first, without what is
    no larger than its error."""

    low: float
    half: tuple[float, float]
    high: float
    above_0: float
    above_0_error: float
    noise: float
    parts: tuple[PartOfSpread, ...]


@dataclass(frozen=True)
class AllInputs:
    """Net cash and capacity released at the longest horizon, over sets of inputs. `by_range`: how many inputs are drawn
    each within its range; `by_fit`: how many together, from what was fitted; `redrawn`: sets that were no possible
    scenario; `hundred`: net cash at a hundred even steps of the sets, the least first."""

    years: Years
    sets: int
    redrawn: int
    by_range: int
    by_fit: int
    net: OverSets
    capacity: OverSets
    hundred: tuple[float, ...]


# ---------------------------------------------------------------- running


@dataclass(frozen=True)
class Sets:
    """What came of every set of inputs in one option, or in one less another. `again`: of every fifth, run once more.
    `values`: of each input that is drawn by its range; `members`: of the fitted ones, which of their sample."""

    case: Case
    columns: Columns
    again: Columns
    values: Mapping[Path, Sequence[float]]
    fitted: Mapping[Path, Sequence[float]]
    members: Sequence[int]
    redrawn: int

    @cached_property
    def _spreads(self) -> dict[str, Spread | None]:
        return {}

    def of(self, name: str) -> Spread | None:
        """A quantity at every set, luck taken out; None where it is not known in all."""
        if name not in self._spreads:
            self._spreads[name] = self._of(name)
        return self._spreads[name]

    def _of(self, name: str) -> Spread | None:
        results, again = self.columns.get(name), self.again.get(name)
        if results is None or again is None:
            return None
        return without_luck(results, luck_in(list(zip(results[::RUN_AGAIN], again, strict=True))))

    def range_of(self, name: str) -> tuple[float, float] | None:
        """Between what a quantity lies in 95 % of sets; None where luck hides it."""
        found = self.of(name)
        if found is None or found.noise > MOSTLY_LUCK:
            return None
        return ends_of(found.values)

    def less(self, other: "Sets") -> "Sets":
        """This option less another, set by set."""

        def apart(ours: Columns, theirs: Columns) -> Columns:
            both = (name for name in ours if name in theirs)
            return {name: [a - b for a, b in zip(ours[name], theirs[name], strict=True)] for name in both}

        return Sets(
            self.case,
            apart(self.columns, other.columns),
            apart(self.again, other.again),
            {**other.values, **self.values},
            {**other.fitted, **self.fitted},
            self.members or other.members,
            self.redrawn,
        )

    def summary(self, facts: Mapping[str, About]) -> AllInputs | None:
        """What page one says of it; nothing where no input moves net cash, or luck hides it. `facts`: what inputs are
        called."""
        years = self.case.shape.bridge_years[-1]
        net, capacity = (self.of(f"bridge.{years}.{step}") for step in ("net", "capacity"))
        if net is None or capacity is None or net.noise > MOSTLY_LUCK or not variance(net.values):
            return None
        ordered = sorted(net.values)
        return AllInputs(
            years,
            len(ordered),
            self.redrawn,
            len(self.values),
            len(self.fitted),
            self._over(f"bridge.{years}.net", net, facts),
            self._over(f"bridge.{years}.capacity", capacity, facts),
            tuple(quantile(ordered, (i + 0.5) / HUNDRED) for i in range(HUNDRED)),
        )

    def _over(self, name: str, found: Spread, facts: Mapping[str, About]) -> OverSets:
        ordered, n = sorted(found.values), len(found.values)
        share = sum(value > 0 for value in ordered) / n
        low, high = ends_of(ordered)
        return OverSets(
            low=low,
            half=(quantile(ordered, HALF[0]), quantile(ordered, HALF[1])),
            high=high,
            above_0=share,
            above_0_error=Z * sqrt(share * (1 - share) / n),
            noise=found.noise,
            parts=tuple(self._parts(self.columns[name], found.noise, facts)),
        )

    def _parts(self, results: Sequence[float], noise: float, facts: Mapping[str, About]) -> list[PartOfSpread]:
        """The largest first. What goes with single inputs is taken out before those that are drawn together are looked
        at: they are drawn apart, so nothing of the one goes with the other, and less is left to hide it."""
        shapes, rest = waves(len(results)), list(results)
        parts = []
        for path, values in self.values.items():
            found = part_of(values, results, noise, shapes)
            if found.share > found.error:
                parts.append(PartOfSpread(facts[".".join(path)], *found))
                rest = [y - f for y, f in zip(rest, own_effect(values, rest, shapes), strict=True)]
        if self.fitted:
            found = part_of_members(self.members, rest, variance(results), noise)
            if found.share > found.error:
                each = {path: part_of(values, results, noise, shapes) for path, values in self.fitted.items()}
                path, strongest = max(each.items(), key=lambda one: (one[1].share, one[0]))
                mostly = facts[".".join(path)] if strongest.share > strongest.error else None
                parts.append(PartOfSpread(None, *found, mostly))
        return sorted(parts, key=lambda part: -part.share)


def ends_of(values: Sequence[float]) -> tuple[float, float]:
    """Between what 95 % of sets lie."""
    ordered = sorted(values)
    return quantile(ordered, ENDS[0]), quantile(ordered, ENDS[1])


# ---------------------------------------------------------------- running them


def all_inputs(
    cases: Sequence[Case],
    fits: Sequence[Fits],
    sets: int,
    *,
    engine: Engine = "fast",
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> list[Sets]:
    """Every option at every set of inputs. Needs a bridge in each: follow-up of a year at least. Raises NotPossible
    where a set, drawn again and again, is never a possible scenario of every option."""
    luck = cache(luck_of)  # an input has the same luck in every option
    options = [_Option(case, fit, luck) for case, fit in zip(cases, in_common(cases, fits), strict=True)]
    each = [partial(option.run, engine=engine, jobs=jobs) for option in options]
    redrawn = draw_again(each, sets, progress, runs_of(sets))
    return [option.found(redrawn) for option in options]


def in_common(cases: Sequence[Case], fits: Sequence[Fits]) -> list[Fits]:
    """By which fit each option is drawn. An option without one of its own has that of another for the inputs of which
    both know the same: how many people come is one number, whatever is offered to them."""
    joint = next((fit.joint for fit in fits if fit.joint), None)
    if joint is None:
        return list(fits)
    found = []
    for case, fit in zip(cases, fits, strict=True):
        prior = Prior(case.scenario, others=True)
        same = {one.path: one for one in (*prior.inputs, *prior.others) if joint.inputs.get(one.path) == one}
        found.append(Fits(Joint(joint.sample, same)) if same and not fit.joint else fit)
    return found


def sets_by_default(options: int) -> int:
    """1,000 of one option, 400 of each of several: what two come to is then no more work."""
    return ALONE if options == 1 else SEVERAL


def runs_of(sets: int) -> int:
    """How many replications that is, of one option."""
    return len(_runs(range(sets)))


def _runs(numbers: Iterable[int]) -> list[Run]:
    """Each set once, and every fifth once more."""
    return [(number, again) for number in numbers for again in ((0, 1) if number % RUN_AGAIN == 0 else (0,))]


class _Option:
    """One scenario, run at sets of inputs."""

    def __init__(self, case: Case, fits: Fits, luck: Luck) -> None:
        self.case, self.inputs, self.key = case, Inputs(case.scenario, fits, luck), study_key(case.seed)
        self.outputs = outputs_of(case, _names(case))
        self.drawn: dict[int, Mapping[Path, float]] = {}
        self.members: dict[int, int | None] = {}
        self.rows: dict[Run, Sequence[float]] = {}

    def run(
        self, attempts: Mapping[int, int], progress: Callable[[int], None], *, engine: Engine, jobs: int
    ) -> dict[int, str]:
        """At these sets, each as it is drawn at this attempt; why not, of those that are no possible scenario."""
        from numpy import array

        for number, attempt in attempts.items():
            self.drawn[number] = self.inputs.values(self.key, number, attempt)
            self.members[number] = self.inputs.member(self.key, number, attempt)
        runs = _runs(attempts)
        found = run_points(
            self.case,
            list(next(iter(self.drawn.values()))),
            array([list(self.drawn[number].values()) for number, _ in runs]),
            [range(2 * number + again, 2 * number + again + 1) for number, again in runs],
            self.outputs,
            jobs=jobs,
            engine=engine,
            progress=progress,
        )
        self.rows |= dict(zip(runs, found.columns[:, 0].tolist(), strict=True))
        return {runs[i][0]: why for i, why in found.failed.items()}

    def found(self, redrawn: int) -> Sets:
        """What came of it."""
        numbers = sorted(self.drawn)
        fitted = self.inputs.joint.columns if self.inputs.joint else {}
        values = {path: [self.drawn[number][path] for number in numbers] for path in self.drawn[0]}
        return Sets(
            self.case,
            self._columns([self.rows[number, 0] for number in numbers]),
            self._columns([self.rows[number, 1] for number in numbers[::RUN_AGAIN]]),
            {path: column for path, column in values.items() if path not in fitted},
            {path: column for path, column in values.items() if path in fitted},
            [member for number in numbers if (member := self.members[number]) is not None],
            redrawn,
        )

    def _columns(self, rows: Sequence[Sequence[float]]) -> Columns:
        """A quantity by its name, in each of some runs. Left out: a mean wait or a share in runs of which some, but not
        all, have nobody of whom it could be."""
        columns = list(zip(*rows, strict=True))
        found: dict[str, Sequence[float]] = {}
        for one in self.outputs:
            some = columns[one.some]
            if one.out_of is None:
                found[one.name] = some
            elif not any(of := columns[one.out_of]) or all(of):
                found[one.name] = [n / each if each else 0.0 for n, each in zip(some, of, strict=True)]
        for name in [name for name in found if name.startswith("with.")]:
            rest = name.removeprefix("with.")
            if f"usual.{rest}" in found:
                pairs = zip(found[name], found[f"usual.{rest}"], strict=True)
                found[f"outcomes.{rest}"] = [p - u for p, u in pairs]
        return found


def _names(case: Case) -> list[str]:
    """What is followed: every step of the bridge that two worlds tell, at each horizon, and every outcome."""
    steps = [step.name for step in STEPS if step.name not in SPLIT_BY_USUAL_RELAPSE]
    names = [f"bridge.{years}.{step}" for years in case.shape.bridge_years for step in steps]
    for one in outcomes_for(case.shape):
        names += [f"with.{one.name}", f"{'outcomes' if one.out_of is None else 'usual'}.{one.name}"]
    return names
