"""The bridge, drawn: native stacked columns that hang on the cells of the sheet “Bridge”."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name

from app import words
from app.faces.workbook.book import BAD, CHART_ROWS, GOOD, POUNDS_AXIS, TOTAL, Book, Column
from experiments.answer import ScenarioAnswer


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


def waterfall(book: Book, scenario: ScenarioAnswer, name: str, first: int, at: Sequence[float], columns: int) -> None:
    """A chart of native stacked columns that hangs on the cells of the sheet "Bridge", above its workings. A step that
    is exactly 0 has no place in it."""
    horizon = words.horizons(scenario)[-1]
    rows = list(words.steps(scenario, horizon).values())
    mean = xl_col_to_name(2 + columns * at.index(horizon))
    page = book.sheet(
        name,
        f"The bridge over {words.years(horizon)}: {scenario.title}",
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
    drawn = [i for i, row in enumerate(rows) if row.kind == "subtotal" or not words.unseen(row)]
    for r, i in enumerate(drawn, start):
        row, subtotal = rows[i], rows[i].kind == "subtotal"
        size, ends = f"$B{r + 1}", f"$C{r + 1}"
        end = row.mean if subtotal else end + row.mean
        page.text(r, 0, row.title, "strong" if subtotal else "text")
        sheet.write_formula(r, 1, f"=Bridge!${mean}${first + i + 1}", look, row.mean)
        sheet.write_formula(r, 2, f"={size}" if subtotal or r == start else f"={size}+$C{r}", look, end)
        parts = [0.0] * len(BARS) if subtotal else bar_parts(row.mean, end)
        for j, (bar, value) in enumerate(zip(BARS, parts, strict=True)):
            formula = "=0" if subtotal else f"={bar.part.format(size=size, end=ends)}"
            sheet.write_formula(r, 3 + j, formula, look, value)
        whole = (f"={size}", row.mean) if subtotal else ("=0", 0)
        sheet.write_formula(r, 3 + len(BARS), whole[0], look, whole[1])
    chart: Any = book.file.add_chart({"type": "column", "subtype": "stacked"})
    last = start + len(drawn) - 1
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
    alt = f"Waterfall chart of the steps in the table below, over {words.years(horizon)}."
    sheet.insert_chart(2, 0, chart, {"description": alt})
    sheet.fit_to_pages(1, 1)
