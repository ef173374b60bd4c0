"""What would change the answer? Swings of inputs, and break-even values."""

from app import words
from app.faces.terminal.layout import INDENT, named, of, paragraph, section
from app.tables import changes
from experiments.answer import ScenarioAnswer
from experiments.break_even import BreakEvenOf

SWINGS_SHOWN = 12


def swings(scenario: ScenarioAnswer, *, named_in: bool = False) -> str:
    """Every uncertain input at its low and high, the widest swing first; nothing where nobody asked."""
    if scenario.swings is None:
        return ""
    found = scenario.swings
    shown = words.widest(found, SWINGS_SHOWN)
    more = f"The {len(shown)} widest of {len(found.rows)} are shown; the rest, and capacity released, with --json."
    heading = words.swings_heading(found)
    return section(
        f"{scenario.title}: {heading}" if named_in else heading,
        *named(words.swings_in_words(found)),
        of(changes.swings(scenario, SWINGS_SHOWN)),
        *(paragraph(text, INDENT) for text in [words.sticking_out(shown)] if text),
        paragraph(more, INDENT) if len(found.rows) > len(shown) else "",
    )


def of_break_even(found: BreakEvenOf) -> str:
    """`spsim break-even`."""
    said = [paragraph(text) for text in words.break_even_in_words(found)]
    return "\n".join([*said, "", of(changes.tried(found))])
