"""How do two scenarios differ, in what they state and in what comes of it? Paired differences beside their errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from app import words
from app.tables.known import as_number
from app.tables.people import title_of
from app.tables.table import Column, Estimated, Table, Value, difference, more_shortly, ranges
from experiments.answer import Answer, Comparison, LevelDifference, ScenarioAnswer
from experiments.counted import Where
from experiments.differences import Difference
from experiments.intervals import Estimate
from experiments.money_rows import StepRow
from experiments.outcomes import OutcomeDifference

IN_MONEY = ("capacity", "cash", "service", "net")  # steps of the bridge that a terminal shows
CLEAR, WITHIN, SAME, UNKNOWN = "yes", "no", "exactly the same", "not known"


def stated(rows: Sequence[Difference], first: str, second: str) -> Table[Difference]:
    """What two scenarios state otherwise."""
    columns: list[Column[Difference]] = [
        Column("What is stated", lambda row: row.path, worded=_in_words),
        Column(first, lambda row: as_stated(row.first)),
        Column(second, lambda row: as_stated(row.second)),
    ]
    return Table(f"What differs between {' and '.join(sorted([f'“{first}”', f'“{second}”']))}", columns, rows, words=3)


def _in_words(row: Difference) -> str:
    """'activities: yoga'."""
    return row.path.replace(".", ": ").replace("_", " ")


def as_stated(value: str | None) -> str:
    """A value of one of them."""
    return "not stated" if value is None else value


def _clear(estimate: Estimate) -> str:
    if estimate.half_width is None:
        return UNKNOWN
    return SAME if words.nothing(estimate) else CLEAR if estimate.settled else WITHIN


def money(pair: Comparison) -> Table[StepRow] | None:
    """Every step of the bridge over the longest horizon."""
    if not pair.bridge:
        return None
    horizon = words.horizons(pair)[-1]
    rows = [row for row in pair.bridge[horizon] if row.kind == "subtotal" or not words.unseen(row)]
    money_ranges: list[Column[StepRow]] = ranges(lambda row: row, words.pounds)
    columns: list[Column[StepRow]] = [
        Column("Second less first", lambda row: row.title),
        Column("Difference", lambda row: words.pounds(row.mean, row.half_width, plus=True)),
        Column("Simulation error", lambda row: words.error_cell(row, words.pounds)),
        *money_ranges,
        Column("Clear of simulation error?", _clear),
    ]
    note = (
        "Plus is good for the budget. Each step is rounded to what is known of it, so steps may not add up as printed."
    )
    strong = frozenset(i for i, row in enumerate(rows) if row.kind == "subtotal")
    return Table(f"Money over {words.years(horizon)}", columns, rows, note, strong=strong)


def money_over_time(pair: Comparison) -> Table[Sequence[StepRow]] | None:
    """A few steps at every horizon."""
    at = words.horizons(pair)
    each = [words.steps(pair, year) for year in at]
    rows = [[of[name] for of in each] for name in IN_MONEY if at]
    rows = [row for row in rows if not all(map(words.unseen, row))]
    columns: list[Column[Sequence[StepRow]]] = [Column("", lambda row: row[0].title)]
    columns += [Column(words.years(year), partial(_at, i)) for i, year in enumerate(at)]
    return Table("", columns, rows) if rows else None


def _at(i: int, row: Sequence[StepRow]) -> str:
    return difference(row[i], words.pounds, words.shortly)


def _itself(row: OutcomeDifference) -> Estimate:
    return row


OUTCOMES: tuple[Column[OutcomeDifference], ...] = (
    Column("Second less first", lambda row: f"{row.title} ({row.unit})", briefly=title_of, heads={"terminal": ""}),
    Column(
        "Difference",
        lambda row: words.number(row.mean, row.half_width, plus=True),
        briefly=difference,
        heads={"terminal": "difference"},
    ),
    Column("Simulation error", words.error_cell, on=["page"]),
    *ranges(_itself, on=["page", "terminal"]),
    Column("Clear of simulation error?", _clear, on=["page"]),
)


def outcomes(pair: Comparison) -> Table[OutcomeDifference]:
    """Every outcome that differs."""
    rows = [row for row in pair.outcomes if not words.unseen(row)]
    note = "Outcomes that are the same in every replication are left out."
    return Table("People and time", OUTCOMES, rows, note)


def main_outcomes(pair: Comparison, scenarios: Sequence[ScenarioAnswer]) -> Table[OutcomeDifference] | None:
    """Those of a terminal, in its order."""
    missing = set()
    if any(words.is_clinic(one) for one in scenarios if one.name in (pair.first, pair.second)):
        missing |= {"support", "helpers"}
    if not any(row.name == "started_helping" for row in pair.outcomes):
        missing.add("helpers")
    if words.others_served(pair):
        missing.add("same people")
    rows = [row for row in outcomes(pair).rows if row.where.apart and row.where.only not in missing]
    return Table("", OUTCOMES, sorted(rows, key=lambda row: row.where.apart)) if rows else None


def by_group(pair: Comparison) -> Table[LevelDifference] | None:
    """How each group fares with the second scenario, beside the first: only where something differs for one of them."""
    found = {row.name: row.where for of in pair.by_trait for row in of.outcomes if not words.unseen(row)}
    shown = sorted(((where, name) for name, where in found.items() if where.by_group), key=_place)
    if not shown:
        return None
    columns: list[Column[LevelDifference]] = [Column("Second less first", words.group, heads={"terminal": "by group"})]
    columns += [Column(where.head, partial(_of_group, name)) for where, name in shown]
    return Table("By group", columns, pair.by_trait, words.NOT_TO_CHOOSE)


def _place(one: tuple[Where, str]) -> int:
    return one[0].by_group


def _of_group(name: str, row: LevelDifference) -> str:
    return more_shortly(next(one for one in row.outcomes if one.name == name))


# ---------------------------------------------------------------- all of it, for a spreadsheet


@dataclass(frozen=True)
class Apart:
    """By how much two options differ in something."""

    pair: str
    whose: str
    title: str
    unit: str
    of: Estimate


EVERY: tuple[Column[Apart], ...] = (
    Column("One option less another", lambda row: row.pair, width=44),
    Column("Of whom", lambda row: row.whose, width=34),
    Column("What", lambda row: row.title, width=46),
    Column("Unit", lambda row: row.unit, width=14),
    Estimated("Difference", lambda row: row.of, "number", 14, ranges=True),
    Column("Clear of simulation error?", lambda row: _clear(row.of), width=16),
)


def every_difference(answer: Answer, names: Mapping[str, str]) -> Table[Apart] | None:
    """Money at every horizon, then people, then each group, of every pair of options."""
    rows: list[Apart] = []
    for pair in answer.comparisons:
        both = f"{names[pair.second]} less {names[pair.first]}"
        rows += [
            Apart(both, "everybody", f"{row.title}, over {words.years(at)}", "£", row)
            for at in words.horizons(pair)
            for row in pair.bridge[at]
        ]
        rows += [Apart(both, "everybody", row.title, row.unit, row) for row in pair.outcomes]
        rows += [Apart(both, words.group(of), row.title, row.unit, row) for of in pair.by_trait for row in of.outcomes]
    return Table("", EVERY, rows) if rows else None


Settings = tuple[str, Mapping[str, str | None]]


def stated_by_each(answer: Answer, names: Mapping[str, str]) -> Table[Settings] | None:
    """What the options state otherwise, a column an option."""
    found: dict[str, dict[str, str | None]] = {}
    for rows, (first, second) in zip(answer.differences, combinations(answer.scenarios, 2), strict=True):
        for row in rows:
            found.setdefault(row.path, {}).update({first.name: row.first, second.name: row.second})
    columns: list[Column[Settings]] = [Column("Setting", lambda row: row[0], width=44)]
    columns += [Column(names[one.name], partial(_stated_by, one.name), "any", 40) for one in answer.scenarios]
    return Table("", columns, [*found.items()]) if found else None


def _stated_by(name: str, row: Settings) -> Value:
    value = row[1].get(name)
    return as_number(value) if value is not None else as_stated(value)
