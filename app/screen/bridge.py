"""From headline to net cash, at each horizon; every column adds up as printed."""

from collections.abc import Sequence

from app import words
from app.report_sections.bridge import added_up, bridge_unit
from app.screen.layout import INDENT, paragraph, section, table
from app.words import Facts


def bridge(scenario: Facts) -> str:
    """From headline to net cash, at each horizon; every column adds up as printed."""
    at = words.horizons(scenario)
    if not at:
        return section(
            "From headline to bankable", paragraph("Follow-up is shorter than a year: nothing to show.", INDENT)
        )
    columns = [(scenario, year) for year in at]
    claim = words.headline_in_words(scenario)
    return section(
        "From headline to bankable, in £ (+ is good for the budget), so many years after day 0",
        steps_table(columns, [words.years(year) for year in at], one_real_year=True),
        paragraph(f"The published claim: {claim}", INDENT) if claim else "",
    )


def steps_table(columns: Sequence[tuple[Facts, int]], heads: Sequence[str], *, one_real_year: bool) -> str:
    """The steps of a bridge, a column for each (scenario, horizon), rounded as in the report."""

    unit = min(bridge_unit(scenario) for scenario, _ in columns)
    bridges = [scenario["bridge"][str(year)] for scenario, year in columns]
    printed = [added_up(rows, unit) for rows in bridges]
    cells: list[list[str]] = []
    for i, row in enumerate(bridges[0]):
        if row["kind"] == "subtotal" or not all(words.nothing(rows[i]) for rows in bridges):
            note = words.bridge_note(columns[0][0], row["name"]) if row["name"] != "service" else None
            title = row["title"].upper() if row["kind"] == "subtotal" else row["title"]
            amounts = [words.pounds(column[i], 2 * unit) for column in printed]
            cells.append([f"{title}{f' ({note})' if note else ''}", *amounts])
    nets = [rows[-1] for rows in bridges]
    widths = [words.plus_minus(net["half_width"], words.pounds) for net in nets]
    cells += [[], ["Simulation error of net cash", *widths]]
    if one_real_year and all(net["half_width"] is not None for net in nets):
        ranges = [words.span(net, words.pounds).split(" and ") for net in nets]
        cells += [["One real year: net cash from", *(low for low, _ in ranges)]]
        cells += [["  to", *(high for _, high in ranges)]]
    return table(["", *heads], cells)
