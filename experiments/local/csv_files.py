"""What stands in a CSV file? Its cells, as texts: separated by commas or by semicolons, in UTF-8 or as old Excel wrote.

That a row has more cells than there are headings, is said where the headings are known (`reading`).
"""

import csv
from collections.abc import Iterator

from experiments.local.grids import Cell, Grid, Line, refused
from sim.errors import UnusableFile
from sim.faults import Fault

SEPARATORS = (",", ";")
LINES_TRIED = 30
SEPARATOR_SAID = "sep="  # Excel's own first line


def grid_of(raw: bytes, name: str) -> Grid:
    """The cells of a file."""
    text = _text(raw, name)
    first, _, rest = text.partition("\n")
    if first.lower().startswith(SEPARATOR_SAID):
        separator, text = first.strip()[len(SEPARATOR_SAID) :], f"\n{rest}"
    else:
        separator = _separator(text)
    if separator not in SEPARATORS:
        raise refused(name, "The columns are not separated by commas or semicolons. Save the file with one of the two.")
    lines = list(_lines(text, separator, name))
    if not lines:
        raise refused(name, "The file is empty.")
    return Grid(name, "", lines)


def _text(raw: bytes, name: str) -> str:
    """The text, in one of the two ways in which Excel writes it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(name, 'The file is UTF-16. Save it as "CSV UTF-8".')
    if b"\0" in raw:
        raise refused(name, "The file is not text.")
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """What stands between cells: of the three that programs write, the one that most lines have, most often."""
    lines = text.split("\n")[:LINES_TRIED]
    return max(",;\t", key=lambda one: (sum(one in line for line in lines), max(line.count(one) for line in lines)))


def _lines(text: str, separator: str, name: str) -> Iterator[Line]:
    """Every line with something in it. Texts are bare of spaces; a blank cell is None."""
    reader = csv.reader(text.split("\n"), delimiter=separator, strict=True)
    starts = 1
    try:
        for row in reader:
            cells: list[Cell] = [cell.strip() or None for cell in row]
            line = Line(starts, cells)
            if not line.is_blank:
                yield line
            starts = reader.line_num + 1
    except csv.Error:
        message = "A quotation mark is not closed here, or stands within a text."
        raise UnusableFile([Fault(name, starts, message)]) from None
