"""Which option? Usual care and every scenario side by side, and each pair's difference."""

from app import words
from app.faces.workbook.book import Book
from app.faces.workbook.sheets import cells_of, columns_of
from app.tables.options import paired, side_by_side
from experiments.answer import Answer


def options(book: Book, answer: Answer) -> None:
    """Usual care and every scenario side by side; below, each pair's difference under the same money."""
    compared, names = answer.options, {scenario.name: scenario.title for scenario in answer.scenarios}
    note = (
        "Means, and ± the half-width of their 95% interval (simulation error). Money is against each option’s own "
        "usual care; plus is good for the budget."
    )
    if compared.rows:
        note += f" {words.DOMINATED}"
    if compared.equal_spend is not None:
        note += " The options spend the same, within 5%." if compared.equal_spend else " They do NOT spend the same."
    table = side_by_side(answer, names)
    columns = table.on("workbook")
    page = book.sheet("Options", "Options side by side", note, columns_of(columns))
    for row in table.rows:
        page.line(cells_of(columns[:-1] if row.usual and compared.rows else columns, row))
    if apart := paired(answer, names):
        page.block("Paired differences: the second less the first, the same people with the same luck")
        for pair in apart.rows:
            name, *money = cells_of(apart.on("workbook"), pair)
            page.cell(page.row, 0, name, "text")
            for i, value in enumerate(money, len(page.columns) - 1 - len(money)):
                page.cell(page.row, i, value, page.columns[i].look)
            page.row += 1
