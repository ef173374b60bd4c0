"""Where in the space do the points lie? One function a design: numbers between 0 and 1, or settings.

Designs that sample give a row of numbers between 0 and 1 for each point, which dimensions turn into settings; a list, a
grid and one-way give settings as they stand. Luck goes by the name of a dimension (`sim.luck`), so another dimension
changes nothing of those that were there in a Latin hypercube or a joint design. Invariant: a design is a pure function
of the dimensions, its size and a seed: the same bytes on every machine.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from math import floor

import numpy as np

from experiments.ranges import luck_of
from experiments.study.arrays import Floats, Ints, uniforms, which
from experiments.study.space import Dimension
from sim.errors import NotPossible
from sim.luck import Key

BITS = 31  # of a Sobol' sequence
LEVELS = 5  # of a range in a grid, if nothing is said
MORRIS_LEVELS = 4
NEEDS_SALIB = "Sobol' sequences need SALib. Install it: pip install spsim[sensitivity]"


# ---------------------------------------------------------------- settings as they stand


def steps(dimension: Dimension, many: int) -> Floats:
    """The values of a dimension in a grid: its levels, or so many at equal distance from low to high."""
    if dimension.levels:
        return dimension.level_settings
    low, high = dimension.low, dimension.high
    if dimension.kind in ("whole", "date"):
        each = np.rint(low + (high - low) * np.arange(many) / (many - 1))
        return np.unique(each)
    return low + (high - low) * np.arange(many) / (many - 1)


def grid(dimensions: Sequence[Dimension], many: int | None) -> Floats:
    """Every combination; the last dimension moves fastest."""
    each = [steps(one, many or LEVELS) for one in dimensions]
    return np.array(list(product(*each)), np.float64).reshape(-1, len(dimensions))


def one_way(dimensions: Sequence[Dimension]) -> Floats:
    """The base, then each dimension at its low and at its high, or at each level other than the base's."""
    base = np.array([one.base for one in dimensions])
    rows = [base]
    for at, one in enumerate(dimensions):
        ends = [one.low, one.high] if one.kind not in ("category", "structure") else list(one.level_settings)
        for end in ends:
            row = base.copy()
            row[at] = end
            rows.append(row)
    return np.array(rows)


# ---------------------------------------------------------------- samples


def latin_hypercube(dimensions: Sequence[Dimension], points: int, key: Key) -> Floats:
    """One point in each of as many equal slices of every dimension (McKay, Beckman and Conover 1979, doi
    10.1080/00401706.1979.10489755), in random order and at a random place of its slice."""
    unit = np.empty((points, len(dimensions)))
    for at, one in enumerate(dimensions):
        order, place = uniforms(f"latin hypercube {one.name}", key, np.arange(points))
        slices = np.empty(points)
        slices[np.argsort(order, kind="stable")] = np.arange(points)
        unit[:, at] = (slices + place) / points
    return unit


def sobol(names: Sequence[str], points: int, key: Key) -> Floats:
    """A Sobol' sequence, each dimension under a random digital shift of its own and in the middle of its cell: so every
    point is uniform between 0 and 1, and a power of 2 of them is as even as without the shift."""
    shifts = [floor(luck_of(f"sobol shift {name}", key, 0) * 2.0**BITS) for name in names]
    cells = sobol_cells(points, len(names)) ^ np.array(shifts, np.int64)
    return np.asarray((cells + 0.5) * 2.0**-BITS)


def sobol_cells(points: int, dimensions: int) -> Ints:
    """The sequence itself, (point, dimension), in units of 2**-31, from the direction numbers of Joe and Kuo (2008, doi
    10.1137/070709359) as SALib has them. SALib's own loop gives the same numbers, one at a time."""
    try:
        from SALib.sample.directions import directions
    except ImportError:
        raise NotPossible(NEEDS_SALIB) from None
    bits = max(1, (points - 1).bit_length())
    turns = np.array([_direction(directions[at - 1] if at else None, bits) for at in range(dimensions)], np.int64)
    number = np.arange(points)
    gray = number ^ number >> 1
    cells = np.zeros((points, dimensions), np.int64)
    for bit in range(bits):
        cells ^= np.where((gray >> bit & 1)[:, None] == 1, turns[:, bit], 0)
    return cells


def _direction(stated: Sequence[int] | None, bits: int) -> list[int]:
    """What each bit of a point's number turns over: `stated`: a polynomial, and its first numbers."""
    if stated is None:
        return [1 << BITS - 1 - at for at in range(bits)]
    polynomial, *first = map(int, stated)
    degree = len(first)
    found = [number << BITS - 1 - at for at, number in enumerate(first[:bits])]
    for at in range(degree, bits):
        number = found[at - degree] ^ found[at - degree] >> degree
        for back in range(1, degree):
            if polynomial >> degree - 1 - back & 1:
                number ^= found[at - back]
        found.append(number)
    return found


def saltelli(
    dimensions: Sequence[Dimension], groups: Sequence[Sequence[int]], base_points: int, key: Key, *, second_order: bool
) -> Floats:
    """Rows of base point k: A, then A with each group of B (AB), then, for second order, B with each group of A (BA),
    then B (Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018; the order that SALib's analysis reads)."""
    names = [f"{matrix} {one.name}" for matrix in "AB" for one in dimensions]
    both = sobol(names, base_points, key)
    a, b = both[:, : len(dimensions)], both[:, len(dimensions) :]
    each = len(groups) * (2 if second_order else 1) + 2
    unit = np.empty((base_points, each, len(dimensions)))
    unit[:, : each - 1] = a[:, None, :]
    unit[:, each - 1] = b
    for at, group in enumerate(groups):
        for column in group:
            unit[:, 1 + at, column] = b[:, column]
    for at, group in enumerate(groups if second_order else ()):
        row = 1 + len(groups) + at
        unit[:, row] = b
        for column in group:
            unit[:, row, column] = a[:, column]
    return unit.reshape(-1, len(dimensions))


def morris(dimensions: Sequence[Dimension], trajectories: int, levels: int, best_of: int | None, key: Key) -> Floats:
    """Trajectories (Morris 1991, doi 10.1080/00401706.1991.10484804): each starts somewhere on a grid of levels and
    moves one dimension at a time, in random order, by half the levels. `best_of`: of so many random ones, those that
    lie furthest apart, found one after another (Campolongo 2007, doi 10.1016/j.envsoft.2006.10.004; greedily)."""
    many = max(best_of or trajectories, trajectories)
    start = np.empty((many, len(dimensions)), np.int64)
    up = np.empty((many, len(dimensions)), bool)
    order = np.empty((many, len(dimensions)))
    half = levels // 2
    for at, one in enumerate(dimensions):
        place, direction = uniforms(f"morris {one.name}", key, np.arange(many))
        start[:, at], up[:, at] = which(place, half), direction < 0.5
        order[:, at], _ = uniforms(f"morris order {one.name}", key, np.arange(many))
    turn = np.argsort(np.argsort(order, axis=1, kind="stable"), axis=1, kind="stable")
    moved = np.arange(len(dimensions) + 1)[None, :, None] > turn[:, None, :]
    level = start[:, None, :] + half * (moved == up[:, None, :])
    if many > trajectories:
        level = level[_furthest_apart(level, trajectories)]
    return np.asarray(level.reshape(-1, len(dimensions)) / (levels - 1))


def _furthest_apart(levels: Ints, many: int) -> Ints:
    """The two trajectories that lie furthest apart, then one at a time the one furthest from all of these. In whole
    numbers, so that no machine finds another."""
    flat = levels.reshape(len(levels), -1)
    apart = np.zeros((len(levels), len(levels)), np.int64)
    for at in range(len(levels)):
        apart[at] = ((flat - flat[at]) ** 2).sum(axis=1)
    chosen = [int(one) for one in np.unravel_index(int(apart.argmax()), apart.shape)]
    while len(chosen) < many:
        total = apart[:, chosen].sum(axis=1)
        total[chosen] = -1
        chosen.append(int(total.argmax()))
    return np.array(sorted(chosen[:many]))


def joint(dimensions: Sequence[Dimension], points: int, key: Key, attempts: Ints | int = 0) -> Floats:
    """Every dimension by its own luck, as draws of all inputs are (`experiments.draws`): point n is draw n."""
    unit = np.empty((points, len(dimensions)))
    for at, one in enumerate(dimensions):
        luck, _ = uniforms(one.name, key, np.arange(points), attempts)
        unit[:, at] = one.stands(which(luck, len(one.order)).astype(np.float64)) if one.order else luck
    return unit


def rows_of(dimensions: Sequence[Dimension], rows: Sequence[Mapping[str, object]]) -> Floats:
    """A list, as it is written: what a row leaves out stands at its base."""
    found = np.empty((len(rows), len(dimensions)))
    for at, one in enumerate(dimensions):
        for n, row in enumerate(rows):
            found[n, at] = setting_of(one, row[one.name]) if one.name in row else one.base
    return found


def setting_of(dimension: Dimension, value: object) -> float:
    """The setting of a value that is written out."""
    if dimension.levels:
        return float(dimension.level_settings[dimension.levels.index(value)])
    return float(value)  # type: ignore[arg-type]
