"""What did a fit find? Each input before and after, each figure beside its prediction, and what moves together."""

from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.table import Column, Table
from experiments.fit_rows import Across, Band, FitFound, FittedFigure, FittedInput, Tie

INPUTS: tuple[Column[FittedInput], ...] = (
    Column("Input", words.assumption_title, width=44, heads={"terminal": "input"}),
    Column("Setting", lambda row: row.path, width=40, on=["workbook"]),
    Column("Stated range", words.stated_range, width=18, heads={"terminal": "stated"}),
    Column("Low", lambda row: row.low, "any", 10, on=["workbook"], heads={"workbook": "5% below"}),
    Column("Middle", lambda row: row.middle, "any", 10, on=["workbook"], heads={"workbook": "Half below"}),
    Column("High", lambda row: row.high, "any", 10, on=["workbook"], heads={"workbook": "95% below"}),
    Column(
        "After the fit: middle",
        lambda row: words.fitted_value(row, row.middle),
        on=["page", "terminal"],
        heads={"terminal": "middle"},
    ),
    Column("90% interval", words.left_range, on=["page", "terminal"], heads={"terminal": "90% after"}),
    Column(
        "Value used",
        lambda row: row.value,
        "any",
        10,
        worded=lambda row: words.fitted_value(row, row.value),
        on=["page", "workbook"],
    ),
    Column(
        "Mixtures below it",
        lambda row: row.below_value,
        "share",
        10,
        worded=words.place_of_value,
        on=["page", "workbook"],
    ),
    Column(
        "Spread, of what it was",
        lambda row: row.spread,
        "number",
        10,
        say=lambda spread: f"{spread:.2f}",
        on=["page", "workbook"],
    ),
    Column("The figures say of it", words.how_much_said, width=12, heads={"terminal": "they say"}),
)
FIGURES: tuple[Column[FittedFigure], ...] = (
    Column("Published figure", lambda row: row.title, width=44, heads={"terminal": "figure"}),
    Column("Published", lambda row: row.published, "any", 11, worded=lambda row: words.figure_amount(row.published)),
    Column("Middle", lambda row: row.middle, "any", 11, worded=lambda row: words.figure_amount(row.middle)),
    Column("5% below", lambda row: row.low, "any", 11, on=["workbook"]),
    Column("95% below", lambda row: row.high, "any", 11, on=["workbook"]),
    Column("90% of services", words.predicted_range, on=["page", "terminal"]),
    Column("In it?", lambda row: "yes" if row.is_met else "NO", width=8),
)
TIES: tuple[Column[Tie], ...] = (
    Column("Input", lambda row: words.assumption_title(row.first), width=44),
    Column("moves with", lambda row: words.assumption_title(row.second), width=44),
    Column("Rank correlation", lambda row: row.correlation, "number", 12, worded=words.correlation),
)


def inputs(found: FitFound) -> Table[FittedInput]:
    """Each input before and after."""
    return Table("Each input before the fit and after it", INPUTS, found.inputs, words.HOW_NARROW, words=2)


def figures(found: FitFound) -> Table[FittedFigure]:
    """Each published figure, and what the fit predicts for one service."""
    caption = "Each published figure, and where 90% of the services that the fit predicts would have it"
    return Table(caption, FIGURES, found.figures)


def ties(found: FitFound) -> Table[Tie] | None:
    """What moves together; nothing where nothing does."""
    return (
        Table("Inputs that move together, the strongest tie first", TIES, found.ties, words=2) if found.ties else None
    )


@dataclass(frozen=True)
class Part:
    """A part of the mixtures, and of which input."""

    number: int
    band: Band


def across(of: Across) -> Table[Part]:
    """From the lowest to the highest of an input, what goes with it, and what comes of it."""
    title, many = words.assumption_title(of.of), len(of.bands)
    columns: list[Column[Part]] = [
        Column("Mixtures", lambda row: words.part_of(row.number, many)),
        Column(title, lambda row: words.fitted_value(of.of, row.band.value)),
        *(Column(words.assumption_title(other), partial(_beside, of, i)) for i, other in enumerate(of.others)),
    ]
    if of.net_goes is not None:
        columns.append(Column("Net cash", lambda row: row.band.net, "pounds"))
    rows = [Part(number, band) for number, band in enumerate(of.bands)]
    return Table(f"Across “{title}”: medians of each part of the mixtures", columns, rows)


def _beside(of: Across, i: int, row: Part) -> str:
    return words.fitted_value(of.others[i], row.band.others[i])
