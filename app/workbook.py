"""What does a finance lead open? One Excel workbook made from an answer: figures as numbers, with a live calculator.

A sheet for each question, every number unrounded under a format of its own. "Budget impact" holds quantities and prices
as inputs and works out every pound by formula: unchanged, it gives the program's own figures to the penny. Invariant:
texts of a scenario are written as strings, never as what a spreadsheet would carry out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app import words
from app.report import cleaned, made_rows, precision_in_words
from app.words import Facts
from experiments.exports import FORMULA_STARTS

Answer = Mapping[str, Any]
Cell = str | float | None

A4, LONGEST_TEXT, LONGEST_FOOTER = 9, 32_767, 250
LINE, HIGHEST_ROW = 13, 400  # points
CHARACTERS = 1.15  # of a sentence, to a unit of width
MOST_ROWS = 200_000  # of replications: the rest is in the CSV
PRINTED_ROWS = 50  # of them
ALWAYS = datetime(1980, 1, 1)  # noqa: DTZ001 - what a file's date is where the same answer makes the same file
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
    "pounds±": f'"± "{POUND}#,##0',
    "number": "#,##0.0;-#,##0.0",
    "number±": '"± "#,##0.0',
    "quantity": "#,##0.00",
    "any": "General",
    "share": "0%",
    "rate": "0.0%",
}


POUNDS_AXIS = {"num_format": NUMBERS["pounds"], "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
CHART_ROWS = 26  # of a sheet, kept for a chart
NET = (
    "Capacity released",
    "Not cash: freed capacity is used by others",
    "Cash released",
    "Cost of the service",
    "Net cash",
    "Net cash, cumulative",
    "Net cash, discounted",
)


class Column(NamedTuple):
    """A column of a table: its heading, the look of its numbers, its width in characters."""

    head: str
    look: str = "text"
    width: float = 12


class Book:
    """A workbook, its formats, and what stands at the foot of every printed page."""

    def __init__(self, path: Path, answer: Answer) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = Workbook(str(path), options)
        self.file.formats[0].set_font_name("Arial")
        self.file.formats[0].set_font_size(10)
        self.formats: dict[tuple[str, ...], Format] = {}
        self.foot = provenance(answer)
        question = words.question_of(answer["scenarios"][0])
        self.file.set_properties(
            {"title": question[:200], "author": "spsim", "comments": self.foot, "created": ALWAYS}
        )  # fmt: skip

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

    def sheet(self, name: str, title: str, note: str, columns: Sequence[Column], *, head: bool = True) -> "Sheet":
        """A sheet with its title, a sentence, and the headings of its columns."""
        return Sheet(self, self.file.add_worksheet(name), title, note, columns, head=head)


class Sheet:
    """One sheet, filled from the top."""

    def __init__(
        self, book: Book, page: Worksheet, title: str, note: str, columns: Sequence[Column], *, head: bool
    ) -> None:
        self.book, self.page, self.columns = book, page, columns
        self.lines: dict[int, int] = {}
        for i, column in enumerate(columns):
            page.set_column(i, i, column.width)
        self.text(0, 0, title, "title")
        page.merge_range(1, 0, 1, max(1, len(columns) - 1), "", book.look("note"))
        self.text(1, 0, note, "note")
        page.set_row(1, LINE * (1 + int(len(note) / (CHARACTERS * sum(column.width for column in columns)))) + 2)
        self.row = 3
        if head:
            self.heads()
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
        shown = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
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

    def block(self, title: str) -> None:
        """A heading within the sheet."""
        self.row += 1
        self.text(self.row, 0, title, "block")
        self.row += 1

    def filtered(self, first: int) -> None:
        """Let the rows from this one on be filtered by their headings."""
        if self.row > first:
            self.page.autofilter(first - 1, 0, self.row - 1, len(self.columns) - 1)


def write_workbook(answer: Answer, path: Path, rows: Iterable[Any] | None = None) -> None:
    """Write the workbook of an answer. `rows`: the tidy rows of its replications, for a sheet of their own."""
    clean = cleaned(answer)
    told_apart(clean["scenarios"])
    book = Book(path, clean)
    summary(book, clean)
    inputs(book, clean)
    options(book, clean)
    bridge(book, clean)
    cash(book, clean)
    waits(book, clean)
    groups(book, clean)
    switching(book, clean)
    for i, scenario in enumerate(clean["scenarios"], start=1):
        BudgetImpact(book, scenario, f"Budget impact{f' {i}' if i > 1 else ''}").write()
    if rows is not None:
        replications(book, rows)
    book.file.close()


def told_apart(scenarios: Sequence[dict[str, Any]]) -> None:
    """A title that several bear, as where one scenario extends another, gets the scenario's name behind it."""
    found = Counter(scenario["title"] for scenario in scenarios)
    for scenario in scenarios:
        if found[scenario["title"]] > 1:
            scenario["title"] = f"{scenario['title']} ({scenario['name']})"


def provenance(answer: Answer) -> str:
    """What an export must be known by, in one line."""
    made = answer["made"]
    named = "; ".join(
        f"{scenario['name']} ({scenario['hash'][:12]}, {assumed_count(scenario)} values assumed)"
        for scenario in answer["scenarios"]
    )
    runs = f"{made['replications']} replication{'s' * (made['replications'] != 1)}"
    return f"spsim {made.get('version', '')}; seed {made['seed']}; {runs}; simulated people; {named}"


def assumed_count(scenario: Facts) -> int:
    """How many values nobody has measured."""
    return sum(row["grade"] == "assumed" for row in scenario["assumptions"])


# ---------------------------------------------------------------- sheets that tell


def summary(book: Book, answer: Answer) -> None:
    """The question, the answer in words, how sure, and how it was made."""
    first, *others = answer["scenarios"]
    titles = {scenario["name"]: scenario["title"] for scenario in answer["scenarios"]}
    page = book.sheet(
        "Summary",
        words.question_of(first),
        "A simulation of made-up people, not for decisions about any individual. Care freed is capacity: it is cash "
        "only as far as a budget holder can take money out.",
        [Column("", width=30), Column("", width=115)],
        head=False,
    )
    said: list[tuple[str, Iterable[tuple[str, str]]]] = [
        (
            "The answer",
            [
                ("Compared with", words.comparator_in_words(first)),
                ("Setting", f"{words.setting_in_words(first)} {words.channels_in_words(first)}"),
                *(("Before you read on", warning) for warning in words.before_you_read_on(first)),
                *((f"{scenario['title']}", f"{words.answer_in_words(scenario)}") for scenario in [first, *others]),
                *(("Compared", words.comparison_in_words(one, titles)) for one in answer["comparisons"][: len(others)]),
                ("Who pays, who gains", words.who_pays(first) or "Nobody pays for the service."),
                ("People", " ".join(words.people_in_words(first))),
            ],
        ),
        ("How sure", words.how_sure(first, answer["made"]["replications"])),
        ("What this cannot tell", [("Limit", sentence) for sentence in words.cannot_tell(first)]),
        (
            "How it was made",
            [
                *made_rows(answer),
                *((f"Assumptions of “{s['title']}”", words.grades_in_words(s)) for s in answer["scenarios"]),
                ("Precision", precision_in_words(answer["precision"]) or "No precision was asked for."),
                ("Published headline", words.headline_in_words(first) or "None is stated."),
            ],
        ),
        ("In this workbook", SHEETS),
    ]
    page.row = 2
    for title, rows in said:
        page.block(title)
        for name, text in rows:
            page.text(page.row, 0, name, "label")
            page.text(page.row, 1, text, "text")
            page.row += 1
    page.page.activate()


SHEETS = (
    ("Inputs", "Every value with its range, grade and source."),
    ("Options", "Usual care and every option side by side, with paired differences."),
    ("Bridge", "From the headline to net cash after 1, 2 and 3 years, with intervals and a chart."),
    ("Cash by year and payer", "Spending by April-to-March year, payer and purpose."),
    ("Waits", "For a link worker and for a place."),
    ("Groups", "Waits, take-up and discharge by group."),
    ("Switching values", "What would have to change for the answer to change."),
    (
        "Budget impact",
        "A calculator of live formulas: change a quantity, a price or a cash share (on yellow) and every total, "
        "difference and net follows. One sheet for each option.",
    ),
    ("Replications", "Every run, one value a row, if it was asked for."),
)


def inputs(book: Book, answer: Answer) -> None:
    """Every value, with what is known of it."""
    page = book.sheet(
        "Inputs",
        "Inputs",
        "Assumed values come first: nobody has measured them here. A range in “times” multiplies the whole value.",
        [
            Column("Option", width=24),
            Column("Setting", width=38),
            Column("What it is", width=42),
            Column("Value", "any", 20),
            Column("Unit", width=14),
            Column("Low", "any", 11),
            Column("High", "any", 11),
            Column("Grade", width=11),
            Column("Source", width=48),
            Column("Fitted to", width=24),
        ],
    )
    first = page.row
    for scenario in answer["scenarios"]:
        for row in scenario["assumptions"]:
            page.line(
                [
                    scenario["title"],
                    row["path"],
                    words.assumption_title(row),
                    as_number(row["value"]),
                    row["unit"],
                    as_number(row["low"]),
                    as_number(row["high"]),
                    words.GRADES.get(row["grade"], str(row["grade"])),
                    row["source"] or "",
                    row["informed_by"] or "",
                ]
            )
    page.filtered(first)


def as_number(text: str | None) -> Cell:
    """A value's text as the number it is; as text where it is more than one, nothing where there is none."""
    if text is None:
        return ""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text
    return number if isfinite(number) else text


# ---------------------------------------------------------------- sheets of results


SHOWN = ("capacity", "cash", "service", "net")


def common_horizon(scenarios: Sequence[Facts]) -> int | None:
    """The longest horizon that every scenario has."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    return max(shared, default=None)


def options(book: Book, answer: Answer) -> None:
    """Usual care and every scenario side by side; below, each pair's difference."""
    scenarios = answer["scenarios"]
    horizon = common_horizon(scenarios)
    over = f" over {words.years(horizon)}" if horizon else ""
    counted = {"referred": "People who came", "wait_for_link_worker": "Mean wait for a link worker, weeks"}
    if horizon and all(f"discharged_in_{horizon}y" in words.outcomes(each) for each in scenarios):
        counted[f"discharged_in_{horizon}y"] = f"People discharged in {words.years(horizon)}"
    money = {row["name"]: row["title"] for row in words.steps(scenarios[0], horizon).values()} if horizon else {}
    columns = [Column("Option", width=34), Column("Half wait at most, weeks", "number", 10)]
    columns.append(Column("Nine in ten wait at most, weeks", "number", 10))
    for title in counted.values():
        columns += [Column(title, "number", 11), Column("±", "number±", 9)]
    for name in SHOWN if horizon else ():
        columns += [Column(f"{money[name]}{over}", "pounds", 13), Column("±", "pounds±", 10)]
    compared = answer.get("options") or {"rows": [], "equal_spend": None}
    titles = {row["name"]: row["title"] for row in compared["rows"] if row["comparator"]}
    titles |= {scenario["name"]: scenario["title"] for scenario in scenarios}
    worse = {row["name"]: listed_names(row["dominated_by"], titles) for row in compared["rows"]}
    columns += [Column("Dominated by", width=24)] if worse else []
    note = (
        "Means, and ± the half-width of their 95% interval (simulation error). Money is against each option’s own "
        "usual care; plus is good for the budget."
    )
    if worse:
        note += " Dominated: another costs no more, and discharges and releases no less."
    if compared["equal_spend"] is not None:
        note += " The options spend the same, within 5%." if compared["equal_spend"] else " They do NOT spend the same."
    page = book.sheet("Options", "Options side by side", note, columns)
    seen: list[list[Cell]] = []
    for scenario in scenarios:
        of = words.outcomes(scenario)
        cells: list[Cell] = ["", ""]
        for name in counted:
            waits_for = name == "wait_for_link_worker"
            cells += ["", ""] if waits_for else [of[name]["usual"]["mean"], of[name]["usual"]["half_width"]]
        cells += [0.0, 0.0] * (len(SHOWN) if horizon else 0)
        if cells not in seen:
            page.line(["Usual care" if not seen else f"Usual care of “{scenario['title']}”", *cells])
            seen.append(cells)
    for scenario in scenarios:
        of, wait = words.outcomes(scenario), scenario["waits"]["link_worker"]
        cells = [within(wait["median_weeks"]), within(wait["ninetieth_weeks"])] if wait["joined"] else ["", ""]
        for name in counted:
            cells += [of[name]["programme"]["mean"], of[name]["programme"]["half_width"]]
        if horizon:
            at = words.steps(scenario, horizon)
            cells += [at[name][key] for name in SHOWN for key in ("mean", "half_width")]
        cells += [worse.get(scenario["name"], "")] if worse else []
        page.line([scenario["title"], *cells])
    if horizon and answer["comparisons"]:
        paired(page, answer, horizon, 3 + 2 * len(counted))


def listed_names(dominating: Sequence[Facts], titles: Mapping[str, str]) -> str:
    """Who does better for no more, and whether that is clear of luck."""
    return "; ".join(
        f"{titles[one['name']]}{'' if one['beyond_luck'] else ' (within simulation error)'}" for one in dominating
    )


def within(weeks: float | None) -> Cell:
    """A wait that is never reached within the follow-up says so."""
    return "beyond follow-up" if weeks is None else weeks


def paired(page: Sheet, answer: Answer, horizon: int, money_from: int) -> None:
    """Second less first, in the columns of money."""
    titles = {scenario["name"]: scenario["title"] for scenario in answer["scenarios"]}
    page.block("Paired differences: the second less the first, the same people with the same luck")
    for one in answer["comparisons"]:
        if str(horizon) in one["bridge"]:
            of = {row["name"]: row for row in one["bridge"][str(horizon)]}
            page.text(page.row, 0, f"{titles[one['second']]} less {titles[one['first']]}", "text")
            for i, name in enumerate(SHOWN):
                page.cell(page.row, money_from + 2 * i, of[name]["mean"], "pounds")
                page.cell(page.row, money_from + 2 * i + 1, of[name]["half_width"], "pounds±")
            page.row += 1


def bridge(book: Book, answer: Answer) -> None:
    """Every step at every horizon, with its intervals; the first option's drawn."""
    at = sorted({horizon for scenario in answer["scenarios"] for horizon in words.horizons(scenario)})
    columns = [Column("Option", width=28), Column("Step", width=46)]
    for horizon in at:
        year = words.years(horizon)
        columns += [
            Column(f"After {year}", "pounds", 12),
            Column("simulation error", "pounds±", 11),
            Column("one real year, low", "pounds", 12),
            Column("one real year, high", "pounds", 12),
        ]
    page = book.sheet(
        "Bridge",
        "From headline to net cash",
        "Means in pounds; plus is good for the budget; the order of the steps is fixed. One real year: 95% of single "
        "real services would fall between low and high."
        if at
        else "There is no bridge: follow-up is shorter than a year.",
        columns,
    )
    start = page.row
    for scenario in answer["scenarios"]:
        at_each = [words.steps(scenario, horizon) if horizon in words.horizons(scenario) else None for horizon in at]
        for name, row in (next((of for of in at_each if of), None) or {}).items():
            cells: list[Cell] = [scenario["title"], row["title"]]
            for of in at_each:
                cells += [of[name][key] for key in ("mean", "half_width", "low", "high")] if of else [""] * 4
            page.line(cells, *(["strong"] if row["kind"] == "subtotal" else []))
    if words.horizons(answer["scenarios"][0]):
        waterfall(book, answer["scenarios"][0], start, at)


class Bar(NamedTuple):
    """A series of the waterfall: its heading, colour, and formula from a step's end and size."""

    head: str
    colour: str | None
    part: str


BARS = (
    Bar("Before, above zero", None, "MAX(0,MIN({end}-{size},{end}))"),
    Bar("Before, below zero", None, "MIN(0,MAX({end}-{size},{end}))"),
    Bar("Good for the budget", GOOD, "IF({size}>0,MAX(0,{end})-MAX(0,{end}-{size}),0)"),
    Bar("Good, below zero", GOOD, "IF({size}>0,MIN(0,{end}-{size})-MIN(0,{end}),0)"),
    Bar("Bad for the budget", BAD, "IF({size}<0,MAX(0,{end}-{size})-MAX(0,{end}),0)"),
    Bar("Bad, below zero", BAD, "IF({size}<0,MIN(0,{end})-MIN(0,{end}-{size}),0)"),
)


def bar_parts(size: float, end: float) -> list[float]:
    """What the formulas of `BARS` come to, so that the picture is there before anything is recalculated."""
    start = end - size
    up, down = max(0, end) - max(0, start), min(0, end) - min(0, start)
    return [
        max(0, min(start, end)),
        min(0, max(start, end)),
        max(0.0, up) if size > 0 else 0,
        min(0.0, -down) if size > 0 else 0,
        max(0.0, -up) if size < 0 else 0,
        min(0.0, down) if size < 0 else 0,
    ]


def waterfall(book: Book, scenario: Facts, first: int, at: Sequence[int]) -> None:
    """A chart of native stacked columns that hangs on the cells of the sheet "Bridge", above its workings."""
    horizon = words.horizons(scenario)[-1]
    rows = list(words.steps(scenario, horizon).values())
    mean = xl_col_to_name(2 + 4 * at.index(horizon))
    page = book.sheet(
        "Bridge chart",
        f"The bridge over {words.years(horizon)}: {scenario['title']}",
        "Blue: good for the budget. Red: bad for it. Black: subtotals. The figures come from the sheet “Bridge”; the "
        "columns on the right are the chart’s workings.",
        [
            Column("Step", width=46),
            Column("Size", "pounds", 13),
            Column("Sum so far", "pounds", 13),
            *(Column(bar.head, "pounds", 13) for bar in BARS),
            Column("Subtotal", "pounds", 13),
        ],
        head=False,
    )
    sheet, look = page.page, book.look("pounds")
    page.row = CHART_ROWS
    page.heads()
    start, end = page.row, 0.0
    for i, row in enumerate(rows):
        r, subtotal = start + i, row["kind"] == "subtotal"
        size, ends = f"$B{r + 1}", f"$C{r + 1}"
        end = row["mean"] if subtotal else end + row["mean"]
        page.text(r, 0, row["title"], "strong" if subtotal else "text")
        sheet.write_formula(r, 1, f"=Bridge!${mean}${first + i + 1}", look, row["mean"])
        sheet.write_formula(r, 2, f"={size}" if subtotal or not i else f"={size}+$C{r}", look, end)
        parts = [0.0] * len(BARS) if subtotal else bar_parts(row["mean"], end)
        for j, (bar, value) in enumerate(zip(BARS, parts, strict=True)):
            formula = "=0" if subtotal else f"={bar.part.format(size=size, end=ends)}"
            sheet.write_formula(r, 3 + j, formula, look, value)
        whole = (f"={size}", row["mean"]) if subtotal else ("=0", 0)
        sheet.write_formula(r, 3 + len(BARS), whole[0], look, whole[1])
    chart: Any = book.file.add_chart({"type": "column", "subtype": "stacked"})
    last = start + len(rows) - 1
    hidden = []
    for j, (head, colour) in enumerate([*((bar.head, bar.colour) for bar in BARS), ("Subtotal", TOTAL)]):
        if head not in ("Good for the budget", "Bad for the budget", "Subtotal"):
            hidden.append(j)
        chart.add_series(
            {
                "name": head,
                "categories": [sheet.name, start, 0, last, 0],
                "values": [sheet.name, start, 3 + j, last, 3 + j],
                "fill": {"color": colour} if colour else {"none": True},
                "border": {"none": True},
                "gap": 40,
            }
        )
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "delete_series": hidden})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 8}})
    chart.set_y_axis(POUNDS_AXIS)
    chart.set_size({"width": 1180, "height": 20 * (CHART_ROWS - 4)})
    told = f"Waterfall chart of the steps in the table below, over {words.years(horizon)}."
    sheet.insert_chart(2, 0, chart, {"description": told})
    sheet.fit_to_pages(1, 1)


def cash(book: Book, answer: Answer) -> None:
    """Spending by year, payer and purpose, with a total that follows the filter; then year upon year, each view."""
    page = book.sheet(
        "Cash by year and payer",
        "Cash by April-to-March year and payer",
        "Spending in the report’s prices, means of replications. Care stands at its full price: a fall in it is "
        "capacity, and only in part cash. A change above nought is a cost. The total is of all rows shown: filter "
        "by an option to read its own.",
        [
            Column("Option", width=34),
            Column("Year", width=13),
            Column("Payer", width=30),
            Column("For", width=20),
            Column("Usual care", "pennies", 17),
            Column("Programme", "pennies", 17),
            Column("Change in spending", "pennies", 17),
            Column("±", "pounds±", 11),
            Column("of which cash", "pennies", 17),
        ],
    )
    top = page.row
    page.row += 1
    totals = [0.0] * 4
    for scenario in answer["scenarios"]:
        known = {
            (row["year"], row["payer"], row["role"]): row for row in (scenario.get("budget") or {}).get("rows", [])
        }
        for row in scenario["money_by_year"]:
            usual, programme = row["usual care"], row["programme"]
            r, more = page.row, known.get((row["year"], row["payer"], row["role"]))
            cells: list[Cell] = [
                scenario["title"],
                row["year"],
                row["payer"],
                purpose(row["role"]),
                usual,
                programme,
                0,
            ]
            page.line([*cells, *([more["impact"]["half_width"], more["cash"]["mean"]] if more else ["", ""])])
            page.page.write_formula(r, 6, f"=F{r + 1}-E{r + 1}", book.look("pennies"), programme - usual)
            parts = (usual, programme, programme - usual, more["cash"]["mean"] if more else 0.0)
            totals = [total + part for total, part in zip(totals, parts, strict=True)]
    page.text(top, 0, "Total of the rows shown", "strong")
    for i in (1, 2, 3, 7):
        page.text(top, i, "", "strong")
    for i, value in zip((4, 5, 6, 8), totals, strict=True):
        column = xl_col_to_name(i)
        formula = f"=SUBTOTAL(109,{column}{top + 2}:{column}{max(page.row, top + 2)})"
        page.page.write_formula(top, i, formula, book.look("strong", "pennies"), value)
    # The total stands between the headings and what is filtered, so the filter hangs on it.
    if page.row > top + 1:
        page.page.autofilter(top, 0, page.row - 1, len(page.columns) - 1)
    if any(scenario.get("budget") for scenario in answer["scenarios"]):
        views(page, answer["scenarios"])


def views(page: Sheet, scenarios: Sequence[Facts]) -> None:
    """Budget impact over the first year, the first two, ...: as it is, discounted, and in the money of the day."""
    page.block("Budget impact over the first financial years, all payers together")
    for scenario in scenarios:
        budget = scenario.get("budget") or {"totals": [], "terms": {}}
        terms = budget["terms"]
        for row in budget["totals"]:
            first = f"year 1 {terms['first_year']}"
            rate = f"{100 * terms['discount_rate']:g}% a year, {first}"
            for view, of in (("real", row), (f"discounted, {rate}", row["discounted"]), ("nominal", row["nominal"])):
                if of:
                    sums = [of[key]["mean"] for key in ("without", "with", "impact")]
                    more = [of["impact"]["half_width"], of["cash"]["mean"]]
                    page.line([scenario["title"], words.years(row["years"]), "all payers", view, *sums, *more])


def purpose(role: str) -> str:
    """What money is for, in words."""
    return {"programme": "the service", "crisis": "crises at relapse", "care use": "use of care lines"}.get(role, role)


def waits(book: Book, answer: Answer) -> None:
    """Waits of both queues."""
    page = book.sheet(
        "Waits",
        "Waits",
        "All replications pooled; people still waiting at the end are estimated, not dropped (Kaplan-Meier).",
        [
            Column("Option", width=40),
            Column("Waiting for", width=18),
            Column("Queued, per replication", "number", 14),
            Column("Half served within, weeks", "number", 16),
            Column("Nine in ten served within, weeks", "number", 16),
            Column("Target, weeks", "number", 10),
            Column("Served within the target", "share", 14),
            Column("Ever served", "share", 14),
        ],
    )
    for scenario in answer["scenarios"]:
        for key, what in (("link_worker", "a link worker"), ("place", "a place")):
            row = scenario["waits"][key]
            if not row["joined"]:
                page.line([scenario["title"], what, 0, "nobody waits", "", "", "", ""])
                continue
            page.line(
                [
                    scenario["title"],
                    what,
                    row["joined"],
                    within(row["median_weeks"]),
                    within(row["ninetieth_weeks"]),
                    scenario["wait_target_weeks"],
                    row["share_within_target"],
                    row["given_share"],
                ]
            )


def groups(book: Book, answer: Answer) -> None:
    """Waits and outcomes of each level of each trait."""
    page = book.sheet(
        "Groups",
        "Who gains",
        "Means of replications with their simulation error. Traits are looked at one at a time; simulated people.",
        [
            Column("Option", width=34),
            Column("Trait", width=24),
            Column("Group", width=24),
            Column("Measure", width=40),
            Column("Usual care", "number", 13),
            Column("simulation error", "number±", 12),
            Column("Programme", "number", 13),
            Column("simulation error", "number±", 12),
        ],
    )
    first = page.row
    for scenario in answer["scenarios"]:
        for row in scenario["by_trait"]:
            named = [scenario["title"], row["title"], row["level"].replace("_", " ")]
            wait = row["wait"]
            for title, key in (("Half wait at most, weeks", "median_weeks"), ("Nine in ten, weeks", "ninetieth_weeks")):
                page.line([*named, title, "", "", within(wait[key]) if wait["joined"] else "nobody waits", ""])
            for outcome in row["outcomes"].values():
                each = [outcome[world][key] for world in ("usual", "programme") for key in ("mean", "half_width")]
                page.line([*named, outcome["title"], *each])
    page.filtered(first)


def switching(book: Book, answer: Answer) -> None:
    """Break-even values and swings where they were asked for; always, what arithmetic on the bridge says."""
    page = book.sheet(
        "Switching values",
        "What would change the answer",
        "Arithmetic on the bridge’s means at its longest horizon, one at a time, all else equal.",
        [Column("Option", width=34), Column("What", width=30), Column("Where the answer changes", width=90)],
    )
    for scenario in answer["scenarios"]:
        for said in words.what_would_change(scenario):
            page.line([scenario["title"], said.name, said.text])
    swung = [one for one in answer["scenarios"] if one.get("swings")]
    solved = [
        (whose, row)
        for whose, part in (("", answer), *((one["title"], one) for one in answer["scenarios"]))
        for row in listed(part.get("break_even"))
    ]
    page.row += 1
    page.text(page.row, 0, "Simulated", "label")
    if swung or solved:
        page.text(page.row, 1, "See the sheet “Swings”", "text")
        simulated(book, swung, solved)
    else:
        page.text(page.row, 1, "None asked for", "text")
        page.text(page.row, 2, "No swing of an input and no break-even value was simulated in this run.", "text")


def listed(data: Any) -> list[Facts]:
    """One, several or none, as several."""
    return [] if not data else list(data) if isinstance(data, list | tuple) else [data]


def simulated(book: Book, swung: Sequence[Facts], solved: Sequence[tuple[str, Facts]]) -> None:
    """Inputs run at their low and high, widest first; then where a value makes the answer change its sign."""
    page = book.sheet(
        "Swings",
        "Every uncertain input at its low and its high",
        "Net cash at the longest horizon, all else equal, the same people with the same luck; widest swing first. A "
        "range marked × multiplies the whole value.",
        [
            Column("Option", width=28),
            Column("Input", width=44),
            Column("Setting", width=40),
            Column("Grade", width=11),
            Column("Value", "any", 10),
            Column("Low", "any", 10),
            Column("High", "any", 10),
            Column("Net cash at low", "pounds", 14),
            Column("Net cash at high", "pounds", 14),
            Column("Swing", "pounds", 13),
            Column("±", "pounds±", 11),
        ],
    )
    for scenario in swung:
        for row in scenario["swings"]["rows"]:
            net, times = row["net"], "× " if row["times"] else ""
            ends = [f"{times}{row[key]:g}" if times else row[key] for key in ("value", "low", "high")]
            page.line(
                [
                    scenario["title"],
                    words.assumption_title(row),
                    row["path"],
                    words.GRADES.get(row["grade"], str(row["grade"])),
                    *ends,
                    *(net[key] for key in ("at_low", "at_high", "swing", "swing_half_width")),
                ]
            )
        for row in scenario["swings"]["skipped"]:
            page.line([scenario["title"], row["title"], row["path"], row["grade"] or "", f"not run: {row['why']}"])
    if solved:
        page.block("Break-even values: where the answer changes its sign")
    for whose, row in solved:
        low, high = ("beyond range" if end is None else end for end in row["interval"] or ["", ""])
        page.line([whose, row["title"], row["path"], "", row["value"], row["low"], row["high"]])
        for i, (head, value) in enumerate([("crosses zero at", row["crossing"]), ("95% from", low), ("to", high)]):
            page.text(page.row, 2 * i + 1, head, "text")
            page.cell(page.row, 2 * i + 2, "none in range" if value is None else value, "any")
        page.row += 1


def replications(book: Book, rows: Iterable[Any]) -> None:
    """Every run, one value a row; groups are left to the CSV."""
    page = book.sheet(
        "Replications",
        "Every replication",
        f"One value a row, at most {MOST_ROWS:,} rows; values by group, and all rows, are in the CSV (--csv). Printed: "
        "the first rows only.",
        [
            Column("Scenario", width=34),
            Column("Replication", "any", 11),
            Column("World", width=26),
            Column("Measure", width=32),
            Column("Unit", width=20),
            Column("Horizon, years", "any", 10),
            Column("Financial year", width=12),
            Column("Payer", width=26),
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
            year, payer = cleaned(row.financial_year or ""), cleaned(row.payer or "")
            yield [cleaned(row.scenario), row.replication, *texts, years, year, payer, row.value]


# ---------------------------------------------------------------- the calculator


class BudgetImpact:
    """Quantities and prices in, every pound worked out by formula: lines by year, payers, and down to net cash. What it
    comes to stands first, then who pays, then the inputs and the workings."""

    def __init__(self, book: Book, scenario: Facts, name: str) -> None:
        self.book, self.scenario, self.ledger = book, scenario, scenario["ledger_by_year"]
        self.years: list[str] = self.ledger["years"]
        self.lines: list[Facts] = self.ledger["lines"]
        self.payers = list(dict.fromkeys(line["payer"] for line in self.lines))
        self.n, self.left, self.total = len(self.years), 6, 6 + len(self.years)
        terms = (scenario.get("budget") or {}).get("terms") or {"discount_rate": 0.035, "first_year": "undiscounted"}
        self.rate, self.first_full = terms["discount_rate"], terms["first_year"] == "undiscounted"
        index = scenario["prices"]["index"]
        self.page = book.sheet(
            name,
            f"Budget impact: {scenario['title']}",
            "Yellow cells are inputs: change any of them. All else is a formula. Means of replications, prices of "
            f"{scenario['prices']['year']}{f' by {index}' if index else ''}, undiscounted unless a row says otherwise. "
            "April-to-March years, to the end of follow-up.",
            [
                Column("Cost line", width=40),
                Column("For", width=18),
                Column("Payer", width=24),
                Column("Counted in", width=23),
                Column("Unit price", "pennies", 14),
                Column("Share that is cash", "share", 10),
                *(Column(year, "pennies", 15) for year in self.years),
                Column("All years", "pennies", 16),
            ],
        )
        lines = len(self.lines)
        self.net_at = self.page.row + 2
        self.payers_at = self.net_at + len(NET) + CHART_ROWS - 6
        self.usual_inputs = self.payers_at + len(self.payers) + 1 + 2
        self.programme_inputs = self.usual_inputs + lines + 2
        self.usual_at = self.programme_inputs + lines + 2
        self.programme_at = self.usual_at + lines + 1 + 2
        self.change_at = self.programme_at + lines + 1 + 2
        self.check_at = self.change_at + lines + 1 + 2

    def write(self) -> None:
        """The whole sheet."""
        self.down_to_net()
        self.chart()
        self.by_payer()
        self.inputs(self.usual_inputs, "Inputs: quantities under usual care, and prices", "usual care", prices=True)
        self.inputs(self.programme_inputs, "Inputs: quantities with the programme", "programme", prices=False)
        self.costs(self.usual_at, "Cost under usual care", "usual care", self.usual_inputs)
        self.costs(self.programme_at, "Cost with the programme", "programme", self.programme_inputs)
        self.change()
        self.check()

    def begin(self, row: int, title: str) -> None:
        """A block whose first row is this one."""
        self.page.row = row - 2
        self.page.block(title)

    def down_to_net(self) -> None:
        """Capacity, cash, the service, net, cumulative and discounted."""
        self.begin(self.net_at, "Budget impact: plus is good for the budget")
        totals, each = self.ledger["totals"], range(self.n)
        service = f'({self.span("B")}="{purpose("programme")}")'
        shares = f"$F${self.usual_inputs + 1}:$F${self.usual_inputs + max(1, len(self.lines))}"
        capacity, _, cash, cost, net, cumulative, discounted = range(self.net_at, self.net_at + len(NET))
        powers = [j + (not self.first_full) for j in each]
        formulas = [
            [f"=-SUMPRODUCT((1-{service})*{self.span(j)})" for j in each],
            [f"={self.at(cash, j)}-{self.at(capacity, j)}" for j in each],
            [f"=-SUMPRODUCT((1-{service})*{shares}*{self.span(j)})" for j in each],
            [f"=-SUMPRODUCT({service}*{self.span(j)})" for j in each],
            [f"={self.at(cash, j)}+{self.at(cost, j)}" for j in each],
            [f"={f'{self.at(cumulative, j - 1)}+' if j else ''}{self.at(net, j)}" for j in each],
            [f"={self.at(net, j)}/(1+$E${discounted + 1})^{power}" for j, power in zip(each, powers, strict=True)],
        ]
        values = [
            totals["capacity"],
            [cash - capacity for cash, capacity in zip(totals["cash"], totals["capacity"], strict=True)],
            totals["cash"],
            totals["service"],
            totals["net"],
            [sum(totals["net"][: j + 1]) for j in each],
            [net / (1 + self.rate) ** power for net, power in zip(totals["net"], powers, strict=True)],
        ]
        for i, title in enumerate(NET):
            row, look = self.page.row, "strong" if self.page.row == net else "text"
            self.page.text(row, 0, title, look)
            for j in range(1, self.left) if look == "strong" else ():
                self.page.text(row, j, "", look)
            self.formulas(formulas[i], values[i], *([look] if look == "strong" else []), summed=row != cumulative)
        first = "not discounted" if self.first_full else "discounted too"
        self.page.text(discounted, 1, f"first year {first}; at a yearly rate of", "plain")
        self.page.page.write_number(discounted, 4, self.rate, self.book.look("rate", "input"))

    def by_payer(self) -> None:
        """The change in spending, by who pays."""
        self.begin(self.payers_at, "Change in spending by payer: plus is a cost")
        changes = []
        for payer in self.payers:
            self.page.text(self.page.row, 0, payer, "text")
            mine = [self.changes(line) for line in self.lines if line["payer"] == payer]
            changes.append([sum(year) for year in zip(*mine, strict=True)])
            who = f"EXACT({self.span('C')},$A{self.page.row + 1})"
            self.formulas([f"=SUMPRODUCT({who}*{self.span(j)})" for j in range(self.n)], changes[-1])
        self.sums(self.payers_at, changes)

    def inputs(self, start: int, title: str, world: str, *, prices: bool) -> None:
        """Input cells, a row for each line."""
        self.begin(start, title)
        page, sheet = self.page, self.page.page
        for line in self.lines:
            self.label(line)
            if prices:
                sheet.write_number(page.row, 4, line["price"], self.book.look("pennies", "input"))
                sheet.write_number(page.row, 5, line["cash_share"], self.book.look("share", "input"))
            for j, quantity in enumerate(line[world]["quantity"]):
                sheet.write_number(page.row, self.left + j, quantity, self.book.look("quantity", "input"))
            page.row += 1
        if self.lines:
            least = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A number, nought or more."}
            sheet.data_validation(start, self.left, page.row - 1, self.total - 1, least)
            if prices:
                share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
                sheet.data_validation(start, 4, page.row - 1, 4, least)
                sheet.data_validation(start, 5, page.row - 1, 5, {**share, "error_message": "From 0% to 100%."})

    def label(self, line: Facts) -> None:
        """What a line is, what it is for, who pays, and what is counted."""
        for i, text in enumerate([line["line"].replace("_", " "), purpose(line["role"]), line["payer"], line["unit"]]):
            self.page.text(self.page.row, i, text, "text")

    def costs(self, start: int, title: str, world: str, quantities: int) -> None:
        """Quantity x price, a row for each line."""
        self.begin(start, title)
        for i, line in enumerate(self.lines):
            self.label(line)
            price = f"$E${self.usual_inputs + i + 1}"
            formulas = [f"={self.at(quantities + i, j)}*{price}" for j in range(self.n)]
            self.formulas(formulas, line[world]["amount"])
        self.sums(start, [line[world]["amount"] for line in self.lines])

    def change(self) -> None:
        """Programme less usual care: what is spent more."""
        self.begin(self.change_at, "Change in spending: with the programme, less usual care")
        for i, line in enumerate(self.lines):
            self.label(line)
            each = [f"={self.at(self.programme_at + i, j)}-{self.at(self.usual_at + i, j)}" for j in range(self.n)]
            self.formulas(each, self.changes(line))
        self.sums(self.change_at, [self.changes(line) for line in self.lines])

    def check(self) -> None:
        """The program's own figures, and whether the formulas still give them."""
        self.begin(self.check_at, "Check: the program’s own figures")
        page, sheet, totals = self.page, self.page.page, self.ledger["totals"]
        for name, i in (("capacity", 0), ("cash", 2), ("service", 3), ("net", 4)):
            page.text(page.row, 0, NET[i], "text")
            page.text(page.row + 1, 0, "same as above?", "note")
            for j, pounds in enumerate([*totals[name], sum(totals[name])]):
                sheet.write_number(page.row, self.left + j, pounds, self.book.look("pennies"))
                gap = f"ABS({self.at(self.net_at + i, j)}-{self.at(page.row, j)})"
                formula = f'=IF({gap}<0.005,"yes","inputs changed")'
                sheet.write_formula(page.row + 1, self.left + j, formula, self.book.look("note", "right"), "yes")
            page.row += 2
        if words.horizons(self.scenario):
            horizon = words.horizons(self.scenario)[-1]
            net = words.steps(self.scenario, horizon)["net"]["mean"]
            page.text(page.row, 0, "Net cash in the bridge", "text")
            page.text(page.row, 1, f"over exactly {horizon} × 365.25 days, not financial years", "plain")
            sheet.write_number(page.row, self.total, net, self.book.look("pennies"))
            page.row += 1

    def chart(self) -> None:
        """Net cash by year and cumulative, on the live cells."""
        name, years = self.page.page.name, [self.left, self.total - 1]
        net, cumulative = self.net_at + NET.index("Net cash"), self.net_at + NET.index("Net cash, cumulative")

        def cells(row: int) -> list[Any]:
            return [name, row, years[0], row, years[1]]

        chart: Any = self.book.file.add_chart({"type": "column"})
        line: Any = self.book.file.add_chart({"type": "line"})
        heads = cells(self.net_at - 3)
        blue, red = {"color": GOOD}, {"color": BAD}
        chart.add_series(
            {"name": "Net cash in the year", "categories": heads, "values": cells(net), "fill": blue, "gap": 120}
        )
        marker = {"type": "circle", "size": 6, "fill": red, "border": red}
        of_line = {"line": {**red, "width": 2.25}, "marker": marker}
        line.add_series({"name": "Cumulative", "categories": heads, "values": cells(cumulative), **of_line})
        chart.combine(line)
        chart.set_title({"name": "Net cash by financial year", "name_font": {"size": 12, "color": INK}})
        chart.set_y_axis(POUNDS_AXIS)
        chart.set_x_axis({"label_position": "low"})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 900, "height": 20 * (CHART_ROWS - 11)})
        told = {"description": "Net cash of each financial year and its running total, from the rows above."}
        self.page.page.insert_chart(self.net_at + len(NET) + 1, 0, chart, told)

    # What formulas are made of

    def at(self, row: int, year: int) -> str:
        """The cell of a year, or of the total, in a row."""
        return xl_rowcol_to_cell(row, self.left + year)

    def span(self, column: str | int) -> str:
        """A column of the lines of change: of labels by its letter, of a year by its number."""
        letter = f"${column}" if isinstance(column, str) else xl_col_to_name(self.left + column)
        return f"{letter}${self.change_at + 1}:{letter}${self.change_at + max(1, len(self.lines))}"

    def changes(self, line: Facts) -> list[float]:
        """What a line costs more with the programme, by year."""
        return [p - u for u, p in zip(line["usual care"]["amount"], line["programme"]["amount"], strict=True)]

    def formulas(self, formulas: Sequence[str], values: Sequence[float], *looks: str, summed: bool = True) -> None:
        """A row of formulas by year, and their sum."""
        sheet, row, look = self.page.page, self.page.row, self.book.look(*looks, "pennies")
        for j, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            sheet.write_formula(row, self.left + j, formula, look, value)
        if summed:
            whole = f"=SUM({self.at(row, 0)}:{self.at(row, self.n - 1)})"
            sheet.write_formula(row, self.total, whole, look, sum(values))
        self.page.row += 1

    def sums(self, start: int, amounts: Sequence[Sequence[float]]) -> None:
        """The sum of the rows since."""
        row = self.page.row
        totals = [sum(year) for year in zip(*amounts, strict=True)] or [0.0] * self.n
        for i in range(self.left):
            self.page.text(row, i, "" if i else "Total", "strong")
        for j, value in enumerate([*totals, sum(totals)]):
            column = xl_col_to_name(self.left + j)
            formula = f"=SUM({column}{start + 1}:{column}{row})" if row > start else "=0"
            self.page.page.write_formula(row, self.left + j, formula, self.book.look("strong", "pennies"), value)
        self.page.row += 1
