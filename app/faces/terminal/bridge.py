"""From headline to net cash, at each horizon; every column adds up as printed."""

from app import words
from app.faces.terminal.layout import INDENT, bullet, of, paragraph, section, table, with_few
from app.tables import bridge as tables
from app.tables.table import Shown, Table, shown_if
from experiments.answer import ScenarioAnswer


def bridge(scenario: ScenarioAnswer, replications: int) -> str:
    """From headline to net cash, at each horizon; every column adds up as printed."""
    found = tables.over_time(scenario, errors=len(scenario.bridge) <= tables.WITH_ERRORS)
    if found is None:
        return section(
            "From headline to bankable", paragraph("Follow-up is shorter than a year: nothing to show.", INDENT)
        )
    claim = words.headline_in_words(scenario)
    return section(
        "From headline to bankable, in £ (+ is good for the budget), so many years after day 0",
        steps(found, one_real_service=True),
        paragraph(f"One real service: {words.no_tails(replications)}", INDENT)
        if 1 < replications < words.MANY_REPLICATIONS and scenario.swings is not None
        else "",
        paragraph(tables.ORDER_NOTE, INDENT),
        parts(shown_if(tables.payers(scenario), "terminal")),
        *(bullet(text) for text in [words.per_pound_in_words(scenario)] if text),
        *(bullet(text) for text in words.posts_in_words(scenario)),
        paragraph(f"The published claim: {claim}", INDENT) if claim else "",
    )


def parts(found: Shown | None) -> str:
    """A table of the report, under its caption; nothing where there is none."""
    return "" if found is None else "\n" + section(found.caption, with_few(table(["", *found.head[1:]], found.rows)))


def steps(found: Table[tables.Step], *, one_real_service: bool) -> str:
    """The steps of a bridge; below, what there is no room for beside net cash."""
    nets = [net for net in found.rows[-1].of if net]
    below: list[list[str]] = []
    if len(nets) > tables.WITH_ERRORS:
        below += [["Simulation error of net cash", *(words.shortly(net, words.pounds) for net in nets)]]
    if one_real_service and all(net.unknown is not None and net.half_width is not None for net in nets):
        below.append([])
        for title, say in (
            ("One real service, if every input is right", words.luck),
            ("What nobody knows", words.not_known),
        ):
            ranges = [say(net, words.pounds).split(" to ") for net in nets]
            below += [[f"{title}: net cash from", *(low for low, _ in ranges)], ["  to", *(high for _, high in ranges)]]
    return of(found, below)
