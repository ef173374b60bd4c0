"""Workbooks with counts, as people and programs make them: good ones, and each of the usual mistakes."""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from io import BytesIO

from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as Writer

FIRST_SHEET = "xl/worksheets/sheet1.xml"
HEADS = ["Month", "Referred", "Accepted", "Waiting at month end"]
ROWS = [[date(2026, 4, 1), 13, 11, 20], [date(2026, 5, 1), 9, 8, 22], [date(2026, 6, 1), 12, 10, 21]]


def book(rows: Sequence[Sequence[object]] = (HEADS, *ROWS), change: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with one sheet of counts, changed somehow, and calculated (as Excel leaves it)."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Counts"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(made)
    return saved(made)


def saved(made: Workbook, *, calculated: bool = True) -> bytes:
    """Its bytes. `calculated`: as a spreadsheet program would have left it, not to be worked out by the next one."""
    made.calculation.fullCalcOnLoad = not calculated
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def cell(address: str, value: object) -> bytes:
    """The good workbook with one cell otherwise."""

    def change(made: Workbook) -> None:
        made["Counts"][address] = value

    return book(change=change)


def repacked(raw: bytes, parts: dict[str, bytes], *, without: Sequence[str] = ()) -> bytes:
    """The same zip file with parts put into it, or in the place of others."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in without:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def bomb() -> bytes:
    """A small file that unpacks to more than 100 MB: one part of zeros."""
    return repacked(book(), {"xl/media/picture.png": bytes(101_000_000)})


def hidden_sheet(made: Workbook) -> None:
    made.create_sheet("Read me", 0)
    made["Counts"].sheet_state = "hidden"


def two_sheets(made: Workbook) -> None:
    made.copy_worksheet(made["Counts"]).title = "Old"


def a_list_of_people(made: Workbook) -> None:
    sheet = made.create_sheet("Raw")
    sheet.append(["NHS number", "Surname"])
    sheet.append(["943 476 5919", "Byron"])
    sheet.sheet_state = "hidden"


def hidden_row(made: Workbook) -> None:
    made["Counts"].row_dimensions[3].hidden = True


def hidden_column(made: Workbook) -> None:
    made["Counts"].column_dimensions["C"].hidden = True


def merged(made: Workbook) -> None:
    made["Counts"].merge_cells("B3:B4")


def by_pandas_or_the_like() -> bytes:
    """Formulas with a 0 that was never calculated, as xlsxwriter writes them."""
    stream = BytesIO()
    with Writer(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Counts")
        for row, cells in enumerate([["Month", "Referred"], ["2026-04", 13]]):
            for column, value in enumerate(cells):
                sheet.write(row, column, value)
        sheet.write_formula("B3", "=B2+1")
        sheet.write_string("A3", "2026-05")
    return stream.getvalue()


def many_rows(made: Workbook) -> None:
    made["Counts"]["A2001"] = date(2026, 4, 1)


def many_strings() -> bytes:
    return repacked(book(), {"xl/sharedStrings.xml": b"<sst>" + bytes(21_000_000)})


def many_cells() -> bytes:
    stream = BytesIO()
    with Writer(stream, {"constant_memory": True}) as made:
        sheet = made.add_worksheet("Counts")
        for cell in range(50_100):
            sheet.write_number(*divmod(cell, 50), 1)
    return stream.getvalue()


def macros() -> bytes:
    return repacked(book(), {"xl/vbaProject.bin": b"\0" * 64})


def entities() -> bytes:
    """A sheet that would grow without end as it is read."""
    raw = book()
    with zipfile.ZipFile(BytesIO(raw)) as old:
        sheet = old.read(FIRST_SHEET)
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    return repacked(raw, {FIRST_SHEET: declared + sheet})


def damaged() -> bytes:
    return repacked(book(), {FIRST_SHEET: b"<worksheet><sheetData><row r='x'>"})


def no_sheets() -> bytes:
    """As a program that writes strict Open XML, which is read as if it had no sheet."""
    raw = book()
    with zipfile.ZipFile(BytesIO(raw)) as old:
        text = old.read("xl/workbook.xml").decode()
    start, end = text.index("<sheets>"), text.index("</sheets>") + len("</sheets>")
    return repacked(raw, {"xl/workbook.xml": (text[:start] + "<sheets/>" + text[end:]).encode()})


def read_back(raw: bytes) -> Workbook:
    """A workbook as openpyxl has it."""
    return load_workbook(BytesIO(raw))


def with_cells(raw: bytes, cells: dict[bytes, bytes]) -> bytes:
    """The workbook with cells of its first sheet written as they stand here."""
    with zipfile.ZipFile(BytesIO(raw)) as old:
        sheet = old.read(FIRST_SHEET)
    for address, written in cells.items():
        sheet = re.sub(rb'<c r="%s".*?</c>' % address, written, sheet)
    return repacked(raw, {FIRST_SHEET: sheet})


def without_addresses(raw: bytes) -> bytes:
    """The workbook without the numbers of rows and the addresses of cells in its first sheet."""
    with zipfile.ZipFile(BytesIO(raw)) as old:
        sheet = old.read(FIRST_SHEET)
    return repacked(raw, {FIRST_SHEET: re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", sheet)})


def by_another_program(*, since_1904: bool = False) -> bytes:
    """The good counts as xlsxwriter writes them: rich and shared texts, dates of either epoch, a calculated formula."""
    stream = BytesIO()
    with Writer(stream, {"in_memory": True, "date_1904": since_1904}) as made:
        sheet, day = made.add_worksheet("Counts"), made.add_format({"num_format": "mmm yyyy"})
        bold = made.add_format({"bold": True})
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head)
        sheet.write_rich_string(0, 1, bold, "Refer", "red")
        for row, (month, *counts) in enumerate(ROWS, 1):
            sheet.write_datetime(row, 0, datetime.combine(month, time()), day)
            for column, value in enumerate(counts, 1):
                sheet.write_number(row, column, value)
    return stream.getvalue()
