"""How sure is net cash? Of each option, and of each less another: three ranges, each by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.options import lettered
from app.tables.table import Column, Estimated, Table
from experiments.answer import AnswerInShort
from experiments.intervals import Estimate

MOST_PAIRS = 3
NAMES = ("Simulation error", "One real service", "What nobody knows")


@dataclass(frozen=True)
class NetCash:
    """Of an option, or of one less another, which has letters alone."""

    letter: str
    name: str
    net: Estimate

    @property
    def head(self) -> str:
        """'A: Two posts', 'B less A'."""
        return ": ".join(filter(None, [self.letter, self.name]))

    @property
    def mean(self) -> str:
        """'−£235,000'."""
        return words.pounds(self.net.mean, self.net.half_width, plus=True)

    @property
    def ranges(self) -> list[tuple[str, tuple[float, float]]]:
        """Each by its name: luck never without what nobody knows; nothing of a single replication but its mean."""
        if self.net.half_width is None:
            return []
        if self.net.unknown is None:
            return [(NAMES[0], self.net.error)]
        return list(zip(NAMES, (self.net.error, self.net.real, self.net.unknown), strict=True))


def net_cash(answer: AnswerInShort, names: Mapping[str, str]) -> list[NetCash]:
    """At the longest horizon that all reach: every option, then each pair where there are few. None where there is no
    such horizon."""
    years, options = answer.options.years, lettered(answer, names)
    if years is None:
        return []
    rows = [NetCash(one.letter, one.name, one.scenario.bridge[years][-1]) for one in options]
    called = {one.scenario.name: one.letter for one in options}
    if len(answer.comparisons) <= MOST_PAIRS:
        rows += [
            NetCash(f"{called[pair.second]} less {called[pair.first]}", "", pair.bridge[years][-1])
            for pair in answer.comparisons
        ]
    return rows


def title_of(answer: AnswerInShort) -> str:
    """'Net cash over 3 years, and how sure it is'."""
    return f"Net cash over {words.years(answer.options.years or 0)}, and how sure it is"


def each_in_words(rows: Sequence[NetCash]) -> str:
    """What luck is, and how inputs were varied; nothing where none was."""
    known = [row.net for row in rows if row.net.unknown]
    if not known:
        return ""
    how = words.listed(list(dict.fromkeys(map(words.inputs_varied, known))))
    return f"One real service: luck, if every input is right. What nobody knows: {how}."


def ranges(answer: AnswerInShort, names: Mapping[str, str]) -> Table[NetCash]:
    """The same in numbers."""
    columns: list[Column[NetCash]] = [
        Column("", lambda row: row.head),
        Estimated("Net cash", lambda row: row.net, "pounds"),
        *(Column(name, partial(_between, name)) for name in NAMES),
    ]
    rows = net_cash(answer, names)
    return Table(title_of(answer), columns, rows, f"Plus is good for the budget. {each_in_words(rows)}".rstrip())


def _between(name: str, row: NetCash) -> str:
    ends = dict(row.ranges).get(name)
    return between(ends) if ends else "not given"


def between(ends: tuple[float, float]) -> str:
    """'−£304,000 to £251,000'."""
    low, high = ends
    width = (high - low) / 4 or None
    return f"{words.pounds(low, width)} to {words.pounds(high, width)}"


def in_words(rows: Sequence[NetCash], title: str) -> str:
    """All of it, for those who do not see the picture."""
    each = [
        ", ".join([f"{row.head} {row.mean}", *(f"{kind.lower()} {between(both)}" for kind, both in row.ranges)])
        for row in rows
    ]
    return f"{title}: {'; '.join(each)}."
