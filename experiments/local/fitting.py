"""What are the inputs of a service, and how does it stand, given its monthly counts?

By regression-adjusted ABC (`experiments.fitting.regression`), in waves: the first as wide as what was known before,
each further one within what the last left, so that the regression is local; of each simulation the line is drawn
without it. The inputs and how the service stands after
the last month are found together: both go with the counts, and with each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.fitting.regression import evenly, expected, kernel, outside
from experiments.local.informed import MOST_SD, Informed
from experiments.local.monthly import COLUMNS, Floats
from experiments.local.months import month_in_words
from experiments.local.observed import Observed, reduced
from experiments.local.returns import Column
from experiments.local.service import TENTHS, Service
from experiments.local.simulating import Point, Simulator
from experiments.local.state import Standing
from sim.errors import NotPossible
from sim.luck import Purpose, Source, Who, name_number, study_key, uniform

WAVES = (700, 700, 1200)  # simulations in each
REACH = 3.0  # standard deviations of what a wave leaves that the next looks at
KEPT = 0.8  # of a wave, the nearest to the counts
NARROWS_TO = 0.35  # of a wave's width, at least, the next is as wide
RIDGE = 1e-6
MOST_PULL = 0.9  # of one simulation on its own fitted value
MEMBERS = 400
LIST_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)  # of the list: how long those people have waited is found too
ALIKE = 1e-9  # a spread below it is none
FAR_MONTH, FAR_QUARTER = 0.5, 0.25  # of the whole width of what was simulated: so far beyond it is refused
A_FEW = 5.0  # people or weeks, likewise

Check = Callable[[Floats], None]


@dataclass(frozen=True)
class Sample:
    """Members of the joint posterior, each as likely as another; and how the service stands after the last month."""

    values: Mapping[str, Floats]  # by name of input: natural values, a member each
    narrower: Mapping[str, float]  # posterior over prior standard deviation, on the input's scale
    caseload: NDArray[np.int64]  # (member, group of posts): people
    waiting: NDArray[np.int64]  # of each member: people
    known: NDArray[np.int64]  # likewise: in care, support and activities over
    in_activity: tuple[int, ...]  # people whose support is over, by activity
    waited: Floats  # (member, tenth of the list): weeks
    supported: tuple[float, ...]  # weeks, by tenths of those on caseloads
    joined: tuple[float, ...]  # weeks, by tenths of those in activities
    referred: tuple[float, ...]  # weeks, by tenths of all in the service
    again: Floats  # of each member: people a week who are referred again
    vacant: NDArray[np.int64]  # (member, group of posts): posts whose worker has left
    unfilled: Floats  # likewise: for how many weeks more, each of them

    @property
    def members(self) -> int:
        """How many there are."""
        return len(self.waiting)


class Wave:
    """Simulations at inputs drawn within a box, and what the counts leave of them."""

    def __init__(self, service: Service, seen: Observed, x: Floats, figures: Floats, standings: list[Standing]) -> None:
        self.service, self.x, self.standings = service, x, standings
        statistics = reduced(seen)
        ends = zip(statistics.of(seen.low).tolist(), statistics.of(seen.high).tolist(), strict=True)
        self.z = np.hstack([standard(service.inputs, x), _on_scales(standings)])
        live = self.z.std(axis=0) > ALIKE
        alike = np.ones(len(x))
        stats = outside(statistics.of(figures), list(ends), alike)
        weights = kernel(*expected(self.z[:, live], stats, alike), alike, KEPT)
        self.at = np.flatnonzero(weights > 0)
        self.weights = weights[self.at]
        self.moved = moved(self.z[self.at], stats[self.at], self.weights)
        self.moved = np.clip(self.moved, self.z.min(axis=0), self.z.max(axis=0))

    def mean(self, values: Floats) -> Floats:
        """Of what is kept."""
        return np.asarray(np.average(values, axis=0, weights=self.weights))

    def deviation(self, n: int) -> float:
        """Of one input, in standard deviations of its prior."""
        z = self.moved[:, n]
        return float(np.sqrt(self.mean((z - self.mean(z)) ** 2)))

    def box(self, box: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where the next wave looks: a good deal wider than what this one leaves."""
        found = []
        for n, (low, high) in enumerate(box):
            middle = float(self.mean(self.moved[:, n]))
            reach = max(REACH * self.deviation(n), NARROWS_TO * (high - low) / 2)
            ends = max(low, middle - reach), min(high, middle + reach)
            found.append(ends if ends[0] < ends[1] else (low, high))
        return found


def moved(z: Floats, stats: Floats, weights: Floats) -> Floats:
    """Inputs moved along a local line to where the observed counts stand (their statistics are 0). What is left of each
    is what the line misses when it is drawn without that simulation: with tens of statistics, a line that had seen it
    would miss it by a good deal less, and the posterior would be too narrow."""
    line = np.hstack([np.ones((len(z), 1)), stats])
    weighed = line * weights[:, None]
    square = line.T @ weighed
    square[np.diag_indices_from(square)] += RIDGE * np.trace(square) / len(square)  # one may be the same throughout
    inverse = np.linalg.inv(square)
    beta = inverse @ (weighed.T @ z)
    pull = np.einsum("ij,jk,ik->i", line, inverse, line) * weights
    return np.asarray(beta[0] + (z - line @ beta) / (1 - np.minimum(pull, MOST_PULL))[:, None])


def fitted(
    service: Service,
    seen: Observed,
    seed: int,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
    check: Check = lambda figures: None,
    waves: Sequence[int] = WAVES,
    members: int = MEMBERS,
) -> Sample:
    """The inputs and the standing of a service, given its counts. `check`: is given the figures of the first wave
    (simulation, column, month), and may raise."""
    simulator = Simulator(service, seed)
    box = [(-MOST_SD, MOST_SD)] * len(service.inputs)
    begins = 0
    for many in waves:
        x = drawn(service.inputs, box, range(begins, begins + many), seed)
        points = [Point(begins + n, naturally(service.inputs, row)) for n, row in enumerate(x)]

        def so_far(done: int, before: int = begins) -> None:
            progress(before + done, sum(waves))

        found = simulator.all(points, jobs, so_far)
        figures = np.array([one.figures for one in found])
        if not begins:
            check(figures)
        wave = Wave(service, seen, x, figures, [one.standing for one in found if one.standing is not None])
        box, begins = wave.box(box), begins + many
    return _sample(wave, seen, members)


# ---------------------------------------------------------------- scales


def naturally(inputs: Sequence[Informed], row: Floats) -> dict[str, float]:
    """Inputs by name, as the scenario has them."""
    return {one.name: float(one.natural(float(x))) for one, x in zip(inputs, row, strict=True)}


def standard(inputs: Sequence[Informed], x: Floats) -> Floats:
    """In standard deviations of what was known before."""
    return np.asarray((x - [one.bell.middle for one in inputs]) / [one.bell.sd for one in inputs])


def _back(inputs: Sequence[Informed], z: Floats) -> Floats:
    ends = np.array([one.bell.ends for one in inputs])
    x = z * [one.bell.sd for one in inputs] + [one.bell.middle for one in inputs]
    return np.clip(x, ends[:, 0], ends[:, 1])


def drawn(inputs: Sequence[Informed], box: Sequence[tuple[float, float]], numbers: range, seed: int) -> Floats:
    """Inputs as they were known before, within a box of standard deviations: (simulation, input), on their scales. What
    is drawn depends on the seed, the simulation's number and the input's name alone."""
    bell, key = NormalDist(), study_key(seed)
    ends = [(bell.cdf(low), bell.cdf(high)) for low, high in box]
    names = [name_number(one.name) for one in inputs]
    z = [
        [
            bell.inv_cdf(low + (high - low) * uniform(Who(key, number, Source.WAITING_LIST, name), Purpose.INPUT, 0))
            for name, (low, high) in zip(names, ends, strict=True)
        ]
        for number in numbers
    ]
    return _back(inputs, np.array(z))


def _on_scales(standings: Sequence[Standing]) -> Floats:
    """How a service stands, as numbers that a regression can move: people on caseloads, posts vacant and weeks until
    they are filled, by group; the roots of people in activities, known, waiting and referred again; and how long some
    shares of the list have waited."""
    return np.array(
        [
            [
                *one.caseload,
                *one.vacant,
                *one.unfilled,
                *np.sqrt([one.in_activity.sum(), one.known, len(one.waited), one.again]),
                *(np.quantile(one.waited, LIST_SHARES) if len(one.waited) else np.zeros(len(LIST_SHARES))),
            ]
            for one in standings
        ],
        dtype=float,
    )


# ---------------------------------------------------------------- the sample


def _sample(wave: Wave, seen: Observed, members: int) -> Sample:
    inputs, service = wave.service.inputs, wave.service
    pick = evenly(wave.weights, members)
    ends = len(inputs) + service.groups * np.arange(4)
    each = np.split(wave.moved[pick], [*ends, ends[-1] + 4], axis=1)
    x = _back(inputs, each[0])
    vacant = np.maximum(0, np.rint(each[2])).astype(int)
    unfilled = np.maximum(0.0, each[3]) / np.maximum(1, vacant)
    *people, again = (np.maximum(0, each[4]) ** 2).T
    in_activity, known, waiting = np.rint(people).astype(int)
    last = COLUMNS.index(Column.WAITING_AT_MONTH_END)
    if seen.known[last, -1]:
        waiting = np.clip(waiting, seen.low[last, -1], seen.high[last, -1]).astype(int)
    kept = [wave.standings[n] for n in wave.at]
    by_activity = wave.mean(np.array([one.in_activity for one in kept], dtype=float))
    total = float(by_activity.sum())
    caseload = np.clip(np.rint(each[1]), 0, service.rooms).astype(int)
    if service.groups == 1:  # while people wait, caseloads are full
        full = [service.filled(int(gone)) if wait else 0 for (gone,), wait in zip(vacant, waiting, strict=True)]
        caseload = np.maximum(caseload, np.array(full)[:, None])
    return Sample(
        values={one.name: np.array([one.natural(v) for v in x[:, n]]) for n, one in enumerate(inputs)},
        narrower={one.name: wave.deviation(n) for n, one in enumerate(inputs)},
        caseload=caseload,
        waiting=waiting,
        known=known,
        in_activity=_whole(by_activity * (in_activity.mean() / total) if total else by_activity),
        waited=_of_the_list(each[5]),
        supported=_tenths([one.supported for one in kept], wave.weights),
        joined=_tenths([one.joined for one in kept], wave.weights),
        referred=_tenths([one.referred for one in kept], wave.weights),
        again=again,
        vacant=vacant,
        unfilled=unfilled,
    )


def _whole(people: Floats) -> tuple[int, ...]:
    """Whole people, as many together as there are: the largest remainders are rounded up."""
    down = np.floor(people).astype(int)
    short = round(float(people.sum())) - int(down.sum())
    down[np.argsort(down - people, kind="stable")[: max(0, short)]] += 1
    return tuple(down.tolist())


def _of_the_list(weeks: Floats) -> Floats:
    """How long people have waited, by tenths, a member each, from the shares for which it was found."""
    rising = np.maximum.accumulate(np.maximum(0.0, weeks), axis=1)
    first = np.maximum(0.0, 1.25 * rising[:, 0] - 0.25 * rising[:, 1])  # straight on, past the ends
    last = 1.25 * rising[:, -1] - 0.25 * rising[:, -2]
    known = np.column_stack([first, rising, last])
    return np.array([np.interp(TENTHS, [0.0, *LIST_SHARES, 1.0], row) for row in known])


def _tenths(each: Sequence[Floats], weights: Floats) -> tuple[float, ...]:
    """By tenths of the people of many simulations; none if there were none."""
    values = np.concatenate(each)
    if not len(values):
        return ()
    heavy = np.concatenate([np.full(len(one), weight) for one, weight in zip(each, weights, strict=True)])
    order = np.argsort(values)
    return tuple(np.interp(TENTHS, np.cumsum(heavy[order]) / heavy.sum(), values[order]).tolist())


# ---------------------------------------------------------------- what no input can give


class Off(NamedTuple):
    """An entry, or what several months come to, beyond all that was simulated."""

    column: Column
    months: tuple[date, ...]
    value: float
    nearest: float
    beyond: float  # the room that is left beyond the nearest

    @property
    def is_over(self) -> bool:
        """Too much, not too little."""
        return self.value > self.nearest


def refuse_impossible(service: Service, seen: Observed) -> Check:
    """A check that raises NotPossible, with the months and by how much, where an entry, or a quarter, lies far beyond
    everything that was simulated as widely as the inputs were known before."""

    def check(figures: Floats) -> None:
        if off := max(_all_off(service, seen, figures), key=lambda one: one.beyond, default=None):
            side = "above" if off.is_over else "below"
            raise NotPossible(
                f"{off.column.title}, {_months_in_words(off.months)}, is {off.value:g}, and of {len(figures):,} "
                f"simulated services, with inputs as different as they may well be, none came {side} {off.nearest:g}: "
                f"it is {abs(off.value - off.nearest):.3g} {off.column.unit} off. If the entry is right, the scenario "
                "does not say what you have or what happened: posts, caseloads, places, review slots, an absence or "
                "another rate of referral by date. State it there."
            )

    return check


def _all_off(service: Service, seen: Observed, figures: Floats) -> Iterator[Off]:
    statistics = reduced(seen)
    sides = (statistics.of(seen.low), statistics.of(seen.high))
    yield from _off(
        service, zip(statistics.column, statistics.weights, strict=True), sides, statistics.of(figures), FAR_QUARTER
    )
    each = [(at, month) for at in range(len(COLUMNS)) for month in np.flatnonzero(seen.known[at])]
    alone = np.eye(seen.low.shape[1])
    ends = tuple(np.array([side[at, month] for at, month in each]) for side in (seen.low, seen.high))
    found = np.stack([figures[:, at, month] for at, month in each], axis=1)
    yield from _off(service, ((at, alone[month]) for at, month in each), ends, found, FAR_MONTH)


def _off(
    service: Service,
    what: Iterable[tuple[int, Floats]],
    ends: tuple[Floats, ...],
    simulated: Floats,
    share: float,
) -> Iterator[Off]:
    """What lies beyond all simulations by more than a share of their whole width and a few people."""
    for (at, weights), low, high, values in zip(what, *ends, simulated.T, strict=True):
        if not np.isfinite(values).any():
            continue
        least, most = float(np.nanmin(values)), float(np.nanmax(values))
        room = A_FEW + share * (most - least)
        months = tuple(month for month, weight in zip(service.months, weights, strict=True) if weight > 0)
        if low > most + room:
            yield Off(COLUMNS[at], months, float(low), most, (low - most) / room)
        elif high < least - room:
            yield Off(COLUMNS[at], months, float(high), least, (least - high) / room)


def _months_in_words(months: Sequence[date]) -> str:
    first, last = month_in_words(months[0]), month_in_words(months[-1])
    return first if len(months) == 1 else f"{first} to {last}"
