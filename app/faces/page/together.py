"""How does what is said of one option stand beside what is said of another?

Nothing is shown of one that is not shown of all: where only some have a table, the others say that they have none.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from app.faces.page.shapes import Block, Each, Fold, Points
from app.tables.table import Row, Shown, Table, shown
from app.words import Sentence
from experiments.answer import ScenarioAnswer, ScenarioInShort

Names = Mapping[str, str]
Options = Sequence[ScenarioAnswer]
One = TypeVar("One", bound=ScenarioInShort)
SENTENCE_ENDS = re.compile(r"(?<=[.]) (?=[A-Z])")


def together(options: Options, names: Names, of: Callable[[ScenarioAnswer], Table[Row] | Shown | None]) -> Shown | None:
    """The same table of every option, one under another; the first column says whose row it is."""
    tables = [(names[scenario.name], of(scenario)) for scenario in options]
    found = [(name, shown(table) if isinstance(table, Table) else table) for name, table in tables]
    heads = [table.head for _, table in found if table]
    if not heads:
        return None
    head = max(heads, key=len)
    rows, strong, notes, captions = [], set(), [], []
    for name, table in found:
        if table is None:
            rows.append([name, "none", *[""] * (len(head) - 1)])
            continue
        places = [table.head.index(title) if title in table.head else None for title in head]
        strong |= {len(rows) + i for i in table.strong}
        rows += [[name, *("–" if place is None else row[place] for place in places)] for row in table.rows]
        notes.append(table.note)
        captions.append(table.caption)
    kinds = max(table.words for _, table in found if table)
    return Shown(captions[0], ["Option", *head], rows, kinds + 1, frozenset(strong), max(notes, key=len))


def each(options: Sequence[One], names: Names, say: Callable[[One], Sequence[str]]) -> list[Sentence]:
    """What is said of every option, under its name; a sentence that is the same of all is said once."""
    said = {
        names[one.name]: [text for part in say(one) for text in SENTENCE_ENDS.split(part) if text] for one in options
    }
    same = [text for text in next(iter(said.values())) if all(text in of for of in said.values())]
    every = ("", "Both", "Every option")[min(len(options), 3) - 1]
    found = [Sentence(name, " ".join(text for text in of if text not in same)) for name, of in said.items()]
    return [one for one in (*found, Sentence(every, " ".join(same))) if one.text]


def of_each(
    options: Options, names: Names, of: Callable[[ScenarioAnswer], Sequence[Block | Table[Any] | None]]
) -> list[Block]:
    """The same blocks of every option, where any has one. Of one option, without its name."""
    found = [(names[one.name], [shown(it) if isinstance(it, Table) else it for it in of(one) if it]) for one in options]
    if not any(inside for _, inside in found):
        return []
    return [*found[0][1]] if len(found) == 1 else [Each([(name, inside or ["None."]) for name, inside in found])]


def under_names(said: Sequence[Sentence]) -> list[Block]:
    """Sentences in a list under each name."""
    found = {name: Points([one.text for one in those]) for name, those in groupby(said, lambda one: one.name)}
    return [Each([(name, [points]) for name, points in found.items()])] if found else []


def fold(title: str, *of: Block | None) -> list[Block]:
    """What is folded away, if there is any of it."""
    found = [one for one in of if one]
    return [Fold(title, found)] if found else []
