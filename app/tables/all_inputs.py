"""What do all unknown inputs together make of net cash, and which of them make its spread? Of each option, and of each
less another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.options import lettered
from app.tables.ranges import MOST_PAIRS
from app.tables.table import NOTHING, Column, Table
from experiments.all_inputs import AllInputs, OverSets, PartOfSpread
from experiments.answer import AnswerInShort, ScenarioAnswer

SPREAD = "What the spread of net cash is made of"
SHARES = (
    "Share of the variance between sets of inputs that goes with an input alone, with its 95% error; simulation noise "
    "is taken out. Not shown: what is no larger than its error. What is left to 100% is of other inputs, and of what "
    "they do together."
)


@dataclass(frozen=True)
class InSets:
    """An option, or one less another, which has letters alone."""

    letter: str
    name: str
    its: AllInputs

    @property
    def head(self) -> str:
        """'A: Two posts', 'B less A'."""
        return ": ".join(filter(None, [self.letter, self.name]))

    @property
    def above(self) -> str:
        """'320 (±29) of 1,000'."""
        return f"{words.how_many(self.its.net, self.its.sets)} of {self.its.sets:,}"


def in_sets(answer: AnswerInShort, names: Mapping[str, str]) -> list[InSets]:
    """Every option, then each pair where there are few; those of which it is known."""
    options = lettered(answer, names)
    rows = [InSets(one.letter, one.name, its) for one in options if (its := one.scenario.all_inputs)]
    called = {one.scenario.name: one.letter for one in options}
    if len(answer.comparisons) <= MOST_PAIRS:
        rows += [
            InSets(f"{called[pair.second]} less {called[pair.first]}", "", pair.all_inputs)
            for pair in answer.comparisons
            if pair.all_inputs
        ]
    return rows


def title_of(rows: Sequence[InSets]) -> str:
    """'Net cash over 3 years in 1,000 sets of inputs'."""
    its = rows[0].its
    return f"Net cash over {words.years(its.years)} in {its.sets:,} sets of inputs"


def over_sets(rows: Sequence[InSets]) -> Table[InSets]:
    """In how many of them it is above £0, and where they lie."""
    columns: list[Column[InSets]] = [
        Column("", lambda row: row.head),
        Column(f"Above £0, of {rows[0].its.sets:,}", lambda row: words.how_many(row.its.net, row.its.sets)),
        Column("Half lie", lambda row: words.between_pounds(row.its.net.half)),
        Column("95% lie", lambda row: words.between_pounds((row.its.net.low, row.its.net.high))),
        Column("Luck, taken out", lambda row: words.percent(row.its.net.noise)),
    ]
    note = "Luck, taken out: of the spread of single runs. Its error: of 95 in 100 such studies."
    return Table(title_of(rows), columns, rows, note)


def in_words(rows: Sequence[InSets]) -> str:
    """All of it, for those who do not see the picture."""
    each = [
        f"{row.head or 'net cash'} above £0 in {row.above}, half {words.between_pounds(row.its.net.half)}"
        for row in rows
    ]
    return f"{title_of(rows)}: {'; '.join(each)}."


# ---------------------------------------------------------------- what the spread is made of


@dataclass(frozen=True)
class Made:
    """An input, or those fitted together, and its part of each spread: of options, or of net cash and capacity."""

    part: PartOfSpread
    of: tuple[PartOfSpread | None, ...]

    @property
    def most(self) -> float:
        """The largest share."""
        return max((part.share for part in self.of if part), default=0.0)


def _made(spreads: Sequence[OverSets]) -> list[Made]:
    """Every part of any of them, the largest first."""
    found: dict[str, list[PartOfSpread | None]] = {}
    for i, over in enumerate(spreads):
        for part in over.parts:
            found.setdefault(_key(part), [None] * len(spreads))[i] = part
    rows = [Made(next(part for part in parts if part), tuple(parts)) for parts in found.values()]
    return sorted(rows, key=lambda row: (-row.most, _key(row.part)))


def _key(part: PartOfSpread) -> str:
    return part.input.path if part.input else ""


def _share(i: int, row: Made) -> str:
    part = row.of[i]
    return f"{words.percent(part.share)} ±{words.percent(part.error)}" if part else NOTHING


def made_of_options(rows: Sequence[InSets], most: int) -> Table[Made] | None:
    """What the spread of net cash is made of, a column an option; so many inputs."""
    made = _made([row.its.net for row in rows])[:most]
    if not made:
        return None
    first: Column[Made] = Column("", lambda row: words.part_title(row.part))
    columns = [first, *(Column(row.head or "Net cash", partial(_share, i)) for i, row in enumerate(rows))]
    return Table(SPREAD, columns, made, SHARES)


def every_part(scenario: ScenarioAnswer) -> Table[Made] | None:
    """Of one option: of net cash, and of capacity released."""
    its = scenario.all_inputs
    if its is None:
        return None

    def number(i: int, of: str, row: Made) -> float | str:
        part = row.of[i]
        return getattr(part, of) if part else ""

    columns: list[Column[Made]] = [
        Column("Input", lambda row: words.part_title(row.part), width=50),
        Column("Setting", lambda row: row.part.input.path if row.part.input else "", width=44),
        *(
            Column(f"{name}: {said}", partial(number, i, of), "share", 14)
            for i, name in enumerate(("Net cash", "Capacity released"))
            for of, said in (("share", "share of the spread"), ("error", "95% error"))
        ),
    ]
    return Table(SPREAD, columns, _made([its.net, its.capacity]), SHARES)
