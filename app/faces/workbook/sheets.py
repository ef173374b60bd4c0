"""How does a table become a sheet? Its columns as they are said elsewhere, its values as numbers, an option a block."""

from collections.abc import Callable, Sequence

from app.faces.workbook.book import Book, Cell, Column, Sheet
from app.tables import table as tables
from experiments.answer import Answer, ScenarioAnswer
from experiments.intervals import Estimate

RANGES = ("one real service, low", "one real service, high", "not known, low", "not known, high")


def columns_of(columns: Sequence[tables.Column[tables.Row]]) -> list[Column]:
    """A column each, and more for the simulation error and the ranges of what is estimated."""
    found = []
    for column in columns:
        found.append(Column(column.title("workbook"), column.kind, column.width))
        if isinstance(column, tables.Estimated):
            look = column.kind.rstrip("+")
            found.append(Column(column.error, f"{look}±", column.error_width))
            found += [Column(head, look, 12) for head in RANGES if column.ranges]
    return found


def cells_of(columns: Sequence[tables.Column[tables.Row]], row: tables.Row) -> list[Cell]:
    """The values of a row, unrounded; nothing where there is none."""
    cells: list[Cell] = []
    for column in columns:
        value = column.of(row)
        ranges = isinstance(column, tables.Estimated) and column.ranges
        if isinstance(value, Estimate):
            cells += [value.mean, value.half_width, *(_ranges(value) if ranges else [])]
        else:
            more = len(RANGES) * ranges + isinstance(column, tables.Estimated)
            cells += ["" if value is None else value, *[""] * more]
    return cells


def _ranges(of: Estimate) -> list[Cell]:
    """Luck stands beside what nobody knows, or not at all."""
    return [""] * len(RANGES) if of.unknown is None else [of.low, of.high, *of.unknown]


def sheet_of(book: Book, table: tables.Table[tables.Row], name: str, title: str, note: str) -> Sheet:
    """One table."""
    columns = table.on("workbook")
    page = book.sheet(name, title, note, columns_of(columns))
    for row in table.rows:
        page.line(cells_of(columns, row))
    return page


def sheet_of_options(
    book: Book,
    answer: Answer,
    of: Callable[[ScenarioAnswer], tables.Table[tables.Row] | None],
    name: str,
    title: str,
    note: str,
    *,
    option: float = 34,
    below: Callable[[ScenarioAnswer], Sequence[Sequence[Cell]]] = lambda _: (),
) -> Sheet | None:
    """One table of every option, one under another, the option named in the first column; none where no option has
    it. `below`: what else is written under the rows of each."""
    found = [(scenario, table) for scenario in answer.scenarios if (table := of(scenario))]
    if not found:
        return None
    columns = found[0][1].on("workbook")
    page = book.sheet(name, title, note, [Column("Option", width=option), *columns_of(columns)])
    for scenario, table in found:
        for i, row in enumerate(table.rows):
            page.line([scenario.title, *cells_of(columns, row)], *(["strong"] if i in table.strong else []))
        for cells in below(scenario):
            page.line([scenario.title, *cells])
    return page
