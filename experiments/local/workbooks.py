"""What stands in an Excel workbook? Its cells, as calculated when it was last saved: nothing in it is carried out.

openpyxl reads the values, row by row. What it does not say (hidden rows, merged cells, formulas that were never
calculated, how large a sheet would be) is looked up in the sheet's own XML first. Invariant: a file that would unpack
to more than its limits, or that declares entities, is refused before anything of it is parsed.
"""

import re
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from experiments.local.grids import MEGABYTE, SAVE_AS, Cell, Grid, Line, Trouble, refused
from sim.errors import UnusableFile

UNPACKED_AT_MOST, TEXT_AT_MOST = 100 * MEGABYTE, 20 * MEGABYTE  # of all that is packed in it; of all but pictures
PARTS_AT_MOST, SHEETS_AT_MOST, ROWS_AT_MOST, COLUMNS_AT_MOST, CELLS_AT_MOST = 1000, 50, 2000, 100, 50_000
ENTITIES = tuple(f"<!{word}".encode(code) for word in ("DOCTYPE", "ENTITY") for code in ("ascii", "utf-16-le"))
FOREIGN = {  # a part that tells what kind of zip file it is
    "content.xml": "is of LibreOffice or another office program (.ods)",
    "Index/Document.iwa": "is of Apple Numbers",
    "xl/workbook.bin": "is of Excel's binary kind (.xlsb)",
}
CALCULATE_FIRST = re.compile(rb"fullCalcOnLoad=.(1|true)")  # as programs write that calculate nothing themselves
TOO_MUCH = (
    f"A sheet has more than {ROWS_AT_MOST:,} rows, {COLUMNS_AT_MOST} columns or {CELLS_AT_MOST:,} cells. Returns have "
    "one row a month: take such a sheet out."
)
NOT_CALCULATED = "holds a formula that was never calculated. Open the workbook in Excel and save it, or type the number"


def sheets_of(raw: bytes, name: str, suffix: str) -> list[Grid]:
    """Every sheet, in order. `suffix`: how the file's name ends."""
    try:
        with ZipFile(BytesIO(raw)) as packed:
            _refuse_foreign(packed, name, suffix)
            return _sheets(raw, packed, name)
    except (UnusableFile, MemoryError):
        raise
    except Exception:  # noqa: BLE001 -- whatever a damaged file makes a reader stumble over
        raise refused(name, f"The workbook is damaged and cannot be read. Open it in Excel. {SAVE_AS}") from None


def _refuse_foreign(packed: ZipFile, name: str, suffix: str) -> None:
    """What is no plain workbook, or unpacks to too much."""
    parts = packed.infolist()
    if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise refused(name, f"The workbook unpacks to more than {UNPACKED_AT_MOST // MEGABYTE} MB, so it is not read.")
    if sum(part.file_size for part in parts if _is_text(part.filename)) > TEXT_AT_MOST:
        raise refused(name, TOO_MUCH)
    names = {part.filename for part in parts}
    if kind := next((kind for part, kind in FOREIGN.items() if part in names), None):
        raise refused(name, f"The file {kind}. {SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise refused(name, "The file is a zip archive, and no workbook.")
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise refused(name, f"The workbook holds macros, which are never run here. {SAVE_AS}")
    if suffix != ".xlsx":
        raise refused(name, "It is an Excel workbook by another name. Give it a name that ends in .xlsx.")
    for part in parts:
        if _is_text(part.filename) and any(one in packed.read(part) for one in ENTITIES):
            raise refused(
                name, "The workbook declares entities, which no spreadsheet program writes, so it is not read."
            )


def _is_text(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels"))


def _sheets(raw: bytes, packed: ZipFile, name: str) -> list[Grid]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it leaves out: pictures, links, styles
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            if not 0 < len(book.worksheets) <= SHEETS_AT_MOST:
                raise refused(
                    name, f"The workbook has no sheet that can be read, or more than {SHEETS_AT_MOST}. {SAVE_AS}"
                )
            never = CALCULATE_FIRST.search(packed.read("xl/workbook.xml")) is not None
            return [_sheet(sheet, packed, name, never_calculated=never) for sheet in book.worksheets]
        finally:
            book.close()


@dataclass
class _Looks:
    """What the XML of a sheet says of its cells, and openpyxl does not. Rows from 1, columns from 0."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    blank_formulas: set[tuple[int, int]] = field(default_factory=set)

    @property
    def is_too_much(self) -> bool:
        """Whether it is larger than any sheet of returns, or any form."""
        return self.rows > ROWS_AT_MOST or self.columns > COLUMNS_AT_MOST or self.cells > CELLS_AT_MOST


def _sheet(sheet: Any, packed: ZipFile, name: str, *, never_calculated: bool) -> Grid:
    """One sheet. `never_calculated`: its program left every formula to be worked out by the next one."""
    with packed.open(sheet._worksheet_path) as stream:
        looks = _looks(stream)
    if looks.is_too_much:
        raise refused(name, TOO_MUCH)
    without = looks.formulas if never_calculated else looks.blank_formulas
    rows = sheet.iter_rows(max_row=looks.rows, max_col=looks.columns) if looks.rows else ()
    never = Trouble(NOT_CALCULATED)
    lines = [
        Line(number, [never if (number, n) in without else _value(cell) for n, cell in enumerate(row)])
        for number, row in enumerate(islice(rows, looks.rows), 1)
    ]
    return Grid(
        name,
        str(sheet.title),
        [line for line in lines if not line.is_blank],
        sheet.sheet_state != "visible",
        frozenset(looks.hidden_rows),
        frozenset(looks.hidden_columns),
        tuple(looks.merged),
    )


def _value(cell: Any) -> Cell:
    """A cell's value; texts bare of spaces."""
    value = cell.value
    if cell.data_type == "e":
        return Trouble(f"holds the error {value}")
    if isinstance(value, str):
        return value.strip() or None
    found: Cell = value
    return found


def _looks(stream: IO[bytes]) -> _Looks:
    """One pass over a sheet's XML, which keeps nothing of it in memory."""
    looks, row, column = _Looks(), 0, -1
    for event, element in iterparse(stream, ("start", "end")):  # noqa: S314 -- entities are refused before
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = int(_said(element, "r") or row + 1), -1
                if _said(element, "hidden") in ("1", "true"):
                    looks.hidden_rows.add(row)
        elif tag == "c":
            column = _column(address) if (address := _said(element, "r")) else column + 1
            _cell(looks, row, column, element)
            if looks.is_too_much:
                break
        elif tag == "row":
            element.clear()
        elif tag == "col" and _said(element, "hidden") in ("1", "true"):
            ends = int(_said(element, "max") or 0)
            looks.hidden_columns.update(range(int(_said(element, "min") or 1) - 1, min(ends, COLUMNS_AT_MOST)))
        elif tag == "mergeCell":
            looks.merged.append(_said(element, "ref"))
    return looks


def _said(element: Element, attribute: str) -> str:
    return element.get(attribute, "")


def _cell(looks: _Looks, row: int, column: int, element: Element) -> None:
    """How far the sheet goes, and which formulas have no result; one that comes to an empty text has."""
    inside = {child.tag.rpartition("}")[2]: child for child in element}
    if inside:
        looks.rows, looks.columns = max(looks.rows, row), max(looks.columns, column + 1)
        looks.cells += 1
    if "f" in inside:
        looks.formulas.add((row, column))
        result = next((child.text for tag, child in inside.items() if tag == "v"), None)
        if _said(element, "t") != "str" and not result:
            looks.blank_formulas.add((row, column))


def _column(address: str) -> int:
    """The column of B4, from 0."""
    number = 0
    for letter in address.rstrip("0123456789"):
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
