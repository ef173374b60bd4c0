"""Which option? Scenarios and usual care side by side, a few columns at a time."""

import textwrap
from collections.abc import Mapping

from app import words
from app.screen.layout import INDENT, paragraph, section, table, with_few
from app.words import Facts

COLUMNS_AT_ONCE = 3
SHORT = 20  # letters of a title


def _head(row: Facts, titles: Mapping[str, str]) -> str:
    """Whose column it is: where there are several usual cares, of which scenarios."""
    if not row["comparator"]:
        return titles[row["name"]]
    of = row["comparator_of"]
    return "Usual care" if len(of) == len(titles) else f"Usual care of {words.listed([titles[name] for name in of])}"


def options(found: Facts) -> str:
    """Scenarios and usual care side by side, a few columns at a time."""
    rows = found["rows"]
    scenarios = [row for row in rows if not row["comparator"]]
    if found["years"] is None:
        return section("Options side by side", paragraph(words.NO_OPTIONS, INDENT))
    if len(scenarios) < 2:
        return ""
    titles = {row["name"]: textwrap.shorten(row["title"], SHORT, placeholder="…") for row in scenarios}
    parts = []
    for at in range(0, len(rows), COLUMNS_AT_ONCE):
        some = rows[at : at + COLUMNS_AT_ONCE]
        heads = [_head(row, titles) for row in some]
        cells = [
            [title, *(words.option_cell(row, name) for row in some)]
            for name, title, _ in words.OPTION_ROWS
            if any(name in row for row in rows)
        ]
        parts.append(table(["", *heads], cells))
    said = [paragraph(text, INDENT) for text in words.options_in_words(found)]
    return section(f"Options side by side, over {words.years(found['years'])}", with_few("\n\n".join(parts)), *said)
