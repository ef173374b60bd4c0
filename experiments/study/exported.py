"""How does a study leave for other programs? Rectangular tables: every point, replication and scenario has its row.

A point that failed, or was not run yet, has empty cells there and its reason in the table of points: who counts rows
sees that they are missing. An output that is a ratio has two columns, and is the sum of the first over the sum of the
second.
"""

from collections.abc import Iterator, Sequence
from math import isnan

from experiments.exports import Cell
from experiments.study.outputs import Output
from experiments.study.results import Found

OUT_OF = ".out_of"
OF_THE_RESULTS = {
    "point": "number of the point, from 0; points.csv has its inputs",
    "replication": "number of the replication of the point, from 0",
    "seed": "whose luck: that of spsim run --seed with the number in draw",
    "draw": "number of the draw of luck with this seed, from 0; rows with the same seed and draw have the same luck",
    "scenario": "name of the scenario",
}


def column_names(outputs: Sequence[Output]) -> list[str]:
    """What each column of numbers is called, in order."""
    return list(_columns(outputs))


def _columns(outputs: Sequence[Output]) -> dict[str, str]:
    """Each column of numbers, with what it means."""
    found: dict[int, tuple[str, str]] = {}
    for one in outputs:
        ratio = "" if one.out_of is None else f"; over the sum of {one.name}{OUT_OF}"
        found.setdefault(one.some, (one.name, f"{one.title} ({one.unit}{ratio})"))
        if one.out_of is not None:
            found.setdefault(one.out_of, (f"{one.name}{OUT_OF}", f"what {one.name} is divided by"))
    return dict(found[at] for at in sorted(found))


def meanings(found: Found) -> list[tuple[str, str]]:
    """Every column of every table, with what it means."""
    dimensions = [(one.name, f"{one.title}{f' ({one.unit})' if one.unit else ''}") for one in found.plan.dimensions]
    failed = ("failed", "why the point has no numbers; empty: it has")
    return [*OF_THE_RESULTS.items(), *_columns(found.outputs).items(), *dimensions, failed]


def results_head(found: Found) -> list[str]:
    """The columns of the results."""
    return [*OF_THE_RESULTS, *column_names(found.outputs)]


def results(found: Found) -> Iterator[list[Cell]]:
    """The results: a row for each point, replication and scenario."""
    arms, seeds = [arm.name for arm in found.plan.arms], found.plan.seeds
    for point, by_replication in enumerate(found.columns):
        first = found.plan.first_number(point)
        for replication, by_arm in enumerate(by_replication.tolist()):
            head: list[Cell] = [point, replication, seeds[replication % len(seeds)], first + replication // len(seeds)]
            for arm, values in zip(arms, by_arm, strict=True):
                yield [*head, arm, *(None if isnan(value) else value for value in values)]


def points_head(found: Found) -> list[str]:
    """The columns of the points."""
    return ["point", *(one.name for one in found.plan.dimensions), "failed"]


def points(found: Found) -> Iterator[list[Cell]]:
    """The points: a row for each, with the value of every dimension."""
    for point in range(found.plan.points):
        values = found.plan.described(point).values()
        yield [point, *map(_cell, values), found.failed.get(point)]


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)
