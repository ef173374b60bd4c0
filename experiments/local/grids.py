"""What stands in a file of counts or a form, cell by cell? A grid for each sheet; a CSV file is one grid.

Which kind of file it is, its first bytes say and its name must agree: a workbook called .csv is said, not guessed.
Invariant: whatever bytes come in, the outcome is grids or an `UnusableFile`, and no text of a cell is in its message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from sim.errors import UnusableFile
from sim.faults import Fault
from sim.loading.toml_files import is_there

MEGABYTE = 1_000_000
CSV_BYTES_AT_MOST, BOOK_BYTES_AT_MOST = MEGABYTE, 10 * MEGABYTE
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
PROTECTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "Save it as Excel Workbook (.xlsx)."


class Trouble(NamedTuple):
    """What is wrong with a cell that has no value to be used."""

    message: str


Cell = str | int | float | bool | date | datetime | time | timedelta | Trouble | None


class Line(NamedTuple):
    """A line of a CSV file, or a row of a sheet, by its number; None stands for a blank cell."""

    number: int
    cells: Sequence[Cell]

    def at(self, column: int) -> Cell:
        """The cell of a column (0 is the first)."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def width(self) -> int:
        """How many cells, those at the end that are blank left out."""
        return max((n for n, cell in enumerate(self.cells, 1) if cell is not None), default=0)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.width == 0


@dataclass(frozen=True)
class Grid:
    """What a sheet holds. `hidden_rows` and `hidden_columns`: those that nobody sees who opens it; `merged`: the first
    cell of each merged block (row and column, from 0), with its address."""

    file: str
    sheet: str  # "" in a CSV file
    lines: Sequence[Line]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[str] = field(default=())

    def fault(self, message: str, line: Line | int | None = None, column: int | None = None) -> Fault:
        """A fault of a cell, a line or the whole grid."""
        number = line.number if isinstance(line, Line) else line
        name = letters(column) if column is not None and self.sheet else ""
        return Fault(self.file, number, message, self.sheet, name)

    def column(self, column: int) -> str:
        """A column as a sentence names it: B, or (in a CSV file) 2."""
        return letters(column) if self.sheet else str(column + 1)

    def place(self, line: Line, column: int) -> str:
        """A cell as a sentence names it: B4, or (in a CSV file) line 4."""
        return f"{letters(column)}{line.number}" if self.sheet else f"line {line.number}"


def letters(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    above, last = divmod(column, 26)
    return f"{letters(above - 1) if above else ''}{chr(ord('A') + last)}"


def refused(file: str, message: str) -> UnusableFile:
    """A file that is not read at all."""
    return UnusableFile([Fault(file, None, message)])


def grids_of(path: Path, name: str) -> list[Grid]:
    """The grids of a file, by what is in it. `name`: what faults call it."""
    raw, suffix = _bytes_of(path, name), path.suffix.lower()
    if raw.startswith(OLE):
        locked = PROTECTED in raw
        kind = "is protected by a password" if locked else "is of Excel's old kind (.xls)"
        raise refused(name, f"The workbook {kind}. {'Take the password off.' if locked else SAVE_AS}")
    if raw.startswith(ZIP):
        from experiments.local.workbooks import sheets_of

        return sheets_of(raw, name, suffix)
    if suffix != ".csv":
        said = {".xlsx": "It is called .xlsx, and is no workbook: if it is text, call it .csv."}
        raise refused(name, said.get(suffix, "Counts are read from a CSV file (.csv) or an Excel workbook (.xlsx)."))
    from experiments.local.csv_files import grid_of

    return [grid_of(raw, name)]


def _bytes_of(path: Path, name: str) -> bytes:
    """What is in a file that is not too large."""
    if not is_there(path):
        raise refused(name, "There is no such file.")
    if not path.is_file():
        raise refused(name, "This is not a file.")
    try:
        size = path.stat().st_size
        most = CSV_BYTES_AT_MOST if path.suffix.lower() == ".csv" else BOOK_BYTES_AT_MOST
        if size > most:
            rows = "Returns have one row a month"
            raise refused(
                name, f"The file is larger than {most // MEGABYTE} MB. {rows}: a file so large holds something else."
            )
        return path.read_bytes()
    except OSError as error:
        raise refused(name, f"It cannot be read: {error.strerror}.") from None
