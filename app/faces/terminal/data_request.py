"""Which values are worth measuring first? As a terminal shows it: all on one screen, but for long titles."""

from app import words
from app.faces.terminal.layout import bullet, command, paragraph, section
from app.words import economics as say
from experiments.economics.answer import DataRequest, ToMeasure


def of_request(request: DataRequest, again: str) -> str:
    """What is known now, the six values, how each is measured, and how it was made."""
    first = [paragraph(f"{say.decision_of(request)} {' '.join(say.request_in_words(request))}")]
    values = [_value(number, row) for number, row in enumerate(request.inputs, 1)]
    made = section("How to read it", *map(bullet, say.how_request_was_made(request)))
    return "\n\n".join([*first, "\n".join(values), made, f"The same again:\n{command(again)}"])


def _value(number: int, row: ToMeasure) -> str:
    title = words.assumption_title(row.about)
    return paragraph(
        f"{number}. {title}: {say.stated(row)}. Knowing it is worth {say.worth_in_words(row.worth)}, and narrows the "
        f"range by {say.narrowing(row)}. {say.how_to_measure(row)} Held by: {say.who_holds(row)}.",
        hanging="   ",
    )
