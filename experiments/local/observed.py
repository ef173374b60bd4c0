"""How are returns set against what is simulated? As numbers with ends, and as a few sums and averages of months."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.local.monthly import COLUMNS, Floats
from experiments.local.returns import STOCKS_AND_WAITS, Column, Returns

BLOCK = 3  # months that are taken together
RECENT = 3  # months of a stock, and of waits, that stand alone as well
FLOWS = tuple(column for column in COLUMNS if column not in STOCKS_AND_WAITS)


class Observed(NamedTuple):
    """Returns as numbers: (column, month), in the order of `Column`; not a number where nothing is known."""

    low: Floats
    high: Floats

    @property
    def middle(self) -> Floats:
        """As good as known: halfway between the ends of what was suppressed."""
        return (self.low + self.high) / 2

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where something is known."""
        return np.isfinite(self.low)

    def until(self, month: int) -> "Observed":
        """The first months alone."""
        return Observed(self.low[:, :month], self.high[:, :month])

    def since(self, month: int) -> "Observed":
        """The other months."""
        return Observed(self.low[:, month:], self.high[:, month:])


def observed(returns: Returns) -> Observed:
    """Returns as numbers."""
    ends = np.full((2, len(COLUMNS), len(returns.months)), np.nan)
    for column, counts in returns.columns.items():
        for month, count in enumerate(counts):
            if count is not None:
                ends[:, COLUMNS.index(column), month] = count.low, count.high
    return Observed(*ends)


def columns_of(seen: Observed) -> frozenset[Column]:
    """The columns of which anything is known."""
    return frozenset(column for column, known in zip(COLUMNS, seen.known, strict=True) if known.any())


class Reduced(NamedTuple):
    """What stands for the months of all columns: weights of months, a row a statistic."""

    column: NDArray[np.int64]
    weights: Floats  # (statistic, month)

    def of(self, figures: Floats) -> Floats:
        """The statistics of figures (..., column, month): not a number if a month that counts is not."""
        return np.stack(
            [
                (figures[..., column, :][..., weights > 0] * weights[weights > 0]).sum(axis=-1)
                for column, weights in zip(self.column, self.weights, strict=True)
            ],
            axis=-1,
        )


def reduced(seen: Observed) -> Reduced:
    """Stocks and waits by quarters that end with the last month, and the last months of them one by one as well: they
    tell when something happened. Flows by the last quarter, the one before, and twice as long each time. Months of
    which nothing is known are left out of both sides."""
    rows: list[tuple[int, Floats]] = []
    many = seen.low.shape[1]
    for at, column in enumerate(COLUMNS):
        known, is_flow = seen.known[at], column in FLOWS
        end, length = many, BLOCK
        while end > 0:
            some = np.zeros(many)
            some[max(0, end - length) : end] = 1.0
            some *= known
            if some.any():
                rows.append((at, some if is_flow else some / some.sum()))
            end -= length
            length = max(BLOCK, many - end) if is_flow else BLOCK
        if not is_flow:
            rows += [(at, np.eye(many)[month]) for month in range(max(0, many - RECENT), many) if known[month]]
    return Reduced(np.array([at for at, _ in rows]), np.array([weights for _, weights in rows]))
