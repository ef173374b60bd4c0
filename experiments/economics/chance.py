"""What would a study that is imagined have found? Its data, from the one door of luck, whole arrays at a time."""

import numpy as np

from experiments.economics.arrays import Floats
from experiments.sensitivity.resampling import uniforms
from sim.luck import binomial, name_number, normal

DATA = name_number("data of a study that is imagined")  # a stream of luck that no design and no resample has
AT_MOST = 1000  # tries of one binomial quantile


def normals(many: int, seed: int, stream: int = 0) -> Floats:
    """So many standard normal numbers."""
    return np.array([normal(float(u)) for u in uniforms((many,), seed, DATA + stream)])


def binomials(size: int, chances: Floats, seed: int, stream: int = 0) -> Floats:
    """How many of `size` tries come off, at each chance."""
    parts = [AT_MOST] * (size // AT_MOST) + [size % AT_MOST]
    luck = uniforms((len(parts), len(chances)), seed, DATA + stream)
    return np.array(
        [
            sum(binomial(tries, float(p), float(u)) for tries, u in zip(parts, of, strict=True))
            for p, of in zip(chances, luck.T, strict=True)
        ],
        dtype=np.float64,
    )
