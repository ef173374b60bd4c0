"""From headline to net cash, at each horizon; every column adds up as printed."""

from collections.abc import Sequence

from app import words
from app.report_sections.bridge import BRIDGE_ORDER_NOTE, bridge_unit, payers_in_rows, steps_in_columns
from app.screen.layout import INDENT, bullet, paragraph, section, table, with_few
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer

WITH_ERRORS = 3  # columns in which each amount has room for its simulation error


def bridge(scenario: ScenarioAnswer, replications: int) -> str:
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
        steps_table(columns, [words.years(year) for year in at], one_real_service=True),
        paragraph(f"One real service: {words.no_tails(replications)}", INDENT)
        if 1 < replications < words.MANY_REPLICATIONS and scenario.swings is not None
        else "",
        paragraph(BRIDGE_ORDER_NOTE, INDENT),
        parts(payers_in_rows(scenario)),
        *(bullet(text) for text in [words.per_pound_in_words(scenario)] if text),
        *(bullet(text) for text in words.posts_in_words(scenario)),
        paragraph(f"The published claim: {claim}", INDENT) if claim else "",
    )


def parts(of: Shown | None) -> str:
    """A table of the report, under its caption; nothing where there is none."""
    return "" if of is None else "\n" + section(of.caption, with_few(table(["", *of.head[1:]], of.rows)))


def steps_table(
    columns: Sequence[tuple[ScenarioAnswer, float]], heads: Sequence[str], *, one_real_service: bool
) -> str:
    """The steps of a bridge, a column for each (scenario, horizon), as in the report."""
    unit, errors = min(bridge_unit(scenario) for scenario, _ in columns), len(columns) <= WITH_ERRORS
    bridges = [scenario.bridge[year] for scenario, year in columns]

    def noted(_: ScenarioAnswer, step: str) -> str | None:
        """What is true of every column."""
        notes = {words.bridge_note(scenario, step) for scenario, _ in columns}
        return notes.pop() if len(notes) == 1 else None

    steps = steps_in_columns(columns[0][0], bridges, unit, noted, words.shortly if errors else lambda *_: "")
    cells = [[row[0].upper() if i in steps.strong else row[0], *row[1:]] for i, row in enumerate(steps.rows)]
    nets = [rows[-1] for rows in bridges]
    if not errors:
        cells += [["Simulation error of net cash", *(words.shortly(net, words.pounds) for net in nets)]]
    if one_real_service and all(net.unknown is not None and net.half_width is not None for net in nets):
        cells.append([])
        for title, say in (
            ("One real service, if every input is right", words.luck),
            ("What nobody knows", words.not_known),
        ):
            ranges = [say(net, words.pounds).split(" to ") for net in nets]
            cells += [[f"{title}: net cash from", *(low for low, _ in ranges)], ["  to", *(high for _, high in ranges)]]
    return with_few(table(["", *heads], cells))
