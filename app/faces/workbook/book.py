"""What is a sheet made of? Formats, headings, rows as high as their texts, and what stands at the foot of every page.

Invariant: texts of a scenario are written as strings, never as what a spreadsheet would carry out.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import isfinite
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app import words
from app.provenance import date_of, in_one_line
from experiments.answer import Answer
from experiments.exports import FORMULA_STARTS

Cell = str | float | None

A4, LONGEST_TEXT, LONGEST_FOOTER = 9, 32_767, 250
LINE, HIGHEST_ROW = 13, 400  # points
CHARACTERS = 1.15  # of a sentence, to a unit of width
NOT_KNOWN = "not known"
INK, PALE, INPUT = "#1D3557", "#E8EDF3", "#FFF8DC"
GOOD, BAD, TOTAL = "#2A6F97", "#C8553D", "#33373D"
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": INK},
    "note": {"font_color": "#444444", "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "font_color": "white", "bg_color": INK, "text_wrap": True, "valign": "vcenter"},
    "right": {"align": "right"},
    "plain": {"font_color": "#444444", "valign": "top"},
    "block": {"bold": True, "font_size": 12, "font_color": INK},
    "text": {"text_wrap": True, "valign": "top"},
    "label": {"bold": True, "text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": PALE, "top": 1},
}
POUND = "[$£-809]"
NUMBERS = {
    "pounds": f"{POUND}#,##0;-{POUND}#,##0",
    "pennies": f"{POUND}#,##0.00;-{POUND}#,##0.00",
    "pounds+": f"+{POUND}#,##0;-{POUND}#,##0;{POUND}0",
    "pounds±": f'"± "{POUND}#,##0',
    "number": "#,##0.0;-#,##0.0",
    "number±": '"± "#,##0.0',
    "quantity": "#,##0.00",
    "any": "General",
    "share": "0%",
    "share±": '"± "0.0%',
    "any±": '"± "General',
    "rate": "0.0%",
}


POUNDS_AXIS = {"num_format": NUMBERS["pounds"], "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
CHART_ROWS = 26  # of a sheet, kept for a chart


class Column(NamedTuple):
    """A column of a table: its heading, the look of its numbers, its width in characters."""

    head: str
    look: str = "text"
    width: float = 12


class Book:
    """A workbook, its formats, and what stands at the foot of every printed page."""

    def __init__(self, answer: Answer) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.made = BytesIO()
        self.file = Workbook(self.made, {**options, "in_memory": True})  # no temporary files, which may find no room
        self.file.formats[0].set_font_name("Arial")
        self.file.formats[0].set_font_size(10)
        self.formats: dict[tuple[str, ...], Format] = {}
        self.sheets: list[tuple[str, str]] = []  # by name, with what each shows
        self.foot = in_one_line(answer)
        question = words.question_of(answer.scenarios[0])
        self.file.set_properties(
            {"title": question[:200], "author": "spsim", "comments": self.foot, "created": date_of(answer)}
        )  # fmt: skip

    def as_bytes(self) -> bytes:
        """The finished workbook."""
        self.file.close()
        return self.made.getvalue()

    def look(self, *names: str) -> Format:
        """A format made of several looks."""
        if names not in self.formats:
            made: dict[str, Any] = {"font_name": "Arial", "font_size": 10}
            for name in names:
                if name in NUMBERS:
                    made |= {"num_format": NUMBERS[name], "valign": "top"}
                elif name == "input":
                    made |= {"bg_color": INPUT, "font_color": "#0000C0", "border": 1, "border_color": "#C9B458"}
                elif name == "quoted":
                    made |= {"quote_prefix": True}
                else:
                    made |= LOOKS[name]
            self.formats[names] = self.file.add_format(made)
        return self.formats[names]

    def sheet(
        self,
        name: str,
        title: str,
        note: str,
        columns: Sequence[Column],
        *,
        head: bool = True,
        printed: int | None = None,
    ) -> "Sheet":
        """A sheet with its title, a sentence, and the headings of its columns: all are printed, or so many."""
        self.sheets.append((name, title))
        return Sheet(self, self.file.add_worksheet(name), title, note, columns, head=head, printed=printed)


class Sheet:
    """One sheet, filled from the top."""

    def __init__(
        self,
        book: Book,
        page: Worksheet,
        title: str,
        note: str,
        columns: Sequence[Column],
        *,
        head: bool,
        printed: int | None,
    ) -> None:
        self.book, self.page, self.columns = book, page, columns
        self.lines: dict[int, int] = {}
        self.first, self.printed = 0, printed or len(columns)  # the first row of the table; columns that are printed
        for i, column in enumerate(columns):
            page.set_column(i, i, column.width)
        self.text(0, 0, title, "title")
        page.merge_range(1, 0, 1, max(1, self.printed - 1), "", book.look("note"))
        self.text(1, 0, note, "note")
        wide = sum(column.width for column in columns[: self.printed])
        page.set_row(1, LINE * (1 + int(len(note) / (CHARACTERS * wide))) + 2)
        self.row = 3
        if head:
            self.heads()
            self.first = self.row
            page.freeze_panes(self.row, 1)
            page.repeat_rows(self.row - 1)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        foot = book.foot.replace("&", "&&")[: LONGEST_FOOTER - 20].rstrip("&")
        page.set_footer(f"&L&7{foot}&R&8&A, page &P of &N")
        page.hide_gridlines(2)

    def heads(self) -> None:
        """The headings of the columns."""
        for i, column in enumerate(self.columns):
            self.text(self.row, i, column.head, *(["head"] if column.look == "text" else ["head", "right"]))
        self.row += 1

    def text(self, row: int, column: int, text: str, *looks: str) -> None:
        """Text, whatever it looks like."""
        if not text:
            self.page.write_blank(row, column, None, self.book.look(*looks))
            return
        if text.startswith(FORMULA_STARTS):
            looks = (*looks, "quoted")
        shown = words.short(text, LONGEST_TEXT)
        self.page.write_string(row, column, shown, self.book.look(*looks))
        if column < len(self.columns) and row > 1 and not {"block", "plain"} & {*looks}:
            self.make_room(row, 1 + int(len(shown) / (CHARACTERS * self.columns[column].width)))

    def make_room(self, row: int, lines: int) -> None:
        """A row as high as its longest text: not every program finds that out for itself."""
        if lines > self.lines.get(row, 1):
            self.lines[row] = lines
            self.page.set_row(row, min(LINE * lines + 2, HIGHEST_ROW))

    def cell(self, row: int, column: int, value: Cell, look: str, *looks: str) -> None:
        """A number under its format, text as text; what is not known says so."""
        if look != "text" and (isinstance(value, str) or value is None or not isfinite(value)):
            looks = (*looks, "right")
        if isinstance(value, str):
            self.text(row, column, value, "text", *looks)
        elif value is None or not isfinite(value):
            self.text(row, column, NOT_KNOWN, "text", *looks)
        else:
            self.page.write_number(row, column, value, self.book.look(*looks, "any" if look == "text" else look))

    def line(self, cells: Iterable[Cell], *looks: str) -> None:
        """A row of the table."""
        for i, value in enumerate(cells):
            self.cell(self.row, i, value, self.columns[i].look, *looks)
        self.row += 1

    def across(self, name: str, text: str) -> None:
        """A sentence across the columns that are printed, under the word by which it is found."""
        self.text(self.row, 0, name, "label")
        self.page.merge_range(self.row, 1, self.row, self.printed - 1, "", self.book.look("text"))
        self.page.write_string(self.row, 1, words.short(text, LONGEST_TEXT), self.book.look("text"))
        width = sum(column.width for column in self.columns[1 : self.printed])
        self.make_room(self.row, 1 + int(len(text) / (CHARACTERS * width)))
        self.row += 1

    def block(self, title: str) -> None:
        """A heading within the sheet."""
        self.row += 1
        self.text(self.row, 0, title, "block")
        self.row += 1

    def filtered(self, first: int | None = None) -> None:
        """Let the rows from this one on (or all below the headings) be filtered by their headings."""
        first = self.first if first is None else first
        if self.row > first:
            self.page.autofilter(first - 1, 0, self.row - 1, len(self.columns) - 1)
