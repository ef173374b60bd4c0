"""How many reviews fall due when, routine and supported? Slice by slice of the follow-up; relapses come with them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, repeat
from math import fsum
from operator import add, mul
from typing import NamedTuple

from sim.inputs import LINK_WORKERS, REVIEW_CLINIC, Inputs
from sim.luck import Law, Point, exp
from sim.preflight.demand import in_service, people_in_slices
from sim.preflight.means import draws, mean_of, mean_ratio
from sim.preflight.peaks import Backlog
from sim.preflight.support import Support
from sim.units import DAY, WEEK, Minutes

COARSE_QUANTILES = 100  # where a mean is taken many times over
CELLS = 200  # slices of the follow-up in which reviews are counted
QUARTER = 13 * WEEK


class Reviews(NamedTuple):
    """Reviews requested in each slice of the follow-up, and relapses."""

    step: Minutes
    routine: list[float]
    supported: list[float]
    relapses: float

    def busy(self, counts: Sequence[float], a_week: float) -> list[tuple[float, Minutes, Minutes]]:
        """Whenever a quarter of a year has more reviews a week than that, or else the busiest: reviews a week of its
        busiest quarter, from, to."""
        width = min(len(counts), max(1, round(QUARTER / self.step)))
        quarters = [fsum(counts[i : i + width]) / (width * self.step) * WEEK for i in range(len(counts) - width + 1)]
        found: list[tuple[float, Minutes, Minutes]] = []
        for i, many in enumerate(quarters):
            since, until = i * self.step, (i + width) * self.step
            if many > a_week and found and since <= found[-1][2]:
                found[-1] = (max(many, found[-1][0]), found[-1][1], until)
            elif many > a_week:
                found.append((many, since, until))
        first = quarters.index(max(quarters))
        return found or [(quarters[first], first * self.step, (first + width) * self.step)]

    def waiting(self, counts: Sequence[float], slots_a_week: float) -> Backlog:
        """How many reviews wait for a slot, day by day."""

        def days() -> Iterator[float]:
            waiting = 0.0
            for count in counts:
                waiting = max(0.0, waiting + count - slots_a_week * self.step / WEEK)
                yield from repeat(waiting, self.step // DAY)

        return Backlog(days())


def reviews_of(
    inputs: Inputs, support: Support, minutes_supported: float, starts_of_others: Sequence[float] = ()
) -> Reviews:
    """How many reviews fall due when. `starts_of_others`: how many people who are never referred start care, by day.

    Routine reviews are those of usual care, whose people use the same slots; the programme lowers them, so routine
    and supported reviews together are on the high side.
    """
    step = max(DAY, inputs.horizon // CELLS)
    cells = -(-inputs.horizon // step)
    entries = people_in_slices(inputs, [(i * step, (i + 1) * step) for i in range(cells)])
    others = [0.0] * cells
    for day, starts in enumerate(starts_of_others):
        others[min(cells - 1, day * DAY // step)] += starts
    routine, relapses = _routine(inputs, step, list(map(add, entries, others)))
    return Reviews(step, routine, _supported(inputs, support, minutes_supported, step, entries), relapses)


def _routine(inputs: Inputs, step: Minutes, entries: Sequence[float]) -> tuple[list[float], float]:
    """Routine reviews in each slice, and relapses: entries, spread by the time to a first review and the gaps after it,
    fewer at each by those discharged and gone; those who relapse start again, after a time of their own."""
    cells = len(entries)
    # From the last slice to the first, so that those of people who came so long ago stand beside them.
    ages = [(k - 0.5) * step for k in range(cells + 1)]
    first, after_relapse = (
        _in_each(inputs, law, ages)[::-1] for law in (inputs.reviews.first, inputs.reviews.after_relapse)
    )
    listed = [0.0] * cells
    demand = inputs.demand
    on_day_0 = (
        (demand.waiting, demand.waited),
        (in_service(inputs), demand.referred),
        (inputs.care_team.in_care, inputs.care_team.in_care_for),
    )
    for people, law in on_day_0:
        if people:
            ago = mean_of(inputs.points, law)
            due = _in_each(inputs, inputs.reviews.first, [k * step + ago for k in range(cells + 1)])
            listed = [n + people * many for n, many in zip(listed, due, strict=True)]
    back = 1.0 - exp(-inputs.relapse.hazard * mean_ratio(inputs, "relapse") * step) if inputs.stages.relapse else 0.0
    routine, again, discharged, relapses = [], 0.0, 0.0, 0.0
    returning: list[float] = []
    for i in range(cells):
        returning.append(again)
        came, came_back = (
            map(mul, *each) for each in ((entries, first[-i - 1 :]), (returning, after_relapse[-i - 1 :]))
        )
        routine.append(listed[i] + fsum(map(add, came, came_back)))
        discharged += routine[i] * inputs.reviews.low
        again = discharged * back
        discharged -= again
        relapses += again
    return routine, relapses


def _supported(
    inputs: Inputs, support: Support, minutes_supported: float, step: Minutes, entries: Sequence[float]
) -> list[float]:
    """Supported reviews requested in each slice: a lag after entry, by the share of those who accept that gets
    there."""
    supported = [0.0] * len(entries)
    given, programme = inputs.reviews, inputs.programme
    if not programme.access:
        return supported
    if programme.offer == REVIEW_CLINIC:
        share, lag = 1.0, mean_of(inputs.points, given.after_referral)
    elif programme.offer == LINK_WORKERS and inputs.stages.support:
        share = support.completes
        lag = minutes_supported if given.when_support_ends else mean_of(inputs.points, given.after_start)
    else:
        return supported
    for i, people in enumerate(entries):
        accepted = people * inputs.support.accepts + (inputs.demand.waiting if i == 0 else 0)
        wanted = (i + 0.5) * step + lag
        if wanted < min(programme.end, inputs.horizon):
            supported[int(wanted // step)] += accepted * share
    return supported


def _in_each(inputs: Inputs, first_review: Law, ages: Sequence[float]) -> list[float]:
    """Routine reviews a person has between one time after referral, or after a relapse, and the next, on average."""
    given = inputs.reviews
    gap = max(float(DAY), mean_of(inputs.points, given.gap))
    leaves = inputs.exit_hazard * mean_ratio(inputs, "exit")
    return [
        after - before
        for before, after in pairwise(_due_by_age(inputs.points, first_review, gap, given.low, leaves, tuple(ages)))
    ]


@lru_cache(maxsize=32)  # scenarios that are compared mostly have the same reviews
def _due_by_age(
    points: tuple[Point, ...], first_review: Law, gap: float, discharged: float, leaves: float, ages: tuple[float, ...]
) -> list[float]:
    """Routine reviews a person has had by each of these times. `discharged`: the chance at each; `leaves`: the hazard
    of dying or moving away."""
    firsts = draws(points, first_review, COARSE_QUANTILES)
    each = (1.0 - discharged) * exp(-leaves * gap)
    not_gone = [exp(-leaves * first) for first in firsts]
    many = range(1, int((ages[-1] - firsts[0]) // gap) + 2)
    held = [float(n) if each >= 1.0 else (1.0 - each**n) / (1.0 - each) for n in many]
    found = []
    for age in ages:
        total = 0.0
        for first, here in zip(firsts[: bisect_right(firsts, age)], not_gone, strict=False):
            total += here * held[int((age - first) // gap)]
        found.append(total / COARSE_QUANTILES)
    return found
