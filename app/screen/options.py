"""Which option? Scenarios and usual care side by side, a few columns at a time."""

import textwrap

from app import words
from app.screen.layout import INDENT, paragraph, section, table
from app.words import Facts

COLUMNS_AT_ONCE = 3


def options(found: Facts) -> str:
    """Scenarios and usual care side by side, a few columns at a time."""
    rows = found["rows"]
    scenarios = [row for row in rows if not row["comparator"]]
    if len(scenarios) < 2:
        return ""
    parts = []
    for at in range(0, len(rows), COLUMNS_AT_ONCE):
        some = rows[at : at + COLUMNS_AT_ONCE]
        heads = [textwrap.shorten(row["title"], 20, placeholder="…") for row in some]
        cells = [[title, *(words.option_cell(row, name) for row in some)] for name, title, _ in words.OPTION_ROWS]
        parts.append(table(["", *heads], cells))
    said = [paragraph(text, INDENT) for text in words.options_in_words(found)]
    return section(f"Options side by side, over {words.years(found['years'])}", "\n\n".join(parts), *said)
