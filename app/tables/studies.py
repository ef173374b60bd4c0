"""What did a study find? A table for each analysis: its indices with their intervals, and why to distrust a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.tables.table import NOTHING, Column, Shown, Table, shown_if
from app.words import studies as said
from experiments.sensitivity.indices import Index
from experiments.sensitivity.morris import Effects
from experiments.sensitivity.one_at_a_time import Cell, Swing
from experiments.study.answer import Input, OutputAnswer, PointRow, Setting, StudyAnswer

DISTRUST = "Distrust"
HOW_CORRECTED = "Luck has been taken out of every index; “with luck” is what it would be without that."


@dataclass(frozen=True)
class IndexRow:
    """An input, and its indices."""

    of: Input
    first: Index
    other: Index | None  # total, or Shapley
    pawn: float | None = None
    delta: float | None = None


def summaries(answer: StudyAnswer) -> Table[OutputAnswer] | None:
    """Each output in each scenario: its three intervals."""
    rows = [one for one in answer.outputs if one.summary]
    columns: tuple[Column[OutputAnswer], ...] = (
        Column("Output", said.output_title, width=44),
        Column("Mean", lambda row: row.summary.mean if row.summary else None, "any", worded=_mean),
        Column("Simulation error", _error),
        Column("Luck of one real service", _luck, heads={"terminal": "Luck"}),
        Column("What nobody knows", _unknown, heads={"terminal": "Unknown"}),
        Column(
            "Above 0",
            lambda row: row.summary.unknown.above_0 if row.summary and row.summary.unknown else None,
            "share",
        ),
    )
    return Table("Over all sets of inputs", columns, rows) if rows else None


def _mean(row: OutputAnswer) -> str:
    assert row.summary is not None  # noqa: S101 - rows have one
    low, high = row.summary.error
    return said.amount(row.summary.mean, row.unit, (high - low) / 2 or None)


def _error(row: OutputAnswer) -> str | None:
    return said.between_amounts(row.summary.error, row.unit) if row.summary else None


def _luck(row: OutputAnswer) -> str | None:
    return said.luck_cell(row.summary.one_year, row.unit) if row.summary and row.summary.one_year else None


def _unknown(row: OutputAnswer) -> str | None:
    known = row.summary.unknown if row.summary else None
    return said.between_amounts((known.low, known.high), row.unit) if known else None


# ---------------------------------------------------------------- indices


def indices(answer: StudyAnswer, one: OutputAnswer) -> Table[IndexRow] | None:
    """Sobol' indices, or those of a sample: the largest first."""
    rows = index_rows(answer, one)
    if not rows:
        return None
    total = bool(one.sobol)
    columns: list[Column[IndexRow]] = [
        Column("Input", lambda row: said.input_title(row.of), width=44),
        Column("Setting", lambda row: row.of.name, width=40, on=["workbook"]),
        Column("First order", lambda row: row.first.value, "any", worded=lambda row: said.index_cell(row.first)),
    ]
    if rows[0].other:
        columns.append(
            Column(
                "Total" if total else "Shapley",
                lambda row: row.other.value if row.other else None,
                "any",
                worded=lambda row: said.index_cell(row.other) if row.other else NOTHING,
            )
        )
    if total:
        columns.append(
            Column(
                "Total with luck",
                lambda row: row.other.naive if row.other else None,
                "any",
                say=said.share_cell,
                on=["page", "workbook"],
            )
        )
    if rows[0].pawn is not None:
        columns += [
            Column("PAWN", lambda row: row.pawn, "any", say=said.share_cell, on=["page", "workbook"]),
            Column("Delta", lambda row: row.delta, "any", say=said.share_cell, on=["page", "workbook"]),
        ]
    columns.append(Column(DISTRUST, lambda row: said.doubts_cell(row.first, row.other), width=40))
    caption = f"What each input is of the spread of {one.title}, 95% intervals in brackets"
    return Table(caption, columns, rows, HOW_CORRECTED)


def index_rows(answer: StudyAnswer, one: OutputAnswer) -> list[IndexRow]:
    """Every input with its indices, the largest first."""
    if one.sobol:
        rows = [IndexRow(*row) for row in zip(answer.inputs, one.sobol.first, one.sobol.total, strict=True)]
    elif one.given:
        effects: Sequence[Index | None] = one.shapley.effects if one.shapley else [None] * len(answer.drawn)
        pawn, delta = ([None] * len(answer.drawn),) * 2 if one.others is None else (one.others.pawn, one.others.delta)
        rows = [IndexRow(*row) for row in zip(answer.drawn, one.given.first, effects, pawn, delta, strict=True)]
    else:
        return []
    return sorted(rows, key=lambda row: -(row.other or row.first).value)


# ---------------------------------------------------------------- a screen, tornado rows, grids


@dataclass(frozen=True)
class EffectRow:
    """An input of a screen."""

    of: Input
    effects: Effects

    @property
    def is_clear(self) -> bool:
        """Whether it moves the output more than luck would one that does nothing."""
        return self.effects.mu_star.low > self.effects.floor


def effect_rows(answer: StudyAnswer, one: OutputAnswer) -> list[EffectRow]:
    """Every input of a screen, the largest first."""
    found = one.morris.effects if one.morris else ()
    rows = [EffectRow(*row) for row in zip(answer.inputs, found, strict=bool(found))]
    return sorted(rows, key=lambda row: -row.effects.mu_star.value)


def screen(answer: StudyAnswer, one: OutputAnswer) -> Table[EffectRow] | None:
    """A Morris screen."""
    rows, unit = effect_rows(answer, one), one.unit
    columns: tuple[Column[EffectRow], ...] = (
        Column("Input", lambda row: said.input_title(row.of), width=44),
        Column("Setting", lambda row: row.of.name, width=40, on=["workbook"]),
        Column(
            "Size (mu star)",
            lambda row: row.effects.mu_star.value,
            "any",
            worded=lambda row: said.effect_cell(row.effects.mu_star, unit),
        ),
        Column("Mean (mu)", lambda row: row.effects.mu.value, "any", say=partial(_say, unit), on=["page", "workbook"]),
        Column(
            "Depends on others (sigma)",
            lambda row: row.effects.sigma.value,
            "any",
            say=partial(_say, unit),
            heads={"terminal": "Sigma"},
        ),
        Column("Luck?", lambda row: "more" if row.is_clear else "no more"),
        Column(
            DISTRUST,
            lambda row: said.doubts_cell(row.effects.mu_star, row.effects.sigma),
            width=40,
            on=["page", "workbook"],
        ),
    )
    caption = f"{one.title}: what each input does from one end of its range to the other"
    return Table(caption, columns, rows, HOW_CORRECTED) if rows else None


def _say(unit: str, value: float) -> str:
    return said.amount(value, unit)


@dataclass(frozen=True)
class SwingRow:
    """An input moved by itself."""

    of: Input
    levels: tuple[Setting, ...]
    swing: Swing


def swing_rows(answer: StudyAnswer, one: OutputAnswer) -> list[SwingRow]:
    """Every input moved by itself, the largest first."""
    found = one.one_way.swings if one.one_way else ()
    rows = [SwingRow(*row) for row in zip(answer.inputs, answer.levels, found, strict=bool(found))]
    return sorted(rows, key=lambda row: -row.swing.reach)


def tornado(answer: StudyAnswer, one: OutputAnswer) -> Table[SwingRow] | None:
    """Inputs one at a time: paired changes from the base."""
    rows, unit = swing_rows(answer, one), one.unit
    columns: tuple[Column[SwingRow], ...] = (
        Column("Input", lambda row: said.input_title(row.of), width=44),
        Column("Setting", lambda row: row.of.name, width=40, on=["workbook"]),
        Column(
            "From, to", lambda row: " to ".join(said.setting_cell(value, row.of.unit) for value in _ends(row.levels))
        ),
        Column("At the first", lambda row: said.estimate_cell(row.swing.changes[0], unit, plus=True)),
        Column("At the last", lambda row: said.estimate_cell(row.swing.changes[-1], unit, plus=True)),
    )
    return (
        Table(f"{one.title}: change from the base, one input at a time, simulation error after ±", columns, rows)
        if rows
        else None
    )


def _ends(levels: tuple[Setting, ...]) -> list[Setting]:
    return [levels[0], levels[-1]]


def grid(answer: StudyAnswer, one: OutputAnswer) -> Table[tuple[Setting, tuple[Cell, ...]]] | None:
    """A grid of two inputs: * marks what is as good as the highest within simulation error."""
    if one.two_way is None:
        return None
    first, second = answer.inputs
    columns: list[Column[tuple[Setting, tuple[Cell, ...]]]] = [
        Column(said.input_title(first), lambda row: said.setting_cell(row[0], first.unit)),
        *(
            Column(said.setting_cell(value, second.unit), partial(_cell, at, one.unit))
            for at, value in enumerate(answer.levels[1])
        ),
    ]
    rows = [*zip(answer.levels[0], one.two_way.cells, strict=True)]
    caption = f"{one.title}, by {said.input_title(first)} (down) and {said.input_title(second)} (across)"
    return Table(caption, columns, rows, "* the highest, or as good within simulation error.")


def _cell(at: int, unit: str, row: tuple[Setting, tuple[Cell, ...]]) -> str:
    cell = row[1][at]
    return said.estimate_cell(cell.value, unit) + "*" * cell.as_good


def points(answer: StudyAnswer, one: OutputAnswer) -> Table[PointRow] | None:
    """The points of a list or a grid, each with its paired difference from the first."""
    if not one.rows:
        return None
    columns: list[Column[PointRow]] = [
        Column("Point", lambda row: str(row.point)),
        *(Column(said.input_title(each), partial(_setting, at, each.unit)) for at, each in enumerate(answer.inputs)),
        Column(one.title, lambda row: said.estimate_cell(row.value, one.unit)),
        Column("Less the first", partial(_difference, one.unit)),
    ]
    return Table(f"{one.title}, point by point", columns, one.rows, words=1 + len(answer.inputs))


def _setting(at: int, unit: str, row: PointRow) -> str:
    return said.setting_cell(row.settings[at], unit)


def _difference(unit: str, row: PointRow) -> str:
    return NOTHING if row.difference is None else said.estimate_cell(row.difference, unit, plus=True)


def main_table(answer: StudyAnswer, one: OutputAnswer) -> Shown | None:
    """The table that an output is read from first, as a terminal has it."""
    return (
        shown_if(indices(answer, one), "terminal")
        or shown_if(screen(answer, one), "terminal")
        or shown_if(tornado(answer, one), "terminal")
        or shown_if(grid(answer, one), "terminal")
        or shown_if(points(answer, one), "terminal")
    )
