"""What does a service fill in? An Excel form of a scenario: levers, prices, day 0, and the counts of every month.

The rows are those of `experiments.local.forms`, in the looks of the workbook. Only cells to be filled in are unlocked,
and each says what it takes; the program checks all of it again when the form comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app import version
from app.faces.workbook.book import A4, CHARACTERS, INPUT, LINE, LOOKS
from experiments.exports import FORMULA_STARTS
from experiments.local.forms import (
    ALL_GRADE,
    ALL_SOURCE,
    COUNTS,
    DAY_0,
    FORM_OF,
    FORM_VERSION,
    GRADE,
    HEADS,
    HIGH,
    LEVERS,
    LOW,
    MADE_WITH,
    NEW,
    NOTE,
    NOTES,
    NOW,
    POSSIBLE,
    PRICES,
    QUESTION,
    RANGE,
    READ_ME,
    SETTING,
    SHEETS,
    SOURCE,
    TITLE,
    UNIT,
    VERSION,
    WHAT,
    Setting,
    settings_of,
)  # fmt: skip
from experiments.local.reading import MONTHS_AT_MOST
from experiments.local.returns import Column
from sim.loading import Loaded
from sim.scenario.values import GRADES

WIDTHS = {
    **{WHAT: 44, NOW: 17, RANGE: 15, UNIT: 11, NEW: 14, LOW: 8, HIGH: 8, GRADE: 10, SOURCE: 26},
    **{POSSIBLE: 38, NOTE: 40, SETTING: 40},
}
LONGEST_PROMPT, LONGEST_LIST = 255, 255  # letters that Excel takes
DATES = (date(1990, 1, 1), date(2100, 12, 31))
Options = dict[str, Any]  # as xlsxwriter takes them
MORE_LOOKS: Mapping[str, Options] = {
    "input": {"bg_color": INPUT, "border": 1, "border_color": "#C9B458", "locked": False, "valign": "top"},
    "date": {"num_format": "d mmm yyyy", "align": "left"},
    "month": {"num_format": "mmm yyyy", "align": "left"},
    "any": {"num_format": "General", "align": "left", "valign": "top"},
    "small": {"font_size": 8, "font_color": "#777777", "valign": "top"},
    "wrap": {"text_wrap": True},
    "aside": {"align": "left", "indent": 1},
    "quoted": {"quote_prefix": True},
}
HOW_TO = (
    "Fill in the yellow cells only, and only where your service differs: what stays blank stays as it is now.",
    f"{LEVERS}: what you decide, and how many people come. {PRICES}: what is paid; a new price needs its price year. "
    f"{DAY_0}: who is there already when the simulation begins.",
    "Low and High: the range in which a value that nobody knows exactly may lie. Grade: measured (your own figures), "
    "published (of your service), borrowed (of another), expert or assumed. Source: your service, and the month.",
    f"{COUNTS}: one row a month, any of the columns. Blank: not known. A count that may not be shown: <5, * or 1-4.",
    "Totals only: no names, no NHS numbers, nothing about individual people, on any sheet. A form with any is refused.",
    "Then: spsim from-template FILE. It writes a scenario file with what differs, and says what is wrong by sheet and "
    "cell. The scenario file is the record, not this form.",
)


def form_of(base: Loaded, called: str) -> bytes:
    """The form of a scenario, as a workbook. `called`: how a file beside it names the scenario."""
    form = _Form()
    _read_me(form, base, called)
    for sheet, settings in settings_of(base).items():
        _settings(form, sheet, settings)
    _counts(form)
    form.file.close()
    return form.made.getvalue()


def write_form(base: Loaded, called: str, path: Path) -> None:
    """The same, into a file."""
    path.write_bytes(form_of(base, called))


class _Form:
    """A workbook and its formats."""

    def __init__(self) -> None:
        self.made = BytesIO()
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = Workbook(self.made, {**options, "in_memory": True})
        self.file.set_properties({"author": "spsim", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 -- the same bytes each time
        self.formats: dict[tuple[str, ...], Format] = {}

    def look(self, *names: str) -> Format:
        """A format made of several looks."""
        if names not in self.formats:
            made: Options = {"font_name": "Arial", "font_size": 10}
            for name in names:
                made |= MORE_LOOKS.get(name) or LOOKS[name]
            self.formats[names] = self.file.add_format(made)
        return self.formats[names]

    def sheet(self, name: str, title: str, note: str, widths: Sequence[float]) -> Worksheet:
        """A sheet with its title and a sentence; locked but for what is to be filled in."""
        page = self.file.add_worksheet(name)
        for i, width in enumerate(widths):
            page.set_column(i, i, width)
        page.write_string(0, 0, title, self.look("title"))
        page.write_string(1, 0, note, self.look("plain"))
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&8&F&R&8&A, page &P of &N")
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
        return page

    def text(self, page: Worksheet, row: int, column: int, text: str, *looks: str) -> None:
        """Text, whatever it looks like: never a formula."""
        if text.startswith(FORMULA_STARTS):
            looks = (*looks, "quoted")
        page.write_string(row, column, text, self.look(*looks))


# ---------------------------------------------------------------- Read me


def _read_me(form: _Form, base: Loaded, called: str) -> None:
    page = form.sheet(READ_ME, f"{base.scenario.title}: a form for your service", "", [24, 90])
    row = 2
    for words in HOW_TO:
        form.text(page, row, 1, words, "text")
        page.set_row(row, LINE * (1 + int(len(words) / (CHARACTERS * 90))) + 3)
        row += 1
    row += 1
    for label, words in (
        (TITLE, "A title for your scenario"),
        (QUESTION, "The question that it is to answer"),
        (ALL_SOURCE, "Source of every value that has none in its own row: your service, and the month"),
        (ALL_GRADE, "Grade of every value that has none in its own row"),
    ):
        form.text(page, row, 0, label, "label")
        page.write_blank(row, 1, None, form.look("text", "input"))
        offer: Options = {"validate": "list", "source": list(GRADES)} if label == ALL_GRADE else {"validate": "any"}
        page.data_validation(row, 1, row, 1, {**offer, "input_title": label, "input_message": words})
        row += 1
    row += 1
    for label, said in ((FORM_OF, called), (MADE_WITH, version()), (VERSION, FORM_VERSION)):
        form.text(page, row, 0, label, "small")
        page.write(row, 1, said, form.look("small", "any"))
        row += 1


# ---------------------------------------------------------------- a setting a row


def _settings(form: _Form, sheet: str, settings: Sequence[Setting]) -> None:
    page = form.sheet(sheet, sheet, SHEETS[sheet], [WIDTHS[i] for i in range(len(WIDTHS))])
    row = 3
    for i, head in enumerate((*HEADS, *NOTES)):
        form.text(page, row, i, head, "head")
    page.freeze_panes(row + 1, 1)
    page.repeat_rows(row)
    row += 1
    for block, rows in groupby(settings, lambda setting: setting.block):
        form.text(page, row, 0, block, "block")
        row += 1
        for setting in rows:
            _setting(form, page, row, setting)
            row += 1


def _setting(form: _Form, page: Worksheet, row: int, setting: Setting) -> None:
    """One row: what is known, and the cells to fill in."""
    form.text(page, row, WHAT, setting.title, "text")
    _now(form, page, row, setting)
    for column, words in ((RANGE, setting.range_now), (UNIT, setting.unit)):
        form.text(page, row, column, words, "text")
    form.text(page, row, POSSIBLE, setting.possible_in_words, "text", "aside")
    form.text(page, row, NOTE, setting.note, "text")
    form.text(page, row, SETTING, setting.path, "small")
    look = "date" if setting.takes == "date" else "any"
    page.write_blank(row, NEW, None, form.look(look, "input", "wrap"))
    page.data_validation(row, NEW, row, NEW, _check(setting))
    if setting.has_range:
        for column in (LOW, HIGH):
            page.write_blank(row, column, None, form.look("any", "input"))
            page.data_validation(row, column, row, column, _check(setting))
    if setting.takes in ("number", "whole number"):
        page.write_blank(row, GRADE, None, form.look("any", "input"))
        page.data_validation(row, GRADE, row, GRADE, {"validate": "list", "source": list(GRADES)})
        page.write_blank(row, SOURCE, None, form.look("text", "input"))
    lines = max(
        1 + int(len(words) / (CHARACTERS * WIDTHS[column]))
        for column, words in (
            (WHAT, setting.title),
            (NOW, str(setting.now)),
            (POSSIBLE, setting.possible_in_words),
            (NOTE, setting.note),
        )
    )
    page.set_row(row, LINE * lines + 2)


def _now(form: _Form, page: Worksheet, row: int, setting: Setting) -> None:
    """The base's own value, as a number or a date where it is one."""
    if isinstance(setting.now, date):
        page.write_datetime(row, NOW, datetime.combine(setting.now, time()), form.look("date", "text"))
    elif isinstance(setting.now, int | float):
        page.write_number(row, NOW, setting.now, form.look("any"))
    else:
        form.text(page, row, NOW, str(setting.now), "text")


def _check(setting: Setting) -> Options:
    """What a cell lets in, and what it says before and after."""
    words = (
        f"{setting.possible_in_words}. {setting.unit}"
        if setting.takes in ("number", "whole number")
        else setting.possible_in_words
    )
    said = {
        "input_title": setting.title[:32],
        "input_message": words[:LONGEST_PROMPT],
        "error_title": "Not possible",
        "error_message": f"This takes {setting.possible_in_words}."[:LONGEST_PROMPT],
    }
    low, high = setting.possible
    match setting.takes:
        case "date":
            return {**said, "validate": "date", "criteria": "between", "minimum": DATES[0], "maximum": DATES[1]}
        case "number" | "whole number":
            kind = "integer" if setting.takes == "whole number" else "decimal"
            if high == inf:
                return {**said, "validate": kind, "criteria": ">=", "value": low}
            return {**said, "validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    if len(",".join(setting.choices)) > LONGEST_LIST:
        return {**said, "validate": "any"}
    free = {"error_type": "information"} if setting.takes in ("financial year", "name") else {}
    return {**said, "validate": "list", "source": list(setting.choices), **free}


# ---------------------------------------------------------------- monthly counts


def _counts(form: _Form) -> None:
    note = (
        "One row a month, in order, none left out; any of the columns. Blank: not known. Not to be shown: <5, * or 1-4."
    )
    page = form.sheet(COUNTS, "What your service counts every month", note, [14, *[17] * len(Column)])
    heads = ["Month", *(f"{column.title} (weeks)" if column.unit == "weeks" else column.title for column in Column)]
    explained = ["2026-04, or Apr 2026", *(column.measure for column in Column)]
    for i, (head, words) in enumerate(zip(heads, explained, strict=True)):
        form.text(page, 3, i, words, "small", "wrap")
        form.text(page, 4, i, head, "head")
        page.data_validation(5, i, 4 + MONTHS_AT_MOST, i, _counted(head, words, is_month=not i))
    page.set_row(3, 11 * 4)
    page.freeze_panes(5, 1)
    page.repeat_rows(4)
    for row in range(5, 5 + MONTHS_AT_MOST):
        page.write_blank(row, 0, None, form.look("month", "input"))
        for i in range(1, 1 + len(Column)):
            page.write_blank(row, i, None, form.look("any", "input"))


def _counted(head: str, words: str, *, is_month: bool) -> Options:
    """What a cell of counts says; texts such as <5 are let in, so nothing is refused before the form comes back."""
    more = "Any day of the month." if is_month else "A number; blank: not known; <5, * or 1-4: not to be shown."
    return {"validate": "any", "input_title": head[:32], "input_message": f"{words}. {more}"[:LONGEST_PROMPT]}
