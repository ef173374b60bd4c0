"""When are there replications enough? Once the mean of every output is known as closely as was asked, and stays so.

The rule of Hoad, Robinson and Davies (2010, doi 10.1057/jors.2009.121): an interval of few replications is narrow by
chance now and then, and a run that stops at the first narrow one stops too soon and holds the truth too seldom. So it
must have been narrow in so many replications in a row (`look_ahead`). Precision is a half-width in the output's own
unit, or a share of its mean; the second is out of reach for a mean near 0, as net cash may be. Each interval is a 95 %
interval by itself: `all_hold` says how sure they are together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from experiments.intervals import Estimate, replications_needed
from experiments.mean_errors import CONFIDENCE, VERY_FEW

LOOK_AHEAD = 5  # replications in a row, of 100 or fewer; of more, as many per cent
FEWEST_MORE = 30  # replications that are added at a time, at least: a half-width is itself an estimate
BEYOND = 1.1  # times the replications that a half-width foretells
ALIKE = 300  # replications: what agrees in all of them, or in all but two, differs in at most 1 or 2 %


@dataclass(frozen=True)
class Target:
    """How closely the mean of an output must be known: the 95 % half-width, in its own unit (pounds, weeks), or as a
    share of the mean."""

    output: str
    within: float
    relative: bool = False


@dataclass(frozen=True)
class OutputReached:
    """The precision requested of an output, and the widest half-width reached of it: both in its unit, or as a share of
    its mean. None: not known."""

    output: str
    title: str
    unit: str
    within: float
    relative: bool
    half_width: float | None
    missed: bool


@dataclass(frozen=True)
class Watched:
    """An estimate while replications are added. `of_first`: from the first so many of them, 2 or more."""

    target: Target
    of_first: Callable[[int], Estimate]

    def half_width(self, n: int) -> float:
        """From the first n replications, in the target's terms: infinite from a single one, and for what hardly ever
        differs from its usual value, so that no run stops because chance has not struck yet."""
        if n < 2:
            return inf
        found = self.of_first(n)
        hardly = found.rare is not None and found.rare.replications < VERY_FEW and found.rare.of < ALIKE
        if found.half_width is None or hardly:
            return inf
        if not self.target.relative or not found.half_width:
            return found.half_width
        return found.half_width / abs(found.mean) if found.mean else inf

    def is_met(self, n: int) -> bool:
        """Whether it is known closely enough from the first n."""
        return self.half_width(n) <= self.target.within

    def is_settled(self, n: int) -> bool:
        """Whether it is, and was so in each of the last replications that are looked ahead."""
        return all(self.is_met(m) for m in range(n, n - look_ahead(n) - 1, -1))


def look_ahead(n: int) -> int:
    """In how many further replications an interval must stay narrow: 5, and from 100 replications on 5 % of them."""
    return LOOK_AHEAD if n <= 100 else LOOK_AHEAD * n // 100


def settled(watched: Sequence[Watched], n: int) -> bool:
    """Whether n replications are enough for all of them."""
    return all(one.is_settled(n) for one in watched)


def next_look(watched: Sequence[Watched], n: int, most: int) -> int:
    """After how many replications to look again, if n are not enough: where all are met, once it can be seen whether
    they stay so; else a little beyond what the widest of the half-widths foretells."""
    needed = n + look_ahead(n)
    for width, one in ((one.half_width(n), one) for one in watched if not one.is_met(n)):
        forecast = 2 * n if width == inf else int(BEYOND * replications_needed(width, n, one.target.within))
        needed = max(needed, n + FEWEST_MORE, forecast)
    return min(most, needed)


def all_hold(intervals: int) -> float:
    """How sure it is, at least, that so many 95 % intervals all hold at once (Bonferroni)."""
    return max(0.0, 1 - intervals * (1 - CONFIDENCE))
