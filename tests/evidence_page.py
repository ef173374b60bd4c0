"""Write docs/for_and_against.md anew from the list of findings: `python -m tests.evidence_page`."""

from itertools import groupby
from pathlib import Path

from app import words
from app.tables.known import FINDINGS as COLUMNS
from experiments.for_and_against import FINDINGS, Finding

PAGE = Path(__file__).parents[1] / "docs" / "for_and_against.md"
OPENING = """\
# For and against

What is known of each way in which support may work (a *channel* of `programme.effect`): what speaks for it, what
against, and what nobody has studied. Every report shows this list in its details. {how_far}
Sources are rows of [evidence.md](evidence.md), which says how each was read. A channel with little for it can still be
assumed in a scenario: the report says that it was, and what the answer is if support changes nothing.

This page is written from `experiments/for_and_against.py` by `tests/evidence_page.py`.
"""


def cells(finding: Finding) -> list[str]:
    """A finding as every face shows it."""
    return [column.text(finding) for column in COLUMNS]


def page() -> str:
    """The page as it must stand: a table a channel."""
    parts = [OPENING.format(how_far=words.HOW_FAR)]
    for channel, found in groupby(FINDINGS, key=lambda finding: finding.channel):
        heads = [column.head for column in COLUMNS]
        table = [row[1:] for row in (heads, ["---"] * len(heads), *map(cells, found))]
        lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
        parts.append(f"## {words.capital(words.CHANNELS[channel])} (`{channel}`)\n\n{lines}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
