"""What does one option cost and do against another, and which are worth considering? On means, and on the plane.

A ratio of cost to effect means something only where both are of one sign: more for more, or less for less. So a
comparison says its quadrant first, and gives a ratio there alone (`Against`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from experiments.economics.answer import QUADRANTS, Against, Place, Quadrant, Standing
from experiments.economics.arrays import Floats
from experiments.economics.noise import without_noise
from sim.errors import NotPossible


def quadrant(cost: float, effect: float) -> Quadrant:
    """Where an increment lies. On an axis it is dominant or dominated: better in one, and no worse in the other."""
    if cost == 0 and effect == 0:
        return "the same"
    if cost <= 0 <= effect:
        return "dominant"
    if effect <= 0 <= cost:
        return "dominated"
    return "costs more and does better" if cost > 0 else "saves and does worse"


def against(cost: float, effect: float) -> Against:
    """An increment in cost (pounds) and in effect, in words that no sign can mislead."""
    where = quadrant(cost, effect)
    has_ratio = where in ("costs more and does better", "saves and does worse")
    return Against(where, cost, effect, cost / effect if has_ratio else None)


def compare(costs: ArrayLike, effects: ArrayLike, names: Sequence[str]) -> tuple[Place, ...]:
    """Every option, from the cheapest to the dearest: on the efficiency frontier, with what it costs and does against
    the one before it there; dominated by one other; or by a mixture of two (extended dominance).

    costs, effects  (option,), or (draw, option) or (draw, option, replication), of which the means are compared.

    Raises NotPossible where shapes and names do not agree, or a value is not finite.
    """
    cost, effect = _means(costs), _means(effects)
    if not len(cost) == len(effect) == len(names):
        raise NotPossible(f"{len(names)} names, {len(cost)} costs and {len(effect)} effects: one each is needed")
    if not (np.isfinite(cost).all() and np.isfinite(effect).all()):
        raise NotPossible("a cost or an effect is not a finite number")
    order = sorted(range(len(names)), key=lambda one: (cost[one], -effect[one]))
    standing: dict[int, tuple[Standing, tuple[int, ...]]] = {}
    left: list[int] = []
    for one in order:  # each is no cheaper than those before it
        if left and cost[one] == cost[left[-1]] and effect[one] == effect[left[-1]]:
            standing[one] = ("the same as another", (left[-1],))
        elif left and effect[one] <= effect[left[-1]]:
            standing[one] = ("dominated", (left[-1],))
        else:
            left.append(one)
    frontier: list[int] = []
    for one in left:
        while len(frontier) > 1 and _ratio(cost, effect, frontier[-2], frontier[-1]) >= _ratio(
            cost, effect, frontier[-1], one
        ):
            standing[frontier.pop()] = ("extendedly dominated", ())
        frontier.append(one)
    for one, (how, _) in standing.items():
        if how == "extendedly dominated":
            after = next(i for i, other in enumerate(frontier) if effect[other] > effect[one])
            standing[one] = (how, (frontier[after - 1], frontier[after]))
    before = dict(zip(frontier[1:], frontier, strict=False))
    return tuple(
        Place(
            names[one],
            float(cost[one]),
            float(effect[one]),
            standing[one][0] if one in standing else "on the frontier",
            tuple(names[other] for other in standing[one][1]) if one in standing else (),
            names[before[one]] if one in before else None,
            against(float(cost[one] - cost[before[one]]), float(effect[one] - effect[before[one]]))
            if one in before
            else None,
        )
        for one in order
    )


def _means(values: ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim == 0 or found.ndim > 3:
        raise NotPossible("costs and effects are (option,), (draw, option) or (draw, option, replication)")
    return np.asarray(found if found.ndim == 1 else found.mean(axis=(0, *range(2, found.ndim))))


def _ratio(cost: Floats, effect: Floats, first: int, second: int) -> float:
    return float((cost[second] - cost[first]) / (effect[second] - effect[first]))


def quadrants(
    costs: ArrayLike, effects: ArrayLike, option: int, reference: int = 0, inputs: ArrayLike | None = None
) -> dict[Quadrant, float]:
    """Which share of draws puts an option in each quadrant of the plane, against the reference: luck is taken out of
    arrays with replications. Shares add up to 1.

    Raises NotPossible where there are no such options, or as `without_noise`.
    """
    draws = without_noise(costs, effects, inputs)
    many = draws.costs.shape[1]
    if not (0 <= option < many and 0 <= reference < many):
        raise NotPossible(f"options are 0 to {many - 1}")
    cost = draws.costs[:, option] - draws.costs[:, reference]
    effect = draws.effects[:, option] - draws.effects[:, reference]
    found = [quadrant(float(c), float(e)) for c, e in zip(cost, effect, strict=True)]
    return {where: found.count(where) / len(found) for where in QUADRANTS}
