"""What does a finance lead open? One Excel workbook made from an answer: figures as numbers, with a live calculator.

A sheet for each question, every number unrounded under a format of its own. "Budget impact" holds quantities and prices
as inputs and works out every pound by formula: unchanged, it gives the program's own figures to the penny. Invariant:
texts of a scenario are written as strings, never as what a spreadsheet would carry out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.faces.workbook.book import Book
from app.faces.workbook.bridge import bridge
from app.faces.workbook.budget_impact import BudgetImpact
from app.faces.workbook.cash import cash
from app.faces.workbook.contents import FITS, INPUTS, MONEY, PEOPLE, differences, evidence, plain
from app.faces.workbook.notes import list_of_sheets, notes
from app.faces.workbook.people_and_money import people_and_money
from app.faces.workbook.replications import replications
from app.texts import cleaned
from experiments.answer import Answer

__all__ = ["write_workbook"]


def write_workbook(answer: Answer, path: Path, rows: Iterable[Any] | None = None) -> None:
    """Write the workbook of an answer. `rows`: the tidy rows of its replications, for a sheet of their own."""
    clean = titles_apart(cleaned(answer))
    book = Book(clean)
    people_and_money(book, clean)
    in_words = notes(book, clean)
    differences(book, clean)
    for sheet in PEOPLE:
        plain(book, clean, sheet)
    bridge(book, clean)
    cash(book, clean)
    for sheet in (*MONEY, INPUTS, *FITS):
        plain(book, clean, sheet)
    evidence(book, clean)
    for i, scenario in enumerate(clean.scenarios, start=1):
        BudgetImpact(book, scenario, f"Budget impact{f' {i}' if i > 1 else ''}").write()
    if rows is not None:
        replications(book, rows)
    list_of_sheets(book, in_words)
    path.write_bytes(book.as_bytes())


def titles_apart(answer: Answer) -> Answer:
    """A title that several bear, as where one scenario extends another, gets the scenario's name behind it."""
    found = Counter(scenario.title for scenario in answer.scenarios)
    return replace(
        answer,
        scenarios=tuple(
            replace(one, title=f"{one.title} ({one.name})") if found[one.title] > 1 else one for one in answer.scenarios
        ),
    )
