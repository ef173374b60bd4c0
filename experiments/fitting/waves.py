"""Where is it worth simulating? Waves of simulations: from the whole prior, then from that part of it that is left.

The prior is the unit cube (`prior`). After each wave the posterior says which part of every input's range is left;
where that is a small part of any of them, the next wave is drawn from the box. What counts are the
simulations that lie in the last box, whichever wave they are of: the prior is as dense anywhere in it, and so are they,
so none needs a weight. Waves end when no input's part is much narrower than the one before, or at `MOST_WAVES`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.fitting.regression import Floats, Interval, Posterior, posterior

MOST_WAVES = 8
LATER, ENOUGH = 3, 2_000  # a later wave is so many times smaller than the first, and never under so many
NARROW = 0.5  # of an input's part before: where any is narrower, the box is worth a wave of its own
TAIL = 0.005  # of the posterior that a box may leave out at either end of an input
MARGIN = 0.25  # of what lies between, added at either end


class Wave(NamedTuple):
    """Simulations that were drawn from one box."""

    many: int
    box: tuple[Interval, ...]

    @property
    def volume(self) -> float:
        """Which share of the prior the box is."""
        return float(np.prod([high - low for low, high in self.box]))

    def holds(self, shares: Floats) -> NDArray[np.bool_]:
        """Which simulations lie in the box."""
        low, high = np.asarray(self.box).T
        return np.asarray(((low <= shares) & (shares <= high)).all(axis=1))


class Simulated(NamedTuple):
    """All simulations of all waves: where their inputs stand, and what they gave; those that are not possible left
    out."""

    waves: tuple[Wave, ...]
    shares: Floats
    figures: Floats

    def given(self, observed: Sequence[Interval | float | None], members: int) -> Posterior:
        """The posterior of the inputs' shares."""
        box = self.waves[-1].box
        there = self.waves[-1].holds(self.shares)
        return posterior(self.shares[there], box, self.figures[there], observed, members=members)


Simulate = Callable[[range, tuple[Interval, ...]], tuple[Floats, Floats]]  # numbers, box -> shares, figures


def in_waves(
    simulate: Simulate,
    inputs: int,
    observed: Sequence[Interval | float | None],
    many: int,
    members: int,
    first: Simulated | None = None,
) -> Simulated:
    """Waves of simulations, `many` in the first. `first`: the wave of the whole prior, where it is there already."""
    everything = tuple((0.0, 1.0) for _ in range(inputs))
    found = first or joined(None, Wave(many, everything), *simulate(range(many), everything))
    while len(found.waves) < MOST_WAVES:
        last = found.waves[-1]
        box = left(found.given(observed, members).rows, last.box)
        if not any(map(is_narrower, box, last.box)):
            break
        done, later = sum(wave.many for wave in found.waves), max(many // LATER, min(many, ENOUGH))
        found = joined(found, Wave(later, box), *simulate(range(done, done + later), box))
    return found


def is_narrower(part: Interval, before: Interval) -> bool:
    """Whether an input's part is much narrower than before."""
    return part[1] - part[0] < NARROW * (before[1] - before[0])


def joined(before: Simulated | None, wave: Wave, shares: Floats, figures: Floats) -> Simulated:
    """What was simulated before, and one more wave. A simulation without any figure was not possible."""
    there = ~np.isnan(figures).all(axis=1)
    shares, figures = shares[there], figures[there]
    if before is None:
        return Simulated((wave,), shares, figures)
    return Simulated((*before.waves, wave), np.vstack([before.shares, shares]), np.vstack([before.figures, figures]))


def left(members: Floats, box: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The part of a box that a posterior leaves: its middle 99 % of each input, and a margin."""
    found = []
    for column, (low, high) in zip(members.T, box, strict=True):
        least, most = np.quantile(column, (TAIL, 1 - TAIL))
        margin = MARGIN * (most - least)
        found.append((max(low, float(least - margin)), min(high, float(most + margin))))
    return tuple(found)
