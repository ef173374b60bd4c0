"""What did a fit find? What the figures leave of each input, what they cannot say, and whether the model gives them."""

from collections.abc import Sequence
from pathlib import Path

from app import words
from app.faces.terminal.layout import (
    INDENT,
    bullet,
    command,
    cut_title,
    fitting,
    of,
    paragraph,
    room_beside,
    section,
    table,
    width,
)
from app.tables import fit as tables
from app.tables.table import shown
from experiments.fit_rows import Across, FitFound

ACROSS = "From the lowest to the highest part of the mixtures"
LISTS, LEAST_TITLE = 8, 16  # lines kept for what is listed below the table; letters of a title


def of_fit(title: str, found: FitFound, across: Sequence[Across], kept: Path, again: str) -> str:
    """Everything."""
    parts = [
        paragraph(f"{title}: {words.fit_in_words(found)}"),
        _inputs(found),
        paragraph(words.values_used(found)),
        *(section(heading, *map(bullet, said)) for heading, said in _lists(found)),
        section(ACROSS, *(bullet(words.across_in_words(one)) for one in across)),
        *(section(tables.across(one).caption, of(tables.across(one))) for one in across),
        _figures(found),
        section("How it was made", *map(bullet, words.fit_was_made(found))),
        _kept(kept, again),
    ]
    return "\n\n".join(part for part in parts if part)


def in_short(title: str, found: FitFound, kept: Path, again: str) -> str:
    """On one screen: what the figures leave of each input, and as much else as there is room for."""
    top, last = paragraph(f"{title}: {words.fit_in_words(found)}"), f"{_kept(kept, again)}\nEverything: add --all"
    below = [paragraph(words.figures_in_words(found))]
    whole = _inputs(found)
    narrow = room_beside(top, whole, *below, last, headings=LISTS) < 0
    parts = [top, _inputs_briefly(found) if narrow else whole, *below]
    for heading, said in _lists(found):
        bullets = list(map(bullet, said))
        room = room_beside(*parts, last, headings=2)
        if bullets and bullets[0].count("\n") + 1 < room:
            parts.append(section(heading, *fitting(bullets, room)))
    return "\n\n".join([*parts, last])


def _inputs(found: FitFound) -> str:
    return of(tables.inputs(found))


def _inputs_briefly(found: FitFound) -> str:
    """A line each: titles are cut."""
    as_text = shown(tables.inputs(found), "terminal")
    rows = [[title, *(cell.replace(" times", "×") for cell in rest)] for title, *rest in as_text.rows]
    others = [max(map(len, column)) for column in zip(*rows, strict=True)][1:]
    room = max(LEAST_TITLE, width() - len(INDENT) - sum(others) - 2 * len(others))
    return table(as_text.head, [[cut_title(title, room), *rest] for title, *rest in rows])


def _figures(found: FitFound) -> str:
    return section(
        "Does it give the figures? Published, and in 90% of the services that it predicts",
        of(tables.figures(found)),
        paragraph(words.figures_in_words(found), INDENT),
    )


def _lists(found: FitFound) -> list[tuple[str, list[str]]]:
    """What a fit has to say besides its tables, each under its heading."""
    return [
        ("What the figures cannot tell", words.unsaid(found)),
        ("What moves together", words.ties_in_words(found)),
        ("Stated, and contradicted by the figures", words.contradictions(found)),
    ]


def _kept(kept: Path, again: str) -> str:
    return f"{paragraph(f'Kept in {kept.name}: answers of this scenario use it.')}\nThe same again:\n{command(again)}"
