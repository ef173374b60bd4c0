"""Who pays what, when? Spending by April-to-March year, payer and purpose, then year upon year."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from app import words
from app.workbook.book import Book, Cell, Column, Sheet
from experiments.answer import Answer, ScenarioAnswer
from experiments.budget import InEachPound, TermsUsed


def cash(book: Book, answer: Answer) -> None:
    """Spending by year, payer and purpose, with a total that follows the filter; then year upon year, each view."""
    page = book.sheet(
        "Cash by year and payer",
        "Spending by April-to-March year and payer: at full price, with what of it is cash",
        "Spending in the report’s prices, means of replications. Care stands at its full price: a fall in it is "
        "capacity, not cash. Cash is the last column only. A change above nought is a cost. The total is of all rows "
        "shown: filter by an option to read its own.",
        [
            Column("Option", width=34),
            Column("Year", width=13),
            Column("Payer", width=30),
            Column("For", width=20),
            Column("Usual care", "pennies", 17),
            Column("Programme", "pennies", 17),
            Column("Change in spending, at full price", "pennies", 17),
            Column("±", "pounds±", 11),
            Column("Change in cash paid", "pennies", 17),
        ],
    )
    top = page.row
    page.row += 1
    totals = [0.0] * 4
    for scenario in answer.scenarios:
        known = {(row.year, row.payer, row.role): row for row in scenario.budget.rows}
        for row in scenario.money_by_year:
            usual, programme = row.usual_care, row.programme
            r, more = page.row, known.get((row.year, row.payer, row.role))
            cells: list[Cell] = [
                scenario.title,
                row.year,
                row.payer,
                words.purpose(row.role),
                usual,
                programme,
                0,
            ]
            page.line([*cells, *([more.impact.half_width, more.cash.mean] if more else ["", ""])])
            page.page.write_formula(r, 6, f"=F{r + 1}-E{r + 1}", book.look("pennies"), programme - usual)
            parts = (usual, programme, programme - usual, more.cash.mean if more else 0.0)
            totals = [total + part for total, part in zip(totals, parts, strict=True)]
    page.text(top, 0, "Total of the rows shown", "strong")
    for i in (1, 2, 3, 7):
        page.text(top, i, "", "strong")
    for i, value in zip((4, 5, 6, 8), totals, strict=True):
        column = xl_col_to_name(i)
        formula = f"=SUBTOTAL(109,{column}{top + 2}:{column}{max(page.row, top + 2)})"
        page.page.write_formula(top, i, formula, book.look("strong", "pennies"), value)
    # The total stands between the headings and what is filtered, so the filter hangs on it.
    if page.row > top + 1:
        page.page.autofilter(top, 0, page.row - 1, len(page.columns) - 1)
    views(page, answer.scenarios)


def views(page: Sheet, scenarios: Sequence[ScenarioAnswer]) -> None:
    """Budget impact over the first year, the first two, ...: as it is, discounted, and in the money of the day."""
    page.block(
        "Budget impact over the first financial years, all payers together, then each payer over all years: at full "
        "price, with what of it is cash"
    )
    for scenario in scenarios:
        budget = scenario.budget
        terms = budget.terms
        for row in budget.totals:
            each_view(page, [scenario.title, words.years(row.years), "all payers"], row, terms)
        for payer in budget.by_payer:
            each_view(page, [scenario.title, "all years", payer.payer], payer, terms)


def each_view(page: Sheet, named: Sequence[str], row: InEachPound, terms: TermsUsed) -> None:
    """Some years together: as they are, discounted, nominal."""
    rate = f"{100 * terms.discount_rate:g}% a year, year 1 {terms.first_year}"
    for view, of in (("real", row), (f"discounted, {rate}", row.discounted), ("nominal", row.nominal)):
        if of:
            sums = [of.without.mean, of.with_programme.mean, of.impact.mean]
            page.line([*named, view, *sums, of.impact.half_width, of.cash.mean])
