"""A form of the pilot, filled in as a person would: by what a row is called, not where it stands."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from app.faces.form import form_of
from experiments.local.filled import FilledForm, read_form
from experiments.local.forms import COUNTS, NEW, READ_ME, SETTING, SHEETS
from experiments.local.grids import letters
from sim.loading import load
from tests.returns import saved

PILOT = "rotherham_mental_health_pilot"
Filled = Mapping[str, Mapping[int, object]]  # setting -> column -> what is typed


@cache
def as_made() -> bytes:
    """The form as the program writes it."""
    return form_of(load(PILOT), PILOT)


def blank() -> Workbook:
    """The same, to be filled in."""
    return load_workbook(BytesIO(as_made()))


def row_of(book: Workbook, path: str) -> tuple[str, int]:
    """The sheet and the row of a setting."""
    found = [(sheet, row[0].row) for sheet in SHEETS for row in book[sheet].iter_rows() if row[SETTING].value == path]
    assert len(found) == 1, path
    return found[0]


def cell_of(book: Workbook, path: str, column: int = NEW) -> str:
    """The address of a cell, as faults have it."""
    sheet, row = row_of(book, path)
    return f"{sheet}!{letters(column)}{row}"


def fill(book: Workbook, rows: Filled) -> None:
    """Type into the rows of settings."""
    for path, cells in rows.items():
        sheet, row = row_of(book, path)
        for column, value in cells.items():
            book[sheet].cell(row, column + 1).value = value


def say(book: Workbook, label: str, value: object) -> str:
    """Type beside a label of Read me; its address."""
    for row in book[READ_ME].iter_rows(max_col=2):
        if row[0].value == label:
            row[1].value = value
            return f"{READ_ME}!B{row[0].row}"
    raise AssertionError(label)


def count(book: Workbook, *rows: tuple[object, ...]) -> None:
    """Type months of counts."""
    for n, cells in enumerate(rows, 6):
        for i, value in enumerate(cells, 1):
            book[COUNTS].cell(n, i).value = value


def read(book: Workbook, folder: Path) -> FilledForm:
    """What the form comes to, as ours.toml."""
    (folder / "form.xlsx").write_bytes(saved(book))
    return read_form(folder / "form.xlsx", "form.xlsx", folder / "ours.toml")
