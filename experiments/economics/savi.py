"""How do draws leave for SAVI, the web application for the value of information? Three CSV files in one folder.

`param.csv`: a column for each input, headed by its name. `cost.csv` and `effect.csv`: a column for each option, in the
same order, headed by its name. A row is a draw, the same in all three; no column numbers the rows. SAVI takes draws as
free of luck, so what is written is free of it (`noise`): costs and effects are on those of the first option, which are
0 for it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from experiments.economics.noise import without_noise
from experiments.exports import csv_text
from sim.errors import NotPossible

FILES = ("param.csv", "cost.csv", "effect.csv")


def savi_tables(
    inputs: Mapping[str, ArrayLike], costs: ArrayLike, effects: ArrayLike, options: Sequence[str]
) -> dict[str, str]:
    """The text of each file, by its name.

    inputs          by name, the value of each in every draw: (draw,).
    costs, effects  (draw, option) or (draw, option, replication): pounds, and any unit.
    options         their names, in order.

    Raises NotPossible where shapes or names do not agree.
    """
    columns = [np.asarray(values, dtype=np.float64) for values in inputs.values()]
    if not columns:
        raise NotPossible("SAVI needs at least one input")
    known = np.column_stack(columns)
    draws = without_noise(costs, effects, known)
    if len(known) != len(draws.costs) or len(options) != draws.costs.shape[1]:
        raise NotPossible(
            f"{len(known)} values of each input and {len(options)} names do not go with {len(draws.costs)} draws of "
            f"{draws.costs.shape[1]} options"
        )
    return {
        name: csv_text(heads, values.tolist())
        for name, heads, values in zip(
            FILES, (tuple(inputs), tuple(options), tuple(options)), (known, draws.costs, draws.effects), strict=True
        )
    }


def write_savi(
    folder: str | Path,
    inputs: Mapping[str, ArrayLike],
    costs: ArrayLike,
    effects: ArrayLike,
    options: Sequence[str],
) -> list[Path]:
    """Write the three files into a folder, which is made if it is not there; they replace those of the same names. What
    they hold: `savi_tables`."""
    tables, place = savi_tables(inputs, costs, effects, options), Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (place / name).write_text(text, encoding="utf-8", newline="")
    return [place / name for name in tables]
