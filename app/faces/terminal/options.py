"""Which option? Scenarios and usual care side by side, a few columns at a time."""

import textwrap

from app import words
from app.faces.terminal.layout import INDENT, paragraph, section, table, with_few
from app.tables.options import side_by_side
from app.tables.table import NOTHING, shown
from experiments.answer import Answer

COLUMNS_AT_ONCE = 3
SHORT = 20  # letters of a title


def options(answer: Answer) -> str:
    """A column each, a few at a time; without lines that none of them has."""
    years = answer.options.years
    if years is None:
        return section("Options side by side", paragraph(words.NO_OPTIONS, INDENT))
    if len(answer.scenarios) < 2:
        return ""
    names = {one.name: textwrap.shorten(one.title, SHORT, placeholder="…") for one in answer.scenarios}
    found = shown(side_by_side(answer, names), "terminal")
    heads, *lines = zip(*found.rows, strict=True)
    titled = [(title, line) for title, line in zip(found.head[1:], lines, strict=True) if {*line} != {NOTHING}]
    parts = []
    for at in range(0, len(heads), COLUMNS_AT_ONCE):
        some = slice(at, at + COLUMNS_AT_ONCE)
        parts.append(table(["", *heads[some]], [[title, *line[some]] for title, line in titled]))
    said = [paragraph(text, INDENT) for text in words.options_in_words(answer.options)]
    return section(f"Options side by side, over {words.years(years)}", with_few("\n\n".join(parts)), *said)
