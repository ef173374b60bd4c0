"""Normal draws as a table, from the one door of luck: what known posteriors are tested on."""

import numpy as np

from sim.luck import Purpose, Source, Who, normal, pair, study_key


def normals(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    """(row, column): standard normal, each its own draw."""
    key = study_key(seed)
    found = np.empty((rows, columns + columns % 2))
    for row in range(rows):
        who = Who(key, row, Source.WAITING_LIST, 0)
        for column in range(0, columns, 2):
            found[row, column : column + 2] = [normal(u) for u in pair(who, Purpose.INPUT, column)]
    return found[:, :columns]
