"""Models whose indices are known, and luck to disturb them with: what sensitivity analyses are held against.

Luck comes from `experiments.sensitivity.resampling`, by a stream's number: nothing here flakes.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from experiments.sensitivity.resampling import Floats, uniforms


def normals(shape: tuple[int, ...], seed: int) -> Floats:
    """Standard normal (Box and Muller 1958)."""
    first, second = uniforms((2, *shape), seed)
    return np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)


class Model(NamedTuple):
    """A function of independent uniforms (point, input), and what is known of it."""

    at: Callable[[Floats], Floats]
    first: tuple[float, ...]
    total: tuple[float, ...]

    @property
    def inputs(self) -> int:
        return len(self.first)


def linear(u: Floats) -> Floats:
    """3 x1 + 2 x2 + x3, and an input that does nothing: a variance of 14 / 12."""
    return np.asarray(u[..., :3] @ np.array([3.0, 2.0, 1.0]))


def ishigami(u: Floats) -> Floats:
    """S1 of economics.md: a = 7, b = 0.1."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def sobol_g(u: Floats) -> Floats:
    """S2 of economics.md."""
    return np.prod((np.abs(4 * u - 2) + G) / (1 + G), axis=-1)


LINEAR = Model(linear, (9 / 14, 4 / 14, 1 / 14, 0.0), (9 / 14, 4 / 14, 1 / 14, 0.0))
ISHIGAMI = Model(ishigami, (0.31391, 0.44241, 0.0), (0.55759, 0.44241, 0.24368))
SOBOL_G = Model(
    sobol_g,
    (0.71619, 0.17905, 0.02368, 0.00716, *[0.00007] * 4),
    (0.78714, 0.24220, 0.03432, 0.01046, *[0.00010] * 4),
)


def saltelli(model: Model, many: int, seed: int) -> Floats:
    """Rows of base point k: A, AB of each input, B."""
    both = uniforms((many, 2, model.inputs), seed)
    rows = np.repeat(both[:, :1], model.inputs + 2, axis=1)
    rows[:, -1] = both[:, 1]
    for i in range(model.inputs):
        rows[:, i + 1, i] = both[:, 1, i]
    return rows.reshape(-1, model.inputs)
