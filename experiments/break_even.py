"""At which value of a lever or an input does the answer change its sign? Switching values, with their own interval.

The response is evaluated on a grid with the same luck at every point, and again more closely around its crossing while
its slope there stands out of the noise. The crossing is that of a line through the two points about the change of sign
or, where noise is large between two, fitted to the four about it. Its 95 % interval comes from drawing whole
replications again (bootstrap), so it is as wide as the noise makes it. An end that lies beyond the range is open, and
there may be no crossing at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, fsum, inf, sqrt
from operator import itemgetter
from statistics import NormalDist
from typing import assert_never

from experiments.along import ON_NO_FIT, AlongTheFit, Fits
from experiments.changed import Path, path_of, value_at
from experiments.intervals import half_width, percentile
from experiments.mean_errors import CONFIDENCE, student_t
from experiments.ranges import About
from experiments.rows import Years
from experiments.run import Case, Replication
from experiments.swings import run_again, values_of
from sim.errors import NotPossible
from sim.luck import Key, Who, name_number, pair, round_keys
from sim.preflight import assumptions
from sim.scenario import Scenario
from sim.scenario.cash import InFull, Refill, Share, WholePosts
from sim.scenario.sections import WHOLE_UNITS
from sim.scenario.values import Number
from sim.simulate import Engine

GRID = 9  # points to begin with
ZOOMS = 4  # times a closer look is taken
STANDS_OUT = 8  # standard errors: a slope known so well is worth a closer look
RESAMPLES = 1000
FEWEST = 2  # replications that give any measure of noise

Response = Callable[[float], Sequence[float]]


@dataclass(frozen=True)
class Point:
    """The mean response at a value, with its simulation error."""

    value: float
    mean: float
    half_width: float | None


@dataclass(frozen=True)
class BreakEven:
    """Where the mean response crosses zero. Ends of the interval are None where it reaches beyond the range."""

    crossing: float | None
    low: float | None
    high: float | None
    crossings: int  # changes of sign of the mean, over the range
    rising: bool | None  # from below zero to above
    points: tuple[Point, ...]
    moves: bool = True  # whether any replication answers differently at any value tried


def break_even(
    response: Response,
    low: float,
    high: float,
    *,
    seed: int,
    whole: bool = False,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> BreakEven:
    """Find it. `response`: one value for each replication, the same replications at every point."""
    curve: dict[float, Sequence[float]] = {}

    def look(values: Sequence[float]) -> None:
        for x in values:
            if x not in curve:
                progress(len(curve), max(GRID, len(curve)) + 1)
                curve[x] = response(x)

    look(_between(low, high, GRID, whole=whole))
    for _ in range(ZOOMS):
        xs = sorted(curve)
        change = _change(_means(curve, xs))
        if change is None:
            break
        window = _window(xs, change)
        if not _stands_out(curve, window):
            break
        look(_between(window[0], window[-1], 2 * len(window) - 1, whole=whole))
    return _break_even(curve, seed)


def _between(low: float, high: float, points: int, *, whole: bool) -> list[float]:
    """Evenly spread values; whole numbers where only they are possible."""
    values = [low + (high - low) * i / (points - 1) for i in range(points)]
    values[-1] = high
    return sorted({float(round(x)) for x in values if low <= round(x) <= high}) if whole else sorted(set(values))


def _means(curve: dict[float, Sequence[float]], xs: Sequence[float]) -> list[float]:
    return [fsum(curve[x]) / len(curve[x]) for x in xs]


def _changes(means: Sequence[float]) -> list[int]:
    """The points after which the response changes its sign."""
    above = [mean >= 0 for mean in means]
    return [i for i in range(len(above) - 1) if above[i] != above[i + 1]]


def _change(means: Sequence[float]) -> int | None:
    """The change of sign that counts: the middle one where noise makes several of one; the first where the response
    ends on the side on which it began."""
    found = _changes(means)
    return None if not found else found[len(found) // 2] if len(found) % 2 else found[0]


def _window(xs: Sequence[float], change: int, reach: int = 1) -> Sequence[float]:
    """The points about a change of sign, and `more` on either side."""
    return xs[max(0, change - reach) : change + 2 + reach]


def _stands_out(curve: dict[float, Sequence[float]], window: Sequence[float]) -> bool:
    """Whether the rise or fall over a window is far beyond its paired noise."""
    rises = [b - a for a, b in zip(curve[window[0]], curve[window[-1]], strict=True)]
    n = len(rises)
    mean = fsum(rises) / n
    if n < FEWEST:
        return mean != 0
    error = sqrt(fsum((rise - mean) ** 2 for rise in rises) / (n - 1) / n)
    return abs(mean) > STANDS_OUT * error


def _crossing(xs: Sequence[float], means: Sequence[float], reach: int) -> float | None:
    """Where a line through the points about the change of sign, and `more` on either side, is zero."""
    change = _change(means)
    if change is None:
        return None
    near, ys = _window(xs, change, reach), _window(means, change, reach)
    x_mean, y_mean = fsum(near) / len(near), fsum(ys) / len(ys)
    slope = fsum((x - x_mean) * (y - y_mean) for x, y in zip(near, ys, strict=True)) / fsum(
        (x - x_mean) ** 2 for x in near
    )
    step = means[change + 1] - means[change]
    if slope * step > 0 and near[0] <= (root := x_mean - y_mean / slope) <= near[-1]:
        return root
    return xs[change] - means[change] * (xs[change + 1] - xs[change]) / step


def _break_even(curve: dict[float, Sequence[float]], seed: int) -> BreakEven:
    """The crossing, and how far it moves when replications are drawn again."""
    xs = sorted(curve)
    means = _means(curve, xs)
    points = tuple(Point(x, mean, half_width(curve[x])) for x, mean in zip(xs, means, strict=True))
    change = _change(means)
    if change is None:
        moves = any(list(curve[x]) != list(curve[xs[0]]) for x in xs)
        return BreakEven(None, None, None, 0, None, points, moves)
    reach = 0 if _stands_out(curve, _window(xs, change, 0)) else 1
    crossing = _crossing(xs, means, reach)
    rising = means[change] < means[change + 1]
    n = len(curve[xs[0]])
    low, high = -inf, inf
    if n >= FEWEST:
        found = [_drawn_again(xs, curve, rows, reach, rising=rising) for rows in resamples(seed, n, RESAMPLES)]
        tail = _tail(n)
        low, high = _nearest_rank(found, tail), _nearest_rank(found, 1 - tail)
    ends = [None if abs(end) == inf else end for end in (low, high)]
    return BreakEven(crossing, ends[0], ends[1], len(_changes(means)), rising, points)


def _drawn_again(
    xs: Sequence[float], curve: dict[float, Sequence[float]], rows: Sequence[int], reach: int, *, rising: bool
) -> float:
    """The crossing of some replications; beyond the range, on the side the sign says, where they have none."""
    pick = itemgetter(*rows)
    means = [sum(pick(curve[x])) / len(rows) for x in xs]
    crossing = _crossing(xs, means, reach)
    if crossing is not None:
        return crossing
    return -inf if (means[0] >= 0) == rising else inf


def _nearest_rank(found: Sequence[float], share: float) -> float:
    """A percentile that may be infinite: between an open end and a number lies an open end."""
    ordered = sorted(found)
    if all(abs(x) < inf for x in ordered):
        return percentile(ordered, share)
    at = share * (len(ordered) - 1)
    return ordered[floor(at) if share < 0.5 else ceil(at)]


def _tail(n: int) -> float:
    """The share of drawings beyond either end. Drawing from n replications spreads a little less than n replications
    do; a wider percentile makes up for it (Hesterberg 2015, doi 10.1080/00031305.2015.1089789)."""
    return NormalDist().cdf(-student_t(0.5 + CONFIDENCE / 2, n - 1) * sqrt(n / (n - 1)))


@lru_cache(maxsize=4)
def resamples(seed: int, n: int, times: int) -> tuple[tuple[int, ...], ...]:
    """Which of n replications are drawn, each time: with replacement, by keyed luck that no person draws."""
    key = _key(seed)
    return tuple(tuple(_draws(key, time, n)) for time in range(times))


def _key(seed: int) -> Key:
    return round_keys(name_number(f"drawn again {seed}"), name_number(f"drawn again, too {seed}"))


def _draws(key: Key, time: int, n: int) -> list[int]:
    pairs = (pair(Who(key, time, 0, i), 0, 0) for i in range((n + 1) // 2))
    return [int(u * n) for two in pairs for u in two][:n]


# ---------------------------------------------------------------- of a scenario


@dataclass(frozen=True, kw_only=True)
class BreakEvenOf(About):
    """The break-even value of an input between two values. Ends of the interval are None if it reaches beyond."""

    times: bool
    value: float
    of: str
    years: Years
    low: float
    high: float
    replications: int
    breaks_the_fit: bool
    along: AlongTheFit | None
    crossing: float | None
    interval: tuple[float | None, float | None] | None
    crossings: int
    rising: bool | None
    moves: bool
    points: tuple[Point, ...]


def path_asked(scenario: Scenario, name: str, of_capacity: str = 'of="capacity"') -> Path:
    """The path of a value that may be tried. If cash follows another rule, a share of cash is not one: the error names
    what cash depends on there. `of_capacity`: how the caller asks for capacity instead of cash."""
    match name.split("."):
        case ["costs", line, "cashable_share"] if line in scenario.costs:
            match scenario.costs[line].cash:
                case WholePosts():
                    raise NotPossible(
                        "cash here comes by whole posts (cash_rule is step), not by a share. "
                        f"Try costs.{line}.step.places, costs.{line}.step.weeks_free or the price, costs.{line}.gbp"
                    )
                case Refill():
                    raise NotPossible(
                        "what is freed here is refilled (cash_rule is refill), so no share of it is cash. "
                        f"Its price, costs.{line}.gbp, moves only capacity: try that with {of_capacity}"
                    )
                case InFull() | Share():
                    pass
                case never:
                    assert_never(never)
    return path_of(scenario, name)


def response_of(
    case: Case,
    runs: Sequence[Replication],
    path: Path,
    of: str,
    fits: Fits = ON_NO_FIT,
    *,
    jobs: int = 1,
    engine: Engine = "fast",
) -> Response:
    """Net cash, or the value of the capacity released less the cost of the service, at a value of an input."""

    def response(value: float) -> list[float]:
        again = run_again(case, runs, fits.changed(case.scenario, path, value), jobs=jobs, engine=engine)
        if of == "net":
            return values_of(again, "net")
        return [sum(both) for both in zip(values_of(again, "capacity"), values_of(again, "service"), strict=True)]

    return response


def of_scenario(
    case: Case,
    runs: Sequence[Replication],
    path: Path,
    low: float,
    high: float,
    *,
    of: str = "net",
    fits: Fits = ON_NO_FIT,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> BreakEvenOf:
    """The break-even value of one lever or input of a scenario, at the longest horizon. A fitted input is tried only
    where it agrees with the published figures, and moves along its fit."""
    fact = next(row for row in assumptions(case.scenario) if row.path == ".".join(path))
    value = value_at(case.scenario, path)
    number = isinstance(value, Number)
    stated = low, high
    if path in fits.along:
        low, high = fits.along[path].within(*stated)
    found = break_even(
        response_of(case, runs, path, of, fits, jobs=jobs, engine=engine),
        low,
        high,
        seed=case.seed,
        whole=number and fact.unit in WHOLE_UNITS,
        progress=progress,
    )
    return BreakEvenOf(
        path=fact.path,
        title=fact.title,
        unit=fact.unit if number else "times",
        times=not number,
        value=value.value if isinstance(value, Number) else 1.0,
        of=of,
        years=max(runs[0].bridges),
        low=low,
        high=high,
        replications=len(runs),
        breaks_the_fit=fits.breaks(case.scenario, path),
        along=fits.told_of(case.scenario, path, (low, high), stated),
        crossing=found.crossing,
        interval=None if found.crossing is None else (found.low, found.high),
        crossings=found.crossings,
        rising=found.rising,
        moves=found.moves,
        points=found.points,
    )
