"""How is it said what options cost and do, and what knowing more is worth? Never a ratio without its quadrant."""

from app.words.numbers import pounds
from experiments.economics.answer import Against

NO_SIDE = {
    "dominant": "dominant: it costs no more and does no worse, and is better in one of the two or both",
    "dominated": "dominated: it costs no less and does no better, and is worse in one of the two or both",
    "the same": "the same in cost and in effect",
}


def against_in_words(found: Against, unit: str = "unit") -> str:
    """'costs more and does better: £320 for each discharge gained'."""
    if found.ratio is None:
        return NO_SIDE[found.quadrant]
    if found.quadrant == "costs more and does better":
        return f"costs more and does better: {pounds(found.ratio)} for each {unit} gained"
    return f"saves and does worse: {pounds(found.ratio)} saved for each {unit} given up"
