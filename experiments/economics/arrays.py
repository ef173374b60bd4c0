"""What are costs and effects, as arrays? Checked once, and turned into increments on a reference option.

Only increments decide: what all options share, luck included, falls away. Columns of increments are in this order: the
cost of each other option, then the effect of each other option.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import NotPossible

Floats = NDArray[np.float64]
FEWEST_DRAWS = 10


class Increments(NamedTuple):
    """Each other option less the reference. values (draw, column, replication): costs, then effects."""

    values: Floats
    options: int
    reference: int

    @property
    def means(self) -> Floats:
        """(draw, column): over replications."""
        return np.asarray(self.values.mean(axis=2))


def checked(costs: ArrayLike, effects: ArrayLike) -> tuple[Floats, Floats]:
    """Costs and effects as (draw, option, replication), a single replication where there is no third axis.

    Raises NotPossible where shapes differ, there are fewer than 2 options or 10 draws, or a value is not finite.
    """
    cost, effect = (np.asarray(values, dtype=np.float64) for values in (costs, effects))
    if cost.shape != effect.shape:
        raise NotPossible(f"costs are {cost.shape} and effects {effect.shape}: they must have one shape")
    if cost.ndim not in (2, 3):
        raise NotPossible(f"costs have {cost.ndim} axes: (draw, option) or (draw, option, replication)")
    if cost.shape[1] < 2:
        raise NotPossible("there is one option: a decision needs two or more")
    if cost.shape[0] < FEWEST_DRAWS:
        raise NotPossible(f"there are {cost.shape[0]} draws, and at least {FEWEST_DRAWS} are needed")
    for name, values in (("cost", cost), ("effect", effect)):
        if bad := int((~np.isfinite(values)).sum()):
            raise NotPossible(f"{bad} {name}s are not finite numbers: leave out the draws that failed, in both arrays")
    if cost.ndim == 2:
        cost, effect = cost[:, :, None], effect[:, :, None]
    return cost, effect


def increments(costs: ArrayLike, effects: ArrayLike, reference: int = 0) -> Increments:
    """Costs and effects of each other option less those of the reference, draw by draw and replication by replication.

    Raises NotPossible as `checked`, and where there is no option of that number.
    """
    cost, effect = checked(costs, effects)
    options = cost.shape[1]
    if not 0 <= reference < options:
        raise NotPossible(f"option {reference} is the reference, and options are 0 to {options - 1}")
    others = [option for option in range(options) if option != reference]
    less = [values[:, others] - values[:, [reference]] for values in (cost, effect)]
    return Increments(np.concatenate(less, axis=1), options, reference)


def options_of(found: Floats, options: int, reference: int = 0) -> tuple[Floats, Floats]:
    """Increments (draw, column) as costs and effects (draw, option), in which the reference is 0."""
    others = [option for option in range(options) if option != reference]
    both = np.zeros((2, len(found), options))
    both[0][:, others], both[1][:, others] = np.split(found, 2, axis=1)
    return both[0], both[1]


def net_benefit(costs: Floats, effects: Floats, threshold: float) -> Floats:
    """Pounds: effects at what one more is worth (`threshold`, pounds), less costs. Of any shape."""
    return np.asarray(threshold * effects - costs)
