"""Which option? Scenarios and usual care side by side, a few columns at a time."""

import textwrap
from collections.abc import Mapping

from app import words
from app.screen.layout import INDENT, paragraph, section, table, with_few
from experiments.options import OptionRow, Options

COLUMNS_AT_ONCE = 3
SHORT = 20  # letters of a title


def _head(row: OptionRow, titles: Mapping[str, str]) -> str:
    """Whose column it is: where there are several usual cares, of which scenarios."""
    if not row.comparator:
        return titles[row.name]
    of = row.comparator_of
    return "Usual care" if len(of) == len(titles) else f"Usual care of {words.listed([titles[name] for name in of])}"


def options(found: Options) -> str:
    """Scenarios and usual care side by side, a few columns at a time."""
    rows = found.rows
    scenarios = [row for row in rows if not row.comparator]
    if found.years is None:
        return section("Options side by side", paragraph(words.NO_OPTIONS, INDENT))
    if len(scenarios) < 2:
        return ""
    titles = {row.name: textwrap.shorten(row.title, SHORT, placeholder="…") for row in scenarios}
    parts = []
    for at in range(0, len(rows), COLUMNS_AT_ONCE):
        some = rows[at : at + COLUMNS_AT_ONCE]
        heads = [_head(row, titles) for row in some]
        cells = [
            [line.title, *(words.option_cell(row, line) for row in some)]
            for line in words.OPTION_LINES
            if any(line.of(row) for row in rows)
        ]
        parts.append(table(["", *heads], cells))
    said = [paragraph(text, INDENT) for text in words.options_in_words(found)]
    return section(f"Options side by side, over {words.years(found.years)}", with_few("\n\n".join(parts)), *said)
