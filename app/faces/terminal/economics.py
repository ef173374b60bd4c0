"""What do the draws of a study say of money? Sentences first, then options by each thing that counts."""

from dataclasses import replace

from app.faces.terminal.layout import INDENT, bullet, of, paragraph, section
from app.tables import economics as tables
from app.tables.table import Row, Table
from app.words import economics as say
from experiments.economics.answer import StudyEconomics

MOST_INPUTS = 10


def of_economics(found: StudyEconomics) -> list[str]:
    """Everything, part by part."""
    parts = [section("What it says of money", *map(bullet, say.economics_in_words(found))), _full(tables.money(found))]
    for decision in found.decisions:
        parts += [_full(tables.of_decision(found, decision)), _full(tables.worths(decision), MOST_INPUTS)]
    for effect in found.effects:
        parts += [_full(tables.ladder(effect)), _full(tables.plane(found, effect))]
        parts += map(_full, tables.of_stated(found, effect))
    return parts


def _full(found: Table[Row], most: int | None = None) -> str:
    """A table under its caption, or the first rows of it."""
    kept = replace(found, rows=found.rows[:most])
    return section(found.caption, of(kept), paragraph(found.note, INDENT) if found.note else "") if kept.rows else ""
