"""When is a capacity fullest? Work ÷ capacity at every date at which either changes, and the worst of them."""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple

from sim.inputs import Inputs
from sim.preflight.demand import dated, referrals_at
from sim.preflight.means import TINY
from sim.units import Minutes


class Peak(NamedTuple):
    """A capacity at its fullest, and from when until when."""

    work: float
    capacity: float
    load: float
    since: Minutes
    until: Minutes
    whole: bool  # as long as anybody is referred


def fullest(
    inputs: Inputs,
    dates: Iterable[Minutes],
    work: Callable[[float, Minutes], float],
    capacity: Callable[[Minutes], float],
) -> Peak:
    """The dates at which a capacity is fullest, of those at which people are referred and there is any."""
    offers = [(a, b) for a, b in dated(inputs, dates) if a < inputs.programme.end and referrals_at(inputs, a) > 0]
    if not offers:
        return Peak(0.0, max((capacity(a) for a, _ in dated(inputs, dates)), default=0.0), 0.0, 0, 0, whole=True)
    rows = [(since, until, work(referrals_at(inputs, since), since), capacity(since)) for since, until in offers]
    rows = [row for row in rows if row[3] > 0] or rows
    ratios = [load_of(done, room) for *_, done, room in rows]
    first = last = ratios.index(max(ratios))
    while last + 1 < len(rows) and rows[last + 1][0] == rows[last][1] and abs(ratios[last + 1] - ratios[first]) <= TINY:
        last += 1
    since, until = rows[first][0], rows[last][1]
    return Peak(
        rows[first][2], rows[first][3], ratios[first], since, until, (since, until) == (offers[0][0], offers[-1][1])
    )


def load_of(work: float, capacity: float) -> float:
    """Work ÷ capacity; any work at all is too much for no capacity."""
    return work / capacity if capacity > 0 else inf if work > 0 else 0.0
