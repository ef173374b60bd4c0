"""How does a table become a sheet? Its columns as they are said elsewhere, its values as numbers, an option a block."""

from collections.abc import Callable, Sequence
from typing import Any

from app.faces.workbook.book import Book, Cell, Column, Sheet
from app.tables import table as tables
from experiments.answer import Answer, ScenarioAnswer
from experiments.intervals import Estimate

OPTION = 28  # characters of a title
RANGES = (
    "one real service, low",
    "one real service, high",
    "what nobody knows, low",
    "what nobody knows, high",
)


def columns_of(columns: Sequence[tables.Column[tables.Row]]) -> list[Column]:
    """A column each, and more for the simulation error and the ranges of what is estimated. No two heads are alike."""
    found = []
    for column in columns:
        found.append(Column(column.title("workbook"), column.kind, column.width))
        if isinstance(column, tables.Estimated):
            look, whose = column.kind.rstrip("+"), column.title("workbook")
            found.append(Column(f"{whose}: simulation error", f"{look}±", 13))
            found += [Column(f"{whose}: {end}", look, 13) for end in RANGES if column.ranges]
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
    of: Callable[[ScenarioAnswer], tables.Table[Any] | None],
    name: str,
    title: str,
    note: str,
) -> Sheet | None:
    """One table of every option, one under another, the option named in the first column; none where no option has
    it. A column that only some have is empty for the others."""
    found = [(scenario, table) for scenario in answer.scenarios if (table := of(scenario)) and table.rows]
    if not found:
        return None
    heads: dict[str, tables.Column[Any]] = {}
    for _, table in found:
        for column in table.on("workbook"):
            heads.setdefault(column.title("workbook"), column)
    page = book.sheet(name, title, note, [Column("Option", width=OPTION), *columns_of([*heads.values()])])
    for scenario, table in found:
        own = {column.title("workbook"): column for column in table.on("workbook")}
        for i, row in enumerate(table.rows):
            cells = [cell for head, column in heads.items() for cell in _cells(own.get(head), column, row)]
            page.line([scenario.title, *cells], *(["strong"] if i in table.strong else []))
    return page


def _cells(own: tables.Column[Any] | None, like: tables.Column[Any], row: Any) -> list[Cell]:
    """Those of a column; as many empty ones where this table does not have it."""
    return cells_of([own], row) if own else [""] * len(columns_of([like]))
