"""What do people read whose counts cannot be used? Every usual mistake, with its exact words and its place.

Those of CSV files are written out in bad_returns/*.txt, as in bad_inputs; workbooks are made here. Nothing that is of
one person stands in any message.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from experiments.local.personal import TOTALS_ONLY
from experiments.local.reading import read_counts
from experiments.local.workbooks import TOO_MUCH
from sim.errors import UnusableFile
from tests import returns
from tests.returns import HEADS, ROWS, book, cell, packed, repacked, saved

SAVE = "Save it as Excel Workbook (.xlsx)."
IF_NOT_KNOWN = "Leave the cell blank if the number is not known; write 0 if there was nobody."
LARGE = "Returns have one row a month: a file so large holds something else."
NO_HEADINGS = (
    "No headings were found in the first 30 rows of any sheet: one must be month, and another any of referred, "
    "accepted, "
    "met_link_worker, took_up, reviewed, discharged, waiting_at_month_end, median_wait_weeks."
)
NO_SEPARATOR = "The columns are not separated by commas or semicolons. Save the file with one of the two."
NEVER = "holds a formula that was never calculated. Open the workbook in Excel and save it, or type the number."
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512
MADE_HERE: dict[str, tuple[str, bytes, str]] = {  # name -> file, its bytes, what is said
    "an empty file": ("counts.csv", b"", "counts.csv   The file is empty."),
    "UTF-16": (
        "counts.csv",
        "month,referred\n2026-04,5\n".encode("utf-16"),
        'counts.csv   The file is UTF-16. Save it as "CSV UTF-8".',
    ),
    "no text at all": ("counts.csv", b"month,referred\n2026-04,\x00\n", "counts.csv   The file is not text."),
    "tabs": (
        "counts.csv",
        b"month\treferred\n2026-04\t5\n",
        f"counts.csv   {NO_SEPARATOR}",
    ),
    "another separator, as Excel says it": (
        "counts.csv",
        b"sep=|\nmonth|referred\n2026-04|5\n",
        f"counts.csv   {NO_SEPARATOR}",
    ),
    "nothing but a separator": ("counts.csv", b"sep=,\n,,,\n", "counts.csv   The file is empty."),
    "a quotation mark left open": (
        "counts.csv",
        b'month,referred\n2026-04,"5\n',
        "counts.csv:2   A quotation mark is not closed here, or stands within a text.",
    ),
    "more than ten years": (
        "counts.csv",
        "\n".join(["month,referred", *(f"{2000 + n // 12}-{n % 12 + 1:02d},1" for n in range(121))]).encode(),
        "counts.csv:1   There are 121 months; at most 120 are read.",
    ),
    "a CSV file of 2 MB": ("counts.csv", b"x" * 2_000_000, f"counts.csv   The file is larger than 1 MB. {LARGE}"),
    "100 MB": (
        "counts.xlsx",
        b"PK\x03\x04" + bytes(100_000_000),
        f"counts.xlsx   The file is larger than 10 MB. {LARGE}",
    ),
    "a small file that unpacks to 100 MB": (
        "counts.xlsx",
        returns.bomb(),
        "counts.xlsx   The workbook unpacks to more than 100 MB, so it is not read.",
    ),
    "text called .xlsx": (
        "counts.xlsx",
        b"month,referred\n2026-04,5\n",
        "counts.xlsx   It is called .xlsx, and is no workbook: if it is text, call it .csv.",
    ),
    "a workbook called .csv": (
        "counts.csv",
        book(),
        "counts.csv   It is an Excel workbook by another name. Give it a name that ends in .xlsx.",
    ),
    "a text file of another name": (
        "counts.txt",
        b"month,referred\n",
        "counts.txt   Counts are read from a CSV file (.csv) or an Excel workbook (.xlsx).",
    ),
    "Excel's old kind": ("counts.xls", OLE, f"counts.xls   The workbook is of Excel's old kind (.xls). {SAVE}"),
    "a password": (
        "counts.xlsx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "counts.xlsx   The workbook is protected by a password. Take the password off.",
    ),
    "LibreOffice's kind": (
        "counts.ods",
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        f"counts.ods   The file is of LibreOffice or another office program (.ods). {SAVE}",
    ),
    "Apple Numbers": (
        "counts.numbers",
        packed({"Index/Document.iwa": b""}),
        f"counts.numbers   The file is of Apple Numbers. {SAVE}",
    ),
    "Excel's binary kind": (
        "counts.xlsb",
        packed({"xl/workbook.bin": b""}),
        f"counts.xlsb   The file is of Excel's binary kind (.xlsb). {SAVE}",
    ),
    "a zip archive": (
        "counts.xlsx",
        packed({"a.txt": b""}),
        "counts.xlsx   The file is a zip archive, and no workbook.",
    ),
    "macros": (
        "counts.xlsm",
        returns.macros(),
        f"counts.xlsm   The workbook holds macros, which are never run here. {SAVE}",
    ),
    "macros under another name": (
        "counts.xlsx",
        returns.macros(),
        f"counts.xlsx   The workbook holds macros, which are never run here. {SAVE}",
    ),
    "entities": (
        "counts.xlsx",
        returns.entities(),
        "counts.xlsx   The workbook declares entities, which no spreadsheet program writes, so it is not read.",
    ),
    "a damaged workbook": (
        "counts.xlsx",
        returns.damaged(),
        f"counts.xlsx   The workbook is damaged and cannot be read. Open it in Excel. {SAVE}",
    ),
    "half a workbook": (
        "counts.xlsx",
        book()[:3000],
        f"counts.xlsx   The workbook is damaged and cannot be read. Open it in Excel. {SAVE}",
    ),
    "no sheets": (
        "counts.xlsx",
        returns.no_sheets(),
        f"counts.xlsx   The workbook has no sheet that can be read, or more than 50. {SAVE}",
    ),
    "an empty workbook": (
        "counts.xlsx",
        book([]),
        f"counts.xlsx   {NO_HEADINGS}",
    ),
    "the wrong sheet": (
        "counts.xlsx",
        book([["Budget", "2026/27"], ["Posts", 3]]),
        f"counts.xlsx   {NO_HEADINGS}",
    ),
    "counts in two sheets": (
        "counts.xlsx",
        book(change=returns.two_sheets),
        'counts.xlsx   2 sheets hold counts: "Counts" and "Old". Keep only one of them in the file.',
    ),
    "a hidden sheet": (
        "counts.xlsx",
        book(change=returns.hidden_sheet),
        "counts.xlsx, Counts   The only sheet with counts is hidden. Unhide it if it is the right one.",
    ),
    "a hidden row": (
        "counts.xlsx",
        book(change=returns.hidden_row),
        "counts.xlsx, Counts, row 3   This row is hidden. Unhide it, or delete it.",
    ),
    "a hidden column": (
        "counts.xlsx",
        book(change=returns.hidden_column),
        "counts.xlsx, Counts!C1   This column is hidden. Unhide it, or delete it.",
    ),
    "merged cells": (
        "counts.xlsx",
        book(change=returns.merged),
        "counts.xlsx, Counts!B3   B3:B4 is merged, so nobody can tell which row the number belongs to. Unmerge it.",
    ),
    "far too many rows": (
        "counts.xlsx",
        book(change=returns.many_rows),
        f"counts.xlsx   {TOO_MUCH}",
    ),
    "a list of strings without end": ("counts.xlsx", returns.many_strings(), f"counts.xlsx   {TOO_MUCH}"),
    "very many cells": ("counts.xlsx", returns.many_cells(), f"counts.xlsx   {TOO_MUCH}"),
    "a formula that was never calculated": (
        "counts.xlsx",
        cell("B3", "=B2+1"),
        f"counts.xlsx, Counts!B3   Referred {NEVER}",
    ),
    "formulas as a program leaves them, at 0": (
        "counts.xlsx",
        returns.by_pandas_or_the_like(),
        f"counts.xlsx, Counts!B3   Referred {NEVER}",
    ),
    "a month by a formula that was never calculated": (
        "counts.xlsx",
        cell("A3", "=EDATE(A2,1)"),
        f"counts.xlsx, Counts!A3   The month {NEVER}",
    ),
    "an error value": ("counts.xlsx", cell("B3", "#REF!"), "counts.xlsx, Counts!B3   Referred holds the error #REF!."),
    "a row of totals in Excel": (
        "counts.xlsx",
        book([HEADS, *ROWS, ["Grand total", 34, 29, None]]),
        "counts.xlsx, Counts!A5   This is a row of totals. Delete it: every row is one month.",
    ),
    "1-4, made a date by Excel": (
        "counts.xlsx",
        cell("B3", ROWS[0][0]),
        "counts.xlsx, Counts!B3   Referred holds a date. If 1-4 was typed, Excel has made a date of it: write 1 to 4. "
        "If it was a number, format the cell as a number.",
    ),
    "a date as text in Excel": (
        "counts.xlsx",
        cell("A3", "01/05/2026"),
        "counts.xlsx, Counts!A3   01/05/2026 is a date as text, and may be read day first or month first. Write the "
        "month as 2026-04.",
    ),
    "a month that is true": (
        "counts.xlsx",
        cell("A3", True),
        "counts.xlsx, Counts!A3   This is not a month. Write the month as 2026-04.",
    ),
    "a count that is true": (
        "counts.xlsx",
        cell("B3", True),
        f"counts.xlsx, Counts!B3   Referred is true, not a number. {IF_NOT_KNOWN}",
    ),
    "a heading that is a number": (
        "counts.xlsx",
        cell("C1", 2026),
        "counts.xlsx, Counts!C1   This heading is not a text.",
    ),
    "n/a in Excel": ("counts.xlsx", cell("B3", "N/A"), f'counts.xlsx, Counts!B3   Referred is "N/A". {IF_NOT_KNOWN}'),
    "a decimal comma as text in Excel": (
        "counts.xlsx",
        cell("B3", "12,5"),
        "counts.xlsx, Counts!B3   Referred is 12,5, with a decimal comma. Write 12.5.",
    ),
    "the same column twice in Excel": (
        "counts.xlsx",
        cell("C1", "Referrals"),
        "counts.xlsx, Counts!C1   Referred has a column already, column B. Keep one of the two.",
    ),
    "no month in Excel": (
        "counts.xlsx",
        cell("A1", None),
        "counts.xlsx, Counts, row 1   There is no column of months. Add one headed month, with entries such as "
        "2026-04.",
    ),
    "people on another sheet, which is hidden": (
        "counts.xlsx",
        book(change=returns.a_list_of_people),
        "counts.xlsx, Raw!A1   Column A holds NHS numbers (by its heading). TOTALS ONLY\n"
        "counts.xlsx, Raw!B1   Column B holds names of people (by its heading). TOTALS ONLY",
    ),
    "NHS numbers as numbers": (
        "counts.xlsx",
        book([[*HEADS, "Key"], *([*row, 9434765919] for row in ROWS)]),
        "counts.xlsx, Counts!E2   Column E holds NHS numbers (by the values in 3 rows). TOTALS ONLY",
    ),
    "several at once, in the order of the sheet": (
        "counts.xlsx",
        book([HEADS, [ROWS[0][0], -1, 2.5, "n/a"], ["Total", "x", None, None]]),
        "counts.xlsx, Counts!B2   Referred is -1; it cannot be negative.\n"
        "counts.xlsx, Counts!C2   Accepted is 2.5; people are counted in whole numbers.\n"
        f'counts.xlsx, Counts!D2   Waiting at month end is "n/a". {IF_NOT_KNOWN}\n'
        "counts.xlsx, Counts!A3   This is a row of totals. Delete it: every row is one month.\n"
        f"counts.xlsx, Counts!B3   Referred holds a text that is not a number. {IF_NOT_KNOWN}",
    ),
}


def bad_returns() -> list[Any]:
    """Each bad file: its name, its bytes, and what is said of it."""
    found = [pytest.param(*case, id=name) for name, case in MADE_HERE.items()]
    for file in sorted((Path(__file__).parent / "bad_returns").glob("*.txt")):
        for case in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = case.partition("\n")
            said = "\n".join(re.findall(r"^=> (.*)$", rest, flags=re.MULTILINE))
            found.append(pytest.param("counts.csv", rest.partition("=> ")[0].encode(), said, id=name))
    return found


def refusal(folder: Path, name: str, raw: bytes) -> str:
    """What people read who give this file."""
    (folder / name).write_bytes(raw)
    with pytest.raises(UnusableFile) as caught:
        read_counts(folder / name, name)
    return str(caught.value)


def in_full(said: str) -> str:
    """With every place as wide as the widest, and the number of faults."""
    rows = [line.split("   ", 1) for line in said.replace("TOTALS ONLY", TOTALS_ONLY).split("\n")]
    width = max(len(where) for where, _ in rows)
    faults = f"{len(rows)} fault{'s' if len(rows) > 1 else ''}. Nothing was run or written."
    return "\n".join([*(f"{where:{width}}   {message}" for where, message in rows), faults])


@pytest.mark.parametrize(("name", "raw", "said"), bad_returns())
def test_a_mistake_is_refused_in_these_words(name, raw, said, tmp_path):
    assert refusal(tmp_path, name, raw) == in_full(said)


def test_every_bad_file_has_its_own_name_and_there_are_more_than_sixty():
    names = [case.id for case in bad_returns()]
    assert len(set(names)) == len(names) > 60


PEOPLE = [case for case in bad_returns() if "TOTALS ONLY" in case.values[2]]


@pytest.mark.parametrize(("name", "raw", "said"), PEOPLE)
def test_nothing_of_one_person_is_repeated(name, raw, said, tmp_path):
    """Neither a value, nor a heading, nor any other fault, which might quote one."""
    words = re.findall(r"[\w@./]{3,}", raw.decode()) if name == "counts.csv" else ["943", "Byron", "NHS number", "Key"]
    said = refusal(tmp_path, name, raw)
    assert len(words) > 3
    allowed = {"counts", "csv", "month", "NHS", "numbers", "postcodes", "Surname", "Sex", "Age"}
    for word in {*words} - allowed:
        assert not re.search(rf"\b{re.escape(word)}\b", said), word


def test_a_file_that_is_not_there_and_a_folder_are_said(tmp_path):
    for path, said in ((tmp_path / "none.csv", "There is no such file."), (tmp_path, "This is not a file.")):
        with pytest.raises(UnusableFile, match=said):
            read_counts(path, "counts.csv")


def test_a_file_that_cannot_be_read_says_why(tmp_path, monkeypatch):
    def read_bytes(_):
        raise OSError(5, "Input/output error")

    (tmp_path / "counts.csv").write_text("month,referred\n")
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(UnusableFile, match="It cannot be read: Input/output error"):
        read_counts(tmp_path / "counts.csv")


def test_a_workbook_that_was_calculated_is_not_called_uncalculated(tmp_path):
    """The same file with and without the mark that its formulas are still to be worked out."""
    made = returns.read_back(book())
    (tmp_path / "counts.xlsx").write_bytes(saved(made, calculated=False))
    assert read_counts(tmp_path / "counts.xlsx").months[0].year == 2026


def test_a_part_that_only_looks_like_a_bomb_is_read(tmp_path):
    (tmp_path / "counts.xlsx").write_bytes(repacked(book(), {"xl/media/picture.png": bytes(1_000_000)}))
    assert len(read_counts(tmp_path / "counts.xlsx").months) == 3
