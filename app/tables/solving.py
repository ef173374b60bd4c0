"""Which mixes were tried, and what came of each? The answer and what stands beside it, or every mix under a budget."""

from collections.abc import Sequence
from functools import partial

from app import words
from app.tables.table import Column, Table
from experiments.intervals import Estimate
from experiments.solving.answer import AskedTarget, Lever, Solved, Tried

VERDICTS = {"met": "met", "not met": "not met", "too close to say": "too close"}


def mixes(solved: Solved, rows: Sequence[Tried]) -> Table[Tried]:
    """A mix a row: its levers, its cost a year, each target, and in how many services all are met at once."""
    columns = [
        *(_lever(i, lever) for i, lever in enumerate(solved.levers)),
        *([] if not any(row.pounds.mean for row in rows) else [_COST]),
        *(_target(i, asked) for i, asked in enumerate(solved.targets)),
        Column("All met, of 100", lambda row: words.chance_cell(row.together, alone=len(solved.targets) == 1)),
        Column("Verdict", lambda row: "the answer" if row is solved.found else VERDICTS[row.verdict]),
    ]
    return Table(words.tried_in_words(solved), columns, rows)


def rows_of(solved: Solved) -> list[Tried]:
    """Every mix that is shown, the cheapest first; the answer by its own luck."""
    answer = solved.found or solved.nearest
    if solved.shown:  # by the luck that all of them have
        found = sorted(solved.shown, key=lambda row: (round(row.pounds.mean, 2), row.values))
        return [answer if answer and row.values == answer.values else row for row in found]
    return [*solved.cheaper, *([answer] if answer else []), *solved.dearer]


_COST: Column[Tried] = Column("Cost a year", lambda row: row.pounds_a_year, "pounds", say=partial(words.pounds))


def _lever(i: int, lever: Lever) -> Column[Tried]:
    head = words.capital(words.noun(lever, 2.0))
    return Column(head, lambda row: row.values[i], "number", say=words.count_of)


def _target(i: int, asked: AskedTarget) -> Column[Tried]:
    def said(value: Estimate) -> str:
        return words.value_cell(asked, value)

    return Column(asked.said, lambda row: row.targets[i].value, "number±", say=said)
