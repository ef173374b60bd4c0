"""How sure are we? Net cash of each option and of each difference, with its three intervals side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import words
from app.tables.table import Column, Estimated, Table, difference, ranges
from experiments.answer import Answer
from experiments.intervals import Estimate


@dataclass(frozen=True)
class NetCash:
    """Of an option against its own usual care, or of one option less another."""

    title: str
    of: Estimate


COLUMNS: tuple[Column[NetCash], ...] = (
    Column("", lambda row: row.title),
    Estimated(
        "Net cash ± simulation error",
        lambda row: row.of,
        "pounds",
        say=lambda net: difference(net, words.pounds),
    ),
    *ranges(lambda row: row.of, words.pounds),
)
NOTE = (
    "Simulation error: how far the mean may be off; more replications make it smaller. One real service: luck, which "
    "more replications do not make smaller. What nobody knows: only local data make it smaller; inputs are varied one "
    "at a time, and together they may move it further."
)


def net_cash(answer: Answer, names: Mapping[str, str]) -> Table[NetCash] | None:
    """At the longest horizon that all options reach; none where follow-up is shorter than a year."""
    at = answer.options.years
    if at is None:
        return None
    letters, heads = words.called(answer, names), words.headed(answer, names)
    rows = [NetCash(head, words.steps(one, at)["net"]) for one, head in zip(answer.scenarios, heads, strict=True)]
    rows += [
        NetCash(f"{letters[pair.second]} less {letters[pair.first]}", words.steps(pair, at)["net"])
        for pair in answer.comparisons
    ]
    note = NOTE if any(row.of.unknown for row in rows) else f"{NOTE} Inputs were not varied in this run."
    return Table(f"How sure: net cash over {words.years(at)} and its three intervals", COLUMNS, rows, note)
