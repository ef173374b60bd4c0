"""Which inputs matter at all? Elementary effects of a Morris screen, with errors and without noise.

A trajectory starts somewhere and moves one input at a time; the change of the output, per whole range of the input, is
an elementary effect (Morris 1991, doi 10.1080/00401706.1991.10484804). *mu*: their mean. *mu star*: the mean of their
sizes (Campolongo and others 2007, doi 10.1016/j.envsoft.2006.10.004). *sigma*: how much an effect depends on where the
others stand. Rows of a trajectory share their luck, so most noise cancels in an effect; what is left makes sizes and
sigma too large. Here a size is the effect of one replication, with the sign that the other replications give it: of an
input that does nothing it is 0 on average, and of one whose sign is plain the size itself, never more. Sigma is from
the covariance of different replications.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.indices import Doubt, Index, cross, kept
from experiments.sensitivity.resampling import RESAMPLES, SEED, Floats, interval
from sim.errors import NotPossible

WHAT = "trajectories"


@dataclass(frozen=True)
class Effects:
    """The elementary effects of one input, in units of the output for its whole range."""

    mu: Index
    mu_star: Index
    sigma: Index
    floor: float  # mu star of an input that does nothing, as its noise would have it; 0 from one replication


@dataclass(frozen=True)
class Morris:
    """A screen: in order of the inputs."""

    trajectories: int
    left_out: int
    replications: int
    effects: tuple[Effects, ...]


def morris(y: Floats, x: Floats, *, times: int = RESAMPLES, seed: int = SEED) -> Morris:
    """Elementary effects.

    y  (point, replication): trajectory after trajectory, of d + 1 points each; not a number where a point failed: its
       trajectory is left out, and counted.
    x  (point, input): where each point stands in the unit cube.

    Raises NotPossible where more than one trajectory in ten has a point that failed, or a step moves other than one
    input.
    """
    inputs = x.shape[1]
    blocks = kept(y, inputs + 1, WHAT)
    effects = elementary(blocks.y, x.reshape(-1, inputs + 1, inputs)[blocks.at])
    general: list[Doubt] = ["failed"] if blocks.many_failed else []
    replications = blocks.y.shape[2]
    if replications < 2:
        general.append("one replication")
    found = tuple(_effects(effects[:, i], general, times, seed) for i in range(inputs))
    return Morris(len(blocks.y), blocks.left_out, replications, found)


def elementary(y: Floats, x: Floats) -> Floats:
    """The effect of each input in each trajectory and replication: (trajectory, input, replication)."""
    steps = np.diff(x, axis=1)
    if not ((steps != 0).sum(axis=2) == 1).all():
        raise NotPossible("each step of a trajectory must move one input")
    which: NDArray[np.intp] = np.abs(steps).argmax(axis=2)
    if not (np.sort(which, axis=1) == np.arange(x.shape[2])).all():
        raise NotPossible("a trajectory must move each input once")
    size = np.take_along_axis(steps, which[..., None], axis=2)
    effects = np.empty((len(y), x.shape[2], y.shape[2]))
    np.put_along_axis(effects, which[..., None], np.diff(y, axis=1) / size, axis=1)
    return effects


def _effects(e: Floats, general: list[Doubt], times: int, seed: int) -> Effects:
    """Of one input, from its effects (trajectory, replication)."""
    n, centre = e.shape[1], float(e.mean())
    mean, apart = e.mean(axis=1), e - centre
    sizes = np.abs(mean) if n == 1 else (e * np.sign(e.sum(axis=1, keepdims=True) - e)).mean(axis=1)
    moments = np.column_stack([sizes, cross(apart, apart), apart, (mean - centre) ** 2, np.abs(mean)])
    many = len(e)

    def of(means: Floats) -> Floats:
        columns = means[..., 2 : 2 + n]
        together = columns.mean(axis=-1)
        wander = (means[..., 1] - cross(columns, columns)) * many / (many - 1)
        naive = (means[..., 2 + n] - together**2) * many / (many - 1)
        both = [centre + together, means[..., 0], np.sqrt(np.maximum(wander, 0)), np.sqrt(np.maximum(naive, 0))]
        return np.stack([*both, means[..., 3 + n]], axis=-1)

    found, (low, high) = of(moments.mean(axis=0)), interval(moments, of, times, seed)
    noise = float(e.var(axis=1, ddof=1).mean()) / n if n > 1 else 0.0
    mu, star, sigma = (
        Index(float(value), float(low[i]), float(high[i]), float(raw), tuple(general))
        for i, (value, raw) in enumerate(zip(found[:3], (found[0], found[4], found[3]), strict=True))
    )
    return Effects(mu, star, sigma, floor=sqrt(2 / pi * noise))
