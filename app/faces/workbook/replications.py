"""Every run, one value a row."""

from collections.abc import Iterable
from typing import Any

from app.faces.workbook.book import Book, Cell, Column
from app.texts import cleaned

MOST_ROWS = 200_000  # of replications: the rest is in the CSV
PRINTED_ROWS = 50  # of them


def replications(book: Book, rows: Iterable[Any]) -> None:
    """Every run, one value a row; groups are left to the CSV."""
    page = book.sheet(
        "Replications",
        "Every replication",
        f"One value a row, at most {MOST_ROWS:,} rows; values by group, and all rows, are in the CSV (--csv). The mean "
        "over replications is the sum of the numerators ÷ the sum of the denominators. Printed: the first rows only.",
        [
            Column("Scenario", width=34),
            Column("Replication", "any", 11),
            Column("World", width=26),
            Column("Measure", width=32),
            Column("Unit", width=20),
            Column("Horizon, years", "any", 10),
            Column("Financial year", width=12),
            Column("Payer", width=26),
            Column("Cost line", width=22),
            Column("Numerator", "any", 16),
            Column("Denominator", "any", 16),
            Column("Value", "any", 16),
        ],
    )
    first = page.row
    for row in cleaned_rows(rows):
        if page.row - first >= MOST_ROWS:
            break
        page.line(row)
    page.filtered(first)
    page.page.print_area(0, 0, min(page.row, first + PRINTED_ROWS) - 1, len(page.columns) - 1)


def cleaned_rows(rows: Iterable[Any]) -> Iterable[list[Cell]]:
    """Tidy rows of everybody, as cells."""
    for row in rows:
        if row.trait is None:
            years = "" if row.horizon_years is None else row.horizon_years
            texts = [cleaned(text or "") for text in (row.world, row.measure, row.unit)]
            year, payer, line = (cleaned(text or "") for text in (row.financial_year, row.payer, row.line))
            value = "" if row.value is None else row.value
            yield [
                cleaned(row.scenario),
                row.replication,
                *texts,
                years,
                year,
                payer,
                line,
                row.numerator,
                row.denominator,
                value,
            ]
