"""Who pays what, when? Spending by April-to-March year, payer and purpose, then over the first years together."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from app.faces.workbook.book import Book, Column, Sheet
from app.faces.workbook.sheets import cells_of, columns_of
from app.tables import money
from experiments.answer import Answer, ScenarioAnswer


def cash(book: Book, answer: Answer) -> None:
    """Spending by year, payer and purpose, with a total that follows the filter; then year upon year, each view."""
    page = book.sheet(
        "Cash by year and payer",
        "Spending by April-to-March year and payer: at full price, with what of it is cash",
        "Spending in the report’s prices, means of replications. Plus is good for the budget. Care is at full price: a "
        "fall in it is capacity, not cash; cash is the last column only. The total is of the rows shown: filter by "
        "option to read its own.",
        [Column("Option", width=34), *columns_of(money.SPENT)],
    )
    top = page.row
    page.row += 1
    totals = [0.0] * 4
    for scenario in answer.scenarios:
        for row in money.spent(scenario):
            r = page.row
            page.line([scenario.title, *cells_of(money.SPENT, row)])
            page.page.write_formula(r, 6, f"=E{r + 1}-F{r + 1}", book.look("pennies"), row.gain)
            parts = (row.usual, row.programme, row.gain, row.cash)
            totals = [total + part for total, part in zip(totals, parts, strict=True)]
    page.text(top, 0, "Total of the rows shown", "strong")
    for i in (1, 2, 3, 7):
        page.text(top, i, "", "strong")
    for i, value in zip((4, 5, 6, 8), totals, strict=True):
        column = xl_col_to_name(i)
        formula = f"=SUBTOTAL(109,{column}{top + 2}:{column}{max(page.row, top + 2)})"
        page.page.write_formula(top, i, formula, book.look("strong", "pennies"), value)
    # The total stands between the headings and the rows that are filtered, so the filter belongs to it.
    if page.row > top + 1:
        page.page.autofilter(top, 0, page.row - 1, len(page.columns) - 1)
    views(page, answer.scenarios)


def views(page: Sheet, scenarios: Sequence[ScenarioAnswer]) -> None:
    """Over the first year, the first two, ...: as it is, discounted, and in the money of the day."""
    page.block(
        "The first financial years together, of all payers; then each payer over all years: at full price, with what "
        "of it is cash"
    )
    for scenario in scenarios:
        for row in money.views(scenario):
            of = row.of
            sums = [
                of.without.mean,
                of.with_programme.mean,
                0.0 - of.impact.mean,
                of.impact.half_width,
                0.0 - of.cash.mean,
            ]
            page.line([scenario.title, row.years, row.payer, row.view, *sums])
